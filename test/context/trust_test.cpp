// A context's trust anchors.

#include "context/files.hpp"

#include "x509/certificate/name.hpp"

#include <tls/x509/crl.hpp>

#include <cstdio>
#include <thread>

using namespace tls;
using namespace tls::test;

namespace {

struct trust_test {
    pki authority, other_authority;
    temporary_directory directory;
    context ctx{context::tls};
    environment_variable file{"SSL_CERT_FILE"};
    environment_variable path{"SSL_CERT_DIR"};

    std::string root_pem() const { return x509::write_pem("CERTIFICATE", authority.root().der()); }
    std::string other_root_pem() const { return x509::write_pem("CERTIFICATE", other_authority.root().der()); }
    std::size_t anchors() const { return ctx.snapshot()->verification.anchors->size(); }
    static std::string crl_pem(const pki& p)
    {
        return x509::write_pem("X509 CRL", x509::issue_crl(x509::crl_template(), p.root(), p.root_key()).der());
    }
    bool trusts(const pki& p) const { return ctx.snapshot()->verification.anchors->contains(p.root()); }
};

std::string hashed_name(const x509::certificate& certificate, unsigned number)
{
    char name[32];
    std::snprintf(name, sizeof name, "%08x.%u", x509::name_hash(x509::canonical_name(certificate.subject().der())),
                  number);
    return name;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(context_trust_anchors, trust_test)

BOOST_AUTO_TEST_CASE(adds_all_certificates_of_a_pem_text)
{
    auto both = root_pem() + "a remark\n" + other_root_pem();
    ctx.add_certificate_authority(buffer(both));
    BOOST_TEST(anchors() == 2u);
    ctx.add_certificate_authority(buffer(both));
    BOOST_TEST(anchors() == 2u);
}

BOOST_AUTO_TEST_CASE(adds_authorities_beside_a_malformed_one_and_reports_it)
{
    auto broken = x509::write_pem("CERTIFICATE", as_bytes("no certificate"));
    auto text = root_pem() + broken + other_root_pem();
    error_code error;
    ctx.add_certificate_authority(buffer(text), error);
    BOOST_TEST(!error);
    BOOST_TEST(anchors() == 2u);
    BOOST_REQUIRE_EQUAL(ctx.skipped_certificates().size(), 1u);
    BOOST_TEST(ctx.skipped_certificates().front().position == 2u);
}

BOOST_AUTO_TEST_CASE(adds_no_authority_of_a_text_with_only_a_broken_one)
{
    auto text = x509::write_pem("CERTIFICATE", as_bytes("no certificate"));
    error_code error;
    ctx.add_certificate_authority(buffer(text), error);
    BOOST_TEST(error == error::reason::bad_certificate_encoding);
    ctx.add_certificate_authority(buffer("nothing at all"), error);
    BOOST_TEST(error == error::reason::no_start_line);
    ctx.add_certificate_authority(boost::asio::const_buffer(), error);
    BOOST_TEST(error == error::reason::no_start_line);
    BOOST_TEST(anchors() == 0u);
}

BOOST_AUTO_TEST_CASE(loads_a_file)
{
    ctx.load_verify_file(directory.write("roots.pem", root_pem() + other_root_pem()));
    BOOST_TEST(anchors() == 2u);
    BOOST_TEST(ctx.snapshot()->verification.anchors->contains(authority.root()));
}

BOOST_AUTO_TEST_CASE(loads_crls_of_a_file_with_or_without_anchors)
{
    const auto crls = [&] {
        const auto store = ctx.snapshot()->verification.rules.crls;
        return store ? store->size() : 0;
    };
    ctx.load_verify_file(directory.write("crls.pem", crl_pem(authority)));
    BOOST_TEST(anchors() == 0u);
    BOOST_TEST(crls() == 1u);
    ctx.load_verify_file(directory.write("both.pem", root_pem() + crl_pem(other_authority)));
    BOOST_TEST(anchors() == 1u);
    BOOST_TEST(crls() == 2u);
    // They count only if the program asks for checks of revocation.
    BOOST_TEST((ctx.snapshot()->verification.rules.revocation == x509::revocation_policy::off));
}

BOOST_AUTO_TEST_CASE(loads_nothing_of_a_file_with_a_malformed_crl_or_without_usable_content)
{
    const auto broken_crl = x509::write_pem("X509 CRL", as_bytes("no CRL"));
    const auto broken_certificate = x509::write_pem("CERTIFICATE", as_bytes("no certificate"));
    const auto error_of = [&](const std::string& text) {
        error_code error;
        ctx.load_verify_file(directory.write("file.pem", text), error);
        BOOST_TEST(anchors() == 0u);
        BOOST_TEST(!ctx.snapshot()->verification.rules.crls);
        return error;
    };
    BOOST_TEST(error_of(root_pem() + broken_crl) == error::reason::bad_crl_encoding);
    BOOST_TEST(error_of(crl_pem(authority) + broken_certificate) == error::reason::bad_certificate_encoding);
    BOOST_TEST(error_of(crl_pem(authority) + "-----BEGIN X509 CRL-----\n*\n-----END X509 CRL-----\n") ==
               error::reason::bad_base64);
    BOOST_TEST(error_of("no block") == error::reason::no_start_line);
}

BOOST_AUTO_TEST_CASE(threads_can_add_anchors_concurrently)
{
    constexpr unsigned each = 20;
    std::vector<std::string> roots(2 * each);
    for (auto& root : roots)
        root = x509::write_pem("CERTIFICATE", pki().root().der());
    auto add = [&](unsigned first) {
        for (unsigned i = first; i < first + each; ++i)
            ctx.add_certificate_authority(buffer(roots[i]));
    };
    std::thread other(add, each);
    add(0);
    other.join();
    BOOST_TEST(anchors() == 2 * each);
}

BOOST_AUTO_TEST_CASE(finds_anchors_in_a_directory_by_subject_hash)
{
    directory.write(hashed_name(authority.root(), 0), root_pem());
    directory.write("other.pem", other_root_pem());
    ctx.add_verify_path(directory.path());
    BOOST_TEST(trusts(authority));
    BOOST_TEST(!trusts(other_authority));
}

BOOST_AUTO_TEST_CASE(environment_variables_set_the_paths_of_the_system_anchors)
{
    environment_variable one("SSL_CERT_FILE", directory.write("one.pem", root_pem()));
    ctx.set_default_verify_paths();
    BOOST_TEST(trusts(authority));
    BOOST_TEST(!trusts(other_authority));

    std::filesystem::create_directory(directory.path("more"));
    directory.write("more/" + hashed_name(other_authority.root(), 0), other_root_pem());
    environment_variable more("SSL_CERT_DIR", directory.path("nowhere") + ':' + directory.path("more"));
    error_code error = boost::asio::error::fault;
    ctx.set_default_verify_paths(error);
    BOOST_TEST(!error);
    BOOST_TEST(trusts(authority));
    BOOST_TEST(trusts(other_authority));
}

BOOST_AUTO_TEST_CASE(skips_malformed_certificates_of_the_system_bundle)
{
    auto broken = x509::write_pem("CERTIFICATE", as_bytes("no certificate"));
    environment_variable some("SSL_CERT_FILE", directory.write("some.pem", root_pem() + broken + other_root_pem()));
    ctx.set_default_verify_paths();
    BOOST_TEST(trusts(authority));
    BOOST_TEST(trusts(other_authority));
}

BOOST_AUTO_TEST_CASE(adding_anchors_keeps_the_system_anchors)
{
    environment_variable one("SSL_CERT_FILE", directory.write("one.pem", root_pem()));
    ctx.set_default_verify_paths();
    ctx.set_default_verify_paths();
    auto other = other_root_pem();
    ctx.add_certificate_authority(buffer(other));
    BOOST_TEST(anchors() == 2u);
    BOOST_TEST(trusts(authority));
    BOOST_TEST(trusts(other_authority));
    BOOST_TEST(x509::trust_store::system()->size() == 1u);
}

BOOST_AUTO_TEST_CASE(missing_system_anchors_are_not_an_error)
{
    environment_variable no_file("SSL_CERT_FILE", directory.path("missing"));
    environment_variable no_path("SSL_CERT_DIR", directory.path("missing too"));
    ctx.set_default_verify_paths();
    BOOST_TEST(anchors() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
