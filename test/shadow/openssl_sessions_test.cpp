// OpenSSL's functions for sessions, called on contexts and streams of boost::asio::ssl.

#include "support/files.hpp"
#include "support/pki.hpp"

#include <boost/asio/ssl.hpp>

#include <openssl/pem.h>

#include <tls/configuration.hpp>
#include <tls/replay_record.hpp>
#include <tls/session_store.hpp>
#include <tls/x509/pem.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace data = boost::unit_test::data;
namespace ssl = asio::ssl;
using stream_type = ssl::stream<asio::local::stream_protocol::socket>;

struct free_session {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using session_ptr = std::unique_ptr<SSL_SESSION, free_session>;

struct free_bio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using bio_ptr = std::unique_ptr<BIO, free_bio>;

constexpr int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};

std::vector<session_ptr> reported;

int keep_session(SSL*, SSL_SESSION* session)
{
    reported.emplace_back(session);
    return 1;
}

int count_only = 0;

int count_session(SSL* connection, SSL_SESSION* session)
{
    count_only += SSL_SESSION_get_protocol_version(session) == TLS1_3_VERSION && SSL_get_SSL_CTX(connection) != nullptr;
    return 0;
}

struct peers {
    peers()
    {
        server_context.add_credential(authority.leaf(tls::key_type::ed25519, "localhost"));
        client_context.add_certificate_authority(
            asio::buffer(tls::x509::write_pem("CERTIFICATE", authority.root().der())));
        client_context.set_verify_mode(ssl::verify_peer);
    }

    SSL_CTX* client_handle() { return client_context.native_handle(); }
    SSL_CTX* server_handle() { return server_context.native_handle(); }

    void use_version(int version)
    {
        BOOST_REQUIRE(SSL_CTX_set_max_proto_version(client_handle(), version) == 1);
        BOOST_REQUIRE(SSL_CTX_set_min_proto_version(client_handle(), version) == 1);
    }

    /// Makes a connection that offers `offered`, sends a byte each way, and closes it. Returns whether the session was
    /// resumed.
    bool connect(SSL_SESSION* offered = nullptr, const char* name = "localhost")
    {
        return connect_to(server_context, offered, name);
    }

    bool connect_to(ssl::context& context, SSL_SESSION* offered, const char* name = "localhost")
    {
        client.emplace(io, client_context);
        stream_type server(io, context);
        asio::local::connect_pair(client->next_layer(), server.next_layer());
        auto* const handle = client->native_handle();
        BOOST_REQUIRE(SSL_set_tlsext_host_name(handle, name) == 1);
        if (offered != nullptr)
            BOOST_REQUIRE(SSL_set_session(handle, offered) == 1);
        std::jthread serve([&] {
            server.handshake(ssl::stream_base::server);
            asio::write(server, asio::buffer("x", 1));
            char byte = 0;
            asio::read(server, asio::buffer(&byte, 1));
        });
        client->handshake(ssl::stream_base::client);
        char byte = 0;
        asio::read(*client, asio::buffer(&byte, 1));
        asio::write(*client, asio::buffer("x", 1));
        serve.join();
        BOOST_TEST(SSL_session_reused(handle) == SSL_session_reused(server.native_handle()));
        BOOST_TEST((SSL_get0_session(server.native_handle()) == nullptr));
        return SSL_session_reused(handle) == 1;
    }

    /// Makes a full handshake and returns its session.
    session_ptr first_session()
    {
        BOOST_REQUIRE(!connect());
        session_ptr session(SSL_get1_session(client->native_handle()));
        BOOST_REQUIRE((session != nullptr));
        return session;
    }

    tls::test::pki authority;
    asio::io_context io;
    ssl::context client_context{ssl::context::tls_client};
    ssl::context server_context{ssl::context::tls_server};
    std::optional<stream_type> client;
};

/// Takes every ClientHello for a new one.
struct accepting_record : tls::replay_record {
    void async_insert(tls::byte_view, std::chrono::milliseconds, completion done) override { done(true); }
};

