// The functions on polynomials: the portable ones against definitions in plain arithmetic, and those with AVX2 against
// the portable ones, on all or random inputs of their ranges.

#if defined(__x86_64__)
#define TLS_MLKEM_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#include "algorithms/mlkem/vector_arithmetic.hpp"
#endif
#include "algorithms/mlkem/cpu.hpp"
#include "algorithms/mlkem/portable_arithmetic.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

namespace {

using namespace tls::mlkem;

std::int64_t modulo_q(std::int64_t number)
{
    return (number % q + q) % q;
}

polynomial random_polynomial(std::mt19937_64& engine, int least, int greatest)
{
    polynomial f;
    std::uniform_int_distribution<int> numbers(least, greatest);
    // Extremes are where ranges are exceeded.
    const auto kind = engine() % 4;
    for (auto& one : f.coefficients)
        one = static_cast<std::int16_t>(kind == 0   ? least
                                        : kind == 1 ? greatest
                                        : kind == 2 ? (engine() % 2 == 0 ? least : greatest)
                                                    : numbers(engine));
    return f;
}

consteval auto make_gammas()
{
    std::array<std::int64_t, degree / 2> made{};
    for (unsigned i = 0; i < made.size(); ++i)
        made[i] = root_power(2 * reversed(i) + 1);
    return made;
}

/// FIPS 203 section 4.3: the coefficients of the transform, evaluated directly.
polynomial transform_by_definition(const polynomial& f)
{
    constexpr auto gammas = make_gammas();
    polynomial out;
    for (unsigned i = 0; i < gammas.size(); ++i) {
        const auto gamma = gammas[i];
        std::int64_t even = 0, odd = 0, power = 1;
        for (std::size_t j = 0; j < degree; j += 2) {
            even = modulo_q(even + power * f.coefficients[j]);
            odd = modulo_q(odd + power * f.coefficients[j + 1]);
            power = modulo_q(power * gamma);
        }
        out.coefficients[2 * i] = static_cast<std::int16_t>(even);
        out.coefficients[2 * i + 1] = static_cast<std::int16_t>(odd);
    }
    return out;
}

/// The product modulo X^256 + 1.
polynomial product_by_definition(const polynomial& f, const polynomial& g)
{
    polynomial out;
    for (std::size_t i = 0; i < degree; ++i) {
        std::int64_t sum = 0;
        for (std::size_t j = 0; j < degree; ++j) {
            const std::int64_t product = f.coefficients[j] * g.coefficients[(i - j) % degree];
            sum += j <= i ? product : -product;
        }
        out.coefficients[i] = static_cast<std::int16_t>(modulo_q(sum));
    }
    return out;
}

struct source;
using portable = portable_arithmetic<source>;

} // namespace

BOOST_AUTO_TEST_SUITE(ml_kem_arithmetic)

BOOST_AUTO_TEST_CASE(transform_matches_its_definition)
{
    std::mt19937_64 engine(1);
    for (int i = 0; i < 50; ++i) {
        auto f = random_polynomial(engine, -q, q);
        const auto expected = transform_by_definition(f);
        portable::transform(f);
        BOOST_REQUIRE(f.coefficients == expected.coefficients);
    }
}

BOOST_AUTO_TEST_CASE(products_of_transforms_are_transforms_of_products)
{
    std::mt19937_64 engine(2);
    const polynomial zero{};
    for (int i = 0; i < 20; ++i) {
        std::array<polynomial, 4> f;
        std::array<multiplier, 4> g;
        polynomial expected{}, out;
        for (std::size_t n = 0; n < 4; ++n) {
            f[n] = random_polynomial(engine, 0, q - 1);
            auto other = random_polynomial(engine, 0, q - 1);
            portable::add(expected, product_by_definition(f[n], other));
            portable::transform(f[n]);
            portable::transform(other);
            portable::prepare(g[n], other);
        }
        portable::multiply(out, f.data(), g.data(), 4);
        portable::transform_back(out);
        portable::add(out, zero);
        BOOST_REQUIRE(out.coefficients == expected.coefficients);
    }
}

