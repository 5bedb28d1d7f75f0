// Choosing a certificate, proving possession of its key, and checking the peer's. Tests violate each rule, and also
// check that the nearest legal case passes.

#include "protocol/handshake/authentication.hpp"

#include "support/fatals.hpp"
#include "support/pki.hpp"

#include <tls/client_hello_info.hpp>
#include <tls/configuration.hpp>

#include <boost/system/system_error.hpp>

#include <array>
#include <functional>

using namespace tls;
using namespace tls::test;

namespace {

const pki& authority()
{
    static const pki instance;
    return instance;
}

std::shared_ptr<const credential> ed25519_leaf()
{
    static const auto leaf = authority().leaf(key_type::ed25519, "one.example");
    return leaf;
}

std::shared_ptr<const credential> ecdsa_leaf()
{
    static const auto leaf = authority().leaf(key_type::secp256r1, "two.example");
    return leaf;
}

std::shared_ptr<const credential> rsa_leaf()
{
    static const auto leaf = authority().leaf(key_type::rsa, "two.example");
    return leaf;
}

client_hello_info hello_for(std::string name, std::vector<std::uint16_t> schemes)
{
    client_hello_info hello;
    hello.server_name = std::move(name);
    hello.signature_schemes = std::move(schemes);
    return hello;
}

constexpr std::uint16_t ed25519 = 0x0807;
constexpr std::uint16_t ecdsa = 0x0403;
constexpr std::uint16_t rsa_pss = 0x0804;
constexpr std::uint16_t rsa_pkcs1 = 0x0401;

/// A P-256 leaf issued by a root with a key of the given kind. With `sends_root`, the chain has the root as well.
std::shared_ptr<const credential> ecdsa_leaf_issued_by(key_type issuer, std::string name = "two.example",
                                                       bool sends_root = false)
{
    x509::certificate_template root_fields, fields;
    root_fields.common_name = "Root";
    root_fields.is_ca = true;
    fields.common_name = name;
    fields.dns_names = {name};
    const auto root_key = pki::make_key(issuer), key = pki::make_key(key_type::secp256r1);
    const auto root = x509::self_signed_certificate(root_fields, root_key);
    std::vector chain{x509::issue_certificate(fields, key.public_part, root, root_key)};
    if (sends_root)
        chain.push_back(root);
    return std::make_shared<credential>(std::move(chain), key);
}

message::certificate_request request_for(std::vector<std::uint16_t> schemes, std::vector<bytes> authorities = {})
{
    message::certificate_request request;
    request.extensions.signature_algorithms = {std::move(schemes)};
    if (!authorities.empty())
        request.extensions.certificate_authorities = extension::certificate_authorities{std::move(authorities)};
    return request;
}

} // namespace

BOOST_AUTO_TEST_SUITE(select_server_credential_)

BOOST_AUTO_TEST_CASE(chooses_by_server_name_and_scheme)
{
    configuration config;
    config.authentication.credentials = {ed25519_leaf(), ecdsa_leaf(), rsa_leaf()};
    const std::vector<std::uint16_t> all{rsa_pss, ecdsa, ed25519};
    BOOST_TEST((select_server_credential(config, hello_for("", all), nullptr).credential == ed25519_leaf()));
    BOOST_TEST((select_server_credential(config, hello_for("one.example", all), nullptr).credential == ed25519_leaf()));
    BOOST_TEST((select_server_credential(config, hello_for("two.example", all), nullptr).credential == ecdsa_leaf()));
    const auto rsa = select_server_credential(config, hello_for("two.example", {rsa_pss}), nullptr);
    BOOST_TEST((rsa.credential == rsa_leaf()));
    BOOST_TEST(rsa.scheme->id == rsa_pss);
    // A certificate for another name is better than none: the client decides.
    BOOST_TEST(
        (select_server_credential(config, hello_for("one.example", {ecdsa}), nullptr).credential == ecdsa_leaf()));
    BOOST_TEST(
        (select_server_credential(config, hello_for("other.example", all), nullptr).credential == ed25519_leaf()));
}

