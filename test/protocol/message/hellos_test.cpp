// ClientHello, ServerHello and HelloRetryRequest, mostly with the bytes of RFC 8448.

#include "protocol/message/client_hello.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/message/hello_retry_request.hpp"
#include "protocol/message/server_hello.hpp"
#include "protocol/schedule/rfc8448.hpp"
#include "protocol/wire/codec_test.hpp"

using namespace codec_test;
using namespace tls::message;
using tls::alert_description;
using tls::extension_type;
using tls::protocol_version;
using tls::error::reason;

namespace {

std::vector<std::uint16_t> types(std::initializer_list<extension_type> list)
{
    std::vector<std::uint16_t> result;
    for (auto type : list)
        result.push_back(static_cast<std::uint16_t>(type));
    return result;
}

tls::bytes body_of(std::string_view message_in_hex)
{
    auto encoded = from_hex(message_in_hex);
    return {encoded.begin() + header_size, encoded.end()};
}

/// A message body without extensions, in hexadecimal.
std::string client_hello_fields()
{
    return "0303" + std::string(64, '0') + "00" + "0002 1301" + "01 00";
}

std::string server_hello_fields(std::string random = std::string(64, '0'))
{
    return "0303" + random + "00" + "1301" + "00";
}

const std::string retry_random = "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";

client_hello full_client_hello()
{
    client_hello hello;
    hello.random.fill(0x5a);
    hello.legacy_session_id = tls::bytes(32, 0x11);
    hello.cipher_suites = {0x1301, 0x1303};
    auto& extensions = hello.extensions;
    extensions.server_name = tls::extension::server_name{"example.org"};
    extensions.ec_point_formats = tls::extension::ec_point_formats{{0}};
    extensions.supported_groups.emplace().named_group_list = {0x001d, 0x0017};
    extensions.extended_master_secret.emplace();
    extensions.encrypt_then_mac.emplace();
    extensions.renegotiation_info.emplace();
    extensions.session_ticket.emplace().ticket = {5, 6, 7};
    extensions.max_fragment_length.emplace();
    extensions.record_size_limit.emplace();
    extensions.application_layer_protocol_negotiation.emplace().protocol_name_list = {"h2"};
    extensions.status_request.emplace();
    extensions.signed_certificate_timestamp.emplace();
    extensions.signature_algorithms.emplace().supported_signature_algorithms = {0x0804};
    extensions.signature_algorithms_cert.emplace().supported_signature_algorithms = {0x0401};
    extensions.certificate_authorities.emplace().authorities = {{0x30, 0x00}};
    extensions.post_handshake_auth.emplace();
    extensions.supported_versions.emplace().versions = {protocol_version::tls1_3, protocol_version::tls1_2};
    extensions.cookie.emplace().value = {1, 2, 3};
    extensions.ticket_request = tls::extension::ticket_request{2, 1};
    extensions.psk_key_exchange_modes.emplace().ke_modes = {tls::extension::psk_key_exchange_mode::psk_dhe_ke};
    extensions.early_data.emplace();
    extensions.key_share.emplace().client_shares = {{0x001d, tls::bytes(32, 0x22)}};
    extensions.pre_shared_key = tls::extension::offered_psks{{{{0xaa}, 7}}, {tls::bytes(32, 0x33)}};
    extensions.order = tls::extension::types_to_send(extensions);
    return hello;
}

} // namespace

BOOST_AUTO_TEST_SUITE(hello_messages)

