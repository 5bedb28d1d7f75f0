// TLS 1.2 engines with a peer that violates the rules of resumption (RFC 5246 section 7.3, RFC 5077, RFC 7627).

#include "protocol/hostile/tls12_conversation.hpp"
#include "protocol/message/finished.hpp"
#include "protocol/message/new_session_ticket_tls12.hpp"

#include <tls/session.hpp>
#include <tls/session_store.hpp>
#include <tls/ticket_keys.hpp>

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

using ticket_message = message::new_session_ticket_tls12;

enum class by { ticket, id };

constexpr by both_forms[] = {by::ticket, by::id};
const role both_roles[] = {role::client, role::server};

/// The settings of an engine and a peer that both make sessions of one form.
tls12_scenario with_sessions(by form)
{
    const auto keys = ticket_keys::rotating();
    const auto store = std::make_shared<memory_session_store>();
    tls12_scenario scenario;
    scenario.engine = [=](configuration& c) {
        c.negotiation.cipher_suites = {0x1301, 0xc02b, 0xc02c};
        c.sessions.ticket_keys = keys; // seals the sessions in the store, too
        c.sessions.store = store;
    };
    scenario.peer = [=](tls12_traits& traits) {
        traits.sends_ticket = traits.wants_ticket = form == by::ticket;
        traits.session_id = form == by::id ? bytes(32, 0x1d) : bytes();
    };
    return scenario;
}

/// A session in the hands of an engine and of its peer.
struct shared_session {
    session engine;
    tls12_session peer;
};

shared_session make_session(role side, const tls12_scenario& scenario)
{
    tls12_conversation c(side, scenario);
    c.run();
    BOOST_REQUIRE_MESSAGE(!c.error, c.error.message() << ": " << c.engine.error_detail());
    BOOST_REQUIRE_MESSAGE(c.peer.done(), c.peer.failure());
    BOOST_TEST(!c.engine.info().session_reused);
    BOOST_TEST(c.engine.session().empty() == (side == role::server));
    return {c.engine.session(), c.peer.session()};
}

/// A connection on which both sides want to resume a session that they have.
struct resuming_conversation : tls12_conversation {
    resuming_conversation(role side, const tls12_scenario& scenario, pace p, const shared_session& shared,
                          const tls12_script& script)
        : tls12_conversation(side, scripted(scenario, shared, script), std::move(p))
    {
        if (side == role::client)
            engine.set_session(shared.engine);
    }

    static tls12_scenario scripted(tls12_scenario scenario, const shared_session& shared, const tls12_script& script)
    {
        scenario.peer = [first = scenario.peer, shared, script](tls12_traits& traits) {
            first(traits);
            traits.sends_ticket = false;
            traits.session = shared.peer;
            if (script)
                script(traits);
        };
        return scenario;
    }
};

struct violation {
    std::string name;
    tls12_script deviation;
    alert_description alert;
    error::reason reason;
};

/// Checks that the engine rejects each violation in a handshake that resumes a session.
void check_resumption_refused(role side, const std::vector<violation>& violations)
{
    for (auto form : both_forms) {
        const auto scenario = with_sessions(form);
        const auto shared = make_session(side, scenario);
        for (auto& v : violations) {
            for (auto& p : {whole(), byte_by_byte()}) {
                BOOST_TEST_CONTEXT(v.name << (form == by::ticket ? ", by ticket" : ", by ID"))
                {
                    resuming_conversation c(side, scenario, p, shared, v.deviation);
                    c.run();
                    BOOST_TEST(c.error == v.reason,
                               c.error.message() << ": " << c.engine.error_detail() << "; peer: " << c.peer.failure());
                    BOOST_REQUIRE(c.engine.alert_sent());
                    BOOST_TEST(to_string(*c.engine.alert_sent()) == to_string(v.alert));
                    BOOST_TEST(!c.engine.handshake_complete());
                    BOOST_TEST(c.delivered.empty());
                }
            }
        }
    }
}

