#include "protocol/hostile/tls12_conversation.hpp"

#include <tls/configuration.hpp>

namespace tls::test {
namespace {

bool is_server(role r)
{
    return r == role::server;
}

std::shared_ptr<const configuration> engine_settings(role engines, const tls12_scene& scene)
{
    auto settings = std::make_shared<configuration>();
    settings->negotiation.cipher_suites = {0x1301, scene.suite};
    settings->verification.anchors = authority().anchors();
    if (!is_server(engines))
        settings->verification.mode = verify_peer;
    else if (scene.client_auth)
        settings->verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    if (is_server(engines) || scene.client_auth)
        settings->authentication.credentials = {leaf(scene.key, is_server(engines) ? "localhost" : "client")};
    if (scene.engine)
        scene.engine(*settings);
    return settings;
}

tls12_traits peer_traits(role engines, const tls12_scene& scene)
{
    tls12_traits traits;
    traits.suite = scene.suite;
    traits.scheme = scene.key == key_type::rsa ? 0x0804 : 0x0403;
    if (!is_server(engines) || scene.client_auth)
        traits.own = leaf(scene.key, is_server(engines) ? "client" : "localhost");
    traits.asks_for_certificate = scene.client_auth;
    if (scene.peer)
        scene.peer(traits);
    return traits;
}

std::string account_of(const tls12_conversation& c)
{
    auto words = c.error ? c.error.message() : std::string("no error");
    words.append(": ").append(c.engine.error_detail());
    if (auto sent = c.engine.alert_sent())
        words.append("; alert ").append(to_string(*sent));
    return words.append("; the peer: ").append(c.peer.failure());
}

void check_refused_once(role engines, const tls12_misdeed& m, const tls12_scene& scene, pace p)
{
    tls12_conversation c(engines, scene, std::move(p));
    c.run();
    BOOST_TEST(c.error == m.reason, account_of(c));
    BOOST_TEST(c.engine.alert_sent().has_value());
    if (c.engine.alert_sent())
        BOOST_TEST(to_string(*c.engine.alert_sent()) == to_string(m.alert), account_of(c));
    if (c.peer.alert_received()) {
        BOOST_TEST(to_string(*c.peer.alert_received()) == to_string(m.alert));
        BOOST_TEST((c.peer.alert_level_received() == alert_level::fatal));
    }
    BOOST_TEST(c.delivered.empty());
    BOOST_TEST(c.engine.handshake_complete() == m.after_handshake);
}

/// Adds an act to a hook, behind what is there.
template <class... Arguments, class Act>
void add(std::function<void(Arguments...)>& hook, Act act)
{
    hook = [first = hook, act](Arguments... arguments) {
        if (first)
            first(arguments...);
        act(arguments...);
    };
}

} // namespace

tls12_conversation::tls12_conversation(role engines, const tls12_scene& scene, pace p)
    : talk(engines, engine_settings(engines, scene), std::move(p), peer_traits(engines, scene))
{
    if (ours == role::client)
        engine.set_server_name("localhost");
}

void check_refused(role engines, const std::vector<tls12_misdeed>& misdeeds)
{
    for (auto& m : misdeeds) {
        BOOST_TEST_CONTEXT(m.name)
        {
            auto scene = m.in;
            add(scene.peer, m.what);
            check_refused_once(engines, m, scene, whole());
            check_refused_once(engines, m, scene, byte_by_byte());
        }
    }
}

void check_accepted(role engines, const std::vector<tls12_oddity>& oddities)
{
    for (auto& o : oddities) {
        BOOST_TEST_CONTEXT(o.name)
        {
            auto scene = o.in;
            if (o.what)
                add(scene.peer, o.what);
            for (auto& p : {whole(), byte_by_byte()}) {
                tls12_conversation c(engines, scene, p);
                c.run();
                BOOST_TEST(!c.error, account_of(c));
                BOOST_TEST(c.peer.done(), account_of(c));
                BOOST_TEST(as_text(c.delivered) == "data");
            }
        }
    }
}

tls12_script at(tls12_moment when, std::function<void(bytes&)> act)
{
    return [=](tls12_traits& traits) {
        add(traits.before, [=](tls12_peer&, tls12_moment now, bytes& encoded) {
            if (now == when)
                act(encoded);
        });
    };
}

tls12_script before(tls12_moment when, tls12_act act)
{
    return [=](tls12_traits& traits) {
        add(traits.before, [=](tls12_peer& p, tls12_moment now, bytes&) {
            if (now == when)
                act(p);
        });
    };
}

tls12_script after(tls12_moment when, tls12_act act)
{
    return [=](tls12_traits& traits) {
        add(traits.after, [=](tls12_peer& p, tls12_moment now) {
            if (now == when)
                act(p);
        });
    };
}

tls12_script afterwards(tls12_act act)
{
    return [=](tls12_traits& traits) { add(traits.afterwards, act); };
}

} // namespace tls::test
