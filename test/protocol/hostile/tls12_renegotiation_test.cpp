// What both sides of TLS 1.2 do with peers that break the rules of a renegotiation (RFC 5746, RFC 7627).

#include "protocol/hostile/tls12_conversation.hpp"

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

constexpr auto application_data = content_type::application_data;
const role both[] = {role::client, role::server};

/// The peer's part of a beginning: its ClientHello, or its HelloRequest.
void begin(tls12_peer& p)
{
    if (p.side() == role::client)
        p.send_client_hello();
    else
        p.send_message(raw_message(handshake_type::hello_request));
}

tls12_scene willing(std::function<void(tls12_traits&)> peer = {}, bool client_auth = false)
{
    return {.client_auth = client_auth,
            .engine = [](configuration& c) { c.tls12.renegotiation = renegotiation::by_either; },
            .peer = std::move(peer)};
}

/// Acts in the second handshake only.
tls12_script in_second(tls12_script script)
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

struct misdeed {
    std::string name;
    tls12_script what; ///< in the second handshake
    alert_description alert;
    error::reason reason;
    bool client_auth = false;
};

/// The peer begins a renegotiation, and misbehaves in it.
void check_refused_again(role engines, const std::vector<misdeed>& misdeeds)
{
    for (auto& m : misdeeds) {
        for (auto& p : {whole(), byte_by_byte()}) {
            BOOST_TEST_CONTEXT(m.name)
            {
                auto scene = willing({}, m.client_auth);
                scene.peer = [&](tls12_traits& traits) {
                    in_second(m.what)(traits);
                    traits.afterwards = [](tls12_peer& peer) {
                        if (peer.handshakes() == 1)
                            begin(peer);
                    };
                };
                tls12_conversation c(engines, scene, p);
                c.run();
                BOOST_TEST(c.error == m.reason,
                           c.error.message() << ": " << c.engine.error_detail() << "; the peer: " << c.peer.failure());
                BOOST_REQUIRE(c.engine.alert_sent());
                BOOST_TEST(to_string(*c.engine.alert_sent()) == to_string(m.alert));
                BOOST_TEST(c.engine.info().renegotiations == 0u);
            }
        }
    }
}

