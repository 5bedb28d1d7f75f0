// Handshakes with key shares generated in advance (key_share_pool).

#include "support/engine_pair.hpp"

#include <tls/context.hpp>
#include <tls/key_share_pool.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <mutex>
#include <new>
#include <optional>
#include <set>
#include <thread>

using namespace tls;
using namespace tls::test;
namespace asio = boost::asio;

namespace {

constexpr auto x25519 = static_cast<std::uint16_t>(named_group::x25519);
constexpr auto secp256r1 = static_cast<std::uint16_t>(named_group::secp256r1);
constexpr auto secp384r1 = static_cast<std::uint16_t>(named_group::secp384r1);

/// Counts the uses of the groups of watched_registry().
struct observations {
    std::mutex mutex;
    std::multiset<bytes> used; ///< public values whose private keys were used
    std::atomic<unsigned> generated = 0;
    std::atomic<unsigned> encapsulated = 0;
} seen;

/// A key pair that records its uses.
class watched_exchange final : public key_exchange {
public:
    explicit watched_exchange(std::unique_ptr<key_exchange> real) : real_(std::move(real)) { ++seen.generated; }

    byte_view share() const noexcept override { return real_->share(); }
    std::optional<secure_bytes> decapsulate(byte_view peer_share) override
    {
        std::lock_guard lock(seen.mutex);
        seen.used.insert(to_bytes(real_->share()));
        return real_->decapsulate(peer_share);
    }

private:
    std::unique_ptr<key_exchange> real_;
};

template <named_group Id>
key_exchange_group watched()
{
    static const auto real = *registry::standard()->find_group(static_cast<std::uint16_t>(Id));
    auto row = real;
    row.generate = [](random_source& random) -> std::unique_ptr<key_exchange> {
        return std::make_unique<watched_exchange>(real.generate(random));
    };
    row.encapsulate = [](byte_view share, random_source& random) {
        ++seen.encapsulated;
        return real.encapsulate(share, random);
    };
    return row;
}

std::shared_ptr<registry> watched_registry()
{
    auto algorithms = std::make_shared<registry>(*registry::standard());
    algorithms->add(watched<named_group::x25519>());
    algorithms->add(watched<named_group::secp256r1>());
    algorithms->add(watched<named_group::secp384r1>());
    return algorithms;
}

/// Accepts `*jobs` jobs, then throws bad_alloc.
struct limited_executor {
    asio::any_io_executor inner;
    unsigned* jobs;

    template <class Job>
    void execute(Job&& job) const
    {
        if (*jobs == 0)
            throw std::bad_alloc();
        --*jobs;
        inner.execute(std::forward<Job>(job));
    }
    template <class Property, bool Possible = asio::can_query_v<const asio::any_io_executor&, Property>>
    auto query(const Property& property) const -> std::enable_if_t<Possible, decltype(asio::query(inner, property))>
    {
        return asio::query(inner, property);
    }
    template <class Property, bool Possible = asio::can_require_v<const asio::any_io_executor&, Property>>
    auto require(const Property& property) const -> std::enable_if_t<Possible, limited_executor>
    {
        return {asio::require(inner, property), jobs};
    }
    bool operator==(const limited_executor&) const noexcept = default;
};

struct key_shares_test {
    key_shares_test()
    {
        seen.used.clear();
        for (auto* each : {&client, &server}) {
            (*each)->set_registry(algorithms);
            (*each)->set_groups({x25519, secp256r1, secp384r1});
        }
        server->add_credential(leaf);
    }

    /// Performs a handshake. Returns the number of key pairs and encapsulations that it generated itself.
    unsigned generated_by_a_handshake() const
    {
        const auto before = seen.generated + seen.encapsulated;
        engine_pair pair(client->snapshot(), server->snapshot());
        pair.handshake();
        BOOST_TEST(pair.established());
        return seen.generated + seen.encapsulated - before;
    }

    void run()
    {
        io.restart();
        io.run();
    }

    std::size_t ready(const context& ctx, std::uint16_t group) const
    {
        return ctx.snapshot()->negotiation.prepared_key_shares->ready(*algorithms->find_group(group));
    }

