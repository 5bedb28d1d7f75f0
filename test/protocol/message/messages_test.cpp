// The handshake messages after the hellos, and the common message header.

#include "protocol/message/certificate.hpp"
#include "protocol/message/certificate_request.hpp"
#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/encrypted_extensions.hpp"
#include "protocol/message/end_of_early_data.hpp"
#include "protocol/message/finished.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/message/key_update.hpp"
#include "protocol/message/new_session_ticket.hpp"
#include "protocol/wire/codec_test.hpp"

using namespace codec_test;
using namespace tls::message;
using tls::alert_description;
using tls::error::reason;

BOOST_AUTO_TEST_SUITE(handshake_messages)

BOOST_AUTO_TEST_CASE(message_header_has_type_and_length)
{
    BOOST_TEST(encode_message(key_update{key_update_request::update_requested}) == from_hex("18 000001 01"));
    BOOST_TEST(encode_message(end_of_early_data{}) == from_hex("05 000000"));
    BOOST_TEST(encode_message(finished{{0xaa, 0xbb}}) == from_hex("14 000002 aabb"));
}

BOOST_AUTO_TEST_CASE(received_message_keeps_its_bytes)
{
    auto encoded = from_hex("18 000001 01");
    auto message = decode_message<key_update>(encoded);
    BOOST_TEST((message.request_update == key_update_request::update_requested));
    BOOST_TEST(message.encoded == encoded);
}

BOOST_AUTO_TEST_CASE(rejects_message_with_wrong_type_or_length)
{
    auto decode = [](std::string_view text) { return [=] { decode_message<key_update>(from_hex(text)); }; };
    check_refused(decode("14 000001 01"), alert_description::unexpected_message, reason::unexpected_message);
    check_refused(decode("18 000002 01"), alert_description::decode_error, reason::decode_error);
    check_refused(decode("18 000001 01 00"), alert_description::decode_error, reason::length_mismatch);
    check_refused(decode("18 0000"), alert_description::decode_error, reason::decode_error);
    check_refused(decode(""), alert_description::decode_error, reason::decode_error);
}

BOOST_AUTO_TEST_CASE(encrypted_extensions_round_trip)
{
    encrypted_extensions message;
    check_codec(message);
    message.extensions.server_name.emplace();
    message.extensions.supported_groups.emplace().named_group_list = {0x001d};
    message.extensions.application_layer_protocol_negotiation.emplace().protocol_name = "h2";
    message.extensions.early_data.emplace();
    message.extensions.record_size_limit.emplace();
    message.extensions.order = tls::extension::types_to_send(message.extensions);
    check_codec(message);
    message.extensions.record_size_limit.reset();
    message.extensions.max_fragment_length.emplace();
    message.extensions.order = tls::extension::types_to_send(message.extensions);
    check_codec(message);
}

BOOST_AUTO_TEST_CASE(rejects_encrypted_extensions_with_both_record_size_extensions)
{
    check_refused<encrypted_extensions>("000b 0001 0001 01 001c 0002 0040", alert_description::illegal_parameter,
                                        reason::illegal_parameter);
}

BOOST_AUTO_TEST_CASE(decodes_rfc_8448_encrypted_extensions)
{
    auto message = decode_message<encrypted_extensions>(
        from_hex("080000240022000a00140012001d00170018001901000101010201030104001c0002400100000000"));
    BOOST_TEST(message.extensions.order == (std::vector<std::uint16_t>{10, 28, 0}));
    BOOST_TEST(message.extensions.record_size_limit.value().limit == 0x4001);
    BOOST_TEST(message.extensions.supported_groups.value().named_group_list.size() == 9u);
    BOOST_TEST(message.extensions.server_name.has_value());
}

BOOST_AUTO_TEST_CASE(rejects_unexpected_extensions_in_encrypted_extensions)
{
    check_refused<encrypted_extensions>("0006 002b 0002 0304", alert_description::illegal_parameter,
                                        reason::extension_not_allowed);
    check_refused<encrypted_extensions>("0005 ff01 0001 00", alert_description::illegal_parameter,
                                        reason::extension_not_allowed);
    check_refused<encrypted_extensions>("0004 1234 0000", alert_description::unsupported_extension,
                                        reason::unsolicited_extension);
    check_refused<encrypted_extensions>("0008 0000 0000 0000 0000", alert_description::illegal_parameter,
                                        reason::duplicate_extension);
}

BOOST_AUTO_TEST_CASE(encrypted_extensions_select_exactly_one_protocol)
{
    check_refused<encrypted_extensions>("000a 0010 0006 0004 0161 0162", alert_description::illegal_parameter,
                                        reason::illegal_parameter);
    check_refused<encrypted_extensions>("0006 0010 0002 0000", alert_description::decode_error, reason::bad_extension);
}

