#include "crypto/password_based.hpp"

#include "crypto/hex.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace tls;
using test::from_hex;
using test::to_hex;

namespace {

std::string derive(std::string_view hash, std::string_view password, std::string_view salt, std::uint64_t iterations,
                   std::size_t size)
{
    bytes out(size);
    pbkdf2(*registry::standard()->find_hash(hash), as_bytes(password), as_bytes(salt), iterations, out);
    return to_hex(out);
}

std::string mix(std::string_view password, std::string_view salt, const scrypt_cost& cost)
{
    bytes out(64);
    scrypt(as_bytes(password), as_bytes(salt), cost, out);
    return to_hex(out);
}

} // namespace

BOOST_AUTO_TEST_SUITE(password_based)

BOOST_AUTO_TEST_CASE(pbkdf2_matches_rfc_6070_and_rfc_7914)
{
    BOOST_TEST(derive("SHA-1", "password", "salt", 1, 20) == "0c60c80f961f0e71f3a9b524af6012062fe037a6");
    BOOST_TEST(derive("SHA-1", "password", "salt", 4096, 20) == "4b007901b765489abead49d926f721d065a429c1");
    BOOST_TEST(derive("SHA-1", "passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, 25) ==
               "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038");
    BOOST_TEST(derive("SHA-256", "passwd", "salt", 1, 64) ==
               "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
               "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
}

BOOST_AUTO_TEST_CASE(pbkdf2_rejects_zero_iterations)
{
    BOOST_CHECK_THROW(derive("SHA-256", "password", "salt", 0, 20), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(scrypt_matches_rfc_7914)
{
    BOOST_TEST(mix("", "", {16, 1, 1}) == "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                                          "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
    BOOST_TEST(mix("password", "NaCl", {1024, 8, 16}) ==
               "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
               "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
}

BOOST_AUTO_TEST_CASE(scrypt_rejects_invalid_cost)
{
    for (auto& cost : {scrypt_cost{0, 8, 1}, scrypt_cost{3, 8, 1}, scrypt_cost{16, 8, 0}})
        BOOST_CHECK_THROW(mix("password", "NaCl", cost), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(cbc_ciphers_match_published_vectors)
{
    struct vector {
        std::string_view cipher, key, iv, plain, encrypted;
    };
    // NIST SP 800-38A appendices F.2.1 to F.2.5. Tests with files of other programs cover the other ciphers.
    for (auto& v :
         {vector{"AES-128-CBC", "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
                 "6bc1bee22e409f96e93d7e117393172a", "7649abac8119b246cee98e9b12e9197d"},
          vector{"AES-192-CBC", "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", "000102030405060708090a0b0c0d0e0f",
                 "6bc1bee22e409f96e93d7e117393172a", "4f021db243bc633d7178183a9fa071e8"},
          vector{"AES-256-CBC", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                 "000102030405060708090a0b0c0d0e0f", "6bc1bee22e409f96e93d7e117393172a",
                 "f58c4c04d6e5f1ba779eabfb5f7bfbd6"}}) {
        auto* cipher = find_cbc_cipher(v.cipher);
        BOOST_REQUIRE(cipher);
        auto data = from_hex(v.plain);
        cipher->encrypt(from_hex(v.key), from_hex(v.iv), data);
        BOOST_TEST(to_hex(data) == v.encrypted);
        cipher->decrypt(from_hex(v.key), from_hex(v.iv), data);
        BOOST_TEST(to_hex(data) == v.plain);
    }
}

BOOST_AUTO_TEST_CASE(cbc_ciphers_reject_partial_blocks)
{
    for (auto name : {"AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC", "RC2-40-CBC"}) {
        auto* cipher = find_cbc_cipher(name);
        BOOST_REQUIRE(cipher);
        bytes key(cipher->key_size, 7), iv(cipher->block_size), data(5 * cipher->block_size, 1), before = data;
        cipher->encrypt(key, iv, data);
        BOOST_TEST(to_hex(data) != to_hex(before));
        cipher->decrypt(key, iv, data);
        BOOST_TEST(to_hex(data) == to_hex(before));
        cipher->decrypt(key, iv, {});
        BOOST_CHECK_THROW(cipher->decrypt(key, iv, byte_span(data).first(1)), std::length_error);
        BOOST_CHECK_THROW(cipher->encrypt(key, byte_view(iv).first(1), data), std::length_error);
    }
    BOOST_TEST(!find_cbc_cipher("DES-CBC"));
}

BOOST_AUTO_TEST_SUITE_END()
