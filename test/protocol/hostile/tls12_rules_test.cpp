// Rules of TLS 1.2 between messages and records: where flights end, where keys change, what a hello may leave out,
// which limits hold when.

#include "protocol/hostile/tls12_conversation.hpp"

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

constexpr auto handshake = content_type::handshake;

const tls12_scene plain{};
const tls12_scene with_client_auth{.client_auth = true};
const tls12_scene tls12_alone{.engine = [](configuration& c) { c.negotiation.max_version = protocol_version::tls1_2; }};
const tls12_scene lenient{.engine = [](configuration& c) { c.tls12.require_secure_renegotiation = false; }};

const tls12_scene with_psk{.suite = 0x00a8, .key = key_type::rsa, .engine = [](configuration& c) {
                               c.tls12.psk_server = [](std::string_view) { return secure_bytes(16, 0x5b); };
                           }};

tls12_misdeed misdeed(std::string name, tls12_script what, alert_description a, error::reason r,
                      const tls12_scene& in = plain, bool after_handshake = false)
{
    return {std::move(name), std::move(what), a, r, in, after_handshake};
}

/// The hello of either side with an extension of any content, or with no block of extensions at all.
tls12_script hello_extension(tls12_moment when, extension_type type, bytes content)
{
    return at(when, with_extension(type, std::move(content)));
}

std::function<void(bytes&)> without_extensions()
{
    return [](bytes& m) {
        m.resize(extensions_offset(m));
        fix_length(m);
    };
}

std::function<void(bytes&)> with_an_empty_block_of_extensions()
{
    return [](bytes& m) {
        m.resize(extensions_offset(m));
        m.insert(m.end(), {0, 0});
        fix_length(m);
    };
}

/// In the place of an extension that the peer sends by itself.
template <class Hello>
tls12_script replaced_extension(tls12_moment when, void (*remove)(Hello&), extension_type type, bytes content)
{
    return [=](tls12_traits& t) {
        with<Hello>(when, remove)(t);
        hello_extension(when, type, content)(t);
    };
}

tls12_act plain_record(bytes content, std::uint16_t version = 0x0303)
{
    return [=](tls12_peer& p) { p.send_plain_record(handshake, content, version); };
}

} // namespace

BOOST_AUTO_TEST_SUITE(rules_of_tls12)

BOOST_AUTO_TEST_CASE(nothing_stands_behind_the_last_message_before_keys_change)
{
    const auto boundary = [](tls12_moment when, bytes more, const tls12_scene& in = plain) {
        return misdeed("moment " + std::to_string(static_cast<int>(when)) + " with " + std::to_string(more.size()) +
                           " bytes more",
                       at(when, followed_by(more)), alert::unexpected_message, reason::not_on_record_boundary, in);
    };
    const auto finished_message = raw_message(handshake_type::finished, bytes(12));
    check_refused(role::client, {boundary(server_hello_done, {20}), boundary(server_hello_done, {20, 0, 0, 12}),
                                 boundary(server_hello_done, finished_message)});
    check_refused(role::server,
                  {boundary(client_key_exchange, {20}), boundary(client_key_exchange, finished_message),
                   boundary(certificate_verify, {20}, with_client_auth),
                   boundary(certificate_verify, raw_message(handshake_type::hello_request), with_client_auth)});
    for (auto ours : {role::client, role::server}) {
        for (std::size_t n : {1, 4, 10, 16}) {
            const auto part = to_bytes(byte_view(finished_message).first(n));
            check_refused(ours, {misdeed(std::to_string(n) + " bytes of Finished before ChangeCipherSpec",
                                         before(change_cipher_spec, plain_record(part)), alert::unexpected_message,
                                         reason::finished_before_change_cipher_spec)});
        }
    }
}

