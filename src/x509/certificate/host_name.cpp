#include "x509/certificate/host_name.hpp"

#include "x509/certificate/identity.hpp"

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

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

// Letters, digits and hyphens, and the underscore, which occurs in practice.
bool is_host_character(char c) noexcept
{
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-' || c == '_';
}

} // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept
{
    return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

// Labels of 1 to 63 host characters, at most 253 characters in total (RFC 1035 section 2.3.4). The last label is not a
// number, because some software would take such a name for an IPv4 address.
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
    bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
    if (bracketed)
        text = text.substr(1, text.size() - 2);
    // A NUL would end the text early in inet_pton.
    if (text.find('\0') != std::string_view::npos)
        return std::nullopt;
    const std::string terminated(text);
    bytes address(16);
    if (::inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1)
        return address;
    address.resize(4);
    if (!bracketed && ::inet_pton(AF_INET, terminated.c_str(), address.data()) == 1)
        return address;
    return std::nullopt;
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

bool matches_host(const certificate& leaf, std::string_view host)
{
    const auto& names = leaf.alt_names();
    if (auto address = parse_ip_literal(host))
        return std::ranges::find(names.ip_addresses, *address) != names.ip_addresses.end();
    return std::ranges::any_of(names.dns_names,
                               [host](const std::string& presented) { return matches_dns_name(presented, host); });
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
    const bool is_ip = x509::parse_ip_literal(host_).has_value();
    if (x509::matches_host(leaf, host_))
        return true;
    if (!is_ip && !x509::names_a_host(leaf) && x509::matches_dns_name(leaf.subject().common_name(), host_))
        return true;
    context.set_error(is_ip ? x509::verify_error::ip_address_mismatch : x509::verify_error::host_name_mismatch);
    return false;
}

} // namespace tls
