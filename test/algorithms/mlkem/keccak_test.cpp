// SHA-3 and SHAKE over each form of Keccak's permutation.

#include "algorithms/mlkem/portable_arithmetic.hpp"
#include "algorithms/mlkem/sponge.hpp"
#include "crypto/hex.hpp"

#include <boost/test/unit_test.hpp>
#include <cryptopp/sha3.h>
#include <cryptopp/shake.h>

namespace {

using namespace tls;
struct source;
using sponge = mlkem::sponge<mlkem::portable_arithmetic<source>>;

template <class Hash>
bytes reference(Hash hash, byte_view input, std::size_t size)
{
    bytes out(size);
    hash.Update(input.data(), input.size());
    hash.TruncatedFinal(out.data(), out.size());
    return out;
}

bytes counting(std::size_t size)
{
    bytes out(size);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<std::uint8_t>(i * 7 + 1);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ml_kem_keccak)

// All sizes around the ends of blocks, in one piece and in two.
BOOST_AUTO_TEST_CASE(hashes_match_cryptopp)
{
    for (std::size_t size = 0; size < 300; ++size) {
        const auto input = counting(size);
        const auto half = size / 2 / 8 * 8;
        const auto first = byte_view(input).first(half), second = byte_view(input).subspan(half);
        bytes out(32), out_64(64);
        sponge::sha3_256({input}, out);
        BOOST_REQUIRE(out == reference(CryptoPP::SHA3_256(), input, 32));
        sponge::sha3_512({first, second}, out_64);
        BOOST_REQUIRE(out_64 == reference(CryptoPP::SHA3_512(), input, 64));
        sponge::shake256({first, second}, out);
        BOOST_REQUIRE(out == reference(CryptoPP::SHAKE256(), input, 32));
    }
}

// FIPS 202: the digest of the empty message.
BOOST_AUTO_TEST_CASE(empty_message_matches_the_published_digest)
{
    bytes out(32);
    sponge::sha3_256({}, out);
    BOOST_TEST(test::to_hex(out) == "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
}

BOOST_AUTO_TEST_SUITE_END()
