#include "protocol/message/certificate_request.hpp"

namespace tls::message {

certificate_request certificate_request::decode(byte_view body)
{
    wire::reader reader(body);
    certificate_request request;
    request.certificate_request_context = to_bytes(reader.vector8());
    auto block = extension::extension_block::read(reader, extension::message_kind::certificate_request);
    reader.expect_end();

    // RFC 8446 section 4.3.2: "The "signature_algorithms" extension MUST be specified".
    if (!block.contains(extension_type::signature_algorithms))
        throw fatal(alert_description::missing_extension, error::reason::missing_signature_algorithms_extension,
                    "signature_algorithms in CertificateRequest");
    request.extensions = extension::decode_extensions<certificate_request_extensions>(block);
    return request;
}

void certificate_request::encode(bytes& out) const
{
    wire::writer(out).vector8(certificate_request_context);
    extension::encode_extensions(out, extensions);
}

} // namespace tls::message
