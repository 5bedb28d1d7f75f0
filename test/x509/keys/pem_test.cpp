#include "x509/der/base64.hpp"
#include "x509/der/der_writer.hpp"

#include "crypto/hex.hpp"
#include "x509/keys/openssl_samples.hpp"
#include "x509/pki.hpp"

#include <tls/x509/pem.hpp>
#include <tls/x509/trust_store.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>

namespace pem_test {

namespace der = tls::x509::der;
namespace samples = tls::test::openssl_samples;
using namespace tls::test;
using tls::error::reason;

namespace {

std::string with_crlf(std::string_view text)
{
    std::string out;
    for (char c : text) {
        if (c == '\n')
            out += '\r';
        out += c;
    }
    return out;
}

std::string block(std::string_view label, std::string_view content)
{
    return "-----BEGIN " + std::string(label) + "-----\n" + std::string(content) + "\n-----END " + std::string(label) +
           "-----\n";
}

bool decodes(std::string_view text)
{
    tls::secure_bytes out;
    return tls::x509::decode_base64(text, out);
}

} // namespace

BOOST_AUTO_TEST_SUITE(pem_encoding)

BOOST_AUTO_TEST_CASE(base64_matches_rfc4648_vectors)
{
    for (auto [plain, encoded] :
         {std::pair("", ""), std::pair("f", "Zg=="), std::pair("fo", "Zm8="), std::pair("foo", "Zm9v"),
          std::pair("foob", "Zm9vYg=="), std::pair("fooba", "Zm9vYmE="), std::pair("foobar", "Zm9vYmFy")}) {
        std::string text;
        tls::x509::append_base64(text, tls::as_bytes(plain));
        BOOST_TEST(text == encoded);
        tls::secure_bytes decoded;
        BOOST_TEST(tls::x509::decode_base64(encoded, decoded));
        BOOST_TEST(tls::as_text(decoded) == plain);
    }
}

BOOST_AUTO_TEST_CASE(base64_round_trip_of_every_byte)
{
    tls::bytes all;
    for (int i = 0; i < 3 * 256; ++i)
        all.push_back(static_cast<std::uint8_t>(i * 7 + i / 256));
    std::string text;
    tls::x509::append_base64(text, all);
    tls::secure_bytes decoded;
    BOOST_TEST(tls::x509::decode_base64(text, decoded));
    BOOST_TEST(to_hex(decoded) == to_hex(all));
}

BOOST_AUTO_TEST_CASE(rejects_non_canonical_base64)
{
    for (auto text : {"Z", "Zg", "Zg=", "Zg===", "====", "Z===", "Zh==", "Zm9=", "Zm9v====", "Z!==", "Zg==Zg==", "Zm 9",
                      "Zm9-", "Zm_v", "=Zg=", "Zm8\x80"})
        BOOST_TEST(!decodes(text), text);
    for (int c = 0; c < 256; ++c) {
        std::string text = "AAA";
        text += static_cast<char>(c);
        bool legal = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
        // Before padding, the low bits of the third character must be zero, as those of 'A' are.
        BOOST_TEST(decodes(text) == (legal || c == '='));
    }
}

BOOST_AUTO_TEST_CASE(skips_text_around_blocks_and_accepts_any_line_ends)
{
    auto text = "subject=CN = x\n" + std::string(samples::ec_certificate) + "junk\n\n" +
                with_crlf(samples::rsa_pss_certificate) + "-----BEGIN";
    BOOST_TEST(tls::x509::read_certificates_pem(text).size() == 2u);
    auto blocks = tls::x509::read_pem(text);
    BOOST_TEST(blocks.at(0).label == "CERTIFICATE");
    BOOST_TEST(blocks.at(0).headers == "");
}

BOOST_AUTO_TEST_CASE(ignores_byte_order_marks_and_white_space_around_lines)
{
    const std::string certificate(samples::ec_certificate), key(samples::ec_sec1);
    const std::string mark = "\xef\xbb\xbf", nul(1, '\0');
    auto replaced = [](std::string text, std::string_view by) {
        for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += by.size())
            text.replace(at, 1, by);
        return text;
    };
    auto without_last_line_end = [](std::string text) {
        text.pop_back();
        return text;
    };
    using function = std::function<std::string(std::string)>;
    for (const auto& change : std::vector<function>{
             [&](auto text) { return mark + text; },
             [&](auto text) { return mark + mark + text; },
             [&](auto text) { return "\n" + mark + text; },
             [&](auto text) { return text + nul; },
             [&](auto text) { return text + std::string(64, '\0'); },
             [&](auto text) { return without_last_line_end(text) + nul; },
             [&](auto text) { return without_last_line_end(text) + "\x1a"; },
             [&](auto text) { return without_last_line_end(text); },
             [&](auto text) { return replaced(text, "\r\n"); },
             [&](auto text) { return replaced(text, "\r"); },
             [&](auto text) { return replaced(text, " \t\n"); },
             [&](auto text) { return replaced(text, "\n\n"); },
         }) {
        BOOST_TEST(tls::x509::read_certificates_pem(change(certificate)).size() == 1u);
        BOOST_TEST((tls::x509::read_private_key_pem(change(key)).public_part.type == tls::key_type::secp256r1));
        tls::x509::trust_store store;
        BOOST_TEST(store.add_pem(change(certificate)) == 1u);
    }
    // Files that are joined, each with its mark.
    BOOST_TEST(tls::x509::read_certificates_pem(mark + certificate + mark + certificate).size() == 2u);
    BOOST_TEST(tls::x509::read_certificates_pem(without_last_line_end(certificate) + nul + "\n" + certificate).size() ==
               2u);
}

