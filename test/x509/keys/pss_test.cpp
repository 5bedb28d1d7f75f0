// RSASSA-PSS in certificates: salts of any size, other mask hashes, and keys that restrict both (RFC 4055).

#include "x509/certificate/public_key.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/pki.hpp"

#include <tls/credential.hpp>
#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls::test;
using tls::key_type;
using tls::error::reason;
using tls::x509::verify_error;

namespace {

// Written by OpenSSL 3.0, whose salts are as long as the key allows. The keys are for tests only and protect nothing.
constexpr std::string_view openssl_root = R"pem(-----BEGIN CERTIFICATE-----
MIIDczCCAiagAwIBAgIUMe2NeRZo76q/D2UkM2ZaM29mJ3gwQgYJKoZIhvcNAQEK
MDWgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEF
AKIEAgIA3jATMREwDwYDVQQDDAhQU1MgUm9vdDAgFw0yNjExMzAwMTQ5NTFaGA8y
MTI2MTEwNjAxNDk1MVowEzERMA8GA1UEAwwIUFNTIFJvb3QwggEiMA0GCSqGSIb3
DQEBAQUAA4IBDwAwggEKAoIBAQCf870uJ/s1UtUo9iadYeJn4pQdkvZHV/hGBT8F
twASf8xj4WXdLBP3f6QKA8BPTTuJub+94rXrWDie/loLSOCMfA7MjBamIeM6OuiO
r+OORsDVAhovbaGM9dqpJdHURS8VON7xPcjc6JedvQQUvAmEpd3isGHyoaanWxI3
GolGaxtUE1bC4nDKMsUTkyP+QAMibPrxyPunF5kp295/JyvdonCQ2EfIS2sVVRkq
A+kHqToUvD3efEPnrv4mwI+5uMB4999+OsVcsNV35PBng/OClj28PDCJYl6Aiis6
sRHfdC2O21e0sQPJdWAp9Lu8a8azBKT3cIUwUQOpCkNZyA8NAgMBAAGjUzBRMB0G
A1UdDgQWBBR709aSqCHJXx1b+Ld+dD4yOAa8HDAfBgNVHSMEGDAWgBR709aSqCHJ
Xx1b+Ld+dD4yOAa8HDAPBgNVHRMBAf8EBTADAQH/MEIGCSqGSIb3DQEBCjA1oA8w
DQYJYIZIAWUDBAIBBQChHDAaBgkqhkiG9w0BAQgwDQYJYIZIAWUDBAIBBQCiBAIC
AN4DggEBAJoREg2rIznSOCqAnvS15PpE7I68tKugU/SDqk8RJA22GaPabmjl9znf
I9fjfntb4pEuZuHZ/yGWYIxggMnWftoVJUBWFOnsGOTCOwUiwdIIK5tcAA/KskAH
ZIEe0ALZEhNWedcL6skwxYkS2/cio2ddlit6HiaDKG9Cks2c6ZGZ2hAeoYSCfkSI
Q0DDvoTkhKyLq7hLvHqDa0gLmB/5VaiUA+YXSRhPLnVV2WNnhRMEJ98AF+F4YNtq
niGK0uyUNnhnt1zSkSZ02T7ULvTuUJqq+XGDo6j7SXhJ6YlN5O2XibTHTByIhOb6
wM63n0x4jco37gliMyeCsGkrFBIa6zs=
-----END CERTIFICATE-----
)pem";
// `-sigopt rsa_padding_mode:pss`
constexpr std::string_view openssl_leaf = R"pem(-----BEGIN CERTIFICATE-----
MIICpTCCAVigAwIBAgIBBzBCBgkqhkiG9w0BAQowNaAPMA0GCWCGSAFlAwQCAQUA
oRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFlAwQCAQUAogQCAgDeMBMxETAPBgNVBAMM
CFBTUyBSb290MCAXDTI2MTEzMDAxNDk1MloYDzIxMjYwNzI5MDE0OTUyWjAZMRcw
FQYDVQQDDA5zYWx0ZWQuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BAsj+Vaxj3nmDPlHkzEwZn8MUuWF3difAjSiO1ut+cks0bt2/boOurnDlHf3G7fL
8bj86JKyuRLpnPbcGWZHdfWjXTBbMBkGA1UdEQQSMBCCDnNhbHRlZC5leGFtcGxl
MB8GA1UdIwQYMBaAFHvT1pKoIclfHVv4t350PjI4BrwcMB0GA1UdDgQWBBTkNU0L
qq7HpIVUwitJt1YnfQgcLzBCBgkqhkiG9w0BAQowNaAPMA0GCWCGSAFlAwQCAQUA
oRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFlAwQCAQUAogQCAgDeA4IBAQB3Gn3mnCy+
rmRGaOE8Vyhk0DLWcsmqRIufDjDW9K2H2E2M1/QNQ11Cexdk4ZIGcXExp2LPZCKg
pYRKNChlSyS92CAzhR4OuiyhiGN2NGwleNy7Wf9f8qXUcAC39NSSpWfr+1B39eQL
qRO+6+xFv2jDrK10jBv3TUR/oykJhuZyWBJwGLocB0aV/G7AbeXERfaRDX5JcLTd
Rz02rCmvP3iFzzW5Ot3HV4yDkZNg65w2WkEvOwkYhkrcFOKH+VHX1+2syV9LttYZ
iawDt8K8ZOIZBc+Lp0Cuqv6EmCvGTnzWh4VQrmT1CN0GCDTQ4Xbps0nlXnVOgV5V
7U2whJlw1Ih5
-----END CERTIFICATE-----
)pem";
// `-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:11 -sigopt rsa_mgf1_md:sha512`
constexpr std::string_view openssl_leaf_with_other_mask = R"pem(-----BEGIN CERTIFICATE-----
MIICozCCAVegAwIBAgIBCDBBBgkqhkiG9w0BAQowNKAPMA0GCWCGSAFlAwQCAQUA
oRwwGgYJKoZIhvcNAQEIMA0GCWCGSAFlAwQCAwUAogMCAQswEzERMA8GA1UEAwwI
UFNTIFJvb3QwIBcNMjYxMTMwMDE0OTUzWhgPMjEyNjA3MjkwMTQ5NTNaMBkxFzAV
BgNVBAMMDnNhbHRlZC5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
CyP5VrGPeeYM+UeTMTBmfwxS5YXd2J8CNKI7W635ySzRu3b9ug66ucOUd/cbt8vx
uPzokrK5Eumc9twZZkd19aNdMFswGQYDVR0RBBIwEIIOc2FsdGVkLmV4YW1wbGUw
HwYDVR0jBBgwFoAUe9PWkqghyV8dW/i3fnQ+MjgGvBwwHQYDVR0OBBYEFOQ1TQuq
rsekhVTCK0m3Vid9CBwvMEEGCSqGSIb3DQEBCjA0oA8wDQYJYIZIAWUDBAIBBQCh
HDAaBgkqhkiG9w0BAQgwDQYJYIZIAWUDBAIDBQCiAwIBCwOCAQEAXQymAZHZSinY
gtwnKUzAHhNF7o2IKRKNPbk1FOCU9d9NK+YrPJsRGZC5bbSqn+yidDJh2N58e1oI
NhrA/UI1akLKa7d2XCSbJDOkXR+KZatVICvlxrllhbvjNZNUAdkUylYRFwnfpj9B
QxhLNBndyPVU8d2SkfKMNAqUsz6gvzCqHQE2EgaCCjTz/J1iOj8wBCFWdEP9xldJ
gS0o7lxTQCqVG8A6r28sKFyD0IAfzVih7nZtIh6/QP30/49/gLCTdy1u6Njw62hk
gpOyJF7KhdVBTDwVPlt7FZEeBc0zByuq8FcF4sBpTeD7wIr2oTckMpiyRtdm8rs9
3dlTltHTQg==
-----END CERTIFICATE-----
)pem";
// `genpkey -algorithm RSA-PSS -pkeyopt rsa_pss_keygen_md:sha256`: SHA-256, MGF1 with SHA-1, a salt of 20 bytes or more.
constexpr std::string_view openssl_key = R"pem(-----BEGIN PRIVATE KEY-----
MIIEzgIBADAeBgkqhkiG9w0BAQowEaAPMA0GCWCGSAFlAwQCAQUABIIEpzCCBKMC
AQACggEBAOfyKEpfl0OZfqaFbh0N7QhI40Aex7JBPFwhL6PFNTTanvvExVYhuL4m
94UP9DIqSKaywF/6AUcgCWecT20bf8PpnBXyvLODOsPA4J2q4uJS8GyBotrWQcj5
nyrG2pIBcOYeMe+XWgqsB+jQkDY7FYeCmPZHjX2tmjzxaAR2OSejaMdIKt8v2ZYW
dC+fR7xF8qvbHsTF7kPzb1oBZexIUBQsHSxsuf/evjElApTgCS95v6julyvYgCEL
16+Rc6L0sHfBR2CGVOFpL1iOYHtvmmmO4Pz3cj+B4KPnYgCoY5Q/X05642gGe6co
LMCAQ1WCxaZ881Sm0PUdLuXb0fNM24UCAwEAAQKCAQAhNI14kkVHN/UF9WGtdqYp
sreX4SAxIH456UVW8n9avPaYMBQZL9QxIsZ6Le3FdcC3Xq1EQDgJHOjDxMCpK8/n
dezyxnCl2WJjDlyJreJzyLBjNE7iedxqn3PeLaAyWVL2mrmG5ZnOH9E1DxCqNtyu
7O8liNpUdPM5CM1doCgwCILETRN3+7RqkTUNvb+4gCzgWEDOGiwVvH4zOvQ4lNXQ
euHVO/cOqpo9dIrkmCftKZPQj7pTVZu4aR87mGnZ6t/5EdaGXauPhLaE9l9bZF0t
k4AR787pMdy1r1Vhz7pRNXMrtEHXr/tnQiwVtmbmvFOaWB14SxQuZMZDh3WedFgZ
AoGBAPt0OqlBFPC/3Dofi+X3rDsMepUmN+u4GSVm5Ih9gvP3eln3jNyGKfXVX2uI
B7whEb4hEFo45pul/rd+KduY6ctb0VwAc3QSJu/whfLinM9+2YCRJrtWfDGHrHgD
JfWjoxqeMFyyw1MFBW8B4qgJ4iRrEtf8wwNCXuX0tM40QAgpAoGBAOwjpDzx7a+6
P+KgqtTbxotDM/LpVpg8xuk5GlQodhkcUFgyOfl+fY1py7TGKQuVK2mE4RJxdoov
df5xDtJfoZbcyjcL1n9JLUcW3H8X650gX9UYkENpDWGTueD2LGo+klbzvjV6/fJH
33yOQljRNF12trWT1b0OBYQ0bPpEU9P9AoGAGGAXA6tEbWYb4iKGvD87GepGw8iV
qSsKfP6xbq3EEQRPfwMpS4NR8/vAKTthjJIkFys7W5OifzojLAR16Ey1dTosXF/K
0VilH6NQSNBA5ThluznW6Fgk5+RACs47UsmPGRh2lbXai2S0NyOWpjV3D5K1m+xr
txgq/N2w3UBhaKkCgYAA7ucgQoiA8Eh+WcozCydOt5ZF+HwaH+tdUpdzC7HjyYPb
xV8LSF+wpmFitoHFBPLl+Nt22jHwu91IgyPe2vflg7vc2dQgLqbaKBH5Apwww8b9
LZqsWYbvAslyRSbJyLOFWnM+/NxyD6ynblx+w1zknap9LzdiBuMosZhYqNp39QKB
gQCfignY4IMmA8RZEmtJ9YOBWqQCgSPjsUrTPgcYAuOcDDMNgWmjOoyk2JNNm5a8
9xr2pc3CyzS9dBfIo8YMg6uUd4VCXNdtrI/vnUoQjTp6QBQn/yOOty8FW8Vhj4Vj
4sXCtzx/Pbkuh5SWbkXDTdk4VhazN+8BjEtI1Az7WID+aA==
-----END PRIVATE KEY-----
)pem";
constexpr std::string_view openssl_certificate = R"pem(-----BEGIN CERTIFICATE-----
MIIDVDCCAiugAwIBAgIUSAld/+/K4rfhw9zmleFePFOl6okwHgYJKoZIhvcNAQEK
MBGgDzANBglghkgBZQMEAgEFADAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwIBcNMjYx
MTMwMDE0OTU5WhgPMjEyNjExMDYwMTQ5NTlaMBQxEjAQBgNVBAMMCWxvY2FsaG9z
dDCCATMwHgYJKoZIhvcNAQEKMBGgDzANBglghkgBZQMEAgEFAAOCAQ8AMIIBCgKC
AQEA5/IoSl+XQ5l+poVuHQ3tCEjjQB7HskE8XCEvo8U1NNqe+8TFViG4vib3hQ/0
MipIprLAX/oBRyAJZ5xPbRt/w+mcFfK8s4M6w8Dgnari4lLwbIGi2tZByPmfKsba
kgFw5h4x75daCqwH6NCQNjsVh4KY9keNfa2aPPFoBHY5J6Nox0gq3y/ZlhZ0L59H
vEXyq9sexMXuQ/NvWgFl7EhQFCwdLGy5/96+MSUClOAJL3m/qO6XK9iAIQvXr5Fz
ovSwd8FHYIZU4WkvWI5ge2+aaY7g/PdyP4Hgo+diAKhjlD9fTnrjaAZ7pygswIBD
VYLFpnzzVKbQ9R0u5dvR80zbhQIDAQABo2kwZzAdBgNVHQ4EFgQUojv/pLHw27yj
qcE51G26/m4iO/IwHwYDVR0jBBgwFoAUojv/pLHw27yjqcE51G26/m4iO/IwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwHgYJKoZIhvcNAQEK
MBGgDzANBglghkgBZQMEAgEFAAOCAQEAacrRHVrRVHz/hzkiuyZHlCjtHzBGMhNT
RjigDV/dyI+sgMsv8/f6Q2WJ2c7B5y44BCUAqtEZ94KIQDWWljdgFBUHmeeDhBkn
bhHmHRpmyu+FunXF341XK87tG/L2tR5p9FctdodFCJXmyVoVGFF8bD96jJ7S4Sos
nfwR1LBqPi/YtqvdP2M7+9uFKuTU+ampmRaWpzR4bZ3cMYWiw5UxpF1oOAYVNjJg
cLGk48N/+upxRq1w7oIAinnm0VWXyB/MyKH75sqBHtNXSuhBz/X61gu93EaErBo0
gpAisTttrdayYXXN7UBEcmmy9VIjuzOY5YAmnsRrDDBx4ebpUqiHlg==
-----END CERTIFICATE-----
)pem";

