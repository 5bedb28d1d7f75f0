#include "crypto/hex.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <array>

BOOST_AUTO_TEST_SUITE(aead)

namespace {

using namespace tls;
using test::from_hex;
using test::to_hex;

struct vector {
    std::string_view aead, key, nonce, aad, plaintext, ciphertext;
};

// GCM: test cases 4 and 16 of the original specification (McGrew and Viega). ChaCha20-Poly1305: RFC 8439 section 2.8.2.
// CCM: NIST SP 800-38C example 3, which has an 8-byte tag; the 16-byte version was computed with OpenSSL.
const std::array vectors{
    vector{"AES-128-GCM", "feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
           "feedfacedeadbeeffeedfacedeadbeefabaddad2",
           "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
           "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
           "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
           "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
           "5bc94fbc3221a5db94fae95ae7121a47"},
    vector{"AES-256-GCM", "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
           "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
           "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
           "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
           "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
           "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
           "76fc6ece0f4e1768cddf8853bb2d551b"},
    vector{"CHACHA20-POLY1305", "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
           "070000004041424344454647", "50515253c0c1c2c3c4c5c6c7",
           "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a20496620492063"
           "6f756c64206f6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
           "637265656e20776f756c642062652069742e",
           "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b"
           "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
           "3ff4def08e4b7a9de576d26586cec64b6116"
           "1ae10b594f09e26a7e902ecbd0600691"},
    vector{"AES-128-CCM", "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b",
           "000102030405060708090a0b0c0d0e0f10111213", "202122232425262728292a2b2c2d2e2f3031323334353637",
           "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5c87ae488918de93f17dd3e4934347f44"},
    vector{"AES-128-CCM-8", "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b",
           "000102030405060708090a0b0c0d0e0f10111213", "202122232425262728292a2b2c2d2e2f3031323334353637",
           "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951"},
};

struct instance {
    const aead_algorithm* algorithm;
    std::unique_ptr<aead_context> context;
    bytes nonce, aad, plaintext, ciphertext;
};

instance make(const vector& v)
{
    auto* algorithm = registry::standard()->find_aead(v.aead);
    BOOST_REQUIRE(algorithm);
    return {algorithm,
            algorithm->make(from_hex(v.key)),
            from_hex(v.nonce),
            from_hex(v.aad),
            from_hex(v.plaintext),
            from_hex(v.ciphertext)};
}

bytes seal(instance& i, std::span<const byte_view> pieces)
{
    bytes out(i.plaintext.size() + i.algorithm->tag_size);
    i.context->seal(i.nonce, i.aad, pieces, out);
    return out;
}

const auto algorithms = {"AES-128-GCM", "AES-256-GCM", "CHACHA20-POLY1305", "AES-128-CCM", "AES-128-CCM-8"};

} // namespace

BOOST_AUTO_TEST_CASE(seals_and_opens_published_vectors)
{
    for (auto& v : vectors) {
        BOOST_TEST_CONTEXT(v.aead)
        {
            auto i = make(v);
            byte_view whole = i.plaintext;
            BOOST_TEST(to_hex(seal(i, {&whole, 1})) == v.ciphertext);
            bytes opened(i.plaintext.size());
            BOOST_TEST(i.context->open(i.nonce, i.aad, i.ciphertext, opened));
            BOOST_TEST(to_hex(opened) == v.plaintext);
        }
    }
}

BOOST_AUTO_TEST_CASE(odd_piece_sizes_give_the_same_record)
{
    for (auto& v : vectors) {
        for (std::size_t size : {1u, 3u, 15u, 16u, 17u, 31u, 33u}) {
            auto i = make(v);
            std::vector<byte_view> pieces{byte_view()};
            for (byte_view rest = i.plaintext; !rest.empty();) {
                auto take = std::min(size, rest.size());
                pieces.push_back(rest.first(take));
                pieces.push_back(byte_view());
                rest = rest.subspan(take);
            }
            BOOST_TEST(to_hex(seal(i, pieces)) == v.ciphertext);
        }
    }
}

