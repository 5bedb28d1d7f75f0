// A TLS 1.2 client with a server that sends invalid messages.

#include "protocol/hostile/shares.hpp"
#include "protocol/hostile/tls12_conversation.hpp"
#include "protocol/message/certificate_tls12.hpp"

BOOST_AUTO_TEST_SUITE(tls12_client_with_hostile_server)

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

using hello = message::server_hello;
using ecdhe = message::ecdhe_server_key_exchange;
using dhe = message::dhe_server_key_exchange;
using certificate_list = message::certificate_tls12;
using request = message::certificate_request_tls12;

tls12_script hello_with(std::function<void(hello&)> change)
{
    return with<hello>(server_hello, std::move(change));
}

tls12_script exchange_with(std::function<void(ecdhe&)> change)
{
    return with<ecdhe>(server_key_exchange, std::move(change));
}

/// Changes the parameters of ServerKeyExchange before they are signed.
template <class Params>
tls12_script params_with(std::function<void(Params&)> change)
{
    return [=](tls12_traits& traits) {
        traits.parameters = [=](bytes& encoded) {
            wire::reader reader(encoded);
            auto params = Params::read(reader);
            change(params);
            encoded = params.encoded();
        };
    };
}

tls12_script ecdh_with(std::function<void(message::server_ecdh_params&)> change)
{
    return params_with<message::server_ecdh_params>(std::move(change));
}

tls12_script dh_with(std::function<void(message::server_dh_params&)> change)
{
    return params_with<message::server_dh_params>(std::move(change));
}

const tls12_scenario with_client_auth{.client_auth = true};
const tls12_scenario with_dhe{.suite = 0x009e, .key = key_type::rsa}; // TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
const tls12_scenario with_rsa{.suite = 0xc02f, .key = key_type::rsa}; // TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256

tls12_scenario with_psk(std::uint16_t suite)
{
    return {.suite = suite, .key = key_type::rsa, .engine = [](configuration& c) {
                c.tls12.psk_client = [](std::string_view) {
                    return pre_shared_key{"identity", secure_bytes(16, 0x5b)};
                };
            }};
}

} // namespace

BOOST_AUTO_TEST_CASE(accepts_conforming_server)
{
    check_accepted(role::client,
                   {{"ECDHE_ECDSA", {}},
                    {"CBC", {}, {.suite = 0xc009}},
                    {"CBC with encrypt_then_mac", [](auto& t) { t.encrypt_then_mac = true; }, {.suite = 0xc023}},
                    {"ChaCha20-Poly1305", {}, {.suite = 0xcca9}},
                    {"CCM", {}, {.suite = 0xc0ac}},
                    {"X25519", [](auto& t) { t.group = 0x001d; }},
                    {"RSA", {}, {.suite = 0x009c, .key = key_type::rsa}},
                    {"PSK", {}, with_psk(0x00a8)},
                    {"DHE_PSK", {}, with_psk(0x00aa)},
                    {"RSA_PSK", {}, with_psk(0x00ac)},
                    {"ECDHE_PSK", {}, with_psk(0xc035)},
                    {"ECDHE_RSA", {}, with_rsa},
                    {"DHE_RSA", {}, with_dhe},
                    {"client certificate requested", {}, with_client_auth},
                    {"no extended_master_secret", [](auto& t) { t.extended_master_secret = false; }}});
}

