#include "x509/path/path_builder.hpp"

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/name.hpp"
#include "x509/keys/signature.hpp"
#include "x509/path/strict_profile.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace tls::x509 {

namespace {

// Bound on the certificates examined in one search, counting repetitions.
constexpr std::size_t max_candidates_seen = 20'000;

// How well a candidate matches the child's data on its issuer's key (RFC 4158 sections 3.5.12 and 3.5.13).
enum class key_identifier_match { equal, unknown, different };

// Compares the candidate with the certificate that authorityKeyIdentifier names; unknown if it names none.
key_identifier_match match_issuer_certificate(const certificate& child, const certificate& issuer)
try {
    // A hint is not worth much work, and every possible issuer is compared with it.
    constexpr std::size_t max_size = 2048;
    const auto& named = detail::data_of(child).authority_certificate;
    if (!named || named->names.size() > max_size)
        return key_identifier_match::unknown;
    der::reader names(named->names);
    const auto name = canonical_name(names.take(der::tag::context_constructed(4)).content);
    const bool same = name == detail::data_of(issuer).canonical_issuer &&
                      std::ranges::equal(named->serial_number, issuer.serial_number());
    return same ? key_identifier_match::equal : key_identifier_match::different;
} catch (const der::error&) {
    return key_identifier_match::unknown; // it is only a hint
}

key_identifier_match match_key_identifiers(const certificate& child, const certificate& issuer)
{
    auto wanted = child.authority_key_identifier(), offered = issuer.subject_key_identifier();
    if (!wanted.empty() && !offered.empty())
        return std::ranges::equal(wanted, offered) ? key_identifier_match::equal : key_identifier_match::different;
    return match_issuer_certificate(child, issuer);
}

bool is_valid_at(const certificate& c, time_point time)
{
    return c.not_before() <= time && time <= c.not_after();
}

bool same_entity(const certificate& a, const certificate& b)
{
    return detail::data_of(a).canonical_subject == detail::data_of(b).canonical_subject &&
           std::ranges::equal(a.subject_public_key_info(), b.subject_public_key_info());
}

} // namespace

path_builder::path_builder(std::span<const certificate> presented, const verify_parameters& parameters)
    : leaf_(presented.front()), parameters_(parameters)
{
    std::set<std::string_view> seen{as_text(leaf_.der())};
    for (auto certificates : {presented.subspan(1), parameters.intermediates})
        for (const auto& c : certificates)
            if (seen.insert(as_text(c.der())).second)
                known_[detail::data_of(c).canonical_subject].push_back(c);
}

void path_builder::search(std::function<bool(const certification_path&)> accept)
{
    accept_ = std::move(accept);
    path_.assign(1, leaf_);
    extend();
}

// Returns whether a path may end here. As in OpenSSL, that is a self-signed anchor, or any anchor if partial chains are
// allowed.
bool path_builder::is_end(const certificate& c) const
{
    return (parameters_.allow_partial_chain || is_self_signed(c)) && parameters_.anchors->contains(c);
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
    if (issuers.empty())
        return dead_end_without_issuer();
    if (candidates_seen_ > max_candidates_seen)
        return dead_end(verify_error::too_many_checks, "has too many possible issuers");
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
    for (const auto& [issuer, is_anchor] : issuers) {
        if (signature_checks_ == parameters_.max_signature_checks)
            return dead_end(verify_error::too_many_checks, "has too many possible issuers");
        ++signature_checks_;
        const auto link = link_to(issuer);
        const bool known = link && parameters_.verified_links->contains(*link);
        auto verdict =
            check_signature({child.tbs(), child.signature_algorithm(), child.signature()}, issuer, parameters_, known);
        if (verdict == verify_error::ok || verdict == verify_error::ca_key_too_small) {
            path_.push_back(issuer);
            const auto links_before = new_links_.size();
            if (link && !known && verdict == verify_error::ok)
                new_links_.push_back(*link);
            bool done =
                verdict == verify_error::ok
                    ? extend()
                    : dead_end(verdict, "has an RSA key of only " + std::to_string(issuer.key()->bits()) + " bits");
            path_.pop_back();
            new_links_.resize(links_before);
            if (done)
                return true;
            best = verify_error::ok;
        } else if (best == verify_error::unknown_issuer &&
                   match_key_identifiers(child, issuer) != key_identifier_match::different) {
            // A certificate of the same name with another key identifier says nothing about the signature.
            best = verdict;
        }
    }
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

bool path_builder::offer(std::optional<path_failure> dead_end)
{
    return accept_({path_, std::move(dead_end)});
}

bool path_builder::dead_end(verify_error error, const std::string& rule)
{
    auto detail = "certificate of " + describe(path_.back()) + ' ' + rule;
    return offer(path_failure{static_cast<unsigned>(path_.size() - 1), error, std::move(detail)});
}

bool path_builder::dead_end_without_issuer()
{
    const auto& last = path_.back();
    if (!last.is_self_issued())
        return dead_end(verify_error::unknown_issuer,
                        "was issued by " + last.issuer().to_string().substr(0, 256) +
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

bool path_builder::is_in_path(const certificate& possible) const
{
    return std::ranges::any_of(path_, [&](const certificate& c) { return same_entity(c, possible); });
}

std::vector<path_builder::candidate> path_builder::issuers_of(const certificate& child)
{
    std::vector<candidate> issuers;
    const auto anchors = parameters_.anchors->find(child.issuer().der());
    for (const auto& anchor : anchors)
        if (std::ranges::find(path_, anchor) == path_.end())
            issuers.push_back({anchor, true});
    if (const auto found = known_.find(detail::data_of(child).canonical_issuer); found != known_.end()) {
        candidates_seen_ += found->second.size();
        for (const auto& known : found->second)
            if (!is_in_path(known) && std::ranges::find(anchors, known) == anchors.end())
                issuers.push_back({known, false});
    }
    sort_by_likelihood(issuers, child);
    return issuers;
}

void path_builder::sort_by_likelihood(std::vector<candidate>& issuers, const certificate& child) const
{
    // Unlikely issuers come last. Among the others anchors come first, because they make short paths.
    struct rank {
        std::tuple<bool, bool, bool, key_identifier_match> unlikeliness;
        candidate issuer;
    };
    std::vector<rank> ranked;
    for (auto& c : issuers) {
        const auto match = match_key_identifiers(child, c.certificate);
        ranked.push_back({{match == key_identifier_match::different, !is_valid_at(c.certificate, parameters_.time),
                           !c.is_anchor, match},
                          std::move(c)});
    }
    std::ranges::stable_sort(ranked, {}, &rank::unlikeliness);
    issuers.clear();
    for (auto& r : ranked)
        issuers.push_back(std::move(r.issuer));
}

} // namespace tls::x509
