#include "crypto/hex.hpp"
#include "crypto/hkdf.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <thread>

BOOST_AUTO_TEST_SUITE(hashes)

namespace {

using namespace tls;
using test::from_hex;
using test::to_hex;

struct vector {
    std::string_view hash;
    std::string_view abc;        // FIPS 180-4 example "abc"
    std::string_view empty;      // digest of the empty message
    std::string_view short_hmac; // RFC 4231 test case 2 (RFC 2202 for SHA-1): key "Jefe"
    std::string_view long_hmac;  // RFC 4231 test case 6: 131-byte key; RFC 2202 case 6 for SHA-1: 80-byte key
};

const std::array vectors{
    vector{"SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
           "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
    vector{"SHA-224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
           "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
           "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
           "95e9a0db962095adaebe9b2d6f0dbce2d499f112f2d2b7273fa6870e"},
    vector{"SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
           "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
           "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    vector{"SHA-384",
           "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
           "8086072ba1e7cc2358baeca134c825a7",
           "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da"
           "274edebfe76f65fbd51ad2f14898b95b",
           "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
           "8e2240ca5e69e2c78b3239ecfab21649",
           "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6"
           "0c2ef6ab4030fe8296248df163f44952"},
    vector{"SHA-512",
           "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
           "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
           "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
           "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
           "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
           "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
           "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
           "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
};

const hash_algorithm& find(std::string_view name)
{
    auto* found = registry::standard()->find_hash(name);
    BOOST_REQUIRE(found);
    return *found;
}

std::string hmac(const hash_algorithm& hash, byte_view key, std::string_view message)
{
    auto context = hash.make_hmac(key);
    context->update(as_bytes(message));
    bytes tag(hash.digest_size);
    context->finish(tag);
    return to_hex(tag);
}

} // namespace

BOOST_AUTO_TEST_CASE(digests_match_published_vectors)
{
    for (auto& v : vectors) {
        auto& hash = find(v.hash);
        bytes out(hash.digest_size);
        digest(hash, as_bytes("abc"), out);
        BOOST_TEST(to_hex(out) == v.abc);
        digest(hash, {}, out);
        BOOST_TEST(to_hex(out) == v.empty);
    }
}

BOOST_AUTO_TEST_CASE(md5_sha1_is_both_digests)
{
    const auto& pair = find("MD5-SHA1");
    bytes out(pair.digest_size);
    for (int i = 0; i < 2; ++i) {
        auto context = pair.make();
        context->update(as_bytes("a"));
        auto clone = context->clone();
        clone->update(as_bytes("bc"));
        clone->finish(out);
        BOOST_TEST(to_hex(out) == "900150983cd24fb0d6963f7d28e17f72a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}

BOOST_AUTO_TEST_CASE(hmacs_match_published_vectors_for_short_and_long_keys)
{
    for (auto& v : vectors) {
        auto& hash = find(v.hash);
        BOOST_TEST(hmac(hash, as_bytes("Jefe"), "what do ya want for nothing?") == v.short_hmac);
        bytes long_key(v.hash == "SHA-1" ? 80 : 131, 0xaa);
        BOOST_TEST(hmac(hash, long_key, "Test Using Larger Than Block-Size Key - Hash Key First") == v.long_hmac);
    }
}

BOOST_AUTO_TEST_CASE(one_call_computes_the_hmac_of_a_context)
{
    for (auto& v : vectors) {
        auto& hash = find(v.hash);
        auto without = hash; // as a registry row of a user may be
        without.start_hmac = nullptr;
        for (std::size_t size : {std::size_t{0}, hash.block_size - 1, hash.block_size, hash.block_size + 1}) {
            const bytes key(size, 0x0b);
            const std::string message = "what do ya want for nothing?";
            for (std::size_t split = 0; split <= message.size(); ++split) {
                const std::array pieces{as_bytes(message).first(split), byte_view(), as_bytes(message).subspan(split)};
                for (const hash_algorithm* row : std::array<const hash_algorithm*, 2>{&hash, &without}) {
                    bytes tag(hash.digest_size);
                    hmac(*row, key, pieces, tag);
                    BOOST_TEST(to_hex(tag) == hmac(hash, key, message));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(hashes_of_tls13_suites_compute_hmacs_without_allocation)
{
    for (const auto* name : {"SHA-256", "SHA-384"}) {
        BOOST_TEST(find(name).start_hmac != nullptr);
        BOOST_TEST(find(name).finish_hmac != nullptr);
    }
}

BOOST_AUTO_TEST_CASE(a_key_serves_several_messages)
{
    for (auto& v : vectors) {
        auto row = find(v.hash);
        for (int i = 0; i < 2; ++i) {
            const hmac_key key(row, as_bytes("Jefe"));
            for (std::string_view message : {"first", "what do ya want for nothing?", ""}) {
                bytes tag(row.digest_size);
                key.compute(std::array{as_bytes(message)}, tag);
                BOOST_TEST(to_hex(tag) == hmac(row, as_bytes("Jefe"), message));
            }
            row.start_hmac = nullptr; // as a registry row of a user may be
        }
    }
}

// Objects of a thread are destroyed in the reverse order of their construction: this one after all that the first HMAC
// makes.
struct computes_hmac_at_the_end {
    const hash_algorithm& hash;
    bytes& tag;

    ~computes_hmac_at_the_end()
    {
        const auto message = as_bytes("what do ya want for nothing?");
        tls::hmac(hash, as_bytes("Jefe"), std::array{message}, tag);
    }
};

BOOST_AUTO_TEST_CASE(destructors_at_the_end_of_a_thread_compute_hmacs)
{
    for (auto& v : vectors) {
        auto& hash = find(v.hash);
        bytes first(hash.digest_size), last(hash.digest_size);
        std::thread([&] {
            thread_local const computes_hmac_at_the_end end{hash, last};
            tls::hmac(end.hash, as_bytes("Jefe"), {}, first);
        }).join();
        BOOST_TEST(to_hex(last) == v.short_hmac);
        BOOST_TEST(to_hex(first) == hmac(hash, as_bytes("Jefe"), ""));
    }
}

BOOST_AUTO_TEST_CASE(moving_an_hmac_state_wipes_the_source)
{
    hmac_state first;
    first.inner.fill(1);
    first.outer.fill(2);
    hmac_state second(std::move(first)), third;
    BOOST_TEST((first.inner == hmac_state().inner && first.outer == hmac_state().outer));
    third = std::move(second);
    BOOST_TEST((second.inner == hmac_state().inner && second.outer == hmac_state().outer));
    BOOST_TEST((third.inner[0] == 1 && third.outer[7] == 2));
}

BOOST_AUTO_TEST_CASE(one_call_computes_the_hmac_of_messages_of_any_length)
{
    for (auto& v : vectors) {
        auto& hash = find(v.hash);
        for (std::size_t key_size : {std::size_t{0}, hash.digest_size, hash.block_size, hash.block_size + 1}) {
            const bytes key(key_size, 0x0b);
            for (std::size_t size = 0; size <= 4 * hash.block_size; ++size) {
                bytes message(size);
                for (std::size_t i = 0; i < size; ++i)
                    message[i] = static_cast<std::uint8_t>(i);
                bytes in_one_call(hash.digest_size), by_context(hash.digest_size);
                hmac(hash, key, std::array{byte_view(message)}, in_one_call);
                auto context = hash.make_hmac(key);
                context->update(message);
                context->finish(by_context);
                BOOST_TEST(in_one_call == by_context);
            }
        }
    }
}

// HKDF-Expand gives the previous output as input.
BOOST_AUTO_TEST_CASE(one_call_may_overwrite_its_message)
{
    for (auto& v : vectors) {
        auto& hash = find(v.hash);
        const bytes key(hash.digest_size, 0x0b);
        bytes expected(hash.digest_size), buffer(hash.digest_size, 0x0c);
        hmac(hash, key, std::array{byte_view(buffer)}, expected);
        hmac(hash, key, std::array{byte_view(buffer)}, buffer);
        BOOST_TEST(buffer == expected);
    }
}

BOOST_AUTO_TEST_CASE(clone_continues_from_the_state_of_the_original)
{
    for (auto& v : vectors) {
        auto& hash = find(v.hash);
        bytes out(hash.digest_size);

        auto original = hash.make();
        original->update(as_bytes("a"));
        auto clone = original->clone();
        original->update(as_bytes("something else"));
        clone->update(as_bytes("bc"));
        clone->finish(out);
        BOOST_TEST(to_hex(out) == v.abc);

        auto mac = hash.make_hmac(as_bytes("Jefe"));
        mac->update(as_bytes("what do ya want "));
        auto mac_clone = mac->clone();
        mac->update(as_bytes("something else"));
        mac_clone->update(as_bytes("for nothing?"));
        mac_clone->finish(out);
        BOOST_TEST(to_hex(out) == v.short_hmac);
    }
}

BOOST_AUTO_TEST_CASE(digest_so_far_leaves_the_computation_as_it_is)
{
    for (auto& v : vectors) {
        auto& hash = find(v.hash);
        bytes out(hash.digest_size);
        auto context = hash.make();
        context->digest_so_far(out);
        BOOST_TEST(to_hex(out) == v.empty);
        context->update(as_bytes("ab"));
        context->digest_so_far(out);
        context->update(as_bytes("c"));
        context->digest_so_far(out);
        BOOST_TEST(to_hex(out) == v.abc);
        context->finish(out);
        BOOST_TEST(to_hex(out) == v.abc);
    }
}

BOOST_AUTO_TEST_CASE(finish_resets_the_context)
{
    for (auto& v : vectors) {
        auto& hash = find(v.hash);
        bytes out(hash.digest_size);
        auto context = hash.make();
        auto mac = hash.make_hmac(as_bytes("Jefe"));
        for (int i = 0; i < 2; ++i) {
            context->update(as_bytes("abc"));
            context->finish(out);
            BOOST_TEST(to_hex(out) == v.abc);
            mac->update(as_bytes("what do ya want for nothing?"));
            mac->finish(out);
            BOOST_TEST(to_hex(out) == v.short_hmac);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_hmac_key_may_be_empty)
{
    BOOST_TEST(hmac(find("SHA-256"), {}, "") == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

BOOST_AUTO_TEST_CASE(hkdf_matches_rfc_5869)
{
    auto& hash = find("SHA-256");
    bytes prk(32), okm(42);
    hkdf_extract(hash, from_hex("000102030405060708090a0b0c"), bytes(22, 0x0b), prk);
    BOOST_TEST(to_hex(prk) == "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    hkdf_expand(hash, prk, from_hex("f0f1f2f3f4f5f6f7f8f9"), okm);
    BOOST_TEST(to_hex(okm) == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");

    hkdf_extract(hash, {}, bytes(22, 0x0b), prk);
    hkdf_expand(hash, prk, {}, okm);
    BOOST_TEST(to_hex(okm) == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

BOOST_AUTO_TEST_CASE(hkdf_rejects_more_than_255_digests)
{
    auto& hash = find("SHA-256");
    bytes okm(255 * 32);
    hkdf_expand(hash, bytes(32), {}, okm);
    okm.push_back(0);
    BOOST_CHECK_THROW(hkdf_expand(hash, bytes(32), {}, okm), std::length_error);
    BOOST_CHECK_THROW(hkdf_extract(hash, {}, {}, byte_span(okm).first(31)), std::length_error);
}

BOOST_AUTO_TEST_SUITE_END()
