// TLS 1.3 engines with a peer that violates the protocol after the handshake.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"

#include "protocol/message/client_hello.hpp"
#include "protocol/message/new_session_ticket.hpp"
#include "support/sweep.hpp"

#include <boost/asio/error.hpp>

using namespace tls;
using namespace tls::test;

namespace {

constexpr auto handshake = content_type::handshake;
constexpr auto alerts = content_type::alert;
constexpr auto change_cipher_spec = content_type::change_cipher_spec;
constexpr auto application_data = content_type::application_data;

const bytes user_canceled{1, static_cast<std::uint8_t>(alert::user_canceled)};

using action = std::function<void(hostile_peer&)>;

void refused_by(role engine_role, std::string name, alert_description with, error::reason why, action deviation)
{
    check_refused(engine_role, {{std::move(name), afterwards(std::move(deviation)), with, why, {}, true}});
}

void refused_by_both(alert_description with, error::reason why, const action& deviation)
{
    refused_by(role::client, "a client", with, why, deviation);
    refused_by(role::server, "a server", with, why, deviation);
}

void accepted_by_both(const action& variant)
{
    check_accepted(role::client, {{"a client", afterwards(variant)}});
    check_accepted(role::server, {{"a server", afterwards(variant)}});
}

action sealed(content_type type, bytes content, std::size_t padding = 0)
{
    return [=](hostile_peer& p) { p.send_record(type, content, padding); };
}

action plain(content_type type, bytes content)
{
    return [=](hostile_peer& p) { p.send_plain_record(type, content); };
}

action raw(bytes data)
{
    return [=](hostile_peer& p) { p.send_raw(data); };
}

action times(unsigned n, action repeated)
{
    return [=](hostile_peer& p) {
        for (unsigned i = 0; i < n; ++i)
            repeated(p);
    };
}

bytes ticket()
{
    message::new_session_ticket m;
    m.ticket = {1, 2, 3};
    return message::encode_message(m);
}

const bytes update = raw_message(handshake_type::key_update, bytes{0});

} // namespace

BOOST_AUTO_TEST_SUITE(tls13_after_handshake)

