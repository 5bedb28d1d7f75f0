// ClientHellos with tickets and pre-shared keys, for a server that knows the keys: its first one, and a second one
// after a HelloRetryRequest. The first byte of the input chooses settings, handshake messages follow.

#include "fuzz/resuming_peers.hpp"
#include "protocol/handshake/psk.hpp"
#include "protocol/handshake/sessions.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/handshake_message.hpp"

#include <array>

namespace {

using namespace tls;
using namespace tls::fuzz;

/// Returns a key that the server knows by this identity.
std::optional<handshake_psk> known_psk(byte_view identity, const configuration& config)
{
    if (auto opened = fixed_ticket_keys()->open(identity))
        if (auto state = decode_session_state(opened->state))
            return psk_of(std::make_shared<const session_state>(std::move(*state)), config);
    if (std::ranges::equal(identity, external_key().identity))
        return psk_of(external_key(), config);
    return std::nullopt;
}

/// Makes the binders of known keys right, so that the input reaches the code after them.
void compute_binders(bytes& message, const transcript& before, const configuration& config)
try {
    auto hello = message::decode_message<message::client_hello>(message);
    auto& offered = hello.extensions.pre_shared_key;
    if (!offered)
        return;
    const auto truncated = truncated_client_hello(hello.encoded, *offered);
    for (std::size_t i = 0; i != offered->identities.size() && i != 10; ++i) {
        const auto psk = known_psk(offered->identities[i].identity, config);
        if (psk && offered->binders[i].size() == psk->hash->digest_size)
            offered->binders[i] = to_bytes(binder_for(*psk, before, truncated));
    }
    message.resize(truncated.size());
    extension::encode_binders(message, *offered);
} catch (const fatal&) {
}

void send(engine& server, byte_view message)
{
    constexpr std::size_t max_size = 16384;
    for (; !message.empty(); message = message.subspan(std::min(message.size(), max_size))) {
        const auto part = message.first(std::min(message.size(), max_size));
        deliver(server,
                std::array{std::uint8_t(22), std::uint8_t(3), std::uint8_t(1),
                           static_cast<std::uint8_t>(part.size() >> 8), static_cast<std::uint8_t>(part.size())});
        deliver(server, part);
    }
}

/// Runs the handshake as far as it gets. Returns the first handshake message of the output, and drops the rest.
bytes run(engine& server, boost::system::error_code& error)
{
    while (server.handshake(role::server, error) == want::answer) {
        auto start = server.take_external_operation();
        if (!start)
            break;
        start([&](external_answer answer) { server.answer(std::move(answer)); });
    }
    const auto messages = split_messages(messages_in(server.output()));
    while (server.has_output())
        server.sent(server.output().size());
    return messages.empty() ? bytes() : messages.front();
}

} // namespace

TLS_FUZZ_TARGET(resumption, data, size)
{
    if (size == 0)
        return 0;
    const auto flags = data[0];
    const auto config = std::make_shared<const configuration>(server_settings(flags));
    engine server(config);
    transcript before;
    boost::system::error_code error;
    bool is_first = true;
    for (auto& message : split_messages({data + 1, size - 1})) {
        if ((flags & keep_binders) == 0)
            compute_binders(message, before, *config);
        send(server, message);
        const auto reply = run(server, error);
        if (error)
            break;
        if (is_first) {
            before.add(message);
            before.use(*config->algorithms->find_hash("SHA-256"));
            before.restart_for_hello_retry();
            before.add(reply);
        }
        is_first = false;
    }
    require(!server.handshake_complete(), "no handshake completes without the client's Finished");
    require(!error || server.alert_sent().has_value(), "every refusal has an alert");
    require(server.info().peer_certificates.empty(), "a resumed session has no certificates that it never had");
    return 0;
}