BOOST_AUTO_TEST_CASE(certificate_request_round_trips)
{
    certificate_request message;
    message.certificate_request_context = {1, 2, 3};
    message.extensions.signature_algorithms.emplace().supported_signature_algorithms = {0x0403, 0x0804};
    message.extensions.signature_algorithms_cert.emplace().supported_signature_algorithms = {0x0401};
    message.extensions.certificate_authorities.emplace().authorities = {{0x30, 0x00}};
    message.extensions.status_request.emplace();
    message.extensions.signed_certificate_timestamp.emplace();
    message.extensions.order = tls::extension::types_to_send(message.extensions);
    check_codec(message);
}

BOOST_AUTO_TEST_CASE(rejects_certificate_request_without_signature_algorithms)
{
    check_refused<certificate_request>("00 0000", alert_description::missing_extension,
                                       reason::missing_signature_algorithms_extension);
}

BOOST_AUTO_TEST_CASE(ignores_unknown_extensions_in_certificate_request)
{
    auto message = certificate_request::decode(from_hex("00 0012 000d 0004 0002 0403 0030 0002 0000 1234 0000"));
    BOOST_TEST(message.extensions.order == (std::vector<std::uint16_t>{13, 48, 0x1234}));
}

BOOST_AUTO_TEST_CASE(rejects_extensions_of_other_messages_in_certificate_request)
{
    check_refused<certificate_request>("00 000e 000d 0004 0002 0403 002b 0002 0304",
                                       alert_description::illegal_parameter, reason::extension_not_allowed);
}

BOOST_AUTO_TEST_CASE(certificate_round_trips)
{
    certificate message;
    check_codec(message);
    message.certificate_request_context = {9};
    message.certificate_list.resize(2);
    message.certificate_list[0].cert_data = {0x30, 0x01, 0x00};
    auto& extensions = message.certificate_list[0].extensions;
    extensions.status_request.emplace().response = {0x30, 0x00};
    extensions.signed_certificate_timestamp.emplace().list = from_hex("0004 0002 aabb");
    extensions.order = tls::extension::types_to_send(extensions);
    message.certificate_list[1].cert_data = {0x30, 0x00};
    check_codec(message);
}

BOOST_AUTO_TEST_CASE(rejects_empty_certificate_entry)
{
    check_refused<certificate>("00 000005 000000 0000", alert_description::decode_error, reason::decode_error);
}

BOOST_AUTO_TEST_CASE(rejects_unsolicited_extensions_in_certificate_entry)
{
    check_refused<certificate>("00 00000a 000001 30 0004 0000 0000", alert_description::illegal_parameter,
                               reason::extension_not_allowed);
    check_refused<certificate>("00 00000a 000001 30 0004 1234 0000", alert_description::unsupported_extension,
                               reason::unsolicited_extension);
}

BOOST_AUTO_TEST_CASE(certificate_verify_round_trips)
{
    check_codec(certificate_verify{0x0804, tls::bytes(256, 0x55)});
    BOOST_TEST(encode(certificate_verify{0x0804, {0xaa}}) == from_hex("0804 0001 aa"));
}

BOOST_AUTO_TEST_CASE(finished_body_is_verify_data)
{
    auto data = from_hex("00112233");
    BOOST_TEST(finished::decode(data).verify_data == data);
    BOOST_TEST(encode(finished{data}) == data);
}

BOOST_AUTO_TEST_CASE(new_session_ticket_round_trips)
{
    new_session_ticket message{7200, 0x01020304, {0}, {1, 2, 3}, {}};
    check_codec(message);
    message.extensions.early_data.emplace().max_early_data_size = 16384;
    message.extensions.order = {42};
    check_codec(message);
}

BOOST_AUTO_TEST_CASE(new_session_ticket_rejects_empty_ticket)
{
    check_refused<new_session_ticket>("00000000 00000000 00 0000 0000", alert_description::decode_error,
                                      reason::decode_error);
}

BOOST_AUTO_TEST_CASE(new_session_ticket_ignores_unknown_extensions)
{
    auto message = new_session_ticket::decode(from_hex("00000000 00000000 00 0001aa 0004 1a1a 0000"));
    BOOST_TEST(message.extensions.order == std::vector<std::uint16_t>{0x1a1a});
}

// RFC 9846 section 4.7.1. RFC 8446 allowed one byte less than the length can express.
BOOST_AUTO_TEST_CASE(new_session_ticket_takes_65535_bytes_of_extensions)
{
    auto body = from_hex("00000000 00000000 00 0001aa ffff 1a1a fffb");
    body.resize(body.size() + 0xfffb);
    BOOST_TEST(new_session_ticket::decode(body).extensions.order == std::vector<std::uint16_t>{0x1a1a});
}

BOOST_AUTO_TEST_CASE(key_update_rejects_undefined_values)
{
    check_codec(key_update{key_update_request::update_not_requested});
    check_codec(key_update{key_update_request::update_requested});
    check_refused<key_update>("02", alert_description::illegal_parameter, reason::invalid_key_update);
    check_refused<key_update>("", alert_description::decode_error, reason::decode_error);
}

BOOST_AUTO_TEST_CASE(end_of_early_data_is_empty)
{
    check_codec(end_of_early_data{});
    check_refused<end_of_early_data>("00", alert_description::decode_error, reason::length_mismatch);
}

BOOST_AUTO_TEST_SUITE_END()
