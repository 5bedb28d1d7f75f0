// Forms of private keys that OpenSSL writes besides PKCS#8, and the sizes of RSA keys.

#include "crypto/diffie_hellman.hpp"
#include "crypto/hex.hpp"
#include "support/dsa_key.hpp"
#include "x509/certificate/public_key.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/keys/curve_parameters.hpp"
#include "x509/keys/openssl_samples.hpp"
#include "x509/pki.hpp"

#include <tls/credential.hpp>
#include <tls/x509/pem.hpp>

#include <cryptopp/integer.h>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(private_key_forms)

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
namespace samples = tls::test::openssl_samples;
using namespace tls::test;
using CryptoPP::Integer;
using tls::key_type;
using tls::error::reason;

namespace {

// `openssl ecparam -name prime256v1 -param_enc explicit`, taken apart.
struct explicit_curve {
    tls::bytes prime = from_hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    tls::bytes a = from_hex("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc");
    tls::bytes b = from_hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    tls::bytes base = from_hex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                               "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
    tls::bytes order = from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    std::string field = std::string(oid::prime_field);
    std::optional<std::uint32_t> cofactor = 1;
    bool with_seed = true;

    der::encoding encoded() const
    {
        const auto seed = from_hex("c49d360886e704936a6678e1139d26b7819f7e90");
        return der::sequence({der::small_integer(1),
                              der::sequence({der::object_identifier(field), der::unsigned_integer(prime)}),
                              der::sequence({der::octet_string(a), der::octet_string(b),
                                             with_seed ? der::bit_string(seed) : der::encoding()}),
                              der::octet_string(base), der::unsigned_integer(order),
                              cofactor ? der::small_integer(*cofactor) : der::encoding()});
    }
};

bool is_p256(const explicit_curve& curve)
{
    return tls::x509::read_curve(curve.encoded()) == key_type::secp256r1;
}

der::encoding sec1(const tls::private_key& key, const der::encoding& parameters)
{
    return der::sequence(
        {der::small_integer(1), der::octet_string(key.scalar),
         der::constructed(der::tag::context_constructed(0), {parameters}),
         der::constructed(der::tag::context_constructed(1), {der::bit_string(key.public_part.point)})});
}

der::encoding pkcs8(const tls::private_key& key, const der::encoding& parameters)
{
    const auto inner = der::sequence({der::small_integer(1), der::octet_string(key.scalar)});
    return der::sequence({der::small_integer(0),
                          der::sequence({der::object_identifier(oid::ec_public_key), parameters}),
                          der::octet_string(inner)});
}

Integer to_integer(tls::byte_view number)
{
    return {number.data(), number.size()};
}

template <class Bytes>
Bytes to_minimal(const Integer& number)
{
    Bytes out(number.MinEncodedSize());
    number.Encode(out.data(), out.size());
    return out;
}

// Two primes of 8192 bits whose making costs nothing: that of ffdhe8192 (RFC 7919), and 2^8192 - 2439. They suit tests
// only.
tls::private_key rsa_key_of_16384_bits()
{
    const auto p = to_integer(tls::dh_parameters_of(0x0104)->prime), q = Integer::Power2(8192) - 2439;
    const Integer e(65537), phi = (p - 1) * (q - 1), d = e.InverseMod(phi);
    tls::private_key key;
    key.public_part.modulus = to_minimal<tls::bytes>(p * q);
    key.public_part.public_exponent = to_minimal<tls::bytes>(e);
    key.private_exponent = to_minimal<tls::secure_bytes>(d);
    key.prime1 = to_minimal<tls::secure_bytes>(p);
    key.prime2 = to_minimal<tls::secure_bytes>(q);
    key.exponent1 = to_minimal<tls::secure_bytes>(d % (p - 1));
    key.exponent2 = to_minimal<tls::secure_bytes>(d % (q - 1));
    key.coefficient = to_minimal<tls::secure_bytes>(q.InverseMod(p));
    return key;
}

// Returns the message of the error with which reading the key fails.
std::string refusal(tls::byte_view key)
{
    try {
        tls::x509::read_private_key_der(key);
    } catch (const boost::system::system_error& e) {
        return e.code() == make_error_code(reason::unsupported_key_type) ? e.what() : "another code";
    }
    return "none";
}

} // namespace

