#include "x509/path/path_builder.hpp"

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/name.hpp"
#include "x509/keys/signature.hpp"
#include "x509/keys/signature_work.hpp"
#include "x509/path/strict_profile.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace tls::x509 {

namespace {

// Bound on the comparisons in one search. One is a possible issuer examined, or some bytes of keys compared.
constexpr std::uint64_t max_comparisons = 20'000;
constexpr std::size_t bytes_in_comparison = 512;

// How well a candidate matches the child's data on its issuer's key (RFC 4158 sections 3.5.12 and 3.5.13).
enum class key_identifier_match { equal, unknown, different };

// The certificate that authorityKeyIdentifier names.
struct named_issuer {
    bytes canonical_issuer;
    byte_view serial_number;
};

// Returns the certificate that the child's authorityKeyIdentifier names; empty if it names none.
std::optional<named_issuer> issuer_named_by(const certificate& child)
try {
    const auto& named = detail::data_of(child).authority_certificate;
    if (!named)
        return std::nullopt;
    der::reader names(named->names);
    return named_issuer{canonical_name(names.take(der::tag::context_constructed(4)).content), named->serial_number};
} catch (const der::error&) {
    return std::nullopt; // it is only a hint
}

key_identifier_match match_key_identifiers(const certificate& child, const std::optional<named_issuer>& named,
                                           const certificate& issuer)
{
    auto wanted = child.authority_key_identifier(), offered = issuer.subject_key_identifier();
    if (!wanted.empty() && !offered.empty())
        return std::ranges::equal(wanted, offered) ? key_identifier_match::equal : key_identifier_match::different;
    if (!named)
        return key_identifier_match::unknown;
    const bool same = named->canonical_issuer == detail::data_of(issuer).canonical_issuer &&
                      std::ranges::equal(named->serial_number, issuer.serial_number());
    return same ? key_identifier_match::equal : key_identifier_match::different;
}

bool is_valid_at(const certificate& c, time_point time)
{
    return c.not_before() <= time && time <= c.not_after();
}

} // namespace

path_builder::path_builder(std::span<const certificate> presented, const verify_parameters& parameters)
    : leaf_(presented.front()), parameters_(parameters)
{
    std::set<std::string_view> seen{as_text(leaf_.der())};
    for (auto certificates : {presented.subspan(1), parameters.intermediates})
        for (const auto& c : certificates)
            if (seen.insert(as_text(c.der())).second)
                names_[id_of(detail::data_of(c).canonical_subject)].known.push_back(c);
    find_anchors();
    limit_work();
}

// Returns the position of a name in names_. The name must outlive the builder.
std::size_t path_builder::id_of(const bytes& canonical_name)
{
    const auto [place, added] = ids_.try_emplace(as_text(canonical_name), names_.size());
    if (added)
        names_.emplace_back();
    return place->second;
}

void path_builder::visit_issuer(const certificate& c, std::vector<std::size_t>& to_visit)
{
    const auto issuer = id_of(detail::data_of(c).canonical_issuer);
    if (std::exchange(names_[issuer].visited, true))
        return;
    names_[issuer].anchors = parameters_.anchors->find_issuers(c, parameters_.use);
    to_visit.push_back(issuer);
}

// Looks up the anchors of every name that a path from the leaf may contain, and finds the names from which a path may
// reach one of them.
void path_builder::find_anchors()
{
    std::vector<std::size_t> to_visit, leading;
    visit_issuer(leaf_, to_visit);
    while (!to_visit.empty()) {
        const auto subject = to_visit.back();
        to_visit.pop_back();
        if (!names_[subject].anchors.empty())
            leading.push_back(subject);
        auto certificates = names_[subject].known;
        certificates.insert(certificates.end(), names_[subject].anchors.begin(), names_[subject].anchors.end());
        for (const auto& c : certificates) {
            visit_issuer(c, to_visit);
            names_[id_of(detail::data_of(c).canonical_issuer)].subjects.push_back(subject);
        }
    }
    while (!leading.empty()) {
        const auto name = leading.back();
        leading.pop_back();
        if (std::exchange(names_[name].leads_to_anchor, true))
            continue;
        leading.insert(leading.end(), names_[name].subjects.begin(), names_[name].subjects.end());
    }
}

// A stranger's chain must cost less than one that may turn out to be good.
void path_builder::limit_work()
{
    const bool may_succeed = names_[id_of(detail::data_of(leaf_).canonical_issuer)].leads_to_anchor;
    const unsigned divisor = may_succeed ? 1 : 4;
    checks_left_ = (parameters_.max_signature_checks + divisor - 1) / divisor;
    work_left_ = (parameters_.max_signature_work + divisor - 1) / divisor;
    comparisons_left_ = max_comparisons / divisor;
}