// RSASSA-PSS-params. Null hashes and an empty salt size are left out.
der::encoding pss_parameters(const char* hash, const char* mask_hash, std::optional<std::uint32_t> salt_size)
{
    auto algorithm = [](const char* name) { return der::sequence({der::object_identifier(name), der::null()}); };
    auto field = [](unsigned number, const der::encoding& value) {
        return der::constructed(der::tag::context_constructed(number), {value});
    };
    auto mask = [&](const char* name) { return der::sequence({der::object_identifier(oid::mgf1), algorithm(name)}); };
    return der::sequence({hash != nullptr ? field(0, algorithm(hash)) : der::encoding(),
                          mask_hash != nullptr ? field(1, mask(mask_hash)) : der::encoding(),
                          salt_size ? field(2, der::small_integer(*salt_size)) : der::encoding()});
}

constexpr auto sha1 = "1.3.14.3.2.26", sha256 = "2.16.840.1.101.3.4.2.1", sha512 = "2.16.840.1.101.3.4.2.3";

der::encoding key_with(const der::encoding& parameters)
{
    const auto modulus = tls::bytes(256, 0xc1);
    const auto algorithm = der::sequence({der::object_identifier(oid::rsassa_pss), parameters});
    const auto key = der::sequence({der::unsigned_integer(modulus), der::small_integer(65537)});
    return der::sequence({algorithm, der::bit_string(key)});
}

