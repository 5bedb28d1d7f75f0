// Groups by family and version: the client's key shares and the groups allowed in each version.

#include "crypto/groups_to_share.hpp"
#include "protocol/handshake/fixed.hpp"
#include "protocol/handshake/negotiate_tls12.hpp"
#include "protocol/handshake/policy.hpp"
#include "support/pki.hpp"

#include <tls/crypto/registry.hpp>

using namespace tls;
using namespace tls::test;

namespace {

constexpr std::uint16_t hybrid = 0x11ec;
constexpr std::uint16_t other_hybrid = 0x11ed;

/// Returns a configuration with the standard registry and two groups of another family that work like x25519.
configuration with_hybrids(std::vector<std::uint16_t> groups)
{
    auto algorithms = std::make_shared<registry>(*registry::standard());
    auto row = *algorithms->find_group(x25519);
    row.family = group_family::hybrid;
    row.min_version = protocol_version::tls1_3;
    row.id = hybrid;
    row.name = "hybrid";
    algorithms->add(row);
    row.id = other_hybrid;
    row.name = "other hybrid";
    algorithms->add(row);
    configuration config;
    config.algorithms = std::move(algorithms);
    config.negotiation.groups = std::move(groups);
    return config;
}

std::vector<std::uint16_t> shares_of(const client_offer& offer)
{
    std::vector<std::uint16_t> result;
    for (auto& share : offer.hello.extensions.key_share->client_shares)
        result.push_back(share.group);
    return result;
}

std::vector<std::uint16_t> shares_of(const configuration& config)
{
    return shares_of(an_offer(config));
}

using list = std::vector<std::uint16_t>;

} // namespace

BOOST_AUTO_TEST_SUITE(key_shares)

BOOST_AUTO_TEST_CASE(cover_one_hybrid_and_one_classical_group)
{
    BOOST_TEST(shares_of(with_hybrids({hybrid, other_hybrid, secp256r1, x25519})) == (list{hybrid, secp256r1}));
    BOOST_TEST(shares_of(with_hybrids({secp256r1, x25519, other_hybrid, hybrid})) == (list{secp256r1, other_hybrid}));
}

BOOST_AUTO_TEST_CASE(cover_one_group_if_all_are_of_one_kind)
{
    BOOST_TEST(shares_of(with_hybrids({x25519, secp256r1, 0x0100})) == list{x25519});
    BOOST_TEST(shares_of(with_hybrids({other_hybrid, hybrid})) == list{other_hybrid});
    BOOST_TEST(shares_of(with_hybrids({0x0100, secp256r1})) == list{0x0100});
}

BOOST_AUTO_TEST_CASE(follow_configured_count_and_preference)
{
    auto config = with_hybrids({hybrid, secp256r1, other_hybrid});
    const list all{hybrid, secp256r1, other_hybrid};
    for (std::size_t count : {0u, 1u, 2u, 3u, 4u}) {
        config.negotiation.key_shares = count;
        BOOST_TEST(shares_of(config) == list(all.begin(), all.begin() + std::min<std::ptrdiff_t>(count, 3)));
    }
}

BOOST_AUTO_TEST_CASE(cover_x25519mlkem768_and_x25519_by_default)
{
    configuration config;
    BOOST_TEST(shares_of(make_offer(config, "", *config.random)) == (list{hybrid, x25519}));
}

// RFC 9954 section 3.2.
BOOST_AUTO_TEST_CASE(for_hybrid_group_and_its_part_have_one_key_pair)
{
    configuration config;
    for (auto& groups : {list{hybrid, x25519}, list{x25519, hybrid}, list{hybrid, x25519, secp256r1}}) {
        config.negotiation.groups = groups;
        config.negotiation.key_shares = groups.size();
        const auto offer = an_offer(config);
        BOOST_TEST(shares_of(offer) == groups);
        BOOST_TEST(offer.exchanges.size() == groups.size() - 1);
        const auto& shares = offer.hello.extensions.key_share->client_shares;
        const auto& of_hybrid = std::ranges::find(shares, hybrid, &extension::key_share_entry::group)->key_exchange;
        const auto& of_part = std::ranges::find(shares, x25519, &extension::key_share_entry::group)->key_exchange;
        BOOST_TEST(of_hybrid.size() == 1216u);
        BOOST_TEST(bytes(of_hybrid.end() - 32, of_hybrid.end()) == of_part);
    }
}

BOOST_AUTO_TEST_CASE(of_two_offers_differ)
{
    configuration config;
    const auto one = make_offer(config, "", *config.random), other = make_offer(config, "", *config.random);
    for (std::size_t i = 0; i < 2; ++i)
        BOOST_TEST((one.hello.extensions.key_share->client_shares[i].key_exchange !=
                    other.hello.extensions.key_share->client_shares[i].key_exchange));
}

BOOST_AUTO_TEST_CASE(are_empty_without_groups)
{
    BOOST_TEST(groups_to_share({}, std::nullopt).empty());
    BOOST_TEST(groups_to_share({}, 2).empty());
}

