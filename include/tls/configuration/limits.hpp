// Bounds on a peer.

#ifndef TLS_CONFIGURATION_LIMITS_HPP
#define TLS_CONFIGURATION_LIMITS_HPP

#include <tls/config.hpp>

#include <chrono>
#include <cstddef>

#pragma GCC visibility push(default)

namespace tls {

/// The bounds on what a peer can make us hold or do.
struct limits {
    std::size_t max_handshake_message = 132 * 1024;      ///< bytes of a handshake message other than Certificate and
                                                         ///< Finished; the largest ClientHello has 131396
    std::size_t max_certificate_message = 128 * 1024;    ///< bytes of a Certificate message
    std::size_t max_certificates = 16;                   ///< certificates in a chain sent by the peer
    std::chrono::milliseconds handshake_timeout{60'000}; ///< of an async_handshake alone; zero: none
    unsigned max_consecutive_empty_records = 32;         ///< application data records without content, in a row
    unsigned max_key_updates_without_data = 32;          ///< KeyUpdate messages with no data in between
    unsigned max_warning_alerts = 4;                     ///< user_canceled and the like, in a row
    unsigned max_refused_renegotiations = 8;             ///< in TLS 1.2, on one connection
    unsigned max_renegotiations_without_data = 2;        ///< that the peer wished for, with no data from it in between
};

} // namespace tls

#pragma GCC visibility pop

#endif
