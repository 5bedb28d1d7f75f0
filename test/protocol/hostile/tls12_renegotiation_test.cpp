// TLS 1.2 engines with a peer that violates the rules of renegotiation (RFC 5746, RFC 7627).

#include "protocol/hostile/tls12_conversation.hpp"

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

constexpr auto application_data = content_type::application_data;
const role both_roles[] = {role::client, role::server};

/// Starts a renegotiation: a client sends ClientHello, a server HelloRequest.
void start_renegotiation(tls12_peer& p)
{
    if (p.side() == role::client)
        p.send_client_hello();
    else
        p.send_message(raw_message(handshake_type::hello_request));
}

tls12_scenario allowing_renegotiation(std::function<void(tls12_traits&)> peer = {}, bool client_auth = false)
{
    return {.client_auth = client_auth,
            .engine = [](configuration& c) { c.tls12.renegotiation = renegotiation::by_either; },
            .peer = std::move(peer)};
}

/// Restricts a script to the second handshake.
tls12_script in_second_handshake(tls12_script script)
{
    return [=](tls12_traits& traits) {
        tls12_traits scripted;
        script(scripted);
        traits.before = [=](tls12_peer& p, tls12_moment when, bytes& encoded) {
            if (p.handshakes() == 1 && scripted.before)
                scripted.before(p, when, encoded);
        };
        traits.after = [=](tls12_peer& p, tls12_moment when) {
            if (p.handshakes() == 1 && scripted.after)
                scripted.after(p, when);
        };
    };
}

struct violation {
    std::string name;
    tls12_script deviation; ///< in the second handshake
    alert_description alert;
    error::reason reason;
    bool client_auth = false;
    protocol_version min_version = protocol_version::tls1_2; ///< of the engine
};

/// Checks that the engine rejects each violation in a renegotiation that the peer starts.
void check_renegotiation_refused(role side, const std::vector<violation>& violations)
{
    for (auto& m : violations) {
        for (auto& p : {whole(), byte_by_byte()}) {
            BOOST_TEST_CONTEXT(m.name)
            {
                auto scenario = allowing_renegotiation({}, m.client_auth);
                scenario.engine = [&, allow = scenario.engine](configuration& c) {
                    allow(c);
                    c.negotiation.min_version = m.min_version;
                    if (m.min_version < protocol_version::tls1_2)
                        c.negotiation.cipher_suites = {scenario.suite, 0xc009}; // with a suite for these versions
                };
                scenario.peer = [&](tls12_traits& traits) {
                    in_second_handshake(m.deviation)(traits);
                    traits.afterwards = [](tls12_peer& peer) {
                        if (peer.handshakes() == 1)
                            start_renegotiation(peer);
                    };
                };
                tls12_conversation c(side, scenario, p);
                c.run();
                BOOST_TEST(c.error == m.reason,
                           c.error.message() << ": " << c.engine.error_detail() << "; peer: " << c.peer.failure());
                BOOST_REQUIRE(c.engine.alert_sent());
                BOOST_TEST(to_string(*c.engine.alert_sent()) == to_string(m.alert));
                BOOST_TEST(c.engine.info().renegotiations == 0u);
            }
        }
    }
}

