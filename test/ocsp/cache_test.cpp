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

BOOST_AUTO_TEST_SUITE(ocsp_response_cache)

BOOST_AUTO_TEST_CASE(finds_entry_until_it_expires)
{
    response_cache cache(10);
    cache.put({1}, response(1));
    BOOST_REQUIRE(cache.find({1}, now) != nullptr);
    BOOST_TEST((cache.find({1}, now)->response == bytes{1}));
    BOOST_TEST(cache.find({2}, now) == nullptr);
    BOOST_TEST(cache.find({1}, now + second) == nullptr);
    BOOST_TEST(cache.find({1}, now) == nullptr);
}

BOOST_AUTO_TEST_CASE(put_replaces_entry_with_same_key)
{
    response_cache cache(10);
    cache.put({1}, response(1));
    cache.put({1}, response(2));
    BOOST_TEST((cache.find({1}, now)->response == bytes{2}));
    cache.erase({1});
    BOOST_TEST(cache.find({1}, now) == nullptr);
    cache.erase({1});
}

BOOST_AUTO_TEST_CASE(evicts_least_recently_used_entry)
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

BOOST_AUTO_TEST_CASE(cache_of_size_zero_keeps_nothing)
{
    response_cache cache(0);
    cache.put({1}, response(1));
    BOOST_TEST(cache.find({1}, now) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