/// Clients send early data, which servers accept.
struct early_peers : peers {
    early_peers()
    {
        client_context.set_max_early_data(1000);
        server_context.set_max_early_data(1000);
        server_context.set_replay_record(std::make_shared<accepting_record>());
    }

    /// Resumes the session with early data. Checks the status on the client before the server's answer and afterwards,
    /// and on the server.
    void check_status(SSL_SESSION* offered, int expected)
    {
        client.emplace(io, client_context);
        stream_type server(io, server_context);
        asio::local::connect_pair(client->next_layer(), server.next_layer());
        auto* const handle = client->native_handle();
        BOOST_REQUIRE(SSL_set_tlsext_host_name(handle, "localhost") == 1);
        BOOST_REQUIRE(SSL_set_session(handle, offered) == 1);
        std::jthread serve([&] {
            server.handshake(ssl::stream_base::server);
            asio::write(server, asio::buffer("x", 1));
        });
        BOOST_TEST(SSL_get_early_data_status(handle) == SSL_EARLY_DATA_NOT_SENT);
        BOOST_TEST(client->write_early_some(asio::buffer("early", 5)) == 5u);
        BOOST_TEST(SSL_get_early_data_status(handle) == SSL_EARLY_DATA_REJECTED);
        client->handshake(ssl::stream_base::client);
        char byte = 0;
        asio::read(*client, asio::buffer(&byte, 1));
        serve.join();
        BOOST_TEST(SSL_session_reused(handle) == 1);
        BOOST_TEST(SSL_get_early_data_status(handle) == expected);
        BOOST_TEST(SSL_get_early_data_status(server.native_handle()) == expected);
    }
};

std::shared_ptr<tls::session_store> tls_store(const peers& p)
{
    return p.server_context.snapshot()->sessions.store;
}

} // namespace

BOOST_AUTO_TEST_SUITE(openssl_sessions)

BOOST_DATA_TEST_CASE(session_of_one_connection_is_resumed_by_the_next, data::make(versions), version)
{
    peers p;
    p.use_version(version);
    const auto session = p.first_session();
    BOOST_TEST(SSL_SESSION_get_protocol_version(session.get()) == version);
    BOOST_TEST(p.connect(session.get()));
    BOOST_TEST(!p.connect());
}

