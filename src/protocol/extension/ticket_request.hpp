// The ticket_request extension (RFC 9149).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_TICKET_REQUEST_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_TICKET_REQUEST_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <cstdint>

namespace tls::extension {

/// ClientTicketRequest, in a ClientHello: how many tickets the client wants.
struct ticket_request {
    static constexpr extension_type type = extension_type::ticket_request;

    std::uint8_t new_session_count = 0; ///< if the server makes a new session
    std::uint8_t resumption_count = 0;  ///< if the server resumes

    static ticket_request decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const ticket_request&) const = default;
};

/// ServerTicketRequestHint, in EncryptedExtensions.
struct ticket_request_hint {
    static constexpr extension_type type = extension_type::ticket_request;

    std::uint8_t expected_count = 0; ///< tickets that the server expects to send

    static ticket_request_hint decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const ticket_request_hint&) const = default;
};

} // namespace tls::extension

#endif
