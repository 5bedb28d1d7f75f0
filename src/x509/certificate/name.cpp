// Distinguished names as text (RFC 4514).

#include "x509/certificate/name.hpp"

#include "x509/der/object_identifiers.hpp"
#include "x509/der/text.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tls::x509 {

namespace {

struct short_name {
    std::string_view type;
    std::string_view text;
};

// RFC 4514 section 3, and types of RFC 4519 and RFC 2985 that occur in certificates.
constexpr std::array short_names{
    short_name{oid::common_name, "CN"},
    short_name{"2.5.4.4", "SN"},
    short_name{"2.5.4.5", "serialNumber"},
    short_name{"2.5.4.6", "C"},
    short_name{"2.5.4.7", "L"},
    short_name{"2.5.4.8", "ST"},
    short_name{"2.5.4.9", "STREET"},
    short_name{"2.5.4.10", "O"},
    short_name{"2.5.4.11", "OU"},
    short_name{"2.5.4.12", "title"},
    short_name{"2.5.4.42", "GN"},
    short_name{"2.5.4.97", "organizationIdentifier"},
    short_name{"0.9.2342.19200300.100.1.1", "UID"},
    short_name{"0.9.2342.19200300.100.1.25", "DC"},
    short_name{"1.2.840.113549.1.9.1", "emailAddress"},
};

// RFC 4514 section 2.4.
std::string escaped_value(std::string_view text)
{
    auto out = escaped(text, ",+\"<>;");
    if (out.empty())
        return out;
    // A space at either end, or a number sign at the beginning, would be misread. If the value is a single space, its
    // last character is also the first.
    if (out.back() == ' ')
        out.insert(out.size() - 1, 1, '\\');
    if (out.front() == ' ' || out.front() == '#')
        out.insert(0, 1, '\\');
    return out;
}

std::string describe(const attribute& a)
{
    if (auto text = short_name_of(a.type); !text.empty())
        return std::string(text) + '=' + escaped_value(to_utf8_leniently(a.value));
    // RFC 4514 section 2.4: the value of a type written as dotted decimal is a number sign and its BER in hexadecimal.
    auto text = a.type + "=#";
    for (auto byte : a.value.whole)
        append_hex(text, byte);
    return text;
}

// RFC 5280 appendix A.1: country codes and serial numbers are PrintableString, email addresses and domain components
// IA5String. Other values may be UTF8String.
std::uint8_t string_type_of(std::string_view type)
{
    if (type == "2.5.4.6" || type == "2.5.4.5")
        return der::tag::printable_string;
    if (type == "1.2.840.113549.1.9.1" || type == "0.9.2342.19200300.100.1.25")
        return der::tag::ia5_string;
    return der::tag::utf8_string;
}

std::string_view dotted_type(std::string_view type)
{
    auto row = std::ranges::find(short_names, type, &short_name::text);
    return row != short_names.end() ? row->type : type;
}

} // namespace

std::vector<attribute> read_attributes(byte_view name_der)
{
    std::vector<attribute> result;
    auto relative_names = der::only_sequence(name_der);
    while (!relative_names.empty()) {
        auto attributes = relative_names.constructed(der::tag::set);
        for (bool first = true; !attributes.empty(); first = false) {
            auto fields = attributes.sequence();
            auto type = fields.object_identifier();
            result.push_back({std::move(type), fields.any(), first});
        }
    }
    return result;
}

std::string_view short_name_of(std::string_view type) noexcept
{
    auto row = std::ranges::find(short_names, type, &short_name::type);
    return row != short_names.end() ? row->text : std::string_view();
}

der::encoding write_name(std::span<const name_attribute> attributes)
{
    der::encoding relative_names;
    for (const auto& a : attributes) {
        auto type = dotted_type(a.type);
        auto value = der::element_of(string_type_of(type), as_bytes(a.value));
        der::encoding identifier;
        try {
            identifier = der::object_identifier(type);
        } catch (const der::error&) {
            throw std::invalid_argument("unknown name attribute type: " + a.type);
        }
        auto set = der::constructed(der::tag::set, {der::sequence({identifier, value})});
        relative_names.insert(relative_names.end(), set.begin(), set.end());
    }
    return der::sequence({relative_names});
}

std::string short_text(byte_view name_der)
try {
    constexpr std::size_t most_relative_names = 16, longest_relative_name = 1024, longest = 256;
    std::vector<byte_view> last;
    for (auto in = der::only_sequence(name_der); !in.empty();) {
        last.push_back(in.take(der::tag::set).whole);
        if (last.size() == 2 * most_relative_names)
            last.erase(last.begin(), last.begin() + most_relative_names);
    }
    if (last.size() > most_relative_names)
        last.erase(last.begin(), last.end() - most_relative_names);
    der::encoding kept;
    for (auto relative_name : last)
        if (relative_name.size() <= longest_relative_name)
            kept.insert(kept.end(), relative_name.begin(), relative_name.end());
    return name(der::sequence({kept})).to_string().substr(0, longest);
} catch (const der::error&) {
    return "(malformed name)";
}

std::string name::to_string() const
try {
    // RFC 4514 section 2.2: the members of a multi-valued relative name are separated by plus signs.
    std::vector<std::string> relative_names;
    for (const auto& a : read_attributes(der_)) {
        if (a.starts_relative_name)
            relative_names.push_back(describe(a));
        else
            relative_names.back() += '+' + describe(a);
    }
    // RFC 4514 section 2.1: the output starts with the last element of the sequence and moves to the first.
    std::string text;
    for (auto relative_name = relative_names.rbegin(); relative_name != relative_names.rend(); ++relative_name) {
        if (!text.empty())
            text += ',';
        text += *relative_name;
    }
    return text;
} catch (const der::error&) {
    return "(malformed name)";
}

std::vector<name_attribute> name::attributes() const
try {
    std::vector<name_attribute> result;
    for (auto& a : read_attributes(der_))
        result.push_back({std::move(a.type), to_utf8_leniently(a.value)});
    return result;
} catch (const der::error&) {
    return {};
}

std::string name::last(std::string_view type) const
{
    std::string result;
    for (auto& a : attributes())
        if (a.type == type)
            result = std::move(a.value);
    return result;
}

std::string name::common_name() const
{
    return last(oid::common_name);
}

std::string name::organization() const
{
    return last(oid::organization_name);
}

bool operator==(const name& a, const name& b)
{
    if (std::ranges::equal(a.der_, b.der_))
        return true;
    try {
        return canonical_name(a.der_) == canonical_name(b.der_);
    } catch (const der::error&) {
        return false;
    }
}

} // namespace tls::x509
