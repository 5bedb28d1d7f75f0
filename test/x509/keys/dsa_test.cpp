// DSA chains, written by OpenSSL 3.0. The key is for tests only and protects nothing.

#include "x509/pki.hpp"

#include "crypto/hex.hpp"
#include "x509/certificate/public_key.hpp"
#include "x509/der/object_identifiers.hpp"

#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

namespace der = tls::x509::der;
using namespace tls::test;
using tls::key_type;
using tls::x509::verify_error;

namespace {

// `openssl req -x509 -sha256`, a key of 2048 and 256 bits.
constexpr std::string_view root = R"pem(-----BEGIN CERTIFICATE-----
MIIEdTCCBCGgAwIBAgIUNeOyTrPE9Zn9rJUUw79Q/y4cjl4wCwYJYIZIAWUDBAMC
MBMxETAPBgNVBAMMCERTQSBSb290MCAXDTI2MTEyMTA4MjAwNVoYDzIxMjYxMDI4
MDgyMDA1WjATMREwDwYDVQQDDAhEU0EgUm9vdDCCA0QwggI2BgcqhkjOOAQBMIIC
KQKCAQEAwo8J1UKqHSzeYtNZV6XyoDRrb4UyDC5Ub6D2VYpKEJlHQp+qafzEagRj
uIBLMH46ei3bt7wFuTNP055aEihygBAdsucG+KjKLj3Pnr00eVIlnFU7zNB9dBYg
7V3Wu+0FfuH1LgIsVFR9MGEdiMT10Xo2ryAAIGRXvoKYoALdYAPmX6VIH4sEzoGQ
cmjKcB85ZzqHNQv5gNTFG+jEvbbOgNmP8ZmmQoxr6n0N0xbYhPzsyLeeU3jexBNt
X3Z10xCiWfLwGNB1Zk2uHSEsCmS0MbYRfH/2NQT3AMyxuVTLsD27Fxu9RgD/rY8Q
23EfktagAeRjTSRpeELY0hXfaiWbuwIdAP/82/trF/fZBV8m2zg6iXEJz2QhGsO4
y2eOJMsCggEBAICnnLYblpAycQK8fkoFwUUwm5mGjC3BwaV59tVCWGVw/oJXymEf
1qxSzHEPc0NMPJgSNib1cr91vIi9E8bvfWnUCIA92eOQAKd8Dus/RbhycaZSBwOA
PULV/Stahyp4RMGW8ou1Fy634+gkBPa10gsh/Pef6aD3gCVMKz5ngBXb3mJNLPl4
hz6JHsgdiIoGCxnTrKCmt5feI9aSXjq1sC07bqGPwnZKdgw5aj7K8QHimKD1xHTV
BKMHFOJKDIeTjq9BMK7w/KtQN8sZCm7v/iJBFY9PCsFufLmxdjY/ZUpzbvBxYWK4
DIINtTNfoOPnTfbqmC1bAgxM+kXs19qeogcDggEGAAKCAQEAhCNYmhmo1YIwgXHn
lQC+4i0cKJ3yTNWRn/7477osOTO++zxrPWSR9MTR7hKpy3fD3Z4BwIjeV8WwDLAk
YnGdMR8xSvjxUZk45/WK7/k4Xsa1Nlp8wJogw7BOzK16cpZRPLQNvz8po4+QSQ+Y
MQ87YK5PXogOTSi2lu4Ak39RPZA/THB6f2RSh14n9ysZ647ByNi+odDA4PYexBAW
fOHaa8GsglWp5VbEUMSkoMs4/yFngmg6Be9vc0ImUZvwObJDrBxwJBVMY4U0W1r8
948i5E7q9H7ZlJxZdU5Ij8EAqtJz0gPvqtp/5UnxJOYBgAaxXQ/Lj1lGQc3RLaER
VVBilqNjMGEwHQYDVR0OBBYEFA3LeqGAp5J5vmginMZPH1NW0QRWMB8GA1UdIwQY
MBaAFA3LeqGAp5J5vmginMZPH1NW0QRWMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0P
AQH/BAQDAgIEMAsGCWCGSAFlAwQDAgNBADA+Ah0A+xxqIIZr9jbpAFjFMqk8S3+x
+kRUfoE4GS+qzwIdAIZ4Lb5zVmKrIAG9ckph1boTSFW0+xq5/B1GE/A=
-----END CERTIFICATE-----
)pem";

