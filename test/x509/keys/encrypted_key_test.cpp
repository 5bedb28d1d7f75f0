#include "x509/keys/encrypted_samples.hpp"

#include "crypto/hex.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/keys/openssl_samples.hpp"
#include "x509/keys/password_encryption.hpp"
#include "x509/keys/pkcs12_derivation.hpp"
#include "x509/pki.hpp"

#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

namespace samples = tls::test::encrypted_samples;
namespace plain_samples = tls::test::openssl_samples;
namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls::test;
using tls::error::reason;
using tls::x509::read_private_key_der;
using tls::x509::read_private_key_pem;

namespace {

constexpr std::array pkcs8_samples{samples::aes_128_sha1,   samples::aes_192_sha224,  samples::aes_256_sha256,
                                   samples::aes_256_sha384, samples::aes_256_sha512,  samples::des_ede3,
                                   samples::scrypt,         samples::pkcs12_des_ede3, samples::pkcs12_rc2_40,
                                   samples::pkcs12_des_ede, samples::camellia,        samples::camellia_256};
constexpr std::array traditional_samples{samples::traditional_aes128, samples::traditional_aes192,
                                         samples::traditional_aes256, samples::traditional_des3,
                                         samples::traditional_camellia128};
constexpr std::array unsupported_samples{samples::pbes1_md5_des, samples::aes_256_ofb, samples::md5_prf};

tls::x509::password_callback answering(std::string_view password)
{
    return [password](std::size_t) { return std::string(password); };
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string out(text);
    auto at = out.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    return out.replace(at, from.size(), to);
}

// An EncryptedPrivateKeyInfo with one arbitrary block.
der::encoding encrypted_info(const der::encoding& algorithm)
{
    return der::sequence({algorithm, der::octet_string(tls::bytes(16))});
}

der::encoding pbes2(std::string_view derivation, const der::encoding& parameters)
{
    auto cipher = der::sequence({der::object_identifier("2.16.840.1.101.3.4.1.42"), der::octet_string(tls::bytes(16))});
    return der::sequence({der::object_identifier(oid::pbes2),
                          der::sequence({der::sequence({der::object_identifier(derivation), parameters}), cipher})});
}

der::encoding big_integer(std::size_t size)
{
    return der::unsigned_integer(tls::bytes(size, 0x7f));
}

der::encoding pbkdf2(const der::encoding& iterations, const der::encoding& rest = {})
{
    return encrypted_info(pbes2(oid::pbkdf2, der::sequence({der::octet_string(tls::bytes(8)), iterations, rest})));
}

der::encoding scrypt(std::uint32_t n, std::uint32_t r, std::uint32_t p)
{
    return encrypted_info(pbes2(oid::scrypt, der::sequence({der::octet_string(tls::bytes(8)), der::small_integer(n),
                                                            der::small_integer(r), der::small_integer(p)})));
}

bool fails_to_read(reason why, const der::encoding& info)
{
    return fails_with(why, [&] { read_private_key_der(info, answering("secret")); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(encrypted_private_keys)

BOOST_AUTO_TEST_CASE(reads_openssl_keys_under_every_supported_scheme)
{
    auto ed25519 = read_private_key_pem(plain_samples::ed25519_pkcs8);
    for (auto pem : pkcs8_samples) {
        auto key = read_private_key_pem(pem, answering(samples::password));
        BOOST_TEST((key.scalar == ed25519.scalar), pem);
        auto der = tls::x509::read_pem(pem).at(0).content;
        BOOST_TEST((read_private_key_der(der, answering(samples::password)).scalar == ed25519.scalar));
    }
    auto ec = read_private_key_pem(plain_samples::ec_sec1);
    for (auto pem : traditional_samples)
        BOOST_TEST((read_private_key_pem(pem, answering(samples::password)).scalar == ec.scalar), pem);
}

BOOST_AUTO_TEST_CASE(reports_bad_decrypt_for_wrong_password)
{
    for (auto pem : pkcs8_samples)
        for (auto wrong : {"wrong", "p", " "})
            BOOST_TEST(fails_with(reason::bad_decrypt, [&] { read_private_key_pem(pem, answering(wrong)); }), pem);
    for (auto pem : traditional_samples)
        for (auto wrong : {"wrong", "p", " "})
            BOOST_TEST(fails_with(reason::bad_decrypt, [&] { read_private_key_pem(pem, answering(wrong)); }), pem);
}

BOOST_AUTO_TEST_CASE(reports_bad_password_read_without_password)
{
    for (auto pem : {samples::aes_256_sha256, samples::traditional_aes128}) {
        BOOST_TEST(fails_with(reason::bad_password_read, [&] { read_private_key_pem(pem); }));
        BOOST_TEST(fails_with(reason::bad_password_read, [&] { read_private_key_pem(pem, answering("")); }));
        BOOST_TEST(fails_with(reason::bad_password_read,
                              [&] { read_private_key_pem(pem, answering(std::string(1025, 'p'))); }));
        BOOST_TEST(
            fails_with(reason::bad_decrypt, [&] { read_private_key_pem(pem, answering(std::string(1024, 'p'))); }));
    }
    auto der = tls::x509::read_pem(samples::aes_256_sha256).at(0).content;
    BOOST_TEST(fails_with(reason::bad_password_read, [&] { read_private_key_der(der); }));
}

BOOST_AUTO_TEST_CASE(tries_an_empty_password_that_the_callback_returns)
{
    const auto ed25519 = read_private_key_pem(plain_samples::ed25519_pkcs8);
    BOOST_TEST((read_private_key_pem(samples::empty_password, answering("")).scalar == ed25519.scalar));
    BOOST_TEST(fails_with(reason::bad_decrypt, [&] { read_private_key_pem(samples::empty_password, answering("p")); }));
    BOOST_TEST(fails_with(reason::bad_password_read, [&] { read_private_key_pem(samples::empty_password); }));
}

BOOST_AUTO_TEST_CASE(calls_password_callback_once_and_only_for_encrypted_keys)
{
    std::vector<std::size_t> asked;
    auto ask = [&](std::size_t max_length) {
        asked.push_back(max_length);
        return std::string(samples::password);
    };
    read_private_key_pem(plain_samples::ed25519_pkcs8, ask);
    BOOST_TEST(asked.empty());
    read_private_key_pem(samples::aes_128_sha1, ask);
    read_private_key_pem(samples::traditional_aes128, ask);
    BOOST_TEST(asked.size() == 2u);
    BOOST_TEST(asked.front() == 1024u);
    auto refuse = [](std::size_t) -> std::string { throw std::logic_error("asked"); };
    BOOST_CHECK_THROW(read_private_key_pem(samples::aes_128_sha1, refuse), std::logic_error);
}

BOOST_AUTO_TEST_CASE(reports_unsupported_encryption_for_other_schemes)
{
    for (auto pem : unsupported_samples)
        BOOST_TEST(fails_with(reason::unsupported_encryption,
                              [&] { read_private_key_pem(pem, answering(samples::password)); }),
                   pem);
}

BOOST_AUTO_TEST_CASE(rejects_malformed_pem_encryption_headers)
{
    constexpr auto pem = samples::traditional_aes128;
    auto broken = [](const std::string& text) {
        return fails_with(reason::bad_private_key_encoding,
                          [&] { read_private_key_pem(text, answering(samples::password)); });
    };
    BOOST_TEST(broken(replaced(pem, "DEK-Info:", "Other:")));
    BOOST_TEST(broken(replaced(pem, "AES-128-CBC,", "AES-128-CBC,0")));
    BOOST_TEST(broken(replaced(pem, "AES-128-CBC,", "AES-128-CBC,00")));
    BOOST_TEST(broken(replaced(pem, "AES-128-CBC,", "AES-128-CBC,xx")));
    BOOST_TEST(broken(replaced(pem, "AES-128-CBC,", "DES-EDE3-CBC,")));
    BOOST_TEST(fails_with(reason::unsupported_encryption, [&] {
        read_private_key_pem(replaced(pem, "AES-128-CBC,", "aes,"), answering(samples::password));
    }));
    // Without Proc-Type the block counts as an unencrypted key, which does not parse.
    BOOST_TEST(broken(replaced(pem, "Proc-Type", "Other")));
}

BOOST_AUTO_TEST_CASE(pem_initialization_vector_has_hexadecimal_digits_of_either_case)
{
    const std::string pem(samples::traditional_aes128);
    const auto begin = pem.find("CBC,") + 4, end = pem.find('\n', begin);
    auto lower = pem;
    for (auto i = begin; i < end; ++i)
        lower[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(lower[i])));
    BOOST_REQUIRE(lower != pem);
    const auto key = read_private_key_pem(plain_samples::ec_sec1);
    BOOST_TEST((read_private_key_pem(lower, answering(samples::password)).scalar == key.scalar));
    // The characters before and behind the digits and the letters in ASCII.
    for (const char c : {'/', ':', '@', 'G', '`', 'g'}) {
        auto changed = pem;
        changed[begin] = c;
        BOOST_TEST(fails_with(reason::bad_private_key_encoding,
                              [&] { read_private_key_pem(changed, answering(samples::password)); }),
                   c);
    }
}

BOOST_AUTO_TEST_CASE(rejects_ciphertext_and_initialization_vector_that_are_not_whole_blocks)
{
    const auto cost = der::sequence({der::octet_string(tls::bytes(8)), der::small_integer(1)});
    auto info = [&](std::size_t iv_size, std::size_t ciphertext_size) {
        auto cipher =
            der::sequence({der::object_identifier("2.16.840.1.101.3.4.1.42"), der::octet_string(tls::bytes(iv_size))});
        auto derivation = der::sequence({der::object_identifier(oid::pbkdf2), cost});
        auto algorithm = der::sequence({der::object_identifier(oid::pbes2), der::sequence({derivation, cipher})});
        return der::sequence({algorithm, der::octet_string(tls::bytes(ciphertext_size))});
    };
    BOOST_TEST(fails_to_read(reason::bad_decrypt, info(16, 16)));
    for (auto iv_size : {0u, 8u, 15u, 17u})
        BOOST_TEST(fails_to_read(reason::bad_private_key_encoding, info(iv_size, 16)));
    for (auto ciphertext_size : {0u, 1u, 15u, 17u})
        BOOST_TEST(fails_to_read(reason::bad_private_key_encoding, info(16, ciphertext_size)));
}

BOOST_AUTO_TEST_CASE(truncated_and_changed_keys_cause_only_key_errors)
{
    for (auto pem : {samples::aes_128_sha1, samples::scrypt, samples::pkcs12_des_ede3}) {
        auto der = tls::x509::read_pem(pem).at(0).content;
        for (std::size_t size = 0; size < der.size(); ++size)
            BOOST_TEST(fails_with(reason::bad_private_key_encoding, [&] {
                read_private_key_der(tls::byte_view(der).first(size), answering(samples::password));
            }));
        constexpr std::size_t frame_size = 84; // the ciphertext follows; it is not authenticated
        for (std::size_t i = 0; i < frame_size; ++i) {
            auto changed = der;
            changed[i] ^= 0xff;
            try {
                read_private_key_der(changed, answering(samples::password));
            } catch (const boost::system::system_error& e) {
                BOOST_TEST((e.code() == make_error_code(reason::bad_private_key_encoding) ||
                            e.code() == make_error_code(reason::unsupported_encryption) ||
                            e.code() == make_error_code(reason::unsupported_key_type) ||
                            e.code() == make_error_code(reason::bad_decrypt)),
                           e.what());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_costly_key_derivations)
{
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, pbkdf2(der::small_integer(10'000'001))));
    // SHA-1 fills a key of 32 bytes in two blocks, each of which takes every iteration.
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, pbkdf2(der::small_integer(5'000'001))));
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, pbkdf2(big_integer(8))));
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, pbkdf2(big_integer(100))));
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, scrypt(1 << 18, 9, 1)));
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, scrypt(1 << 31, 8, 1)));
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, scrypt(2, 1 << 30, 1)));
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, scrypt(2, 8, 1 << 30)));
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, scrypt(2, 0x7fffffff, 0x7fffffff)));
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, scrypt(1 << 14, 8, 128)));
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, scrypt(2, 8, (1 << 14) + 1))); // blocks of over 16 MiB
}

