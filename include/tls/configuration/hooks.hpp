// Callbacks from a connection into the application.

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
struct weak_handshake;

/// Call it once, from any thread, with the verdict.
using verify_completion = std::function<void(x509::verification_result)>;
/// Verifies a peer's certificates or raw public key (see <tls/verify_request.hpp>). May call the completion before it
/// returns.
using async_verify_function = std::function<void(verify_request, verify_completion)>;

/// Call it once, from any thread, with the credential to use. Null or an error ends the handshake: for
/// error::reason::unrecognized_name or no_application_protocol the client gets the alert of that name, for anything
/// else internal_error.
using select_credential_completion = std::function<void(boost::system::error_code, std::shared_ptr<const credential>)>;
using async_select_credential_function = std::function<void(client_hello_info, select_credential_completion)>;

/// Called on a server with a connection's first ClientHello, before the negotiation. Returns the configuration to
/// continue with, or null to keep the current one. Must not block or call the stream. An exception ends the handshake:
/// for boost::system::system_error with error::reason::unrecognized_name or no_application_protocol the client gets the
/// alert of that name, for anything else internal_error.
using client_hello_function = std::function<std::shared_ptr<const configuration>(const client_hello_info&)>;

/// Receives one line in SSLKEYLOGFILE format (draft-ietf-tls-keylogfile), without the newline. Any thread that drives a
/// connection may call it, several at the same time.
using key_log_function = std::function<void(std::string_view line)>;

/// Receives a report on a handshake that negotiated a weak version or cipher suite (see <tls/weakness.hpp>). Called
/// once per handshake, resumptions and renegotiations included, when the handshake is complete and before application
/// data. Any thread that drives a connection may call it, several at the same time. Must not block or call the stream.
/// An exception ends the connection with internal_error.
using weak_handshake_function = std::function<void(const weak_handshake&)>;

/// Chooses the padding of a record in bytes (RFC 8446 section 5.4). Gets the length of the record's content and the
/// remaining room, both in bytes; returns at most `room`.
using padding_function = std::function<std::size_t(std::size_t content_size, std::size_t room)>;

/// Callbacks into the application. Empty ones are not called.
struct hooks {
    client_hello_function on_client_hello;
    async_verify_function async_verify; ///< for certificates only
    /// Gives the verdict on raw public keys (RFC 7250), in place of the lists in verification_settings. The request has
    /// `raw_public_key` and no chain.
    async_verify_function async_verify_raw_public_key;
    async_select_credential_function async_select_credential;
    key_log_function key_log;
    padding_function padding;
    weak_handshake_function on_weak_handshake;
};

} // namespace tls

#pragma GCC visibility pop

#endif
