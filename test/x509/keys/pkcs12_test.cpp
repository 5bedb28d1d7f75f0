#include "x509/keys/pkcs12_samples.hpp"

#include "x509/der/object_identifiers.hpp"
#include "x509/keys/password_encryption.hpp"
#include "x509/keys/pkcs12_derivation.hpp"
#include "x509/pki.hpp"

#include <tls/x509/pem.hpp>
#include <tls/x509/pkcs12.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(pkcs12)

namespace samples = tls::test::pkcs12_samples;
namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls::test;
using tls::error::reason;
using tls::x509::certificate;
using tls::x509::pkcs12_content;
using tls::x509::read_pkcs12;

namespace {

tls::secure_bytes decoded(std::string_view sample)
{
    return tls::x509::read_pem(sample).at(0).content;
}

certificate read_certificate(std::string_view pem)
{
    return tls::x509::read_certificates_pem(pem).at(0);
}

pkcs12_content read(std::string_view sample, std::string_view password = samples::password)
{
    return read_pkcs12(decoded(sample), password);
}

bool fails_to_read(reason why, std::string_view sample, std::string_view password = samples::password)
{
    return fails_with(why, [&] { read(sample, password); });
}

const auto leaf = read_certificate(samples::leaf_certificate);
const auto intermediate = read_certificate(samples::intermediate_certificate);
const auto root = read_certificate(samples::root_certificate);
const auto other = read_certificate(samples::other_certificate);

// Containers made by the tests. They have no MAC, so their content can be anything.

der::encoding explicitly(const der::encoding& content)
{
    return der::constructed(der::tag::context_constructed(0), {content});
}

der::encoding content_info(std::string_view type, const der::encoding& content)
{
    return der::sequence({der::object_identifier(type), explicitly(content)});
}

der::encoding data(const der::encoding& content)
{
    return content_info(oid::pkcs7_data, der::octet_string(content));
}

der::encoding encrypted_data(const der::encoding& algorithm, tls::byte_view ciphertext)
{
    auto content = der::sequence(
        {der::object_identifier(oid::pkcs7_data), algorithm, der::element_of(der::tag::context(0), ciphertext)});
    return content_info(oid::pkcs7_encrypted_data, der::sequence({der::small_integer(0), content}));
}

der::encoding encrypted_data(const der::encoding& content)
{
    auto encrypted =
        tls::x509::encrypt_with_password(content, "secret", 1, tls::system_random(), *tls::registry::standard());
    return encrypted_data(encrypted.algorithm, encrypted.ciphertext);
}

der::encoding bag(std::string_view type, const der::encoding& value, const der::encoding& attributes = {})
{
    return der::sequence({der::object_identifier(type), explicitly(value), attributes});
}

der::encoding certificate_bag(const certificate& c, std::string_view type = oid::x509_certificate)
{
    return bag(oid::cert_bag, der::sequence({der::object_identifier(type), explicitly(der::octet_string(c.der()))}));
}

der::encoding name_attribute(const der::encoding& name)
{
    return der::constructed(der::tag::set, {der::sequence({der::object_identifier(oid::friendly_name),
                                                           der::constructed(der::tag::set, {name})})});
}

der::encoding container(std::initializer_list<der::encoding> parts)
{
    return der::sequence({der::small_integer(3), data(der::sequence(parts))});
}

der::encoding container_of_bags(std::initializer_list<der::encoding> bags)
{
    return container({data(der::sequence(bags))});
}

bool fails_to_read(reason why, const der::encoding& made)
{
    return fails_with(why, [&] { read_pkcs12(made, "secret"); });
}

der::encoding plain_key(const tls::private_key& key)
{
    return tls::x509::write_private_key_der(key);
}

} // namespace

