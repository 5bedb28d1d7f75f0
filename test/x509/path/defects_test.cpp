// Certificates that break a rule of RFC 5280 section 4: the parser reads and reports them, and only the verifier
// rejects them.

#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"

#include "crypto/hex.hpp"
#include "x509/pki.hpp"

#include <tls/verify_context.hpp>
#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls::test;
using tls::x509::certificate_template;
using tls::x509::verify_error;

namespace {

tls::bytes extension(std::string_view identifier, std::string_view value_in_hex)
{
    return tls::to_bytes(
        der::sequence({der::object_identifier(identifier), der::octet_string(from_hex(value_in_hex))}));
}

struct odd_extension {
    const char* what;
    tls::bytes extension;
    verify_error error;
};

// Found in certificates that other software accepts.
std::vector<odd_extension> odd_extensions()
{
    return {
        {"pathLenConstraint without cA", extension(oid::basic_constraints, "30 03 020100"),
         verify_error::bad_extension},
        {"address as text", extension(oid::subject_alt_name, "30 0b 8709 3132372e302e302e31"),
         verify_error::bad_extension},
        {"empty subjectAltName", extension(oid::subject_alt_name, "30 00"), verify_error::bad_extension},
        {"policy twice", extension(oid::certificate_policies, "30 0a 3003 06012a 3003 06012a"),
         verify_error::invalid_policy},
        {"issuer without serial number",
         extension("2.5.29.35", "30 15 a1 13 a4 11 30 0f 31 0d 30 0b 0603 550403 0c04 526f6f74"),
         verify_error::bad_extension},
        {"empty extendedKeyUsage", extension(oid::ext_key_usage, "30 00"), verify_error::bad_extension},
        {"keyUsage without a bit, twice", extension(oid::key_usage, "0302 0700"), verify_error::bad_extension},
    };
}

struct defective_certificates {
    authority root = make_root("Root");
    verification verify{root.certificate};

    static certificate_template odd(certificate_template description, const tls::bytes& extension)
    {
        description.extra_extensions = {extension};
        return description;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(certificate_defects, defective_certificates)

BOOST_AUTO_TEST_CASE(are_read_and_rejected_by_the_verifier)
{
    for (const auto& [what, extension, error] : odd_extensions()) {
        const auto leaf = root.issue(odd(named("www.example.com"), extension));
        BOOST_TEST(!leaf.defects().empty(), what);
        const auto result = verify({leaf});
        BOOST_TEST(result.error == error, what << ": " << result.detail);
        BOOST_TEST(result.depth == 0u);
        BOOST_TEST(result.path.size() == 2u);
        BOOST_TEST(result.detail.starts_with("certificate of CN=www.example.com "), result.detail);
    }
}

BOOST_AUTO_TEST_CASE(do_not_lose_a_good_chain_that_does_not_need_them)
{
    auto intermediate = root.delegate(ca_named("Intermediate"));
    const auto leaf = intermediate.issue(server_named("www.example.com"));
    for (const auto& [what, extension, error] : odd_extensions()) {
        const auto stranger = make_root(odd(named("Stranger"), extension)).certificate;
        // The same CA, certified twice: the odd certificate comes first.
        const auto namesake = root.issue(odd(named("Intermediate"), extension), intermediate.key.public_part);
        BOOST_TEST(verify({leaf, stranger, namesake, intermediate.certificate}).accepted, what);
        BOOST_TEST(verify({leaf, namesake}).error == error, what);
    }
}

BOOST_AUTO_TEST_CASE(do_not_lose_the_other_anchors_of_a_file)
{
    for (const auto& [what, extension, error] : odd_extensions()) {
        const auto odd_root = make_root(odd(named("Odd Root"), extension));
        tls::x509::trust_store store;
        BOOST_TEST(store.add_pem(tls::x509::write_pem("CERTIFICATE", odd_root.certificate.der()) +
                                 tls::x509::write_pem("CERTIFICATE", root.certificate.der())) == 2u);
        verify.parameters.anchors = &store;
        BOOST_TEST(verify({root.issue(server_named("www.example.com"))}).accepted, what);
        BOOST_TEST(verify({odd_root.issue(server_named("www.example.com"))}).error == error, what);
    }
}

BOOST_AUTO_TEST_CASE(can_be_pardoned_by_a_verify_callback)
{
    for (const auto& [what, extension, error] : odd_extensions()) {
        const auto leaf = root.issue(odd(named("www.example.com"), extension));
        std::vector<verify_error> seen;
        verify.parameters.callback = [&](bool preverified, tls::verify_context& context) {
            if (!preverified)
                seen.push_back(context.error());
            return true;
        };
        BOOST_TEST(verify({leaf}).accepted, what);
        BOOST_TEST((std::ranges::find(seen, error) != seen.end()), what);
        verify.parameters.callback = [](bool preverified, tls::verify_context&) { return preverified; };
        BOOST_TEST(!verify({leaf}).accepted, what);
    }
}

BOOST_AUTO_TEST_CASE(of_an_unread_field_leave_it_absent)
{
    // A malformed nameConstraints must not be taken for none, even by a callback that pardons only expired
    // certificates.
    auto description = odd(ca_named("Confined"), extension(oid::name_constraints, "30 00"));
    auto confined = root.delegate(description);
    verify.parameters.callback = [](bool preverified, tls::verify_context& context) {
        return preverified || context.error() == verify_error::expired;
    };
    BOOST_TEST(verify({confined.issue(server_named("www.example.com")), confined.certificate}).error ==
               verify_error::bad_extension);
    // A malformed basicConstraints makes no CA.
    auto no_ca = root.delegate(odd(named("No CA"), extension(oid::basic_constraints, "30 03 0101 01")));
    BOOST_TEST(!no_ca.certificate.is_ca());
}

BOOST_AUTO_TEST_SUITE_END()
