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

} // namespace

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
