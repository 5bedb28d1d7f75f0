// The key schedule before TLS 1.3: the PRF against published vectors, the rest against values computed by another
// implementation of RFC 5246 and RFC 4346.

#include "crypto/hex.hpp"
#include "protocol/schedule/tls12_secrets.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <numeric>

BOOST_AUTO_TEST_SUITE(tls12_schedule)

using namespace tls;
using namespace tls::test;

namespace {

const hash_algorithm& hash(std::string_view name)
{
    return *registry::standard()->find_hash(name);
}

/// Returns the PRF of a hash, or that of TLS 1.0 for the pair MD5-SHA1.
tls12::prf_algorithm algorithm(std::string_view name)
{
    if (name == "MD5-SHA1")
        return {hash("MD5"), hash("SHA-1"), hash(name)};
    return hash(name);
}

const cipher_suite& suite(std::string_view name)
{
    return *registry::standard()->find_cipher_suite(name);
}

std::string prf_of(std::string_view hash_name, std::string_view secret, std::string_view seed, std::size_t size)
{
    bytes out(size);
    tls12::prf(algorithm(hash_name), from_hex(secret), "test label", {from_hex(seed)}, out);
    return to_hex(out);
}

/// 03 03 00 01 02 ... 2d
bytes premaster()
{
    bytes out{3, 3};
    for (std::uint8_t i = 0; i < 46; ++i)
        out.push_back(i);
    return out;
}

const bytes client_random(32, 0x11), server_random(32, 0x22);

transcript_hash hash_of_transcript(const hash_algorithm& h)
{
    transcript t;
    t.use(h);
    t.add(as_bytes("transcript"));
    return t.hash();
}

tls12::master_secret master(std::string_view hash_name)
{
    return tls12::master_secret::derive(algorithm(hash_name), premaster(), client_random, server_random);
}

/// A TLS 1.0 master secret of the bytes 00 to 2f.
tls12::master_secret counted_master()
{
    bytes value(tls12::master_secret::size);
    std::iota(value.begin(), value.end(), std::uint8_t{0});
    return {algorithm("MD5-SHA1"), secret(value)};
}

std::string exported(std::string_view hash_name, std::optional<byte_view> context)
{
    bytes out(40);
    master(hash_name).exporter("EXPERIMENTAL x", context, client_random, server_random, out);
    return to_hex(out);
}

const std::string key_block_sha256 =
    "b7e9c97bfe38b15b2d38e2faacb029f528e778d044f1eba701f7ec98f143f45085a82626bfe7979ebd6fb041eb26a1ee"
    "5ba32ca6873614a43edf920fb6324517c846d542c296f4ff8da6944c7be0dacad6740889ec86ce70269b5bf30c3e7ee4"
    "2f451c1f76235e86fbd3c13255708c7b1c0c0cf31bf8f079f47130ba2c0dbc957aa3f5ca6f05383266be48247fdbe890"
    "481c69b39e663ab1883714507a3e2e55";

/// Concatenates the keys in key block order.
std::string joined(const tls12::key_block& keys)
{
    auto &c = keys.client, &s = keys.server;
    return to_hex(c.mac_key) + to_hex(s.mac_key) + to_hex(c.key) + to_hex(s.key) + to_hex(c.iv) + to_hex(s.iv);
}

} // namespace

BOOST_AUTO_TEST_CASE(prf_matches_published_vectors)
{
    BOOST_TEST(prf_of("SHA-256", "9bbe436ba940f017b17652849a71db35", "a0ba9f936cda311827a6f796ffd5198c", 100) ==
               "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af"
               "0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701"
               "87347b66");
    BOOST_TEST(prf_of("SHA-384", "b80b733d6ceefcdc71566ea48e5567df", "cd665cf6a8447dd6ff8b27555edb7465", 148) ==
               "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0"
               "e534cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d918425"
               "9b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e099070"
               "3d73e56f");
}

BOOST_AUTO_TEST_CASE(shorter_prf_output_is_a_prefix_of_longer_output)
{
    const auto whole = prf_of("SHA-256", "00", "01", 100);
    for (std::size_t size : {0, 1, 31, 32, 33, 64, 99})
        BOOST_TEST(prf_of("SHA-256", "00", "01", size) == whole.substr(0, 2 * size));
}