/// Checks that the engine completes its handshake, resumed or not.
void check_completes(role side, bool resumed, const std::string& name, const tls12_script& script)
{
    for (auto form : both_forms) {
        const auto scenario = with_sessions(form);
        const auto shared = make_session(side, scenario);
        for (auto& p : {whole(), byte_by_byte()}) {
            BOOST_TEST_CONTEXT(name << (form == by::ticket ? ", by ticket" : ", by ID"))
            {
                resuming_conversation c(side, scenario, p, shared, script);
                c.run();
                BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
                BOOST_TEST(c.peer.done(), c.peer.failure());
                BOOST_TEST(c.engine.info().session_reused == resumed);
                BOOST_TEST(c.peer.resumed() == resumed);
                // RFC 5929 section 3.1: the first Finished.
                BOOST_TEST((c.engine.binding(channel_binding::tls_unique) ==
                            (resumed ? c.peer.server_verify_data() : c.peer.client_verify_data())));
                BOOST_TEST(as_text(c.delivered) == "data");
            }
        }
    }
}

tls12_script hello_with(std::function<void(message::server_hello&)> change)
{
    return with<message::server_hello>(server_hello, std::move(change));
}

tls12_script client_hello_with(std::function<void(message::client_hello&)> change)
{
    return with<message::client_hello>(client_hello, std::move(change));
}

const tls12_script wrong_finished = with<message::finished>(finished, [](auto& f) { f.verify_data.back() ^= 1; });
const tls12_script no_finished = at(finished, [](bytes& encoded) { encoded.clear(); });
const tls12_script no_change_cipher_spec = at(change_cipher_spec, [](bytes& content) { content.clear(); });

bytes a_ticket()
{
    return message::encode_message(ticket_message{300, bytes(10, 0x33)});
}

/// Makes a server renew the ticket, and changes the message.
tls12_script renewing(std::function<void(bytes& encoded)> change)
{
    return [=](tls12_traits& traits) {
        traits.sends_ticket = true;
        at(new_session_ticket, change)(traits);
    };
}

const violation ticket_violations[] = {
    {"announced, but not sent", renewing([](bytes& encoded) { encoded.clear(); }), alert::unexpected_message,
     reason::bad_change_cipher_spec},
    {"sent twice in one record", renewing([](bytes& encoded) { encoded = joined(encoded, encoded); }),
     alert::unexpected_message, reason::not_on_record_boundary},
    {"sent twice",
     [](tls12_traits& traits) {
         traits.sends_ticket = true;
         before(change_cipher_spec, [](tls12_peer& p) { p.send_message(a_ticket()); })(traits);
     },
     alert::unexpected_message, reason::finished_before_change_cipher_spec},
    {"not announced", before(change_cipher_spec, [](tls12_peer& p) { p.send_message(a_ticket()); }),
     alert::unexpected_message, reason::finished_before_change_cipher_spec},
    {"truncated", renewing([](bytes& encoded) {
         encoded.pop_back();
         --encoded[3];
     }),
     alert::decode_error, reason::decode_error},
    {"with a trailing byte", renewing([](bytes& encoded) {
         encoded.push_back(0);
         ++encoded[3];
     }),
     alert::decode_error, reason::length_mismatch},
};

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_tls12_resumption)

BOOST_AUTO_TEST_CASE(resumes_with_conforming_peer)
{
    for (auto side : both_roles)
        check_completes(side, true, "conforming", {});
}

BOOST_AUTO_TEST_CASE(client_rejects_resumption_with_other_parameters)
{
    check_resumption_refused(
        role::client,
        {{"another suite", hello_with([](auto& h) { h.cipher_suite = 0xc02c; }), alert::illegal_parameter,
          reason::old_session_cipher_not_returned},
         {"suite that was not offered", hello_with([](auto& h) { h.cipher_suite = 0xc030; }), alert::illegal_parameter,
          reason::wrong_cipher_returned},
         {"without extended_master_secret", hello_with([](auto& h) { h.extensions.extended_master_secret.reset(); }),
          alert::handshake_failure, reason::inconsistent_extended_master_secret},
         {"TLS 1.1", hello_with([](auto& h) { h.legacy_version = protocol_version::tls1_1; }), alert::protocol_version,
          reason::unsupported_protocol},
         {"without renegotiation_info", hello_with([](auto& h) { h.extensions.renegotiation_info.reset(); }),
          alert::handshake_failure, reason::unsafe_legacy_renegotiation_disabled},
         {"renegotiation_info of another connection",
          hello_with([](auto& h) { h.extensions.renegotiation_info->renegotiated_connection = bytes(24); }),
          alert::handshake_failure, reason::renegotiation_mismatch},
         {"compression", hello_with([](auto& h) { h.legacy_compression_method = 1; }), alert::illegal_parameter,
          reason::invalid_compression_method}});
}

