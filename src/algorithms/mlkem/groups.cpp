#include "algorithms/mlkem/groups.hpp"

#include "algorithms/mlkem/form.hpp"

#include <array>

namespace tls::mlkem {

namespace {

template <std::size_t K>
const functions& portable()
{
    return portable_form().of<K>();
}

template <std::size_t K>
const functions& best()
{
    return best_form().of<K>();
}

/// The client's side: the share is the encapsulation key, the answer to it a ciphertext.
template <std::size_t K, const functions& (*Functions)()>
class exchange final : public key_exchange {
public:
    explicit exchange(random_source& random)
    {
        secure_bytes seed(seed_size);
        random.fill(seed);
        Functions().generate(seed, key_);
    }

    byte_view share() const noexcept override
    {
        return byte_view(key_).subspan(sizes::encapsulation_key_offset, sizes::encapsulation_key_size);
    }

    std::optional<secure_bytes> decapsulate(byte_view ciphertext) override
    {
        // FIPS 203 section 7.3, ciphertext type check. The key is our own, so the other checks cannot fail.
        if (ciphertext.size() != sizes::ciphertext_size)
            return std::nullopt;
        secure_bytes secret(secret_size);
        Functions().decapsulate(key_, ciphertext, secret);
        return secret;
    }

private:
    using sizes = parameters<K>;

    secure_bytes key_ = secure_bytes(sizes::decapsulation_key_size);
};

template <std::size_t K, const functions& (*Functions)()>
std::unique_ptr<key_exchange> generate(random_source& random)
{
    return std::make_unique<exchange<K, Functions>>(random);
}

template <std::size_t K, const functions& (*Functions)()>
std::optional<encapsulation> encapsulate(byte_view encapsulation_key, random_source& random)
{
    using sizes = parameters<K>;
    // FIPS 203 section 7.2: type check, and the modulus check of Functions.
    if (encapsulation_key.size() != sizes::encapsulation_key_size)
        return std::nullopt;
    secure_bytes message(half_seed_size);
    random.fill(message);
    encapsulation made{bytes(sizes::ciphertext_size), secure_bytes(secret_size)};
    if (!Functions().encapsulate(encapsulation_key, message, made.share, made.secret))
        return std::nullopt;
    return made;
}

// Enabled on request only: most users want security against classical attacks that does not depend on ML-KEM alone.
template <std::size_t K, const functions& (*Functions)()>
consteval key_exchange_group row()
{
    return {static_cast<std::uint16_t>(K == 3 ? named_group::mlkem768 : named_group::mlkem1024),
            K == 3 ? "MLKEM768" : "MLKEM1024",
            K == 3 ? 192 : 256,
            &generate<K, Functions>,
            &encapsulate<K, Functions>,
            false,
            group_family::kem,
            protocol_version::tls1_3,
            protocol_version::tls1_3,
            false};
}

constexpr auto best_ml_kem_768 = row<3, &best<3>>();
constexpr auto best_ml_kem_1024 = row<4, &best<4>>();

constexpr std::array<const key_exchange_group*, 2> rows{&best_ml_kem_768, &best_ml_kem_1024};

} // namespace

constexpr key_exchange_group portable_ml_kem_768 = row<3, &portable<3>>();
constexpr key_exchange_group portable_ml_kem_1024 = row<4, &portable<4>>();

std::span<const key_exchange_group* const> groups() noexcept
{
    return rows;
}

} // namespace tls::mlkem
