#include "x509/path_validation.hpp"

#include "x509/certificate_data.hpp"
#include "x509/host_name.hpp"
#include "x509/object_identifiers.hpp"
#include "x509/time.hpp"

#include <algorithm>

namespace tls::x509 {

namespace {

// What name constraints apply to (RFC 5280 section 4.2.1.10): the subject and its alternative names.
std::vector<general_name> names_of(const certificate& c)
{
    auto names = detail::data_of(c).general_names;
    if (!c.subject().empty())
        names.push_back({der::tag::context_constructed(4), c.subject().der()});
    return names;
}

// Collects the failures of one certificate of a path.
class certificate_check {
public:
    certificate_check(std::span<const certificate> path, unsigned depth, const verify_parameters& parameters,
                      std::vector<path_failure>& failures)
        : path_(path), depth_(depth), subject_(path[depth]), parameters_(parameters), failures_(failures)
    {
    }

    void run()
    {
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
            check_host();
        }
    }

private:
    void check_validity();
    void check_critical_extensions();
    void check_key();
    void check_extended_key_usage();
    void check_authority();
    void check_path_length();
    void check_name_constraints();
    void check_leaf_key_usage();
    void check_host();

    void fail(verify_error error, const std::string& rule)
    {
        failures_.push_back({depth_, error, "certificate of " + describe(subject_) + ' ' + rule});
    }

    std::span<const certificate> path_;
    unsigned depth_;
    const certificate& subject_;
    const verify_parameters& parameters_;
    std::vector<path_failure>& failures_;
};

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
        fail(verify_error::unhandled_critical_extension, "has the critical extension " + extension);
}

void certificate_check::check_key()
{
    const auto& key = subject_.key();
    if (!key) {
        fail(verify_error::unsupported_algorithm, "has a key of an unsupported kind");
        return;
    }
    bool is_rsa = key->type == key_type::rsa || key->type == key_type::rsa_pss;
    if (is_rsa && key->bits() < parameters_.min_rsa_bits)
        fail(depth_ == 0 ? verify_error::ee_key_too_small : verify_error::ca_key_too_small,
             "has a key of " + std::to_string(key->bits()) + " bits only");
}

void certificate_check::check_extended_key_usage()
{
    // RFC 5280 section 4.2.1.12 for the leaf; an issuer that has the extension restricts what it issues to
    // these purposes, as the field's implementations agree.
    const auto& purposes = subject_.extended_key_usage();
    if (parameters_.use == purpose::any || !purposes)
        return;
    bool server = parameters_.use == purpose::server_auth;
    auto wanted = server ? oid::server_auth : oid::client_auth;
    bool allowed = std::ranges::any_of(
        *purposes, [&](const std::string& p) { return p == wanted || p == oid::any_extended_key_usage; });
    if (!allowed)
        fail(verify_error::invalid_purpose,
             std::string("is not meant for TLS ") + (server ? "servers" : "clients") + " (extended key usage)");
}

void certificate_check::check_authority()
{
    // RFC 5280 section 6.1.4 (k): basicConstraints with cA. A version 1 certificate cannot say so, and is an
    // authority only if the user trusts it as a root.
    bool is_anchor = depth_ + 1 == path_.size();
    bool trusted_version1 = is_anchor && subject_.version() == 1 && subject_.is_self_issued();
    if (!subject_.is_ca() && !trusted_version1)
        fail(verify_error::invalid_ca, "is not a certification authority's");
    // RFC 5280 section 6.1.4 (n).
    if (!subject_.allows(key_usage::key_cert_sign))
        fail(verify_error::cannot_sign, "may not sign certificates (key usage)");
}

void certificate_check::check_path_length()
{
    // RFC 5280 section 4.2.1.9: "the maximum number of non-self-issued intermediate certificates that may follow
    // this certificate in a valid certification path"; the leaf is no intermediate.
    auto intermediates = path_.subspan(1, depth_ - 1);
    auto following = std::ranges::count_if(intermediates, [](const certificate& c) { return !c.is_self_issued(); });
    if (auto limit = subject_.path_length(); limit && static_cast<std::size_t>(following) > *limit)
        fail(verify_error::path_length_exceeded,
             "allows " + std::to_string(*limit) + " authorities below it, not " + std::to_string(following));
}

void certificate_check::check_name_constraints()
{
    const auto& constraints = detail::data_of(subject_).name_constraints;
    if (!constraints)
        return;
    // Bound on the comparisons that many names and many constraints can cost.
    std::size_t budget = 250'000;
    for (unsigned below = depth_; below-- > 0;) {
        // RFC 5280 section 6.1.3 (b): self-issued certificates are exempt, except for the last one of the path.
        if (below > 0 && path_[below].is_self_issued())
            continue;
        auto names = names_of(path_[below]);
        if (auto error = check_names(*constraints, names, budget); error != verify_error::ok) {
            fail(error, "does not allow the names of " + describe(path_[below]) + " (name constraints)");
            return;
        }
    }
}

void certificate_check::check_leaf_key_usage()
{
    // RFC 8446 section 4.4.2.2: "the digitalSignature bit MUST be set if the Key Usage extension is present".
    if (parameters_.use != purpose::any && !subject_.allows(key_usage::digital_signature))
        fail(verify_error::invalid_key_usage, "has a key that may not make signatures (key usage)");
}

void certificate_check::check_host()
{
    const auto& host = parameters_.host;
    if (host.empty() || matches_host(subject_, host))
        return;
    fail(parse_ip_literal(host) ? verify_error::ip_address_mismatch : verify_error::host_name_mismatch,
         "is not valid for " + host);
}

// Only what could stand in a log as it is.
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
    auto text = c.subject().to_string();
    if (text.empty() && !c.alt_names().dns_names.empty())
        text = printable(c.alt_names().dns_names.front());
    if (text.empty())
        return "an unnamed subject";
    return text.substr(0, longest);
}

std::vector<path_failure> validate_path(const certification_path& path, const verify_parameters& parameters)
{
    std::vector<path_failure> failures;
    if (path.dead_end)
        failures.push_back(*path.dead_end);
    for (auto depth = static_cast<unsigned>(path.certificates.size()); depth-- > 0;)
        certificate_check(path.certificates, depth, parameters, failures).run();
    return failures;
}

} // namespace tls::x509
