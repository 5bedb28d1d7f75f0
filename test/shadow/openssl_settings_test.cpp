// The functions of the openssl headers that set and return settings, without a handshake.

#include "support/files.hpp"
#include "support/pki.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <tls/configuration.hpp>
#include <tls/context.hpp>
#include <tls/x509/pem.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <cstring>
#include <string>

namespace openssl_settings_test {

namespace {

using tls::test::pki;

X509* to_x509(const tls::x509::certificate& certificate)
{
    const auto der = certificate.der();
    const unsigned char* begin = der.data();
    return d2i_X509(nullptr, &begin, static_cast<long>(der.size()));
}

const unsigned char* as_protocols(const char* text)
{
    return reinterpret_cast<const unsigned char*>(text);
}

struct settings {
    settings() { ERR_clear_error(); }
    ~settings() { SSL_free(connection); }
    settings(const settings&) = delete;
    settings& operator=(const settings&) = delete;

    std::string root_pem() const { return tls::x509::write_pem("CERTIFICATE", authority.root().der()); }
    auto config() const { return context.snapshot(); }

    pki authority;
    tls::test::temporary_directory directory;
    tls::context context{SSL_CTX_new(TLS_method())};
    SSL_CTX* handle = context.native_handle();
    SSL* connection = SSL_new(handle);
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(openssl_settings, settings)

BOOST_AUTO_TEST_CASE(context_refuses_a_null_handle)
{
    BOOST_CHECK_EXCEPTION(tls::context(static_cast<SSL_CTX*>(nullptr)), boost::system::system_error,
                          [](auto& e) { return e.code() == boost::asio::error::invalid_argument; });
}

BOOST_AUTO_TEST_CASE(numbers_of_unknown_versions_are_refused)
{
    for (int version : {1, 0x0200, 0x0305, 0xfefd}) {
        BOOST_TEST(SSL_CTX_set_min_proto_version(handle, version) == 0, version);
        BOOST_TEST(SSL_CTX_set_max_proto_version(handle, version) == 0, version);
    }
    BOOST_TEST(SSL_CTX_set_max_proto_version(handle, TLS1_2_VERSION) == 1);
    BOOST_TEST((config()->negotiation.max_version == tls::protocol_version::tls1_2));
}

BOOST_AUTO_TEST_CASE(option_sets_and_clears_server_preference)
{
    SSL_CTX_set_options(handle, SSL_OP_CIPHER_SERVER_PREFERENCE);
    BOOST_TEST(config()->negotiation.server_preference);
    SSL_CTX_clear_options(handle, SSL_OP_CIPHER_SERVER_PREFERENCE);
    BOOST_TEST(!config()->negotiation.server_preference);
}

BOOST_AUTO_TEST_CASE(refused_lists_of_suites_and_schemes_change_nothing)
{
    const auto before = config();
    BOOST_TEST(SSL_CTX_set_ciphersuites(handle, "TLS_NO_SUCH_SUITE") == 0);
    BOOST_TEST(ERR_GET_REASON(ERR_get_error()) == SSL_R_NO_CIPHER_MATCH);
    BOOST_TEST(SSL_CTX_set_ciphersuites(handle, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256") == 0);
    BOOST_TEST(SSL_CTX_set1_sigalgs_list(handle, "no-such-scheme") == 0);
    BOOST_TEST((config() == before));
    BOOST_TEST(SSL_CTX_set1_sigalgs_list(handle, "ed25519") == 1);
    BOOST_TEST(config()->negotiation.signature_schemes.size() == 1u);
}

BOOST_AUTO_TEST_CASE(certificates_and_keys_are_loaded_from_files)
{
    const auto key = pki::make_key(tls::key_type::secp256r1);
    tls::x509::certificate_template says;
    says.dns_names = {"localhost"};
    const auto leaf = authority.issue(says, key);
    const auto pem = directory.write("leaf.pem", tls::x509::write_pem("CERTIFICATE", leaf.der()) + root_pem());
    const auto key_pem = directory.write("key.pem", tls::x509::write_private_key_pem(key));
    const auto key_der = tls::x509::write_private_key_der(key);
    const auto key_file = directory.write("key.der", {reinterpret_cast<const char*>(key_der.data()), key_der.size()});

    BOOST_TEST(SSL_CTX_use_certificate_file(handle, pem.c_str(), 3) == 0);
    BOOST_TEST(ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_SSL);
    BOOST_TEST(ERR_get_error() != 0u);
    BOOST_TEST(SSL_CTX_use_certificate_file(handle, pem.c_str(), SSL_FILETYPE_PEM) == 1);
    BOOST_TEST(SSL_CTX_use_PrivateKey_file(handle, key_file.c_str(), SSL_FILETYPE_ASN1) == 1);
    BOOST_TEST(config()->authentication.credentials.at(0)->chain().size() == 1u);
    BOOST_TEST(SSL_CTX_use_certificate_chain_file(handle, pem.c_str()) == 1);
    BOOST_TEST(SSL_CTX_use_PrivateKey_file(handle, key_pem.c_str(), SSL_FILETYPE_PEM) == 1);
    BOOST_TEST(config()->authentication.credentials.at(0)->chain().size() == 2u);
    BOOST_TEST(SSL_CTX_use_certificate_chain_file(handle, "/nonexistent/file") == 0);
}

BOOST_AUTO_TEST_CASE(extra_chain_certificate_leaves_removed_credentials_alone)
{
    const auto key = pki::make_key(tls::key_type::secp256r1);
    const auto leaf = authority.issue({}, key);
    const auto der = tls::x509::write_private_key_der(key);
    context.use_certificate({leaf.der().data(), leaf.der().size()}, tls::context::asn1);
    context.use_private_key({der.data(), der.size()}, tls::context::asn1);
    context.set_credentials({authority.leaf()});
    BOOST_TEST(SSL_CTX_add_extra_chain_cert(handle, to_x509(authority.root())) == 1);
    BOOST_REQUIRE(config()->authentication.credentials.size() == 1u);
    BOOST_TEST(config()->authentication.credentials.front()->chain().size() == 1u);
}

BOOST_AUTO_TEST_CASE(curve_of_a_key_is_the_only_group)
{
    const std::pair<int, const char*> curves[] = {
        {NID_X9_62_prime256v1, "secp256r1"}, {NID_secp384r1, "secp384r1"}, {NID_secp521r1, "secp521r1"}};
    for (const auto& [nid, name] : curves) {
        EC_KEY* key = EC_KEY_new_by_curve_name(nid);
        BOOST_TEST(SSL_CTX_set_tmp_ecdh(handle, key) == 1, name);
        EC_KEY_free(key);
        BOOST_REQUIRE(config()->negotiation.groups.size() == 1u);
        BOOST_TEST(config()->algorithms->find_group(config()->negotiation.groups.front())->name == name);
    }
}

BOOST_AUTO_TEST_CASE(anchors_come_from_files_directories_and_the_system)
{
    const auto file = directory.write("root.pem", root_pem());
    const auto trusts = [&] { return config()->verification.anchors->contains(authority.root()); };
    BOOST_TEST(SSL_CTX_load_verify_locations(handle, nullptr, nullptr) == 0);
    BOOST_TEST(SSL_CTX_load_verify_locations(handle, "/nonexistent/file", nullptr) == 0);
    BOOST_TEST(SSL_CTX_load_verify_locations(handle, nullptr, directory.path().c_str()) == 1);
    BOOST_TEST(!trusts());
    BOOST_TEST(SSL_CTX_load_verify_locations(handle, file.c_str(), nullptr) == 1);
    BOOST_TEST(trusts());
    BOOST_TEST(SSL_CTX_set_default_verify_paths(handle) == 1);
    BOOST_TEST(trusts());
    BOOST_TEST(X509_get_default_cert_file() == std::string("/etc/ssl/certs/ca-certificates.crt"));
    BOOST_TEST(X509_get_default_cert_dir() == std::string("/etc/ssl/certs"));
    BOOST_TEST(X509_get_default_cert_file_env() == std::string("SSL_CERT_FILE"));
    BOOST_TEST(X509_get_default_cert_dir_env() == std::string("SSL_CERT_DIR"));
}

BOOST_AUTO_TEST_CASE(store_of_two_contexts_gives_later_anchors_to_both)
{
    tls::context other(SSL_CTX_new(TLS_client_method()));
    X509_STORE* store = X509_STORE_new();
    X509_STORE_up_ref(store);
    SSL_CTX_set1_cert_store(handle, store);
    SSL_CTX_set_cert_store(other.native_handle(), store);
    BOOST_TEST(SSL_CTX_get_cert_store(handle) == store);
    X509* root = to_x509(authority.root());
    BOOST_TEST(X509_STORE_add_cert(store, root) == 1);
    BOOST_TEST(X509_STORE_set_default_paths(store) == 1);
    X509_free(root);
    X509_STORE_free(store);
    for (const auto* each : {&context, &other})
        BOOST_TEST(each->snapshot()->verification.anchors->contains(authority.root()));
}

BOOST_AUTO_TEST_CASE(verify_depth_and_mode_are_set_on_contexts_and_connections)
{
    SSL_CTX_set_verify_depth(handle, 5);
    BOOST_TEST(config()->verification.depth == 5u);
    SSL_CTX_set_verify_depth(handle, -1);
    BOOST_TEST(config()->verification.depth == 5u);
    SSL_set_verify(connection, SSL_VERIFY_PEER, nullptr);
    SSL_set_verify(connection, SSL_VERIFY_PEER, [](int accepted, X509_STORE_CTX*) { return accepted; });
    SSL_set_verify_depth(connection, -1);
    BOOST_TEST(SSL_CTX_get_verify_mode(handle) == SSL_VERIFY_NONE);
    BOOST_TEST(config()->verification.depth == 5u);
    BOOST_TEST(!config()->verification.callback);
    BOOST_TEST(SSL_get_verify_result(connection) == X509_V_OK);
}

BOOST_AUTO_TEST_CASE(verify_parameters_are_set_cleared_and_refused)
{
    X509_VERIFY_PARAM* own = X509_VERIFY_PARAM_new();
    for (auto* parameters : {own, SSL_get0_param(connection)}) {
        BOOST_TEST(X509_VERIFY_PARAM_get_flags(parameters) == X509_V_FLAG_TRUSTED_FIRST);
        BOOST_TEST(X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN) == 1);
        BOOST_TEST(X509_VERIFY_PARAM_set_flags(parameters, 1) == 0);
        BOOST_TEST(X509_VERIFY_PARAM_get_flags(parameters) == (X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN));
        BOOST_TEST(X509_VERIFY_PARAM_clear_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN) == 1);
        BOOST_TEST(X509_VERIFY_PARAM_get_flags(parameters) == X509_V_FLAG_TRUSTED_FIRST);

        // Flags that would accept more names are refused, the others kept.
        ERR_clear_error();
        X509_VERIFY_PARAM_set_hostflags(parameters,
                                        X509_CHECK_FLAG_MULTI_LABEL_WILDCARDS | X509_CHECK_FLAG_NO_WILDCARDS);
        BOOST_TEST(ERR_get_error() != 0u);
        BOOST_TEST(X509_VERIFY_PARAM_get_hostflags(parameters) == unsigned{X509_CHECK_FLAG_NO_WILDCARDS});
        X509_VERIFY_PARAM_set_hostflags(parameters, 0);
        BOOST_TEST(ERR_get_error() == 0u);
        BOOST_TEST(X509_VERIFY_PARAM_get_hostflags(parameters) == 0u);

        BOOST_TEST(X509_VERIFY_PARAM_set1_host(parameters, "example.org and more", 11) == 1);
        BOOST_TEST(X509_VERIFY_PARAM_set1_ip_asc(parameters, nullptr) == 0);
        BOOST_TEST(X509_VERIFY_PARAM_set1_ip_asc(parameters, "192.0.2.1") == 1);
    }
    BOOST_TEST(SSL_CTX_set1_param(handle, own) == 0, "a context has no host to verify");
    BOOST_TEST(X509_VERIFY_PARAM_set1_host(own, nullptr, 0) == 1);
    BOOST_TEST(SSL_CTX_set1_param(handle, own) == 1);
    BOOST_TEST(X509_VERIFY_PARAM_set1_host(SSL_get0_param(connection), "no host", 0) == 0);
    X509_VERIFY_PARAM_free(own);
    SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_WILDCARDS);
    BOOST_TEST(X509_VERIFY_PARAM_get_hostflags(SSL_get0_param(connection)) == unsigned{X509_CHECK_FLAG_NO_WILDCARDS});
}

BOOST_AUTO_TEST_CASE(alpn_protocols_are_chosen_by_the_servers_order)
{
    BOOST_TEST(SSL_set_alpn_protos(connection, as_protocols("\2h2\3foo"), 7) == 0);
    BOOST_TEST(SSL_set_alpn_protos(connection, as_protocols("\2h2\3fo"), 6) == 1);
    struct {
        const char *server, *client;
        int result;
        const char* chosen;
    } const rows[] = {
        {"\1a\2bb", "\2bb\1a", OPENSSL_NPN_NEGOTIATED, "a"},
        {"\3ccc\2bb", "\2bb\1a", OPENSSL_NPN_NEGOTIATED, "bb"},
        {"\3ccc", "\2bb\1a", OPENSSL_NPN_NO_OVERLAP, "bb"},
        {"", "\1a", OPENSSL_NPN_NO_OVERLAP, "a"},
        {"\1a", "", OPENSSL_NPN_NO_OVERLAP, ""},
        {"\5a", "\1a", OPENSSL_NPN_NO_OVERLAP, ""},
        {"\1a", "\5a", OPENSSL_NPN_NO_OVERLAP, ""},
    };
    for (const auto& row : rows) {
        unsigned char* out = nullptr;
        unsigned char size = 0;
        const int result =
            SSL_select_next_proto(&out, &size, as_protocols(row.server), static_cast<unsigned>(std::strlen(row.server)),
                                  as_protocols(row.client), static_cast<unsigned>(std::strlen(row.client)));
        BOOST_TEST(result == row.result);
        BOOST_TEST(std::string(reinterpret_cast<const char*>(out), size) == row.chosen);
    }
}

BOOST_AUTO_TEST_CASE(connection_without_handshake_has_no_results)
{
    BOOST_TEST(SSL_is_init_finished(connection) == 0);
    BOOST_TEST(SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name + 1) == nullptr);
    BOOST_TEST(SSL_get_current_cipher(connection) == nullptr);
    BOOST_TEST(SSL_CIPHER_get_name(nullptr) == std::string("(NONE)"));
    BOOST_TEST(SSL_get1_session(connection) == nullptr);
    BOOST_TEST(SSL_get_peer_cert_chain(connection) == nullptr);
    BOOST_TEST(SSL_get_early_data_status(connection) == SSL_EARLY_DATA_NOT_SENT);
    BOOST_TEST(SSL_renegotiate(connection) == 0);
    BOOST_TEST(ERR_get_error() != 0u);
    BOOST_TEST(SSL_renegotiate_pending(connection) == 0);
    const unsigned char* selected = as_protocols("x");
    unsigned int size = 1;
    SSL_get0_alpn_selected(connection, &selected, &size);
    BOOST_TEST(selected == nullptr);
    BOOST_TEST(size == 0u);
}

BOOST_AUTO_TEST_CASE(connection_may_change_its_context_before_the_handshake)
{
    tls::context other(SSL_CTX_new(TLS_server_method()));
    BOOST_TEST(SSL_set_SSL_CTX(connection, nullptr) == handle);
    BOOST_TEST(SSL_set_SSL_CTX(connection, handle) == handle);
    BOOST_TEST(SSL_set_SSL_CTX(connection, other.native_handle()) == other.native_handle());
    BOOST_TEST(SSL_get_SSL_CTX(connection) == other.native_handle());
}

BOOST_AUTO_TEST_CASE(ticket_keys_and_cache_sizes_are_checked)
{
    unsigned char keys[80] = {1, 2, 3};
    BOOST_TEST(SSL_CTX_get_tlsext_ticket_keys(handle, nullptr, 0) == 80);
    for (const long size : {-1L, 0L, 48L, 80L})
        BOOST_TEST(SSL_CTX_get_tlsext_ticket_keys(handle, keys, size) == 0, size);
    BOOST_TEST(SSL_CTX_set_tlsext_ticket_keys(handle, keys, 79) == 0);
    BOOST_TEST(SSL_CTX_set_tlsext_ticket_keys(handle, keys, 80) == 1);
    unsigned char kept[80] = {};
    for (const long size : {-1L, 0L, 48L})
        BOOST_TEST(SSL_CTX_get_tlsext_ticket_keys(handle, kept, size) == 0, size);
    BOOST_TEST(SSL_CTX_get_tlsext_ticket_keys(handle, kept, 80) == 1);
    BOOST_TEST(std::memcmp(kept, keys, sizeof keys) == 0);

    SSL_CTX_set_session_cache_mode(handle, SSL_SESS_CACHE_OFF);
    BOOST_TEST(!config()->sessions.store);
    SSL_CTX_sess_set_cache_size(handle, 10);
    BOOST_TEST(SSL_CTX_sess_get_cache_size(handle) == 10);
    BOOST_TEST(!config()->sessions.store, "a size alone turns the cache not on");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace openssl_settings_test