BOOST_AUTO_TEST_CASE(refuses_chain_with_a_damaged_begin_line_instead_of_losing_the_certificate)
{
    const std::string certificate(samples::ec_certificate);
    const auto damaged = [&](std::string_view from, std::string_view to) {
        auto text = certificate;
        return text.replace(text.find(from), from.size(), to);
    };
    for (const auto& leaf :
         {"x" + certificate, "\xc2\xa0" + certificate, damaged("-----BEGIN", "----BEGIN"),
          damaged("-----BEGIN ", "-----BEGIN"), damaged("BEGIN", "Begin"),
          damaged("CERTIFICATE-----", "CERTIFICATE----"), damaged("CERTIFICATE-----", "CERTIFICATE-----x")}) {
        BOOST_TEST(fails_with(reason::bad_base64, [&] { tls::x509::read_certificates_pem(leaf + certificate); }), leaf);
        BOOST_TEST(fails_with(reason::bad_base64, [&] { tls::x509::read_certificates_pem(certificate + leaf); }), leaf);
    }
}

BOOST_AUTO_TEST_CASE(reads_trusted_certificate_and_ignores_bytes_behind_der)
{
    const auto der = tls::x509::read_pem(samples::ec_certificate).at(0).content;
    const auto with_settings = der::concatenation({der, der::sequence({der::sequence({}), der::utf8_string("alias")})});
    for (const auto& text :
         {tls::x509::write_pem("TRUSTED CERTIFICATE", with_settings), tls::x509::write_pem("TRUSTED CERTIFICATE", der),
          tls::x509::write_pem("X509 CERTIFICATE", der),
          tls::x509::write_pem("CERTIFICATE", der::concatenation({der, {0x0a}}))}) {
        const auto read = tls::x509::read_certificates_pem(text);
        BOOST_TEST(read.size() == 1u);
        BOOST_TEST(to_hex(read.at(0).der()) == to_hex(der));
    }
    BOOST_TEST(fails_with(reason::bad_certificate_encoding, [&] {
        tls::x509::certificate::from_der(der::concatenation({der, {0x0a}}));
    }));
}

BOOST_AUTO_TEST_CASE(reads_private_key_in_front_of_a_broken_block)
{
    const auto text = std::string(samples::ec_sec1) + "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    BOOST_TEST((tls::x509::read_private_key_pem(text).public_part.type == tls::key_type::secp256r1));
}

BOOST_AUTO_TEST_CASE(rejects_broken_block)
{
    for (const auto& text :
         {std::string("-----BEGIN CERTIFICATE-----\nAAAA\n"), std::string("-----BEGIN A-----\nAAAA\n-----END B-----\n"),
          block("CERTIFICATE", "AAA"), block("CERTIFICATE", "AA!A"), block("CERTIFICATE", "AA==\nAAAA"),
          block("CERTIFICATE", "-----BEGIN CERTIFICATE-----\nAAAA")})
        BOOST_TEST(fails_with(reason::bad_base64, [&] { tls::x509::read_pem(text); }));
    BOOST_TEST(fails_with(reason::bad_certificate_encoding,
                          [&] { tls::x509::read_certificates_pem(block("CERTIFICATE", "AAAA")); }));
}

