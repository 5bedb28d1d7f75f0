// Certificate (RFC 8446, section 4.4.2).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_HPP

#include "protocol/extension/members.hpp"
#include "protocol/extension/signed_certificate_timestamp.hpp"
#include "protocol/extension/status_request.hpp"

namespace tls::message {

struct certificate_entry_extensions {
    std::optional<extension::certificate_status> status_request;
    std::optional<extension::signed_certificate_timestamp_list> signed_certificate_timestamp;

    /// Received: the types of all extensions in order. To be sent: the order of those that are set.
    std::vector<std::uint16_t> order;

    template <class Self>
    static auto members(Self& self)
    {
        return std::tie(self.status_request, self.signed_certificate_timestamp);
    }
    bool operator==(const certificate_entry_extensions&) const = default;
};

/// CertificateEntry.
struct certificate_entry {
    bytes cert_data; ///< DER Certificate, or SubjectPublicKeyInfo if that was negotiated (RFC 7250); not empty
    certificate_entry_extensions extensions;
    bool operator==(const certificate_entry&) const = default;
};

struct certificate {
    static constexpr handshake_type type = handshake_type::certificate;

    bytes certificate_request_context;               ///< up to 255 bytes; empty during the handshake
    std::vector<certificate_entry> certificate_list; ///< the sender's own certificate first; may be empty

    /// The handshake checks the number of entries, including whether the list may be empty.
    static certificate decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const certificate&) const = default;
};

} // namespace tls::message

#endif
