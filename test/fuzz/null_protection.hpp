// A registry without protection: a fuzzer, which knows no key, can write records that open, signatures that verify and
// Finished messages that are accepted. So its inputs reach the code behind the record layer.
//
// The library has no switch for this. The registry is one that a program passes to a configuration, like any other
// (examples/custom_suite.cpp), and it exists in this folder only. test/lint/null_protection.py and test/shared check
// that the library contains nothing of it.

#ifndef TLS_TEST_FUZZ_NULL_PROTECTION_HPP
#define TLS_TEST_FUZZ_NULL_PROTECTION_HPP

#include <tls/crypto/random.hpp>
#include <tls/crypto/registry.hpp>

#include <cstdint>
#include <memory>

namespace tls::fuzz {

/// The value of every byte of an AEAD tag.
inline constexpr std::uint8_t null_tag = 0x5a;
/// Returns the value of every byte of a digest or HMAC of this size. Secrets, verify_data and binders consist of it.
/// MD5 has another one than SHA-1: the PRF of TLS 1.1 is the difference of both, and secrets of zeros are refused.
constexpr std::uint8_t null_digest(std::size_t size) noexcept
{
    constexpr std::size_t md5_size = 16;
    return size == md5_size ? 0x12 : 0xab;
}

/// Returns the standard registry with these replacements, all of the original sizes:
///   - AEADs, CBC ciphers and stream ciphers copy their input. An AEAD opens only if each byte of the tag is null_tag.
///   - Digests and HMACs are constant.
///   - Signatures are 32 bytes, and any verifies that is not empty and does not begin with zero.
///   - Shares are constant. Any share of the right size is valid unless its first byte is 0xff.
///   - RSA encryption is constant, and every ciphertext decrypts to the same secret.
///   - A fixed Diffie-Hellman key has the same secret with any value that is not empty and does not begin with 0xff.
/// Parameters of finite field Diffie-Hellman before TLS 1.3 and temporary RSA keys are no rows of a registry, and keep
/// their real arithmetic.
const std::shared_ptr<const registry>& null_registry();

/// The work done by the algorithms of null_registry() in this thread. Unlike time, it is the same in each run.
struct null_work {
    std::uint64_t hashed = 0;     ///< bytes
    std::uint64_t records = 0;    ///< bytes of records, sealed and opened
    std::uint64_t public_key = 0; ///< signatures, verifications, key exchanges, decryptions
};

/// Returns the work since the thread's start; assign to it to start anew.
null_work& work() noexcept;

/// Generates the same bytes from the same seed (SplitMix64).
class repeatable_random final : public random_source {
public:
    explicit repeatable_random(std::uint64_t seed) noexcept : state_(seed) {}
    void fill(byte_span out) override;

private:
    std::uint64_t state_;
};

} // namespace tls::fuzz

#endif
