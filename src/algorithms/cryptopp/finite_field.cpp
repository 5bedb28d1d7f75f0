#include "algorithms/cryptopp/finite_field.hpp"

#include "algorithms/cryptopp/integer.hpp"

#include <tls/crypto/constant_time.hpp>

#include <cryptopp/modarith.h>
#include <cryptopp/nbtheory.h>

#include <algorithm>

namespace tls::cryptopp {

namespace ct = constant_time;

namespace {

// Not in constant time, like the next function: only for public numbers.
byte_view without_leading_zeros(byte_view number)
{
    auto first = std::find_if(number.begin(), number.end(), [](std::uint8_t byte) { return byte != 0; });
    return {first, number.end()};
}

bool is_less(byte_view a, byte_view b)
{
    a = without_leading_zeros(a);
    b = without_leading_zeros(b);
    return a.size() != b.size() ? a.size() < b.size() : std::ranges::lexicographical_compare(a, b);
}

// NIST SP 800-56A section 5.7.1.1: 0, 1 and p-1 are an error. The check of the share does not exclude them unless p is
// known to be prime. The secret is less than p and has its size. Only the verdict is public.
bool is_shared_secret(byte_view secret, byte_view prime)
{
    const auto low = secret.back();
    const auto is_zero_or_one = ct::are_zero(secret.first(secret.size() - 1)) & ct::is_less(low, 2);
    std::size_t difference = low ^ (prime.back() & 0xfeU); // the prime is odd
    for (std::size_t i = 0; i + 1 < secret.size(); ++i)
        difference |= static_cast<std::size_t>(secret[i] ^ prime[i]);
    return !ct::declassify(is_zero_or_one | ct::is_zero(ct::hidden(difference)));
}

// RFC 5246 section 8.1.2: "leading bytes of Z that contain all zero bits are stripped before it is used as the
// pre_master_secret". The number of these bytes cannot be hidden: the time of the key derivation depends on the length
// too. Many secrets of one private key, with peer shares that an attacker chooses, reveal another secret of that key
// (the Raccoon attack, CVE-2020-1968). So ephemeral keys here serve one handshake only. Fixed keys cannot avoid it.
void strip(secure_bytes& secret)
{
    secret.erase(secret.begin(),
                 std::ranges::find_if(secret, [](std::uint8_t byte) { return !ct::declassify(ct::is_zero(byte)); }));
}

class finite_field_exchange final : public key_exchange {
public:
    finite_field_exchange(const finite_field& field, raise_function raise, random_source& random)
        : prime_(to_bytes(field.prime)), form_(field.form), raise_(raise), exponent_(field.exponent_size)
    {
        random.fill(exponent_);
        exponent_.front() |= 0x80; // fixes the number of squarings
        const auto share = raise_(field.generator, exponent_, prime_);
        share_.assign(share.begin(), share.end());
    }

    byte_view share() const noexcept override { return share_; }

    std::optional<secure_bytes> decapsulate(byte_view peer_share) override
    {
        // RFC 8446 section 4.2.8.1: "the opaque value contains the Diffie-Hellman public value, encoded as a big-endian
        // integer and padded to the left with zeros to the size of p". Earlier TLS versions specify no padding.
        const bool has_valid_size =
            form_ == secret_form::padded ? peer_share.size() == prime_.size() : peer_share.size() <= prime_.size();
        if (!has_valid_size || !is_public_value(peer_share, prime_))
            return std::nullopt;
        auto secret = raise_(peer_share, exponent_, prime_);
        if (!is_shared_secret(secret, prime_))
            return std::nullopt;
        if (form_ == secret_form::stripped)
            strip(secret);
        return secret;
    }

private:
    bytes prime_;
    secret_form form_;
    raise_function raise_;
    secure_bytes exponent_;
    bytes share_;
};

} // namespace

// RFC 8446 section 4.2.8.1 and RFC 7919 section 5.1: peers "MUST validate each other's public key Y by ensuring that 1
// < Y < p-1".
bool is_public_value(byte_view value, byte_view prime)
{
    constexpr std::uint8_t one[] = {1};
    auto last = to_bytes(prime);
    last.back() &= 0xfe; // the prime is odd
    return is_less(one, value) && is_less(value, last);
}

bool is_safe_group(byte_view prime, byte_view order, byte_view generator)
{
    const auto p = to_integer(prime);
    const auto one = CryptoPP::Integer::One();
    const auto q = order.empty() ? (p - one) / 2 : to_integer(order);
    if (p.IsEven() || q <= one || !CryptoPP::IsPrime(q) || !CryptoPP::IsPrime(p))
        return false;
    // Half of the generators of a safe prime's group have the order p - 1, which reveals one bit of an exponent.
    if (order.empty())
        return true;
    return ((p - one) % q).IsZero() && CryptoPP::ModularArithmetic(p).Exponentiate(to_integer(generator), q) == one;
}

fixed_exponent::fixed_exponent(byte_view prime, byte_view order, byte_view exponent, raise_function raise)
    : prime_(to_bytes(prime)), order_(to_bytes(order)), exponent_(exponent.begin(), exponent.end()), raise_(raise)
{
}

std::optional<secure_bytes> fixed_exponent::agree(byte_view peer_value) const
{
    if (peer_value.size() > prime_.size() || !is_public_value(peer_value, prime_))
        return std::nullopt;
    if (!order_.empty()) {
        const auto power = raise_(peer_value, order_, prime_);
        if (power.back() != 1 || !ct::are_zero(byte_view(power).first(power.size() - 1)))
            return std::nullopt;
    }
    auto secret = raise_(peer_value, exponent_, prime_);
    if (!is_shared_secret(secret, prime_))
        return std::nullopt;
    strip(secret);
    return secret;
}

secure_bytes raise(byte_view base, byte_view exponent, byte_view modulus)
{
    CryptoPP::ModularArithmetic field(to_integer(modulus));
    return to_padded<secure_bytes>(field.Exponentiate(to_integer(base), to_integer(exponent)), modulus.size());
}

std::unique_ptr<key_exchange> make_finite_field_exchange(const finite_field& field, raise_function raise,
                                                         random_source& random)
{
    return std::make_unique<finite_field_exchange>(field, raise, random);
}

bytes prime_of(const ffdhe_parameters& group)
{
    auto value = [](char digit) { return digit <= '9' ? digit - '0' : digit - 'A' + 10; };
    bytes prime(group.prime.size() / 2);
    for (std::size_t i = 0; i < prime.size(); ++i)
        prime[i] = static_cast<std::uint8_t>(value(group.prime[2 * i]) << 4 | value(group.prime[2 * i + 1]));
    return prime;
}

constinit const key_exchange_group ffdhe2048 = ffdhe<ffdhe2048_parameters, &raise>::row;
constinit const key_exchange_group ffdhe3072 = ffdhe<ffdhe3072_parameters, &raise>::row;
constinit const key_exchange_group ffdhe4096 = ffdhe<ffdhe4096_parameters, &raise>::row;
constinit const key_exchange_group ffdhe6144 = ffdhe<ffdhe6144_parameters, &raise>::row;
constinit const key_exchange_group ffdhe8192 = ffdhe<ffdhe8192_parameters, &raise>::row;

} // namespace tls::cryptopp