void path_builder::search(std::function<bool(const certification_path&)> accept)
{
    accept_ = std::move(accept);
    path_.assign(1, leaf_);
    path_subjects_.assign(1, id_of(detail::data_of(leaf_).canonical_subject));
    extend();
}

// Returns whether a path may end here. As in OpenSSL, that is a self-signed anchor, or any anchor if partial chains are
// allowed.
bool path_builder::is_end(const certificate& c) const
{
    return (parameters_.allow_partial_chain || is_self_signed(c)) && parameters_.anchors->contains(c, parameters_.use);
}

bool path_builder::is_too_long() const
{
    const auto issuers = std::span(path_).subspan(1);
    const auto counted = std::ranges::count_if(issuers, [](const certificate& c) { return !c.is_self_issued(); });
    return static_cast<std::size_t>(counted) > parameters_.max_depth;
}

// Extends the path by every issuer of its last certificate. Recurses as deep as the path is long, which
// max_signature_checks bounds.
bool path_builder::extend()
{
    const auto child = path_.back();
    if (is_end(child)) {
        if (offer(std::nullopt)) {
            remember_links();
            return true;
        }
    }
    const auto issuers = issuers_of(child);
    if (comparisons_left_ == 0)
        return dead_end(verify_error::too_many_checks, "has too many possible issuers");
    if (issuers.empty())
        return dead_end_without_issuer();
    if (is_too_long())
        return dead_end(verify_error::chain_too_long, "makes the chain longer than the maximum depth allows");

    switch (auto verdict = check_signature_algorithm(child.signature_algorithm(), parameters_)) {
    case verify_error::ok:
        break;
    case verify_error::weak_signature_hash:
        return dead_end(verdict, "is signed with a weak hash (MD5 or SHA-1)");
    default:
        return dead_end(verdict, "is signed with an unsupported algorithm");
    }
    return try_issuers(issuers);
}

bool path_builder::try_issuers(const std::vector<candidate>& issuers)
{
    const auto child = path_.back();
    auto best = verify_error::unknown_issuer;
    const auto named = issuer_named_by(child);
    const auto hashed = child.tbs().size() + (parameters_.verified_links != nullptr ? child.der().size() : 0);
    bool too_much_work = false;
    for (const auto& [issuer, is_anchor] : issuers) {
        if (checks_left_ == 0 || !take_work(signature_work(std::nullopt, hashed))) {
            too_much_work = true;
            break;
        }
        const auto link = link_to(issuer);
        const bool known = link && parameters_.verified_links->contains(*link);
        // Another issuer may cost less.
        if (!known && !take_work(signature_work(issuer.key(), 0))) {
            too_much_work = true;
            continue;
        }
        --checks_left_;
        auto verdict =
            check_signature({child.tbs(), child.signature_algorithm(), child.signature()}, issuer, parameters_, known);
        if (verdict == verify_error::ok || verdict == verify_error::ca_key_too_small) {
            path_.push_back(issuer);
            path_subjects_.push_back(id_of(detail::data_of(issuer).canonical_subject));
            const auto links_before = new_links_.size();
            if (link && !known && verdict == verify_error::ok)
                new_links_.push_back(*link);
            bool done =
                verdict == verify_error::ok
                    ? extend()
                    : dead_end(verdict, "has an RSA key of only " + std::to_string(issuer.key()->bits()) + " bits");
            path_.pop_back();
            path_subjects_.pop_back();
            new_links_.resize(links_before);
            if (done)
                return true;
            best = verify_error::ok;
        } else if (best == verify_error::unknown_issuer &&
                   match_key_identifiers(child, named, issuer) != key_identifier_match::different) {
            // A certificate of the same name with another key identifier says nothing about the signature.
            best = verdict;
        }
    }
    if (too_much_work)
        return dead_end(verify_error::too_many_checks, "has too many possible issuers, or issuers with too large keys");
    switch (best) {
    case verify_error::ok:
        return false; // the failure was further up
    case verify_error::signature_failure:
        return dead_end(best, "has an invalid signature");
    case verify_error::unsupported_algorithm:
        return dead_end(best, "is signed with an unsupported algorithm or key");
    default:
        return dead_end_without_issuer();
    }
}

