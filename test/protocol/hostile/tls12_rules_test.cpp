// TLS 1.2 rules about several messages or records: ends of flights, key changes, optional parts of hellos, and the
// limits in each state.

#include "protocol/hostile/tls12_conversation.hpp"

BOOST_AUTO_TEST_SUITE(tls12_rules)

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

constexpr auto handshake = content_type::handshake;

const tls12_scenario plain{};
const tls12_scenario with_client_auth{.client_auth = true};
const tls12_scenario tls12_only{
    .engine = [](configuration& c) { c.negotiation.max_version = protocol_version::tls1_2; }};
const tls12_scenario lenient{.engine = [](configuration& c) { c.tls12.require_secure_renegotiation = false; }};

const tls12_scenario with_psk{.suite = 0x00a8, .key = key_type::rsa, .engine = [](configuration& c) {
                                  c.tls12.psk_server = [](std::string_view) { return secure_bytes(16, 0x5b); };
                              }};

tls12_violation violation(std::string name, tls12_script deviation, alert_description a, error::reason r,
                          const tls12_scenario& in = plain, bool after_handshake = false)
{
    return {std::move(name), std::move(deviation), a, r, in, after_handshake};
}

/// Adds an extension with any content to either side's hello.
tls12_script hello_extension(tls12_moment when, extension_type type, bytes content)
{
    return at(when, with_extension(type, std::move(content)));
}

std::function<void(bytes&)> without_extensions_block()
{
    return [](bytes& m) {
        m.resize(extensions_offset(m));
        fix_length(m);
    };
}

std::function<void(bytes&)> with_empty_extensions_block()
{
    return [](bytes& m) {
        m.resize(extensions_offset(m));
        m.insert(m.end(), {0, 0});
        fix_length(m);
    };
}

/// Replaces the content of an extension that the peer always sends.
template <class Hello>
tls12_script replaced_extension(tls12_moment when, void (*remove)(Hello&), extension_type type, bytes content)
{
    return [=](tls12_traits& t) {
        with<Hello>(when, remove)(t);
        hello_extension(when, type, content)(t);
    };
}

tls12_action plain_record(bytes content, std::uint16_t version = 0x0303)
{
    return [=](tls12_peer& p) { p.send_plain_record(handshake, content, version); };
}

} // namespace

