// A TLS 1.3 client with a server that sends invalid messages.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"
#include "protocol/hostile/shares.hpp"

#include "protocol/handshake/authentication.hpp"
#include "protocol/message/certificate_request.hpp"
#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/encrypted_extensions.hpp"

BOOST_AUTO_TEST_SUITE(tls13_client_with_hostile_server)

using namespace tls;
using namespace tls::test;
using enum moment;

namespace {

using hello = message::server_hello;
using retry_request = message::hello_retry_request;

const scenario with_retry{.retry = true};
const scenario with_client_auth{.client_auth = true};

script hello_with(std::function<void(hello&)> change)
{
    return at(server_hello, edited<hello>(std::move(change)));
}

script hello_with_share(bytes share)
{
    return hello_with([=](hello& h) { h.extensions.key_share->server_share.key_exchange = share; });
}

script retry_with(std::function<void(retry_request&)> change)
{
    return at(hello_retry_request, edited<retry_request>(std::move(change)));
}

script encrypted_with(std::function<void(message::encrypted_extensions&)> change)
{
    return at(encrypted_extensions, edited<message::encrypted_extensions>(std::move(change)));
}

script request_with(std::function<void(message::certificate_request&)> change)
{
    return at(certificate_request, edited<message::certificate_request>(std::move(change)));
}

script certificate_with(std::function<void(message::certificate&)> change)
{
    return at(moment::certificate, edited<message::certificate>(std::move(change)));
}

script proof_with(std::function<void(message::certificate_verify&)> change)
{
    return at(certificate_verify, edited<message::certificate_verify>(std::move(change)));
}

/// Replaces ServerHello with one of an earlier version. The last eight bytes of its random are `end_of_random`.
script old_server_hello(std::string_view end_of_random, protocol_version version = protocol_version::tls1_2)
{
    return hello_with([=](hello& h) {
        h.legacy_version = version;
        h.extensions = {};
        std::copy(end_of_random.begin(), end_of_random.end(), h.random.end() - 8);
    });
}

using namespace std::string_view_literals;

} // namespace

BOOST_AUTO_TEST_CASE(accepts_conforming_server)
{
    check_accepted(role::client, {
                                     {"plain", {}},
                                     {"with HelloRetryRequest", {}, with_retry},
                                     {"with client certificate", {}, with_client_auth},
                                     {"with both", {}, {.retry = true, .client_auth = true}},
                                     {"with RSA", {}, {.client_auth = true, .key = key_type::rsa}},
                                 });
}