BOOST_AUTO_TEST_CASE(nothing_stands_behind_finished)
{
    for (auto& more : {bytes{11}, bytes{20, 0, 0}, raw_message(handshake_type::finished, bytes(12)),
                       raw_message(handshake_type::server_hello_done)}) {
        const auto name = std::to_string(more.size()) + " bytes";
        check_refused(role::client, {misdeed(name, at(finished, followed_by(more)), alert::unexpected_message,
                                             reason::unexpected_message, plain, true)});
        const auto behind = after(finished, [=](tls12_peer& p) { p.send_message(more); });
        for (auto ours : {role::client, role::server})
            check_refused(ours, {misdeed(name + " in a record of their own", behind, alert::unexpected_message,
                                         reason::unexpected_message, plain, true)});
    }
}

BOOST_AUTO_TEST_CASE(what_comes_before_a_hello_is_refused)
{
    const auto first = [](tls12_act act) { return before(client_hello, std::move(act)); };
    const auto raw = [](bytes data) { return [=](tls12_peer& p) { p.send_raw(data); }; };
    // The hello of SSL 2.0 with versions of TLS in it (RFC 5246 appendix E.2) is not accepted (RFC 8446 appendix D.5).
    bytes ssl2{0x80, 0x2e, 1, 3, 3, 0, 21, 0, 0, 0, 16};
    ssl2.resize(48, 0x2f);
    check_refused(role::server,
                  {
                      misdeed("SSL 2.0", first(raw(ssl2)), alert::unexpected_message, reason::wrong_version_number),
                      misdeed("HTTP", first(raw(to_bytes(as_bytes("GET / HTTP/1.1\r\n\r\n")))),
                              alert::unexpected_message, reason::http_request),
                      misdeed("application data", first([](tls12_peer& p) {
                                  p.send_plain_record(content_type::application_data, bytes{1});
                              }),
                              alert::unexpected_message, reason::unexpected_message),
                      misdeed("empty application data",
                              first([](tls12_peer& p) { p.send_plain_record(content_type::application_data, {}); }),
                              alert::unexpected_message, reason::unexpected_message),
                      misdeed("a record of SSL 2.0's version", first(plain_record({1}, 0x0200)),
                              alert::protocol_version, reason::wrong_version_number),
                      misdeed("warnings", first([](tls12_peer& p) {
                                  for (int i = 0; i < 5; ++i)
                                      p.send_alert(alert_level::warning, alert_description::user_canceled);
                              }),
                              alert::unexpected_message, reason::too_many_warning_alerts),
                  });
    const auto change = [](tls12_peer& p) { p.send_plain_record(content_type::change_cipher_spec, bytes{1}); };
    check_refused(role::client, {misdeed("ChangeCipherSpec before the ServerHello", before(server_hello, change),
                                         alert::unexpected_message, reason::bad_change_cipher_spec, tls12_alone)});
}

BOOST_AUTO_TEST_CASE(hellos_may_do_without_extensions)
{
    check_accepted(role::server, {{"no block", at(client_hello, without_extensions()), with_psk},
                                  {"empty block", at(client_hello, with_an_empty_block_of_extensions()), with_psk}});
    const auto none = [](std::function<void(bytes&)> change) {
        return [=](tls12_traits& t) {
            t.secure_renegotiation = t.extended_master_secret = false;
            at(server_hello, change)(t);
        };
    };
    check_accepted(role::client, {{"no block", none(without_extensions()), lenient},
                                  {"empty block", none(with_an_empty_block_of_extensions()), lenient}});
}

BOOST_AUTO_TEST_CASE(extensions_of_clients_are_well_formed)
{
    using hello = message::client_hello;
    using type = extension_type;
    const auto refused = [](std::string name, tls12_script what, alert_description a = alert::decode_error,
                            error::reason r = reason::bad_extension) {
        return misdeed(std::move(name), std::move(what), a, r);
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
                                    refused("bytes behind the groups", groups({0, 2, 0, 23, 0})),
                                    refused("no algorithms", algorithms({0, 0})),
                                    refused("half an algorithm", algorithms({0, 1, 4})),
                                    refused("no list of names", name({})),
                                    refused("empty list of names", name({0, 0})),
                                    refused("empty name", name({0, 3, 0, 0, 0})),
                                    refused("renegotiation_info without a length", renegotiation({})),
                                    refused("renegotiation_info cut short", renegotiation({1})),
                                    refused("bytes behind renegotiation_info", renegotiation({0, 0})),
                                    refused("no protocols", alpn({0, 0})),
                                    refused("empty protocol", alpn({0, 1, 0})),
                                    refused("protocol cut short", alpn({0, 3, 3, 'h', '2'})),
                                    refused("no versions", versions({0})),
                                    refused("half a version", versions({1, 3})),
                                    refused("versions that we have not", versions({2, 3, 2}), alert::protocol_version,
                                            reason::unsupported_protocol),
                                });
    check_accepted(role::server, {{"TLS 1.2 in supported_versions", versions({4, 0x6a, 0x6a, 3, 3})},
                                  {"no renegotiation_info", [](auto& t) { t.secure_renegotiation = false; }}});
}

