// Version negotiation, and the TLS 1.2 negotiation on both sides. Tests violate each rule, and also check that the
// nearest legal case passes.

#include "protocol/handshake/fixed.hpp"
#include "protocol/handshake/key_exchange_tls12.hpp"
#include "protocol/handshake/negotiate_tls12.hpp"
#include "protocol/handshake/offer_tls12.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/versions.hpp"
#include "support/pki.hpp"

#include <functional>

using namespace tls;
using namespace tls::test;

namespace {

using client_hello = message::client_hello;
using server_hello = message::server_hello;
constexpr auto tls1_0 = protocol_version::tls1_0;
constexpr auto tls1_1 = protocol_version::tls1_1;
constexpr auto tls1_2 = protocol_version::tls1_2;
constexpr auto tls1_3 = protocol_version::tls1_3;

configuration only(protocol_version least, protocol_version most)
{
    configuration config;
    config.negotiation.min_version = least;
    config.negotiation.max_version = most;
    return config;
}

/// Returns a configuration with suites for every version.
configuration cbc_from(protocol_version least, protocol_version most)
{
    auto config = only(least, most);
    config.negotiation.cipher_suites = {0x1301, 0xc02b, 0xc009, 0x002f};
    return config;
}

/// Returns a P-256 leaf issued by a root with a key of this kind.
std::shared_ptr<const credential> leaf_issued_by(key_type issuer)
{
    x509::certificate_template root_fields, fields;
    root_fields.common_name = "Root";
    root_fields.is_ca = true;
    fields.common_name = "leaf";
    const auto root_key = pki::make_key(issuer), key = pki::make_key(key_type::secp256r1);
    const auto root = x509::self_signed_certificate(root_fields, root_key);
    return std::make_shared<credential>(std::vector{x509::issue_certificate(fields, key.public_part, root, root_key)},
                                        key);
}

configuration server()
{
    static const pki authority;
    static const auto p256 = authority.leaf(key_type::secp256r1);
    static const auto rsa = authority.leaf(key_type::rsa);
    configuration config;
    config.authentication.credentials = {p256, rsa};
    return config;
}

client_hello hello_of(configuration config = {})
{
    return an_offer(std::move(config)).hello;
}

finished_pair finished_before()
{
    return {secret(bytes(12, 1)), secret(bytes(12, 2))};
}

/// Returns the client's choice for a ServerHello that answers the offer, after `change`.
server_choice_tls12 accept(const client_offer& offer, const std::function<void(server_hello&)>& change,
                           const configuration& config = {}, const finished_pair* previous = nullptr)
{
    const auto choice = negotiate_tls12(offer.hello, server(), nullptr);
    auto answer = server_hello_tls12_for(choice, offer.hello, only(tls1_2, tls1_2), previous);
    change(answer);
    return accept_server_hello_tls12(answer, offer, config, previous);
}

void refused(alert with, reason why, const std::function<void(server_hello&)>& change, const configuration& config = {})
{
    refuses(with, why, [&] { accept(an_offer(), change, config); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(version_negotiation)

BOOST_AUTO_TEST_CASE(chooses_best_common_version)
{
    BOOST_TEST((choose_version(hello_of(), {}) == tls1_3));
    BOOST_TEST((choose_version(hello_of(), only(tls1_2, tls1_2)) == tls1_2));
    BOOST_TEST((choose_version(hello_of(only(tls1_2, tls1_2)), {}) == tls1_2));
    refuses(alert::protocol_version, reason::unsupported_protocol,
            [] { choose_version(hello_of(only(tls1_3, tls1_3)), only(tls1_2, tls1_2)); });
    refuses(alert::protocol_version, reason::unsupported_protocol,
            [] { choose_version(hello_of(only(tls1_2, tls1_2)), only(tls1_3, tls1_3)); });
}

BOOST_AUTO_TEST_CASE(uses_legacy_version_only_without_supported_versions)
{
    auto hello = hello_of(only(tls1_2, tls1_2));
    hello.legacy_version = tls1_3;
    BOOST_TEST((choose_version(hello, {}) == tls1_2));
    hello.legacy_version = protocol_version::tls1_1;
    refuses(alert::protocol_version, reason::unsupported_protocol, [&] { choose_version(hello, {}); });
    hello.extensions.supported_versions = extension::supported_versions{{tls1_2}};
    BOOST_TEST((choose_version(hello, {}) == tls1_2));
    hello.legacy_version = protocol_version{0x0300};
    refuses(alert::protocol_version, reason::unsupported_protocol, [&] { choose_version(hello, {}); });
}

BOOST_AUTO_TEST_CASE(rejects_unneeded_fallback)
{
    auto hello = hello_of(only(tls1_2, tls1_2));
    hello.cipher_suites.push_back(scsv::fallback);
    refuses(alert::inappropriate_fallback, reason::inappropriate_fallback, [&] { choose_version(hello, {}); });
    BOOST_TEST((choose_version(hello, only(tls1_2, tls1_2)) == tls1_2));
}

BOOST_AUTO_TEST_CASE(marks_downgrade_in_server_random)
{
    const auto offer = an_offer();
    const auto choice = negotiate_tls12(offer.hello, server(), nullptr);
    const auto marked = server_hello_tls12_for(choice, offer.hello, {}, nullptr);
    const auto of_tls13_client = hello_of(), of_tls12_client = hello_of(only(tls1_2, tls1_2));
    refuses(alert::illegal_parameter, reason::downgrade_detected,
            [&] { check_not_downgraded(marked, of_tls13_client); });
    accepts([&] { check_not_downgraded(marked, of_tls12_client); });
    const auto honest = server_hello_tls12_for(choice, offer.hello, only(tls1_2, tls1_2), nullptr);
    accepts([&] { check_not_downgraded(honest, of_tls13_client); });
}

// RFC 8446 section 4.1.3: the second value of the mark, for TLS 1.1 and below.
BOOST_AUTO_TEST_CASE(marks_downgrade_below_tls12)
{
    for (auto version : {tls1_0, tls1_1}) {
        for (auto best : {tls1_2, tls1_3}) {
            server_hello answer;
            answer.legacy_version = version;
            mark_downgrade(answer, only(version, best));
            BOOST_TEST(answer.random.back() == 0);
            for (auto offered : {tls1_2, tls1_3})
                refuses(alert::illegal_parameter, reason::downgrade_detected,
                        [&] { check_not_downgraded(answer, hello_of(cbc_from(tls1_0, offered))); });
            for (auto offered : {tls1_0, tls1_1})
                accepts([&] { check_not_downgraded(answer, hello_of(cbc_from(tls1_0, offered))); });
        }
        server_hello honest;
        honest.legacy_version = version;
        mark_downgrade(honest, only(tls1_0, version));
        accepts([&] { check_not_downgraded(honest, hello_of()); });
    }
}

BOOST_AUTO_TEST_CASE(rejects_unneeded_fallback_below_tls12)
{
    for (auto version : {tls1_0, tls1_1}) {
        auto hello = hello_of(cbc_from(tls1_0, version));
        const auto lenient = only(tls1_0, tls1_2);
        BOOST_TEST((choose_version(hello, lenient) == version));
        hello.cipher_suites.push_back(scsv::fallback);
        refuses(alert::inappropriate_fallback, reason::inappropriate_fallback, [&] { choose_version(hello, lenient); });
        BOOST_TEST((choose_version(hello, only(tls1_0, version)) == version));
    }
}

BOOST_AUTO_TEST_CASE(default_sides_refuse_versions_before_tls12)
{
    for (auto version : {tls1_0, tls1_1}) {
        const auto old_hello = hello_of(cbc_from(tls1_0, version));
        BOOST_TEST((old_hello.legacy_version == version));
        refuses(alert::protocol_version, reason::unsupported_protocol, [&] { choose_version(old_hello, {}); });
        server_hello answer;
        answer.legacy_version = version;
        answer.cipher_suite = 0x002f;
        for (const auto& config : {configuration(), only(tls1_2, tls1_2)})
            refuses(alert::protocol_version, reason::unsupported_protocol,
                    [&] { accept_server_hello_tls12(answer, an_offer(config), config, nullptr); });
    }
}

BOOST_AUTO_TEST_CASE(version_without_suite_is_a_configuration_error)
{
    for (auto least : {tls1_0, tls1_1}) {
        refuses(alert::internal_error, reason::no_ciphers_available, [&] { check_configuration(only(least, tls1_3)); });
        refuses(alert::internal_error, reason::no_ciphers_available, [&] { check_configuration(only(least, least)); });
        accepts([&] { check_configuration(cbc_from(least, tls1_2)); });
        auto aead_only = only(least, tls1_3);
        aead_only.negotiation.cipher_suites = {0xc02b, 0x003c}; // AES-GCM, and CBC with SHA-256
        refuses(alert::internal_error, reason::no_ciphers_available, [&] { check_configuration(aead_only); });
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls12_client_hello)

BOOST_AUTO_TEST_CASE(has_no_tls13_parts)
{
    const auto hello = hello_of(only(tls1_2, tls1_2));
    BOOST_TEST(!hello.extensions.supported_versions);
    BOOST_TEST(!hello.extensions.key_share);
    BOOST_TEST(hello.legacy_session_id.empty());
    BOOST_TEST(hello.extensions.renegotiation_info.has_value());
    for (auto id : hello.cipher_suites)
        BOOST_TEST((algorithms().find_cipher_suite(id)->max_version == tls1_2));
}

// RFC 5246 section 7.4.1.4.1
BOOST_AUTO_TEST_CASE(names_signature_algorithms_only_if_tls12_is_offered)
{
    BOOST_TEST(hello_of(cbc_from(tls1_0, tls1_2)).extensions.signature_algorithms.has_value());
    for (auto version : {tls1_0, tls1_1}) {
        const auto hello = hello_of(cbc_from(tls1_0, version));
        BOOST_TEST(!hello.extensions.signature_algorithms);
        BOOST_TEST((hello.cipher_suites == std::vector<std::uint16_t>{0xc009, 0x002f}));
    }
}

BOOST_AUTO_TEST_CASE(offers_psk_and_encrypt_then_mac_only_if_usable)
{
    configuration config;
    config.negotiation.cipher_suites = {0xc02b, 0x00a8, 0xc009};
    BOOST_TEST(!hello_of(config).has_cipher_suite(0x00a8));
    BOOST_TEST(hello_of(config).extensions.encrypt_then_mac.has_value());
    config.tls12.psk_client = [](std::string_view) { return std::nullopt; };
    BOOST_TEST(hello_of(config).has_cipher_suite(0x00a8));
    config.negotiation.cipher_suites = {0xc02b};
    BOOST_TEST(!hello_of(config).extensions.encrypt_then_mac);
}

BOOST_AUTO_TEST_CASE(is_rejected_without_mandatory_parts)
{
    auto refused = [](alert with, reason why, const std::function<void(client_hello&)>& change,
                      const finished_pair* previous = nullptr) {
        auto hello = hello_of();
        change(hello);
        refuses(with, why, [&] { check_client_hello_tls12(hello, {}, previous); });
    };
    accepts([] { check_client_hello_tls12(hello_of(), {}, nullptr); });
    refused(alert::illegal_parameter, reason::invalid_compression_method,
            [](auto& hello) { hello.legacy_compression_methods = {1}; });
    refused(alert::illegal_parameter, reason::bad_point_formats, [](auto& hello) {
        hello.extensions.ec_point_formats->ec_point_format_list = {1, 2};
    });
    refused(alert::handshake_failure, reason::renegotiation_mismatch,
            [](auto& hello) { hello.extensions.renegotiation_info->renegotiated_connection = bytes(12, 1); });
    const auto previous = finished_before();
    refused(
        alert::handshake_failure, reason::renegotiation_mismatch, [](auto&) {}, &previous);
    refused(
        alert::handshake_failure, reason::renegotiation_mismatch,
        [](auto& hello) { hello.extensions.renegotiation_info.reset(); }, &previous);
    refused(
        alert::handshake_failure, reason::scsv_received_when_renegotiating,
        [](auto& hello) { hello.cipher_suites.push_back(scsv::empty_renegotiation_info); }, &previous);
    configuration strict;
    strict.tls12.require_extended_master_secret = true;
    auto hello = hello_of();
    hello.extensions.extended_master_secret.reset();
    refuses(alert::handshake_failure, reason::missing_extended_master_secret,
            [&] { check_client_hello_tls12(hello, strict, nullptr); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(negotiate_tls12_)

BOOST_AUTO_TEST_CASE(chooses_first_suite_that_client_offer_can_complete)
{
    auto choice = negotiate_tls12(hello_of(), server(), nullptr);
    BOOST_TEST(choice.suite->id == 0xc02b);
    BOOST_TEST((choice.ours.credential->type() == key_type::secp256r1));

    auto hello = hello_of();
    hello.extensions.signature_algorithms->supported_signature_algorithms = {0x0804, 0x0401};
    choice = negotiate_tls12(hello, server(), nullptr);
    BOOST_TEST(choice.suite->id == 0xc02f);
    BOOST_TEST((choice.ours.algorithm == 0x0804));
}

BOOST_AUTO_TEST_CASE(follows_client_preference_if_configured)
{
    auto config = server();
    auto hello = hello_of();
    hello.cipher_suites = {0xc030, 0xc02b};
    BOOST_TEST(negotiate_tls12(hello, config, nullptr).suite->id == 0xc02b);
    config.negotiation.server_preference = false;
    BOOST_TEST(negotiate_tls12(hello, config, nullptr).suite->id == 0xc030);
}

// RFC 8446 section 4.2.4 allows the extension in every ClientHello.
BOOST_AUTO_TEST_CASE(presents_certificate_only_if_client_names_required_issuer)
{
    const pki authority;
    configuration config;
    config.authentication.credentials = {authority.leaf(key_type::secp256r1)};
    config.authentication.credentials.front()->require_named_issuer();
    auto hello = hello_of();
    refuses(alert::handshake_failure, reason::no_usable_credential, [&] { negotiate_tls12(hello, config, nullptr); });
    accepts([&] { negotiate_tls12(hello, config, config.authentication.credentials.front()); });
    auto& named = hello.extensions.certificate_authorities.emplace().authorities;
    named = {to_bytes(authority.root().subject().der())};
    accepts([&] { negotiate_tls12(hello, config, nullptr); });
    named = {{0x30, 0x00}};
    refuses(alert::handshake_failure, reason::no_usable_credential, [&] { negotiate_tls12(hello, config, nullptr); });
    // A pre-shared key needs no certificate.
    config.tls12.psk_server = [](std::string_view) { return secure_bytes(32, 7); };
    config.negotiation.cipher_suites = {0xc02b, 0x00a8};
    hello.cipher_suites = {0xc02b, 0x00a8};
    BOOST_TEST(negotiate_tls12(hello, config, nullptr).suite->id == 0x00a8);
}

// RFC 8446 section 4.2.3: "TLS 1.2 implementations SHOULD also process this extension."
BOOST_AUTO_TEST_CASE(prefers_chain_signed_as_signature_algorithms_cert_lists)
{
    const auto by_rsa = leaf_issued_by(key_type::rsa), by_ecdsa = leaf_issued_by(key_type::secp256r1);
    auto hello = hello_of();
    hello.extensions.server_name.reset();
    hello.extensions.signature_algorithms->supported_signature_algorithms = {0x0403};
    const auto chosen = [&](const std::shared_ptr<const credential>& first) {
        configuration config;
        config.authentication.credentials = {first, first == by_rsa ? by_ecdsa : by_rsa};
        return negotiate_tls12(hello, config, nullptr).ours.credential;
    };
    // Without the extension, signature_algorithms counts for the chain, too.
    for (const auto& first : {by_rsa, by_ecdsa})
        BOOST_TEST((chosen(first) == by_ecdsa));
    hello.extensions.signature_algorithms_cert.emplace().supported_signature_algorithms = {0x0401};
    for (const auto& first : {by_rsa, by_ecdsa})
        BOOST_TEST((chosen(first) == by_rsa));
    // The extension does not allow the leaf's key to sign the handshake in another way.
    hello.extensions.signature_algorithms->supported_signature_algorithms = {0x0401};
    refuses(alert::handshake_failure, reason::no_shared_signature_algorithms, [&] { chosen(by_rsa); });
}

BOOST_AUTO_TEST_CASE(keeps_order_of_credentials_for_client_that_lists_no_algorithms)
{
    static const pki authority;
    const auto issued = authority.leaf(key_type::secp256r1);
    const auto raw = credential::raw_public_key(pki::make_key(key_type::secp256r1));
    auto config = cbc_from(tls1_0, tls1_0);
    auto hello = hello_of(config);
    hello.extensions.signature_algorithms.reset();
    hello.extensions.server_name.reset(); // only the raw public key serves any name
    hello.extensions.server_certificate_type.emplace().types = {0, 2};
    for (const auto& first : {issued, raw}) {
        config.authentication.credentials = {first, first == raw ? issued : raw};
        BOOST_TEST((negotiate_tls12(hello, config, nullptr, nullptr, tls1_0).ours.credential == first));
    }
}

BOOST_AUTO_TEST_CASE(rejects_certificate_on_curve_unknown_to_client)
{
    auto hello = hello_of();
    hello.extensions.supported_groups->named_group_list = {x25519};
    BOOST_TEST(negotiate_tls12(hello, server(), nullptr).suite->id == 0xc02f);
    auto config = server();
    config.authentication.credentials.pop_back();
    refuses(alert::handshake_failure, reason::no_shared_signature_algorithms,
            [&] { negotiate_tls12(hello, config, nullptr); });
}

BOOST_AUTO_TEST_CASE(assumes_sha1_without_signature_algorithms)
{
    auto hello = hello_of();
    hello.extensions.signature_algorithms.reset();
    refuses(alert::handshake_failure, reason::no_shared_signature_algorithms,
            [&] { negotiate_tls12(hello, server(), nullptr); });
    auto config = server();
    config.negotiation.signature_schemes = {0x0201};
    BOOST_TEST((negotiate_tls12(hello, config, nullptr).ours.algorithm == 0x0201));
    // Without a signature there is no hash to agree on.
    config.negotiation.signature_schemes = {};
    config.negotiation.cipher_suites = {0x009c};
    hello.cipher_suites = {0x009c};
    BOOST_TEST(negotiate_tls12(hello, config, nullptr).suite->id == 0x009c);
}

// RFC 4346 section 7.4.3
BOOST_AUTO_TEST_CASE(key_determines_signature_before_tls12)
{
    auto config = server();
    config.negotiation.cipher_suites = {0xc009, 0xc013};
    for (auto version : {tls1_0, tls1_1}) {
        auto hello = hello_of(cbc_from(tls1_0, version));
        auto choice = negotiate_tls12(hello, config, nullptr, nullptr, version);
        BOOST_TEST(choice.ours.scheme->name == "ecdsa_sha1");
        BOOST_TEST(!choice.ours.algorithm);
        hello.cipher_suites = {0xc013};
        // The algorithms of a client that could do better mean nothing.
        hello.extensions.signature_algorithms = extension::signature_algorithms{{0x0403}};
        choice = negotiate_tls12(hello, config, nullptr, nullptr, version);
        BOOST_TEST(choice.ours.scheme->name == "rsa_pkcs1_md5_sha1");
        auto ecdsa_only = config;
        ecdsa_only.negotiation.signature_schemes = {0x0403};
        refuses(alert::handshake_failure, reason::no_shared_signature_algorithms,
                [&] { negotiate_tls12(hello, ecdsa_only, nullptr, nullptr, version); });
    }
}

BOOST_AUTO_TEST_CASE(requests_only_types_of_keys_that_can_sign_before_tls12)
{
    using enum client_certificate_type;
    configuration config;
    for (auto version : {tls1_0, tls1_1}) {
        const auto request = certificate_request_tls12_for(config, version);
        BOOST_TEST(request.supported_signature_algorithms.empty());
        BOOST_TEST((request.certificate_types == std::vector{ecdsa_sign, rsa_sign}));
    }
    config.negotiation.signature_schemes = {0x0807, 0x0402}; // Ed25519 cannot
    BOOST_TEST((certificate_request_tls12_for(config, tls1_0).certificate_types == std::vector{dss_sign}));
    BOOST_TEST((certificate_request_tls12_for(config, tls1_2).certificate_types == std::vector{ecdsa_sign, dss_sign}));
}

BOOST_AUTO_TEST_CASE(uses_ffdhe_groups_that_client_names)
{
    auto config = server();
    config.negotiation.cipher_suites = {0x009e};
    auto hello = hello_of();
    hello.cipher_suites = {0x009e};
    hello.extensions.supported_groups->named_group_list = {x25519, 0x0101};
    BOOST_TEST(negotiate_tls12(hello, config, nullptr).group->id == 0x0101);
    config.negotiation.groups = {0x0100};
    refuses(alert::insufficient_security, reason::no_shared_groups, [&] { negotiate_tls12(hello, config, nullptr); });
    hello.extensions.supported_groups->named_group_list = {x25519};
    BOOST_TEST(negotiate_tls12(hello, config, nullptr).group->id == 0x0100);
    config.negotiation.groups = {x25519};
    refuses(alert::handshake_failure, reason::no_shared_groups, [&] { negotiate_tls12(hello, config, nullptr); });
    config.tls12.dh = dh_parameters{bytes(256, 0xff), bytes{2}};
    BOOST_TEST((negotiate_tls12(hello, config, nullptr).group == nullptr));
}

BOOST_AUTO_TEST_CASE(confirms_encrypt_then_mac_only_for_cbc_suites)
{
    auto config = server();
    config.negotiation.cipher_suites = {0xc009, 0xc02b};
    auto hello = hello_of(config);
    hello.cipher_suites = {0xc009};
    BOOST_TEST(negotiate_tls12(hello, config, nullptr).encrypt_then_mac);
    hello.cipher_suites = {0xc02b};
    BOOST_TEST(!negotiate_tls12(hello, config, nullptr).encrypt_then_mac);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(accept_server_hello_tls12_)

BOOST_AUTO_TEST_CASE(accepts_matching_server_hello)
{
    accepts([] {
        const auto choice = accept(an_offer(), [](server_hello&) {});
        BOOST_TEST(choice.suite->id == 0xc02b);
        BOOST_TEST(choice.extended_master_secret);
        BOOST_TEST(choice.secure_renegotiation);
    });
}

BOOST_AUTO_TEST_CASE(rejects_values_not_offered)
{
    refused(alert::protocol_version, reason::unsupported_protocol,
            [](auto& answer) { answer.legacy_version = protocol_version::tls1_1; });
    refused(
        alert::protocol_version, reason::unsupported_protocol, [](auto&) {}, only(tls1_3, tls1_3));
    refused(alert::illegal_parameter, reason::wrong_cipher_returned,
            [](auto& answer) { answer.cipher_suite = 0x002f; });
    refused(alert::illegal_parameter, reason::wrong_cipher_returned,
            [](auto& answer) { answer.cipher_suite = 0x1301; });
    refused(alert::illegal_parameter, reason::invalid_compression_method,
            [](auto& answer) { answer.legacy_compression_method = 1; });
    refused(alert::unsupported_extension, reason::unsolicited_extension, [](auto& answer) {
        answer.extensions.encrypt_then_mac.emplace();
        answer.extensions.order.push_back(static_cast<std::uint16_t>(extension_type::encrypt_then_mac));
    });
    refused(alert::illegal_parameter, reason::bad_point_formats,
            [](auto& answer) { answer.extensions.ec_point_formats->ec_point_format_list = {1}; });
}

BOOST_AUTO_TEST_CASE(rejects_echo_of_random_session_id)
{
    const auto offer = an_offer();
    refuses(alert::illegal_parameter, reason::session_id_mismatch, [&] {
        accept(offer, [&](auto& answer) { answer.legacy_session_id_echo = offer.hello.legacy_session_id; });
    });
    accepts([&] { accept(offer, [](auto& answer) { answer.legacy_session_id_echo = bytes(32, 7); }); });
}

BOOST_AUTO_TEST_CASE(requires_secure_renegotiation_and_optionally_extended_master_secret)
{
    auto without = [](auto& answer) { answer.extensions.renegotiation_info.reset(); };
    refused(alert::handshake_failure, reason::unsafe_legacy_renegotiation_disabled, without);
    configuration lenient;
    lenient.tls12.require_secure_renegotiation = false;
    accepts([&] { BOOST_TEST(!accept(an_offer(), without, lenient).secure_renegotiation); });
    refused(alert::handshake_failure, reason::renegotiation_mismatch,
            [](auto& answer) { answer.extensions.renegotiation_info->renegotiated_connection = bytes(24); });

    auto weak = [](auto& answer) { answer.extensions.extended_master_secret.reset(); };
    accepts([&] { accept(an_offer(), weak); });
    configuration strict;
    strict.tls12.require_extended_master_secret = true;
    refused(alert::handshake_failure, reason::missing_extended_master_secret, weak, strict);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(server_key_exchange_parameters)

BOOST_AUTO_TEST_CASE(rejects_curve_not_offered)
{
    const auto& suite = *algorithms().find_cipher_suite(0xc02b);
    const configuration config;
    const auto share = make_server_key_share(suite, algorithms().find_group(secp256r1), config);
    const auto message = server_key_exchange_for(suite, share, message::digitally_signed{0x0403, bytes(70)});
    const auto read = read_server_key_exchange(suite, tls1_2, message, {x25519, secp256r1}, config);
    BOOST_TEST(read.group->id == secp256r1);
    BOOST_TEST((read.proof->algorithm == 0x0403));
    BOOST_TEST((read.params == share.params));
    refuses(alert::illegal_parameter, reason::wrong_curve,
            [&] { read_server_key_exchange(suite, tls1_2, message, {x25519}, config); });
}

BOOST_AUTO_TEST_CASE(rejects_short_dh_prime)
{
    const auto& suite = *algorithms().find_cipher_suite(0x009e);
    configuration config;
    server_key_share share;
    share.params = message::server_dh_params{bytes(128, 0xff), bytes{2}, bytes{4}}.encoded();
    const auto message = server_key_exchange_for(suite, share, message::digitally_signed{0x0401, bytes(256)});
    refuses(alert::insufficient_security, reason::dh_key_too_small,
            [&] { read_server_key_exchange(suite, tls1_2, message, {}, config); });
    config.tls12.min_dh_bits = 1024;
    accepts([&] { read_server_key_exchange(suite, tls1_2, message, {}, config); });
}

BOOST_AUTO_TEST_SUITE_END()
