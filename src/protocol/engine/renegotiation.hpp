// Renegotiation: another handshake on a TLS 1.2 connection (RFC 5246 section 7.4.1), if the settings allow it.

#ifndef TLS_SRC_PROTOCOL_ENGINE_RENEGOTIATION_HPP
#define TLS_SRC_PROTOCOL_ENGINE_RENEGOTIATION_HPP

#include <tls/version.hpp>
#include <tls/want.hpp>

#include <boost/system/error_code.hpp>

namespace tls {

class engine_state;

/// The renegotiations of one connection:
///
///     none -----------> requested    a server has sent a HelloRequest, or
///       |                   |
///       |                   v
///       +------------> running       the exchange is in progress, started by either side
///       ^                   |
///       +-------------------+        the exchange has ended, or the peer has refused it
///
///     requested, running -> abandoned    either side has closed its direction; the peer's messages are dropped
///
/// Application data may arrive in every state (RFC 5246 section 6.2.1). We send none while a renegotiation is running.
class renegotiator {
public:
    explicit renegotiator(engine_state& engine) noexcept : engine_(engine) {}
    renegotiator(const renegotiator&) = delete;
    renegotiator& operator=(const renegotiator&) = delete;

    /// Implements engine::renegotiate().
    void start(boost::system::error_code&);
    /// Implements engine::handshake() after the first handshake.
    want handshake_again(boost::system::error_code&);
    /// Must be called before engine::write() sends anything.
    want prepare_write(boost::system::error_code&);
    /// Returns whether a renegotiation is requested or running.
    bool pending() const noexcept { return state_ == state::requested || state_ == state::running; }
    bool running() const noexcept { return state_ == state::running; }
    /// Returns whether the settings for the next handshake may change now.
    bool allows_configure() const noexcept;

    /// @name Events
    /// @{
    /// Handles the peer's HelloRequest or ClientHello, one of which must have arrived. A ClientHello stays in place for
    /// the flow. Throws fatal for any other message.
    void handle_request();
    /// The peer has sent a no_renegotiation warning.
    void handle_refusal();
    /// The peer has sent application data.
    void note_data() noexcept { begun_by_peer_without_data_ = 0; }
    /// The exchange has ended.
    void handle_end() noexcept;
    /// We close our direction. The renegotiation continues only if our side of it is done.
    void close_write() noexcept;
    /// Stops sending messages of the renegotiation. The peer may still send some.
    void abandon() noexcept;
    /// @}

private:
    enum class state { none, requested, running, abandoned };

    bool may_begin(role) const noexcept;
    bool is_possible() const noexcept;
    bool lacks_required_certificate() const;
    void expect_one_more() noexcept;
    void begin();
    void refuse();
    want finish(boost::system::error_code&);

    engine_state& engine_;
    state state_ = state::none;
    unsigned expected_ = 0; ///< the value of info().renegotiations at which handshake() succeeds
    unsigned begun_by_peer_without_data_ = 0;
    unsigned refused_ = 0;
};

} // namespace tls

#endif