BOOST_AUTO_TEST_CASE(prf_seed_may_be_split_into_pieces)
{
    bytes whole(50), pieces(50);
    tls12::prf(hash("SHA-256"), bytes(5, 1), "label", {bytes{1, 2, 3, 4}}, whole);
    tls12::prf(hash("SHA-256"), bytes(5, 1), "label", {bytes{1}, bytes{}, bytes{2, 3}, bytes{4}}, pieces);
    BOOST_TEST(to_hex(whole) == to_hex(pieces));
}

BOOST_AUTO_TEST_CASE(p_hash_is_xored_into_the_output)
{
    bytes once(70), twice(70);
    tls12::add_p_hash(hash("MD5"), bytes(5, 1), {bytes{1}}, once);
    tls12::add_p_hash(hash("MD5"), bytes(5, 1), {bytes{1}}, twice);
    BOOST_TEST((once != twice || once != bytes(70)));
    tls12::add_p_hash(hash("MD5"), bytes(5, 1), {bytes{1}}, twice);
    BOOST_TEST((twice == bytes(70)), "XORed with itself");
}

BOOST_AUTO_TEST_CASE(derives_master_and_extended_master_secrets)
{
    BOOST_TEST(to_hex(master("SHA-256").value()) ==
               "674f57692819f5b43c0363f3ae9bd93986acf50e580500c440778a68d1ec6024dc0b2b7db9615acae681ad71cc30ab1c");
    BOOST_TEST(to_hex(master("SHA-384").value()) ==
               "cc91ae6ab563acd76f15011e88ccda0e6caaa7572ef4af396896ed853b2a238cb3844265cba010a23f663c8f52b493a6");
    auto extended = [](std::string_view name) {
        auto made = tls12::master_secret::derive_extended(hash(name), premaster(), hash_of_transcript(hash(name)));
        return to_hex(made.value());
    };
    BOOST_TEST(extended("SHA-256") ==
               "266da41ba4a43f224347ee2e1e9451c889d6abaed37bbd2674cbc0ed7a40cb46697869c2a0d56e7690082c15d05dacd4");
    BOOST_TEST(extended("SHA-384") ==
               "0ad41fcb05ed970ce887465e8357259d404baafa52659657bad3f22e1cbc6756adbe3d88279cc1a8aa4e773ec5bf5fdb");
}

BOOST_AUTO_TEST_CASE(rejects_master_secret_of_wrong_size)
{
    BOOST_CHECK_THROW(tls12::master_secret(hash("SHA-256"), secret(32)), std::length_error);
    BOOST_CHECK_THROW(tls12::master_secret(hash("SHA-256"), secret()), std::length_error);
}

BOOST_AUTO_TEST_CASE(splits_key_block_by_suite)
{
    auto keys_of = [](std::string_view name) {
        return master("SHA-256").keys(suite(name), protocol_version::tls1_2, client_random, server_random);
    };
    auto begins_the_block = [](const std::string& keys, std::size_t size) {
        BOOST_TEST(keys == key_block_sha256.substr(0, 2 * size));
    };
    begins_the_block(joined(keys_of("ECDHE-RSA-AES128-GCM-SHA256")), 2 * (16 + 4));
    begins_the_block(joined(keys_of("ECDHE-RSA-CHACHA20-POLY1305")), 2 * (32 + 12));
    begins_the_block(joined(keys_of("AES128-SHA")), 2 * (20 + 16));
    begins_the_block(joined(keys_of("AES256-SHA256")), 2 * (32 + 32));
    begins_the_block(joined(keys_of("DES-CBC3-SHA")), 2 * (20 + 24));
    begins_the_block(joined(keys_of("NULL-SHA256")), 2 * 32);
    const auto keys = keys_of("AES128-SHA");
    BOOST_TEST(keys.client.mac_key.size() == 20u);
    BOOST_TEST(keys.server.key.size() == 16u);
    BOOST_TEST(keys.server.iv.empty());
}

