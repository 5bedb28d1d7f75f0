// What a server does with a client of TLS 1.2 that breaks the rules.

#include "protocol/hostile/shares.hpp"
#include "protocol/hostile/tls12_conversation.hpp"
#include "protocol/message/certificate_tls12.hpp"
#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/client_key_exchange.hpp"

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

const tls12_scene with_client_auth{.client_auth = true};
const tls12_scene with_dhe{.suite = 0x009e, .key = key_type::rsa}; // TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
const tls12_scene with_rsa{.suite = 0xc02f, .key = key_type::rsa}; // TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
/// TLS_RSA_WITH_AES_128_GCM_SHA256
const tls12_scene with_rsa_encryption{.suite = 0x009c, .key = key_type::rsa};

tls12_scene with_psk(std::uint16_t suite = 0x00a8) // TLS_PSK_WITH_AES_128_GCM_SHA256
{
    return {.suite = suite, .key = key_type::rsa, .engine = [](configuration& c) {
                c.tls12.psk_server = [](std::string_view identity) {
                    return identity == "identity" ? secure_bytes(16, 0x5b) : secure_bytes();
                };
            }};
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_server_of_tls12)

BOOST_AUTO_TEST_CASE(talks_with_a_client_that_keeps_to_the_rules)
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
                    {"nothing of renegotiation", [](auto& t) { t.secure_renegotiation = false; }},
                    {"no extended_master_secret", [](auto& t) { t.extended_master_secret = false; }}});
}

BOOST_AUTO_TEST_CASE(refuses_hellos_with_nothing_in_common)
{
    const auto suites = [](std::vector<std::uint16_t> list) {
        return hello_with([=](hello& h) { h.cipher_suites = list; });
    };
    const auto version = [](std::uint16_t value) {
        return hello_with([=](hello& h) { h.legacy_version = protocol_version{value}; });
    };
    check_refused(
        role::server,
        {
            {"suites unknown", suites({0x6a6a, 0x0000}), alert::handshake_failure, reason::no_shared_cipher},
            {"suites of TLS 1.3", suites({0x1301, 0x1303}), alert::handshake_failure, reason::no_shared_cipher},
            {"SCSVs alone", suites({0x00ff}), alert::handshake_failure, reason::no_shared_cipher},
            {"groups unknown",
             hello_with([](hello& h) { h.extensions.supported_groups = extension::supported_groups{{0x0015}}; }),
             alert::handshake_failure, reason::no_shared_groups},
            {"schemes unknown", hello_with([](hello& h) {
                 h.extensions.signature_algorithms = extension::signature_algorithms{{0x0202, 0x6a6a}};
             }),
             alert::handshake_failure, reason::no_shared_signature_algorithms},
            {"schemes left out, which means SHA-1",
             hello_with([](hello& h) { h.extensions.signature_algorithms.reset(); }), alert::handshake_failure,
             reason::no_shared_signature_algorithms},
            {"TLS 1.1", version(0x0302), alert::protocol_version, reason::unsupported_protocol},
            {"TLS 1.0", version(0x0301), alert::protocol_version, reason::unsupported_protocol},
            {"SSL 3.0", version(0x0300), alert::protocol_version, reason::unsupported_protocol},
            {"fallback from TLS 1.3", suites({0xc02b, 0x5600}), alert::inappropriate_fallback,
             reason::inappropriate_fallback},
            {"application protocol",
             hello_with([](hello& h) {
                 h.extensions.application_layer_protocol_negotiation =
                     extension::application_layer_protocol_negotiation{{"h3"}};
             }),
             alert::no_application_protocol,
             reason::no_application_protocol,
             {.engine = [](configuration& c) { c.negotiation.alpn_protocols = {"h2"}; }}},
        });
    check_accepted(role::server,
                   {{"fallback to the best that we have",
                     suites({0xc02b, 0x5600}),
                     {.engine = [](configuration& c) { c.negotiation.max_version = protocol_version::tls1_2; }}},
                    {"a version to come", version(0x0304)},
                    {"no groups named", hello_with([](hello& h) { h.extensions.supported_groups.reset(); })}});
}