BOOST_AUTO_TEST_CASE(rejects_server_hello_that_does_not_match_offer)
{
    check_refused(
        role::client,
        {
            {"session id changed", at(server_hello, with_flipped(4 + 35)), alert::illegal_parameter,
             reason::session_id_mismatch},
            {"missing session id", hello_with([](hello& h) { h.legacy_session_id_echo.clear(); }),
             alert::illegal_parameter, reason::session_id_mismatch},
            {"suite not offered", hello_with([](hello& h) { h.cipher_suite = 0x13ff; }), alert::illegal_parameter,
             reason::wrong_cipher_returned},
            {"TLS 1.2 suite", hello_with([](hello& h) { h.cipher_suite = 0xc02f; }), alert::illegal_parameter,
             reason::wrong_cipher_returned},
            {"compression", hello_with([](hello& h) { h.legacy_compression_method = 1; }), alert::illegal_parameter,
             reason::invalid_compression_method},
            {"legacy_version TLS 1.1", hello_with([](hello& h) { h.legacy_version = protocol_version::tls1_1; }),
             alert::illegal_parameter, reason::wrong_version_returned},
            {"legacy_version TLS 1.3", hello_with([](hello& h) { h.legacy_version = protocol_version::tls1_3; }),
             alert::illegal_parameter, reason::wrong_version_returned},
            {"TLS 1.2 in supported_versions",
             hello_with([](hello& h) { h.extensions.supported_versions->version = protocol_version::tls1_2; }),
             alert::illegal_parameter, reason::wrong_version_returned},
            {"unknown version in supported_versions",
             hello_with([](hello& h) { h.extensions.supported_versions->version = protocol_version{0x0305}; }),
             alert::illegal_parameter, reason::wrong_version_returned},
            {"no key_share", hello_with([](hello& h) { h.extensions.key_share.reset(); }), alert::missing_extension,
             reason::missing_extension},
            {"group without a key share in the offer",
             hello_with([](hello& h) { h.extensions.key_share->server_share.group = 0x0017; }),
             alert::illegal_parameter, reason::bad_key_share},
            {"unknown group", hello_with([](hello& h) { h.extensions.key_share->server_share.group = 0x6a6a; }),
             alert::illegal_parameter, reason::bad_key_share},
            {"unsolicited pre_shared_key", hello_with([](hello& h) { h.extensions.pre_shared_key.emplace(); }),
             alert::unsupported_extension, reason::unsolicited_extension},
            {"unknown extension", at(server_hello, with_extension(unknown_extension)), alert::unsupported_extension,
             reason::unsolicited_extension},
            {"extension of EncryptedExtensions",
             at(server_hello,
                with_extension(extension_type::application_layer_protocol_negotiation, {0, 3, 2, 'h', '2'})),
             alert::illegal_parameter, reason::extension_not_allowed},
            {"cookie", at(server_hello, with_extension(extension_type::cookie, {0, 1, 7})), alert::illegal_parameter,
             reason::extension_not_allowed},
            {"extension twice", at(server_hello, with_extension(extension_type::supported_versions, {3, 4})),
             alert::illegal_parameter, reason::duplicate_extension},
            {"trailing bytes", at(server_hello, with_more_body({0})), alert::decode_error, reason::length_mismatch},
            {"truncated", at(server_hello, with_less_body(1)), alert::decode_error, reason::decode_error},
            {"no body", at(server_hello, replaced_by(raw_message(handshake_type::server_hello))), alert::decode_error,
             reason::decode_error},
            {"empty key_exchange",
             at(server_hello,
                [](bytes& m) {
                    edited<hello>([](hello& h) { h.extensions.key_share.reset(); })(m);
                    add_extension(m, 51, bytes{0, 0x1d, 0, 0});
                }),
             alert::decode_error, reason::bad_extension},
        });
}

BOOST_AUTO_TEST_CASE(rejects_server_hello_of_earlier_version)
{
    const auto refused = [](std::string name, script s) {
        return violation{std::move(name), std::move(s), alert::protocol_version, reason::unsupported_protocol};
    };
    check_refused(role::client, {
                                    refused("TLS 1.2", old_server_hello("########")),
                                    refused("TLS 1.1", old_server_hello("########", protocol_version::tls1_1)),
                                    refused("TLS 1.0", old_server_hello("########", protocol_version::tls1_0)),
                                    refused("TLS 1.2 and incomplete sentinel", old_server_hello("DOWNGRD\2"sv)),
                                });
}

BOOST_AUTO_TEST_CASE(rejects_downgrade_sentinel_in_random)
{
    const auto refused = [](std::string name, script s) {
        return violation{std::move(name), std::move(s), alert::illegal_parameter, reason::downgrade_detected};
    };
    check_refused(role::client, {
                                    refused("to TLS 1.2", old_server_hello("DOWNGRD\1"sv)),
                                    refused("to TLS 1.1", old_server_hello("DOWNGRD\0"sv, protocol_version::tls1_1)),
                                    refused("to TLS 1.0", old_server_hello("DOWNGRD\0"sv, protocol_version::tls1_0)),
                                });
}

BOOST_AUTO_TEST_CASE(rejects_invalid_key_shares)
{
    for (auto& [name, group, share] : bad_shares()) {
        const scenario in{.groups = {group}};
        check_refused(role::client,
                      {{name, hello_with_share(share), alert::illegal_parameter, reason::bad_key_share, in}});
        check_accepted(role::client, {{name, {}, in}});
    }
}

// FIPS 203 rejects a wrong ciphertext implicitly: the secret is another one, and the next record does not decrypt.
BOOST_AUTO_TEST_CASE(rejects_wrong_ml_kem_ciphertext_by_next_record)
{
    struct byte_place {
        std::uint16_t group;
        std::size_t place; ///< in the ciphertext
    };
    for (auto& [group, place] : {byte_place{0x0201, 0}, byte_place{0x0202, 1567}, byte_place{0x11ec, 1087},
                                 byte_place{0x11eb, 65}, byte_place{0x11ed, 97}}) {
        const scenario in{.groups = {group}};
        const auto change = [&, at = place](hello& h) { h.extensions.key_share->server_share.key_exchange[at] ^= 1; };
        check_refused(role::client,
                      {{std::to_string(group), hello_with(change), alert::bad_record_mac, reason::bad_record_mac, in}});
    }
}

