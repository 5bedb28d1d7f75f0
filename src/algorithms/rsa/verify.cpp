// RSASSA-PSS and RSASSA-PKCS1-v1_5 verification, RFC 8017 sections 8.1.2 and 8.2.2.

#include "algorithms/cryptopp/rsa_verifier.hpp"
#include "algorithms/cryptopp/signatures.hpp"
#include "algorithms/rsa/form.hpp"
#include "algorithms/rsa/rows.hpp"

#include <algorithm>
#include <bit>
#include <optional>

namespace tls::rsa {

namespace {

byte_view without_leading_zeros(byte_view number) noexcept
{
    return {std::find_if(number.begin(), number.end(), [](auto byte) { return byte != 0; }), number.end()};
}

// A checked public key. Immutable and thread-safe.
class key_operation {
public:
    // Empty unless the modulus is odd, the exponent is odd, at least 3 and at most 64 bits long, and the form supports
    // them.
    static std::optional<key_operation> load(const form& form, const public_key& key)
    {
        const auto n = without_leading_zeros(key.modulus), e = without_leading_zeros(key.public_exponent);
        if (n.empty() || e.empty() || e.size() > sizeof(std::uint64_t) || 8 * n.size() > form.max_bits)
            return std::nullopt;
        key_operation loaded;
        loaded.value_ = to_limbs(n);
        loaded.exponent_ = to_limbs(e)[0];
        loaded.bits_ = static_cast<unsigned>(8 * (n.size() - 1)) + static_cast<unsigned>(std::bit_width(n[0]));
        if (loaded.bits_ < min_usable_rsa_bits || n.back() % 2 == 0 || loaded.exponent_ < 3 ||
            loaded.exponent_ % 2 == 0)
            return std::nullopt;
        loaded.modulus_ = form.prepare(loaded.value_);
        return loaded;
    }

    unsigned modulus_bits() const noexcept { return bits_; }
    std::size_t modulus_size() const noexcept { return (bits_ + 7) / 8; }

    std::optional<bytes> recover(byte_view signature, std::size_t size) const
    {
        // RFC 8017 sections 8.1.2 and 8.2.2: a signature of another length is invalid, and so is a value not less than
        // the modulus (section 5.2.2).
        if (signature.size() != modulus_size())
            return std::nullopt;
        auto s = to_limbs(signature);
        if (!is_less(s, value_))
            return std::nullopt;
        modulus_->raise(s, exponent_, s);
        bytes out(size);
        return store(s, out) ? std::optional(std::move(out)) : std::nullopt;
    }

private:
    key_operation() = default;

    limbs value_;
    std::uint64_t exponent_ = 0;
    unsigned bits_ = 0;
    std::unique_ptr<const public_modulus> modulus_;
};

std::unique_ptr<verifier> make_verifier(const signature_scheme& scheme, const public_key& key)
{
    // The reference takes what this form does not support, and rejects malformed keys.
    auto loaded = key_operation::load(*best_form(), key);
    if (!loaded)
        return cryptopp::make_rsa_verifier(scheme, key);
    return cryptopp::make_rsa_verifier_with(scheme, key.type, std::move(*loaded));
}

} // namespace

verifier_function verification() noexcept
{
    return best_form() ? &make_verifier : nullptr;
}

} // namespace tls::rsa