BOOST_AUTO_TEST_CASE(seals_and_opens_in_place)
{
    for (auto& v : vectors) {
        auto i = make(v);
        auto buffer = i.plaintext;
        buffer.resize(i.ciphertext.size());
        std::array<byte_view, 2> pieces{byte_view(buffer).first(5),
                                        byte_view(buffer).subspan(5, i.plaintext.size() - 5)};
        i.context->seal(i.nonce, i.aad, pieces, buffer);
        BOOST_TEST(to_hex(buffer) == v.ciphertext);
        auto out = byte_span(buffer).first(i.plaintext.size());
        BOOST_TEST(i.context->open(i.nonce, i.aad, buffer, out));
        BOOST_TEST(to_hex(out) == v.plaintext);
    }
}

BOOST_AUTO_TEST_CASE(rejects_change_of_any_byte)
{
    for (auto& v : vectors) {
        auto i = make(v);
        bytes out(i.plaintext.size());
        for (auto* field : {&i.nonce, &i.aad, &i.ciphertext})
            for (auto& byte : *field) {
                byte ^= 0x10;
                BOOST_TEST(!i.context->open(i.nonce, i.aad, i.ciphertext, out));
                byte ^= 0x10;
            }
        BOOST_TEST(i.context->open(i.nonce, i.aad, i.ciphertext, out));
    }
}

BOOST_AUTO_TEST_CASE(rejects_input_shorter_than_the_tag)
{
    for (auto* name : algorithms) {
        auto* algorithm = registry::standard()->find_aead(name);
        auto context = algorithm->make(bytes(algorithm->key_size));
        bytes nonce(algorithm->nonce_size), input(algorithm->tag_size - 1);
        for (std::size_t size = 0; size <= input.size(); ++size)
            BOOST_TEST(!context->open(nonce, {}, byte_view(input).first(size), {}));
    }
}

BOOST_AUTO_TEST_CASE(one_context_handles_many_sizes_in_both_directions)
{
    for (auto* name : algorithms) {
        auto* algorithm = registry::standard()->find_aead(name);
        bytes key(algorithm->key_size, 7);
        auto both = algorithm->make(key);
        bytes nonce(algorithm->nonce_size);
        const bytes aad{0x17, 3, 3, 1, 0};
        for (std::size_t size : {0u, 1u, 15u, 16u, 17u, 63u, 64u, 65u, 255u, 256u, 1000u, 4096u, 16384u, 16640u}) {
            ++nonce.back();
            bytes plaintext(size);
            for (std::size_t i = 0; i < size; ++i)
                plaintext[i] = static_cast<std::uint8_t>(i * 31 + size);
            byte_view whole = plaintext;
            bytes sealed(size + algorithm->tag_size), by_another(size + algorithm->tag_size), opened(size);
            both->seal(nonce, aad, {&whole, 1}, sealed);
            algorithm->make(key)->seal(nonce, aad, {&whole, 1}, by_another);
            BOOST_TEST(sealed == by_another);
            BOOST_TEST(both->open(nonce, aad, sealed, opened));
            BOOST_TEST(opened == plaintext);
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_keys_nonces_and_outputs_of_wrong_size)
{
    for (auto* name : algorithms) {
        auto* algorithm = registry::standard()->find_aead(name);
        BOOST_CHECK_THROW(algorithm->make(bytes(algorithm->key_size - 1)), std::length_error);
        auto context = algorithm->make(bytes(algorithm->key_size));
        bytes nonce(12), out(algorithm->tag_size + 1);
        BOOST_CHECK_THROW(context->seal(nonce, {}, {}, out), std::length_error);
        BOOST_CHECK_THROW(context->seal(bytes(11), {}, {}, byte_span(out).first(algorithm->tag_size)),
                          std::length_error);
    }
}

BOOST_AUTO_TEST_SUITE_END()
