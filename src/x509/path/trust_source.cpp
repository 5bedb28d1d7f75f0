#include "x509/path/trust_source.hpp"

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/name.hpp"
#include "x509/der/der_reader.hpp"
#include "x509/der/file.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/der/pem_reader.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/error.hpp>
#include <tls/x509/pem.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>

namespace tls::x509::detail {

namespace {

const bytes& canonical_subject_of(const certificate& c)
{
    return data_of(c).canonical_subject;
}

bool has_subject(const certificate& c, byte_view canonical_subject)
{
    return std::ranges::equal(canonical_subject_of(c), canonical_subject);
}

bool is_less(byte_view a, byte_view b)
{
    return std::ranges::lexicographical_compare(a, b);
}

// By subject, then by DER: a store may have thousands of anchors with one name.
bool is_before(const certificate& a, const certificate& b)
{
    const auto &left = canonical_subject_of(a), &right = canonical_subject_of(b);
    return left != right ? left < right : is_less(a.der(), b.der());
}

std::size_t hash_of(byte_view canonical_subject)
{
    return std::hash<std::string_view>()(as_text(canonical_subject));
}

// Returns the subject of a certificate without parsing its other fields. Throws der::error.
byte_view find_subject(byte_view certificate_der)
{
    auto fields = der::only_sequence(certificate_der);
    auto tbs = fields.sequence();
    tbs.optional(der::tag::context_constructed(0)); // version
    tbs.integer();                                  // serialNumber
    tbs.sequence();                                 // signature
    tbs.sequence();                                 // issuer
    tbs.sequence();                                 // validity
    return tbs.take(der::tag::sequence).whole;
}

// The label makes sure that no source has the digest of another kind of source, or a certificate's fingerprint.
bytes digest_of(std::string_view label, byte_view content)
{
    const auto& hash = *registry::standard()->find_hash("SHA-256");
    auto context = hash.make();
    context->update(as_bytes(label));
    context->update(content);
    bytes result(hash.digest_size);
    context->finish(result);
    return result;
}

/// Appends a trusted use to the input of a digest.
bytes with_use(bytes content, purpose trusted_for)
{
    content.push_back(static_cast<std::uint8_t>(trusted_for));
    return content;
}

std::optional<certificate> parse_leniently(byte_view der)
try {
    return certificate::from_der(der);
} catch (const boost::system::system_error&) {
    return std::nullopt;
}

} // namespace

namespace {

struct purposes {
    bool present = false, any = false, server_auth = false, client_auth = false;
};

purposes read_purposes(const std::optional<der::element>& list)
{
    purposes result;
    result.present = list.has_value();
    for (der::reader in(list ? list->content : byte_view()); !in.empty();) {
        const auto purpose = in.object_identifier();
        result.any |= purpose == oid::any_extended_key_usage;
        result.server_auth |= purpose == oid::server_auth;
        result.client_auth |= purpose == oid::client_auth;
    }
    return result;
}

} // namespace

std::optional<purpose> trusted_use(const pem_block& block)
try {
    if (block.label != "TRUSTED CERTIFICATE")
        return purpose::any;
    der::reader in(block.content);
    in.any(); // the certificate
    if (in.empty())
        return purpose::any;
    // OpenSSL's X509_CERT_AUX: purposes for which it is trusted, and those for which it is rejected. A rejected one is
    // not trusted even if it is in both lists.
    auto settings = in.sequence();
    const auto trusted = read_purposes(settings.optional(der::tag::sequence));
    const auto rejected = read_purposes(settings.optional(der::tag::context_constructed(0)));
    const bool all = (!trusted.present || trusted.any) && !rejected.any;
    const bool servers = (all || trusted.server_auth) && !rejected.any && !rejected.server_auth;
    const bool clients = (all || trusted.client_auth) && !rejected.any && !rejected.client_auth;
    if (servers && clients)
        return purpose::any;
    return servers ? std::optional(purpose::server_auth) : clients ? std::optional(purpose::client_auth) : std::nullopt;
} catch (const der::error&) {
    return std::nullopt;
}

void for_each_certificate(std::string_view pem,
                          const std::function<void(byte_view der, std::size_t position, purpose trusted_for)>& use,
                          const std::function<void(const boost::system::system_error&, std::size_t position)>& skip)
{
    pem_reader reader(pem);
    for (std::size_t position = 1;;) {
        std::optional<pem_block> block;
        try {
            block = reader.next();
        } catch (const boost::system::system_error& e) {
            skip(e, position++); // a malformed block does not affect the others
            continue;
        }
        if (is_certificate_label(reader.stray_end()))
            skip({make_error_code(error::reason::bad_base64), "the end of a certificate without its beginning"},
                 position++);
        if (!block)
            return;
        if (!is_certificate_label(block->label))
            continue;
        if (const auto trusted_for = trusted_use(*block))
            use(der::without_trailing_bytes(block->content), position, *trusted_for);
        else
            skip({boost::asio::error::operation_not_supported,
                  "a TRUSTED CERTIFICATE whose settings trust it for neither TLS servers nor TLS clients"},
                 position);
        ++position;
    }
}

certificate_list::certificate_list(const certificate_list& a, const certificate_list& b) : trusted_for_(a.trusted_for_)
{
    by_subject_.reserve(a.size() + b.size());
    std::ranges::merge(a.by_subject_, b.by_subject_, std::back_inserter(by_subject_), is_before);
}

bool certificate_list::contains(const certificate& c, purpose use) const
{
    return is_trusted_for(trusted_for_, use) && std::ranges::binary_search(by_subject_, c, is_before);
}

void certificate_list::find(byte_view canonical_subject, purpose use, std::vector<certificate>& found) const
{
    if (!is_trusted_for(trusted_for_, use))
        return;
    auto at = std::ranges::lower_bound(by_subject_, canonical_subject, is_less, canonical_subject_of);
    for (; at != by_subject_.end() && has_subject(*at, canonical_subject); ++at)
        found.push_back(*at);
}

void certificate_list::add_subjects(purpose use, std::vector<bytes>& subjects) const
{
    if (!is_trusted_for(trusted_for_, use))
        return;
    for (const auto& anchor : by_subject_)
        subjects.push_back(to_bytes(anchor.subject().der()));
}

void certificate_list::add_digests(std::vector<bytes>& digests) const
{
    for (const auto& anchor : by_subject_)
        digests.push_back(digest_of("anchor", with_use(anchor.fingerprint(), trusted_for_)));
}

bundle::bundle(std::string_view pem, std::string path) : path_(std::move(path))
{
    for_each_certificate(
        pem, [this](byte_view der, std::size_t position, purpose trusted_for) { add(der, position, trusted_for); },
        [this](const boost::system::system_error& e, std::size_t position) {
            skipped_.push_back({path_, position, e.what()});
        });
    der_.shrink_to_fit();
    sort_and_drop_duplicates();
    entries_.shrink_to_fit();
    parsed_ = std::make_unique<parsed[]>(entries_.size());
}

void bundle::add(byte_view certificate_der, std::size_t position, purpose trusted_for)
try {
    auto subject = find_subject(certificate_der);
    auto subject_offset = static_cast<std::size_t>(subject.data() - certificate_der.data());
    auto offset = der_.size();
    entries_.push_back({hash_of(canonical_name(subject)), offset, certificate_der.size(), offset + subject_offset,
                        subject.size(), position, trusted_for});
    der_.insert(der_.end(), certificate_der.begin(), certificate_der.end());
} catch (const der::error& e) {
    // Not a certificate: a bundle may contain anything.
    skipped_.push_back({path_, position, std::string("not a certificate: ") + e.what()});
}

void bundle::sort_and_drop_duplicates()
{
    std::ranges::sort(entries_, [this](const entry& a, const entry& b) {
        if (a.subject_hash != b.subject_hash)
            return a.subject_hash < b.subject_hash;
        return a.trusted_for != b.trusted_for ? a.trusted_for < b.trusted_for : is_less(der_of(a), der_of(b));
    });
    auto is_same = [this](const entry& a, const entry& b) {
        return a.subject_hash == b.subject_hash && a.trusted_for == b.trusted_for &&
               std::ranges::equal(der_of(a), der_of(b));
    };
    entries_.erase(std::unique(entries_.begin(), entries_.end(), is_same), entries_.end());
}

const std::optional<certificate>& bundle::parse(std::size_t index) const
{
    auto& slot = parsed_[index];
    std::call_once(slot.once, [&] { slot.value = parse_leniently(der_of(entries_[index])); });
    return slot.value;
}

void bundle::find(byte_view canonical_subject, purpose use, std::vector<certificate>& found) const
{
    const auto hash = hash_of(canonical_subject);
    auto at = std::ranges::lower_bound(entries_, hash, {}, &entry::subject_hash);
    for (; at != entries_.end() && at->subject_hash == hash; ++at) {
        if (!is_trusted_for(at->trusted_for, use))
            continue;
        auto& anchor = parse(static_cast<std::size_t>(at - entries_.begin()));
        if (anchor && has_subject(*anchor, canonical_subject))
            found.push_back(*anchor);
    }
}

void bundle::add_subjects(purpose use, std::vector<bytes>& subjects) const
{
    for (const auto& e : entries_)
        if (is_trusted_for(e.trusted_for, use))
            subjects.push_back(to_bytes(byte_view(der_).subspan(e.subject_offset, e.subject_size)));
}

void bundle::add_skipped(std::vector<skipped_certificate>& skipped) const
{
    skipped.insert(skipped.end(), skipped_.begin(), skipped_.end());
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (parse(i))
            continue;
        try {
            certificate::from_der(der_of(entries_[i]));
        } catch (const boost::system::system_error& e) {
            skipped.push_back({path_, entries_[i].position, e.what()});
        }
    }
}

