// DSA nonces. Two signatures with the same nonce, or one with a known nonce, reveal the private key.

#include "algorithms/cryptopp/ecdsa_signature_value.hpp"
#include "crypto/fixed_random.hpp"
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

BOOST_AUTO_TEST_SUITE_END()
