// Public key infrastructures for tests: CAs that issue any certificate that a test describes.

#ifndef TLS_TEST_X509_PKI_HPP
#define TLS_TEST_X509_PKI_HPP

#include <tls/error.hpp>
#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/verifier.hpp>

#include <boost/system/system_error.hpp>

#include <chrono>
#include <string>

namespace tls::test {

/// The time at which the tests run.
inline const x509::time_point now = std::chrono::sys_days(std::chrono::year(2026) / 6 / 15) + std::chrono::hours(12);

inline constexpr auto day = std::chrono::hours(24);

/// A template for a certificate that is valid now.
inline x509::certificate_template named(const std::string& common_name)
{
    x509::certificate_template description;
    description.common_name = common_name;
    description.not_before = now - 30 * day;
    description.not_after = now + 30 * day;
    return description;
}

inline x509::certificate_template ca_named(const std::string& common_name)
{
    auto description = named(common_name);
    description.is_ca = true;
    return description;
}

inline x509::certificate_template server_named(const std::string& host)
{
    auto description = named(host);
    description.dns_names = {host};
    return description;
}

/// A CA, or another certificate with its key.
struct authority {
    private_key key;
    x509::certificate certificate;

    x509::certificate issue(const x509::certificate_template& description, const public_key& subject_key) const
    {
        return x509::issue_certificate(description, subject_key, certificate, key);
    }
    /// Issues a leaf whose private key is discarded.
    x509::certificate issue(const x509::certificate_template& description) const
    {
        return issue(description, x509::generate_private_key(key_type::ed25519).public_part);
    }
    /// Issues a subordinate CA.
    authority delegate(const x509::certificate_template& description) const
    {
        auto below = x509::generate_private_key(key_type::ed25519);
        auto issued = issue(description, below.public_part);
        return {std::move(below), std::move(issued)};
    }
};

inline authority make_root(const x509::certificate_template& description, key_type type = key_type::ed25519)
{
    auto key = x509::generate_private_key(type);
    auto certificate = x509::self_signed_certificate(description, key);
    return {std::move(key), std::move(certificate)};
}

inline authority make_root(const std::string& common_name, key_type type = key_type::ed25519)
{
    return make_root(ca_named(common_name), type);
}

/// Verifies chains at `now` against one or more anchors.
class verification {
public:
    verification(std::initializer_list<x509::certificate> anchors)
    {
        for (const auto& anchor : anchors)
            store_.add(anchor);
        parameters.anchors = &store_;
        parameters.algorithms = registry::standard().get();
        parameters.time = now;
        parameters.use = x509::purpose::server_auth;
    }
    verification(const verification&) = delete;
    verification& operator=(const verification&) = delete;

    x509::verification_result operator()(std::initializer_list<x509::certificate> chain) const
    {
        return x509::verify_chain(std::span(chain.begin(), chain.size()), parameters);
    }

    x509::verify_parameters parameters;

private:
    x509::trust_store store_;
};

/// Returns whether `call` throws a system_error with this reason.
template <class Call>
bool fails_with(error::reason reason, Call&& call)
{
    try {
        call();
    } catch (const boost::system::system_error& e) {
        return e.code() == make_error_code(reason);
    }
    return false;
}

} // namespace tls::test

namespace tls::x509 {

inline std::ostream& operator<<(std::ostream& out, verify_error error)
{
    return out << to_string(error);
}

} // namespace tls::x509

#endif