BOOST_DATA_TEST_CASE(session_has_properties, data::make(versions), version)
{
    peers p;
    p.use_version(version);
    SSL_CTX_set_timeout(p.server_handle(), 1000);
    const auto session = p.first_session();
    auto* const s = session.get();
    BOOST_TEST(SSL_SESSION_is_resumable(s) == 1);
    BOOST_TEST(SSL_SESSION_has_ticket(s) == 1);
    BOOST_TEST(std::string(SSL_SESSION_get0_hostname(s)) == "localhost");
    BOOST_TEST(SSL_SESSION_get_timeout(s) <= 1000);
    BOOST_TEST(SSL_SESSION_get_timeout(s) > 0);
    BOOST_TEST(SSL_SESSION_get_ticket_lifetime_hint(s) == static_cast<unsigned long>(SSL_SESSION_get_timeout(s)));
    BOOST_TEST(SSL_SESSION_get_time(s) > 1'600'000'000);
    BOOST_TEST(SSL_SESSION_get_max_early_data(s) == 0u);
    BOOST_TEST(SSL_get_early_data_status(p.client->native_handle()) == SSL_EARLY_DATA_NOT_SENT);
    unsigned int size = 0;
    BOOST_TEST((SSL_SESSION_get_id(s, &size) != nullptr));
    BOOST_TEST(size == 16u);
    const unsigned char* protocol = nullptr;
    std::size_t protocol_size = 1;
    SSL_SESSION_get0_alpn_selected(s, &protocol, &protocol_size);
    BOOST_TEST((protocol == nullptr && protocol_size == 0));
    auto* const peer = SSL_SESSION_get0_peer(s);
    BOOST_REQUIRE((peer != nullptr));
    BOOST_TEST(X509_cmp(peer, SSL_get0_peer_certificate(p.client->native_handle())) == 0);
    BOOST_TEST((SSL_SESSION_get0_peer(s) == peer));
}

BOOST_AUTO_TEST_CASE(early_data_is_accepted_or_rejected)
{
    early_peers p;
    p.check_status(p.first_session().get(), SSL_EARLY_DATA_ACCEPTED);
    const auto session = p.first_session(), another = p.first_session();
    BOOST_TEST(SSL_SESSION_get_max_early_data(session.get()) == 1000u);
    p.server_context.set_replay_record(nullptr);
    p.check_status(session.get(), SSL_EARLY_DATA_REJECTED);
    // The library's client may send it again. OpenSSL has no status for that.
    p.client_context.update([](tls::configuration& c) { c.sessions.resend_early_data = true; });
    p.check_status(another.get(), SSL_EARLY_DATA_REJECTED);
}

BOOST_AUTO_TEST_CASE(references_are_counted)
{
    peers p;
    auto session = p.first_session();
    BOOST_TEST((SSL_get_session(p.client->native_handle()) == session.get()));
    BOOST_TEST((SSL_get0_session(p.client->native_handle()) == session.get()));
    BOOST_TEST(SSL_SESSION_up_ref(session.get()) == 1);
    SSL_SESSION_free(session.get());
    p.client.reset();
    BOOST_TEST(p.connect(session.get())); // outlives its connection
    SSL_SESSION_free(nullptr);
}

BOOST_AUTO_TEST_CASE(session_cannot_be_set_once_the_handshake_has_begun)
{
    peers p;
    const auto session = p.first_session();
    ERR_clear_error();
    BOOST_TEST(SSL_set_session(p.client->native_handle(), session.get()) == 0);
    BOOST_TEST(ERR_peek_error() != 0u);
    ERR_clear_error();
}

BOOST_AUTO_TEST_CASE(null_takes_a_session_back)
{
    peers p;
    const auto session = p.first_session();
    stream_type stream(p.io, p.client_context);
    BOOST_TEST(SSL_set_session(stream.native_handle(), session.get()) == 1);
    BOOST_TEST(SSL_set_session(stream.native_handle(), nullptr) == 1);
    BOOST_TEST((SSL_get_session(stream.native_handle()) == nullptr));
    BOOST_TEST((SSL_get1_session(stream.native_handle()) == nullptr));
}

BOOST_DATA_TEST_CASE(session_is_written_and_read, data::make(versions), version)
{
    peers p;
    p.use_version(version);
    const auto session = p.first_session();
    const int size = i2d_SSL_SESSION(session.get(), nullptr);
    BOOST_REQUIRE(size > 0);
    std::vector<unsigned char> encoded(static_cast<std::size_t>(size));
    auto* out = encoded.data();
    BOOST_TEST(i2d_SSL_SESSION(session.get(), &out) == size);
    BOOST_TEST((out == encoded.data() + size));
    unsigned char* allocated = nullptr;
    BOOST_TEST(i2d_SSL_SESSION(session.get(), &allocated) == size);
    BOOST_TEST(std::memcmp(allocated, encoded.data(), encoded.size()) == 0);
    std::free(allocated);

    const unsigned char* in = encoded.data();
    SSL_SESSION* read = nullptr;
    BOOST_TEST((d2i_SSL_SESSION(&read, &in, size) == read));
    const session_ptr owner(read);
    BOOST_REQUIRE((read != nullptr));
    BOOST_TEST((in == encoded.data() + size));
    BOOST_TEST(p.connect(read));

    ERR_clear_error();
    in = encoded.data();
    BOOST_TEST((d2i_SSL_SESSION(nullptr, &in, size - 1) == nullptr));
    BOOST_TEST((in == encoded.data()));
    BOOST_TEST(ERR_get_error() != 0u);
    encoded[encoded.size() / 2] ^= 1;
    BOOST_TEST((d2i_SSL_SESSION(nullptr, &in, size) == nullptr));
    ERR_clear_error();
}

BOOST_AUTO_TEST_CASE(session_is_written_and_read_as_pem)
{
    peers p;
    const auto session = p.first_session();
    const tls::test::temporary_directory directory;
    const auto path = directory.path("session.pem");
    {
        const bio_ptr out(BIO_new_file(path.c_str(), "w"));
        BOOST_REQUIRE((out != nullptr));
        BOOST_TEST(PEM_write_bio_SSL_SESSION(out.get(), session.get()) == 1);
    }
    {
        const bio_ptr in(BIO_new_file(path.c_str(), "r"));
        const session_ptr read(PEM_read_bio_SSL_SESSION(in.get(), nullptr, nullptr, nullptr));
        BOOST_REQUIRE((read != nullptr));
        BOOST_TEST(p.connect(read.get()));
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "w+"), std::fclose);
    BOOST_TEST(PEM_write_SSL_SESSION(file.get(), session.get()) == 1);
    std::rewind(file.get());
    const session_ptr again(PEM_read_SSL_SESSION(file.get(), nullptr, nullptr, nullptr));
    BOOST_TEST((again != nullptr));
    BOOST_TEST((PEM_read_SSL_SESSION(file.get(), nullptr, nullptr, nullptr) == nullptr));
    ERR_clear_error();
}