const tls::signature_scheme& scheme_named(std::string_view name)
{
    return *tls::registry::standard()->find_signature_scheme(name);
}

// A registry that also signs with this salt and mask hash, under the name "salted".
tls::registry registry_with(std::size_t salt_size, std::string_view mask_hash)
{
    auto registry = *tls::registry::standard();
    auto scheme = scheme_named("rsa_pss_rsae_sha256");
    scheme.id = 0;
    scheme.name = "salted";
    scheme.salt_size = salt_size;
    scheme.mask_hash = registry.find_hash(mask_hash);
    registry.add(scheme);
    return registry;
}

struct rsa_root {
    tls::private_key key = tls::x509::generate_private_key(key_type::rsa);
    tls::x509::certificate certificate = tls::x509::self_signed_certificate(ca_named("Root"), key);
};

} // namespace

BOOST_AUTO_TEST_SUITE(rsa_pss)

BOOST_AUTO_TEST_CASE(verifies_chains_that_openssl_signs_with_other_salts_and_masks)
{
    const auto root = tls::x509::read_certificates_pem(openssl_root).front();
    verification verify{root};
    verify.parameters.time = root.not_before() + day;
    verify.parameters.host = "salted.example";
    BOOST_TEST(verify({tls::x509::read_certificates_pem(openssl_leaf).front()}).error == verify_error::ok);
    BOOST_TEST(verify({tls::x509::read_certificates_pem(openssl_leaf_with_other_mask).front()}).error ==
               verify_error::ok);
}

