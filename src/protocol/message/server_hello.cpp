#include "protocol/message/server_hello.hpp"

#include "protocol/message/server_hello_body.hpp"

#include <utility>

namespace tls::message {

namespace {

server_hello_extensions read_extensions(const extension::extension_block& block)
{
    // RFC 8446 section 4.2.1: a server that selects an earlier version "MUST NOT send" supported_versions; its
    // extensions then follow other rules and formats.
    block.check_allowed_in(block.contains(extension_type::supported_versions)
                               ? extension::message_kind::server_hello
                               : extension::message_kind::server_hello_tls12);
    auto extensions = extension::decode_extensions<server_hello_extensions>(block);
    extension::check_record_sizes(extensions);
    return extensions;
}

} // namespace

server_hello server_hello::decode(byte_view body)
{
    auto fields = server_hello_body::decode(body);
    if (fields.random == hello_retry_request_random)
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message, "HelloRetryRequest");

    return {fields.legacy_version,
            fields.random,
            std::move(fields.legacy_session_id_echo),
            fields.cipher_suite,
            fields.legacy_compression_method,
            read_extensions(fields.extensions)};
}

protocol_version server_hello::version() const noexcept
{
    return extensions.supported_versions ? extensions.supported_versions->version : legacy_version;
}

void server_hello::encode(bytes& out) const
{
    server_hello_body{legacy_version, random, legacy_session_id_echo, cipher_suite, legacy_compression_method, {}}
        .encode_fields(out);
    // RFC 5246 section 7.4.1.3: without extensions the field may be absent. A client that sent no extensions may not
    // expect the field.
    if (!extension::types_to_send(extensions).empty())
        extension::encode_extensions(out, extensions);
}

} // namespace tls::message
