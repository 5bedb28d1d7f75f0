#include "x509/revocation/ocsp_cert_id.hpp"

#include "x509/der/algorithm.hpp"

#include <tls/crypto/algorithm_name.hpp>

#include <algorithm>
#include <array>

namespace tls::x509 {

namespace {

struct hash_row {
    std::string_view algorithm;
    std::string_view name;
};

// SHA-1 only identifies here and proves nothing: a collision gives an attacker two names with one hash.
constexpr std::array hashes{
    hash_row{"1.3.14.3.2.26", "SHA-1"},
    hash_row{"2.16.840.1.101.3.4.2.1", "SHA-256"},
    hash_row{"2.16.840.1.101.3.4.2.2", "SHA-384"},
    hash_row{"2.16.840.1.101.3.4.2.3", "SHA-512"},
};

// Returns an empty result if the registry does not have the hash.
bytes hash_of(byte_view data, std::string_view hash, const registry& algorithms)
{
    auto algorithm = algorithms.find_hash(hash);
    if (algorithm == nullptr)
        return {};
    bytes out(algorithm->digest_size);
    digest(*algorithm, data, out);
    return out;
}

der::encoding write_hash_algorithm(std::string_view hash)
{
    for (const auto& row : hashes)
        if (is_same_algorithm(row.name, hash))
            return der::sequence({der::object_identifier(row.algorithm), der::null()});
    throw der::error("unknown hash for a CertID");
}

} // namespace

ocsp_cert_id read_cert_id(der::reader& in)
{
    auto fields = in.sequence();
    auto identifier = read_algorithm_identifier(fields);
    ocsp_cert_id result;
    for (const auto& row : hashes)
        if (row.algorithm == identifier.algorithm)
            result.hash = row.name;
    result.issuer_name_hash = fields.octet_string();
    result.issuer_key_hash = fields.octet_string();
    result.serial_number = fields.integer();
    fields.expect_end();
    return result;
}

der::encoding write_cert_id(const certificate& subject, const certificate& issuer, std::string_view hash,
                            const registry& algorithms)
{
    return der::sequence(
        {write_hash_algorithm(hash), der::octet_string(hash_of(subject.issuer().der(), hash, algorithms)),
         der::octet_string(hash_key_of(issuer, hash, algorithms)), der::integer(subject.serial_number())});
}

bool cert_id_matcher::names_subject(const ocsp_cert_id& id)
{
    if (!std::ranges::equal(id.serial_number, subject_.serial_number()) || algorithms_.find_hash(id.hash) == nullptr)
        return false;
    auto& hash = name_hashes_[id.hash];
    if (hash.empty())
        hash = hash_of(subject_.issuer().der(), id.hash, algorithms_);
    return std::ranges::equal(id.issuer_name_hash, hash);
}

bool cert_id_matcher::matches(const ocsp_cert_id& id, const certificate& issuer)
{
    if (!names_subject(id))
        return false;
    auto& hash = key_hashes_[id.hash];
    if (hash.empty())
        hash = hash_key_of(issuer, id.hash, algorithms_);
    return !hash.empty() && std::ranges::equal(id.issuer_key_hash, hash);
}

bytes hash_key_of(const certificate& c, std::string_view hash, const registry& algorithms)
try {
    // RFC 6960 section 4.1.1: the value of subjectPublicKey, without tag, length and number of unused bits.
    auto fields = der::only_sequence(c.subject_public_key_info());
    fields.sequence();
    return hash_of(fields.bit_string().data, hash, algorithms);
} catch (const der::error&) {
    return {};
}

} // namespace tls::x509