BOOST_AUTO_TEST_CASE(new_session_callback_is_called_in_client_mode_only)
{
    reported.clear();
    peers p;
    SSL_CTX_sess_set_new_cb(p.client_handle(), keep_session);
    p.connect();
    BOOST_TEST(reported.empty());
    BOOST_TEST(SSL_CTX_set_session_cache_mode(p.client_handle(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL) ==
               SSL_SESS_CACHE_SERVER);
    p.connect();
    BOOST_REQUIRE(!reported.empty());
    p.client.reset();
    BOOST_TEST(p.connect(reported.front().get()));
    count_only = 0;
    SSL_CTX_sess_set_new_cb(p.client_handle(), count_session);
    p.connect();
    BOOST_TEST(count_only > 0);
    reported.clear();
}

BOOST_DATA_TEST_CASE(session_of_another_id_context_is_not_resumed, data::make(versions), version)
{
    peers p;
    p.use_version(version);
    const auto* shop = reinterpret_cast<const unsigned char*>("shop");
    BOOST_TEST(SSL_CTX_set_session_id_context(p.server_handle(), shop, 4) == 1);
    const auto session = p.first_session();
    BOOST_TEST(SSL_CTX_set_session_id_context(p.server_handle(), shop, 3) == 1);
    BOOST_TEST(!p.connect(session.get()));
    BOOST_TEST(SSL_CTX_set_session_id_context(p.server_handle(), shop, 4) == 1);
    const auto other = p.first_session();
    BOOST_TEST(p.connect(other.get()));
    const stream_type stream(p.io, p.server_context);
    auto* const handle = const_cast<stream_type&>(stream).native_handle();
    BOOST_TEST(SSL_set_session_id_context(handle, shop, 2) == 1);
    const std::array<unsigned char, 33> long_one{};
    BOOST_TEST(SSL_set_session_id_context(handle, long_one.data(), 33) == 0);
    BOOST_TEST(ERR_GET_REASON(ERR_get_error()) == SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
}

BOOST_DATA_TEST_CASE(servers_with_one_ticket_key_resume_each_others_sessions, data::make(versions), version)
{
    peers p;
    p.use_version(version);
    ssl::context other(ssl::context::tls_server);
    other.add_credential(p.authority.leaf(tls::key_type::ed25519, "localhost"));
    {
        const auto session = p.first_session();
        BOOST_TEST(!p.connect_to(other, session.get()));
    }
    for (long size : {80L, 48L}) {
        std::vector<unsigned char> key(static_cast<std::size_t>(size), 7), read(key.size());
        BOOST_TEST(SSL_CTX_get_tlsext_ticket_keys(other.native_handle(), read.data(), size) == 0);
        for (auto* context : {p.server_handle(), other.native_handle()})
            BOOST_TEST(SSL_CTX_set_tlsext_ticket_keys(context, key.data(), size) == 1);
        BOOST_TEST(SSL_CTX_get_tlsext_ticket_keys(other.native_handle(), read.data(), size) == 1);
        BOOST_TEST((read == key));
        const auto session = p.first_session();
        BOOST_TEST(p.connect_to(other, session.get()));
    }
    ERR_clear_error();
    unsigned char key[80] = {};
    BOOST_TEST(SSL_CTX_set_tlsext_ticket_keys(p.server_handle(), key, 79) == 0);
    BOOST_TEST(ERR_get_error() != 0u);
    BOOST_TEST(SSL_CTX_set_tlsext_ticket_keys(p.server_handle(), nullptr, 0) == 80);
    BOOST_TEST(SSL_CTX_get_tlsext_ticket_keys(p.server_handle(), nullptr, 0) == 80);
    ERR_clear_error();
}

BOOST_AUTO_TEST_CASE(no_ticket_leaves_session_ids_of_the_cache)
{
    peers p;
    SSL_CTX_set_options(p.server_handle(), SSL_OP_NO_TICKET);
    p.connect();
    BOOST_TEST((SSL_get_session(p.client->native_handle()) == nullptr));
    p.use_version(TLS1_2_VERSION);
    p.connect();
    BOOST_TEST((SSL_get_session(p.client->native_handle()) == nullptr));

    SSL_CTX_set_session_cache_mode(p.server_handle(), SSL_SESS_CACHE_SERVER);
    const auto session = p.first_session();
    BOOST_TEST(SSL_SESSION_has_ticket(session.get()) == 0);
    BOOST_TEST(SSL_SESSION_get_ticket_lifetime_hint(session.get()) == 0u);
    BOOST_TEST(p.connect(session.get()));
    SSL_CTX_set_session_cache_mode(p.server_handle(), SSL_SESS_CACHE_OFF);
    BOOST_TEST(!p.connect(session.get()));
}

BOOST_AUTO_TEST_CASE(settings_of_contexts_are_set_and_returned)
{
    peers p;
    auto* const context = p.server_handle();
    const long earlier = SSL_CTX_get_timeout(context);
    BOOST_TEST(SSL_CTX_set_timeout(context, 60) == earlier);
    BOOST_TEST(SSL_CTX_set_timeout(context, 60L * 60 * 24 * 365) == 60);
    BOOST_TEST(SSL_CTX_set_timeout(context, -1) == 60L * 60 * 24 * 7);
    BOOST_TEST(SSL_CTX_get_timeout(context) == 0);

    BOOST_TEST(SSL_CTX_get_num_tickets(context) == 2u);
    BOOST_TEST(SSL_CTX_set_num_tickets(context, 1000) == 1);
    BOOST_TEST(SSL_CTX_get_num_tickets(context) == 8u);
    SSL* connection = SSL_new(context);
    BOOST_TEST(SSL_get_num_tickets(connection) == 8u);
    BOOST_TEST(SSL_set_num_tickets(connection, 0) == 1);
    BOOST_TEST(SSL_get_num_tickets(connection) == 0u);
    BOOST_TEST(SSL_CTX_get_num_tickets(context) == 8u);
    SSL_free(connection);

    BOOST_TEST(SSL_CTX_get_session_cache_mode(context) == SSL_SESS_CACHE_SERVER);
    BOOST_TEST((tls_store(p) == nullptr));
    BOOST_TEST(SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_BOTH) == SSL_SESS_CACHE_SERVER);
    BOOST_TEST((tls_store(p) != nullptr));
    BOOST_TEST(SSL_CTX_sess_set_cache_size(context, 10) == SSL_SESSION_CACHE_MAX_SIZE_DEFAULT);
    BOOST_TEST((tls_store(p) != nullptr));
    BOOST_TEST(SSL_CTX_sess_set_cache_size(context, 0) == 10);
    BOOST_TEST(SSL_CTX_sess_get_cache_size(context) == SSL_SESSION_CACHE_MAX_SIZE_DEFAULT);
    BOOST_TEST(SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_STORE) ==
               SSL_SESS_CACHE_BOTH);
    BOOST_TEST((tls_store(p) == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
