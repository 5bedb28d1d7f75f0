// What sends a reader's output while that reads.

#ifndef TLS_IMPL_FLUSH_OP_HPP
#define TLS_IMPL_FLUSH_OP_HPP

#include <tls/impl/stream_core.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <memory>
#include <utility>

namespace tls::detail {

/// Writes until all output has left, the transport fails or the reader is done, which waits for this to end. A failure
/// is not the reader's: whoever waits for the output tries again, and reports it.
template <class NextLayer, class Executor>
class flush_op {
public:
    using executor_type = Executor;
    using cancellation_slot_type = boost::asio::cancellation_slot;

    /// `executor` is the reader's handler's.
    static void start(NextLayer& next, std::shared_ptr<stream_core> core, const Executor& executor)
    {
        core->writing = true;
        core->flushing = stream_core::flush::goes_on;
        flush_op(next, std::move(core), executor).write();
    }

    flush_op(flush_op&&) = default;
    flush_op& operator=(flush_op&&) = delete;
    ~flush_op() { end(); }

    executor_type get_executor() const noexcept { return executor_; }
    cancellation_slot_type get_cancellation_slot() const noexcept { return slot_; }

    void operator()(boost::system::error_code error, std::size_t n)
    {
        if (!core_->abandoned) {
            core_->engine.sent(n);
            if (!error && core_->flushing == stream_core::flush::goes_on && core_->engine.has_output())
                return write();
        }
        end();
    }

private:
    flush_op(NextLayer& next, std::shared_ptr<stream_core> core, const Executor& executor)
        : next_(next), core_(std::move(core)), executor_(executor), slot_(core_->flush_signal.slot())
    {
    }

    void write()
    {
        auto output = core_->engine.output();
        auto& next = next_;
        next.async_write_some(boost::asio::const_buffer(output.data(), output.size()), std::move(*this));
    }

    void end()
    {
        if (auto core = std::exchange(core_, nullptr)) {
            core->flushing = stream_core::flush::none;
            core->end_write();
        }
    }

    NextLayer& next_;
    std::shared_ptr<stream_core> core_;
    Executor executor_;
    cancellation_slot_type slot_;
};

} // namespace tls::detail

#endif