BOOST_AUTO_TEST_CASE(refuses_hellos_that_break_the_rules)
{
    const tls12_scene strict{.engine = [](configuration& c) { c.tls12.require_extended_master_secret = true; }};
    const auto compression = [](bytes methods) {
        return hello_with([=](hello& h) { h.legacy_compression_methods = methods; });
    };
    const auto extension_of = [](extension_type type, bytes content) {
        return at(client_hello, with_extension(type, std::move(content)));
    };
    check_refused(
        role::server,
        {
            {"compression alone", compression({1}), alert::illegal_parameter, reason::invalid_compression_method},
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
            {"session id of 33 bytes", hello_with([](hello& h) { h.legacy_session_id = bytes(33); }),
             alert::decode_error, reason::decode_error},
            {"no suites", hello_with([](hello& h) { h.cipher_suites.clear(); }), alert::decode_error,
             reason::decode_error},
            {"cut short", at(client_hello, with_less_body(1)), alert::decode_error, reason::decode_error},
            {"byte too many", at(client_hello, with_more_body({0})), alert::decode_error, reason::length_mismatch},
            {"twice", at(client_hello, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
             reason::unexpected_message},
            {"ServerHello instead", at(client_hello, [](bytes& m) { m[0] = 2; }), alert::unexpected_message,
             reason::unexpected_message},
        });
    check_accepted(role::server,
                   {{"compression too", compression({1, 0})},
                    {"unknown extension", extension_of(unknown_extension, {1, 2, 3})},
                    {"session id", hello_with([](hello& h) { h.legacy_session_id = bytes(32, 9); })},
                    {"record_size_limit above all", extension_of(extension_type::record_size_limit, {0xff, 0xff})},
                    {"session ticket", extension_of(extension_type::session_ticket, bytes(100, 3))}});
}

BOOST_AUTO_TEST_CASE(refuses_key_exchanges_that_do_not_answer_its_own)
{
    const auto point = [](bytes value) {
        return with<exchange>(client_key_exchange, [=](exchange& m) { m.ecdh_Yc = value; });
    };
    std::vector<tls12_misdeed> misdeeds{
        {"no point", point({}), alert::decode_error, reason::decode_error},
        {"point of another curve", point(bytes(32, 9)), alert::illegal_parameter, reason::bad_ecpoint},
        {"cut short", at(client_key_exchange, with_less_body(1)), alert::decode_error, reason::decode_error},
        {"byte too many", at(client_key_exchange, with_more_body({0})), alert::decode_error, reason::length_mismatch},
        {"no body", at(client_key_exchange, replaced_by(raw_message(handshake_type::client_key_exchange))),
         alert::decode_error, reason::decode_error},
        {"left out", at(client_key_exchange, dropped()), alert::unexpected_message, reason::bad_change_cipher_spec},
        {"twice", at(client_key_exchange, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
         reason::not_on_record_boundary},
        {"another message in front",
         at(client_key_exchange, preceded_by(raw_message(handshake_type::certificate, bytes(3)))),
         alert::unexpected_message, reason::unexpected_message},
        {"Finished instead", at(client_key_exchange, replaced_by(raw_message(handshake_type::finished, bytes(12)))),
         alert::unexpected_message, reason::unexpected_message},
    };
    for (auto& bad : bad_shares()) {
        if (bad.group == 0x0017)
            misdeeds.push_back({bad.name, point(bad.share), alert::illegal_parameter, reason::bad_ecpoint});
        if (bad.group == 0x001d)
            misdeeds.push_back({bad.name,
                                point(bad.share),
                                alert::illegal_parameter,
                                reason::bad_ecpoint,
                                {.peer = [](tls12_traits& t) { t.group = 0x001d; }}});
    }
    check_refused(role::server, misdeeds);
}

BOOST_AUTO_TEST_CASE(refuses_public_values_that_are_none)
{
    auto scene = with_dhe;
    scene.peer = [](tls12_traits& t) { t.group = 0x0100; };
    const auto value = [](bytes yc) {
        return with<message::dhe_client_key_exchange>(client_key_exchange, [=](auto& m) { m.dh_Yc = yc; });
    };
    check_refused(role::server,
                  {
                      {"0", value({0}), alert::illegal_parameter, reason::bad_dh_value, scene},
                      {"1", value({1}), alert::illegal_parameter, reason::bad_dh_value, scene},
                      {"p-1", value(ffdhe2048_prime_less(1)), alert::illegal_parameter, reason::bad_dh_value, scene},
                      {"p", value(ffdhe2048_prime_less(0)), alert::illegal_parameter, reason::bad_dh_value, scene},
                      {"above p", value(bytes(256, 0xff)), alert::illegal_parameter, reason::bad_dh_value, scene},
                      {"none", value({}), alert::decode_error, reason::decode_error, scene},
                  });
}

/// RFC 5246 section 7.4.7.1: whatever is wrong with an encrypted premaster secret, the client learns of nothing before
/// its Finished, and then no more than that it is wrong.
BOOST_AUTO_TEST_CASE(tells_nothing_of_an_encrypted_premaster_secret)
{
    using encrypted = message::rsa_client_key_exchange;
    const auto ciphertext = [](std::function<void(bytes&)> change) {
        return with<encrypted>(client_key_exchange, [=](encrypted& m) { change(m.encrypted_pre_master_secret); });
    };
    const auto refused = [](std::string name, tls12_script what) {
        return tls12_misdeed{std::move(name), std::move(what), alert::bad_record_mac, reason::bad_record_mac,
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

BOOST_AUTO_TEST_CASE(tells_nothing_of_the_identities_that_it_knows)
{
    check_refused(role::server,
                  {
                      {"unknown identity", [](tls12_traits& t) { t.psk_identity = "nobody"; }, alert::bad_record_mac,
                       reason::bad_record_mac, with_psk()},
                      {"no identity", [](tls12_traits& t) { t.psk_identity = ""; }, alert::bad_record_mac,
                       reason::bad_record_mac, with_psk()},
                      {"wrong key", [](tls12_traits& t) { t.psk = bytes(16, 1); }, alert::bad_record_mac,
                       reason::bad_record_mac, with_psk()},
                      {"identity of 129 bytes", [](tls12_traits& t) { t.psk_identity = std::string(129, 'a'); },
                       alert::illegal_parameter, reason::bad_psk_identity, with_psk()},
                  });
}

BOOST_AUTO_TEST_CASE(refuses_certificates_of_clients_that_prove_nothing)
{
    const auto scheme = [](std::uint16_t id) { return proof_with([=](proof& m) { m.algorithm = id; }); };
    const auto list = [](std::function<void(certificate_list&)> change) {
        return with<certificate_list>(certificate, std::move(change));
    };
    check_refused(
        role::server,
        {
            {"no certificate", [](tls12_traits& t) { t.own = nullptr; }, alert::handshake_failure,
             reason::peer_did_not_return_a_certificate, with_client_auth},
            {"Certificate left out", at(certificate, dropped()), alert::unexpected_message, reason::unexpected_message,
             with_client_auth},
            {"garbage", list([](certificate_list& m) { m.certificate_list = {bytes(100, 0x30)}; }),
             alert::bad_certificate, reason::bad_certificate_message, with_client_auth},
            {"of a stranger", [](tls12_traits& t) { t.own = pki().leaf(key_type::secp256r1); }, alert::unknown_ca,
             reason::certificate_verify_failed, with_client_auth},
            {"flipped bit", proof_with([](proof& m) { m.signature.back() ^= 1; }), alert::decrypt_error,
             reason::bad_signature, with_client_auth},
            {"no signature", proof_with([](proof& m) { m.signature.clear(); }), alert::decrypt_error,
             reason::bad_signature, with_client_auth},
            {"another transcript", [](tls12_traits& t) { t.signs = [](bytes& content) { content.back() ^= 1; }; },
             alert::decrypt_error, reason::bad_signature, with_client_auth},
            {"scheme not offered", scheme(0x0203), alert::illegal_parameter, reason::wrong_signature_type,
             with_client_auth},
            {"scheme of another kind of key", scheme(0x0804), alert::illegal_parameter, reason::wrong_signature_type,
             with_client_auth},
            {"proof left out", at(certificate_verify, dropped()), alert::unexpected_message,
             reason::bad_change_cipher_spec, with_client_auth},
            {"proof twice", at(certificate_verify, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
             reason::not_on_record_boundary, with_client_auth},
            {"proof without certificate",
             at(client_key_exchange,
                followed_by(raw_message(handshake_type::certificate_verify, bytes{4, 3, 0, 1, 0}))),
             alert::unexpected_message, reason::not_on_record_boundary},
        });
    auto optional = with_client_auth;
    optional.engine = [](configuration& c) { c.verification.mode = verify_peer; };
    check_accepted(role::server,
                   {{"no certificate where none is needed", [](tls12_traits& t) { t.own = nullptr; }, optional}});
}

BOOST_AUTO_TEST_SUITE_END()
