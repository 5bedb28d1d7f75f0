// A client's settings for the session that it offers.

#include "support/authority.hpp"
#include "support/engine_pair.hpp"

#include "protocol/session/session_state.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/configuration.hpp>
#include <tls/engine.hpp>

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

std::shared_ptr<const configuration> with_cache()
{
    auto config = std::make_shared<configuration>();
    config->sessions.cache = std::make_shared<client_session_cache>();
    return config;
}

error_code begin(engine& e)
{
    error_code error;
    e.handshake(role::client, error);
    return error;
}

template <class Set>
bool is_too_late(Set&& set)
{
    try {
        set();
    } catch (const boost::system::system_error& e) {
        return e.code() == error::reason::settings_too_late;
    }
    return false;
}

} // namespace

BOOST_AUTO_TEST_SUITE(engine_session_settings)

BOOST_AUTO_TEST_CASE(are_too_late_once_the_handshake_has_begun)
{
    engine e(std::make_shared<configuration>());
    e.set_session({});
    e.set_session_peer("443");
    BOOST_TEST(!begin(e));
    BOOST_TEST(is_too_late([&] { e.set_session({}); }));
    BOOST_TEST(is_too_late([&] { e.set_session_peer("443"); }));
    e.reset();
    BOOST_TEST(!is_too_late([&] { e.set_session({}); }));
    BOOST_TEST(!is_too_late([&] { e.set_session_peer("443"); }));
}

BOOST_AUTO_TEST_CASE(a_default_peer_is_wanted_only_for_a_cache_and_unless_the_user_has_set_one)
{
    BOOST_TEST(!engine(std::make_shared<configuration>()).wants_session_peer());
    engine e(with_cache());
    BOOST_TEST(e.wants_session_peer());
    e.set_default_session_peer("443");
    BOOST_TEST(e.wants_session_peer());
    BOOST_TEST(!begin(e));
    BOOST_TEST(!e.wants_session_peer());
    e.reset();
    BOOST_TEST(e.wants_session_peer());
    e.set_session_peer("");
    BOOST_TEST(!e.wants_session_peer());
    e.reset();
    BOOST_TEST(!e.wants_session_peer());
}

BOOST_AUTO_TEST_CASE(no_session_before_one_is_received)
{
    engine e(with_cache());
    BOOST_TEST(e.session().empty());
    BOOST_TEST(!begin(e));
    BOOST_TEST(e.session().empty());
    BOOST_TEST(!e.info().session_reused);
}

BOOST_AUTO_TEST_SUITE_END()
