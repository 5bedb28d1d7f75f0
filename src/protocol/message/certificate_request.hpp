// CertificateRequest (RFC 8446, section 4.3.2).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_REQUEST_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_REQUEST_HPP

#include "protocol/extension/certificate_authorities.hpp"
#include "protocol/extension/members.hpp"
#include "protocol/extension/signature_algorithms.hpp"
#include "protocol/extension/signed_certificate_timestamp.hpp"
#include "protocol/extension/status_request.hpp"

namespace tls::message {

/// The extensions that the library uses; oid_filters appears only in `order`.
struct certificate_request_extensions {
    std::optional<extension::signature_algorithms> signature_algorithms; ///< always set when received
    std::optional<extension::signature_algorithms_cert> signature_algorithms_cert;
    std::optional<extension::certificate_authorities> certificate_authorities;
    std::optional<extension::empty_status_request> status_request;
    std::optional<extension::signed_certificate_timestamp_request> signed_certificate_timestamp;

    /// Received: the types of all extensions in order. To be sent: the order of those that are set.
    std::vector<std::uint16_t> order;

    template <class Self>
    static auto members(Self& self)
    {
        return std::tie(self.signature_algorithms, self.signature_algorithms_cert, self.certificate_authorities,
                        self.status_request, self.signed_certificate_timestamp);
    }
    bool operator==(const certificate_request_extensions&) const = default;
};

struct certificate_request {
    static constexpr handshake_type type = handshake_type::certificate_request;

    bytes certificate_request_context; ///< up to 255 bytes; empty during the handshake
    certificate_request_extensions extensions;

    /// A missing signature_algorithms throws fatal{missing_extension, missing_signature_algorithms_extension}.
    static certificate_request decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const certificate_request&) const = default;
};

} // namespace tls::message

#endif