// For example.org, signed by the root.
constexpr std::string_view leaf_sha256 = R"pem(-----BEGIN CERTIFICATE-----
MIIBfjCCASygAwIBAgICQlYwCwYJYIZIAWUDBAMCMBMxETAPBgNVBAMMCERTQSBS
b290MCAXDTI2MTEyMTA4MjAwNVoYDzIxMjUwNjE1MDgyMDA1WjAWMRQwEgYDVQQD
DAtleGFtcGxlLm9yZzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGNkr+ILYVPh
CWCRk/s/G1JIFJPqIlx6GzBa6bkopEF7Z5iq1QS8rCt4qffo7Bs0VRx0lULbKu2R
WbjUgelAVtmjajBoMBYGA1UdEQQPMA2CC2V4YW1wbGUub3JnMA4GA1UdDwEB/wQE
AwIHgDAfBgNVHSMEGDAWgBQNy3qhgKeSeb5oIpzGTx9TVtEEVjAdBgNVHQ4EFgQU
BLjPKn8rUsxc9qaWx+JuUFkvpQowCwYJYIZIAWUDBAMCAz8AMDwCHG6J4rpw4MZX
o2+xMzqLnWLdTI/SWo79x1KaUY8CHDBR69pD65oSHZxZ0osUwrjckL4Z1sGa4VG+
M1k=
-----END CERTIFICATE-----
)pem";
constexpr std::string_view leaf_sha224 = R"pem(-----BEGIN CERTIFICATE-----
MIIBfjCCASygAwIBAgICQiQwCwYJYIZIAWUDBAMBMBMxETAPBgNVBAMMCERTQSBS
b290MCAXDTI2MTEyMTA4MjAwNVoYDzIxMjUwNjE1MDgyMDA1WjAWMRQwEgYDVQQD
DAtleGFtcGxlLm9yZzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGNkr+ILYVPh
CWCRk/s/G1JIFJPqIlx6GzBa6bkopEF7Z5iq1QS8rCt4qffo7Bs0VRx0lULbKu2R
WbjUgelAVtmjajBoMBYGA1UdEQQPMA2CC2V4YW1wbGUub3JnMA4GA1UdDwEB/wQE
AwIHgDAfBgNVHSMEGDAWgBQNy3qhgKeSeb5oIpzGTx9TVtEEVjAdBgNVHQ4EFgQU
BLjPKn8rUsxc9qaWx+JuUFkvpQowCwYJYIZIAWUDBAMBAz8AMDwCHDHkYbcq5Fcq
aj/00UTcYbLPs5qIyiJl6yWmccQCHF5X/3hRt5tbEKcMFt1N8Lg8Rg0X3iai9vjd
y1E=
-----END CERTIFICATE-----
)pem";
constexpr std::string_view leaf_sha1 = R"pem(-----BEGIN CERTIFICATE-----
MIIBeTCCASmgAwIBAgIBQTAJBgcqhkjOOAQDMBMxETAPBgNVBAMMCERTQSBSb290
MCAXDTI2MTEyMTA4MjAwNVoYDzIxMjUwNjE1MDgyMDA1WjAWMRQwEgYDVQQDDAtl
eGFtcGxlLm9yZzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGNkr+ILYVPhCWCR
k/s/G1JIFJPqIlx6GzBa6bkopEF7Z5iq1QS8rCt4qffo7Bs0VRx0lULbKu2RWbjU
gelAVtmjajBoMBYGA1UdEQQPMA2CC2V4YW1wbGUub3JnMA4GA1UdDwEB/wQEAwIH
gDAfBgNVHSMEGDAWgBQNy3qhgKeSeb5oIpzGTx9TVtEEVjAdBgNVHQ4EFgQUBLjP
Kn8rUsxc9qaWx+JuUFkvpQowCQYHKoZIzjgEAwM/ADA8AhwOhi1QByHcHFOeLAWN
EBVrfa/xhGQBenJy4ccdAhwi3jg1KkF36HF7LmTw2VvUjks+Rgk4bFqJzuWM
-----END CERTIFICATE-----
)pem";

