#include <tls/x509/crl.hpp>

#include "x509/der/object_identifiers.hpp"
#include "x509/der/time.hpp"
#include "x509/issue/extension_writer.hpp"
#include "x509/issue/object_signer.hpp"

#include <array>
#include <stdexcept>

namespace tls::x509 {

namespace {

der::encoding write_entry(const crl_template::entry& entry)
{
    der::encoding extensions;
    // RFC 5280 section 5.3.1: the extension SHOULD be absent instead of containing unspecified.
    if (entry.what.reason != revocation_reason::unspecified)
        extensions = der::sequence(
            {write_extension(oid::reason_code, false, der::enumerated(static_cast<std::uint8_t>(entry.what.reason)))});
    return der::sequence({der::integer(entry.serial_number), write_time(entry.what.date), extensions});
}

// RFC 5280 section 5.1.2.6: absent if nothing is revoked.
der::encoding write_entries(const std::vector<crl_template::entry>& entries)
{
    if (entries.empty())
        return {};
    der::encoding all;
    for (const auto& entry : entries) {
        auto written = write_entry(entry);
        all.insert(all.end(), written.begin(), written.end());
    }
    return der::sequence({all});
}

der::encoding write_number(std::uint64_t number)
{
    std::array<std::uint8_t, 8> magnitude{};
    for (auto octet = magnitude.rbegin(); octet != magnitude.rend(); ++octet, number >>= 8)
        *octet = static_cast<std::uint8_t>(number);
    return der::unsigned_integer(magnitude);
}

der::encoding write_extensions(const crl_template& description, const certificate& issuer)
{
    der::encoding all;
    if (!issuer.subject_key_identifier().empty())
        all = write_extension(oid::authority_key_identifier, false,
                              der::sequence({der::element_of(der::tag::context(0), issuer.subject_key_identifier())}));
    if (description.number != 0)
        all = der::concatenation({all, write_extension(oid::crl_number, false, write_number(description.number))});
    for (const auto& extension : description.extra_extensions)
        all.insert(all.end(), extension.begin(), extension.end());
    if (all.empty())
        return {};
    return der::constructed(der::tag::context_constructed(0), {der::sequence({all})});
}

} // namespace

crl issue_crl(const crl_template& description, const certificate& issuer, const private_key& issuer_key,
              random_source& random, const registry& algorithms)
try {
    constexpr std::uint32_t version2 = 1;
    object_signer signer(description.signature_scheme, issuer_key, algorithms);
    auto name = issuer.subject().der();
    auto tbs = der::sequence({der::small_integer(version2), signer.algorithm(), der::encoding(name.begin(), name.end()),
                              write_time(description.this_update),
                              description.next_update ? write_time(*description.next_update) : der::encoding(),
                              write_entries(description.entries), write_extensions(description, issuer)});
    return crl::from_der(signer.sign(tbs, random));
} catch (const der::error& e) {
    throw std::invalid_argument(e.what());
}

} // namespace tls::x509