BOOST_AUTO_TEST_CASE(reads_explicit_parameters_of_a_named_curve_only_if_all_numbers_are_its_own)
{
    BOOST_TEST(is_p256({}));
    auto changed = [](auto&& change) {
        explicit_curve curve;
        change(curve);
        return is_p256(curve);
    };
    BOOST_TEST(changed([](auto& c) { c.with_seed = false; }));
    BOOST_TEST(changed([](auto& c) { c.cofactor.reset(); }));
    BOOST_TEST(changed([](auto& c) { c.b.insert(c.b.begin(), 0); }));
    BOOST_TEST(changed([](auto& c) {
        c.base.resize(33);
        c.base.front() = 0x03;
    }));
    BOOST_TEST(!changed([](auto& c) {
        c.base.resize(33);
        c.base.front() = 0x02;
    }));
    BOOST_TEST(!changed([](auto& c) { c.base.resize(33); }));
    BOOST_TEST(!changed([](auto& c) { c.base.clear(); }));
    BOOST_TEST(!changed([](auto& c) { c.base.resize(32); }));
    BOOST_TEST(!changed([](auto& c) { c.base[1] ^= 1; }));
    BOOST_TEST(!changed([](auto& c) { c.base.front() = 0x03; })); // compressed, but with y
    BOOST_TEST(!changed([](auto& c) { c.prime.assign(1, 0); }));
    // CVE-2020-0601, CurveBall: another base point makes any public key one's own.
    BOOST_TEST(!changed([](auto& c) { c.base.back() ^= 1; }));
    for (auto number : {&explicit_curve::prime, &explicit_curve::a, &explicit_curve::b, &explicit_curve::order})
        BOOST_TEST(!changed([&](auto& c) { (c.*number).back() ^= 1; }));
    BOOST_TEST(!changed([](auto& c) { c.cofactor = 2; }));
    BOOST_TEST(!changed([](auto& c) { c.field = "1.2.840.10045.1.2"; }));
}

BOOST_AUTO_TEST_CASE(reads_private_keys_with_explicit_parameters)
{
    const auto key = tls::x509::generate_private_key(key_type::secp256r1);
    const auto parameters = explicit_curve().encoded();
    for (const auto& encoded : {sec1(key, parameters), pkcs8(key, parameters)})
        BOOST_TEST((tls::x509::read_private_key_der(encoded).public_part == key.public_part));
    const auto pem = tls::x509::write_pem("EC PARAMETERS", parameters) +
                     tls::x509::write_pem("EC PRIVATE KEY", sec1(key, parameters));
    BOOST_TEST((tls::x509::read_private_key_pem(pem).public_part == key.public_part));

    explicit_curve other;
    other.base.back() ^= 1;
    for (const auto& encoded : {sec1(key, other.encoded()), pkcs8(key, other.encoded())})
        BOOST_TEST(refusal(encoded).find("curve is not supported") != std::string::npos);
    BOOST_TEST(fails_with(reason::bad_private_key_encoding,
                          [&] { tls::x509::read_private_key_der(pkcs8(key, der::null())); }));
}

BOOST_AUTO_TEST_CASE(rejects_private_keys_that_break_their_format)
{
    const auto key = tls::x509::generate_private_key(key_type::secp256r1);
    const auto p256 = der::object_identifier(oid::secp256r1), p384 = der::object_identifier(oid::secp384r1);
    auto inner = [&](std::uint32_t version, tls::byte_view scalar, const der::encoding& curve) {
        return der::sequence({der::small_integer(version), der::octet_string(scalar),
                              der::constructed(der::tag::context_constructed(0), {curve})});
    };
    auto in_pkcs8 = [&](std::string_view algorithm, const der::encoding& parameters, const der::encoding& content) {
        return der::sequence({der::small_integer(0), der::sequence({der::object_identifier(algorithm), parameters}),
                              der::octet_string(content)});
    };
    auto is_malformed = [](const der::encoding& encoded) {
        return fails_with(reason::bad_private_key_encoding, [&] { tls::x509::read_private_key_der(encoded); });
    };
    auto longer = key.scalar;
    longer.insert(longer.begin(), 0);

    const auto right = inner(1, key.scalar, p256);
    BOOST_TEST(!is_malformed(right));
    BOOST_TEST(!is_malformed(in_pkcs8(oid::ec_public_key, p256, right)));
    BOOST_TEST(is_malformed(in_pkcs8(oid::ec_public_key, p384, right))); // names two curves
    BOOST_TEST(is_malformed(in_pkcs8(oid::ec_public_key, p256, inner(0, key.scalar, p256))));
    BOOST_TEST(is_malformed(inner(0, key.scalar, p256)));
    BOOST_TEST(is_malformed(inner(1, longer, p256)));
    BOOST_TEST(!is_malformed(in_pkcs8(oid::ed25519, {}, der::octet_string(tls::bytes(32, 7)))));
    for (auto size : {31u, 33u})
        BOOST_TEST(is_malformed(in_pkcs8(oid::ed25519, {}, der::octet_string(tls::bytes(size, 7)))));
}

