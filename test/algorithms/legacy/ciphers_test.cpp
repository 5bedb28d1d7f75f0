// The ciphers of the old suites, against published vectors and outputs of other implementations.

#include "algorithms/cryptopp/hash.hpp"
#include "algorithms/cryptopp/legacy_ciphers.hpp"
#include "algorithms/legacy/protections.hpp"
#include "algorithms/legacy/suites.hpp"
#include "crypto/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>
#include <set>

using namespace tls;
using namespace tls::test;

namespace {

bytes counting(std::size_t size, std::uint8_t first = 0)
{
    bytes out(size);
    std::iota(out.begin(), out.end(), first);
    return out;
}

bytes some(std::size_t size)
{
    bytes out(size);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<std::uint8_t>(i * 31 + 1);
    return out;
}

std::string encrypted(const cbc_algorithm& cipher, byte_view key, byte_view iv, byte_view plaintext)
{
    bytes out(plaintext.size());
    auto context = cipher.make_encryption(key);
    context->start(iv);
    context->process(plaintext, out);
    return to_hex(out);
}

} // namespace

BOOST_AUTO_TEST_SUITE(legacy_ciphers)

// RFC 6229 section 2, the 128-bit key of counting bytes.
BOOST_AUTO_TEST_CASE(rc4_matches_published_key_stream)
{
    auto cipher = cryptopp::rc4_128.make(counting(16, 1));
    bytes stream(4112);
    cipher->process(stream, stream);
    auto at = [&](std::size_t offset) { return to_hex(byte_view(stream).subspan(offset, 16)); };
    BOOST_TEST(at(0) == "9ac7cc9a609d1ef7b2932899cde41b97");
    BOOST_TEST(at(16) == "5248c4959014126a6e8a84f11d1a9e1c");
    BOOST_TEST(at(240) == "065902e4b620f6cc36c8589f66432f2b");
    BOOST_TEST(at(256) == "d39d566bc6bce3010768151549f3873f");
    BOOST_TEST(at(4096) == "a36a4c301ae8ac13610ccbc12256cacc");
}

BOOST_AUTO_TEST_CASE(rc4_continues_in_pieces_of_any_size_and_returns_to_saved_position)
{
    bytes whole(1000), pieces(1000);
    cryptopp::rc4_128.make(counting(16))->process(whole, whole);
    auto cipher = cryptopp::rc4_128.make(counting(16));
    for (std::size_t begin = 0, size = 0; begin < pieces.size(); begin += size) {
        size = std::min(size + 1, pieces.size() - begin);
        bytes unused(size);
        cipher->save();
        cipher->process(unused, unused);
        cipher->restore();
        const auto piece = byte_span(pieces).subspan(begin, size);
        cipher->process(piece, piece);
        cipher->process({}, {});
    }
    BOOST_TEST((whole == pieces));
}

BOOST_AUTO_TEST_CASE(rc4_rejects_wrong_sizes)
{
    for (std::size_t size : {0, 5, 15, 17})
        BOOST_CHECK_THROW(cryptopp::rc4_128.make(bytes(size)), std::length_error);
    bytes data(4);
    BOOST_CHECK_THROW(cryptopp::rc4_128.make(bytes(16))->process(data, byte_span(data).first(3)), std::length_error);
}

BOOST_AUTO_TEST_CASE(block_ciphers_match_published_vectors)
{
    // FIPS 81 appendix C
    BOOST_TEST(encrypted(cryptopp::des_cbc_records, from_hex("0123456789abcdef"), from_hex("1234567890abcdef"),
                         as_bytes("Now is the time for all ")) == "e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6");
    // RFC 2268 section 5, 128 effective bits
    BOOST_TEST(encrypted(cryptopp::rc2_cbc_records, from_hex("88bca90e90875a7f0f79c384627bafb2"), bytes(8), bytes(8)) ==
               "2269552ab0f85ca6");
    // X. Lai, On the Design and Security of Block Ciphers, 1992
    BOOST_TEST(encrypted(cryptopp::idea_cbc_records, from_hex("00010002000300040005000600070008"), bytes(8),
                         from_hex("0000000100020003")) == "11fbed2b01986de5");
}

