// Another handshake on a TLS 1.2 connection (RFC 5246 section 7.4.1), where the settings allow it.

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
///       +------------> running       the exchange of messages is under way, begun by either side
///       ^                   |
///       +-------------------+        it is over, or the peer has refused it
///
///     requested, running -> abandoned    either side has closed its direction: what the peer still sends of it is
///     dropped
///
/// Application data may arrive in every state (RFC 5246 section 6.2.1 allows it); while one is running we send none.
class renegotiator {
public:
    explicit renegotiator(engine_state& engine) noexcept : engine_(engine) {}
    renegotiator(const renegotiator&) = delete;
    renegotiator& operator=(const renegotiator&) = delete;

    /// engine::renegotiate.
    void start(boost::system::error_code&);
    /// engine::handshake after the first handshake.
    want handshake_again(boost::system::error_code&);
    /// Must be done before engine::write may send anything.
    want prepare_write(boost::system::error_code&);
    /// Requested, or running.
    bool pending() const noexcept { return state_ == state::requested || state_ == state::running; }
    bool running() const noexcept { return state_ == state::running; }
    /// Whether settings may change now, for the next handshake.
    bool allows_configure() const noexcept;

    /// @name Events
    /// @{
    /// Takes the peer's HelloRequest, or leaves its ClientHello, which must be there, to the flow. Throws fatal for any
    /// other message.
    void handle_request();
    /// The peer has sent the warning no_renegotiation.
    void handle_refusal();
    void handle_data() noexcept { begun_by_peer_without_data_ = 0; }
    /// The exchange is over.
    void handle_end() noexcept;
    /// We close our direction: the renegotiation goes on only if our part of it is over.
    void close_write() noexcept;
    /// No more of it will be sent, though the peer may still send.
    void abandon() noexcept;
    /// @}

private:
    enum class state { none, requested, running, abandoned };

    bool may_begin(role) const noexcept;
    bool is_possible() const noexcept;
    bool lacks_demanded_certificate() const noexcept;
    void expect_one_more() noexcept;
    void begin();
    void refuse();
    want finish(boost::system::error_code&);

    engine_state& engine_;
    state state_ = state::none;
    unsigned expected_ = 0; ///< what info().renegotiations must be for handshake() to succeed
    unsigned begun_by_peer_without_data_ = 0;
    unsigned refused_ = 0;
};

} // namespace tls

#endif
