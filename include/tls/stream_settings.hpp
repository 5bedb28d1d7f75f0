// The part of a stream that does not depend on its transport: settings, and what was negotiated.

#ifndef TLS_STREAM_SETTINGS_HPP
#define TLS_STREAM_SETTINGS_HPP

#include <tls/configuration/hooks.hpp>
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

/// A base of every tls::stream. As little thread-safe as the stream.
class stream_settings {
public:
    /// native_stream*, which is a tls::engine*; or, in programs built with asio-tls::asio_ssl or
    /// asio-tls::openssl_shim, SSL* for the functions of the latter. OpenSSL's own functions must never be given it.
    using native_handle_type = stream_handle;
    /// As asio::ssl::stream has it.
    struct impl_struct {
        native_handle_type ssl;
    };
    using error_code = boost::system::error_code;

    /// The engine of this connection. Valid as long as the stream, also when that is moved. Not for use while an
    /// operation is under way.
    native_handle_type native_handle() { return detail::handle_of(core_->connection.get()); }

    /// @name Settings of this stream
    ///
    /// To be made before its handshake begins: error::reason::settings_too_late afterwards, except those but names
    /// between two handshakes where renegotiation is allowed. Functions without an
    /// error_code throw boost::system::system_error.
    /// @{

    /// All that a client needs besides anchors: sends `host` as the server's name, verifies that the certificate is
    /// valid for it, and refuses any other (verify_peer). `host` is a DNS name or an IP literal.
    void set_host_name(const std::string& host);
    /// The name that a client sends (RFC 6066 section 3), and no more. IP literals are not sent.
    void set_server_name(std::string name);
    /// Offered by a client, accepted by a server, in order of preference (RFC 7301), 1 to 255 bytes each.
    void set_alpn_protocols(std::vector<std::string> names);
    /// The bounds of what is negotiated, in place of the context's.
    void set_min_version(protocol_version);
    void set_max_version(protocol_version);
    /// In order of preference, as for context: code points, or names separated by colons or commas. Empty: the
    /// registry's default. invalid_argument for what the registry does not have.
    void set_cipher_suites(std::vector<std::uint16_t>);
    void set_cipher_suites(std::string_view names);
    /// The suites of TLS 1.2 in OpenSSL's language, and a policy by name: as for context, but no version is added.
    void set_cipher_list(std::string_view);
    void set_policy(std::string_view name);
    void set_groups(std::vector<std::uint16_t>);
    void set_groups(std::string_view names);
    void set_signature_schemes(std::vector<std::uint16_t>);
    void set_signature_schemes(std::string_view names);
    /// Called with each line of the connection's key log, from whatever drives it. Empty: no log.
    void set_key_log(key_log_function);

    void set_verify_mode(verify_mode);
    void set_verify_mode(verify_mode, error_code&);
    /// How many certificates may stand between leaf and anchor. Negative: invalid_argument.
    void set_verify_depth(int);
    void set_verify_depth(int, error_code&);
    /// `bool callback(bool preverified, verify_context&)`, copyable, as for context.
    void set_verify_callback(verify_callback);
    void set_verify_callback(verify_callback, error_code&);
    /// @}

    /// @name What was negotiated, and what happened
    /// @{

    /// Complete once the handshake is.
    const connection_info& info() const noexcept { return core_->engine.info(); }
    /// The verdict on the peer's certificate: also why it was refused.
    const x509::verification_result& verify_result() const noexcept { return info().verification; }
    /// In words what ended the connection, more than the error_code can say; empty if nothing did.
    const std::string& error_detail() const noexcept { return core_->engine.error_detail(); }
    /// Bytes of application data that can be read without the transport, at least; 0 only if there are none.
    std::size_t pending() const noexcept { return core_->engine.pending(); }
    /// Keying material for other protocols (RFC 5705, RFC 8446 section 7.5), of as many bytes as `out` has; alike on
    /// both sides for one label and context. Labels are registered with IANA, or begin with "EXPERIMENTAL". In TLS 1.2
    /// no context is not an empty one. Errors: error::reason::uninitialized before the handshake is over;
    /// invalid_argument for a label of TLS's own and a context of more than 65535 bytes; operation_not_supported in
    /// TLS 1.2 without extended_master_secret.
    void export_keying_material(std::string_view label, std::optional<byte_view> context, byte_span out) const;
    void export_keying_material(std::string_view label, std::optional<byte_view> context, byte_span out,
                                error_code&) const;
    /// What ties another protocol's authentication to this connection (RFC 5929, RFC 9266); empty if the connection has
    /// none of the kind.
    bytes binding(channel_binding kind) const { return core_->engine.binding(kind); }
    /// @}

protected:
    explicit stream_settings(std::shared_ptr<detail::stream_core> core) noexcept : core_(std::move(core)) {}
    stream_settings(stream_settings&&) = default;
    stream_settings& operator=(stream_settings&&) = default;
    ~stream_settings() = default;

    /// Null once moved from.
    std::shared_ptr<detail::stream_core> core_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
