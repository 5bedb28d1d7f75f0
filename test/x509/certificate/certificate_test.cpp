#include "x509/certificate/certificate_data.hpp"
#include "x509/certificate/public_key.hpp"
#include "x509/der/algorithm.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/der/time.hpp"

#include "crypto/hex.hpp"
#include "x509/keys/openssl_samples.hpp"
#include "x509/pki.hpp"

#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
namespace samples = tls::test::openssl_samples;
using namespace tls::test;
using tls::byte_view;
using tls::x509::certificate;
using tls::x509::verify_error;

namespace {

der::encoding copy_of(byte_view data)
{
    return {data.begin(), data.end()};
}

der::encoding extension(std::string_view identifier, bool critical, const der::encoding& value)
{
    return der::sequence({der::object_identifier(identifier), critical ? der::boolean(true) : der::encoding(),
                          der::octet_string(value)});
}

der::encoding name_of(std::uint8_t string_tag, std::string_view type, byte_view value)
{
    return der::sequence({der::constructed(
        der::tag::set, {der::sequence({der::object_identifier(type), der::element_of(string_tag, value)})})});
}

// The parts of a certificate, which a test can corrupt. Its signature is not valid.
struct parts {
    der::encoding version = der::constructed(der::tag::context_constructed(0), {der::small_integer(2)});
    der::encoding serial_number = der::small_integer(7);
    der::encoding inner_algorithm = der::sequence({der::object_identifier(oid::ed25519)});
    der::encoding outer_algorithm = inner_algorithm;
    der::encoding issuer = name_of(der::tag::utf8_string, oid::common_name, tls::as_bytes("Issuer"));
    der::encoding validity = der::sequence({tls::x509::write_time(now), tls::x509::write_time(now + day)});
    der::encoding subject = name_of(der::tag::utf8_string, oid::common_name, tls::as_bytes("Subject"));
    der::encoding key =
        der::sequence({der::sequence({der::object_identifier(oid::ed25519)}), der::bit_string(tls::bytes(32, 9))});
    der::encoding unique_identifiers;
    der::encoding extensions; ///< Extension elements; if empty, the field is omitted
    der::encoding signature = der::bit_string(tls::bytes(64, 1));

    der::encoding encoded() const
    {
        auto field = extensions.empty()
                         ? der::encoding()
                         : der::constructed(der::tag::context_constructed(3), {der::sequence({extensions})});
        auto tbs = der::sequence(
            {version, serial_number, inner_algorithm, issuer, validity, subject, key, unique_identifiers, field});
        return der::sequence({tbs, outer_algorithm, signature});
    }
    certificate parsed() const { return certificate::from_der(encoded()); }
    bool refused() const
    {
        return fails_with(tls::error::reason::bad_certificate_encoding, [this] { parsed(); });
    }
    /// Returns whether the parser reads the certificate and reports the broken rule. The verifier must refuse it, too.
    bool breaks(verify_error rule) const
    {
        const auto c = parsed();
        verification verify{c};
        verify.parameters.time = now;
        verify.parameters.allow_partial_chain = true;
        const auto defects = c.defects();
        return std::ranges::count(defects, rule, &tls::x509::certificate_defect::error) > 0 &&
               verify({c}).error == defects.front().error;
    }
};

parts with_extensions(std::initializer_list<der::encoding> extensions)
{
    parts p;
    p.extensions = der::concatenation(extensions);
    return p;
}

certificate certificate_with_many_fields()
{
    auto root = make_root("Root", tls::key_type::secp256r1);
    auto description = ca_named("Everything");
    description.dns_names = {"www.example.com", "*.example.org"};
    description.ip_addresses = {"192.0.2.1", "::1"};
    description.path_length = 3;
    description.extended_key_usage = {std::string(oid::server_auth)};
    return root.issue(description);
}

} // namespace

BOOST_AUTO_TEST_SUITE(certificate_parsing)

