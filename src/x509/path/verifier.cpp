#include <tls/x509/verifier.hpp>

#include "x509/path/path_builder.hpp"
#include "x509/path/path_validation.hpp"

#include <tls/verify_context.hpp>

#include <optional>
#include <stdexcept>

namespace tls::x509 {

namespace {

struct examined_path {
    std::vector<certificate> certificates;
    std::vector<path_failure> failures; ///< from the anchor to the leaf
};

// Returns the first valid path. If there is none, returns the most informative one: of the paths that reach an anchor
// the one with the fewest failures, else the longest path.
examined_path find_best_path(std::span<const certificate> presented, const verify_parameters& parameters)
{
    validation_budget budget;
    std::optional<examined_path> best_anchored;
    std::optional<certification_path> longest;
    path_builder(presented, parameters).search([&](const certification_path& path) {
        if (path.dead_end) {
            if (!longest || path.certificates.size() > longest->certificates.size())
                longest = path;
            return false;
        }
        examined_path found{path.certificates, validate_path(path, parameters, budget)};
        const bool valid = found.failures.empty();
        if (!best_anchored || found.failures.size() < best_anchored->failures.size())
            best_anchored = std::move(found);
        return valid;
    });
    if (best_anchored)
        return std::move(*best_anchored);
    // Strangers' chains must not cost much. Nobody sees the other failures unless a callback may accept this one.
    if (!parameters.callback)
        return {longest->certificates, {*longest->dead_end}};
    return {longest->certificates, validate_path(*longest, parameters, budget)};
}

// Computes the verdict on a path. Calls the verify callback in OpenSSL's order: at each depth, from the anchor to the
// leaf, first for every failure with `preverified` false, then for the certificate with `preverified` true.
class path_verdict {
public:
    path_verdict(const examined_path& path, const verify_parameters& parameters) : path_(path), parameters_(parameters)
    {
        result_.path = path.certificates;
    }

    verification_result run()
    {
        auto failure = path_.failures.begin();
        for (auto depth = static_cast<unsigned>(path_.certificates.size()); depth-- > 0;) {
            for (; failure != path_.failures.end() && failure->depth == depth; ++failure)
                if (!accepts_failure(*failure))
                    return std::move(result_);
            if (!accepts_certificate(depth))
                return std::move(result_);
        }
        // Accepts only a path that was examined completely.
        result_.accepted = !path_.certificates.empty() && failure == path_.failures.end();
        if (!result_.accepted && result_.error == verify_error::ok)
            result_.error = verify_error::unspecified;
        return std::move(result_);
    }

private:
    bool accepts_failure(const path_failure& failure)
    {
        result_.error = failure.error;
        result_.depth = failure.depth;
        result_.detail = failure.detail;
        if (!parameters_.callback)
            return false;
        verify_context context(path_.certificates, failure.depth, failure.error);
        bool accepted = parameters_.callback(false, context);
        if (context.error() != failure.error)
            set_error(failure.depth, context.error());
        return ensure_error_if_refused(failure.depth, accepted);
    }

    bool accepts_certificate(unsigned depth)
    {
        if (!parameters_.callback)
            return true;
        verify_context context(path_.certificates, depth, result_.error);
        bool accepted = parameters_.callback(true, context);
        if (context.error() != result_.error)
            set_error(depth, context.error());
        else if (!accepted)
            set_error(depth, verify_error::rejected);
        return ensure_error_if_refused(depth, accepted);
    }

    // A refusal always has an error, even if the callback cleared it.
    bool ensure_error_if_refused(unsigned depth, bool accepted)
    {
        if (!accepted && result_.error == verify_error::ok)
            set_error(depth, verify_error::rejected);
        return accepted;
    }

    void set_error(unsigned depth, verify_error error)
    {
        result_.error = error;
        result_.depth = depth;
        result_.detail.clear();
        if (error != verify_error::ok)
            result_.detail =
                "certificate of " + describe(path_.certificates[depth]) + ": " + std::string(to_string(error));
    }

    const examined_path& path_;
    const verify_parameters& parameters_;
    verification_result result_;
};

} // namespace

verification_result verify_chain(std::span<const certificate> presented, const verify_parameters& parameters)
{
    if (parameters.anchors == nullptr || parameters.algorithms == nullptr)
        throw std::invalid_argument("verify_chain needs anchors and algorithms");
    if (presented.empty()) {
        verification_result result;
        result.error = verify_error::unspecified;
        result.detail = "no certificate to verify";
        return result;
    }
    return path_verdict(find_best_path(presented, parameters), parameters).run();
}

} // namespace tls::x509
