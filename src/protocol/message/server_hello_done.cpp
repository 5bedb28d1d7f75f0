#include "protocol/message/server_hello_done.hpp"

#include "protocol/wire/reader.hpp"

namespace tls::message {

server_hello_done server_hello_done::decode(byte_view body)
{
    wire::reader(body).expect_end();
    return {};
}

} // namespace tls::message
