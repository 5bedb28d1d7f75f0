#include "protocol/message/hello_request.hpp"

#include "protocol/wire/reader.hpp"

namespace tls::message {

hello_request hello_request::decode(byte_view body)
{
    wire::reader(body).expect_end();
    return {};
}

} // namespace tls::message
