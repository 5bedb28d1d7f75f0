// The other end in a process of its own, so that one end's CPU time can be told from the other's.

#ifndef TLS_TEST_BENCH_PEER_HPP
#define TLS_TEST_BENCH_PEER_HPP

#include "library.hpp"

#include <functional>

#include <sys/types.h>

namespace bench {

/// A child process, from construction to stop() or destruction, whatever it is doing then.
class peer {
public:
    /// `work` must make an io_context of its own.
    explicit peer(const std::function<void()>& work);
    peer(const peer&) = delete;
    peer& operator=(const peer&) = delete;
    ~peer() { stop(); }

    void stop();

private:
    pid_t id_; ///< 0 once it has stopped
};

/// A listening socket with a name that the kernel has chosen. To be made before the peer is: one process accepts, the
/// other one connects. Both calls block.
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
