// The encoding of sessions.

#include "protocol/session/states.hpp"
#include "protocol/wire/writer.hpp"

#include <tls/x509/certificate_cache.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <stdexcept>

using namespace tls;
using namespace tls::test;

namespace {

void check_same(const session_state& a, const session_state& b)
{
    BOOST_TEST((a.version == b.version));
    BOOST_TEST(a.cipher_suite == b.cipher_suite);
    BOOST_TEST(constant_time_equal(a.secret, b.secret));
    BOOST_TEST(a.extended_master_secret == b.extended_master_secret);
    BOOST_TEST((a.authenticated_at == b.authenticated_at));
    BOOST_TEST((a.issued_at == b.issued_at));
    BOOST_TEST((a.lifetime == b.lifetime));
    BOOST_TEST(a.ticket_age_add == b.ticket_age_add);
    BOOST_TEST(a.max_early_data == b.max_early_data);
    BOOST_TEST(a.server_name == b.server_name);
    BOOST_TEST(a.alpn_protocol == b.alpn_protocol);
    BOOST_TEST(a.psk_identity == b.psk_identity);
    BOOST_TEST(a.settings == b.settings);
    BOOST_TEST((a.peer_certificates == b.peer_certificates));
    BOOST_TEST((a.peer_raw_public_key == b.peer_raw_public_key));
    BOOST_TEST((a.verification.error == b.verification.error));
    BOOST_TEST(a.verification.accepted == b.verification.accepted);
    BOOST_TEST(a.verification.depth == b.verification.depth);
    BOOST_TEST((a.verification.path == b.verification.path));
    BOOST_TEST(a.verification.detail == b.verification.detail);
    BOOST_TEST(a.ticket == b.ticket);
    BOOST_TEST(a.session_id == b.session_id);
}

session_state decoded(const session_state& state)
{
    auto result = decode_session_state(encode(state));
    BOOST_REQUIRE(result.has_value());
    return *std::move(result);
}

void check_round_trip(const session_state& state)
{
    check_same(state, decoded(state));
}

bool decodes(byte_view encoded)
{
    return decode_session_state(encoded).has_value();
}

/// Returns whether a state decodes after a change.
bool decodes_with(session_state state, const std::function<void(session_state&)>& change)
{
    change(state);
    return decodes(encode(state));
}

std::size_t size_of(const std::vector<x509::certificate>& certificates)
{
    std::size_t result = 0;
    for (const auto& certificate : certificates)
        result += certificate.der().size();
    return result;
}

x509::certificate large_certificate(const std::string& name)
{
    auto description = server_named(name);
    for (unsigned i = 0; i < 2000; ++i)
        description.dns_names.push_back(std::to_string(i) + ".example.org");
    return make_root("root").issue(description);
}

} // namespace

BOOST_AUTO_TEST_SUITE(session_state_tests)

BOOST_AUTO_TEST_CASE(every_part_survives_encoding)
{
    check_round_trip(tls13_state());
    check_round_trip(tls13_client_state());
    check_round_trip(tls12_state());
    check_round_trip(with_peer(tls13_state()));
    check_round_trip(with_peer(tls12_state()));
}

BOOST_AUTO_TEST_CASE(a_raw_public_key_survives_encoding)
{
    const auto key = raw_public_key::from_der(make_root("root").certificate.subject_public_key_info());
    for (auto make : {tls13_state, tls12_state}) {
        auto state = make();
        state.peer_raw_public_key = key;
        state.verification.accepted = true;
        check_round_trip(state);
        state.verification.accepted = false;
        state.verification.error = x509::verify_error::raw_public_key_untrusted;
        check_round_trip(state);
    }
}

BOOST_AUTO_TEST_CASE(a_refused_peer_survives_encoding)
{
    auto state = with_peer(tls13_client_state());
    state.verification.error = x509::verify_error::unknown_issuer;
    state.verification.depth = 1;
    state.verification.path.pop_back();
    state.verification.detail = "the issuer of intermediate is missing";
    check_round_trip(state);
    state.verification.accepted = false;
    check_round_trip(state);
    // A verdict without certificates: the peer sent none.
    state.peer_certificates.clear();
    state.verification.path.clear();
    check_round_trip(state);
}

BOOST_AUTO_TEST_CASE(certificates_of_chain_and_path_are_encoded_once)
{
    const auto state = with_peer(tls13_state());
    const auto size = encode(state).size() - encode(tls13_state()).size();
    BOOST_TEST(size >= size_of(state.verification.path));
    BOOST_TEST(size < size_of(state.verification.path) + 64);
}

