// The encodings of each extension, and the encodings that decoders must reject.

#include "protocol/extension/application_layer_protocol_negotiation.hpp"
#include "protocol/extension/certificate_authorities.hpp"
#include "protocol/extension/client_certificate_type.hpp"
#include "protocol/extension/cookie.hpp"
#include "protocol/extension/early_data.hpp"
#include "protocol/extension/ec_point_formats.hpp"
#include "protocol/extension/encrypt_then_mac.hpp"
#include "protocol/extension/extended_master_secret.hpp"
#include "protocol/extension/key_share.hpp"
#include "protocol/extension/max_fragment_length.hpp"
#include "protocol/extension/post_handshake_auth.hpp"
#include "protocol/extension/pre_shared_key.hpp"
#include "protocol/extension/psk_key_exchange_modes.hpp"
#include "protocol/extension/record_size_limit.hpp"
#include "protocol/extension/renegotiation_info.hpp"
#include "protocol/extension/server_certificate_type.hpp"
#include "protocol/extension/server_name.hpp"
#include "protocol/extension/session_ticket.hpp"
#include "protocol/extension/signature_algorithms.hpp"
#include "protocol/extension/signed_certificate_timestamp.hpp"
#include "protocol/extension/status_request.hpp"
#include "protocol/extension/supported_groups.hpp"
#include "protocol/extension/supported_versions.hpp"
#include "protocol/extension/ticket_request.hpp"
#include "protocol/wire/codec_test.hpp"

using namespace codec_test;
using namespace tls::extension;
using tls::alert_description;
using tls::protocol_version;
using tls::error::reason;

namespace {

template <class T>
void check_malformed(std::string_view bytes_in_hex)
{
    check_refused<T>(bytes_in_hex, alert_description::decode_error, reason::decode_error);
}

template <class T>
void check_illegal(std::string_view bytes_in_hex, reason expected = reason::illegal_parameter)
{
    check_refused<T>(bytes_in_hex, alert_description::illegal_parameter, expected);
}

template <class T>
void check_empty_form()
{
    BOOST_TEST(encode(T::decode({})).empty());
    check_refused<T>("00", alert_description::decode_error, reason::length_mismatch);
}

} // namespace

BOOST_AUTO_TEST_SUITE(extension_forms)

BOOST_AUTO_TEST_CASE(empty_extensions_reject_content)
{
    check_empty_form<server_name_acknowledgement>();
    check_empty_form<empty_status_request>();
    check_empty_form<signed_certificate_timestamp_request>();
    check_empty_form<early_data>();
    check_empty_form<post_handshake_auth>();
    check_empty_form<extended_master_secret>();
    check_empty_form<encrypt_then_mac>();
    check_empty_form<session_ticket_acknowledgement>();
    check_empty_form<status_request_acknowledgement>();
}

BOOST_AUTO_TEST_CASE(ticket_request_has_two_counts_and_one_in_the_answer)
{
    check_codec(ticket_request{2, 1});
    check_codec(ticket_request_hint{3});
    BOOST_TEST(encode(ticket_request{2, 1}) == from_hex("0201"));
    BOOST_TEST(encode(ticket_request_hint{3}) == from_hex("03"));
    check_malformed<ticket_request>("02");
    check_malformed<ticket_request_hint>("");
    check_refused<ticket_request>("020100", alert_description::decode_error, reason::length_mismatch);
    check_refused<ticket_request_hint>("0201", alert_description::decode_error, reason::length_mismatch);
}

BOOST_AUTO_TEST_CASE(binders_end_the_extension)
{
    const offered_psks psks{{{{1, 2}, 3}, {{4}, 5}}, {tls::bytes(32, 6), tls::bytes(48, 7)}};
    BOOST_TEST(binders_size(psks) == 2u + 33u + 49u);
    tls::bytes out;
    encode_binders(out, psks);
    const auto whole = encode(psks);
    BOOST_TEST(out.size() == binders_size(psks));
    BOOST_TEST((tls::to_bytes(tls::byte_view(whole).last(out.size())) == out));
}