BOOST_AUTO_TEST_CASE(rejects_handshake_messages)
{
    const auto client_hello = message::encode_message(message::client_hello{});
    refused_by_both(alert::unexpected_message, reason::unexpected_message, sealed(handshake, client_hello));
    for (unsigned type = 0; type < 256; type = next_handshake_type(type)) {
        for (std::size_t size : {0, 1, 40}) {
            const auto m = raw_message(static_cast<handshake_type>(type), bytes(size));
            for (auto engine_role : {role::client, role::server}) {
                if (type == 24 || (type == 4 && engine_role == role::client))
                    continue;
                conversation c(engine_role, settings_for({}), afterwards(sealed(handshake, m)));
                c.run();
                BOOST_TEST(c.error == reason::unexpected_message);
                BOOST_TEST((c.engine.alert_sent() == alert::unexpected_message));
                BOOST_TEST(c.delivered.empty());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(accepts_well_formed_ticket_in_client_only)
{
    check_accepted(role::client, {{"one", afterwards(sealed(handshake, ticket()))},
                                  {"two in one record", afterwards(sealed(handshake, joined(ticket(), ticket())))}});
    const auto refused = [](std::string name, alert_description with, error::reason why, bytes m) {
        refused_by(role::client, std::move(name), with, why, sealed(handshake, std::move(m)));
    };
    auto with_wrong_extension = ticket();
    with_wrong_extension.back() = 4;
    with_wrong_extension.insert(with_wrong_extension.end(), {0, 51, 0, 0});
    fix_length(with_wrong_extension);
    refused("extension of another message", alert::illegal_parameter, reason::extension_not_allowed,
            with_wrong_extension);
    refused("empty", alert::decode_error, reason::decode_error, raw_message(handshake_type::new_session_ticket));
    refused("no ticket", alert::decode_error, reason::decode_error,
            message::encode_message(message::new_session_ticket{}));
    auto longer = joined(ticket(), bytes{0});
    fix_length(longer);
    refused("trailing bytes", alert::decode_error, reason::length_mismatch, longer);
    refused_by(role::server, "sent to a server", alert::unexpected_message, reason::unexpected_message,
               sealed(handshake, ticket()));
}

BOOST_AUTO_TEST_CASE(rejects_key_update_with_unknown_value)
{
    for (unsigned value = 2; value < 256; value = next_place(value)) {
        refused_by_both(alert::illegal_parameter, reason::invalid_key_update,
                        sealed(handshake, {24, 0, 0, 1, static_cast<std::uint8_t>(value)}));
    }
}

BOOST_AUTO_TEST_CASE(rejects_key_update_of_wrong_size)
{
    refused_by_both(alert::decode_error, reason::decode_error, sealed(handshake, {24, 0, 0, 0}));
    refused_by_both(alert::decode_error, reason::length_mismatch, sealed(handshake, {24, 0, 0, 2, 0, 0}));
}

BOOST_AUTO_TEST_CASE(rejects_data_after_key_update_in_same_record)
{
    refused_by_both(alert::unexpected_message, reason::not_on_record_boundary,
                    sealed(handshake, joined(update, update)));
    refused_by_both(alert::unexpected_message, reason::not_on_record_boundary,
                    sealed(handshake, joined(update, bytes{24})));
    refused_by(role::client, "ticket", alert::unexpected_message, reason::not_on_record_boundary,
               sealed(handshake, joined(update, ticket())));
}

BOOST_AUTO_TEST_CASE(rejects_old_key_after_key_update)
{
    refused_by_both(alert::bad_record_mac, reason::bad_record_mac, sealed(handshake, update));
}

BOOST_AUTO_TEST_CASE(rejects_other_records_between_message_fragments)
{
    for (auto& content : {bytes{}, bytes{1, 2, 3}}) {
        refused_by_both(alert::unexpected_message, reason::unexpected_message, [&](hostile_peer& p) {
            p.send_record(handshake, bytes{24, 0});
            p.send_record(application_data, content);
        });
    }
    refused_by_both(alert::unexpected_message, reason::unexpected_message, [](hostile_peer& p) {
        p.send_record(handshake, bytes{24, 0});
        p.send_record(alerts, user_canceled);
    });
}

BOOST_AUTO_TEST_CASE(rejects_oversized_message_by_its_header)
{
    refused_by_both(alert::illegal_parameter, reason::excessive_message_size, sealed(handshake, {4, 255, 255, 255}));
    refused_by_both(alert::illegal_parameter, reason::excessive_message_size, sealed(handshake, {24, 2, 0x10, 1}));
}

BOOST_AUTO_TEST_CASE(rejects_change_cipher_spec)
{
    refused_by_both(alert::unexpected_message, reason::bad_change_cipher_spec, plain(change_cipher_spec, {1}));
    refused_by_both(alert::unexpected_message, reason::bad_change_cipher_spec, sealed(change_cipher_spec, {1}));
}

BOOST_AUTO_TEST_CASE(rejects_unprotected_records)
{
    refused_by_both(alert::unexpected_message, reason::unexpected_message, plain(handshake, update));
    refused_by_both(alert::unexpected_message, reason::unexpected_message, plain(alerts, {1, 0}));
    refused_by_both(alert::unexpected_message, reason::unexpected_message, plain(alerts, {2, 40}));
    refused_by_both(alert::bad_record_mac, reason::bad_record_mac, plain(application_data, bytes(100)));
    refused_by_both(alert::bad_record_mac, reason::bad_record_mac, plain(application_data, {}));
}

BOOST_AUTO_TEST_CASE(rejects_records_with_wrong_key)
{
    refused_by_both(alert::bad_record_mac, reason::bad_record_mac, [](hostile_peer& p) { p.use_wrong_key(); });
}

BOOST_AUTO_TEST_CASE(rejects_unknown_record_types)
{
    for (unsigned type = 0; type < 256; type = next_place(type)) {
        if (type >= 20 && type <= 23)
            continue;
        refused_by_both(alert::unexpected_message, reason::bad_record_type,
                        raw({static_cast<std::uint8_t>(type), 3, 3, 0, 1, 0}));
        if (type != 0)
            refused_by_both(alert::unexpected_message, reason::bad_record_type,
                            sealed(static_cast<content_type>(type), {1, 2}));
    }
}

BOOST_AUTO_TEST_CASE(rejects_records_with_padding_only)
{
    refused_by_both(alert::unexpected_message, reason::bad_record_type, sealed(content_type::invalid, {}, 100));
}

BOOST_AUTO_TEST_CASE(rejects_oversized_records)
{
    refused_by_both(alert::record_overflow, reason::record_overflow, raw({23, 3, 3, 0x41, 0x01}));
    refused_by_both(alert::record_overflow, reason::plaintext_overflow, sealed(application_data, bytes((1 << 14) + 1)));
    refused_by_both(alert::record_overflow, reason::plaintext_overflow, sealed(application_data, bytes(1), 1 << 14));
}

BOOST_AUTO_TEST_CASE(accepts_records_of_maximum_size)
{
    for (auto engine_role : {role::client, role::server}) {
        for (auto& p : {whole(), byte_by_byte()}) {
            conversation c(engine_role, settings_for({}), afterwards([](hostile_peer& peer) {
                               peer.send_record(application_data, bytes(1 << 14, 7));
                               peer.send_record(application_data, bytes(1, 8), (1 << 14) - 1);
                           }),
                           p);
            c.run();
            BOOST_TEST((c.delivered == joined(joined(bytes(1 << 14, 7), bytes{8}), peer_data)));
        }
    }
}

BOOST_AUTO_TEST_CASE(accepts_limited_number_of_empty_records)
{
    const auto most = limits().max_consecutive_empty_records;
    accepted_by_both(times(most, sealed(application_data, {})));
    accepted_by_both(times(most, sealed(application_data, {}, 1000)));
    refused_by_both(alert::unexpected_message, reason::too_many_empty_records,
                    times(most + 1, sealed(application_data, {})));
    refused_by_both(alert::unexpected_message, reason::too_many_empty_records, sealed(handshake, {}));
}

BOOST_AUTO_TEST_CASE(accepts_limited_number_of_warning_alerts)
{
    accepted_by_both(times(limits().max_warning_alerts, sealed(alerts, user_canceled)));
    refused_by_both(alert::unexpected_message, reason::too_many_warning_alerts,
                    times(limits().max_warning_alerts + 1, sealed(alerts, user_canceled)));
}

BOOST_AUTO_TEST_CASE(rejects_alerts_of_wrong_size)
{
    for (std::size_t size : {1, 3, 4})
        refused_by_both(alert::decode_error, reason::invalid_alert, sealed(alerts, bytes(size, 1)));
    refused_by_both(alert::unexpected_message, reason::invalid_alert, sealed(alerts, {}));
}

BOOST_AUTO_TEST_CASE(alert_ends_connection_at_warning_level_too)
{
    for (auto engine_role : {role::client, role::server}) {
        for (unsigned description = 1; description < 256; description = next_place(description)) {
            if (description == 90)
                continue;
            conversation c(engine_role, settings_for({}),
                           afterwards(sealed(alerts, {1, static_cast<std::uint8_t>(description)})));
            c.run();
            BOOST_TEST(c.error == tls::error::alert_received(static_cast<alert_description>(description)));
            BOOST_TEST(c.delivered.empty());
            BOOST_TEST(!c.engine.alert_sent());
        }
    }
}

BOOST_AUTO_TEST_CASE(delivers_no_data_after_close_notify)
{
    for (auto engine_role : {role::client, role::server}) {
        for (auto& p : {whole(), byte_by_byte()}) {
            conversation c(engine_role, settings_for({}), afterwards(sealed(alerts, {1, 0})), p);
            c.run();
            BOOST_TEST(c.error == boost::asio::error::eof);
            BOOST_TEST(c.delivered.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(reports_truncation_if_transport_ends_without_close_notify)
{
    for (auto engine_role : {role::client, role::server}) {
        conversation c(engine_role, settings_for({}), {});
        c.run();
        c.end();
        BOOST_TEST((c.delivered == peer_data));
        BOOST_TEST(c.error == tls::error::stream_truncated);
    }
}

// RFC 9846 section 6.1.
BOOST_AUTO_TEST_CASE(sends_close_notify_as_warning)
{
    for (auto engine_role : {role::client, role::server}) {
        conversation c(engine_role, settings_for({}), {});
        c.run();
        BOOST_TEST((c.delivered == peer_data));
        error_code error;
        c.engine.close_write(error);
        BOOST_TEST(!error);
        c.peer.input().append(c.engine.output());
        const auto record = c.peer.connection().records().next();
        BOOST_REQUIRE(record.has_value());
        BOOST_TEST((record->type == alerts));
        BOOST_TEST(to_bytes(record->content) == (bytes{1, 0}));
    }
}

BOOST_AUTO_TEST_SUITE_END()