// The root's key alone.
constexpr std::string_view root_public_key = R"pem(-----BEGIN PUBLIC KEY-----
MIIDRDCCAjYGByqGSM44BAEwggIpAoIBAQDCjwnVQqodLN5i01lXpfKgNGtvhTIM
LlRvoPZVikoQmUdCn6pp/MRqBGO4gEswfjp6Ldu3vAW5M0/TnloSKHKAEB2y5wb4
qMouPc+evTR5UiWcVTvM0H10FiDtXda77QV+4fUuAixUVH0wYR2IxPXRejavIAAg
ZFe+gpigAt1gA+ZfpUgfiwTOgZByaMpwHzlnOoc1C/mA1MUb6MS9ts6A2Y/xmaZC
jGvqfQ3TFtiE/OzIt55TeN7EE21fdnXTEKJZ8vAY0HVmTa4dISwKZLQxthF8f/Y1
BPcAzLG5VMuwPbsXG71GAP+tjxDbcR+S1qAB5GNNJGl4QtjSFd9qJZu7Ah0A//zb
+2sX99kFXybbODqJcQnPZCEaw7jLZ44kywKCAQEAgKecthuWkDJxArx+SgXBRTCb
mYaMLcHBpXn21UJYZXD+glfKYR/WrFLMcQ9zQ0w8mBI2JvVyv3W8iL0Txu99adQI
gD3Z45AAp3wO6z9FuHJxplIHA4A9QtX9K1qHKnhEwZbyi7UXLrfj6CQE9rXSCyH8
95/poPeAJUwrPmeAFdveYk0s+XiHPokeyB2IigYLGdOsoKa3l94j1pJeOrWwLTtu
oY/Cdkp2DDlqPsrxAeKYoPXEdNUEowcU4koMh5OOr0EwrvD8q1A3yxkKbu/+IkEV
j08KwW58ubF2Nj9lSnNu8HFhYrgMgg21M1+g4+dN9uqYLVsCDEz6RezX2p6iBwOC
AQYAAoIBAQCEI1iaGajVgjCBceeVAL7iLRwonfJM1ZGf/vjvuiw5M777PGs9ZJH0
xNHuEqnLd8PdngHAiN5XxbAMsCRicZ0xHzFK+PFRmTjn9Yrv+ThexrU2WnzAmiDD
sE7MrXpyllE8tA2/Pymjj5BJD5gxDztgrk9eiA5NKLaW7gCTf1E9kD9McHp/ZFKH
Xif3KxnrjsHI2L6h0MDg9h7EEBZ84dprwayCVanlVsRQxKSgyzj/IWeCaDoF729z
QiZRm/A5skOsHHAkFUxjhTRbWvz3jyLkTur0ftmUnFl1TkiPwQCq0nPSA++q2n/l
SfEk5gGABrFdD8uPWUZBzdEtoRFVUGKW
-----END PUBLIC KEY-----
)pem";

// The same in PKCS#8.
constexpr std::string_view root_private_key = R"pem(-----BEGIN PRIVATE KEY-----
MIICXgIBADCCAjYGByqGSM44BAEwggIpAoIBAQDCjwnVQqodLN5i01lXpfKgNGtv
hTIMLlRvoPZVikoQmUdCn6pp/MRqBGO4gEswfjp6Ldu3vAW5M0/TnloSKHKAEB2y
5wb4qMouPc+evTR5UiWcVTvM0H10FiDtXda77QV+4fUuAixUVH0wYR2IxPXRejav
IAAgZFe+gpigAt1gA+ZfpUgfiwTOgZByaMpwHzlnOoc1C/mA1MUb6MS9ts6A2Y/x
maZCjGvqfQ3TFtiE/OzIt55TeN7EE21fdnXTEKJZ8vAY0HVmTa4dISwKZLQxthF8
f/Y1BPcAzLG5VMuwPbsXG71GAP+tjxDbcR+S1qAB5GNNJGl4QtjSFd9qJZu7Ah0A
//zb+2sX99kFXybbODqJcQnPZCEaw7jLZ44kywKCAQEAgKecthuWkDJxArx+SgXB
RTCbmYaMLcHBpXn21UJYZXD+glfKYR/WrFLMcQ9zQ0w8mBI2JvVyv3W8iL0Txu99
adQIgD3Z45AAp3wO6z9FuHJxplIHA4A9QtX9K1qHKnhEwZbyi7UXLrfj6CQE9rXS
CyH895/poPeAJUwrPmeAFdveYk0s+XiHPokeyB2IigYLGdOsoKa3l94j1pJeOrWw
LTtuoY/Cdkp2DDlqPsrxAeKYoPXEdNUEowcU4koMh5OOr0EwrvD8q1A3yxkKbu/+
IkEVj08KwW58ubF2Nj9lSnNu8HFhYrgMgg21M1+g4+dN9uqYLVsCDEz6RezX2p6i
BwQfAh0A+40srVdEut9CJv/B3fghkiT8SkTTYpVT7Y8wTw==
-----END PRIVATE KEY-----
)pem";

