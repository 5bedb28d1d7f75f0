// The functions of the openssl headers, called on contexts and streams of boost::asio::ssl.

#include "support/pki.hpp"

#include <boost/asio/ssl.hpp>

// A program may also include other OpenSSL headers.
#if __has_include(<openssl/evp.h>)
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#endif

#include <tls/configuration.hpp>
#include <tls/x509/pem.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/test/unit_test.hpp>

#include <any>
#include <chrono>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>

namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using boost::system::error_code;
using stream_type = ssl::stream<asio::local::stream_protocol::socket>;
using tls::test::pki;

struct free_certificate {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using certificate_ptr = std::unique_ptr<X509, free_certificate>;

certificate_ptr to_x509(const tls::x509::certificate& certificate)
{
    const auto der = certificate.der();
    const unsigned char* begin = der.data();
    return certificate_ptr(d2i_X509(nullptr, &begin, static_cast<long>(der.size())));
}

struct two_peers {
    two_peers()
    {
        server_context.add_credential(authority.leaf(tls::key_type::ed25519, "localhost"));
        client_context.add_certificate_authority(
            asio::buffer(tls::x509::write_pem("CERTIFICATE", authority.root().der())));
        client_context.set_verify_mode(ssl::verify_peer);
    }

    void connect()
    {
        client.emplace(io, client_context);
        server.emplace(io, server_context);
        asio::local::connect_pair(client->next_layer(), server->next_layer());
    }

    /// Prepares both streams for another connection.
    void connect_again()
    {
        for (auto* stream : {&*client, &*server}) {
            stream->next_layer().close();
            stream->reset();
        }
        asio::local::connect_pair(client->next_layer(), server->next_layer());
    }

    std::pair<error_code, error_code> handshake()
    {
        if (!client)
            connect();
        std::pair<error_code, error_code> results;
        client->async_handshake(ssl::stream_base::client, [&](error_code e) { results.first = e; });
        server->async_handshake(ssl::stream_base::server, [&](error_code e) { results.second = e; });
        io.restart();
        io.run_for(std::chrono::seconds(30));
        return results;
    }

    void connected()
    {
        auto [client_error, server_error] = handshake();
        BOOST_REQUIRE(!client_error);
        BOOST_REQUIRE(!server_error);
    }

    pki authority;
    asio::io_context io;
    ssl::context client_context{ssl::context::tls_client};
    ssl::context server_context{ssl::context::tls_server};
    std::optional<stream_type> client, server;
};

std::string names_seen;
std::string key_lines;
ssl::context* context_to_choose = nullptr;
int servername_result = SSL_TLSEXT_ERR_OK;

int on_server_name(SSL* connection, int*, void* argument)
{
    const char* name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
    names_seen += std::string(static_cast<const char*>(argument)) + (name != nullptr ? name : "none");
    if (context_to_choose != nullptr)
        SSL_set_SSL_CTX(connection, context_to_choose->native_handle());
    return servername_result;
}

struct name_callback : two_peers {
    name_callback()
    {
        names_seen.clear();
        context_to_choose = nullptr;
        servername_result = SSL_TLSEXT_ERR_OK;
        SSL_CTX_set_tlsext_servername_callback(server_context.native_handle(), on_server_name);
        SSL_CTX_set_tlsext_servername_arg(server_context.native_handle(), const_cast<char*>("asked for "));
    }
};

const unsigned char http[] = "\x02h2\x08http/1.1";
constexpr unsigned int http_size = 12;

} // namespace

BOOST_AUTO_TEST_SUITE(openssl_headers)

BOOST_AUTO_TEST_CASE(handles_have_openssl_types)
{
    two_peers peers;
    peers.connect();
    std::any handle = peers.client->native_handle();
    BOOST_TEST(std::any_cast<SSL*>(handle) == peers.client->native_handle());
    BOOST_TEST(SSL_get_SSL_CTX(peers.client->native_handle()) == peers.client_context.native_handle());
    static_assert(OPENSSL_VERSION_NUMBER >= 0x10100000L);
}

BOOST_AUTO_TEST_CASE(asio_objects_take_over_new_handles)
{
    ssl::context context(SSL_CTX_new(TLS_client_method()));
    asio::io_context io;
    stream_type stream(io, SSL_new(context.native_handle()));
    BOOST_TEST(SSL_get_SSL_CTX(stream.native_handle()) == context.native_handle());
    SSL_CTX* unused = SSL_CTX_new(TLS_server_method());
    SSL_CTX_up_ref(unused);
    SSL_CTX_free(unused);
    SSL* connection = SSL_new(unused);
    SSL_CTX_free(unused);
    BOOST_TEST(SSL_get_SSL_CTX(connection) == unused);
    SSL_free(connection);
}

BOOST_AUTO_TEST_CASE(server_gets_sni_host_name)
{
    two_peers peers;
    peers.connect();
    BOOST_TEST(SSL_set_tlsext_host_name(peers.client->native_handle(), "localhost") == 1);
    BOOST_TEST(SSL_get_servername(peers.client->native_handle(), TLSEXT_NAMETYPE_host_name) ==
               std::string("localhost"));
    peers.connected();
    BOOST_TEST(SSL_get_servername(peers.server->native_handle(), TLSEXT_NAMETYPE_host_name) ==
               std::string("localhost"));
}

BOOST_AUTO_TEST_CASE(invalid_host_name_queues_ssl3_ext_invalid_servername)
{
    two_peers peers;
    peers.connect();
    ERR_clear_error();
    BOOST_TEST(SSL_set_tlsext_host_name(peers.client->native_handle(), "no host") == 0);
    BOOST_TEST(ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_SSL3_EXT_INVALID_SERVERNAME);
    while (ERR_get_error() != 0) {}
    BOOST_TEST(ERR_get_error() == 0u);
}

BOOST_AUTO_TEST_CASE(error_codes_are_split_and_described)
{
    const error_code code(167772294, asio::error::get_ssl_category());
    const auto number = static_cast<unsigned long>(code.value());
    BOOST_TEST(ERR_GET_LIB(number) == ERR_LIB_SSL);
    BOOST_TEST(ERR_GET_REASON(number) == SSL_R_CERTIFICATE_VERIFY_FAILED);
    BOOST_TEST(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_CERTIFICATE_VERIFY_FAILED) == number);
    char text[256];
    ERR_error_string(number, text);
    BOOST_TEST(text == std::string("error:0A000086:SSL routines::certificate verify failed"));
    BOOST_TEST(ERR_reason_error_string(number) == std::string("certificate verify failed"));
    BOOST_TEST(ERR_lib_error_string(number) == std::string("SSL routines"));
    ERR_error_string_n(number, text, 10);
    BOOST_TEST(text == std::string("error:0A0"));
#ifdef SSL_R_SHORT_READ
    BOOST_TEST(false, "OpenSSL 3 does not define SSL_R_SHORT_READ");
#endif
}

BOOST_AUTO_TEST_CASE(min_and_max_proto_version_limit_negotiation)
{
    two_peers peers;
    BOOST_TEST(SSL_CTX_set_min_proto_version(peers.client_context.native_handle(), TLS1_3_VERSION) == 1);
    BOOST_TEST(SSL_CTX_set_max_proto_version(peers.client_context.native_handle(), 0) == 1);
    BOOST_TEST(SSL_CTX_set_min_proto_version(peers.client_context.native_handle(), 0x7f00) == 0);
    peers.connected();
    BOOST_TEST(SSL_get_version(peers.client->native_handle()) == std::string("TLSv1.3"));
    BOOST_TEST(SSL_is_init_finished(peers.client->native_handle()) == 1);
    BOOST_TEST(SSL_session_reused(peers.client->native_handle()) == 0);
}

