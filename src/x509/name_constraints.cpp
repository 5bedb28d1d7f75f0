#include "x509/name_constraints.hpp"

#include "x509/host_name.hpp"

#include <algorithm>
#include <array>

namespace tls::x509 {

namespace {

// The alternatives of GeneralName that are compared.
constexpr auto rfc822_name = der::tag::context(1);
constexpr auto dns_name = der::tag::context(2);
constexpr auto ip_address = der::tag::context(7);
constexpr auto directory_name = der::tag::context_constructed(4);

constexpr std::array known_alternatives{
    der::tag::context_constructed(0), // otherName
    rfc822_name,
    dns_name,
    der::tag::context_constructed(3), // x400Address
    directory_name,
    der::tag::context_constructed(5), // ediPartyName
    der::tag::context(6),             // uniformResourceIdentifier
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

void check_base(const general_name& base)
{
    switch (base.tag) {
    case dns_name:
        // A base is a host name: without a leading period or wildcard. The empty one holds all names.
        if (!base.content.empty() && !is_dns_name(as_text(base.content)))
            throw der::error("dNSName constraint is no host name");
        break;
    case ip_address: {
        // RFC 5280 section 4.2.1.10: eight or thirty-two octets, an address and a mask as in RFC 4632.
        auto size = base.content.size();
        if ((size != 8 && size != 32) || !is_contiguous_mask(base.content.subspan(size / 2)))
            throw der::error("iPAddress constraint is no range of addresses");
        break;
    }
    case directory_name:
        // GeneralName tags a Name explicitly, since it is a CHOICE.
        der::only_sequence(base.content);
        break;
    default:
        break;
    }
}

std::vector<general_name> read_subtrees(der::reader in)
{
    std::vector<general_name> subtrees;
    do {
        auto subtree = in.sequence();
        auto base = subtree.any();
        // RFC 5280 section 4.2.1.10: "the minimum MUST be zero, and maximum MUST be absent"; DER omits the default.
        subtree.expect_end();
        if (std::ranges::find(known_alternatives, base.tag) == known_alternatives.end())
            throw der::error("malformed GeneralName");
        subtrees.push_back({base.tag, base.content});
        check_base(subtrees.back());
    } while (!in.empty());
    return subtrees;
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

bool is_mailbox(std::string_view text)
{
    auto at = text.find('@');
    return at != 0 && at == text.rfind('@') && at != std::string_view::npos && is_dns_name(text.substr(at + 1));
}

// A mailbox, the host of mailboxes, or with a leading period a domain of hosts.
bool is_mailbox_within(std::string_view mailbox, std::string_view base)
{
    if (!is_mailbox(mailbox))
        return false;
    auto at = mailbox.find('@');
    auto host = mailbox.substr(at + 1);
    if (auto base_at = base.rfind('@'); base_at != std::string_view::npos)
        return mailbox.substr(0, at) == base.substr(0, base_at) && equal_ignoring_case(host, base.substr(base_at + 1));
    if (base.starts_with('.'))
        return host.size() > base.size() && equal_ignoring_case(host.substr(host.size() - base.size()), base);
    return base.empty() || equal_ignoring_case(host, base);
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

// Names are sequences of self-delimiting elements, so those below a base begin with its bytes.
bool is_directory_name_within(byte_view name, byte_view base)
{
    auto elements = [](byte_view der) { return der::reader(der).take(der::tag::sequence).content; };
    auto inner = elements(name), outer = elements(base);
    return inner.size() >= outer.size() && std::ranges::equal(inner.first(outer.size()), outer);
}

bool is_understood(std::uint8_t tag)
{
    return tag == rfc822_name || tag == dns_name || tag == ip_address || tag == directory_name;
}

bool is_within(const general_name& name, const general_name& base)
{
    switch (name.tag) {
    case rfc822_name:
        return is_mailbox_within(as_text(name.content), as_text(base.content));
    case dns_name:
        return is_dns_name_within(as_text(name.content), as_text(base.content));
    case ip_address:
        return is_address_within(name.content, base.content);
    default:
        return is_directory_name_within(name.content, base.content);
    }
}

// Whether a name stands for something in the subtree, or may do so to someone: a wildcard stands for hosts
// that it is not literally equal to, and who knows what a malformed mailbox is taken for.
bool reaches_into(const general_name& name, const general_name& base)
{
    if (!is_understood(name.tag) || is_within(name, base))
        return true;
    if (name.tag == rfc822_name)
        return !is_mailbox(as_text(name.content));
    return name.tag == dns_name && matches_dns_name(as_text(name.content), as_text(base.content));
}

} // namespace

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

verify_error check_names(const name_constraints& constraints, std::span<const general_name> names, std::size_t& budget)
{
    for (const auto& name : names) {
        auto cost = constraints.permitted.size() + constraints.excluded.size();
        if (cost > budget)
            return verify_error::too_many_checks;
        budget -= cost;

        for (const auto& base : constraints.excluded)
            if (base.tag == name.tag && reaches_into(name, base))
                return verify_error::excluded_violation;
        bool constrained = false, permitted = false;
        for (const auto& base : constraints.permitted) {
            if (base.tag != name.tag)
                continue;
            constrained = true;
            permitted = permitted || (is_understood(name.tag) && is_within(name, base));
        }
        if (constrained && !permitted)
            return verify_error::permitted_violation;
    }
    return verify_error::ok;
}

} // namespace tls::x509