BOOST_AUTO_TEST_CASE(extensions_of_servers_are_well_formed_and_of_this_version)
{
    using type = extension_type;
    const auto refused = [](std::string name, type t, bytes content, alert_description a, error::reason r,
                            const tls12_scene& in = plain) {
        return misdeed(std::move(name), hello_extension(server_hello, t, std::move(content)), a, r, in);
    };
    const auto bare = [](tls12_scene scene) {
        scene.peer = [](tls12_traits& t) { t.secure_renegotiation = t.extended_master_secret = false; };
        return scene;
    };
    check_refused(role::client, {
                                    refused("extended_master_secret with content", type::extended_master_secret, {0},
                                            alert::decode_error, reason::bad_extension, bare(lenient)),
                                    refused("renegotiation_info without a length", type::renegotiation_info, {},
                                            alert::decode_error, reason::bad_extension, bare(lenient)),
                                    refused("renegotiation_info cut short", type::renegotiation_info, {2, 0},
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

BOOST_AUTO_TEST_CASE(session_ids_are_those_of_new_sessions)
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
    check_refused(role::client, {misdeed("that which the client made up", echoed, alert::illegal_parameter,
                                         reason::session_id_mismatch),
                                 misdeed("33 bytes", with_id(bytes(33)), alert::decode_error, reason::decode_error)});
    check_accepted(role::client, {{"none", with_id({})}, {"32 bytes", with_id(bytes(32, 7))}});
}

/// RFC 5246 section 7.4.7.1: the version in the premaster secret is that of the ClientHello, which the server checks
/// without showing what it found.
BOOST_AUTO_TEST_CASE(the_version_in_an_encrypted_premaster_secret_is_the_one_that_was_offered)
{
    const tls12_scene with_rsa{.suite = 0x009c, .key = key_type::rsa};
    check_refused(role::server, {misdeed("TLS 1.2 in the secret, more in the hello",
                                         with<message::client_hello>(client_hello,
                                                                     [](message::client_hello& h) {
                                                                         h.legacy_version = protocol_version{0x0304};
                                                                     }),
                                         alert::bad_record_mac, reason::bad_record_mac, with_rsa)});
}

BOOST_AUTO_TEST_CASE(records_are_of_the_version_that_was_negotiated)
{
    for (std::uint16_t version : {0x0300, 0x0301, 0x0302, 0x0304}) {
        const auto name = std::to_string(version);
        check_refused(role::client, {misdeed(name, before(certificate, plain_record({11}, version)),
                                             alert::protocol_version, reason::wrong_version_number)});
        check_refused(role::server, {misdeed(name, before(client_key_exchange, plain_record({16}, version)),
                                             alert::protocol_version, reason::wrong_version_number)});
        for (auto ours : {role::client, role::server})
            check_refused(ours, {misdeed(name + ", protected", afterwards(plain_record(bytes(64), version)),
                                         alert::protocol_version, reason::wrong_version_number, plain, true)});
    }
}

BOOST_AUTO_TEST_CASE(a_length_of_fragments_bounds_plain_records_too_and_a_limit_of_records_does_not)
{
    using code = extension::max_fragment_length::code;
    const tls12_scene asks_for_512{.engine = [](configuration& c) { c.negotiation.max_fragment_length = 512; }};
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
    check_refused(role::client, {misdeed("513 bytes", agreed(before(certificate, too_long)), alert::record_overflow,
                                         reason::record_overflow, asks_for_512)});
    check_refused(role::server, {misdeed("513 bytes", asked(before(client_key_exchange, too_long)),
                                         alert::record_overflow, reason::record_overflow)});
    // A message of 512 bytes is unexpected for what it is, not for its length.
    const auto longest = plain_record(raw_message(handshake_type::finished, bytes(508)));
    check_refused(role::server, {misdeed("512 bytes", asked(before(client_key_exchange, longest)),
                                         alert::unexpected_message, reason::unexpected_message)});

    const auto limited = [](tls12_script more) {
        return [=](tls12_traits& t) {
            hello_extension(client_hello, extension_type::record_size_limit, {0x40, 0})(t);
            if (more)
                more(t);
        };
    };
    const tls12_scene wants_64{.engine = [](configuration& c) { c.negotiation.record_size_limit = 64; }};
    check_accepted(role::server, {{"a plain record of 70 bytes", limited({}), wants_64}});
    check_refused(role::server, {misdeed("a protected record of 65 bytes", limited(afterwards([](tls12_peer& p) {
                                             p.send_record(content_type::application_data, bytes(65));
                                         })),
                                         alert::record_overflow, reason::record_overflow, wants_64, true)});
}

BOOST_AUTO_TEST_CASE(messages_are_not_in_too_many_pieces_nor_too_long_behind_others)
{
    // A message of 16 KiB, as its header says.
    const auto pieces = [](tls12_peer& p) {
        for (int i = 0; i < 2049; ++i)
            p.send_plain_record(handshake, bytes{static_cast<std::uint8_t>(i == 2 ? 0x40 : 0)});
    };
    const tls12_scene short_messages{.engine = [](configuration& c) { c.limits.max_handshake_message = 2000; }};
    const auto long_one = plain_record(joined(raw_message(handshake_type::hello_request),
                                              raw_message(handshake_type::server_key_exchange, bytes(2001))));
    // As they are in the configuration that was chosen for this client.
    const tls12_scene chosen{.engine = [](configuration& c) {
        auto other = std::make_shared<configuration>(c);
        other->limits.max_handshake_message = 2000;
        c.hooks.on_client_hello = [other](const client_hello_info&) { return other; };
    }};
    check_refused(role::server, {misdeed("pieces", before(client_key_exchange, pieces), alert::unexpected_message,
                                         reason::too_many_fragments),
                                 misdeed("2001 bytes", before(client_key_exchange, long_one), alert::illegal_parameter,
                                         reason::excessive_message_size, chosen)});
    check_refused(role::client, {misdeed("pieces", before(server_hello, pieces), alert::unexpected_message,
                                         reason::too_many_fragments),
                                 misdeed("2001 bytes", before(server_key_exchange, long_one), alert::illegal_parameter,
                                         reason::excessive_message_size, short_messages)});
}

BOOST_AUTO_TEST_CASE(keys_are_used_for_what_their_certificates_allow)
{
    const auto shows = [](x509::key_usage use) {
        return [=](tls12_traits& t) {
            x509::certificate_template says;
            says.common_name = "localhost";
            says.dns_names = {"localhost"};
            says.key_usage_bits = static_cast<std::uint16_t>(use);
            t.own = authority().leaf(says, key_type::rsa);
        };
    };
    using use = x509::key_usage;
    const tls12_scene signs{.suite = 0xc02f, .key = key_type::rsa};
    const tls12_scene decrypts{.suite = 0x009c, .key = key_type::rsa};
    check_refused(role::client, {misdeed("a key for decryption signs", shows(use::key_encipherment),
                                         alert::illegal_parameter, reason::wrong_certificate_type, signs),
                                 misdeed("a key for signatures decrypts", shows(use::digital_signature),
                                         alert::illegal_parameter, reason::wrong_certificate_type, decrypts)});
    check_accepted(role::client, {{"a key for signatures signs", shows(use::digital_signature), signs},
                                  {"a key for decryption decrypts", shows(use::key_encipherment), decrypts}});
}

BOOST_AUTO_TEST_SUITE_END()
