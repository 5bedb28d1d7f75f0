// One TLS connection without I/O: it consumes and produces bytes, and reports its next want.

#ifndef TLS_ENGINE_HPP
#define TLS_ENGINE_HPP

#include <tls/bytes.hpp>
#include <tls/channel_binding.hpp>
#include <tls/connection_info.hpp>
#include <tls/error.hpp>
#include <tls/external_operation.hpp>
#include <tls/session.hpp>
#include <tls/verify_mode.hpp>
#include <tls/version.hpp>
#include <tls/want.hpp>

#include <boost/system/error_code.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

struct configuration;
class TLS_HIDDEN engine_state;

/// One TLS connection, sans-I/O.
///
/// The engine does no I/O and starts no threads. It calls only the configuration's callbacks. Its caller drives it and
/// moves bytes between it and the transport:
///
///     for (;;) {
///         auto want = engine.handshake(role::client, error);   // or read, write, shutdown
///         while (!engine.output().empty())                     // always first
///             engine.sent(transport.write(engine.output()));
///         if (want == want::nothing) break;
///         if (want == want::input) {
///             auto n = transport.read(engine.input_buffer());
///             n == 0 ? engine.end_of_input() : engine.received(n);
///         }
///         if (want == want::answer) ...                        // take_external_operation()
///     }
///
/// Input may be split at any byte. After an error, still send the rest of output(), which usually ends with an alert.
///
/// Not thread-safe: use it from one thread at a time. Not movable: hold it by pointer. handshake() calls the
/// configuration's callbacks; if renegotiation is allowed, so do read(), write(), wait_readable(), shutdown(),
/// renegotiate() and pending(). Callbacks must not call the engine.
class engine {
public:
    explicit engine(std::shared_ptr<const configuration>);
    ~engine();
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;

    /// @name Settings of this connection. Make them before its handshake: once it has begun, the setters throw
    /// boost::system::system_error with error::reason::settings_too_late.
    /// @{
    /// Replaces the configuration. If renegotiation is allowed, this also works between two handshakes, for the next
    /// one.
    void configure(std::shared_ptr<const configuration>);
    const std::shared_ptr<const configuration>& config() const noexcept;
    /// Sets the server name that a client sends (RFC 6066 section 3): a DNS name (internationalized names as A-labels),
    /// with or without a trailing dot, or an IP literal, which is not sent. Throws boost::system::system_error with
    /// boost::asio::error::invalid_argument for any other text, such as an empty name, a URL, or a host with a port.
    void set_server_name(std::string_view);
    /// Sends no server name; the default.
    void clear_server_name();
    /// Sets `host` as server name and as verify host, and requires verification: verify_peer stays set when configure()
    /// replaces the configuration, until set_verify_mode() clears it. Throws like set_server_name.
    void set_host_name(std::string_view host);
    /// Sets the verify mode in this connection's configuration.
    void set_verify_mode(verify_mode);
    /// Sets the DNS name or IP literal that the peer's certificate must be valid for. Verification ignores the zone of
    /// an IPv6 address ("fe80::1%eth0"). Throws like set_server_name.
    void set_verify_host(std::string_view);
    /// Accepts a certificate for any name; the default.
    void clear_verify_host();
    /// Returns the argument of set_server_name; empty if there is none.
    const std::string& server_name() const noexcept;
    /// Sets the session that a client offers in its handshake (RFC 8446 section 2.2, RFC 5246 section 7.3). If it does
    /// not fit the settings or has expired, or if the server does not accept it, there is a full handshake:
    /// info().session_reused tells. Empty: the session comes from the configuration's cache, if there is one; the
    /// default.
    void set_session(tls::session);
    /// Tells servers with the same server name apart in the configuration's cache, usually by their port. Any text. A
    /// tls::stream over a TCP socket sets the port by itself if this is not called.
    void set_session_peer(std::string);
    /// Returns whether a peer that set_default_session_peer sets would have an effect.
    bool wants_session_peer() const noexcept;
    /// Sets the value that takes effect if set_session_peer has not been called. Forgotten by reset().
    void set_default_session_peer(std::string);
    /// Discards the connection in any state and prepares the engine for another one, with the settings that were in
    /// effect before this one's handshake. Keeps the session of set_session, except a session for single use that the
    /// handshake may have offered already, and a session of a connection that failed. Never offers the session() of the
    /// discarded connection by itself. Returns an owner of the buffers that input_buffer() and output() have lent: they
    /// stay valid as long as the returned object lives.
    std::shared_ptr<void> reset();
    /// @}