BOOST_AUTO_TEST_CASE(server_name_round_trips)
{
    check_codec(server_name{"example.org"});
    BOOST_TEST(encode(server_name{"a.b"}) == from_hex("0006 00 0003 612e62"));
}

BOOST_AUTO_TEST_CASE(server_name_skips_names_of_other_types)
{
    BOOST_TEST(server_name::decode(from_hex("000a 01 0002 ffff 00 0002 6162")).host_name == "ab");
    BOOST_TEST(server_name::decode(from_hex("0005 01 0002 ffff")).host_name.empty());
}

BOOST_AUTO_TEST_CASE(server_name_rejects_empty_list_and_empty_name)
{
    check_malformed<server_name>("0000");
    check_malformed<server_name>("0003 00 0000");
}

BOOST_AUTO_TEST_CASE(server_name_rejects_second_host_name)
{
    check_illegal<server_name>("0008 00 0001 61 00 0001 62");
}

BOOST_AUTO_TEST_CASE(server_name_rejects_illegal_characters)
{
    check_illegal<server_name>("0006 00 0003 610062");
    check_illegal<server_name>("0006 00 0003 612062");
    check_illegal<server_name>("0006 00 0003 617f62");
    check_illegal<server_name>("0006 00 0003 61c3a4");
}

BOOST_AUTO_TEST_CASE(server_name_rejects_trailing_dot)
{
    check_illegal<server_name>("0006 00 0003 61622e");
}

BOOST_AUTO_TEST_CASE(status_request_encodes_ocsp_request)
{
    check_codec(status_request{});
    check_codec(status_request{certificate_status_type::ocsp, {from_hex("aabb"), from_hex("cc")}, from_hex("3000")},
                {});
    BOOST_TEST(encode(status_request{}) == from_hex("01 0000 0000"));
    check_malformed<status_request>("01 0002 0000 0000");
}

BOOST_AUTO_TEST_CASE(status_request_skips_content_of_unknown_type)
{
    auto other = status_request::decode(from_hex("02 010203"));
    BOOST_TEST((other.status_type == certificate_status_type{2}));
    BOOST_TEST(other.responder_id_list.empty());
}

BOOST_AUTO_TEST_CASE(certificate_status_contains_ocsp_response)
{
    check_codec(certificate_status{from_hex("3003020100")});
    check_malformed<certificate_status>("01 000000");
    check_illegal<certificate_status>("02 000001 00");
}

BOOST_AUTO_TEST_CASE(supported_groups_rejects_empty_list)
{
    check_codec(supported_groups{{0x001d, 0x0017}});
    BOOST_TEST(encode(supported_groups{{0x001d}}) == from_hex("0002 001d"));
    check_malformed<supported_groups>("0000");
    check_malformed<supported_groups>("0003 001d00");
}

BOOST_AUTO_TEST_CASE(signature_algorithms_rejects_empty_list)
{
    check_codec(signature_algorithms{{0x0403, 0x0804}});
    check_codec(signature_algorithms_cert{{0x0403, 0x0804}});
    check_malformed<signature_algorithms>("0000");
    check_malformed<signature_algorithms_cert>("0000");
    check_malformed<signature_algorithms>("0001 04");
}

BOOST_AUTO_TEST_CASE(ec_point_formats_rejects_empty_list)
{
    check_codec(ec_point_formats{{0, 1}});
    check_malformed<ec_point_formats>("00");
}

BOOST_AUTO_TEST_CASE(alpn_names_have_1_to_255_bytes)
{
    check_codec(application_layer_protocol_negotiation{{"h2", "http/1.1"}});
    check_codec(application_layer_protocol_negotiation{{std::string(255, '\0')}});
    BOOST_TEST(encode(application_layer_protocol_negotiation{{"h2"}}) == from_hex("0003 02 6832"));
    check_malformed<application_layer_protocol_negotiation>("0000");
    check_malformed<application_layer_protocol_negotiation>("0004 02 6832 00");
    application_layer_protocol_negotiation too_long{{std::string(256, 'a')}};
    BOOST_CHECK_THROW(encode(too_long), std::length_error);
}

