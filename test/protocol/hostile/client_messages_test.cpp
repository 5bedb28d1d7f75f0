// A TLS 1.3 server with a client that sends invalid messages.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"
#include "protocol/hostile/shares.hpp"

#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/client_hello.hpp"

BOOST_AUTO_TEST_SUITE(tls13_server_with_hostile_client)

using namespace tls;
using namespace tls::test;
using enum moment;

namespace {

using hello = message::client_hello;

const scenario with_retry{.retry = true};
const scenario with_client_auth{.client_auth = true};

script hello_with(std::function<void(hello&)> change)
{
    return at(client_hello, edited<hello>(std::move(change)));
}

script second_hello_with(std::function<void(hello&)> change)
{
    return at(second_client_hello, edited<hello>(std::move(change)));
}

script extensions_with(std::function<void(message::client_hello_extensions&)> change)
{
    return hello_with([change = std::move(change)](hello& h) { change(h.extensions); });
}

script certificate_with(std::function<void(message::certificate&)> change)
{
    return at(moment::certificate, edited<message::certificate>(std::move(change)));
}

script proof_with(std::function<void(message::certificate_verify&)> change)
{
    return at(certificate_verify, edited<message::certificate_verify>(std::move(change)));
}

using extensions = message::client_hello_extensions;

} // namespace

BOOST_AUTO_TEST_CASE(accepts_conforming_client)
{
    check_accepted(role::server, {
                                     {"plain", {}},
                                     {"with HelloRetryRequest", {}, with_retry},
                                     {"with client certificate", {}, with_client_auth},
                                     {"with both", {}, {.retry = true, .client_auth = true}},
                                     {"with RSA", {}, {.client_auth = true, .key = key_type::rsa}},
                                 });
}

BOOST_AUTO_TEST_CASE(rejects_client_hello_without_tls13)
{
    const auto versions = [](std::vector<protocol_version> list) {
        return extensions_with([=](extensions& e) { e.supported_versions->versions = list; });
    };
    const auto refused = [](std::string name, script s) {
        return violation{std::move(name), std::move(s), alert::protocol_version, reason::unsupported_protocol};
    };
    check_refused(
        role::server,
        {
            refused("TLS 1.2 only", versions({protocol_version::tls1_2})),
            refused("TLS 1.2 and unknown versions",
                    versions({protocol_version{0x7f1c}, protocol_version::tls1_2, protocol_version{0x0305}})),
            refused("no supported_versions", extensions_with([](extensions& e) { e.supported_versions.reset(); })),
            refused("no supported_versions, legacy_version TLS 1.3", hello_with([](hello& h) {
                        h.extensions.supported_versions.reset();
                        h.legacy_version = protocol_version::tls1_3;
                    })),
            refused("SSL 3.0", hello_with([](hello& h) {
                        h.extensions = {};
                        h.legacy_version = protocol_version{0x0300};
                    })),
            refused("no extensions block", at(client_hello,
                                              [](bytes& m) {
                                                  m.resize(extensions_offset(m));
                                                  fix_length(m);
                                              })),
        });
}

