#include "protocol/record/record_header.hpp"

#include "protocol/record/version2_hello.hpp"
#include "protocol/wire/fatal.hpp"

#include <algorithm>
#include <array>

namespace tls {
namespace {

/// Whether the bytes begin a plain HTTP request. This is the most common non-TLS data on a TLS port, so it has its own
/// error.
bool looks_like_http(byte_view data)
{
    constexpr std::array<std::string_view, 6> methods{"GET ", "POST", "HEAD", "PUT ", "OPTI", "CONN"};
    return std::ranges::any_of(methods, [&](std::string_view method) { return as_text(data).starts_with(method); });
}

bool is_known(content_type type)
{
    return type == content_type::change_cipher_spec || type == content_type::alert || type == content_type::handshake ||
           type == content_type::application_data;
}

/// Returns the maximum record length (RFC 8446 sections 5.1 and 5.2, RFC 5246 section 6.2).
std::size_t max_length(content_type type, record_protection protection)
{
    if (protection == record_protection::tls12)
        return max_tls12_ciphertext_size;
    const bool is_protected = protection == record_protection::tls13 && type == content_type::application_data;
    return is_protected ? max_ciphertext_size : max_plaintext_size;
}

} // namespace

std::optional<record_header> read_record_header(byte_view data, record_protection protection)
{
    if (data.empty())
        return std::nullopt;
    auto type = static_cast<content_type>(data[0]);
    if (protection == record_protection::none && !is_known(type)) {
        if (data.size() < 4)
            return std::nullopt;
        if (looks_like_http(data))
            throw fatal(alert_description::unexpected_message, error::reason::http_request,
                        "the peer sent a plain HTTP request");
        // RFC 6176: servers MUST NOT negotiate SSL 2.0.
        if (is_ssl2_hello(data))
            throw fatal(alert_description::protocol_version, error::reason::unsupported_protocol,
                        "the client offers SSL 2.0 only");
        throw fatal(alert_description::unexpected_message, error::reason::wrong_version_number,
                    "the received data is not TLS");
    }
    // RFC 8446 section 5: "If a TLS implementation receives an unexpected record type, it MUST terminate
    // the connection with an 'unexpected_message' alert."
    if (!is_known(type))
        throw fatal(alert_description::unexpected_message, error::reason::bad_record_type, "unknown record type");
    if (data.size() < record_header_size)
        return std::nullopt;

    record_header header;
    header.type = type;
    header.legacy_record_version = static_cast<std::uint16_t>(data[1] << 8 | data[2]);
    header.length = static_cast<std::uint16_t>(data[3] << 8 | data[4]);

    // RFC 8446 section 5.1: legacy_record_version "MUST be ignored for all purposes". A first byte other than 3 was
    // never TLS, though, so the length field is meaningless too.
    if (data[1] != 3)
        throw fatal(alert_description::protocol_version, error::reason::wrong_version_number,
                    "the received data is not TLS");

    // RFC 8446 section 5.2: a longer record MUST be answered with record_overflow.
    if (header.length > max_length(type, protection))
        throw fatal(alert_description::record_overflow, error::reason::record_overflow,
                    "record of " + std::to_string(header.length) + " bytes");
    return header;
}

} // namespace tls