BOOST_AUTO_TEST_CASE(old_min_proto_version_needs_a_cipher_list)
{
    using tls::protocol_version;
    ssl::context context(ssl::context::tls);
    const auto lowest = [&] { return context.snapshot()->negotiation.min_version; };
    for (int version : {SSL3_VERSION, TLS1_VERSION, TLS1_1_VERSION}) {
        BOOST_TEST(SSL_CTX_set_cipher_list(context.native_handle(), "ECDHE+AESGCM") == 1);
        BOOST_TEST(SSL_CTX_set_min_proto_version(context.native_handle(), version) == 1);
        BOOST_TEST((lowest() == protocol_version::tls1_2));
        BOOST_TEST(SSL_CTX_set_cipher_list(context.native_handle(), "ECDHE+AES") == 1);
        BOOST_TEST((lowest() == (version == TLS1_1_VERSION ? protocol_version::tls1_1 : protocol_version::tls1_0)));
    }
    BOOST_TEST(SSL_CTX_set_min_proto_version(context.native_handle(), 0) == 1);
    BOOST_TEST((lowest() == protocol_version::tls1_2));
}

BOOST_AUTO_TEST_CASE(cipher_list_lowers_no_min_version_set_otherwise)
{
    using tls::protocol_version;
    for (auto method : {ssl::context::tlsv13, ssl::context::tlsv13_client, ssl::context::tlsv13_server}) {
        ssl::context context(method);
        BOOST_TEST(SSL_CTX_set_cipher_list(context.native_handle(), "HIGH:!aNULL") == 1);
        BOOST_TEST((context.snapshot()->negotiation.min_version == protocol_version::tls1_3));
    }
    for (int earlier : {0, TLS1_VERSION, TLS1_2_VERSION}) {
        ssl::context context(ssl::context::tls);
        BOOST_TEST(SSL_CTX_set_min_proto_version(context.native_handle(), earlier) == 1);
        context.set_min_version(protocol_version::tls1_3);
        BOOST_TEST(SSL_CTX_set_cipher_list(context.native_handle(), "ECDHE+AES") == 1);
        BOOST_TEST((context.snapshot()->negotiation.min_version == protocol_version::tls1_3));
    }
}

BOOST_AUTO_TEST_CASE(options_and_modes_accumulate)
{
    ssl::context context(ssl::context::tls);
    const auto handle = context.native_handle();
    const auto before = SSL_CTX_get_options(handle);
    BOOST_TEST(SSL_CTX_set_options(handle, SSL_OP_NO_TLSv1_2) == (before | SSL_OP_NO_TLSv1_2));
    BOOST_TEST((context.snapshot()->negotiation.min_version == tls::protocol_version::tls1_3));
    BOOST_TEST(SSL_CTX_clear_options(handle, SSL_OP_NO_TLSv1_2) == (before & ~SSL_OP_NO_TLSv1_2));
    BOOST_TEST(SSL_CTX_set_mode(handle, SSL_MODE_AUTO_RETRY) == SSL_MODE_AUTO_RETRY);
    BOOST_TEST(SSL_CTX_set_mode(handle, SSL_MODE_RELEASE_BUFFERS) == (SSL_MODE_AUTO_RETRY | SSL_MODE_RELEASE_BUFFERS));
}

BOOST_AUTO_TEST_CASE(selects_tls13_suites_and_groups_by_name)
{
    two_peers peers;
    const auto handle = peers.client_context.native_handle();
    BOOST_TEST(SSL_CTX_set_ciphersuites(handle, "TLS_CHACHA20_POLY1305_SHA256") == 1);
    BOOST_TEST(SSL_CTX_set1_curves_list(handle, "P-256") == 1);
    BOOST_TEST(SSL_CTX_set1_groups_list(handle, "no-such-group") == 0);
    peers.connected();
    BOOST_TEST(SSL_CIPHER_get_name(SSL_get_current_cipher(peers.client->native_handle())) ==
               std::string("TLS_CHACHA20_POLY1305_SHA256"));
    BOOST_TEST(peers.client->info().group->name == "secp256r1");
}

BOOST_AUTO_TEST_CASE(cipher_list_does_not_change_tls13_suites)
{
    two_peers peers;
    const auto handle = peers.client_context.native_handle();
    for (auto* list : {"HIGH:!aNULL:!MD5", "ECDHE+AESGCM:ECDHE+CHACHA20:@STRENGTH", "DEFAULT@SECLEVEL=1:-SHA",
                       "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256", "ALL:!EXPORT:!LOW:+RSA"})
        BOOST_TEST(SSL_CTX_set_cipher_list(handle, list) == 1, list);
    ERR_clear_error();
    BOOST_TEST(SSL_CTX_set_cipher_list(handle, "no-such-suite") == 0);
    BOOST_TEST(ERR_GET_REASON(ERR_get_error()) == SSL_R_NO_CIPHER_MATCH);
    peers.connected();
}

