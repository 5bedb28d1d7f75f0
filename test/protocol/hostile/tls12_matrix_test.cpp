// Sends messages and records of every type at every point of the handshake of TLS 1.2, and of TLS 1.0. Only the
// expected type is accepted.

#include "protocol/hostile/old_scenarios.hpp"
#include "support/sweep.hpp"

#include <map>
#include <set>

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

/// Disables TLS 1.3: with it, the engine drops ChangeCipherSpec records in some states.
void enable_tls12_only(configuration& c)
{
    c.negotiation.max_version = protocol_version::tls1_2;
    c.tls12.psk_client = [](std::string_view) { return pre_shared_key{"identity", secure_bytes(16, 0x5b)}; };
    c.tls12.psk_server = [](std::string_view) { return secure_bytes(16, 0x5b); };
}

/// In TLS 1.0 the engine's other versions have suites too.
const tls12_scenario of_tls10{
    .suite = 0xc009, .client_auth = true, .engine = enable_tls12_only, .version = protocol_version::tls1_0};
const tls12_scenario ecdhe{.engine = enable_tls12_only};
const tls12_scenario with_client_auth{.client_auth = true, .engine = enable_tls12_only};
const tls12_scenario with_psk{.suite = 0x00a8, .engine = enable_tls12_only};
const tls12_scenario with_rsa_encryption{.suite = 0x009c, .key = key_type::rsa, .engine = enable_tls12_only};

/// The key exchanges of old peers, in export suites: their keys of 512 bits cost little.
struct old_scenarios {
    tls12_scenario anonymous = anonymous_export_with(export_suites::dh_anon_rc4);
    tls12_scenario with_temporary_rsa = export_with(export_suites::rsa_rc4);
    tls12_scenario with_fixed_key = fixed_export();
    tls12_scenario with_fixed_keys = fixed_export(true);
    tls12_scenario with_fixed_key_and_signature = fixed_export(true, signing_leaf("client"));
};

const old_scenarios& old()
{
    static const old_scenarios all;
    return all;
}

/// A point at which the engine waits for a message. `expected` is empty where the engine waits for ChangeCipherSpec.
struct wait {
    role engine_role;
    tls12_moment due;
    std::set<handshake_type> expected;
    tls12_scenario in = ecdhe;
};

/// Adds the waits of the key exchanges that only old peers use.
std::vector<wait> with_old_waits(std::vector<wait> all)
{
    using type = handshake_type;
    const auto hello_request = type::hello_request;
    for (auto& in : {old().anonymous, old().with_temporary_rsa, old().with_fixed_key, old().with_fixed_keys}) {
        all.push_back({role::server, client_hello, {type::client_hello}, in});
        all.push_back({role::server, client_key_exchange, {type::client_key_exchange}, in});
        all.push_back({role::server, change_cipher_spec, {}, in});
        all.push_back({role::server, finished, {type::finished}, in});
        all.push_back({role::client, server_hello, {type::server_hello, hello_request}, in});
        all.push_back({role::client, change_cipher_spec, {}, in});
        all.push_back({role::client, finished, {type::finished, hello_request}, in});
    }
    for (auto& in : {old().with_temporary_rsa, old().with_fixed_key, old().with_fixed_keys})
        all.push_back({role::client, certificate, {type::certificate, hello_request}, in});
    for (auto& in : {old().anonymous, old().with_temporary_rsa})
        all.push_back({role::client, server_key_exchange, {type::server_key_exchange, hello_request}, in});
    // RFC 5246 section 7.4.4: the alert for an anonymous server's CertificateRequest is handshake_failure.
    const std::set may_request{type::certificate_request, type::server_hello_done, hello_request};
    for (auto& in : {old().anonymous, old().with_temporary_rsa, old().with_fixed_key})
        all.push_back({role::client, server_hello_done, may_request, in});
    all.push_back({role::client, certificate_request, may_request, old().with_fixed_keys});
    all.push_back({role::client, server_hello_done, {type::server_hello_done, hello_request}, old().with_fixed_keys});
    all.push_back({role::server, certificate, {type::certificate}, old().with_fixed_keys});
    all.push_back({role::server, certificate_verify, {type::certificate_verify}, old().with_fixed_key_and_signature});
    return all;
}

