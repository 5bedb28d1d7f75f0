#include "x509/certificate/host_name.hpp"

#include "x509/certificate/identity.hpp"
#include "x509/der/text.hpp"

#include <tls/host_name_verification.hpp>
#include <tls/x509/verifier.hpp>

#include <arpa/inet.h>

#include <algorithm>

namespace tls::x509 {

namespace {

char to_lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Letters, digits and hyphens, and the underscore, which occurs in practice.
bool is_host_character(char c) noexcept
{
    return is_digit(c) || is_letter(c) || c == '-' || c == '_';
}

// Returns whether inet_aton reads the label as the last number of an IPv4 address.
bool is_number(std::string_view label) noexcept
{
    if (label.starts_with("0x") || label.starts_with("0X"))
        return std::ranges::all_of(label.substr(2), is_hex_digit);
    return std::ranges::all_of(label, is_digit);
}

// Interfaces have names such as "eth0", "eth0:1", "br-1.2"; the brackets and the second percent sign of a URL do not
// belong to any.
bool is_zone(std::string_view text) noexcept
{
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) {
        return c > 0x20 && c < 0x7f && c != '%' && c != '/' && c != '[' && c != ']';
    });
}

std::optional<bytes> parse_address(int family, std::size_t size, std::string_view text)
{
    // A NUL would end the text early in inet_pton.
    if (text.find('\0') != std::string_view::npos)
        return std::nullopt;
    bytes address(size);
    if (::inet_pton(family, std::string(text).c_str(), address.data()) != 1)
        return std::nullopt;
    return address;
}

// Parses an IP address with or without brackets and zone.
std::optional<host_name> parse_any_address(std::string_view text)
{
    const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
    if (bracketed)
        text = text.substr(1, text.size() - 2);
    else if (auto address = parse_address(AF_INET, 4, text))
        return host_name{{}, {}, std::move(*address), {}};
    const auto percent = text.find('%');
    auto address = parse_address(AF_INET6, 16, text.substr(0, percent));
    if (!address)
        return std::nullopt;
    host_name host{{}, {}, std::move(*address), {}};
    if (percent == std::string_view::npos)
        return host;
    auto zone = text.substr(percent + 1);
    // RFC 6874 section 2: in the brackets of a URL, the percent sign before the zone is written %25.
    if (bracketed && zone.size() > 2 && zone.starts_with("25"))
        zone.remove_prefix(2);
    if (!is_zone(zone))
        return std::nullopt;
    host.zone = zone;
    return host;
}

bool has_port(std::string_view text)
{
    const auto colon = text.rfind(':');
    return colon != std::string_view::npos && std::ranges::all_of(text.substr(colon + 1), is_digit) &&
           parse_host(text.substr(0, colon));
}

} // namespace

std::optional<host_name> parse_host(std::string_view text)
{
    auto host = parse_any_address(text);
    if (!host) {
        const auto name = text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
        if (!is_dns_name(name) || is_number(name.substr(name.rfind('.') + 1)))
            return std::nullopt;
        host.emplace().dns_name = name;
    }
    host->text = text;
    return host;
}

std::string describe_bad_host(std::string_view text)
{
    constexpr std::size_t longest_quoted = 80;
    if (text.empty())
        return "the host is empty: pass a DNS name or an IP address";
    auto problem = '"' + escaped(text.substr(0, longest_quoted), "\"") + "\" is not a DNS name or an IP address: ";
    if (text.find("://") != std::string_view::npos)
        return problem + "pass the host of the URL only";
    if (has_port(text))
        return problem + "pass the host without the port";
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        return problem + "pass an internationalized name in its ASCII form (A-labels, xn--...)";
    if (text.size() > 253)
        return problem + "a name has at most 253 characters";
    const auto last = text.substr(text.rfind('.') + 1);
    if (!last.empty() && is_number(last))
        return problem + "it ends in a number, but is not a complete IPv4 address";
    return problem + "labels have 1 to 63 letters, digits, hyphens and underscores";
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept
{
    return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

// RFC 1035 section 2.3.4 has the limits.
bool is_dns_name(std::string_view text) noexcept
{
    if (text.empty() || text.size() > 253)
        return false;
    for (;;) {
        auto dot = text.find('.');
        auto label = text.substr(0, dot);
        if (label.empty() || label.size() > 63 || !std::ranges::all_of(label, is_host_character))
            return false;
        if (dot == std::string_view::npos)
            return !std::ranges::all_of(label, is_digit);
        text.remove_prefix(dot + 1);
    }
}

std::optional<bytes> parse_ip_literal(std::string_view text)
{
    auto host = parse_any_address(text);
    if (!host || !host->zone.empty())
        return std::nullopt;
    return std::move(host->address);
}

bool matches_dns_name(std::string_view presented, std::string_view reference) noexcept
{
    if (reference.ends_with('.'))
        reference.remove_suffix(1);
    if (!is_dns_name(reference))
        return false;
    if (!presented.starts_with("*."))
        return is_dns_name(presented) && equal_ignoring_case(presented, reference);

    // RFC 6125 section 6.4.3: the wildcard is the complete left-most label and matches one label. A suffix of a single
    // label would cover a whole top-level domain.
    auto suffix = presented.substr(2);
    auto dot = reference.find('.');
    return is_dns_name(suffix) && suffix.find('.') != std::string_view::npos && dot != std::string_view::npos &&
           equal_ignoring_case(suffix, reference.substr(dot + 1));
}

bool matches_host(const certificate& leaf, const host_name& host)
{
    const auto& names = leaf.alt_names();
    if (host.is_address())
        return std::ranges::find(names.ip_addresses, host.address) != names.ip_addresses.end();
    return std::ranges::any_of(
        names.dns_names, [&host](const std::string& presented) { return matches_dns_name(presented, host.dns_name); });
}

bool matches_host(const certificate& leaf, std::string_view host)
{
    const auto parsed = parse_host(host);
    return parsed && matches_host(leaf, *parsed);
}

} // namespace tls::x509

namespace tls {

bool host_name_verification::operator()(bool preverified, verify_context& context) const
{
    if (!preverified)
        return false;
    if (context.error_depth() > 0)
        return true;
    const auto& leaf = context.current_certificate();
    const auto host = x509::parse_host(host_);
    if (host && x509::matches_host(leaf, *host))
        return true;
    const bool is_ip = host && host->is_address();
    if (host && !is_ip && !x509::names_a_host(leaf) &&
        x509::matches_dns_name(leaf.subject().common_name(), host->dns_name))
        return true;
    context.set_error(is_ip ? x509::verify_error::ip_address_mismatch : x509::verify_error::host_name_mismatch);
    return false;
}

} // namespace tls
