#include "protocol/message/key_update.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

#include <string>

namespace tls::message {

key_update key_update::decode(byte_view body)
{
    wire::reader reader(body);
    auto value = reader.u8();
    reader.expect_end();
    // RFC 8446 section 4.6.3: "If an implementation receives any other value, it MUST terminate the connection
    // with an "illegal_parameter" alert."
    if (value > static_cast<std::uint8_t>(key_update_request::update_requested))
        throw fatal(alert_description::illegal_parameter, error::reason::invalid_key_update,
                    "request_update is " + std::to_string(value));
    return {key_update_request{value}};
}

void key_update::encode(bytes& out) const
{
    wire::writer(out).u8(static_cast<std::uint8_t>(request_update));
}

} // namespace tls::message