BOOST_AUTO_TEST_CASE(connection_cipher_list_does_not_change_context)
{
    two_peers peers;
    SSL_CTX_set_max_proto_version(peers.client_context.native_handle(), TLS1_2_VERSION);
    peers.connect();
    BOOST_TEST(SSL_set_cipher_list(peers.client->native_handle(), "ECDHE+CHACHA20") == 1);
    ERR_clear_error();
    BOOST_TEST(SSL_set_cipher_list(peers.client->native_handle(), "no-such-suite") == 0);
    BOOST_TEST(ERR_GET_REASON(ERR_get_error()) == SSL_R_NO_CIPHER_MATCH);
    peers.connected();
    BOOST_TEST(peers.client->info().cipher_suite->name == "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
    BOOST_TEST(SSL_get_secure_renegotiation_support(peers.client->native_handle()) == 1);
    peers.connect();
    peers.connected();
    BOOST_TEST(peers.client->info().cipher_suite->name != "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
}

BOOST_AUTO_TEST_CASE(exports_same_keying_material_as_stream)
{
    const std::string label = "EXPORTER-test", context = "of this";
    const auto exported = [&](stream_type& from, const std::string& by) {
        std::string out(32, '\0');
        const auto result = SSL_export_keying_material(
            from.native_handle(), reinterpret_cast<unsigned char*>(out.data()), out.size(), by.data(), by.size(),
            reinterpret_cast<const unsigned char*>(context.data()), context.size(), 1);
        return result == 1 ? out : std::string();
    };
    two_peers peers;
    peers.connect();
    BOOST_TEST(exported(*peers.client, label).empty());
    peers.connected();
    const auto client_export = exported(*peers.client, label);
    BOOST_TEST(client_export.size() == 32u);
    BOOST_TEST(client_export == exported(*peers.server, label));
    tls::bytes by_stream(32);
    peers.client->export_keying_material(label, tls::as_bytes(context), by_stream);
    BOOST_TEST(client_export == std::string(by_stream.begin(), by_stream.end()));
    BOOST_TEST(exported(*peers.client, "master secret").empty());
}

BOOST_AUTO_TEST_CASE(session_id_context_has_at_most_32_bytes)
{
    ssl::context context(ssl::context::tls);
    const std::string id(33, 'i');
    const auto* data = reinterpret_cast<const unsigned char*>(id.data());
    BOOST_TEST(SSL_CTX_set_session_id_context(context.native_handle(), data, 32) == 1);
    BOOST_TEST(SSL_CTX_set_session_id_context(context.native_handle(), data, 33) == 0);
}

BOOST_AUTO_TEST_CASE(keylog_callback_gets_connection)
{
    two_peers peers;
    key_lines.clear();
    SSL_CTX_set_keylog_callback(peers.client_context.native_handle(), [](const SSL* connection, const char* line) {
        BOOST_TEST(SSL_get_SSL_CTX(connection) != nullptr);
        key_lines += std::string(line) + '\n';
    });
    peers.connected();
    BOOST_TEST(key_lines.find("CLIENT_TRAFFIC_SECRET_0 ") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(servername_callback_may_switch_context, name_callback)
{
    ssl::context other(ssl::context::tls_server);
    other.add_credential(authority.leaf(tls::key_type::ed25519, "example.org"));
    context_to_choose = &other;
    connect();
    SSL_set_tlsext_host_name(client->native_handle(), "example.org");
    client->set_verify_callback(ssl::host_name_verification("example.org"));
    connected();
    BOOST_TEST(names_seen == "asked for example.org");
    BOOST_TEST(SSL_get_SSL_CTX(server->native_handle()) == other.native_handle());
}

// nginx and httpd set the verify mode of a virtual host in this way.
BOOST_FIXTURE_TEST_CASE(servername_callback_may_require_client_certificate, name_callback)
{
    SSL_CTX_set_tlsext_servername_callback(server_context.native_handle(), [](SSL* connection, int*, void*) {
        SSL_set_verify(connection, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        return SSL_TLSEXT_ERR_OK;
    });
    BOOST_TEST((handshake().second == tls::error::reason::peer_did_not_return_a_certificate));

    const auto ours = authority.leaf(tls::key_type::ed25519, "client");
    client_context.add_credential(ours);
    connect();
    BOOST_TEST((handshake().second == tls::error::reason::certificate_verify_failed)); // there are no anchors yet
    server_context.add_certificate_authority(asio::buffer(tls::x509::write_pem("CERTIFICATE", authority.root().der())));
    connect();
    connected();
    const certificate_ptr seen(SSL_get1_peer_certificate(server->native_handle()));
    BOOST_REQUIRE(seen != nullptr);
    BOOST_TEST(X509_cmp(seen.get(), to_x509(ours->leaf()).get()) == 0);
}

BOOST_FIXTURE_TEST_CASE(servername_callback_may_change_settings_of_chosen_context, name_callback)
{
    static ssl::context* other = nullptr;
    ssl::context chosen(ssl::context::tls_server);
    chosen.add_credential(authority.leaf(tls::key_type::ed25519, "localhost"));
    BOOST_TEST(SSL_CTX_set_alpn_protos(chosen.native_handle(), http, http_size) == 0);
    other = &chosen;
    SSL_CTX_set_tlsext_servername_callback(server_context.native_handle(), [](SSL* connection, int*, void*) {
        SSL_set_SSL_CTX(connection, other->native_handle());
        BOOST_TEST(SSL_set_alpn_protos(connection, http + 3, http_size - 3) == 0);
        return SSL_TLSEXT_ERR_OK;
    });
    BOOST_TEST(SSL_CTX_set_alpn_protos(client_context.native_handle(), http, http_size) == 0);
    connected();
    BOOST_TEST(server->info().alpn_protocol == "http/1.1");
}

// In OpenSSL the store and the certificate callback are those of the connection's present context. nginx and httpd rely
// on it: each virtual host has its own authorities for client certificates.
BOOST_FIXTURE_TEST_CASE(chosen_context_verifies_the_client, name_callback)
{
    const pki others;
    const auto trusting = [](ssl::context& context, const pki& trusted) {
        context.add_certificate_authority(asio::buffer(tls::x509::write_pem("CERTIFICATE", trusted.root().der())));
        context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    };
    trusting(server_context, authority);
    client_context.add_credential(authority.leaf(tls::key_type::ed25519, "client"));
    connected();

    ssl::context chosen(ssl::context::tls_server);
    chosen.add_credential(authority.leaf(tls::key_type::ed25519, "localhost"));
    trusting(chosen, others);
    context_to_choose = &chosen;
    connect();
    BOOST_TEST((handshake().second == tls::error::reason::certificate_verify_failed));

    trusting(chosen, authority);
    connect();
    connected();
    SSL_CTX_set_cert_verify_callback(
        chosen.native_handle(), [](X509_STORE_CTX*, void*) { return 0; }, nullptr);
    connect();
    BOOST_TEST((handshake().second == tls::error::reason::certificate_verify_failed));
    context_to_choose = nullptr;
    connect_again();
    connected();
    connect();
    SSL_set_SSL_CTX(server->native_handle(), chosen.native_handle());
    BOOST_TEST((handshake().second == tls::error::reason::certificate_verify_failed));
}

// As in OpenSSL: only a value that came from the earlier context is replaced.
BOOST_FIXTURE_TEST_CASE(chosen_context_keeps_session_id_context_of_connection, name_callback)
{
    ssl::context chosen(ssl::context::tls_server);
    chosen.add_credential(server_context.snapshot()->authentication.credentials.front());
    context_to_choose = &chosen;
    SSL_CTX_set_max_proto_version(client_context.native_handle(), TLS1_2_VERSION);
    std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> session(nullptr, SSL_SESSION_free);
    const auto resumes = [&](const char* id) {
        connect();
        SSL_set_session(client->native_handle(), session.get());
        if (id != nullptr)
            SSL_set_session_id_context(server->native_handle(), reinterpret_cast<const unsigned char*>(id), 1);
        connected();
        session.reset(SSL_get1_session(client->native_handle()));
        return SSL_session_reused(client->native_handle()) == 1;
    };
    BOOST_TEST(!resumes("a"));
    BOOST_TEST(resumes("a"));
    BOOST_TEST(!resumes("b"));
    BOOST_TEST(!resumes(nullptr));
    BOOST_TEST(resumes(nullptr));
    chosen.set_session_id_context("chosen");
    BOOST_TEST(!resumes(nullptr));
    BOOST_TEST(resumes(nullptr));

    stream_type without_context(io, server_context.snapshot());
    BOOST_TEST(SSL_set_SSL_CTX(without_context.native_handle(), chosen.native_handle()) == chosen.native_handle());
}

BOOST_FIXTURE_TEST_CASE(null_context_means_the_first_one, name_callback)
{
    static ssl::context* other = nullptr;
    ssl::context chosen(ssl::context::tls_server);
    chosen.add_credential(authority.leaf(tls::key_type::ed25519, "example.org"));
    other = &chosen;
    SSL_CTX_set_tlsext_servername_callback(server_context.native_handle(), [](SSL* connection, int*, void*) {
        SSL_CTX* const first = SSL_get_SSL_CTX(connection);
        BOOST_TEST(SSL_set_SSL_CTX(connection, nullptr) == first);
        BOOST_TEST(SSL_set_SSL_CTX(connection, other->native_handle()) == other->native_handle());
        BOOST_TEST(SSL_set_SSL_CTX(connection, nullptr) == first);
        return SSL_TLSEXT_ERR_OK;
    });
    connect();
    client->set_verify_callback(ssl::host_name_verification("localhost"));
    connected();
    BOOST_TEST(SSL_get_SSL_CTX(server->native_handle()) == server_context.native_handle());
}

BOOST_FIXTURE_TEST_CASE(servername_callback_runs_for_each_connection_of_a_stream, name_callback)
{
    ssl::context other(ssl::context::tls_server);
    other.add_credential(authority.leaf(tls::key_type::ed25519, "localhost"));
    context_to_choose = &other;
    connected();
    connect_again();
    connected();
    BOOST_TEST(names_seen == "asked for noneasked for none");
    BOOST_TEST(SSL_get_SSL_CTX(server->native_handle()) == other.native_handle());
}

BOOST_FIXTURE_TEST_CASE(servername_callback_is_called_without_sni, name_callback)
{
    connected();
    BOOST_TEST(names_seen == "asked for none");
}

BOOST_FIXTURE_TEST_CASE(servername_callback_rejection_sends_unrecognized_name, name_callback)
{
    servername_result = SSL_TLSEXT_ERR_ALERT_FATAL;
    connect();
    SSL_set_tlsext_host_name(client->native_handle(), "example.org");
    BOOST_TEST(ERR_GET_REASON(static_cast<unsigned long>(handshake().first.value())) == SSL_R_TLSV1_UNRECOGNIZED_NAME);
}

BOOST_AUTO_TEST_CASE(alpn_callback_selects_protocol)
{
    two_peers peers;
    BOOST_TEST(SSL_CTX_set_alpn_protos(peers.client_context.native_handle(), http, http_size) == 0);
    BOOST_TEST(SSL_CTX_set_alpn_protos(peers.client_context.native_handle(), http, http_size - 1) == 1);
    SSL_CTX_set_alpn_select_cb(
        peers.server_context.native_handle(),
        [](SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned int in_size,
           void* own) {
            unsigned char* chosen = nullptr;
            const int found =
                SSL_select_next_proto(&chosen, size, static_cast<const unsigned char*>(own), 9, in, in_size);
            *out = chosen;
            return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
        },
        const_cast<char*>("\x08http/1.1"));
    peers.connected();
    const unsigned char* selected = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(peers.client->native_handle(), &selected, &size);
    BOOST_TEST(std::string(reinterpret_cast<const char*>(selected), size) == "http/1.1");
}

BOOST_AUTO_TEST_CASE(alpn_callback_may_decline_or_reject)
{
    const auto result_of = [](SSL_CTX_alpn_select_cb_func callback) {
        two_peers peers;
        SSL_CTX_set_alpn_protos(peers.client_context.native_handle(), http, http_size);
        SSL_CTX_set_alpn_select_cb(peers.server_context.native_handle(), callback, nullptr);
        const auto error = peers.handshake().first;
        return error ? ERR_GET_REASON(static_cast<unsigned long>(error.value()))
                     : static_cast<int>(peers.client->info().alpn_protocol.size());
    };
    BOOST_TEST(result_of([](SSL*, const unsigned char**, unsigned char*, const unsigned char*, unsigned int, void*) {
                   return SSL_TLSEXT_ERR_NOACK;
               }) == 0);
    BOOST_TEST(result_of([](SSL*, const unsigned char**, unsigned char*, const unsigned char*, unsigned int, void*) {
                   return SSL_TLSEXT_ERR_ALERT_FATAL;
               }) == SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL);
}

BOOST_AUTO_TEST_CASE(verify_callback_inspects_chain_with_openssl_functions)
{
    two_peers peers;
    std::vector<std::string> subjects;
    peers.client_context.set_verify_callback([&](bool preverified, ssl::verify_context& context) {
        X509_STORE_CTX* store_context = context.native_handle();
        char subject[256];
        X509_NAME_oneline(X509_get_subject_name(X509_STORE_CTX_get_current_cert(store_context)), subject, 256);
        subjects.push_back(subject);
        BOOST_TEST(X509_STORE_CTX_get_error(store_context) == X509_V_OK);
        BOOST_TEST(X509_STORE_CTX_get_error_depth(store_context) == 2 - static_cast<int>(subjects.size()));
        STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(store_context);
        BOOST_TEST(sk_X509_num(chain) == 2);
        BOOST_TEST(sk_X509_value(chain, 2 - static_cast<int>(subjects.size())) ==
                   X509_STORE_CTX_get_current_cert(store_context));
        STACK_OF(X509)* kept = X509_STORE_CTX_get1_chain(store_context);
        sk_X509_pop_free(kept, X509_free);
        return preverified;
    });
    peers.connected();
    BOOST_TEST((subjects == std::vector<std::string>{"/CN=Test Root", "/CN=localhost"}));
}

BOOST_AUTO_TEST_CASE(verify_callback_may_change_verify_result)
{
    two_peers peers;
    peers.client_context = ssl::context(ssl::context::tls_client);
    SSL_CTX_set_verify(peers.client_context.native_handle(), SSL_VERIFY_PEER,
                       [](int preverified, X509_STORE_CTX* store_context) {
                           if (preverified == 0)
                               X509_STORE_CTX_set_error(store_context, X509_V_ERR_CERT_REJECTED);
                           return 1;
                       });
    BOOST_TEST(SSL_CTX_get_verify_mode(peers.client_context.native_handle()) == SSL_VERIFY_PEER);
    peers.connected();
    BOOST_TEST(SSL_get_verify_result(peers.client->native_handle()) == X509_V_ERR_CERT_REJECTED);
    BOOST_TEST(std::strlen(X509_verify_cert_error_string(X509_V_ERR_CERT_HAS_EXPIRED)) > 0u);
}

BOOST_AUTO_TEST_CASE(cert_verify_callback_replaces_verification)
{
    struct outcome {
        error_code error;
        long result;
        int built_in;
    };
    const auto handshake_with = [](int (*callback)(X509_STORE_CTX*, void*), bool trusts) {
        two_peers peers;
        if (!trusts)
            peers.client_context = ssl::context(ssl::context::tls_client);
        peers.client_context.set_verify_mode(ssl::verify_peer);
        outcome seen{{}, 0, -2};
        SSL_CTX_set_cert_verify_callback(peers.client_context.native_handle(), callback, &seen.built_in);
        seen.error = peers.handshake().first;
        seen.result = SSL_get_verify_result(peers.client->native_handle());
        return seen;
    };
    const auto as_built_in = [](X509_STORE_CTX* store_context, void* argument) {
        BOOST_TEST(sk_X509_num(X509_STORE_CTX_get0_chain(store_context)) > 0);
        return *static_cast<int*>(argument) = X509_verify_cert(store_context);
    };
    const auto accepting = [](X509_STORE_CTX*, void*) { return 1; };
    const auto refusing = [](X509_STORE_CTX* store_context, void*) {
        X509_STORE_CTX_set_error(store_context, X509_V_ERR_CERT_REVOKED);
        return 0;
    };
    const auto refusing_without_a_reason = [](X509_STORE_CTX*, void*) { return 0; };

    auto seen = handshake_with(as_built_in, true);
    BOOST_TEST(!seen.error);
    BOOST_TEST(seen.built_in == 1);
    BOOST_TEST(seen.result == X509_V_OK);
    seen = handshake_with(as_built_in, false);
    BOOST_TEST(ERR_GET_REASON(static_cast<unsigned long>(seen.error.value())) == SSL_R_CERTIFICATE_VERIFY_FAILED);
    BOOST_TEST(seen.built_in == 0);
    BOOST_TEST(seen.result == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    BOOST_TEST(!handshake_with(accepting, false).error);
    seen = handshake_with(refusing, true);
    BOOST_TEST(!!seen.error);
    BOOST_TEST(seen.result == X509_V_ERR_CERT_REVOKED);
    seen = handshake_with(refusing_without_a_reason, true);
    BOOST_TEST(!!seen.error);
    BOOST_TEST(seen.result == X509_V_ERR_CERT_REJECTED);
    BOOST_TEST(X509_verify_cert(nullptr) == -1);
}

BOOST_AUTO_TEST_CASE(throwing_cert_verify_callback_ends_its_verification)
{
    two_peers peers;
    static X509_STORE_CTX* seen = nullptr;
    SSL_CTX_set_cert_verify_callback(
        peers.client_context.native_handle(),
        [](X509_STORE_CTX* store_context, void*) -> int {
            seen = store_context;
            throw std::runtime_error("refused");
        },
        nullptr);
    BOOST_TEST(!!peers.handshake().first);
    BOOST_REQUIRE(seen != nullptr);
    BOOST_TEST(X509_verify_cert(seen) == -1);
    ERR_clear_error();
}

BOOST_AUTO_TEST_CASE(returns_peer_certificate_and_chain)
{
    two_peers peers;
    peers.connect();
    BOOST_TEST(SSL_get_peer_certificate(peers.client->native_handle()) == nullptr);
    peers.connected();
    const certificate_ptr leaf(SSL_get_peer_certificate(peers.client->native_handle()));
    BOOST_REQUIRE(leaf);
    char name[64];
    BOOST_TEST(X509_NAME_get_text_by_NID(X509_get_subject_name(leaf.get()), NID_commonName, name, sizeof(name)) == 9);
    BOOST_TEST(name == std::string("localhost"));
    BOOST_TEST(SSL_get0_peer_certificate(peers.client->native_handle()) == leaf.get());
    BOOST_TEST(sk_X509_num(SSL_get_peer_cert_chain(peers.client->native_handle())) == 1);
}

// As in OpenSSL: a program that counts the chain sees the same numbers.
BOOST_AUTO_TEST_CASE(peer_chain_has_the_leaf_on_clients_only)
{
    two_peers peers;
    const auto key = pki::make_key(tls::key_type::ed25519);
    tls::x509::certificate_template says;
    says.common_name = "client";
    peers.client_context.add_credential(std::make_shared<tls::credential>(
        std::vector{peers.authority.issue(says, key), peers.authority.root()}, key, tls::registry::standard()));
    peers.server_context.set_verify_mode(ssl::verify_peer);
    peers.server_context.set_verify_callback([](bool, ssl::verify_context&) { return true; });
    peers.connected();
    auto* const server = peers.server->native_handle();
    const auto sent = peers.server->info().peer_certificates;
    BOOST_REQUIRE(sent.size() == 2u);
    BOOST_TEST(X509_cmp(SSL_get0_peer_certificate(server), to_x509(sent.front()).get()) == 0);
    const auto* chain = SSL_get_peer_cert_chain(server);
    BOOST_TEST(sk_X509_num(chain) == 1);
    BOOST_TEST(X509_cmp(sk_X509_value(chain, 0), to_x509(sent.back()).get()) == 0);
    BOOST_TEST(sk_X509_num(SSL_get_peer_cert_chain(peers.client->native_handle())) == 1);
}

BOOST_AUTO_TEST_CASE(cert_store_sets_anchors_of_context)
{
    two_peers peers;
    const auto root = to_x509(peers.authority.root());
    const auto trusting = [&](auto prepare) {
        peers.client.reset();
        peers.client_context = ssl::context(ssl::context::tls_client);
        peers.client_context.set_verify_mode(ssl::verify_peer);
        prepare(peers.client_context.native_handle());
        return peers.handshake().first;
    };
    BOOST_TEST(trusting([&](SSL_CTX* context) {
                   X509_STORE* store = X509_STORE_new();
                   BOOST_TEST(X509_STORE_add_cert(store, root.get()) == 1);
                   SSL_CTX_set_cert_store(context, store);
               }) == error_code());
    BOOST_TEST(trusting([&](SSL_CTX* context) { X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root.get()); }) ==
               error_code());
    BOOST_TEST(trusting([](SSL_CTX* context) { SSL_CTX_set_cert_store(context, X509_STORE_new()); }).value() ==
               167772294);
}

// OpenSSL takes null as well. A context without store trusts nobody.
BOOST_AUTO_TEST_CASE(null_store_and_parameters_are_accepted)
{
    two_peers peers;
    auto* const context = peers.client_context.native_handle();
    BOOST_TEST(SSL_CTX_set1_param(context, nullptr) == 1);
    peers.connected();
    for (auto* set : {SSL_CTX_set_cert_store, SSL_CTX_set1_cert_store}) {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(context), to_x509(peers.authority.root()).get());
        peers.connect();
        peers.connected();
        set(context, nullptr);
        peers.connect();
        BOOST_TEST((peers.handshake().first == tls::error::reason::certificate_verify_failed));
    }
}

BOOST_AUTO_TEST_CASE(partial_chain_flag_accepts_leaf_as_anchor)
{
    two_peers peers;
    const auto leaf = to_x509(peers.server_context.snapshot()->authentication.credentials.front()->leaf());
    peers.client_context = ssl::context(ssl::context::tls_client);
    peers.client_context.set_verify_mode(ssl::verify_peer);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(peers.client_context.native_handle()), leaf.get());
    BOOST_TEST(peers.handshake().first.value() == 167772294);
    X509_VERIFY_PARAM* parameters = X509_VERIFY_PARAM_new();
    BOOST_TEST(X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN) == 1);
    BOOST_TEST(X509_VERIFY_PARAM_set_flags(parameters, 0x40000000) == 0);
    BOOST_TEST(SSL_CTX_set1_param(peers.client_context.native_handle(), parameters) == 1);
    X509_VERIFY_PARAM_free(parameters);
    peers.connect();
    BOOST_TEST(peers.handshake().first == error_code());
}

BOOST_AUTO_TEST_CASE(peer_certificate_is_that_of_the_present_connection)
{
    two_peers peers;
    peers.connected();
    const certificate_ptr first(SSL_get1_peer_certificate(peers.client->native_handle()));
    BOOST_REQUIRE(first != nullptr);

    const auto other = peers.authority.leaf(tls::key_type::ed25519, "localhost");
    peers.server_context.clear_credentials();
    peers.server_context.add_credential(other);
    peers.connect_again();
    BOOST_TEST(SSL_get0_peer_certificate(peers.client->native_handle()) == nullptr);
    auto socket = std::move(peers.server->next_layer());
    peers.server.emplace(std::move(socket), peers.server_context);
    peers.connected();
    const certificate_ptr second(SSL_get1_peer_certificate(peers.client->native_handle()));
    BOOST_REQUIRE(second != nullptr);
    BOOST_TEST(X509_cmp(second.get(), to_x509(other->leaf()).get()) == 0);
    BOOST_TEST(SSL_get0_peer_certificate(peers.client->native_handle()) == second.get());
    BOOST_TEST(sk_X509_value(SSL_get_peer_cert_chain(peers.client->native_handle()), 0) == second.get());
}

BOOST_AUTO_TEST_CASE(verifies_host_set_on_connection_or_parameters)
{
    two_peers peers;
    peers.connect();
    BOOST_TEST(SSL_set1_host(peers.client->native_handle(), "example.org") == 1);
    BOOST_TEST(peers.handshake().first.value() == 167772294);
    BOOST_TEST(SSL_get_verify_result(peers.client->native_handle()) == X509_V_ERR_HOSTNAME_MISMATCH);
    peers.connect();
    BOOST_TEST(X509_VERIFY_PARAM_set1_host(SSL_get0_param(peers.client->native_handle()), "localhost", 0) == 1);
    BOOST_TEST(peers.handshake().first == error_code());
}

BOOST_AUTO_TEST_CASE(host_to_verify_is_removed_by_null_or_empty_only)
{
    two_peers peers;
    for (auto* removing : {static_cast<const char*>(nullptr), ""}) {
        peers.connect();
        BOOST_TEST(SSL_set1_host(peers.client->native_handle(), "example.org") == 1);
        BOOST_TEST(SSL_set1_host(peers.client->native_handle(), removing) == 1);
        BOOST_TEST(peers.handshake().first == error_code());
    }
    peers.connect();
    BOOST_TEST(SSL_set1_host(peers.client->native_handle(), "example.org") == 1);
    auto* parameters = SSL_get0_param(peers.client->native_handle());
    for (auto* text : {"", "localhost", "127.1", "fe80::1%eth0"})
        BOOST_TEST(X509_VERIFY_PARAM_set1_ip_asc(parameters, text) == 0);
    ERR_clear_error();
    BOOST_TEST(peers.handshake().first.value() == 167772294);
}

// Many programs ignore the result. In OpenSSL they get no connection: no certificate matches such a host.
BOOST_AUTO_TEST_CASE(malformed_host_to_verify_matches_no_certificate)
{
    two_peers peers;
    for (auto* text : {"localhost:443", "https://localhost", "127.1", ".localhost",
                       "b\xc3\xbc"
                       "cher.example",
                       " "}) {
        for (auto* earlier : {"", "localhost"}) {
            peers.connect();
            auto* const client = peers.client->native_handle();
            BOOST_TEST(SSL_set1_host(client, earlier) == 1);
            BOOST_TEST(SSL_set1_host(client, text) == 0);
            ERR_clear_error();
            BOOST_TEST(peers.handshake().first.value() == 167772294);
            BOOST_TEST(SSL_get_verify_result(client) == X509_V_ERR_HOSTNAME_MISMATCH);
        }
    }
    peers.connect();
    BOOST_TEST(X509_VERIFY_PARAM_set1_host(SSL_get0_param(peers.client->native_handle()), "localhost:443", 0) == 0);
    BOOST_TEST(peers.handshake().first.value() == 167772294);
    peers.connect();
    BOOST_TEST(SSL_set1_host(peers.client->native_handle(), "localhost:443") == 0);
    BOOST_TEST(SSL_set1_host(peers.client->native_handle(), "localhost") == 1);
    ERR_clear_error();
    BOOST_TEST(peers.handshake().first == error_code());
}

BOOST_AUTO_TEST_CASE(server_name_is_removed_by_null_only)
{
    two_peers peers;
    peers.connect();
    auto* client = peers.client->native_handle();
    BOOST_TEST(SSL_set_tlsext_host_name(client, "localhost") == 1);
    BOOST_TEST(SSL_set_tlsext_host_name(client, "") == 0);
    BOOST_TEST(SSL_get_servername(client, TLSEXT_NAMETYPE_host_name) == std::string("localhost"));
    BOOST_TEST(SSL_set_tlsext_host_name(client, nullptr) == 1);
    BOOST_TEST(SSL_get_servername(client, TLSEXT_NAMETYPE_host_name) == nullptr);
    ERR_clear_error();
}

BOOST_AUTO_TEST_CASE(certificates_are_parsed_encoded_counted_and_compared)
{
    pki authority;
    const auto first = to_x509(authority.root());
    BOOST_REQUIRE(first);
    unsigned char* der = nullptr;
    const int size = i2d_X509(first.get(), &der);
    BOOST_TEST(size == i2d_X509(first.get(), nullptr));
    const unsigned char* position = der;
    X509* again = nullptr;
    BOOST_TEST(d2i_X509(&again, &position, size) == again);
    BOOST_TEST(position == der + size);
    OPENSSL_free(der);
    BOOST_TEST(X509_cmp(first.get(), again) == 0);
    X509_up_ref(again);
    X509_free(again);
    X509_free(again);
    X509_free(nullptr);
    const unsigned char broken[] = "not DER";
    position = broken;
    ERR_clear_error();
    BOOST_TEST(d2i_X509(nullptr, &position, 7) == nullptr);
    BOOST_TEST(position == broken);
    BOOST_TEST(ERR_get_error() != 0u);
}

BOOST_AUTO_TEST_CASE(finds_name_entries_by_type)
{
    pki authority;
    const auto root = to_x509(authority.root());
    X509_NAME* subject = X509_get_subject_name(root.get());
    BOOST_TEST(X509_NAME_entry_count(subject) == 1);
    BOOST_TEST(X509_NAME_get_index_by_NID(subject, NID_commonName, -1) == 0);
    BOOST_TEST(X509_NAME_get_index_by_NID(subject, NID_commonName, 0) == -1);
    BOOST_TEST(X509_NAME_get_index_by_NID(subject, NID_organizationName, -1) == -1);
    ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, 0));
    BOOST_TEST(std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                           static_cast<std::size_t>(ASN1_STRING_length(value))) == "Test Root");
    BOOST_TEST(ASN1_STRING_type(value) == V_ASN1_UTF8STRING);
    ASN1_OBJECT* type = OBJ_txt2obj("2.5.4.3", 1);
    char text[5];
    BOOST_TEST(X509_NAME_get_text_by_OBJ(subject, type, text, sizeof(text)) == 4);
    BOOST_TEST(text == std::string("Test"));
    ASN1_OBJECT_free(type);
    BOOST_TEST(OBJ_txt2obj("CN", 1) == nullptr);
    char* line = X509_NAME_oneline(subject, nullptr, 0);
    BOOST_TEST(line == std::string("/CN=Test Root"));
    OPENSSL_free(line);
}

