// The fields of a parsed certificate.

#ifndef TLS_SRC_X509_CERTIFICATE_CERTIFICATE_DATA_HPP
#define TLS_SRC_X509_CERTIFICATE_CERTIFICATE_DATA_HPP

#include "x509/certificate/name_constraints.hpp"
#include "x509/certificate/policy_extensions.hpp"
#include "x509/der/der_reader.hpp"

#include <tls/x509/certificate.hpp>

namespace tls::x509::detail {

/// The issuer's certificate as authorityKeyIdentifier identifies it, besides its key.
struct issuer_certificate {
    byte_view names; ///< the content of GeneralNames
    byte_view serial_number;
};

/// The number of defects that a certificate reports. It bounds the work that a hostile certificate causes.
inline constexpr std::size_t max_defects = 16;

/// The fields of a certificate. Views refer to `der`, so the struct is neither copied nor moved.
struct certificate_data {
    certificate_data() = default;
    certificate_data(const certificate_data&) = delete;
    certificate_data& operator=(const certificate_data&) = delete;

    bytes der;
    byte_view tbs;
    byte_view signature_algorithm;
    byte_view signature;

    int version = 1;
    byte_view serial_number;
    byte_view issuer;
    byte_view subject;
    bytes canonical_issuer;  ///< see canonical_name
    bytes canonical_subject; ///< see canonical_name
    time_point not_before, not_after;
    byte_view subject_public_key_info;
    std::optional<public_key> key;

    bool is_ca = false;
    std::optional<unsigned> path_length;
    std::optional<std::uint16_t> key_usage_bits;
    std::optional<std::vector<std::string>> extended_key_usage;
    subject_alt_names alt_names;
    std::vector<general_name> general_names; ///< every name of subjectAltName, except malformed directoryNames
    bool has_malformed_alt_names = false;
    byte_view subject_key_identifier;
    byte_view authority_key_identifier;
    std::optional<issuer_certificate> authority_certificate;
    std::optional<x509::name_constraints> name_constraints;
    std::vector<extension> extensions;
    std::optional<std::vector<std::string>> policies;
    std::vector<policy_mapping> policy_mappings;
    x509::policy_constraints policy_constraints;
    std::optional<std::uint32_t> inhibit_any_policy;
    std::vector<std::string> ocsp_responders;
    std::vector<std::string> ca_issuers;
    std::vector<std::string> crl_distribution_points;
    bool must_staple = false;
    std::string unhandled_critical_extension;
    std::vector<certificate_defect> defects;

    void add_defect(verify_error error, std::string rule)
    {
        if (defects.size() < max_defects)
            defects.push_back({error, std::move(rule)});
    }
};

/// Fills in the fields from `data.der`. Throws der::error if the certificate is not DER of this type.
void parse_certificate(certificate_data& data);

/// Fills in the fields that the Extensions in `in` set. Reports malformed and duplicate extensions as defects. Throws
/// der::error if `in` is not a sequence of elements.
void parse_extensions(der::reader in, certificate_data& data);

} // namespace tls::x509::detail

#endif
