#include "protocol/message/certificate_request_tls10.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::message {

certificate_request_tls10 certificate_request_tls10::decode(byte_view body)
{
    wire::reader reader(body);
    wire::reader types(reader.vector8(1));
    wire::reader authorities(reader.vector16());
    reader.expect_end();

    certificate_request_tls10 request;
    while (!types.empty())
        request.certificate_types.push_back(client_certificate_type{types.u8()});
    while (!authorities.empty())
        request.certificate_authorities.push_back(to_bytes(authorities.vector16(1)));
    return request;
}

void certificate_request_tls10::encode(bytes& out) const
{
    wire::writer writer(out);
    auto types = writer.prefix8();
    for (auto certificate_type : certificate_types)
        writer.u8(static_cast<std::uint8_t>(certificate_type));
    types.close();
    auto authorities = writer.prefix16();
    for (const auto& distinguished_name : certificate_authorities)
        writer.vector16(distinguished_name);
    authorities.close();
}

} // namespace tls::message
