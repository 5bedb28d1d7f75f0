#include "x509/der/algorithm.hpp"

#include "x509/der/object_identifiers.hpp"

#include <tls/crypto/algorithm_name.hpp>

#include <array>

namespace tls::x509 {

namespace {

struct hash_row {
    std::string_view algorithm;
    std::string_view name;
    std::uint32_t digest_size;
};

constexpr std::array hashes{
    hash_row{"1.3.14.3.2.26", "SHA-1", 20},
    hash_row{"2.16.840.1.101.3.4.2.4", "SHA-224", 28},
    hash_row{"2.16.840.1.101.3.4.2.1", "SHA-256", 32},
    hash_row{"2.16.840.1.101.3.4.2.2", "SHA-384", 48},
    hash_row{"2.16.840.1.101.3.4.2.3", "SHA-512", 64},
};

// Parameters that a signature's AlgorithmIdentifier must have.
enum class parameters { absent, null_or_absent, pss };

struct signature_row {
    std::string_view algorithm;
    signature_encoding encoding;
    std::string_view hash;
    x509::parameters parameters;
};

// RFC 4055 section 5: the parameters MUST be NULL for PKCS#1 v1.5, and absent ones MUST be accepted. They MUST be
// absent for ECDSA and EdDSA (RFC 5758 section 3.2, RFC 8410 section 3) and for DSA (RFC 3279 section 2.2.2, RFC 5758
// section 3.1).
constexpr std::array signatures{
    signature_row{"1.2.840.113549.1.1.4", signature_encoding::rsa_pkcs1, "MD5", parameters::null_or_absent},
    signature_row{"1.2.840.113549.1.1.5", signature_encoding::rsa_pkcs1, "SHA-1", parameters::null_or_absent},
    signature_row{"1.2.840.113549.1.1.14", signature_encoding::rsa_pkcs1, "SHA-224", parameters::null_or_absent},
    signature_row{"1.2.840.113549.1.1.11", signature_encoding::rsa_pkcs1, "SHA-256", parameters::null_or_absent},
    signature_row{"1.2.840.113549.1.1.12", signature_encoding::rsa_pkcs1, "SHA-384", parameters::null_or_absent},
    signature_row{"1.2.840.113549.1.1.13", signature_encoding::rsa_pkcs1, "SHA-512", parameters::null_or_absent},
    signature_row{oid::rsassa_pss, signature_encoding::rsa_pss, "", parameters::pss},
    signature_row{"1.2.840.10045.4.1", signature_encoding::ecdsa, "SHA-1", parameters::absent},
    signature_row{"1.2.840.10045.4.3.1", signature_encoding::ecdsa, "SHA-224", parameters::absent},
    signature_row{"1.2.840.10045.4.3.2", signature_encoding::ecdsa, "SHA-256", parameters::absent},
    signature_row{"1.2.840.10045.4.3.3", signature_encoding::ecdsa, "SHA-384", parameters::absent},
    signature_row{"1.2.840.10045.4.3.4", signature_encoding::ecdsa, "SHA-512", parameters::absent},
    signature_row{"1.2.840.10040.4.3", signature_encoding::dsa, "SHA-1", parameters::absent},
    signature_row{"2.16.840.1.101.3.4.3.1", signature_encoding::dsa, "SHA-224", parameters::absent},
    signature_row{"2.16.840.1.101.3.4.3.2", signature_encoding::dsa, "SHA-256", parameters::absent},
    signature_row{oid::ed25519, signature_encoding::eddsa, "", parameters::absent},
};

struct curve_row {
    std::string_view algorithm;
    key_type type;
};

constexpr std::array curves{
    curve_row{oid::secp256r1, key_type::secp256r1},
    curve_row{oid::secp384r1, key_type::secp384r1},
    curve_row{oid::secp521r1, key_type::secp521r1},
};

bool is_null(byte_view parameters)
{
    return parameters.size() == 2 && parameters[0] == der::tag::null && parameters[1] == 0;
}

bool is_null_or_absent(byte_view parameters)
{
    return parameters.empty() || is_null(parameters);
}

const hash_row* find_hash(const algorithm_identifier& identifier) noexcept
{
    for (const auto& row : hashes)
        if (row.algorithm == identifier.algorithm && is_null_or_absent(identifier.parameters))
            return &row;
    return nullptr;
}

// Longer salts do not fit any key.
constexpr std::uint32_t max_salt_size = 16384 / 8;

// RSASSA-PSS-params, RFC 4055 section 3.1. Empty if the library does not know a hash or the mask generation function.
std::optional<pss_parameters> read_pss_parameters(byte_view parameters)
{
    auto in = der::only_sequence(parameters);
    const hash_row* hash = &hashes[0];
    const hash_row* mask_hash = &hashes[0];
    std::uint32_t salt_size = 20;
    if (in.next_is(der::tag::context_constructed(0))) {
        auto field = in.constructed(der::tag::context_constructed(0));
        hash = find_hash(read_algorithm_identifier(field));
        field.expect_end();
    }
    if (in.next_is(der::tag::context_constructed(1))) {
        auto field = in.constructed(der::tag::context_constructed(1));
        const auto mask = read_algorithm_identifier(field);
        field.expect_end();
        der::reader mask_parameters(mask.parameters);
        mask_hash = mask.algorithm == oid::mgf1 ? find_hash(read_algorithm_identifier(mask_parameters)) : nullptr;
    }
    if (in.next_is(der::tag::context_constructed(2))) {
        auto field = in.constructed(der::tag::context_constructed(2));
        salt_size = field.small_integer(max_salt_size);
        field.expect_end();
    }
    if (in.next_is(der::tag::context_constructed(3))) {
        auto field = in.constructed(der::tag::context_constructed(3));
        if (field.small_integer(1) != 1)
            throw der::error("unknown PSS trailer field");
        field.expect_end();
    }
    in.expect_end();
    if (hash == nullptr || mask_hash == nullptr)
        return std::nullopt;
    return pss_parameters{hash->name, mask_hash->name, salt_size, hash->digest_size};
}

const hash_row& hash_of(const hash_algorithm* hash)
{
    for (const auto& row : hashes)
        if (hash != nullptr && is_same_algorithm(row.name, hash->name))
            return row;
    throw der::error("no PSS parameters for the hash");
}

der::encoding write_pss_parameters(const signature_scheme& scheme)
{
    const auto& hash = hash_of(scheme.hash);
    const auto& mask_hash = scheme.mask_hash != nullptr ? hash_of(scheme.mask_hash) : hash;
    const auto salt_size = static_cast<std::uint32_t>(scheme.salt_size.value_or(hash.digest_size));
    auto algorithm_of = [](const hash_row& row) {
        return der::sequence({der::object_identifier(row.algorithm), der::null()});
    };
    auto mask_algorithm = der::sequence({der::object_identifier(oid::mgf1), algorithm_of(mask_hash)});
    return der::sequence({der::constructed(der::tag::context_constructed(0), {algorithm_of(hash)}),
                          der::constructed(der::tag::context_constructed(1), {mask_algorithm}),
                          der::constructed(der::tag::context_constructed(2), {der::small_integer(salt_size)})});
}

} // namespace

algorithm_identifier read_algorithm_identifier(der::reader& in)
{
    auto fields = in.sequence();
    algorithm_identifier result{fields.object_identifier(), {}};
    if (!fields.empty())
        result.parameters = fields.any().whole;
    fields.expect_end();
    return result;
}

std::string_view find_hash_name(const algorithm_identifier& identifier) noexcept
{
    auto row = find_hash(identifier);
    return row != nullptr ? row->name : std::string_view();
}

std::optional<signature_algorithm> find_signature_algorithm(byte_view der)
try {
    der::reader in(der);
    auto identifier = read_algorithm_identifier(in);
    in.expect_end();
    for (const auto& row : signatures) {
        if (row.algorithm != identifier.algorithm)
            continue;
        switch (row.parameters) {
        case parameters::absent:
            if (!identifier.parameters.empty())
                return std::nullopt;
            return signature_algorithm{row.encoding, row.hash, std::nullopt};
        case parameters::null_or_absent:
            if (!is_null_or_absent(identifier.parameters))
                return std::nullopt;
            return signature_algorithm{row.encoding, row.hash, std::nullopt};
        case parameters::pss:
            if (const auto pss = read_pss_parameters(identifier.parameters))
                return signature_algorithm{row.encoding, pss->hash, pss};
            return std::nullopt;
        }
    }
    return std::nullopt;
} catch (const der::error&) {
    return std::nullopt;
}

der::encoding write_signature_algorithm(const signature_scheme& scheme)
{
    std::string_view hash = scheme.hash != nullptr ? scheme.hash->name : std::string_view();
    for (const auto& row : signatures) {
        if (row.encoding != scheme.encoding)
            continue;
        if (row.parameters == parameters::pss)
            return der::sequence({der::object_identifier(row.algorithm), write_pss_parameters(scheme)});
        if (!is_same_algorithm(row.hash, hash))
            continue;
        if (row.parameters == parameters::null_or_absent)
            return der::sequence({der::object_identifier(row.algorithm), der::null()});
        return der::sequence({der::object_identifier(row.algorithm)});
    }
    throw der::error("the signature scheme has no AlgorithmIdentifier for certificates");
}

std::optional<key_type> find_key_type(const algorithm_identifier& identifier)
{
    if (identifier.algorithm == oid::rsa_encryption) {
        // RFC 3279 section 2.3.1: the parameters field MUST be NULL.
        if (!is_null(identifier.parameters))
            throw der::error("parameters of an RSA key are not NULL");
        return key_type::rsa;
    }
    if (identifier.algorithm == oid::rsassa_pss) {
        if (!identifier.parameters.empty() && !read_pss_parameters(identifier.parameters))
            return std::nullopt;
        return key_type::rsa_pss;
    }
    if (identifier.algorithm == oid::ec_public_key) {
        // RFC 5480 section 2.1.1: implicitCurve and specifiedCurve MUST NOT be used. See CVE-2020-0601 (CurveBall).
        der::reader parameters(identifier.parameters);
        if (!parameters.empty() && !parameters.next_is(der::tag::object_identifier))
            return std::nullopt;
        auto curve = parameters.object_identifier();
        parameters.expect_end();
        return find_curve(curve);
    }
    if (identifier.algorithm == oid::ed25519) {
        // RFC 8410 section 3: the parameters MUST be absent.
        if (!identifier.parameters.empty())
            throw der::error("parameters of an Ed25519 key are not absent");
        return key_type::ed25519;
    }
    if (identifier.algorithm == oid::dsa) {
        // RFC 3279 section 2.3.2: absent parameters are inherited from the issuer. Nobody uses this; not supported.
        return identifier.parameters.empty() ? std::nullopt : std::optional(key_type::dsa);
    }
    if (identifier.algorithm == oid::dh_public_number || identifier.algorithm == oid::dh_key_agreement)
        return identifier.parameters.empty() ? std::nullopt : std::optional(key_type::dh);
    return std::nullopt;
}

der::encoding write_key_algorithm(key_type type)
{
    switch (type) {
    case key_type::rsa:
        return der::sequence({der::object_identifier(oid::rsa_encryption), der::null()});
    case key_type::rsa_pss:
        return der::sequence({der::object_identifier(oid::rsassa_pss)});
    case key_type::ed25519:
        return der::sequence({der::object_identifier(oid::ed25519)});
    default:
        break;
    }
    for (const auto& row : curves)
        if (row.type == type)
            return der::sequence({der::object_identifier(oid::ec_public_key), der::object_identifier(row.algorithm)});
    throw der::error("unknown key type");
}

std::optional<key_type> find_curve(std::string_view dotted) noexcept
{
    for (const auto& row : curves)
        if (row.algorithm == dotted)
            return row.type;
    return std::nullopt;
}

std::optional<pss_parameters> pss_restriction(byte_view subject_public_key_info)
{
    auto fields = der::only_sequence(subject_public_key_info);
    auto identifier = read_algorithm_identifier(fields);
    if (identifier.algorithm != oid::rsassa_pss || identifier.parameters.empty())
        return std::nullopt;
    return read_pss_parameters(identifier.parameters);
}

} // namespace tls::x509
