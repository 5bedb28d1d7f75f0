#include "protocol/hostile/conversation.hpp"

namespace tls::test {
namespace {

std::shared_ptr<const configuration> share(const configuration& config)
{
    return std::make_shared<configuration>(config);
}

void check_refused_once(role engines, const misdeed& m, const configurations& settings, pace p)
{
    conversation c(engines, settings, m.what, std::move(p));
    c.run();
    BOOST_TEST(c.error == m.reason, c.error.message()
                                        << ": " << c.engine.error_detail() << "; the peer: " << c.peer.failure());
    BOOST_TEST(c.engine.alert_sent().has_value());
    if (c.engine.alert_sent())
        BOOST_TEST(to_string(*c.engine.alert_sent()) == to_string(m.alert));
    if (c.peer.alert_received())
        BOOST_TEST(to_string(*c.peer.alert_received()) == to_string(m.alert));
    BOOST_TEST(c.delivered.empty());
    BOOST_TEST(c.engine.pending() == 0u);
    BOOST_TEST(c.engine.handshake_complete() == m.after_handshake);

    // It stays that way, whatever comes or is asked.
    const auto error = c.error;
    c.engine.received(pattern(100));
    c.end();
    BOOST_TEST(c.error == error);
    error_code again;
    std::size_t n = 0;
    byte_view data(peers_data);
    c.engine.write({&data, 1}, n, again);
    BOOST_TEST((again == error && n == 0));
}

} // namespace

configurations settings_for(const scenario& s)
{
    configurations settings(authority(), {leaf(s.key, "localhost")});
    // The peers here speak TLS 1.3; those of TLS 1.2 have conversations of their own.
    settings.client.negotiation.min_version = protocol_version::tls1_3;
    settings.server.negotiation.min_version = protocol_version::tls1_3;
    settings.client.verification.request_staple = true;
    settings.client.negotiation.groups = settings.server.negotiation.groups = s.groups;
    if (s.retry) {
        settings.client.negotiation.groups = {0x001d, 0x0017};
        settings.server.negotiation.groups = {0x0017};
    }
    if (s.client_auth) {
        settings.client.authentication.credentials = {leaf(s.key, "client")};
        settings.server.verification.anchors = authority().anchors();
        settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    }
    return settings;
}

conversation::conversation(role engines, const configurations& settings, script s, pace p)
    : talk(engines, share(engines == role::client ? settings.client : settings.server), std::move(p),
           share(engines == role::client ? settings.server : settings.client), std::move(s))
{
}

void conversation::end()
{
    engine.end_of_input();
    while (step()) {}
}

void check_refused(role engines, const std::vector<misdeed>& misdeeds)
{
    for (auto& m : misdeeds) {
        BOOST_TEST_CONTEXT(m.name)
        {
            const auto settings = settings_for(m.in);
            check_refused_once(engines, m, settings, whole());
            check_refused_once(engines, m, settings, byte_by_byte());
        }
    }
}

void check_accepted(role engines, const std::vector<oddity>& oddities)
{
    for (auto& o : oddities) {
        BOOST_TEST_CONTEXT(o.name)
        {
            for (auto& p : {whole(), byte_by_byte()}) {
                conversation c(engines, settings_for(o.in), o.what, p);
                c.run();
                BOOST_TEST(!c.error, c.error.message()
                                         << ": " << c.engine.error_detail() << "; the peer: " << c.peer.failure());
                BOOST_TEST(c.peer.done(), c.peer.failure());
                BOOST_TEST((c.delivered == peers_data));
            }
        }
    }
}

script at(moment when, std::function<void(hostile_peer&, bytes&)> act)
{
    script s;
    s.before = [when, act = std::move(act)](hostile_peer& p, moment now, bytes& encoded) {
        if (now == when)
            act(p, encoded);
    };
    return s;
}

script at(moment when, std::function<void(bytes&)> act)
{
    return at(when, [act = std::move(act)](hostile_peer&, bytes& encoded) { act(encoded); });
}

script after(moment when, std::function<void(hostile_peer&)> act)
{
    script s;
    s.after = [when, act = std::move(act)](hostile_peer& p, moment now) {
        if (now == when)
            act(p);
    };
    return s;
}

script afterwards(std::function<void(hostile_peer&)> act)
{
    script s;
    s.afterwards = std::move(act);
    return s;
}

} // namespace tls::test
