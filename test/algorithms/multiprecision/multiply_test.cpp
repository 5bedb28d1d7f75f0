// Products of 256-bit numbers compared with Crypto++'s.

#include "algorithms/multiprecision/cpu.hpp"
#include "algorithms/multiprecision/reference.hpp"
#include "algorithms/multiprecision/table.hpp"
#if defined(__x86_64__)
#include "algorithms/multiprecision/multiply.hpp"
#endif

#include <boost/test/unit_test.hpp>

namespace {

using namespace tls;
using multiprecision::number;
using test::to_integer;

} // namespace

BOOST_AUTO_TEST_SUITE(multiprecision_products)

#if defined(__x86_64__)
BOOST_AUTO_TEST_CASE(products_and_squares_match_cryptopp)
{
    if (!multiprecision::has_adx()) {
        BOOST_TEST_MESSAGE("skipped: the CPU has no BMI2 or no ADX");
        return;
    }
    const auto check = [](const number& x, const number& y) {
        auto value = [](const multiprecision::wide_number& w) {
            return to_integer(std::array{w.limb0, w.limb1, w.limb2, w.limb3, w.limb4, w.limb5, w.limb6, w.limb7});
        };
        const auto a = to_integer(x), b = to_integer(y);
        const bool is_right =
            value(multiprecision::product(x, y)) == a * b && value(multiprecision::squared(x)) == a * a;
        BOOST_REQUIRE_MESSAGE(is_right, a << " and " << b);
    };
    const auto extremes = test::extreme_limbs({});
    for (auto& a : extremes)
        for (auto& b : extremes)
            check(a, b);
    std::mt19937_64 engine(1);
    for (auto i = test::rounds(); i-- != 0;)
        check(test::random_limbs(engine), test::random_limbs(engine));
}
#endif

BOOST_AUTO_TEST_CASE(selects_by_masks)
{
    std::mt19937_64 engine(2);
    const auto a = test::random_limbs(engine), b = test::random_limbs(engine);
    BOOST_TEST((multiprecision::select(~std::uint64_t{0}, a, b) == a));
    BOOST_TEST((multiprecision::select(0, a, b) == b));
}

BOOST_AUTO_TEST_CASE(selects_every_table_entry)
{
    using odd_entry = std::array<std::uint64_t, 5>;
    std::mt19937_64 engine(3);
    std::array<odd_entry, 9> table;
    for (auto& entry : table)
        for (auto& word : entry)
            word = engine();
    const odd_entry zeroth{1, 2, 3, 4, 5};
    BOOST_TEST((multiprecision::select_entry(table, 0, zeroth) == zeroth));
    for (std::size_t i = 0; i < table.size(); ++i)
        BOOST_TEST((multiprecision::select_entry(table, i + 1, zeroth) == table[i]));
}

BOOST_AUTO_TEST_SUITE_END()
