// The result of an engine operation.

#ifndef TLS_WANT_HPP
#define TLS_WANT_HPP

#include <tls/config.hpp>

#pragma GCC visibility push(default)

namespace tls {

/// The next action that an engine operation needs.
enum class want {
    nothing, ///< the operation has ended, with or without an error
    input,   ///< more bytes from the transport, once all output has been sent
    output,  ///< send output(), then call the operation again
    answer,  ///< answer the external operation, then call again
    reader,  ///< call read() for held data, then call again; only from write() in a renegotiation
};

} // namespace tls

#pragma GCC visibility pop

#endif
