#include "x509/path/path_validation.hpp"

#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/host_name.hpp"
#include "x509/certificate/identity.hpp"
#include "x509/certificate/name.hpp"
#include "x509/certificate/public_key.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/der/time.hpp"
#include "x509/path/policy.hpp"
#include "x509/path/revocation.hpp"
#include "x509/path/web_profile.hpp"

#include <algorithm>

namespace tls::x509 {

namespace {

std::vector<constrained_name> collect_names(const certificate& c)
{
    const auto& data = detail::data_of(c);
    std::vector<constrained_name> names;
    for (const auto& name : data.general_names)
        names.push_back(comparable(name));
    if (!c.subject().empty())
        names.push_back({general_name_tag::directory_name, data.canonical_subject});
    // Old certificates have mailboxes in the subject, in the attribute emailAddress.
    for (const auto& attribute : read_attributes(c.subject().der()))
        if (attribute.type == oid::email_address)
            names.push_back({general_name_tag::rfc822_name, to_bytes(attribute.value.content)});
    return names;
}

// The names of a path's certificates to which name constraints apply (RFC 5280 section 4.2.1.10): subject and
// alternative names. Collected once, although several CAs of a path may be constrained.
class path_names {
public:
    path_names(std::span<const certificate> path, const verify_parameters& parameters)
        : path_(path), parameters_(parameters), names_(path.size())
    {
    }

    const std::vector<constrained_name>& of(unsigned depth)
    {
        auto& names = names_[depth];
        if (!names) {
            names = collect_names(path_[depth]);
            if (depth == 0)
                add_common_name(*names);
        }
        return *names;
    }

private:
    void add_common_name(std::vector<constrained_name>& names) const;

    std::span<const certificate> path_;
    const verify_parameters& parameters_;
    std::vector<std::optional<std::vector<constrained_name>>> names_;
};

// Constrains a commonName that may be used as a host name: a verify callback such as host_name_verification may use it
// where subjectAltName names no host, regardless of `parameters`. A name without a dot belongs to a person or thing.
void path_names::add_common_name(std::vector<constrained_name>& names) const
{
    const auto& leaf = path_.front();
    const auto common_name = leaf.subject().common_name();
    auto host = std::string_view(common_name);
    if (host.starts_with("*."))
        host.remove_prefix(2);
    const bool looks_like_host = is_dns_name(host) && host.find('.') != std::string_view::npos;
    if ((looks_like_host && !names_a_host(leaf)) || !fallback_host_name(leaf, parameters_).empty())
        names.push_back({general_name_tag::dns_name, to_bytes(as_bytes(common_name))});
}

// Collects the failures of one certificate of a path.
class certificate_check {
public:
    certificate_check(std::span<const certificate> path, unsigned depth, const verify_parameters& parameters,
                      validation_budget& budget, path_names& names, std::vector<path_failure>& failures)
        : path_(path),
          depth_(depth),
          subject_(path[depth]),
          parameters_(parameters),
          budget_(budget),
          names_(names),
          failures_(failures)
    {
    }

    void run()
    {
        check_defects();
        check_validity();
        check_critical_extensions();
        check_key();
        check_extended_key_usage();
        if (depth_ > 0) {
            check_authority();
            check_path_length();
            check_name_constraints();
        } else {
            check_leaf_key_usage();
            check_identity();
        }
        check_profile();
    }

private:
    void check_defects();
    void check_validity();
    void check_critical_extensions();
    void check_key();
    void check_extended_key_usage();
    void check_authority();
    void check_path_length();
    void check_name_constraints();
    void check_leaf_key_usage();
    void check_identity();
    void check_profile();

    void fail(verify_error error, const std::string& rule)
    {
        failures_.push_back({depth_, error, "certificate of " + describe(subject_) + ' ' + rule});
    }

