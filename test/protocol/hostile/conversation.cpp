#include "protocol/hostile/conversation.hpp"

namespace tls::test {
namespace {

std::shared_ptr<const configuration> share(const configuration& config)
{
    return std::make_shared<configuration>(config);
}

void check_refused_once(role side, const violation& m, const configurations& settings, pace p)
{
    conversation c(side, settings, m.deviation, std::move(p));
    c.run();
    BOOST_TEST(c.error == m.reason, c.error.message()
                                        << ": " << c.engine.error_detail() << "; peer: " << c.peer.failure());
    BOOST_TEST(c.engine.alert_sent().has_value());
    if (c.engine.alert_sent())
        BOOST_TEST(to_string(*c.engine.alert_sent()) == to_string(m.alert));
    if (c.peer.alert_received())
        BOOST_TEST(to_string(*c.peer.alert_received()) == to_string(m.alert));
    BOOST_TEST(c.delivered.empty());
    BOOST_TEST(c.engine.pending() == 0u);
    BOOST_TEST(c.engine.handshake_complete() == m.after_handshake);

    // The error is final: further input and calls do not change it.
    const auto error = c.error;
    c.engine.received(pattern(100));
    c.end();
    BOOST_TEST(c.error == error);
    error_code again;
    std::size_t n = 0;
    byte_view data(peer_data);
    c.engine.write({&data, 1}, n, again);
    BOOST_TEST((again == error && n == 0));
}

} // namespace

configurations settings_for(const scenario& s)
{
    configurations settings(authority(), {leaf(s.key, "localhost")});
    // These peers support only TLS 1.3. For TLS 1.2 see tls12_conversation.
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
    if (s.change)
        s.change(settings);
    return settings;
}

conversation::conversation(role side, const configurations& settings, script s, pace p)
    : conversation_base(side, share(side == role::client ? settings.client : settings.server), std::move(p),
                        share(side == role::client ? settings.server : settings.client), std::move(s))
{
}

void conversation::end()
{
    engine.end_of_input();
    while (step()) {}
}

void check_refused(role side, const std::vector<violation>& violations)
{
    for (auto& m : violations) {
        BOOST_TEST_CONTEXT(m.name)
        {
            const auto settings = settings_for(m.in);
            check_refused_once(side, m, settings, whole());
            check_refused_once(side, m, settings, byte_by_byte());
        }
    }
}

void check_accepted(role side, const std::vector<legal_variant>& variants)
{
    for (auto& o : variants) {
        BOOST_TEST_CONTEXT(o.name)
        {
            for (auto& p : {whole(), byte_by_byte()}) {
                conversation c(side, settings_for(o.in), o.deviation, p);
                c.run();
                BOOST_TEST(!c.error, c.error.message()
                                         << ": " << c.engine.error_detail() << "; peer: " << c.peer.failure());
                BOOST_TEST(c.peer.done(), c.peer.failure());
                BOOST_TEST((c.delivered == peer_data));
            }
        }
    }
}

script at(moment when, std::function<void(hostile_peer&, bytes&)> action)
{
    script s;
    s.before = [when, action = std::move(action)](hostile_peer& p, moment now, bytes& encoded) {
        if (now == when)
            action(p, encoded);
    };
    return s;
}

script at(moment when, std::function<void(bytes&)> action)
{
    return at(when, [action = std::move(action)](hostile_peer&, bytes& encoded) { action(encoded); });
}

script after(moment when, std::function<void(hostile_peer&)> action)
{
    script s;
    s.after = [when, action = std::move(action)](hostile_peer& p, moment now) {
        if (now == when)
            action(p);
    };
    return s;
}

script afterwards(std::function<void(hostile_peer&)> action)
{
    script s;
    s.afterwards = std::move(action);
    return s;
}

} // namespace tls::test