BOOST_AUTO_TEST_CASE(parser_reads_fields_that_builder_wrote)
{
    auto c = certificate_with_many_fields();
    BOOST_TEST(c.version() == 3);
    BOOST_TEST(c.serial_number().size() == 16u);
    BOOST_TEST(c.serial_number()[0] < 0x80);
    BOOST_TEST(c.subject().to_string() == "CN=Everything");
    BOOST_TEST(c.issuer().common_name() == "Root");
    BOOST_TEST((c.not_before() == now - 30 * day));
    BOOST_TEST((c.not_after() == now + 30 * day));
    BOOST_TEST((c.key().value().type == tls::key_type::ed25519));
    BOOST_TEST(c.is_ca());
    BOOST_TEST(c.path_length().value() == 3u);
    BOOST_TEST(c.allows(tls::x509::key_usage::key_cert_sign));
    BOOST_TEST(!c.allows(tls::x509::key_usage::key_encipherment));
    BOOST_TEST(c.extended_key_usage().value() == std::vector<std::string>{std::string(oid::server_auth)});
    BOOST_TEST(c.alt_names().dns_names == (std::vector<std::string>{"www.example.com", "*.example.org"}));
    BOOST_TEST(c.alt_names().ip_addresses.size() == 2u);
    BOOST_TEST(c.subject_key_identifier().size() == 20u);
    BOOST_TEST(c.authority_key_identifier().size() == 20u);
    BOOST_TEST(c.unhandled_critical_extension() == "");
    BOOST_TEST(!c.is_self_issued());
}

BOOST_AUTO_TEST_CASE(reads_openssl_certificate)
{
    auto c = tls::x509::read_certificates_pem(samples::ec_certificate).at(0);
    BOOST_TEST(c.subject().to_string() == "CN=openssl.example,O=Example\\, Inc.,C=CH");
    BOOST_TEST(to_hex(c.serial_number()) == "2bee39c083d2be279ce18aa737fc3acc44c7fa25");
    BOOST_TEST(c.is_ca());
    BOOST_TEST(c.is_self_issued());
    BOOST_TEST(matches_host(c, "openssl.example"));
    BOOST_TEST(matches_host(c, "www.openssl.example"));
    BOOST_TEST(matches_host(c, "2001:db8::1"));
    BOOST_TEST(c.fingerprint().size() == 32u);
}

BOOST_AUTO_TEST_CASE(verifies_openssl_signatures)
{
    using std::chrono::year;
    for (auto [pem, key_pem] : {std::pair(samples::ec_certificate, samples::ec_sec1),
                                std::pair(samples::rsa_pss_certificate, samples::rsa_pkcs1),
                                std::pair(samples::rsa_pss_key_certificate, samples::rsa_pss_pkcs8)}) {
        auto self_signed = tls::x509::read_certificates_pem(pem).at(0);
        auto key = tls::x509::read_private_key_pem(key_pem);
        BOOST_TEST((self_signed.key() == key.public_part));
        auto algorithm = tls::x509::find_signature_algorithm(self_signed.signature_algorithm());
        auto scheme = tls::registry::standard()->find_signature_scheme(key.public_part.type, algorithm.value().encoding,
                                                                       algorithm.value().hash);
        BOOST_REQUIRE(scheme != nullptr);
        auto verifier = scheme->make_verifier(*scheme, key.public_part);
        BOOST_REQUIRE(verifier != nullptr);
        BOOST_TEST(verifier->verify(self_signed.tbs(), self_signed.signature()));
    }
}

BOOST_AUTO_TEST_CASE(test_parts_form_a_valid_certificate)
{
    BOOST_TEST(parts().parsed().subject().common_name() == "Subject");
}

BOOST_AUTO_TEST_CASE(rejects_trailing_bytes)
{
    auto der = parts().encoded();
    der.push_back(0);
    BOOST_TEST(fails_with(tls::error::reason::bad_certificate_encoding, [&] { certificate::from_der(der); }));
}

BOOST_AUTO_TEST_CASE(rejects_certificate_truncated_at_any_byte)
{
    auto whole = certificate_with_many_fields();
    for (std::size_t size = 0; size < whole.der().size(); ++size)
        BOOST_TEST(fails_with(tls::error::reason::bad_certificate_encoding,
                              [&] { certificate::from_der(whole.der().first(size)); }));
}

