// Residues in the lanes of vectors compared with Crypto++'s integers, especially at the limits of their ranges.

#if defined(__x86_64__)

#include "algorithms/curve25519/lanes.hpp"

#include "algorithms/ifma/registers.hpp"
#include "algorithms/multiprecision/reference.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace tls;
using namespace tls::curve25519::vectors;
using CryptoPP::Integer;
using test::to_integer;

const Integer& modulus()
{
    static const Integer p = Integer::Power2(255) - 19;
    return p;
}

Integer residue(const Integer& a)
{
    auto r = a % modulus();
    return r.IsNegative() ? r + modulus() : r;
}

// Digits of four residues with any values.
using digits = std::array<std::array<std::uint64_t, lane_count>, digit_count>;

Integer value(const digits& from, std::size_t lane)
{
    Integer out;
    for (std::size_t i = digit_count; i-- != 0;)
        out = (out << digit_bits) + to_integer(std::array{from[i][lane]});
    return out;
}

// Digits up to `max`: at both ends of the range, or anywhere.
digits random_digits(std::mt19937_64& engine, std::uint64_t max)
{
    digits out;
    for (auto& digit : out)
        for (auto& lane : digit)
            switch (engine() % 4) {
            case 0:
                lane = max - engine() % 3;
                break;
            case 1:
                lane = engine() % 3;
                break;
            case 2:
                lane = digit_mask - engine() % 3;
                break;
            default:
                lane = engine() % max;
            }
    return out;
}

template <std::uint64_t Max>
TLS_LANES void read(residues<Max>& out, const digits& from)
{
    for (std::size_t i = 0; i < digit_count; ++i)
        out.digits[i] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from[i].data()));
}

template <std::uint64_t Max>
TLS_LANES void write(digits& out, const residues<Max>& from)
{
    for (std::size_t i = 0; i < digit_count; ++i)
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out[i].data()), from.digits[i]);
}

// The result of a computation: the digits, the residues, and the bound that its type promises.
struct outcome {
    digits found;
    std::uint64_t max;
};

template <std::uint64_t Max>
TLS_LANES outcome outcome_of(const residues<Max>& from)
{
    outcome out{{}, Max};
    write(out.found, from);
    return out;
}

struct outcomes {
    outcome product, square, sum, sum_in, either, difference_in, permuted, blended, carried;
    std::array<multiprecision::number, lane_count> numbers;
};

constexpr std::uint64_t large = std::uint64_t{1} << 60;

[[gnu::noinline]] TLS_LANES outcomes compute(const digits& first, const digits& second, const digits& bounded,
                                             const digits& unreduced)
{
    factor a, b;
    product c;
    residues<large> d;
    read(a, first);
    read(b, second);
    read(c, bounded);
    read(d, unreduced);
    return {outcome_of(a * b),
            outcome_of(square(a)),
            outcome_of(a + b),
            outcome_of(add_in<0b0110>(a, b)),
            outcome_of(add_or_subtract<0b1001>(a, c)),
            outcome_of(subtract_in<0b0101>(a, c)),
            outcome_of(curve25519::vectors::permuted<3, 0, 0, 2>(a)),
            outcome_of(curve25519::vectors::blended<0b0011>(a, b)),
            outcome_of(curve25519::vectors::carried(d)),
            to_numbers(a * b)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(curve25519_lanes)

BOOST_AUTO_TEST_CASE(operations_match_cryptopp)
{
    if (!ifma::is_supported() || !ifma::has_short_vectors()) {
        BOOST_TEST_MESSAGE("skipped: the CPU has no AVX-512 IFMA");
        return;
    }
    std::mt19937_64 engine(1);
    for (auto i = test::rounds() / 4; i-- != 0;) {
        const auto a = random_digits(engine, factor_end - 1), b = random_digits(engine, factor_end - 1);
        const auto c = random_digits(engine, product_max), d = random_digits(engine, large);
        const auto got = compute(a, b, c, d);
        for (auto* one :
             {&got.product, &got.square, &got.sum, &got.sum_in, &got.either, &got.difference_in, &got.carried})
            for (auto& digit : one->found)
                for (auto lane : digit)
                    BOOST_REQUIRE(lane <= one->max);
        for (std::size_t lane = 0; lane < lane_count; ++lane) {
            const auto x = value(a, lane), y = value(b, lane), z = value(c, lane);
            const auto is = [lane](const outcome& one, const Integer& expected) {
                return residue(value(one.found, lane)) == residue(expected);
            };
            BOOST_REQUIRE(is(got.product, x * y));
            BOOST_REQUIRE((to_integer(got.numbers[lane]) == residue(x * y)));
            BOOST_REQUIRE(is(got.square, x * x));
            BOOST_REQUIRE(is(got.sum, x + y));
            BOOST_REQUIRE(is(got.sum_in, lane == 1 || lane == 2 ? x + y : x));
            BOOST_REQUIRE(is(got.either, lane == 0 || lane == 3 ? x - z : x + z));
            BOOST_REQUIRE(is(got.difference_in, lane == 0 || lane == 2 ? x - z : x));
            constexpr std::array<std::size_t, lane_count> sources{3, 0, 0, 2};
            BOOST_REQUIRE(is(got.permuted, value(a, sources[lane])));
            BOOST_REQUIRE(is(got.blended, lane < 2 ? y : x));
            BOOST_REQUIRE(is(got.carried, value(d, lane)));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

#endif
