// What both sides do with records that break the rules, during the handshake.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"

#include <boost/asio/error.hpp>

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

/// A point of the handshake in which a side receives.
struct point {
    std::string name;
    role ours;     ///< who receives
    moment before; ///< the peer's message that is due
    bool keys;     ///< whether records are protected
    scenario in = {};
};

const std::vector<point>& points()
{
    static const std::vector<point> all{
        {"a server before the ClientHello", role::server, client_hello, false},
        {"a server before the second ClientHello", role::server, second_client_hello, false, with_retry},
        {"a server before the Certificate", role::server, moment::certificate, true, with_client_auth},
        {"a server before the CertificateVerify", role::server, certificate_verify, true, with_client_auth},
        {"a server before the Finished", role::server, moment::finished, true},
        {"a client before the HelloRetryRequest", role::client, hello_retry_request, false, with_retry},
        {"a client before the ServerHello", role::client, server_hello, false},
        {"a client before the ServerHello after a HelloRetryRequest", role::client, server_hello, false, with_retry},
        {"a client before the EncryptedExtensions", role::client, encrypted_extensions, true},
        {"a client before the CertificateRequest", role::client, certificate_request, true, with_client_auth},
        {"a client before the Certificate", role::client, moment::certificate, true},
        {"a client before the CertificateVerify", role::client, certificate_verify, true},
        {"a client before the Finished", role::client, moment::finished, true},
    };
    return all;
}

/// Checks that the act is refused wherever `where` says.
void refused(alert_description with, error::reason why, const std::function<void(hostile_peer&)>& act,
             const std::function<bool(const point&)>& where)
{
    for (auto& p : points()) {
        if (!where(p))
            continue;
        auto before = [&](hostile_peer& peer, bytes&) { act(peer); };
        check_refused(p.ours, {{p.name, at(p.before, before), with, why, p.in}});
    }
}