BOOST_AUTO_TEST_CASE(verifies_certificates_with_salts_of_any_size)
{
    const rsa_root root;
    verification verify{root.certificate};
    for (auto [salt_size, mask_hash] : {std::pair(0U, "SHA-256"), std::pair(1U, "SHA-256"), std::pair(20U, "SHA-1"),
                                        std::pair(33U, "SHA-512"), std::pair(222U, "SHA-256")}) {
        const auto registry = registry_with(salt_size, mask_hash);
        auto description = server_named("www.example.com");
        description.signature_scheme = "salted";
        const auto subject = tls::x509::generate_private_key(key_type::ed25519).public_part;
        const auto leaf = tls::x509::issue_certificate(description, subject, root.certificate, root.key,
                                                       tls::system_random(), registry);
        BOOST_TEST(verify({leaf}).error == verify_error::ok, salt_size);

        auto der = tls::to_bytes(leaf.der());
        der.back() ^= 1;
        BOOST_TEST(verify({tls::x509::certificate::from_der(der)}).error == verify_error::signature_failure);
    }
    auto description = server_named("www.example.com");
    description.signature_scheme = "salted";
    BOOST_TEST(fails_with(reason::unsupported_key_type, [&] {
        tls::x509::issue_certificate(description, root.key.public_part, root.certificate, root.key,
                                     tls::system_random(), registry_with(223, "SHA-256"));
    }));
}