BOOST_AUTO_TEST_CASE(lists_subject_alt_names)
{
    pki authority;
    const auto leaf = to_x509(authority.leaf()->leaf());
    int critical = 7;
    auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(leaf.get(), NID_subject_alt_name, &critical, nullptr));
    BOOST_TEST(critical == 0);
    BOOST_REQUIRE(sk_GENERAL_NAME_num(names) == 2);
    GENERAL_NAME* dns = sk_GENERAL_NAME_value(names, 0);
    BOOST_TEST(dns->type == GEN_DNS);
    ASN1_IA5STRING* text = dns->d.dNSName;
    BOOST_TEST(ASN1_STRING_type(text) == V_ASN1_IA5STRING);
    BOOST_TEST(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)) == std::string("localhost"));
    GENERAL_NAME* address = sk_GENERAL_NAME_value(names, 1);
    BOOST_TEST(address->type == GEN_IPADD);
    BOOST_TEST(ASN1_STRING_length(address->d.iPAddress) == 4);
    sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
    const auto root = to_x509(authority.root());
    BOOST_TEST(X509_get_ext_d2i(root.get(), NID_subject_alt_name, &critical, nullptr) == nullptr);
    BOOST_TEST(critical == -1);
}

BOOST_AUTO_TEST_CASE(every_queued_reason_has_words)
{
    two_peers peers;
    peers.connect();
    const auto context = peers.client_context.native_handle();
    const std::string id(33, 'i');
    const auto words_after = [](auto call) {
        ERR_clear_error();
        call();
        const auto error = ERR_peek_last_error();
        const auto* words = ERR_reason_error_string(error);
        const error_code code(static_cast<int>(error), asio::error::get_ssl_category());
        BOOST_TEST(code.message() != "asio.ssl error");
        return std::string(words != nullptr ? words : "");
    };
    BOOST_TEST(words_after([&] { SSL_CTX_set_cipher_list(context, "no-such-suite"); }).starts_with("no cipher match"));
    BOOST_TEST(words_after([&] {
                   SSL_set_tlsext_host_name(peers.client->native_handle(), "no host");
               }).starts_with("ssl3 ext invalid servername"));
    BOOST_TEST(words_after([&] {
                   SSL_CTX_set_session_id_context(context, reinterpret_cast<const unsigned char*>(id.data()), 33);
               }).starts_with("ssl session id context too long"));
    BOOST_TEST(words_after([&] { SSL_CTX_check_private_key(context); }).starts_with("no certificate assigned"));
    for (int reason = 1; reason < 1000; ++reason) {
        const error_code code(static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, reason)), asio::error::get_ssl_category());
        const auto name = tls::error::name_of(static_cast<tls::error::reason>(code.value()));
        if (!name.empty())
            BOOST_TEST(ERR_reason_error_string(static_cast<unsigned long>(code.value())) != nullptr, name);
    }
}

