// The psk_key_exchange_modes extension (RFC 8446, section 4.2.9).

#ifndef TLS_SRC_PROTOCOL_EXTENSION_PSK_KEY_EXCHANGE_MODES_HPP
#define TLS_SRC_PROTOCOL_EXTENSION_PSK_KEY_EXCHANGE_MODES_HPP

#include "protocol/wire/code_points.hpp"

#include <tls/bytes.hpp>

#include <vector>

namespace tls::extension {

/// PskKeyExchangeMode. Received lists may contain other values, which must be ignored.
enum class psk_key_exchange_mode : std::uint8_t { psk_ke = 0, psk_dhe_ke = 1 };

/// PskKeyExchangeModes, in a ClientHello.
struct psk_key_exchange_modes {
    static constexpr extension_type type = extension_type::psk_key_exchange_modes;

    std::vector<psk_key_exchange_mode> ke_modes; ///< not empty when received

    static psk_key_exchange_modes decode(byte_view extension_data);
    void encode(bytes& out) const;
    bool operator==(const psk_key_exchange_modes&) const = default;
};

} // namespace tls::extension

#endif
