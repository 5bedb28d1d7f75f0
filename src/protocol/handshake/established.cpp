#include "protocol/handshake/established.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace tls {
namespace {

// Labels that TLS 1.2 uses in its PRF. RFC 5705 section 6: "These entries are reserved and MUST NOT be used". RFC 7627
// added one.
constexpr std::array<std::string_view, 5> reserved_labels{"client finished", "server finished", "master secret",
                                                          "key expansion", "extended master secret"};

constexpr std::size_t max_context_size = 0xffff;  // RFC 5705 section 4: its length is a uint16
constexpr std::size_t max_tls13_label_size = 249; // RFC 8446 section 7.1: opaque label<7..255> = "tls13 " + Label
constexpr std::size_t max_tls13_digests = 255;    // RFC 5869 section 2.3

/// A label must not even begin with a reserved one: the randoms follow the label in the PRF input, and an attacker can
/// choose bytes of them. TLS 1.3 could not confuse such labels, but the caller does not know the version in advance.
bool is_allowed(std::string_view label)
{
    const auto begins_with = [&](std::string_view reserved) { return label.starts_with(reserved); };
    return std::ranges::none_of(reserved_labels, begins_with);
}

/// Without a label, an attacker could choose the first bytes of the PRF input. If there is no context either, the input
/// still cannot be one of TLS itself: it has 64 bytes, and no other use of the PRF has so many. Some programs that use
/// OpenSSL export such values.
bool fits_tls12(std::string_view label, std::optional<byte_view> context)
{
    return !label.empty() || !context;
}

bool fits_tls13(const hash_algorithm& hash, std::string_view label, byte_span out)
{
    return !label.empty() && label.size() <= max_tls13_label_size && out.size() <= max_tls13_digests * hash.digest_size;
}

/// RFC 8446 section 7.5: TLS-Exporter(label, context_value, key_length) = HKDF-Expand-Label(Derive-Secret(Secret,
/// label, ""), "exporter", Hash(context_value), key_length). No context is the same as an empty one.
boost::system::error_code export_tls13(const hash_algorithm& hash, byte_view exporter_secret, std::string_view label,
                                       byte_view context, byte_span out)
{
    if (!fits_tls13(hash, label, out))
        return boost::asio::error::invalid_argument;
    transcript_hash empty_hash(hash.digest_size), context_hash(hash.digest_size);
    digest(hash, {}, empty_hash.span());
    digest(hash, context, context_hash.span());
    const auto secret = tls13::derive_secret(hash, exporter_secret, label, empty_hash);
    tls13::hkdf_expand_label(hash, secret, "exporter", context_hash, out);
    return {};
}

bool is_allowed(std::string_view label, byte_view context)
{
    return is_allowed(label) && context.size() <= max_context_size;
}

} // namespace

boost::system::error_code export_keying_material(const established& connection, std::string_view label,
                                                 std::optional<byte_view> context, byte_span out)
{
    const auto context_value = context.value_or(byte_view());
    if (!is_allowed(label, context_value))
        return boost::asio::error::invalid_argument;
    if (auto* tls13 = std::get_if<established_tls13>(&connection))
        return export_tls13(*tls13->hash, tls13->exporter_master_secret, label, context_value, out);
    auto* tls12 = std::get_if<established_tls12>(&connection);
    if (tls12 == nullptr || !tls12->extended_master_secret)
        return boost::asio::error::operation_not_supported;
    if (!fits_tls12(label, context))
        return boost::asio::error::invalid_argument;
    tls12->master_secret.exporter(label, context, tls12->client_random, tls12->server_random, out);
    return {};
}

boost::system::error_code export_keying_material(const early_exporter& early, std::string_view label,
                                                 std::optional<byte_view> context, byte_span out)
{
    const auto context_value = context.value_or(byte_view());
    if (!is_allowed(label, context_value))
        return boost::asio::error::invalid_argument;
    return export_tls13(*early.hash, early.early_exporter_master_secret, label, context_value, out);
}

} // namespace tls
