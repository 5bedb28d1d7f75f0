// Negotiation of record lengths: record_size_limit (RFC 8449) and max_fragment_length (RFC 6066 section 4), for TLS 1.2
// and 1.3.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_RECORD_SIZES_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_RECORD_SIZES_HPP

#include "protocol/connection/record_limits.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/record/record_layer.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/version.hpp>
#include <tls/version_descriptor.hpp>

#include <algorithm>
#include <utility>

namespace tls {

struct configuration;

/// Returns the bytes that a limit counts besides content and padding, in a protected record's plaintext.
inline std::size_t counted_overhead(protocol_version version) noexcept
{
    return descriptor_of(version).counted_overhead();
}

/// Returns the most plaintext that the peer should put into a record, in bytes.
std::size_t accepted_plaintext(const configuration&) noexcept;

/// Adds our limits to a ClientHello.
void offer_record_sizes(message::client_hello_extensions&, const configuration&);

/// Adds the server's answer to ServerHello or EncryptedExtensions. RFC 8449 section 5: a server that supports
/// record_size_limit MUST ignore max_fragment_length if both are present.
template <class Answer>
void answer_record_sizes(Answer& answer, const message::client_hello_extensions& offer, const configuration& config,
                         protocol_version version)
{
    if (offer.record_size_limit) {
        answer.record_size_limit = extension::record_size_limit{
            static_cast<std::uint16_t>(accepted_plaintext(config) + counted_overhead(version))};
    } else if (offer.max_fragment_length) {
        answer.max_fragment_length = offer.max_fragment_length;
    }
}

/// Throws fatal{illegal_parameter} unless the server's answer fits the offer.
template <class Answer>
void check_record_sizes(const Answer& answer, const message::client_hello_extensions& offer, protocol_version version)
{
    // RFC 8449 section 4: a server MUST NOT send a value above the version's maximum.
    if (answer.record_size_limit && answer.record_size_limit->limit > max_plaintext_size + counted_overhead(version))
        throw fatal(alert_description::illegal_parameter, error::reason::bad_record_size_limit,
                    "the server's record_size_limit exceeds the maximum");
    // RFC 6066 section 4: a client that receives another length than it requested MUST abort with "illegal_parameter".
    if (answer.max_fragment_length && answer.max_fragment_length != offer.max_fragment_length)
        throw fatal(alert_description::illegal_parameter, error::reason::invalid_max_fragment_length,
                    "the server's max_fragment_length is not the requested one");
}

/// Returns the limits that result from both sides' extensions.
template <class Answer>
record_limits agreed_record_sizes(role ours, const message::client_hello_extensions& offer, const Answer& answer,
                                  protocol_version version)
{
    const auto overhead = counted_overhead(version);
    if (offer.record_size_limit && answer.record_size_limit) {
        const std::size_t client = offer.record_size_limit->limit;
        const std::size_t server = answer.record_size_limit->limit;
        const auto [read, write] = ours == role::client ? std::pair(client, server) : std::pair(server, client);
        return {read, std::min(write - overhead, max_plaintext_size), max_plaintext_size};
    }
    if (offer.max_fragment_length && answer.max_fragment_length) {
        const auto size = answer.max_fragment_length->size();
        return {size + overhead, size, size};
    }
    return {max_plaintext_size + overhead, max_plaintext_size, max_plaintext_size};
}

} // namespace tls

#endif
