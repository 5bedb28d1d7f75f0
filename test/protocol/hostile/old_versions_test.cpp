// TLS 1.0 engines with peers that send invalid messages and records: what differs from TLS 1.2.

#include "protocol/hostile/tls12_conversation.hpp"
#include "protocol/message/certificate_verify.hpp"

BOOST_AUTO_TEST_SUITE(hostile_old_versions)

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

using hello = message::server_hello;
using tls12_proof = message::certificate_verify;
using tls12_request = message::certificate_request_tls12;

constexpr role both_roles[] = {role::client, role::server};

/// TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA or, with an RSA key, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA.
tls12_scenario in(protocol_version version, key_type key = key_type::secp256r1, bool client_auth = false)
{
    return {.suite = static_cast<std::uint16_t>(key == key_type::rsa ? 0xc013 : 0xc009),
            .key = key,
            .client_auth = client_auth,
            .version = version};
}

constexpr auto tls1_0 = protocol_version::tls1_0;
constexpr auto tls1_1 = protocol_version::tls1_1;
const tls12_scenario tls10 = in(tls1_0);
const tls12_scenario tls10_with_client_auth = in(tls1_0, key_type::secp256r1, true);

tls12_script hello_with(std::function<void(hello&)> change)
{
    return with<hello>(server_hello, std::move(change));
}

/// Sends `n` bytes of garbage as application data instead of a protected record.
tls12_script garbage_afterwards(std::size_t n)
{
    return afterwards([n](tls12_peer& p) { p.send_plain_record(content_type::application_data, bytes(n, 0x5a)); });
}

tls12_script alert_before(tls12_moment when, alert_description description)
{
    return before(when, [=](tls12_peer& p) { p.send_alert(alert_level::fatal, description); });
}

void send_tls12_record(tls12_peer& p)
{
    p.send_plain_record(content_type::handshake, bytes(4), std::uint16_t{0x0303});
}

} // namespace

BOOST_AUTO_TEST_CASE(accepts_conforming_peers)
{
    for (auto version : {tls1_0, tls1_1}) {
        for (auto engine_role : both_roles) {
            check_accepted(
                engine_role,
                {{"ECDSA, client certificate", {}, in(version, key_type::secp256r1, true)},
                 {"RSA, client certificate", {}, in(version, key_type::rsa, true)},
                 {"encrypt_then_mac", [](auto& t) { t.encrypt_then_mac = true; }, in(version)},
                 {"DHE", {}, {.suite = 0x0033, .key = key_type::rsa, .version = version}},
                 {"RSA encryption", {}, {.suite = 0x002f, .key = key_type::rsa, .version = version}},
                 {"3DES", {}, {.suite = 0xc008, .version = version}},
                 {"no encryption", {}, {.suite = 0xc006, .version = version}},
                 {"without extended_master_secret", [](auto& t) { t.extended_master_secret = false; }, in(version)}});
        }
    }
}

BOOST_AUTO_TEST_CASE(client_rejects_illegal_server_hello)
{
    const auto marked = [](std::uint8_t last) {
        return hello_with([=](hello& h) {
            std::ranges::copy(as_bytes("DOWNGRD"), h.random.end() - 8);
            h.random.back() = last;
        });
    };
    check_refused(
        role::client,
        {
            {"AEAD suite",
             hello_with([](hello& h) { h.cipher_suite = 0xc02b; }),
             alert::illegal_parameter,
             reason::wrong_cipher_returned,
             {.suite = 0xc009,
              .engine = [](configuration& c) { c.negotiation.cipher_suites.push_back(0xc02b); },
              .version = tls1_0}},
            {"downgrade mark of TLS 1.3", marked(1), alert::illegal_parameter, reason::downgrade_detected, tls10},
            {"downgrade mark of TLS 1.2", marked(0), alert::illegal_parameter, reason::downgrade_detected, tls10},
            {"lower version than allowed", hello_with([](hello& h) { h.legacy_version = tls1_0; }),
             alert::protocol_version, reason::unsupported_protocol, in(tls1_1)},
            {"SSL 3.0", hello_with([](hello& h) { h.legacy_version = protocol_version{0x0300}; }),
             alert::protocol_version, reason::unsupported_protocol, tls10},
            {"TLS 1.2 records", after(server_hello, send_tls12_record), alert::protocol_version,
             reason::wrong_version_number, tls10},
        });
}