BOOST_AUTO_TEST_CASE(signature_with_another_salt_size_does_not_verify)
{
    const rsa_root root;
    auto scheme = scheme_named("rsa_pss_rsae_sha256");
    const auto message = tls::as_bytes("message");
    for (std::size_t signed_with : {0, 20, 32, 222}) {
        scheme.salt_size = signed_with;
        const auto signature = scheme.make_signer(scheme, root.key)->sign(message, tls::system_random());
        for (std::size_t expected : {0, 20, 32, 222}) {
            scheme.salt_size = expected;
            BOOST_TEST(scheme.make_verifier(scheme, root.key.public_part)->verify(message, signature) ==
                       (signed_with == expected));
        }
    }
    scheme.salt_size = 100'000;
    BOOST_TEST(scheme.make_signer(scheme, root.key) == nullptr);
    BOOST_TEST(scheme.make_verifier(scheme, root.key.public_part) == nullptr);
}

BOOST_AUTO_TEST_CASE(salt_size_in_a_key_is_a_minimum)
{
    auto scheme = scheme_named("rsa_pss_pss_sha256");
    auto permits = [&](const der::encoding& parameters) {
        return tls::x509::is_permitted_by_key(scheme, key_with(parameters));
    };
    BOOST_TEST(permits(pss_parameters(sha256, sha256, 20)));
    BOOST_TEST(permits(pss_parameters(sha256, sha256, {})));
    BOOST_TEST(permits(pss_parameters(sha256, sha256, 0)));
    BOOST_TEST(permits(pss_parameters(sha256, sha256, 32)));
    BOOST_TEST(!permits(pss_parameters(sha256, sha256, 33)));
    BOOST_TEST(!permits(pss_parameters(sha512, sha256, 20)));
    BOOST_TEST(!permits(pss_parameters(sha256, sha512, 20)));
    BOOST_TEST(!permits(pss_parameters(nullptr, nullptr, {}))); // the defaults are SHA-1
    BOOST_TEST(permits({}));
    scheme.salt_size = 19;
    BOOST_TEST(!permits(pss_parameters(sha256, sha256, 20)));
    scheme.salt_size = 64;
    BOOST_TEST(permits(pss_parameters(sha256, sha256, 33)));
}