tls12_script hello(tls12_moment when, std::function<void(std::optional<extension::renegotiation_info>&)> change)
{
    if (when == client_hello)
        return with<message::client_hello>(when, [=](auto& h) { change(h.extensions.renegotiation_info); });
    return with<message::server_hello>(when, [=](auto& h) { change(h.extensions.renegotiation_info); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(in_a_renegotiation_of_tls12)

BOOST_AUTO_TEST_CASE(a_peer_that_keeps_to_the_rules_is_welcome)
{
    for (auto ours : both) {
        for (auto& p : {whole(), byte_by_byte()}) {
            auto scene = willing(afterwards([](tls12_peer& peer) {
                if (peer.handshakes() == 1)
                    begin(peer);
            }));
            tls12_conversation c(ours, scene, p);
            c.run();
            BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
            BOOST_TEST(c.peer.handshakes() == 2u, c.peer.failure());
            BOOST_TEST(c.engine.info().renegotiations == 1u);
            BOOST_TEST(as_text(c.delivered) == "data");
        }
    }
}

BOOST_AUTO_TEST_CASE(both_handshakes_must_be_bound_together)
{
    for (auto ours : both) {
        const auto when = ours == role::client ? server_hello : client_hello;
        const auto wrong = [](auto& info) { info->renegotiated_connection.back() ^= 1; };
        const auto alert = alert_description::handshake_failure;
        check_refused_again(ours,
                            {{"another verify_data", hello(when, wrong), alert, reason::renegotiation_mismatch},
                             {"none", hello(when, [](auto& info) { info->renegotiated_connection.clear(); }), alert,
                              reason::renegotiation_mismatch},
                             {"too much", hello(when, [](auto& info) { info->renegotiated_connection.push_back(0); }),
                              alert, reason::renegotiation_mismatch},
                             {"no renegotiation_info", hello(when, [](auto& info) { info.reset(); }), alert,
                              reason::renegotiation_mismatch}});
    }
    check_refused_again(role::server,
                        {{"the SCSV",
                          with<message::client_hello>(
                              client_hello, [](auto& h) { h.cipher_suites.push_back(scsv::empty_renegotiation_info); }),
                          alert::handshake_failure, reason::scsv_received_when_renegotiating}});
}

BOOST_AUTO_TEST_CASE(extended_master_secret_is_not_given_up)
{
    check_refused_again(
        role::server,
        {{"by the client",
          with<message::client_hello>(client_hello, [](auto& h) { h.extensions.extended_master_secret.reset(); }),
          alert::handshake_failure, reason::inconsistent_extended_master_secret}});
    check_refused_again(
        role::client,
        {{"by the server",
          with<message::server_hello>(server_hello, [](auto& h) { h.extensions.extended_master_secret.reset(); }),
          alert::handshake_failure, reason::inconsistent_extended_master_secret}});
}

BOOST_AUTO_TEST_CASE(version_and_names_stay)
{
    check_refused_again(
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
    check_refused_again(
        role::client,
        {{"TLS 1.1",
          with<message::server_hello>(server_hello, [](auto& h) { h.legacy_version = protocol_version::tls1_1; }),
          alert::protocol_version, reason::unsupported_protocol}});
}

BOOST_AUTO_TEST_CASE(peers_stay_who_they_were)
{
    const auto other = [](tls12_peer& p) { p.traits.own = leaf(key_type::secp256r1, "other"); };
    check_refused_again(role::client, {{"another certificate", before(server_hello, other), alert::illegal_parameter,
                                        reason::peer_changed}});
    check_refused_again(role::server, {{"another certificate", before(client_hello, other), alert::illegal_parameter,
                                        reason::peer_changed, true}});
}

BOOST_AUTO_TEST_CASE(data_may_come_until_the_keys_change_and_not_before_finished)
{
    const auto data = [](tls12_peer& p) { p.send_record(application_data, as_bytes("x")); };
    for (auto ours : both) {
        check_refused_again(ours, {{"before Finished", before(finished, data), alert::unexpected_message,
                                    reason::data_between_change_cipher_spec_and_finished}});
        const auto first = ours == role::client ? server_hello : client_hello;
        for (auto when :
             {first, ours == role::client ? server_key_exchange : client_key_exchange, change_cipher_spec}) {
            auto scene = willing([&](tls12_traits& traits) {
                in_second(before(when, data))(traits);
                traits.afterwards = [](tls12_peer& peer) {
                    if (peer.handshakes() == 1)
                        begin(peer);
                };
            });
            tls12_conversation c(ours, scene);
            c.run();
            BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
            BOOST_TEST(c.peer.handshakes() == 2u, c.peer.failure());
            BOOST_TEST(c.delivered.size() == 5u);
        }
    }
}

BOOST_AUTO_TEST_CASE(floods_of_beginnings_end_the_connection)
{
    tls12_conversation client(role::client, willing(afterwards([](tls12_peer& p) {
                                  for (int i = 0; i < 1000; ++i)
                                      begin(p);
                              })));
    client.run();
    BOOST_TEST(client.error == reason::too_many_hello_requests);

    for (auto ours : both) {
        tls12_conversation again(ours, willing(afterwards([](tls12_peer& p) { begin(p); })));
        again.run();
        // The peer sends its data behind the first handshake, and never again.
        BOOST_TEST(again.error == reason::too_many_renegotiations);
        BOOST_TEST(again.engine.info().renegotiations <= 3u);
    }
}

BOOST_AUTO_TEST_CASE(what_stands_behind_finished_in_its_record_is_not_overlooked)
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