BOOST_AUTO_TEST_CASE(alpn_response_has_exactly_one_name)
{
    check_codec(selected_application_protocol{"h2"});
    check_malformed<selected_application_protocol>("0000");
    check_malformed<selected_application_protocol>("0001 00");
    check_illegal<selected_application_protocol>("0004 01 61 01 62");
}

BOOST_AUTO_TEST_CASE(signed_certificate_timestamp_list_is_kept_encoded)
{
    check_codec(signed_certificate_timestamp_list{from_hex("0007 0002 aabb 0001 cc")});
    check_malformed<signed_certificate_timestamp_list>("0000");
    check_malformed<signed_certificate_timestamp_list>("0002 0000");
    check_malformed<signed_certificate_timestamp_list>("0003 0002 aa");
}

BOOST_AUTO_TEST_CASE(offered_psks_needs_one_binder_per_identity)
{
    offered_psks one{{{from_hex("aabbcc"), 0x01020304}}, {tls::bytes(32, 0x55)}};
    check_codec(one);
    auto two = one;
    two.identities.push_back({from_hex("dd"), 5});
    BOOST_CHECK_EXCEPTION(offered_psks::decode(encode(two)), tls::fatal,
                          with(alert_description::illegal_parameter, reason::illegal_parameter));
}

BOOST_AUTO_TEST_CASE(offered_psks_rejects_empty_lists_and_short_binders)
{
    check_malformed<offered_psks>("0000 0000");
    check_malformed<offered_psks>("0007 0001 aa 00000000 0000");
    check_malformed<offered_psks>("0006 0000 00000000 0000");
    offered_psks short_binder{{{from_hex("aa"), 0}}, {tls::bytes(31), tls::bytes(1)}};
    check_decode_error<offered_psks>(encode(short_binder));
}

BOOST_AUTO_TEST_CASE(selected_psk_is_an_index)
{
    check_codec(selected_psk{0x0102});
    BOOST_TEST(encode(selected_psk{0x0102}) == from_hex("0102"));
}

BOOST_AUTO_TEST_CASE(psk_key_exchange_modes_rejects_empty_list)
{
    check_codec(psk_key_exchange_modes{{psk_key_exchange_mode::psk_dhe_ke, psk_key_exchange_mode{0x0b}}});
    check_malformed<psk_key_exchange_modes>("00");
}

BOOST_AUTO_TEST_CASE(early_data_in_a_ticket_has_a_limit)
{
    check_codec(early_data_limit{0x01020304});
}

BOOST_AUTO_TEST_CASE(supported_versions_rejects_empty_list)
{
    check_codec(supported_versions{{protocol_version::tls1_3, protocol_version{0x7a7a}}});
    BOOST_TEST(encode(supported_versions{{protocol_version::tls1_3}}) == from_hex("02 0304"));
    check_malformed<supported_versions>("00");
    check_malformed<supported_versions>("01 03");
    check_malformed<supported_versions>("03 030403");
}

BOOST_AUTO_TEST_CASE(selected_version_is_one_version)
{
    check_codec(selected_version{protocol_version::tls1_3});
    BOOST_TEST(encode(selected_version{}) == from_hex("0304"));
}

BOOST_AUTO_TEST_CASE(cookie_rejects_empty_value)
{
    check_codec(cookie{from_hex("aabbcc")});
    check_malformed<cookie>("0000");
}

BOOST_AUTO_TEST_CASE(certificate_authorities_rejects_empty_list_and_empty_name)
{
    check_codec(certificate_authorities{{from_hex("3000"), from_hex("300100")}});
    check_malformed<certificate_authorities>("0000");
    check_malformed<certificate_authorities>("0004 0000 0000");
}

BOOST_AUTO_TEST_CASE(client_key_shares_may_be_several_or_none)
{
    check_codec(key_share_client_hello{});
    check_codec(key_share_client_hello{{{0x001d, tls::bytes(32, 1)}, {0x0017, tls::bytes(65, 4)}}});
    check_malformed<key_share_client_hello>("0004 001d 0000");
}