/// A client ignores HelloRequest wherever it waits for a handshake message.
const std::vector<wait>& waits()
{
    using type = handshake_type;
    static const std::vector<wait> all = with_old_waits({
        {role::server, client_hello, {type::client_hello}},
        {role::server, client_key_exchange, {type::client_key_exchange}},
        {role::server, client_key_exchange, {type::client_key_exchange}, with_psk},
        {role::server, client_key_exchange, {type::client_key_exchange}, with_rsa_encryption},
        {role::server, change_cipher_spec, {}},
        {role::server, finished, {type::finished}},
        {role::server, certificate, {type::certificate}, with_client_auth},
        {role::server, client_key_exchange, {type::client_key_exchange}, with_client_auth},
        {role::server, certificate_verify, {type::certificate_verify}, with_client_auth},
        {role::server, change_cipher_spec, {}, with_client_auth},
        {role::server, certificate, {type::certificate}, of_tls10},
        {role::server, client_key_exchange, {type::client_key_exchange}, of_tls10},
        {role::server, certificate_verify, {type::certificate_verify}, of_tls10},
        {role::server, change_cipher_spec, {}, of_tls10},
        {role::server, finished, {type::finished}, of_tls10},
        {role::client, server_hello, {type::server_hello, type::hello_request}},
        {role::client, certificate, {type::certificate, type::hello_request}},
        {role::client, server_key_exchange, {type::server_key_exchange, type::hello_request}},
        {role::client, server_hello_done, {type::certificate_request, type::server_hello_done, type::hello_request}},
        {role::client, change_cipher_spec, {}},
        {role::client, finished, {type::finished, type::hello_request}},
        {role::client,
         certificate_request,
         {type::certificate_request, type::server_hello_done, type::hello_request},
         with_client_auth},
        {role::client, server_hello_done, {type::server_hello_done, type::hello_request}, with_client_auth},
        {role::client,
         server_hello_done,
         {type::server_key_exchange, type::server_hello_done, type::hello_request},
         with_psk},
        {role::client,
         server_hello_done,
         {type::certificate_request, type::server_hello_done, type::hello_request},
         with_rsa_encryption},
        {role::client, server_key_exchange, {type::server_key_exchange, type::hello_request}, of_tls10},
        {role::client,
         certificate_request,
         {type::certificate_request, type::server_hello_done, type::hello_request},
         of_tls10},
        {role::client, server_hello_done, {type::server_hello_done, type::hello_request}, of_tls10},
        {role::client, change_cipher_spec, {}, of_tls10},
        {role::client, finished, {type::finished, type::hello_request}, of_tls10},
    });
    return all;
}

std::string description_of(const wait& w)
{
    return (w.engine_role == role::client ? "client, moment " : "server, moment ") +
           std::to_string(static_cast<int>(w.due)) + ", suite " + std::to_string(w.in.suite) +
           (w.in.client_auth ? ", client_auth" : "");
}

/// Returns whether the message has no body. A ClientKeyExchange has none if the client's certificate has the value.
bool may_be_empty(const wait& w, handshake_type type)
{
    if (type == handshake_type::client_key_exchange)
        return w.in.suite == export_suites::dh_rsa && w.in.client_auth;
    return type == handshake_type::hello_request || type == handshake_type::server_hello_done;
}

tls12_conversation conversation_at(const wait& w, const tls12_script& deviation)
{
    auto scenario = w.in;
    scenario.peer = in_turn(w.in.peer, deviation);
    return {w.engine_role, scenario};
}

void check_unexpected(const wait& w, const bytes& m)
{
    // ChangeCipherSpec is not a handshake message: in this case `m` is sent in a separate record before it.
    const auto deviation =
        w.expected.empty() ? before(w.due, [&](tls12_peer& p) { p.send_message(m); }) : at(w.due, preceded_by(m));
    auto c = conversation_at(w, deviation);
    c.run();
    const auto where = "type " + std::to_string(m[0]) + " to " + description_of(w);
    BOOST_TEST((c.error == reason::unexpected_message || c.error == reason::finished_before_change_cipher_spec ||
                c.error == reason::not_on_record_boundary),
               where << ": " << c.error.message());
    BOOST_TEST((c.engine.alert_sent() == alert::unexpected_message), where);
    BOOST_TEST(!c.engine.handshake_complete(), where);
    BOOST_TEST(c.delivered.empty(), where);
}