BOOST_AUTO_TEST_CASE(rejects_invalid_tls13_client_hello)
{
    check_refused(
        role::server,
        {
            {"compression", hello_with([](hello& h) {
                 h.legacy_compression_methods = {0, 1};
             }),
             alert::illegal_parameter, reason::invalid_compression_method},
            {"compression only", hello_with([](hello& h) { h.legacy_compression_methods = {1}; }),
             alert::illegal_parameter, reason::invalid_compression_method},
            {"null compression twice", hello_with([](hello& h) {
                 h.legacy_compression_methods = {0, 0};
             }),
             alert::illegal_parameter, reason::invalid_compression_method},
            {"no signature_algorithms", extensions_with([](extensions& e) { e.signature_algorithms.reset(); }),
             alert::missing_extension, reason::missing_signature_algorithms_extension},
            {"no supported_groups", extensions_with([](extensions& e) { e.supported_groups.reset(); }),
             alert::missing_extension, reason::missing_supported_groups_extension},
            {"no key_share", extensions_with([](extensions& e) { e.key_share.reset(); }), alert::missing_extension,
             reason::missing_extension},
            {"pre_shared_key without psk_key_exchange_modes", extensions_with([](extensions& e) {
                 e.psk_key_exchange_modes.reset();
                 e.pre_shared_key = extension::offered_psks{{{bytes(10), 0}}, {bytes(32)}};
             }),
             alert::missing_extension, reason::missing_extension},
            {"pre_shared_key is not last",
             at(client_hello,
                [](bytes& m) {
                    edited<hello>([](hello& h) {
                        h.extensions.psk_key_exchange_modes = {{extension::psk_key_exchange_mode::psk_dhe_ke}};
                        h.extensions.pre_shared_key = extension::offered_psks{{{bytes(10), 0}}, {bytes(32)}};
                    })(m);
                    add_extension(m, 0x7a7b, {});
                }),
             alert::illegal_parameter, reason::illegal_parameter},
            {"more binders than identities", extensions_with([](extensions& e) {
                 e.psk_key_exchange_modes = {{extension::psk_key_exchange_mode::psk_dhe_ke}};
                 e.pre_shared_key = extension::offered_psks{{{bytes(10), 0}}, {bytes(32), bytes(32)}};
             }),
             alert::illegal_parameter, reason::illegal_parameter},
            {"key share for a group not in supported_groups",
             extensions_with([](extensions& e) { e.supported_groups->named_group_list = {0x0017}; }),
             alert::illegal_parameter, reason::bad_key_share},
            {"two key shares for one group", extensions_with([](extensions& e) {
                 e.key_share->client_shares.push_back(e.key_share->client_shares.front());
             }),
             alert::illegal_parameter, reason::duplicate_key_share},
            {"extension twice", at(client_hello, with_extension(extension_type::supported_versions, {2, 3, 4})),
             alert::illegal_parameter, reason::duplicate_extension},
            {"unknown extension twice",
             at(client_hello,
                [](bytes& m) {
                    add_extension(m, 0x7a7b, {});
                    add_extension(m, 0x7a7b, {});
                }),
             alert::illegal_parameter, reason::duplicate_extension},
            {"extension of CertificateRequest", at(client_hello, with_extension(extension_type::oid_filters, {0, 0})),
             alert::illegal_parameter, reason::extension_not_allowed},
            {"early_data with content", at(client_hello, with_extension(extension_type::early_data, {0})),
             alert::decode_error, reason::bad_extension},
            {"empty cookie", at(client_hello, with_extension(extension_type::cookie, {0, 0})), alert::decode_error,
             reason::bad_extension},
            {"empty server name", at(client_hello, with_extension(extension_type::server_name, {0, 3, 0, 0, 0})),
             alert::decode_error, reason::bad_extension},
            {"33-byte session id", hello_with([](hello& h) { h.legacy_session_id.resize(33); }), alert::decode_error,
             reason::decode_error},
            {"no cipher suites", hello_with([](hello& h) { h.cipher_suites.clear(); }), alert::decode_error,
             reason::decode_error},
            {"no compression methods", hello_with([](hello& h) { h.legacy_compression_methods.clear(); }),
             alert::decode_error, reason::decode_error},
            {"trailing bytes", at(client_hello, with_more_body({0})), alert::decode_error, reason::length_mismatch},
            {"truncated", at(client_hello, with_less_body(1)), alert::decode_error, reason::decode_error},
            {"no body", at(client_hello, replaced_by(raw_message(handshake_type::client_hello))), alert::decode_error,
             reason::decode_error},
        });
}

BOOST_AUTO_TEST_CASE(rejects_client_hello_without_common_parameters)
{
    check_refused(role::server, {
                                    {"suites", hello_with([](hello& h) {
                                         h.cipher_suites = {0x6a6a, 0xc02f};
                                     }),
                                     alert::handshake_failure, reason::no_shared_cipher},
                                    {"groups", extensions_with([](extensions& e) {
                                         e.supported_groups->named_group_list = {0x6a6a};
                                         e.key_share->client_shares.clear();
                                     }),
                                     alert::handshake_failure, reason::no_shared_groups},
                                    {"schemes", extensions_with([](extensions& e) {
                                         e.signature_algorithms->supported_signature_algorithms = {0x6a6a, 0x0403};
                                     }),
                                     alert::handshake_failure, reason::no_shared_signature_algorithms},
                                });
}

