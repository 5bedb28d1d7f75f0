#include "x509/keys/curve_parameters.hpp"

#include "x509/der/object_identifiers.hpp"

#include <algorithm>

namespace tls::x509 {

namespace {

// y^2 = x^3 - 3x + b over a prime field; the cofactor is 1. Numbers in hexadecimal, of the size of the prime.
struct curve {
    key_type type;
    std::string_view prime, b, base_x, base_y, order;
};

// FIPS 186-4 appendix D.1.2, curves P-256, P-384 and P-521.
constexpr curve curves[] = {
    {key_type::secp256r1, "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
     "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
     "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
     "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
     "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
    {key_type::secp384r1,
     "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
     "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
     "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
     "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
     "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"},
    {key_type::secp521r1,
     "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
     "ffffffffffffffffffffffffffffffffffff",
     "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1"
     "bf073573df883d2c34f1ef451fd46b503f00",
     "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ff"
     "a8de3348b3c1856a429bf97e7e31c2e5bd66",
     "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad"
     "0761353c7086a272c24088be94769fd16650",
     "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709"
     "a5d03bb5c9b8899c47aebb6fb71e91386409"},
};

std::uint8_t digit_value(char digit) noexcept
{
    return static_cast<std::uint8_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

bytes from_hex(std::string_view text)
{
    bytes out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(digit_value(text[i]) << 4 | digit_value(text[i + 1])));
    return out;
}

bool is_number(byte_view value, byte_view expected)
{
    auto significant = [](byte_view number) {
        while (!number.empty() && number.front() == 0)
            number = number.subspan(1);
        return number;
    };
    return std::ranges::equal(significant(value), significant(expected));
}

// SEC 1 section 2.3.3: uncompressed, or compressed to x and the lowest bit of y.
bool is_base_point(byte_view point, const curve& c)
{
    const auto x = from_hex(c.base_x), y = from_hex(c.base_y);
    if (point.empty() || point.size() < 1 + x.size() || !std::ranges::equal(point.subspan(1, x.size()), x))
        return false;
    if (point.front() == 0x04)
        return std::ranges::equal(point.subspan(1 + x.size()), y);
    return point.front() == (0x02 | (y.back() & 1)) && point.size() == 1 + x.size();
}

// SpecifiedECDomain over a prime field.
struct explicit_parameters {
    byte_view prime, a, b, base, order, cofactor;
};

// Empty if the field is not a prime field.
std::optional<explicit_parameters> read_explicit_parameters(byte_view der)
{
    constexpr std::uint32_t newest_version = 3;
    explicit_parameters result;
    auto fields = der::only_sequence(der);
    fields.small_integer(newest_version);
    auto field = fields.sequence();
    if (field.object_identifier() != oid::prime_field)
        return std::nullopt;
    result.prime = field.unsigned_integer();
    field.expect_end();
    auto equation = fields.sequence();
    result.a = equation.octet_string();
    result.b = equation.octet_string();
    equation.optional(der::tag::bit_string); // the seed that the numbers were made from
    equation.expect_end();
    result.base = fields.octet_string();
    result.order = fields.unsigned_integer();
    if (fields.next_is(der::tag::integer))
        result.cofactor = fields.unsigned_integer();
    return result;
}

bool is_curve(const explicit_parameters& given, const curve& c)
{
    auto a = from_hex(c.prime);
    const auto prime = a;
    a.back() = static_cast<std::uint8_t>(a.back() - 3);
    constexpr std::uint8_t one = 1;
    return is_number(given.prime, prime) && is_number(given.a, a) && is_number(given.b, from_hex(c.b)) &&
           is_base_point(given.base, c) && is_number(given.order, from_hex(c.order)) &&
           (given.cofactor.empty() || is_number(given.cofactor, {&one, 1}));
}

} // namespace

std::optional<key_type> read_curve(byte_view parameters)
{
    der::reader in(parameters);
    if (in.next_is(der::tag::object_identifier)) {
        const auto name = in.object_identifier();
        in.expect_end();
        return find_curve(name);
    }
    if (!in.next_is(der::tag::sequence))
        throw der::error("the elliptic curve is missing");
    const auto given = read_explicit_parameters(parameters);
    for (const auto& c : curves)
        if (given && is_curve(*given, c))
            return c.type;
    return std::nullopt;
}

} // namespace tls::x509
