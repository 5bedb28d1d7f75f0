// OpenSSL's functions called from several threads, where OpenSSL allows that: contexts and stores are
// reference-counted, stores may be changed at any time, and getters of a context only read it.

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "support/pki.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <barrier>
#include <thread>
#include <vector>

namespace {

X509* to_x509(const tls::x509::certificate& certificate)
{
    const auto der = certificate.der();
    const unsigned char* begin = der.data();
    return d2i_X509(nullptr, &begin, static_cast<long>(der.size()));
}

std::vector<X509*> make_roots(unsigned number)
{
    std::vector<X509*> roots;
    for (unsigned i = 0; i < number; ++i)
        roots.push_back(to_x509(tls::test::pki().root()));
    return roots;
}

constexpr int rounds = 2000;

} // namespace

BOOST_AUTO_TEST_SUITE(openssl_threads)

BOOST_AUTO_TEST_CASE(store_may_change_while_its_contexts_end)
{
    X509_STORE* store = X509_STORE_new();
    const auto roots = make_roots(8);
    std::atomic<bool> stop = false;
    std::thread adder([&] {
        for (unsigned i = 0; !stop; ++i)
            X509_STORE_add_cert(store, roots[i % roots.size()]);
    });
    std::vector<std::thread> users;
    for (int i = 0; i < 2; ++i) {
        users.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                SSL_CTX* context = SSL_CTX_new(TLS_client_method());
                SSL_CTX_set1_cert_store(context, store);
                SSL* connection = SSL_new(context);
                SSL_CTX_free(context);
                SSL_free(connection); // has the last reference to the context
            }
        });
    }
    for (auto& user : users)
        user.join();
    stop = true;
    adder.join();
    std::ranges::for_each(roots, X509_free);
    X509_STORE_free(store);
}

BOOST_AUTO_TEST_CASE(contexts_may_exchange_stores)
{
    X509_STORE* stores[] = {X509_STORE_new(), X509_STORE_new()};
    const auto roots = make_roots(2);
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < rounds; ++round) {
                SSL_CTX_set1_cert_store(context, stores[i]);
                X509_STORE_add_cert(stores[1 - i], roots[static_cast<std::size_t>(i)]);
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    SSL_CTX_free(context);
    std::ranges::for_each(roots, X509_free);
    std::ranges::for_each(stores, X509_STORE_free);
}

BOOST_AUTO_TEST_CASE(getters_of_fresh_context_agree)
{
    constexpr std::ptrdiff_t threads = 3;
    std::atomic<SSL_CTX*> context = nullptr;
    std::atomic<X509_STORE*> seen[threads] = {};
    std::barrier step(threads + 1);
    std::vector<std::thread> getters;
    for (auto& mine : seen) {
        getters.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                step.arrive_and_wait();
                mine = SSL_CTX_get_cert_store(context);
                SSL_CTX_get_verify_callback(context);
                SSL_free(SSL_new(context));
                step.arrive_and_wait();
            }
        });
    }
    unsigned different = 0;
    for (int round = 0; round < rounds; ++round) {
        context = SSL_CTX_new(TLS_client_method());
        step.arrive_and_wait();
        step.arrive_and_wait();
        different += seen[0] != seen[1] || seen[0] != seen[2];
        SSL_CTX_free(context);
    }
    for (auto& getter : getters)
        getter.join();
    BOOST_TEST(different == 0u);
}

BOOST_AUTO_TEST_CASE(callbacks_may_be_set_while_connections_are_made)
{
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) {
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER, [](int preverified, X509_STORE_CTX*) { return preverified; });
            SSL_CTX_set_tlsext_servername_callback(context, [](SSL*, int*, void*) { return SSL_TLSEXT_ERR_OK; });
            SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY);
        }
    });
    threads.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) {
            SSL* connection = SSL_new(context);
            SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
            BOOST_TEST_REQUIRE((SSL_get_SSL_CTX(connection) == context));
            SSL_free(connection);
        }
    });
    for (auto& thread : threads)
        thread.join();
    SSL_CTX_free(context);
}

BOOST_AUTO_TEST_SUITE_END()
