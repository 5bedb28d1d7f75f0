// NewSessionTicket messages for a client after its handshake, and the sessions that it makes of them.

#include "fuzz/resuming_peers.hpp"
#include "protocol/record/protection_tls13.hpp"
#include "protocol/schedule/tls13_secrets.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/session.hpp>

#include <boost/algorithm/hex.hpp>

#include <array>

namespace {

using namespace tls;
using namespace tls::fuzz;

/// A client that has completed a handshake, and the server's key for application data.
struct connected {
    connected()
    {
        auto settings = client_settings();
        settings.sessions.on_new_session = [this](const session& s) { received.push_back(s); };
        settings.hooks.key_log = [this](std::string_view line) {
            if (line.starts_with("SERVER_TRAFFIC_SECRET_0"))
                boost::algorithm::unhex(line.substr(line.rfind(' ') + 1), std::back_inserter(secret));
        };
        pair.emplace(std::make_shared<configuration>(settings), std::make_shared<configuration>(server_settings()));
        pair->client.set_server_name("localhost");
        pair->handshake();
        require(pair->established(), "the handshake succeeds");
        const auto& suite = *pair->client.info().cipher_suite;
        const auto keys = tls13::traffic_secret(*suite.hash, tls::secret(secret)).keys(*suite.aead);
        sealer = make_tls13_sealer(suite, keys.key, keys.iv);
    }

    /// Passes one message in records to the client, which reads it.
    void send(byte_view message, boost::system::error_code& error)
    {
        constexpr std::size_t max_size = 16384;
        while (!message.empty() && !error) {
            const auto part = message.first(std::min(message.size(), max_size));
            bytes record(sealer->record_size(part.size()));
            sealer->seal(content_type::handshake, {&part, 1}, 0, record);
            deliver(pair->client, record);
            std::array<std::uint8_t, 100> space;
            byte_span into(space);
            std::size_t n = 0;
            pair->client.read({&into, 1}, n, error);
            message = message.subspan(part.size());
        }
    }

    std::vector<session> received;
    secure_bytes secret;
    std::optional<test::engine_pair> pair;
    std::unique_ptr<record_sealer> sealer;
};

/// A session can be stored and offered, whatever its ticket was: the server then goes on without it.
void check_session(const session& received)
{
    const auto stored = received.to_bytes();
    require(session::from_bytes(stored).to_bytes() == stored, "a session can be stored");
    test::engine_pair pair(std::make_shared<configuration>(client_settings()),
                           std::make_shared<configuration>(server_settings()));
    pair.client.set_server_name("localhost");
    pair.client.set_session(received);
    pair.handshake();
    require(pair.established(), "the next handshake succeeds");
}

} // namespace

TLS_FUZZ_TARGET(new_session_ticket, data, size)
{
    connected c;
    boost::system::error_code error;
    for (auto& message : split_messages({data, size})) {
        message[0] = 4; // NewSessionTicket
        c.send(message, error);
    }
    require(!error || c.pair->client.alert_sent().has_value(), "every refusal has an alert");
    if (!c.received.empty())
        check_session(c.received.back());
    return 0;
}