BOOST_AUTO_TEST_CASE(reports_no_start_line_if_block_is_missing)
{
    BOOST_TEST(fails_with(reason::no_start_line, [] { tls::x509::read_certificates_pem(""); }));
    BOOST_TEST(fails_with(reason::no_start_line, [] { tls::x509::read_certificates_pem(samples::ec_sec1); }));
    BOOST_TEST(fails_with(reason::no_start_line, [] { tls::x509::read_private_key_pem(samples::ec_certificate); }));
}

BOOST_AUTO_TEST_CASE(write_and_read_round_trip)
{
    for (std::size_t size : {0, 1, 47, 48, 49, 200}) {
        auto text = tls::x509::write_pem("TEST DATA", tls::bytes(size, 0xa5));
        auto blocks = tls::x509::read_pem(text);
        BOOST_TEST(blocks.size() == 1u);
        BOOST_TEST(blocks.at(0).label == "TEST DATA");
        BOOST_TEST(blocks.at(0).content.size() == size);
    }
    auto c = tls::x509::read_certificates_pem(samples::ec_certificate).at(0);
    BOOST_TEST(tls::x509::write_pem("CERTIFICATE", c.der()) == samples::ec_certificate);
}

BOOST_AUTO_TEST_CASE(trust_store_adds_every_certificate_once)
{
    tls::x509::trust_store store;
    auto two = std::string(samples::ec_certificate) + std::string(samples::rsa_pss_certificate);
    BOOST_TEST(store.add_pem(two) == 2u);
    BOOST_TEST(store.add_pem(two) == 2u);
    BOOST_TEST(store.size() == 2u);
    BOOST_TEST(store.subjects().size() == 2u);
    auto c = tls::x509::read_certificates_pem(samples::ec_certificate).at(0);
    BOOST_TEST(store.contains(c));
    BOOST_TEST(store.find(c.subject().der()).size() == 1u);
    BOOST_TEST(fails_with(reason::no_start_line, [&] { store.add_pem(""); }));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(private_key_pem)

BOOST_AUTO_TEST_CASE(reads_openssl_keys_in_every_format)
{
    using tls::key_type;
    auto read = [](std::string_view pem) { return tls::x509::read_private_key_pem(pem); };
    BOOST_TEST((read(samples::rsa_pkcs1).public_part.type == key_type::rsa));
    BOOST_TEST(read(samples::rsa_pkcs1).public_part.bits() == 2048u);
    BOOST_TEST((read(samples::rsa_pkcs8).private_exponent == read(samples::rsa_pkcs1).private_exponent));
    BOOST_TEST((read(samples::ec_sec1).public_part.type == key_type::secp256r1));
    BOOST_TEST((read(samples::ec_pkcs8).scalar == read(samples::ec_sec1).scalar));
    BOOST_TEST((read(samples::ec_sec1_without_public_key).public_part == read(samples::ec_sec1).public_part));
    BOOST_TEST((read(samples::ec_sec1_after_parameters).public_part.type == key_type::secp384r1));
    BOOST_TEST((read(samples::ec_secp521r1_pkcs8).public_part.type == key_type::secp521r1));
    BOOST_TEST((read(samples::ed25519_pkcs8).public_part.type == key_type::ed25519));
    BOOST_TEST(read(samples::ed25519_pkcs8).public_part.point.size() == 32u);
    BOOST_TEST((read(samples::rsa_pss_pkcs8).public_part.type == key_type::rsa_pss));
    BOOST_TEST((read(with_crlf(samples::ec_sec1)).scalar == read(samples::ec_sec1).scalar));
}

BOOST_AUTO_TEST_CASE(finds_key_after_certificate)
{
    auto text = std::string(samples::ec_certificate) + std::string(samples::ec_sec1);
    BOOST_TEST((tls::x509::read_private_key_pem(text).public_part.type == tls::key_type::secp256r1));
}

BOOST_AUTO_TEST_CASE(reports_bad_password_read_for_encrypted_key)
{
    for (auto pem : {samples::encrypted_pkcs8, samples::encrypted_sec1})
        BOOST_TEST(fails_with(reason::bad_password_read, [&] { tls::x509::read_private_key_pem(pem); }));
}

BOOST_AUTO_TEST_CASE(pkcs8_round_trip)
{
    for (auto pem : {samples::rsa_pkcs1, samples::ec_sec1, samples::ec_sec1_after_parameters,
                     samples::ec_secp521r1_pkcs8, samples::ed25519_pkcs8, samples::rsa_pss_pkcs8}) {
        auto key = tls::x509::read_private_key_pem(pem);
        auto again = tls::x509::read_private_key_pem(tls::x509::write_private_key_pem(key));
        BOOST_TEST((again.public_part == key.public_part));
        BOOST_TEST((again.private_exponent == key.private_exponent));
        BOOST_TEST((again.coefficient == key.coefficient));
        BOOST_TEST((again.scalar == key.scalar));
    }
    for (auto pem : {samples::rsa_pkcs8, samples::ec_pkcs8, samples::ed25519_pkcs8})
        BOOST_TEST(tls::x509::write_private_key_pem(tls::x509::read_private_key_pem(pem)) == pem);
}

BOOST_AUTO_TEST_CASE(writes_public_key_as_subject_public_key_info)
{
    for (auto [pem, key_pem] : {std::pair(samples::ec_certificate, samples::ec_sec1),
                                std::pair(samples::rsa_pss_certificate, samples::rsa_pkcs1)}) {
        auto certificate = tls::x509::read_certificates_pem(pem).at(0);
        auto key = tls::x509::read_private_key_pem(key_pem);
        BOOST_TEST(to_hex(tls::x509::write_public_key_der(key.public_part)) ==
                   to_hex(certificate.subject_public_key_info()));
    }
}

BOOST_AUTO_TEST_CASE(rejects_truncated_key_and_changed_key_unless_consistent)
{
    for (auto pem : {samples::ec_sec1, samples::ec_pkcs8, samples::ed25519_pkcs8}) {
        auto der = tls::x509::read_pem(pem).at(0).content;
        for (std::size_t size = 0; size < der.size(); ++size)
            BOOST_TEST(fails_with(reason::bad_private_key_encoding,
                                  [&] { tls::x509::read_private_key_der(tls::byte_view(der).first(size)); }));
        for (std::size_t i = 0; i < der.size(); ++i) {
            auto changed = der;
            changed[i] ^= 0xff;
            try {
                tls::x509::read_private_key_der(changed);
            } catch (const boost::system::system_error& e) {
                BOOST_TEST((e.code() == make_error_code(reason::bad_private_key_encoding) ||
                            e.code() == make_error_code(reason::unsupported_key_type) ||
                            e.code() == make_error_code(reason::bad_password_read)));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_key_whose_private_and_public_parts_differ)
{
    // Change one bit of the scalar, which follows "02 01 01 04 20": it no longer matches the point.
    auto der = tls::x509::read_pem(samples::ec_sec1).at(0).content;
    der[7] ^= 1;
    BOOST_TEST(fails_with(reason::bad_private_key_encoding, [&] { tls::x509::read_private_key_der(der); }));

    auto key = tls::x509::read_private_key_pem(samples::rsa_pkcs1);
    key.prime1.back() ^= 2;
    BOOST_TEST(fails_with(reason::bad_private_key_encoding,
                          [&] { tls::x509::read_private_key_der(tls::x509::write_private_key_der(key)); }));
}

BOOST_AUTO_TEST_CASE(reports_unsupported_key_type_for_other_curves_and_algorithms)
{
    // secp256k1 (1.3.132.0.10) and X25519 (1.3.101.110) in PKCS#8.
    auto secp256k1 = from_hex("30 1a 02 01 00 30 10 06 07 2a8648ce3d0201 06 05 2b8104000a 04 03 020100");
    auto x25519 = from_hex("30 0e 02 01 00 30 05 06 03 2b656e 04 02 04 00");
    for (const auto& der : {secp256k1, x25519})
        BOOST_TEST(fails_with(reason::unsupported_key_type, [&] { tls::x509::read_private_key_der(der); }));
}

BOOST_AUTO_TEST_CASE(accepts_public_key_only_in_version_2_key)
{
    auto key = tls::x509::read_private_key_pem(samples::ed25519_pkcs8);
    auto write = [&](std::string_view version, tls::byte_view point) {
        return from_hex("30 51 02 01 " + std::string(version) + " 30 05 06 03 2b6570 04 22 04 20" + to_hex(key.scalar) +
                        "81 21 00" + to_hex(point));
    };
    auto v2 = write("01", key.public_part.point);
    BOOST_TEST((tls::x509::read_private_key_der(v2).public_part == key.public_part));
    auto other = key.public_part.point;
    other[3] ^= 1;
    for (const auto& der : {write("00", key.public_part.point), write("01", other)})
        BOOST_TEST(fails_with(reason::bad_private_key_encoding, [&] { tls::x509::read_private_key_der(der); }));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace pem_test
