// The result of an engine's operation.

#ifndef TLS_WANT_HPP
#define TLS_WANT_HPP

#include <tls/config.hpp>

#pragma GCC visibility push(default)

namespace tls {

/// The next thing that an operation of the engine needs.
enum class want {
    nothing, ///< it is done, with or without an error
    input,   ///< more bytes from the transport, once all output has been sent
    output,  ///< output() sent, then to be called again
    answer,  ///< an answer to the external operation, then to be called again
    reader,  ///< read() called for the data that has arrived, then to be called again: a write() during a renegotiation
};

} // namespace tls

#pragma GCC visibility pop

#endif
