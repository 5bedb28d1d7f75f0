// Parses CertificateList (RFC 5280 section 5).

#include "x509/certificate/name.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/der/time.hpp"
#include "x509/revocation/crl_data.hpp"

#include <algorithm>
#include <set>

namespace tls::x509 {

namespace {

constexpr std::size_t max_crl_size = 256 * 1024 * 1024;
constexpr std::size_t max_serial_number_size = 20;
constexpr std::size_t max_number_size = 20;

struct crl_extension {
    std::string identifier;
    bool critical;
    byte_view value;
};

crl_extension read_extension(der::reader& in)
{
    auto fields = in.sequence();
    crl_extension result{fields.object_identifier(), false, {}};
    // FALSE is the default and should not be encoded. It is accepted, as in certificates.
    result.critical = fields.next_is(der::tag::boolean) && fields.boolean();
    result.value = fields.octet_string();
    fields.expect_end();
    return result;
}

// RFC 5280 section 5.3.1.
revocation_reason read_reason(byte_view value)
{
    der::reader in(value);
    auto content = in.take(der::tag::enumerated).content;
    in.expect_end();
    // 7 is not used.
    if (content.size() != 1 || content[0] > 10 || content[0] == 7)
        throw der::error("unknown CRLReason");
    return static_cast<revocation_reason>(content[0]);
}

// RFC 5280 section 5.3.2.
time_point read_invalidity_date(byte_view value)
{
    der::reader in(value);
    if (!in.next_is(der::tag::generalized_time))
        throw der::error("invalidityDate is not a GeneralizedTime");
    auto date = read_time(in);
    in.expect_end();
    return date;
}

// The extensions of an entry, and why the CRL may not be used because of them.
struct entry_extensions {
    revocation_reason reason = revocation_reason::unspecified;
    std::string unsupported;
};

entry_extensions read_entry_extensions(der::reader in)
{
    entry_extensions result;
    std::vector<std::string> seen;
    do {
        auto extension = read_extension(in);
        if (extension.identifier == oid::reason_code)
            result.reason = read_reason(extension.value);
        else if (extension.identifier == oid::invalidity_date)
            read_invalidity_date(extension.value);
        else if (extension.identifier == oid::certificate_issuer)
            // RFC 5280 section 5.3.3: this entry and those after it are for another issuer's certificates.
            result.unsupported = "is an indirect CRL";
        else if (extension.critical)
            // RFC 5280 section 5.3: an application "MUST NOT use that CRL to determine the status of any certificates".
            result.unsupported = "has the unsupported critical extension " + extension.identifier + " in an entry";
        seen.push_back(std::move(extension.identifier));
    } while (!in.empty());
    // RFC 5280 section 4.2, which section 5.3 follows: only one instance of each extension.
    std::ranges::sort(seen);
    if (const auto twice = std::ranges::adjacent_find(seen); twice != seen.end())
        throw der::error("duplicate extension " + *twice + " in an entry");
    return result;
}

bool is_smaller(byte_view a, byte_view b)
{
    return a.size() != b.size() ? a.size() < b.size() : std::ranges::lexicographical_compare(a, b);
}

// Parses one CRL, field by field.
class crl_parser {
public:
    explicit crl_parser(detail::crl_data& data) : data_(data) {}

    void run();

private:
    void read_version(der::reader& tbs);
    void read_issuer(der::reader& tbs);
    void read_entries(der::reader& tbs);
    void read_entry(byte_view entry);
    void read_extensions(der::reader& tbs);
    void process(const crl_extension&);
    void read_number(const crl_extension&);
    void read_issuing_distribution_point(byte_view value);

    void mark_unsupported(const std::string& why)
    {
        if (data_.unsupported.empty())
            data_.unsupported = why;
    }

