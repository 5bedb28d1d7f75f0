// Lines of a key log file (SSLKEYLOGFILE), with which tools such as Wireshark decrypt captured traffic
// (draft-ietf-tls-keylogfile).

#ifndef TLS_SRC_PROTOCOL_SCHEDULE_KEY_LOG_HPP
#define TLS_SRC_PROTOCOL_SCHEDULE_KEY_LOG_HPP

#include <tls/bytes.hpp>

#include <string>
#include <string_view>

namespace tls {

namespace key_log_label {
inline constexpr std::string_view client_early_traffic_secret = "CLIENT_EARLY_TRAFFIC_SECRET";
inline constexpr std::string_view early_exporter_secret = "EARLY_EXPORTER_SECRET";
inline constexpr std::string_view client_handshake_traffic_secret = "CLIENT_HANDSHAKE_TRAFFIC_SECRET";
inline constexpr std::string_view server_handshake_traffic_secret = "SERVER_HANDSHAKE_TRAFFIC_SECRET";
inline constexpr std::string_view client_traffic_secret_0 = "CLIENT_TRAFFIC_SECRET_0";
inline constexpr std::string_view server_traffic_secret_0 = "SERVER_TRAFFIC_SECRET_0";
inline constexpr std::string_view exporter_secret = "EXPORTER_SECRET";
inline constexpr std::string_view client_random = "CLIENT_RANDOM"; ///< the TLS 1.2 master secret
} // namespace key_log_label

/// Returns "LABEL client_random secret", the last two in lower-case hexadecimal, without a newline.
std::string key_log_line(std::string_view label, byte_view client_random, byte_view secret);

} // namespace tls

#endif
