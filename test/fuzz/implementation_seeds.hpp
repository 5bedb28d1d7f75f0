// The inputs of fuzz_implementations, and its seed corpus.

#ifndef TLS_TEST_FUZZ_IMPLEMENTATION_SEEDS_HPP
#define TLS_TEST_FUZZ_IMPLEMENTATION_SEEDS_HPP

#include <tls/bytes.hpp>

#include <cstdint>
#include <string>

namespace tls::fuzz {

/// The first byte of an input: what is compared. The second byte chooses the row, the third is a seed: keys and
/// randomness come from it, and whether the data is used as it is.
enum class compared : std::uint8_t {
    seal,        ///< the AAD's size, the AAD, the size of the first piece, plaintext
    open,        ///< the same; the data is a ciphertext
    groups,      ///< the peer's share; or the positions and the bits to change in real ones
    verify,      ///< the message's size, the message, a signature; or bits to change in a real one; or in the key
    sign,        ///< a message
    complete,    ///< the scalar of a key of a NIST curve
    decrypt,     ///< an RSA ciphertext; or a padded message
    x25519,      ///< scalar, u
    ml_kem,      ///< positions, sizes and bytes to write over the key and the ciphertext
    cbc_records, ///< the padding's size, padding, content; or the whole plaintext
    hashes,      ///< the key's size, the key, the size of each piece, a message
    count,
};

/// The bytes before the data.
inline constexpr std::size_t implementation_header = 3;

/// Calls write(name, input) for each seed: one for each comparison, row and kind of seed.
template <class Write>
void write_implementation_seeds(Write&& write)
{
    constexpr std::uint8_t rows = 8, seeds = 4;
    for (unsigned what = 0; what != static_cast<unsigned>(compared::count); ++what)
        for (std::uint8_t row = 0; row != rows; ++row)
            for (std::uint8_t seed = 0; seed != seeds; ++seed) {
                bytes input{static_cast<std::uint8_t>(what), row, seed, 5, 1, 2, 3, 4, 5};
                // RFC 8017 section 7.2.1: 00 02, padding, 00, and a premaster secret of 48 bytes for TLS 1.2.
                if (static_cast<compared>(what) == compared::decrypt) {
                    input.resize(implementation_header);
                    input.push_back(0);
                    input.push_back(2);
                    input.insert(input.end(), 256 - 2 - 1 - 48, 0xee);
                    input.push_back(0);
                    input.push_back(3);
                    input.push_back(3);
                    input.insert(input.end(), 46, 0x11);
                }
                input.insert(input.end(), 20U * row, static_cast<std::uint8_t>(16 * row + seed));
                write(std::to_string(what) + '-' + std::to_string(row) + '-' + std::to_string(seed), input);
            }
}

} // namespace tls::fuzz

#endif