BOOST_AUTO_TEST_CASE(reads_openssl_files_under_every_supported_scheme)
{
    auto key = tls::x509::read_private_key_pem(samples::private_key);
    for (auto sample : {samples::whole, samples::legacy, samples::triple_des, samples::mac_sha512, samples::without_mac,
                        samples::without_encryption, samples::without_anything, samples::without_iterations}) {
        auto content = read(sample);
        BOOST_REQUIRE(content.key.has_value());
        BOOST_TEST((content.key->scalar == key.scalar));
        BOOST_TEST((content.chain.at(0) == leaf));
    }
}

BOOST_AUTO_TEST_CASE(reads_java_and_gnutls_files)
{
    auto java = read(samples::java, "changeit");
    BOOST_TEST((java.chain == std::vector{leaf, intermediate}));
    BOOST_TEST((java.others == std::vector{root}));
    BOOST_TEST(java.friendly_name == "server");
    auto gnutls = read(samples::gnutls, "changeit");
    BOOST_TEST((gnutls.chain == std::vector{leaf}));
    BOOST_TEST(gnutls.friendly_name == "gnu");
}

BOOST_AUTO_TEST_CASE(orders_chain_and_leaves_root_in_others)
{
    auto content = read(samples::whole);
    BOOST_TEST((content.chain == std::vector{leaf, intermediate}));
    BOOST_TEST((content.others == std::vector{root, other}));
    BOOST_TEST(content.friendly_name == "our server \u00fc");
}

BOOST_AUTO_TEST_CASE(accepts_files_with_only_a_key_or_only_certificates)
{
    auto key = read(samples::key_alone);
    BOOST_TEST(key.key.has_value());
    BOOST_TEST(key.chain.empty());
    BOOST_TEST(key.others.empty());
    auto certificates = read(samples::certificate_alone);
    BOOST_TEST(!certificates.key.has_value());
    BOOST_TEST(certificates.chain.empty());
    BOOST_TEST((certificates.others == std::vector{leaf}));
}

BOOST_AUTO_TEST_CASE(reports_bad_decrypt_for_wrong_password)
{
    for (auto sample : {samples::whole, samples::legacy, samples::mac_sha512, samples::without_mac,
                        samples::without_encryption, samples::empty_password})
        for (auto wrong : {"wrong", "p", " "})
            BOOST_TEST(fails_to_read(reason::bad_decrypt, sample, wrong));
    BOOST_TEST(fails_to_read(reason::bad_decrypt, samples::whole, ""));
}

BOOST_AUTO_TEST_CASE(accepts_empty_password)
{
    BOOST_TEST(read(samples::empty_password, "").key.has_value());
}

// Some programs encode the empty password as a lone terminator, others as no bytes at all.
BOOST_AUTO_TEST_CASE(accepts_both_forms_of_the_empty_password)
{
    const auto& sha256 = *tls::registry::standard()->find_hash("SHA-256");
    const auto salt = tls::bytes(8, 5), content = tls::to_bytes(der::sequence({}));
    auto protected_by = [&](tls::byte_view password) {
        tls::x509::derivation_budget budget;
        const tls::x509::pkcs12_derivation derivation{sha256, password, salt, 1};
        auto hmac = sha256.make_hmac(derivation.derive(tls::x509::pkcs12_purpose::mac, sha256.digest_size, budget));
        tls::bytes digest(sha256.digest_size);
        hmac->update(content);
        hmac->finish(digest);
        auto algorithm = der::sequence({der::object_identifier("2.16.840.1.101.3.4.2.1"), der::null()});
        auto mac = der::sequence({der::sequence({algorithm, der::octet_string(digest)}), der::octet_string(salt)});
        return der::sequence({der::small_integer(3), content_info(oid::pkcs7_data, der::octet_string(content)), mac});
    };
    for (const auto& made : {protected_by(tls::bytes{0, 0}), protected_by({})}) {
        BOOST_CHECK_NO_THROW(read_pkcs12(made, ""));
        BOOST_TEST(fails_to_read(reason::bad_decrypt, made));
    }
    BOOST_TEST(fails_with(reason::bad_decrypt, [&] { read_pkcs12(protected_by(tls::bytes{0, 'a', 0, 0}), ""); }));
}

