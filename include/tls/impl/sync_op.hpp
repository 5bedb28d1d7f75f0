// What is behind every synchronous function of a stream.

#ifndef TLS_IMPL_SYNC_OP_HPP
#define TLS_IMPL_SYNC_OP_HPP

#include <tls/error.hpp>
#include <tls/impl/layer_io.hpp>
#include <tls/impl/stream_core.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Does what the engine wants until the operation is done, as io_op does, and blocks meanwhile. Reports
/// operation_in_progress where it would need what an asynchronous operation has borrowed from the engine; a reader
/// leaves the output to an asynchronous writer. A reader reads even if its output cannot be sent: the peer may be
/// waiting for us to read, or may have answered before it closed.
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
        auto transport = engine.has_output() ? core.write_failure() : boost::system::error_code();
        while (!transport && !core.is_writing() && engine.has_output()) {
            auto output = engine.output();
            engine.sent(next.write_some(boost::asio::const_buffer(output.data(), output.size()), transport));
            core.note_write(transport);
        }
        if (wants == want::nothing) {
            if (!Operation::waits_for_output)
                core.read_done.wake(); // an asynchronous writer may wait for a reader
            // What was read is not lost because something else cannot be sent. What was accepted is sealed and queued:
            // on a non-blocking transport it leaves with the next call.
            bool done = !Operation::waits_for_output ||
                        (Operation::done_once_queued && transport == boost::asio::error::would_block);
            if (!error && !done)
                error = transport;
            else if (error && !Operation::waits_for_output)
                error = error_that_tells_most(error, core.write_failure());
            return operation.bytes();
        }
        if (transport && Operation::waits_for_output) {
            if (core.write_failure() && !core.is_reading())
                read_arrived(next, core, operation, wants, error);
            error = error_that_tells_most(error, transport);
            return 0;
        }
        if (wants == want::reader) {
            error = boost::asio::error::no_buffer_space; // there is none but the caller, who can read and write again
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
