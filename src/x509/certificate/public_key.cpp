#include "x509/certificate/public_key.hpp"

#include "x509/der/object_identifiers.hpp"

#include <tls/crypto/algorithm_name.hpp>

namespace tls::x509 {

namespace {

// Bounds on the work that verifying with a hostile key can cost.
constexpr std::size_t max_modulus_size = max_usable_rsa_bits / 8;
constexpr std::size_t max_public_exponent_size = 8;

constexpr std::size_t ed25519_key_size = 32;

// RSAPublicKey, RFC 8017 appendix A.1.1.
std::optional<public_key> read_rsa_public_key(key_type type, byte_view der)
{
    auto fields = der::only_sequence(der);
    auto modulus = fields.unsigned_integer();
    auto exponent = fields.unsigned_integer();
    fields.expect_end();
    if (modulus.empty() || exponent.empty())
        throw der::error("RSA modulus or exponent is zero");
    if (modulus.size() > max_modulus_size || exponent.size() > max_public_exponent_size)
        return std::nullopt;
    public_key key;
    key.type = type;
    key.modulus = to_bytes(modulus);
    key.public_exponent = to_bytes(exponent);
    return key;
}

// Reads DSAPublicKey or DHPublicKey (RFC 3279 sections 2.3.2 and 2.3.3), an INTEGER, into a key that has its
// parameters. Returns an empty optional if the numbers are too long.
std::optional<public_key> with_public_value(public_key key, byte_view der)
{
    der::reader value(der);
    key.public_value = to_bytes(value.unsigned_integer());
    value.expect_end();
    if (key.prime.empty() || (key.type == key_type::dsa && key.subgroup_order.empty()))
        throw der::error(std::string(to_string(key.type)) + " prime is zero");
    for (auto part :
         {&public_key::prime, &public_key::subgroup_order, &public_key::generator, &public_key::public_value})
        if ((key.*part).size() > max_modulus_size)
            return std::nullopt;
    return key;
}

std::optional<public_key> read_point(key_type type, byte_view point)
{
    // RFC 5480 section 2.2: the uncompressed form MUST be supported. Compressed points do not occur in practice.
    if (!point.empty() && (point[0] == 0x02 || point[0] == 0x03))
        return std::nullopt;
    if (point.size() != 1 + 2 * field_size(type) || point[0] != 0x04)
        throw der::error("malformed elliptic curve point");
    public_key key;
    key.type = type;
    key.point = to_bytes(point);
    return key;
}

} // namespace

public_key read_dsa_parameters(byte_view parameters)
{
    public_key key;
    key.type = key_type::dsa;
    auto fields = der::only_sequence(parameters);
    for (auto part : {&public_key::prime, &public_key::subgroup_order, &public_key::generator})
        key.*part = to_bytes(fields.unsigned_integer());
    fields.expect_end();
    return key;
}

public_key read_dh_parameters(const algorithm_identifier& algorithm)
{
    public_key key;
    key.type = key_type::dh;
    auto fields = der::only_sequence(algorithm.parameters);
    key.prime = to_bytes(fields.unsigned_integer());
    key.generator = to_bytes(fields.unsigned_integer());
    if (algorithm.algorithm == oid::dh_key_agreement) {
        fields.optional(der::tag::integer); // privateValueLength
    } else {
        key.subgroup_order = to_bytes(fields.unsigned_integer());
        fields.optional(der::tag::integer);  // j, the cofactor
        fields.optional(der::tag::sequence); // validationParms
        if (key.subgroup_order.empty())
            throw der::error("the order of the Diffie-Hellman group is zero");
    }
    fields.expect_end();
    return key;
}

der::encoding write_key_algorithm(const public_key& key)
{
    const auto prime = der::unsigned_integer(key.prime), generator = der::unsigned_integer(key.generator);
    const auto order = der::unsigned_integer(key.subgroup_order);
    if (key.type == key_type::dsa)
        return der::sequence({der::object_identifier(oid::dsa), der::sequence({prime, order, generator})});
    if (key.type != key_type::dh)
        return write_key_algorithm(key.type);
    if (key.subgroup_order.empty())
        return der::sequence({der::object_identifier(oid::dh_key_agreement), der::sequence({prime, generator})});
    return der::sequence({der::object_identifier(oid::dh_public_number), der::sequence({prime, generator, order})});
}

std::size_t field_size(key_type type) noexcept
{
    switch (type) {
    case key_type::secp256r1:
        return 32;
    case key_type::secp384r1:
        return 48;
    case key_type::secp521r1:
        return 66;
    default:
        return 0;
    }
}

std::optional<public_key> read_subject_public_key_info(byte_view der)
{
    auto fields = der::only_sequence(der);
    auto algorithm = read_algorithm_identifier(fields);
    auto bits = fields.bit_string();
    fields.expect_end();
    auto type = find_key_type(algorithm);
    if (!type)
        return std::nullopt;
    if (bits.unused != 0)
        throw der::error("public key is not a whole number of bytes");

    switch (*type) {
    case key_type::rsa:
    case key_type::rsa_pss:
        return read_rsa_public_key(*type, bits.data);
    case key_type::dsa:
        return with_public_value(read_dsa_parameters(algorithm.parameters), bits.data);
    case key_type::dh:
        return with_public_value(read_dh_parameters(algorithm), bits.data);
    case key_type::ed25519: {
        if (bits.data.size() != ed25519_key_size)
            throw der::error("Ed25519 key is not 32 bytes long");
        public_key key;
        key.type = *type;
        key.point = to_bytes(bits.data);
        return key;
    }
    default:
        return read_point(*type, bits.data);
    }
}

std::string describe_unsupported_key(byte_view subject_public_key_info)
try {
    auto fields = der::only_sequence(subject_public_key_info);
    const auto algorithm = read_algorithm_identifier(fields);
    const auto type = find_key_type(algorithm);
    if (algorithm.algorithm == oid::rsassa_pss && !type)
        return "an RSA-PSS key with parameters that are not supported";
    if (algorithm.algorithm == oid::ec_public_key && !type)
        return der::reader(algorithm.parameters).next_is(der::tag::object_identifier)
                   ? "a key on an elliptic curve that is not supported"
                   : "an elliptic curve key with explicit parameters, which RFC 5480 forbids";
    if (!type)
        return "a key of the unsupported type " + algorithm.algorithm;
    if (type != key_type::rsa && type != key_type::rsa_pss)
        return "a key in a form or size that is not supported";
    auto key = der::only_sequence(fields.octets_in_bit_string());
    public_key size_only;
    size_only.modulus = to_bytes(key.unsigned_integer());
    return size_only.bits() > max_usable_rsa_bits ? describe_unusable_rsa_size(size_only.bits())
                                                  : "an RSA key whose public exponent has more than 64 bits";
} catch (const der::error&) {
    return "a malformed public key";
}

std::string describe_unusable_rsa_size(unsigned bits)
{
    return "an RSA key of " + std::to_string(bits) + " bits (" + std::to_string(min_usable_rsa_bits) + " to " +
           std::to_string(max_usable_rsa_bits) + " are supported)";
}

der::encoding write_subject_public_key(const public_key& key)
{
    if (key.type == key_type::rsa || key.type == key_type::rsa_pss)
        return der::sequence({der::unsigned_integer(key.modulus), der::unsigned_integer(key.public_exponent)});
    if (key.type == key_type::dsa || key.type == key_type::dh)
        return der::unsigned_integer(key.public_value);
    return {key.point.begin(), key.point.end()};
}

der::encoding write_subject_public_key_info(const public_key& key)
{
    return der::sequence({write_key_algorithm(key), der::bit_string(write_subject_public_key(key))});
}

bool is_permitted_by_key(const signature_scheme& scheme, byte_view subject_public_key_info)
{
    const auto restriction = pss_restriction(subject_public_key_info);
    if (!restriction)
        return true;
    if (scheme.encoding != signature_encoding::rsa_pss || scheme.hash == nullptr)
        return false;
    const auto& mask_hash = scheme.mask_hash != nullptr ? *scheme.mask_hash : *scheme.hash;
    // The saltLength of a key is a minimum.
    return is_same_algorithm(scheme.hash->name, restriction->hash) &&
           is_same_algorithm(mask_hash.name, restriction->mask_hash) &&
           scheme.salt_size.value_or(scheme.hash->digest_size) >= restriction->salt_size;
}

std::optional<signature_scheme> fit_to_key(const signature_scheme& scheme, byte_view subject_public_key_info,
                                           const registry& algorithms)
{
    auto fitted = scheme;
    if (scheme.key != key_type::rsa_pss)
        return fitted;
    if (const auto restriction = pss_restriction(subject_public_key_info))
        fitted.mask_hash = algorithms.find_hash(restriction->mask_hash);
    if (!is_permitted_by_key(fitted, subject_public_key_info))
        return std::nullopt;
    return fitted;
}

std::optional<signature_scheme> find_signature_scheme(const signature_algorithm& algorithm, key_type type,
                                                      const registry& algorithms)
{
    const auto* row = algorithms.find_signature_scheme(type, algorithm.encoding, algorithm.hash);
    if (row == nullptr)
        return std::nullopt;
    auto scheme = *row;
    if (algorithm.pss) {
        scheme.salt_size = algorithm.pss->salt_size;
        scheme.mask_hash = algorithms.find_hash(algorithm.pss->mask_hash);
        if (scheme.mask_hash == nullptr)
            return std::nullopt;
    }
    return scheme;
}

} // namespace tls::x509
