// A TLS 1.2 server with a client that sends invalid messages.

#include "protocol/hostile/shares.hpp"
#include "protocol/hostile/tls12_conversation.hpp"
#include "protocol/message/certificate_tls12.hpp"
#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/client_key_exchange.hpp"

BOOST_AUTO_TEST_SUITE(tls12_server_with_hostile_client)

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

using hello = message::client_hello;
using exchange = message::ecdhe_client_key_exchange;
using certificate_list = message::certificate_tls12;
using proof = message::certificate_verify;

tls12_script hello_with(std::function<void(hello&)> change)
{
    return with<hello>(client_hello, std::move(change));
}

tls12_script proof_with(std::function<void(proof&)> change)
{
    return with<proof>(certificate_verify, std::move(change));
}

const tls12_scenario with_client_auth{.client_auth = true};
const tls12_scenario with_dhe{.suite = 0x009e, .key = key_type::rsa}; // TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
const tls12_scenario with_rsa{.suite = 0xc02f, .key = key_type::rsa}; // TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
/// TLS_RSA_WITH_AES_128_GCM_SHA256
const tls12_scenario with_rsa_encryption{.suite = 0x009c, .key = key_type::rsa};

tls12_scenario with_psk(std::uint16_t suite = 0x00a8) // TLS_PSK_WITH_AES_128_GCM_SHA256
{
    return {.suite = suite, .key = key_type::rsa, .engine = [](configuration& c) {
                c.tls12.psk_server = [](std::string_view identity) {
                    return identity == "identity" ? secure_bytes(16, 0x5b) : secure_bytes();
                };
            }};
}

} // namespace

BOOST_AUTO_TEST_CASE(accepts_conforming_client)
{
    check_accepted(role::server,
                   {{"ECDHE_ECDSA", {}},
                    {"CBC", {}, {.suite = 0xc009}},
                    {"CBC with encrypt_then_mac", [](auto& t) { t.encrypt_then_mac = true; }, {.suite = 0xc023}},
                    {"ChaCha20-Poly1305", {}, {.suite = 0xcca9}},
                    {"CCM", {}, {.suite = 0xc0ac}},
                    {"X25519", [](auto& t) { t.group = 0x001d; }},
                    {"DHE_PSK", [](auto& t) { t.group = 0x0100; }, with_psk(0x00aa)},
                    {"RSA_PSK", {}, with_psk(0x00ac)},
                    {"ECDHE_PSK", {}, with_psk(0xc035)},
                    {"ECDHE_RSA", {}, with_rsa},
                    {"DHE_RSA", [](auto& t) { t.group = 0x0100; }, with_dhe},
                    {"RSA", {}, with_rsa_encryption},
                    {"PSK", {}, with_psk()},
                    {"certificate", {}, with_client_auth},
                    {"no secure renegotiation", [](auto& t) { t.secure_renegotiation = false; }},
                    {"no extended_master_secret", [](auto& t) { t.extended_master_secret = false; }}});
}

