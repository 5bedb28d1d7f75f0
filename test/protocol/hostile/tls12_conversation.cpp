#include "protocol/hostile/tls12_conversation.hpp"

#include <tls/configuration.hpp>

namespace tls::test {
namespace {

bool is_server(role r)
{
    return r == role::server;
}

std::shared_ptr<const configuration> engine_settings(role side, const tls12_scenario& scenario)
{
    auto settings = std::make_shared<configuration>();
    settings->negotiation.cipher_suites = {0x1301, scenario.suite};
    settings->negotiation.min_version = scenario.version;
    settings->verification.anchors = authority().anchors();
    if (!is_server(side))
        settings->verification.mode = verify_peer;
    else if (scenario.client_auth)
        settings->verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    if (is_server(side) || scenario.client_auth)
        settings->authentication.credentials = {leaf(scenario.key, is_server(side) ? "localhost" : "client")};
    if (scenario.engine)
        scenario.engine(*settings);
    return settings;
}

tls12_traits peer_traits(role side, const tls12_scenario& scenario)
{
    tls12_traits traits;
    traits.version = scenario.version;
    traits.suite = scenario.suite;
    traits.scheme = scenario.key == key_type::rsa ? 0x0804 : 0x0403;
    if (!is_server(side) || scenario.client_auth)
        traits.own = leaf(scenario.key, is_server(side) ? "client" : "localhost");
    traits.asks_for_certificate = scenario.client_auth;
    if (scenario.peer)
        scenario.peer(traits);
    return traits;
}

std::string summary_of(const tls12_conversation& c)
{
    auto text = c.error ? c.error.message() : std::string("no error");
    text.append(": ").append(c.engine.error_detail());
    if (auto sent = c.engine.alert_sent())
        text.append("; alert ").append(to_string(*sent));
    return text.append("; peer: ").append(c.peer.failure());
}

void check_refused_once(role side, const tls12_violation& m, const tls12_scenario& scenario, pace p)
{
    tls12_conversation c(side, scenario, std::move(p));
    c.run();
    BOOST_TEST(c.error == m.reason, summary_of(c));
    BOOST_TEST(c.engine.alert_sent().has_value());
    if (c.engine.alert_sent())
        BOOST_TEST(to_string(*c.engine.alert_sent()) == to_string(m.alert), summary_of(c));
    if (c.peer.alert_received()) {
        BOOST_TEST(to_string(*c.peer.alert_received()) == to_string(m.alert));
        BOOST_TEST((c.peer.alert_level_received() == alert_level::fatal));
    }
    BOOST_TEST(c.delivered.empty());
    BOOST_TEST(c.engine.handshake_complete() == m.after_handshake);
}

/// Adds an action to a hook. It runs after the hook's existing actions.
template <class... Arguments, class Act>
void add(std::function<void(Arguments...)>& hook, Act action)
{
    hook = [first = hook, action](Arguments... arguments) {
        if (first)
            first(arguments...);
        action(arguments...);
    };
}

} // namespace

tls12_conversation::tls12_conversation(role side, const tls12_scenario& scenario, pace p)
    : conversation_base(side, engine_settings(side, scenario), std::move(p), peer_traits(side, scenario))
{
    if (engine_role == role::client)
        engine.set_server_name("localhost");
}

void check_refused(role side, const std::vector<tls12_violation>& violations)
{
    for (auto& m : violations) {
        BOOST_TEST_CONTEXT(m.name)
        {
            auto scenario = m.in;
            if (m.deviation) // otherwise the scenario itself is refused
                add(scenario.peer, m.deviation);
            check_refused_once(side, m, scenario, whole());
            check_refused_once(side, m, scenario, byte_by_byte());
        }
    }
}

void check_accepted(role side, const std::vector<tls12_legal_variant>& variants)
{
    for (auto& o : variants) {
        BOOST_TEST_CONTEXT(o.name)
        {
            auto scenario = o.in;
            if (o.deviation)
                add(scenario.peer, o.deviation);
            for (auto& p : {whole(), byte_by_byte()}) {
                tls12_conversation c(side, scenario, p);
                c.run();
                BOOST_TEST(!c.error, summary_of(c));
                BOOST_TEST(c.peer.done(), summary_of(c));
                BOOST_TEST(as_text(c.delivered) == "data");
            }
        }
    }
}

tls12_script in_turn(tls12_script first, tls12_script second)
{
    add(first, std::move(second));
    return first;
}

tls12_script at(tls12_moment when, std::function<void(bytes&)> action)
{
    return [=](tls12_traits& traits) {
        add(traits.before, [=](tls12_peer&, tls12_moment now, bytes& encoded) {
            if (now == when)
                action(encoded);
        });
    };
}

tls12_script before(tls12_moment when, tls12_action action)
{
    return [=](tls12_traits& traits) {
        add(traits.before, [=](tls12_peer& p, tls12_moment now, bytes&) {
            if (now == when)
                action(p);
        });
    };
}

tls12_script after(tls12_moment when, tls12_action action)
{
    return [=](tls12_traits& traits) {
        add(traits.after, [=](tls12_peer& p, tls12_moment now) {
            if (now == when)
                action(p);
        });
    };
}

tls12_script afterwards(tls12_action action)
{
    return [=](tls12_traits& traits) { add(traits.afterwards, action); };
}

} // namespace tls::test