    std::span<const certificate> path_;
    unsigned depth_;
    const certificate& subject_;
    const verify_parameters& parameters_;
    validation_budget& budget_;
    path_names& names_;
    std::vector<path_failure>& failures_;
};

// Also of anchors: a rule that the parser could not read past may have said what the anchor is not for.
void certificate_check::check_defects()
{
    for (const auto& defect : subject_.defects())
        fail(defect.error, defect.rule);
}

void certificate_check::check_validity()
{
    // RFC 5280 section 4.1.2.5: "the period of time from notBefore through notAfter, inclusive", in seconds.
    auto now = std::chrono::floor<std::chrono::seconds>(parameters_.time);
    if (now < subject_.not_before())
        fail(verify_error::not_yet_valid, "is not valid before " + to_date(subject_.not_before()));
    if (now > subject_.not_after())
        fail(verify_error::expired, "expired " + to_date(subject_.not_after()));
}

void certificate_check::check_critical_extensions()
{
    // RFC 5280 section 4.2: "MUST reject the certificate if it encounters a critical extension it does not recognize".
    const auto& extension = subject_.unhandled_critical_extension();
    if (!extension.empty())
        fail(verify_error::unhandled_critical_extension, "has the unsupported critical extension " + extension);
}

void certificate_check::check_key()
{
    const auto& key = subject_.key();
    if (!key) {
        fail(verify_error::unsupported_algorithm,
             "has " + describe_unsupported_key(subject_.subject_public_key_info()));
        return;
    }
    bool is_rsa = key->type == key_type::rsa || key->type == key_type::rsa_pss;
    if (is_rsa && key->bits() < parameters_.min_rsa_bits)
        fail(depth_ == 0 ? verify_error::ee_key_too_small : verify_error::ca_key_too_small,
             "has an RSA key of only " + std::to_string(key->bits()) + " bits");
}

void certificate_check::check_extended_key_usage()
{
    // RFC 5280 section 4.2.1.12 for the leaf. By agreement of implementations, an issuer with the extension may issue
    // certificates for these purposes only.
    const auto& purposes = subject_.extended_key_usage();
    if (parameters_.use == purpose::any || !purposes)
        return;
    bool server = parameters_.use == purpose::server_auth;
    auto wanted = server ? oid::server_auth : oid::client_auth;
    bool allowed = std::ranges::any_of(
        *purposes, [&](const std::string& p) { return p == wanted || p == oid::any_extended_key_usage; });
    if (!allowed)
        fail(verify_error::invalid_purpose,
             std::string("may not be used for TLS ") + (server ? "servers" : "clients") + " (extended key usage)");
}

void certificate_check::check_authority()
{
    // RFC 5280 section 6.1.4 (k): basicConstraints with cA. A version 1 certificate cannot have it, and is a CA only if
    // the user trusts it as a root.
    bool is_anchor = depth_ + 1 == path_.size();
    bool trusted_version1 = is_anchor && subject_.version() == 1 && subject_.is_self_issued();
    if (!subject_.is_ca() && !trusted_version1)
        fail(verify_error::invalid_ca, "is not a CA certificate (basicConstraints)");
    // RFC 5280 section 6.1.4 (n).
    if (!subject_.allows(key_usage::key_cert_sign))
        fail(verify_error::cannot_sign, "may not sign certificates (key usage lacks keyCertSign)");
}

void certificate_check::check_path_length()
{
    // RFC 5280 section 4.2.1.9: "the maximum number of non-self-issued intermediate certificates that may follow
    // this certificate in a valid certification path"; the leaf is not an intermediate.
    auto intermediates = path_.subspan(1, depth_ - 1);
    auto following = std::ranges::count_if(intermediates, [](const certificate& c) { return !c.is_self_issued(); });
    if (auto limit = subject_.path_length(); limit && static_cast<std::size_t>(following) > *limit)
        fail(verify_error::path_length_exceeded,
             "allows " + std::to_string(*limit) + " intermediate CAs below it, not " + std::to_string(following));
}

void certificate_check::check_name_constraints()
{
    const auto& constraints = detail::data_of(subject_).name_constraints;
    if (!constraints)
        return;
    for (unsigned below = depth_; below-- > 0;) {
        // RFC 5280 section 6.1.3 (b): self-issued certificates are exempt, except for the last one of the path.
        if (below > 0 && path_[below].is_self_issued())
            continue;
        const auto& names = names_.of(below);
        if (auto error = check_names(*constraints, names, budget_.name_comparisons); error != verify_error::ok) {
            fail(error, "does not allow the names of " + describe(path_[below]) + " (name constraints)");
            return;
        }
    }
}

void certificate_check::check_leaf_key_usage()
{
    // RFC 8446 section 4.4.2.2: "the digitalSignature bit MUST be set if the Key Usage extension is present".
    constexpr auto digital_signature = static_cast<std::uint16_t>(key_usage::digital_signature);
    const auto asked_by_tls = parameters_.use != purpose::any ? digital_signature : std::uint16_t{0};
    const auto wanted = parameters_.leaf_key_usage.value_or(asked_by_tls);
    if ((subject_.key_usage_bits().value_or(wanted) & wanted) == wanted)
        return;
    fail(verify_error::invalid_key_usage, wanted == digital_signature
                                              ? "has a key that may not sign (key usage lacks digitalSignature)"
                                              : "has a key that may not be used in this way (key usage)");
}

std::string described(const std::string& identity)
{
    return identity.empty() ? "an empty name" : identity;
}

void certificate_check::check_identity()
{
    if (parameters_.host) {
        const auto host = parse_host(*parameters_.host);
        if (!host || (!matches_host(subject_, *host) &&
                      !matches_dns_name(fallback_host_name(subject_, parameters_), host->dns_name)))
            fail(host && host->is_address() ? verify_error::ip_address_mismatch : verify_error::host_name_mismatch,
                 "is not valid for " + described(*parameters_.host));
    }
    if (parameters_.email && !matches_email(subject_, *parameters_.email))
        fail(verify_error::email_mismatch, "is not valid for " + described(*parameters_.email));
    if (parameters_.uri && !matches_uri(subject_, *parameters_.uri))
        fail(verify_error::uri_mismatch, "is not valid for " + described(*parameters_.uri));
}

void certificate_check::check_profile()
{
    const bool is_root = depth_ > 0 && depth_ + 1 == path_.size();
    // The anchor is a name and a key instead of a certificate: see trust_anchor.
    if (is_root && subject_.signature().empty())
        return;
    const bool web = parameters_.rules == profile::web;
    // Roots of the Web PKI are older than its rules. They need to keep those of RFC 5280 only if `strict` is set.
    if (parameters_.strict || (web && !is_root))
        if (const auto broken = check_strict_profile(path_, depth_, parameters_))
            fail(broken->error, broken->rule);
    if (web)
        if (const auto broken = check_web_profile(path_, depth_, parameters_))
            fail(broken->error, broken->rule);
}

// Replaces every character that is not safe in a log.
std::string printable(std::string text)
{
    std::ranges::replace_if(
        text, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    return text;
}

} // namespace

std::string describe(const certificate& c)
{
    constexpr std::size_t longest = 256;
    auto text = short_text(c.subject().der());
    if (text.empty() && !c.alt_names().dns_names.empty())
        text = printable(c.alt_names().dns_names.front().substr(0, longest));
    return text.empty() ? "an unnamed subject" : text;
}

std::vector<path_failure> validate_path(const certification_path& path, const verify_parameters& parameters,
                                        validation_budget& budget)
{
    std::vector<path_failure> failures;
    if (path.dead_end)
        failures.push_back(*path.dead_end);
    std::size_t size = 0;
    for (const auto& c : path.certificates)
        size += c.der().size();
    if (budget.examined_bytes == 0) {
        failures.push_back({0, verify_error::too_many_checks,
                            "certificate of " + describe(path.certificates.front()) + " has too many possible paths"});
        return failures;
    }
    budget.examined_bytes -= std::min(budget.examined_bytes, size);
    path_names names(path.certificates, parameters);
    for (auto depth = static_cast<unsigned>(path.certificates.size()); depth-- > 0;)
        certificate_check(path.certificates, depth, parameters, budget, names, failures).run();
    if (!path.dead_end)
        if (auto failure = check_policies(path.certificates, parameters, budget.policy_steps))
            failures.push_back(std::move(*failure));
    // A callback may accept the other failures. It must then see this one.
    if (failures.empty() || parameters.callback)
        check_revocation(path, parameters, failures);
    // OpenSSL asks the callback once more about a leaf without issuer: to accept that the issuer is missing is not yet
    // to accept that nothing has been verified.
    if (path.dead_end && path.dead_end->error == verify_error::unknown_issuer && path.certificates.size() == 1)
        failures.push_back(
            {0, verify_error::unverified_leaf,
             "certificate of " + describe(path.certificates.front()) + " has a signature that cannot be verified"});
    std::ranges::stable_sort(failures, std::ranges::greater(), &path_failure::depth);
    return failures;
}

} // namespace tls::x509