BOOST_AUTO_TEST_CASE(rejects_client_hello_without_common_parameters)
{
    const auto suites = [](std::vector<std::uint16_t> list) {
        return hello_with([=](hello& h) { h.cipher_suites = list; });
    };
    const auto version = [](std::uint16_t value) {
        return hello_with([=](hello& h) { h.legacy_version = protocol_version{value}; });
    };
    check_refused(role::server,
                  {
                      {"unknown suites", suites({0x6a6a, 0x0000}), alert::handshake_failure, reason::no_shared_cipher},
                      {"TLS 1.3 suites", suites({0x1301, 0x1303}), alert::handshake_failure, reason::no_shared_cipher},
                      {"SCSV only", suites({0x00ff}), alert::handshake_failure, reason::no_shared_cipher},
                      {"unknown groups", hello_with([](hello& h) {
                           h.extensions.supported_groups = extension::supported_groups{{0x0015}};
                       }),
                       alert::handshake_failure, reason::no_shared_groups},
                      {"unknown schemes", hello_with([](hello& h) {
                           h.extensions.signature_algorithms = extension::signature_algorithms{{0x0202, 0x6a6a}};
                       }),
                       alert::handshake_failure, reason::no_shared_signature_algorithms},
                      {"no signature_algorithms, which means SHA-1",
                       hello_with([](hello& h) { h.extensions.signature_algorithms.reset(); }),
                       alert::handshake_failure, reason::no_shared_signature_algorithms},
                      {"TLS 1.1", version(0x0302), alert::protocol_version, reason::unsupported_protocol},
                      {"TLS 1.0", version(0x0301), alert::protocol_version, reason::unsupported_protocol},
                      {"SSL 3.0", version(0x0300), alert::protocol_version, reason::unsupported_protocol},
                      {"fallback from TLS 1.3", suites({0xc02b, 0x5600}), alert::inappropriate_fallback,
                       reason::inappropriate_fallback},
                      {"no common application protocol",
                       hello_with([](hello& h) {
                           h.extensions.application_layer_protocol_negotiation =
                               extension::application_layer_protocol_negotiation{{"h3"}};
                       }),
                       alert::no_application_protocol,
                       reason::no_application_protocol,
                       {.engine = [](configuration& c) { c.negotiation.alpn_protocols = {"h2"}; }}},
                  });
    check_accepted(role::server,
                   {{"fallback to the server's highest version",
                     suites({0xc02b, 0x5600}),
                     {.engine = [](configuration& c) { c.negotiation.max_version = protocol_version::tls1_2; }}},
                    {"legacy_version TLS 1.3", version(0x0304)},
                    {"no supported_groups", hello_with([](hello& h) { h.extensions.supported_groups.reset(); })}});
}

