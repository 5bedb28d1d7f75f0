// TLS 1.3 handshakes with each byte changed in turn, and with the transport ended at each byte.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"
#include "support/sweep.hpp"

#include <boost/asio/error.hpp>

#include <map>

using namespace tls;
using namespace tls::test;

namespace {

const scenario everything{.retry = true, .client_auth = true};

/// Runs a conversation, then ends its transport. Checks that the engine ends with a suitable error. Returns whether the
/// handshake completed and the data arrived.
bool completes(conversation& c)
{
    c.run();
    const bool completed = c.engine.handshake_complete() && !c.error && c.delivered == peer_data;
    c.end();
    BOOST_TEST(c.error.failed());
    if (!completed)
        BOOST_TEST(c.delivered.empty());
    if (c.error != tls::error::stream_truncated)
        BOOST_TEST((c.engine.alert_sent() || c.engine.alert_received()), c.error.message());
    BOOST_TEST((c.error != reason::internal_error), c.engine.error_detail());
    return completed;
}

/// Changes each byte of each message of the peer in turn. Returns, for each message, the offsets of the changes with
/// which the handshake still completed.
std::map<moment, std::vector<std::size_t>> harmless_changes(role engine_role, std::uint8_t bits)
{
    std::map<moment, std::size_t> sizes;
    script measure;
    measure.before = [&](hostile_peer&, moment when, bytes& m) { sizes[when] = m.size(); };
    conversation straight(engine_role, settings_for(everything), measure);
    BOOST_TEST(completes(straight));

    std::map<moment, std::vector<std::size_t>> harmless;
    for (auto& [when, size] : sizes) {
        for (std::size_t i = 0; i < size; i = next_place(i)) {
            conversation c(engine_role, settings_for(everything), at(when, [&, at = i](bytes& m) {
                               if (at < m.size())
                                   m[at] ^= bits;
                           }));
            if (completes(c))
                harmless[when].push_back(i);
        }
    }
    return harmless;
}

/// Two engines on a transport that changes one byte in one direction, or drops this byte and all later ones.
class tampered_connection {
public:
    explicit tampered_connection(const scenario& in)
        : client(share(settings_for(in).client)), server(share(settings_for(in).server))
    {
    }

    /// Runs both handshakes, then ends both transports. Returns the number of bytes sent in the chosen direction.
    std::size_t run(bool to_server, std::size_t offset, std::uint8_t bits, bool cut)
    {
        std::size_t sent = 0;
        for (bool progress = true; progress;) {
            client.handshake(role::client, client_error);
            auto hello = take_output(client);
            auto arrives = to_server ? tamper(hello, sent, offset, bits, cut) : hello;
            server.received(arrives);
            server.handshake(role::server, server_error);
            auto answer = take_output(server);
            arrives = to_server ? answer : tamper(answer, sent, offset, bits, cut);
            client.received(arrives);
            sent += to_server ? hello.size() : answer.size();
            progress = !hello.empty() || !answer.empty();
        }
        client.end_of_input();
        server.end_of_input();
        client.handshake(role::client, client_error);
        server.handshake(role::server, server_error);
        return sent;
    }

    bool established() const { return client.handshake_complete() && server.handshake_complete(); }

    engine client;
    engine server;
    error_code client_error;
    error_code server_error;

private:
    static std::shared_ptr<const configuration> share(const configuration& config)
    {
        return std::make_shared<configuration>(config);
    }

    static bytes take_output(engine& e)
    {
        auto output = to_bytes(e.output());
        e.sent(output.size());
        return output;
    }

    static bytes tamper(bytes data, std::size_t before, std::size_t offset, std::uint8_t bits, bool cut)
    {
        if (offset >= before + data.size())
            return data;
        if (cut)
            return to_bytes(byte_view(data).first(offset > before ? offset - before : 0));
        if (offset >= before)
            data[offset - before] ^= bits;
        return data;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(tls13_sweep)

BOOST_AUTO_TEST_CASE(client_rejects_any_changed_byte_of_server_messages)
{
    for (std::uint8_t bits : {0x01, 0x80}) {
        std::size_t changes_in_random = 0;
        for (auto& [when, offsets] : harmless_changes(role::client, bits)) {
            for (auto offset : offsets) {
                // The server may choose any random, and any contents of CertificateRequest.
                const bool in_random = when == moment::server_hello && offset >= 6 && offset < 38;
                const bool in_request = when == moment::certificate_request && offset >= 9;
                changes_in_random += in_random;
                BOOST_TEST((in_random || in_request),
                           "moment " << static_cast<int>(when) << ", byte " << offset << ", bits " << int(bits));
            }
        }
        BOOST_TEST((changes_in_random == 32u || !sweeps_are_whole()));
    }
}

BOOST_AUTO_TEST_CASE(server_rejects_any_changed_byte_outside_client_hellos)
{
    for (std::uint8_t bits : {0x01, 0x80}) {
        for (auto& [when, offsets] : harmless_changes(role::server, bits)) {
            // The client may choose the contents of its ClientHello. The second one must repeat most of the first.
            BOOST_TEST((when == moment::client_hello || when == moment::second_client_hello),
                       "moment " << static_cast<int>(when) << ", bits " << int(bits));
            for (auto offset : offsets) {
                const bool in_length_or_version = offset < 6 && when == moment::second_client_hello;
                BOOST_TEST(!in_length_or_version, "byte " << offset);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_any_byte_changed_in_transit)
{
    for (bool to_server : {true, false}) {
        const auto size = tampered_connection(everything).run(to_server, SIZE_MAX, 0, false);
        BOOST_TEST(size > 500u);
        // Receivers ignore legacy_record_version of unprotected records (RFC 8446 section 5.1).
        unsigned ignored = 0;
        for (std::size_t i = 0; i < size; i = next_place(i)) {
            tampered_connection changed(everything);
            changed.run(to_server, i, 1, false);
            if (changed.established())
                ++ignored;
            else
                BOOST_TEST((changed.client_error || changed.server_error));
        }
        // Unprotected records to the server: ClientHello, change_cipher_spec and the second ClientHello; to the client:
        // HelloRetryRequest, change_cipher_spec and ServerHello.
        BOOST_TEST((sweeps_are_whole() ? ignored == 3 : ignored <= 3), ignored);
    }
}

BOOST_AUTO_TEST_CASE(rejects_transport_end_at_any_byte)
{
    for (bool to_server : {true, false}) {
        const auto size = tampered_connection(everything).run(to_server, SIZE_MAX, 0, false);
        for (std::size_t i = 0; i < size; i = next_place(i)) {
            tampered_connection cut(everything);
            cut.run(to_server, i, 0, true);
            auto& receiver = to_server ? cut.server : cut.client;
            auto& error = to_server ? cut.server_error : cut.client_error;
            BOOST_TEST(!receiver.handshake_complete(), "byte " << i);
            BOOST_TEST(error == tls::error::stream_truncated, "byte " << i << ": " << error.message());
            BOOST_TEST(!receiver.alert_sent());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