// Returns false if the work exceeds the rest of the limit.
bool path_builder::take_work(std::uint64_t work)
{
    if (work > work_left_)
        return false;
    work_left_ -= work;
    return true;
}

bool path_builder::offer(std::optional<path_failure> dead_end)
{
    reached_anchor_ = reached_anchor_ || !dead_end;
    return accept_({path_, std::move(dead_end)});
}

bool path_builder::dead_end(verify_error error, const std::string& rule)
{
    if (reached_anchor_ || path_.size() <= longest_dead_end_)
        return false;
    longest_dead_end_ = path_.size();
    auto detail = "certificate of " + describe(path_.back()) + ' ' + rule;
    return offer(path_failure{static_cast<unsigned>(path_.size() - 1), error, std::move(detail)});
}

bool path_builder::dead_end_without_issuer()
{
    const auto& last = path_.back();
    if (!last.is_self_issued())
        return dead_end(verify_error::unknown_issuer,
                        "was issued by " + short_text(last.issuer().der()) +
                            ", whose certificate is neither in the chain nor in the trust store");
    if (path_.size() == 1)
        return dead_end(verify_error::self_signed_leaf, "is self-signed and not trusted");
    return dead_end(verify_error::self_signed_in_chain, "is a root that is not trusted");
}

// Returns the link between the last certificate of the path and the issuer; empty if links are not cached.
std::optional<verified_link_cache::link> path_builder::link_to(const certificate& issuer) const
{
    const auto* sha256 = parameters_.algorithms->find_hash("SHA-256");
    if (parameters_.verified_links == nullptr || sha256 == nullptr)
        return std::nullopt;
    // Both inputs are DER and contain their own lengths, so the concatenation is unambiguous.
    verified_link_cache::link link;
    auto hash = sha256->make();
    hash->update(issuer.subject_public_key_info());
    hash->update(path_.back().der());
    hash->finish(link);
    return link;
}

void path_builder::remember_links() const
{
    for (const auto& link : new_links_)
        parameters_.verified_links->add(link);
}

bool path_builder::is_in_path(const certificate& possible, std::size_t subject)
{
    const auto key = possible.subject_public_key_info();
    for (std::size_t i = 0; i < path_.size(); ++i) {
        if (path_subjects_[i] != subject)
            continue;
        comparisons_left_ -= std::min<std::uint64_t>(comparisons_left_, 1 + key.size() / bytes_in_comparison);
        if (std::ranges::equal(path_[i].subject_public_key_info(), key))
            return true;
    }
    return false;
}

std::vector<path_builder::candidate> path_builder::issuers_of(const certificate& child)
{
    std::vector<candidate> issuers;
    const auto name = id_of(detail::data_of(child).canonical_issuer);
    const auto& [known, anchors, subjects, visited, leads] = names_[name];
    for (const auto& anchor : anchors)
        if (std::ranges::find(path_, anchor) == path_.end())
            issuers.push_back({anchor, true});
    for (const auto& c : known) {
        if (comparisons_left_ == 0)
            break;
        --comparisons_left_;
        if (!is_in_path(c, name) && std::ranges::find(anchors, c) == anchors.end())
            issuers.push_back({c, false});
    }
    sort_by_likelihood(issuers, child);
    return issuers;
}

bool path_builder::leads_to_anchor(const candidate& c) const
{
    if (c.is_anchor)
        return true;
    const auto issuer = ids_.find(as_text(detail::data_of(c.certificate).canonical_issuer));
    return issuer != ids_.end() && names_[issuer->second].leads_to_anchor;
}

void path_builder::sort_by_likelihood(std::vector<candidate>& issuers, const certificate& child) const
{
    // Unlikely issuers come last. Among the others anchors come first, because they make short paths.
    struct rank {
        std::tuple<bool, bool, bool, bool, bool, key_identifier_match> unlikeliness;
        candidate issuer;
    };
    if (issuers.size() < 2)
        return;
    const auto named = issuer_named_by(child);
    std::vector<rank> ranked;
    for (auto& c : issuers) {
        const auto match = match_key_identifiers(child, named, c.certificate);
        ranked.push_back(
            {{!leads_to_anchor(c), match == key_identifier_match::different, !c.certificate.defects().empty(),
              !is_valid_at(c.certificate, parameters_.time), !c.is_anchor, match},
             std::move(c)});
    }
    std::ranges::stable_sort(ranked, {}, &rank::unlikeliness);
    issuers.clear();
    for (auto& r : ranked)
        issuers.push_back(std::move(r.issuer));
}

} // namespace tls::x509
