// Ed25519 and its keys, RFC 8032 section 5.1.

#include "algorithms/cryptopp/signatures.hpp"

#include "algorithms/cryptopp/random.hpp"

#include <tls/crypto/constant_time.hpp>

#include <cryptopp/xed25519.h>

#include <algorithm>
#include <array>

namespace tls::cryptopp {

namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t signature_size = 64;
using little_endian = std::array<std::uint8_t, key_size>;

// The order of the base point, 2^252 + 27742317777372353535851937790883648493.
constexpr little_endian group_order{0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                    0xa2, 0xde, 0xf9, 0xde, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10};

constexpr little_endian field_prime_less(std::uint8_t difference) // 2^255 - 19 - difference
{
    little_endian value;
    value.fill(0xff);
    value.front() = static_cast<std::uint8_t>(0xed - difference);
    value.back() = 0x7f;
    return value;
}

constexpr little_endian y_of_identity{1};

// Not in constant time: only for public values.
bool less(byte_view a, byte_view b)
{
    return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

// RFC 8032 section 5.1.3: a y of 2^255 - 19 or more does not decode, and neither does x = 0 with the sign bit set (y is
// 1 or -1). Crypto++ accepts both. Crypto++ does check whether the point exists.
bool is_canonical_point(byte_view encoded)
{
    little_endian y;
    std::copy(encoded.begin(), encoded.end(), y.begin());
    bool sign = (y.back() & 0x80) != 0;
    y.back() &= 0x7f;
    if (!less(y, field_prime_less(0)))
        return false;
    return !(sign && (y == y_of_identity || y == field_prime_less(1)));
}

class ed25519_signer final : public signer {
public:
    explicit ed25519_signer(const CryptoPP::ed25519::Signer& key) : key_(key) {}

    // RFC 8032 signatures are deterministic: `random` is unused.
    bytes sign(byte_view message, random_source& random) const override
    {
        random_adaptor generator(random);
        bytes signature(signature_size);
        key_.SignMessage(generator, message.data(), message.size(), signature.data());
        return signature;
    }

private:
    CryptoPP::ed25519::Signer key_;
};

class ed25519_verifier final : public verifier {
public:
    explicit ed25519_verifier(byte_view key) : key_(key.data()) {}

    bool verify(byte_view message, byte_view signature) const override
    {
        // RFC 8032 section 5.1.7: S must be in the range 0 <= S < L. Crypto++ does not check this, so S + L would be a
        // second valid signature for the same message (signature malleability).
        if (signature.size() != signature_size || !less(signature.last(key_size), group_order))
            return false;
        return key_.VerifyMessage(message.data(), message.size(), signature.data(), signature.size());
    }

private:
    CryptoPP::ed25519::Verifier key_;
};

bytes public_key_of(const CryptoPP::ed25519::Signer& signer)
{
    auto& key = dynamic_cast<const CryptoPP::ed25519PrivateKey&>(signer.GetPrivateKey());
    constant_time::declassify_memory(key.GetPublicKeyBytePtr(), key_size);
    return {key.GetPublicKeyBytePtr(), key.GetPublicKeyBytePtr() + key_size};
}

bool complete_ed25519_key(private_key& key)
{
    if (key.public_part.type != key_type::ed25519 || key.scalar.size() != key_size)
        return false;
    auto point = public_key_of(CryptoPP::ed25519::Signer(key.scalar.data()));
    if (key.public_part.point.empty())
        key.public_part.point = point;
    return key.public_part.point == point;
}

private_key generate_ed25519_key(unsigned, random_source& random)
{
    private_key key;
    key.public_part.type = key_type::ed25519;
    key.scalar.resize(key_size);
    random.fill(key.scalar);
    complete_ed25519_key(key);
    return key;
}

} // namespace

std::unique_ptr<signer> make_ed25519_signer(const signature_scheme& scheme, const private_key& key)
{
    if (scheme.key != key_type::ed25519 || key.public_part.type != scheme.key || key.scalar.size() != key_size)
        return nullptr;
    return std::make_unique<ed25519_signer>(CryptoPP::ed25519::Signer(key.scalar.data()));
}

std::unique_ptr<verifier> make_ed25519_verifier(const signature_scheme& scheme, const public_key& key)
{
    if (scheme.key != key_type::ed25519 || key.type != scheme.key)
        return nullptr;
    if (key.point.size() != key_size || !is_canonical_point(key.point))
        return nullptr;
    return std::make_unique<ed25519_verifier>(key.point);
}

constinit const key_algorithm ed25519_keys{key_type::ed25519, &generate_ed25519_key, &complete_ed25519_key};

} // namespace tls::cryptopp
