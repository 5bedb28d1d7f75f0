// AlgorithmIdentifier, and what it means in the registry's terms: RFC 4055, 5480, 5758, 8410.

#ifndef TLS_SRC_X509_DER_ALGORITHM_HPP
#define TLS_SRC_X509_DER_ALGORITHM_HPP

#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"

#include <tls/crypto/signature_scheme.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tls::x509 {

/// AlgorithmIdentifier, RFC 5280 section 4.1.1.2. Borrows from what it was read from.
struct algorithm_identifier {
    std::string algorithm; ///< dotted
    byte_view parameters;  ///< the whole element; empty if absent
};

/// Throws der::error if `in` holds no AlgorithmIdentifier.
algorithm_identifier read_algorithm_identifier(der::reader& in);

/// The registry's name of the hash that is identified; empty if the library does not know it.
std::string_view find_hash_name(const algorithm_identifier&) noexcept;

/// How a certificate is signed, in the registry's terms.
struct signature_algorithm {
    signature_encoding encoding;
    std::string_view hash; ///< the registry's name; empty for EdDSA

    /// The hash does not resist collisions, so the signature proves nothing.
    bool weak() const noexcept { return hash == "MD5" || hash == "SHA-1"; }
};

/// The meaning of an AlgorithmIdentifier (DER) of a signature. Empty if the library does not know it
/// or its parameters are not what the RFCs above have.
std::optional<signature_algorithm> find_signature_algorithm(byte_view der);

/// The AlgorithmIdentifier of certificates signed under the scheme. Throws der::error if there is none.
der::encoding write_signature_algorithm(const signature_scheme&);

/// Which kind of key an AlgorithmIdentifier of a key names; empty if the library does not know it.
/// Throws der::error if its parameters are not what the RFCs above have.
std::optional<key_type> find_key_type(const algorithm_identifier&);

/// The AlgorithmIdentifier of keys of the kind, which is any but DSA: its parameters are part of the key.
der::encoding write_key_algorithm(key_type);

/// The key_type of a named curve; empty if the library does not know it.
std::optional<key_type> find_curve(std::string_view dotted) noexcept;

/// The hash that the parameters of an id-RSASSA-PSS key restrict it to; empty if any will do or the
/// key is of another kind. `subject_public_key_info` is DER that parsed before.
std::string_view pss_hash_restriction(byte_view subject_public_key_info);

} // namespace tls::x509

#endif
