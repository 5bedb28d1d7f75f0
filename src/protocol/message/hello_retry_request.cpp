#include "protocol/message/hello_retry_request.hpp"

#include "protocol/message/server_hello_body.hpp"

#include <algorithm>
#include <utility>

namespace tls::message {

hello_retry_request hello_retry_request::decode(byte_view body)
{
    auto fields = server_hello_body::decode(body);
    if (fields.random != hello_retry_request_random)
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message, "ServerHello");

    // RFC 8446 section 4.1.4: "The server's extensions MUST contain "supported_versions"."
    fields.extensions.check_allowed_in(extension::message_kind::hello_retry_request);
    if (!fields.extensions.contains(extension_type::supported_versions))
        throw fatal(alert_description::missing_extension, error::reason::missing_extension,
                    "supported_versions in HelloRetryRequest");

    return {fields.legacy_version, std::move(fields.legacy_session_id_echo), fields.cipher_suite,
            fields.legacy_compression_method,
            extension::decode_extensions<hello_retry_request_extensions>(fields.extensions)};
}

void hello_retry_request::encode(bytes& out) const
{
    server_hello_body{legacy_version, hello_retry_request_random, legacy_session_id_echo,
                      cipher_suite,   legacy_compression_method,  {}}
        .encode_fields(out);
    extension::encode_extensions(out, extensions);
}

bool is_hello_retry_request(byte_view body) noexcept
{
    constexpr auto random_offset = sizeof(protocol_version);
    const auto& expected = hello_retry_request_random;
    return body.size() >= random_offset + expected.size() &&
           std::ranges::equal(body.subspan(random_offset, expected.size()), expected);
}

} // namespace tls::message
