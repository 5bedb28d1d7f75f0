// Ed25519 and its keys, RFC 8032 section 5.1.

#include "algorithms/curve25519/ed25519.hpp"

#include "algorithms/cryptopp/hash.hpp"
#include "algorithms/curve25519/encoding.hpp"
#include "algorithms/curve25519/form.hpp"
#include "algorithms/curve25519/inverse.hpp"
#include "algorithms/curve25519/scalar.hpp"
#include "algorithms/multiprecision/stack.hpp"

#include <tls/crypto/constant_time.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace tls::curve25519 {

namespace {

using multiprecision::number;

constexpr std::size_t key_size = 32, signature_size = 64, digest_size = 64;

using encoded = std::array<std::uint8_t, key_size>;

// A digest that wipes itself.
class secret_digest {
public:
    secret_digest() = default;
    secret_digest(const secret_digest&) = delete;
    secret_digest& operator=(const secret_digest&) = delete;
    ~secret_digest() { wipe(value_.data(), value_.size()); }

    byte_span all() noexcept { return value_; }
    byte_view all() const noexcept { return value_; }
    byte_span lower() noexcept { return byte_span(value_).first(key_size); }
    byte_view lower() const noexcept { return byte_view(value_).first(key_size); }
    byte_view upper() const noexcept { return byte_view(value_).last(key_size); }

private:
    std::array<std::uint8_t, digest_size> value_;
};

void digest_pieces(std::initializer_list<byte_view> pieces, byte_span out)
{
    const auto context = cryptopp::sha512.make();
    for (auto piece : pieces)
        context->update(piece);
    context->finish(out);
}

number to_scalar(byte_view digest)
{
    return reduced(load(digest.first(key_size)), load(digest.last(key_size)));
}

// Section 5.1.5: the lower half of the seed's digest is the secret scalar, the upper half the prefix.
void expand_seed(byte_view seed, secret_digest& out)
{
    digest_pieces({seed}, out.all());
    out.lower().front() &= 0xf8;
    out.lower().back() = static_cast<std::uint8_t>((out.lower().back() & 0x7f) | 0x40);
}

class ed25519_signer final : public signer {
public:
    ed25519_signer(const form& form, byte_view seed, byte_view public_key) : form_(form)
    {
        std::copy(public_key.begin(), public_key.end(), public_key_.begin());
        expand_seed(seed, expanded_);
    }

    // Section 5.1.6. Signatures are deterministic: the random source is unused.
    bytes sign(byte_view message, random_source&) const override
    {
        bytes signature(signature_size);
        compute(message, byte_span(signature).first(key_size), byte_span(signature).last(key_size));
        multiprecision::wipe_stack_below();
        constant_time::declassify_memory(signature.data(), signature.size());
        return signature;
    }

private:
    [[gnu::noinline]] void compute(byte_view message, byte_span first, byte_span second) const
    {
        secret_digest nonce;
        digest_pieces({expanded_.upper(), message}, nonce.all());
        const auto r = to_scalar(nonce.all());
        store(r, nonce.lower());
        form_.encode_base_multiple(nonce.lower(), first);
        constant_time::declassify_memory(first.data(), first.size()); // R is public

        std::array<std::uint8_t, digest_size> challenge;
        digest_pieces({first, public_key_, message}, challenge);
        store(multiply_add(load(expanded_.lower()), to_scalar(challenge), r), second);
    }

    const form& form_;
    secret_digest expanded_;
    encoded public_key_;
};

class ed25519_verifier final : public verifier {
public:
    ed25519_verifier(const form& form, byte_view public_key) : form_(form), point_(form.decode(public_key))
    {
        std::copy(public_key.begin(), public_key.end(), public_key_.begin());
    }

    // Section 5.1.7.
    bool verify(byte_view message, byte_view signature) const override
    {
        if (!point_ || signature.size() != signature_size)
            return false;
        const auto first = signature.first(key_size);
        const auto s = load(signature.last(key_size));
        // With S + L there would be a second valid signature for the same message (signature malleability).
        if (!is_below_order(s))
            return false;
        std::array<std::uint8_t, digest_size> challenge;
        digest_pieces({first, public_key_, message}, challenge);
        return form_.is_difference(s, to_scalar(challenge), *point_, first);
    }

private:
    const form& form_;
    std::optional<affine_point> point_;
    encoded public_key_;
};

// Section 5.1.3: y is less than the field modulus, and x = 0 (y is 1 or -1) has no sign.
bool is_canonical(byte_view public_key)
{
    auto y = load(public_key);
    const bool is_negative = (y[3] & highest_bit) != 0;
    y[3] &= ~highest_bit;
    if (!std::lexicographical_compare(y.rbegin(), y.rend(), modulus.rbegin(), modulus.rend()))
        return false;
    auto minus_one = modulus;
    minus_one[0] -= 1;
    return !is_negative || (y != number{1} && y != minus_one);
}

bool complete(private_key& key)
{
    if (key.public_part.type != key_type::ed25519 || key.scalar.size() != key_size)
        return false;
    bytes point(key_size);
    ed25519_public_key(best_form(), key.scalar, point);
    if (key.public_part.point.empty())
        key.public_part.point = point;
    return key.public_part.point == point;
}

private_key generate(unsigned, random_source& random)
{
    private_key key;
    key.public_part.type = key_type::ed25519;
    key.scalar.resize(key_size);
    random.fill(key.scalar);
    complete(key);
    return key;
}

std::unique_ptr<signer> make_signer(const signature_scheme& scheme, const private_key& key)
{
    if (scheme.key != key_type::ed25519 || key.public_part.type != scheme.key || key.scalar.size() != key_size)
        return nullptr;
    // Not the key's: a signature over another public key would reveal the private key.
    encoded point;
    ed25519_public_key(best_form(), key.scalar, point);
    return make_ed25519_signer(best_form(), key.scalar, point);
}

std::unique_ptr<verifier> make_verifier(const signature_scheme& scheme, const public_key& key)
{
    if (scheme.key != key_type::ed25519 || key.type != scheme.key || key.point.size() != key_size)
        return nullptr;
    return make_ed25519_verifier(best_form(), key.point);
}

constexpr key_algorithm keys{key_type::ed25519, &generate, &complete};

} // namespace

void ed25519_public_key(const form& form, byte_view seed, byte_span out)
{
    secret_digest expanded;
    expand_seed(seed, expanded);
    form.encode_base_multiple(expanded.lower(), out);
    constant_time::declassify_memory(out.data(), out.size());
}

std::unique_ptr<signer> make_ed25519_signer(const form& form, byte_view seed, byte_view public_key)
{
    return std::make_unique<ed25519_signer>(form, seed, public_key);
}

std::unique_ptr<verifier> make_ed25519_verifier(const form& form, byte_view public_key)
{
    return is_canonical(public_key) ? std::make_unique<ed25519_verifier>(form, public_key) : nullptr;
}

ed25519_functions ed25519() noexcept
{
    if (&best_form() == &portable_form())
        return {};
    return {&make_signer, &make_verifier, &keys};
}

} // namespace tls::curve25519
