// The early_data extension (RFC 8446, section 4.2.10).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_EARLY_DATA_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_EARLY_DATA_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <cstdint>

namespace tls::extension {

/// EarlyDataIndication, empty form: offers early data in a ClientHello, accepts it in EncryptedExtensions.
struct early_data {
    static constexpr extension_type type = extension_type::early_data;

    static early_data decode(byte_view extension_data);
    void encode(bytes&) const {}
    bool operator==(const early_data&) const = default;
};

/// EarlyDataIndication in a NewSessionTicket.
struct early_data_limit {
    static constexpr extension_type type = extension_type::early_data;

    std::uint32_t max_early_data_size = 0; ///< bytes of application data

    static early_data_limit decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const early_data_limit&) const = default;
};

} // namespace tls::extension

#endif
