// The implementation of every synchronous function of a stream.

#ifndef TLS_IMPL_SYNC_OP_HPP
#define TLS_IMPL_SYNC_OP_HPP

#include <tls/error.hpp>
#include <tls/impl/layer_io.hpp>
#include <tls/impl/operations.hpp>
#include <tls/impl/stream_core.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Blocking counterpart of io_op: satisfies the engine's wants until the operation is done. Reports
/// operation_in_progress if it needs the input or output buffer while an asynchronous operation uses it. A reader
/// leaves sending to an asynchronous writer that is under way. It reads even if its output cannot be sent: the peer may
/// be blocked in sending, too, or may have replied before it closed.
template <class NextLayer, class Operation>
std::size_t run_sync(NextLayer& next, stream_core& core, Operation operation, boost::system::error_code& error)
{
    auto& engine = core.engine;
    prepare(operation, next, engine);
    for (;;) {
        error = {};
        if (Operation::waits_for_output && core.is_writing()) {
            error = make_error_code(tls::error::reason::operation_in_progress);
            return 0;
        }
        auto wants = operation.perform(engine, error);
        auto transport = engine.has_output() ? core.write_failure() : boost::system::error_code();
        while (!transport && !core.is_writing() && engine.has_output()) {
            auto output = engine.output();
            engine.sent(next.write_some(boost::asio::const_buffer(output.data(), output.size()), transport));
            core.note_write(transport);
        }
        if (wants == want::nothing) {
            if (!Operation::waits_for_output)
                core.read_done.wake(); // an asynchronous writer may be waiting for a reader
            // A reader returns its data even if output could not be sent. Data that a write accepted is encrypted and
            // queued: on a non-blocking transport the next call sends it.
            bool done = !Operation::waits_for_output ||
                        (Operation::done_once_queued && transport == boost::asio::error::would_block);
            if (!error && !done)
                error = transport;
            else if (error && !Operation::waits_for_output)
                error = most_specific_error(error, core.write_failure());
            return operation.bytes();
        }
        if (transport && Operation::waits_for_output) {
            if (core.write_failure() && !core.is_reading())
                read_arrived(next, core, operation, wants, error);
            error = most_specific_error(error, transport);
            return 0;
        }
        if (wants == want::reader) {
            error = boost::asio::error::no_buffer_space; // only the caller can read; then it may write again
            return 0;
        }
        if (wants == want::answer)
            core.wait_for_answer();
        if (wants != want::input)
            continue;
        if (core.is_reading()) {
            error = make_error_code(tls::error::reason::operation_in_progress);
            return 0;
        }
        transport = core.read_failure();
        if (!transport) {
            auto space = engine.input_buffer();
            auto n = next.read_some(boost::asio::mutable_buffer(space.data(), space.size()), transport);
            core.take_input(transport, transport ? 0 : n);
        }
        if (transport) {
            error = transport;
            return 0;
        }
    }
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
