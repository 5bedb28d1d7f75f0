// Limits on the resources that a peer can make us use.

#ifndef TLS_CONFIGURATION_LIMITS_HPP
#define TLS_CONFIGURATION_LIMITS_HPP

#include <tls/config.hpp>

#include <chrono>
#include <cstddef>

#pragma GCC visibility push(default)

namespace tls {

/// Limits on the memory and work that a peer can cause.
struct limits {
    std::size_t max_handshake_message = 132 * 1024;      ///< bytes of a handshake message other than Certificate; the
                                                         ///< largest ClientHello has 131396
    std::size_t max_certificate_message = 128 * 1024;    ///< bytes of a Certificate message
    std::size_t max_certificates = 16;                   ///< certificates in a chain sent by the peer
    std::chrono::milliseconds handshake_timeout{60'000}; ///< of async_handshake and async_read_early_some; zero: none
    unsigned max_consecutive_empty_records = 32;         ///< empty application data records in a row
    unsigned max_key_updates_without_data = 32;          ///< KeyUpdate messages without data in between
    unsigned max_tickets_without_data = 16;              ///< NewSessionTicket messages that a client keeps without data
                                                         ///< in between; later ones are ignored
    unsigned max_warning_alerts = 4;                     ///< warnings such as user_canceled, in a row
    unsigned max_refused_renegotiations = 8;             ///< TLS 1.2: per connection
    unsigned max_renegotiations_without_data = 2;        ///< TLS 1.2: by the peer, without data from it in between
};

} // namespace tls

#pragma GCC visibility pop

#endif