BOOST_AUTO_TEST_CASE(rejects_invalid_key_derivation_parameters)
{
    for (auto& info :
         {pbkdf2(der::small_integer(0)), pbkdf2(der::null()), pbkdf2(der::small_integer(1), der::small_integer(31)),
          scrypt(0, 8, 1), scrypt(1, 8, 1), scrypt(3, 8, 1), scrypt(1 << 16, 1, 1), scrypt(2, 0, 1), scrypt(2, 8, 0)})
        BOOST_TEST(fails_to_read(reason::bad_private_key_encoding, info));
    auto pkcs12 = der::sequence({der::object_identifier("1.2.840.113549.1.12.1.3"),
                                 der::sequence({der::octet_string(tls::bytes(8)), der::small_integer(0)})});
    BOOST_TEST(fails_to_read(reason::bad_private_key_encoding, encrypted_info(pkcs12)));
    BOOST_TEST(fails_to_read(reason::bad_decrypt, pbkdf2(der::small_integer(1), der::small_integer(32))));
    BOOST_TEST(fails_to_read(reason::bad_decrypt, scrypt(2, 1, 1)));
    auto other_salt_source =
        der::sequence({der::sequence({der::object_identifier(oid::pbkdf2)}), der::small_integer(1)});
    BOOST_TEST(fails_to_read(reason::unsupported_encryption, encrypted_info(pbes2(oid::pbkdf2, other_salt_source))));
}

