#include <tls/x509/trust_store.hpp>

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/name.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/file.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/path/trust_source.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace tls::x509 {

namespace {

der::encoding only_element(byte_view data)
{
    der::only_sequence(data);
    return {data.begin(), data.end()};
}

der::encoding write_extension(std::string_view identifier, const der::encoding& value)
{
    return der::sequence({der::object_identifier(identifier), der::boolean(true), der::octet_string(value)});
}

// Makes a certificate with the name, key and constraints of the anchor. It is valid at any time and its signature is
// empty, because nobody checks an anchor's signature.
certificate make_certificate(const trust_anchor& anchor)
try {
    constexpr std::uint32_t version3 = 2;
    const auto algorithm = der::sequence({der::object_identifier(oid::ed25519)});
    const auto subject = only_element(anchor.subject);
    const auto validity = der::sequence({der::element_of(der::tag::utc_time, as_bytes("700101000000Z")),
                                         der::element_of(der::tag::generalized_time, as_bytes("99991231235959Z"))});
    auto extensions = write_extension(oid::basic_constraints, der::sequence({der::boolean(true)}));
    if (!anchor.name_constraints.empty())
        extensions = der::concatenation(
            {extensions, write_extension(oid::name_constraints, only_element(anchor.name_constraints))});
    const auto tbs = der::sequence({der::constructed(der::tag::context_constructed(0), {der::small_integer(version3)}),
                                    der::small_integer(1), algorithm, subject, validity, subject,
                                    only_element(anchor.subject_public_key_info),
                                    der::constructed(der::tag::context_constructed(3), {der::sequence({extensions})})});
    auto made = certificate::from_der(der::sequence({tbs, algorithm, der::bit_string({})}));
    if (!made.defects().empty())
        throw der::error("the anchor " + made.defects().front().rule);
    return made;
} catch (const der::error& e) {
    throw boost::system::system_error(make_error_code(error::reason::bad_certificate_encoding), e.what());
}

} // namespace

void trust_store::add(certificate anchor, purpose trusted_for)
{
    if (contains(anchor, trusted_for))
        return;
    auto& lists = added_[static_cast<std::size_t>(trusted_for)];
    // As in a binary counter, lists of the same length are merged into one of twice the length: n anchors cost n log n,
    // and lists that are shared with copies of the store never change.
    auto newest = std::make_shared<const detail::certificate_list>(std::move(anchor), trusted_for);
    auto kept = lists.size();
    while (kept > 0 && lists[kept - 1]->size() <= newest->size())
        newest = std::make_shared<const detail::certificate_list>(*lists[--kept], *newest);
    lists.resize(kept);
    lists.push_back(std::move(newest));
    digest_ = std::make_shared<detail::anchors_digest>();
}

void trust_store::add_source(std::shared_ptr<const detail::trust_source> source)
{
    sources_.push_back(std::move(source));
    digest_ = std::make_shared<detail::anchors_digest>();
}

void trust_store::add(const trust_anchor& anchor)
{
    add(make_certificate(anchor));
}

void trust_store::add(const trust_store& other)
{
    if (&other == this)
        return;
    for (const auto& source : other.sources_)
        if (std::ranges::find(sources_, source) == sources_.end())
            add_source(source);
    skipped_.insert(skipped_.end(), other.skipped_.begin(), other.skipped_.end());
    if (std::ranges::all_of(added_, [](const auto& lists) { return lists.empty(); })) {
        added_ = other.added_;
        digest_ = std::make_shared<detail::anchors_digest>();
        return;
    }
    for (const auto& lists : other.added_)
        for (const auto& list : lists)
            for (const auto& anchor : list->certificates())
                add(anchor, list->trusted_for());
}

std::size_t trust_store::add_pem(std::string_view pem, const std::string& source)
{
    std::vector<std::pair<certificate, purpose>> anchors;
    std::vector<skipped_certificate> skipped;
    boost::system::system_error first_error(make_error_code(error::reason::no_start_line),
                                            "no certificate in the PEM text");
    auto skip = [&](const boost::system::system_error& e, std::size_t position) {
        if (skipped.empty())
            first_error = e;
        skipped.push_back({source, position, e.what()});
    };
    auto parse = [&](byte_view der, std::size_t position, purpose trusted_for) {
        try {
            anchors.emplace_back(certificate::from_der(der), trusted_for);
        } catch (const boost::system::system_error& e) {
            skip(e, position);
        }
    };
    detail::for_each_certificate(pem, parse, skip);
    if (anchors.empty())
        throw first_error;
    auto changed = *this;
    for (auto& [anchor, trusted_for] : anchors)
        changed.add(anchor, trusted_for);
    changed.skipped_.insert(changed.skipped_.end(), skipped.begin(), skipped.end());
    *this = std::move(changed);
    return anchors.size();
}

std::size_t trust_store::load_bundle(const std::string& path)
{
    add_source(std::make_shared<const detail::bundle>(as_text(read_file(path)), path));
    return sources_.back()->size();
}

void trust_store::add_hashed_directory(const std::string& path)
{
    add_source(std::make_shared<const detail::hashed_directory>(path));
}

std::vector<certificate> trust_store::find_canonical(byte_view canonical_subject, purpose use) const
{
    std::vector<certificate> found;
    // Skips anchors that an earlier list of other uses, or an earlier source, has returned already.
    auto drop_known = [&](std::size_t before) {
        for (auto i = before; before > 0 && i < found.size();) {
            auto earlier = std::span(found).first(before);
            if (std::ranges::find(earlier, found[i]) == earlier.end())
                ++i;
            else
                found.erase(found.begin() + static_cast<std::ptrdiff_t>(i));
        }
    };
    for (const auto& lists : added_) {
        const auto before = found.size();
        for (const auto& list : lists)
            list->find(canonical_subject, use, found);
        drop_known(before);
    }
    for (const auto& source : sources_) {
        const auto before = found.size();
        source->find(canonical_subject, use, found);
        drop_known(before);
    }
    return found;
}

std::vector<certificate> trust_store::find(byte_view subject, purpose use) const
try {
    return find_canonical(canonical_name(subject), use);
} catch (const der::error&) {
    return {};
}

std::vector<certificate> trust_store::find_issuers(const certificate& subject, purpose use) const
{
    return find_canonical(detail::data_of(subject).canonical_issuer, use);
}

bool trust_store::contains(const certificate& candidate, purpose use) const
{
    for (const auto& lists : added_)
        if (std::ranges::any_of(lists, [&](const auto& list) { return list->contains(candidate, use); }))
            return true;
    std::vector<certificate> same_name;
    for (const auto& source : sources_)
        source->find(detail::data_of(candidate).canonical_subject, use, same_name);
    return std::ranges::find(same_name, candidate) != same_name.end();
}

std::size_t trust_store::size() const noexcept
{
    std::size_t result = 0;
    for (const auto& lists : added_)
        for (const auto& list : lists)
            result += list->size();
    for (const auto& source : sources_)
        result += source->size();
    return result;
}

bool trust_store::empty() const noexcept
{
    return size() == 0;
}

bytes trust_store::compute_digest() const
{
    const auto& hash = *registry::standard()->find_hash("SHA-256");
    std::vector<bytes> parts;
    for (const auto& lists : added_)
        for (const auto& list : lists)
            list->add_digests(parts);
    for (const auto& source : sources_)
        source->add_digests(parts);
    std::ranges::sort(parts);
    auto context = hash.make();
    for (const auto& part : parts)
        context->update(part);
    bytes result(hash.digest_size);
    context->finish(result);
    return result;
}

bytes trust_store::digest() const
{
    static const bytes digest_of_none = trust_store().compute_digest();
    if (!digest_)
        return digest_of_none;
    std::call_once(digest_->once, [this] { digest_->value = compute_digest(); });
    return digest_->value;
}

std::vector<skipped_certificate> trust_store::skipped() const
{
    auto result = skipped_;
    for (const auto& source : sources_)
        source->add_skipped(result);
    return result;
}

std::vector<bytes> trust_store::subjects(purpose use) const
{
    std::vector<bytes> result;
    for (const auto& lists : added_)
        for (const auto& list : lists)
            list->add_subjects(use, result);
    for (const auto& source : sources_)
        source->add_subjects(use, result);
    std::ranges::sort(result);
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

} // namespace tls::x509