    pki authority;
    std::shared_ptr<const credential> leaf = authority.leaf();
    std::shared_ptr<registry> algorithms = watched_registry();
    asio::io_context io;
    std::optional<context> client{context::tls_client}, server{context::tls_server};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(prepared_key_shares, key_shares_test)

BOOST_AUTO_TEST_CASE(are_off_by_default)
{
    BOOST_TEST(!client->snapshot()->negotiation.prepared_key_shares);
    BOOST_TEST(generated_by_a_handshake() == 2u);
}

BOOST_AUTO_TEST_CASE(are_used_by_clients_and_servers)
{
    client->prepare_key_shares(io, 20);
    server->prepare_key_shares(io.get_executor(), 20);
    run();
    BOOST_TEST(ready(*client, x25519) == 20u);
    BOOST_TEST(ready(*server, x25519) == 20u);
    BOOST_TEST(ready(*client, secp256r1) == 0u);
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(generated_by_a_handshake() == 0u);
    BOOST_TEST(generated_by_a_handshake() == 2u, "none are left");
    run();
    BOOST_TEST(ready(*client, x25519) == 20u);
    BOOST_TEST(generated_by_a_handshake() == 0u);
    // Clients used all 22 of theirs. Servers used 21; in one handshake the server encapsulated instead.
    BOOST_TEST(seen.used.size() == 22u + 21u);
    BOOST_TEST(std::set(seen.used.begin(), seen.used.end()).size() == seen.used.size());
}

BOOST_AUTO_TEST_CASE(are_used_by_tls12_clients_and_servers)
{
    server->set_max_version(protocol_version::tls1_2);
    client->set_max_version(protocol_version::tls1_2);
    client->prepare_key_shares(io, 4);
    server->prepare_key_shares(io, 4);
    run();
    BOOST_TEST(generated_by_a_handshake() == 0u);
    BOOST_TEST(ready(*client, x25519) == 3u);
    BOOST_TEST(ready(*server, x25519) == 3u);
    BOOST_TEST(std::set(seen.used.begin(), seen.used.end()).size() == 2u);
}

BOOST_AUTO_TEST_CASE(are_used_after_a_hello_retry_request)
{
    server->set_groups({secp256r1});
    client->prepare_key_shares(io, 4);
    server->prepare_key_shares(io, 4);
    run();
    BOOST_TEST(generated_by_a_handshake() == 1u, "the client's for the second ClientHello");
    BOOST_TEST(ready(*client, x25519) == 3u, "no key share is sent twice");
    BOOST_TEST(ready(*server, secp256r1) == 3u);
    run();
    BOOST_TEST(ready(*client, secp256r1) == 4u, "the pool learned that servers want this group");
    BOOST_TEST(generated_by_a_handshake() == 0u);
}

BOOST_AUTO_TEST_CASE(are_not_generated_for_less_preferred_groups)
{
    client->prepare_key_shares(io, 4);
    server->prepare_key_shares(io, 4);
    client->set_groups({secp384r1});
    run();
    BOOST_TEST(generated_by_a_handshake() == 2u);
    run();
    BOOST_TEST(generated_by_a_handshake() == 2u);
    BOOST_TEST(ready(*server, x25519) == 4u);
}

BOOST_AUTO_TEST_CASE(are_not_used_by_servers_for_groups_other_than_diffie_hellman)
{
    auto row = watched<named_group::x25519>();
    row.diffie_hellman = false;
    algorithms->add(row);
    client->prepare_key_shares(io, 4);
    server->prepare_key_shares(io, 4);
    run();
    const auto before = seen.encapsulated.load();
    BOOST_TEST(generated_by_a_handshake() == 1u);
    BOOST_TEST(seen.encapsulated == before + 1);
}

BOOST_AUTO_TEST_CASE(are_limited_and_can_be_turned_off)
{
    BOOST_CHECK_EXCEPTION(client->prepare_key_shares(io, 1025), boost::system::system_error,
                          [](auto& e) { return e.code() == asio::error::invalid_argument; });
    BOOST_TEST(!client->snapshot()->negotiation.prepared_key_shares);
    client->prepare_key_shares(io, 4);
    client->prepare_key_shares(io, 0);
    BOOST_TEST(!client->snapshot()->negotiation.prepared_key_shares);
    const auto before = seen.generated.load();
    run();
    BOOST_TEST(seen.generated == before);
}

BOOST_AUTO_TEST_CASE(are_generated_again_after_the_executor_threw)
{
    unsigned jobs = 1;
    client->prepare_key_shares(limited_executor{io.get_executor(), &jobs}, 64);
    BOOST_CHECK_NO_THROW(run());
    const auto made = ready(*client, x25519);
    BOOST_TEST(made > 0u);
    BOOST_TEST(made < 64u);
    jobs = 100;
    generated_by_a_handshake();
    run();
    BOOST_TEST(ready(*client, x25519) == 64u);
}

BOOST_AUTO_TEST_CASE(are_no_longer_generated_after_the_context_is_destroyed)
{
    const auto before = seen.generated.load();
    client->prepare_key_shares(io, 64);
    BOOST_TEST(io.run_one() == 1u);
    const auto made = seen.generated - before;
    BOOST_TEST(made > 0u);
    BOOST_TEST(made < 64u, "one job generates only some of them, so that other jobs can run");
    client.reset();
    run();
    BOOST_TEST(seen.generated - before == made);
}

BOOST_AUTO_TEST_CASE(handshakes_do_not_wait_for_an_executor_that_never_runs)
{
    {
        asio::io_context unused;
        client->prepare_key_shares(unused, 4);
    }
    BOOST_TEST(generated_by_a_handshake() == 2u);
}

BOOST_AUTO_TEST_CASE(are_never_used_twice_by_many_threads)
{
    constexpr unsigned threads = 3, handshakes = 40;
    asio::thread_pool makers{2};
    client->prepare_key_shares(makers, 8);
    server->prepare_key_shares(makers, 8);
    std::atomic<unsigned> established = 0;
    auto work = [&] {
        for (unsigned i = 0; i < handshakes; ++i) {
            engine_pair pair(client->snapshot(), server->snapshot());
            pair.handshake();
            established += pair.established() ? 1u : 0u;
        }
    };
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < threads; ++i)
        workers.emplace_back(work);
    for (auto& worker : workers)
        worker.join();
    makers.join();
    BOOST_TEST(established == threads * handshakes);
    BOOST_TEST(seen.used.size() >= threads * handshakes);
    BOOST_TEST(std::set(seen.used.begin(), seen.used.end()).size() == seen.used.size());
}

BOOST_AUTO_TEST_SUITE_END()
