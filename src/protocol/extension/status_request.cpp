#include "protocol/extension/status_request.hpp"

#include "protocol/extension/lists.hpp"
#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

status_request status_request::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    status_request result;
    result.status_type = certificate_status_type{reader.u8()};
    if (result.status_type != certificate_status_type::ocsp)
        return result;

    wire::reader responder_ids(reader.vector16());
    while (!responder_ids.empty())
        result.responder_id_list.push_back(to_bytes(responder_ids.vector16(1)));
    result.request_extensions = to_bytes(reader.vector16());
    reader.expect_end();
    return result;
}

void status_request::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.u8(static_cast<std::uint8_t>(status_type));
    auto responder_ids = writer.prefix16();
    for (const auto& responder_id : responder_id_list)
        writer.vector16(responder_id);
    responder_ids.close();
    writer.vector16(request_extensions);
}

empty_status_request empty_status_request::decode(byte_view extension_data)
{
    decode_empty(extension_data);
    return {};
}

status_request_acknowledgement status_request_acknowledgement::decode(byte_view extension_data)
{
    decode_empty(extension_data);
    return {};
}

certificate_status certificate_status::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    if (certificate_status_type{reader.u8()} != certificate_status_type::ocsp)
        throw fatal(alert_description::illegal_parameter, error::reason::illegal_parameter,
                    "a certificate status other than OCSP");
    certificate_status result{to_bytes(reader.vector24(1))};
    reader.expect_end();
    return result;
}

void certificate_status::encode(bytes& out) const
{
    wire::writer writer(out);
    writer.u8(static_cast<std::uint8_t>(certificate_status_type::ocsp));
    writer.vector24(response);
}

} // namespace tls::extension
