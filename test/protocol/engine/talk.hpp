// Two engines of a version before TLS 1.3 that may renegotiate and exchange data at the same time.

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

/// A connection whose sides read and write by themselves, as applications do.
struct talk : engine_pair {
    explicit talk(const configurations& settings, pace p = whole(), protocol_version version = protocol_version::tls1_2)
        : engine_pair(std::make_shared<configuration>(settings.client),
                      std::make_shared<configuration>(settings.server), std::move(p))
    {
        handshake();
        BOOST_REQUIRE(established());
        BOOST_REQUIRE((client.info().version == version));
    }

    /// Both sides read, and write their queued data, until nothing moves any more.
    void run_until_idle()
    {
        for (bool progress = true; progress;) {
            progress = read(client, client_received, client_error);
            progress |= read(server, server_received, server_error);
            progress |= write(client, client_to_send, client_error);
            progress |= write(server, server_to_send, server_error);
            progress |= move_piece(client, server, size);
            progress |= move_piece(server, client, size);
        }
    }

    /// Reads the available data. Returns whether there was progress.
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

    static bool write(engine& e, bytes& data, error_code& error)
    {
        if (data.empty() || error)
            return false;
        const byte_view part(data.data(), std::min<std::size_t>(data.size(), 3000));
        std::size_t n = 0;
        const auto before = e.bytes_queued();
        const auto wants = e.write({&part, 1}, n, error);
        data.erase(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(n));
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

    void request_renegotiation(role side)
    {
        error_code error;
        (side == role::client ? client : server).renegotiate(error);
        BOOST_TEST(!error, error.message());
    }

    void check_alive()
    {
        client_to_send = pattern(10'000);
        server_to_send = pattern(20'000);
        const auto client_data = client_to_send, server_data = server_to_send;
        client_received.clear();
        server_received.clear();
        run_until_idle();
        BOOST_TEST((server_received == client_data));
        BOOST_TEST((client_received == server_data));
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

    bytes client_to_send, server_to_send;   ///< not yet written by the client and by the server
    bytes client_received, server_received; ///< read by the client and by the server
};

} // namespace tls::test

#endif
