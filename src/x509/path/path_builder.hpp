// The search for certification paths (RFC 4158), from the leaf to the anchors.

#ifndef TLS_SRC_X509_PATH_PATH_BUILDER_HPP
#define TLS_SRC_X509_PATH_PATH_BUILDER_HPP

#include <tls/x509/verifier.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tls::x509 {

/// A rule that a path breaks.
struct path_failure {
    unsigned depth = 0; ///< depth of the certificate that breaks it; 0 is the leaf
    verify_error error = verify_error::unspecified;
    std::string detail; ///< a sentence that names the certificate and the rule
};

/// A path, leaf first. Each signature verifies with the key of the next certificate.
struct certification_path {
    std::vector<certificate> certificates;
    /// Why the path does not reach an anchor; empty if its last certificate is an anchor.
    std::optional<path_failure> dead_end;
};

/// Depth-first search by name over the presented certificates, the known intermediates and the anchors.
///
/// Several certificates may have the issuer's name: the likely ones are tried first, the others if these fail. A path
/// contains a key only once under the same name. Signature checks and examined certificates are counted over the whole
/// search and bounded, so a hostile set of certificates costs bounded work.
class path_builder {
public:
    /// Everything that the arguments refer to must outlive the builder. `presented` must not be empty.
    path_builder(std::span<const certificate> presented, const verify_parameters& parameters);

    /// Calls `accept` with each path found, also with paths that reach no anchor, until it returns true.
    void search(std::function<bool(const certification_path&)> accept);

private:
    struct candidate {
        x509::certificate certificate;
        bool is_anchor;
    };

    bool extend();
    bool is_end(const certificate&) const;
    bool is_too_long() const;
    bool try_issuers(const std::vector<candidate>& issuers);
    bool offer(std::optional<path_failure> dead_end);
    bool dead_end(verify_error, const std::string& rule);
    bool dead_end_without_issuer();
    std::vector<candidate> issuers_of(const certificate& child);
    void sort_by_likelihood(std::vector<candidate>& issuers, const certificate& child) const;
    bool is_in_path(const certificate&) const;
    std::optional<verified_link_cache::link> link_to(const certificate& issuer) const;
    void remember_links() const;

    certificate leaf_;
    const verify_parameters& parameters_;
    std::map<bytes, std::vector<certificate>> known_; ///< by canonical subject
    std::function<bool(const certification_path&)> accept_;
    std::vector<certificate> path_;
    std::vector<verified_link_cache::link> new_links_; ///< links in path_ whose signatures this search verified
    unsigned signature_checks_ = 0;
    std::size_t candidates_seen_ = 0;
};

/// Names the certificate in messages: "CN=example.org"; without a subject its first DNS name, or "an unnamed subject".
std::string describe(const certificate&);

} // namespace tls::x509

#endif
