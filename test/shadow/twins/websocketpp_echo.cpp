// An echo server and client over TLS with WebSocket++, written for boost::asio::ssl. Usage:
//
//     websocketpp_echo server FOLDER         prints its port, serves one connection
//     websocketpp_echo client FOLDER PORT    checks that its messages are echoed
//
// FOLDER has root.pem, chain.pem and key.pem for localhost.

#include <websocketpp/client.hpp>
#include <websocketpp/config/asio.hpp>
#include <websocketpp/config/asio_client.hpp>
#include <websocketpp/server.hpp>

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

using server_type = websocketpp::server<websocketpp::config::asio_tls>;
using client_type = websocketpp::client<websocketpp::config::asio_tls_client>;
using context_ptr = websocketpp::lib::shared_ptr<websocketpp::lib::asio::ssl::context>;
namespace asio = websocketpp::lib::asio;

context_ptr server_context(const std::string& folder)
{
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::sslv23);
    context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                         asio::ssl::context::no_sslv3 | asio::ssl::context::single_dh_use);
    context->set_password_callback([](std::size_t, asio::ssl::context::password_purpose) { return "test"; });
    context->use_certificate_chain_file(folder + "/chain.pem");
    context->use_private_key_file(folder + "/key.pem", asio::ssl::context::pem);
    return context;
}

context_ptr client_context(const std::string& folder)
{
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tlsv13_client);
    context->set_verify_mode(asio::ssl::verify_peer);
    context->set_verify_callback(asio::ssl::host_name_verification("localhost"));
    context->load_verify_file(folder + "/root.pem");
    return context;
}

std::string message_of(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>('a' + (i * 7 + size) % 26);
    return text;
}

int serve(const std::string& folder)
{
    server_type server;
    server.clear_access_channels(websocketpp::log::alevel::all);
    server.init_asio();
    server.set_reuse_addr(true);
    server.set_tls_init_handler([&](websocketpp::connection_hdl) { return server_context(folder); });
    server.set_message_handler([&](websocketpp::connection_hdl from, server_type::message_ptr message) {
        server.send(from, message->get_payload(), message->get_opcode());
    });
    const auto stop = [&](websocketpp::connection_hdl) {
        if (server.is_listening())
            server.stop_listening();
    };
    server.set_close_handler(stop);
    server.set_fail_handler(stop);
    server.listen(asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    server.start_accept();
    websocketpp::lib::asio::error_code error;
    std::cout << server.get_local_endpoint(error).port() << std::endl;
    server.run();
    return EXIT_SUCCESS;
}

int request(const std::string& folder, const std::string& port)
{
    const std::size_t sizes[] = {0, 1, 125, 126, 16384, 70000, 1000000};
    std::size_t echoed = 0;
    client_type client;
    client.clear_access_channels(websocketpp::log::alevel::all);
    client.init_asio();
    client.set_tls_init_handler([&](websocketpp::connection_hdl) { return client_context(folder); });
    const auto send_next = [&](websocketpp::connection_hdl to) {
        client.send(to, message_of(sizes[echoed]), websocketpp::frame::opcode::binary);
    };
    client.set_open_handler(send_next);
    client.set_message_handler([&](websocketpp::connection_hdl from, client_type::message_ptr message) {
        if (message->get_payload() != message_of(sizes[echoed]))
            throw std::runtime_error("the echoed message differs from the one sent");
        if (++echoed == std::size(sizes))
            client.close(from, websocketpp::close::status::normal, "done");
        else
            send_next(from);
    });
    client.set_fail_handler([&](websocketpp::connection_hdl connection) {
        std::cerr << client.get_con_from_hdl(connection)->get_ec().message() << '\n';
    });
    websocketpp::lib::error_code error;
    client.connect(client.get_connection("wss://localhost:" + port + "/", error));
    client.run();
    return echoed == std::size(sizes) ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace

int main(int count, char** arguments)
{
    const std::string mode = count > 2 ? arguments[1] : "";
    if (mode == "server")
        return serve(arguments[2]);
    if (mode == "client" && count > 3)
        return request(arguments[2], arguments[3]);
    std::cerr << "usage: websocketpp_echo server FOLDER | websocketpp_echo client FOLDER PORT\n";
    return EXIT_FAILURE;
}
