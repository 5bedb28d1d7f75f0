#include "protocol/extension/ticket_request.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

ticket_request ticket_request::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    ticket_request result;
    result.new_session_count = reader.u8();
    result.resumption_count = reader.u8();
    reader.expect_end();
    return result;
}

void ticket_request::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.u8(new_session_count);
    writer.u8(resumption_count);
}

ticket_request_hint ticket_request_hint::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    ticket_request_hint result{reader.u8()};
    reader.expect_end();
    return result;
}

void ticket_request_hint::encode(bytes& out) const
{
    wire::writer(out).u8(expected_count);
}

} // namespace tls::extension
