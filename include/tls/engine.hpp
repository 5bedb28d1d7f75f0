// One TLS connection without I/O: bytes in, bytes out, and what it wants next.

#ifndef TLS_ENGINE_HPP
#define TLS_ENGINE_HPP

#include <tls/bytes.hpp>
#include <tls/channel_binding.hpp>
#include <tls/connection_info.hpp>
#include <tls/error.hpp>
#include <tls/external_operation.hpp>
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
/// The engine does no I/O, starts no threads and calls nobody but the configuration's callbacks. Whoever
/// drives it lends it the transport:
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
/// It works at any byte boundary. After an error, what is in output() (an alert, as a rule) should still
/// be sent. Not thread-safe: one thread at a time. Not movable: hold it by pointer. The configuration's
/// callbacks are called from within handshake(), and where renegotiation is allowed also from within read(), write(),
/// wait_readable(), shutdown(), renegotiate() and pending(). They must not call the engine.
class engine {
public:
    explicit engine(std::shared_ptr<const configuration>);
    ~engine();
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;

    /// @name Settings of this connection, to be made before its handshake: boost::system::system_error with
    /// error::reason::settings_too_late after it has begun.
    /// @{
    /// Where renegotiation is allowed, also between two handshakes, for the next.
    void configure(std::shared_ptr<const configuration>);
    const std::shared_ptr<const configuration>& config() const noexcept;
    /// The name a client sends (RFC 6066 section 3). Empty: none. An IP literal is not sent. Throws
    /// boost::system::system_error with invalid_argument for what is neither (IDNs go as A-labels).
    void set_server_name(std::string);
    /// The DNS name or IP literal that the peer's certificate must be valid for. Empty: not checked.
    void set_verify_host(std::string);
    const std::string& server_name() const noexcept;
    /// Forgets the connection, whatever became of it, for another one with the settings that this one had before its
    /// handshake. What was lent stays valid as long as what is returned.
    std::shared_ptr<void> reset();
    /// @}

    /// @name The transport's side.
    /// @{
    /// Where to put what arrives; never empty. Stays valid and is not touched until received() or
    /// end_of_input(): one read of the transport at a time. `read` calls in between are allowed.
    byte_span input_buffer();
    /// The first `n` bytes of input_buffer() arrived; 0 gives the buffer back unused. Throws std::out_of_range
    /// if `n` is more than there was room for.
    void received(std::size_t n);
    /// Bytes that arrived before the engine was there (a buffered handshake). All are taken. Throws
    /// std::logic_error while input_buffer() is lent.
    void received(byte_view data);
    /// The transport ended.
    void end_of_input();
    /// What is to be sent, in order; empty if nothing is. Stays valid and unchanged until sent():
    /// one write of the transport at a time; other operations may be called in between.
    byte_view output();
    /// The first `n` bytes of output() were sent. Throws std::out_of_range if it has fewer.
    void sent(std::size_t n);
    /// Whether anything is to be sent, without borrowing it.
    bool has_output() const noexcept;
    /// How many bytes were ever queued for output, and sent: an operation's output has left when
    /// bytes_sent() has reached the bytes_queued() of the moment it returned.
    std::uint64_t bytes_queued() const noexcept;
    std::uint64_t bytes_sent() const noexcept;
    /// @}

    /// @name Operations. Each says what it wants; `nothing` ends it. An error ends it too.
    /// @{
    /// Runs the handshake, or the renegotiation that is asked for or under way. The role must be the same in every
    /// call. Without an error the last renegotiation that renegotiate() asked for, or that this function waited for,
    /// has taken place. Else it reports, also when it is called again: no_renegotiation if the peer refused it, eof if
    /// the peer closed instead, protocol_is_shutdown if we did. Data that arrives meanwhile is kept for read(), up to
    /// 256 KiB: boost::asio::error::no_buffer_space if there is more; read(), then call it again.
    want handshake(role, boost::system::error_code&);

    /// Opens application data into `buffers`; `n` is how many bytes were put there. Done as soon as it
    /// has any. boost::asio::error::eof after the peer's close_notify; stream_truncated if the
    /// transport ended without one. A `buffers` of no bytes is done at once.
    want read(std::span<const byte_span> buffers, std::size_t& n, boost::system::error_code&);

