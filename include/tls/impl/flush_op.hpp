// The operation that sends a reader's output while the reader reads.

#ifndef TLS_IMPL_FLUSH_OP_HPP
#define TLS_IMPL_FLUSH_OP_HPP

#include <tls/impl/layer_io.hpp>
#include <tls/impl/stream_core.hpp>

#include <boost/asio/cancellation_signal.hpp>

#include <memory>
#include <utility>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Writes until no output is left, the transport fails or the reader is done; the reader waits for it to end. It keeps
/// a failure for the reader, which may see only the end of the transport. An operation that waits for the output tries
/// again.
template <class NextLayer, class Executor>
class flush_op {
public:
    using executor_type = Executor;
    using cancellation_slot_type = boost::asio::cancellation_slot;

    flush_op(NextLayer& next, std::shared_ptr<stream_core> core, const Executor& executor)
        : next_(next), core_(std::move(core)), executor_(executor), slot_(core_->flush_signal.slot())
    {
    }
    flush_op(flush_op&&) = default;
    flush_op& operator=(flush_op&&) = delete;
    ~flush_op() { release(); }

    executor_type get_executor() const noexcept { return executor_; }
    cancellation_slot_type get_cancellation_slot() const noexcept { return slot_; }

    void operator()(boost::system::error_code error, std::size_t n)
    {
        if (!core_->abandoned) {
            core_->engine.sent(n);
            if (core_->flush_goes_on()) {
                if (!error && core_->engine.has_output())
                    return write();
                core_->flush_error = error;
            }
        }
        release();
    }

    void write()
    {
        auto& core = *core_;
        async_write_output(next_, core, std::move(*this));
    }

private:
    /// Lets others write.
    void release()
    {
        if (auto core = std::exchange(core_, nullptr))
            core->end_write();
    }

    NextLayer& next_;
    std::shared_ptr<stream_core> core_;
    Executor executor_;
    cancellation_slot_type slot_;
};

/// Starts a flush_op. A reader must be under way, and nobody may be writing. `executor` is that of a handler of the
/// same stream.
template <class NextLayer, class Executor>
void start_flush(NextLayer& next, std::shared_ptr<stream_core> core, const Executor& executor)
{
    core->begin_write(stream_core::writing::flush);
    flush_op<NextLayer, Executor>(next, std::move(core), executor).write();
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
