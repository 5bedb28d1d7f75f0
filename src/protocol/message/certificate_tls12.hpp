// TLS 1.2 Certificate (RFC 5246, section 7.4.2).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_TLS12_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_TLS12_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <vector>

namespace tls::message {

struct certificate_tls12 {
    static constexpr handshake_type type = handshake_type::certificate;

    /// One non-empty DER ASN.1Cert each; the sender's own first. May be empty.
    std::vector<bytes> certificate_list;

    /// The handshake checks the number of entries, including whether the list may be empty.
    static certificate_tls12 decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const certificate_tls12&) const = default;
};

} // namespace tls::message

#endif
