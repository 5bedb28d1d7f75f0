// TLS 1.3 engines with a peer that sends invalid records during the handshake.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"

#include <boost/asio/error.hpp>

namespace records_test {

using namespace tls;
using namespace tls::test;
using enum moment;

namespace {

const scenario with_retry{.retry = true};
const scenario with_client_auth{.client_auth = true};

constexpr auto handshake = content_type::handshake;
constexpr auto alerts = content_type::alert;
constexpr auto change_cipher_spec = content_type::change_cipher_spec;
constexpr auto application_data = content_type::application_data;

const bytes user_canceled{1, static_cast<std::uint8_t>(alert::user_canceled)};

/// A point of the handshake at which the engine waits for a message.
struct point {
    std::string name;
    role engine_role; ///< the role of the engine
    moment before;    ///< the expected message
    bool keys;        ///< the peer's records are protected
    scenario in = {};
};

const std::vector<point>& points()
{
    static const std::vector<point> all{
        {"server, before ClientHello", role::server, client_hello, false},
        {"server, before second ClientHello", role::server, second_client_hello, false, with_retry},
        {"server, before Certificate", role::server, moment::certificate, true, with_client_auth},
        {"server, before CertificateVerify", role::server, certificate_verify, true, with_client_auth},
        {"server, before Finished", role::server, moment::finished, true},
        {"client, before HelloRetryRequest", role::client, hello_retry_request, false, with_retry},
        {"client, before ServerHello", role::client, server_hello, false},
        {"client, before ServerHello after HelloRetryRequest", role::client, server_hello, false, with_retry},
        {"client, before EncryptedExtensions", role::client, encrypted_extensions, true},
        {"client, before CertificateRequest", role::client, certificate_request, true, with_client_auth},
        {"client, before Certificate", role::client, moment::certificate, true},
        {"client, before CertificateVerify", role::client, certificate_verify, true},
        {"client, before Finished", role::client, moment::finished, true},
    };
    return all;
}

/// Checks that the engine rejects the action at all points for which `where` returns true.
void refused(alert_description with, error::reason why, const std::function<void(hostile_peer&)>& action,
             const std::function<bool(const point&)>& where)
{
    for (auto& p : points()) {
        if (!where(p))
            continue;
        auto before = [&](hostile_peer& peer, bytes&) { action(peer); };
        check_refused(p.engine_role, {{p.name, at(p.before, before), with, why, p.in}});
    }
}

void accepted(const std::function<void(hostile_peer&)>& action, const std::function<bool(const point&)>& where)
{
    for (auto& p : points()) {
        if (!where(p))
            continue;
        auto before = [&](hostile_peer& peer, bytes&) { action(peer); };
        check_accepted(p.engine_role, {{p.name, at(p.before, before), p.in}});
    }
}

bool anywhere(const point&)
{
    return true;
}
bool without_keys(const point& p)
{
    return !p.keys;
}
bool with_keys(const point& p)
{
    return p.keys;
}
/// A change_cipher_spec record is legal after the first ClientHello.
bool after_first_client_hello(const point& p)
{
    return p.before != client_hello;
}

/// Sends each message in records of `size` bytes, and calls `between` between the records of one message.
script in_pieces(std::size_t size, std::function<void(hostile_peer&)> between = nullptr)
{
    script s;
    s.fragment_size = size;
    s.between = std::move(between);
    return s;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls13_handshake_records)

BOOST_AUTO_TEST_CASE(rejects_application_data_during_handshake)
{
    refused(
        alert::unexpected_message, reason::unexpected_message,
        [](hostile_peer& p) {
            p.send_record(application_data, bytes{1, 2, 3});
        },
        anywhere);
}

BOOST_AUTO_TEST_CASE(rejects_empty_handshake_records)
{
    refused(
        alert::unexpected_message, reason::too_many_empty_records,
        [](hostile_peer& p) { p.send_record(handshake, {}); }, anywhere);
}

BOOST_AUTO_TEST_CASE(rejects_unknown_record_type)
{
    refused(
        alert::unexpected_message, reason::bad_record_type,
        [](hostile_peer& p) {
            p.send_raw(bytes{24, 3, 3, 0, 1, 0});
        },
        with_keys);
    refused(
        alert::unexpected_message, reason::wrong_version_number,
        [](hostile_peer& p) {
            p.send_raw(bytes{24, 3, 3, 0, 1, 0});
        },
        without_keys);
}

BOOST_AUTO_TEST_CASE(rejects_unknown_inner_type)
{
    for (auto type : {24, 99, 255}) {
        refused(
            alert::unexpected_message, reason::unexpected_message,
            [=](hostile_peer& p) { p.send_record(static_cast<content_type>(type), bytes{1}); }, with_keys);
    }
}

BOOST_AUTO_TEST_CASE(rejects_records_with_padding_only)
{
    for (std::size_t padding : {0, 1, 100}) {
        refused(
            alert::unexpected_message, reason::bad_record_type,
            [=](hostile_peer& p) { p.send_record(content_type::invalid, {}, padding); }, with_keys);
    }
}

BOOST_AUTO_TEST_CASE(accepts_padded_records)
{
    accepted([](hostile_peer& p) { p.send_record(alerts, user_canceled, 1000); }, with_keys);
}

BOOST_AUTO_TEST_CASE(rejects_oversized_record_by_its_header)
{
    const auto header = [](std::uint8_t type, std::uint8_t high, std::uint8_t low) {
        return [=](hostile_peer& p) { p.send_raw(bytes{type, 3, 3, high, low}); };
    };
    refused(alert::record_overflow, reason::record_overflow, header(22, 0x40, 0x01), anywhere);
    refused(alert::record_overflow, reason::record_overflow, header(23, 0x41, 0x01), anywhere);
    refused(alert::record_overflow, reason::record_overflow, header(21, 0xff, 0xff), anywhere);
}

BOOST_AUTO_TEST_CASE(rejects_plaintext_over_2_to_the_14_bytes)
{
    refused(
        alert::record_overflow, reason::plaintext_overflow,
        [](hostile_peer& p) { p.send_record(handshake, bytes((1 << 14) + 1)); }, with_keys);
    refused(
        alert::record_overflow, reason::plaintext_overflow,
        [](hostile_peer& p) { p.send_record(alerts, user_canceled, 1 << 14); }, with_keys);
}

BOOST_AUTO_TEST_CASE(rejects_other_major_version)
{
    refused(
        alert::protocol_version, reason::wrong_version_number,
        [](hostile_peer& p) {
            p.send_raw(bytes{22, 2, 0, 0, 5});
        },
        anywhere);
}

BOOST_AUTO_TEST_CASE(rejects_unprotected_records_after_key_change)
{
    refused(
        alert::unexpected_message, reason::unexpected_message,
        [](hostile_peer& p) { p.send_plain_record(handshake, raw_message(handshake_type::finished, bytes(32))); },
        with_keys);
    refused(
        alert::bad_record_mac, reason::bad_record_mac,
        [](hostile_peer& p) { p.send_plain_record(application_data, bytes(100)); }, with_keys);
    refused(
        alert::bad_record_mac, reason::bad_record_mac,
        [](hostile_peer& p) { p.send_plain_record(application_data, {}); }, with_keys);
}

BOOST_AUTO_TEST_CASE(rejects_records_with_wrong_key)
{
    refused(
        alert::bad_record_mac, reason::bad_record_mac, [](hostile_peer& p) { p.use_wrong_key(); }, with_keys);
}

BOOST_AUTO_TEST_CASE(rejects_replayed_records)
{
    const auto twice = [](hostile_peer& p) {
        p.send_record(alerts, user_canceled);
        auto front = p.connection().records().output().front();
        p.send_raw(to_bytes(front.last(5 + 3 + 16)));
    };
    refused(alert::bad_record_mac, reason::bad_record_mac, twice, with_keys);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls13_message_framing)

BOOST_AUTO_TEST_CASE(accepts_messages_in_records_of_any_size)
{
    for (std::size_t size : {1, 2, 3, 4, 5, 7, 100, 1000}) {
        for (auto engine_role : {role::client, role::server}) {
            check_accepted(engine_role, {
                                            {std::to_string(size) + " bytes", in_pieces(size)},
                                            {std::to_string(size) + " bytes, HelloRetryRequest and client certificate",
                                             in_pieces(size),
                                             {.retry = true, .client_auth = true}},
                                        });
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_messages_in_too_many_fragments)
{
    auto long_chain =
        at(moment::certificate,
           edited<message::certificate>([](auto& m) { m.certificate_list.resize(60, m.certificate_list.front()); }));
    const scenario any_number{.change = [](auto& settings) { settings.client.limits.max_certificates = 60; }};
    check_accepted(role::client, {{"in one piece", long_chain, any_number}});
    long_chain.fragment_size = 1;
    check_refused(role::client,
                  {{"byte by byte", long_chain, alert::unexpected_message, reason::too_many_fragments, any_number}});
}

BOOST_AUTO_TEST_CASE(rejects_other_records_between_message_fragments)
{
    struct interruption {
        std::string name;
        content_type type;
        bytes content;
        error::reason reason;
    };
    const std::vector<interruption> interruptions{
        {"application data", application_data, {1}, reason::unexpected_message},
        {"empty application data", application_data, {}, reason::unexpected_message},
        {"warning alert", alerts, user_canceled, reason::unexpected_message},
        {"empty handshake record", handshake, {}, reason::too_many_empty_records},
    };
    for (auto& i : interruptions) {
        for (auto engine_role : {role::client, role::server}) {
            auto between = [&](hostile_peer& p) { p.send_record(i.type, i.content); };
            check_refused(engine_role, {{i.name, in_pieces(30, between), alert::unexpected_message, i.reason}});
        }
    }
    for (auto engine_role : {role::client, role::server}) {
        auto between = [](hostile_peer& p) { p.send_plain_record(change_cipher_spec, bytes{1}); };
        check_refused(engine_role, {{"change_cipher_spec", in_pieces(30, between), alert::unexpected_message,
                                     reason::bad_change_cipher_spec}});
    }
}

BOOST_AUTO_TEST_CASE(rejects_oversized_message_by_its_header)
{
    for (auto type : {1, 2, 8, 11, 13, 15, 20, 24}) {
        // The length of Finished is that of a hash: any other is an encoding error.
        const auto expected = type == 20 ? alert::decode_error : alert::illegal_parameter;
        refused(
            expected, reason::excessive_message_size,
            [=](hostile_peer& p) {
                p.send_record(handshake, bytes{static_cast<std::uint8_t>(type), 2, 0x10, 1});
            },
            anywhere);
        refused(
            expected, reason::excessive_message_size,
            [=](hostile_peer& p) {
                p.send_record(handshake, bytes{static_cast<std::uint8_t>(type), 255, 255, 255});
            },
            anywhere);
    }
}

BOOST_AUTO_TEST_CASE(rejects_messages_across_key_change)
{
    const auto extensions = raw_message(handshake_type::encrypted_extensions, bytes{0, 0});
    const auto update = raw_message(handshake_type::key_update, bytes{0});
    const auto refused_at = [](moment when, bytes more, scenario in = {}) {
        return violation{std::to_string(more.size()) + " bytes after the message", at(when, followed_by(more)),
                         alert::unexpected_message, reason::not_on_record_boundary, std::move(in)};
    };
    check_refused(role::client, {
                                    refused_at(server_hello, extensions),
                                    refused_at(server_hello, bytes{8}),
                                    refused_at(server_hello, extensions, with_retry),
                                    refused_at(moment::finished, update),
                                    refused_at(moment::finished, bytes{4}),
                                    refused_at(moment::finished, bytes{4, 0, 0, 1}),
                                });
    check_refused(role::server, {
                                    refused_at(client_hello, raw_message(handshake_type::end_of_early_data)),
                                    refused_at(client_hello, bytes{20}),
                                    refused_at(second_client_hello, bytes{20}, with_retry),
                                    refused_at(moment::finished, update),
                                    refused_at(moment::finished, bytes{24}),
                                    refused_at(moment::finished, bytes{24}, with_client_auth),
                                });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls13_change_cipher_spec)

BOOST_AUTO_TEST_CASE(accepts_change_cipher_spec_during_handshake)
{
    accepted([](hostile_peer& p) { p.send_plain_record(change_cipher_spec, bytes{1}); }, after_first_client_hello);
}

BOOST_AUTO_TEST_CASE(rejects_change_cipher_spec_before_client_hello)
{
    refused(
        alert::unexpected_message, reason::bad_change_cipher_spec,
        [](hostile_peer& p) { p.send_plain_record(change_cipher_spec, bytes{1}); },
        [](const point& p) { return p.before == client_hello; });
}

BOOST_AUTO_TEST_CASE(rejects_change_cipher_spec_with_other_content)
{
    for (auto& content : {bytes{}, bytes{0}, bytes{2}, bytes{255}, bytes{1, 1}, bytes(16384, 1)}) {
        refused(
            alert::unexpected_message, reason::bad_change_cipher_spec,
            [&](hostile_peer& p) { p.send_plain_record(change_cipher_spec, content); }, anywhere);
    }
}

BOOST_AUTO_TEST_CASE(rejects_protected_change_cipher_spec)
{
    refused(
        alert::unexpected_message, reason::bad_change_cipher_spec,
        [](hostile_peer& p) { p.send_record(change_cipher_spec, bytes{1}); }, with_keys);
}

BOOST_AUTO_TEST_CASE(rejects_too_many_change_cipher_spec_records)
{
    const auto many = [](int n) {
        return [=](hostile_peer& p) {
            for (int i = 0; i < n; ++i)
                p.send_plain_record(change_cipher_spec, bytes{1});
        };
    };
    refused(alert::unexpected_message, reason::bad_change_cipher_spec, many(9), after_first_client_hello);
    accepted(many(5), after_first_client_hello);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls13_handshake_alerts)

BOOST_AUTO_TEST_CASE(rejects_alerts_of_wrong_size)
{
    for (std::size_t size : {1, 3, 4, 100}) {
        refused(
            alert::decode_error, reason::invalid_alert, [=](hostile_peer& p) { p.send_record(alerts, bytes(size, 1)); },
            anywhere);
    }
    refused(
        alert::unexpected_message, reason::invalid_alert, [](hostile_peer& p) { p.send_record(alerts, {}); }, anywhere);
}

BOOST_AUTO_TEST_CASE(alert_of_any_level_ends_handshake)
{
    for (auto& point : points()) {
        for (unsigned description = 0; description < 256; ++description) {
            if (description == 90)
                continue;
            for (std::uint8_t level : {1, 2}) {
                auto action = [&](hostile_peer& p, bytes&) {
                    p.send_record(alerts, bytes{level, static_cast<std::uint8_t>(description)});
                };
                conversation c(point.engine_role, settings_for(point.in), at(point.before, action));
                c.run();
                auto expected = description == 0
                                    ? error_code(boost::asio::error::eof)
                                    : tls::error::alert_received(static_cast<alert_description>(description));
                BOOST_TEST(c.error == expected, point.name << ": " << c.error.message());
                BOOST_TEST(!c.engine.alert_sent());
                BOOST_TEST(!c.engine.handshake_complete());
                BOOST_TEST((c.engine.alert_received() == static_cast<alert_description>(description)));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(accepts_limited_number_of_warning_alerts)
{
    const auto many = [](unsigned n) {
        return [=](hostile_peer& p) {
            for (unsigned i = 0; i < n; ++i)
                p.send_record(alerts, user_canceled);
        };
    };
    accepted(many(limits().max_warning_alerts), anywhere);
    refused(alert::unexpected_message, reason::too_many_warning_alerts, many(limits().max_warning_alerts + 1),
            anywhere);
}

BOOST_AUTO_TEST_CASE(rejects_unprotected_alerts_after_first_protected_record)
{
    const auto plain = [](hostile_peer& p) { p.send_plain_record(alerts, bytes{2, 40}); };
    const auto shown = [](const point& p) {
        return p.before == certificate_request || p.before == certificate_verify ||
               (p.engine_role == role::client && (p.before == moment::certificate || p.before == moment::finished));
    };
    // The unprotected alert must follow a separate protected record.
    const auto after_another_record = [&](hostile_peer& p) {
        p.send_record(alerts, user_canceled);
        plain(p);
    };
    refused(alert::unexpected_message, reason::unexpected_message, after_another_record, with_keys);
    refused(alert::unexpected_message, reason::unexpected_message, plain, shown);
    for (auto& point : points()) {
        if (shown(point))
            continue;
        conversation c(point.engine_role, settings_for(point.in),
                       at(point.before, [&](hostile_peer& p, bytes&) { plain(p); }));
        c.run();
        BOOST_TEST(c.error == tls::error::alert_received(alert::handshake_failure), point.name);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace records_test
