// The verification mode, and the verify callback that may overrule a verdict.

#ifndef TLS_VERIFY_MODE_HPP
#define TLS_VERIFY_MODE_HPP

#include <tls/config.hpp>

#include <functional>

#pragma GCC visibility push(default)

namespace tls {

class verify_context;

/// Like boost::asio::ssl::verify_mode: a combination of bits.
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
