#include "x509/certificate/policy_extensions.hpp"

#include "x509/der/der_reader.hpp"

namespace tls::x509 {

namespace {

// More certificates than any path has.
constexpr std::uint32_t max_skip_certificates = 0x7fffffff;

// Reads the content of an implicitly tagged INTEGER.
std::uint32_t read_implicit_integer(byte_view content)
{
    constexpr std::size_t max_content_size = 8;
    if (content.size() > max_content_size)
        throw der::error("INTEGER too large");
    bytes whole{der::tag::integer, static_cast<std::uint8_t>(content.size())};
    whole.insert(whole.end(), content.begin(), content.end());
    return der::reader(whole).small_integer(max_skip_certificates);
}

} // namespace

std::vector<policy_mapping> read_policy_mappings(byte_view value)
{
    auto mappings = der::only_sequence(value);
    std::vector<policy_mapping> result;
    do {
        auto mapping = mappings.sequence();
        auto from = mapping.object_identifier();
        auto to = mapping.object_identifier();
        mapping.expect_end();
        result.push_back({std::move(from), std::move(to)});
    } while (!mappings.empty());
    return result;
}

policy_constraints read_policy_constraints(byte_view value)
{
    auto fields = der::only_sequence(value);
    // RFC 5280 section 4.2.1.11: CAs MUST NOT issue certificates where policy constraints is an empty sequence.
    if (fields.empty())
        throw der::error("empty policyConstraints");
    auto read_skip_certificates = [&fields](unsigned n) -> std::optional<std::uint32_t> {
        const auto element = fields.optional(der::tag::context(n));
        if (!element)
            return std::nullopt;
        return read_implicit_integer(element->content);
    };
    policy_constraints result;
    result.require_explicit_policy = read_skip_certificates(0);
    result.inhibit_policy_mapping = read_skip_certificates(1);
    fields.expect_end();
    return result;
}

std::uint32_t read_inhibit_any_policy(byte_view value)
{
    der::reader in(value);
    auto skip_certificates = in.small_integer(max_skip_certificates);
    in.expect_end();
    return skip_certificates;
}

} // namespace tls::x509
