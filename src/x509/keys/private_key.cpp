// Private keys: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 appendix A.1.2), SEC1 (RFC 5915), Ed25519 (RFC 8410), DH, and
// OpenSSL's format of DSA keys.

#include "x509/keys/private_key.hpp"

#include "x509/certificate/public_key.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/keys/curve_parameters.hpp"
#include "x509/keys/failure.hpp"

namespace tls::x509 {

namespace {

constexpr std::size_t ed25519_seed_size = 32;

secure_bytes to_secure_bytes(byte_view data)
{
    return {data.begin(), data.end()};
}

// RSAPrivateKey.
private_key read_rsa_private_key(key_type type, byte_view der)
{
    auto fields = der::only_sequence(der);
    // Version 1 is for keys of more than two primes, which are not in use.
    fields.small_integer(0);
    private_key key;
    key.public_part.type = type;
    key.public_part.modulus = to_bytes(fields.unsigned_integer());
    key.public_part.public_exponent = to_bytes(fields.unsigned_integer());
    for (auto part : {&private_key::private_exponent, &private_key::prime1, &private_key::prime2,
                      &private_key::exponent1, &private_key::exponent2, &private_key::coefficient})
        key.*part = to_secure_bytes(fields.unsigned_integer());
    fields.expect_end();
    return key;
}

// ECPrivateKey. `outer` is the curve that an enclosing PKCS#8 names.
private_key read_ec_private_key(std::optional<key_type> outer, byte_view der)
{
    auto fields = der::only_sequence(der);
    if (fields.small_integer(1) != 1)
        throw der::error("unknown version of an EC private key");
    auto scalar = fields.octet_string();
    auto type = outer;
    if (fields.next_is(der::tag::context_constructed(0))) {
        auto parameters = fields.constructed(der::tag::context_constructed(0));
        type = read_curve(parameters.any().whole);
        parameters.expect_end();
        if (outer && type != outer)
            throw der::error("EC private key names two curves");
    }
    if (!type)
        fail(error::reason::unsupported_key_type, "the private key's curve is not supported");

    private_key key;
    key.public_part.type = *type;
    if (fields.next_is(der::tag::context_constructed(1))) {
        auto field = fields.constructed(der::tag::context_constructed(1));
        auto point = field.octets_in_bit_string();
        field.expect_end();
        // A compressed point is ignored: the public key is then computed from the scalar.
        if (!point.empty() && point[0] == 0x04)
            key.public_part.point = to_bytes(point);
    }
    fields.expect_end();

    // RFC 5915 section 3: as long as the order of the curve. Some writers drop leading zeros.
    const auto size = field_size(*type);
    if (scalar.size() > size)
        throw der::error("EC private key longer than the curve's order");
    key.scalar.assign(size - scalar.size(), 0);
    key.scalar.insert(key.scalar.end(), scalar.begin(), scalar.end());
    return key;
}

// CurvePrivateKey: an OCTET STRING in the OCTET STRING.
private_key read_ed25519_private_key(byte_view der, const std::optional<bytes>& public_part)
{
    der::reader in(der);
    auto seed = in.octet_string();
    in.expect_end();
    if (seed.size() != ed25519_seed_size)
        throw der::error("Ed25519 key is not 32 bytes long");
    private_key key;
    key.public_part.type = key_type::ed25519;
    key.public_part.point = public_part.value_or(bytes());
    key.scalar = to_secure_bytes(seed);
    return key;
}

// The parameters of a DSA or DH key, as in a public key, and x as an INTEGER.
private_key read_finite_field_private_key(public_key parameters, byte_view der)
{
    private_key key;
    key.public_part = std::move(parameters);
    der::reader in(der);
    key.scalar = to_secure_bytes(in.unsigned_integer());
    in.expect_end();
    return key;
}

// OpenSSL's format, SEQUENCE { 0, p, q, g, y, x }.
private_key read_traditional_dsa_private_key(byte_view der)
{
    auto fields = der::only_sequence(der);
    fields.small_integer(0);
    private_key key;
    key.public_part.type = key_type::dsa;
    for (auto part :
         {&public_key::prime, &public_key::subgroup_order, &public_key::generator, &public_key::public_value})
        key.public_part.*part = to_bytes(fields.unsigned_integer());
    key.scalar = to_secure_bytes(fields.unsigned_integer());
    fields.expect_end();
    return key;
}

// RSAPrivateKey has nine INTEGERs.
bool is_traditional_dsa_private_key(der::reader fields)
{
    constexpr int integers_after_version = 5;
    for (int i = 0; i < integers_after_version; ++i)
        if (!fields.optional(der::tag::integer))
            return false;
    return fields.empty();
}

bool is_rsa(key_type type)
{
    return type == key_type::rsa || type == key_type::rsa_pss;
}

// OneAsymmetricKey, RFC 5958 section 2; `fields` begins at privateKeyAlgorithm.
private_key read_pkcs8(std::uint32_t version, der::reader fields)
{
    auto algorithm = read_algorithm_identifier(fields);
    auto content = fields.octet_string();
    fields.optional(der::tag::context_constructed(0)); // attributes
    std::optional<bytes> public_part;
    if (auto field = fields.optional(der::tag::context(1))) {
        // RFC 5958 section 2: "If the publicKey field is present, then version is set to v2."
        if (version == 0)
            throw der::error("public key in a version 1 private key");
        public_part = to_bytes(der::read_bits(field->content).data);
    }
    fields.expect_end();

    const bool is_ec = algorithm.algorithm == oid::ec_public_key;
    auto type = is_ec ? read_curve(algorithm.parameters) : find_key_type(algorithm);
    if (!type && is_ec)
        fail(error::reason::unsupported_key_type, "the private key's curve is not supported");
    if (!type)
        fail(error::reason::unsupported_key_type,
             "private keys of algorithm " + algorithm.algorithm + " are not supported");
    switch (*type) {
    case key_type::rsa:
    case key_type::rsa_pss:
        return read_rsa_private_key(*type, content);
    case key_type::ed25519:
        return read_ed25519_private_key(content, public_part);
    case key_type::dsa:
        return read_finite_field_private_key(read_dsa_parameters(algorithm.parameters), content);
    case key_type::dh:
        return read_finite_field_private_key(read_dh_parameters(algorithm), content);
    default:
        return read_ec_private_key(type, content);
    }
}

private_key read_any(byte_view der)
{
    auto fields = der::only_sequence(der);
    auto version = fields.small_integer(1);
    if (fields.next_is(der::tag::sequence))
        return read_pkcs8(version, fields);
    if (fields.next_is(der::tag::octet_string))
        return read_ec_private_key(std::nullopt, der);
    if (is_traditional_dsa_private_key(fields))
        return read_traditional_dsa_private_key(der);
    return read_rsa_private_key(key_type::rsa, der);
}

} // namespace

private_key read_plain_private_key(byte_view der, const registry& algorithms)
{
    auto key = read_any(der);
    auto algorithm = algorithms.find_key_algorithm(key.public_part.type);
    if (algorithm == nullptr)
        fail(error::reason::unsupported_key_type,
             std::string(to_string(key.public_part.type)) + " keys are not in the registry");
    const auto bits = key.public_part.bits();
    if (is_rsa(key.public_part.type) && (bits < min_usable_rsa_bits || bits > max_usable_rsa_bits))
        fail(error::reason::unsupported_key_type, "the private key is " + describe_unusable_rsa_size(bits));
    if (!algorithm->complete(key))
        throw der::error("the private key is inconsistent");
    return key;
}

private_key read_private_key_der(byte_view der, const password_callback& ask, const registry& algorithms)
try {
    der = der::without_trailing_bytes(der);
    if (!is_encrypted_private_key_info(der))
        return read_plain_private_key(der, algorithms);
    derivation_budget budget;
    return decrypt_with_answer(ask, [&](byte_view password) {
        return read_encrypted_private_key_info(der, password_forms(password), budget, algorithms);
    });
} catch (const der::error& e) {
    fail(error::reason::bad_private_key_encoding, e.what());
}

private_key read_private_key_der(byte_view der, const registry& algorithms)
{
    return read_private_key_der(der, password_callback(), algorithms);
}

secure_bytes write_private_key_der(const private_key& key)
{
    const auto type = key.public_part.type;
    der::encoding content;
    switch (type) {
    case key_type::rsa:
    case key_type::rsa_pss:
        content = der::sequence({der::small_integer(0), der::unsigned_integer(key.public_part.modulus),
                                 der::unsigned_integer(key.public_part.public_exponent),
                                 der::unsigned_integer(key.private_exponent), der::unsigned_integer(key.prime1),
                                 der::unsigned_integer(key.prime2), der::unsigned_integer(key.exponent1),
                                 der::unsigned_integer(key.exponent2), der::unsigned_integer(key.coefficient)});
        break;
    case key_type::ed25519:
        content = der::octet_string(key.scalar);
        break;
    case key_type::dsa:
    case key_type::dh:
        content = der::unsigned_integer(key.scalar);
        break;
    default:
        content = der::sequence(
            {der::small_integer(1), der::octet_string(key.scalar),
             der::constructed(der::tag::context_constructed(1), {der::bit_string(key.public_part.point)})});
    }
    return der::sequence({der::small_integer(0), write_key_algorithm(key.public_part), der::octet_string(content)});
}

bytes write_public_key_der(const public_key& key)
{
    return to_bytes(write_subject_public_key_info(key));
}

} // namespace tls::x509
