#include "ocsp/response_cache.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls;
using ocsp::response_cache;

namespace {

const x509::time_point now = std::chrono::sys_days(std::chrono::year(2026) / 6 / 15);
constexpr std::chrono::seconds second(1);

response_cache::entry response(std::uint8_t n)
{
    return {{n}, {}, now + second};
}

} // namespace

BOOST_AUTO_TEST_SUITE(response_caches)

BOOST_AUTO_TEST_CASE(what_is_put_is_found_until_its_time_is_over)
{
    response_cache cache(10);
    cache.put({1}, response(1));
    BOOST_REQUIRE(cache.find({1}, now) != nullptr);
    BOOST_TEST((cache.find({1}, now)->response == bytes{1}));
    BOOST_TEST(cache.find({2}, now) == nullptr);
    BOOST_TEST(cache.find({1}, now + second) == nullptr);
    BOOST_TEST(cache.find({1}, now) == nullptr);
}

BOOST_AUTO_TEST_CASE(what_is_put_later_replaces_what_was_there)
{
    response_cache cache(10);
    cache.put({1}, response(1));
    cache.put({1}, response(2));
    BOOST_TEST((cache.find({1}, now)->response == bytes{2}));
    cache.erase({1});
    BOOST_TEST(cache.find({1}, now) == nullptr);
    cache.erase({1});
}

BOOST_AUTO_TEST_CASE(what_was_not_asked_for_the_longest_makes_room)
{
    response_cache cache(2);
    cache.put({1}, response(1));
    cache.put({2}, response(2));
    BOOST_TEST(cache.find({1}, now) != nullptr);
    cache.put({3}, response(3));
    BOOST_TEST(cache.find({1}, now) != nullptr);
    BOOST_TEST(cache.find({2}, now) == nullptr);
    BOOST_TEST(cache.find({3}, now) != nullptr);
}

BOOST_AUTO_TEST_CASE(one_without_room_keeps_nothing)
{
    response_cache cache(0);
    cache.put({1}, response(1));
    BOOST_TEST(cache.find({1}, now) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
