// The cache of verified signatures: which links it keeps, and which rules it does not affect.

#include "x509/pki.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>

namespace {

using namespace tls;
using namespace tls::test;

std::atomic<unsigned> verifications{0};
const signature_scheme* counted = nullptr;

/// Verifies as the library does and counts the verifications.
class counting_verifier final : public verifier {
public:
    explicit counting_verifier(std::unique_ptr<verifier> real) : real_(std::move(real)) {}
    bool verify(byte_view message, byte_view signature) const override
    {
        ++verifications;
        return real_->verify(message, signature);
    }

private:
    std::unique_ptr<verifier> real_;
};

std::unique_ptr<verifier> make_counting_verifier(const signature_scheme& scheme, const public_key& key)
{
    auto real = counted->make_verifier(scheme, key);
    return real ? std::make_unique<counting_verifier>(std::move(real)) : nullptr;
}

registry counting_registry()
{
    counted = registry::standard()->find_signature_scheme("ed25519");
    auto algorithms = *registry::standard();
    auto scheme = *counted;
    scheme.make_verifier = &make_counting_verifier;
    algorithms.add(scheme);
    return algorithms;
}

/// A root, an intermediate, a leaf, and the parameters to verify them.
struct chain {
    registry algorithms = counting_registry();
    authority root = make_root("root");
    authority intermediate = root.delegate(ca_named("intermediate"));
    x509::certificate leaf = intermediate.issue(server_named("example.org"));
    x509::trust_store anchors;
    x509::verified_link_cache cache;
    x509::verified_link_cache* cache_to_use = &cache;

    chain()
    {
        anchors.add(root.certificate);
        verifications = 0;
    }

    x509::verification_result verify(const x509::certificate& first, x509::time_point time = now)
    {
        x509::verify_parameters parameters;
        parameters.anchors = &anchors;
        parameters.algorithms = &algorithms;
        parameters.time = time;
        parameters.verified_links = cache_to_use;
        const std::vector presented{first, intermediate.certificate};
        return x509::verify_chain(presented, parameters);
    }
};

x509::verified_link_cache::link link_number(unsigned n)
{
    x509::verified_link_cache::link link{};
    link[0] = static_cast<std::uint8_t>(n);
    link[31] = static_cast<std::uint8_t>(n >> 8);
    return link;
}

} // namespace

BOOST_AUTO_TEST_SUITE(verified_link_cache)

BOOST_FIXTURE_TEST_CASE(verifies_signatures_of_a_chain_only_once, chain)
{
    BOOST_TEST(verify(leaf).accepted);
    BOOST_TEST(verifications == 2u);
    BOOST_TEST(verify(leaf).accepted);
    BOOST_TEST(verifications == 2u);
    BOOST_TEST(cache.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(verifies_every_signature_each_time_without_a_cache, chain)
{
    cache_to_use = nullptr;
    verify(leaf);
    BOOST_TEST(verify(leaf).accepted);
    BOOST_TEST(verifications == 4u);
}

BOOST_FIXTURE_TEST_CASE(verifies_only_the_new_signature_for_another_leaf_of_the_same_ca, chain)
{
    verify(leaf);
    BOOST_TEST(verify(intermediate.issue(server_named("example.com"))).accepted);
    BOOST_TEST(verifications == 3u);
}

BOOST_FIXTURE_TEST_CASE(rejects_changed_tbs_or_signature_after_caching, chain)
{
    BOOST_TEST(verify(leaf).accepted);
    auto signed_part = leaf.tbs();
    for (auto where : {signed_part.data() + signed_part.size() - 1, leaf.signature().data() + 10}) {
        auto changed = to_bytes(leaf.der());
        changed[static_cast<std::size_t>(where - leaf.der().data())] ^= 1;
        try {
            BOOST_TEST(!verify(x509::certificate::from_der(changed)).accepted);
        } catch (const boost::system::system_error&) {
            // not a certificate any more, which is just as good
        }
    }
    BOOST_TEST(verify(leaf).accepted);
}

BOOST_FIXTURE_TEST_CASE(does_not_cache_invalid_signatures, chain)
{
    auto changed = to_bytes(leaf.der());
    changed.back() ^= 1;
    auto forged = x509::certificate::from_der(changed);
    BOOST_TEST(!verify(forged).accepted);
    const auto once = verifications.load();
    BOOST_TEST(!verify(forged).accepted);
    BOOST_TEST(verifications == 2 * once);
    BOOST_TEST(cache.size() == 0u);
}

BOOST_FIXTURE_TEST_CASE(does_not_cache_signatures_on_paths_without_anchor, chain)
{
    auto strange_root = make_root("somebody else");
    auto strange_leaf = strange_root.issue(server_named("example.org"));
    x509::verify_parameters parameters;
    parameters.anchors = &anchors;
    parameters.algorithms = &algorithms;
    parameters.time = now;
    parameters.verified_links = &cache;
    const std::vector presented{strange_leaf, strange_root.certificate};
    BOOST_TEST(!x509::verify_chain(presented, parameters).accepted);
    BOOST_TEST(verifications > 0u);
    BOOST_TEST(cache.size() == 0u);
}

BOOST_FIXTURE_TEST_CASE(cached_signatures_do_not_bypass_other_rules, chain)
{
    BOOST_TEST(verify(leaf).accepted);
    auto verdict = verify(leaf, now + 60 * day);
    BOOST_TEST(!verdict.accepted);
    BOOST_TEST((verdict.error == x509::verify_error::expired));
    anchors = {};
    BOOST_TEST(!verify(leaf).accepted);
}

BOOST_FIXTURE_TEST_CASE(cached_link_is_not_valid_for_same_name_with_another_key, chain)
{
    BOOST_TEST(verify(leaf).accepted);
    auto other_root = make_root("root");
    anchors = {};
    anchors.add(other_root.certificate);
    BOOST_TEST(!verify(leaf).accepted);
}

BOOST_AUTO_TEST_CASE(evicts_oldest_link_when_full)
{
    x509::verified_link_cache cache(3);
    for (unsigned n = 0; n < 5; ++n)
        cache.add(link_number(n));
    BOOST_TEST(cache.size() == 3u);
    BOOST_TEST(!cache.contains(link_number(0)));
    BOOST_TEST(!cache.contains(link_number(1)));
    for (unsigned n = 2; n < 5; ++n)
        BOOST_TEST(cache.contains(link_number(n)));
    cache.add(link_number(4));
    cache.add(link_number(5));
    BOOST_TEST(!cache.contains(link_number(2)));
    BOOST_TEST(cache.contains(link_number(3)));
}

BOOST_AUTO_TEST_CASE(cache_of_size_zero_keeps_nothing)
{
    x509::verified_link_cache cache(0);
    cache.add(link_number(1));
    BOOST_TEST(!cache.contains(link_number(1)));
}

BOOST_AUTO_TEST_CASE(is_thread_safe)
{
    x509::verified_link_cache cache(64);
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 4; ++t)
        threads.emplace_back([&cache, t] {
            for (unsigned n = 0; n < 1000; ++n) {
                cache.add(link_number(n * 4 + t));
                (void)cache.contains(link_number(n));
            }
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(cache.size() == 64u);
}

BOOST_AUTO_TEST_SUITE_END()
