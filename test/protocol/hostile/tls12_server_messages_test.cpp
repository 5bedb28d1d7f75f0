// What a client does with a server of TLS 1.2 that breaks the rules.

#include "protocol/hostile/shares.hpp"
#include "protocol/hostile/tls12_conversation.hpp"
#include "protocol/message/certificate_tls12.hpp"

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

/// With parameters of a signed ServerKeyExchange that are changed before they are signed.
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

const tls12_scene with_client_auth{.client_auth = true};
const tls12_scene with_dhe{.suite = 0x009e, .key = key_type::rsa}; // TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
const tls12_scene with_rsa{.suite = 0xc02f, .key = key_type::rsa}; // TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256

tls12_scene with_psk(std::uint16_t suite)
{
    return {.suite = suite, .key = key_type::rsa, .engine = [](configuration& c) {
                c.tls12.psk_client = [](std::string_view) {
                    return pre_shared_key{"identity", secure_bytes(16, 0x5b)};
                };
            }};
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_client_of_tls12)

BOOST_AUTO_TEST_CASE(talks_with_a_server_that_keeps_to_the_rules)
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
                    {"certificate asked for", {}, with_client_auth},
                    {"no extended_master_secret", [](auto& t) { t.extended_master_secret = false; }}});
}

BOOST_AUTO_TEST_CASE(refuses_a_server_hello_that_answers_something_else)
{
    check_refused(
        role::client,
        {
            {"suite not offered", hello_with([](hello& h) { h.cipher_suite = 0xc02c; }), alert::illegal_parameter,
             reason::wrong_cipher_returned},
            {"suite of TLS 1.3", hello_with([](hello& h) { h.cipher_suite = 0x1301; }), alert::illegal_parameter,
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
            {"cut short", at(server_hello, with_less_body(1)), alert::decode_error, reason::decode_error},
            {"byte too many", at(server_hello, with_more_body({0})), alert::decode_error, reason::length_mismatch},
            {"twice", at(server_hello, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
             reason::unexpected_message},
            {"left out", at(server_hello, dropped()), alert::unexpected_message, reason::unexpected_message},
        });
}

BOOST_AUTO_TEST_CASE(refuses_extensions_that_it_did_not_ask_for)
{
    check_refused(role::client,
                  {
                      {"unknown", at(server_hello, with_extension(unknown_extension)), alert::unsupported_extension,
                       reason::unsolicited_extension},
                      {"application protocol", hello_with([](hello& h) {
                           h.extensions.application_layer_protocol_negotiation =
                               extension::selected_application_protocol{"h2"};
                       }),
                       alert::unsupported_extension, reason::unsolicited_extension},
                      {"session ticket", hello_with([](hello& h) { h.extensions.session_ticket.emplace(); }),
                       alert::unsupported_extension, reason::unsolicited_extension},
                      {"max_fragment_length", hello_with([](hello& h) { h.extensions.max_fragment_length.emplace(); }),
                       alert::unsupported_extension, reason::unsolicited_extension},
                      {"use_srtp", at(server_hello, with_extension(extension_type::use_srtp)),
                       alert::unsupported_extension, reason::unsolicited_extension},
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

BOOST_AUTO_TEST_CASE(holds_servers_to_secure_renegotiation_and_extended_master_secret)
{
    const tls12_scene strict{.engine = [](configuration& c) { c.tls12.require_extended_master_secret = true; }};
    const tls12_scene lenient{.engine = [](configuration& c) { c.tls12.require_secure_renegotiation = false; }};
    const auto not_secure = [](tls12_traits& t) { t.secure_renegotiation = false; };
    const auto info_of = [](bytes content) {
        return hello_with([=](hello& h) { h.extensions.renegotiation_info->renegotiated_connection = content; });
    };
    check_refused(role::client, {
                                    {"no renegotiation_info", not_secure, alert::handshake_failure,
                                     reason::unsafe_legacy_renegotiation_disabled},
                                    {"renegotiation_info of another connection", info_of(bytes(24, 7)),
                                     alert::handshake_failure, reason::renegotiation_mismatch},
                                    {"renegotiation_info of a byte", info_of({0}), alert::handshake_failure,
                                     reason::renegotiation_mismatch, lenient},
                                    {"no extended_master_secret", [](auto& t) { t.extended_master_secret = false; },
                                     alert::handshake_failure, reason::missing_extended_master_secret, strict},
                                });
    check_accepted(role::client, {{"no renegotiation_info", not_secure, lenient}});
}

BOOST_AUTO_TEST_CASE(refuses_certificates_that_cannot_be_meant)
{
    check_refused(
        role::client,
        {
            {"none", with<certificate_list>(certificate, [](certificate_list& m) { m.certificate_list.clear(); }),
             alert::decode_error, reason::peer_did_not_return_a_certificate},
            {"empty one",
             at(certificate, replaced_by(raw_message(handshake_type::certificate, bytes{0, 0, 3, 0, 0, 0}))),
             alert::decode_error, reason::decode_error},
            {"garbage",
             with<certificate_list>(certificate, [](certificate_list& m) { m.certificate_list = {bytes(100, 0x30)}; }),
             alert::bad_certificate, reason::bad_certificate_message},
            {"17",
             with<certificate_list>(
                 certificate, [](certificate_list& m) { m.certificate_list.resize(17, m.certificate_list.front()); }),
             alert::bad_certificate, reason::bad_certificate_message},
            {"form of TLS 1.3",
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
            {"left out", at(certificate, dropped()), alert::unexpected_message, reason::unexpected_message},
            {"twice", at(certificate, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
             reason::unexpected_message},
            {"of a stranger", [](tls12_traits& t) { t.own = pki().leaf(key_type::secp256r1); }, alert::unknown_ca,
             reason::certificate_verify_failed},
        });
}

BOOST_AUTO_TEST_CASE(refuses_key_exchanges_that_are_not_signed_as_they_must_be)
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
            {"longer signature", exchange_with([](ecdhe& m) { m.signed_params.signature.push_back(0); }),
             alert::decrypt_error, reason::bad_signature},
            {"another point than signed", exchange_with([](ecdhe& m) { m.params.point.back() ^= 1; }),
             alert::decrypt_error, reason::bad_signature},
            {"randoms in the other order", signs([](bytes& content) {
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
            {"scheme of another kind of key", scheme(0x0804), alert::illegal_parameter, reason::wrong_signature_type},
            {"MD5 and RSA", scheme(0x0101), alert::illegal_parameter, reason::wrong_signature_type},
        });
}

BOOST_AUTO_TEST_CASE(refuses_curves_and_points_that_it_cannot_use)
{
    using params = message::server_ecdh_params;
    const auto curve = [](std::uint16_t id) { return ecdh_with([=](params& p) { p.named_curve = id; }); };
    const auto type = [](std::uint8_t curve_type) {
        return [=](tls12_traits& t) { t.parameters = [=](bytes& encoded) { encoded[0] = curve_type; }; };
    };
    std::vector<tls12_misdeed> misdeeds{
        {"curve not offered",
         curve(0x0018),
         alert::illegal_parameter,
         reason::wrong_curve,
         {.engine =
              [](configuration& c) {
                  c.negotiation.groups = {0x0017, 0x001d};
              }}},
        {"unknown curve", curve(0x0015), alert::illegal_parameter, reason::wrong_curve},
        {"group of finite fields", curve(0x0100), alert::illegal_parameter, reason::wrong_curve},
        {"curve 0", curve(0), alert::illegal_parameter, reason::wrong_curve},
        {"explicit prime curve", type(1), alert::illegal_parameter, reason::wrong_curve},
        {"explicit binary curve", type(2), alert::illegal_parameter, reason::wrong_curve},
        {"curve of no kind", type(0), alert::illegal_parameter, reason::wrong_curve},
        {"no point", ecdh_with([](params& p) { p.point.clear(); }), alert::decode_error, reason::decode_error},
        {"cut short", at(server_key_exchange, with_less_body(1)), alert::decode_error, reason::decode_error},
        {"byte too many", at(server_key_exchange, with_more_body({0})), alert::decode_error, reason::length_mismatch},
        {"no body", at(server_key_exchange, replaced_by(raw_message(handshake_type::server_key_exchange))),
         alert::decode_error, reason::decode_error},
        {"left out", at(server_key_exchange, dropped()), alert::unexpected_message, reason::unexpected_message},
        {"twice", at(server_key_exchange, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
         reason::unexpected_message},
    };
    for (auto& bad : bad_shares()) {
        if (bad.group == 0x0100)
            continue;
        misdeeds.push_back({bad.name, ecdh_with([=](params& p) {
                                p.named_curve = bad.group;
                                p.point = bad.share;
                            }),
                            alert::illegal_parameter, reason::bad_ecpoint});
    }
    check_refused(role::client, misdeeds);
}

BOOST_AUTO_TEST_CASE(refuses_diffie_hellman_that_it_should_not_compute)
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
            {"Ys of 0", value({0}), alert::illegal_parameter, reason::bad_dh_value, with_dhe},
            {"Ys of 1", value({1}), alert::illegal_parameter, reason::bad_dh_value, with_dhe},
            {"Ys of 1 with zeros", value({0, 0, 1}), alert::illegal_parameter, reason::bad_dh_value, with_dhe},
            {"Ys of p-1", dh_with(less_one), alert::illegal_parameter, reason::bad_dh_value, with_dhe},
            {"Ys of p", dh_with([](params& p) { p.dh_Ys = p.dh_p; }), alert::illegal_parameter, reason::bad_dh_value,
             with_dhe},
            {"Ys above p", value(bytes(256, 0xff)), alert::illegal_parameter, reason::bad_dh_value, with_dhe},
            {"no Ys", value({}), alert::decode_error, reason::decode_error, with_dhe},
            {"generator 0", dh_with([](params& p) { p.dh_g = {0}; }), alert::illegal_parameter, reason::bad_dh_value,
             with_dhe},
            {"generator 1", dh_with([](params& p) { p.dh_g = {1}; }), alert::illegal_parameter, reason::bad_dh_value,
             with_dhe},
            {"prime of 1024 bits", prime([](bytes& p) {
                 p.resize(128);
                 p.back() |= 1;
             }),
             alert::insufficient_security, reason::dh_key_too_small, with_dhe},
            {"prime of 2047 bits with zeros", prime([](bytes& p) { p[0] = 0x7f; }), alert::insufficient_security,
             reason::dh_key_too_small, with_dhe},
            {"even prime", prime([](bytes& p) { p.back() ^= 1; }), alert::illegal_parameter, reason::bad_dh_value,
             with_dhe},
            {"prime of 8200 bits", prime([](bytes& p) { p = bytes(1025, 0xff); }), alert::illegal_parameter,
             reason::dh_key_too_large, with_dhe},
        });
}

BOOST_AUTO_TEST_CASE(ignores_a_few_hello_requests_in_the_handshake_and_no_more)
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

BOOST_AUTO_TEST_CASE(refuses_limits_of_record_sizes_that_break_the_rules)
{
    const tls12_scene with_limit{.engine = [](configuration& c) { c.negotiation.record_size_limit = 1000; }};
    const tls12_scene with_length{.engine = [](configuration& c) { c.negotiation.max_fragment_length = 512; }};
    const tls12_scene with_two{.engine = [](configuration& c) {
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
    const auto too_long_behind = [=](tls12_script answer, std::size_t size) {
        return [=](tls12_traits& t) {
            answer(t);
            afterwards([=](tls12_peer& p) { p.send_record(content_type::application_data, bytes(size)); })(t);
        };
    };
    check_refused(role::client,
                  {
                      {"63 bytes", limit(63), alert::illegal_parameter, reason::bad_record_size_limit, with_limit},
                      {"more than TLS 1.2 has", limit(16385), alert::illegal_parameter, reason::bad_record_size_limit,
                       with_limit},
                      {"another length", length(code::two_to_the_10th), alert::illegal_parameter,
                       reason::invalid_max_fragment_length, with_length},
                      {"both", hello_with([](hello& h) {
                           h.extensions.record_size_limit.emplace().limit = 64;
                           h.extensions.max_fragment_length.emplace().value = code::two_to_the_9th;
                       }),
                       alert::illegal_parameter, reason::illegal_parameter, with_two},
                      {"not asked for", limit(100), alert::unsupported_extension, reason::unsolicited_extension},
                      {"records over the limit", too_long_behind(limit(2000), 1002), alert::record_overflow,
                       reason::record_overflow, with_limit, true},
                      {"records over the length", too_long_behind(length(code::two_to_the_9th), 513),
                       alert::record_overflow, reason::record_overflow, with_length, true},
                  });
    check_accepted(role::client,
                   {{"limit", limit(2000), with_limit}, {"length", length(code::two_to_the_9th), with_length}});
}

BOOST_AUTO_TEST_CASE(refuses_hints_and_values_of_pre_shared_keys_that_break_the_rules)
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
            {"hint cut short", hint_before_done({0, 2, 'h'}), alert::decode_error, reason::decode_error,
             with_psk(0x00a8)},
            {"bytes behind the hint", hint_before_done({0, 1, 'h', 'h'}), alert::decode_error, reason::length_mismatch,
             with_psk(0x00a8)},
            {"ServerKeyExchange where RSA has none",
             hint_before_done({0, 1, 'h'}),
             alert::unexpected_message,
             reason::unexpected_message,
             {.suite = 0x009c, .key = key_type::rsa}},
            {"point off the curve",
             with<message::ecdhe_psk_server_key_exchange>(server_key_exchange,
                                                          [](auto& m) { m.params.point.back() ^= 1; }),
             alert::illegal_parameter, reason::bad_ecpoint, with_psk(0xc035)},
            {"Ys of 1",
             with<message::dhe_psk_server_key_exchange>(server_key_exchange, [](auto& m) { m.params.dh_Ys = {1}; }),
             alert::illegal_parameter, reason::bad_dh_value, with_psk(0x00aa)},
        });
    // RFC 4279 section 5.3 says what hints must be supported, not how long they may be.
    bytes long_hint{1, 0};
    long_hint.resize(2 + 256, 'h');
    check_accepted(role::client, {{"hint", sends_a_hint, with_psk(0x00a8)},
                                  {"hint of 256 bytes", hint_before_done(long_hint), with_psk(0x00a8)}});
}

BOOST_AUTO_TEST_CASE(refuses_requests_and_ends_of_the_flight_that_break_the_rules)
{
    check_refused(role::client,
                  {
                      {"request without types",
                       with<request>(certificate_request, [](request& m) { m.certificate_types.clear(); }),
                       alert::decode_error, reason::decode_error, with_client_auth},
                      {"request without schemes",
                       with<request>(certificate_request, [](request& m) { m.supported_signature_algorithms.clear(); }),
                       alert::decode_error, reason::decode_error, with_client_auth},
                      {"request with bytes behind", at(certificate_request, with_more_body({0})), alert::decode_error,
                       reason::length_mismatch, with_client_auth},
                      {"request twice", at(certificate_request, [](bytes& m) { m = joined(m, m); }),
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
                      {"CertificateStatus that was not promised",
                       at(server_key_exchange,
                          preceded_by(raw_message(handshake_type::certificate_status, bytes{1, 0, 0, 1, 0x30}))),
                       alert::unexpected_message, reason::unexpected_message},
                      {"ticket that was not promised", [](tls12_traits& t) { t.sends_ticket = true; },
                       alert::unexpected_message, reason::finished_before_change_cipher_spec},
                      {"Finished instead of ServerHelloDone",
                       at(server_hello_done, replaced_by(raw_message(handshake_type::finished, bytes(12)))),
                       alert::unexpected_message, reason::unexpected_message},
                  });
    check_accepted(role::client, {
                                     {"request of unknown types and schemes",
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
