// Boost.MQTT5 over TLS: a client that publishes to itself at each quality of service. Arguments: folder of root.pem,
// port.

#include <boost/mqtt5/mqtt_client.hpp>
#include <boost/mqtt5/ssl.hpp>
#include <boost/mqtt5/types.hpp>

#include "clients/client.hpp"

namespace mqtt5 = boost::mqtt5;

// Boost.MQTT5 requires programs to define these for their TLS stream.
namespace boost::mqtt5 {

template <class Stream>
struct tls_handshake_type<ssl::stream<Stream>> {
    static constexpr auto client = ssl::stream_base::client;
};

template <class Stream>
void assign_tls_sni(const authority_path& authority, ssl::context&, ssl::stream<Stream>& stream)
{
    SSL_set_tlsext_host_name(stream.native_handle(), authority.host.c_str());
}

} // namespace boost::mqtt5

namespace {

using client_type = mqtt5::mqtt_client<ssl::stream<asio::ip::tcp::socket>, ssl::context>;

template <mqtt5::qos_e Quality>
asio::awaitable<void> publish_and_receive(client_type& client, std::string text)
{
    co_await client.async_publish<Quality>("asio-tls/test", text, mqtt5::retain_e::no, mqtt5::publish_props(),
                                           asio::use_awaitable);
    auto [topic, payload, properties] = co_await client.async_receive(asio::use_awaitable);
    expect(topic == "asio-tls/test" && payload == text, "what was published comes back");
}

} // namespace

asio::awaitable<void> talk(std::string folder, unsigned short port)
{
    client_type client(co_await asio::this_coro::executor, make_context(folder));
    client.brokers("localhost", port).credentials("asio-tls").async_run(asio::detached);
    mqtt5::subscribe_topic topic{"asio-tls/test", {.no_local = mqtt5::no_local_e::no}};
    auto [codes, properties] = co_await client.async_subscribe(topic, mqtt5::subscribe_props(), asio::use_awaitable);
    expect(codes.size() == 1 && !codes[0], "the subscription is accepted");
    co_await publish_and_receive<mqtt5::qos_e::at_most_once>(client, "hello");
    // By default Boost.MQTT5 takes no packet above 65,536 bytes from the broker, and drops the connection.
    co_await publish_and_receive<mqtt5::qos_e::at_least_once>(client, std::string(60'000, 'x'));
    co_await publish_and_receive<mqtt5::qos_e::exactly_once>(client, "good bye");
    co_await client.async_disconnect(asio::use_awaitable);
}
