// Certificate of TLS 1.2 (RFC 5246, section 7.4.2).

#ifndef TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_TLS12_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_CERTIFICATE_TLS12_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <vector>

namespace tls::message {

struct certificate_tls12 {
    static constexpr handshake_type type = handshake_type::certificate;

    /// ASN.1Cert each (DER), not empty; the sender's own first. May have none.
    std::vector<bytes> certificate_list;

    /// How many there may be, and whether none are allowed, is for the handshake to check.
    static certificate_tls12 decode(byte_view body);
    void encode(bytes& out) const;
    bool operator==(const certificate_tls12&) const = default;
};

} // namespace tls::message

#endif
