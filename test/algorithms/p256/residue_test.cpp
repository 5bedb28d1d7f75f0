// Arithmetic modulo the two primes of P-256 compared with Crypto++'s, especially at the limits of its range.

#include "algorithms/p256/reference.hpp"

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using namespace tls;
using namespace tls::p256;
using test::from_reference;
using test::Integer;
using test::to_reference;

using moduli = boost::mpl::list<field_modulus, order_modulus>;

template <class Modulus>
Integer modulus()
{
    return to_reference(Modulus::value);
}

template <class Modulus>
std::vector<Integer> numbers()
{
    auto out = test::extreme_numbers(modulus<Modulus>());
    std::mt19937_64 engine(1);
    for (int i = 0; i < 200; ++i)
        out.push_back(test::random_number(engine) % modulus<Modulus>());
    return out;
}

template <class Modulus>
residue<Modulus> residue_of(const Integer& number)
{
    return residue<Modulus>::from(from_reference(number));
}

// Returns the value of the digits.
template <class Modulus>
Integer value_of(const residue<Modulus>& number)
{
    Integer out;
    for (auto i = digit_count; i-- != 0;)
        out = (out << digit_bits) + Integer(static_cast<long>(number.digits[i]));
    auto n = modulus<Modulus>();
    return out % n * Integer::Power2(280).InverseMod(n) % n;
}

template <class Modulus>
residue<Modulus> times(residue<Modulus> number, std::int64_t factor)
{
    for (auto& digit : number.digits)
        digit *= factor;
    return number;
}

} // namespace

BOOST_AUTO_TEST_SUITE(residues)

BOOST_AUTO_TEST_CASE(moduli_match_the_curve)
{
    BOOST_TEST((modulus<field_modulus>() == test::reference().field));
    BOOST_TEST((modulus<order_modulus>() == test::reference().order));
}

BOOST_AUTO_TEST_CASE(integers_are_encoded_big_endian)
{
    std::mt19937_64 engine(2);
    for (int i = 0; i < 100; ++i) {
        auto number = test::random_number(engine);
        std::array<std::uint8_t, encoded_size> encoded, again;
        number.Encode(encoded.data(), encoded.size());
        BOOST_TEST((to_reference(load(encoded)) == number));
        store(load(encoded), again);
        BOOST_TEST((again == encoded));
        for (unsigned first = 0; first < 257; ++first)
            BOOST_TEST(bits(load(encoded), first, 8) == (number >> first) % 256);
    }
    BOOST_TEST(is_zero(load({})));
}

BOOST_AUTO_TEST_CASE(integer_addition_and_comparison_match_cryptopp)
{
    std::mt19937_64 engine(3);
    auto all = test::extreme_numbers(test::reference().field);
    for (int i = 0; i < 30; ++i)
        all.push_back(test::random_number(engine));
    for (auto& a : all)
        for (auto& b : all) {
            BOOST_TEST((to_reference(from_reference(a) + from_reference(b)) == a + b));
            BOOST_TEST(is_less(from_reference(a), from_reference(b)) == (a < b));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(residues_round_trip, Modulus, moduli)
{
    for (auto& number : numbers<Modulus>())
        BOOST_TEST((to_reference(residue_of<Modulus>(number).value()) == number));
    for (auto& above : {modulus<Modulus>(), Integer(modulus<Modulus>() + 1), Integer(Integer::Power2(256) - 1)})
        BOOST_TEST((to_reference(residue_of<Modulus>(above).value()) == above % modulus<Modulus>()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(sums_differences_and_products_match_cryptopp, Modulus, moduli)
{
    const auto n = modulus<Modulus>();
    const auto all = numbers<Modulus>();
    for (auto& a : all) {
        auto x = residue_of<Modulus>(a);
        BOOST_TEST((to_reference(square(x).value()) == a * a % n));
        for (auto& b : all) {
            auto y = residue_of<Modulus>(b);
            bool is_correct = to_reference((x + y).value()) == (a + b) % n &&
                              to_reference((x - y).value()) == (a + n - b) % n &&
                              to_reference((x * y).value()) == a * b % n;
            BOOST_TEST(is_correct, a << " and " << b);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(sums_of_32_products_may_be_multiplied, Modulus, moduli)
{
    // Digits in the range that products may have, including its limits.
    std::mt19937_64 engine(4);
    std::vector<residue<Modulus>> products;
    constexpr auto highest = static_cast<std::int64_t>(digit_mask), most = (std::int64_t{0x101} << 24) + 1;
    for (auto low : {std::int64_t{0}, highest})
        for (auto high : {-most, std::int64_t{-1}, std::int64_t{0}, most})
            products.push_back({{low, low, low, low, high}});
    for (int i = 0; i < 20; ++i) {
        residue<Modulus> one;
        for (auto& digit : one.digits)
            digit = static_cast<std::int64_t>(engine() & digit_mask);
        one.digits.back() = static_cast<std::int64_t>(engine() % 0x200000000) - 0x100000000;
        products.push_back(one);
    }
    const auto n = modulus<Modulus>();
    for (auto& a : products)
        for (auto& b : products)
            for (std::int64_t factor : {-32, -31, 1, 32}) {
                auto x = times(a, factor), y = times(b, 32);
                auto product = x * y;
                BOOST_TEST((value_of(product) == value_of(x) * value_of(y) % n));
                BOOST_TEST((value_of(square(x)) == value_of(x) * value_of(x) % n));
                BOOST_TEST((to_reference(x.value()) == value_of(x)));
                BOOST_TEST(std::abs(product.digits.back()) <= most);
                for (std::size_t i = 0; i + 1 < digit_count; ++i)
                    BOOST_TEST((product.digits[i] >= 0 && product.digits[i] <= highest));
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(recognizes_zero_in_every_form, Modulus, moduli)
{
    const auto n = modulus<Modulus>();
    const auto one = residue_of<Modulus>(1);
    BOOST_TEST(is_zero(residue<Modulus>{}));
    BOOST_TEST(!is_zero(one));
    for (auto& number : numbers<Modulus>()) {
        auto x = residue_of<Modulus>(number);
        auto opposite = residue_of<Modulus>((n - number) % n);
        for (auto& zero : {x + opposite, x - x, times(x + opposite, 16), residue<Modulus>{} - x - opposite}) {
            BOOST_TEST(is_zero(zero));
            BOOST_TEST(is_zero_product(zero * times(one, 32)));
            BOOST_TEST(is_zero_product(square(zero)));
            BOOST_TEST(!is_zero(zero + one));
            BOOST_TEST(!is_zero_product((zero + one) * one));
            BOOST_TEST(!is_zero_product((zero - one) * one));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(inverses_are_correct_and_inverse_of_zero_is_zero, Modulus, moduli)
{
    const auto n = modulus<Modulus>();
    for (auto& number : numbers<Modulus>()) {
        auto found = to_reference(inverse(residue_of<Modulus>(number)).value());
        BOOST_TEST((found == (number.IsZero() ? Integer::Zero() : number.InverseMod(n))));
    }
}

BOOST_AUTO_TEST_SUITE_END()