BOOST_AUTO_TEST_CASE(asio_and_openssl_names_come_with_ssl_hpp)
{
    asio::io_context io;
    asio::steady_timer timer(io);
    auto all = asio::transfer_all();
    BOOST_TEST(all(error_code(), 1) != 0u);
    static_assert(std::is_same_v<X509_STORE_CTX, struct x509_store_ctx_st>);
#if defined(BOOST_ASIO_HAS_BOOST_DATE_TIME)
    static_assert(sizeof(asio::deadline_timer) > 0);
#endif
}

BOOST_AUTO_TEST_CASE(reads_pem_certificates_one_after_another)
{
    pki authority;
    const auto leaf = authority.leaf();
    const auto text = "some text\n" + tls::x509::write_pem("CERTIFICATE", leaf->leaf().der()) +
                      tls::x509::write_pem("X509 CRL", leaf->leaf().der()) +
                      tls::x509::write_pem("CERTIFICATE", authority.root().der());
    BIO* bio = BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
    BOOST_REQUIRE(bio != nullptr);
    const certificate_ptr first(PEM_read_bio_X509_AUX(bio, nullptr, nullptr, nullptr));
    X509* second = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    BOOST_REQUIRE((first && second != nullptr));
    BOOST_TEST(X509_cmp(first.get(), to_x509(leaf->leaf()).get()) == 0);
    BOOST_TEST(X509_cmp(second, to_x509(authority.root()).get()) == 0);
    ERR_clear_error();
    BOOST_TEST(PEM_read_bio_X509(bio, &second, nullptr, nullptr) == nullptr);
    const auto end = ERR_peek_last_error();
    BOOST_TEST(ERR_GET_LIB(end) == ERR_LIB_PEM);
    BOOST_TEST(ERR_GET_REASON(end) == PEM_R_NO_START_LINE);
    X509_free(second);
    BOOST_TEST(BIO_free(bio) == 1);

    // A trusted certificate ends with OpenSSL's settings.
    auto trusted = tls::to_bytes(leaf->leaf().der());
    for (unsigned char byte : {0x30, 0x00})
        trusted.push_back(byte);
    const auto aux = tls::x509::write_pem("TRUSTED CERTIFICATE", trusted);
    bio = BIO_new_mem_buf(aux.c_str(), -1);
    BOOST_TEST(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr) == nullptr);
    BIO_free_all(bio);
    bio = BIO_new_mem_buf(aux.c_str(), -1);
    const certificate_ptr again(PEM_read_bio_X509_AUX(bio, nullptr, nullptr, nullptr));
    BIO_free_all(bio);
    BOOST_TEST(!!again);
}

