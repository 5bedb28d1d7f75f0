// The contents of a ClientHello, for the application's callbacks.

#ifndef TLS_CLIENT_HELLO_INFO_HPP
#define TLS_CLIENT_HELLO_INFO_HPP

#include <tls/bytes.hpp>

#include <cstdint>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

/// The contents of a ClientHello, from which the application chooses a certificate. Owns its data. Lists keep the
/// client's order and its unknown code points (GREASE, RFC 8701). A list is empty if the client did not send the
/// extension.
struct client_hello_info {
    std::string server_name; ///< empty if the client sent none
    std::vector<std::string> alpn_protocols;
    std::vector<std::uint16_t> cipher_suites; ///< includes signals such as TLS_FALLBACK_SCSV (0x5600)
    std::vector<std::uint16_t> supported_groups;
    /// Schemes for handshake signatures. A TLS 1.2 client without the extension accepts SHA-1 with any key
    /// (RFC 5246 section 7.4.1.4.1); this list is empty then.
    std::vector<std::uint16_t> signature_schemes;
    std::vector<std::uint16_t> signature_schemes_cert; ///< for certificate signatures; empty: as above
    std::vector<std::uint16_t> supported_versions;     ///< without the extension: legacy_version and older
    std::uint16_t legacy_version = 0;                  ///< the highest version up to TLS 1.2
    bytes session_id;                                  ///< up to 32 bytes; has no meaning in TLS 1.3
    bytes ec_point_formats;                            ///< ECPointFormat values (RFC 8422 section 5.1.2)
    std::vector<bytes> certificate_authorities;        ///< DistinguishedName values, DER (RFC 8446 section 4.2.4)
    std::vector<std::uint16_t> extensions;             ///< types of all extensions, in the client's order
    /// certificate_type values that the client can present, and that it accepts from the server, most preferred first
    /// (RFC 7250). Without the extension: X.509 only.
    std::vector<std::uint8_t> client_certificate_types;
    std::vector<std::uint8_t> server_certificate_types;
    bool status_request = false; ///< the client requests a stapled OCSP response
};
} // namespace tls

#pragma GCC visibility pop

#endif