    /// @name Transport input and output
    /// @{
    /// Returns the buffer for received bytes; never empty. It stays valid and unchanged until received() or
    /// end_of_input(): run one transport read at a time. Calls of read() in between are allowed.
    byte_span input_buffer();
    /// Reports that the first `n` bytes of input_buffer() have been filled; 0 returns the buffer unused. Throws
    /// std::out_of_range if `n` exceeds the buffer's size.
    void received(std::size_t n);
    /// Passes in bytes that were read from the transport before the engine existed (a buffered handshake). Consumes all
    /// of them. Throws std::logic_error while input_buffer() is lent.
    void received(byte_view data);
    /// Reports the end of the transport's input.
    void end_of_input();
    /// Returns bytes to send, in order; empty if there are none. The view stays valid and unchanged until sent(): run
    /// one transport write at a time. Other operations may be called in between.
    byte_view output();
    /// Reports that the first `n` bytes of output() have been sent. Throws std::out_of_range if output() has fewer.
    void sent(std::size_t n);
    /// Returns whether there are bytes to send, without borrowing them.
    bool has_output() const noexcept;
    /// Return the total numbers of bytes queued for output and sent so far. An operation's output has been sent when
    /// bytes_sent() reaches the value that bytes_queued() had when the operation returned.
    std::uint64_t bytes_queued() const noexcept;
    std::uint64_t bytes_sent() const noexcept;
    /// @}

    /// @name Operations. Each returns its next want. `want::nothing` means that it has ended, with or without an
    /// error. Once the connection has failed, every operation reports its error, and received data that has not been
    /// read is gone (RFC 8446 section 6).
    /// @{
    /// Runs the handshake, or a renegotiation that is requested or in progress. Pass the same role in every call.
    ///
    /// Success means that the last renegotiation requested by renegotiate(), or awaited by this function, has taken
    /// place. Otherwise it reports an error, every time it is called: no_renegotiation if the peer refused, eof if the
    /// peer closed instead, protocol_is_shutdown if we closed. Application data that arrives meanwhile is kept for
    /// read(), up to 256 KiB. If more arrives, this fails with boost::asio::error::no_buffer_space: call read(), then
    /// this again.
    want handshake(role, boost::system::error_code&);

    /// Decrypts application data into `buffers` and sets `n` to its size in bytes. Ends as soon as it has any. Reports
    /// boost::asio::error::eof after the peer's close_notify, stream_truncated if the transport ended without one. Ends
    /// at once if `buffers` have no room.
    want read(std::span<const byte_span> buffers, std::size_t& n, boost::system::error_code&);

    /// Ends as soon as read() would return data or eof; takes no data. Reports any other error that read() would
    /// report.
    want wait_readable(boost::system::error_code&);

    /// Reports the error that write() would report at once, if any.
    void check_writable(boost::system::error_code&) const;

    /// Encrypts data from `buffers`, up to 256 KiB, and sets `n` to the number of bytes taken. Wants output, and takes
    /// nothing, if earlier output must be sent first.
    ///
    /// During a renegotiation it first has the wants of the renegotiation. Application data that arrives meanwhile is
    /// kept for read(), up to 256 KiB; at that limit it wants a reader. Therefore read() may return data from before a
    /// renegotiation after info() has changed to describe the new one. Reports protocol_is_shutdown if the peer closed
    /// instead of renegotiating.
    want write(std::span<const byte_view> buffers, std::size_t& n, boost::system::error_code&);

    /// Queues close_notify, then wants input until the peer's arrives. Discards data that arrives before it. Reports
    /// stream_truncated if the transport ends without the peer's close_notify.
    want shutdown(boost::system::error_code&);

    /// Queues close_notify without waiting for the peer's (half-close): our direction is closed, the peer may still
    /// send.
    void close_write(boost::system::error_code&);

    /// Sends early data (RFC 8446 section 2.3): encrypts data from `buffers`, up to 256 KiB, and sets `n` to the number
    /// of bytes taken. If the handshake has not begun, this begins it, as client. Wants output, and takes nothing, if
    /// earlier output must be sent first. Never wants input: call handshake() for the server's answer. More may be sent
    /// until handshake() has received the server's Finished.
    ///
    /// An attacker can make the server read early data again and again. Send only requests that may be repeated.
    ///
    /// Errors, which leave the connection as it is; the caller goes on with handshake():
    /// error::reason::early_data_unavailable if session_settings::max_early_data is zero, no session is offered that
    /// allows early data, or it is too late; early_data_rejected once the server has rejected it;
    /// early_data_limit_reached once the limits of both sides are used up. After the handshake, info().early_data shows
    /// whether the server has read it. If not, write() it again, unless session_settings::resend_early_data does that.
    want write_early(std::span<const byte_view> buffers, std::size_t& n, boost::system::error_code&);

    /// Reads early data (RFC 8446 section 2.3) into `buffers` and sets `n` to its size in bytes. If the handshake has
    /// not begun, this begins it, as server. Runs it as far as needed, and ends as soon as there is early data. Reports
    /// boost::asio::error::eof after the last early data, or once it is certain that there is none: then call
    /// handshake(). Calls of handshake() in between keep early data for this function, up to
    /// session_settings::max_early_data bytes; read() never returns it. Ends at once if `buffers` have no room.
    ///
    /// The data may be a replay, in spite of the measures of RFC 8446 section 8, and comes without the client's
    /// Finished. Once info().early_data is `accepted`, write() may answer it, before the handshake is complete (0.5-RTT
    /// data): the answer may go to an attacker, who cannot decrypt it.
    ///
    /// Errors: operation_not_supported on a client; those of handshake().
    want read_early(std::span<const byte_span> buffers, std::size_t& n, boost::system::error_code&);

