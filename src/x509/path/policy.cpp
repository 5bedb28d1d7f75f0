#include "x509/path/policy.hpp"

#include "x509/certificate/certificate_data.hpp"
#include "x509/der/object_identifiers.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tls::x509 {

namespace {

// RFC 5280 describes a tree in which a policy occurs once for each way that leads to it, so the number of nodes may
// double with each certificate (CVE-2023-0464). This graph merges the nodes of one depth that have the same policy. It
// has a level for each certificate below the anchor.
//
// A node's policy is named as in the domain of its certificate's issuer. Its parents are the policies of the level
// above that the certificate above maps to it. It has no parents if the parent is anyPolicy.
using parents = std::set<std::string>;

struct policy_level {
    std::map<std::string, parents> nodes;
    bool any_policy = false;

    bool empty() const { return nodes.empty() && !any_policy; }
};

class too_many_steps {};

class policy_graph {
public:
    /// Every policy examined takes one from `budget`; throws too_many_steps if none is left.
    explicit policy_graph(std::size_t& budget) : budget_(budget) { next_.any_policy = true; }

    /// RFC 5280 section 6.1.3 (d) and (e): adds the level of a certificate with these policies; null if it has none.
    void add_level(const std::vector<std::string>* policies, bool any_policy_allowed);
    /// RFC 5280 section 6.1.4 (b): translates the policies of the last level into the domain of the level below.
    void map(const std::vector<policy_mapping>& mappings, bool mapping_allowed);

    bool empty() const { return levels_.back().empty(); }
    /// RFC 5280 section 6.1.5 (g): returns whether a policy of the user's set is valid for the whole path.
    bool intersects(const std::optional<std::vector<std::string>>& user_policies) const;

private:
    void count(std::size_t steps)
    {
        if (steps > budget_)
            throw too_many_steps();
        budget_ -= steps;
    }

    std::vector<policy_level> levels_;
    policy_level next_; ///< possible nodes of the next level, before its certificate's policies are applied
    std::size_t& budget_;
};

void policy_graph::add_level(const std::vector<std::string>* policies, bool any_policy_allowed)
{
    policy_level level;
    if (policies != nullptr) {
        count(policies->size() + next_.nodes.size());
        const std::set<std::string_view> named(policies->begin(), policies->end());
        const bool names_any = any_policy_allowed && named.contains(oid::any_policy);
        for (auto& [policy, above] : next_.nodes)
            if (names_any || named.contains(policy))
                level.nodes.emplace(policy, above);
        if (next_.any_policy)
            for (const auto& policy : *policies)
                if (policy != oid::any_policy)
                    level.nodes.try_emplace(policy);
        level.any_policy = names_any && next_.any_policy;
    }
    levels_.push_back(std::move(level));
    next_ = {};
}

void policy_graph::map(const std::vector<policy_mapping>& mappings, bool mapping_allowed)
{
    auto& level = levels_.back();
    count(mappings.size() + level.nodes.size());
    next_.any_policy = level.any_policy;
    std::set<std::string_view> mapped;
    for (const auto& [from, to] : mappings) {
        mapped.insert(from);
        if (!mapping_allowed)
            continue;
        if (level.any_policy)
            level.nodes.try_emplace(from);
        if (level.nodes.contains(from))
            next_.nodes[to].insert(from);
    }
    for (const auto& [policy, above] : level.nodes)
        if (!mapped.contains(policy))
            next_.nodes[policy].insert(policy);
}

bool policy_graph::intersects(const std::optional<std::vector<std::string>>& user_policies) const
{
    if (empty() || (user_policies && user_policies->empty()))
        return false;
    if (!user_policies)
        return true;
    const std::set<std::string_view> wanted(user_policies->begin(), user_policies->end());
    if (wanted.contains(oid::any_policy) || levels_.back().any_policy)
        return true;
    // A node without parents is below anyPolicy or the anchor: there it has its name in the user's domain.
    parents reached;
    for (const auto& [policy, above] : levels_.back().nodes)
        reached.insert(policy);
    for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
        parents further;
        for (const auto& policy : reached) {
            const auto node = level->nodes.find(policy);
            if (node == level->nodes.end())
                continue;
            if (node->second.empty() && wanted.contains(policy))
                return true;
            further.insert(node->second.begin(), node->second.end());
        }
        reached = std::move(further);
    }
    return false;
}