/// Returns the messages of both sides of real handshakes, and messages of TLS 1.3 and of extensions that were not
/// negotiated.
const std::vector<bytes>& real_messages()
{
    static const std::vector<bytes> all = [] {
        std::vector<bytes> found;
        for (auto& scenario :
             {with_client_auth, with_psk, of_tls10, old().anonymous, old().with_temporary_rsa, old().with_fixed_keys}) {
            for (auto engine_role : {role::client, role::server}) {
                auto recorded = scenario;
                recorded.peer = in_turn(scenario.peer, [&](tls12_traits& t) {
                    t.before = [&](tls12_peer&, tls12_moment when, bytes& m) {
                        if (when != change_cipher_spec)
                            found.push_back(m);
                    };
                });
                tls12_conversation(engine_role, recorded).run();
            }
        }
        found.push_back(raw_message(handshake_type::hello_request));
        found.push_back(raw_message(handshake_type::new_session_ticket, bytes{0, 0, 1, 0, 0, 3, 1, 2, 3}));
        found.push_back(raw_message(handshake_type::certificate_status, bytes{1, 0, 0, 1, 7}));
        found.push_back(raw_message(handshake_type::encrypted_extensions, bytes{0, 0}));
        found.push_back(raw_message(handshake_type::key_update, bytes{0}));
        found.push_back(raw_message(handshake_type::message_hash, bytes(32)));
        return found;
    }();
    return all;
}

/// Most types have no meaning. The waits of old key exchanges leave them out: they make the test slow, and every wait
/// refuses them in the same place.
bool is_tried(const wait& w, unsigned type)
{
    return type <= 25 || type >= 254 || !registry::standard()->find_cipher_suite(w.in.suite)->is_export;
}

struct stray_record {
    std::string name;
    content_type type;
    bytes content;
    alert_description alert;
};

const std::vector<stray_record>& stray_records()
{
    using enum content_type;
    static const std::vector<stray_record> all{
        {"application data", application_data, {1, 2, 3}, alert::unexpected_message},
        {"empty application data", application_data, {}, alert::unexpected_message},
        {"empty handshake record", handshake, {}, alert::unexpected_message},
        {"empty alert", content_type::alert, {}, alert::unexpected_message},
        {"half an alert", content_type::alert, {1}, alert::decode_error},
        {"two alerts", content_type::alert, {1, 90, 1, 90}, alert::decode_error},
        {"alert of level 0", content_type::alert, {0, 90}, alert::illegal_parameter},
        {"alert of level 3", content_type::alert, {3, 90}, alert::illegal_parameter},
        {"heartbeat", content_type{24}, {1, 0, 1, 7}, alert::unexpected_message},
        {"type 0", content_type{0}, {1}, alert::unexpected_message},
        {"type 255", content_type{255}, {1}, alert::unexpected_message},
        {"ChangeCipherSpec of 0", content_type::change_cipher_spec, {0}, alert::unexpected_message},
        {"ChangeCipherSpec of 2", content_type::change_cipher_spec, {2}, alert::unexpected_message},
        {"empty ChangeCipherSpec", content_type::change_cipher_spec, {}, alert::unexpected_message},
        {"ChangeCipherSpec of two bytes", content_type::change_cipher_spec, {1, 1}, alert::unexpected_message},
        {"ChangeCipherSpec", content_type::change_cipher_spec, {1}, alert::unexpected_message},
    };
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls12_message_matrix)

