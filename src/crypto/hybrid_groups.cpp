#include "crypto/hybrid_groups.hpp"

#include "crypto/implementations.hpp"

#include <algorithm>

namespace tls {

namespace {

/// Two groups in the order of their shares and secrets, and the sizes of the shares of the first one.
template <named_group First, named_group Second, std::size_t ClientShareSize, std::size_t ServerShareSize>
struct composition {
    static constexpr auto first = First, second = Second;
    static constexpr std::size_t client_share_size = ClientShareSize; ///< of the first group's generate()
    static constexpr std::size_t server_share_size = ServerShareSize; ///< of its encapsulate()
};

// draft-ietf-tls-ecdhe-mlkem sections 3 and 4: with X25519 the ML-KEM part comes first, with NIST curves last.
using x25519_ml_kem_768 = composition<named_group::mlkem768, named_group::x25519, 1184, 1088>;
using secp256r1_ml_kem_768 = composition<named_group::secp256r1, named_group::mlkem768, 65, 65>;
using secp384r1_ml_kem_1024 = composition<named_group::secp384r1, named_group::mlkem1024, 97, 97>;

/// Returns the tables with the parts.
using tables = const registry& (*)();

const registry& standard_tables()
{
    return *registry::standard();
}

template <named_group Id, tables Tables>
const key_exchange_group& part()
{
    static const auto& found = *Tables().find_group(static_cast<std::uint16_t>(Id));
    return found;
}

template <class Bytes>
Bytes joined(byte_view first, byte_view second)
{
    Bytes out(first.size() + second.size());
    std::copy(second.begin(), second.end(), std::copy(first.begin(), first.end(), out.begin()));
    return out;
}

/// RFC 9954 section 3.3: the shared secret is the concatenation of the parts' secrets.
std::optional<secure_bytes> joined_secrets(const std::optional<secure_bytes>& first,
                                           const std::optional<secure_bytes>& second)
{
    if (!first || !second)
        return std::nullopt;
    return joined<secure_bytes>(*first, *second);
}

/// Returns the share of the first part, of a public size, and the rest. The parts check the sizes of theirs.
std::pair<byte_view, byte_view> split(byte_view share, std::size_t first_size)
{
    const auto size = std::min(first_size, share.size());
    return {share.first(size), share.subspan(size)};
}

template <class Of, tables Tables>
class hybrid_exchange final : public key_exchange {
public:
    explicit hybrid_exchange(random_source& random)
        : first_(tls::part<Of::first, Tables>().generate(random)),
          second_(tls::part<Of::second, Tables>().generate(random)),
          share_(joined<bytes>(first_->share(), second_->share()))
    {
    }

    byte_view share() const noexcept override { return share_; }

    std::optional<secure_bytes> decapsulate(byte_view peer_share) override
    {
        const auto [first, second] = split(peer_share, Of::server_share_size);
        return joined_secrets(first_->decapsulate(first), second_->decapsulate(second));
    }

    key_exchange* part(std::uint16_t group) noexcept override
    {
        return group == static_cast<std::uint16_t>(Of::first)    ? first_.get()
               : group == static_cast<std::uint16_t>(Of::second) ? second_.get()
                                                                 : nullptr;
    }

private:
    std::unique_ptr<key_exchange> first_, second_;
    bytes share_;
};

template <class Of, tables Tables>
std::unique_ptr<key_exchange> generate(random_source& random)
{
    return std::make_unique<hybrid_exchange<Of, Tables>>(random);
}

template <class Of, tables Tables>
std::optional<encapsulation> encapsulate(byte_view peer_share, random_source& random)
{
    const auto [first_share, second_share] = split(peer_share, Of::client_share_size);
    auto first = part<Of::first, Tables>().encapsulate(first_share, random);
    auto second = first ? part<Of::second, Tables>().encapsulate(second_share, random) : std::nullopt;
    if (!second)
        return std::nullopt;
    return encapsulation{joined<bytes>(first->share, second->share),
                         joined<secure_bytes>(first->secret, second->secret)};
}

template <class Of, tables Tables>
consteval key_exchange_group row(named_group id, std::string_view name, unsigned strength)
{
    return {static_cast<std::uint16_t>(id),
            name,
            strength,
            &generate<Of, Tables>,
            &encapsulate<Of, Tables>,
            false,
            group_family::hybrid,
            protocol_version::tls1_3,
            protocol_version::tls1_3};
}

template <tables Tables>
consteval std::array<key_exchange_group, 3> rows()
{
    return {row<x25519_ml_kem_768, Tables>(named_group::x25519_mlkem768, "X25519MLKEM768", 192),
            row<secp256r1_ml_kem_768, Tables>(named_group::secp256r1_mlkem768, "SecP256r1MLKEM768", 192),
            row<secp384r1_ml_kem_1024, Tables>(named_group::secp384r1_mlkem1024, "SecP384r1MLKEM1024", 256)};
}

} // namespace

constexpr std::array<key_exchange_group, 3> reference_hybrid_groups = rows<&reference_registry>();
constexpr std::array<key_exchange_group, 3> hybrid_groups = rows<&standard_tables>();

} // namespace tls
