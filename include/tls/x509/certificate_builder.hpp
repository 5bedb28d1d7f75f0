// Issues certificates: for tests, first steps and private PKIs.

#ifndef TLS_X509_CERTIFICATE_BUILDER_HPP
#define TLS_X509_CERTIFICATE_BUILDER_HPP

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

#include <chrono>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// Name subtrees for the nameConstraints of an authority (RFC 5280 section 4.2.1.10).
struct name_subtrees {
    std::vector<std::string> dns_names;   ///< "example.org": that host and all hosts below it
    std::vector<std::string> ip_networks; ///< "192.0.2.0/24", "2001:db8::/32"; without a slash a single address
    std::vector<std::string> emails;      ///< a mailbox, all mailboxes of a host, or (".example.org") of a domain
    std::vector<std::string> uris;        ///< all URIs of a host, or (".example.org") of a domain
    std::vector<std::vector<name_attribute>> directory_names; ///< subjects that begin with these attributes
};

/// The content of a new certificate or certificate request. An empty list adds no extension.
struct certificate_template {
    std::string common_name;             ///< the last attribute of the subject; empty: none
    std::vector<name_attribute> subject; ///< other attributes, most significant first: {{"C", "CH"}, {"O", "Example"}}
    bytes subject_der;                   ///< the whole subject as a DER Name; replaces the two above

    // subjectAltName (RFC 5280 section 4.2.1.6).
    std::vector<std::string> dns_names;
    std::vector<std::string> ip_addresses; ///< IP literals, "127.0.0.1" or "::1"
    std::vector<std::string> emails;
    std::vector<std::string> uris;

    time_point not_before = std::chrono::system_clock::now() - std::chrono::hours(1);
    time_point not_after = std::chrono::system_clock::now() + std::chrono::hours(24 * 90);
    bytes serial_number; ///< big-endian, at most 20 bytes; empty: 128 random bits

    bool is_ca = false; ///< adds basicConstraints, keyCertSign and cRLSign
    std::optional<unsigned> path_length;
    name_subtrees permitted, excluded; ///< nameConstraints, for authorities only

    std::vector<std::string> extended_key_usage; ///< dotted OIDs
    std::optional<std::uint16_t> key_usage_bits; ///< overrides the default for is_ca
    std::vector<std::string> policies;           ///< dotted OIDs of certificatePolicies

    std::vector<std::string> ocsp_responders;         ///< URIs of authorityInfoAccess (RFC 5280 section 4.2.2.1)
    std::vector<std::string> ca_issuers;              ///< URIs of authorityInfoAccess
    std::vector<std::string> crl_distribution_points; ///< URIs
    bool must_staple = false; ///< adds the TLS feature extension: the server must staple an OCSP response (RFC 7633)

    std::vector<bytes> extra_extensions; ///< complete DER Extension elements, added unchanged
    std::string signature_scheme;        ///< name in the registry; empty: the best one for the issuer's key
};

/// Generates a private key. `bits` is the size of an RSA modulus and is ignored for other kinds.
private_key generate_private_key(key_type, unsigned bits = 2048, random_source& = system_random(),
                                 const registry& = *registry::standard());

/// Issues a certificate for `subject_key`, signed by `issuer` with `issuer_key`. Does not check that issuer and key
/// belong together, nor that the issuer may issue the certificate. Throws std::invalid_argument if a value of the
/// template cannot be encoded, and boost::system::system_error with unsupported_key_type if no signature scheme fits
/// the issuer's key.
certificate issue_certificate(const certificate_template&, const public_key& subject_key, const certificate& issuer,
                              const private_key& issuer_key, random_source& = system_random(),
                              const registry& = *registry::standard());

/// Issues a self-signed certificate: a root, or a server's first certificate. Throws like issue_certificate.
certificate self_signed_certificate(const certificate_template&, const private_key&, random_source& = system_random(),
                                    const registry& = *registry::standard());

} // namespace tls::x509

#pragma GCC visibility pop

#endif
