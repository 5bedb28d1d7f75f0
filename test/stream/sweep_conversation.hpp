// A conversation of two streams that can be disturbed at every step, and says what was wrong in how it went on.

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

/// What a party does one after the other, while it reads all the time until the peer closes.
enum class deed {
    write,         ///< script::message_size bytes, in as many operations as it takes
    await_message, ///< until so many bytes arrived
    update_keys,   ///< our own
    update_both,   ///< our own and the peer's
    close_write,
};

struct script {
    std::string name;
    std::vector<deed> client, server;
    std::size_t message_size = 20'000;
    std::size_t read_size = 7'000;
    bool client_reads = true; ///< else it shuts down when its deeds are done, and what arrives is discarded
};

/// What configurations want done elsewhere, such as signatures: it waits here until a conversation runs it.
using outside_work = std::deque<std::function<void()>>;

struct handshake_variant {
    std::string name;
    configurations settings;
    std::shared_ptr<outside_work> outside = std::make_shared<outside_work>();
};
/// A plain handshake; with HelloRetryRequest; with a client's certificate; with every answer from outside; the first
/// and the last of these in TLS 1.2.
std::vector<handshake_variant> handshake_variants();

/// One end. What it starts it counts, and what ends.
template <class NextLayer>
class party {
public:
    using stream_type = tls::stream<NextLayer>;

    /// One of at most two operations under way at once.
    struct lane {
        boost::asio::cancellation_signal signal;
        unsigned started = 0, completed = 0, aborted = 0, emitted = 0;
        bool held = false; ///< starts no other operation
        bool ended = false;
        std::function<void()> held_back;
        error_code last; ///< what its last operation ended with

        void prepare_for_another()
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

    party(boost::asio::io_context&, const configuration&, role, const script&);

    void start();
    /// As a user does who has no more use for the stream.
    void destroy() { stream_.reset(); }
    /// As a user does who wants another connection.
    void reset();
    /// Forgets the last conversation, of which nothing is under way.
    void prepare_for_another();
    static void release(lane&);

    NextLayer& transport() { return stream_->next_layer(); }
    bool is_established() const { return established_; }
    bool is_done() const { return shut_down_; }
    /// Handlers that exist.
    long handlers() const { return alive_.use_count() - 1; }
    /// What was wrong with the operations themselves; empty if nothing was.
    const std::string& complaint() const { return complaint_; }

    lane reading, writing;
    error_code error;     ///< that ended it
    error_code transient; ///< what the transport may report, and go on: the operation is tried again
    std::size_t sent = 0, received = 0;
    bool received_eof = false, began_to_close = false;

private:
    template <class Then>
    struct handler;
    template <class Start, class Then>
    void perform(lane&, Start, Then);
    /// Whether the lane goes on after an operation that ended so. If not, it has ended.
    bool goes_on(lane&, error_code);
    bool is_passing(error_code e) const { return e == boost::asio::error::operation_aborted || (e && e == transient); }
    void shake_hands();
    void listen();
    void read();
    void check_arrived(std::size_t);
    void next_deed();
    void write(std::size_t until);
    void flush();
    void update_keys(bool request_peer);
    void close_write();
    void end_of(lane&);
    void shut_down();
    void complain(const std::string&);

    const role role_;
    const std::vector<deed> deeds_;
    const script& script_;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
    std::optional<stream_type> stream_;
    std::size_t next_ = 0, to_be_sent_ = 0, awaited_ = 0;
    bytes space_;
    bool established_ = false, initiating_ = false, awaiting_ = false, shut_down_ = false;
    std::string complaint_;
};

template <class NextLayer>
class conversation {
public:
    conversation(const handshake_variant&, script);

    /// Begins both handshakes.
    void start();
    /// Has both streams reset, and begins another conversation with them.
    void start_again();

    party<NextLayer>& of(role r) { return r == role::client ? client : server; }

    /// Runs at most `count` handlers; returns how many there were.
    std::size_t run(std::size_t count);
    /// Runs until nothing is left to be run.
    void run() { run(std::size_t(-1)); }

    /// Cancels what is under way in the lane, and checks that it ends although the peer does nothing.
    void cancel(party<NextLayer>& whose, typename party<NextLayer>::lane&, boost::asio::cancellation_type);
    /// Empty if each operation completed once, nothing is left to be run, and every byte that was read is one that
    /// was written, in order; otherwise what was wrong.
    std::string complaint();
    /// The same, and all that was to be done was done without an error.
    std::string complaint_unless_complete();

private:
    bool step();

    const script script_;
    std::shared_ptr<outside_work> outside_;
    bool frozen_ = false;
    std::string complaint_;
    boost::asio::io_context io_;

public:
    party<NextLayer> client, server;
};

using local_socket = boost::asio::local::stream_protocol::socket;
extern template class conversation<faulty_stream>;
extern template class conversation<local_socket>;
extern template class party<faulty_stream>;
extern template class party<local_socket>;

} // namespace tls::test

#endif
