// Makes certificates: for tests, first steps, and private PKIs.

#ifndef TLS_X509_CERTIFICATE_BUILDER_HPP
#define TLS_X509_CERTIFICATE_BUILDER_HPP

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

#include <chrono>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// Names of the kinds to which an authority can be confined (RFC 5280 section 4.2.1.10).
struct name_subtrees {
    std::vector<std::string> dns_names;   ///< "example.org": that host, and every one below it
    std::vector<std::string> ip_networks; ///< "192.0.2.0/24", "2001:db8::/32"; without a slash one address
    std::vector<std::string> emails;      ///< a mailbox, the mailboxes of a host, or with ".example.org" of a domain
    std::vector<std::string> uris;        ///< those of a host, or with ".example.org" of a domain
    std::vector<std::vector<name_attribute>> directory_names; ///< subjects that begin with these attributes
};

/// What a new certificate, or a request for one, says. Lists that are empty make no extension.
struct certificate_template {
    std::string common_name;             ///< the last attribute of the subject; empty: none
    std::vector<name_attribute> subject; ///< the others, most significant first: {{"C", "CH"}, {"O", "Example"}}
    bytes subject_der;                   ///< the subject as a whole Name in DER, in place of the two above

    // subjectAltName (RFC 5280 section 4.2.1.6).
    std::vector<std::string> dns_names;
    std::vector<std::string> ip_addresses; ///< literals, "127.0.0.1" or "::1"
    std::vector<std::string> emails;
    std::vector<std::string> uris;

    time_point not_before = std::chrono::system_clock::now() - std::chrono::hours(1);
    time_point not_after = std::chrono::system_clock::now() + std::chrono::hours(24 * 90);
    bytes serial_number; ///< big-endian, at most 20 octets; empty: 128 random bits

    bool is_ca = false; ///< adds basicConstraints, keyCertSign and cRLSign
    std::optional<unsigned> path_length;
    name_subtrees permitted, excluded; ///< nameConstraints, for authorities only

    std::vector<std::string> extended_key_usage; ///< dotted OIDs
    std::optional<std::uint16_t> key_usage_bits; ///< overrides the usage that fits is_ca
    std::vector<std::string> policies;           ///< dotted OIDs of certificatePolicies

    std::vector<std::string> ocsp_responders;         ///< URIs of authorityInfoAccess (RFC 5280 section 4.2.2.1)
    std::vector<std::string> ca_issuers;              ///< likewise
    std::vector<std::string> crl_distribution_points; ///< URIs
    bool must_staple = false; ///< the TLS feature extension: servers have to staple an OCSP response (RFC 7633)

    std::vector<bytes> extra_extensions; ///< whole Extension elements in DER, to be added as they are
    std::string signature_scheme;        ///< name in the registry; empty: the best for the issuer's key
};

/// A fresh key of the kind; `bits` is for RSA.
private_key generate_private_key(key_type, unsigned bits = 2048, random_source& = system_random(),
                                 const registry& = *registry::standard());

/// A certificate for `subject_key` issued by `issuer` with `issuer_key`. Whether they belong together, and whether the
/// issuer may issue it, is for the caller to know. Throws std::invalid_argument for what cannot be encoded, and
/// boost::system::system_error with unsupported_key_type if no signature scheme fits the issuer's key.
certificate issue_certificate(const certificate_template&, const public_key& subject_key, const certificate& issuer,
                              const private_key& issuer_key, random_source& = system_random(),
                              const registry& = *registry::standard());

/// A certificate that signs itself: a root, or a server's first certificate. Throws as above.
certificate self_signed_certificate(const certificate_template&, const private_key&, random_source& = system_random(),
                                    const registry& = *registry::standard());

} // namespace tls::x509

#pragma GCC visibility pop

#endif
