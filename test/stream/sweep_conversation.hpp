// A connection of two streams that can be disturbed at every step. It checks how the streams behave afterwards.

#ifndef TLS_TEST_STREAM_SWEEP_CONVERSATION_HPP
#define TLS_TEST_STREAM_SWEEP_CONVERSATION_HPP

#include "stream/faulty_stream.hpp"

#include <tls/stream.hpp>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tls::test {

/// The actions of an endpoint, one after the other. Meanwhile it reads until the peer closes.
enum class action {
    write,         ///< sends script::message_size bytes in one or more operations
    await_message, ///< waits until that many bytes have been received
    update_keys,   ///< updates its own keys
    update_both,   ///< updates its own keys and requests the peer's update
    close_write,
};

struct script {
    std::string name;
    std::vector<action> client, server;
    std::size_t message_size = 20'000;
    std::size_t read_size = 7'000;
    bool client_reads = true;   ///< false: it shuts down after its last action and discards received data
    std::size_t early_size = 0; ///< bytes of early data that the client sends before its handshake, if it can
};

/// External operations of the configurations, such as signing. They wait here until the connection runs them.
using external_work = std::deque<std::function<void()>>;

struct handshake_variant {
    std::string name;
    configurations settings;
    std::shared_ptr<external_work> external = std::make_shared<external_work>();
};
/// Returns a plain handshake; one with HelloRetryRequest; one with a client certificate; one with external operations;
/// the first and the last of these in TLS 1.2; and a resumption in TLS 1.2 whose server looks the session up
/// externally.
std::vector<handshake_variant> handshake_variants();
/// Returns a resumption whose server accepts early data.
handshake_variant early_data_variant();

/// One end of the connection. Counts the operations that it starts and those that complete.
template <class NextLayer>
class endpoint {
public:
    using stream_type = tls::stream<NextLayer>;

    /// One of the two lanes, reading and writing. Each has at most one pending operation.
    struct lane {
        boost::asio::cancellation_signal signal;
        unsigned started = 0, completed = 0, aborted = 0, emitted = 0;
        bool held = false; ///< holds back the next operation
        bool ended = false;
        std::function<void()> held_back;
        error_code last; ///< the error of its last operation

        void clear()
        {
            started = completed = aborted = emitted = 0;
            ended = false;
        }

        bool is_busy() const { return started != completed; }
        void emit(boost::asio::cancellation_type type)
        {
            emitted += is_busy();
            signal.emit(type);
        }
    };

    endpoint(boost::asio::io_context&, const configuration&, role, const script&);

    void start();
    /// Destroys the stream.
    void destroy() { stream_.reset(); }
    /// Closes the transport and resets the stream.
    void reset();
    /// Clears the state of the last connection. It must not have pending operations.
    void clear();
    static void release(lane&);

    NextLayer& transport() { return stream_->next_layer(); }
    bool is_established() const { return established_; }
    bool is_done() const { return shut_down_; }
    /// The number of existing handlers.
    long handlers() const { return alive_.use_count() - 1; }
    /// The violations by single operations, or empty.
    const std::string& problems() const { return problems_; }

    lane reading, writing;
    error_code error;     ///< the error that ended it
    error_code transient; ///< an error of the transport after which the operation is tried again
    std::size_t sent = 0, received = 0;
    bool received_eof = false, began_to_close = false;

private:
    template <class Then>
    struct handler;
    template <class Start, class Then>
    void start_operation(lane&, Start, Then);
    /// Returns whether the lane continues after an operation with this result. Otherwise ends the lane.
    bool continues(lane&, error_code);
    bool is_transient(error_code e) const
    {
        return e == boost::asio::error::operation_aborted || (e && e == transient);
    }
    void write_early();
    void read_early();
    void handshake();
    void begin();
    void start_reading();
    void read();
    void check_arrived(std::size_t);
    void next_action();
    void write(std::size_t until);
    void flush();
    void update_keys(bool request_peer);
    void close_write();
    void end_of(lane&);
    void shut_down();
    void report(const std::string&);

    const role role_;
    const std::vector<action> actions_;
    const script& script_;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
    std::optional<stream_type> stream_;
    std::size_t next_ = 0, to_be_sent_ = 0, awaited_ = 0;
    bytes space_;
    bool early_ended_ = true; ///< a server has read all early data
    bool established_ = false, initiating_ = false, awaiting_ = false, shut_down_ = false;
    std::string problems_;
};

template <class NextLayer>
class test_connection {
public:
    test_connection(const handshake_variant&, script);

    /// Starts both handshakes.
    void start();
    /// Resets both streams, and starts another connection with them.
    void start_again();

    endpoint<NextLayer>& of(role r) { return r == role::client ? client : server; }

    /// Runs at most `count` handlers. Returns the number of handlers run.
    std::size_t run(std::size_t count);
    /// Runs until no handler is ready.
    void run() { run(std::size_t(-1)); }

    /// Cancels the pending operation of a lane, and checks that it ends although the peer does nothing.
    void cancel(endpoint<NextLayer>& whose, typename endpoint<NextLayer>::lane&, boost::asio::cancellation_type);
    /// Returns the violations found, or an empty string: each operation must complete once, no handler may be left,
    /// and the received data must be a prefix of the sent data.
    std::string problems();
    /// Checks the same, and that both endpoints have finished all actions without an error.
    std::string problems_unless_complete();

private:
    bool step();

    const script script_;
    std::shared_ptr<external_work> external_;
    bool frozen_ = false;
    std::string problems_;
    boost::asio::io_context io_;

public:
    endpoint<NextLayer> client, server;
};

using local_socket = boost::asio::local::stream_protocol::socket;
extern template class test_connection<faulty_stream>;
extern template class test_connection<local_socket>;
extern template class endpoint<faulty_stream>;
extern template class endpoint<local_socket>;

} // namespace tls::test

#endif
