// The handshake messages that only TLS 1.2 has, with bytes sent by OpenSSL.

#include "protocol/message/certificate_request_tls10.hpp"
#include "protocol/message/certificate_request_tls12.hpp"
#include "protocol/message/certificate_status.hpp"
#include "protocol/message/certificate_tls12.hpp"
#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/certificate_verify_tls10.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/client_key_exchange.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/message/hello_request.hpp"
#include "protocol/message/new_session_ticket_tls12.hpp"
#include "protocol/message/raw_public_key_tls12.hpp"
#include "protocol/message/server_hello.hpp"
#include "protocol/message/server_hello_done.hpp"
#include "protocol/message/server_key_exchange.hpp"
#include "protocol/message/tls12_traces.hpp"
#include "protocol/message/version2_client_hello.hpp"
#include "protocol/wire/codec_test.hpp"

using namespace codec_test;
using namespace tls::message;
using tls::alert_description;
using tls::bytes;
using tls::client_certificate_type;
using tls::protocol_version;
using tls::signature_naming;
using tls::error::reason;

namespace {

using code_points = std::vector<std::uint16_t>;

/// Checks that the message decodes, encodes to the same bytes, and is rejected in every damaged form.
template <class M>
M check_trace(std::string_view message_in_hex, const std::vector<std::size_t>& complete_sizes = {})
{
    auto encoded = from_hex(message_in_hex);
    auto message = decode_message<M>(encoded);
    BOOST_TEST(message.encoded == encoded);
    BOOST_TEST(encode_message<M>(message) == encoded);
    auto body = tls::byte_view(encoded).subspan(header_size);
    check_truncations<M>(body, complete_sizes);
    check_trailing_byte<M>(body);
    return message;
}

template <class M>
void check_malformed(std::string_view body_in_hex)
{
    check_refused<M>(body_in_hex, alert_description::decode_error, reason::decode_error);
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls12_messages)

BOOST_AUTO_TEST_CASE(decodes_openssl_tls12_client_hello)
{
    auto encoded = from_hex(tls12_traces::ecdhe::client_hello);
    auto hello = decode_message<client_hello>(encoded);
    BOOST_TEST((hello.legacy_version == protocol_version::tls1_2));
    BOOST_TEST(hello.has_cipher_suite(0xc02c));
    BOOST_TEST(hello.has_cipher_suite(tls::scsv::empty_renegotiation_info));
    BOOST_TEST(!hello.has_cipher_suite(tls::scsv::fallback));
    BOOST_TEST(hello.signals_secure_renegotiation());

    const auto& extensions = hello.extensions;
    BOOST_TEST(!extensions.renegotiation_info);
    BOOST_TEST(!extensions.supported_versions);
    BOOST_TEST(extensions.server_name.value().host_name == "a");
    BOOST_TEST(extensions.max_fragment_length.value().size() == 1024u);
    BOOST_TEST(extensions.ec_point_formats.value().ec_point_format_list == (tls::bytes{0, 1, 2}));
    BOOST_TEST(extensions.supported_groups.value().named_group_list ==
               (code_points{0x001d, 0x0017, 0x001e, 0x0019, 0x0018}));
    BOOST_TEST(extensions.session_ticket.value().ticket.empty());
    BOOST_TEST(extensions.status_request.has_value());
    BOOST_TEST(extensions.encrypt_then_mac.has_value());
    BOOST_TEST(extensions.extended_master_secret.has_value());
    BOOST_TEST(!extensions.record_size_limit);
    const auto& schemes = extensions.signature_algorithms.value().supported_signature_algorithms;
    BOOST_TEST(schemes.size() == 20u);
    BOOST_TEST(schemes.back() == 0x0602);
    BOOST_TEST(encode_message<client_hello>(hello) == encoded);
}

BOOST_AUTO_TEST_CASE(offered_extensions_include_renegotiation_info_for_scsv)
{
    client_hello hello;
    hello.extensions.extended_master_secret.emplace();
    BOOST_TEST(offered_extensions(hello) == code_points{23});
    BOOST_TEST(!hello.signals_secure_renegotiation());
    hello.cipher_suites = {tls::scsv::empty_renegotiation_info};
    BOOST_TEST(offered_extensions(hello) == (code_points{23, 0xff01}));
    hello.extensions.renegotiation_info.emplace();
    BOOST_TEST(offered_extensions(hello) == (code_points{23, 0xff01}));
    hello.cipher_suites.clear();
    BOOST_TEST(hello.signals_secure_renegotiation());
}

BOOST_AUTO_TEST_CASE(decodes_openssl_tls12_server_hello)
{
    auto size_without_extensions = 2 + 32 + 1 + 2 + 1;
    auto hello = check_trace<server_hello>(tls12_traces::ecdhe::server_hello,
                                           {static_cast<std::size_t>(size_without_extensions)});
    BOOST_TEST((hello.version() == protocol_version::tls1_2));
    BOOST_TEST(hello.legacy_session_id_echo.empty());
    BOOST_TEST(hello.cipher_suite == 0xc02c);
    const auto& extensions = hello.extensions;
    BOOST_TEST(extensions.renegotiation_info.value().renegotiated_connection.empty());
    BOOST_TEST(extensions.max_fragment_length.value().size() == 1024u);
    BOOST_TEST(extensions.ec_point_formats.value().ec_point_format_list == (tls::bytes{0, 1, 2}));
    BOOST_TEST(extensions.session_ticket.has_value());
    BOOST_TEST(extensions.extended_master_secret.has_value());
    BOOST_TEST(!extensions.encrypt_then_mac);
    BOOST_TEST(!extensions.key_share);
}

BOOST_AUTO_TEST_CASE(tls12_certificate_is_a_plain_list)
{
    auto message = check_trace<certificate_tls12>(tls12_traces::ecdhe::certificate);
    BOOST_REQUIRE(message.certificate_list.size() == 1u);
    BOOST_TEST(message.certificate_list.front().size() == 369u);
    check_codec(certificate_tls12{});
    check_codec(certificate_tls12{{{0x30, 0x00}, {0x30, 0x01, 0x00}}});
    BOOST_TEST(encode_message(certificate_tls12{}) == from_hex("0b 000003 000000"));
}

BOOST_AUTO_TEST_CASE(tls12_certificate_rejects_empty_entry)
{
    check_malformed<certificate_tls12>("000003 000000");
    check_malformed<certificate_tls12>("000006 000002 3000 00");
    check_malformed<certificate_tls12>("000004 000002 30");
}

// RFC 7250 section 3.
BOOST_AUTO_TEST_CASE(tls12_raw_public_key_has_no_list)
{
    check_codec(raw_public_key_tls12{});
    check_codec(raw_public_key_tls12{{0x30, 0x01, 0x00}});
    BOOST_TEST(encode_message(raw_public_key_tls12{{0x30, 0x00}}) == from_hex("0b 000005 000002 3000"));
    check_malformed<raw_public_key_tls12>("");
    check_malformed<raw_public_key_tls12>("000003 3000");
}

BOOST_AUTO_TEST_CASE(tls12_certificate_request_has_types_schemes_and_authorities)
{
    auto request = check_trace<certificate_request_tls12>(tls12_traces::ecdhe::certificate_request);
    BOOST_TEST(
        (request.certificate_types == std::vector{client_certificate_type::rsa_sign, client_certificate_type::dss_sign,
                                                  client_certificate_type::ecdsa_sign}));
    BOOST_TEST(request.supported_signature_algorithms.size() == 20u);
    BOOST_TEST(request.supported_signature_algorithms.front() == 0x0403);
    BOOST_REQUIRE(request.certificate_authorities.size() == 1u);
    BOOST_TEST(request.certificate_authorities.front() == from_hex("300c310a300806035504030c0161"));

    check_codec(certificate_request_tls12{{client_certificate_type::rsa_sign}, {0x0401}, {}});
    check_codec(certificate_request_tls12{{client_certificate_type{0xe0}}, {0x0401, 0x6a6a}, {{0x30, 0}, {0x30, 0}}});
}

BOOST_AUTO_TEST_CASE(rejects_tls12_certificate_request_without_types_or_schemes)
{
    check_malformed<certificate_request_tls12>("00 0002 0401 0000");
    check_malformed<certificate_request_tls12>("01 01 0000 0000");
    check_malformed<certificate_request_tls12>("01 01 0003 040100 0000");
    check_malformed<certificate_request_tls12>("01 01 0002 0401 0002 0000");
    check_malformed<certificate_request_tls12>("01 01 0002 0401 0001 00");
}

BOOST_AUTO_TEST_CASE(tls10_certificate_request_has_types_and_authorities)
{
    check_codec(certificate_request_tls10{{client_certificate_type::rsa_sign}, {}});
    check_codec(certificate_request_tls10{{client_certificate_type{0xe0}}, {{0x30, 0}, {0x30, 0}}});
    BOOST_TEST(encode(certificate_request_tls10{{client_certificate_type::rsa_sign}, {{0x30, 0}}}) ==
               from_hex("01 01 0004 0002 3000"));
    check_malformed<certificate_request_tls10>("00 0000");
    check_malformed<certificate_request_tls10>("01 01");
    check_malformed<certificate_request_tls10>("01 01 0002 0000");
    check_malformed<certificate_request_tls10>("01 01 0001 00");
    check_refused<certificate_request_tls10>("01 01 0002 0401 0000", alert_description::decode_error,
                                             reason::length_mismatch);
}

BOOST_AUTO_TEST_CASE(tls10_signatures_name_no_algorithm)
{
    check_codec(certificate_verify_tls10{bytes(128, 0x55)});
    BOOST_TEST(encode(certificate_verify_tls10{{0xaa}}) == from_hex("0001 aa"));
    check_malformed<certificate_verify_tls10>("0002 aa");
    const auto body = from_hex("0001 17 0001 02 0001 03 0001 aa");
    const auto server = dhe_server_key_exchange::decode(body, signature_naming::by_key);
    BOOST_TEST(!server.signed_params.algorithm);
    BOOST_TEST((server.signed_params.signature == bytes{0xaa}));
    BOOST_TEST(encode(server) == body);
    const auto ecdhe = from_hex("03 001d 01 04 0001 aa");
    BOOST_TEST(encode(ecdhe_server_key_exchange::decode(ecdhe, signature_naming::by_key)) == ecdhe);
}

BOOST_AUTO_TEST_CASE(empty_messages_reject_content)
{
    BOOST_TEST(encode_message(hello_request{}) == from_hex("00 000000"));
    BOOST_TEST(encode_message(server_hello_done{}) == from_hex(tls12_traces::ecdhe::server_hello_done));
    check_trace<server_hello_done>(tls12_traces::ecdhe::server_hello_done);
    check_refused<hello_request>("00", alert_description::decode_error, reason::length_mismatch);
    check_refused<server_hello_done>("00", alert_description::decode_error, reason::length_mismatch);
}

BOOST_AUTO_TEST_CASE(tls12_certificate_verify_decodes_like_tls13)
{
    auto message = check_trace<certificate_verify>(tls12_traces::ecdhe::certificate_verify);
    BOOST_TEST(message.algorithm == 0x0403);
    BOOST_TEST(message.signature.size() == 71u);
}

BOOST_AUTO_TEST_CASE(certificate_status_contains_ocsp_response)
{
    certificate_status status;
    status.response = {0x30, 0x03, 0x0a, 0x01, 0x00};
    check_codec(status);
    BOOST_TEST(encode_message(status) == from_hex("16 000009 01 000005 30030a0100"));
    check_malformed<certificate_status>("01 000000");
    check_refused<certificate_status>("02 000001 30", alert_description::illegal_parameter, reason::illegal_parameter);
}

BOOST_AUTO_TEST_CASE(tls12_session_ticket_may_be_empty)
{
    auto message = check_trace<new_session_ticket_tls12>(tls12_traces::psk_new_session_ticket);
    BOOST_TEST(message.ticket_lifetime_hint == 7200u);
    BOOST_TEST(message.ticket.size() == 176u);
    check_codec(new_session_ticket_tls12{});
    check_codec(new_session_ticket_tls12{0x01020304, {1, 2, 3}});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls12_key_exchange_messages)

BOOST_AUTO_TEST_CASE(ecdhe_has_a_named_curve_a_point_and_a_signature)
{
    auto server = check_trace<ecdhe_server_key_exchange>(tls12_traces::ecdhe::server_key_exchange);
    BOOST_TEST(server.params.named_curve == 0x001d);
    BOOST_TEST(server.params.point == from_hex("c19d53fde51d605d98a3e7fc62155e004cf2a2d535437fd8115ed713540e282d"));
    BOOST_TEST((server.signed_params.algorithm == 0x0403));
    BOOST_TEST(server.signed_params.signature.size() == 71u);

    auto client = check_trace<ecdhe_client_key_exchange>(tls12_traces::ecdhe::client_key_exchange);
    BOOST_TEST(client.ecdh_Yc == from_hex("45e0e397f5475430d48fe34dc27251e39b6782f644d75a0079c771d7e858206e"));
}

BOOST_AUTO_TEST_CASE(signature_covers_both_randoms_and_encoded_parameters)
{
    auto encoded = from_hex(tls12_traces::ecdhe::server_key_exchange);
    auto server = decode_message<ecdhe_server_key_exchange>(encoded);
    auto params = tls::to_bytes(tls::byte_view(encoded).subspan(header_size, 1 + 2 + 1 + 32));
    BOOST_TEST(server.params.encoded() == params);
    BOOST_TEST(signed_params(tls::bytes(2, 0xaa), tls::bytes(1, 0xbb), server.params.encoded()) ==
               from_hex("aaaa bb 03001d20 c19d53fde51d605d98a3e7fc62155e004cf2a2d535437fd8115ed713540e282d"));

    encoded = from_hex(tls12_traces::dhe_server_key_exchange);
    params = tls::to_bytes(tls::byte_view(encoded).subspan(header_size, 2 + 256 + 2 + 1 + 2 + 256));
    BOOST_TEST(decode_message<dhe_server_key_exchange>(encoded).params.encoded() == params);
}

BOOST_AUTO_TEST_CASE(rejects_curve_types_other_than_named_curve)
{
    for (auto curve_type : {"00", "01", "02", "04", "ff"}) {
        check_refused<ecdhe_server_key_exchange>(std::string(curve_type) + "0017 01 04 0403 0000",
                                                 alert_description::illegal_parameter, reason::wrong_curve);
        check_refused<ecdhe_psk_server_key_exchange>(std::string("0000") + curve_type + "0017 01 04",
                                                     alert_description::illegal_parameter, reason::wrong_curve);
    }
}

BOOST_AUTO_TEST_CASE(rejects_empty_ec_point)
{
    check_malformed<ecdhe_server_key_exchange>("03 001d 00 0403 0000");
    check_malformed<ecdhe_psk_server_key_exchange>("0000 03 001d 00");
    check_malformed<ecdhe_client_key_exchange>("00");
    check_malformed<ecdhe_psk_client_key_exchange>("0000 00");
}

BOOST_AUTO_TEST_CASE(dhe_has_a_group_a_public_value_and_a_signature)
{
    auto server = check_trace<dhe_server_key_exchange>(tls12_traces::dhe_server_key_exchange);
    BOOST_TEST(server.params.dh_p.size() == 256u);
    BOOST_TEST(server.params.dh_g == tls::bytes{2});
    BOOST_TEST(server.params.dh_Ys.size() == 256u);
    BOOST_TEST((server.signed_params.algorithm == 0x0804));
    BOOST_TEST(server.signed_params.signature.size() == 256u);
    BOOST_TEST(check_trace<dhe_client_key_exchange>(tls12_traces::dhe_client_key_exchange).dh_Yc.size() == 256u);
}

BOOST_AUTO_TEST_CASE(rejects_empty_dhe_numbers)
{
    check_malformed<dhe_server_key_exchange>("0000 0001 02 0001 03 0401 0000");
    check_malformed<dhe_server_key_exchange>("0001 17 0000 0001 03 0401 0000");
    check_malformed<dhe_server_key_exchange>("0001 17 0001 02 0000 0401 0000");
    check_malformed<dhe_client_key_exchange>("");
    check_malformed<dhe_client_key_exchange>("0000");
    check_malformed<dhe_psk_client_key_exchange>("0000 0000");
    check_codec(dhe_server_key_exchange{{{0x17}, {2}, {3}}, {0x0401, {}}});
}

BOOST_AUTO_TEST_CASE(rsa_has_an_encrypted_premaster_secret)
{
    auto client = check_trace<rsa_client_key_exchange>(tls12_traces::rsa_client_key_exchange);
    BOOST_TEST(client.encrypted_pre_master_secret.size() == 256u);
    check_codec(rsa_client_key_exchange{});
}

BOOST_AUTO_TEST_CASE(psk_has_a_hint_and_an_identity)
{
    auto hint = check_trace<psk_server_key_exchange>(tls12_traces::psk_server_key_exchange).psk_identity_hint;
    BOOST_TEST(tls::as_text(hint) == "hint");
    auto identity = check_trace<psk_client_key_exchange>(tls12_traces::psk_client_key_exchange).psk_identity;
    BOOST_TEST(tls::as_text(identity) == "me");
    check_codec(psk_server_key_exchange{});
    check_codec(psk_client_key_exchange{});
    BOOST_TEST(encode(psk_client_key_exchange{tls::bytes(0xffff)}).size() == 0x10001u);
    BOOST_CHECK_THROW(encode(psk_client_key_exchange{tls::bytes(0x10000)}), std::length_error);
}

BOOST_AUTO_TEST_CASE(ecdhe_psk_has_the_point_last)
{
    auto server = check_trace<ecdhe_psk_server_key_exchange>(tls12_traces::ecdhe_psk_server_key_exchange);
    BOOST_TEST(tls::as_text(server.psk_identity_hint) == "hint");
    BOOST_TEST(server.params.named_curve == 0x001d);
    auto client = check_trace<ecdhe_psk_client_key_exchange>(tls12_traces::ecdhe_psk_client_key_exchange);
    BOOST_TEST(tls::as_text(client.psk_identity) == "me");
    BOOST_TEST(client.ecdh_Yc.size() == 32u);
}

BOOST_AUTO_TEST_CASE(dhe_psk_has_the_group_last)
{
    auto server = check_trace<dhe_psk_server_key_exchange>(tls12_traces::dhe_psk_server_key_exchange);
    BOOST_TEST(server.psk_identity_hint.empty());
    BOOST_TEST(server.params.dh_p.size() == 256u);
    auto client = check_trace<dhe_psk_client_key_exchange>(tls12_traces::dhe_psk_client_key_exchange);
    BOOST_TEST(tls::as_text(client.psk_identity) == "me");
    BOOST_TEST(client.dh_Yc.size() == 256u);
}

BOOST_AUTO_TEST_CASE(rsa_psk_has_the_encrypted_premaster_secret_last)
{
    auto client = check_trace<rsa_psk_client_key_exchange>(tls12_traces::rsa_psk_client_key_exchange);
    BOOST_TEST(tls::as_text(client.psk_identity) == "me");
    BOOST_TEST(client.encrypted_pre_master_secret.size() == 256u);
}

BOOST_AUTO_TEST_CASE(key_exchange_messages_round_trip_and_survive_mutations)
{
    const server_ecdh_params ecdh{0x0017, {4, 1, 2}};
    const server_dh_params dh{{0x17}, {2}, {3}};
    check_codec(ecdhe_server_key_exchange{ecdh, {0x0403, {0x30}}});
    check_codec(dhe_psk_server_key_exchange{{'h'}, dh});
    check_codec(ecdhe_psk_server_key_exchange{{'h'}, ecdh});
    check_codec(dh_anon_server_key_exchange{dh});
    check_codec(rsa_export_server_key_exchange{{{0x17, 1}, {3}}, {std::nullopt, {0x30}}});
    check_codec(ecdhe_client_key_exchange{{4, 1}});
    check_codec(dhe_client_key_exchange{{4, 1}});
    check_codec(dhe_psk_client_key_exchange{{'i'}, {4, 1}});
    check_codec(rsa_psk_client_key_exchange{{'i'}, {4, 1}});
    check_codec(ecdhe_psk_client_key_exchange{{'i'}, {4, 1}});
}

BOOST_AUTO_TEST_CASE(rejects_message_of_another_type)
{
    const auto encoded = from_hex(tls12_traces::ecdhe::server_key_exchange);
    check_refused([&] { decode_message<server_hello_done>(encoded); }, alert_description::unexpected_message,
                  reason::unexpected_message);
}

// RFC 5246 appendix E.2.
BOOST_AUTO_TEST_CASE(version2_client_hello_becomes_a_client_hello)
{
    const auto hello_of = [](std::string_view type, std::size_t id_size, std::size_t challenge_size) {
        const auto hex_of = [](std::size_t size, std::string_view octet) {
            std::string out;
            for (std::size_t i = 0; i < size; ++i)
                out += octet;
            return out;
        };
        const auto size_of = [](std::size_t size) { return std::string("00") + "0123456789abcdef"[size / 16] + "0"; };
        return from_hex(std::string(type) + "0301 0009" + size_of(id_size) + size_of(challenge_size) +
                        "00002f 010080 000035" + hex_of(id_size, "1d") + hex_of(challenge_size, "c5"));
    };
    const auto hello = decode_version2_client_hello(hello_of("01", 0, 16));
    BOOST_TEST((hello.legacy_version == protocol_version::tls1_0));
    BOOST_TEST(hello.cipher_suites == (code_points{0x002f, 0x0035}));
    BOOST_TEST(hello.legacy_session_id.empty());
    BOOST_TEST(tls::to_bytes(tls::byte_view(hello.random).first(16)) == bytes(16));
    BOOST_TEST(tls::to_bytes(tls::byte_view(hello.random).last(16)) == bytes(16, 0xc5));
    BOOST_TEST(decode_version2_client_hello(hello_of("01", 16, 32)).legacy_session_id == bytes(16, 0x1d));
    check_refused([&] { decode_version2_client_hello(hello_of("01", 32, 32)); }, alert_description::illegal_parameter,
                  reason::illegal_parameter);
    check_refused([&] { decode_version2_client_hello(hello_of("04", 0, 16)); }, alert_description::unexpected_message,
                  reason::unexpected_message);
}

BOOST_AUTO_TEST_CASE(server_key_exchange_of_unknown_form_keeps_its_body)
{
    auto encoded = from_hex(tls12_traces::ecdhe::server_key_exchange);
    auto message = decode_message<server_key_exchange>(encoded);
    BOOST_TEST(encode_message<server_key_exchange>(message) == encoded);
    BOOST_TEST(ecdhe_server_key_exchange::decode(message.body).params.named_curve == 0x001d);
    encoded = from_hex(tls12_traces::psk_client_key_exchange);
    auto answer = decode_message<client_key_exchange>(encoded);
    BOOST_TEST(encode_message<client_key_exchange>(answer) == encoded);
    BOOST_TEST(psk_client_key_exchange::decode(answer.body).psk_identity.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