BOOST_AUTO_TEST_CASE(rejects_hello_retry_request_that_does_not_match_offer)
{
    const auto version = [](std::uint16_t value) {
        return retry_with(
            [=](retry_request& r) { r.extensions.supported_versions->version = protocol_version{value}; });
    };
    const auto group = [](std::uint16_t value) {
        return retry_with([=](retry_request& r) { r.extensions.key_share->selected_group = value; });
    };
    check_refused(
        role::client,
        {
            {"session id changed", at(hello_retry_request, with_flipped(4 + 35)), alert::illegal_parameter,
             reason::session_id_mismatch, with_retry},
            {"suite not offered", retry_with([](retry_request& r) { r.cipher_suite = 0x13ff; }),
             alert::illegal_parameter, reason::wrong_cipher_returned, with_retry},
            {"compression", retry_with([](retry_request& r) { r.legacy_compression_method = 1; }),
             alert::illegal_parameter, reason::invalid_compression_method, with_retry},
            {"legacy_version TLS 1.3",
             retry_with([](retry_request& r) { r.legacy_version = protocol_version::tls1_3; }),
             alert::illegal_parameter, reason::wrong_version_returned, with_retry},
            {"TLS 1.2 in supported_versions", version(0x0303), alert::illegal_parameter, reason::wrong_version_returned,
             with_retry},
            {"no supported_versions", retry_with([](retry_request& r) { r.extensions.supported_versions.reset(); }),
             alert::missing_extension, reason::missing_extension, with_retry},
            {"group not offered", group(0x0018), alert::illegal_parameter, reason::bad_hello_retry_request, with_retry},
            {"group that already has a key share", group(0x001d), alert::illegal_parameter,
             reason::bad_hello_retry_request, with_retry},
            {"requests no change", retry_with([](retry_request& r) { r.extensions.key_share.reset(); }),
             alert::illegal_parameter, reason::no_change_following_hello_retry_request, with_retry},
            {"unknown extension", at(hello_retry_request, with_extension(unknown_extension)),
             alert::unsupported_extension, reason::unsolicited_extension, with_retry},
            {"extension of another message",
             at(hello_retry_request, with_extension(extension_type::pre_shared_key, {0, 0})), alert::illegal_parameter,
             reason::extension_not_allowed, with_retry},
            {"extension twice", at(hello_retry_request, with_extension(extension_type::key_share, {0, 0x17})),
             alert::illegal_parameter, reason::duplicate_extension, with_retry},
            {"empty cookie", at(hello_retry_request, with_extension(extension_type::cookie, {0, 0})),
             alert::decode_error, reason::bad_extension, with_retry},
            {"trailing bytes", at(hello_retry_request, with_more_body({0})), alert::decode_error,
             reason::length_mismatch, with_retry},
            {"truncated", at(hello_retry_request, with_less_body(1)), alert::decode_error, reason::decode_error,
             with_retry},
        });
}

BOOST_AUTO_TEST_CASE(rejects_second_hello_retry_request)
{
    const auto again = [](bytes& m) { m = retry_instead_of(m, 0x001d); };
    check_refused(role::client, {
                                    {"instead of a ServerHello", at(server_hello, again), alert::unexpected_message,
                                     reason::unexpected_message, with_retry},
                                    {"after the first", at(hello_retry_request, [](bytes& m) { m = joined(m, m); }),
                                     alert::unexpected_message, reason::unexpected_message, with_retry},
                                });
}

BOOST_AUTO_TEST_CASE(rejects_server_hello_that_contradicts_hello_retry_request)
{
    check_refused(
        role::client,
        {
            {"another suite", hello_with([](hello& h) { h.cipher_suite = h.cipher_suite == 0x1301 ? 0x1302 : 0x1301; }),
             alert::illegal_parameter, reason::wrong_cipher_returned, with_retry},
            {"another version",
             hello_with([](hello& h) { h.extensions.supported_versions->version = protocol_version::tls1_2; }),
             alert::illegal_parameter, reason::wrong_version_returned, with_retry},
            {"a group other than the requested one",
             hello_with([](hello& h) { h.extensions.key_share->server_share.group = 0x001d; }),
             alert::illegal_parameter, reason::bad_key_share, with_retry},
        });
}