BOOST_AUTO_TEST_CASE(client_rejects_another_application_protocol)
{
    for (auto form : both_forms) {
        auto scenario = with_sessions(form);
        scenario.engine = [first = scenario.engine](configuration& c) {
            first(c);
            c.negotiation.alpn_protocols = {"h2", "http/1.1"};
        };
        const auto shared = make_session(role::client, scenario); // without a protocol
        const auto chooses = hello_with([](auto& h) {
            h.extensions.application_layer_protocol_negotiation = extension::selected_application_protocol{"h2"};
        });
        resuming_conversation c(role::client, scenario, whole(), shared, chooses);
        c.run();
        BOOST_TEST(c.error == reason::illegal_parameter);
        BOOST_TEST((c.engine.alert_sent() == alert_description::illegal_parameter));
    }
}

BOOST_AUTO_TEST_CASE(client_rejects_session_that_it_did_not_offer)
{
    // The session id of a client that offers TLS 1.3 too is random.
    const auto echoes = [](tls12_traits& traits) {
        traits.before = [](tls12_peer& p, tls12_moment when, bytes& encoded) {
            if (when != server_hello)
                return;
            auto hello = message::decode_message<message::server_hello>(encoded);
            hello.legacy_session_id_echo = p.client_hello().legacy_session_id;
            encoded = message::encode_message(static_cast<message::server_hello&>(hello));
        };
    };
    check_refused(role::client, {{"unknown session", echoes, alert::illegal_parameter, reason::session_id_mismatch}});
}

BOOST_AUTO_TEST_CASE(rejects_wrong_end_of_handshake)
{
    for (auto side : both_roles) {
        check_resumption_refused(
            side, {{"wrong Finished", wrong_finished, alert::decrypt_error, reason::finished_mismatch},
                   {"no ChangeCipherSpec", no_change_cipher_spec, alert::unexpected_message,
                    reason::finished_before_change_cipher_spec},
                   {"data before Finished",
                    before(finished, [](tls12_peer& p) { p.send_record(content_type::application_data, bytes(3)); }),
                    alert::unexpected_message, reason::unexpected_message},
                   {"wrong key", after(change_cipher_spec, [](tls12_peer& p) { p.use_wrong_key(); }),
                    alert::bad_record_mac, reason::bad_record_mac},
                   {"another message",
                    at(finished, [](bytes& encoded) { encoded = raw_message(handshake_type::server_hello_done); }),
                    alert::unexpected_message, reason::unexpected_message}});
    }
}

BOOST_AUTO_TEST_CASE(client_rejects_wrong_ticket_messages)
{
    for (const auto& v : ticket_violations) {
        check_resumption_refused(role::client, {v});
        // The same in a full handshake.
        check_refused(role::client, {{v.name, v.deviation, v.alert, v.reason}});
    }
    check_refused(role::client, {{"after the handshake",
                                  afterwards([](tls12_peer& p) { p.send_message(a_ticket()); }),
                                  alert::unexpected_message,
                                  reason::unexpected_message,
                                  {},
                                  true}});
}

BOOST_AUTO_TEST_CASE(client_takes_renewed_ticket_and_keeps_session_without_one)
{
    for (bool empty : {false, true}) {
        const auto scenario = with_sessions(by::ticket);
        const auto shared = make_session(role::client, scenario);
        const auto script = renewing([=](bytes& encoded) {
            if (empty)
                encoded = message::encode_message(ticket_message{0, {}});
        });
        resuming_conversation c(role::client, scenario, byte_by_byte(), shared, script);
        c.run();
        BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
        BOOST_TEST(c.engine.info().session_reused);
        BOOST_TEST((c.engine.session() == shared.engine) == empty);
    }
}