template <unsigned Bits>
void check_compression()
{
    // FIPS 203 section 4.2.1, with rounding halves up.
    for (int first = 0; first < q; first += static_cast<int>(degree)) {
        polynomial f, decoded;
        for (std::size_t i = 0; i < degree; ++i)
            f.coefficients[i] = static_cast<std::int16_t>((first + static_cast<int>(i)) % q);
        std::array<std::uint8_t, 32 * Bits> encoded;
        portable::encode<Bits>(encoded.data(), f);
        portable::decode<Bits>(decoded, encoded.data());
        for (std::size_t i = 0; i < degree; ++i) {
            const auto x = f.coefficients[i];
            const auto compressed = ((2 * (x << Bits) + q) / (2 * q)) % (1 << Bits);
            const auto bit = i * Bits;
            unsigned stored = 0;
            for (unsigned k = 0; k < Bits; ++k)
                stored |= (encoded[(bit + k) / 8] >> ((bit + k) % 8) & 1U) << k;
            BOOST_REQUIRE(stored == static_cast<unsigned>(compressed));
            BOOST_REQUIRE(decoded.coefficients[i] == (2 * q * compressed + (1 << Bits)) / (2 << Bits));
        }
    }
}

BOOST_AUTO_TEST_CASE(compression_of_every_number_matches_its_definition)
{
    check_compression<1>();
    check_compression<4>();
    check_compression<5>();
    check_compression<10>();
    check_compression<11>();
}

#if defined(__x86_64__)

using vectors = vector_arithmetic<avx2_words<source>>;

/// Both arithmetics map random polynomials of a range to congruent ones below q in magnitude.
template <class Portable, class Vectors>
void check_equal_results(int least, int greatest, Portable by_portable, Vectors by_vectors)
{
    std::mt19937_64 engine(3);
    const polynomial zero{};
    for (int i = 0; i < 500; ++i) {
        auto f = random_polynomial(engine, least, greatest);
        auto g = f;
        by_portable(f);
        by_vectors(g);
        for (auto* one : {&f, &g}) {
            for (auto c : one->coefficients)
                BOOST_REQUIRE((c > -q && c < q));
            portable::add(*one, zero);
        }
        BOOST_REQUIRE(f.coefficients == g.coefficients);
    }
}

BOOST_AUTO_TEST_CASE(vector_transforms_match_portable_ones)
{
    if (!has_avx2())
        return;
    check_equal_results(-q, q, &portable::transform, &vectors::transform);
    check_equal_results(-q, q, &portable::transform_back, &vectors::transform_back);
}

BOOST_AUTO_TEST_CASE(vector_products_match_portable_ones)
{
    if (!has_avx2())
        return;
    std::mt19937_64 engine(4);
    for (int i = 0; i < 500; ++i) {
        std::array<polynomial, 4> f;
        std::array<multiplier, 4> g, h;
        for (std::size_t n = 0; n < 4; ++n) {
            f[n] = random_polynomial(engine, 0, q - 1);
            const auto other = random_polynomial(engine, 0, q - 1);
            portable::prepare(g[n], other);
            vectors::prepare(h[n], other);
            BOOST_REQUIRE(g[n].direct == h[n].direct);
            BOOST_REQUIRE(g[n].swapped == h[n].swapped);
        }
        polynomial by_portable, by_vectors;
        portable::multiply(by_portable, f.data(), g.data(), 4);
        vectors::multiply(by_vectors, f.data(), g.data(), 4);
        BOOST_REQUIRE(by_portable.coefficients == by_vectors.coefficients);
    }
}

