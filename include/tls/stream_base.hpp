// Names that asio::ssl::stream has.

#ifndef TLS_STREAM_BASE_HPP
#define TLS_STREAM_BASE_HPP

#include <tls/config.hpp>

#pragma GCC visibility push(default)

namespace tls {

/// The constants of a stream, with boost::asio::ssl::stream_base's names and values.
class stream_base {
public:
    enum handshake_type { client, server };

protected:
    ~stream_base() = default;
};

} // namespace tls

#pragma GCC visibility pop

#endif
