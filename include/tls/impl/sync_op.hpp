// What is behind every synchronous function of a stream.

#ifndef TLS_IMPL_SYNC_OP_HPP
#define TLS_IMPL_SYNC_OP_HPP

#include <tls/error.hpp>
#include <tls/impl/stream_core.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Does what the engine wants until the operation is done, as io_op does, and blocks meanwhile. Reports
/// operation_in_progress where it would need what an asynchronous operation has borrowed from the engine; a reader
/// leaves the output to an asynchronous writer.
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
                core.read_done.wake(); // an asynchronous writer may wait for a reader
            // What was read is not lost because something else cannot be sent. What was accepted is sealed and queued:
            // on a non-blocking transport it leaves with the next call.
            bool done = !Operation::waits_for_output ||
                        (Operation::done_once_queued && transport == boost::asio::error::would_block);
            if (!error && !done)
                error = transport;
            return operation.bytes();
        }
        // A reader reads though its output has to wait: the peer may be in the same place.
        if (transport && (Operation::waits_for_output || transport != boost::asio::error::would_block)) {
            error = transport;
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
