// An HTTPS server with blocking calls: one thread per connection.
//
//     https_server_sync PORT CERTIFICATE_FILE KEY_FILE
//
// It has no time limits, unlike https_server and https_server_async.

#include "common/http_answer.hpp"
#include "common/program.hpp"

#include <tls/stream.hpp>

#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <functional>
#include <iostream>
#include <string>
#include <thread>

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

void serve(tcp::socket socket, tls::context& context)
{
    tls::stream<tcp::socket> stream(std::move(socket), context);
    try {
        stream.handshake(tls::stream_base::server);
        boost::beast::flat_buffer buffer;
        for (bool more = true; more;) {
            example::http_request request;
            error_code error;
            http::read(stream, buffer, request, error);
            if (error == http::error::end_of_stream)
                break;
            if (error)
                throw boost::system::system_error(error);
            http::write(stream, example::answer(request, stream.info()));
            more = request.keep_alive();
        }
        stream.shutdown();
    } catch (const boost::system::system_error& e) {
        example::report(e.code(), stream.error_detail());
    }
}

void run(example::server& server)
{
    for (;;) {
        try {
            auto socket = server.acceptor.accept();
            std::thread(serve, std::move(socket), std::ref(server.context)).detach();
        } catch (const std::exception& e) {
            // No descriptors or threads are left, for example. Wait for connections to end.
            std::cerr << std::string("cannot accept a connection: ") + e.what() + "\n";
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    return example::server_main(argc, argv, run);
}
