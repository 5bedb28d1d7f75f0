// The search for certification paths (RFC 4158): from the leaf towards the anchors.

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
    unsigned depth = 0; ///< of the certificate that breaks it; 0 is the leaf
    verify_error error = verify_error::unspecified;
    std::string detail; ///< a sentence that names the certificate and the rule
};

/// A path, leaf first, whose signatures verify each by the next.
struct certification_path {
    std::vector<certificate> certificates;
    /// Why it does not reach an anchor; empty if its last certificate is one.
    std::optional<path_failure> dead_end;
};

/// Depth-first search over the presented certificates, the known intermediates and the anchors, by name.
///
/// Several certificates may bear an issuer's name: the likely ones are tried first, the others when
/// these lead nowhere. A key stands in a path once under a name; signature checks and the certificates looked at
/// are counted over the whole search and bounded, so a hostile set of certificates costs bounded work.
class path_builder {
public:
    /// What is referred to must outlive the builder; `presented` is not empty.
    path_builder(std::span<const certificate> presented, const verify_parameters& parameters);

    /// Shows `accept` the paths found, those that reach no anchor too, until it returns true.
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
    std::vector<verified_link_cache::link> new_links_; ///< of the path, where their signatures were verified just now
    unsigned signature_checks_ = 0;
    std::size_t candidates_seen_ = 0;
};

/// "CN=example.org" or, without a subject, its first name or serial number: for messages.
std::string describe(const certificate&);

} // namespace tls::x509

#endif