void accepted(const std::function<void(hostile_peer&)>& act, const std::function<bool(const point&)>& where)
{
    for (auto& p : points()) {
        if (!where(p))
            continue;
        auto before = [&](hostile_peer& peer, bytes&) { act(peer); };
        check_accepted(p.ours, {{p.name, at(p.before, before), p.in}});
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
/// change_cipher_spec is legal from the first ClientHello on.
bool behind_the_first_client_hello(const point& p)
{
    return p.before != client_hello;
}

/// All messages in pieces, with something between the pieces of one of them.
script in_pieces(std::size_t size, std::function<void(hostile_peer&)> between = nullptr)
{
    script s;
    s.fragment_size = size;
    s.between = std::move(between);
    return s;
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_record)

BOOST_AUTO_TEST_CASE(of_application_data_is_refused_during_the_handshake)
{
    refused(
        alert::unexpected_message, reason::unexpected_message,
        [](hostile_peer& p) {
            p.send_record(application_data, bytes{1, 2, 3});
        },
        anywhere);
}

BOOST_AUTO_TEST_CASE(of_handshake_without_content_is_refused)
{
    refused(
        alert::unexpected_message, reason::too_many_empty_records,
        [](hostile_peer& p) { p.send_record(handshake, {}); }, anywhere);
}

BOOST_AUTO_TEST_CASE(of_an_unknown_type_is_refused)
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

BOOST_AUTO_TEST_CASE(of_an_unknown_inner_type_is_refused)
{
    for (auto type : {24, 99, 255}) {
        refused(
            alert::unexpected_message, reason::unexpected_message,
            [=](hostile_peer& p) { p.send_record(static_cast<content_type>(type), bytes{1}); }, with_keys);
    }
}

BOOST_AUTO_TEST_CASE(of_padding_alone_is_refused)
{
    for (std::size_t padding : {0, 1, 100}) {
        refused(
            alert::unexpected_message, reason::bad_record_type,
            [=](hostile_peer& p) { p.send_record(content_type::invalid, {}, padding); }, with_keys);
    }
}

BOOST_AUTO_TEST_CASE(may_be_padded)
{
    accepted([](hostile_peer& p) { p.send_record(alerts, user_canceled, 1000); }, with_keys);
}

BOOST_AUTO_TEST_CASE(over_the_limit_is_refused_from_its_header)
{
    const auto header = [](std::uint8_t type, std::uint8_t high, std::uint8_t low) {
        return [=](hostile_peer& p) { p.send_raw(bytes{type, 3, 3, high, low}); };
    };
    refused(alert::record_overflow, reason::record_overflow, header(22, 0x40, 0x01), anywhere);
    refused(alert::record_overflow, reason::record_overflow, header(23, 0x41, 0x01), anywhere);
    refused(alert::record_overflow, reason::record_overflow, header(21, 0xff, 0xff), anywhere);
}

BOOST_AUTO_TEST_CASE(with_more_than_2_to_the_14_bytes_inside_is_refused)
{
    refused(
        alert::record_overflow, reason::plaintext_overflow,
        [](hostile_peer& p) { p.send_record(handshake, bytes((1 << 14) + 1)); }, with_keys);
    refused(
        alert::record_overflow, reason::plaintext_overflow,
        [](hostile_peer& p) { p.send_record(alerts, user_canceled, 1 << 14); }, with_keys);
}

BOOST_AUTO_TEST_CASE(of_another_major_version_is_refused)
{
    refused(
        alert::protocol_version, reason::wrong_version_number,
        [](hostile_peer& p) {
            p.send_raw(bytes{22, 2, 0, 0, 5});
        },
        anywhere);
}

BOOST_AUTO_TEST_CASE(without_protection_is_refused_once_there_are_keys)
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

BOOST_AUTO_TEST_CASE(under_a_wrong_key_is_refused)
{
    refused(
        alert::bad_record_mac, reason::bad_record_mac, [](hostile_peer& p) { p.use_wrong_key(); }, with_keys);
}

BOOST_AUTO_TEST_CASE(that_comes_twice_is_refused)
{
    const auto twice = [](hostile_peer& p) {
        p.send_record(alerts, user_canceled);
        auto front = p.connection().records().output().front();
        p.send_raw(to_bytes(front.last(5 + 3 + 16)));
    };
    refused(alert::bad_record_mac, reason::bad_record_mac, twice, with_keys);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(a_handshake_message)

BOOST_AUTO_TEST_CASE(may_come_in_records_of_any_size)
{
    for (std::size_t size : {1, 2, 3, 4, 5, 7, 100, 1000}) {
        for (auto ours : {role::client, role::server}) {
            check_accepted(ours, {
                                     {std::to_string(size) + " bytes", in_pieces(size)},
                                     {std::to_string(size) + " bytes, retried, both certificates",
                                      in_pieces(size),
                                      {.retry = true, .client_auth = true}},
                                 });
        }
    }
}

BOOST_AUTO_TEST_CASE(may_not_come_in_too_many_pieces)
{
    auto long_chain =
        at(moment::certificate,
           edited<message::certificate>([](auto& m) { m.certificate_list.resize(16, m.certificate_list.front()); }));
    check_accepted(role::client, {{"in one piece", long_chain}});
    long_chain.fragment_size = 1;
    check_refused(role::client, {{"byte by byte", long_chain, alert::unexpected_message, reason::too_many_fragments}});
}

BOOST_AUTO_TEST_CASE(may_not_be_interleaved_with_other_records)
{
    struct interruption {
        std::string name;
        content_type type;
        bytes content;
        error::reason reason;
    };
    const std::vector<interruption> interruptions{
        {"application data", application_data, {1}, reason::unexpected_message},
        {"no application data", application_data, {}, reason::unexpected_message},
        {"a warning", alerts, user_canceled, reason::unexpected_message},
        {"no handshake data", handshake, {}, reason::too_many_empty_records},
    };
    for (auto& i : interruptions) {
        for (auto ours : {role::client, role::server}) {
            auto between = [&](hostile_peer& p) { p.send_record(i.type, i.content); };
            check_refused(ours, {{i.name, in_pieces(30, between), alert::unexpected_message, i.reason}});
        }
    }
    for (auto ours : {role::client, role::server}) {
        auto between = [](hostile_peer& p) { p.send_plain_record(change_cipher_spec, bytes{1}); };
        check_refused(ours, {{"change_cipher_spec", in_pieces(30, between), alert::unexpected_message,
                              reason::bad_change_cipher_spec}});
    }
}

BOOST_AUTO_TEST_CASE(over_the_limit_is_refused_from_its_header)
{
    for (auto type : {1, 2, 8, 11, 13, 15, 20, 24}) {
        refused(
            alert::illegal_parameter, reason::excessive_message_size,
            [=](hostile_peer& p) {
                p.send_record(handshake, bytes{static_cast<std::uint8_t>(type), 2, 0, 1});
            },
            anywhere);
        refused(
            alert::illegal_parameter, reason::excessive_message_size,
            [=](hostile_peer& p) {
                p.send_record(handshake, bytes{static_cast<std::uint8_t>(type), 255, 255, 255});
            },
            anywhere);
    }
}

BOOST_AUTO_TEST_CASE(may_not_span_a_change_of_keys)
{
    const auto extensions = raw_message(handshake_type::encrypted_extensions, bytes{0, 0});
    const auto update = raw_message(handshake_type::key_update, bytes{0});
    const auto refused_at = [](moment when, bytes behind, scenario in = {}) {
        return misdeed{std::to_string(behind.size()) + " bytes behind", at(when, followed_by(behind)),
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

BOOST_AUTO_TEST_SUITE(change_cipher_spec_records)

BOOST_AUTO_TEST_CASE(are_dropped_during_the_handshake)
{
    accepted([](hostile_peer& p) { p.send_plain_record(change_cipher_spec, bytes{1}); }, behind_the_first_client_hello);
}

BOOST_AUTO_TEST_CASE(are_refused_before_the_client_hello)
{
    refused(
        alert::unexpected_message, reason::bad_change_cipher_spec,
        [](hostile_peer& p) { p.send_plain_record(change_cipher_spec, bytes{1}); },
        [](const point& p) { return p.before == client_hello; });
}

BOOST_AUTO_TEST_CASE(are_refused_with_any_other_content)
{
    for (auto& content : {bytes{}, bytes{0}, bytes{2}, bytes{255}, bytes{1, 1}, bytes(16384, 1)}) {
        refused(
            alert::unexpected_message, reason::bad_change_cipher_spec,
            [&](hostile_peer& p) { p.send_plain_record(change_cipher_spec, content); }, anywhere);
    }
}

BOOST_AUTO_TEST_CASE(are_refused_under_protection)
{
    refused(
        alert::unexpected_message, reason::bad_change_cipher_spec,
        [](hostile_peer& p) { p.send_record(change_cipher_spec, bytes{1}); }, with_keys);
}

BOOST_AUTO_TEST_CASE(are_refused_without_end)
{
    const auto many = [](int n) {
        return [=](hostile_peer& p) {
            for (int i = 0; i < n; ++i)
                p.send_plain_record(change_cipher_spec, bytes{1});
        };
    };
    refused(alert::unexpected_message, reason::bad_change_cipher_spec, many(9), behind_the_first_client_hello);
    accepted(many(5), behind_the_first_client_hello);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(alert_records)

BOOST_AUTO_TEST_CASE(of_another_size_are_refused)
{
    for (std::size_t size : {1, 3, 4, 100}) {
        refused(
            alert::decode_error, reason::invalid_alert, [=](hostile_peer& p) { p.send_record(alerts, bytes(size, 1)); },
            anywhere);
    }
    refused(
        alert::unexpected_message, reason::invalid_alert, [](hostile_peer& p) { p.send_record(alerts, {}); }, anywhere);
}

BOOST_AUTO_TEST_CASE(end_the_handshake_with_their_error_whatever_their_level)
{
    for (auto& point : points()) {
        for (unsigned description = 0; description < 256; ++description) {
            if (description == 90)
                continue;
            for (std::uint8_t level : {1, 2}) {
                auto act = [&](hostile_peer& p, bytes&) {
                    p.send_record(alerts, bytes{level, static_cast<std::uint8_t>(description)});
                };
                conversation c(point.ours, settings_for(point.in), at(point.before, act));
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

BOOST_AUTO_TEST_CASE(that_warn_are_ignored_if_they_are_few)
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

BOOST_AUTO_TEST_CASE(without_protection_are_believed_only_until_the_peer_has_shown_its_keys)
{
    const auto plain = [](hostile_peer& p) { p.send_plain_record(alerts, bytes{2, 40}); };
    const auto shown = [](const point& p) {
        return p.before == certificate_request || p.before == certificate_verify ||
               (p.ours == role::client && (p.before == moment::certificate || p.before == moment::finished));
    };
    // What the peer sent before must be in a record of its own.
    const auto behind_another_record = [&](hostile_peer& p) {
        p.send_record(alerts, user_canceled);
        plain(p);
    };
    refused(alert::unexpected_message, reason::unexpected_message, behind_another_record, with_keys);
    refused(alert::unexpected_message, reason::unexpected_message, plain, shown);
    for (auto& point : points()) {
        if (shown(point))
            continue;
        conversation c(point.ours, settings_for(point.in),
                       at(point.before, [&](hostile_peer& p, bytes&) { plain(p); }));
        c.run();
        BOOST_TEST(c.error == tls::error::alert_received(alert::handshake_failure), point.name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
