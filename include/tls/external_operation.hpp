// Work that a handshake has done elsewhere: a signature, a verdict on a chain, the choice of a credential.

#ifndef TLS_EXTERNAL_OPERATION_HPP
#define TLS_EXTERNAL_OPERATION_HPP

#include <cstdint>
#include <functional>

namespace tls {

class connection;

/// The answer to an external operation, opaque to the code that carries it. See engine::take_outside_operation.
class outside_answer {
public:
    outside_answer() = default;

private:
    friend class connection;
    std::uint64_t generation = 0;
    std::function<void(connection&)> deliver;
};

/// Work that the handshake needs done elsewhere. A call starts it; it calls its argument exactly once, from any
/// thread, at once or later.
using outside_operation = std::function<void(std::function<void(outside_answer)>)>;

} // namespace tls

#endif
