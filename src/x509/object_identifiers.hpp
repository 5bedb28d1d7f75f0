// The object identifiers that the library knows, dotted.

#ifndef TLS_SRC_X509_OBJECT_IDENTIFIERS_HPP
#define TLS_SRC_X509_OBJECT_IDENTIFIERS_HPP

#include <string_view>

namespace tls::x509::oid {

// Keys: RFC 8017 appendix C, RFC 5480 section 2.1.1, RFC 8410 section 3.
inline constexpr std::string_view rsa_encryption = "1.2.840.113549.1.1.1";
inline constexpr std::string_view rsassa_pss = "1.2.840.113549.1.1.10";
inline constexpr std::string_view mgf1 = "1.2.840.113549.1.1.8";
inline constexpr std::string_view ec_public_key = "1.2.840.10045.2.1";
inline constexpr std::string_view ed25519 = "1.3.101.112";

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
inline constexpr std::string_view crl_distribution_points = "2.5.29.31";
inline constexpr std::string_view authority_key_identifier = "2.5.29.35";
inline constexpr std::string_view ext_key_usage = "2.5.29.37";

inline constexpr std::string_view authority_information_access = "1.3.6.1.5.5.7.1.1";
inline constexpr std::string_view ad_ocsp = "1.3.6.1.5.5.7.48.1";
inline constexpr std::string_view ad_ca_issuers = "1.3.6.1.5.5.7.48.2";
inline constexpr std::string_view tls_feature = "1.3.6.1.5.5.7.1.24"; // RFC 7633

// Purposes: RFC 5280 section 4.2.1.12.
inline constexpr std::string_view any_extended_key_usage = "2.5.29.37.0";
inline constexpr std::string_view server_auth = "1.3.6.1.5.5.7.3.1";
inline constexpr std::string_view client_auth = "1.3.6.1.5.5.7.3.2";

// Attributes of names: RFC 5280 appendix A.1.
inline constexpr std::string_view common_name = "2.5.4.3";
inline constexpr std::string_view organization_name = "2.5.4.10";

} // namespace tls::x509::oid

#endif
