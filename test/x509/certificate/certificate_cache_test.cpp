// The cache of parsed certificates that connections share.

#include "x509/pki.hpp"

#include <tls/x509/certificate_cache.hpp>

#include <boost/test/unit_test.hpp>

#include <thread>

using namespace tls;
using namespace tls::test;

BOOST_AUTO_TEST_SUITE(certificate_cache)

BOOST_AUTO_TEST_CASE(finds_certificate_by_its_complete_der)
{
    auto root = make_root("root");
    x509::certificate_cache cache;
    cache.add(root.certificate);
    auto found = cache.find(root.certificate.der());
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->der().data() == root.certificate.der().data())); // the same, not a copy
    auto changed = to_bytes(root.certificate.der());
    changed.back() ^= 1;
    BOOST_TEST(!cache.find(changed).has_value());
    changed.pop_back();
    BOOST_TEST(!cache.find(changed).has_value());
}

BOOST_AUTO_TEST_CASE(evicts_oldest_certificate_when_full)
{
    auto root = make_root("root");
    std::vector<x509::certificate> issued;
    x509::certificate_cache cache(2);
    for (auto host : {"a.example", "b.example", "c.example"}) {
        issued.push_back(root.issue(server_named(host)));
        cache.add(issued.back());
        cache.add(issued.back());
    }
    BOOST_TEST(cache.size() == 2u);
    BOOST_TEST(!cache.find(issued[0].der()).has_value());
    BOOST_TEST(cache.find(issued[1].der()).has_value());
    BOOST_TEST(cache.find(issued[2].der()).has_value());
}

BOOST_AUTO_TEST_CASE(does_not_keep_large_certificates)
{
    auto root = make_root("root");
    auto description = server_named("example.org");
    for (int i = 0; i < 300; ++i)
        description.dns_names.push_back("host-number-" + std::to_string(i) + ".example.org");
    x509::certificate_cache cache;
    cache.add(root.issue(description));
    BOOST_TEST(cache.size() == 0u);
}

BOOST_AUTO_TEST_CASE(is_thread_safe)
{
    auto root = make_root("root");
    std::vector<x509::certificate> issued;
    for (int i = 0; i < 8; ++i)
        issued.push_back(root.issue(server_named("host" + std::to_string(i) + ".example")));
    x509::certificate_cache cache(4);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (std::size_t n = 0; n < 500; ++n) {
                cache.add(issued[(n + t) % issued.size()]);
                (void)cache.find(issued[n % issued.size()].der());
            }
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(cache.size() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
