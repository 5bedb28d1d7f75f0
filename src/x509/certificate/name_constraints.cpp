#include "x509/certificate/name_constraints.hpp"

#include "x509/certificate/host_name.hpp"
#include "x509/certificate/identity.hpp"
#include "x509/certificate/name.hpp"

#include <algorithm>
#include <array>

namespace tls::x509 {

namespace {

using namespace general_name_tag;

constexpr std::array known_alternatives{
    der::tag::context_constructed(0), // otherName
    rfc822_name,
    dns_name,
    der::tag::context_constructed(3), // x400Address
    directory_name,
    der::tag::context_constructed(5), // ediPartyName
    uniform_resource_identifier,
    ip_address,
    der::tag::context(8), // registeredID
};

bool is_contiguous_mask(byte_view mask)
{
    bool ended = false;
    for (auto byte : mask) {
        for (unsigned bit = 0x80; bit != 0; bit >>= 1) {
            bool one = (byte & bit) != 0;
            if (one && ended)
                return false;
            ended = ended || !one;
        }
    }
    return true;
}

// A host, or a domain with a leading period. The empty string matches every host.
bool is_host_or_domain(std::string_view text)
{
    return text.empty() || is_dns_name(text.starts_with('.') ? text.substr(1) : text);
}

void check_base(const general_name& base)
{
    const auto text = as_text(base.content);
    switch (base.tag) {
    case dns_name:
        // A base is a host name without a leading period or wildcard. The empty base matches every name.
        if (!text.empty() && !is_dns_name(text))
            throw der::error("dNSName constraint is not a host name");
        break;
    case rfc822_name:
        if (!is_mailbox(text) && !is_host_or_domain(text))
            throw der::error("rfc822Name constraint is not a mailbox, host or domain");
        break;
    case uniform_resource_identifier:
        if (!is_host_or_domain(text))
            throw der::error("uniformResourceIdentifier constraint is not a host or domain");
        break;
    case ip_address: {
        // RFC 5280 section 4.2.1.10: eight or thirty-two octets, an address and a mask as in RFC 4632.
        auto size = base.content.size();
        if ((size != 8 && size != 32) || !is_contiguous_mask(base.content.subspan(size / 2)))
            throw der::error("iPAddress constraint is not an address range");
        break;
    }
    default:
        break;
    }
}

std::vector<constrained_name> read_subtrees(der::reader in)
{
    std::vector<constrained_name> subtrees;
    do {
        auto subtree = in.sequence();
        auto element = subtree.any();
        // RFC 5280 section 4.2.1.10: "the minimum MUST be zero, and maximum MUST be absent"; DER omits the default.
        subtree.expect_end();
        if (std::ranges::find(known_alternatives, element.tag) == known_alternatives.end())
            throw der::error("malformed GeneralName");
        const general_name base{element.tag, element.content};
        check_base(base);
        subtrees.push_back(comparable(base));
    } while (!in.empty());
    return subtrees;
}

// A host name, or a wildcard for host names.
bool is_dns_identity(std::string_view text)
{
    return is_dns_name(text.starts_with("*.") ? text.substr(2) : text);
}

bool is_dns_name_within(std::string_view name, std::string_view base)
{
    if (!is_dns_identity(name))
        return false;
    // "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side"
    if (base.empty())
        return true;
    if (name.size() < base.size() || !equal_ignoring_case(name.substr(name.size() - base.size()), base))
        return false;
    return name.size() == base.size() || name[name.size() - base.size() - 1] == '.';
}

// RFC 5280 section 4.2.1.10: a host, or with a leading period the hosts of a domain, but not the domain itself.
bool is_host_within(std::string_view host, std::string_view base)
{
    if (base.starts_with('.'))
        return host.size() > base.size() && equal_ignoring_case(host.substr(host.size() - base.size()), base);
    return base.empty() || equal_ignoring_case(host, base);
}

bool is_mailbox_within(std::string_view mailbox, std::string_view base)
{
    if (!is_mailbox(mailbox))
        return false;
    auto at = mailbox.find('@');
    auto host = mailbox.substr(at + 1);
    if (auto base_at = base.rfind('@'); base_at != std::string_view::npos)
        return mailbox.substr(0, at) == base.substr(0, base_at) && equal_ignoring_case(host, base.substr(base_at + 1));
    return is_host_within(host, base);
}

// "The constraint [...] applies to the host part of the name."
bool is_uri_within(std::string_view uri, std::string_view base)
{
    auto host = host_of_uri(uri);
    return host && is_host_within(*host, base);
}

bool is_address_within(byte_view address, byte_view base)
{
    if (base.size() != 2 * address.size())
        return false;
    auto mask = base.subspan(address.size());
    for (std::size_t i = 0; i < address.size(); ++i)
        if ((address[i] & mask[i]) != (base[i] & mask[i]))
            return false;
    return true;
}

bool is_supported(std::uint8_t tag)
{
    return tag == rfc822_name || tag == dns_name || tag == directory_name || tag == uniform_resource_identifier ||
           tag == ip_address;
}

bool is_within(const constrained_name& name, const constrained_name& base)
{
    const auto name_text = as_text(name.value), base_text = as_text(base.value);
    switch (name.tag) {
    case rfc822_name:
        return is_mailbox_within(name_text, base_text);
    case dns_name:
        return is_dns_name_within(name_text, base_text);
    case uniform_resource_identifier:
        return is_uri_within(name_text, base_text);
    case ip_address:
        return is_address_within(name.value, base.value);
    default: // directoryName: names are sequences of self-delimiting elements
        return name_text.starts_with(base_text);
    }
}

// Returns whether a name matches something in the subtree, or may do so in some software. A wildcard matches hosts that
// it is not equal to. A malformed name or mailbox may be interpreted in any way. For a URI without a host name, RFC
// 5280 says: "the application MUST reject the certificate".
bool may_match_within(const constrained_name& name, const constrained_name& base)
{
    if (!is_supported(name.tag) || is_within(name, base))
        return true;
    const auto text = as_text(name.value);
    switch (name.tag) {
    case rfc822_name:
        return !is_mailbox(text);
    case uniform_resource_identifier:
        return !host_of_uri(text);
    default:
        return name.tag == dns_name && (!is_dns_identity(text) || matches_dns_name(text, as_text(base.value)));
    }
}

} // namespace

constrained_name comparable(const general_name& name)
{
    // GeneralName tags a Name explicitly, because a Name is a CHOICE.
    return {name.tag, name.tag == directory_name ? canonical_name(name.content) : to_bytes(name.content)};
}

name_constraints read_name_constraints(byte_view der)
{
    constexpr auto permitted_subtrees = der::tag::context_constructed(0);
    constexpr auto excluded_subtrees = der::tag::context_constructed(1);
    auto fields = der::only_sequence(der);
    // RFC 5280 section 4.2.1.10: CAs MUST NOT issue certificates where name constraints is an empty sequence.
    if (fields.empty())
        throw der::error("empty nameConstraints");
    name_constraints result;
    if (fields.next_is(permitted_subtrees))
        result.permitted = read_subtrees(fields.constructed(permitted_subtrees));
    if (fields.next_is(excluded_subtrees))
        result.excluded = read_subtrees(fields.constructed(excluded_subtrees));
    fields.expect_end();
    return result;
}

verify_error check_names(const name_constraints& constraints, std::span<const constrained_name> names,
                         std::size_t& budget)
{
    for (const auto& name : names) {
        auto cost = constraints.permitted.size() + constraints.excluded.size();
        if (cost > budget)
            return verify_error::too_many_checks;
        budget -= cost;

        for (const auto& base : constraints.excluded)
            if (base.tag == name.tag && may_match_within(name, base))
                return verify_error::excluded_violation;
        bool constrained = false, permitted = false;
        for (const auto& base : constraints.permitted) {
            if (base.tag != name.tag)
                continue;
            constrained = true;
            permitted = permitted || (is_supported(name.tag) && is_within(name, base));
        }
        if (constrained && !permitted)
            return verify_error::permitted_violation;
    }
    return verify_error::ok;
}

} // namespace tls::x509
