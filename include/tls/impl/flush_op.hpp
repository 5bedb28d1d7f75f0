// The operation that sends a reader's pending output while the reader goes on reading.

#ifndef TLS_IMPL_FLUSH_OP_HPP
#define TLS_IMPL_FLUSH_OP_HPP

#include <tls/impl/layer_io.hpp>
#include <tls/impl/shared_by_copies.hpp>
#include <tls/impl/stream_core.hpp>

#include <boost/asio/cancellation_signal.hpp>

#include <memory>
#include <utility>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Writes until no output is left, the transport fails or the reader is done. The reader waits for it to end. A failure
/// is kept in the stream_core: the reader might see only the end of the transport, and no writer may write again. An
/// operation that waits for the writing side is woken at the end and tries again.
template <class NextLayer, class Executor>
class flush_op {
public:
    using executor_type = Executor;
    using cancellation_slot_type = boost::asio::cancellation_slot;

    flush_op(NextLayer& next, std::shared_ptr<stream_core> core, const Executor& executor)
        : next_(next), executor_(executor), slot_(core->flush_signal.slot()), writing_(writing_side(std::move(core)))
    {
    }

    executor_type get_executor() const noexcept { return executor_; }
    cancellation_slot_type get_cancellation_slot() const noexcept { return slot_; }

    void operator()(boost::system::error_code error, std::size_t n)
    {
        auto& core = *writing_.take().core;
        if (!core.abandoned) {
            core.engine.sent(n);
            core.note_write(error);
            if (!error && core.flush_goes_on() && core.engine.has_output())
                return write();
        }
        writing_.take().end();
    }

    void write()
    {
        auto& core = *writing_.take().core;
        async_write_output(next_, core, std::move(*this));
    }

private:
    /// Owns the writing side of the transport; releases it when destroyed.
    struct writing_side {
        explicit writing_side(std::shared_ptr<stream_core> c) noexcept : core(std::move(c)) {}
        writing_side(writing_side&&) = default;
        writing_side& operator=(writing_side&&) = delete;
        ~writing_side() { end(); }
        void end()
        {
            if (auto ended = std::exchange(core, nullptr))
                ended->end_write();
        }

        std::shared_ptr<stream_core> core; ///< null after a move
    };

    NextLayer& next_;
    Executor executor_;
    cancellation_slot_type slot_;
    shared_by_copies<writing_side> writing_;
};

/// Starts a flush_op. A reader must be under way, no operation may be writing, and writing must not have failed.
/// `executor` is the executor of a handler of the same stream.
template <class NextLayer, class Executor>
void start_flush(NextLayer& next, std::shared_ptr<stream_core> core, const Executor& executor)
{
    core->begin_write(stream_core::writing::flush);
    flush_op<NextLayer, Executor>(next, std::move(core), executor).write();
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