BOOST_AUTO_TEST_CASE(decodes_rfc_8448_client_hello)
{
    auto encoded = from_hex(rfc8448::simple_1rtt::client_hello);
    auto hello = decode_message<client_hello>(encoded);

    BOOST_TEST(hello.encoded == encoded);
    BOOST_TEST((hello.legacy_version == protocol_version::tls1_2));
    BOOST_TEST(tls::to_bytes(hello.random) ==
               from_hex("cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7"));
    BOOST_TEST(hello.legacy_session_id.empty());
    BOOST_TEST(hello.cipher_suites == (std::vector<std::uint16_t>{0x1301, 0x1303, 0x1302}));
    BOOST_TEST(hello.legacy_compression_methods == tls::bytes{0});

    const auto& extensions = hello.extensions;
    BOOST_TEST(extensions.order ==
               types({extension_type::server_name, extension_type::renegotiation_info, extension_type::supported_groups,
                      extension_type::session_ticket, extension_type::key_share, extension_type::supported_versions,
                      extension_type::signature_algorithms, extension_type::psk_key_exchange_modes,
                      extension_type::record_size_limit}));
    BOOST_TEST(extensions.server_name.value().host_name == "server");
    BOOST_TEST(extensions.supported_groups.value().named_group_list ==
               (std::vector<std::uint16_t>{0x001d, 0x0017, 0x0018, 0x0019, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104}));
    const auto& shares = extensions.key_share.value().client_shares;
    BOOST_REQUIRE(shares.size() == 1u);
    BOOST_TEST(shares[0].group == 0x001d);
    BOOST_TEST(shares[0].key_exchange == from_hex("99381de560e4bd43d23d8e435a7dbafeb3c06e51c13cae4d5413691e529aaf2c"));
    BOOST_TEST(
        (extensions.supported_versions.value().versions == std::vector<protocol_version>{protocol_version::tls1_3}));
    const auto& schemes = extensions.signature_algorithms.value().supported_signature_algorithms;
    BOOST_TEST(schemes.size() == 15u);
    BOOST_TEST(schemes.front() == 0x0403);
    BOOST_TEST(schemes.back() == 0x0202);
    BOOST_TEST((extensions.psk_key_exchange_modes.value().ke_modes ==
                std::vector{tls::extension::psk_key_exchange_mode::psk_dhe_ke}));
    BOOST_TEST(!extensions.pre_shared_key);
    BOOST_TEST(!extensions.early_data);
    BOOST_TEST(!extensions.cookie);
}

BOOST_AUTO_TEST_CASE(rfc_8448_server_hello_round_trips)
{
    auto encoded = from_hex(rfc8448::simple_1rtt::server_hello);
    auto hello = decode_message<server_hello>(encoded);
    BOOST_TEST((hello.legacy_version == protocol_version::tls1_2));
    BOOST_TEST(tls::to_bytes(hello.random) ==
               from_hex("a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e26928"));
    BOOST_TEST(hello.legacy_session_id_echo.empty());
    BOOST_TEST(hello.cipher_suite == 0x1301);
    BOOST_TEST(hello.legacy_compression_method == 0);
    BOOST_TEST(hello.extensions.key_share.value().server_share.group == 0x001d);
    BOOST_TEST(hello.extensions.key_share.value().server_share.key_exchange ==
               from_hex("c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f"));
    BOOST_TEST((hello.extensions.supported_versions.value().version == protocol_version::tls1_3));
    BOOST_TEST(encode_message<server_hello>(hello) == encoded);
}

BOOST_AUTO_TEST_CASE(rfc_8448_hello_retry_request_round_trips)
{
    auto encoded = from_hex(rfc8448::hello_retry_request::hello_retry_request);
    auto retry = decode_message<hello_retry_request>(encoded);
    BOOST_TEST(retry.cipher_suite == 0x1301);
    BOOST_TEST(retry.extensions.key_share.value().selected_group == 0x0017);
    BOOST_TEST(retry.extensions.cookie.value().value.size() == 114u);
    BOOST_TEST(encode_message<hello_retry_request>(retry) == encoded);
}

BOOST_AUTO_TEST_CASE(rfc_8448_second_client_hello_returns_cookie)
{
    auto retry = hello_retry_request::decode(body_of(rfc8448::hello_retry_request::hello_retry_request));
    auto hello = client_hello::decode(body_of(rfc8448::hello_retry_request::client_hello_2));
    BOOST_TEST((hello.extensions.cookie == retry.extensions.cookie));
    BOOST_TEST(hello.extensions.key_share.value().client_shares.front().group == 0x0017);
    BOOST_TEST(hello.extensions.order.back() == static_cast<std::uint16_t>(extension_type::padding));
}

BOOST_AUTO_TEST_CASE(client_hello_with_all_extensions_round_trips)
{
    auto hello = full_client_hello();
    auto size_without_extensions = from_hex(client_hello_fields()).size() + 32 + 2;
    check_codec(hello, {size_without_extensions});
}