BOOST_AUTO_TEST_CASE(never_accepts_certificate_with_any_changed_byte)
{
    auto root = make_root("Root", tls::key_type::secp256r1);
    auto leaf = root.issue(server_named("www.example.com"));
    verification verify{root.certificate};
    BOOST_TEST(verify({leaf}).accepted);
    for (std::size_t i = 0; i < leaf.der().size(); ++i) {
        for (std::uint8_t change : {0x01, 0x80, 0xff}) {
            auto der = tls::to_bytes(leaf.der());
            der[i] ^= change;
            try {
                BOOST_TEST(!verify({certificate::from_der(der)}).accepted, "byte " << i);
            } catch (const boost::system::system_error& e) {
                BOOST_TEST(e.code() == make_error_code(tls::error::reason::bad_certificate_encoding));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_non_minimal_length)
{
    auto p = parts();
    p.serial_number = copy_of(from_hex("02 81 01 07"));
    BOOST_TEST(p.refused());
}

BOOST_AUTO_TEST_CASE(accepts_versions_1_to_3_and_extensions_only_in_version_3)
{
    auto version = [](std::uint32_t n) {
        return der::constructed(der::tag::context_constructed(0), {der::small_integer(n)});
    };
    parts p;
    p.version = {};
    BOOST_TEST(p.parsed().version() == 1);
    p.version = version(1);
    BOOST_TEST(p.parsed().version() == 2);
    p.version = version(0); // the default is not encoded
    BOOST_TEST(p.breaks(verify_error::invalid_encoding));
    p.version = version(3);
    BOOST_TEST(p.breaks(verify_error::invalid_encoding));

    p = with_extensions({extension(oid::basic_constraints, true, der::sequence({der::boolean(true)}))});
    BOOST_TEST(p.parsed().is_ca());
    for (auto earlier : {version(1), der::encoding()}) {
        p.version = earlier;
        BOOST_TEST(p.breaks(verify_error::bad_extension));
        BOOST_TEST(p.parsed().is_ca());
    }
}

BOOST_AUTO_TEST_CASE(skips_unique_identifiers_from_version_2_on)
{
    parts p;
    p.unique_identifiers = copy_of(from_hex("81 02 00 55 82 02 00 aa"));
    BOOST_TEST(p.parsed().version() == 3);
    p.version = {};
    BOOST_TEST(p.breaks(verify_error::invalid_encoding));
}

BOOST_AUTO_TEST_CASE(reports_serial_number_longer_than_20_bytes)
{
    parts p;
    p.serial_number = der::unsigned_integer(tls::bytes(20, 0x55));
    BOOST_TEST(p.parsed().serial_number().size() == 20u);
    p.serial_number = der::unsigned_integer(tls::bytes(21, 0x55));
    BOOST_TEST(p.breaks(verify_error::invalid_encoding));
    BOOST_TEST(p.parsed().serial_number().size() == 21u);
    p.serial_number = copy_of(from_hex("02 01 ff")); // negative ones exist
    BOOST_TEST(p.parsed().serial_number().size() == 1u);
}

BOOST_AUTO_TEST_CASE(reports_different_inner_and_outer_signature_algorithms)
{
    parts p;
    p.outer_algorithm = der::sequence({der::object_identifier("1.2.840.10045.4.3.2")});
    BOOST_TEST(p.breaks(verify_error::signature_failure));
}

BOOST_AUTO_TEST_CASE(reports_empty_issuer_and_accepts_empty_subject)
{
    parts p;
    p.subject = der::sequence({});
    BOOST_TEST(p.parsed().subject().empty());
    BOOST_TEST(p.parsed().subject().to_string() == "");
    p.issuer = der::sequence({});
    BOOST_TEST(p.breaks(verify_error::invalid_encoding));
}

BOOST_AUTO_TEST_CASE(reports_malformed_dates_as_expired)
{
    auto utc_time = [](std::string_view text) { return der::element_of(der::tag::utc_time, tls::as_bytes(text)); };
    for (auto text : {"2601010000Z", "260101000000+0000", "261301000000Z", ""}) {
        parts p;
        p.validity = der::sequence({utc_time("260101000000Z"), utc_time(text)});
        BOOST_TEST(p.breaks(verify_error::invalid_encoding), text);
        BOOST_TEST((p.parsed().not_after() == tls::x509::time_point()));
    }
    parts p;
    p.validity = der::sequence({utc_time("260101000000Z")});
    BOOST_TEST(p.refused());
}

BOOST_AUTO_TEST_CASE(reports_duplicate_extension_and_uses_the_first)
{
    auto once = extension("1.2.3.4", false, der::null());
    BOOST_TEST(with_extensions({once}).parsed().defects().empty());
    BOOST_TEST(with_extensions({once, once}).breaks(verify_error::bad_extension));
    auto ca = extension(oid::basic_constraints, true, der::sequence({der::boolean(true)}));
    auto not_ca = extension(oid::basic_constraints, true, der::sequence({}));
    BOOST_TEST(with_extensions({not_ca, ca}).breaks(verify_error::bad_extension));
    BOOST_TEST(!with_extensions({not_ca, ca}).parsed().is_ca());
}

BOOST_AUTO_TEST_CASE(reports_few_of_many_defects)
{
    parts p;
    for (int i = 0; i < 1000; ++i)
        p.extensions = der::concatenation({p.extensions, extension("1.2.3.4", false, der::null())});
    BOOST_TEST(p.parsed().defects().size() == 16u);
    BOOST_TEST(p.parsed().extensions().size() == 1000u);
}

BOOST_AUTO_TEST_CASE(records_unknown_critical_extension)
{
    BOOST_TEST(with_extensions({extension("1.2.3.4", false, der::null())}).parsed().unhandled_critical_extension() ==
               "");
    auto p = with_extensions({extension("1.2.3.4", true, der::null())});
    BOOST_TEST(p.parsed().unhandled_critical_extension() == "1.2.3.4");
    verification verify{p.parsed()};
    verify.parameters.time = now;
    verify.parameters.allow_partial_chain = true;
    BOOST_TEST(verify({p.parsed()}).error == verify_error::unhandled_critical_extension);
}

// Some callers ignore ocsp_no_check, so it must not hide another one.
BOOST_AUTO_TEST_CASE(records_first_unknown_critical_extension_other_than_ocsp_no_check)
{
    auto recorded = [](std::initializer_list<std::string_view> identifiers) {
        parts p;
        for (const auto identifier : identifiers)
            p.extensions = der::concatenation({p.extensions, extension(identifier, true, der::null())});
        return p.parsed().unhandled_critical_extension();
    };
    BOOST_TEST(recorded({"1.2.3.4", "1.2.3.5"}) == "1.2.3.4");
    BOOST_TEST(recorded({oid::ocsp_no_check}) == oid::ocsp_no_check);
    BOOST_TEST(recorded({oid::ocsp_no_check, "1.2.3.5"}) == "1.2.3.5");
    BOOST_TEST(recorded({"1.2.3.4", oid::ocsp_no_check}) == "1.2.3.4");
}

BOOST_AUTO_TEST_CASE(rejects_empty_list_of_extensions)
{
    parts p;
    p.unique_identifiers = der::constructed(der::tag::context_constructed(3), {der::sequence({})});
    BOOST_TEST(p.breaks(verify_error::bad_extension));
}

BOOST_AUTO_TEST_CASE(accepts_alternative_names_of_types_that_it_does_not_use)
{
    for (auto hex : {"a3 00", "a5 00", "88 02 2a03", "a0 00"}) {
        const auto value = der::sequence({copy_of(from_hex(hex)), copy_of(from_hex("82 0b 6f6e652e6578616d706c65"))});
        const auto c = with_extensions({extension(oid::subject_alt_name, false, value)}).parsed();
        BOOST_TEST(c.defects().empty(), hex);
        BOOST_TEST(c.alt_names().dns_names == std::vector<std::string>{"one.example"});
    }
    // A directoryName that is not a Name.
    BOOST_TEST(with_extensions({extension(oid::subject_alt_name, false, copy_of(from_hex("30 04 a4 02 05 00")))})
                   .breaks(verify_error::bad_extension));
}

BOOST_AUTO_TEST_CASE(takes_only_uris_as_locations)
{
    const auto uri = copy_of(from_hex("86 08 687474703a2f2f61")), dns_name = copy_of(from_hex("82 01 61"));
    auto ocsp = [](const der::encoding& location) {
        return der::sequence({der::object_identifier(oid::ad_ocsp), location});
    };
    const auto c = with_extensions({extension(oid::authority_information_access, false,
                                              der::sequence({ocsp(dns_name), ocsp(uri)}))})
                       .parsed();
    BOOST_TEST(c.ocsp_responders() == std::vector<std::string>{"http://a"});
}

BOOST_AUTO_TEST_CASE(fingerprint_needs_a_known_hash)
{
    const auto c = parts().parsed();
    BOOST_TEST(c.fingerprint("sha-256").size() == 32u);
    BOOST_CHECK_THROW(c.fingerprint("SHA-0"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(reports_malformed_extensions)
{
    auto refuses = [](std::string_view identifier, std::string_view hex) {
        return with_extensions({extension(identifier, false, copy_of(from_hex(hex)))})
            .breaks(verify_error::bad_extension);
    };
    BOOST_TEST(refuses(oid::basic_constraints, "30 03 01 01 01")); // TRUE is FF
    BOOST_TEST(refuses(oid::basic_constraints, "30 03 02 01 00")); // path length without cA
    BOOST_TEST(refuses(oid::basic_constraints, "30 06 01 01 ff 02 01 ff"));
    BOOST_TEST(refuses(oid::basic_constraints, "30 03 01 01 ff 00"));
    BOOST_TEST(refuses(oid::key_usage, "03 02 07 00")); // no bit
    BOOST_TEST(refuses(oid::key_usage, "03 01 00"));
    BOOST_TEST(refuses(oid::key_usage, "04 01 80"));
    BOOST_TEST(refuses(oid::ext_key_usage, "30 00"));
    BOOST_TEST(refuses(oid::ext_key_usage, "30 02 05 00"));
    BOOST_TEST(refuses(oid::subject_alt_name, "30 00"));
    BOOST_TEST(refuses(oid::subject_alt_name, "30 05 87 03 7f 00 00")); // address of three bytes
    BOOST_TEST(refuses(oid::subject_alt_name, "30 04 82 02 c3 bc"));    // not IA5
    BOOST_TEST(refuses(oid::subject_alt_name, "30 03 89 01 61"));
    BOOST_TEST(refuses(oid::subject_key_identifier, "30 00"));
    BOOST_TEST(refuses(oid::authority_key_identifier, "04 01 00"));
    BOOST_TEST(refuses(oid::authority_key_identifier, "30 03 82 01 00")); // serial number without issuer
    BOOST_TEST(refuses(oid::certificate_policies, "30 00"));
    BOOST_TEST(refuses(oid::policy_mappings, "30 00"));
    BOOST_TEST(refuses(oid::policy_constraints, "30 00"));
    BOOST_TEST(refuses(oid::inhibit_any_policy, "05 00"));
    BOOST_TEST(refuses(oid::name_constraints, "30 00"));
    BOOST_TEST(refuses(oid::authority_information_access, "30 00"));
    BOOST_TEST(refuses(oid::crl_distribution_points, "30 00"));
    BOOST_TEST(refuses(oid::tls_feature, "05 00"));
    BOOST_TEST(with_extensions(
                   {extension(oid::certificate_policies, false, copy_of(from_hex("30 0a 3003 0601 2a 3003 0601 2a")))})
                   .breaks(verify_error::invalid_policy));
    // The extension itself: "critical" is 01.
    BOOST_TEST(
        with_extensions({copy_of(from_hex("30 0a 0603 2a0304 0101 01 0400"))}).breaks(verify_error::bad_extension));
}

BOOST_AUTO_TEST_CASE(keeps_good_names_beside_malformed_ones)
{
    auto p = with_extensions(
        {extension(oid::subject_alt_name, false, copy_of(from_hex("30 12 8703 7f0000 820b 6f6e652e6578616d706c65")))});
    BOOST_TEST(p.breaks(verify_error::bad_extension));
    BOOST_TEST(p.parsed().alt_names().dns_names == std::vector<std::string>{"one.example"});
    BOOST_TEST(p.parsed().alt_names().ip_addresses.empty());
}

// Every malformed name or extension costs an exception: 128 KiB of them took 70 ms.
BOOST_AUTO_TEST_CASE(reads_few_malformed_names_and_extensions)
{
    constexpr std::size_t many = 20'000;
    der::encoding names, extensions;
    for (std::size_t i = 0; i < many; ++i) {
        names.insert(names.end(), {0x02, 0x00});
        extensions.insert(extensions.end(), {0x05, 0x00});
    }
    const auto good = copy_of(from_hex("82 0b 6f6e652e6578616d706c65"));
    auto p = with_extensions({extension(oid::subject_alt_name, false, der::sequence({good, names, good}))});
    BOOST_TEST(p.breaks(verify_error::bad_extension));
    const auto c = p.parsed();
    BOOST_TEST(c.alt_names().dns_names.size() == 1u);
    BOOST_TEST(tls::x509::detail::data_of(c).has_malformed_alt_names);
    BOOST_TEST(tls::x509::detail::data_of(c).general_names.size() < 20u);

    p.extensions = extensions;
    BOOST_CHECK_THROW(p.parsed(), boost::system::system_error);
    p.extensions.resize(32);
    BOOST_TEST(p.breaks(verify_error::bad_extension));
}

BOOST_AUTO_TEST_CASE(alternative_names_take_no_more_memory_than_they_need)
{
    der::encoding names;
    for (std::size_t i = 0; i < 10'000; ++i)
        names.insert(names.end(), {static_cast<std::uint8_t>(i % 2 == 0 ? 0x82 : 0x86), 0x01, 'a'});
    const auto c = with_extensions({extension(oid::subject_alt_name, false, der::sequence({names}))}).parsed();
    const auto& data = tls::x509::detail::data_of(c);
    BOOST_TEST(data.general_names.capacity() == 10'000u);
    BOOST_TEST(data.alt_names.dns_names.capacity() == 5'000u);
    BOOST_TEST(data.alt_names.uris.capacity() == 5'000u);
}

BOOST_AUTO_TEST_CASE(name_with_nul_byte_matches_no_host)
{
    auto p = with_extensions(
        {extension(oid::subject_alt_name, false, copy_of(from_hex("30 12 82 10 7777772e6578616d706c65 00 2e657669")))});
    BOOST_TEST(!matches_host(p.parsed(), "www.example"));
}

BOOST_AUTO_TEST_CASE(accepts_unknown_key_type_until_verification)
{
    parts p;
    p.key = der::sequence({der::sequence({der::object_identifier("1.3.101.113")}), der::bit_string(tls::bytes(57, 9))});
    BOOST_TEST(!p.parsed().key());
    verification verify{p.parsed()};
    verify.parameters.allow_partial_chain = true;
    BOOST_TEST(verify({p.parsed()}).error == verify_error::unsupported_algorithm);
}

BOOST_AUTO_TEST_CASE(issuer_with_a_key_that_verifies_nothing_is_unsupported)
{
    parts leaf, ca;
    ca.subject = leaf.issuer;
    leaf.outer_algorithm = leaf.inner_algorithm = der::sequence({der::object_identifier("1.2.840.10045.4.3.2")});
    auto point_off_the_curve = tls::bytes(65, 0);
    point_off_the_curve.front() = 4;
    const auto unknown = der::sequence({der::sequence({der::object_identifier("1.3.101.113")}), der::bit_string({})});
    const auto invalid = der::sequence(
        {der::sequence({der::object_identifier(oid::ec_public_key), der::object_identifier(oid::secp256r1)}),
         der::bit_string(point_off_the_curve)});
    for (const auto& key : {unknown, invalid}) {
        ca.key = key;
        verification verify{ca.parsed()};
        const auto result = verify({leaf.parsed()});
        BOOST_TEST(result.error == verify_error::unsupported_algorithm);
        BOOST_TEST(result.detail == "certificate of CN=Subject is signed with an unsupported algorithm or key");
    }
}

BOOST_AUTO_TEST_CASE(reports_malformed_keys)
{
    auto refuses = [](const der::encoding& algorithm, byte_view key) {
        parts p;
        p.key = der::sequence({algorithm, der::bit_string(key)});
        const auto c = p.parsed();
        BOOST_TEST(c.key().has_value() == c.defects().empty());
        return !c.defects().empty() && c.defects().front().error == verify_error::unsupported_algorithm;
    };
    parts no_key;
    no_key.key = der::sequence({der::sequence({der::object_identifier(oid::ed25519)})});
    BOOST_TEST(no_key.refused());
    auto ed25519 = der::sequence({der::object_identifier(oid::ed25519)});
    auto secp256r1 =
        der::sequence({der::object_identifier(oid::ec_public_key), der::object_identifier(oid::secp256r1)});
    auto rsa = der::sequence({der::object_identifier(oid::rsa_encryption), der::null()});
    auto rsa_key = der::sequence({der::unsigned_integer(tls::bytes(256, 0xff)), der::small_integer(65537)});

    BOOST_TEST(refuses(ed25519, tls::bytes(31, 9)));
    BOOST_TEST(refuses(der::sequence({der::object_identifier(oid::ed25519), der::null()}), tls::bytes(32, 9)));
    BOOST_TEST(refuses(secp256r1, tls::bytes(64, 4)));
    BOOST_TEST(refuses(secp256r1, tls::bytes(65, 6)));
    BOOST_TEST(refuses(der::sequence({der::object_identifier(oid::ec_public_key)}), tls::bytes(65, 4)));
    BOOST_TEST(!refuses(rsa, rsa_key));
    BOOST_TEST(refuses(der::sequence({der::object_identifier(oid::rsa_encryption)}), rsa_key));
    BOOST_TEST(refuses(rsa, der::sequence({der::small_integer(0), der::small_integer(3)})));
    BOOST_TEST(refuses(rsa, der::sequence({der::small_integer(3), der::small_integer(0)})));
    const auto two = der::small_integer(2);
    auto dh = [&](const der::encoding& order) {
        return der::sequence({der::object_identifier(oid::dh_public_number), der::sequence({two, two, order})});
    };
    BOOST_TEST(!refuses(dh(two), two));
    BOOST_TEST(refuses(dh(der::small_integer(0)), two));
    // NULL with content.
    BOOST_TEST(
        refuses(der::sequence({der::object_identifier(oid::rsa_encryption), copy_of(from_hex("05 01 00"))}), rsa_key));
    BOOST_TEST(refuses(rsa, der::sequence({copy_of(from_hex("02 01 ff")), der::small_integer(3)})));
}

// Such a key is no defect of the certificate, but nothing can be verified with it.
BOOST_AUTO_TEST_CASE(says_why_a_key_is_not_supported)
{
    auto described = [](const der::encoding& algorithm, byte_view key) {
        const auto info = der::sequence({algorithm, der::bit_string(key)});
        return tls::x509::describe_unsupported_key(info);
    };
    auto identifier = [](std::string_view algorithm, const der::encoding& parameters = {}) {
        return der::sequence({der::object_identifier(algorithm), parameters});
    };
    const auto rsa = identifier(oid::rsa_encryption, der::null());
    const auto long_exponent =
        der::sequence({der::unsigned_integer(tls::bytes(256, 0xff)), der::unsigned_integer(tls::bytes(9, 0xff))});
    const auto other_pss =
        identifier(oid::rsassa_pss, der::sequence({der::constructed(der::tag::context_constructed(0),
                                                                    {identifier("1.2.840.113549.2.5", der::null())})}));
    const auto p256 = identifier(oid::ec_public_key, der::object_identifier(oid::secp256r1));
    BOOST_TEST(described(rsa, long_exponent) == "an RSA key whose public exponent has more than 64 bits");
    BOOST_TEST(described(rsa, der::null()) == "a malformed public key");
    BOOST_TEST(described(other_pss, {}) == "an RSA-PSS key with parameters that are not supported");
    BOOST_TEST(described(identifier(oid::ec_public_key, der::object_identifier("1.3.132.0.10")), {}) ==
               "a key on an elliptic curve that is not supported");
    BOOST_TEST(described(identifier("1.3.101.113"), {}) == "a key of the unsupported type 1.3.101.113");
    BOOST_TEST(described(p256, tls::bytes(33, 2)) == "a key in a form or size that is not supported");
    // Compressed points.
    for (const std::uint8_t form : {2, 3})
        BOOST_TEST(
            !tls::x509::read_subject_public_key_info(der::sequence({p256, der::bit_string(tls::bytes(33, form))})));
}

BOOST_AUTO_TEST_CASE(escapes_names_for_display)
{
    auto text_of = [](std::uint8_t tag, std::string_view type, std::string_view value) {
        parts p;
        p.subject = name_of(tag, type, tls::as_bytes(value));
        return p.parsed().subject().to_string();
    };
    using namespace std::string_view_literals;
    constexpr auto utf8 = der::tag::utf8_string;
    BOOST_TEST(text_of(utf8, oid::common_name, "a+b,c\"d") == "CN=a\\+b\\,c\\\"d");
    BOOST_TEST(text_of(utf8, oid::common_name, " x ") == "CN=\\ x\\ ");
    BOOST_TEST(text_of(utf8, oid::common_name, "#x") == "CN=\\#x");
    BOOST_TEST(text_of(utf8, oid::common_name, "a\n\x1b[0m\0"sv) == "CN=a\\0A\\1B[0m\\00");
    BOOST_TEST(text_of(utf8, oid::common_name, "Z\xc3\xbcrich") == "CN=Z\xc3\xbcrich");
    BOOST_TEST(text_of(utf8, oid::common_name, "\xff\xc3") == "CN=\\FF\\C3");
    BOOST_TEST(text_of(utf8, oid::common_name, "\xe2\x80\xae") == "CN=\\E2\\80\\AE"); // right-to-left override
    BOOST_TEST(text_of(der::tag::bmp_string, oid::common_name, "\0A\x26\x3a"sv) == "CN=A\xe2\x98\xba");
    BOOST_TEST(text_of(der::tag::teletex_string, oid::common_name, "\xfc") == "CN=\xc3\xbc");
    BOOST_TEST(text_of(utf8, "1.2.3.4", "ab") == "1.2.3.4=#0C026162");
}

BOOST_AUTO_TEST_CASE(name_text_begins_with_last_relative_name)
{
    auto c = [](std::string_view type, std::string_view value) {
        return der::sequence({der::object_identifier(type), der::utf8_string(value)});
    };
    parts p;
    p.subject = der::sequence({der::constructed(der::tag::set, {c("2.5.4.6", "CH")}),
                               der::constructed(der::tag::set, {c("2.5.4.10", "O1"), c("2.5.4.11", "U1")}),
                               der::constructed(der::tag::set, {c(oid::common_name, "first")}),
                               der::constructed(der::tag::set, {c(oid::common_name, "last")})});
    BOOST_TEST(p.parsed().subject().to_string() == "CN=last,CN=first,O=O1+OU=U1,C=CH");
    BOOST_TEST(p.parsed().subject().common_name() == "last");
    const auto malformed = from_hex("30 02 31 00");
    BOOST_TEST(tls::x509::name(byte_view(malformed).first(3)).to_string() == "(malformed name)");
}

BOOST_AUTO_TEST_CASE(reports_ca_certificate_with_empty_subject)
{
    auto p = with_extensions({extension(oid::basic_constraints, true, der::sequence({der::boolean(true)}))});
    p.subject = der::sequence({});
    BOOST_TEST(p.breaks(verify_error::invalid_encoding));
}

BOOST_AUTO_TEST_CASE(rejects_wrong_signature_algorithm_parameters)
{
    auto known = [](std::initializer_list<der::encoding> fields) {
        return tls::x509::find_signature_algorithm(der::sequence(fields)).has_value();
    };
    auto sha256_with_rsa = der::object_identifier("1.2.840.113549.1.1.11");
    auto ecdsa_with_sha256 = der::object_identifier("1.2.840.10045.4.3.2");
    auto ed25519 = der::object_identifier(oid::ed25519);
    BOOST_TEST(known({sha256_with_rsa, der::null()}));
    BOOST_TEST(known({sha256_with_rsa}));
    BOOST_TEST(!known({sha256_with_rsa, der::small_integer(0)}));
    BOOST_TEST(known({ecdsa_with_sha256}));
    BOOST_TEST(!known({ecdsa_with_sha256, der::null()}));
    BOOST_TEST(known({ed25519}));
    BOOST_TEST(!known({ed25519, der::null()}));
    BOOST_TEST(!known({der::object_identifier("1.2.3")}));
    BOOST_TEST(!known({der::object_identifier(oid::rsassa_pss)}));
    // Every absent field has its default, which is SHA-1.
    auto defaults = tls::x509::find_signature_algorithm(
        der::sequence({der::object_identifier(oid::rsassa_pss), der::sequence({})}));
    BOOST_TEST(defaults.value().weak());
    // RFC 4055 section 3.1: the trailer field has the value 1. The mask generation function is MGF1.
    auto known_pss = [&](std::uint8_t field, const der::encoding& value) {
        return known({der::object_identifier(oid::rsassa_pss),
                      der::sequence({der::constructed(der::tag::context_constructed(field), {value})})});
    };
    auto algorithm = [](std::string_view identifier, const der::encoding& parameters) {
        return der::sequence({der::object_identifier(identifier), parameters});
    };
    const auto sha256 = algorithm("2.16.840.1.101.3.4.2.1", der::null());
    BOOST_TEST(known_pss(3, der::small_integer(1)));
    BOOST_TEST(!known_pss(3, der::small_integer(0)));
    BOOST_TEST(!known_pss(3, der::small_integer(2)));
    BOOST_TEST(known_pss(1, algorithm(oid::mgf1, sha256)));
    BOOST_TEST(!known_pss(1, algorithm("1.2.3", sha256)));
    BOOST_TEST(!known_pss(1, algorithm(oid::mgf1, algorithm("1.2.3", der::null()))));
    BOOST_TEST(!known_pss(0, algorithm("2.16.840.1.101.3.4.2.1", copy_of(from_hex("05 01 00")))));
}

BOOST_AUTO_TEST_CASE(builder_rejects_values_that_cannot_be_encoded)
{
    auto key = tls::x509::generate_private_key(tls::key_type::ed25519);
    auto description = named("x");
    description.ip_addresses = {"localhost"};
    BOOST_CHECK_THROW(tls::x509::self_signed_certificate(description, key), std::invalid_argument);
    description = named("x");
    description.extended_key_usage = {"serverAuth"};
    BOOST_CHECK_THROW(tls::x509::self_signed_certificate(description, key), std::invalid_argument);
    description = named("x");
    description.signature_scheme = "ecdsa_secp256r1_sha256";
    BOOST_TEST(fails_with(tls::error::reason::unsupported_key_type,
                          [&] { tls::x509::self_signed_certificate(description, key); }));
}

BOOST_AUTO_TEST_SUITE_END()
