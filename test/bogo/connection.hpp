// One connection with the runner.

#ifndef TLS_TEST_BOGO_CONNECTION_HPP
#define TLS_TEST_BOGO_CONNECTION_HPP

#include "settings.hpp"
#include "transport.hpp"

#include <tls/stream.hpp>

#include <string_view>

namespace tls::bogo {

/// A connection failed, or it broke an expectation of the runner's.
struct failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Does with a stream what the runner expects: handshake, checks, exchange of data, closing. Throws `failure`. With
/// connection_options::async it uses the stream's asynchronous operations over a transport of single bytes, and every
/// external operation is answered later; otherwise its synchronous ones.
class connection {
public:
    connection(const options&, bool is_resumption, endpoint&);

    void run();

private:
    using stream_type = tls::stream<transport&>;
    using error_code = boost::system::error_code;

    // Operations of the stream
    error_code handshake();
    std::size_t read_early(byte_span, error_code&);
    std::size_t read(byte_span, error_code&);
    void write_all(byte_view);
    void write_all(std::string_view text) { write_all(as_bytes(text)); }
    std::size_t write_early(std::string_view);
    void update_keys();
    void shut_down();
    /// Calls `start` with a handler, and runs the io_context until the operation and all others are complete.
    template <class Start>
    std::size_t wait(Start start, error_code&);
    [[noreturn]] void fail(error_code) const;
    void succeed(error_code error) const
    {
        if (error)
            fail(error);
    }

    void set_server_name(const std::string&);

    // Steps, in order
    void shake_hands();
    void answer_early_data();
    void send_exported();
    void send_traffic_secrets();
    void exchange_data();
    void write_record_sizes();
    void write_while_reading(byte_span buffer, std::size_t& n, error_code&);
    std::size_t read_after_peeking(byte_span, error_code&);
    void answer(byte_span);
    void close();

    // Expectations of the runner
    void check_handshake() const;
    void check_negotiation() const;
    void check_peer_certificate() const;
    void check_session_before_data() const;
    void check_sessions_at_end() const;

    const bool is_resumption_;
    const connection_options* given_; ///< becomes `retry_` once early data has been rejected
    const connection_options& retry_;
    endpoint& state_;
    credentials ours_;
    observations seen_;
    std::size_t sent_early_ = 0; ///< bytes of the first write that were sent before the handshake was complete
    std::shared_ptr<const configuration> config_;
    transport transport_;
    stream_type stream_;
};

} // namespace tls::bogo

#endif