BOOST_AUTO_TEST_CASE(rejects_unknown_server_name_if_names_are_required)
{
    configuration config;
    config.authentication.credentials = {ed25519_leaf(), ecdsa_leaf()};
    config.authentication.require_server_name = true;
    refuses(alert::unrecognized_name, reason::unrecognized_name, [&] {
        select_server_credential(config, hello_for("other.example", {ed25519, ecdsa}), nullptr);
    });
    refuses(alert::handshake_failure, reason::no_shared_signature_algorithms,
            [&] { select_server_credential(config, hello_for("one.example", {ecdsa}), nullptr); });
    accepts([&] { select_server_credential(config, hello_for("one.example", {ed25519}), nullptr); });
    accepts([&] { select_server_credential(config, hello_for("", {ed25519}), nullptr); });
}

BOOST_AUTO_TEST_CASE(rejects_client_without_common_signature_scheme)
{
    configuration config;
    config.authentication.credentials = {rsa_leaf()};
    // PKCS#1 v1.5 schemes are for certificates only (RFC 8446 section 4.2.3).
    const std::vector<std::vector<std::uint16_t>> hopeless{{}, {ed25519}, {rsa_pkcs1}, {0x6a6a}};
    for (auto& schemes : hopeless)
        refuses(alert::handshake_failure, reason::no_shared_signature_algorithms,
                [&] { select_server_credential(config, hello_for("", schemes), nullptr); });
    config.negotiation.signature_schemes = {ed25519};
    refuses(alert::handshake_failure, reason::no_shared_signature_algorithms,
            [&] { select_server_credential(config, hello_for("", {rsa_pss}), nullptr); });
}

// RFC 8446 section 4.4.2.2
BOOST_AUTO_TEST_CASE(prefers_chain_that_client_can_verify)
{
    const auto by_rsa = ecdsa_leaf_issued_by(key_type::rsa), by_ecdsa = ecdsa_leaf_issued_by(key_type::secp256r1);
    configuration config;
    config.authentication.credentials = {by_rsa, by_ecdsa};
    const auto selected = [&](client_hello_info hello) {
        return select_server_credential(config, hello, nullptr).credential;
    };
    BOOST_TEST((selected(hello_for("two.example", {ecdsa, rsa_pkcs1})) == by_rsa));
    BOOST_TEST((selected(hello_for("two.example", {ecdsa})) == by_ecdsa));
    BOOST_TEST((selected(hello_for("", {ecdsa})) == by_ecdsa));
    // signature_algorithms_cert takes precedence for chains.
    auto hello = hello_for("two.example", {ecdsa});
    hello.signature_schemes_cert = {rsa_pkcs1};
    BOOST_TEST((selected(hello) == by_rsa));
    hello.signature_schemes_cert = {rsa_pss};
    BOOST_TEST((selected(hello) == by_rsa)); // neither chain: the server's order decides
    // The requested name matters more.
    const auto named_by_rsa = ecdsa_leaf_issued_by(key_type::rsa, "one.example");
    config.authentication.credentials = {by_ecdsa, named_by_rsa};
    BOOST_TEST((selected(hello_for("one.example", {ecdsa})) == named_by_rsa));
}

BOOST_AUTO_TEST_CASE(does_not_count_self_signed_certificates_of_chain)
{
    const auto by_ed25519 = ecdsa_leaf_issued_by(key_type::ed25519, "two.example", true);
    const auto* const eddsa = registry::standard()->find_signature_scheme(ed25519);
    const auto* const sha256 = registry::standard()->find_signature_scheme(ecdsa);
    BOOST_TEST(by_ed25519->chain_is_signed_with(std::array{eddsa}));
    BOOST_TEST(by_ed25519->chain_is_signed_with(std::array{sha256, eddsa}));
    BOOST_TEST(!by_ed25519->chain_is_signed_with(std::array{sha256}));
    BOOST_TEST(!by_ed25519->chain_is_signed_with({}));
    x509::certificate_template fields;
    fields.common_name = "self";
    const auto key = pki::make_key(key_type::secp256r1);
    BOOST_TEST(credential({x509::self_signed_certificate(fields, key)}, key).chain_is_signed_with({}));
}

