// A TLS session, with which a client can resume a connection without the server's certificate.

#ifndef TLS_SESSION_HPP
#define TLS_SESSION_HPP

#include <tls/bytes.hpp>
#include <tls/crypto/secret.hpp>
#include <tls/raw_public_key.hpp>
#include <tls/version.hpp>
#include <tls/x509/certificate.hpp>

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

struct TLS_HIDDEN session_state;

/// A session that a client received from a server and can offer in later handshakes (RFC 8446 section 2.2, RFC 5246
/// section 7.3, RFC 5077). A cheap, immutable value; copies share their content. Thread-safe.
///
/// A session contains secrets: everyone who has it can impersonate the client, and read early data sent with it. A
/// connection offers a session only if it has the same server name, verify host, verification settings and client
/// credentials as the connection that received it, and offers the session's ALPN protocol.
class session {
public:
    /// Creates an empty session, which is never offered.
    session() noexcept = default;

    bool empty() const noexcept { return state_ == nullptr; }
    explicit operator bool() const noexcept { return !empty(); }

    /// Returns the session in a form to store, up to 256 KiB. The form has a version number. It is neither encrypted
    /// nor authenticated: protect it like a private key. Empty for an empty session.
    secure_bytes to_bytes() const;
    /// Returns the session in `data`, the result of to_bytes(). Errors: error::reason::bad_session_bytes for anything
    /// else, and for the form of a later version of this library.
    static session from_bytes(byte_view data, boost::system::error_code&);
    /// Throws boost::system::system_error.
    static session from_bytes(byte_view data);

    /// @name Properties. Require a session that is not empty.
    /// @{
    protocol_version version() const noexcept;
    std::uint16_t cipher_suite() const noexcept;
    /// Returns the server name that the client sent; empty if it sent none.
    const std::string& server_name() const noexcept;
    const std::string& alpn_protocol() const noexcept;
    std::chrono::system_clock::time_point issued_at() const noexcept;
    /// Returns the end of the lifetime that the server set, at most 7 days after issued_at().
    std::chrono::system_clock::time_point expires_at() const noexcept;
    /// Returns the number of bytes of early data that the server accepts; 0 if none.
    std::uint32_t max_early_data() const noexcept;
    /// Returns whether the session should be used for one connection only. Otherwise an observer can link the
    /// connections (RFC 8446 appendix C.4). True in TLS 1.3.
    bool is_single_use() const noexcept;
    /// Returns the server's certificates from the full handshake, leaf first.
    const std::vector<x509::certificate>& peer_certificates() const noexcept;
    /// Returns the raw public key that the server presented in place of certificates; empty if it presented none.
    const std::optional<raw_public_key>& peer_raw_public_key() const noexcept;
    /// Returns an identifier for logs: the first 16 bytes of the SHA-256 digest of the ticket or session ID.
    bytes id() const;
    /// @}

    /// Returns whether both are copies of one session.
    friend bool operator==(const session&, const session&) noexcept = default;

    /// @name For the library
    /// @{
    explicit session(std::shared_ptr<const session_state> state) noexcept : state_(std::move(state)) {}
    const std::shared_ptr<const session_state>& state() const noexcept { return state_; }
    /// @}

private:
    std::shared_ptr<const session_state> state_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
