// Fixed Diffie-Hellman keys in both forms, written by OpenSSL 3.0. They are for tests only and protect nothing.

#include "crypto/diffie_hellman.hpp"
#include "support/old_key_exchanges.hpp"

#include <tls/error.hpp>
#include <tls/x509/pem.hpp>
#include <tls/x509/print.hpp>

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

// `openssl genpkey -algorithm DHX -pkeyopt group:dh_2048_256`: a subgroup of 256 bits (RFC 5114 section 2.3).
constexpr std::string_view x942_form = R"pem(-----BEGIN PRIVATE KEY-----
MIICYQIBADCCAjkGByqGSM4+AgEwggIsAoIBAQCHqOYdtLZmPP+70ZxlGVmZjO72
CGYN0PJdLO7UQ147AOAN+PHWGVfU+vffRWGyqjAWw9kRNAlvqjv0KW2DDpp8IJ4M
ZJdRer1aip0wa89n7ZH55nJbR1jAIuCx70J1v3tsW/wR1F+QiLlB9U6x5Zu4vDmg
vxIwf1xP23DFgbI/drY6yuHKpreQLVJSZzVIig7xPG2aUb+kqzrYNHeWUk2O9qFn
taQYJdln4UTlFAVkJRzKy4PmtIb2s8o/eXFQYCbAuFf2iZYoVt7UAQq9C+Yhw6OW
ClTnEMN18mN11wFBA6S1QzDBmK8SYRbSJ24RcV9pOHf61+8JytsJSukeGhWXAoIB
AD+zLJtzE00LLndQZmDtvUhMp7GPIe8gVAf0eToaC6ElENvBUHe+Rj//T+1KrAu1
Vb46bBsMa0exvDdzv36Mb2KQEij4woy7GKVa4xNBAAplAZb5Mcd6V/Ld9GPl6ewU
S3d95iqquKhiisN20oLW7Thk5nmCQo68gx0UNI9vL5GTtQRa8nZxZOHfyWfB+z8u
VaS9G//oO5yA0FK5hdGC6grbKjtzE9P+FMhISx4FJYi5t9K70t8BYZns0G4VV80J
FbM1O7tk4Ow3f9AoNw35K1LHiRQozcZ+thhLUj0dskbDL2MHhJDwDvjWR9FI1HlU
UV4jJ8/vmMWCZktMD2zEFlkCIQCM+DZCpwmgl7RHmXZAEp2imbGkfR6zdQujCLD+
ZPX70wQfAh0AhvSXaCOx8bwJCpL/G7tp/SI8PetOYYCBqK31Zg==
-----END PRIVATE KEY-----
)pem";

// `openssl genpkey -algorithm DH -pkeyopt group:ffdhe2048`
constexpr std::string_view pkcs3_form = R"pem(-----BEGIN PRIVATE KEY-----
MIIBPwIBADCCARcGCSqGSIb3DQEDATCCAQgCggEBAP//////////rfhUWKK7Spqv
3FYgJz088di5xYPOLTaVqeE2QRRkM/vMk53OJJs++X0v42NjDHXY9oGyAq7EYXrT
3x7V1f1lYSQz9R9fBm7QhWNlVT3tGvO1VxNef1fJNZhPDHDg5ot34qaJ2vPv6HId
8VihNq3nNTCsyk9IOnl6vAqxgrMk+2HRCKlLssjj+7lq2rdg1/RoHU9Co945TfSu
Vu3nY3K7GQsHp8juCm1wngL84c334uzANATNKDQvYZFy/pzphYP/jk8SMu7ygYPD
/jsbTG+tczu1/LwuwiAFxY7xg30Wg7LG80omwbLv+ohrQjhhKFyX//////////8C
AQIEHwIdAOSUwSSYIhc0HFKGskbu3H1TmH6wq95pkTxE/H8=
-----END PRIVATE KEY-----
)pem";

const key_algorithm& rows()
{
    return *registry::standard()->find_key_algorithm(key_type::dh);
}

x509::certificate certificate_for(const private_key& key)
{
    return rsa_authority().leaf(key)->leaf();
}

bool is_usable(private_key key, void (*change)(private_key&))
{
    change(key);
    const auto agreement = rows().make_agreement(key);
    BOOST_TEST((agreement != nullptr) == rows().complete(key));
    return agreement != nullptr;
}

} // namespace

BOOST_AUTO_TEST_SUITE(diffie_hellman_keys)

