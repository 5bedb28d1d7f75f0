#include "x509/path_builder.hpp"

#include "x509/signature.hpp"

#include <algorithm>

namespace tls::x509 {

namespace {

// How well a candidate's key identifier fits what the child says of its issuer (RFC 4158 section 3.5.12).
enum class key_identifier_match { equal, unknown, different };

key_identifier_match match_key_identifiers(const certificate& child, const certificate& issuer)
{
    auto wanted = child.authority_key_identifier(), offered = issuer.subject_key_identifier();
    if (wanted.empty() || offered.empty())
        return key_identifier_match::unknown;
    return std::ranges::equal(wanted, offered) ? key_identifier_match::equal : key_identifier_match::different;
}

bool is_valid_at(const certificate& c, time_point time)
{
    return c.not_before() <= time && time <= c.not_after();
}

bool same_entity(const certificate& a, const certificate& b)
{
    return std::ranges::equal(a.subject().der(), b.subject().der()) &&
           std::ranges::equal(a.subject_public_key_info(), b.subject_public_key_info());
}

} // namespace

void path_builder::search(std::function<bool(const certification_path&)> accept)
{
    accept_ = std::move(accept);
    path_.assign(1, presented_.front());
    extend();
}

// Extends the path by every issuer of its last certificate. Goes as deep as the path is long, which
// max_depth and the number of presented certificates bound.
bool path_builder::extend()
{
    const auto child = path_.back();
    if (parameters_.anchors->contains(child) && offer(std::nullopt))
        return true;
    const auto issuers = issuers_of(child);
    if (issuers.empty())
        return dead_end_without_issuer();
    if (path_.size() >= std::size_t{parameters_.max_depth} + 2)
        return dead_end(verify_error::chain_too_long, "is one more than the chain may have");

    switch (auto verdict = check_signature_algorithm(child.signature_algorithm(), parameters_)) {
    case verify_error::ok:
        break;
    case verify_error::weak_signature_hash:
        return dead_end(verdict, "is signed with a hash that is not secure");
    default:
        return dead_end(verdict, "is signed with an unsupported algorithm");
    }
    return try_issuers(issuers);
}

bool path_builder::try_issuers(const std::vector<certificate>& issuers)
{
    const auto child = path_.back();
    auto best = verify_error::unknown_issuer;
    for (const auto& issuer : issuers) {
        if (signature_checks_ == parameters_.max_signature_checks)
            return dead_end(verify_error::too_many_checks, "has too many possible issuers");
        ++signature_checks_;
        auto verdict =
            check_signature({child.tbs(), child.signature_algorithm(), child.signature()}, issuer, parameters_);
        if (verdict == verify_error::ok || verdict == verify_error::ca_key_too_small) {
            path_.push_back(issuer);
            bool done = verdict == verify_error::ok
                            ? extend()
                            : dead_end(verdict, "has a key of " + std::to_string(issuer.key()->bits()) + " bits only");
            path_.pop_back();
            if (done)
                return true;
            best = verify_error::ok;
        } else if (best == verify_error::unknown_issuer &&
                   match_key_identifiers(child, issuer) != key_identifier_match::different) {
            // A namesake whose key identifier differs says nothing about the signature.
            best = verdict;
        }
    }
    switch (best) {
    case verify_error::ok:
        return false; // what failed was further up
    case verify_error::signature_failure:
        return dead_end(best, "has a signature that does not verify");
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
                        "was issued by " + last.issuer().to_string().substr(0, 256) + ", which is not known");
    if (path_.size() == 1)
        return dead_end(verify_error::self_signed_leaf, "is self-signed and not trusted");
    return dead_end(verify_error::self_signed_in_chain, "is a root that is not trusted");
}

bool path_builder::is_in_path(const certificate& candidate) const
{
    return std::ranges::any_of(path_, [&](const certificate& c) { return same_entity(c, candidate); });
}

std::vector<certificate> path_builder::issuers_of(const certificate& child) const
{
    const auto wanted = child.issuer().der();
    std::vector<certificate> issuers;
    for (const auto& anchor : parameters_.anchors->find(wanted))
        if (anchor != child)
            issuers.push_back(anchor);
    for (const auto& candidate : presented_.subspan(1)) {
        if (std::ranges::equal(candidate.subject().der(), wanted) && !is_in_path(candidate) &&
            std::ranges::find(issuers, candidate) == issuers.end())
            issuers.push_back(candidate);
    }
    auto unlikeliness = [&](const certificate& issuer) {
        return std::pair(match_key_identifiers(child, issuer), !is_valid_at(issuer, parameters_.time));
    };
    std::ranges::stable_sort(issuers, {}, unlikeliness);
    return issuers;
}

} // namespace tls::x509