BOOST_AUTO_TEST_CASE(fails_without_certificate)
{
    configuration config;
    refuses(alert::handshake_failure, reason::no_certificate_set,
            [&] { select_server_credential(config, hello_for("", {ed25519}), nullptr); });
}

// RFC 8446 section 4.2.4
BOOST_AUTO_TEST_CASE(passes_over_credential_whose_required_issuer_client_does_not_name)
{
    const auto gated = ecdsa_leaf_issued_by(key_type::rsa), open = ecdsa_leaf_issued_by(key_type::secp256r1);
    gated->require_named_issuer();
    configuration config;
    config.authentication.credentials = {gated, open};
    auto hello = hello_for("two.example", {ecdsa, rsa_pkcs1});
    const auto selected = [&] { return select_server_credential(config, hello, nullptr).credential; };
    BOOST_TEST((selected() == open));
    hello.certificate_authorities = {{0x30, 0x00}};
    BOOST_TEST((selected() == open));
    hello.certificate_authorities.push_back(to_bytes(gated->leaf().issuer().der()));
    BOOST_TEST((selected() == gated));
    hello.certificate_authorities.clear();
    gated->require_named_issuer(false);
    BOOST_TEST((selected() == gated));
}

BOOST_AUTO_TEST_CASE(refuses_client_that_names_no_required_issuer)
{
    const auto certificate = ecdsa_leaf_issued_by(key_type::secp256r1);
    certificate->require_named_issuer();
    const auto raw = credential::raw_public_key(pki::make_key(key_type::secp256r1));
    raw->require_named_issuer(); // has no issuer
    configuration config;
    config.authentication.credentials = {certificate, raw};
    auto hello = hello_for("", {ecdsa});
    refuses(alert::handshake_failure, reason::no_usable_credential,
            [&] { select_server_credential(config, hello, nullptr); });
    // The application's choice counts more.
    accepts([&] { select_server_credential(config, hello, certificate); });
    hello.certificate_authorities = {to_bytes(certificate->leaf().issuer().der())};
    accepts([&] { select_server_credential(config, hello, nullptr); });
}

BOOST_AUTO_TEST_CASE(offloaded_credential_requires_same_issuer)
{
    const auto original = ecdsa_leaf_issued_by(key_type::secp256r1);
    const auto offloaded = credential::offload(original, [](const std::function<void()>& job) { job(); });
    BOOST_TEST(!offloaded->requires_named_issuer());
    original->require_named_issuer();
    BOOST_TEST(offloaded->requires_named_issuer());
}