BOOST_AUTO_TEST_CASE(completes_full_handshake_if_peer_has_lost_session)
{
    for (auto side : both_roles) {
        check_completes(side, false, "lost", [=](tls12_traits& traits) {
            if (!traits.session_id.empty())
                traits.session_id = bytes(32, 0x2e);
            if (side == role::client)
                traits.session.reset();
            else
                (traits.session->ticket.empty() ? traits.session->id : traits.session->ticket).back() ^= 1;
        });
    }
}

BOOST_AUTO_TEST_CASE(server_rejects_loss_of_extended_master_secret)
{
    check_resumption_refused(
        role::server, {{"no extension", client_hello_with([](auto& h) { h.extensions.extended_master_secret.reset(); }),
                        alert::handshake_failure, reason::inconsistent_extended_master_secret},
                       {"renegotiation_info of another connection", client_hello_with([](auto& h) {
                            h.extensions.renegotiation_info->renegotiated_connection = bytes(12);
                        }),
                        alert::handshake_failure, reason::renegotiation_mismatch}});
}

BOOST_AUTO_TEST_CASE(server_does_not_resume_what_client_did_not_offer_completely)
{
    check_completes(role::server, false, "suite", [](tls12_traits& traits) { traits.suite = 0xc02c; });
    check_completes(role::server, false, "name", client_hello_with([](auto& h) {
                        h.extensions.server_name = extension::server_name{"other.example"};
                    }));
    check_completes(role::server, false, "no name",
                    client_hello_with([](auto& h) { h.extensions.server_name.reset(); }));
}

BOOST_AUTO_TEST_CASE(server_issues_no_session_without_extended_master_secret)
{
    for (auto form : both_forms) {
        auto scenario = with_sessions(form);
        scenario.peer = [first = scenario.peer](tls12_traits& traits) {
            first(traits);
            traits.extended_master_secret = false;
        };
        tls12_conversation c(role::server, scenario);
        c.run();
        BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
        BOOST_TEST(c.peer.session().ticket.empty());
        BOOST_TEST(c.peer.session().id.empty());
        tls12_conversation client(role::client, scenario);
        client.run();
        BOOST_TEST(!client.error, client.error.message() << ": " << client.engine.error_detail());
        BOOST_TEST(client.engine.session().empty());
    }
}

BOOST_AUTO_TEST_CASE(server_accepts_ticket_without_session_id)
{
    // RFC 5077 section 3.4: the client may send an empty session ID. The server echoes that.
    const auto scenario = with_sessions(by::ticket);
    const auto shared = make_session(role::server, scenario);
    resuming_conversation c(role::server, scenario, whole(), shared,
                            [](tls12_traits& traits) { traits.expects_resumption = true; });
    c.run();
    BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
    BOOST_TEST(c.engine.info().session_reused);
    BOOST_TEST(as_text(c.delivered) == "data");
}

BOOST_AUTO_TEST_CASE(server_ignores_session_in_renegotiation)
{
    for (auto form : both_forms) {
        auto scenario = with_sessions(form);
        scenario.engine = [first = scenario.engine](configuration& c) {
            first(c);
            c.tls12.renegotiation = renegotiation::by_either;
        };
        const auto shared = make_session(role::server, scenario);
        resuming_conversation c(role::server, scenario, whole(), shared, [&](tls12_traits& traits) {
            traits.before = [&](tls12_peer& p, tls12_moment when, bytes& encoded) {
                if (when != client_hello || p.handshakes() != 1)
                    return;
                auto hello = message::decode_message<message::client_hello>(encoded);
                hello.legacy_session_id = shared.peer.id.empty() ? bytes(32, 0x51) : shared.peer.id;
                hello.extensions.session_ticket = extension::session_ticket{shared.peer.ticket};
                encoded = message::encode_message(static_cast<message::client_hello&>(hello));
            };
            traits.afterwards = [](tls12_peer& p) {
                if (p.handshakes() == 1)
                    p.send_client_hello();
            };
        });
        c.run();
        BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
        BOOST_TEST(c.peer.handshakes() == 2u, c.peer.failure());
        BOOST_TEST(c.engine.info().renegotiations == 1u);
        BOOST_TEST(!c.engine.info().session_reused);
        BOOST_TEST(c.peer.session().id.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