tls12_script hello_with_info(tls12_moment when,
                             std::function<void(std::optional<extension::renegotiation_info>&)> change)
{
    if (when == client_hello)
        return with<message::client_hello>(when, [=](auto& h) { change(h.extensions.renegotiation_info); });
    return with<message::server_hello>(when, [=](auto& h) { change(h.extensions.renegotiation_info); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_tls12_renegotiation)

BOOST_AUTO_TEST_CASE(accepts_conforming_peer)
{
    for (auto engine_role : both_roles) {
        for (auto& p : {whole(), byte_by_byte()}) {
            auto scenario = allowing_renegotiation(afterwards([](tls12_peer& peer) {
                if (peer.handshakes() == 1)
                    start_renegotiation(peer);
            }));
            tls12_conversation c(engine_role, scenario, p);
            c.run();
            BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
            BOOST_TEST(c.peer.handshakes() == 2u, c.peer.failure());
            BOOST_TEST(c.engine.info().renegotiations == 1u);
            BOOST_TEST(as_text(c.delivered) == "data");
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_renegotiation_not_bound_to_first_handshake)
{
    for (auto engine_role : both_roles) {
        const auto when = engine_role == role::client ? server_hello : client_hello;
        const auto wrong = [](auto& info) { info->renegotiated_connection.back() ^= 1; };
        const auto alert = alert_description::handshake_failure;
        check_renegotiation_refused(
            engine_role,
            {{"another verify_data", hello_with_info(when, wrong), alert, reason::renegotiation_mismatch},
             {"empty renegotiation_info",
              hello_with_info(when, [](auto& info) { info->renegotiated_connection.clear(); }), alert,
              reason::renegotiation_mismatch},
             {"trailing byte", hello_with_info(when, [](auto& info) { info->renegotiated_connection.push_back(0); }),
              alert, reason::renegotiation_mismatch},
             {"no renegotiation_info", hello_with_info(when, [](auto& info) { info.reset(); }), alert,
              reason::renegotiation_mismatch}});
    }
    check_renegotiation_refused(
        role::server, {{"SCSV",
                        with<message::client_hello>(
                            client_hello, [](auto& h) { h.cipher_suites.push_back(scsv::empty_renegotiation_info); }),
                        alert::handshake_failure, reason::scsv_received_when_renegotiating}});
}

BOOST_AUTO_TEST_CASE(rejects_loss_of_extended_master_secret)
{
    check_renegotiation_refused(
        role::server,
        {{"by the client",
          with<message::client_hello>(client_hello, [](auto& h) { h.extensions.extended_master_secret.reset(); }),
          alert::handshake_failure, reason::inconsistent_extended_master_secret}});
    check_renegotiation_refused(
        role::client,
        {{"by the server",
          with<message::server_hello>(server_hello, [](auto& h) { h.extensions.extended_master_secret.reset(); }),
          alert::handshake_failure, reason::inconsistent_extended_master_secret}});
}

BOOST_AUTO_TEST_CASE(rejects_changed_version_or_server_name)
{
    check_renegotiation_refused(
        role::server,
        {{"TLS 1.1",
          with<message::client_hello>(client_hello, [](auto& h) { h.legacy_version = protocol_version::tls1_1; }),
          alert::protocol_version, reason::unsupported_protocol},
         {"TLS 1.3 alone",
          with<message::client_hello>(client_hello,
                                      [](auto& h) {
                                          h.extensions.supported_versions =
                                              extension::supported_versions{{protocol_version::tls1_3}};
                                      }),
          alert::protocol_version, reason::unsupported_protocol},
         {"another server_name",
          with<message::client_hello>(
              client_hello, [](auto& h) { h.extensions.server_name = extension::server_name{"other.example"}; }),
          alert::handshake_failure, reason::renegotiation_mismatch}});
    check_renegotiation_refused(
        role::client,
        {{"TLS 1.1",
          with<message::server_hello>(server_hello, [](auto& h) { h.legacy_version = protocol_version::tls1_1; }),
          alert::protocol_version, reason::unsupported_protocol},
         {"TLS 1.1, which the client's settings allow",
          with<message::server_hello>(server_hello,
                                      [](auto& h) {
                                          h.legacy_version = protocol_version::tls1_1;
                                          h.cipher_suite = 0xc009;
                                      }),
          alert::protocol_version, reason::unsupported_protocol, false, protocol_version::tls1_0}});
}

BOOST_AUTO_TEST_CASE(rejects_changed_certificate)
{
    const auto other = [](tls12_peer& p) { p.traits.own = leaf(key_type::secp256r1, "other"); };
    check_renegotiation_refused(role::client, {{"another certificate", before(server_hello, other),
                                                alert::illegal_parameter, reason::peer_changed}});
    check_renegotiation_refused(role::server, {{"another certificate", before(client_hello, other),
                                                alert::illegal_parameter, reason::peer_changed, true}});
}

BOOST_AUTO_TEST_CASE(accepts_data_before_key_change_but_not_before_finished)
{
    const auto data = [](tls12_peer& p) { p.send_record(application_data, as_bytes("x")); };
    for (auto engine_role : both_roles) {
        check_renegotiation_refused(engine_role, {{"before Finished", before(finished, data), alert::unexpected_message,
                                                   reason::data_between_change_cipher_spec_and_finished}});
        const auto first = engine_role == role::client ? server_hello : client_hello;
        for (auto when :
             {first, engine_role == role::client ? server_key_exchange : client_key_exchange, change_cipher_spec}) {
            auto scenario = allowing_renegotiation([&](tls12_traits& traits) {
                in_second_handshake(before(when, data))(traits);
                traits.afterwards = [](tls12_peer& peer) {
                    if (peer.handshakes() == 1)
                        start_renegotiation(peer);
                };
            });
            tls12_conversation c(engine_role, scenario);
            c.run();
            BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
            BOOST_TEST(c.peer.handshakes() == 2u, c.peer.failure());
            BOOST_TEST(c.delivered.size() == 5u);
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_flood_of_renegotiations)
{
    tls12_conversation client(role::client, allowing_renegotiation(afterwards([](tls12_peer& p) {
                                  for (int i = 0; i < 1000; ++i)
                                      start_renegotiation(p);
                              })));
    client.run();
    BOOST_TEST(client.error == reason::too_many_hello_requests);

    for (auto engine_role : both_roles) {
        tls12_conversation again(engine_role,
                                 allowing_renegotiation(afterwards([](tls12_peer& p) { start_renegotiation(p); })));
        again.run();
        // The peer sends application data only after the first handshake.
        BOOST_TEST(again.error == reason::too_many_renegotiations);
        BOOST_TEST(again.engine.info().renegotiations <= 3u);
    }
}

BOOST_AUTO_TEST_CASE(accepts_hello_request_in_record_of_finished)
{
    for (auto allowed : {renegotiation::refused, renegotiation::by_server}) {
        tls12_conversation c(role::client,
                             {.engine = [=](configuration& config) { config.tls12.renegotiation = allowed; },
                              .peer =
                                  [](tls12_traits& traits) {
                                      traits.before = [](tls12_peer& p, tls12_moment when, bytes& encoded) {
                                          if (when == finished && p.handshakes() == 0)
                                              encoded = joined(encoded, raw_message(handshake_type::hello_request));
                                      };
                                  }});
        c.run();
        BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
        BOOST_TEST(as_text(c.delivered) == "data");
        if (allowed == renegotiation::refused)
            BOOST_TEST((c.peer.alert_received() == alert_description::no_renegotiation));
        else
            BOOST_TEST(c.engine.info().renegotiations == 1u, c.peer.failure());
    }
}

BOOST_AUTO_TEST_SUITE_END()
