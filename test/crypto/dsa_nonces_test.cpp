// DSA nonces. Two signatures with the same nonce, or one with a known nonce, reveal the private key.

#include "algorithms/cryptopp/ecdsa_signature_value.hpp"
#include "crypto/fixed_random.hpp"
#include "crypto/implementations.hpp"
#include "support/dsa_key.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

/// A broken random source: it returns the same bytes each time.
class stuck_random final : public random_source {
public:
    void fill(byte_span out) override { std::ranges::fill(out, std::uint8_t{7}); }
};

/// Returns r, which depends only on the nonce.
bytes nonce_image(std::string_view message, random_source& random)
{
    static const auto key = dsa_key();
    auto& scheme = *registry::standard()->find_signature_scheme("dsa_sha256");
    const auto signature = scheme.make_signer(scheme, key)->sign(as_bytes(message), random);
    BOOST_TEST(scheme.make_verifier(scheme, key.public_part)->verify(as_bytes(message), signature));
    const auto value = cryptopp::decode_ecdsa_signature_value(signature);
    BOOST_TEST_REQUIRE(value.has_value());
    return to_bytes(value->r);
}

} // namespace

BOOST_AUTO_TEST_SUITE(dsa_nonces)

BOOST_AUTO_TEST_CASE(dsa_nonces_differ_between_messages_even_if_randomness_repeats)
{
    stuck_random random;
    BOOST_TEST((nonce_image("one", random) != nonce_image("another", random)));
    BOOST_TEST((nonce_image("one", random) == nonce_image("one", random)));
}

BOOST_AUTO_TEST_CASE(dsa_nonces_differ_for_one_message_with_fresh_randomness)
{
    BOOST_TEST((nonce_image("one", system_random()) != nonce_image("one", system_random())));
}

BOOST_AUTO_TEST_CASE(dsa_signing_fails_without_randomness)
{
    failing_random random;
    auto& scheme = *registry::standard()->find_signature_scheme("dsa_sha256");
    BOOST_CHECK_THROW(scheme.make_signer(scheme, dsa_key())->sign(as_bytes("one"), random), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(dsa_signs_with_orders_of_160_224_and_256_bits)
{
    auto& generator = *registry::standard()->find_key_algorithm(key_type::dsa);
    const auto small = generator.generate(1024, system_random()), large = generator.generate(2048, system_random());
    BOOST_TEST(small.public_part.subgroup_order.size() == 20u);
    BOOST_TEST(large.public_part.subgroup_order.size() == 32u);
    for (auto* signs : {registry::standard().get(), &reference_registry()})
        for (auto& key : {small, dsa_key(), large})
            for (auto* name : {"dsa_sha1", "dsa_sha256"}) {
                auto& scheme = *signs->find_signature_scheme(name);
                const auto signer = scheme.make_signer(scheme, key);
                const auto verifier = scheme.make_verifier(scheme, key.public_part);
                for (std::string_view message : {"one", "two", "three", "four"})
                    BOOST_TEST(verifier->verify(as_bytes(message), signer->sign(as_bytes(message), system_random())));
            }
}

BOOST_AUTO_TEST_SUITE_END()