BOOST_AUTO_TEST_CASE(rejects_messages_across_key_change)
{
    const auto boundary = [](tls12_moment when, bytes more, const tls12_scenario& in = plain) {
        return violation("moment " + std::to_string(static_cast<int>(when)) + " with " + std::to_string(more.size()) +
                             " trailing bytes",
                         at(when, followed_by(more)), alert::unexpected_message, reason::not_on_record_boundary, in);
    };
    const auto finished_message = raw_message(handshake_type::finished, bytes(12));
    check_refused(role::client, {boundary(server_hello_done, {20}), boundary(server_hello_done, {20, 0, 0, 12}),
                                 boundary(server_hello_done, finished_message)});
    check_refused(role::server,
                  {boundary(client_key_exchange, {20}), boundary(client_key_exchange, finished_message),
                   boundary(certificate_verify, {20}, with_client_auth),
                   boundary(certificate_verify, raw_message(handshake_type::hello_request), with_client_auth)});
    for (auto engine_role : {role::client, role::server}) {
        for (std::size_t n : {1, 4, 10, 16}) {
            const auto part = to_bytes(byte_view(finished_message).first(n));
            check_refused(engine_role,
                          {violation(std::to_string(n) + " bytes of Finished before ChangeCipherSpec",
                                     before(change_cipher_spec, plain_record(part)), alert::unexpected_message,
                                     reason::finished_before_change_cipher_spec)});
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_messages_after_finished)
{
    for (auto& more : {bytes{11}, bytes{20, 0, 0}, raw_message(handshake_type::finished, bytes(12)),
                       raw_message(handshake_type::server_hello_done)}) {
        const auto name = std::to_string(more.size()) + " bytes";
        check_refused(role::client, {violation(name, at(finished, followed_by(more)), alert::unexpected_message,
                                               reason::unexpected_message, plain, true)});
        const auto separate = after(finished, [=](tls12_peer& p) { p.send_message(more); });
        for (auto engine_role : {role::client, role::server})
            check_refused(engine_role, {violation(name + " in a separate record", separate, alert::unexpected_message,
                                                  reason::unexpected_message, plain, true)});
    }
}

BOOST_AUTO_TEST_CASE(rejects_other_first_bytes_than_hello)
{
    const auto first = [](tls12_action action) { return before(client_hello, std::move(action)); };
    const auto raw = [](bytes data) { return [=](tls12_peer& p) { p.send_raw(data); }; };
    // An SSL 2.0 ClientHello that offers TLS versions (RFC 5246 appendix E.2) is rejected (RFC 8446 appendix D.5).
    bytes ssl2{0x80, 0x2e, 1, 3, 3, 0, 21, 0, 0, 0, 16};
    ssl2.resize(48, 0x2f);
    check_refused(role::server,
                  {
                      violation("SSL 2.0", first(raw(ssl2)), alert::unexpected_message, reason::wrong_version_number),
                      violation("HTTP", first(raw(to_bytes(as_bytes("GET / HTTP/1.1\r\n\r\n")))),
                                alert::unexpected_message, reason::http_request),
                      violation("application data", first([](tls12_peer& p) {
                                    p.send_plain_record(content_type::application_data, bytes{1});
                                }),
                                alert::unexpected_message, reason::unexpected_message),
                      violation("empty application data",
                                first([](tls12_peer& p) { p.send_plain_record(content_type::application_data, {}); }),
                                alert::unexpected_message, reason::unexpected_message),
                      violation("record with version SSL 2.0", first(plain_record({1}, 0x0200)),
                                alert::protocol_version, reason::wrong_version_number),
                      violation("too many warnings", first([](tls12_peer& p) {
                                    for (int i = 0; i < 5; ++i)
                                        p.send_alert(alert_level::warning, alert_description::user_canceled);
                                }),
                                alert::unexpected_message, reason::too_many_warning_alerts),
                  });
    const auto change = [](tls12_peer& p) { p.send_plain_record(content_type::change_cipher_spec, bytes{1}); };
    check_refused(role::client, {violation("ChangeCipherSpec before the ServerHello", before(server_hello, change),
                                           alert::unexpected_message, reason::bad_change_cipher_spec, tls12_only)});
}

BOOST_AUTO_TEST_CASE(accepts_hellos_without_extensions)
{
    check_accepted(role::server,
                   {{"no extensions block", at(client_hello, without_extensions_block()), with_psk},
                    {"empty extensions block", at(client_hello, with_empty_extensions_block()), with_psk}});
    const auto none = [](std::function<void(bytes&)> change) {
        return [=](tls12_traits& t) {
            t.secure_renegotiation = t.extended_master_secret = false;
            at(server_hello, change)(t);
        };
    };
    check_accepted(role::client, {{"no extensions block", none(without_extensions_block()), lenient},
                                  {"empty extensions block", none(with_empty_extensions_block()), lenient}});
}

BOOST_AUTO_TEST_CASE(rejects_malformed_client_hello_extensions)
{
    using hello = message::client_hello;
    using type = extension_type;
    const auto refused = [](std::string name, tls12_script deviation, alert_description a = alert::decode_error,
                            error::reason r = reason::bad_extension) {
        return violation(std::move(name), std::move(deviation), a, r);
    };
    const auto groups = [](bytes content) {
        return replaced_extension<hello>(
            client_hello, [](hello& h) { h.extensions.supported_groups.reset(); }, type::supported_groups, content);
    };
    const auto algorithms = [](bytes content) {
        return replaced_extension<hello>(
            client_hello, [](hello& h) { h.extensions.signature_algorithms.reset(); }, type::signature_algorithms,
            content);
    };
    const auto name = [](bytes content) {
        return replaced_extension<hello>(
            client_hello, [](hello& h) { h.extensions.server_name.reset(); }, type::server_name, content);
    };
    const auto renegotiation = [](bytes content) {
        return replaced_extension<hello>(
            client_hello, [](hello& h) { h.extensions.renegotiation_info.reset(); }, type::renegotiation_info, content);
    };
    const auto alpn = [](bytes content) {
        return hello_extension(client_hello, type::application_layer_protocol_negotiation, content);
    };
    const auto versions = [](bytes content) {
        return hello_extension(client_hello, type::supported_versions, content);
    };
    check_refused(role::server, {
                                    refused("no groups", groups({0, 0})),
                                    refused("half a group", groups({0, 3, 0, 23, 0})),
                                    refused("trailing bytes after the groups", groups({0, 2, 0, 23, 0})),
                                    refused("no algorithms", algorithms({0, 0})),
                                    refused("half an algorithm", algorithms({0, 1, 4})),
                                    refused("no name list", name({})),
                                    refused("empty name list", name({0, 0})),
                                    refused("empty name", name({0, 3, 0, 0, 0})),
                                    refused("renegotiation_info without a length", renegotiation({})),
                                    refused("truncated renegotiation_info", renegotiation({1})),
                                    refused("trailing bytes after renegotiation_info", renegotiation({0, 0})),
                                    refused("no protocols", alpn({0, 0})),
                                    refused("empty protocol", alpn({0, 1, 0})),
                                    refused("truncated protocol", alpn({0, 3, 3, 'h', '2'})),
                                    refused("no versions", versions({0})),
                                    refused("half a version", versions({1, 3})),
                                    refused("unsupported versions", versions({2, 3, 2}), alert::protocol_version,
                                            reason::unsupported_protocol),
                                });
    check_accepted(role::server, {{"TLS 1.2 in supported_versions", versions({4, 0x6a, 0x6a, 3, 3})},
                                  {"no renegotiation_info", [](auto& t) { t.secure_renegotiation = false; }}});
}

BOOST_AUTO_TEST_CASE(rejects_malformed_or_tls13_server_hello_extensions)
{
    using type = extension_type;
    const auto refused = [](std::string name, type t, bytes content, alert_description a, error::reason r,
                            const tls12_scenario& in = plain) {
        return violation(std::move(name), hello_extension(server_hello, t, std::move(content)), a, r, in);
    };
    const auto bare = [](tls12_scenario scenario) {
        scenario.peer = [](tls12_traits& t) { t.secure_renegotiation = t.extended_master_secret = false; };
        return scenario;
    };
    check_refused(role::client, {
                                    refused("extended_master_secret with content", type::extended_master_secret, {0},
                                            alert::decode_error, reason::bad_extension, bare(lenient)),
                                    refused("renegotiation_info without a length", type::renegotiation_info, {},
                                            alert::decode_error, reason::bad_extension, bare(lenient)),
                                    refused("truncated renegotiation_info", type::renegotiation_info, {2, 0},
                                            alert::decode_error, reason::bad_extension, bare(lenient)),
                                    refused("extended_master_secret twice", type::extended_master_secret, {},
                                            alert::illegal_parameter, reason::duplicate_extension),
                                    refused("server_name with content", type::server_name, {0, 0}, alert::decode_error,
                                            reason::bad_extension),
                                    refused("TLS 1.2 in supported_versions", type::supported_versions, {3, 3},
                                            alert::illegal_parameter, reason::wrong_version_returned, bare(lenient)),
                                    refused("key_share", type::key_share, {0, 0x17, 0, 0}, alert::illegal_parameter,
                                            reason::extension_not_allowed),
                                });
}

BOOST_AUTO_TEST_CASE(rejects_server_hello_resuming_unknown_session)
{
    using hello = message::server_hello;
    const auto with_id = [](bytes id) {
        return with<hello>(server_hello, [=](hello& h) { h.legacy_session_id_echo = id; });
    };
    const auto echoed = [](tls12_traits& t) {
        t.before = [](tls12_peer& p, tls12_moment when, bytes& m) {
            if (when == server_hello)
                edited<hello>([&](hello& h) { h.legacy_session_id_echo = p.client_hello().legacy_session_id; })(m);
        };
    };
    check_refused(role::client, {violation("the client's own session id", echoed, alert::illegal_parameter,
                                           reason::session_id_mismatch),
                                 violation("33 bytes", with_id(bytes(33)), alert::decode_error, reason::decode_error)});
    check_accepted(role::client, {{"none", with_id({})}, {"32 bytes", with_id(bytes(32, 7))}});
}

/// RFC 5246 section 7.4.7.1: the premaster secret contains the version of the ClientHello. The server checks it without
/// revealing the result.
BOOST_AUTO_TEST_CASE(rejects_premaster_secret_with_other_version_than_client_hello)
{
    const tls12_scenario with_rsa{.suite = 0x009c, .key = key_type::rsa};
    check_refused(role::server, {violation("TLS 1.2 in the secret, TLS 1.3 in the hello",
                                           with<message::client_hello>(client_hello,
                                                                       [](message::client_hello& h) {
                                                                           h.legacy_version = protocol_version{0x0304};
                                                                       }),
                                           alert::bad_record_mac, reason::bad_record_mac, with_rsa)});
}

BOOST_AUTO_TEST_CASE(rejects_records_with_other_version_than_negotiated)
{
    for (std::uint16_t version : {0x0300, 0x0301, 0x0302, 0x0304}) {
        const auto name = std::to_string(version);
        check_refused(role::client, {violation(name, before(certificate, plain_record({11}, version)),
                                               alert::protocol_version, reason::wrong_version_number)});
        check_refused(role::server, {violation(name, before(client_key_exchange, plain_record({16}, version)),
                                               alert::protocol_version, reason::wrong_version_number)});
        for (auto engine_role : {role::client, role::server})
            check_refused(engine_role, {violation(name + ", protected", afterwards(plain_record(bytes(64), version)),
                                                  alert::protocol_version, reason::wrong_version_number, plain, true)});
    }
}

BOOST_AUTO_TEST_CASE(max_fragment_length_limits_unprotected_records_but_record_size_limit_does_not)
{
    using code = extension::max_fragment_length::code;
    const tls12_scenario requests_512{.engine = [](configuration& c) { c.negotiation.max_fragment_length = 512; }};
    const auto agreed = [](tls12_script more) {
        return [=](tls12_traits& t) {
            with<message::server_hello>(server_hello, [](message::server_hello& h) {
                h.extensions.max_fragment_length.emplace().value = code::two_to_the_9th;
            })(t);
            more(t);
        };
    };
    const auto asked = [](tls12_script more) {
        return [=](tls12_traits& t) {
            hello_extension(client_hello, extension_type::max_fragment_length, {1})(t);
            more(t);
        };
    };
    const auto too_long = plain_record(bytes(513));
    check_refused(role::client, {violation("513 bytes", agreed(before(certificate, too_long)), alert::record_overflow,
                                           reason::record_overflow, requests_512)});
    check_refused(role::server, {violation("513 bytes", asked(before(client_key_exchange, too_long)),
                                           alert::record_overflow, reason::record_overflow)});
    // A message of 512 bytes is rejected because of its type, not its length.
    const auto longest = plain_record(raw_message(handshake_type::finished, bytes(508)));
    check_refused(role::server, {violation("512 bytes", asked(before(client_key_exchange, longest)),
                                           alert::unexpected_message, reason::unexpected_message)});

    const auto limited = [](tls12_script more) {
        return [=](tls12_traits& t) {
            hello_extension(client_hello, extension_type::record_size_limit, {0x40, 0})(t);
            if (more)
                more(t);
        };
    };
    const tls12_scenario limit_64{.engine = [](configuration& c) { c.negotiation.record_size_limit = 64; }};
    check_accepted(role::server, {{"70-byte unprotected record", limited({}), limit_64}});
    check_refused(role::server, {violation("65-byte protected record", limited(afterwards([](tls12_peer& p) {
                                               p.send_record(content_type::application_data, bytes(65));
                                           })),
                                           alert::record_overflow, reason::record_overflow, limit_64, true)});
}

BOOST_AUTO_TEST_CASE(rejects_messages_with_too_many_fragments_or_oversized)
{
    // One byte per record. The message's header announces 16 KiB.
    const auto pieces = [](tls12_peer& p) {
        for (int i = 0; i < 8193; ++i)
            p.send_plain_record(handshake, bytes{static_cast<std::uint8_t>(i == 2 ? 0x40 : 0)});
    };
    const tls12_scenario short_messages{.engine = [](configuration& c) { c.limits.max_handshake_message = 2000; }};
    const auto long_one = plain_record(joined(raw_message(handshake_type::hello_request),
                                              raw_message(handshake_type::server_key_exchange, bytes(2001))));
    // The limit is in the configuration that on_client_hello selects for this client.
    const tls12_scenario selected{.engine = [](configuration& c) {
        auto other = std::make_shared<configuration>(c);
        other->limits.max_handshake_message = 2000;
        c.hooks.on_client_hello = [other](const client_hello_info&) { return other; };
    }};
    check_refused(role::server, {violation("too many fragments", before(client_key_exchange, pieces),
                                           alert::unexpected_message, reason::too_many_fragments),
                                 violation("2001 bytes", before(client_key_exchange, long_one),
                                           alert::illegal_parameter, reason::excessive_message_size, selected)});
    check_refused(role::client, {violation("too many fragments", before(server_hello, pieces),
                                           alert::unexpected_message, reason::too_many_fragments),
                                 violation("2001 bytes", before(server_key_exchange, long_one),
                                           alert::illegal_parameter, reason::excessive_message_size, short_messages)});
}

BOOST_AUTO_TEST_CASE(rejects_key_use_that_certificate_does_not_allow)
{
    const auto presents = [](x509::key_usage use) {
        return [=](tls12_traits& t) {
            x509::certificate_template description;
            description.common_name = "localhost";
            description.dns_names = {"localhost"};
            description.key_usage_bits = static_cast<std::uint16_t>(use);
            t.own = authority().leaf(description, key_type::rsa);
        };
    };
    using use = x509::key_usage;
    const tls12_scenario signs{.suite = 0xc02f, .key = key_type::rsa};
    const tls12_scenario decrypts{.suite = 0x009c, .key = key_type::rsa};
    check_refused(role::client, {violation("signature by decryption key", presents(use::key_encipherment),
                                           alert::illegal_parameter, reason::wrong_certificate_type, signs),
                                 violation("decryption by signature key", presents(use::digital_signature),
                                           alert::illegal_parameter, reason::wrong_certificate_type, decrypts)});
    check_accepted(role::client, {{"signature by signature key", presents(use::digital_signature), signs},
                                  {"decryption by decryption key", presents(use::key_encipherment), decrypts}});
}

BOOST_AUTO_TEST_SUITE_END()