BOOST_AUTO_TEST_CASE(client_key_shares_reject_duplicate_group)
{
    check_illegal<key_share_client_hello>("000a 001d 0001 aa 001d 0001 bb", reason::duplicate_key_share);
}

BOOST_AUTO_TEST_CASE(server_hello_has_one_key_share)
{
    check_codec(key_share_server_hello{{0x001d, tls::bytes(32, 1)}});
    check_malformed<key_share_server_hello>("001d 0000");
}

BOOST_AUTO_TEST_CASE(hello_retry_request_key_share_is_a_group)
{
    check_codec(key_share_hello_retry_request{0x0017});
    BOOST_TEST(encode(key_share_hello_retry_request{0x0017}) == from_hex("0017"));
}

BOOST_AUTO_TEST_CASE(renegotiation_info_contains_verify_data)
{
    check_codec(renegotiation_info{});
    check_codec(renegotiation_info{tls::bytes(24, 7)});
    check_codec(renegotiation_info{tls::bytes(255, 7)});
    BOOST_TEST(encode(renegotiation_info{}) == from_hex("00"));
    check_malformed<renegotiation_info>("");
    check_malformed<renegotiation_info>("01");
}

BOOST_AUTO_TEST_CASE(session_ticket_is_the_whole_extension)
{
    BOOST_TEST(session_ticket::decode(from_hex("aabb")).ticket == from_hex("aabb"));
    BOOST_TEST(session_ticket::decode({}).ticket.empty());
    BOOST_TEST(encode(session_ticket{from_hex("aabb")}) == from_hex("aabb"));
}

BOOST_AUTO_TEST_CASE(max_fragment_length_rejects_undefined_values)
{
    using code = max_fragment_length::code;
    check_codec(max_fragment_length{});
    BOOST_TEST(max_fragment_length{code::two_to_the_9th}.size() == 512u);
    BOOST_TEST(max_fragment_length{code::two_to_the_12th}.size() == 4096u);
    BOOST_TEST(encode(max_fragment_length{code::two_to_the_11th}) == from_hex("03"));
    check_illegal<max_fragment_length>("00", reason::invalid_max_fragment_length);
    check_illegal<max_fragment_length>("05", reason::invalid_max_fragment_length);
    check_illegal<max_fragment_length>("ff", reason::invalid_max_fragment_length);
}

template <class List, class Choice>
void check_certificate_type_forms()
{
    check_codec(List{{2, 0}});
    BOOST_TEST(encode(List{{2, 0}}) == from_hex("020200"));
    BOOST_TEST((List::decode(from_hex("0105")) == List{{5}})); // unknown types stay
    check_malformed<List>("");
    check_malformed<List>("00");
    check_malformed<List>("0302");
    check_refused<List>("010200", alert_description::decode_error, reason::length_mismatch);
    // RFC 7250 section 4.1: a client with X.509 alone omits the extension.
    check_illegal<List>("0100", reason::bad_extension);

    check_codec(Choice{tls::certificate_type::raw_public_key});
    BOOST_TEST(encode(Choice{tls::certificate_type::raw_public_key}) == from_hex("02"));
    check_malformed<Choice>("");
    check_refused<Choice>("0202", alert_description::decode_error, reason::length_mismatch);
}

BOOST_AUTO_TEST_CASE(certificate_types_reject_x509_alone)
{
    check_certificate_type_forms<client_certificate_types, selected_client_certificate_type>();
    check_certificate_type_forms<server_certificate_types, selected_server_certificate_type>();
}

BOOST_AUTO_TEST_CASE(record_size_limit_rejects_less_than_64)
{
    check_codec(record_size_limit{64});
    check_codec(record_size_limit{0xffff});
    BOOST_TEST(encode(record_size_limit{}) == from_hex("4001"));
    check_illegal<record_size_limit>("003f", reason::bad_record_size_limit);
    check_illegal<record_size_limit>("0000", reason::bad_record_size_limit);
}

BOOST_AUTO_TEST_SUITE_END()
