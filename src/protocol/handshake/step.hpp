// The coroutines of an exchange: a flow and the steps that it awaits.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_STEP_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_STEP_HPP

#include "protocol/handshake/frame_arena.hpp"

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace tls {

/// The active steps of one exchange, each awaited by the one before it. Owns the memory of their frames and resumes the
/// innermost step.
///
/// A step never resumes another step directly. It only records here which one runs next. So the thread's stack stays
/// flat, and code never destroys the frame that called it. (Symmetric transfer would do the same if the compiler turned
/// it into a jump, but g++ 12 does not without optimization.)
class step_stack {
public:
    step_stack() = default;
    step_stack(const step_stack&) = delete;
    step_stack& operator=(const step_stack&) = delete;

    /// Resumes the innermost step until it suspends or ends. Requires an innermost step.
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

    /// Returns control to the step that awaited this one. A flow has no such step.
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

    /// A step's first parameter is its exchange's context, which is a step_stack. The frame is allocated there.
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

/// A part of an exchange that may wait. `co_await` runs it to its end and returns its result or throws its exception.
/// Starts suspended. Destroying it aborts it, with every step that it awaits.
///
/// A coroutine that returns a step takes its exchange's context by reference as the first parameter. The context must
/// outlive it. The frame is allocated in the context's arena and wiped when it is freed, because it holds secrets and
/// moved-from temporaries. Steps nest strictly: each is awaited in the expression that creates it
/// (test/lint/co_await.py).
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

    /// @name For the exchange, on its flow: the outermost step
    /// @{
    /// Makes this step the innermost one, so that it is resumed next.
    void begin() const noexcept { handle_.promise().await_from(nullptr, handle_); }
    bool done() const noexcept { return handle_.done(); }
    /// Rethrows the step's exception, if any. Requires done().
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

/// A whole exchange, written like the RFC's figure: the outermost step.
using flow = step<void>;

} // namespace tls

#endif
