#include "hostile/conversation.hpp"

#include <map>

namespace tls::test {
namespace {

const pki& authority()
{
    static const pki instance;
    return instance;
}

std::shared_ptr<const credential> leaf(key_type type, const std::string& name)
{
    static std::map<std::pair<key_type, std::string>, std::shared_ptr<const credential>> made;
    auto& result = made[{type, name}];
    if (!result)
        result = authority().leaf(type, name);
    return result;
}

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
    settings.client.min_version = protocol_version::tls1_3;
    settings.server.min_version = protocol_version::tls1_3;
    settings.client.groups = settings.server.groups = s.groups;
    if (s.retry) {
        settings.client.groups = {0x001d, 0x0017};
        settings.server.groups = {0x0017};
    }
    if (s.client_auth) {
        settings.client.credentials = {leaf(s.key, "client")};
        settings.server.anchors = authority().anchors();
        settings.server.verify = verify_peer | verify_fail_if_no_peer_cert;
    }
    return settings;
}

conversation::conversation(role engines, const configurations& settings, script s, pace p)
    : ours(engines),
      engine(share(engines == role::client ? settings.client : settings.server)),
      peer(engines == role::client ? role::server : role::client,
           share(engines == role::client ? settings.server : settings.client), std::move(s)),
      size(std::move(p))
{
}

void conversation::run()
{
    for (int idle = 0; idle < 2;) {
        bool progress = step();
        peer.run();
        progress |= carry();
        idle = progress ? 0 : idle + 1;
    }
}

void conversation::end()
{
    engine.end_of_input();
    while (step()) {}
}

/// The engine's turn; whether it got anything done.
bool conversation::step()
{
    error_code now;
    if (!engine.handshake_complete()) {
        engine.handshake(ours, now);
        if (!error)
            error = now;
        return engine.handshake_complete();
    }
    bytes space(100);
    byte_span into(space);
    std::size_t n = 0;
    engine.read({&into, 1}, n, now);
    delivered.insert(delivered.end(), space.begin(), space.begin() + static_cast<std::ptrdiff_t>(n));
    if (!error)
        error = now;
    return n != 0;
}

/// Moves a piece each way; whether there was any.
bool conversation::carry()
{
    bool moved = false;
    if (auto output = engine.output(); !output.empty()) {
        auto n = std::min(size(output.size()), output.size());
        peer.connection().records().input().append(output.first(n));
        engine.sent(n);
        moved = true;
    }
    auto& output = peer.connection().records().output();
    if (auto front = output.front(); !front.empty()) {
        auto space = engine.input_buffer();
        auto n = std::min({size(front.size()), front.size(), space.size()});
        std::copy_n(front.begin(), n, space.begin());
        engine.received(n);
        output.sent(n);
        moved = true;
    }
    return moved;
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
