// Runs the other end in its own process, so that the CPU time of each end can be measured separately.

#ifndef TLS_TEST_BENCH_PEER_HPP
#define TLS_TEST_BENCH_PEER_HPP

#include "library.hpp"

#include <functional>

#include <sys/types.h>

namespace bench {

/// A child process. stop() or the destructor kills it, whatever it is doing.
class peer {
public:
    /// `work` must create its own io_context.
    explicit peer(const std::function<void()>& work);
    peer(const peer&) = delete;
    peer& operator=(const peer&) = delete;
    ~peer() { stop(); }

    void stop();

private:
    pid_t id_; ///< 0 after it has stopped
};

/// A listening socket with a name chosen by the kernel. Create it before the peer: one process accepts, the other
/// connects. Both calls block.
class meeting_point {
public:
    meeting_point();
    meeting_point(const meeting_point&) = delete;
    meeting_point& operator=(const meeting_point&) = delete;
    ~meeting_point();

    void accept(socket_type&) const;
    void connect(socket_type&) const;

private:
    int listening_;
    asio::local::stream_protocol::endpoint name_;
};

} // namespace bench

#endif