BOOST_AUTO_TEST_CASE(vector_sums_of_all_numbers_are_canonical)
{
    if (!has_avx2())
        return;
    for (int first = -32768; first < 32768; first += static_cast<int>(degree)) {
        polynomial f;
        for (std::size_t i = 0; i < degree; ++i)
            f.coefficients[i] = static_cast<std::int16_t>(first + static_cast<int>(i));
        const polynomial zero{};
        auto by_portable = f, by_vectors = f;
        portable::add(by_portable, zero);
        vectors::add(by_vectors, zero);
        for (std::size_t i = 0; i < degree; ++i)
            BOOST_REQUIRE(by_portable.coefficients[i] == modulo_q(f.coefficients[i]));
        BOOST_REQUIRE(by_portable.coefficients == by_vectors.coefficients);
    }
}

template <unsigned Bits>
void check_encodings()
{
    std::mt19937_64 engine(Bits);
    for (int first = 0; first < 2 * q; first += static_cast<int>(degree)) {
        polynomial f;
        for (std::size_t i = 0; i < degree; ++i)
            f.coefficients[i] = static_cast<std::int16_t>((first + static_cast<int>(i)) % q);
        std::array<std::uint8_t, 32 * Bits> by_portable, by_vectors;
        portable::encode<Bits>(by_portable.data(), f);
        vectors::encode<Bits>(by_vectors.data(), f);
        BOOST_REQUIRE(by_portable == by_vectors);
        for (auto& byte : by_portable)
            byte = static_cast<std::uint8_t>(engine());
        polynomial decoded, decoded_by_vectors;
        portable::decode<Bits>(decoded, by_portable.data());
        vectors::decode<Bits>(decoded_by_vectors, by_portable.data());
        BOOST_REQUIRE(decoded.coefficients == decoded_by_vectors.coefficients);
        BOOST_REQUIRE(portable::is_canonical(decoded) == vectors::is_canonical(decoded));
    }
}

BOOST_AUTO_TEST_CASE(vector_encodings_match_portable_ones)
{
    if (!has_avx2())
        return;
    check_encodings<1>();
    check_encodings<4>();
    check_encodings<5>();
    check_encodings<10>();
    check_encodings<11>();
    check_encodings<12>();
}

BOOST_AUTO_TEST_CASE(vector_samples_match_portable_ones)
{
    if (!has_avx2())
        return;
    std::mt19937_64 engine(6);
    for (int i = 0; i < 2000; ++i) {
        std::array<std::uint8_t, 128> block;
        for (auto& byte : block)
            byte = static_cast<std::uint8_t>(engine());
        polynomial by_portable, by_vectors;
        portable::sample_noise(by_portable, block.data());
        vectors::sample_noise(by_vectors, block.data());
        BOOST_REQUIRE(by_portable.coefficients == by_vectors.coefficients);
    }
}

BOOST_AUTO_TEST_CASE(vector_rejection_sampling_matches_the_portable_one)
{
    if (!has_avx2())
        return;
    std::mt19937_64 engine(7);
    for (int i = 0; i < 2000; ++i) {
        std::array<std::uint8_t, 168 + 24> block;
        polynomial by_portable, by_vectors;
        std::size_t count = 0;
        while (count < degree) {
            for (auto& byte : block) // more and fewer numbers below q than usual
                byte = static_cast<std::uint8_t>(i % 3 == 1   ? engine() | engine()
                                                 : i % 3 == 2 ? engine() & engine()
                                                              : engine());
            const auto next = portable::accept_uniform(by_portable, count, block.data(), 168);
            BOOST_REQUIRE(next == vectors::accept_uniform(by_vectors, count, block.data(), 168));
            count = next;
        }
        BOOST_REQUIRE(by_portable.coefficients == by_vectors.coefficients);
    }
}

BOOST_AUTO_TEST_CASE(vector_permutation_matches_the_portable_one)
{
    if (!has_avx2())
        return;
    std::mt19937_64 engine(8);
    for (int i = 0; i < 100; ++i) {
        alignas(32) std::array<std::uint64_t, 4 * keccak_lanes> states;
        for (auto& word : states)
            word = engine();
        auto by_portable = states;
        portable::permute_four(by_portable.data());
        vectors::permute_four(states.data());
        BOOST_REQUIRE(by_portable == states);
    }
}

#endif

BOOST_AUTO_TEST_SUITE_END()