BOOST_AUTO_TEST_CASE(accepts_cookie_of_any_size_that_fits)
{
    const auto cookie = [](std::size_t size) {
        return retry_with([=](retry_request& r) { r.extensions.cookie = extension::cookie{bytes(size, 7)}; });
    };
    check_accepted(role::client, {{"1 byte", cookie(1), with_retry}, {"60000 bytes", cookie(60'000), with_retry}});
}

BOOST_AUTO_TEST_CASE(rejects_cookie_that_does_not_fit_into_client_hello)
{
    conversation c(role::client, settings_for(with_retry),
                   retry_with([](retry_request& r) { r.extensions.cookie = extension::cookie{bytes(65'480, 7)}; }));
    c.run();
    BOOST_TEST(c.error.failed());
    BOOST_TEST(c.engine.alert_sent().has_value());
}

BOOST_AUTO_TEST_CASE(rejects_unsolicited_encrypted_extensions)
{
    using message = message::encrypted_extensions;
    check_refused(
        role::client,
        {
            {"unknown", at(encrypted_extensions, with_extension(unknown_extension)), alert::unsupported_extension,
             reason::unsolicited_extension},
            {"key_share", at(encrypted_extensions, with_extension(extension_type::key_share, {0, 0x17})),
             alert::illegal_parameter, reason::extension_not_allowed},
            {"supported_versions", at(encrypted_extensions, with_extension(extension_type::supported_versions, {3, 4})),
             alert::illegal_parameter, reason::extension_not_allowed},
            {"application protocol",
             encrypted_with([](message& m) { m.extensions.application_layer_protocol_negotiation = {"h2"}; }),
             alert::unsupported_extension, reason::unsolicited_extension},
            {"server_name", encrypted_with([](message& m) { m.extensions.server_name.emplace(); }),
             alert::unsupported_extension, reason::unsolicited_extension},
            {"early_data", encrypted_with([](message& m) { m.extensions.early_data.emplace(); }),
             alert::unsupported_extension, reason::unsolicited_extension},
            {"max_fragment_length", at(encrypted_extensions, with_extension(extension_type::max_fragment_length, {1})),
             alert::unsupported_extension, reason::unsolicited_extension},
            {"extension twice",
             at(encrypted_extensions,
                [](bytes& m) {
                    add_extension(m, 10, bytes{0, 2, 0, 0x17});
                    add_extension(m, 10, bytes{0, 2, 0, 0x17});
                }),
             alert::illegal_parameter, reason::duplicate_extension},
            {"trailing bytes", at(encrypted_extensions, with_more_body({0})), alert::decode_error,
             reason::length_mismatch},
            {"no body", at(encrypted_extensions, replaced_by(raw_message(handshake_type::encrypted_extensions))),
             alert::decode_error, reason::decode_error},
        });
    check_accepted(role::client,
                   {{"supported_groups",
                     at(encrypted_extensions, with_extension(extension_type::supported_groups, {0, 2, 0x6a, 0x6a}))}});
}

BOOST_AUTO_TEST_CASE(rejects_application_protocol_that_was_not_offered)
{
    auto settings = settings_for({});
    settings.client.negotiation.alpn_protocols = {"h2"};
    settings.server.negotiation.alpn_protocols = {"h2"};
    const auto run = [&](std::function<void(bytes&)> edit) {
        conversation c(role::client, settings, at(encrypted_extensions, std::move(edit)));
        c.run();
        BOOST_TEST(c.delivered.empty());
        return std::pair(c.error, c.engine.alert_sent());
    };
    const auto alpn = [](bytes content) {
        return [=](bytes& m) {
            m = raw_message(handshake_type::encrypted_extensions, bytes{0, 0});
            add_extension(m, 16, content);
        };
    };
    BOOST_TEST((run(alpn({0, 3, 2, 'h', '3'})) ==
                std::pair(error_code(reason::illegal_parameter), std::optional(alert::illegal_parameter))));
    BOOST_TEST((run(alpn({0, 6, 2, 'h', '2', 2, 'h', '2'})) ==
                std::pair(error_code(reason::illegal_parameter), std::optional(alert::illegal_parameter))));
    BOOST_TEST((run(alpn({0, 0})).second == alert::decode_error));
    BOOST_TEST((run(alpn({0, 1, 0})).second == alert::decode_error));
    conversation legal(role::client, settings, {});
    legal.run();
    BOOST_TEST((legal.delivered == peer_data));
    BOOST_TEST(legal.engine.info().alpn_protocol == "h2");
}

BOOST_AUTO_TEST_CASE(rejects_invalid_certificate_request)
{
    using message = message::certificate_request;
    check_refused(
        role::client,
        {
            {"context", request_with([](message& m) { m.certificate_request_context = {1}; }), alert::illegal_parameter,
             reason::illegal_parameter, with_client_auth},
            {"no signature_algorithms", request_with([](message& m) { m.extensions.signature_algorithms.reset(); }),
             alert::missing_extension, reason::missing_signature_algorithms_extension, with_client_auth},
            {"extension of another message",
             at(certificate_request, with_extension(extension_type::key_share, {0, 0x17})), alert::illegal_parameter,
             reason::extension_not_allowed, with_client_auth},
            {"trailing bytes", at(certificate_request, with_more_body({0})), alert::decode_error,
             reason::length_mismatch, with_client_auth},
            {"twice", at(certificate_request, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
             reason::unexpected_message, with_client_auth},
        });
    check_accepted(
        role::client,
        {
            {"unknown extension", at(certificate_request, with_extension(unknown_extension)), with_client_auth},
            {"oid_filters", at(certificate_request, with_extension(extension_type::oid_filters, {0, 0})),
             with_client_auth},
        });
}

BOOST_AUTO_TEST_CASE(rejects_certificate_request_after_certificate)
{
    const auto request = message::encode_message(certificate_request_for(settings_for(with_client_auth).server));
    check_refused(
        role::client,
        {
            {"", at(moment::certificate, followed_by(request)), alert::unexpected_message, reason::unexpected_message},
            {"", at(moment::finished, preceded_by(request)), alert::unexpected_message, reason::unexpected_message},
        });
}

BOOST_AUTO_TEST_CASE(rejects_invalid_certificate_message)
{
    using message = message::certificate;
    const auto repeated = [](std::size_t times) {
        return certificate_with([=](message& m) { m.certificate_list.resize(times, m.certificate_list.front()); });
    };
    check_refused(
        role::client,
        {
            {"no certificate", certificate_with([](message& m) { m.certificate_list.clear(); }), alert::decode_error,
             reason::peer_did_not_return_a_certificate},
            {"context", certificate_with([](message& m) { m.certificate_request_context = {1}; }),
             alert::illegal_parameter, reason::bad_certificate_message},
            {"17 certificates", repeated(17), alert::bad_certificate, reason::bad_certificate_message},
            {"200 certificates", repeated(200), alert::bad_certificate, reason::bad_certificate_message},
            {"garbage", certificate_with([](message& m) { m.certificate_list.front().cert_data = bytes(300, 0x30); }),
             alert::bad_certificate, reason::bad_certificate_message},
            {"truncated certificate",
             certificate_with([](message& m) { m.certificate_list.front().cert_data.pop_back(); }),
             alert::bad_certificate, reason::bad_certificate_message},
            {"garbage after a valid certificate", certificate_with([](message& m) {
                 m.certificate_list.push_back({bytes(3, 0x30), {}});
             }),
             alert::bad_certificate, reason::bad_certificate_message},
            {"empty entry", certificate_with([](message& m) { m.certificate_list.push_back({}); }), alert::decode_error,
             reason::decode_error},
            {"unknown extension", at(moment::certificate, with_entry_extension(unknown_extension)),
             alert::unsupported_extension, reason::unsolicited_extension},
            {"extension of another message",
             at(moment::certificate, with_entry_extension(extension_type::key_share, {0, 0x17})),
             alert::illegal_parameter, reason::extension_not_allowed},
            {"status of unknown type",
             at(moment::certificate, with_entry_extension(extension_type::status_request, {2, 0, 0, 1, 1})),
             alert::illegal_parameter, reason::illegal_parameter},
            {"empty OCSP response",
             at(moment::certificate, with_entry_extension(extension_type::status_request, {1, 0, 0, 0})),
             alert::decode_error, reason::bad_extension},
            {"trailing bytes", at(moment::certificate, with_more_body({0})), alert::decode_error,
             reason::length_mismatch},
            {"no body", at(moment::certificate, replaced_by(raw_message(handshake_type::certificate))),
             alert::decode_error, reason::decode_error},
            {"missing", at(moment::certificate, dropped()), alert::unexpected_message, reason::unexpected_message},
            {"twice", at(moment::certificate, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
             reason::unexpected_message},
        });
    check_accepted(role::client,
                   {
                       {"16 certificates", repeated(16)},
                       {"OCSP response",
                        at(moment::certificate, with_entry_extension(extension_type::status_request, {1, 0, 0, 1, 1}))},
                   });
}

BOOST_AUTO_TEST_CASE(rejects_invalid_certificate_verify)
{
    using message = message::certificate_verify;
    const auto scheme = [](std::uint16_t value) { return proof_with([=](message& m) { m.algorithm = value; }); };
    const auto signs = [](std::function<void(bytes&)> change) {
        script s;
        s.signs = std::move(change);
        return s;
    };
    const auto client = as_bytes("client");
    const scenario rsa{.key = key_type::rsa};
    check_refused(
        role::client,
        {
            {"content of a client's signature",
             signs([=](bytes& content) { std::copy(client.begin(), client.end(), content.begin() + 64 + 9); }),
             alert::decrypt_error, reason::bad_signature},
            {"content of another handshake", signs([](bytes& content) { content.back() ^= 1; }), alert::decrypt_error,
             reason::bad_signature},
            {"content without its padding", signs([](bytes& content) { content.erase(content.begin()); }),
             alert::decrypt_error, reason::bad_signature},
            {"tampered signature", proof_with([](message& m) { m.signature[5] ^= 1; }), alert::decrypt_error,
             reason::bad_signature},
            {"tampered RSA signature", proof_with([](message& m) { m.signature[5] ^= 1; }), alert::decrypt_error,
             reason::bad_signature, rsa},
            {"no signature", proof_with([](message& m) { m.signature.clear(); }), alert::decrypt_error,
             reason::bad_signature},
            {"signature with trailing byte", proof_with([](message& m) { m.signature.push_back(0); }),
             alert::decrypt_error, reason::bad_signature},
            {"unknown scheme", scheme(0x6a6a), alert::illegal_parameter, reason::wrong_signature_type},
            {"scheme 0", scheme(0), alert::illegal_parameter, reason::wrong_signature_type},
            {"scheme not offered", scheme(0x0201), alert::illegal_parameter, reason::wrong_signature_type},
            {"scheme for another key type", scheme(0x0403), alert::illegal_parameter, reason::wrong_signature_type},
            {"rsa_pss_pss scheme for an rsaEncryption key", scheme(0x0809), alert::illegal_parameter,
             reason::wrong_signature_type, rsa},
            {"PKCS#1 scheme", scheme(0x0401), alert::illegal_parameter, reason::wrong_signature_type, rsa},
            {"another hash", scheme(0x0805), alert::decrypt_error, reason::bad_signature, rsa},
            {"trailing bytes", at(certificate_verify, with_more_body({0})), alert::decode_error,
             reason::length_mismatch},
            {"missing", at(certificate_verify, dropped()), alert::unexpected_message, reason::unexpected_message},
            {"twice", at(certificate_verify, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
             reason::unexpected_message},
        });
}

BOOST_AUTO_TEST_CASE(rejects_suitable_scheme_that_was_not_offered)
{
    auto settings = settings_for({.key = key_type::rsa});
    settings.client.negotiation.signature_schemes = {0x0804, 0x0807};
    conversation c(role::client, settings,
                   at(certificate_verify, edited<message::certificate_verify>([](auto& m) { m.algorithm = 0x0805; })));
    c.run();
    BOOST_TEST(c.error == reason::wrong_signature_type);
    BOOST_TEST((c.engine.alert_sent() == alert::illegal_parameter));
}

BOOST_AUTO_TEST_CASE(rejects_wrong_finished)
{
    check_refused(
        role::client,
        {
            {"first byte", at(moment::finished, with_flipped(4)), alert::decrypt_error, reason::finished_mismatch},
            {"last bit", at(moment::finished, with_flipped(-1)), alert::decrypt_error, reason::finished_mismatch},
            {"short", at(moment::finished, with_less_body(1)), alert::decode_error, reason::length_mismatch},
            {"long", at(moment::finished, with_more_body({0})), alert::decode_error, reason::length_mismatch},
            {"empty", at(moment::finished, with_less_body(32)), alert::decode_error, reason::length_mismatch},
        });
}

BOOST_AUTO_TEST_SUITE_END()
