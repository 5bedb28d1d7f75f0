// The coroutine that a handshake is.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_FLOW_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_FLOW_HPP

#include <tls/crypto/secret.hpp>

#include <coroutine>
#include <exception>
#include <new>
#include <utility>

namespace tls {

/// One handshake in progress. Starts suspended; resumed by the connection when what it waits for
/// is there. Its frame, in which secrets and moved-from temporaries lie, is wiped when it is freed.
class flow {
public:
    struct promise_type {
        std::exception_ptr failure;

        flow get_return_object() noexcept { return flow(handle::from_promise(*this)); }
        std::suspend_always initial_suspend() const noexcept { return {}; }
        std::suspend_always final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        void unhandled_exception() noexcept { failure = std::current_exception(); }

        static void* operator new(std::size_t size) { return ::operator new(size); }
        static void operator delete(void* frame, std::size_t size) noexcept
        {
            wipe(frame, size);
            ::operator delete(frame);
        }
    };

    flow() noexcept = default;
    flow(flow&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    flow& operator=(flow&& other) noexcept
    {
        std::swap(handle_, other.handle_);
        other.reset();
        return *this;
    }
    ~flow() { reset(); }

    explicit operator bool() const noexcept { return handle_ != nullptr; }
    bool done() const noexcept { return handle_.done(); }

    /// Goes on to the next wait or the end. Throws what the flow threw.
    void resume()
    {
        handle_.resume();
        if (handle_.done() && handle_.promise().failure)
            std::rethrow_exception(handle_.promise().failure);
    }

    /// Ends the flow where it is: everything in its frame is destroyed and wiped.
    void reset() noexcept
    {
        if (auto frame = std::exchange(handle_, nullptr))
            frame.destroy();
    }

private:
    using handle = std::coroutine_handle<promise_type>;
    explicit flow(handle h) noexcept : handle_(h) {}
    handle handle_;
};

} // namespace tls

#endif
