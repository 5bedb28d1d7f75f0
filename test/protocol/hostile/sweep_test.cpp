// Every byte of a handshake changed once, and every place where the transport may end.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"

#include <boost/asio/error.hpp>

#include <map>

using namespace tls;
using namespace tls::test;

namespace {

const scenario everything{.retry = true, .client_auth = true};

/// Runs a conversation and its end, and checks that it has one, clean on our side.
bool completes(conversation& c)
{
    c.run();
    const bool completed = c.engine.handshake_complete() && !c.error && c.delivered == peers_data;
    c.end();
    BOOST_TEST(c.error.failed());
    if (!completed)
        BOOST_TEST(c.delivered.empty());
    if (c.error != tls::error::stream_truncated)
        BOOST_TEST((c.engine.alert_sent() || c.engine.alert_received()), c.error.message());
    BOOST_TEST((c.error != reason::internal_error), c.engine.error_detail());
    return completed;
}

/// Changes each byte of each message of the peer in turn. Gives, for each message, the offsets where
/// the handshake was completed all the same.
std::map<moment, std::vector<std::size_t>> harmless_changes(role ours, std::uint8_t bits)
{
    std::map<moment, std::size_t> sizes;
    script measure;
    measure.before = [&](hostile_peer&, moment when, bytes& m) { sizes[when] = m.size(); };
    conversation straight(ours, settings_for(everything), measure);
    BOOST_TEST(completes(straight));

    std::map<moment, std::vector<std::size_t>> harmless;
    for (auto& [when, size] : sizes) {
        for (std::size_t i = 0; i < size; ++i) {
            conversation c(ours, settings_for(everything), at(when, [&, at = i](bytes& m) {
                               if (at < m.size())
                                   m[at] ^= bits;
                           }));
            if (completes(c))
                harmless[when].push_back(i);
        }
    }
    return harmless;
}

/// Two engines on a line that changes one byte in one direction, or lets nothing through from there on.
class tampered_line {
public:
    explicit tampered_line(const scenario& in)
        : client(share(settings_for(in).client)), server(share(settings_for(in).server))
    {
    }

    /// Both handshakes, and then the end of both transports. Gives how many bytes were sent in that direction.
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

BOOST_AUTO_TEST_SUITE(a_sweep)

BOOST_AUTO_TEST_CASE(over_every_byte_that_a_server_sends_finds_none_that_a_client_overlooks)
{
    for (std::uint8_t bits : {0x01, 0x80}) {
        std::size_t of_the_random = 0;
        for (auto& [when, offsets] : harmless_changes(role::client, bits)) {
            for (auto offset : offsets) {
                // The random is the server's to choose; so is what a request for a certificate asks for.
                const bool of_random = when == moment::server_hello && offset >= 6 && offset < 38;
                const bool of_request = when == moment::certificate_request && offset >= 9;
                of_the_random += of_random;
                BOOST_TEST((of_random || of_request),
                           "moment " << static_cast<int>(when) << ", byte " << offset << ", bits " << int(bits));
            }
        }
        BOOST_TEST(of_the_random == 32u);
    }
}

BOOST_AUTO_TEST_CASE(over_every_byte_that_a_client_sends_finds_none_that_a_server_overlooks)
{
    for (std::uint8_t bits : {0x01, 0x80}) {
        for (auto& [when, offsets] : harmless_changes(role::server, bits)) {
            // What a first hello says of itself is the client's to choose, and no second one may differ.
            BOOST_TEST((when == moment::client_hello || when == moment::second_client_hello),
                       "moment " << static_cast<int>(when) << ", bits " << int(bits));
            for (auto offset : offsets) {
                const bool of_length_or_version = offset < 6 && when == moment::second_client_hello;
                BOOST_TEST(!of_length_or_version, "byte " << offset);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(over_every_byte_on_the_wire_finds_none_whose_change_goes_unnoticed_by_both)
{
    for (bool to_server : {true, false}) {
        const auto size = tampered_line(everything).run(to_server, SIZE_MAX, 0, false);
        BOOST_TEST(size > 500u);
        // legacy_record_version of a record without protection is ignored (RFC 8446 section 5.1).
        unsigned ignored = 0;
        for (std::size_t i = 0; i < size; ++i) {
            tampered_line changed(everything);
            changed.run(to_server, i, 1, false);
            if (changed.established())
                ++ignored;
            else
                BOOST_TEST((changed.client_error || changed.server_error));
        }
        // To the server: two hellos and a change_cipher_spec; to the client a retry, a hello, the same.
        BOOST_TEST(ignored == 3u);
    }
}

BOOST_AUTO_TEST_CASE(over_every_place_where_the_transport_may_end_finds_no_success)
{
    for (bool to_server : {true, false}) {
        const auto size = tampered_line(everything).run(to_server, SIZE_MAX, 0, false);
        for (std::size_t i = 0; i < size; ++i) {
            tampered_line cut(everything);
            cut.run(to_server, i, 0, true);
            auto& starved = to_server ? cut.server : cut.client;
            auto& error = to_server ? cut.server_error : cut.client_error;
            BOOST_TEST(!starved.handshake_complete(), "byte " << i);
            BOOST_TEST(error == tls::error::stream_truncated, "byte " << i << ": " << error.message());
            BOOST_TEST(!starved.alert_sent());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
