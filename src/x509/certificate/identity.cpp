#include "x509/certificate/identity.hpp"

#include "x509/certificate/host_name.hpp"

#include <algorithm>

namespace tls::x509 {

namespace {

// Returns whether all characters may occur in a URI: ASCII without spaces and controls (RFC 3986 section 2).
bool is_graphic(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

// A URI split into the parts that are compared differently (RFC 3986 section 3).
struct uri_parts {
    std::string_view scheme;
    bool has_authority = false;
    std::string_view user; ///< includes the @
    std::string_view host;
    std::string_view rest; ///< port, path, query and fragment
};

std::optional<uri_parts> split_uri(std::string_view uri)
{
    const auto colon = uri.find(':');
    if (colon == 0 || colon == std::string_view::npos || !is_graphic(uri))
        return std::nullopt;
    uri_parts parts;
    parts.scheme = uri.substr(0, colon);
    parts.rest = uri.substr(colon + 1);
    parts.has_authority = parts.rest.starts_with("//");
    if (!parts.has_authority)
        return parts;
    auto authority = parts.rest.substr(2);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        parts.user = authority.substr(0, at + 1);
        authority.remove_prefix(at + 1);
    }
    // An IPv6 literal stands in brackets; colons within them do not end the host.
    const auto host_size = authority.starts_with('[') ? authority.find(']') : authority.find(':');
    parts.host = authority.substr(0, host_size);
    parts.rest = uri.substr(static_cast<std::size_t>(parts.host.data() - uri.data()) + parts.host.size());
    return parts;
}

constexpr std::size_t max_mailbox_size = 320;
// Longer URIs do not occur; RFC 9110 section 4.1 asks for this length.
constexpr std::size_t max_uri_size = 8 * 1024;

bool same_mailbox(std::string_view a, std::string_view b)
{
    if (!is_mailbox(a) || !is_mailbox(b))
        return false;
    const auto at = a.find('@');
    // RFC 5280 section 7.5: the local parts match exactly, the hosts as DNS names do.
    return a.substr(0, at + 1) == b.substr(0, b.find('@') + 1) && equal_ignoring_case(a.substr(at), b.substr(at));
}

bool same_uri(std::string_view a, std::string_view b)
{
    const auto left = split_uri(a), right = split_uri(b);
    return left && right && left->has_authority == right->has_authority &&
           equal_ignoring_case(left->scheme, right->scheme) && left->user == right->user &&
           equal_ignoring_case(left->host, right->host) && left->rest == right->rest;
}

} // namespace

bool is_mailbox(std::string_view text) noexcept
{
    // RFC 5321 section 4.5.3.1: 64 octets, the @, and 255. The bound is needed because every constraint scans the whole
    // name.
    if (text.size() > max_mailbox_size)
        return false;
    const auto at = text.find('@');
    return at != 0 && at != std::string_view::npos && is_graphic(text.substr(0, at)) &&
           is_dns_name(text.substr(at + 1));
}

std::optional<std::string_view> host_of_uri(std::string_view uri) noexcept
{
    if (uri.size() > max_uri_size)
        return std::nullopt;
    const auto parts = split_uri(uri);
    if (!parts || !is_dns_name(parts->host))
        return std::nullopt;
    return parts->host;
}

bool matches_email(const certificate& leaf, std::string_view email)
{
    return std::ranges::any_of(leaf.alt_names().emails,
                               [email](const std::string& presented) { return same_mailbox(presented, email); });
}

bool matches_uri(const certificate& leaf, std::string_view uri)
{
    return std::ranges::any_of(leaf.alt_names().uris,
                               [uri](const std::string& presented) { return same_uri(presented, uri); });
}

bool names_a_host(const certificate& leaf)
{
    const auto& names = leaf.alt_names();
    return !names.dns_names.empty() || !names.ip_addresses.empty();
}

std::string fallback_host_name(const certificate& leaf, const verify_parameters& parameters)
{
    if (!parameters.common_name_fallback || parameters.rules == profile::web || names_a_host(leaf))
        return {};
    return leaf.subject().common_name();
}

} // namespace tls::x509