BOOST_AUTO_TEST_CASE(avoid_hello_retry_request_with_hybrid_and_classical_servers)
{
    const auto hello = an_offer(with_hybrids({hybrid, x25519})).hello;
    for (auto group : {hybrid, x25519}) {
        const auto config = with_hybrids({group});
        const auto choice = negotiate(hello, config);
        BOOST_TEST(choice.group->id == group);
        BOOST_TEST(!choice.needs_retry());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(post_quantum_preference)

/// Returns the group that a server with these groups chooses for a client that offers `offered` and has a share for
/// one.
client_choice choice_of(const list& enabled, const list& offered, std::uint16_t shared, bool server_preference = true)
{
    configuration client, server;
    client.negotiation.groups = {shared};
    auto hello = an_offer(client).hello;
    hello.extensions.supported_groups->named_group_list = offered;
    server.negotiation.groups = enabled;
    server.negotiation.server_preference = server_preference;
    return negotiate(hello, server);
}

BOOST_AUTO_TEST_CASE(outweighs_the_round_trip_of_a_hello_retry_request)
{
    const auto choice = choice_of({}, {x25519, hybrid}, x25519);
    BOOST_TEST(choice.group->id == hybrid);
    BOOST_TEST(choice.needs_retry());
}

BOOST_AUTO_TEST_CASE(takes_a_share_of_any_post_quantum_group)
{
    constexpr std::uint16_t secp256r1_hybrid = 0x11eb;
    const auto choice = choice_of({}, {hybrid, secp256r1_hybrid, x25519}, secp256r1_hybrid);
    BOOST_TEST(choice.group->id == secp256r1_hybrid);
    BOOST_TEST(!choice.needs_retry());
}

BOOST_AUTO_TEST_CASE(follows_the_order_that_decides)
{
    // The server's order.
    auto choice = choice_of({x25519, hybrid}, {hybrid, x25519}, x25519);
    BOOST_TEST(choice.group->id == x25519);
    BOOST_TEST(!choice.needs_retry());
    // The client's.
    choice = choice_of({hybrid, x25519}, {x25519, hybrid}, x25519, false);
    BOOST_TEST(choice.group->id == x25519);
    BOOST_TEST(!choice.needs_retry());
    choice = choice_of({x25519, hybrid}, {hybrid, x25519}, x25519, false);
    BOOST_TEST(choice.group->id == hybrid);
    BOOST_TEST(choice.needs_retry());
}

BOOST_AUTO_TEST_CASE(does_not_matter_to_clients_without_such_groups)
{
    const auto choice = choice_of({}, {secp256r1, x25519}, secp256r1);
    BOOST_TEST(choice.group->id == secp256r1);
    BOOST_TEST(!choice.needs_retry());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(groups_by_version)

BOOST_AUTO_TEST_CASE(include_only_groups_usable_in_version)
{
    auto config = with_hybrids({hybrid, x25519});
    BOOST_TEST(enabled_groups(config, protocol_version::tls1_3).size() == 2u);
    BOOST_TEST(enabled_groups(config, protocol_version::tls1_2).size() == 1u);
    BOOST_TEST(enabled_groups(config).size() == 2u);
    config.negotiation.max_version = protocol_version::tls1_2;
    BOOST_TEST(enabled_groups(config).size() == 1u);
    BOOST_TEST(an_offer(config).hello.extensions.supported_groups->named_group_list == list{x25519});
}

BOOST_AUTO_TEST_CASE(exclude_hybrid_groups_from_tls12)
{
    static const pki authority;
    auto hello = an_offer(with_hybrids({hybrid, secp384r1})).hello;
    auto config = with_hybrids({hybrid, secp384r1});
    config.authentication.credentials = {authority.leaf(key_type::secp384r1)};
    BOOST_TEST(negotiate_tls12(hello, config, nullptr).group->id == secp384r1);
    config.negotiation.groups = {hybrid};
    refuses(alert::handshake_failure, reason::no_shared_groups, [&] { negotiate_tls12(hello, config, nullptr); });
}

BOOST_AUTO_TEST_CASE(reject_dhe_if_client_names_only_unknown_ffdhe_groups)
{
    // RFC 7919 section 4: "any codepoint between 256 and 511, inclusive, even if unknown to the server".
    static const pki authority;
    auto hello = an_offer().hello;
    hello.cipher_suites = {0x009e};
    configuration config;
    config.negotiation.cipher_suites = {0x009e};
    config.authentication.credentials = {authority.leaf(key_type::rsa)};
    for (std::uint16_t unknown : {0x0110, 0x01ff}) {
        hello.extensions.supported_groups->named_group_list = {x25519, unknown};
        refuses(alert::insufficient_security, reason::no_shared_groups,
                [&] { negotiate_tls12(hello, config, nullptr); });
    }
    for (std::uint16_t outside : {0x00ff, 0x0200}) {
        hello.extensions.supported_groups->named_group_list = {x25519, outside};
        BOOST_TEST(negotiate_tls12(hello, config, nullptr).group->id == 0x0100);
    }
}

BOOST_AUTO_TEST_SUITE_END()
