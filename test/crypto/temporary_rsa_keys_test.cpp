// Temporary RSA keys of the export suites.

#include "crypto/temporary_rsa_keys.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace tls;

namespace {

using std::chrono::seconds;
constexpr std::chrono::system_clock::time_point start{seconds(1'000'000)};

temporary_rsa_keys::rules rules_with(unsigned uses, seconds age, std::size_t spare)
{
    temporary_rsa_keys::rules rules;
    rules.max_uses = uses;
    rules.max_age = age;
    rules.spare_keys = spare;
    return rules;
}

} // namespace

BOOST_AUTO_TEST_SUITE(temporary_rsa)

BOOST_AUTO_TEST_CASE(keys_have_512_bits_and_decrypt)
{
    temporary_rsa_keys keys;
    const auto key = keys.current(start);
    BOOST_TEST(key->public_part.bits() == 512u);
    secure_bytes secret(48, 0x42);
    secret[0] = 3;
    secret[1] = 1;
    const auto encrypted = encrypt_to_temporary_rsa_key(key->public_part, secret, system_random());
    BOOST_TEST_REQUIRE(encrypted.has_value());
    BOOST_TEST(encrypted->size() == 64u);
    BOOST_TEST((key->secret->decrypt_premaster_secret(*encrypted, 0x0301, system_random()) == secret));
    // Bleichenbacher's attack: a wrong version gives a random secret, and no error.
    const auto other = key->secret->decrypt_premaster_secret(*encrypted, 0x0302, system_random());
    BOOST_TEST(other.size() == 48u);
    BOOST_TEST((other != secret));
}

BOOST_AUTO_TEST_CASE(a_key_is_replaced_after_its_uses)
{
    temporary_rsa_keys keys(rules_with(2, seconds(100), 0));
    const auto first = keys.current(start);
    BOOST_TEST(keys.current(start) == first);
    const auto second = keys.current(start);
    BOOST_TEST(second != first);
    BOOST_TEST(keys.current(start) == second);
}

BOOST_AUTO_TEST_CASE(a_key_is_replaced_when_it_is_old_or_the_clock_was_set_back)
{
    temporary_rsa_keys keys(rules_with(100, seconds(100), 0));
    const auto first = keys.current(start);
    BOOST_TEST(keys.current(start + seconds(99)) == first);
    const auto second = keys.current(start + seconds(100));
    BOOST_TEST(second != first);
    BOOST_TEST(keys.current(start) != second);
}

BOOST_AUTO_TEST_CASE(refill_keeps_spare_keys_and_is_asked_for_once)
{
    int asked = 0;
    temporary_rsa_keys keys(rules_with(1, seconds(100), 2), system_random(), [&] { ++asked; });
    BOOST_TEST(keys.ready() == 0u);
    keys.current(start);
    keys.current(start);
    BOOST_TEST(asked == 1);
    keys.refill();
    BOOST_TEST(keys.ready() == 2u);
    keys.refill();
    BOOST_TEST(keys.ready() == 2u);
    keys.current(start);
    BOOST_TEST(keys.ready() == 1u);
    BOOST_TEST(asked == 2);
}

BOOST_AUTO_TEST_CASE(a_request_that_throws_does_not_fail_the_handshake)
{
    temporary_rsa_keys keys(rules_with(1, seconds(100), 1), system_random(), [] { throw std::runtime_error("busy"); });
    BOOST_TEST((keys.current(start) != nullptr));
    BOOST_TEST((keys.current(start) != nullptr));
}

BOOST_AUTO_TEST_CASE(rules_have_bounds)
{
    BOOST_CHECK_THROW(temporary_rsa_keys(rules_with(0, seconds(1), 0)), std::length_error);
    BOOST_CHECK_THROW(temporary_rsa_keys(rules_with(1, seconds(0), 0)), std::length_error);
    BOOST_CHECK_THROW(temporary_rsa_keys(rules_with(1, seconds(1), 17)), std::length_error);
}

BOOST_AUTO_TEST_CASE(only_keys_of_the_export_size_are_encrypted_to)
{
    const bytes secret(48, 0x42);
    for (std::size_t size : {48u, 63u, 64u, 65u, 128u}) {
        public_key key;
        key.modulus = bytes(size, 0xff);
        key.public_exponent = {1, 0, 1};
        BOOST_TEST(encrypt_to_temporary_rsa_key(key, secret, system_random()).has_value() == (size == 64));
        key.modulus.back() = 0xfe;
        BOOST_TEST(!encrypt_to_temporary_rsa_key(key, secret, system_random()));
    }
}

BOOST_AUTO_TEST_SUITE_END()