tls::x509::certificate read(std::string_view pem)
{
    return tls::x509::read_certificates_pem(pem).front();
}

struct dsa_chain {
    verification verify{read(root)};

    dsa_chain() { verify.parameters.time = std::chrono::sys_days(std::chrono::year(2030) / 1 / 1); }

    verify_error verdict(const tls::x509::certificate& leaf) const { return verify({leaf}).error; }
};

// SubjectPublicKeyInfo of DSA.
der::encoding key_info(const der::encoding& parameters, const der::encoding& value)
{
    return der::sequence(
        {der::sequence({der::object_identifier(tls::x509::oid::dsa), parameters}), der::bit_string(value)});
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(dsa_keys_and_signatures, dsa_chain)

BOOST_AUTO_TEST_CASE(rejects_dsa_unless_allow_dsa)
{
    BOOST_TEST(verdict(read(leaf_sha256)) == verify_error::unsupported_algorithm);
    verify.parameters.allow_dsa = true;
    BOOST_TEST(verdict(read(leaf_sha256)) == verify_error::ok);
    BOOST_TEST(verdict(read(leaf_sha224)) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(dsa_with_sha1_needs_allow_sha1)
{
    verify.parameters.allow_dsa = true;
    BOOST_TEST(verdict(read(leaf_sha1)) == verify_error::weak_signature_hash);
    verify.parameters.allow_sha1 = true;
    BOOST_TEST(verdict(read(leaf_sha1)) == verify_error::ok);
}

BOOST_AUTO_TEST_CASE(rejects_invalid_signature)
{
    verify.parameters.allow_dsa = true;
    auto changed = tls::to_bytes(read(leaf_sha256).der());
    changed.back() ^= 1;
    BOOST_TEST(verdict(tls::x509::certificate::from_der(changed)) == verify_error::signature_failure);
}

BOOST_AUTO_TEST_CASE(public_key_round_trip_with_parameters)
{
    auto info = tls::x509::read_pem(root_public_key).at(0).content;
    auto key = tls::x509::read_subject_public_key_info(info);
    BOOST_REQUIRE(key.has_value());
    BOOST_TEST((key->type == key_type::dsa));
    BOOST_TEST(tls::to_string(key->type) == "DSA");
    BOOST_TEST(key->bits() == 2048u);
    BOOST_TEST(to_hex(tls::x509::write_public_key_der(*key)) == to_hex(info));
    BOOST_TEST((read(root).key() == key));
}

BOOST_AUTO_TEST_CASE(inherited_parameters_are_not_supported)
{
    auto info = key_info({}, der::small_integer(2));
    BOOST_TEST(!tls::x509::read_subject_public_key_info(info).has_value());
}

BOOST_AUTO_TEST_CASE(rejects_malformed_keys)
{
    auto three = [](const der::encoding& p, const der::encoding& q, const der::encoding& g) {
        return der::sequence({p, q, g});
    };
    auto n = [](std::uint32_t value) { return der::small_integer(value); };
    for (const auto& info :
         {key_info(der::null(), n(2)), key_info(three(n(0), n(3), n(2)), n(2)), key_info(three(n(7), n(0), n(2)), n(2)),
          key_info(three(n(7), n(3), der::null()), n(2)), key_info(der::sequence({n(7), n(3)}), n(2)),
          key_info(three(n(7), n(3), n(2)), der::null()),
          key_info(three(n(7), n(3), n(2)), der::concatenation({n(2), n(2)}))})
        BOOST_CHECK_THROW(tls::x509::read_subject_public_key_info(info), der::error);
    auto large = der::unsigned_integer(tls::bytes(2049, 0x7f));
    BOOST_TEST(!tls::x509::read_subject_public_key_info(key_info(three(large, n(3), n(2)), n(2))).has_value());
    BOOST_TEST(!tls::x509::read_subject_public_key_info(key_info(three(n(7), n(3), n(2)), large)).has_value());
}

BOOST_AUTO_TEST_CASE(makes_no_verifier_for_unsafe_keys)
{
    const auto& scheme = *tls::registry::standard()->find_signature_scheme("dsa_sha256");
    const auto good = *read(root).key();
    BOOST_TEST((scheme.make_verifier(scheme, good) != nullptr));
    auto verifies = [&](auto&& change) {
        auto key = good;
        change(key);
        return scheme.make_verifier(scheme, key) != nullptr;
    };
    BOOST_TEST(!verifies([](auto& key) { key.type = key_type::rsa; }));
    BOOST_TEST(!verifies([](auto& key) { key.prime.resize(64); }));
    BOOST_TEST(!verifies([](auto& key) { key.prime.resize(1024, 1); }));
    BOOST_TEST(!verifies([](auto& key) { key.prime.back() ^= 1; }));
    BOOST_TEST(!verifies([](auto& key) { key.subgroup_order.resize(31); }));
    BOOST_TEST(!verifies([](auto& key) { key.subgroup_order.back() ^= 2; }), "q does not divide p - 1");
    BOOST_TEST(!verifies([](auto& key) { key.generator = {1}; }));
    BOOST_TEST(!verifies([](auto& key) { key.generator = key.prime; }));
    BOOST_TEST(!verifies([](auto& key) { key.public_value = {}; }));
    BOOST_TEST(!verifies([](auto& key) { key.public_value = {1}; }));
}

BOOST_AUTO_TEST_CASE(private_key_round_trip)
{
    const auto key = tls::x509::read_private_key_pem(root_private_key);
    BOOST_TEST((key.public_part == *read(root).key()));
    const auto again = tls::x509::read_private_key_der(tls::x509::write_private_key_der(key));
    BOOST_TEST((again.public_part == key.public_part));
    BOOST_TEST((again.scalar == key.scalar));
}

BOOST_AUTO_TEST_CASE(uses_a_fresh_nonce_for_each_signature)
{
    const auto key = tls::x509::read_private_key_pem(root_private_key);
    const tls::bytes message(100, 7), another(100, 8);
    for (auto name : {"dsa_sha256", "dsa_with_SHA-224", "dsa_sha1"}) {
        const auto& scheme = *tls::registry::standard()->find_signature_scheme(name);
        const auto signer = scheme.make_signer(scheme, key);
        const auto verifier = scheme.make_verifier(scheme, key.public_part);
        BOOST_REQUIRE((signer != nullptr && verifier != nullptr));
        const auto first = signer->sign(message, tls::system_random());
        const auto second = signer->sign(message, tls::system_random());
        BOOST_TEST((first != second));
        BOOST_TEST(verifier->verify(message, first));
        BOOST_TEST(verifier->verify(message, second));
        BOOST_TEST(!verifier->verify(another, first));
    }
}

BOOST_AUTO_TEST_CASE(makes_no_signer_for_inconsistent_private_keys)
{
    const auto& scheme = *tls::registry::standard()->find_signature_scheme("dsa_sha256");
    const auto& keys = *tls::registry::standard()->find_key_algorithm(key_type::dsa);
    const auto good = tls::x509::read_private_key_pem(root_private_key);
    auto fits = [&](auto&& change) {
        auto key = good;
        change(key);
        auto copy = key;
        return scheme.make_signer(scheme, key) != nullptr || keys.complete(copy);
    };
    BOOST_TEST(fits([](auto&) {}));
    BOOST_TEST(!fits([](auto& key) { key.scalar.back() ^= 1; }));
    BOOST_TEST(!fits([](auto& key) { key.scalar = {}; }));
    BOOST_TEST(!fits([](auto& key) { key.scalar.resize(1'000'000, 0xff); }));
    BOOST_TEST(!fits([](auto& key) { key.public_part.public_value = {2}; }));
}

BOOST_AUTO_TEST_SUITE_END()
