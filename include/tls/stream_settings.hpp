// The part of a stream that does not depend on its transport: settings, and the results of the negotiation.

#ifndef TLS_STREAM_SETTINGS_HPP
#define TLS_STREAM_SETTINGS_HPP

#include <tls/configuration/hooks.hpp>
#include <tls/configuration/sessions.hpp>
#include <tls/impl/stream_core.hpp>
#include <tls/verify_mode.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

/// A base of every tls::stream. Not thread-safe, like the stream.
class stream_settings {
public:
    /// native_stream*, which is a tls::engine*. In programs built with the targets asio_ssl or openssl_shim,
    /// it is SSL*, for the functions of openssl_shim. Never pass it to OpenSSL's own functions.
    using native_handle_type = stream_handle;
    /// Like asio::ssl::stream::impl_struct.
    struct impl_struct {
        native_handle_type ssl;
    };
    using error_code = boost::system::error_code;

    /// Returns the engine of this connection. Valid as long as the stream, even if the stream is moved. Do not use it
    /// while an operation is running.
    native_handle_type native_handle() { return detail::handle_of(core_->connection.get()); }

    /// @name Settings of this stream
    ///
    /// Make them before the handshake begins; afterwards they fail with error::reason::settings_too_late. If
    /// renegotiation is allowed, all except the names can also be changed between two handshakes. Functions without an
    /// error_code throw boost::system::system_error.
    /// @{

    /// Makes all settings that a client needs, besides trust anchors: sends `host` as the server name, verifies that
    /// the certificate is valid for it, and refuses any other (verify_peer). `host`: a DNS name (internationalized
    /// names as A-labels) or an IP literal, which is not sent. Verification ignores the zone of an IPv6 address
    /// ("fe80::1%eth0"). Any other text is refused with boost::asio::error::invalid_argument: an empty name, a URL, a
    /// host with a port, or a name that ends in a number, such as "127.1".
    void set_host_name(std::string_view host);
    /// Sets only the server name that a client sends (RFC 6066 section 3). Accepts and refuses the same text.
    void set_server_name(std::string_view name);
    /// Sets the ALPN protocols that a client offers or a server accepts, in order of preference (RFC 7301). Each name
    /// has 1 to 255 bytes.
    void set_alpn_protocols(std::vector<std::string> names);
    /// Set the lowest and highest version to negotiate, in place of the context's.
    void set_min_version(protocol_version);
    void set_max_version(protocol_version);
    /// Set cipher suites, groups and signature schemes in order of preference, as in context: code points, or names
    /// separated by colons or commas. Empty: the registry's default. invalid_argument for entries that the registry
    /// does not have.
    void set_cipher_suites(std::vector<std::uint16_t>);
    void set_cipher_suites(std::string_view names);
    /// Set the TLS 1.2 cipher suites in OpenSSL's cipher list format, or a policy by name, as in context. They never
    /// enable additional protocol versions.
    void set_cipher_list(std::string_view);
    void set_policy(std::string_view name);
    void set_groups(std::vector<std::uint16_t>);
    void set_groups(std::string_view names);
    void set_signature_schemes(std::vector<std::uint16_t>);
    void set_signature_schemes(std::string_view names);
    /// Sets a function that is called with each line of the connection's key log, by the thread that drives the
    /// connection. Empty: no log.
    void set_key_log(key_log_function);
    /// Sets the session that a client offers, usually the session() of an earlier stream. Ignored, with a full
    /// handshake, if it does not fit: it has expired, or the names, the verification settings or the certificates of
    /// this stream are others. Empty: the session comes from the context's cache, if there is one. reset() keeps it,
    /// unless it is for single use and may have been offered. See docs/sessions.md.
    void set_session(tls::session);
    /// Names the server in the context's cache of sessions, together with the server name. By default it is the port of
    /// a TCP socket at the lowest layer. Needed if that is the port of a proxy, or if the lowest layer is no TCP
    /// socket.
    void set_session_peer(std::string);
    /// Sets a function that is called with each new session of a client, as in context.
    void set_new_session_callback(new_session_function);

    void set_verify_mode(verify_mode);
    void set_verify_mode(verify_mode, error_code&);
    /// Sets the maximum number of certificates between leaf and anchor. Negative: invalid_argument.
    void set_verify_depth(int);
    void set_verify_depth(int, error_code&);
    /// Sets the verify callback, `bool callback(bool preverified, verify_context&)`, as in context. It must be
    /// copyable.
    void set_verify_callback(verify_callback);
    void set_verify_callback(verify_callback, error_code&);
    /// @}

    /// @name Results of the negotiation, and the state of the connection
    /// @{

    /// Returns the negotiated parameters. Complete once the handshake is complete.
    const connection_info& info() const noexcept { return core_->engine.info(); }
    /// Returns the verdict on the peer's certificate, including the reason for a refusal.
    const x509::verification_result& verify_result() const noexcept { return info().verification; }
    /// Returns the newest session that a client has received on this connection; empty if there is none. In TLS 1.2 it
    /// is there after the handshake, in TLS 1.3 usually after the first read. Take it before reset().
    const tls::session& session() const noexcept { return core_->engine.session(); }
    /// Returns whether the handshake resumed an earlier session.
    bool session_reused() const noexcept { return info().session_reused; }
    /// Describes the failure that ended the connection, in more detail than the error_code; empty if there was none.
    const std::string& error_detail() const noexcept { return core_->engine.error_detail(); }
    /// Returns a lower bound on the bytes of application data that can be read without the transport; 0 only if there
    /// are none.
    std::size_t pending() const noexcept { return core_->engine.pending(); }
    /// Exports keying material for other protocols (RFC 5705, RFC 8446 section 7.5): fills `out`. Both peers get the
    /// same bytes for the same label and context. Labels are registered with IANA or begin with "EXPERIMENTAL". In TLS
    /// 1.2, no context and an empty context give different bytes.
    ///
    /// Errors: error::reason::uninitialized before the handshake is complete; invalid_argument for a label that TLS
    /// itself uses, an empty label (except in TLS 1.2 without a context), a context of more than 65535 bytes and, in
    /// TLS 1.3, a label of more than 249 bytes or an `out` of more than 255 digests; operation_not_supported in TLS 1.2
    /// without extended_master_secret.
    void export_keying_material(std::string_view label, std::optional<byte_view> context, byte_span out) const;
    void export_keying_material(std::string_view label, std::optional<byte_view> context, byte_span out,
                                error_code&) const;
    /// Returns channel binding data, which ties another protocol's authentication to this connection (RFC 5929, RFC
    /// 9266); empty if the connection has none of that type.
    bytes binding(channel_binding kind) const { return core_->engine.binding(kind); }
    /// @}

protected:
    explicit stream_settings(std::shared_ptr<detail::stream_core> core) noexcept : core_(std::move(core)) {}
    stream_settings(stream_settings&&) = default;
    stream_settings& operator=(stream_settings&&) = default;
    ~stream_settings() = default;

    /// Null after a move.
    std::shared_ptr<detail::stream_core> core_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
