#include "algorithms/sha256/hash.hpp"

#include "algorithms/cryptopp/hash.hpp"
#include "algorithms/cryptopp/sha2.hpp"
#include "algorithms/multiprecision/self_test.hpp"
#include "algorithms/sha256/compress.hpp"

#include <array>

namespace tls::sha256 {

namespace {

struct compression {
    using word = std::uint32_t;
    static constexpr std::size_t digest_size = 32;

    /// RFC 6234 section 6.1.
    static constexpr state initial_state() noexcept
    {
        return {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    }
    static void compress(state& words, const std::uint8_t* blocks, std::size_t count) noexcept
    {
        sha256::compress(words, blocks, count);
    }
    static void compress_pair(state& first, const std::uint8_t* first_block, state& second,
                              const std::uint8_t* second_block) noexcept
    {
        sha256::compress_pair(first, first_block, second, second_block);
    }
    static void compress_words(state& words, const std::array<word, 16>& block) noexcept
    {
        sha256::compress_words(words, block);
    }
};

using hash_function = cryptopp::sha2<compression>;
using hmac_functions = cryptopp::sha2_hmac<compression>;

using digest = std::array<std::uint8_t, compression::digest_size>;

/// RFC 6234 section 8.5, TEST1.
bool hash_is_working()
{
    constexpr digest expected{0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
                              0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
                              0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    digest result;
    hash_function hash;
    hash.update(as_bytes("abc"));
    hash.finish(result);
    return result == expected;
}

/// RFC 4231 section 4.3. An HMAC uses the other two compression functions.
bool hmac_is_working()
{
    constexpr digest expected{0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24,
                              0x26, 0x08, 0x95, 0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27,
                              0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43};
    digest result;
    hmac_state key;
    hmac_functions::start(as_bytes("Jefe"), key);
    hmac_functions::finish(key, std::array{as_bytes("what do ya want for nothing?")}, result);
    return result == expected;
}

hash_algorithm make_row()
{
    auto row = cryptopp::sha256;
    row.make = &cryptopp::make_sha2<compression>;
    row.make_hmac = &cryptopp::make_sha2_hmac<compression>;
    row.start_hmac = &hmac_functions::start;
    row.finish_hmac = &hmac_functions::finish;
    return row;
}

} // namespace

const hash_algorithm* hash()
{
    static const bool usable =
        has_sha_extensions() &&
        multiprecision::passes_self_test("SHA-256 with SHA extensions", hash_is_working() && hmac_is_working());
    static const auto row = make_row();
    return usable ? &row : nullptr;
}

} // namespace tls::sha256
