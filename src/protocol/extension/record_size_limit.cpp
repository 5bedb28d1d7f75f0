#include "protocol/extension/record_size_limit.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

#include <string>

namespace tls::extension {

record_size_limit record_size_limit::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    record_size_limit result{reader.u16()};
    reader.expect_end();
    // RFC 8449 section 4: "An endpoint MUST treat receipt of a smaller value as a fatal error and generate an
    // "illegal_parameter" alert."
    if (result.limit < smallest)
        throw fatal(alert_description::illegal_parameter, error::reason::bad_record_size_limit,
                    "record_size_limit of " + std::to_string(result.limit) + " bytes");
    return result;
}

void record_size_limit::encode(bytes& out) const
{
    wire::writer(out).u16(limit);
}

void reject_two_record_sizes()
{
    throw fatal(alert_description::illegal_parameter, error::reason::illegal_parameter,
                "record_size_limit and max_fragment_length in one response");
}

} // namespace tls::extension