BOOST_AUTO_TEST_CASE(reports_unsupported_encryption_for_other_schemes)
{
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, samples::unsupported_cipher));
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, samples::unsupported_mac));
    auto signed_file = der::sequence({der::small_integer(3), content_info("1.2.840.113549.1.7.2", der::sequence({}))});
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, signed_file));
    auto enveloped = container({content_info("1.2.840.113549.1.7.3", der::sequence({}))});
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, enveloped));
}

BOOST_AUTO_TEST_CASE(rejects_file_truncated_at_any_byte)
{
    auto whole = decoded(samples::without_iterations);
    for (std::size_t size = 0; size < whole.size(); ++size)
        BOOST_TEST(fails_with(reason::bad_container_encoding,
                              [&] { read_pkcs12(tls::byte_view(whole).first(size), samples::password); }));
}

BOOST_AUTO_TEST_CASE(rejects_file_changed_at_any_byte)
{
    auto whole = decoded(samples::without_iterations);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        auto changed = whole;
        changed[i] ^= 0xff;
        try {
            read_pkcs12(changed, samples::password);
            BOOST_ERROR("a changed file was read");
        } catch (const boost::system::system_error& e) {
            BOOST_TEST((e.code() == make_error_code(reason::bad_container_encoding) ||
                        e.code() == make_error_code(reason::unsupported_encryption) ||
                        e.code() == make_error_code(reason::bad_decrypt)),
                       e.what());
        }
    }
}

