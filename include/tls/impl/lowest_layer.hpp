// The lowest layer of a stream, as in boost::asio::ssl::stream.

#ifndef TLS_IMPL_LOWEST_LAYER_HPP
#define TLS_IMPL_LOWEST_LAYER_HPP

#include <tls/config.hpp>

#pragma GCC visibility push(default)

namespace boost::beast {
template <class Protocol, class Executor, class RatePolicy>
class basic_stream;
} // namespace boost::beast

namespace tls::detail {

/// A layer without lowest_layer() is itself the lowest layer.
template <class Layer>
struct lowest_layer {
    using type = Layer;
    static Layer& get(Layer& layer) noexcept { return layer; }
};

template <class Layer>
requires requires(Layer& layer)
{
    typename Layer::lowest_layer_type;
    layer.lowest_layer();
}
struct lowest_layer<Layer> {
    using type = typename Layer::lowest_layer_type;
    static type& get(Layer& layer) { return layer.lowest_layer(); }
};

/// beast::basic_stream gives only boost::asio::ssl::stream access to its lowest layer, which is the socket.
template <class Protocol, class Executor, class RatePolicy>
struct lowest_layer<boost::beast::basic_stream<Protocol, Executor, RatePolicy>> {
    using layer = boost::beast::basic_stream<Protocol, Executor, RatePolicy>;
    using type = typename layer::socket_type;
    static type& get(layer& l) noexcept { return l.socket(); }
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