BOOST_AUTO_TEST_CASE(servers_state_is_small)
{
    BOOST_TEST(encode(tls13_state()).size() < 160);
}

BOOST_AUTO_TEST_CASE(certificates_beyond_the_limit_are_left_out)
{
    auto state = tls13_client_state();
    state.verification.accepted = true;
    for (unsigned i = 0; i < 4; ++i)
        state.peer_certificates.push_back(large_certificate(std::to_string(i)));
    BOOST_REQUIRE(size_of(state.peer_certificates) > 96 * 1024);
    state.verification.path = state.peer_certificates;
    const auto kept = decoded(state);
    BOOST_REQUIRE(!kept.peer_certificates.empty());
    BOOST_TEST(kept.peer_certificates.size() < state.peer_certificates.size());
    BOOST_TEST((kept.peer_certificates.front() == state.peer_certificates.front()));
    BOOST_TEST((kept.verification.path == kept.peer_certificates));
    BOOST_TEST(size_of(kept.peer_certificates) <= 96 * 1024);
    check_round_trip(kept);
}

BOOST_AUTO_TEST_CASE(long_details_are_cut)
{
    auto state = tls13_state();
    state.verification.error = x509::verify_error::rejected;
    state.verification.detail = std::string(100'000, 'x');
    BOOST_TEST(decoded(state).verification.detail == std::string(4096, 'x'));
}

BOOST_AUTO_TEST_CASE(refuses_to_encode_parts_that_no_protocol_allows)
{
    auto state = tls13_state();
    state.alpn_protocol = std::string(256, 'x');
    BOOST_CHECK_THROW(encode(state), std::length_error);
    state.alpn_protocol.pop_back();
    check_round_trip(state);
}

BOOST_AUTO_TEST_CASE(known_certificates_are_shared)
{
    x509::certificate_cache known;
    known.add(peer().chain.front());
    const auto state = decode_session_state(encode(with_peer(tls13_state())), &known);
    BOOST_REQUIRE(state.has_value());
    BOOST_TEST((state->peer_certificates == peer().chain));
    BOOST_TEST(state->peer_certificates[0].der().data() == peer().chain[0].der().data());
    BOOST_TEST(state->peer_certificates[1].der().data() != peer().chain[1].der().data());
}

BOOST_AUTO_TEST_CASE(the_secret_has_the_size_of_its_version)
{
    for (std::size_t size = 0; size <= secret::max_size; ++size) {
        const auto change = [&](session_state& state) { state.secret = secret_of(size); };
        BOOST_TEST(decodes_with(tls13_state(), change) == (size >= 32));
        BOOST_TEST(decodes_with(tls12_state(), change) == (size == 48));
    }
}

BOOST_AUTO_TEST_CASE(only_versions_of_tls_decode)
{
    for (unsigned version :
         {0x0000u, 0x0002u, 0x0300u, 0x0301u, 0x0302u, 0x0303u, 0x0304u, 0x0305u, 0xfefdu, 0x7f1cu}) {
        const auto change = [&](session_state& state) {
            state.version = static_cast<protocol_version>(version);
            state.secret = secret_of(48);
        };
        BOOST_TEST(decodes_with(tls13_state(), change) == (version >= 0x0301 && version <= 0x0304));
    }
}

BOOST_AUTO_TEST_CASE(lifetimes_above_seven_days_do_not_decode)
{
    const auto with_lifetime = [](std::chrono::seconds lifetime) {
        return decodes_with(tls13_state(), [=](session_state& state) { state.lifetime = lifetime; });
    };
    BOOST_TEST(with_lifetime(std::chrono::seconds(0)));
    BOOST_TEST(with_lifetime(std::chrono::days(7)));
    BOOST_TEST(!with_lifetime(std::chrono::days(7) + std::chrono::seconds(1)));
    BOOST_TEST(!with_lifetime(std::chrono::seconds(-1)));
}

BOOST_AUTO_TEST_CASE(times_out_of_order_or_range_do_not_decode)
{
    const auto with_times = [](session_time authenticated, session_time issued) {
        return decodes_with(tls13_state(), [=](session_state& state) {
            state.authenticated_at = authenticated;
            state.issued_at = issued;
        });
    };
    constexpr std::chrono::milliseconds tick(1);
    const session_time epoch;
    BOOST_TEST(with_times(issued, issued));
    BOOST_TEST(!with_times(issued + tick, issued));
    BOOST_TEST(with_times(epoch, issued));
    BOOST_TEST(!with_times(epoch - tick, issued));
    BOOST_TEST(!with_times(issued, session_time::max()));
    // The end of the lifetime must be a time of system_clock.
    const auto last = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::time_point::max()) -
                      std::chrono::days(7);
    BOOST_TEST(with_times(issued, last));
    BOOST_TEST(!with_times(issued, last + tick));
}

