// A context's protocol versions, preferences and snapshots.

#include "context/files.hpp"

#include <tls/raw_public_key.hpp>

using namespace tls;
using namespace tls::test;

namespace {

std::pair<protocol_version, protocol_version> versions(const context& c)
{
    auto config = c.snapshot();
    return {config->negotiation.min_version, config->negotiation.max_version};
}

bool has_no_version(const context& c)
{
    auto [min, max] = versions(c);
    return min > max;
}

struct context_test {
    pki authority;
    temporary_directory directory;
    context ctx{context::tls};

    std::string root_pem() const { return x509::write_pem("CERTIFICATE", authority.root().der()); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(context_settings, context_test)

BOOST_AUTO_TEST_CASE(method_sets_the_version_range)
{
    using enum protocol_version;
    auto range = [](context::method m) { return versions(context(m)); };
    for (auto m : {context::tls, context::tls_client, context::tls_server, context::sslv23, context::sslv23_client,
                   context::sslv23_server})
        BOOST_TEST((range(m) == std::pair(tls1_2, tls1_3)));
    for (auto m : {context::tlsv13, context::tlsv13_client, context::tlsv13_server})
        BOOST_TEST((range(m) == std::pair(tls1_3, tls1_3)));
    for (auto m : {context::tlsv12, context::tlsv12_client, context::tlsv12_server})
        BOOST_TEST((range(m) == std::pair(tls1_2, tls1_2)));
    for (auto m : {context::tlsv11, context::tlsv11_client, context::tlsv11_server})
        BOOST_TEST((range(m) == std::pair(tls1_1, tls1_1)));
    for (auto m : {context::tlsv1, context::tlsv1_client, context::tlsv1_server})
        BOOST_TEST((range(m) == std::pair(tls1_0, tls1_0)));
}

BOOST_AUTO_TEST_CASE(refuses_sslv2_and_enables_no_version_for_sslv3)
{
    for (auto m : {context::sslv2, context::sslv2_client, context::sslv2_server})
        BOOST_TEST((thrown([m] { context refused(m); }) == boost::asio::error::invalid_argument));
    for (auto m : {context::sslv3, context::sslv3_client, context::sslv3_server})
        BOOST_TEST(has_no_version(context(m)));
}

BOOST_AUTO_TEST_CASE(options_disable_and_enable_versions)
{
    using enum protocol_version;
    ctx.set_options(context::default_workarounds | context::no_sslv2 | context::single_dh_use);
    BOOST_TEST((versions(ctx) == std::pair(tls1_2, tls1_3)));
    ctx.set_options(context::no_tlsv1_2);
    BOOST_TEST((versions(ctx) == std::pair(tls1_3, tls1_3)));
    ctx.clear_options(context::no_tlsv1_2);
    ctx.set_options(context::no_tlsv1_3);
    BOOST_TEST((versions(ctx) == std::pair(tls1_2, tls1_2)));
    ctx.set_options(context::no_tlsv1_2);
    BOOST_TEST(has_no_version(ctx));
    error_code error = boost::asio::error::fault;
    ctx.clear_options(context::no_tlsv1_2 | context::no_tlsv1_3, error);
    BOOST_TEST(!error);
    BOOST_TEST((versions(ctx) == std::pair(tls1_2, tls1_3)));
}

BOOST_AUTO_TEST_CASE(never_enables_a_version_below_one_that_options_disable)
{
    using enum protocol_version;
    ctx.set_min_version(tls1_1);
    ctx.set_options(context::no_tlsv1_2);
    BOOST_TEST((versions(ctx) == std::pair(tls1_3, tls1_3)));
}

BOOST_AUTO_TEST_CASE(options_narrow_the_range_of_min_and_max_version)
{
    using enum protocol_version;
    ctx.set_min_version(tls1_0);
    BOOST_TEST((versions(ctx) == std::pair(tls1_0, tls1_3)));
    ctx.set_options(context::no_tlsv1 | context::no_tlsv1_1);
    BOOST_TEST((versions(ctx) == std::pair(tls1_2, tls1_3)));
    ctx.set_max_version(tls1_2);
    BOOST_TEST((versions(ctx) == std::pair(tls1_2, tls1_2)));
    ctx.set_max_version(tls1_1);
    BOOST_TEST(has_no_version(ctx));
}

BOOST_AUTO_TEST_CASE(options_select_the_side_that_may_renegotiate)
{
    const auto allowed = [&] { return ctx.snapshot()->tls12.renegotiation; };
    BOOST_TEST((allowed() == renegotiation::refused));
    ctx.clear_options(context::no_renegotiation);
    BOOST_TEST((allowed() == renegotiation::by_server));
    ctx.set_options(context::allow_client_renegotiation);
    BOOST_TEST((allowed() == renegotiation::by_either));
    ctx.set_options(context::no_renegotiation);
    BOOST_TEST((allowed() == renegotiation::refused));
    ctx.set_options(context::allow_client_renegotiation);
    BOOST_TEST((allowed() == renegotiation::by_either), "overrides an earlier no_renegotiation");
    error_code error = error::reason::internal_error;
    ctx.set_options(context::no_renegotiation | context::allow_client_renegotiation, error);
    BOOST_TEST(!error);
    BOOST_TEST((allowed() == renegotiation::refused), "no_renegotiation wins in the same call");
    ctx.update([](configuration& c) { c.tls12.renegotiation = renegotiation::by_server; });
    ctx.set_options(context::no_tlsv1_1);
    BOOST_TEST((allowed() == renegotiation::by_server), "other options keep the setting");
}

BOOST_AUTO_TEST_CASE(functions_set_the_hooks_of_their_names)
{
    const auto hooks = [&] { return ctx.snapshot()->hooks; };
    ctx.set_async_verify([](verify_request, verify_completion) {});
    BOOST_TEST((hooks().async_verify && !hooks().async_verify_raw_public_key));
    ctx.set_async_verify_raw_public_key([](verify_request, verify_completion) {});
    BOOST_TEST(!!hooks().async_verify_raw_public_key);
    ctx.set_client_hello_callback([](const client_hello_info&) { return nullptr; });
    BOOST_TEST(!!hooks().on_client_hello);
    ctx.set_weak_handshake_callback([](const weak_handshake&) {});
    BOOST_TEST(!!hooks().on_weak_handshake);
    ctx.set_async_select_credential([](client_hello_info, select_credential_completion) {});
    BOOST_TEST(!!hooks().async_select_credential);
    ctx.set_padding([](std::size_t size, std::size_t) { return size + 1; });
    BOOST_REQUIRE(!!hooks().padding);
    BOOST_TEST(hooks().padding(6, 100) == 7u);
    ctx.set_async_verify({});
    BOOST_TEST(!hooks().async_verify);
}

BOOST_AUTO_TEST_CASE(sets_rules_for_peers_and_preferences)
{
    BOOST_TEST(!ctx.snapshot()->verification.callback);
    error_code error = error::reason::internal_error;
    ctx.set_verify_callback([](bool accepted, verify_context&) { return accepted; }, error);
    BOOST_TEST(!error);
    BOOST_TEST(!!ctx.snapshot()->verification.callback);
    BOOST_TEST((ctx.snapshot()->verification.mode == verify_none), "a callback does not turn verification on");

    ctx.set_certificate_types({certificate_type::raw_public_key, certificate_type::x509});
    BOOST_TEST(ctx.snapshot()->verification.certificate_types.size() == 2u);
    const auto key = raw_public_key::of(pki::make_key(key_type::ed25519).public_part);
    ctx.set_raw_public_keys({key}, {key.sha256(), public_key_digest()});
    BOOST_TEST(ctx.snapshot()->verification.raw_public_keys.size() == 1u);
    BOOST_TEST(ctx.snapshot()->verification.raw_public_key_digests.size() == 2u);

    const auto links = ctx.snapshot()->verification.verified_links;
    ctx.set_verified_link_cache(16);
    BOOST_TEST((ctx.snapshot()->verification.verified_links && ctx.snapshot()->verification.verified_links != links));
    ctx.set_verified_link_cache(0);
    BOOST_TEST(!ctx.snapshot()->verification.verified_links);

    for (const bool ours : {false, true}) {
        ctx.set_server_preference(ours);
        BOOST_TEST(ctx.snapshot()->negotiation.server_preference == ours);
    }
}

BOOST_AUTO_TEST_CASE(handshake_fails_with_no_protocols_available_when_no_version_is_enabled)
{
    ctx.set_options(context::no_tlsv1_2 | context::no_tlsv1_3);
    engine e(ctx.snapshot());
    error_code error;
    e.handshake(role::client, error);
    BOOST_TEST(error == error::reason::no_protocols_available);
}

BOOST_AUTO_TEST_CASE(tls11_and_tls10_need_suites_by_name)
{
    for (auto m : {context::tlsv1, context::tlsv1_client, context::tlsv11, context::tlsv11_client}) {
        context old(m);
        error_code error;
        engine(old.snapshot()).handshake(role::client, error);
        BOOST_TEST(error == error::reason::no_ciphers_available);
        old.set_cipher_list("ECDHE+AESGCM");
        engine(old.snapshot()).handshake(role::client, error);
        BOOST_TEST(error == error::reason::no_ciphers_available);
        old.set_cipher_list("ECDHE+AES");
        engine(old.snapshot()).handshake(role::client, error);
        BOOST_TEST(!error);
    }
}

BOOST_AUTO_TEST_CASE(no_policy_or_cipher_list_enables_versions_before_tls12)
{
    for (auto* policy : {"modern", "intermediate", "old", "legacy"}) {
        ctx.set_policy(policy);
        BOOST_TEST((versions(ctx).first >= protocol_version::tls1_2));
    }
    ctx.set_cipher_list("ALL:COMPLEMENTOFALL:@SECLEVEL=0");
    BOOST_TEST((versions(ctx) == std::pair(protocol_version::tls1_2, protocol_version::tls1_3)));
}

BOOST_AUTO_TEST_CASE(does_not_verify_peers_by_default)
{
    BOOST_TEST(ctx.snapshot()->verification.mode == verify_none);
    error_code error = boost::asio::error::fault;
    ctx.set_verify_mode(context::verify_peer | context::verify_fail_if_no_peer_cert, error);
    BOOST_TEST(!error);
    BOOST_TEST(ctx.snapshot()->verification.mode == (verify_peer | verify_fail_if_no_peer_cert));
    ctx.set_verify_callback([](bool preverified, verify_context&) { return preverified; });
    BOOST_TEST((ctx.snapshot()->verification.callback != nullptr));
}

BOOST_AUTO_TEST_CASE(refuses_a_negative_verify_depth)
{
    ctx.set_verify_depth(3);
    error_code error;
    ctx.set_verify_depth(-1, error);
    BOOST_TEST(error == boost::asio::error::invalid_argument);
    BOOST_TEST((thrown([&] { ctx.set_verify_depth(-1); }) == boost::asio::error::invalid_argument));
    BOOST_TEST(ctx.snapshot()->verification.depth == 3u);
}

BOOST_AUTO_TEST_CASE(reports_the_system_error_for_unreadable_files_and_directories)
{
    error_code missing(ENOENT, boost::system::system_category());
    error_code is_directory(EISDIR, boost::system::system_category());
    error_code error;
    ctx.load_verify_file(directory.path("missing"), error);
    BOOST_TEST(error == missing);
    BOOST_TEST((error.category() == boost::system::system_category()));
    ctx.load_verify_file(directory.path(), error);
    BOOST_TEST(error == is_directory);
    ctx.add_verify_path(directory.path("missing"), error);
    BOOST_TEST(error == missing);
    ctx.add_verify_path(directory.write("file", ""), error);
    BOOST_TEST(error == error_code(ENOTDIR, boost::system::system_category()));
    ctx.use_certificate_chain_file(directory.path("missing"), error);
    BOOST_TEST(error == missing);
    ctx.use_certificate_file(directory.path("missing"), context::pem, error);
    BOOST_TEST(error == missing);
    ctx.use_private_key_file(directory.path("missing"), context::pem, error);
    BOOST_TEST(error == missing);
    ctx.use_rsa_private_key_file(directory.path("missing"), context::asn1, error);
    BOOST_TEST(error == missing);
    ctx.use_tmp_dh_file(directory.path("missing"), error);
    BOOST_TEST(error == missing);
    BOOST_TEST((thrown([&] { ctx.load_verify_file(directory.path("missing")); }) == missing));
}

BOOST_AUTO_TEST_CASE(accepts_names_of_suites_groups_and_schemes)
{
    using ids = std::vector<std::uint16_t>;
    ctx.set_cipher_suites("TLS_CHACHA20_POLY1305_SHA256:tls_aes_128_gcm_sha256");
    BOOST_TEST((ctx.snapshot()->negotiation.cipher_suites == ids{0x1303, 0x1301}));
    ctx.set_cipher_suites(ids{0x1302});
    BOOST_TEST((ctx.snapshot()->negotiation.cipher_suites == ids{0x1302}));
    ctx.set_cipher_suites("");
    BOOST_TEST(ctx.snapshot()->negotiation.cipher_suites.empty());

    ctx.set_groups("x25519,secp384r1");
    BOOST_TEST((ctx.snapshot()->negotiation.groups == ids{29, 24}));
    ctx.set_signature_schemes("ed25519:rsa_pss_rsae_sha256");
    BOOST_TEST((ctx.snapshot()->negotiation.signature_schemes == ids{0x0807, 0x0804}));
}

BOOST_AUTO_TEST_CASE(accepts_openssl_names)
{
    using ids = std::vector<std::uint16_t>;
    ctx.set_groups("P-521:X25519:prime256v1:p-384");
    BOOST_TEST((ctx.snapshot()->negotiation.groups == ids{25, 29, 23, 24}));
    ctx.set_signature_schemes("ECDSA+SHA256:RSA-PSS+SHA384:RSA+SHA512");
    BOOST_TEST((ctx.snapshot()->negotiation.signature_schemes == ids{0x0403, 0x0805, 0x0601}));
}

BOOST_AUTO_TEST_CASE(refuses_names_and_code_points_missing_in_the_registry_and_names_them)
{
    ctx.set_groups("x25519");
    BOOST_TEST(refuses_naming("TLS_NO_SUCH", [&] { ctx.set_cipher_suites("TLS_AES_128_GCM_SHA256:TLS_NO_SUCH"); }));
    BOOST_TEST(refuses_naming("x448x", [&] { ctx.set_groups("x25519:x448x"); }));
    BOOST_TEST(refuses_naming("rsa", [&] { ctx.set_signature_schemes("rsa"); }));
    BOOST_TEST(refuses_naming("4660", [&] { ctx.set_cipher_suites(std::vector<std::uint16_t>{0x1234}); }));
    BOOST_TEST(refuses_naming("4660", [&] { ctx.set_groups(std::vector<std::uint16_t>{29, 0x1234}); }));
    BOOST_TEST(refuses_naming("4660", [&] { ctx.set_signature_schemes(std::vector<std::uint16_t>{0x1234}); }));
    BOOST_TEST((ctx.snapshot()->negotiation.groups == std::vector<std::uint16_t>{29}));
}

BOOST_AUTO_TEST_CASE(refuses_certificate_only_signature_schemes)
{
    BOOST_TEST(refuses_naming("SHA-1", [&] { ctx.set_signature_schemes("ecdsa_secp384r1_with_SHA-1"); }));
    BOOST_TEST(refuses_naming("0", [&] { ctx.set_signature_schemes(std::vector<std::uint16_t>{0}); }));
}

BOOST_AUTO_TEST_CASE(refuses_alpn_names_of_invalid_length)
{
    ctx.set_alpn_protocols({"h2", std::string(255, 'x')});
    BOOST_TEST(ctx.snapshot()->negotiation.alpn_protocols.size() == 2u);
    auto invalid = [&](std::vector<std::string> names) {
        return thrown([&] { ctx.set_alpn_protocols(names); }) == boost::asio::error::invalid_argument;
    };
    BOOST_TEST(invalid({"h2", ""}));
    BOOST_TEST(invalid({std::string(256, 'x')}));
    BOOST_TEST(ctx.snapshot()->negotiation.alpn_protocols.size() == 2u);
    ctx.set_alpn_protocols({});
    BOOST_TEST(ctx.snapshot()->negotiation.alpn_protocols.empty());
}

BOOST_AUTO_TEST_CASE(refuses_null_pointers)
{
    BOOST_TEST((thrown([&] { ctx.set_registry(nullptr); }) == boost::asio::error::invalid_argument));
    BOOST_TEST((thrown([&] { ctx.add_credential(nullptr); }) == boost::asio::error::invalid_argument));
}

BOOST_AUTO_TEST_CASE(sets_limits_and_handshake_timeout)
{
    auto bounds = ctx.limits();
    bounds.max_certificates = 3;
    ctx.set_limits(bounds);
    ctx.set_handshake_timeout(std::chrono::seconds(5));
    BOOST_TEST(ctx.limits().max_certificates == 3u);
    BOOST_TEST((ctx.limits().handshake_timeout == std::chrono::seconds(5)));
}

BOOST_AUTO_TEST_CASE(changes_do_not_affect_earlier_snapshots)
{
    auto before = ctx.snapshot();
    BOOST_TEST((ctx.snapshot() == before));
    ctx.set_verify_mode(verify_peer);
    ctx.set_alpn_protocols({"h2"});
    ctx.add_certificate_authority(buffer(root_pem()));
    ctx.set_options(context::no_tlsv1_2);
    BOOST_TEST((ctx.snapshot() != before));
    BOOST_TEST(before->verification.mode == verify_none);
    BOOST_TEST(before->negotiation.alpn_protocols.empty());
    BOOST_TEST(before->verification.anchors->empty());
    BOOST_TEST((before->negotiation.min_version == protocol_version::tls1_2));
}

BOOST_AUTO_TEST_CASE(update_changes_nothing_when_the_function_throws)
{
    auto before = ctx.snapshot();
    auto change = [](configuration& c) {
        c.verification.mode = verify_peer;
        throw std::runtime_error("no");
    };
    BOOST_CHECK_THROW(ctx.update(change), std::runtime_error);
    BOOST_TEST((ctx.snapshot() == before));
}

BOOST_AUTO_TEST_CASE(can_be_moved)
{
    ctx.set_alpn_protocols({"h2"});
    context moved(std::move(ctx));
    BOOST_TEST(moved.snapshot()->negotiation.alpn_protocols.size() == 1u);
    ctx = std::move(moved);
    BOOST_TEST(ctx.snapshot()->negotiation.alpn_protocols.size() == 1u);
}

BOOST_AUTO_TEST_CASE(update_refuses_settings_that_cannot_be_applied)
{
    const auto refused = [&](auto change) {
        const auto before = ctx.snapshot();
        try {
            ctx.update(change);
            return false;
        } catch (const boost::system::system_error& e) {
            BOOST_TEST(e.code() == boost::asio::error::invalid_argument);
            BOOST_TEST((ctx.snapshot() == before));
            return true;
        }
    };
    for (std::uint16_t size : {1, 63, 16385, 65535})
        BOOST_TEST(refused([=](configuration& c) { c.negotiation.record_size_limit = size; }), size);
    for (std::uint16_t size : {0, 64, 16384})
        BOOST_TEST(!refused([=](configuration& c) { c.negotiation.record_size_limit = size; }), size);
    for (std::uint16_t size : {1, 511, 600, 8192})
        BOOST_TEST(refused([=](configuration& c) { c.negotiation.max_fragment_length = size; }), size);
    for (std::uint16_t size : {0, 512, 1024, 2048, 4096})
        BOOST_TEST(!refused([=](configuration& c) { c.negotiation.max_fragment_length = size; }), size);
    const auto alpn_refused = [&](std::vector<std::string> names) {
        return refused([=](configuration& c) { c.negotiation.alpn_protocols = names; });
    };
    BOOST_TEST(alpn_refused({""}));
    BOOST_TEST(alpn_refused({std::string(256, 'a')}));
    BOOST_TEST(!alpn_refused({std::string(255, 'a')}));
    BOOST_TEST(!alpn_refused(std::vector(128, std::string(255, 'a'))));
    BOOST_TEST(alpn_refused(std::vector(129, std::string(255, 'a'))));
    BOOST_TEST(refused([](configuration& c) { c.algorithms = nullptr; }));
}

BOOST_AUTO_TEST_CASE(only_set_verify_mode_takes_a_mode_that_checks_nothing)
{
    const auto change = [](configuration& c) { c.verification.mode = verify_fail_if_no_peer_cert; };
    BOOST_CHECK_EXCEPTION(ctx.update(change), boost::system::system_error,
                          [](auto& e) { return e.code() == boost::asio::error::invalid_argument; });
    ctx.set_verify_mode(verify_fail_if_no_peer_cert);
    BOOST_TEST(ctx.snapshot()->verification.mode == verify_fail_if_no_peer_cert);
    BOOST_CHECK_NO_THROW(ctx.update([](configuration& c) { c.verification.depth = 3; }));
}

BOOST_AUTO_TEST_SUITE_END()