BOOST_AUTO_TEST_CASE(rejects_invalid_key_shares)
{
    for (auto& [name, group, share] : bad_shares()) {
        const scenario in{.groups = {group}};
        const auto change = [&bad = share](extensions& e) { e.key_share->client_shares.front().key_exchange = bad; };
        check_refused(role::server,
                      {{name, extensions_with(change), alert::illegal_parameter, reason::bad_key_share, in}});
        check_accepted(role::server, {{name, {}, in}});
    }
}

// FIPS 203 section 7.2: every number of an encapsulation key is below q. The rest of the share is good.
BOOST_AUTO_TEST_CASE(rejects_ml_kem_keys_with_one_number_above_q)
{
    struct key_place {
        std::uint16_t group;
        std::size_t offset; ///< in the share
        std::size_t rank;   ///< polynomials of 384 bytes
    };
    for (auto& [group, offset, rank] : {key_place{0x0201, 0, 3}, key_place{0x0202, 0, 4}, key_place{0x11ec, 0, 3},
                                        key_place{0x11eb, 65, 3}, key_place{0x11ed, 97, 4}}) {
        const scenario in{.groups = {group}};
        for (const std::size_t place : {offset, offset + 384 * rank - 2}) {
            const auto change = [=](extensions& e) {
                auto& share = e.key_share->client_shares.front().key_exchange;
                share[place] = share[place + 1] = 0xff;
            };
            check_refused(role::server,
                          {{std::to_string(group) + " at " + std::to_string(place), extensions_with(change),
                            alert::illegal_parameter, reason::bad_key_share, in}});
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_invalid_hybrid_share_after_hello_retry_request)
{
    const auto change = [](configurations& c) {
        c.client.negotiation.groups = {0x11eb, 0x001d, 0x11ec}; // shares for the first two
        c.server.negotiation.groups = {0x11ec};
    };
    const scenario in{.retry = true, .change = change};
    const auto share = [&](std::string name, bytes bad) {
        return violation{std::move(name), second_hello_with([=](hello& h) {
                             h.extensions.key_share->client_shares.front().key_exchange = bad;
                         }),
                         alert::illegal_parameter, reason::bad_key_share, in};
    };
    check_refused(role::server, {
                                    share("too short", bytes(1215, 1)),
                                    share("too long", bytes(1217, 1)),
                                    share("numbers above q", bytes(1216, 0xff)),
                                    share("X25519 share only", bytes(32, 9)),
                                });
    check_accepted(role::server, {{"", {}, in}});
}

// The lists have the maximum encodable length: 32,767 suites, and 65,535 bytes of extensions.
BOOST_AUTO_TEST_CASE(accepts_largest_client_hello)
{
    const auto full = [](bool many_extensions) {
        return at(client_hello, [=](bytes& m) {
            auto h = message::client_hello::decode(byte_view(m).subspan(4));
            h.cipher_suites.resize(0x7fff, 0x6a6a);
            m = message::encode_message(h);
            const auto room = [&m] { return 0xffff - (m.size() - extensions_offset(m) - 2); };
            for (std::uint16_t type = 0xfeff; many_extensions && room() >= 8; --type)
                add_extension(m, type, {});
            add_extension(m, 0x3fff, bytes(room() - 4));
        });
    };
    check_accepted(role::server, {{"one extension", full(false)}, {"16,000 extensions", full(true)}});
}

BOOST_AUTO_TEST_CASE(accepts_unknown_values_in_client_hello)
{
    const auto grease = hello_with([](hello& h) {
        auto& e = h.extensions;
        h.cipher_suites.insert(h.cipher_suites.begin(), 0x1a1a);
        h.cipher_suites.push_back(0x00ff);
        e.supported_groups->named_group_list.insert(e.supported_groups->named_group_list.begin(), 0x2a2a);
        e.key_share->client_shares.insert(e.key_share->client_shares.begin(), {0x2a2a, {0}});
        e.signature_algorithms->supported_signature_algorithms.insert(
            e.signature_algorithms->supported_signature_algorithms.begin(), 0x3a3a);
        e.supported_versions->versions.insert(e.supported_versions->versions.begin(), protocol_version{0x4a4a});
        e.supported_versions->versions.push_back(protocol_version::tls1_2);
        e.psk_key_exchange_modes = {{extension::psk_key_exchange_mode{0x0b}, extension::psk_key_exchange_mode{1}}};
        e.application_layer_protocol_negotiation = {{"\x5a\x5a", "h2"}};
    });
    check_accepted(
        role::server,
        {
            {"GREASE", grease},
            {"unknown extension", at(client_hello, with_extension(unknown_extension, bytes(1000)))},
            {"unknown extension first", at(client_hello, [](bytes& m) { add_extension(m, 0x6a6a, bytes{0}, true); })},
            {"TLS 1.2 extensions", at(client_hello,
                                      [](bytes& m) {
                                          add_extension(m, 23, {});
                                          add_extension(m, 35, {});
                                          add_extension(m, 11, bytes{1, 0});
                                          add_extension(m, 0xff01, bytes{0});
                                      })},
            {"padding", at(client_hello, with_extension(extension_type::padding, bytes(500)))},
            {"legacy_version 1.0", hello_with([](hello& h) { h.legacy_version = protocol_version::tls1_0; })},
            {"unknown pre-shared key", extensions_with([](extensions& e) {
                 e.psk_key_exchange_modes = {{extension::psk_key_exchange_mode::psk_dhe_ke}};
                 e.pre_shared_key = extension::offered_psks{{{bytes(10), 0}}, {bytes(32)}};
             })},
            {"120 extensions", at(client_hello,
                                  [](bytes& m) {
                                      for (std::uint16_t i = 0; i < 112; ++i)
                                          add_extension(m, static_cast<std::uint16_t>(0x7a00 + i), {});
                                  })},
        });
}

BOOST_AUTO_TEST_CASE(sends_hello_retry_request_if_client_hello_has_no_key_share)
{
    conversation c(role::server, settings_for({}), extensions_with([](extensions& e) {
                       e.supported_groups->named_group_list = {0x0017, 0x001d};
                       e.key_share->client_shares.clear();
                   }));
    c.run();
    // The scripted client's second ClientHello is based on its original offer, so the server rejects it.
    BOOST_TEST(c.engine.waiting_for() == "");
    BOOST_TEST((c.engine.alert_sent() == alert::illegal_parameter));
    BOOST_TEST(c.error == reason::inconsistent_second_client_hello);
}

BOOST_AUTO_TEST_CASE(rejects_inconsistent_second_client_hello)
{
    const auto refused = [](std::string name, std::function<void(hello&)> change) {
        return violation{std::move(name), second_hello_with(std::move(change)), alert::illegal_parameter,
                         reason::inconsistent_second_client_hello, with_retry};
    };
    check_refused(
        role::server,
        {
            refused("random", [](hello& h) { h.random[7] ^= 1; }),
            refused("session id", [](hello& h) { h.legacy_session_id[7] ^= 1; }),
            refused("suites", [](hello& h) { h.cipher_suites.pop_back(); }),
            refused("legacy_version", [](hello& h) { h.legacy_version = protocol_version::tls1_1; }),
            refused("groups", [](hello& h) { h.extensions.supported_groups->named_group_list.push_back(0x0018); }),
            refused("schemes",
                    [](hello& h) { h.extensions.signature_algorithms->supported_signature_algorithms.pop_back(); }),
            refused("versions",
                    [](hello& h) { h.extensions.supported_versions->versions.push_back(protocol_version::tls1_2); }),
            refused("server name", [](hello& h) { h.extensions.server_name = extension::server_name{"other"}; }),
            refused("protocols", [](hello& h) { h.extensions.application_layer_protocol_negotiation = {{"h2"}}; }),
            refused("missing extension", [](hello& h) { h.extensions.status_request.reset(); }),
            refused("early data", [](hello& h) { h.extensions.early_data.emplace(); }),
            refused("cookie that was not sent", [](hello& h) { h.extensions.cookie = extension::cookie{bytes(32)}; }),
            {"extension of an unknown type", at(second_client_hello, with_extension(unknown_extension)),
             alert::illegal_parameter, reason::inconsistent_second_client_hello, with_retry},
            {"compression", second_hello_with([](hello& h) {
                 h.legacy_compression_methods = {1, 0};
             }),
             alert::illegal_parameter, reason::invalid_compression_method, with_retry},
            {"no TLS 1.3 any more", second_hello_with([](hello& h) { h.extensions.supported_versions.reset(); }),
             alert::protocol_version, reason::unsupported_protocol, with_retry},
            {"no share", second_hello_with([](hello& h) { h.extensions.key_share->client_shares.clear(); }),
             alert::illegal_parameter, reason::bad_key_share, with_retry},
            {"share of another group",
             second_hello_with([](hello& h) { h.extensions.key_share->client_shares.front().group = 0x001d; }),
             alert::illegal_parameter, reason::bad_key_share, with_retry},
            {"two shares", second_hello_with([](hello& h) {
                 h.extensions.key_share->client_shares.push_back({0x001d, bytes(32, 9)});
             }),
             alert::illegal_parameter, reason::bad_key_share, with_retry},
            {"share that is no public value", second_hello_with([](hello& h) {
                 h.extensions.key_share->client_shares.front().key_exchange.assign(65, 4);
             }),
             alert::illegal_parameter, reason::bad_key_share, with_retry},
        });
    check_accepted(
        role::server,
        {{"padding", at(second_client_hello, with_extension(extension_type::padding, bytes(9))), with_retry}});
}

BOOST_AUTO_TEST_CASE(rejects_changed_cookie)
{
    auto settings = settings_for(with_retry);
    settings.server.negotiation.hello_retry_cookie = true;
    const auto run = [&](script s) {
        conversation c(role::server, settings, std::move(s));
        c.run();
        return std::pair(c.error, c.delivered);
    };
    const std::pair refused{error_code(reason::inconsistent_second_client_hello), bytes{}};
    BOOST_TEST((run(second_hello_with([](hello& h) { h.extensions.cookie.reset(); })) == refused));
    BOOST_TEST((run(second_hello_with([](hello& h) { h.extensions.cookie->value[3] ^= 1; })) == refused));
    BOOST_TEST((run(second_hello_with([](hello& h) { h.extensions.cookie->value.pop_back(); })) == refused));
    BOOST_TEST((run({}) == std::pair(error_code(), peer_data)));
}

BOOST_AUTO_TEST_CASE(rejects_repeated_first_client_hello)
{
    check_refused(role::server, {{"in one record", at(client_hello, [](bytes& m) { m = joined(m, m); }),
                                  alert::illegal_parameter, reason::bad_key_share, with_retry}});
}

BOOST_AUTO_TEST_CASE(rejects_invalid_client_certificate_message)
{
    using message = message::certificate;
    check_refused(
        role::server,
        {
            {"context", certificate_with([](message& m) { m.certificate_request_context = {1}; }),
             alert::illegal_parameter, reason::bad_certificate_message, with_client_auth},
            {"no certificate", certificate_with([](message& m) { m.certificate_list.clear(); }),
             alert::certificate_required, reason::peer_did_not_return_a_certificate, with_client_auth},
            {"17 certificates",
             certificate_with([](message& m) { m.certificate_list.resize(17, m.certificate_list.front()); }),
             alert::bad_certificate, reason::bad_certificate_message, with_client_auth},
            {"garbage", certificate_with([](message& m) { m.certificate_list.front().cert_data = bytes(300, 0x30); }),
             alert::bad_certificate, reason::bad_certificate_message, with_client_auth},
            {"unrequested OCSP response",
             at(moment::certificate, with_entry_extension(extension_type::status_request, {1, 0, 0, 1, 1})),
             alert::unsupported_extension, reason::unsolicited_extension, with_client_auth},
            {"extension of another message",
             at(moment::certificate, with_entry_extension(extension_type::key_share, {0, 0x17})),
             alert::illegal_parameter, reason::extension_not_allowed, with_client_auth},
            {"missing", at(moment::certificate, dropped()), alert::unexpected_message, reason::unexpected_message,
             with_client_auth},
            {"twice", at(moment::certificate, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
             reason::unexpected_message, with_client_auth},
        });
}

BOOST_AUTO_TEST_CASE(rejects_certificate_verify_after_empty_certificate)
{
    auto settings = settings_for(with_client_auth);
    settings.server.verification.mode = verify_peer;
    conversation c(role::server, settings, certificate_with([](auto& m) { m.certificate_list.clear(); }));
    c.run();
    BOOST_TEST(c.error == reason::unexpected_message);
    BOOST_TEST((c.engine.alert_sent() == alert::unexpected_message));
}

BOOST_AUTO_TEST_CASE(rejects_unrequested_client_certificate)
{
    const auto nothing = message::encode_message(message::certificate{});
    check_refused(role::server, {{"", at(moment::finished, preceded_by(nothing)), alert::unexpected_message,
                                  reason::unexpected_message}});
}

BOOST_AUTO_TEST_CASE(rejects_invalid_certificate_verify)
{
    using message = message::certificate_verify;
    const auto scheme = [](std::uint16_t value) { return proof_with([=](message& m) { m.algorithm = value; }); };
    script content_of_server;
    content_of_server.signs = [](bytes& content) {
        const auto server = as_bytes("server");
        std::copy(server.begin(), server.end(), content.begin() + 64 + 9);
    };
    const scenario rsa{.client_auth = true, .key = key_type::rsa};
    check_refused(role::server,
                  {
                      {"content of a server's signature", content_of_server, alert::decrypt_error,
                       reason::bad_signature, with_client_auth},
                      {"tampered signature", proof_with([](message& m) { m.signature[5] ^= 1; }), alert::decrypt_error,
                       reason::bad_signature, with_client_auth},
                      {"no signature", proof_with([](message& m) { m.signature.clear(); }), alert::decrypt_error,
                       reason::bad_signature, with_client_auth},
                      {"scheme not offered", scheme(0x0203), alert::illegal_parameter, reason::wrong_signature_type,
                       with_client_auth},
                      {"scheme for another key type", scheme(0x0804), alert::illegal_parameter,
                       reason::wrong_signature_type, with_client_auth},
                      {"PKCS#1 scheme", scheme(0x0401), alert::illegal_parameter, reason::wrong_signature_type, rsa},
                      {"missing", at(certificate_verify, dropped()), alert::unexpected_message,
                       reason::unexpected_message, with_client_auth},
                      {"twice", at(certificate_verify, [](bytes& m) { m = joined(m, m); }), alert::unexpected_message,
                       reason::unexpected_message, with_client_auth},
                  });
}

BOOST_AUTO_TEST_CASE(rejects_wrong_finished)
{
    for (auto& in : {scenario{}, with_client_auth, with_retry}) {
        check_refused(
            role::server,
            {
                {"first byte", at(moment::finished, with_flipped(4)), alert::decrypt_error, reason::finished_mismatch,
                 in},
                {"last bit", at(moment::finished, with_flipped(-1)), alert::decrypt_error, reason::finished_mismatch,
                 in},
                {"short", at(moment::finished, with_less_body(1)), alert::decode_error, reason::length_mismatch, in},
                {"long", at(moment::finished, with_more_body({0})), alert::decode_error, reason::length_mismatch, in},
                {"empty", at(moment::finished, with_less_body(32)), alert::decode_error, reason::length_mismatch, in},
            });
    }
}

BOOST_AUTO_TEST_SUITE_END()