BOOST_AUTO_TEST_CASE(rejects_invalid_client_hello)
{
    const tls12_scenario strict{.engine = [](configuration& c) { c.tls12.require_extended_master_secret = true; }};
    const auto compression = [](bytes methods) {
        return hello_with([=](hello& h) { h.legacy_compression_methods = methods; });
    };
    const auto extension_of = [](extension_type type, bytes content) {
        return at(client_hello, with_extension(type, std::move(content)));
    };
    check_refused(
        role::server,
        {
            {"compression only", compression({1}), alert::illegal_parameter, reason::invalid_compression_method},
            {"renegotiation_info of another connection",
             hello_with([](hello& h) { h.extensions.renegotiation_info->renegotiated_connection = bytes(12, 7); }),
             alert::handshake_failure, reason::renegotiation_mismatch},
            {"no uncompressed points", hello_with([](hello& h) {
                 h.extensions.ec_point_formats = extension::ec_point_formats{{1, 2}};
             }),
             alert::illegal_parameter, reason::bad_point_formats},
            {"no extended_master_secret", [](auto& t) { t.extended_master_secret = false; }, alert::handshake_failure,
             reason::missing_extended_master_secret, strict},
            {"extension twice", extension_of(extension_type::extended_master_secret, {}), alert::illegal_parameter,
             reason::duplicate_extension},
            {"encrypt_then_mac with content", extension_of(extension_type::encrypt_then_mac, {1}), alert::decode_error,
             reason::bad_extension},
            {"max_fragment_length of 5", extension_of(extension_type::max_fragment_length, {5}),
             alert::illegal_parameter, reason::invalid_max_fragment_length},
            {"record_size_limit of 63", extension_of(extension_type::record_size_limit, {0, 63}),
             alert::illegal_parameter, reason::bad_record_size_limit},
            {"33-byte session id", hello_with([](hello& h) { h.legacy_session_id = bytes(33); }), alert::decode_error,
             reason::decode_error},
            {"no suites", hello_with([](hello& h) { h.cipher_suites.clear(); }), alert::decode_error,
             reason::decode_error},
            {"truncated", at(client_hello, with_less_body(1)), alert::decode_error, reason::decode_error},
            {"trailing byte", at(client_hello, with_more_body({0})), alert::decode_error, reason::length_mismatch},
            {"twice", at(client_hello, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
             reason::unexpected_message},
            {"ServerHello instead", at(client_hello, [](bytes& m) { m[0] = 2; }), alert::unexpected_message,
             reason::unexpected_message},
        });
    check_accepted(role::server, {{"compression as an alternative", compression({1, 0})},
                                  {"unknown extension", extension_of(unknown_extension, {1, 2, 3})},
                                  {"session id", hello_with([](hello& h) { h.legacy_session_id = bytes(32, 9); })},
                                  {"record_size_limit over the maximum",
                                   extension_of(extension_type::record_size_limit, {0xff, 0xff})},
                                  {"session ticket", extension_of(extension_type::session_ticket, bytes(100, 3))}});
}

BOOST_AUTO_TEST_CASE(rejects_invalid_client_key_exchange)
{
    const auto point = [](bytes value) {
        return with<exchange>(client_key_exchange, [=](exchange& m) { m.ecdh_Yc = value; });
    };
    std::vector<tls12_violation> violations{
        {"no point", point({}), alert::decode_error, reason::decode_error},
        {"point on another curve", point(bytes(32, 9)), alert::illegal_parameter, reason::bad_ecpoint},
        {"truncated", at(client_key_exchange, with_less_body(1)), alert::decode_error, reason::decode_error},
        {"trailing byte", at(client_key_exchange, with_more_body({0})), alert::decode_error, reason::length_mismatch},
        {"no body", at(client_key_exchange, replaced_by(raw_message(handshake_type::client_key_exchange))),
         alert::decode_error, reason::decode_error},
        {"missing", at(client_key_exchange, dropped()), alert::unexpected_message, reason::bad_change_cipher_spec},
        {"twice", at(client_key_exchange, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
         reason::not_on_record_boundary},
        {"another message before it",
         at(client_key_exchange, preceded_by(raw_message(handshake_type::certificate, bytes(3)))),
         alert::unexpected_message, reason::unexpected_message},
        {"Finished instead", at(client_key_exchange, replaced_by(raw_message(handshake_type::finished, bytes(12)))),
         alert::unexpected_message, reason::unexpected_message},
    };
    for (auto& bad : bad_shares()) {
        if (bad.group == 0x0017)
            violations.push_back({bad.name, point(bad.share), alert::illegal_parameter, reason::bad_ecpoint});
        if (bad.group == 0x001d)
            violations.push_back({bad.name,
                                  point(bad.share),
                                  alert::illegal_parameter,
                                  reason::bad_ecpoint,
                                  {.peer = [](tls12_traits& t) { t.group = 0x001d; }}});
    }
    check_refused(role::server, violations);
}

BOOST_AUTO_TEST_CASE(rejects_invalid_dh_public_values)
{
    auto scenario = with_dhe;
    scenario.peer = [](tls12_traits& t) { t.group = 0x0100; };
    const auto value = [](bytes yc) {
        return with<message::dhe_client_key_exchange>(client_key_exchange, [=](auto& m) { m.dh_Yc = yc; });
    };
    check_refused(role::server,
                  {
                      {"0", value({0}), alert::illegal_parameter, reason::bad_dh_value, scenario},
                      {"1", value({1}), alert::illegal_parameter, reason::bad_dh_value, scenario},
                      {"p-1", value(ffdhe2048_prime_less(1)), alert::illegal_parameter, reason::bad_dh_value, scenario},
                      {"p", value(ffdhe2048_prime_less(0)), alert::illegal_parameter, reason::bad_dh_value, scenario},
                      {"above p", value(bytes(256, 0xff)), alert::illegal_parameter, reason::bad_dh_value, scenario},
                      {"none", value({}), alert::decode_error, reason::decode_error, scenario},
                  });
}

/// RFC 5246 section 7.4.7.1, against Bleichenbacher's attack: the server rejects any invalid premaster secret only at
/// Finished, and always with the same alert.
BOOST_AUTO_TEST_CASE(bleichenbacher_attack_learns_nothing_about_premaster_secret)
{
    using encrypted = message::rsa_client_key_exchange;
    const auto ciphertext = [](std::function<void(bytes&)> change) {
        return with<encrypted>(client_key_exchange, [=](encrypted& m) { change(m.encrypted_pre_master_secret); });
    };
    const auto refused = [](std::string name, tls12_script deviation) {
        return tls12_violation{std::move(name), std::move(deviation), alert::bad_record_mac, reason::bad_record_mac,
                               with_rsa_encryption};
    };
    check_refused(
        role::server,
        {
            refused("flipped bit", ciphertext([](bytes& c) { c.back() ^= 1; })),
            refused("zeros", ciphertext([](bytes& c) { std::ranges::fill(c, std::uint8_t{0}); })),
            refused("above the modulus", ciphertext([](bytes& c) { std::ranges::fill(c, std::uint8_t{0xff}); })),
            refused("short", ciphertext([](bytes& c) { c.pop_back(); })),
            refused("long", ciphertext([](bytes& c) { c.push_back(0); })),
            refused("empty", ciphertext([](bytes& c) { c.clear(); })),
        });
}

BOOST_AUTO_TEST_CASE(rejects_unknown_psk_identity_like_wrong_key)
{
    check_refused(role::server,
                  {
                      {"unknown identity", [](tls12_traits& t) { t.psk_identity = "nobody"; }, alert::bad_record_mac,
                       reason::bad_record_mac, with_psk()},
                      {"no identity", [](tls12_traits& t) { t.psk_identity = ""; }, alert::bad_record_mac,
                       reason::bad_record_mac, with_psk()},
                      {"wrong key", [](tls12_traits& t) { t.psk = bytes(16, 1); }, alert::bad_record_mac,
                       reason::bad_record_mac, with_psk()},
                      {"129-byte identity", [](tls12_traits& t) { t.psk_identity = std::string(129, 'a'); },
                       alert::illegal_parameter, reason::bad_psk_identity, with_psk()},
                  });
}

BOOST_AUTO_TEST_CASE(rejects_client_certificate_without_valid_proof)
{
    const auto scheme = [](std::uint16_t id) { return proof_with([=](proof& m) { m.algorithm = id; }); };
    const auto list = [](std::function<void(certificate_list&)> change) {
        return with<certificate_list>(certificate, std::move(change));
    };
    check_refused(role::server,
                  {
                      {"no certificate", [](tls12_traits& t) { t.own = nullptr; }, alert::handshake_failure,
                       reason::peer_did_not_return_a_certificate, with_client_auth},
                      {"missing Certificate", at(certificate, dropped()), alert::unexpected_message,
                       reason::unexpected_message, with_client_auth},
                      {"garbage", list([](certificate_list& m) { m.certificate_list = {bytes(100, 0x30)}; }),
                       alert::bad_certificate, reason::bad_certificate_message, with_client_auth},
                      {"untrusted issuer", [](tls12_traits& t) { t.own = pki().leaf(key_type::secp256r1); },
                       alert::unknown_ca, reason::certificate_verify_failed, with_client_auth},
                      {"flipped bit", proof_with([](proof& m) { m.signature.back() ^= 1; }), alert::decrypt_error,
                       reason::bad_signature, with_client_auth},
                      {"no signature", proof_with([](proof& m) { m.signature.clear(); }), alert::decrypt_error,
                       reason::bad_signature, with_client_auth},
                      {"signature of another transcript",
                       [](tls12_traits& t) { t.signs = [](bytes& content) { content.back() ^= 1; }; },
                       alert::decrypt_error, reason::bad_signature, with_client_auth},
                      {"scheme not offered", scheme(0x0203), alert::illegal_parameter, reason::wrong_signature_type,
                       with_client_auth},
                      {"scheme for another key type", scheme(0x0804), alert::illegal_parameter,
                       reason::wrong_signature_type, with_client_auth},
                      {"missing CertificateVerify", at(certificate_verify, dropped()), alert::unexpected_message,
                       reason::bad_change_cipher_spec, with_client_auth},
                      {"CertificateVerify twice", at(certificate_verify, [](bytes& m) { m = joined(m, m); }),
                       alert::unexpected_message, reason::not_on_record_boundary, with_client_auth},
                      {"CertificateVerify without Certificate",
                       at(client_key_exchange,
                          followed_by(raw_message(handshake_type::certificate_verify, bytes{4, 3, 0, 1, 0}))),
                       alert::unexpected_message, reason::not_on_record_boundary},
                  });
    auto optional = with_client_auth;
    optional.engine = [](configuration& c) { c.verification.mode = verify_peer; };
    check_accepted(role::server,
                   {{"no certificate, which is optional", [](tls12_traits& t) { t.own = nullptr; }, optional}});
}

BOOST_AUTO_TEST_SUITE_END()