BOOST_AUTO_TEST_CASE(changed_unprotected_file_causes_only_errors_of_the_ssl_category)
{
    auto whole = decoded(samples::without_anything);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        auto changed = whole;
        changed[i] ^= 0xff;
        try {
            read_pkcs12(changed, samples::password);
        } catch (const boost::system::system_error& e) {
            BOOST_TEST((e.code().category() == tls::error::get_ssl_category()), e.what());
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_ber_of_indefinite_length)
{
    auto whole = decoded(samples::whole);
    BOOST_REQUIRE(whole[1] == 0x82);
    whole[1] = 0x80;
    whole.erase(whole.begin() + 2, whole.begin() + 4);
    whole.insert(whole.end(), {0, 0});
    BOOST_TEST(fails_with(reason::bad_container_encoding, [&] { read_pkcs12(whole, samples::password); }));
}

BOOST_AUTO_TEST_CASE(rejects_malformed_containers)
{
    for (const auto& made : {der::encoding(), der::sequence({}), der::sequence({der::small_integer(3)}),
                             der::sequence({der::small_integer(2), data(der::sequence({}))}),
                             der::sequence({der::small_integer(4), data(der::sequence({}))}),
                             der::sequence({der::small_integer(3), data(der::null())}), container({der::null()}),
                             container_of_bags({der::null()}), container_of_bags({der::sequence({der::null()})}),
                             container_of_bags({bag(oid::cert_bag, der::null())}),
                             container_of_bags({bag(oid::cert_bag, der::sequence({}), der::null())})})
        BOOST_TEST(fails_to_read(reason::bad_container_encoding, made));
    BOOST_TEST(fails_to_read(reason::bad_container_encoding, decoded(samples::leaf_certificate)));
    auto made = container({});
    made.push_back(0);
    BOOST_TEST(fails_to_read(reason::bad_container_encoding, made));
}

BOOST_AUTO_TEST_CASE(accepts_empty_containers)
{
    for (const auto& made : {container({}), container_of_bags({}), container({encrypted_data(der::sequence({}))})}) {
        auto content = read_pkcs12(made, "secret");
        BOOST_TEST(!content.key.has_value());
        BOOST_TEST(content.others.empty());
    }
}

BOOST_AUTO_TEST_CASE(reports_which_content_is_malformed)
{
    auto broken = der::sequence({der::null()});
    BOOST_TEST(fails_to_read(reason::bad_private_key_encoding, container_of_bags({bag(oid::key_bag, broken)})));
    BOOST_TEST(
        fails_to_read(reason::bad_private_key_encoding, container_of_bags({bag(oid::pkcs8_shrouded_key_bag, broken)})));
    auto no_certificate =
        der::sequence({der::object_identifier(oid::x509_certificate), explicitly(der::octet_string(broken))});
    BOOST_TEST(
        fails_to_read(reason::bad_certificate_encoding, container_of_bags({bag(oid::cert_bag, no_certificate)})));
    BOOST_TEST(fails_to_read(reason::bad_decrypt, container({encrypted_data(der::null())})));
    auto encrypted = tls::x509::encrypt_with_password(der::sequence({}), "secret", 1, tls::system_random(),
                                                      *tls::registry::standard());
    auto enveloped = der::sequence({der::object_identifier("1.2.840.113549.1.7.3"), encrypted.algorithm,
                                    der::element_of(der::tag::context(0), encrypted.ciphertext)});
    auto not_data = content_info(oid::pkcs7_encrypted_data, der::sequence({der::small_integer(0), enveloped}));
    BOOST_TEST(fails_to_read(reason::bad_container_encoding, container({not_data})));
}

BOOST_AUTO_TEST_CASE(limits_nesting_of_bags)
{
    auto nested = certificate_bag(leaf);
    for (int depth = 1; depth < 8; ++depth)
        nested = bag(oid::safe_contents_bag, der::sequence({nested}));
    BOOST_TEST((read_pkcs12(container_of_bags({nested}), "").others == std::vector{leaf}));
    nested = bag(oid::safe_contents_bag, der::sequence({nested}));
    BOOST_TEST(fails_to_read(reason::bad_container_encoding, container_of_bags({nested})));
}

BOOST_AUTO_TEST_CASE(limits_number_of_certificates)
{
    der::encoding bags;
    for (int i = 0; i < 1001; ++i)
        bags = der::concatenation({std::move(bags), certificate_bag(leaf)});
    BOOST_TEST(fails_to_read(reason::bad_container_encoding, container({data(der::sequence({bags}))})));
}

BOOST_AUTO_TEST_CASE(skips_other_bags_and_other_certificate_types)
{
    auto made = container_of_bags({bag("1.2.840.113549.1.12.10.1.4", der::null()),
                                   bag("1.2.840.113549.1.12.10.1.5", der::null()),
                                   certificate_bag(leaf, "1.2.840.113549.1.9.22.2"), certificate_bag(root)});
    BOOST_TEST((read_pkcs12(made, "").others == std::vector{root}));
}

BOOST_AUTO_TEST_CASE(takes_first_key_and_decrypts_no_other)
{
    auto key = tls::x509::read_private_key_pem(samples::private_key);
    auto made = container_of_bags({bag(oid::key_bag, plain_key(key)), bag(oid::pkcs8_shrouded_key_bag, der::null()),
                                   certificate_bag(other), certificate_bag(leaf)});
    auto content = read_pkcs12(made, "");
    BOOST_TEST((content.key->scalar == key.scalar));
    BOOST_TEST((content.chain == std::vector{leaf}));
    BOOST_TEST((content.others == std::vector{other}));
}

BOOST_AUTO_TEST_CASE(ignores_invalid_friendly_names)
{
    auto key = plain_key(tls::x509::read_private_key_pem(samples::private_key));
    auto name_of = [&](const der::encoding& attributes) {
        return read_pkcs12(container_of_bags({bag(oid::key_bag, key, attributes)}), "").friendly_name;
    };
    auto bmp = [](std::initializer_list<std::uint8_t> units) {
        return name_attribute(der::element_of(der::tag::bmp_string, tls::byte_view(std::data(units), units.size())));
    };
    BOOST_TEST(name_of({}) == "");
    BOOST_TEST(name_of(bmp({0, 'a', 0x20, 0xac})) == "a\u20ac");
    BOOST_TEST(name_of(bmp({0})) == "");
    BOOST_TEST(name_of(bmp({0xd8, 0x00})) == "");
    BOOST_TEST(name_of(name_attribute(der::null())) == "");
    BOOST_TEST(name_of(name_attribute({})) == "");
}

BOOST_AUTO_TEST_CASE(matches_plain_rsa_key_with_rsa_pss_certificate)
{
    static const auto rsa = tls::x509::generate_private_key(tls::key_type::rsa);
    auto pss = rsa;
    pss.public_part.type = tls::key_type::rsa_pss;
    auto certificate = tls::x509::self_signed_certificate(server_named("localhost"), pss);
    auto made = container_of_bags({bag(oid::key_bag, plain_key(rsa)), certificate_bag(certificate)});
    auto content = read_pkcs12(made, "");
    BOOST_TEST(content.chain.size() == 1u);
    BOOST_TEST((content.key->public_part.type == tls::key_type::rsa_pss));
}

BOOST_AUTO_TEST_CASE(plain_rsa_key_does_not_match_rsa_pss_certificate_of_another_key)
{
    static const auto rsa = tls::x509::generate_private_key(tls::key_type::rsa);
    auto pss = tls::x509::generate_private_key(tls::key_type::rsa);
    pss.public_part.type = tls::key_type::rsa_pss;
    auto other_exponent = pss;
    other_exponent.public_part.modulus = rsa.public_part.modulus;
    other_exponent.public_part.public_exponent = {3};
    for (const auto& subject : {pss, other_exponent}) {
        auto certificate = make_root("Root").issue(server_named("localhost"), subject.public_part);
        auto content =
            read_pkcs12(container_of_bags({bag(oid::key_bag, plain_key(rsa)), certificate_bag(certificate)}), "");
        BOOST_TEST(content.chain.empty());
        BOOST_TEST((content.key->public_part.type == tls::key_type::rsa));
    }
}

BOOST_AUTO_TEST_CASE(takes_each_certificate_of_a_loop_of_cas_once)
{
    auto a = make_root("A"), b = make_root("B");
    auto a_by_b = b.issue(ca_named("A"), a.key.public_part), b_by_a = a.issue(ca_named("B"), b.key.public_part);
    auto key = tls::x509::generate_private_key(tls::key_type::ed25519);
    auto issued = a.issue(server_named("localhost"), key.public_part);
    auto content = read_pkcs12(container_of_bags({bag(oid::key_bag, plain_key(key)), certificate_bag(b_by_a),
                                                  certificate_bag(a_by_b), certificate_bag(issued)}),
                               "");
    BOOST_TEST((content.chain == std::vector{issued, a_by_b, b_by_a}));
    BOOST_TEST(content.others.empty());
}

BOOST_AUTO_TEST_CASE(selects_issuer_by_key_identifier)
{
    auto root_of_two = make_root("Root");
    auto first = root_of_two.delegate(ca_named("Same")), second = root_of_two.delegate(ca_named("Same"));
    auto key = tls::x509::generate_private_key(tls::key_type::ed25519);
    auto issued = second.issue(server_named("localhost"), key.public_part);
    auto made = container_of_bags({bag(oid::key_bag, plain_key(key)), certificate_bag(first.certificate),
                                   certificate_bag(second.certificate), certificate_bag(issued)});
    auto content = read_pkcs12(made, "");
    BOOST_TEST((content.chain == std::vector{issued, second.certificate}));
    BOOST_TEST((content.others == std::vector{first.certificate}));
}

BOOST_AUTO_TEST_CASE(bounds_derivation_cost_of_whole_file)
{
    auto salt_and_count = der::sequence({der::octet_string(tls::bytes(8)), der::small_integer(5'000'001)});
    auto algorithm = der::sequence({der::object_identifier("1.2.840.113549.1.12.1.3"), salt_and_count});
    // A key of 24 bytes takes the iterations twice.
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, container({encrypted_data(algorithm, tls::bytes(8))})));
    tls::x509::derivation_budget budget;
    budget.spend(6'000'000);
    budget.spend(4'000'000);
    BOOST_TEST(fails_with(reason::unsupported_encryption, [&] { budget.spend(1); }));
}

BOOST_AUTO_TEST_SUITE_END()