// The state variables of RFC 5280 section 6.1.2 that count certificates.
class policy_check {
public:
    policy_check(std::span<const certificate> path, const verify_parameters& parameters, std::size_t& budget)
        : path_(path),
          parameters_(parameters),
          graph_(budget),
          explicit_policy_(parameters.explicit_policy ? 0 : path.size()),
          policy_mapping_(path.size()),
          inhibit_any_policy_(path.size())
    {
    }

    std::optional<path_failure> run()
    {
        // RFC 5280 section 6.1: the anchor is not part of the path.
        for (auto depth = static_cast<unsigned>(path_.size()) - 1; depth-- > 0;)
            if (auto failure = process(depth))
                return failure;
        if (path_.size() > 1 && explicit_policy_ == 0 && !graph_.intersects(parameters_.policies))
            return fail(0, verify_error::no_explicit_policy,
                        "is not valid for any of the required certificate policies");
        return std::nullopt;
    }

private:
    std::optional<path_failure> process(unsigned depth);
    bool prepare_for_next(const certificate&);
    void tighten(const certificate&);

    std::optional<path_failure> fail(unsigned depth, verify_error error, const std::string& rule) const
    {
        return path_failure{depth, error, "certificate of " + describe(path_[depth]) + ' ' + rule};
    }

    std::span<const certificate> path_;
    const verify_parameters& parameters_;
    policy_graph graph_;
    std::size_t explicit_policy_, policy_mapping_, inhibit_any_policy_;
};

std::optional<path_failure> policy_check::process(unsigned depth)
{
    const auto& c = path_[depth];
    const auto& policies = c.policies();
    graph_.add_level(policies ? &*policies : nullptr, inhibit_any_policy_ > 0 || (depth > 0 && c.is_self_issued()));
    // RFC 5280 section 6.1.3 (f).
    if (explicit_policy_ == 0 && graph_.empty())
        return fail(depth, verify_error::no_explicit_policy, "is not valid for any certificate policy");
    if (depth > 0 && !prepare_for_next(c))
        return fail(depth, verify_error::invalid_policy, "maps a certificate policy to or from anyPolicy");
    // RFC 5280 sections 6.1.4 (h) and 6.1.5 (a).
    if (depth == 0 || !c.is_self_issued()) {
        auto decrement = [](std::size_t& counter) { counter -= counter > 0 ? 1 : 0; };
        decrement(explicit_policy_);
        decrement(policy_mapping_);
        decrement(inhibit_any_policy_);
    }
    tighten(c);
    return std::nullopt;
}

// Returns false if a mapping is invalid: RFC 5280 section 6.1.4 (a).
bool policy_check::prepare_for_next(const certificate& c)
{
    const auto& mappings = detail::data_of(c).policy_mappings;
    auto names_any = [](const policy_mapping& m) {
        return m.issuer_domain_policy == oid::any_policy || m.subject_domain_policy == oid::any_policy;
    };
    if (std::ranges::any_of(mappings, names_any))
        return false;
    graph_.map(mappings, policy_mapping_ > 0);
    return true;
}

// RFC 5280 sections 6.1.4 (i) and (j), and 6.1.5 (b). Only zero has a meaning after the leaf.
void policy_check::tighten(const certificate& c)
{
    auto at_most = [](std::size_t& counter, std::optional<std::uint32_t> limit) {
        if (limit)
            counter = std::min<std::size_t>(counter, *limit);
    };
    const auto& data = detail::data_of(c);
    at_most(explicit_policy_, data.policy_constraints.require_explicit_policy);
    at_most(policy_mapping_, data.policy_constraints.inhibit_policy_mapping);
    at_most(inhibit_any_policy_, data.inhibit_any_policy);
}

} // namespace

std::optional<path_failure> check_policies(std::span<const certificate> path, const verify_parameters& parameters,
                                           std::size_t& budget)
try {
    return policy_check(path, parameters, budget).run();
} catch (const too_many_steps&) {
    return path_failure{0, verify_error::too_many_checks,
                        "certificate of " + describe(path.front()) + " has too many certificate policies in its path"};
}

} // namespace tls::x509