BOOST_AUTO_TEST_CASE(serves_certificate_key_and_extra_chain_from_pem)
{
    two_peers peers;
    const auto intermediate_key = pki::make_key(tls::key_type::secp256r1);
    tls::x509::certificate_template says;
    says.common_name = "Intermediate";
    says.is_ca = true;
    const auto intermediate = peers.authority.issue(says, intermediate_key);
    const auto key = pki::make_key(tls::key_type::secp256r1);
    says = {};
    says.common_name = "localhost";
    says.dns_names = {"localhost"};
    const auto leaf = tls::x509::issue_certificate(says, key.public_part, intermediate, intermediate_key);

    for (const bool chain_first : {false, true}) {
        peers.client.reset();
        peers.server.reset();
        SSL_CTX* context = SSL_CTX_new(TLS_server_method());
        peers.server_context = ssl::context(context);
        ERR_clear_error();
        BOOST_TEST(SSL_CTX_check_private_key(context) == 0);
        BOOST_TEST(ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_NO_CERTIFICATE_ASSIGNED);
        if (chain_first)
            BOOST_TEST(SSL_CTX_add_extra_chain_cert(context, to_x509(intermediate).release()) == 1);
        BOOST_TEST(SSL_CTX_use_certificate(context, to_x509(leaf).get()) == 1);
        ERR_clear_error();
        BOOST_TEST(SSL_CTX_check_private_key(context) == 0);
        BOOST_TEST(ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_NO_PRIVATE_KEY_ASSIGNED);
        std::string password = "sesame";
        const auto pem = tls::x509::write_private_key_pem(key, password, 1000);
        BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
        EVP_PKEY* parsed = PEM_read_bio_PrivateKey(
            bio, nullptr,
            chain_first ? [](char* buffer, int, int, void* argument) {
                const auto& given = *static_cast<std::string*>(argument);
                std::memcpy(buffer, given.data(), given.size());
                return static_cast<int>(given.size());
            } : static_cast<pem_password_cb*>(nullptr),
            chain_first ? static_cast<void*>(&password) : password.data());
        BOOST_REQUIRE(parsed != nullptr);
        BOOST_TEST(SSL_CTX_use_PrivateKey(context, parsed) == 1);
        EVP_PKEY_free(parsed);
        BIO_free(bio);
        if (!chain_first)
            BOOST_TEST(SSL_CTX_add_extra_chain_cert(context, to_x509(intermediate).release()) == 1);
        BOOST_TEST(SSL_CTX_check_private_key(context) == 1);
        peers.connected();
        BOOST_TEST(peers.client->info().peer_certificates.size() == 2u);
    }
}

