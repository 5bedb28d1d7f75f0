#include "x509/certificate/identity.hpp"

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/host_name.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/der/text.hpp"

#include <algorithm>

namespace tls::x509 {

namespace {

bool is_graphic(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

// RFC 3986 section 2: unreserved and sub-delims.
bool is_plain_uri_character(char c)
{
    return is_letter(c) || is_digit(c) || std::string_view("-._~!$&'()*+,;=").find(c) != std::string_view::npos;
}

// Returns whether all characters are plain ones, percent-encoded ones, or in `others`.
bool is_uri_component(std::string_view text, std::string_view others)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (text.size() - i < 3 || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2]))
                return false;
            i += 2;
        } else if (!is_plain_uri_character(text[i]) && others.find(text[i]) == std::string_view::npos) {
            return false;
        }
    }
    return true;
}

// RFC 3986 section 3.1.
bool is_scheme(std::string_view text)
{
    auto is_allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
    return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, is_allowed);
}

// RFC 3986 section 3.2.2: an IP literal in brackets, or a reg-name.
bool is_uri_host(std::string_view text)
{
    if (text.starts_with('['))
        return text.ends_with(']') && is_uri_component(text.substr(1, text.size() - 2), ":");
    return is_uri_component(text, "");
}

// A URI split into the parts that are compared differently (RFC 3986 section 3).
struct uri_parts {
    std::string_view scheme;
    bool has_authority = false;
    std::string_view user; ///< includes the @
    std::string_view host;
    std::string_view rest; ///< port, path, query and fragment
};

// Takes the text up to the first of `ends`, which stays.
std::string_view take_until(std::string_view& text, std::string_view ends)
{
    const auto taken = text.substr(0, text.find_first_of(ends));
    text.remove_prefix(taken.size());
    return taken;
}

// RFC 3986 section 3.2. Returns false if the authority is malformed.
bool split_authority(std::string_view authority, uri_parts& parts)
{
    if (const auto at = authority.find('@'); at != std::string_view::npos) {
        parts.user = authority.substr(0, at + 1);
        authority.remove_prefix(at + 1);
    }
    // Colons within the brackets of an IP literal do not end the host.
    const auto bracket = authority.starts_with('[') ? authority.find(']') : std::string_view::npos;
    const auto host_size = bracket != std::string_view::npos ? bracket + 1 : authority.find(':');
    parts.host = authority.substr(0, host_size);
    authority.remove_prefix(parts.host.size());
    const bool port_is_good =
        authority.empty() || (authority.front() == ':' && std::ranges::all_of(authority.substr(1), is_digit));
    return port_is_good && is_uri_host(parts.host) &&
           is_uri_component(parts.user.substr(0, parts.user.empty() ? 0 : parts.user.size() - 1), ":");
}

// Returns an empty optional if the text is not a URI of RFC 3986. Other software may see another host in it.
std::optional<uri_parts> split_uri(std::string_view uri)
{
    const auto colon = uri.find(':');
    if (colon == std::string_view::npos || !is_scheme(uri.substr(0, colon)))
        return std::nullopt;
    uri_parts parts;
    parts.scheme = uri.substr(0, colon);
    auto text = uri.substr(colon + 1);
    parts.rest = text;
    parts.has_authority = text.starts_with("//");
    if (parts.has_authority) {
        text.remove_prefix(2);
        if (!split_authority(take_until(text, "/?#"), parts))
            return std::nullopt;
        parts.rest = uri.substr(static_cast<std::size_t>(parts.host.data() - uri.data()) + parts.host.size());
    }
    const auto path = take_until(text, "?#"), query = take_until(text, "#");
    const bool good = is_uri_component(path, ":@/") &&
                      is_uri_component(query.empty() ? query : query.substr(1), ":@/?") &&
                      is_uri_component(text.empty() ? text : text.substr(1), ":@/?");
    return good ? std::optional(parts) : std::nullopt;
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

// Returns whether an otherName is an SRV-ID (RFC 4985 section 2) or is malformed.
bool is_srv_name(byte_view content)
try {
    return der::reader(content).object_identifier() == oid::dns_srv;
} catch (const der::error&) {
    return true;
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

bool has_reference_identifier(const certificate& leaf)
{
    const auto& data = detail::data_of(leaf);
    auto is_identifier = [](const general_name& name) {
        switch (name.tag) {
        case general_name_tag::dns_name:
        case general_name_tag::uniform_resource_identifier:
        case general_name_tag::ip_address:
            return true;
        case general_name_tag::other_name:
            return is_srv_name(name.content);
        default:
            return false;
        }
    };
    return data.has_malformed_alt_names || std::ranges::any_of(data.general_names, is_identifier);
}

std::string fallback_host_name(const certificate& leaf, const verify_parameters& parameters)
{
    if (!parameters.common_name_fallback || parameters.rules == profile::web || has_reference_identifier(leaf))
        return {};
    return leaf.subject().common_name();
}

} // namespace tls::x509