    detail::crl_data& data_;
};

void crl_parser::run()
{
    if (data_.der.size() > max_crl_size)
        throw der::error("CRL too large");
    auto fields = der::only_sequence(data_.der);
    data_.tbs = fields.take(der::tag::sequence).whole;
    data_.signature_algorithm = fields.take(der::tag::sequence).whole;
    data_.signature = fields.octets_in_bit_string();
    fields.expect_end();

    auto tbs = der::only_sequence(data_.tbs);
    read_version(tbs);
    // RFC 5280 section 5.1.1.2: the field "MUST contain the same algorithm identifier as the signature field in the
    // sequence tbsCertList".
    if (!std::ranges::equal(tbs.take(der::tag::sequence).whole, data_.signature_algorithm))
        throw der::error("inner and outer signature algorithm differ");
    read_issuer(tbs);
    data_.this_update = read_time(tbs);
    if (tbs.next_is(der::tag::utc_time) || tbs.next_is(der::tag::generalized_time))
        data_.next_update = read_time(tbs);
    read_entries(tbs);
    read_extensions(tbs);
    tbs.expect_end();

    // RFC 5280 section 5.1.2.5: "Conforming CRL issuers MUST include the nextUpdate field in all CRLs."
    if (!data_.next_update)
        data_.defect = "has no nextUpdate";
    // RFC 5280 section 5.2.3: "CRL issuers conforming to this profile MUST include this extension in all CRLs". A
    // version 1 CRL has no extensions.
    if (data_.version == 2 && data_.number.data() == nullptr)
        data_.defect = "has no CRL number";
}

void crl_parser::read_version(der::reader& tbs)
{
    if (!tbs.next_is(der::tag::integer))
        return;
    // RFC 5280 section 5.1.2.1: if present, the version MUST be v2.
    if (tbs.small_integer(1) != 1)
        throw der::error("CRL version is not 2");
    data_.version = 2;
}

void crl_parser::read_issuer(der::reader& tbs)
{
    data_.issuer = tbs.take(der::tag::sequence).whole;
    data_.canonical_issuer = canonical_name(data_.issuer);
    // RFC 5280 section 5.1.2.3: "The issuer field MUST contain a non-empty X.500 distinguished name".
    if (data_.canonical_issuer.empty())
        throw der::error("issuer name is empty");
}

void crl_parser::read_entries(der::reader& tbs)
{
    if (!tbs.next_is(der::tag::sequence))
        return;
    auto list = tbs.take(der::tag::sequence).content;
    // An entry with a serial number and a date has at least about 20 bytes, and usually 35.
    constexpr std::size_t usual_entry_size = 35;
    data_.entries.reserve(list.size() / usual_entry_size);
    for (der::reader entries(list); !entries.empty();)
        read_entry(entries.take(der::tag::sequence).whole);
    std::ranges::stable_sort(data_.entries, is_smaller, [this](const auto& e) { return data_.serial_of(e); });
}

void crl_parser::read_entry(byte_view entry)
{
    auto fields = der::only_sequence(entry);
    auto serial = fields.integer();
    if (serial.size() > max_serial_number_size)
        throw der::error("serial number longer than 20 octets");
    data_.entries.push_back({static_cast<std::uint32_t>(entry.data() - data_.der.data()),
                             static_cast<std::uint8_t>(serial.data() - entry.data()),
                             static_cast<std::uint8_t>(serial.size())});
    read_time(fields);
    if (fields.empty())
        return;
    if (data_.version == 1)
        throw der::error("extensions in a CRL that is not version 2");
    auto extensions = read_entry_extensions(fields.sequence());
    if (!extensions.unsupported.empty())
        mark_unsupported(extensions.unsupported);
    fields.expect_end();
}

void crl_parser::read_extensions(der::reader& tbs)
{
    if (!tbs.next_is(der::tag::context_constructed(0)))
        return;
    if (data_.version == 1)
        throw der::error("extensions in a CRL that is not version 2");
    auto field = tbs.constructed(der::tag::context_constructed(0));
    auto extensions = field.sequence();
    field.expect_end();
    std::set<std::string> seen;
    do {
        auto extension = read_extension(extensions);
        if (!seen.insert(extension.identifier).second)
            throw der::error("duplicate extension " + extension.identifier);
        process(extension);
    } while (!extensions.empty());
}

void crl_parser::process(const crl_extension& extension)
{
    if (extension.identifier == oid::crl_number) {
        read_number(extension);
    } else if (extension.identifier == oid::issuing_distribution_point) {
        read_issuing_distribution_point(extension.value);
    } else if (extension.identifier == oid::delta_crl_indicator) {
        mark_unsupported("is a delta CRL");
    } else if (extension.critical && extension.identifier != oid::authority_key_identifier) {
        // RFC 5280 section 5.2: an application that meets a critical extension it cannot process "MUST NOT use that
        // CRL to determine the status of certificates".
        mark_unsupported("has the unsupported critical extension " + extension.identifier);
    }
}

void crl_parser::read_number(const crl_extension& extension)
{
    der::reader in(extension.value);
    data_.number = in.unsigned_integer();
    in.expect_end();
    // RFC 5280 section 5.2.3: "CRL issuers MUST NOT use CRLNumber values longer than 20 octets."
    if (data_.number.size() > max_number_size)
        throw der::error("CRL number longer than 20 octets");
    // RFC 5280 section 5.2.3: it is a non-critical extension.
    if (extension.critical)
        data_.defect = "marks its CRL number as critical";
}

// BOOLEAN DEFAULT FALSE, implicitly tagged.
bool read_flag(der::reader& fields, unsigned tag)
{
    auto flag = fields.optional(der::tag::context(tag));
    if (!flag)
        return false;
    if (flag->content.size() != 1 || flag->content[0] != 0xff)
        throw der::error("malformed flag in issuingDistributionPoint");
    return true;
}

void crl_parser::read_issuing_distribution_point(byte_view value)
{
    auto fields = der::only_sequence(value);
    // RFC 5280 section 5.2.5: CAs MUST NOT issue CRLs where the extension is an empty sequence.
    if (fields.empty())
        throw der::error("empty issuingDistributionPoint");
    auto& scope = data_.scope;
    if (auto name = fields.optional(der::tag::context_constructed(0)))
        scope.names = read_distribution_point_name(name->content, data_.issuer);
    scope.only_contains_user_certs = read_flag(fields, 1);
    scope.only_contains_ca_certs = read_flag(fields, 2);
    if (auto reasons = fields.optional(der::tag::context(3)))
        scope.reasons = read_reason_flags(reasons->content);
    scope.indirect_crl = read_flag(fields, 4);
    scope.only_contains_attribute_certs = read_flag(fields, 5);
    fields.expect_end();
    // RFC 5280 section 5.2.5: at most one of the three may be TRUE.
    if (scope.only_contains_user_certs + scope.only_contains_ca_certs + scope.only_contains_attribute_certs > 1)
        throw der::error("issuingDistributionPoint sets more than one onlyContains field");
    if (scope.indirect_crl)
        mark_unsupported("is an indirect CRL");
}

} // namespace

reason_flags read_reason_flags(byte_view content)
{
    auto bits = der::read_bits(content);
    reason_flags flags = 0;
    for (unsigned n = 0; n < 9 && n / 8 < bits.data.size(); ++n)
        if ((bits.data[n / 8] & (0x80u >> n % 8)) != 0)
            flags = static_cast<reason_flags>(flags | 1u << n);
    return flags & all_reasons;
}

std::vector<bytes> read_distribution_point_name(byte_view content, byte_view issuer)
{
    constexpr auto full_name = der::tag::context_constructed(0);
    constexpr auto name_relative_to_crl_issuer = der::tag::context_constructed(1);
    constexpr auto directory_name = der::tag::context_constructed(4);

    der::reader in(content);
    auto choice = in.any();
    in.expect_end();
    std::vector<bytes> names;
    if (choice.tag == full_name) {
        der::reader general_names(choice.content);
        do
            names.push_back(to_bytes(general_names.any().whole));
        while (!general_names.empty());
        return names;
    }
    if (choice.tag != name_relative_to_crl_issuer)
        throw der::error("malformed DistributionPointName");
    auto relative_name = der::element_of(der::tag::set, choice.content);
    auto whole = to_bytes(der::reader(issuer).take(der::tag::sequence).content);
    whole.insert(whole.end(), relative_name.begin(), relative_name.end());
    auto name = der::element_of(directory_name, der::element_of(der::tag::sequence, whole));
    names.emplace_back(name.begin(), name.end());
    return names;
}

namespace detail {

void parse_crl(crl_data& data)
{
    crl_parser(data).run();
}

revocation read_crl_entry(byte_view entry)
{
    auto fields = der::only_sequence(entry);
    fields.integer();
    revocation result;
    result.date = read_time(fields);
    if (!fields.empty())
        result.reason = read_entry_extensions(fields.sequence()).reason;
    return result;
}

} // namespace detail

} // namespace tls::x509