BOOST_AUTO_TEST_CASE(client_hello_encodes_extensions_in_given_order)
{
    auto hello = full_client_hello();
    std::ranges::reverse(hello.extensions.order);
    auto received = client_hello::decode(encode(hello));
    BOOST_TEST(received.extensions.order.back() == static_cast<std::uint16_t>(extension_type::pre_shared_key));
    BOOST_TEST(received.extensions.order.front() == static_cast<std::uint16_t>(extension_type::key_share));
    BOOST_TEST(received.extensions.order.size() == hello.extensions.order.size());
}

BOOST_AUTO_TEST_CASE(accepts_client_hello_without_extensions)
{
    auto hello = client_hello::decode(from_hex("0301" + client_hello_fields().substr(4)));
    BOOST_TEST((hello.legacy_version == protocol_version::tls1_0));
    BOOST_TEST(hello.extensions.order.empty());
    BOOST_CHECK_NO_THROW(client_hello::decode(from_hex(client_hello_fields() + "0000")));
}

// RFC 9846 section 4.2.2: the shortest possible block has supported_versions with one version. RFC 8446 asked for 8
// bytes.
BOOST_AUTO_TEST_CASE(decodes_client_hello_with_7_bytes_of_extensions)
{
    const auto hello = client_hello::decode(from_hex(client_hello_fields() + "0007 002b 0003 02 0304"));
    BOOST_TEST(hello.extensions.order == types({extension_type::supported_versions}));
}

BOOST_AUTO_TEST_CASE(accepts_tls12_extensions_in_client_hello)
{
    auto hello = client_hello::decode(from_hex(client_hello_fields() + "000d 0017 0000 0023 0000 ff01 0001 00"));
    BOOST_TEST(hello.extensions.order == types({extension_type::extended_master_secret, extension_type::session_ticket,
                                                extension_type::renegotiation_info}));
}

BOOST_AUTO_TEST_CASE(rejects_client_hello_without_suites_or_compression_methods)
{
    auto until_session_id = "0303" + std::string(64, '0');
    check_refused<client_hello>(until_session_id + "00 0000 01 00", alert_description::decode_error,
                                reason::decode_error);
    check_refused<client_hello>(until_session_id + "00 0003 130100 01 00", alert_description::decode_error,
                                reason::decode_error);
    check_refused<client_hello>(until_session_id + "00 0002 1301 00", alert_description::decode_error,
                                reason::decode_error);
}

BOOST_AUTO_TEST_CASE(rejects_session_id_over_32_bytes)
{
    auto fields = [](std::size_t size) {
        auto id = tls::bytes(size, 0x42);
        client_hello hello;
        hello.legacy_session_id = id;
        hello.cipher_suites = {0x1301};
        return encode(hello);
    };
    BOOST_CHECK_NO_THROW(client_hello::decode(fields(32)));
    check_decode_error<client_hello>(fields(33));

    server_hello answer;
    answer.legacy_session_id_echo = tls::bytes(33);
    check_decode_error<server_hello>(encode(answer));
}

BOOST_AUTO_TEST_CASE(rejects_pre_shared_key_before_other_extensions)
{
    auto psk = "0029 002c" + std::string("0007 0001 aa 00000000 0021 20") + std::string(64, '0');
    BOOST_CHECK_NO_THROW(client_hello::decode(from_hex(client_hello_fields() + "0034 0015 0000" + psk)));
    check_refused<client_hello>(client_hello_fields() + "0034" + psk + "0015 0000",
                                alert_description::illegal_parameter, reason::illegal_parameter);
}

BOOST_AUTO_TEST_CASE(error_detail_names_bad_client_hello_extension)
{
    auto encoded = from_hex(client_hello_fields() + "0006 002b 0002 0103");
    auto names_it = [](const tls::fatal& failure) {
        return failure.reason() == reason::bad_extension && failure.detail().starts_with("supported_versions: ");
    };
    BOOST_CHECK_EXCEPTION(client_hello::decode(encoded), tls::fatal, names_it);
}

