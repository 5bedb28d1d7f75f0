// The canonical form in which names are compared (RFC 5280 section 7.1).

#include "x509/certificate/name.hpp"
#include "x509/der/text.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>

namespace tls::x509 {

namespace {

bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Folds ASCII only, so the result does not depend on Unicode tables.
std::string folded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    bool pending_space = false;
    for (char c : text) {
        if (is_space(c)) {
            pending_space = !out.empty();
            continue;
        }
        if (pending_space)
            out += ' ';
        pending_space = false;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

der::encoding canonical_attribute(der::reader fields, byte_view type)
{
    auto value = fields.any();
    fields.expect_end();
    if (auto text = to_utf8(value))
        return der::sequence({der::encoding(type.begin(), type.end()), der::utf8_string(folded(*text))});
    return der::sequence(
        {der::encoding(type.begin(), type.end()), der::encoding(value.whole.begin(), value.whole.end())});
}

} // namespace

bytes canonical_name(byte_view name_der)
{
    bytes out;
    auto relative_names = der::only_sequence(name_der);
    while (!relative_names.empty()) {
        auto members = relative_names.constructed(der::tag::set);
        std::vector<der::encoding> attributes;
        do {
            auto fields = members.sequence();
            auto type = fields.take(der::tag::object_identifier).whole;
            attributes.push_back(canonical_attribute(fields, type));
        } while (!members.empty());
        // X.690 section 11.6: the members of a SET OF are in ascending order, which the changed values may have broken.
        std::ranges::sort(attributes);
        der::encoding content;
        for (const auto& attribute : attributes)
            content.insert(content.end(), attribute.begin(), attribute.end());
        auto set = der::element_of(der::tag::set, content);
        out.insert(out.end(), set.begin(), set.end());
    }
    return out;
}

std::uint32_t name_hash(byte_view canonical_name)
{
    auto sha1 = registry::standard()->find_hash("SHA-1");
    if (sha1 == nullptr)
        throw boost::system::system_error(make_error_code(error::reason::internal_error),
                                          "SHA-1 is not in the registry");
    std::array<std::uint8_t, max_digest_size> hash{};
    digest(*sha1, canonical_name, byte_span(hash).first(sha1->digest_size));
    return static_cast<std::uint32_t>(hash[0]) | static_cast<std::uint32_t>(hash[1]) << 8 |
           static_cast<std::uint32_t>(hash[2]) << 16 | static_cast<std::uint32_t>(hash[3]) << 24;
}

} // namespace tls::x509
