// The lists in a session: a peer chooses its certificates, which make up most of a stored session.

#include "growth/growth.hpp"
#include "protocol/session/states.hpp"

#include <algorithm>

using namespace tls;
using namespace tls::test;

namespace {

// Four times as many fit.
constexpr std::size_t fewest = 80;

/// A state with a chain of this length, and a path of the same certificates in the opposite order.
session_state with_chain(std::size_t length)
{
    static const auto root = make_root("r");
    static std::vector<x509::certificate> made;
    while (made.size() < length)
        made.push_back(root.issue(named(std::to_string(made.size()))));
    auto state = tls13_client_state();
    state.peer_certificates.assign(made.begin(), made.begin() + static_cast<std::ptrdiff_t>(length));
    state.verification.path.assign(state.peer_certificates.rbegin(), state.peer_certificates.rend());
    return state;
}

} // namespace

BOOST_AUTO_TEST_SUITE(growth_of_sessions)

BOOST_AUTO_TEST_CASE(certificates_are_encoded_and_decoded_in_time)
{
    BOOST_TEST(decode_session_state(encode(with_chain(4 * fewest)))->verification.path.size() == 4 * fewest);
    check_growth("encoding of a chain", fewest, [](std::size_t count) {
        return [state = std::make_shared<const session_state>(with_chain(count))] { encode(*state); };
    });
    check_growth("decoding of a chain", fewest, [](std::size_t count) {
        return [encoded = encode(with_chain(count))] { decode_session_state(encoded); };
    });
}

BOOST_AUTO_TEST_SUITE_END()