BOOST_AUTO_TEST_CASE(uses_only_the_chosen_credential)
{
    configuration config;
    config.authentication.credentials = {ed25519_leaf()};
    BOOST_TEST((select_server_credential(config, hello_for("", {ecdsa}), ecdsa_leaf()).credential == ecdsa_leaf()));
    refuses(alert::handshake_failure, reason::no_shared_signature_algorithms,
            [&] { select_server_credential(config, hello_for("", {ed25519}), ecdsa_leaf()); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(select_client_credential_)

BOOST_AUTO_TEST_CASE(prefers_credential_of_requested_authority)
{
    x509::certificate_template root_template;
    root_template.common_name = "Other Root";
    root_template.is_ca = true;
    const auto root_key = pki::make_key(key_type::ed25519);
    const auto root = x509::self_signed_certificate(root_template, root_key);
    x509::certificate_template says;
    says.common_name = "client";
    const auto key = pki::make_key(key_type::ed25519);
    const auto theirs =
        std::make_shared<credential>(std::vector{x509::issue_certificate(says, key.public_part, root, root_key)}, key);
    const auto subject = to_bytes(root.subject().der());
    configuration config;
    config.authentication.credentials = {ed25519_leaf(), theirs};
    BOOST_TEST((select_client_credential(config, request_for({ed25519})).credential == ed25519_leaf()));
    BOOST_TEST((select_client_credential(config, request_for({ed25519}, {subject})).credential == theirs));
    // A server that names none of our authorities may still accept our certificate.
    BOOST_TEST((select_client_credential(config, request_for({ed25519}, {{0x30, 0x00}})).credential == ed25519_leaf()));
}

BOOST_AUTO_TEST_CASE(declines_if_server_names_no_required_issuer)
{
    const auto gated = ecdsa_leaf_issued_by(key_type::rsa, "two.example", true);
    gated->require_named_issuer();
    const auto subject = to_bytes(gated->leaf().issuer().der());
    configuration config;
    config.authentication.credentials = {gated};
    const auto selected = [&](std::vector<bytes> authorities) {
        return select_client_credential(config, request_for({ecdsa}, std::move(authorities))).credential;
    };
    BOOST_TEST((selected({}) == nullptr));
    BOOST_TEST((selected({{0x30, 0x00}}) == nullptr));
    BOOST_TEST((selected({{0x30, 0x00}, subject}) == gated));
    config.authentication.credentials.push_back(ecdsa_leaf());
    BOOST_TEST((selected({}) == ecdsa_leaf()));
}

BOOST_AUTO_TEST_CASE(prefers_chain_that_server_can_verify)
{
    const auto by_rsa = ecdsa_leaf_issued_by(key_type::rsa), by_ecdsa = ecdsa_leaf_issued_by(key_type::secp256r1);
    configuration config;
    config.authentication.credentials = {by_rsa, by_ecdsa};
    BOOST_TEST((select_client_credential(config, request_for({ecdsa, rsa_pkcs1})).credential == by_rsa));
    BOOST_TEST((select_client_credential(config, request_for({ecdsa})).credential == by_ecdsa));
    auto request = request_for({ecdsa});
    request.extensions.signature_algorithms_cert = {{rsa_pkcs1}};
    BOOST_TEST((select_client_credential(config, request).credential == by_rsa));
}

BOOST_AUTO_TEST_CASE(returns_no_credential_if_none_fits)
{
    configuration config;
    BOOST_TEST((select_client_credential(config, request_for({ed25519})).credential == nullptr));
    config.authentication.credentials = {ed25519_leaf()};
    BOOST_TEST((select_client_credential(config, request_for({ecdsa, 0x6a6a})).credential == nullptr));
    BOOST_TEST((select_client_credential(config, request_for({ecdsa, ed25519})).credential == ed25519_leaf()));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(certificate_message)

BOOST_AUTO_TEST_CASE(is_read_back_as_sent)
{
    auto stapled = std::make_shared<credential>(ed25519_leaf()->chain(), [](sign_request, sign_completion) {});
    stapled->staple_ocsp_response({1, 2});
    stapled->staple_signed_certificate_timestamps({0, 3, 0, 1, 9});
    configuration config;
    auto sent = certificate_for(stapled.get(), {}, true, true);
    const auto read = read_certificates(sent, config, {5, 18});
    BOOST_TEST(read.chain.size() == 1u);
    BOOST_TEST((to_bytes(read.chain.front().der()) == to_bytes(ed25519_leaf()->leaf().der())));
    BOOST_TEST((read.ocsp_response == bytes{1, 2}));
    BOOST_TEST((read.signed_certificate_timestamps == bytes{0, 3, 0, 1, 9}));
    sent = certificate_for(stapled.get(), {}, false, false);
    BOOST_TEST(!sent.certificate_list.front().extensions.status_request);
    BOOST_TEST(!sent.certificate_list.front().extensions.signed_certificate_timestamp);
    BOOST_TEST(certificate_for(nullptr, {}, true, true).certificate_list.empty());
}

BOOST_AUTO_TEST_CASE(rejects_nonempty_context)
{
    configuration config;
    auto m = certificate_for(ed25519_leaf().get(), {1}, false, false);
    refuses(alert::illegal_parameter, reason::bad_certificate_message, [&] { read_certificates(m, config, {}); });
}

BOOST_AUTO_TEST_CASE(limits_number_of_certificates)
{
    configuration config;
    config.limits.max_certificates = 3;
    auto m = certificate_for(ed25519_leaf().get(), {}, false, false);
    m.certificate_list.resize(3, m.certificate_list.front());
    accepts([&] { read_certificates(m, config, {}); });
    m.certificate_list.resize(4, m.certificate_list.front());
    refuses(alert::bad_certificate, reason::bad_certificate_message, [&] { read_certificates(m, config, {}); });
}

BOOST_AUTO_TEST_CASE(rejects_malformed_certificate)
{
    configuration config;
    for (auto& garbage : {bytes{0}, bytes{0x30, 0x00}, bytes(100, 0x30)}) {
        message::certificate m;
        m.certificate_list.push_back({garbage, {}});
        refuses(alert::bad_certificate, reason::bad_certificate_message, [&] { read_certificates(m, config, {}); });
    }
}

BOOST_AUTO_TEST_CASE(raw_public_key_is_the_only_entry)
{
    constexpr auto raw = certificate_type::raw_public_key;
    configuration config;
    const auto ours = credential::raw_public_key(pki::make_key(key_type::ed25519));
    ours->staple_ocsp_response({1, 2});
    auto m = certificate_for(ours.get(), {}, true, true);
    BOOST_REQUIRE(m.certificate_list.size() == 1u);
    BOOST_TEST(!m.certificate_list.front().extensions.status_request);
    const auto read = read_certificates(m, config, {}, raw);
    BOOST_TEST(read.chain.empty());
    BOOST_TEST((read.raw_public_key == ours->public_key_info()));
    // The same bytes are no certificate, and a certificate is no raw public key.
    refuses(alert::bad_certificate, reason::bad_certificate_message, [&] { read_certificates(m, config, {}); });
    const auto certificate = certificate_for(ed25519_leaf().get(), {}, false, false);
    refuses(alert::decode_error, reason::invalid_raw_public_key,
            [&] { read_certificates(certificate, config, {}, raw); });
    m.certificate_list.resize(2, m.certificate_list.front());
    refuses(alert::illegal_parameter, reason::bad_certificate_message, [&] { read_certificates(m, config, {}, raw); });
}

BOOST_AUTO_TEST_CASE(rejects_malformed_raw_public_key)
{
    configuration config;
    const auto ours = credential::raw_public_key(pki::make_key(key_type::secp256r1));
    const auto spki = ours->public_key_info().der();
    auto longer = to_bytes(spki);
    longer.push_back(0);
    for (auto& garbage : {bytes{0}, bytes{0x30, 0x00}, to_bytes(spki.first(spki.size() - 1)), longer}) {
        message::certificate m;
        m.certificate_list.push_back({garbage, {}});
        refuses(alert::decode_error, reason::invalid_raw_public_key,
                [&] { read_certificates(m, config, {}, certificate_type::raw_public_key); });
        refuses(alert::decode_error, reason::invalid_raw_public_key, [&] { read_raw_public_key(garbage); });
    }
}

BOOST_AUTO_TEST_CASE(rejects_unsolicited_extensions)
{
    configuration config;
    auto m = certificate_for(ed25519_leaf().get(), {}, false, false);
    m.certificate_list.front().extensions.order = {5};
    refuses(alert::unsupported_extension, reason::unsolicited_extension, [&] { read_certificates(m, config, {18}); });
    accepts([&] { read_certificates(m, config, {18, 5}); });
}

BOOST_AUTO_TEST_CASE(may_be_empty_only_from_client)
{
    const verify_request none;
    refuses(alert::decode_error, reason::peer_did_not_return_a_certificate,
            [&] { check_server_sent_certificate(none); });
    accepts([&] { check_client_sent_certificate(none, verify_peer); });
    refuses(alert::certificate_required, reason::peer_did_not_return_a_certificate,
            [&] { check_client_sent_certificate(none, verify_peer | verify_fail_if_no_peer_cert); });
    verify_request some;
    some.chain = ed25519_leaf()->chain();
    accepts([&] { check_server_sent_certificate(some); });
    accepts([&] { check_client_sent_certificate(some, verify_peer | verify_fail_if_no_peer_cert); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(certificate_request_message)

BOOST_AUTO_TEST_CASE(lists_schemes_and_authorities)
{
    configuration config;
    config.negotiation.signature_schemes = {ed25519, rsa_pss};
    BOOST_TEST(!certificate_request_for(config).extensions.certificate_authorities);
    config.verification.anchors = authority().anchors();
    auto request = certificate_request_for(config);
    BOOST_TEST(request.certificate_request_context.empty());
    BOOST_TEST(request.extensions.signature_algorithms->supported_signature_algorithms ==
               config.negotiation.signature_schemes);
    BOOST_REQUIRE(request.extensions.certificate_authorities.has_value());
    BOOST_TEST((request.extensions.certificate_authorities->authorities ==
                std::vector<bytes>{to_bytes(authority().root().subject().der())}));
    config.verification.send_certificate_authorities = false;
    BOOST_TEST(!certificate_request_for(config).extensions.certificate_authorities);
}

BOOST_AUTO_TEST_CASE(rejects_nonempty_context)
{
    auto request = request_for({ed25519});
    accepts([&] { check_certificate_request(request); });
    request.certificate_request_context = {0};
    refuses(alert::illegal_parameter, reason::illegal_parameter, [&] { check_certificate_request(request); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(check_certificate_verify_)

BOOST_AUTO_TEST_CASE(content_is_64_spaces_context_string_zero_and_transcript_hash)
{
    const transcript_hash hash(byte_view(bytes(32, 0x01)));
    const auto content = certificate_verify_content(role::server, hash);
    std::string expected(64, ' ');
    expected += "TLS 1.3, server CertificateVerify";
    expected += '\0';
    expected += std::string(32, '\1');
    BOOST_TEST(std::string(as_text(content)) == expected);
    BOOST_TEST((certificate_verify_content(role::client, hash) != content));
    BOOST_TEST(as_text(certificate_verify_content(role::client, hash)).substr(64, 33) ==
               "TLS 1.3, client CertificateVerify");
}

BOOST_AUTO_TEST_CASE(accepts_every_scheme_with_matching_key)
{
    configuration config;
    const bytes content(100, 7);
    for (auto& scheme : registry::standard()->signature_schemes()) {
        if (scheme.id == 0)
            continue;
        const auto key = authority().leaf(scheme.key);
        const auto signature = key->sign(scheme, content, *config.random);
        const message::certificate_verify m{scheme.id, signature};
        if (scheme.in_tls13_handshake)
            BOOST_TEST(check_certificate_verify(m, key->leaf(), content, config)->id == scheme.id);
        else
            refuses(alert::illegal_parameter, reason::wrong_signature_type,
                    [&] { check_certificate_verify(m, key->leaf(), content, config); });
    }
}

BOOST_AUTO_TEST_CASE(rejects_scheme_not_offered_or_not_fitting_key)
{
    configuration config;
    const bytes content(100, 7);
    const auto& scheme = *registry::standard()->find_signature_scheme(std::uint16_t(ed25519));
    const auto signature = ed25519_leaf()->sign(scheme, content, *config.random);
    for (std::uint16_t id : {0x0000, 0x0403, 0x0503, 0x0804, 0x0809, 0x0401, 0x0808, 0x6a6a, 0xffff})
        refuses(alert::illegal_parameter, reason::wrong_signature_type, [&] {
            check_certificate_verify({id, signature}, ed25519_leaf()->leaf(), content, config);
        });
    accepts([&] { check_certificate_verify({ed25519, signature}, ed25519_leaf()->leaf(), content, config); });
    config.negotiation.signature_schemes = {ecdsa};
    refuses(alert::illegal_parameter, reason::wrong_signature_type, [&] {
        check_certificate_verify({ed25519, signature}, ed25519_leaf()->leaf(), content, config);
    });
}

BOOST_AUTO_TEST_CASE(rejects_key_that_makes_no_verifier)
{
    configuration config;
    const auto root_key = pki::make_key(key_type::ed25519);
    x509::certificate_template fields;
    fields.common_name = "unusable";
    const auto root = x509::self_signed_certificate(fields, root_key);
    auto off_the_curve = pki::make_key(key_type::secp256r1).public_part;
    off_the_curve.point.back() ^= 1;
    auto even = pki::make_key(key_type::rsa).public_part;
    even.modulus.back() ^= 1;
    const auto check = [&](const public_key& key, std::uint16_t scheme) {
        const auto leaf = x509::issue_certificate(fields, key, root, root_key);
        refuses(alert::bad_certificate, reason::certificate_key_unusable, [&] {
            check_certificate_verify({scheme, bytes(64, 1)}, leaf, bytes(100, 7), config);
        });
    };
    check(off_the_curve, ecdsa);
    check(even, rsa_pss);
}

BOOST_AUTO_TEST_CASE(rejects_changed_signature_or_content)
{
    configuration config;
    const bytes content(100, 7);
    struct pair {
        std::shared_ptr<const credential> key;
        std::uint16_t id;
    };
    for (auto& with : {pair{ed25519_leaf(), ed25519}, pair{ecdsa_leaf(), ecdsa}, pair{rsa_leaf(), rsa_pss}}) {
        const auto& scheme = *registry::standard()->find_signature_scheme(with.id);
        const auto signature = with.key->sign(scheme, content, *config.random);
        const auto bad = [&](bytes changed, const bytes& over) {
            refuses(alert::decrypt_error, reason::bad_signature, [&] {
                check_certificate_verify({with.id, changed}, with.key->leaf(), over, config);
            });
        };
        for (std::size_t i = 0; i < signature.size(); ++i) {
            auto changed = signature;
            changed[i] ^= 1;
            bad(changed, content);
        }
        bad({}, content);
        bad(bytes(signature.begin(), signature.end() - 1), content);
        auto longer = signature;
        longer.push_back(0);
        bad(longer, content);
        bad(signature, bytes(100, 8));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(check_verdict_)

BOOST_AUTO_TEST_CASE(ends_handshake_only_with_verify_peer)
{
    x509::verification_result accepted;
    accepted.accepted = true;
    accepted.error = x509::verify_error::expired;
    accepts([&] { check_verdict(accepted, verify_peer); });
    x509::verification_result refused;
    refused.error = x509::verify_error::expired;
    accepts([&] { check_verdict(refused, verify_none); });
    refuses(alert::certificate_expired, reason::certificate_verify_failed,
            [&] { check_verdict(refused, verify_peer); });
}

BOOST_AUTO_TEST_CASE(sends_matching_alert_for_each_verify_error)
{
    using enum x509::verify_error;
    const std::vector<std::pair<x509::verify_error, alert>> alerts{
        {expired, alert::certificate_expired},       {revoked, alert::certificate_revoked},
        {unknown_issuer, alert::unknown_ca},         {self_signed_leaf, alert::unknown_ca},
        {self_signed_in_chain, alert::unknown_ca},   {invalid_purpose, alert::unsupported_certificate},
        {host_name_mismatch, alert::bad_certificate}};
    for (auto& [error, expected] : alerts) {
        x509::verification_result refused;
        refused.error = error;
        refuses(expected, reason::certificate_verify_failed, [&] { check_verdict(refused, verify_peer); });
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(check_finished_)

BOOST_AUTO_TEST_CASE(accepts_only_expected_verify_data)
{
    const bytes expected(32, 5);
    accepts([&] { check_finished({expected}, expected); });
    for (std::size_t i = 0; i < expected.size(); ++i) {
        auto changed = expected;
        changed[i] ^= 0x80;
        refuses(alert::decrypt_error, reason::finished_mismatch, [&] { check_finished({changed}, expected); });
    }
    for (std::size_t size : {0, 1, 31, 33, 48})
        refuses(alert::decode_error, reason::length_mismatch, [&] { check_finished({bytes(size, 5)}, expected); });
}

BOOST_AUTO_TEST_SUITE_END()
