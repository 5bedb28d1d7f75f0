// Two engines of TLS 1.2 that may renegotiate, and read and write meanwhile.

#ifndef TLS_TEST_PROTOCOL_ENGINE_TALK_HPP
#define TLS_TEST_PROTOCOL_ENGINE_TALK_HPP

#include "support/authority.hpp"
#include "support/engine_pair.hpp"

#include <boost/test/unit_test.hpp>

namespace tls::test {

inline configurations settings_that_allow(renegotiation allowed)
{
    configurations settings(authority(), {leaf(key_type::secp256r1)});
    settings.server.verification.anchors = authority().anchors();
    settings.client.negotiation.max_version = protocol_version::tls1_2;
    settings.client.authentication.credentials = {leaf(key_type::secp384r1, "client")};
    settings.client.tls12.renegotiation = settings.server.tls12.renegotiation = allowed;
    return settings;
}

/// A connection whose ends read and write by themselves, as applications do.
struct talk : engine_pair {
    explicit talk(const configurations& settings, pace p = whole())
        : engine_pair(std::make_shared<configuration>(settings.client),
                      std::make_shared<configuration>(settings.server), std::move(p))
    {
        handshake();
        BOOST_REQUIRE(established());
        BOOST_REQUIRE((client.info().version == protocol_version::tls1_2));
    }

    /// Both sides read, and write what they have to say, until nothing moves any more.
    void go_on()
    {
        for (bool progress = true; progress;) {
            progress = read(client, of_client, client_error);
            progress |= read(server, of_server, server_error);
            progress |= write(client, to_say, client_error);
            progress |= write(server, to_answer, server_error);
            progress |= move_piece(client, server, size);
            progress |= move_piece(server, client, size);
        }
    }

    /// What it could read.
    static bool read(engine& e, bytes& into, error_code& error)
    {
        bytes space(5000);
        byte_span part(space);
        std::size_t n = 0;
        const auto before = e.bytes_queued();
        const auto wants = e.read({&part, 1}, n, error);
        into.insert(into.end(), space.begin(), space.begin() + static_cast<std::ptrdiff_t>(n));
        return answered(e, wants) || n != 0 || e.bytes_queued() != before;
    }

    static bool write(engine& e, bytes& what, error_code& error)
    {
        if (what.empty() || error)
            return false;
        const byte_view part(what.data(), std::min<std::size_t>(what.size(), 3000));
        std::size_t n = 0;
        const auto before = e.bytes_queued();
        const auto wants = e.write({&part, 1}, n, error);
        what.erase(what.begin(), what.begin() + static_cast<std::ptrdiff_t>(n));
        return answered(e, wants) || e.bytes_queued() != before;
    }

    static bool answered(engine& e, want wants)
    {
        if (wants != want::answer)
            return false;
        auto start = e.take_external_operation();
        if (start)
            start([&](external_answer answer) { e.answer(std::move(answer)); });
        return bool(start);
    }

    void ask(role who)
    {
        error_code error;
        (who == role::client ? client : server).renegotiate(error);
        BOOST_TEST(!error, error.message());
    }

    void check_alive()
    {
        to_say = pattern(10'000);
        to_answer = pattern(20'000);
        const auto said = to_say, answer = to_answer;
        of_client.clear();
        of_server.clear();
        go_on();
        BOOST_TEST((of_server == said));
        BOOST_TEST((of_client == answer));
        BOOST_TEST(!client_error, client_error.message() << ": " << client.error_detail());
        BOOST_TEST(!server_error, server_error.message() << ": " << server.error_detail());
    }

    void check_renegotiated(unsigned times)
    {
        BOOST_TEST(!client_error, client_error.message() << ": " << client.error_detail());
        BOOST_TEST(!server_error, server_error.message() << ": " << server.error_detail());
        BOOST_TEST(client.info().renegotiations == times);
        BOOST_TEST(server.info().renegotiations == times);
        BOOST_TEST(!client.renegotiation_pending());
        BOOST_TEST(!server.renegotiation_pending());
    }

    bytes to_say, to_answer;    ///< not written yet by the client, and by the server
    bytes of_client, of_server; ///< read by them
};

} // namespace tls::test

#endif
