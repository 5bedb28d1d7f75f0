// Makes certificates: for tests, first steps, and private PKIs.

#ifndef TLS_X509_CERTIFICATE_BUILDER_HPP
#define TLS_X509_CERTIFICATE_BUILDER_HPP

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace tls::x509 {

/// What a new certificate says. Names in dns_names become subjectAltName entries.
struct certificate_template {
    std::string common_name;
    std::vector<std::string> dns_names;
    std::vector<std::string> ip_addresses; ///< literals, "127.0.0.1" or "::1"
    time_point not_before = std::chrono::system_clock::now() - std::chrono::hours(1);
    time_point not_after = std::chrono::system_clock::now() + std::chrono::hours(24 * 90);
    bool is_ca = false; ///< adds basicConstraints, keyCertSign and cRLSign
    std::optional<unsigned> path_length;
    std::vector<std::string> extended_key_usage; ///< dotted OIDs; empty: no extension
    std::optional<std::uint16_t> key_usage_bits; ///< overrides the usage that fits is_ca
    std::vector<bytes> extra_extensions;         ///< whole Extension elements in DER, to be added as they are
    std::string signature_scheme;                ///< name in the registry; empty: the best for the issuer's key
};

/// A fresh key of the kind; `bits` is for RSA.
private_key generate_private_key(key_type, unsigned bits = 2048, random_source& = system_random(),
                                 const registry& = *registry::standard());

/// A certificate for `subject_key` issued by `issuer` with `issuer_key`.
certificate issue_certificate(const certificate_template&, const public_key& subject_key, const certificate& issuer,
                              const private_key& issuer_key, random_source& = system_random(),
                              const registry& = *registry::standard());

/// A certificate that signs itself: a root, or a server's first certificate.
certificate self_signed_certificate(const certificate_template&, const private_key&, random_source& = system_random(),
                                    const registry& = *registry::standard());

} // namespace tls::x509

#endif
