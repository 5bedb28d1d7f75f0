// The 64-bit arithmetic of Poly1305 against numbers of arbitrary size, at the limits of limbs and of the modulus.

#define TLS_CHACHA_TARGET
#include "algorithms/chacha20_poly1305/poly1305.hpp"

#include "crypto/hex.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <random>
#include <vector>

namespace {

using namespace tls;
using namespace tls::chacha20_poly1305;
using number = boost::multiprecision::cpp_int;

const number& modulus()
{
    static const number p = (number(1) << 130) - 5;
    return p;
}

number to_number(const residue& a)
{
    return number(a.limb0) + (number(a.limb1) << 64) + (number(a.limb2) << 128);
}

std::vector<residue> residues()
{
    const std::uint64_t limits[] = {0, 1, 4, 5, ~std::uint64_t{0}, ~std::uint64_t{0} - 4, ~std::uint64_t{0} - 5};
    std::vector<residue> all;
    for (auto limb0 : limits)
        for (auto limb1 : limits)
            for (std::uint64_t limb2 = 0; limb2 <= residue::max_top; ++limb2)
                all.push_back({limb0, limb1, limb2});
    std::mt19937_64 random(1);
    for (int i = 0; i < 100; ++i)
        all.push_back({random(), random(), random() % (residue::max_top + 1)});
    return all;
}

using key_bytes = std::array<std::uint8_t, 32>;

std::vector<key_bytes> keys()
{
    std::mt19937_64 random(2);
    key_bytes zeros{}, ones, some;
    ones.fill(0xff);
    for (auto& byte : some)
        byte = static_cast<std::uint8_t>(random());
    return {zeros, ones, some};
}

number from_little_endian(byte_view data)
{
    number out = 0;
    for (auto i = data.size(); i-- > 0;)
        out = (out << 8) | data[i];
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(poly1305)

BOOST_AUTO_TEST_CASE(products_are_right_and_reduced)
{
    const auto all = residues();
    for (auto& a : all)
        for (auto& b : all) {
            const auto got = product(a, b);
            if (got.limb2 > residue::max_top || (to_number(got) - to_number(a) * to_number(b)) % modulus() != 0)
                BOOST_FAIL("product of " << to_number(a) << " and " << to_number(b));
        }
}

BOOST_AUTO_TEST_CASE(blocks_are_added_and_multiplied)
{
    for (auto& key : keys()) {
        const multiplier r(key.data());
        for (auto& a : residues())
            for (auto byte : {0x00, 0xff, 0x5a}) {
                const bytes block(block_size, static_cast<std::uint8_t>(byte));
                const auto got = add_block(a, block.data(), r);
                const number expected =
                    (to_number(a) + from_little_endian(block) + (number(1) << 128)) * to_number(r.as_residue());
                if (got.limb2 > residue::max_top || (to_number(got) - expected) % modulus() != 0)
                    BOOST_FAIL("block " << byte << " added to " << to_number(a));
            }
    }
}

BOOST_AUTO_TEST_CASE(tags_are_of_fully_reduced_numbers)
{
    auto all = residues();
    for (std::uint64_t below = 0; below <= 10; ++below) // around 2^130 - 5
        all.push_back({~std::uint64_t{0} - below, ~std::uint64_t{0}, 3});
    for (auto& key : keys())
        for (auto& a : all) {
            bytes tag(block_size);
            write_tag(a, key.data() + block_size, tag.data());
            const number expected =
                (to_number(a) % modulus() + from_little_endian(byte_view(key).last(block_size))) % (number(1) << 128);
            BOOST_REQUIRE(from_little_endian(tag) == expected);
        }
}

// RFC 8439 appendix A.3: test vectors 7 to 11 overflow the modulus.
BOOST_AUTO_TEST_CASE(published_edge_cases_have_the_published_tags)
{
    struct vector {
        const char *r, *text, *tag;
    };
    const std::array vectors{
        vector{"02", "ffffffffffffffffffffffffffffffff", "03"},
        vector{"01", "fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff11000000000000000000000000000000",
               "05"},
        vector{"01", "fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe01010101010101010101010101010101",
               "00"},
        vector{"02", "fdffffffffffffffffffffffffffffff", "faffffffffffffffffffffffffffffff"},
        vector{
            "01000000000000000400000000000000",
            "e33594d7505e43b900000000000000003394d7505e4379cd01000000000000000000000000000000000000000000000001000000"
            "000000000000000000000000",
            "14000000000000005500000000000000"}};
    for (auto& v : vectors) {
        auto key = test::from_hex(v.r), text = test::from_hex(v.text), expected = test::from_hex(v.tag);
        key.resize(32);
        expected.resize(block_size);
        const multiplier r(key.data());
        bytes tag(block_size);
        write_tag(add_blocks({}, text.data(), text.size() / block_size, r), key.data() + block_size, tag.data());
        BOOST_TEST(test::to_hex(tag) == test::to_hex(expected));
    }
}

BOOST_AUTO_TEST_SUITE_END()
