// The object identifiers that the library knows, in dotted decimal.

#ifndef TLS_SRC_X509_DER_OBJECT_IDENTIFIERS_HPP
#define TLS_SRC_X509_DER_OBJECT_IDENTIFIERS_HPP

#include <string_view>

namespace tls::x509::oid {

// Keys: RFC 8017 appendix C, RFC 5480 section 2.1.1, RFC 8410 section 3.
inline constexpr std::string_view rsa_encryption = "1.2.840.113549.1.1.1";
inline constexpr std::string_view rsassa_pss = "1.2.840.113549.1.1.10";
inline constexpr std::string_view mgf1 = "1.2.840.113549.1.1.8";
inline constexpr std::string_view ec_public_key = "1.2.840.10045.2.1";
inline constexpr std::string_view dsa = "1.2.840.10040.4.1";                 // RFC 3279 section 2.3.2
inline constexpr std::string_view dh_public_number = "1.2.840.10046.2.1";    // X9.42, RFC 3279 section 2.3.3
inline constexpr std::string_view dh_key_agreement = "1.2.840.113549.1.3.1"; // PKCS #3
inline constexpr std::string_view ed25519 = "1.3.101.112";

inline constexpr std::string_view prime_field = "1.2.840.10045.1.1"; // RFC 3279 section 2.3.5

// Named curves: RFC 5480 section 2.1.1.1.
inline constexpr std::string_view secp256r1 = "1.2.840.10045.3.1.7";
inline constexpr std::string_view secp384r1 = "1.3.132.0.34";
inline constexpr std::string_view secp521r1 = "1.3.132.0.35";

// Extensions: RFC 5280 section 4.2.1.
inline constexpr std::string_view subject_key_identifier = "2.5.29.14";
inline constexpr std::string_view key_usage = "2.5.29.15";
inline constexpr std::string_view subject_alt_name = "2.5.29.17";
inline constexpr std::string_view basic_constraints = "2.5.29.19";
inline constexpr std::string_view name_constraints = "2.5.29.30";
inline constexpr std::string_view certificate_policies = "2.5.29.32";
inline constexpr std::string_view policy_mappings = "2.5.29.33";
inline constexpr std::string_view policy_constraints = "2.5.29.36";
inline constexpr std::string_view inhibit_any_policy = "2.5.29.54";
inline constexpr std::string_view crl_distribution_points = "2.5.29.31";
inline constexpr std::string_view authority_key_identifier = "2.5.29.35";
inline constexpr std::string_view ext_key_usage = "2.5.29.37";

inline constexpr std::string_view authority_information_access = "1.3.6.1.5.5.7.1.1";
inline constexpr std::string_view ad_ocsp = "1.3.6.1.5.5.7.48.1";
inline constexpr std::string_view ad_ca_issuers = "1.3.6.1.5.5.7.48.2";
inline constexpr std::string_view tls_feature = "1.3.6.1.5.5.7.1.24"; // RFC 7633

// Extensions of CRLs and their entries: RFC 5280 sections 5.2 and 5.3.
inline constexpr std::string_view crl_number = "2.5.29.20";
inline constexpr std::string_view reason_code = "2.5.29.21";
inline constexpr std::string_view invalidity_date = "2.5.29.24";
inline constexpr std::string_view delta_crl_indicator = "2.5.29.27";
inline constexpr std::string_view issuing_distribution_point = "2.5.29.28";
inline constexpr std::string_view certificate_issuer = "2.5.29.29";

// OCSP: RFC 6960 sections 4.2.1, 4.2.2.2 and 4.4.
inline constexpr std::string_view ocsp_signing = "1.3.6.1.5.5.7.3.9";
inline constexpr std::string_view ocsp_basic = "1.3.6.1.5.5.7.48.1.1";
inline constexpr std::string_view ocsp_nonce = "1.3.6.1.5.5.7.48.1.2";
inline constexpr std::string_view ocsp_no_check = "1.3.6.1.5.5.7.48.1.5";
inline constexpr std::string_view ocsp_extended_revoke = "1.3.6.1.5.5.7.48.1.9";

// Purposes: RFC 5280 section 4.2.1.12.
inline constexpr std::string_view any_extended_key_usage = "2.5.29.37.0";
inline constexpr std::string_view server_auth = "1.3.6.1.5.5.7.3.1";
inline constexpr std::string_view client_auth = "1.3.6.1.5.5.7.3.2";

// Attributes of names: RFC 5280 appendix A.1.
inline constexpr std::string_view common_name = "2.5.4.3";
inline constexpr std::string_view email_address = "1.2.840.113549.1.9.1"; // RFC 2985 section 5.2.1
inline constexpr std::string_view organization_name = "2.5.4.10";

// Requests: RFC 2985 section 5.4.2.
inline constexpr std::string_view extension_request = "1.2.840.113549.1.9.14";

// Encryption under a password: RFC 8018 appendix C, RFC 7914 section 7.
inline constexpr std::string_view pbes2 = "1.2.840.113549.1.5.13";
inline constexpr std::string_view pbkdf2 = "1.2.840.113549.1.5.12";
inline constexpr std::string_view scrypt = "1.3.6.1.4.1.11591.4.11";

// PKCS#12: RFC 2315 section 14, RFC 7292 appendix D, RFC 2985 appendix A.
inline constexpr std::string_view pkcs7_data = "1.2.840.113549.1.7.1";
inline constexpr std::string_view pkcs7_encrypted_data = "1.2.840.113549.1.7.6";
inline constexpr std::string_view key_bag = "1.2.840.113549.1.12.10.1.1";
inline constexpr std::string_view pkcs8_shrouded_key_bag = "1.2.840.113549.1.12.10.1.2";
inline constexpr std::string_view cert_bag = "1.2.840.113549.1.12.10.1.3";
inline constexpr std::string_view safe_contents_bag = "1.2.840.113549.1.12.10.1.6";
inline constexpr std::string_view x509_certificate = "1.2.840.113549.1.9.22.1";
inline constexpr std::string_view friendly_name = "1.2.840.113549.1.9.20";

// Policies: RFC 5280 section 4.2.1.4.
inline constexpr std::string_view any_policy = "2.5.29.32.0";

// Type of an otherName in subjectAltName (RFC 4985 section 2).
inline constexpr std::string_view dns_srv = "1.3.6.1.5.5.7.8.7";

} // namespace tls::x509::oid

#endif
