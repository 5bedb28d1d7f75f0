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
