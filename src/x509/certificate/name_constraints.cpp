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

bool is_supported(std::uint8_t tag)
{
    return tag == rfc822_name || tag == dns_name || tag == directory_name || tag == uniform_resource_identifier ||
           tag == ip_address;
}

// A name, examined once for the comparisons with all subtrees.
struct examined_name {
    std::uint8_t tag = 0;
    byte_view value;
    std::string_view text;
    bool well_formed = true; ///< a mailbox, a host name or its wildcard, or a URI with a host name
    std::string_view host;   ///< of a mailbox or URI
};

examined_name examine(const constrained_name& name)
{
    examined_name result;
    result.tag = name.tag;
    result.value = name.value;
    result.text = as_text(name.value);
    switch (name.tag) {
    case rfc822_name:
        result.well_formed = is_mailbox(result.text);
        if (result.well_formed)
            result.host = result.text.substr(result.text.find('@') + 1);
        break;
    case dns_name:
        result.well_formed = is_dns_identity(result.text);
        break;
    case uniform_resource_identifier: {
        // "The constraint [...] applies to the host part of the name."
        const auto host = host_of_uri(result.text);
        result.well_formed = host.has_value();
        result.host = host.value_or("");
        break;
    }
    default:
        break;
    }
    return result;
}

bool is_dns_name_within(std::string_view name, std::string_view base)
{
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

bool is_mailbox_within(const examined_name& name, std::string_view base)
{
    const auto local_part = name.text.substr(0, name.text.size() - name.host.size() - 1);
    if (auto base_at = base.rfind('@'); base_at != std::string_view::npos)
        return local_part == base.substr(0, base_at) && equal_ignoring_case(name.host, base.substr(base_at + 1));
    return is_host_within(name.host, base);
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

bool is_within(const examined_name& name, const constrained_name& base)
{
    const auto base_text = as_text(base.value);
    switch (name.tag) {
    case rfc822_name:
        return name.well_formed && is_mailbox_within(name, base_text);
    case dns_name:
        return name.well_formed && is_dns_name_within(name.text, base_text);
    case uniform_resource_identifier:
        return name.well_formed && is_host_within(name.host, base_text);
    case ip_address:
        return is_address_within(name.value, base.value);
    default: // directoryName: names are sequences of self-delimiting elements
        return name.text.starts_with(base_text);
    }
}

// Returns whether a name matches something in the subtree, or may do so in some software. A wildcard matches hosts that
// it is not equal to. A malformed name or mailbox may be interpreted in any way. For a URI without a host name, RFC
// 5280 says: "the application MUST reject the certificate".
bool may_match_within(const examined_name& name, const constrained_name& base)
{
    if (!is_supported(name.tag) || !name.well_formed || is_within(name, base))
        return true;
    return name.tag == dns_name && matches_dns_name(name.text, as_text(base.value));
}

bool is_permitted(const examined_name& name, const std::vector<constrained_name>& permitted)
{
    bool constrained = false;
    for (const auto& base : permitted) {
        if (base.tag != name.tag)
            continue;
        if (is_supported(name.tag) && is_within(name, base))
            return true;
        constrained = true;
    }
    return !constrained;
}

// Returns the cost of comparing a name with all subtrees.
std::size_t cost_of(const name_constraints& constraints)
{
    constexpr std::size_t bytes_in_unit = 32;
    std::size_t cost = 0;
    for (const auto* subtrees : {&constraints.permitted, &constraints.excluded})
        for (const auto& base : *subtrees)
            cost += 1 + base.value.size() / bytes_in_unit;
    return cost;
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
    const auto cost = cost_of(constraints);
    for (const auto& each : names) {
        if (cost > budget)
            return verify_error::too_many_checks;
        budget -= cost;

        const auto name = examine(each);
        auto excludes = [&](const constrained_name& base) {
            return base.tag == name.tag && may_match_within(name, base);
        };
        if (std::ranges::any_of(constraints.excluded, excludes))
            return verify_error::excluded_violation;
        if (!is_permitted(name, constraints.permitted))
            return verify_error::permitted_violation;
    }
    return verify_error::ok;
}

} // namespace tls::x509