BOOST_AUTO_TEST_CASE(are_read_and_written_in_both_forms)
{
    for (auto pem : {x942_form, pkcs3_form}) {
        const auto key = x509::read_private_key_pem(pem);
        BOOST_TEST((key.public_part.type == key_type::dh));
        BOOST_TEST(key.public_part.bits() == 2048u);
        BOOST_TEST(key.public_part.subgroup_order.empty() == (pem == pkcs3_form));
        BOOST_TEST(!key.public_part.public_value.empty()); // computed
        BOOST_TEST(x509::write_private_key_pem(key) == pem);
    }
}

BOOST_AUTO_TEST_CASE(are_in_certificates_of_both_forms)
{
    for (auto pem : {x942_form, pkcs3_form}) {
        const auto key = x509::read_private_key_pem(pem);
        const auto certificate = certificate_for(key);
        BOOST_TEST_REQUIRE(certificate.key().has_value());
        BOOST_TEST((*certificate.key() == key.public_part));
        BOOST_TEST(certificate.defects().empty());
        BOOST_TEST(x509::to_text(certificate).find("DH, 2048 bits") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(match_their_certificates_only)
{
    const auto one = x509::generate_private_key(key_type::dh), other = x509::generate_private_key(key_type::dh);
    const auto certificate = certificate_for(one);
    const credential fits({certificate}, one);
    BOOST_TEST(fits.can_agree());
    BOOST_TEST(!fits.can_decrypt());
    for (auto& scheme : registry::standard()->signature_schemes())
        BOOST_TEST(!fits.supports(scheme));
    try {
        credential({certificate}, other);
        BOOST_ERROR("accepted another key");
    } catch (const boost::system::system_error& e) {
        BOOST_TEST((e.code() == error::reason::key_values_mismatch));
    }
}

BOOST_AUTO_TEST_CASE(agree_on_the_same_secret)
{
    for (auto pem : {x942_form, pkcs3_form}) {
        const auto key = x509::read_private_key_pem(pem);
        const auto ours = rows().make_agreement(key);
        BOOST_TEST_REQUIRE((ours != nullptr));
        auto theirs = make_dh_key_exchange({key.public_part.prime, key.public_part.generator}, system_random());
        BOOST_TEST((ours->agree(theirs->share()) == theirs->decapsulate(key.public_part.public_value)));
    }
}

// Small subgroups reveal parts of a fixed key (Lim and Lee).
BOOST_AUTO_TEST_CASE(refuse_values_outside_of_their_subgroup)
{
    const auto key = x509::read_private_key_pem(x942_form);
    const auto agreement = rows().make_agreement(key);
    auto last = key.public_part.prime;
    last.back() &= 0xfe;
    for (const bytes& value : {bytes(), bytes{0}, bytes{1}, bytes{2}, bytes{3}, last, key.public_part.prime,
                               bytes(key.public_part.prime.size() + 1, 1)})
        BOOST_TEST(!agreement->agree(value));
    BOOST_TEST(agreement->agree(key.public_part.generator).has_value());
    BOOST_TEST(agreement->agree(key.public_part.public_value).has_value());
}

BOOST_AUTO_TEST_CASE(are_refused_in_unsafe_groups)
{
    const auto key = x509::read_private_key_pem(x942_form);
    BOOST_TEST(is_usable(key, [](auto&) {}));
    BOOST_TEST(!is_usable(key, [](auto& k) { k.public_part.subgroup_order.back() ^= 2; }));
    BOOST_TEST(!is_usable(key, [](auto& k) { k.public_part.subgroup_order = {}; })); // the prime is not a safe one
    BOOST_TEST(!is_usable(key, [](auto& k) { k.public_part.subgroup_order = {3}; }));
    BOOST_TEST(!is_usable(key, [](auto& k) { k.public_part.prime.back() ^= 2; }));
    BOOST_TEST(!is_usable(key, [](auto& k) { k.public_part.generator = {2}; })); // of another order
    BOOST_TEST(!is_usable(key, [](auto& k) { k.public_part.generator = {1}; }));
    BOOST_TEST(!is_usable(key, [](auto& k) { k.public_part.public_value.back() ^= 1; }));
    BOOST_TEST(!is_usable(key, [](auto& k) { k.scalar = {}; }));
    BOOST_TEST(!is_usable(key, [](auto& k) { k.scalar.resize(1'000'000, 0xff); }));
    BOOST_TEST(!is_usable(key, [](auto& k) { k.public_part.prime.resize(1'000'000, 0xff); }));
}

BOOST_AUTO_TEST_CASE(of_export_suites_are_in_a_safe_group)
{
    const auto key = make_dh_key(export_dh_parameters());
    BOOST_TEST(key.public_part.bits() == 512u);
    BOOST_TEST(is_usable(key, [](auto&) {}));
}

BOOST_AUTO_TEST_SUITE_END()