BOOST_AUTO_TEST_CASE(key_of_another_certificate_is_refused)
{
    ssl::context context(ssl::context::tls_server);
    pki authority;
    const auto handle = context.native_handle();
    BOOST_TEST(SSL_CTX_use_certificate(handle, to_x509(authority.leaf()->leaf()).get()) == 1);
    const auto pem = tls::x509::write_private_key_pem(pki::make_key(tls::key_type::ed25519));
    BIO* bio = BIO_new_mem_buf(pem.c_str(), -1);
    EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    BOOST_TEST(SSL_CTX_use_PrivateKey(handle, key) == 0);
    BOOST_TEST(SSL_CTX_use_PrivateKey(handle, nullptr) == 0);
    EVP_PKEY_free(key);
}

BOOST_AUTO_TEST_CASE(tmp_ecdh_restricts_groups_to_curve)
{
    two_peers peers;
    EC_KEY* key = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    BOOST_REQUIRE(key != nullptr);
    BOOST_TEST(SSL_CTX_set_tmp_ecdh(peers.server_context.native_handle(), key) == 1);
    EC_KEY_free(key);
    BOOST_TEST(SSL_CTX_set_tmp_ecdh(peers.server_context.native_handle(), nullptr) == 0);
    peers.connected();
    BOOST_TEST(peers.client->info().group->name == "secp256r1");
}

