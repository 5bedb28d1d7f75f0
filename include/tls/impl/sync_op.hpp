// The implementation of every synchronous function of a stream.

#ifndef TLS_IMPL_SYNC_OP_HPP
#define TLS_IMPL_SYNC_OP_HPP

#include <tls/error.hpp>
#include <tls/impl/stream_core.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Blocking counterpart of io_op: satisfies the engine's wants until the operation is done. Reports
/// operation_in_progress if it needs the input or output buffer while an asynchronous operation uses it. A reader
/// leaves sending to an asynchronous writer that is under way.
template <class NextLayer, class Operation>
std::size_t run_sync(NextLayer& next, stream_core& core, Operation operation, boost::system::error_code& error)
{
    auto& engine = core.engine;
    for (;;) {
        error = {};
        if (Operation::waits_for_output && core.is_writing()) {
            error = make_error_code(tls::error::reason::operation_in_progress);
            return 0;
        }
        auto wants = operation.perform(engine, error);
        boost::system::error_code transport;
        while (!transport && !core.is_writing() && engine.has_output()) {
            auto output = engine.output();
            engine.sent(next.write_some(boost::asio::const_buffer(output.data(), output.size()), transport));
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
            return operation.bytes();
        }
        // A reader reads even if sending would block: the peer may be blocked in sending, too.
        if (transport && (Operation::waits_for_output || transport != boost::asio::error::would_block)) {
            error = transport;
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
        auto space = engine.input_buffer();
        auto n = next.read_some(boost::asio::mutable_buffer(space.data(), space.size()), transport);
        if (transport == boost::asio::error::eof) {
            engine.end_of_input();
            continue;
        }
        engine.received(transport ? 0 : n);
        if (transport) {
            error = transport;
            return 0;
        }
    }
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
