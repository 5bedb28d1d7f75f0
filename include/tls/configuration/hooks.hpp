// The application's functions that a connection calls.

#ifndef TLS_CONFIGURATION_HOOKS_HPP
#define TLS_CONFIGURATION_HOOKS_HPP

#include <tls/config.hpp>

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls::x509 {
struct verification_result;
} // namespace tls::x509

namespace tls {

class credential;
struct client_hello_info;
struct configuration;
struct verify_request;

/// Called once, from any thread, with the verdict.
using verify_completion = std::function<void(x509::verification_result)>;
/// Judges a peer's certificates (see <tls/verify_request.hpp>).
using async_verify_function = std::function<void(verify_request, verify_completion)>;

/// Called once, from any thread, with the credential to use; null or an error ends the handshake.
using select_credential_completion = std::function<void(boost::system::error_code, std::shared_ptr<const credential>)>;
using async_select_credential_function = std::function<void(client_hello_info, select_credential_completion)>;

/// Called by a server with a connection's first ClientHello, before anything is negotiated: returns the configuration
/// to go on with, or null to keep the one that stands. It must not block, nor call the stream. What it throws ends the
/// handshake: boost::system::system_error with error::reason::unrecognized_name or no_application_protocol is told the
/// client by the alert of that name, anything else by internal_error.
using client_hello_function = std::function<std::shared_ptr<const configuration>(const client_hello_info&)>;

/// One line in the format of SSLKEYLOGFILE (draft-ietf-tls-keylogfile), without the newline. May be called from
/// any thread that drives a connection, by several at once.
using key_log_function = std::function<void(std::string_view line)>;

/// How many bytes of padding a record gets (RFC 8446 section 5.4): given the length of its content
/// and the room that is left, returns at most that room.
using padding_function = std::function<std::size_t(std::size_t content_size, std::size_t room)>;

/// The application's functions. Those that are empty are not called.
struct hooks {
    client_hello_function on_client_hello;
    async_verify_function async_verify;
    async_select_credential_function async_select_credential;
    key_log_function key_log;
    padding_function padding;
};

} // namespace tls

#pragma GCC visibility pop

#endif