    /// Starts a TLS 1.2 renegotiation (RFC 5246 section 7.4.1): a client queues its ClientHello, a server a
    /// HelloRequest, which the client may ignore or refuse. Calls of read() and write() then drive it. Does nothing if
    /// one is already pending. To change settings for it, call configure() first.
    ///
    /// Until info().renegotiations has grown, data that is read, and data that a server writes before the client
    /// begins, belongs to the old handshake. Call handshake() to wait for the new one; it reports an error if there
    /// will be none. While the renegotiation runs, write() takes no data, but data from the peer can be read. A
    /// server's write() also waits before the client begins if the settings have both verify_peer and
    /// verify_fail_if_no_peer_cert and the client has presented no certificate, or only one that was accepted by other
    /// anchors or rules; a refusal by the client then ends the connection.
    ///
    /// Errors: no_renegotiation if the settings forbid it or the peer does not support RFC 5746 or RFC 7627;
    /// operation_not_supported in TLS 1.3.
    void renegotiate(boost::system::error_code&);
    /// Returns whether a renegotiation is requested or in progress. After it has ended, info().renegotiations shows
    /// whether it took place.
    bool renegotiation_pending() const noexcept;

    /// Queues a KeyUpdate (RFC 8446 section 4.6.3). With `request_peer` the peer updates its keys, too. Errors:
    /// operation_not_supported before TLS 1.3, which has no KeyUpdate; protocol_is_shutdown after close_write().
    void update_keys(bool request_peer, boost::system::error_code&);
    /// @}

    /// Returns a lower bound on the bytes of application data that can be read without further input; 0 only if there
    /// are none. May decrypt the next complete record, which may end the connection as read() would.
    std::size_t pending() const noexcept;

    /// @name External operations
    /// @{
    /// Returns the external operation that `want::answer` refers to. Returns each one once, then an empty function
    /// until the next. Start it, and pass the value that it calls back with to answer().
    external_operation take_external_operation();
    /// Takes the answer to an external operation. Drops it if no exchange waits for it any more.
    void answer(external_answer);
    /// @}

    /// @name Connection state
    /// @{
    bool handshake_complete() const noexcept;
    /// Returns whether the handshake began as server; false before it has begun.
    bool is_server() const noexcept;
    const connection_info& info() const noexcept;
    /// Returns the newest session that a client has received on this connection, for set_session() of a later one;
    /// empty if there is none. In TLS 1.2 it is there after the handshake. TLS 1.3 servers send it after the handshake,
    /// usually with their first data, so read before. Later tickets replace it. Empty after reset(), and once the
    /// connection has failed (RFC 5246 section 7.2).
    const tls::session& session() const noexcept;
    /// Exports keying material for other protocols (RFC 5705, RFC 8446 section 7.5): fills `out`. Both peers get the
    /// same bytes for the same label and context. In TLS 1.2, no context and an empty context give different bytes.
    ///
    /// Errors: uninitialized before the handshake is complete; the connection's error after it has failed;
    /// invalid_argument for a label that TLS itself uses, such as "master secret", for an empty label (except in TLS
    /// 1.2 without a context), for a context of more than 65535 bytes and, in TLS 1.3, for a label of more than 249
    /// bytes or an `out` of more than 255 digests; operation_not_supported in TLS 1.2 without extended_master_secret.
    void export_keying_material(std::string_view label, std::optional<byte_view> context, byte_span out,
                                boost::system::error_code&) const;
    /// Exports keying material from early data, before the handshake is complete (RFC 8446 section 7.5). Like early
    /// data, it can be the same in a replay. Errors: uninitialized unless info().early_data is `offered` or `accepted`;
    /// the connection's error after it has failed; invalid_argument as above.
    void export_early_keying_material(std::string_view label, std::optional<byte_view> context, byte_span out,
                                      boost::system::error_code&) const;
    /// Returns channel binding data; empty if this connection has none of that type. A failed connection has only
    /// tls_server_end_point.
    bytes binding(channel_binding) const;
    /// Describes the failure that ended the connection, in more detail than the error_code; empty if there was none.
    const std::string& error_detail() const noexcept;
    std::optional<alert_description> alert_sent() const noexcept;
    std::optional<alert_description> alert_received() const noexcept;
    /// Returns the message that the handshake waits for, such as "server_hello"; for traces.
    std::string_view waiting_for() const noexcept;
    /// Return the numbers of KeyUpdates sent and received, which are the generations of the traffic keys.
    std::uint64_t write_key_updates() const noexcept;
    std::uint64_t read_key_updates() const noexcept;
    /// @}

private:
    std::unique_ptr<engine_state> state_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
