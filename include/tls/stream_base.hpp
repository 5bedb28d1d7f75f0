// Constants of tls::stream, with asio::ssl's names and values.

#ifndef TLS_STREAM_BASE_HPP
#define TLS_STREAM_BASE_HPP

#include <tls/config.hpp>

#pragma GCC visibility push(default)

namespace tls {

/// Constants of a stream, with the names and values of boost::asio::ssl::stream_base.
class stream_base {
public:
    enum handshake_type { client, server };

protected:
    ~stream_base() = default;
};

} // namespace tls

#pragma GCC visibility pop

#endif
