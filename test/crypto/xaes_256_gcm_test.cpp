// XAES-256-GCM against its published vectors.

#include "crypto/hex.hpp"
#include "crypto/xaes_256_gcm.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace tls;
using namespace tls::test;

namespace {

struct vector {
    std::uint8_t key; ///< 32 times
    std::string_view aad, ciphertext;
};

const auto nonce = as_bytes("ABCDEFGHIJKLMNOPQRSTUVWX");
const auto plaintext = as_bytes("XAES-256-GCM");

/// c2sp.org/XAES-256-GCM, section "Test vectors". The first bit of the encrypted block of zeros differs, and with it
/// the form of the subkey.
constexpr vector vectors[] = {
    {0x01, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
    {0x03, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
};

bytes sealed(const xaes_256_gcm& cipher, byte_view iv, byte_view aad, byte_view text)
{
    bytes out(text.size() + xaes_256_gcm::tag_size);
    cipher.seal(iv, aad, text, out);
    return out;
}

bool opens(const xaes_256_gcm& cipher, byte_view iv, byte_view aad, byte_view ciphertext)
{
    bytes out(ciphertext.size() - xaes_256_gcm::tag_size);
    return cipher.open(iv, aad, ciphertext, out) && std::ranges::equal(out, plaintext);
}

} // namespace

BOOST_AUTO_TEST_SUITE(xaes_256_gcm_tests)

BOOST_AUTO_TEST_CASE(published_vectors)
{
    for (const auto& [key, aad, ciphertext] : vectors) {
        const xaes_256_gcm cipher(bytes(32, key));
        for (unsigned round = 0; round < 2; ++round) { // keys a cipher, then uses it again
            BOOST_TEST(to_hex(sealed(cipher, nonce, as_bytes(aad), plaintext)) == ciphertext);
            BOOST_TEST(opens(cipher, nonce, as_bytes(aad), from_hex(ciphertext)));
        }
    }
}

BOOST_AUTO_TEST_CASE(every_byte_is_authenticated)
{
    const xaes_256_gcm cipher(bytes(32, 0x03));
    const auto aad = as_bytes("associated");
    auto text = sealed(cipher, nonce, aad, plaintext);
    for (auto& byte : text) {
        byte ^= 1;
        BOOST_TEST(!opens(cipher, nonce, aad, text));
        byte ^= 1;
    }
    auto iv = to_bytes(nonce);
    for (auto& byte : iv) {
        byte ^= 1;
        BOOST_TEST(!opens(cipher, iv, aad, text));
        byte ^= 1;
    }
    BOOST_TEST(!opens(cipher, nonce, as_bytes("Associated"), text));
    BOOST_TEST(opens(cipher, iv, aad, text));
}

BOOST_AUTO_TEST_CASE(other_sizes_are_refused)
{
    for (std::size_t size : {0, 16, 31, 33, 64})
        BOOST_CHECK_THROW(xaes_256_gcm{bytes(size)}, std::length_error);
    const xaes_256_gcm cipher(bytes(32, 0x03));
    bytes out(plaintext.size() + xaes_256_gcm::tag_size), opened(plaintext.size());
    for (std::size_t size : {0, 12, 23, 25}) {
        BOOST_CHECK_THROW(cipher.seal(bytes(size), {}, plaintext, out), std::length_error);
        BOOST_CHECK_THROW(cipher.open(bytes(size), {}, out, opened), std::length_error);
    }
}

BOOST_AUTO_TEST_CASE(threads_share_a_key)
{
    const xaes_256_gcm cipher(bytes(32, 0x01));
    std::vector<std::thread> threads;
    std::vector<unsigned> right(4);
    for (auto& count : right)
        threads.emplace_back([&] {
            for (unsigned round = 0; round < 500; ++round)
                count += to_hex(sealed(cipher, nonce, {}, plaintext)) == vectors[0].ciphertext;
        });
    for (auto& thread : threads)
        thread.join();
    for (auto count : right)
        BOOST_TEST(count == 500u);
}

BOOST_AUTO_TEST_SUITE_END()
