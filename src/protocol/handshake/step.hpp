// The coroutines that an exchange consists of: a flow and the steps that it awaits.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_STEP_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_STEP_HPP

#include "protocol/handshake/frame_arena.hpp"

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace tls {

/// The steps that are under way in one exchange, each awaited by the one before it. Holds their frames, and
/// resumes the innermost.
///
/// A step never resumes another one: it only says here which is next. So the machine's stack stays flat, and a frame is
/// never destroyed by code that it called. (Symmetric transfer would do the same where the compiler turns it into a
/// jump; g++ 12 does not without optimization.)
class step_stack {
public:
    step_stack() = default;
    step_stack(const step_stack&) = delete;
    step_stack& operator=(const step_stack&) = delete;

    /// Resumes the innermost step, until it suspends or ends. Requires that there is one.
    void resume() { innermost_.resume(); }

    /// @name For step
    /// @{
    void set_innermost(std::coroutine_handle<> step) noexcept { innermost_ = step; }
    frame_arena& frames() noexcept { return frames_; }
    /// @}

private:
    frame_arena frames_;
    std::coroutine_handle<> innermost_;
};

template <class T = void>
class step;

namespace detail {

class step_promise_base {
public:
    std::suspend_always initial_suspend() const noexcept { return {}; }

    /// Gives way to the step that awaited this one; a flow has none.
    struct return_to_caller {
        bool await_ready() const noexcept { return false; }
        template <class Promise>
        void await_suspend(std::coroutine_handle<Promise> ended) const noexcept
        {
            auto& promise = ended.promise();
            promise.stack_.set_innermost(promise.caller_);
        }
        void await_resume() const noexcept {}
    };
    return_to_caller final_suspend() const noexcept { return {}; }

    void unhandled_exception() noexcept { failure_ = std::current_exception(); }
    void rethrow_failure() const
    {
        if (failure_)
            std::rethrow_exception(failure_);
    }
    void await_from(std::coroutine_handle<> caller, std::coroutine_handle<> self) noexcept
    {
        caller_ = caller;
        stack_.set_innermost(self);
    }

    /// A step's first parameter is the context of its exchange, which is a step_stack: its frame comes from there.
    template <class... Arguments>
    static void* operator new(std::size_t size, step_stack& stack, const Arguments&...)
    {
        return stack.frames().allocate(size);
    }
    static void operator delete(void* frame, std::size_t size) noexcept { frame_arena::free(frame, size); }

protected:
    explicit step_promise_base(step_stack& stack) noexcept : stack_(stack) {}

private:
    step_stack& stack_;
    std::coroutine_handle<> caller_;
    std::exception_ptr failure_;
};

template <class T>
class step_promise : public step_promise_base {
public:
    template <class... Arguments>
    explicit step_promise(step_stack& stack, const Arguments&...) noexcept : step_promise_base(stack)
    {
    }
    step<T> get_return_object() noexcept;
    void return_value(T value) { value_.emplace(std::move(value)); }
    T result()
    {
        rethrow_failure();
        return std::move(*value_);
    }

private:
    std::optional<T> value_;
};

template <>
class step_promise<void> : public step_promise_base {
public:
    template <class... Arguments>
    explicit step_promise(step_stack& stack, const Arguments&...) noexcept : step_promise_base(stack)
    {
    }
    step<void> get_return_object() noexcept;
    void return_void() const noexcept {}
    void result() const { rethrow_failure(); }
};

} // namespace detail

/// A part of an exchange that may have to wait: `co_await` runs it to its end, and gives its result or throws what it
/// threw. Starts suspended. Destroying it ends it where it is, with every step that it awaits.
///
/// A coroutine that returns a step takes its exchange's context by reference as the first parameter, which must outlive
/// it. Its frame lies in the context's arena and is wiped when it is freed: secrets and moved-from temporaries lie
/// there. Steps nest strictly: each is awaited in the expression that makes it (test/lint/co_await.py).
template <class T>
class [[nodiscard]] step {
public:
    using promise_type = detail::step_promise<T>;

    step(step&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    step& operator=(step&&) = delete;
    ~step()
    {
        if (handle_)
            handle_.destroy();
    }

    /// @name For co_await
    /// @{
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller) const noexcept { handle_.promise().await_from(caller, handle_); }
    T await_resume() const { return handle_.promise().result(); }
    /// @}

    /// @name For the exchange, of its flow: the outermost step
    /// @{
    /// Makes it the innermost of its stack, to be resumed next.
    void begin() const noexcept { handle_.promise().await_from(nullptr, handle_); }
    bool done() const noexcept { return handle_.done(); }
    /// Throws what it threw. Requires done().
    void rethrow_failure() const { handle_.promise().rethrow_failure(); }
    /// @}

private:
    friend promise_type;
    explicit step(std::coroutine_handle<promise_type> handle) noexcept : handle_(handle) {}
    std::coroutine_handle<promise_type> handle_;
};

template <class T>
step<T> detail::step_promise<T>::get_return_object() noexcept
{
    return step<T>(std::coroutine_handle<step_promise>::from_promise(*this));
}

inline step<void> detail::step_promise<void>::get_return_object() noexcept
{
    return step<void>(std::coroutine_handle<step_promise>::from_promise(*this));
}

/// An exchange as a whole, as the RFC's figure has it: the outermost step.
using flow = step<void>;

} // namespace tls

#endif
