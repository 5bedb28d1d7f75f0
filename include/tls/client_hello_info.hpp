// A ClientHello as the application sees it.

#ifndef TLS_CLIENT_HELLO_INFO_HPP
#define TLS_CLIENT_HELLO_INFO_HPP

#include <tls/bytes.hpp>

#include <cstdint>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

/// The contents of a ClientHello, for choosing a certificate. Owned by the request. Lists are as the client wrote them,
/// with code points that nobody knows (RFC 8701); those of an extension that the client did not send are empty.
struct client_hello_info {
    std::string server_name; ///< empty if the client named none
    std::vector<std::string> alpn_protocols;
    std::vector<std::uint16_t> cipher_suites; ///< signals among them too, such as TLS_FALLBACK_SCSV (0x5600)
    std::vector<std::uint16_t> supported_groups;
    /// For signatures of the handshake. A client of TLS 1.2 without the extension takes SHA-1 with any key
    /// (RFC 5246 section 7.4.1.4.1); of which this list then says nothing.
    std::vector<std::uint16_t> signature_schemes;
    std::vector<std::uint16_t> signature_schemes_cert; ///< for signatures of certificates, where it differs
    std::vector<std::uint16_t> supported_versions;     ///< without the extension: legacy_version and those before it
    std::uint16_t legacy_version = 0;                  ///< the highest version but 1.3 and later
    bytes session_id;                                  ///< up to 32 bytes; of TLS 1.3, without a meaning
    bytes ec_point_formats;                            ///< ECPointFormat each (RFC 8422 section 5.1.2)
    std::vector<bytes> certificate_authorities;        ///< DistinguishedName each, DER (RFC 8446 section 4.2.4)
    std::vector<std::uint16_t> extensions;             ///< types of all, in the client's order
    bool status_request = false;                       ///< wants an OCSP response with the certificate
};
} // namespace tls

#pragma GCC visibility pop

#endif
