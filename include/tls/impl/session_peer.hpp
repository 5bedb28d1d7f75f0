// The name of a client's peer in its cache of sessions.

#ifndef TLS_IMPL_SESSION_PEER_HPP
#define TLS_IMPL_SESSION_PEER_HPP

#include <tls/engine.hpp>
#include <tls/impl/lowest_layer.hpp>

#include <boost/system/error_code.hpp>

#include <string>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Sets the peer's port as its name in the cache of sessions, if the lowest layer is a TCP socket. Adds its address if
/// there is no server name that tells servers apart.
template <class NextLayer>
void name_session_peer(NextLayer& next, engine& e)
{
    const auto& socket = lowest_layer<NextLayer>::get(next);
    boost::system::error_code error;
    if constexpr (requires { socket.remote_endpoint(error).port(); }) {
        const auto peer = socket.remote_endpoint(error);
        if (error)
            return;
        const auto port = std::to_string(peer.port());
        e.set_default_session_peer(e.server_name().empty() ? peer.address().to_string() + ' ' + port : port);
    }
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
