// Sessions passed from one stream to the next, by hand and by a cache.

#include "stream/stream_pair.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/context.hpp>
#include <tls/replay_record.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <utility>
#include <vector>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;

namespace {

constexpr protocol_version versions[] = {protocol_version::tls1_2, protocol_version::tls1_3};

struct sessions_test : stream_pair {
    sessions_test() { settings.server.sessions.ticket_keys = ticket_keys::rotating(); }

    void use(protocol_version version)
    {
        settings.client.negotiation.min_version = settings.client.negotiation.max_version = version;
        connect();
        client.set_server_name("localhost");
    }

    /// Sends a byte each way: the client's read takes the tickets.
    void exchange()
    {
        char byte = 'x';
        asio::write(server, asio::buffer(&byte, 1));
        asio::read(client, asio::buffer(&byte, 1));
        asio::write(client, asio::buffer(&byte, 1));
        asio::read(server, asio::buffer(&byte, 1));
    }

    /// Returns whether both sides say that the handshake has resumed a session.
    bool resumes()
    {
        handshake();
        exchange();
        BOOST_TEST(client.session_reused() == server.session_reused());
        BOOST_TEST(server.session().empty());
        return client.session_reused();
    }

    void next_connection()
    {
        connect();
        client.set_server_name("localhost");
    }

    void close_and_reset()
    {
        client.next_layer().close();
        server.next_layer().close();
        client.reset();
        server.reset();
        asio::local::connect_pair(client.next_layer(), server.next_layer());
    }