BOOST_AUTO_TEST_CASE(returns_verify_callback)
{
    ssl::context context(ssl::context::tls_client);
    BOOST_TEST((SSL_CTX_get_verify_callback(context.native_handle()) == nullptr));
    const SSL_verify_cb callback = [](int preverified, X509_STORE_CTX*) { return preverified; };
    SSL_CTX_set_verify(context.native_handle(), SSL_VERIFY_PEER, callback);
    SSL_CTX_set_verify(context.native_handle(), SSL_VERIFY_NONE, nullptr);
    BOOST_TEST((SSL_CTX_get_verify_callback(context.native_handle()) == callback));
}

// Programs set only the mode in this way. It must not bring back a callback that asio's function has replaced.
BOOST_AUTO_TEST_CASE(returned_verify_callback_is_the_one_in_effect)
{
    two_peers peers;
    auto* const handle = peers.client_context.native_handle();
    SSL_CTX_set_verify(handle, SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
    peers.client_context.set_verify_callback(ssl::host_name_verification("example.org"));
    BOOST_TEST((SSL_CTX_get_verify_callback(handle) == nullptr));
    SSL_CTX_set_verify(handle, SSL_VERIFY_PEER, SSL_CTX_get_verify_callback(handle));
    BOOST_TEST((peers.handshake().first == tls::error::reason::certificate_verify_failed));
}

BOOST_AUTO_TEST_CASE(hostflags_may_refuse_wildcards)
{
    two_peers peers;
    peers.server_context.clear_credentials();
    peers.server_context.add_credential(peers.authority.leaf(tls::key_type::ed25519, "*.example.org"));
    const auto verify = [&](std::optional<unsigned> flags) {
        peers.connect();
        SSL_set1_host(peers.client->native_handle(), "www.example.org");
        X509_VERIFY_PARAM* parameters = SSL_get0_param(peers.client->native_handle());
        if (flags)
            X509_VERIFY_PARAM_set_hostflags(parameters, *flags);
        if (flags)
            BOOST_TEST(X509_VERIFY_PARAM_get_hostflags(parameters) == *flags);
        peers.handshake();
        return SSL_get_verify_result(peers.client->native_handle());
    };
    BOOST_TEST(verify({}) == X509_V_OK);
    BOOST_TEST(verify(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT) == X509_V_OK);
    BOOST_TEST(verify(X509_CHECK_FLAG_NO_WILDCARDS) == X509_V_ERR_HOSTNAME_MISMATCH);

    // On a connection whose present settings reset() takes back.
    SSL_CTX_set_max_proto_version(peers.client_context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_clear_options(peers.client_context.native_handle(), SSL_OP_NO_RENEGOTIATION);
    BOOST_TEST(verify({}) == X509_V_OK);
    auto* const client = peers.client->native_handle();
    SSL_set_hostflags(client, X509_CHECK_FLAG_NO_WILDCARDS);
    BOOST_TEST(X509_VERIFY_PARAM_get_hostflags(SSL_get0_param(client)) == unsigned(X509_CHECK_FLAG_NO_WILDCARDS));
    peers.connect_again();
    SSL_set_hostflags(client, X509_CHECK_FLAG_NO_WILDCARDS);
    peers.handshake();
    BOOST_TEST(SSL_get_verify_result(client) == X509_V_ERR_HOSTNAME_MISMATCH);

    // On a context, through parameters of its own.
    X509_VERIFY_PARAM* parameters = X509_VERIFY_PARAM_new();
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_WILDCARDS);
    BOOST_TEST(SSL_CTX_set1_param(peers.client_context.native_handle(), parameters) == 1);
    X509_VERIFY_PARAM_free(parameters);
    BOOST_TEST(verify({}) == X509_V_ERR_HOSTNAME_MISMATCH);
    parameters = SSL_get0_param(peers.client->native_handle());
    BOOST_TEST(X509_VERIFY_PARAM_get_hostflags(parameters) == unsigned(X509_CHECK_FLAG_NO_WILDCARDS));
    BOOST_TEST(verify(0) == X509_V_OK);
    SSL_CTX_set_cert_verify_callback(
        peers.client_context.native_handle(),
        [](X509_STORE_CTX* store_context, void*) { return X509_verify_cert(store_context); }, nullptr);
    BOOST_TEST(verify({}) == X509_V_ERR_HOSTNAME_MISMATCH);
    peers.server_context.clear_credentials();
    peers.server_context.add_credential(peers.authority.leaf(tls::key_type::ed25519, "www.example.org"));
    BOOST_TEST(verify({}) == X509_V_OK);
}

// OpenSSL asks the verify callback about the name as about any other failure.
BOOST_AUTO_TEST_CASE(callback_for_another_failure_does_not_accept_wildcard)
{
    two_peers peers;
    tls::x509::certificate_template contents;
    contents.common_name = "wildcard";
    contents.dns_names = {"*.example.org"};
    contents.not_before = std::chrono::system_clock::now() - std::chrono::hours(2);
    contents.not_after = std::chrono::system_clock::now() - std::chrono::hours(1);
    peers.server_context.clear_credentials();
    peers.server_context.add_credential(peers.authority.leaf(contents));
    static std::set<int> tolerated;
    const SSL_verify_cb callback = [](int preverified, X509_STORE_CTX* store_context) {
        return preverified | static_cast<int>(tolerated.contains(X509_STORE_CTX_get_error(store_context)));
    };
    const auto handshake = [&](unsigned flags, std::set<int> errors) {
        tolerated = std::move(errors);
        peers.connect();
        SSL_set_verify(peers.client->native_handle(), SSL_VERIFY_PEER, callback);
        SSL_set1_host(peers.client->native_handle(), "www.example.org");
        SSL_set_hostflags(peers.client->native_handle(), flags);
        return peers.handshake().first;
    };
    BOOST_TEST(!handshake(0, {X509_V_ERR_CERT_HAS_EXPIRED}));
    BOOST_TEST((handshake(X509_CHECK_FLAG_NO_WILDCARDS, {}) == tls::error::reason::certificate_verify_failed));
    BOOST_TEST(SSL_get_verify_result(peers.client->native_handle()) == X509_V_ERR_CERT_HAS_EXPIRED);
    BOOST_TEST((handshake(X509_CHECK_FLAG_NO_WILDCARDS, {X509_V_ERR_CERT_HAS_EXPIRED}) ==
                tls::error::reason::certificate_verify_failed));
    BOOST_TEST(SSL_get_verify_result(peers.client->native_handle()) == X509_V_ERR_HOSTNAME_MISMATCH);
    BOOST_TEST(!handshake(X509_CHECK_FLAG_NO_WILDCARDS, {X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_HOSTNAME_MISMATCH}));
}

BOOST_AUTO_TEST_CASE(converts_strings_to_utf8)
{
    pki authority;
    const auto root = to_x509(authority.root());
    ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(X509_get_subject_name(root.get()), 0));
    unsigned char* text = nullptr;
    BOOST_TEST(ASN1_STRING_to_UTF8(&text, value) == 9);
    BOOST_TEST(reinterpret_cast<const char*>(text) == std::string("Test Root"));
    OPENSSL_free(text);
    BOOST_TEST(ASN1_STRING_to_UTF8(&text, nullptr) < 0);
}

BOOST_AUTO_TEST_SUITE_END()
