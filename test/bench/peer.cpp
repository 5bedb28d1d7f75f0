#include "peer.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <system_error>

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bench {

namespace {

int checked(const char* what, int result)
{
    if (result < 0)
        throw std::system_error(errno, std::generic_category(), what);
    return result;
}

// Does not return, because the child must not use the parent's stack frames.
[[noreturn]] void run_child(const std::function<void()>& work)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    try {
        work();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "peer: %s\n", error.what());
        _exit(1);
    }
    _exit(0);
}

} // namespace

peer::peer(const std::function<void()>& work) : id_(checked("fork", fork()))
{
    if (id_ == 0)
        run_child(work);
}

void peer::stop()
{
    if (id_ == 0)
        return;
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
    id_ = 0;
}

meeting_point::meeting_point() : listening_(checked("socket", socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)))
{
    // Linux assigns an abstract name, which is not a file, to a socket bound without a path.
    checked("bind", bind(listening_, name_.data(), sizeof(sa_family_t)));
    checked("listen", listen(listening_, SOMAXCONN));
    auto size = static_cast<socklen_t>(name_.capacity());
    checked("getsockname", getsockname(listening_, name_.data(), &size));
    name_.resize(size);
}

meeting_point::~meeting_point()
{
    close(listening_);
}

void meeting_point::accept(socket_type& into) const
{
    into.assign({}, checked("accept", ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC)));
}

void meeting_point::connect(socket_type& socket) const
{
    socket.connect(name_);
}

} // namespace bench
