// The search for certification paths (RFC 4158), from the leaf to the anchors.

#ifndef TLS_SRC_X509_PATH_PATH_BUILDER_HPP
#define TLS_SRC_X509_PATH_PATH_BUILDER_HPP

#include <tls/x509/verifier.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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
/// contains a key only once under the same name. The work of signature checks and the certificates examined are counted
/// over the whole search and bounded, so a hostile set of certificates costs bounded work. If the names show that no
/// path can reach an anchor, the bounds are a quarter.
class path_builder {
public:
    /// Everything that the arguments refer to must outlive the builder. `presented` must not be empty.
    path_builder(std::span<const certificate> presented, const verify_parameters& parameters);

    /// Calls `accept` with each path that reaches an anchor until it returns true, and with each path that reaches none
    /// if it is longer than those before.
    void search(std::function<bool(const certification_path&)> accept);

private:
    struct candidate {
        x509::certificate certificate;
        bool is_anchor;
    };

    /// The certificates with the same subject.
    struct named_certificates {
        std::vector<certificate> known;    ///< presented or given as intermediates
        std::vector<certificate> anchors;  ///< set if `visited`
        std::vector<std::size_t> subjects; ///< names for which this one issued known certificates
        bool visited = false;
        bool leads_to_anchor = false; ///< some path from here may reach an anchor, as far as the names show
    };

    std::size_t id_of(const bytes& canonical_name);
    void visit_issuer(const certificate&, std::vector<std::size_t>& to_visit);
    void find_anchors();
    void limit_work();

    bool extend();
    bool is_end(const certificate&) const;
    bool is_too_long() const;
    bool try_issuers(const std::vector<candidate>& issuers);
    bool take_work(std::uint64_t work);
    bool offer(std::optional<path_failure> dead_end);
    bool dead_end(verify_error, const std::string& rule);
    bool dead_end_without_issuer();
    std::vector<candidate> issuers_of(const certificate& child);
    void sort_by_likelihood(std::vector<candidate>& issuers, const certificate& child) const;
    bool leads_to_anchor(const candidate&) const;
    bool is_in_path(const certificate& possible, std::size_t subject);
    std::optional<verified_link_cache::link> link_to(const certificate& issuer) const;
    void remember_links() const;

    certificate leaf_;
    const verify_parameters& parameters_;
    std::map<std::string_view, std::size_t> ids_; ///< position in names_, by canonical name
    std::vector<named_certificates> names_;
    std::function<bool(const certification_path&)> accept_;
    std::vector<certificate> path_;
    std::vector<std::size_t> path_subjects_;           ///< positions in names_ of the subjects of path_
    std::vector<verified_link_cache::link> new_links_; ///< links in path_ whose signatures this search verified
    std::size_t longest_dead_end_ = 0;
    bool reached_anchor_ = false;
    std::uint64_t checks_left_, work_left_, comparisons_left_;
};

/// Names the certificate in messages: "CN=example.org"; without a subject its first DNS name, or "an unnamed subject".
std::string describe(const certificate&);

} // namespace tls::x509

#endif