    session first_session(protocol_version version)
    {
        use(version);
        BOOST_REQUIRE(!resumes());
        BOOST_REQUIRE(!client.session().empty());
        return client.session();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(stream_sessions, sessions_test)

BOOST_DATA_TEST_CASE(session_of_one_stream_is_resumed_by_the_next, data::make(versions), version)
{
    const auto first = first_session(version);
    BOOST_TEST((first.version() == version));
    BOOST_TEST(first.server_name() == "localhost");
    const auto chain = client.info().peer_certificates;
    next_connection();
    client.set_session(first);
    BOOST_TEST(resumes());
    BOOST_TEST((client.info().peer_certificates == chain));
    BOOST_TEST(!client.session().empty());
    // The next stream resumes only if it is told to.
    next_connection();
    BOOST_TEST(!resumes());
}

BOOST_DATA_TEST_CASE(session_survives_its_bytes, data::make(versions), version)
{
    const auto saved = first_session(version).to_bytes();
    next_connection();
    client.set_session(session::from_bytes(saved));
    BOOST_TEST(resumes());
}

BOOST_DATA_TEST_CASE(sessions_can_be_chained, data::make(versions), version)
{
    auto newest = first_session(version);
    for (int i = 0; i < 3; ++i) {
        next_connection();
        client.set_session(newest);
        BOOST_TEST(resumes());
        newest = client.session();
    }
}

BOOST_DATA_TEST_CASE(session_of_another_server_name_is_not_offered, data::make(versions), version)
{
    const auto first = first_session(version);
    connect();
    client.set_server_name("elsewhere.example");
    client.set_session(first);
    BOOST_TEST(!resumes());
}

BOOST_AUTO_TEST_CASE(session_cannot_be_set_once_the_handshake_has_begun)
{
    const auto first = first_session(protocol_version::tls1_3);
    BOOST_CHECK_EXCEPTION(client.set_session(first), boost::system::system_error,
                          [](const auto& e) { return e.code() == error::reason::settings_too_late; });
    BOOST_CHECK_EXCEPTION(client.set_session_peer("443"), boost::system::system_error,
                          [](const auto& e) { return e.code() == error::reason::settings_too_late; });
}

BOOST_DATA_TEST_CASE(reset_before_the_handshake_keeps_the_session_that_was_set, data::make(versions), version)
{
    const auto first = first_session(version);
    next_connection();
    client.set_session(first);
    close_and_reset();
    BOOST_TEST(resumes());
}

BOOST_DATA_TEST_CASE(reset_offers_no_session_that_was_only_received, data::make(versions), version)
{
    first_session(version);
    close_and_reset();
    BOOST_TEST(client.session().empty());
    BOOST_TEST(!resumes());
}

BOOST_AUTO_TEST_CASE(reset_keeps_a_tls12_session_and_drops_a_ticket_that_was_offered)
{
    const auto reusable = first_session(protocol_version::tls1_2);
    next_connection();
    client.set_session(reusable);
    BOOST_TEST(resumes());
    close_and_reset();
    BOOST_TEST(resumes());

    const auto ticket = first_session(protocol_version::tls1_3);
    next_connection();
    client.set_session(ticket);
    BOOST_TEST(resumes());
    close_and_reset();
    BOOST_TEST(!resumes());

    settings.client.sessions.reuse_tickets = true;
    const auto reused = first_session(protocol_version::tls1_3);
    next_connection();
    client.set_session(reused);
    BOOST_TEST(resumes());
    close_and_reset();
    BOOST_TEST(resumes());
}

BOOST_AUTO_TEST_CASE(reset_drops_the_session_of_a_connection_that_failed)
{
    const auto first = first_session(protocol_version::tls1_2);
    next_connection();
    client.set_session(first);
    BOOST_TEST(resumes());
    asio::write(server.next_layer(), asio::buffer("\x17\x03\x03\0\x18no record of the connection", 29));
    char byte = 0;
    error_code error;
    asio::read(client, asio::buffer(&byte, 1), error);
    BOOST_TEST(error == tls::error::reason::bad_record_mac);
    BOOST_TEST(client.session().empty());
    close_and_reset();
    BOOST_TEST(!resumes());
}

BOOST_DATA_TEST_CASE(new_session_callback_gets_each_session, data::make(versions), version)
{
    std::vector<session> received;
    use(version);
    client.set_new_session_callback([&](const session& s) { received.push_back(s); });
    BOOST_TEST(!resumes());
    BOOST_REQUIRE(received.size() == (version == protocol_version::tls1_3 ? settings.server.sessions.tickets : 1u));
    BOOST_TEST((received.back() == client.session()));
}

BOOST_DATA_TEST_CASE(cache_makes_the_next_streams_resume, data::make(versions), version)
{
    settings.client.sessions.cache = std::make_shared<client_session_cache>();
    use(version);
    BOOST_TEST(!resumes());
    for (int i = 0; i < 3; ++i) {
        next_connection();
        BOOST_TEST(resumes());
    }
    close_and_reset();
    BOOST_TEST(resumes()); // the user asked for the cache
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// Two contexts, and a server on each of two ports.
struct ports_test {
    using stream_type = tls::stream<asio::ip::tcp::socket>;

    ports_test()
    {
        server_context.add_credential(authority.leaf());
        client_context.resume_sessions();
        for (auto& acceptor : acceptors)
            acceptor = asio::ip::tcp::acceptor(io, {asio::ip::address_v4::loopback(), 0});
    }

    /// Connects to the server at one of the ports. Returns whether the client has resumed a session.
    bool connect(std::size_t port, const char* name = "localhost", const char* peer = nullptr, bool early = false)
    {
        stream_type client(io, client_context), server(io, server_context);
        client.next_layer().connect(acceptors[port].local_endpoint());
        acceptors[port].accept(server.next_layer());
        if (name != nullptr)
            client.set_server_name(name);
        if (peer != nullptr)
            client.set_session_peer(peer);
        if (early)
            client.write_early_some(asio::buffer("early", 5));
        char byte = 0;
        client.async_handshake(stream_base::client, [&](error_code e) {
            BOOST_TEST(!e);
            asio::async_read(client, asio::buffer(&byte, 1), [](error_code f, std::size_t) { BOOST_TEST(!f); });
        });
        server.async_handshake(stream_base::server, [&](error_code e) {
            BOOST_TEST(!e);
            asio::async_write(server, asio::buffer("x", 1), [](error_code f, std::size_t) { BOOST_TEST(!f); });
        });
        io.restart();
        io.run();
        BOOST_TEST(client.session_reused() == server.session_reused());
        return client.session_reused();
    }

    pki authority;
    context client_context{context::tls_client}, server_context{context::tls_server};
    asio::io_context io;
    std::array<asio::ip::tcp::acceptor, 2> acceptors{asio::ip::tcp::acceptor(io), asio::ip::tcp::acceptor(io)};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(context_cache, ports_test)

BOOST_AUTO_TEST_CASE(server_context_resumes_and_client_context_does_after_one_call)
{
    BOOST_TEST(!connect(0));
    BOOST_TEST(connect(0));
    client_context.set_session_cache(nullptr);
    BOOST_TEST(!connect(0));
}

BOOST_AUTO_TEST_CASE(ports_of_one_name_do_not_share_sessions)
{
    BOOST_TEST(!connect(0));
    BOOST_TEST(!connect(1));
    BOOST_TEST(connect(0));
    BOOST_TEST(connect(1));
}

BOOST_AUTO_TEST_CASE(session_is_found_if_the_connection_begins_with_early_data)
{
    client_context.set_max_early_data(100);
    server_context.set_max_early_data(100);
    server_context.set_replay_record(std::make_shared<memory_replay_record>());
    BOOST_TEST(!connect(0));
    BOOST_CHECK_EXCEPTION(connect(1, "localhost", nullptr, true), boost::system::system_error,
                          [](const auto& e) { return e.code() == tls::error::reason::early_data_unavailable; });
    BOOST_TEST(connect(0, "localhost", nullptr, true));
}

BOOST_AUTO_TEST_CASE(addresses_tell_servers_without_a_name_apart)
{
    BOOST_TEST(!connect(0, nullptr));
    BOOST_TEST(!connect(1, nullptr));
    BOOST_TEST(connect(0, nullptr));
    BOOST_TEST(!connect(0));
}

BOOST_AUTO_TEST_CASE(peer_that_the_user_names_replaces_the_port)
{
    BOOST_TEST(!connect(0, "localhost", "shop"));
    BOOST_TEST(connect(1, "localhost", "shop"));
    BOOST_TEST(!connect(1, "localhost", "other"));
    BOOST_TEST(!connect(1));
}

BOOST_AUTO_TEST_CASE(contexts_may_share_a_cache_only_under_equal_settings)
{
    BOOST_TEST(!connect(0));
    const auto cache = client_context.snapshot()->sessions.cache;
    context other(context::tls_client);
    other.set_session_cache(cache);
    std::swap(other, client_context);
    BOOST_TEST(connect(0));
    client_context.set_session_id_context("other");
    BOOST_TEST(!connect(0));
    client_context.set_session_id_context("");
    BOOST_TEST(connect(0));
}

BOOST_AUTO_TEST_SUITE_END()
