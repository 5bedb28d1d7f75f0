// Sessions and their bytes.

#include "protocol/session/states.hpp"

#include <tls/error.hpp>
#include <tls/session.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>

using namespace tls;
using namespace tls::test;

namespace {

session made_of(session_state state)
{
    return session(std::make_shared<const session_state>(std::move(state)));
}

/// Returns the error of from_bytes, and checks that the session is empty if and only if there is one.
boost::system::error_code error_of(byte_view data)
{
    auto ec = make_error_code(error::reason::internal_error);
    const auto result = session::from_bytes(data, ec);
    BOOST_TEST(result.empty() == ec.failed());
    return ec;
}

bool is_refused(byte_view data)
{
    return error_of(data) == error::reason::bad_session_bytes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(session_tests)

BOOST_AUTO_TEST_CASE(an_empty_session)
{
    const session none;
    BOOST_TEST(none.empty());
    BOOST_TEST(!none);
    BOOST_TEST(none.to_bytes().empty());
    BOOST_TEST(is_refused({}));
    BOOST_TEST((none == session()));
}

BOOST_AUTO_TEST_CASE(properties_are_those_of_the_state)
{
    using namespace std::chrono_literals;
    const auto s = made_of(with_peer(tls13_client_state()));
    BOOST_TEST((s.version() == protocol_version::tls1_3));
    BOOST_TEST(s.is_single_use());
    BOOST_TEST(s.cipher_suite() == 0x1301);
    BOOST_TEST(s.server_name() == "example.org");
    BOOST_TEST(s.alpn_protocol() == "h2");
    BOOST_TEST((s.issued_at() == issued));
    BOOST_TEST((s.expires_at() == issued + 2h));
    BOOST_TEST(s.max_early_data() == 16384u);
    BOOST_TEST((s.peer_certificates() == peer().chain));
    BOOST_TEST(!made_of(tls12_state()).is_single_use());
}

BOOST_AUTO_TEST_CASE(copies_are_equal_but_not_sessions_with_the_same_content)
{
    const auto s = made_of(tls13_client_state());
    const auto copy = s;
    BOOST_TEST((copy == s));
    BOOST_TEST((made_of(tls13_client_state()) != s));
}

BOOST_AUTO_TEST_CASE(the_id_is_that_of_ticket_or_session_id)
{
    const auto ticket = made_of(tls13_client_state()), by_id = made_of(tls12_state());
    BOOST_TEST(ticket.id().size() == 16u);
    BOOST_TEST(ticket.id() == made_of(with_peer(tls13_client_state())).id());
    BOOST_TEST(ticket.id() != by_id.id());
    auto other = tls12_state();
    other.session_id[0] ^= 1;
    BOOST_TEST(made_of(std::move(other)).id() != by_id.id());
}

BOOST_AUTO_TEST_CASE(bytes_become_the_same_session)
{
    for (const auto& s : {made_of(with_peer(tls13_client_state())), made_of(tls12_state())}) {
        const auto stored = s.to_bytes();
        boost::system::error_code ec;
        const auto restored = session::from_bytes(stored, ec);
        BOOST_TEST(!ec);
        BOOST_TEST((restored.to_bytes() == stored));
        BOOST_TEST(restored.id() == s.id());
        BOOST_TEST(constant_time_equal(restored.state()->secret, s.state()->secret));
        BOOST_TEST((restored.peer_certificates() == s.peer_certificates()));
    }
}

BOOST_AUTO_TEST_CASE(bytes_with_any_change_are_refused)
{
    for (const auto& s : {made_of(with_peer(tls13_client_state())), made_of(tls12_state())}) {
        auto stored = s.to_bytes();
        for (auto& byte : stored)
            for (std::uint8_t change : {0x01, 0x80}) {
                byte ^= change;
                BOOST_REQUIRE(is_refused(stored));
                byte ^= change;
            }
        for (std::size_t size = 0; size < stored.size(); ++size)
            BOOST_REQUIRE(is_refused(byte_view(stored).first(size)));
        stored.push_back(0);
        BOOST_TEST(is_refused(stored));
    }
}

BOOST_AUTO_TEST_CASE(bytes_of_a_servers_state_are_refused)
{
    // It names no ticket that a client could send.
    BOOST_TEST(is_refused(made_of(tls13_state()).to_bytes()));
}

BOOST_AUTO_TEST_CASE(the_largest_session_has_256_kib)
{
    auto state = with_peer(tls13_client_state());
    state.ticket = bytes(0xffff, 0x7c);
    state.psk_identity = std::string(0xffff, 'p');
    state.verification.detail = std::string(100'000, 'd');
    auto description = server_named("example.org");
    for (unsigned i = 0; i < 2000; ++i)
        description.dns_names.push_back(std::to_string(i) + ".example.org");
    while (state.peer_certificates.size() < 4)
        state.peer_certificates.push_back(peer().root.issue(description));
    const auto stored = made_of(std::move(state)).to_bytes();
    BOOST_TEST(stored.size() > 192 * 1024);
    BOOST_TEST(stored.size() <= 256 * 1024);
    BOOST_TEST(!error_of(stored));
}

BOOST_AUTO_TEST_CASE(refused_bytes_are_an_error_of_the_configuration)
{
    const auto ec = error_of(as_bytes("-----BEGIN SSL SESSION PARAMETERS-----"));
    BOOST_TEST((ec == error::condition::configuration));
    BOOST_TEST(ec.message().find("session") != std::string::npos);
    BOOST_TEST(fails_with(error::reason::bad_session_bytes, [] { session::from_bytes({}); }));
}

BOOST_AUTO_TEST_SUITE_END()
