#include "crypto/diffie_hellman.hpp"

#include "algorithms/cryptopp/finite_field.hpp"
#include "algorithms/nettle/rows.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>

namespace tls {

namespace {

constexpr std::array known_groups{&cryptopp::ffdhe2048_parameters, &cryptopp::ffdhe3072_parameters,
                                  &cryptopp::ffdhe4096_parameters, &cryptopp::ffdhe6144_parameters,
                                  &cryptopp::ffdhe8192_parameters};

bool is_minimal(byte_view number) noexcept
{
    return !number.empty() && number.front() != 0;
}

// Whether 1 < generator < prime - 1, for an odd prime.
bool is_generator(byte_view generator, byte_view prime)
{
    if (generator.size() == 1 && generator.front() == 1)
        return false;
    auto last = to_bytes(prime);
    last.back() &= 0xfe;
    return generator.size() < last.size() ||
           (generator.size() == last.size() && std::ranges::lexicographical_compare(generator, last));
}

cryptopp::raise_function best_raise() noexcept
{
    auto faster = nettle::finite_field_raise();
    return faster ? faster : &cryptopp::raise;
}

bytes without_leading_zeros(byte_view number)
{
    const auto first = std::ranges::find_if(number, [](auto byte) { return byte != 0; });
    return {first, number.end()};
}

constexpr unsigned min_order_bits = 160; // as for DSA
constexpr unsigned min_fixed_dh_bits = export_dh_bits;

// Returns whether the sizes bound the work of the other checks, and the public numbers are in range.
bool is_plausible(const public_key& key)
{
    const auto size = key.prime.size();
    return key.type == key_type::dh && key.subgroup_order.size() <= size && key.generator.size() <= size &&
           key.public_value.size() <= size && is_acceptable({key.prime, key.generator}, min_fixed_dh_bits) &&
           (key.subgroup_order.empty() ||
            (is_minimal(key.subgroup_order) && bits_of({key.subgroup_order, {}}) >= min_order_bits));
}

bool complete_dh_key(private_key& key)
{
    auto& known = key.public_part;
    if (!is_plausible(known) || !is_minimal(key.scalar) || key.scalar.size() > known.prime.size())
        return false;
    if (!find_dh_group({known.prime, known.generator}) &&
        !cryptopp::is_safe_group(known.prime, known.subgroup_order, known.generator))
        return false;
    const auto value = without_leading_zeros(best_raise()(known.generator, key.scalar, known.prime));
    if (known.public_value.empty())
        known.public_value = value;
    return known.public_value == value && cryptopp::is_public_value(value, known.prime);
}

class fixed_dh_key final : public key_agreement {
public:
    explicit fixed_dh_key(const private_key& key)
        : key_(key.public_part.prime, key.public_part.subgroup_order, key.scalar, best_raise())
    {
    }
    std::optional<secure_bytes> agree(byte_view peer_value) const override { return key_.agree(peer_value); }

private:
    cryptopp::fixed_exponent key_;
};

std::unique_ptr<key_agreement> make_dh_agreement(const private_key& key)
{
    auto checked = key;
    return complete_dh_key(checked) ? std::make_unique<fixed_dh_key>(checked) : nullptr;
}

private_key generate_dh_key(unsigned, random_source& random)
{
    const auto& group = cryptopp::ffdhe2048_parameters;
    private_key key;
    auto& known = key.public_part;
    known.type = key_type::dh;
    known.prime = prime_of(group);
    known.generator = to_bytes(cryptopp::ffdhe_generator);
    // A safe prime: the order of the subgroup of the generator 2 is (p - 1) / 2.
    known.subgroup_order = known.prime;
    for (std::size_t i = known.subgroup_order.size(); i-- > 0;)
        known.subgroup_order[i] =
            static_cast<std::uint8_t>(known.prime[i] >> 1 | (i > 0 ? known.prime[i - 1] << 7 : 0));
    key.scalar.resize(group.exponent_size);
    random.fill(key.scalar);
    key.scalar.front() |= 0x80;
    known.public_value = without_leading_zeros(best_raise()(known.generator, key.scalar, known.prime));
    return key;
}

} // namespace

constinit const key_algorithm dh_keys{key_type::dh, &generate_dh_key, &complete_dh_key,
                                      nullptr,      nullptr,          &make_dh_agreement};

const dh_parameters& export_dh_parameters()
{
    // 2^512 - 2^448 - 1 + 2^64 * ([2^382 pi] + 131): the smallest such sum that is a safe prime, of which 2 generates
    // the subgroup.
    static const dh_parameters group{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc9, 0x0f, 0xda, 0xa2, 0x21,
                                      0x68, 0xc2, 0x34, 0xc4, 0xc6, 0x62, 0x8b, 0x80, 0xdc, 0x1c, 0xd1, 0x29, 0x02,
                                      0x4e, 0x08, 0x8a, 0x67, 0xcc, 0x74, 0x02, 0x0b, 0xbe, 0xa6, 0x3b, 0x13, 0x9b,
                                      0x22, 0x51, 0x4a, 0x08, 0x79, 0x8e, 0x34, 0x04, 0xdd, 0xef, 0x95, 0x19, 0xb3,
                                      0xcd, 0x3a, 0x43, 0x9d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
                                     {2}};
    return group;
}

std::optional<dh_parameters> dh_parameters_of(std::uint16_t named_group)
{
    for (auto* group : known_groups)
        if (static_cast<std::uint16_t>(group->id) == named_group)
            return dh_parameters{prime_of(*group), to_bytes(cryptopp::ffdhe_generator)};
    return std::nullopt;
}

std::optional<named_group> find_dh_group(const dh_parameters& parameters)
{
    for (auto* group : known_groups)
        if (parameters.prime.size() == group->prime.size() / 2 && parameters.prime == prime_of(*group) &&
            std::ranges::equal(parameters.generator, cryptopp::ffdhe_generator))
            return group->id;
    return std::nullopt;
}

unsigned bits_of(const dh_parameters& parameters) noexcept
{
    if (parameters.prime.empty())
        return 0;
    return static_cast<unsigned>(8 * (parameters.prime.size() - 1)) +
           static_cast<unsigned>(std::bit_width(parameters.prime.front()));
}

bool is_acceptable(const dh_parameters& parameters, unsigned min_bits)
{
    const auto& [prime, generator] = parameters;
    if (!is_minimal(prime) || !is_minimal(generator) || prime.back() % 2 == 0)
        return false;
    const auto bits = bits_of(parameters);
    return bits >= min_bits && bits <= max_dh_bits && is_generator(generator, prime);
}

std::unique_ptr<key_exchange> make_dh_key_exchange(const dh_parameters& parameters, random_source& random)
{
    constexpr unsigned any_size = 64;
    if (!is_acceptable(parameters, any_size))
        throw std::invalid_argument("invalid Diffie-Hellman parameters");
    // Short exponents are only safe for known safe primes.
    auto exponent_size = parameters.prime.size();
    const auto known = find_dh_group(parameters);
    for (auto* group : known_groups)
        if (known == group->id)
            exponent_size = group->exponent_size;
    return cryptopp::make_finite_field_exchange(
        {parameters.prime, parameters.generator, exponent_size, cryptopp::secret_form::stripped}, best_raise(), random);
}

} // namespace tls