BOOST_AUTO_TEST_CASE(long_session_ids_do_not_decode)
{
    const auto with_size = [](std::size_t size) {
        return decodes_with(tls12_state(), [=](session_state& state) { state.session_id = bytes(size, 1); });
    };
    BOOST_TEST(with_size(32));
    BOOST_TEST(!with_size(33));
}

BOOST_AUTO_TEST_CASE(truncated_and_extended_states_do_not_decode)
{
    for (const auto& state : {with_peer(tls13_client_state()), with_peer(tls12_state())}) {
        auto encoded = encode(state);
        for (std::size_t size = 0; size < encoded.size(); ++size)
            BOOST_REQUIRE(!decodes(byte_view(encoded).first(size)));
        encoded.push_back(0);
        BOOST_TEST(!decodes(encoded));
    }
    BOOST_TEST(!decodes(bytes(256 * 1024 + 1)));
}

// The decoder meets any bytes, and all that it accepts is a state that can be encoded again.
BOOST_AUTO_TEST_CASE(changed_states_decode_to_what_they_say_or_not_at_all)
{
    std::size_t accepted = 0, refused = 0;
    for (const auto& state : {with_peer(tls13_client_state()), tls12_state()}) {
        auto encoded = encode(state);
        for (auto& byte : encoded)
            for (std::uint8_t change : {0x01, 0x80, 0xff}) {
                byte ^= change;
                if (const auto changed = decode_session_state(encoded)) {
                    ++accepted;
                    BOOST_REQUIRE((encode(*changed) == encoded));
                } else {
                    ++refused;
                }
                byte ^= change;
            }
    }
    BOOST_TEST(accepted > 0);
    BOOST_TEST(refused > 0);
}

BOOST_AUTO_TEST_CASE(paths_may_repeat_certificates_but_leave_none_out)
{
    auto state = with_peer(tls13_state());
    state.peer_certificates = peer().chain;
    state.verification.path = peer().chain;
    const auto size = state.verification.path.size();
    state.verification.path.insert(state.verification.path.end(), 3 * size, peer().chain.front());
    check_round_trip(state);
    state.verification.path = peer().chain;
    auto encoded = encode(state);
    // The end is the size of the chain, the size of the path in bytes, and its positions.
    const auto chain_size = encoded.size() - 2 * size - 4;
    BOOST_REQUIRE(encoded[chain_size + 1] == size);
    BOOST_TEST(decodes(encoded));
    // A chain without its last certificate, which is in the path; then it is in neither.
    --encoded[chain_size + 1];
    BOOST_TEST(decodes(encoded));
    encoded.back() = 0;
    BOOST_TEST(!decodes(encoded));
}

BOOST_AUTO_TEST_CASE(long_paths_are_cut)
{
    auto state = with_peer(tls13_state());
    state.verification.path.assign(2000, peer().chain.front());
    const auto kept = decoded(state);
    BOOST_TEST(kept.verification.path.size() == 1000U);
    check_round_trip(kept);
    auto encoded = encode(kept);
    const auto path_size = encoded.size() - 2 * 1000 - 2; // one position more
    encoded[path_size] = 2002 >> 8;
    encoded[path_size + 1] = 2002 & 0xff;
    encoded.insert(encoded.end(), 2, 0);
    BOOST_TEST(!decodes(encoded));
}

BOOST_AUTO_TEST_CASE(a_later_format_does_not_decode)
{
    auto encoded = encode(tls13_state());
    ++encoded[0];
    BOOST_TEST(!decodes(encoded));
}

BOOST_AUTO_TEST_CASE(sessions_expire)
{
    using namespace std::chrono_literals;
    const auto state = tls13_state();
    const auto end = state.issued_at + state.lifetime;
    BOOST_TEST(!has_expired(state, state.issued_at));
    BOOST_TEST(!has_expired(state, end - 1ms));
    BOOST_TEST(has_expired(state, end));
    // Clocks differ a little.
    BOOST_TEST(!has_expired(state, state.issued_at - 1min));
    BOOST_TEST(has_expired(state, state.issued_at - 1min - 1ms));
}

BOOST_AUTO_TEST_CASE(a_lifetime_of_zero_has_expired_at_once)
{
    auto state = tls13_state();
    state.lifetime = {};
    BOOST_TEST(has_expired(state, state.issued_at));
}

BOOST_AUTO_TEST_SUITE_END()