BOOST_AUTO_TEST_CASE(rejects_client_hello_with_duplicate_key_share)
{
    check_refused<client_hello>(client_hello_fields() + "0010 0033 000c 000a 001d 0001 aa 001d 0001 bb",
                                alert_description::illegal_parameter, reason::duplicate_key_share);
}

BOOST_AUTO_TEST_CASE(server_hello_round_trips)
{
    server_hello hello;
    hello.random.fill(0x77);
    hello.legacy_session_id_echo = tls::bytes(32, 0x11);
    hello.cipher_suite = 0x1302;
    hello.extensions.supported_versions.emplace();
    hello.extensions.key_share.emplace().server_share = {0x001d, tls::bytes(32, 0x22)};
    hello.extensions.pre_shared_key.emplace().selected_identity = 1;
    hello.extensions.order = tls::extension::types_to_send(hello.extensions);
    check_codec(hello, {from_hex(server_hello_fields()).size() + 32});
}

BOOST_AUTO_TEST_CASE(server_hello_without_supported_versions_is_tls12_or_earlier)
{
    auto hello = server_hello::decode(from_hex(server_hello_fields() + "0009 ff01 0001 00 0017 0000"));
    BOOST_TEST((hello.version() == protocol_version::tls1_2));
    BOOST_TEST(hello.extensions.renegotiation_info.has_value());
    BOOST_TEST(hello.extensions.extended_master_secret.has_value());
    BOOST_TEST(hello.extensions.order ==
               types({extension_type::renegotiation_info, extension_type::extended_master_secret}));
    BOOST_CHECK_NO_THROW(server_hello::decode(from_hex(server_hello_fields())));
    auto oldest = server_hello::decode(from_hex("0301" + server_hello_fields().substr(4)));
    BOOST_TEST((oldest.version() == protocol_version::tls1_0));
    auto newest = server_hello::decode(from_hex(server_hello_fields() + "0006 002b 0002 0304"));
    BOOST_TEST((newest.version() == protocol_version::tls1_3));
}

BOOST_AUTO_TEST_CASE(tls12_server_hello_round_trips)
{
    server_hello hello;
    hello.random.fill(0x77);
    hello.legacy_session_id_echo = tls::bytes(32, 0x11);
    hello.cipher_suite = 0xc02f;
    auto& extensions = hello.extensions;
    extensions.renegotiation_info.emplace().renegotiated_connection = tls::bytes(24, 0x24);
    extensions.server_name.emplace();
    extensions.max_fragment_length.emplace();
    extensions.ec_point_formats.emplace().ec_point_format_list = {0};
    extensions.session_ticket.emplace();
    extensions.status_request.emplace();
    extensions.application_layer_protocol_negotiation.emplace().protocol_name = "h2";
    extensions.signed_certificate_timestamp.emplace().list = from_hex("0004 0002 aabb");
    extensions.encrypt_then_mac.emplace();
    extensions.extended_master_secret.emplace();
    extensions.order = tls::extension::types_to_send(extensions);
    check_codec(hello, {from_hex(server_hello_fields()).size() + 32});
    extensions.max_fragment_length.reset();
    extensions.record_size_limit.emplace().limit = 64;
    extensions.order = tls::extension::types_to_send(extensions);
    check_codec(hello, {from_hex(server_hello_fields()).size() + 32});
}

BOOST_AUTO_TEST_CASE(server_hello_without_extensions_omits_their_field)
{
    server_hello hello;
    hello.random.fill(0x77);
    hello.cipher_suite = 0xc02f;
    tls::bytes encoded;
    hello.encode(encoded);
    BOOST_TEST(encoded.size() == from_hex(server_hello_fields()).size());
    BOOST_CHECK_NO_THROW(server_hello::decode(encoded));
}

BOOST_AUTO_TEST_CASE(rejects_tls13_extensions_in_tls12_server_hello)
{
    check_refused<server_hello>(server_hello_fields() + "0009 0033 0005 001d 0001 09",
                                alert_description::illegal_parameter, reason::extension_not_allowed);
    check_refused<server_hello>(server_hello_fields() + "0006 0029 0002 0000", alert_description::illegal_parameter,
                                reason::extension_not_allowed);
    check_refused<server_hello>(server_hello_fields() + "0008 000d 0004 0002 0403",
                                alert_description::illegal_parameter, reason::extension_not_allowed);
    check_refused<server_hello>(server_hello_fields() + "0004 1234 0000", alert_description::unsupported_extension,
                                reason::unsolicited_extension);
    check_refused<server_hello>(server_hello_fields() + "0008 0017 0000 0017 0000",
                                alert_description::illegal_parameter, reason::duplicate_extension);
}

