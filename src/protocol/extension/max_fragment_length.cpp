#include "protocol/extension/max_fragment_length.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

#include <string>

namespace tls::extension {

max_fragment_length max_fragment_length::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    auto value = reader.u8();
    reader.expect_end();
    // RFC 6066 section 4: a server that receives "a value other than the allowed values ... MUST abort the handshake
    // with an "illegal_parameter" alert". The same holds for a client.
    if (value < static_cast<std::uint8_t>(code::two_to_the_9th) ||
        value > static_cast<std::uint8_t>(code::two_to_the_12th))
        throw fatal(alert_description::illegal_parameter, error::reason::invalid_max_fragment_length,
                    "value " + std::to_string(value));
    return {code{value}};
}

void max_fragment_length::encode(bytes& out) const
{
    wire::writer(out).u8(static_cast<std::uint8_t>(value));
}

} // namespace tls::extension