BOOST_AUTO_TEST_CASE(certificate_key_with_explicit_parameters_is_unsupported)
{
    const auto key = tls::x509::generate_private_key(key_type::secp256r1);
    const auto spki =
        der::sequence({der::sequence({der::object_identifier(oid::ec_public_key), explicit_curve().encoded()}),
                       der::bit_string(key.public_part.point)});
    BOOST_TEST(!tls::x509::read_subject_public_key_info(spki));
    BOOST_TEST(tls::x509::describe_unsupported_key(spki).find("explicit parameters") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(reads_traditional_dsa_private_key)
{
    const auto key = dsa_key();
    auto encoded = [&](const tls::bytes& public_value) {
        return der::sequence({der::small_integer(0), der::unsigned_integer(key.public_part.prime),
                              der::unsigned_integer(key.public_part.subgroup_order),
                              der::unsigned_integer(key.public_part.generator), der::unsigned_integer(public_value),
                              der::unsigned_integer(key.scalar)});
    };
    const auto right = encoded(key.public_part.public_value);
    BOOST_TEST((tls::x509::read_private_key_der(right).public_part == key.public_part));
    BOOST_TEST((tls::x509::read_private_key_pem(tls::x509::write_pem("DSA PRIVATE KEY", right)).public_part ==
                key.public_part));
    auto another = key.public_part.public_value;
    another.back() ^= 1;
    BOOST_TEST(
        fails_with(reason::bad_private_key_encoding, [&] { tls::x509::read_private_key_der(encoded(another)); }));
}

BOOST_AUTO_TEST_CASE(ignores_bytes_behind_a_der_private_key)
{
    auto with_line_end = tls::x509::read_pem(samples::ec_sec1).at(0).content;
    with_line_end.push_back('\n');
    BOOST_TEST((tls::x509::read_private_key_der(with_line_end).public_part.type == key_type::secp256r1));
}

BOOST_AUTO_TEST_CASE(uses_rsa_keys_of_16384_bits)
{
    const auto key = tls::x509::read_private_key_der(tls::x509::write_private_key_der(rsa_key_of_16384_bits()));
    BOOST_TEST(key.public_part.bits() == 16384u);
    const auto root = tls::x509::self_signed_certificate(ca_named("Root"), key);
    const auto leaf = tls::x509::issue_certificate(server_named("www.example.com"), key.public_part, root, key);
    BOOST_TEST(verification{root}({leaf}).accepted);
    const tls::credential credential({leaf}, key);
    const auto& scheme = *tls::registry::standard()->find_signature_scheme("rsa_pss_rsae_sha256");
    const auto signature = credential.sign(scheme, tls::as_bytes("message"), tls::system_random());
    BOOST_TEST(signature.size() == 2048u);
    BOOST_TEST(scheme.make_verifier(scheme, key.public_part)->verify(tls::as_bytes("message"), signature));
}

BOOST_AUTO_TEST_CASE(names_the_limits_of_rsa_keys)
{
    auto key = rsa_key_of_16384_bits();
    key.public_part.modulus.push_back(1);
    BOOST_TEST(refusal(tls::x509::write_private_key_der(key)).find("16392 bits (1024 to 16384") != std::string::npos);
    key.public_part.modulus.resize(64);
    BOOST_TEST(refusal(tls::x509::write_private_key_der(key)).find("512 bits (1024 to 16384") != std::string::npos);

    key.public_part.modulus.assign(2049, 0xff);
    const auto certificate =
        tls::x509::issue_certificate(server_named("www.example.com"), key.public_part, make_root("Root").certificate,
                                     tls::x509::generate_private_key(key_type::ed25519));
    BOOST_TEST(!certificate.key());
    try {
        tls::credential({certificate}, key);
        BOOST_ERROR("accepted");
    } catch (const boost::system::system_error& e) {
        BOOST_TEST(e.code() == make_error_code(reason::unsupported_key_type));
        BOOST_TEST(std::string(e.what()).find("16392 bits (1024 to 16384") != std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