BOOST_AUTO_TEST_CASE(rejects_malformed_tls12_extensions)
{
    for (auto extensions : {"0005 0017 0001 00", "0005 0016 0001 00", "0005 0023 0001 00", "0005 0000 0001 00",
                            "0004 ff01 0000", "0005 ff01 0001 01", "0005 000b 0001 00", "0004 0001 0000",
                            "0005 001c 0001 40", "0005 0005 0001 01", "0006 0010 0002 0000", "0006 0012 0002 0000"})
        check_refused<server_hello>(server_hello_fields() + extensions, alert_description::decode_error,
                                    reason::bad_extension);
}

BOOST_AUTO_TEST_CASE(ignores_supported_groups_in_tls12_server_hello)
{
    auto hello = server_hello::decode(from_hex(server_hello_fields() + "0008 000a 0004 0002 0017"));
    BOOST_TEST(hello.extensions.order == types({extension_type::supported_groups}));
}

BOOST_AUTO_TEST_CASE(rejects_server_hello_with_both_record_size_extensions)
{
    check_refused<server_hello>(server_hello_fields() + "000b 0001 0001 01 001c 0002 0040",
                                alert_description::illegal_parameter, reason::illegal_parameter);
}

BOOST_AUTO_TEST_CASE(rejects_tls12_and_unknown_extensions_in_tls13_server_hello)
{
    check_refused<server_hello>(server_hello_fields() + "000a 002b 0002 0304 0017 0000",
                                alert_description::illegal_parameter, reason::extension_not_allowed);
    check_refused<server_hello>(server_hello_fields() + "000a 002b 0002 0304 1234 0000",
                                alert_description::unsupported_extension, reason::unsolicited_extension);
}

BOOST_AUTO_TEST_CASE(hello_retry_request_round_trips)
{
    hello_retry_request retry;
    retry.legacy_session_id_echo = tls::bytes(32, 0x11);
    retry.cipher_suite = 0x1302;
    retry.extensions.supported_versions.emplace();
    retry.extensions.key_share.emplace().selected_group = 0x0017;
    retry.extensions.cookie.emplace().value = {1, 2, 3};
    retry.extensions.order = tls::extension::types_to_send(retry.extensions);

    auto encoded = encode(retry);
    BOOST_TEST((hello_retry_request::decode(encoded) == retry));
    check_trailing_byte<hello_retry_request>(encoded);
    check_mutations<hello_retry_request>(encoded);
    check_truncations<hello_retry_request>(encoded, {from_hex(server_hello_fields()).size() + 32});
}

BOOST_AUTO_TEST_CASE(rejects_hello_retry_request_without_supported_versions)
{
    check_refused<hello_retry_request>(server_hello_fields(retry_random) + "0006 0033 0002 0017",
                                       alert_description::missing_extension, reason::missing_extension);
    check_refused<hello_retry_request>(server_hello_fields(retry_random), alert_description::missing_extension,
                                       reason::missing_extension);
}

BOOST_AUTO_TEST_CASE(recognizes_hello_retry_request_by_its_random)
{
    auto retry = server_hello_fields(retry_random) + "0006 002b 0002 0304";
    auto hello = server_hello_fields() + "0006 002b 0002 0304";
    BOOST_TEST(is_hello_retry_request(from_hex(retry)));
    BOOST_TEST(!is_hello_retry_request(from_hex(hello)));
    BOOST_TEST(!is_hello_retry_request(from_hex("0303" + retry_random.substr(2))));
    BOOST_TEST(is_hello_retry_request(from_hex("0303" + retry_random)));

    check_refused<server_hello>(retry, alert_description::unexpected_message, reason::unexpected_message);
    check_refused<hello_retry_request>(hello, alert_description::unexpected_message, reason::unexpected_message);
}

BOOST_AUTO_TEST_SUITE_END()