void bundle::add_digests(std::vector<bytes>& digests) const
{
    auto content = der_;
    for (const auto& each : entries_)
        content = with_use(std::move(content), each.trusted_for);
    digests.push_back(digest_of("bundle", content));
}

hashed_directory::hashed_directory(std::string path) : path_(std::move(path))
{
    std::error_code error;
    std::filesystem::directory_iterator readable(path_, error);
    if (error)
        throw boost::system::system_error(error.value(), boost::system::system_category(), path_);
}

void hashed_directory::find(byte_view canonical_subject, purpose use, std::vector<certificate>& found) const
{
    auto add_matching = [&](const std::vector<anchor>& candidates) {
        for (const auto& [certificate, trusted_for] : candidates)
            if (is_trusted_for(trusted_for, use) && has_subject(certificate, canonical_subject))
                found.push_back(certificate);
    };
    const auto hash = name_hash(canonical_subject);
    {
        std::lock_guard lock(mutex_);
        if (auto known = read_.find(hash); known != read_.end())
            return add_matching(known->second);
    }
    // Reads without the lock, so that other threads do not wait for the disk. Does not remember names without a file:
    // peers that ask for many names must not take up memory, and a file that is added later must be found.
    auto read_now = read(hash);
    add_matching(read_now);
    if (read_now.empty())
        return;
    std::lock_guard lock(mutex_);
    read_.try_emplace(hash, std::move(read_now));
}

void hashed_directory::add_digests(std::vector<bytes>& digests) const
{
    digests.push_back(digest_of("hashed directory", as_bytes(path_)));
}

std::vector<hashed_directory::anchor> hashed_directory::read(std::uint32_t hash) const
{
    std::vector<anchor> result;
    for (unsigned number = 0;; ++number) {
        char name[32];
        std::snprintf(name, sizeof name, "/%08x.%u", hash, number);
        const auto path = path_ + name;
        std::error_code unknown;
        auto status = std::filesystem::status(path, unknown);
        if (!std::filesystem::exists(status))
            return result;
        if (!std::filesystem::is_regular_file(status))
            continue;
        try {
            for_each_certificate(
                as_text(read_file(path)),
                [&](byte_view der, std::size_t, purpose trusted_for) {
                    if (auto parsed = parse_leniently(der))
                        result.push_back({std::move(*parsed), trusted_for});
                },
                [](const boost::system::system_error&, std::size_t) {});
        } catch (const boost::system::system_error&) {
            // An unreadable file counts as one without a certificate.
        }
    }
}

} // namespace tls::x509::detail
