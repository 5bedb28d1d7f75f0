// Whether a peer must prove who it is, and the callback that may overrule the verdict.

#ifndef TLS_VERIFY_MODE_HPP
#define TLS_VERIFY_MODE_HPP

#include <tls/config.hpp>

#include <functional>

#pragma GCC visibility push(default)

namespace tls {

class verify_context;

/// As boost::asio::ssl::verify_mode: bits that combine.
using verify_mode = int;
inline constexpr verify_mode verify_none = 0;
inline constexpr verify_mode verify_peer = 1;
inline constexpr verify_mode verify_fail_if_no_peer_cert = 2;
inline constexpr verify_mode verify_client_once = 4;

/// bool callback(bool preverified, verify_context&)
using verify_callback = std::function<bool(bool, verify_context&)>;

} // namespace tls

#pragma GCC visibility pop

#endif