BOOST_AUTO_TEST_CASE(key_with_unknown_parameters_is_unsupported_and_with_malformed_ones_refused)
{
    auto read = [](const der::encoding& parameters) {
        return tls::x509::read_subject_public_key_info(key_with(parameters)).has_value();
    };
    BOOST_TEST(read(pss_parameters(sha256, sha1, 20)));
    BOOST_TEST(!read(pss_parameters("1.2.3.4", sha256, 20)));
    BOOST_TEST(!read(pss_parameters(sha256, "1.2.3.4", 20)));
    BOOST_CHECK_THROW(read(pss_parameters(sha256, sha256, 2049)), der::error);
    BOOST_CHECK_THROW(read(der::null()), der::error);
    BOOST_TEST(tls::x509::describe_unsupported_key(key_with(pss_parameters("1.2.3.4", sha256, 20))).find("RSA-PSS") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(key_that_demands_another_mask_hash_signs_handshakes_with_it)
{
    const auto chain = tls::x509::read_certificates_pem(openssl_certificate);
    const tls::credential credential(chain, tls::x509::read_private_key_pem(openssl_key));
    const auto& scheme = scheme_named("rsa_pss_pss_sha256");
    BOOST_TEST(credential.supports(scheme));
    BOOST_TEST(!credential.supports(scheme_named("rsa_pss_pss_sha384")));
    const auto message = tls::as_bytes("message");
    const auto signature = credential.sign(scheme, message, tls::system_random());
    const auto& spki = chain.front().subject_public_key_info();
    const auto fitted = tls::x509::fit_to_key(scheme, spki, *tls::registry::standard());
    BOOST_REQUIRE(fitted.has_value());
    BOOST_TEST(fitted->mask_hash->name == "SHA-1");
    BOOST_TEST(fitted->make_verifier(*fitted, *chain.front().key())->verify(message, signature));
    BOOST_TEST(!scheme.make_verifier(scheme, *chain.front().key())->verify(message, signature));
    BOOST_TEST(!tls::x509::fit_to_key(scheme_named("rsa_pss_pss_sha384"), spki, *tls::registry::standard()));

    // It signs itself in the same way.
    verification verify{chain.front()};
    verify.parameters.time = chain.front().not_before() + day;
    verify.parameters.host = "localhost";
    BOOST_TEST(verify({chain.front()}).error == verify_error::ok);
}

BOOST_AUTO_TEST_SUITE_END()
