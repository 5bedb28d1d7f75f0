// Shared by the revocation tests: a short path, and CRLs that the builder cannot make.

#ifndef TLS_TEST_X509_REVOCATION_REVOCATION_PKI_HPP
#define TLS_TEST_X509_REVOCATION_REVOCATION_PKI_HPP

#include "x509/der/object_identifiers.hpp"
#include "x509/der/time.hpp"
#include "x509/issue/extension_writer.hpp"
#include "x509/issue/object_signer.hpp"
#include "x509/path/revocation.hpp"
#include "x509/pki.hpp"

#include <tls/x509/crl.hpp>
#include <tls/x509/ocsp.hpp>

#include <initializer_list>

namespace tls::test {

namespace der = x509::der;
namespace oid = x509::oid;

inline bytes plain(const der::encoding& encoding)
{
    return {encoding.begin(), encoding.end()};
}

/// An Extension element.
inline bytes extension_of(std::string_view identifier, bool critical, const der::encoding& value)
{
    return plain(x509::write_extension(identifier, critical, value));
}

/// A template for a current CRL that revokes these certificates.
inline x509::crl_template crl_of(std::initializer_list<x509::certificate> revoked)
{
    x509::crl_template description;
    description.this_update = now - day;
    description.next_update = now + day;
    for (const auto& certificate : revoked)
        description.entries.push_back(
            {to_bytes(certificate.serial_number()), {now - 10 * day, x509::revocation_reason::key_compromise}});
    return description;
}

inline x509::crl issue(const x509::crl_template& description, const authority& issuer)
{
    return x509::issue_crl(description, issuer.certificate, issuer.key);
}

/// A URI as GeneralName.
inline der::encoding uri(std::string_view text)
{
    return der::element_of(der::tag::context(6), as_bytes(text));
}

/// A DistributionPointName of full names, in its explicit tag.
inline der::encoding distribution_point_name(std::initializer_list<der::encoding> names)
{
    return der::constructed(der::tag::context_constructed(0),
                            {der::constructed(der::tag::context_constructed(0), names)});
}

/// BOOLEAN TRUE, implicitly tagged; below, a BIT STRING of named bits.
inline der::encoding flag(unsigned tag)
{
    const std::uint8_t yes = 0xff;
    return der::element_of(der::tag::context(tag), {&yes, 1});
}
inline der::encoding reasons(unsigned tag, std::uint16_t bits)
{
    auto written = der::named_bits(bits);
    return der::element_of(der::tag::context(tag), der::reader(written).any().content);
}

inline bytes issuing_distribution_point(std::initializer_list<der::encoding> fields)
{
    return extension_of(oid::issuing_distribution_point, true, der::sequence(fields));
}

/// cRLDistributionPoints with one point of these fields.
inline bytes crl_distribution_point(std::initializer_list<der::encoding> fields)
{
    return extension_of(oid::crl_distribution_points, false, der::sequence({der::sequence(fields)}));
}

/// A CRL, signed by `issuer`, whose fields a test can set to anything.
struct raw_crl {
    explicit raw_crl(const authority& from) : issuer(from) {}

    const authority& issuer;
    der::encoding issuer_name{issuer.certificate.subject().der().begin(), issuer.certificate.subject().der().end()};
    der::encoding version = der::small_integer(1);
    der::encoding times = der::concatenation({x509::write_time(now - day), x509::write_time(now + day)});
    der::encoding entries;
    der::encoding extensions =
        x509::write_extension(oid::crl_number, false, der::small_integer(7)); ///< Extension elements, concatenated
    der::encoding after;

    bytes der() const
    {
        x509::object_signer signer({}, issuer.key, *registry::standard());
        auto all = extensions.empty()
                       ? extensions
                       : der::constructed(der::tag::context_constructed(0), {der::sequence({extensions})});
        auto tbs = der::sequence({version, signer.algorithm(), issuer_name, times, entries, all, after});
        return plain(signer.sign(tbs, system_random()));
    }
};

/// An entry for a serial number, with these Extension elements.
inline der::encoding crl_entry(byte_view serial, std::initializer_list<bytes> extensions = {})
{
    der::encoding all;
    for (const auto& extension : extensions)
        all.insert(all.end(), extension.begin(), extension.end());
    return der::sequence(
        {der::integer(serial), x509::write_time(now - 10 * day), all.empty() ? all : der::sequence({all})});
}

/// A leaf below an intermediate CA below a root, and the parameters of the revocation check.
struct revocation_case {
    authority root = make_root("Root");
    authority ca = root.delegate(ca_named("CA"));
    x509::certificate leaf = ca.issue(server_named("example.org"));
    x509::crl_store crls;
    x509::verify_parameters parameters;

    explicit revocation_case(x509::revocation_policy policy)
    {
        parameters.algorithms = registry::standard().get();
        parameters.time = now;
        parameters.use = x509::purpose::server_auth;
        parameters.revocation = policy;
        parameters.crls = &crls;
    }
    revocation_case(const revocation_case&) = delete;
    revocation_case& operator=(const revocation_case&) = delete;

    /// Adds a CRL of the root that shows the CA as good.
    void add_crl_for_ca() { crls.add(issue(crl_of({}), root)); }

    std::vector<x509::path_failure> failures() const
    {
        std::vector<x509::path_failure> found;
        const x509::certification_path path{{leaf, ca.certificate, root.certificate}, {}};
        x509::check_revocation(path, parameters, found);
        return found;
    }
    /// Returns the error of the first failure; ok if there is none.
    x509::verify_error verdict() const
    {
        auto found = failures();
        return found.empty() ? x509::verify_error::ok : found.front().error;
    }
};

} // namespace tls::test

#endif
