// AlgorithmIdentifier and its mapping to the registry's algorithms: RFC 4055, 5480, 5758, 8410.

#ifndef TLS_SRC_X509_DER_ALGORITHM_HPP
#define TLS_SRC_X509_DER_ALGORITHM_HPP

#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/crypto/signature_scheme.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tls::x509 {

/// AlgorithmIdentifier, RFC 5280 section 4.1.1.2. `parameters` refers to the bytes that were read.
struct algorithm_identifier {
    std::string algorithm; ///< dotted decimal
    byte_view parameters;  ///< the whole element; empty if absent
};

/// Reads an AlgorithmIdentifier. Throws der::error if it is malformed.
algorithm_identifier read_algorithm_identifier(der::reader& in);

/// Returns the registry's name of the identified hash; empty if the library does not know it.
std::string_view find_hash_name(const algorithm_identifier&) noexcept;

/// RSASSA-PSS-params, RFC 4055 section 3.1. Hashes by their names in the registry.
struct pss_parameters {
    std::string_view hash;
    std::string_view mask_hash;  ///< of MGF1
    std::size_t salt_size;       ///< in bytes; in a key, the minimum
    std::size_t digest_size = 0; ///< of `hash`, in bytes

    /// Returns whether these are the parameters of TLS (RFC 8446 section 4.2.3).
    bool is_usual() const noexcept { return mask_hash == hash && salt_size == digest_size; }
};

/// A signature algorithm of certificates, in the registry's terms.
struct signature_algorithm {
    signature_encoding encoding;
    std::string_view hash;             ///< the registry's name; empty for EdDSA
    std::optional<pss_parameters> pss; ///< for RSASSA-PSS

    /// Returns whether the hash does not resist collisions, so that the signature proves nothing.
    bool weak() const noexcept { return hash == "MD5" || hash == "SHA-1"; }
};

/// Returns the signature algorithm that an AlgorithmIdentifier (DER) names. Empty if the library does not know it, or
/// if its parameters break the RFCs above.
std::optional<signature_algorithm> find_signature_algorithm(byte_view der);

/// Encodes the AlgorithmIdentifier of certificates signed with the scheme. Throws der::error if it has none.
der::encoding write_signature_algorithm(const signature_scheme&);

/// Returns the key type that a key's AlgorithmIdentifier names; empty if the library does not know it, its curve or the
/// algorithms in its PSS parameters. Throws der::error if its parameters break the RFCs above.
std::optional<key_type> find_key_type(const algorithm_identifier&);

/// Encodes the AlgorithmIdentifier of keys of this type. Not for DSA, whose parameters are part of the key.
der::encoding write_key_algorithm(key_type);

/// Returns the key type of a named curve; empty if the library does not know it.
std::optional<key_type> find_curve(std::string_view dotted) noexcept;

/// Returns the parameters of an id-RSASSA-PSS key, which restrict its use (RFC 4055 section 3.3). Empty if the key has
/// none, which allows all, or is of another type. `subject_public_key_info` is DER of a key whose type find_key_type
/// knows.
std::optional<pss_parameters> pss_restriction(byte_view subject_public_key_info);

} // namespace tls::x509

#endif