BOOST_AUTO_TEST_CASE(splits_key_block_for_user_defined_suite)
{
    auto row = suite("AES128-SHA");
    row.mac = &hash("SHA-512");
    const auto keys = master("SHA-256").keys(row, protocol_version::tls1_2, client_random, server_random);
    BOOST_TEST(joined(keys) == key_block_sha256.substr(0, 2 * 2 * (64 + 16)));
    row.mac = nullptr;
    row.cipher = nullptr;
    BOOST_CHECK_THROW(master("SHA-256").keys(row, protocol_version::tls1_2, client_random, server_random),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(md5_sha1_prf_splits_secret_and_shares_its_middle_byte)
{
    BOOST_TEST(prf_of("MD5-SHA1", "0102030405", "a0a1", 50) ==
               "0480a976365f482d2c52a05156e38d519fb3b27ca27e9ed127f880e0c7badf1f03d375b9b5bd7c0de109651e9db6f89df807");
    const auto whole = prf_of("MD5-SHA1", "0102030405", "a0a1", 50);
    for (std::size_t size : {0, 1, 16, 20, 36, 49})
        BOOST_TEST(prf_of("MD5-SHA1", "0102030405", "a0a1", size) == whole.substr(0, 2 * size));
}

BOOST_AUTO_TEST_CASE(derives_tls10_secrets_with_md5_sha1_prf)
{
    const auto of_tls10 = master("MD5-SHA1");
    BOOST_TEST(to_hex(of_tls10.value()) ==
               "24e0f7f73ac3f83463974acd13e1215ed396c6a4bfed9ac0cc52aff05a70efee31a8645835936edcf8f127295b350a51");
    const auto transcript = hash_of_transcript(algorithm("MD5-SHA1").transcript());
    BOOST_TEST(transcript.size() == 36u);
    BOOST_TEST(to_hex(of_tls10.finished_verify_data(role::client, transcript)) == "a23f61585055f453f1fb04cc");
    BOOST_TEST(to_hex(of_tls10.finished_verify_data(role::server, transcript)) == "02beeb6726920444cb41dc7c");
    BOOST_TEST(to_hex(tls12::master_secret::derive_extended(algorithm("MD5-SHA1"), premaster(), transcript).value()) ==
               "909be6784948ac1f5ab849cfa5d044c3fe93a90581057d165743ba9e7bf0186f9ecb86b70d616305251cc40a44d35a72");
    BOOST_TEST(exported("MD5-SHA1", std::nullopt) ==
               "b1bdd69be592787da9acc6eab8b38176bf3a76a9ad71447ab075a845b44b90317a6719ee78ce81e9");
}

BOOST_AUTO_TEST_CASE(key_block_has_ivs_only_in_tls10)
{
    const std::string block =
        "a79b4cfc383cf98728e308cbf9b62372082a43801de37bacb5b1508983b997de4cafcdeda737fa362293470cf97ca9f8"
        "d64372009c898359dc9cbc85f9d52e03d646e10ed5c6bda6652a1601d779786797814efaa1f13f465bea49ccdd2b89ee"
        "efb2422d0d048107";
    auto keys_in = [](protocol_version version, std::string_view name) {
        return joined(master("MD5-SHA1").keys(suite(name), version, client_random, server_random));
    };
    BOOST_TEST(keys_in(protocol_version::tls1_0, "AES128-SHA") == block.substr(0, 2 * 2 * (20 + 16 + 16)));
    BOOST_TEST(keys_in(protocol_version::tls1_1, "AES128-SHA") == block.substr(0, 2 * 2 * (20 + 16)));
    BOOST_TEST(keys_in(protocol_version::tls1_0, "DES-CBC3-SHA") == block.substr(0, 2 * 2 * (20 + 24 + 8)));
    BOOST_TEST(keys_in(protocol_version::tls1_0, "NULL-SHA") == block.substr(0, 2 * 2 * 20));
}

BOOST_AUTO_TEST_CASE(stream_ciphers_have_keys_but_no_ivs)
{
    auto row = suite("AES128-SHA");
    const stream_algorithm stream{"stream", 16, nullptr};
    row.stream = &stream;
    row.cipher = nullptr;
    const auto keys = counted_master().keys(row, protocol_version::tls1_0, client_random, server_random);
    BOOST_TEST(joined(keys) == "8c2ae6228a150a0708c21e9e46c025d27f9eb725af1182ec41e40a6bc246dd308cd8411562d1fd0c"
                               "b0e27778a933625f2a1eca984461cf94687adb610e52991d6d628018e01f3c26");
}

// RFC 2246 section 6.3.1: its example, and the same for the other kinds of export suites.
BOOST_AUTO_TEST_CASE(derives_final_keys_and_ivs_of_export_suites)
{
    auto row = suite("AES128-SHA");
    row.is_export = true;
    auto keys = [&row] {
        return joined(counted_master().keys(row, protocol_version::tls1_0, client_random, server_random));
    };
    const std::string md5_keys = "8c2ae6228a150a0708c21e9e46c025d27f9eb725af1182ec41e40a6bc246dd30";
    const std::string final_keys = "1ae3636444e5635e15bfcd2f2f73331a85af5a80eec7a6f62ee2cada9a6411a0";
    const std::string iv_block = "ae51d8c1ed913855aadbb522dfcf281d";
    const cbc_algorithm rc2{"RC2", 16, 8, nullptr, nullptr}, des{"DES", 8, 8, nullptr, nullptr};
    const stream_algorithm rc4{"RC4", 16, nullptr};
    row.mac = &hash("MD5");
    row.cipher = &rc2;
    BOOST_TEST(keys() == md5_keys + final_keys + iv_block);
    row.mac = &hash("SHA-1");
    row.cipher = &des;
    BOOST_TEST(keys() == md5_keys + "8cd8411562d1fd0c" + "ace5407bda30f90dc2a4f968a74b91e0" + iv_block);
    row.mac = &hash("MD5");
    row.cipher = nullptr;
    row.stream = &rc4;
    BOOST_TEST(keys() == md5_keys + final_keys);
    row.stream = nullptr;
    BOOST_CHECK_THROW(keys(), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(finished_depends_on_the_sender)
{
    auto verify_data = [](std::string_view name, role sender) {
        return to_hex(master(name).finished_verify_data(sender, hash_of_transcript(hash(name))));
    };
    BOOST_TEST(verify_data("SHA-256", role::client) == "d12d9125f9d49d6ea87b58dc");
    BOOST_TEST(verify_data("SHA-256", role::server) == "8c0d953dc9cc744a382224de");
    BOOST_TEST(verify_data("SHA-384", role::client) == "af8b2cfcef5573655ca5e80d");
    BOOST_TEST(verify_data("SHA-384", role::server) == "2611c91f3eb8c3572ab777cf");
}

BOOST_AUTO_TEST_CASE(exporter_distinguishes_no_context_from_empty_context)
{
    BOOST_TEST(exported("SHA-256", std::nullopt) ==
               "621cb3e99e6f4a075fb7968738885cb27c031ac33adcdb51af3ca209cba374b02f4eabf7d5c7c77f");
    BOOST_TEST(exported("SHA-256", byte_view()) ==
               "414714199f410de8496763763e4fd94a0be8e45decebd1a66ff306ee4befcb04d7123641109c06c5");
    BOOST_TEST(exported("SHA-384", as_bytes("abc")) ==
               "2337e3fd2684c57953b82ae8d67ce053689e4049aee03eb48b669ee0cfca36c16ad9ad1b3fc62447");
    BOOST_CHECK_THROW(exported("SHA-256", bytes(65536)), std::length_error);
}

BOOST_AUTO_TEST_CASE(psk_premaster_secret_contains_other_secret_or_zeros)
{
    auto premaster_of = [](byte_view other, byte_view psk) { return to_hex(tls12::psk_premaster_secret(other, psk)); };
    BOOST_TEST(premaster_of({}, from_hex("aabbcc")) == "00030000000003aabbcc");
    BOOST_TEST(premaster_of(from_hex("0102"), from_hex("aabbcc")) == "000201020003aabbcc");
    BOOST_CHECK_THROW(tls12::psk_premaster_secret({}, bytes(65536)), std::length_error);
}

BOOST_AUTO_TEST_CASE(transcript_keeps_messages_until_forget_messages)
{
    transcript t;
    t.keep_messages();
    t.add(as_bytes("one"));
    t.use(hash("SHA-256"));
    t.add(as_bytes("two"));
    BOOST_TEST(as_text(t.messages()) == "onetwo");
    const auto before = t.hash();
    t.forget_messages();
    BOOST_CHECK_THROW(t.messages(), std::logic_error);
    BOOST_TEST(to_hex(t.hash()) == to_hex(before));
    bytes expected(32);
    digest(hash("SHA-256"), as_bytes("onetwo"), expected);
    BOOST_TEST(to_hex(before) == to_hex(expected));
    BOOST_CHECK_THROW(t.keep_messages(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(forget_messages_before_use_loses_nothing)
{
    transcript t;
    t.keep_messages();
    t.add(as_bytes("one"));
    t.forget_messages();
    t.use(hash("SHA-256"));
    bytes expected(32);
    digest(hash("SHA-256"), as_bytes("one"), expected);
    BOOST_TEST(to_hex(t.hash()) == to_hex(expected));
}

BOOST_AUTO_TEST_SUITE_END()