BOOST_AUTO_TEST_CASE(client_rejects_invalid_signatures_and_requests)
{
    const auto flips_signed_bit = [](tls12_traits& t) { t.signs = [](bytes& content) { content.front() ^= 1; }; };
    const auto flips_sent_bit = at(server_key_exchange, [](bytes& m) { m.back() ^= 1; });
    for (auto key : {key_type::secp256r1, key_type::rsa})
        check_refused(
            role::client,
            {
                {"wrong signature", flips_signed_bit, alert::decrypt_error, reason::bad_signature, in(tls1_0, key)},
                {"damaged signature", flips_sent_bit, alert::decrypt_error, reason::bad_signature, in(tls1_0, key)},
            });
    // Before the point's end, the signature's length and the signature itself.
    const auto names_algorithm = at(server_key_exchange, [](bytes& m) {
        const auto params_size = 4 + m[message::header_size + 3];
        const bytes algorithm{0x04, 0x03};
        m.insert(m.begin() + message::header_size + params_size, algorithm.begin(), algorithm.end());
        fix_length(m);
    });
    const auto tls12_form = at(certificate_request, [](bytes& m) {
        m = message::encode_message(tls12_request{{client_certificate_type::ecdsa_sign}, {0x0403}, {}});
    });
    check_refused(role::client, {
                                    {"ServerKeyExchange of TLS 1.2", names_algorithm, alert::decode_error,
                                     reason::decode_error, tls10},
                                    {"CertificateRequest of TLS 1.2", tls12_form, alert::decode_error,
                                     reason::length_mismatch, tls10_with_client_auth},
                                });
}

BOOST_AUTO_TEST_CASE(server_rejects_invalid_proofs_of_possession)
{
    const auto flips_signed_bit = [](tls12_traits& t) { t.signs = [](bytes& content) { content.front() ^= 1; }; };
    for (auto key : {key_type::secp256r1, key_type::rsa})
        check_refused(role::server, {{"wrong signature", flips_signed_bit, alert::decrypt_error, reason::bad_signature,
                                      in(tls1_0, key, true)}});
    const auto tls12_form = at(certificate_verify, [](bytes& m) {
        const auto signature = byte_view(m).subspan(message::header_size + 2);
        m = message::encode_message(tls12_proof{0x0403, to_bytes(signature)});
    });
    auto without_ecdsa = in(tls1_0, key_type::rsa, true);
    without_ecdsa.engine = [](configuration& c) { c.negotiation.signature_schemes = {0x0401}; };
    const auto has_ecdsa_key = [](tls12_traits& t) { t.own = leaf(key_type::secp256r1, "client"); };
    check_refused(role::server, {
                                    {"CertificateVerify of TLS 1.2", tls12_form, alert::decode_error,
                                     reason::decode_error, tls10_with_client_auth},
                                    {"certificate of a type that was not requested", has_ecdsa_key,
                                     alert::illegal_parameter, reason::wrong_signature_type, without_ecdsa},
                                });
}

// RFC 4346 section 7.2.2: decryption_failed and bad_record_mac must not be distinguishable, so only one is sent.
BOOST_AUTO_TEST_CASE(all_records_that_do_not_open_give_bad_record_mac)
{
    for (auto engine_role : both_roles) {
        for (auto version : {tls1_0, tls1_1}) {
            for (bool encrypt_then_mac : {false, true}) {
                for (std::size_t size : {0, 1, 15, 16, 32, 63, 64, 256, 16'384}) {
                    auto scenario = in(version);
                    scenario.peer = [=](tls12_traits& t) { t.encrypt_then_mac = encrypt_then_mac; };
                    check_refused(engine_role, {{std::to_string(size) + " bytes", garbage_afterwards(size),
                                                 alert::bad_record_mac, reason::bad_record_mac, scenario, true}});
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(alerts_of_old_peers_are_reported)
{
    using enum alert_description;
    for (auto description : {decryption_failed, export_restriction, decompression_failure}) {
        auto scenario = tls10;
        scenario.peer = alert_before(finished, description);
        for (auto engine_role : both_roles) {
            tls12_conversation c(engine_role, scenario);
            c.run();
            BOOST_TEST(c.error == error::alert_received(description), to_string(description));
            BOOST_TEST(!c.engine.alert_sent());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