BOOST_AUTO_TEST_CASE(rejects_server_hello_that_does_not_match_offer)
{
    check_refused(
        role::client,
        {
            {"suite not offered", hello_with([](hello& h) { h.cipher_suite = 0xc02c; }), alert::illegal_parameter,
             reason::wrong_cipher_returned},
            {"TLS 1.3 suite", hello_with([](hello& h) { h.cipher_suite = 0x1301; }), alert::illegal_parameter,
             reason::wrong_cipher_returned},
            {"SCSV as a suite", hello_with([](hello& h) { h.cipher_suite = 0x00ff; }), alert::illegal_parameter,
             reason::wrong_cipher_returned},
            {"TLS 1.1", hello_with([](hello& h) { h.legacy_version = protocol_version{0x0302}; }),
             alert::protocol_version, reason::unsupported_protocol},
            {"TLS 1.0", hello_with([](hello& h) { h.legacy_version = protocol_version::tls1_0; }),
             alert::protocol_version, reason::unsupported_protocol},
            {"SSL 3.0", hello_with([](hello& h) { h.legacy_version = protocol_version{0x0300}; }),
             alert::protocol_version, reason::unsupported_protocol},
            {"TLS 1.3 by legacy_version", hello_with([](hello& h) { h.legacy_version = protocol_version::tls1_3; }),
             alert::protocol_version, reason::unsupported_protocol},
            {"compression", hello_with([](hello& h) { h.legacy_compression_method = 1; }), alert::illegal_parameter,
             reason::invalid_compression_method},
            {"downgrade from TLS 1.3",
             hello_with([](hello& h) { std::ranges::copy(as_bytes("DOWNGRD\x01"), h.random.begin() + 24); }),
             alert::illegal_parameter, reason::downgrade_detected},
            {"truncated", at(server_hello, with_less_body(1)), alert::decode_error, reason::decode_error},
            {"trailing byte", at(server_hello, with_more_body({0})), alert::decode_error, reason::length_mismatch},
            {"twice", at(server_hello, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
             reason::unexpected_message},
            {"missing", at(server_hello, dropped()), alert::unexpected_message, reason::unexpected_message},
        });
}

BOOST_AUTO_TEST_CASE(rejects_unsolicited_or_invalid_server_hello_extensions)
{
    check_refused(
        role::client,
        {
            {"unknown", at(server_hello, with_extension(unknown_extension)), alert::unsupported_extension,
             reason::unsolicited_extension},
            {"application protocol", hello_with([](hello& h) {
                 h.extensions.application_layer_protocol_negotiation = extension::selected_application_protocol{"h2"};
             }),
             alert::unsupported_extension, reason::unsolicited_extension},
            {"another application protocol",
             hello_with([](hello& h) {
                 h.extensions.application_layer_protocol_negotiation = extension::selected_application_protocol{"h3"};
             }),
             alert::illegal_parameter,
             reason::illegal_parameter,
             {.engine =
                  [](configuration& c) {
                      c.negotiation.alpn_protocols = {"h2", "http/1.1"};
                  }}},
            {"max_fragment_length", hello_with([](hello& h) { h.extensions.max_fragment_length.emplace(); }),
             alert::unsupported_extension, reason::unsolicited_extension},
            {"use_srtp", at(server_hello, with_extension(extension_type::use_srtp)), alert::unsupported_extension,
             reason::unsolicited_extension},
            {"encrypt_then_mac with an AEAD",
             hello_with([](hello& h) { h.extensions.encrypt_then_mac.emplace(); }),
             alert::illegal_parameter,
             reason::illegal_parameter,
             {.engine = [](configuration& c) { c.negotiation.cipher_suites.push_back(0xc023); }}},
            {"key_share", at(server_hello, with_extension(extension_type::key_share, {0, 0x17, 0, 1, 4})),
             alert::illegal_parameter, reason::extension_not_allowed},
            {"signature_algorithms", at(server_hello, with_extension(extension_type::signature_algorithms)),
             alert::illegal_parameter, reason::extension_not_allowed},
            {"twice", at(server_hello, with_extension(extension_type::extended_master_secret)),
             alert::illegal_parameter, reason::duplicate_extension},
            {"extended_master_secret with content",
             [](tls12_traits& t) {
                 t.extended_master_secret = false;
                 at(server_hello, with_extension(extension_type::extended_master_secret, {0}))(t);
             },
             alert::decode_error, reason::bad_extension},
            {"no uncompressed points", hello_with([](hello& h) {
                 h.extensions.ec_point_formats = extension::ec_point_formats{{1, 2}};
             }),
             alert::illegal_parameter, reason::bad_point_formats},
        });
    check_accepted(
        role::client,
        {
            {"all point formats", hello_with([](hello& h) {
                 h.extensions.ec_point_formats = extension::ec_point_formats{{2, 1, 0}};
             })},
            {"supported_groups", at(server_hello, with_extension(extension_type::supported_groups, {0, 2, 0, 0x17}))},
            {"server_name", hello_with([](hello& h) { h.extensions.server_name.emplace(); })},
        });
}

BOOST_AUTO_TEST_CASE(rejects_server_without_secure_renegotiation_or_extended_master_secret)
{
    const tls12_scenario strict{.engine = [](configuration& c) { c.tls12.require_extended_master_secret = true; }};
    const tls12_scenario lenient{.engine = [](configuration& c) { c.tls12.require_secure_renegotiation = false; }};
    const auto not_secure = [](tls12_traits& t) { t.secure_renegotiation = false; };
    const auto info_of = [](bytes content) {
        return hello_with([=](hello& h) { h.extensions.renegotiation_info->renegotiated_connection = content; });
    };
    check_refused(role::client, {
                                    {"no renegotiation_info", not_secure, alert::handshake_failure,
                                     reason::unsafe_legacy_renegotiation_disabled},
                                    {"renegotiation_info of another connection", info_of(bytes(24, 7)),
                                     alert::handshake_failure, reason::renegotiation_mismatch},
                                    {"one-byte renegotiation_info", info_of({0}), alert::handshake_failure,
                                     reason::renegotiation_mismatch, lenient},
                                    {"no extended_master_secret", [](auto& t) { t.extended_master_secret = false; },
                                     alert::handshake_failure, reason::missing_extended_master_secret, strict},
                                });
    check_accepted(role::client, {{"no renegotiation_info", not_secure, lenient}});
}

BOOST_AUTO_TEST_CASE(rejects_invalid_certificate_message)
{
    check_refused(
        role::client,
        {
            {"no certificate",
             with<certificate_list>(certificate, [](certificate_list& m) { m.certificate_list.clear(); }),
             alert::decode_error, reason::peer_did_not_return_a_certificate},
            {"empty certificate",
             at(certificate, replaced_by(raw_message(handshake_type::certificate, bytes{0, 0, 3, 0, 0, 0}))),
             alert::decode_error, reason::decode_error},
            {"garbage",
             with<certificate_list>(certificate, [](certificate_list& m) { m.certificate_list = {bytes(100, 0x30)}; }),
             alert::bad_certificate, reason::bad_certificate_message},
            {"a key of an unknown type",
             with<certificate_list>(certificate,
                                    [](certificate_list& m) {
                                        // In the key only: 1.3.101.112 becomes 1.3.101.127.
                                        auto& der = m.certificate_list.front();
                                        der = to_bytes(leaf(key_type::ed25519)->leaf().der());
                                        const bytes ed25519{0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21};
                                        const auto at =
                                            std::search(der.begin(), der.end(), ed25519.begin(), ed25519.end());
                                        at[4] = 0x7f;
                                    }),
             alert::unsupported_certificate, reason::certificate_key_unusable},
            {"17 certificates",
             with<certificate_list>(
                 certificate, [](certificate_list& m) { m.certificate_list.resize(17, m.certificate_list.front()); }),
             alert::bad_certificate, reason::bad_certificate_message},
            {"TLS 1.3 format",
             at(certificate,
                [](bytes& m) {
                    m.insert(m.begin() + 4, 0);
                    fix_length(m);
                }),
             alert::decode_error, reason::length_mismatch},
            {"RSA key for ECDSA",
             [](tls12_traits& t) {
                 t.own = pki().leaf(key_type::rsa);
                 t.scheme = 0x0804;
             },
             alert::illegal_parameter, reason::wrong_certificate_type},
            {"missing", at(certificate, dropped()), alert::unexpected_message, reason::unexpected_message},
            {"twice", at(certificate, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
             reason::unexpected_message},
            {"untrusted issuer", [](tls12_traits& t) { t.own = pki().leaf(key_type::secp256r1); }, alert::unknown_ca,
             reason::certificate_verify_failed},
        });
}

BOOST_AUTO_TEST_CASE(rejects_invalid_server_key_exchange_signature)
{
    const auto scheme = [](std::uint16_t id) {
        return exchange_with([=](ecdhe& m) { m.signed_params.algorithm = id; });
    };
    const auto signs = [](std::function<void(bytes&)> change) { return [=](tls12_traits& t) { t.signs = change; }; };
    check_refused(
        role::client,
        {
            {"flipped bit", exchange_with([](ecdhe& m) { m.signed_params.signature.back() ^= 1; }),
             alert::decrypt_error, reason::bad_signature},
            {"empty signature", exchange_with([](ecdhe& m) { m.signed_params.signature.clear(); }),
             alert::decrypt_error, reason::bad_signature},
            {"signature with trailing byte", exchange_with([](ecdhe& m) { m.signed_params.signature.push_back(0); }),
             alert::decrypt_error, reason::bad_signature},
            {"point changed after signing", exchange_with([](ecdhe& m) { m.params.point.back() ^= 1; }),
             alert::decrypt_error, reason::bad_signature},
            {"randoms in the wrong order", signs([](bytes& content) {
                 std::swap_ranges(content.begin(), content.begin() + 32, content.begin() + 32);
             }),
             alert::decrypt_error, reason::bad_signature},
            {"parameters without randoms",
             signs([](bytes& content) { content.erase(content.begin(), content.begin() + 64); }), alert::decrypt_error,
             reason::bad_signature},
            {"signature of another handshake", signs([](bytes& content) { content[0] ^= 1; }), alert::decrypt_error,
             reason::bad_signature},
            {"scheme not offered", scheme(0x0203), alert::illegal_parameter, reason::wrong_signature_type},
            {"unknown scheme", scheme(0x6a6a), alert::illegal_parameter, reason::wrong_signature_type},
            {"scheme 0", scheme(0), alert::illegal_parameter, reason::wrong_signature_type},
            {"scheme for another key type", scheme(0x0804), alert::illegal_parameter, reason::wrong_signature_type},
            {"MD5 and RSA", scheme(0x0101), alert::illegal_parameter, reason::wrong_signature_type},
        });
}

BOOST_AUTO_TEST_CASE(rejects_invalid_curves_and_points)
{
    using params = message::server_ecdh_params;
    const auto curve = [](std::uint16_t id) { return ecdh_with([=](params& p) { p.named_curve = id; }); };
    const auto type = [](std::uint8_t curve_type) {
        return [=](tls12_traits& t) { t.parameters = [=](bytes& encoded) { encoded[0] = curve_type; }; };
    };
    std::vector<tls12_violation> violations{
        {"curve not offered",
         curve(0x0018),
         alert::illegal_parameter,
         reason::wrong_curve,
         {.engine =
              [](configuration& c) {
                  c.negotiation.groups = {0x0017, 0x001d};
              }}},
        {"unknown curve", curve(0x0015), alert::illegal_parameter, reason::wrong_curve},
        {"finite-field group", curve(0x0100), alert::illegal_parameter, reason::wrong_curve},
        {"curve 0", curve(0), alert::illegal_parameter, reason::wrong_curve},
        {"explicit prime curve", type(1), alert::illegal_parameter, reason::wrong_curve},
        {"explicit binary curve", type(2), alert::illegal_parameter, reason::wrong_curve},
        {"unknown curve type", type(0), alert::illegal_parameter, reason::wrong_curve},
        {"no point", ecdh_with([](params& p) { p.point.clear(); }), alert::decode_error, reason::decode_error},
        {"truncated", at(server_key_exchange, with_less_body(1)), alert::decode_error, reason::decode_error},
        {"trailing byte", at(server_key_exchange, with_more_body({0})), alert::decode_error, reason::length_mismatch},
        {"no body", at(server_key_exchange, replaced_by(raw_message(handshake_type::server_key_exchange))),
         alert::decode_error, reason::decode_error},
        {"missing", at(server_key_exchange, dropped()), alert::unexpected_message, reason::unexpected_message},
        {"twice", at(server_key_exchange, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
         reason::unexpected_message},
    };
    for (auto& bad : bad_shares()) {
        if (registry::standard()->find_group(bad.group)->family != group_family::ecdhe)
            continue;
        violations.push_back({bad.name, ecdh_with([=](params& p) {
                                  p.named_curve = bad.group;
                                  p.point = bad.share;
                              }),
                              alert::illegal_parameter, reason::bad_ecpoint});
    }
    check_refused(role::client, violations);
}

BOOST_AUTO_TEST_CASE(rejects_weak_or_invalid_dh_parameters)
{
    using params = message::server_dh_params;
    const auto value = [](bytes ys) { return dh_with([=](params& p) { p.dh_Ys = ys; }); };
    const auto prime = [](std::function<void(bytes&)> change) { return dh_with([=](params& p) { change(p.dh_p); }); };
    const auto less_one = [](params& p) {
        p.dh_Ys = p.dh_p;
        p.dh_Ys.back() ^= 1;
    };
    check_refused(
        role::client,
        {
            {"Ys is 0", value({0}), alert::illegal_parameter, reason::bad_dh_value, with_dhe},
            {"Ys is 1", value({1}), alert::illegal_parameter, reason::bad_dh_value, with_dhe},
            {"Ys is 1 with leading zeros", value({0, 0, 1}), alert::illegal_parameter, reason::bad_dh_value, with_dhe},
            {"Ys is p-1", dh_with(less_one), alert::illegal_parameter, reason::bad_dh_value, with_dhe},
            {"Ys is p", dh_with([](params& p) { p.dh_Ys = p.dh_p; }), alert::illegal_parameter, reason::bad_dh_value,
             with_dhe},
            {"Ys above p", value(bytes(256, 0xff)), alert::illegal_parameter, reason::bad_dh_value, with_dhe},
            {"no Ys", value({}), alert::decode_error, reason::decode_error, with_dhe},
            {"generator 0", dh_with([](params& p) { p.dh_g = {0}; }), alert::illegal_parameter, reason::bad_dh_value,
             with_dhe},
            {"generator 1", dh_with([](params& p) { p.dh_g = {1}; }), alert::illegal_parameter, reason::bad_dh_value,
             with_dhe},
            {"1024-bit prime", prime([](bytes& p) {
                 p.resize(128);
                 p.back() |= 1;
             }),
             alert::insufficient_security, reason::dh_key_too_small, with_dhe},
            {"2047-bit prime", prime([](bytes& p) { p[0] = 0x7f; }), alert::insufficient_security,
             reason::dh_key_too_small, with_dhe},
            {"even prime", prime([](bytes& p) { p.back() ^= 1; }), alert::illegal_parameter, reason::bad_dh_value,
             with_dhe},
            {"8200-bit prime", prime([](bytes& p) { p = bytes(1025, 0xff); }), alert::illegal_parameter,
             reason::dh_key_too_large, with_dhe},
        });
}

BOOST_AUTO_TEST_CASE(accepts_limited_number_of_hello_requests_during_handshake)
{
    const auto requests = [](int n) {
        return before(certificate, [=](tls12_peer& p) {
            for (int i = 0; i < n; ++i)
                p.send_message(raw_message(handshake_type::hello_request));
        });
    };
    check_accepted(role::client, {{"one", requests(1)}, {"four", requests(4)}});
    check_refused(role::client, {{"five", requests(5), alert::unexpected_message, reason::too_many_hello_requests}});
}

BOOST_AUTO_TEST_CASE(rejects_invalid_record_size_limit_and_max_fragment_length)
{
    const tls12_scenario with_limit{.engine = [](configuration& c) { c.negotiation.record_size_limit = 1000; }};
    const tls12_scenario with_length{.engine = [](configuration& c) { c.negotiation.max_fragment_length = 512; }};
    const tls12_scenario with_two{.engine = [](configuration& c) {
        c.negotiation.record_size_limit = 1000;
        c.negotiation.max_fragment_length = 512;
    }};
    const auto limit = [](std::uint16_t value) {
        return hello_with([=](hello& h) { h.extensions.record_size_limit = extension::record_size_limit{value}; });
    };
    const auto length = [](extension::max_fragment_length::code value) {
        return hello_with([=](hello& h) { h.extensions.max_fragment_length = extension::max_fragment_length{value}; });
    };
    using code = extension::max_fragment_length::code;
    const auto too_long_after = [=](tls12_script answer, std::size_t size) {
        return [=](tls12_traits& t) {
            answer(t);
            afterwards([=](tls12_peer& p) { p.send_record(content_type::application_data, bytes(size)); })(t);
        };
    };
    check_refused(role::client,
                  {
                      {"63 bytes", limit(63), alert::illegal_parameter, reason::bad_record_size_limit, with_limit},
                      {"over the maximum of TLS 1.2", limit(16385), alert::illegal_parameter,
                       reason::bad_record_size_limit, with_limit},
                      {"another max_fragment_length", length(code::two_to_the_10th), alert::illegal_parameter,
                       reason::invalid_max_fragment_length, with_length},
                      {"both extensions", hello_with([](hello& h) {
                           h.extensions.record_size_limit.emplace().limit = 64;
                           h.extensions.max_fragment_length.emplace().value = code::two_to_the_9th;
                       }),
                       alert::illegal_parameter, reason::illegal_parameter, with_two},
                      {"unsolicited", limit(100), alert::unsupported_extension, reason::unsolicited_extension},
                      {"record over record_size_limit", too_long_after(limit(2000), 1002), alert::record_overflow,
                       reason::record_overflow, with_limit, true},
                      {"record over max_fragment_length", too_long_after(length(code::two_to_the_9th), 513),
                       alert::record_overflow, reason::record_overflow, with_length, true},
                  });
    check_accepted(role::client,
                   {{"limit", limit(2000), with_limit}, {"length", length(code::two_to_the_9th), with_length}});
}

BOOST_AUTO_TEST_CASE(rejects_invalid_psk_server_key_exchange)
{
    const auto sends_a_hint = [](tls12_traits& t) {
        at(server_hello_done, preceded_by(raw_message(handshake_type::server_key_exchange, bytes{0, 1, 'h'})))(t);
    };
    const auto hint_before_done = [](bytes body) {
        return at(server_hello_done, preceded_by(raw_message(handshake_type::server_key_exchange, body)));
    };
    check_refused(
        role::client,
        {
            {"truncated hint", hint_before_done({0, 2, 'h'}), alert::decode_error, reason::decode_error,
             with_psk(0x00a8)},
            {"trailing bytes after the hint", hint_before_done({0, 1, 'h', 'h'}), alert::decode_error,
             reason::length_mismatch, with_psk(0x00a8)},
            {"ServerKeyExchange in RSA key exchange",
             hint_before_done({0, 1, 'h'}),
             alert::unexpected_message,
             reason::unexpected_message,
             {.suite = 0x009c, .key = key_type::rsa}},
            {"point not on the curve",
             with<message::ecdhe_psk_server_key_exchange>(server_key_exchange,
                                                          [](auto& m) { m.params.point.back() ^= 1; }),
             alert::illegal_parameter, reason::bad_ecpoint, with_psk(0xc035)},
            {"Ys is 1",
             with<message::dhe_psk_server_key_exchange>(server_key_exchange, [](auto& m) { m.params.dh_Ys = {1}; }),
             alert::illegal_parameter, reason::bad_dh_value, with_psk(0x00aa)},
        });
    // RFC 4279 section 5.3 requires support for certain hints, but does not limit their length.
    bytes long_hint{1, 0};
    long_hint.resize(2 + 256, 'h');
    check_accepted(role::client, {{"hint", sends_a_hint, with_psk(0x00a8)},
                                  {"256-byte hint", hint_before_done(long_hint), with_psk(0x00a8)}});
}

BOOST_AUTO_TEST_CASE(rejects_invalid_certificate_request_and_end_of_flight)
{
    check_refused(role::client,
                  {
                      {"CertificateRequest without types",
                       with<request>(certificate_request, [](request& m) { m.certificate_types.clear(); }),
                       alert::decode_error, reason::decode_error, with_client_auth},
                      {"CertificateRequest without schemes",
                       with<request>(certificate_request, [](request& m) { m.supported_signature_algorithms.clear(); }),
                       alert::decode_error, reason::decode_error, with_client_auth},
                      {"CertificateRequest with trailing bytes", at(certificate_request, with_more_body({0})),
                       alert::decode_error, reason::length_mismatch, with_client_auth},
                      {"CertificateRequest twice", at(certificate_request, [](bytes& m) { m = joined(m, m); }),
                       alert::unexpected_message, reason::unexpected_message, with_client_auth},
                      {"ServerHelloDone with content", at(server_hello_done, with_more_body({0})), alert::decode_error,
                       reason::length_mismatch},
                      {"ServerHelloDone twice", at(server_hello_done, [](bytes& m) { m = joined(m, m); }),
                       alert::unexpected_message, reason::not_on_record_boundary},
                      {"EncryptedExtensions",
                       at(certificate, preceded_by(raw_message(handshake_type::encrypted_extensions, bytes{0, 0}))),
                       alert::unexpected_message, reason::unexpected_message},
                      {"ClientHello", at(certificate, preceded_by(raw_message(handshake_type::client_hello))),
                       alert::unexpected_message, reason::unexpected_message},
                      {"unsolicited CertificateStatus",
                       at(server_key_exchange,
                          preceded_by(raw_message(handshake_type::certificate_status, bytes{1, 0, 0, 1, 0x30}))),
                       alert::unexpected_message, reason::unexpected_message},
                      {"Finished instead of ServerHelloDone",
                       at(server_hello_done, replaced_by(raw_message(handshake_type::finished, bytes(12)))),
                       alert::unexpected_message, reason::unexpected_message},
                  });
    check_accepted(role::client, {
                                     {"unknown types and schemes in CertificateRequest",
                                      with<request>(certificate_request,
                                                    [](request& m) {
                                                        m.certificate_types.push_back(client_certificate_type{200});
                                                        m.supported_signature_algorithms.insert(
                                                            m.supported_signature_algorithms.begin(), 0x6a6a);
                                                    }),
                                      with_client_auth},
                                 });
}

BOOST_AUTO_TEST_SUITE_END()