BOOST_AUTO_TEST_CASE(rejects_all_unexpected_message_types)
{
    for (auto& w : waits()) {
        for (unsigned type = 0; type < 256; type = next_handshake_type(type)) {
            if (is_tried(w, type) && !w.expected.contains(static_cast<handshake_type>(type)))
                check_unexpected(w, raw_message(static_cast<handshake_type>(type), bytes(type * 7 % 71, 1)));
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_all_unexpected_real_messages)
{
    for (auto& w : waits()) {
        for (auto& m : real_messages()) {
            if (!w.expected.contains(static_cast<handshake_type>(m[0])))
                check_unexpected(w, m);
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_expected_type_with_malformed_body)
{
    for (auto& w : waits()) {
        for (auto type : w.expected) {
            for (std::size_t size : {0, 1, 3, 5, 40, 41, 100, 1000}) {
                for (int value : {0, 1, 255}) {
                    if (size == 0 && may_be_empty(w, type))
                        continue;
                    const auto m = raw_message(type, bytes(size, static_cast<std::uint8_t>(value)));
                    auto c = conversation_at(w, at(w.due, replaced_by(m)));
                    c.run();
                    const auto label = std::to_string(size) + " bytes of " + std::to_string(value) + " in type " +
                                       std::to_string(m[0]) + " to " + description_of(w);
                    BOOST_TEST(c.error.failed(), label);
                    BOOST_TEST((c.error != reason::internal_error), label << ": " << c.engine.error_detail());
                    BOOST_TEST(c.engine.alert_sent().has_value(), label);
                    BOOST_TEST(c.delivered.empty(), label);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_handshake_with_missing_message)
{
    for (auto& w : waits()) {
        // CertificateRequest is the only optional message.
        if (w.due == certificate_request)
            continue;
        auto c = conversation_at(w, at(w.due, dropped()));
        c.run();
        c.engine.end_of_input();
        c.run();
        BOOST_TEST(c.error.failed(), description_of(w));
        BOOST_TEST(!c.engine.handshake_complete(), description_of(w));
        BOOST_TEST(c.delivered.empty(), description_of(w));
    }
}

BOOST_AUTO_TEST_CASE(rejects_unexpected_records)
{
    for (auto& w : waits()) {
        for (auto& r : stray_records()) {
            if (w.due == change_cipher_spec && r.name == "ChangeCipherSpec")
                continue;
            const auto label = r.name + " to " + description_of(w);
            auto c = conversation_at(w, before(w.due, [&](tls12_peer& p) { p.send_record(r.type, r.content); }));
            c.run();
            BOOST_TEST(c.error.failed(), label);
            BOOST_TEST_REQUIRE(c.engine.alert_sent().has_value(), label << ": " << c.error.message());
            BOOST_TEST(to_string(*c.engine.alert_sent()) == to_string(r.alert), label);
            BOOST_TEST(!c.engine.handshake_complete(), label);
            BOOST_TEST(c.delivered.empty(), label);
        }
    }
}

BOOST_AUTO_TEST_CASE(accepts_warning_alerts_but_fatal_alerts_end_handshake)
{
    for (auto& w : waits()) {
        auto fatal = conversation_at(w, before(w.due, [](tls12_peer& p) {
                                         p.send_alert(alert_level::fatal, alert_description::access_denied);
                                     }));
        fatal.run();
        BOOST_TEST(fatal.error == error::alert_received(alert_description::access_denied), description_of(w));
        BOOST_TEST(!fatal.engine.alert_sent(), description_of(w));
        BOOST_TEST(!fatal.engine.handshake_complete(), description_of(w));

        auto warned = conversation_at(w, before(w.due, [](tls12_peer& p) {
                                          p.send_alert(alert_level::warning, alert_description::user_canceled);
                                      }));
        warned.run();
        BOOST_TEST(!warned.error, description_of(w) << ": " << warned.error.message());
        BOOST_TEST(as_text(warned.delivered) == "data", description_of(w));
    }
}

BOOST_AUTO_TEST_CASE(rejects_messages_in_wrong_order)
{
    const std::vector<std::pair<tls12_moment, tls12_moment>> pairs{
        {server_hello, certificate},
        {certificate, server_key_exchange},
        {server_key_exchange, certificate_request},
        {server_key_exchange, server_hello_done},
        {certificate_request, server_hello_done},
        {certificate, client_key_exchange},
        {client_key_exchange, certificate_verify},
    };
    for (auto& [first, second] : pairs) {
        for (auto engine_role : {role::client, role::server}) {
            auto held = std::make_shared<bytes>();
            bool exchanged = false;
            auto scenario = with_client_auth;
            scenario.peer = [&, first = first, second = second](tls12_traits& t) {
                at(first, [=](bytes& m) { *held = std::exchange(m, {}); })(t);
                at(second, [&, held](bytes& m) {
                    exchanged = !held->empty();
                    m = joined(m, *held);
                })(t);
            };
            tls12_conversation c(engine_role, scenario);
            c.run();
            if (!exchanged)
                continue;
            const auto label =
                std::to_string(static_cast<int>(first)) + " after " + std::to_string(static_cast<int>(second));
            BOOST_TEST(c.error.failed(), label);
            BOOST_TEST((c.engine.alert_sent() == alert::unexpected_message), label << ": " << c.error.message());
            BOOST_TEST(!c.engine.handshake_complete(), label);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