BOOST_AUTO_TEST_CASE(write_and_read_round_trip)
{
    for (auto pem : {plain_samples::ed25519_pkcs8, plain_samples::ec_pkcs8, plain_samples::rsa_pkcs8}) {
        auto key = read_private_key_pem(pem);
        auto text = tls::x509::write_private_key_pem(key, samples::password, 2);
        BOOST_TEST(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        auto again = read_private_key_pem(text, answering(samples::password));
        BOOST_TEST(tls::x509::write_private_key_pem(again) == pem);
        BOOST_TEST(fails_with(reason::bad_decrypt, [&] { read_private_key_pem(text, answering("wrong")); }));
        BOOST_TEST(text != tls::x509::write_private_key_pem(key, samples::password, 2), "the salt is fresh");
    }
    auto key = read_private_key_pem(plain_samples::ed25519_pkcs8);
    BOOST_TEST(fails_with(reason::bad_password_read, [&] { tls::x509::write_private_key_der(key, ""); }));
    BOOST_CHECK_THROW(tls::x509::write_private_key_der(key, "secret", 0), std::invalid_argument);
    auto by_default = tls::x509::write_private_key_der(key, "secret");
    BOOST_TEST((read_private_key_der(by_default, answering("secret")).scalar == key.scalar));
}

BOOST_AUTO_TEST_CASE(reports_bad_decrypt_if_plaintext_is_not_a_key)
{
    auto key = read_private_key_pem(plain_samples::ed25519_pkcs8);
    auto twice = tls::x509::write_private_key_der(key, "secret", 1);
    for (const auto& content : {tls::secure_bytes(), tls::secure_bytes(16), twice}) {
        auto encrypted =
            tls::x509::encrypt_with_password(content, "secret", 1, tls::system_random(), *tls::registry::standard());
        BOOST_TEST(fails_to_read(reason::bad_decrypt,
                                 der::sequence({encrypted.algorithm, der::octet_string(encrypted.ciphertext)})));
    }
}

BOOST_AUTO_TEST_CASE(names_the_algorithm_that_a_registry_lacks)
{
    const tls::registry empty;
    const std::pair<std::string_view, std::pair<reason, std::string_view>> cases[] = {
        {plain_samples::ed25519_pkcs8, {reason::unsupported_key_type, "Ed25519 keys are not in the registry"}},
        {samples::traditional_aes128, {reason::unsupported_encryption, "MD5 is not in the registry"}},
        {samples::aes_256_sha256, {reason::unsupported_encryption, "SHA-256 is not in the registry"}},
        {samples::pkcs12_des_ede3, {reason::unsupported_encryption, "SHA-1 is not in the registry"}},
    };
    for (const auto& [pem, expected] : cases) {
        const auto is_expected = [&, why = expected](const boost::system::system_error& e) {
            return e.code() == make_error_code(why.first) &&
                   std::string_view(e.what()).find(why.second) != std::string_view::npos;
        };
        BOOST_CHECK_EXCEPTION(read_private_key_pem(pem, answering(samples::password), empty),
                              boost::system::system_error, is_expected);
    }
    BOOST_TEST(fails_with(reason::unsupported_key_type, [&] {
        tls::x509::generate_private_key(tls::key_type::ed25519, 0, tls::system_random(), empty);
    }));
}

BOOST_AUTO_TEST_CASE(reports_unsupported_key_type_by_pem_label)
{
    auto text = tls::x509::write_pem("GOST PRIVATE KEY", tls::bytes(3));
    BOOST_TEST(fails_with(reason::unsupported_key_type, [&] { read_private_key_pem(text); }));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pkcs12_key_derivation)

namespace {

std::string derive(std::string_view password, std::string_view salt, std::uint64_t iterations,
                   tls::x509::pkcs12_purpose purpose, std::size_t size)
{
    tls::x509::password_forms forms(tls::as_bytes(password));
    auto salt_bytes = from_hex(salt);
    tls::x509::derivation_budget budget;
    tls::x509::pkcs12_derivation derivation{*tls::registry::standard()->find_hash("SHA-1"), forms.bmp, salt_bytes,
                                            iterations};
    return to_hex(derivation.derive(purpose, size, budget));
}

} // namespace

BOOST_AUTO_TEST_CASE(matches_published_vectors)
{
    using tls::x509::pkcs12_purpose;
    BOOST_TEST(derive("smeg", "0a58cf64530d823f", 1, pkcs12_purpose::key, 24) ==
               "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3");
    BOOST_TEST(derive("smeg", "0a58cf64530d823f", 1, pkcs12_purpose::iv, 8) == "79993dfe048d3b76");
    BOOST_TEST(derive("queeg", "05dec959acff72f7", 1000, pkcs12_purpose::key, 24) ==
               "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4");
    BOOST_TEST(derive("queeg", "05dec959acff72f7", 1000, pkcs12_purpose::iv, 8) == "11dedad7758d4860");
}

BOOST_AUTO_TEST_CASE(encodes_passwords_as_utf16_with_terminator)
{
    auto bmp = [](std::string_view text) { return to_hex(tls::x509::password_forms(tls::as_bytes(text)).bmp); };
    BOOST_TEST(bmp("") == "0000");
    BOOST_TEST(bmp("Beavis") == "0042006500610076006900730000"); // RFC 7292 appendix B.1
    BOOST_TEST(bmp("\u00e4\u20ac\U0001F511") == "00e420acd83ddd110000");
}

BOOST_AUTO_TEST_CASE(reads_invalid_utf8_passwords_as_latin1)
{
    auto bmp = [](std::string_view text) { return to_hex(tls::x509::password_forms(tls::as_bytes(text)).bmp); };
    BOOST_TEST(bmp("p\xe4ss") == "007000e4007300730000");
    BOOST_TEST(bmp("\xc0\x80") == "00c000800000");                 // overlong
    BOOST_TEST(bmp("\xe0\x80\x80") == "00e0008000800000");         // overlong
    BOOST_TEST(bmp("\xed\xa0\x80") == "00ed00a000800000");         // a surrogate
    BOOST_TEST(bmp("\xf4\x90\x80\x80") == "00f40090008000800000"); // beyond U+10FFFF
    BOOST_TEST(bmp("a\xc3") == "006100c30000");                    // cut
    BOOST_TEST(bmp("\xff") == "00ff0000");
}

BOOST_AUTO_TEST_SUITE_END()