    /// Done as soon as read() would have data, or eof, to report; takes none of it. Any other error that read() would
    /// report is its own.
    want wait_readable(boost::system::error_code&);

    /// Reports the error that write() would report at once, if any.
    void check_writable(boost::system::error_code&) const;

    /// Seals from `buffers` as much as goes into one run of output (up to 256 KiB); `n` is how much that was.
    /// wants output if earlier output must be sent first; then nothing was taken. In a renegotiation it wants what that
    /// needs first; data that arrives meanwhile is kept for read(), up to 256 KiB: then it wants a reader. So read()
    /// may give out data from before a renegotiation when info() is of after it. protocol_is_shutdown if the peer
    /// closed instead of renegotiating.
    want write(std::span<const byte_view> buffers, std::size_t& n, boost::system::error_code&);

    /// Sends close_notify, then wants input until the peer's arrives; data that arrives in between is discarded.
    /// Done, without an error, once it is there; stream_truncated if the transport ends before.
    want shutdown(boost::system::error_code&);

    /// Queues close_notify, and no more: our direction is closed, the peer may go on (half-close).
    void close_write(boost::system::error_code&);

    /// Begins another handshake (RFC 5246 section 7.4.1): a client queues its ClientHello, a server a HelloRequest,
    /// which the client may ignore or refuse. Read and write go on with it by themselves. What is read, and what a
    /// server writes before the client begins, is of the connection as it was, until info().renegotiations has grown:
    /// handshake() is what waits for that, and says if it will not be. Only if the settings have both verify_peer and
    /// verify_fail_if_no_peer_cert, and the client has shown no certificate, does write() wait too, and a refusal ends
    /// the connection. write() takes nothing while a renegotiation is under way; what the peer sends can be read. A
    /// settings change by configure() goes before. One that is pending already is not begun again. Errors:
    /// no_renegotiation if the settings refuse it, or the peer lacks RFC 5746 or RFC 7627; operation_not_supported in
    /// TLS 1.3.
    void renegotiate(boost::system::error_code&);
    /// Asked for and not begun, or under way. Once it is not, info().renegotiations tells whether it took place.
    bool renegotiation_pending() const noexcept;

    /// Queues a KeyUpdate (RFC 8446 section 4.6.3); with `request_peer` the peer updates its keys too. TLS 1.2 has
    /// none: operation_not_supported.
    void update_keys(bool request_peer, boost::system::error_code&);
    /// @}

    /// How many bytes of application data can be read without input, at least; 0 only if there are none. Opens the next
    /// record that has arrived, if none is open: that may end the connection, as read() would.
    std::size_t pending() const noexcept;

    /// @name Work done elsewhere.
    /// @{
    /// What an operation that wants an answer waits for; each is handed out once, then empty until
    /// the next. Start it, and give what it calls back with to answer().
    external_operation take_external_operation();
    /// Takes an answer. One to a question that nobody asks any more is dropped.
    void answer(external_answer);
    /// @}

    /// @name What happened.
    /// @{
    bool handshake_complete() const noexcept;
    const connection_info& info() const noexcept;
    /// Keying material for other protocols (RFC 5705, RFC 8446 section 7.5): fills `out`, alike on both sides for one
    /// label and context. In TLS 1.2 no context is not an empty one, and operation_not_supported the error without
    /// extended_master_secret. invalid_argument for a label of TLS's own, such as "master secret", a context of more
    /// than 65535 bytes, or too large an `out` (TLS 1.3: 255 digests). uninitialized before the handshake is over.
    void export_keying_material(std::string_view label, std::optional<byte_view> context, byte_span out,
                                boost::system::error_code&) const;
    /// Channel binding data; empty if there is none of the kind on this connection.
    bytes binding(channel_binding) const;
    /// In words what ended the connection, more than the error_code can say; empty if nothing did.
    const std::string& error_detail() const noexcept;
    std::optional<alert_description> alert_sent() const noexcept;
    std::optional<alert_description> alert_received() const noexcept;
    /// What the handshake waits for, such as "server_hello"; for traces.
    std::string_view waiting_for() const noexcept;
    /// Number of KeyUpdates sent and received: the generations of the traffic keys.
    unsigned write_key_updates() const noexcept;
    unsigned read_key_updates() const noexcept;
    /// @}

private:
    std::unique_ptr<engine_state> state_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
