// The records of the connection published byte by byte at https://tls12.xargs.org: AES-128-CBC with HMAC-SHA-1.

#include "crypto/hex.hpp"
#include "protocol/record/protection_tls12.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

struct published_record {
    std::string_view record;
    content_type type;
    std::string_view content;
};

const std::vector<published_record>& of_the_client()
{
    static const std::vector<published_record> all{
        {"16 03 03 00 40 40 41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F 22 7B C9 BA 81 EF 30 F2 A8 A7 8F"
         "F1 DF 50 84 4D 58 04 B7 EE B2 E2 14 C3 2B 68 92 AC A3 DB 7B 78 07 7F DD 90 06 7C 51 6B AC B3 BA 90 DE DF 72 "
         "0F",
         content_type::handshake, "1400000ccf919626f1360c536aaad73a"},
        {"17 03 03 00 30 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 6C 42 1C 71 C4 2B 18 3B FA 06 19"
         "5D 13 3D 0A 09 D0 0F C7 CB 4E 0F 5D 1C DA 59 D1 47 EC 79 0C 99",
         content_type::application_data, "70696e67"},
        {"15 03 03 00 30 10 11 12 13 14 15 16 17 18 19 1A 1B 1C 1D 1E 1F 0D 83 F9 79 04 75 0D D8 FD 8A A1"
         "30 21 86 32 63 4F D0 65 E4 62 83 79 B8 8B BF 9E FD 12 87 A6 2D",
         content_type::alert, "0100"},
    };
    return all;
}

const std::vector<published_record>& of_the_server()
{
    static const std::vector<published_record> all{
        {"16 03 03 00 40 51 52 53 54 55 56 57 58 59 5A 5B 5C 5D 5E 5F 60 18 E0 75 31 7B 10 03 15 F6 08 1F"
         "CB F3 13 78 1A AC 73 EF E1 9F E2 5B A1 AF 59 C2 0B E9 4F C0 1B DA 2D 68 00 29 8B 73 A7 E8 49 D7 4B D4 94 CF "
         "7D",
         content_type::handshake, "1400000c"},
        {"17 03 03 00 30 61 62 63 64 65 66 67 68 69 6A 6B 6C 6D 6E 6F 70 97 83 48 8A F5 FA 20 BF 7A 2E F6"
         "9D EB B5 34 DB 9F B0 7A 8C 27 21 DE E5 40 9F 77 AF 0C 3D DE 56",
         content_type::application_data, "706f6e67"},
    };
    return all;
}

void check_opened(const tls12::direction_keys& keys, const std::vector<published_record>& records)
{
    const auto opener = make_tls12_opener(*registry::standard()->find_cipher_suite("ECDHE-RSA-AES128-SHA"),
                                          protocol_version::tls1_2, keys, false);
    for (auto& published : records) {
        const auto record = from_hex(published.record);
        bytes out(opener->room_for(record.size() - 5));
        const auto opened = opener->open(record, out);
        BOOST_REQUIRE(opened.has_value());
        BOOST_TEST((opened->type == published.type));
        // For the server's Finished the header is enough, because its MAC has been verified.
        BOOST_TEST(to_hex(byte_view(out).first(opened->size)).starts_with(published.content));
        BOOST_TEST(opened->size >= published.content.size() / 2);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls12_published_records)

BOOST_AUTO_TEST_CASE(published_records_open_to_published_plaintext)
{
    const tls12::master_secret master(
        *registry::standard()->find_hash("SHA-256"),
        secret(from_hex(
            "916abf9da55973e13614ae0a3f5d3f37b023ba129aee02cc9134338127cd7049781c8e19fc1eb2a7387ac06ae237344c")));
    bytes client_random(32), server_random(32);
    for (std::uint8_t i = 0; i < 32; ++i) {
        client_random[i] = i;
        server_random[i] = static_cast<std::uint8_t>(0x70 + i);
    }
    const auto keys = master.keys(*registry::standard()->find_cipher_suite("ECDHE-RSA-AES128-SHA"),
                                  protocol_version::tls1_2, client_random, server_random);
    check_opened(keys.client, of_the_client());
    check_opened(keys.server, of_the_server());
}

BOOST_AUTO_TEST_SUITE_END()