BOOST_AUTO_TEST_CASE(cbc_matches_known_answers_and_decrypts)
{
    const std::pair<const cbc_algorithm*, std::string_view> answers[] = {
        {&cryptopp::idea_cbc_records,
         "b4cb83b270bc7b4ff285906d65e162059f067c6c1363f0f4f6a5712664199ad1876da4f8cc3d81db83b7fe943d424d88"},
        {&cryptopp::des_cbc_records,
         "4fdb361d29a816b812ad5889a718bed57556ca6c4ca90dab8cac6b9dec39dc55cf66727608570c400dfd51777d2ef8af"},
        {&cryptopp::rc2_cbc_records,
         "1a64e06c1eb62c4e2171c7250c8e9410d1316ea32b18a0e9ad7ca225d6b87981c7d2c49c36ab74e9ec2e8d06527ab830"}};
    for (auto& [cipher, ciphertext] : answers) {
        const auto key = counting(cipher->key_size);
        BOOST_TEST(encrypted(*cipher, key, counting(8), some(48)) == ciphertext, cipher->name);
        auto opened = from_hex(ciphertext);
        auto context = cipher->make_decryption(key);
        context->start(counting(8));
        for (std::size_t i = 0; i < opened.size(); i += 8)
            context->process(byte_view(opened).subspan(i, 8), byte_span(opened).subspan(i, 8));
        BOOST_TEST((opened == some(48)), cipher->name);
        BOOST_CHECK_THROW(cipher->make_encryption(bytes(cipher->key_size + 1)), std::length_error);
        BOOST_CHECK_THROW(cipher->make_decryption(bytes(cipher->key_size - 1)), std::length_error);
    }
}

// The MAC of records whose padding is secret.
BOOST_AUTO_TEST_CASE(md5_hmac_of_secret_length_equals_hmac)
{
    const auto& md5 = cryptopp::md5;
    const auto key = some(16), data = some(300);
    auto mac = md5.make_secret_length_hmac(key);
    for (std::size_t header_size : {0, 13, 64}) {
        const auto header = counting(header_size);
        for (std::size_t size = 0; size <= data.size(); ++size) {
            const std::array<byte_view, 2> message{header, byte_view(data).first(size)};
            bytes expected(md5.digest_size), found(md5.digest_size);
            hmac(md5, key, message, expected);
            for (auto least : {std::size_t{0}, size - std::min<std::size_t>(size, 255), size}) {
                mac->compute(header, data, least, size, found);
                BOOST_TEST((found == expected), size);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(legacy_suites)

BOOST_AUTO_TEST_CASE(none_is_enabled_by_default_or_for_new_versions)
{
    BOOST_TEST(legacy::is_built());
    std::set<std::uint16_t> ids;
    for (auto& suite : legacy::suites()) {
        BOOST_TEST_CONTEXT(suite.name)
        {
            BOOST_TEST(ids.insert(suite.id).second);
            BOOST_TEST(!suite.enabled_by_default);
            BOOST_TEST(suite.aead == nullptr);
            BOOST_TEST((suite.cipher == nullptr) != (suite.stream == nullptr));
            BOOST_TEST(suite.mac != nullptr);
            BOOST_TEST(suite.usable_in(protocol_version::tls1_0));
            BOOST_TEST(!suite.usable_in(protocol_version::tls1_3));
            // RFC 5469 section 2, RFC 4346 appendix A.5
            const bool is_single = suite.cipher != nullptr && suite.strength < 112;
            const bool is_idea = suite.cipher == &cryptopp::idea_cbc_records;
            BOOST_TEST(suite.usable_in(protocol_version::tls1_2) == (!suite.is_export && !is_single && !is_idea));
            BOOST_TEST(suite.usable_in(protocol_version::tls1_1) == !suite.is_export);
            const bool is_weak_agreement =
                suite.key_exchange == key_exchange_method::dh || suite.key_exchange == key_exchange_method::dh_anon;
            BOOST_TEST((suite.strength < 128u || is_weak_agreement));
        }
    }
    for (std::uint16_t id : {0x0004, 0x0005, 0x0007, 0x0009, 0x0012, 0x0015, 0x0031, 0x0034})
        BOOST_TEST(ids.contains(id));
}

BOOST_AUTO_TEST_CASE(export_protections_have_40_secret_bits)
{
    for (auto* p : {&legacy::rc4_40_md5, &legacy::rc2_cbc_40_md5, &legacy::des40_cbc_sha}) {
        BOOST_TEST(p->is_export);
        BOOST_TEST(p->strength == 40u);
        BOOST_TEST((p->max_version == protocol_version::tls1_0));
    }
    BOOST_TEST(legacy::rc4_40_md5.stream == &cryptopp::rc4_128);
    BOOST_TEST(legacy::rc2_cbc_40_md5.cipher == &cryptopp::rc2_cbc_records);
    BOOST_TEST(legacy::des40_cbc_sha.cipher == &cryptopp::des_cbc_records);
    BOOST_TEST(legacy::rc2_cbc_40_md5.mac == &cryptopp::md5);
    BOOST_TEST(legacy::des40_cbc_sha.mac == &cryptopp::sha1);
}

BOOST_AUTO_TEST_SUITE_END()
