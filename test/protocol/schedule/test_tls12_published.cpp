// The TLS 1.2 key schedule against published vectors: NIST's key derivation function vectors, with and without
// extended_master_secret, and the connection published byte by byte at https://tls12.xargs.org.

#include "crypto/hex.hpp"
#include "protocol/schedule/tls12_secrets.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(tls12_published_schedule)

using namespace tls;
using namespace tls::test;

namespace {

const hash_algorithm& hash(std::string_view name)
{
    return *registry::standard()->find_hash(name);
}

/// NIST CAVP, SP 800-135 section 4.2.2: tls.rsp, the first case of each hash. The hello randoms are used for the master
/// secret, the others for the key block.
struct cavp_case {
    std::string_view hash, premaster, client_hello_random, server_hello_random, client_random, server_random, master,
        key_block;
};

const cavp_case cavp_cases[] = {
    {"SHA-256", "f8938ecc9edebc5030c0c6a441e213cd24e6f770a50dda07876f8d55da062bcadb386b411fd4fe4313a604fce6c17fbc",
     "36c129d01a3200894b9179faac589d9835d58775f9b5ea3587cb8fd0364cae8c",
     "f6c9575ed7ddd73e1f7d16eca115415812a43c2b747daaaae043abfb50053fce",
     "62e1fd91f23f558a605f28478c58cf72637b89784d959df7e946d3f07bd1b616",
     "ae6c806f8ad4d80784549dff28a4b58fd837681a51d928c3e30ee5ff14f39868",
     "202c88c00f84a17a20027079604787461176455539e705be730890602c289a5001e34eeb3a043e5d52a65e66125188bf",
     "d06139889fffac1e3a71865f504aa5d0d2a2e89506c6f2279b670c3e1b74f531016a2530c51a3a0f7e1d6590d0f0566b"
     "2f387f8d11fd4f731cdd572d2eae927f6f2f81410b25e6960be68985add6c38445ad9f8c64bf8068bf9a6679485d966f"
     "1ad6f68b43495b10a683755ea2b858d70ccac7ec8b053c6bd41ca299d4e51928"},
    {"SHA-384", "a5e2642633f5b8c81ad3fe0c2fe3a8e5ef806b06121dd10df4bb0fe857bfdcf522558e05d2682c9a80c741a3aab1716f",
     "abe4bf5527429ac8eb13574d2709e8012bd1a113c6d3b1d3aa2c3840518778ac",
     "cb6e0b3eb02976b6466dfa9651c2919414f1648fd3a7838d02153e5bd39535b6",
     "954b5fe1849c2ede177438261f099a2fcd884d001b9fe1de754364b1f6a6dd8e",
     "1b1c8568344a65c30828e7483c0e353e2c68641c9551efae6927d9cd627a107c",
     "b4d49bfa87747fe815457bc3da15073d6ac73389e703079a3503c09e14bd559a5b3c7c601c7365f6ea8c68d3d9596827",
     "10fd89ef689c7ef033387b8a8f3e5e8e7c11f680f6bdd71fbac3246a73e98d45d03185dde686e6b2369e4503e9dc5a6d"
     "2cee3e2bf2fa3f41d3de57dff3e197c8a9d5f74cc2d277119d894f8584b07a0a5822f0bd68b3433ec6adaf5c9406c5f3"
     "ddbb71bbe17ce98f3d4d5893d3179ef369f57aad908e2bf710639100c3ce7e0c"},
};

/// NIST ACVP, TLS-v1.2 KDF RFC7627: sample cases 1, 2, 26 and 27.
struct acvp_case {
    std::string_view hash, premaster, session_hash, client_random, server_random, master, key_block;
};

const acvp_case acvp_cases[] = {
    {"SHA-256", "8252b983a6459a6fb3b9debe8725247e276139ebf7c9adccdd7d240f3ada7f5e3351b2769b6c8dc169a6d799c3c0ffeb",
     "1359d7df74cb27c67f74c98d521d442b887eaf0decf6e382c62434d6c3dd7d0d",
     "abe7af69affc5e0944f4009b3e7abd1cc0a5cce8db055eff4a509e5b6de9475a",
     "50e0a1a1fd64a55259781a5c22580a81f99799c32f52d3f48d2c10c5c692e289",
     "43a5e821fcf5446c712207f7cd161ed213ee3b9d001d418c57231befd596b583ecd55ab2c4456b02738698f90bc59ac0",
     "4886e75be82dd4fb73c540729072d3e29b93c164e1cffe071f1212b1237b98dc0b0a5895f331f7180ceb30b17bb8c3e9"
     "2a074b26325ff975237dbd22320c0b88d64931f39c777b1527d36a999ad5fe5ee7f53fc42a509beb22634b17ec7b768e"
     "af6a87977cf8670b34d0a76ebce6a659dab6c15b4b86b98b9a63c50bbe1e2a09"},
    {"SHA-256", "cbf55e41501394407612d1ec385104fa1a8e59eb00832eccbd0b92c2404af47e7171eaec467f04e06f8dcae0add1bbee",
     "6d7cbb7e2dffd4e1ad853998e74c647586838c47b1e113af5b58586d66a26a4d",
     "f4dd2b599984f5e514320d12dcda8d11b32e61efd888f5aba1ad28b780b2b739",
     "804814a3c29b9d842b5aa0e1f11c4ba580bdacb0a33caab74ccf02da90787397",
     "89902a83be5fe73e31a5dfe1f631effccb490326f2781e9983b5695e728f10f9ea12f659b62dbe98886959aec0833092",
     "b0bf5c1f8582fadd3356a1a2d68c438aa17689401a95d5e7564e9743637c2bcd1ae29fc67b553b4a8369548d1f9917ff"
     "1ff8f977bc45ec6d7ec2c98515e3abd5776b111883d19ef82fb49834f4d3749f902bfce5de527ce7b622728e9a0d368b"
     "8028019793f2bfd854838c9b02de7e056ad19a71621d986a2fb1757c0901dde8"},
    {"SHA-384", "cf2e5dbd54d46999c3134963316e5c057acf0dfee24cdf60118faa2fd60eeb005af0be437c6551cb2b124c006125b22f",
     "69c2f2484f0de94ce2e03e196ece7cb103533ad5c63d4bd7b6f7be4fe677ea82bd2c2f0020001423850f229990f39013",
     "e56ea7b1669a940a43a4be61836ffdc0e9af49e54eb83c99548047e6d2d2163c",
     "f1a31aac51c88e727e083f834b8f243902fd9285ddd57afc691d8067bf89d488",
     "b0bd142d364b148c9b81515dc0c96e76004f0535963ba85559ddaa6a697df83e5dff14d64354ab374d96b06574f00723",
     "b66e1bd9cea2a812e3c7c9045296d3fc52217aa142256e9043ddb8de70d78f6244f830d3626d55ba62201b17a320667a"
     "547e0c6f8982643690c6d005103b7d1859958598eaee1c369cb20a6c05fc05fa1620929c1a24c51427e44ab967c17e56"
     "2b01d976ed30f0faef7282f80cf561693ef67437e159820265aa1ec84ae54f50"},
    {"SHA-384", "7adebb1a45648da8fc83a2bb9b498f79ce7fd761c202ba437438f521856dc75cba85ebcb32d8a9c8c13734bd810a543b",
     "33ca8064247f048f9b1ac871dc7d87db8759f39194dc7044b9ffeaa13bb90a2af15f7531023e961b45ffddb3b6658445",
     "c454da6a9dac1def617f83f7a926b73c27b46a014371ac855ad9a202101b732d",
     "abf03bf6e520b9f3aa3c2059ade8584f249ad656c45622ae398449d81e67a9a6",
     "5cc88a93c8981bd76486f5b31b46cb5e4913737d1fdc15fd90a4a39f8521d7e8d3bd853b0579dba1a255cd468de759d8",
     "8eabe821f5739c794b61264f4bfe7c30c9d5d5e189fda85e7efe4889ffcea1476c23d05d32b8ae67e3837ec77117e652"
     "3baac4451cd17a074b579458bcbdcd28988852710d75230589e5ef837a614702ce3401427fac7c1a5a400945ffd80c03"
     "523920ccc12d63ec85a054493f71aebe6245addc0927fe7db220551aa8f0291a"},
};

/// Returns the whole key block, in RFC 5246 section 6.3 order. A CBC suite with SHA-512 would need 160 bytes.
std::string key_block_of(const tls12::master_secret& master, std::string_view client_random,
                         std::string_view server_random)
{
    bytes out(128);
    tls12::prf(master.algorithm(), master.value(), "key expansion", {from_hex(server_random), from_hex(client_random)},
               out);
    return to_hex(out);
}

/// Checks that the key material of our suites is the beginning of the published key block.
void check_keys(const tls12::master_secret& master, std::string_view client_random, std::string_view server_random,
                std::string_view expected)
{
    BOOST_TEST(key_block_of(master, client_random, server_random) == expected);
    for (auto name : {"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-CHACHA20-POLY1305", "AES128-SHA", "AES256-SHA256"}) {
        const auto* suite = registry::standard()->find_cipher_suite(name);
        const auto keys =
            master.keys(*suite, protocol_version::tls1_2, from_hex(client_random), from_hex(server_random));
        const auto &c = keys.client, &s = keys.server;
        const auto joined =
            to_hex(c.mac_key) + to_hex(s.mac_key) + to_hex(c.key) + to_hex(s.key) + to_hex(c.iv) + to_hex(s.iv);
        BOOST_TEST(joined == expected.substr(0, joined.size()), name);
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(matches_nist_master_secrets_and_key_blocks)
{
    for (auto& c : cavp_cases) {
        const auto master = tls12::master_secret::derive(
            hash(c.hash), from_hex(c.premaster), from_hex(c.client_hello_random), from_hex(c.server_hello_random));
        BOOST_TEST(to_hex(master.value()) == c.master);
        check_keys(master, c.client_random, c.server_random, c.key_block);
    }
}

// The first case of the TLS 1.0 and 1.1 key derivation in NIST's CAVP vectors for SP 800-135.
BOOST_AUTO_TEST_CASE(matches_nist_tls10_master_secret_and_key_block)
{
    const auto master = tls12::master_secret::derive(
        tls12::prf_algorithm(hash("MD5"), hash("SHA-1"), hash("MD5-SHA1")),
        from_hex("bded7fa5c1699c010be23dd06ada3a48349f21e5f86263d512c0c5cc379f0e780ec55d9844b2f1db02a96453513568d0"),
        from_hex("e5acaf549cd25c22d964c0d930fa4b5261d2507fad84c33715b7b9a864020693"),
        from_hex("135e4d557fdf3aa6406d82975d5c606a9734c9334b42136e96990fbd5358cdb2"));
    BOOST_TEST(to_hex(master.value()) ==
               "2f6962dfbc744c4b2138bb6b3d33054c5ecc14f24851d9896395a44ab3964efc2090c5bf51a0891209f46c1e1e998f62");
    const auto keys = master.keys(*registry::standard()->find_cipher_suite("AES128-SHA"), protocol_version::tls1_0,
                                  from_hex("d58a7b1cd4fedaa232159df652ce188f9d997e061b9bf48e83b62990440931f6"),
                                  from_hex("67267e650eb32444119d222a368c191af3082888dc35afe8368e638c828874be"));
    BOOST_TEST(to_hex(keys.client.mac_key) == "3088825988e77fce68d19f756e18e43eb7fe6724");
    BOOST_TEST(to_hex(keys.server.mac_key) == "33504feaf99b3c503d9091b164f166db301d70c9");
    BOOST_TEST(to_hex(keys.client.key) == "fc0870b4a94563907bee1a61fb786cb7");
    BOOST_TEST(to_hex(keys.server.key) == "17576890bcc51cb9ead97e01d0a2fea9");
    BOOST_TEST(to_hex(keys.client.iv) == "9c953377b195205ff07b369589178796");
    BOOST_TEST(to_hex(keys.server.iv) == "edc963fd80fdbe518a2fc1c35c18ae8d");
}

BOOST_AUTO_TEST_CASE(matches_nist_extended_master_secrets_and_key_blocks)
{
    for (auto& c : acvp_cases) {
        const auto master = tls12::master_secret::derive_extended(hash(c.hash), from_hex(c.premaster),
                                                                  transcript_hash(byte_view(from_hex(c.session_hash))));
        BOOST_TEST(to_hex(master.value()) == c.master);
        check_keys(master, c.client_random, c.server_random, c.key_block);
    }
}

BOOST_AUTO_TEST_CASE(matches_secrets_and_finished_of_illustrated_connection)
{
    bytes client_random(32), server_random(32);
    for (std::uint8_t i = 0; i < 32; ++i) {
        client_random[i] = i;
        server_random[i] = static_cast<std::uint8_t>(0x70 + i);
    }
    const auto master = tls12::master_secret::derive(
        hash("SHA-256"), from_hex("df4a291baa1eb7cfa6934b29b474baad2697e29f1f920dcc77c8a0a088447624"), client_random,
        server_random);
    BOOST_TEST(to_hex(master.value()) ==
               "916abf9da55973e13614ae0a3f5d3f37b023ba129aee02cc9134338127cd7049781c8e19fc1eb2a7387ac06ae237344c");
    const auto keys = master.keys(*registry::standard()->find_cipher_suite("ECDHE-RSA-AES128-SHA"),
                                  protocol_version::tls1_2, client_random, server_random);
    BOOST_TEST(to_hex(keys.client.mac_key) == "1b7d117c7d5f690bc263cae8ef60af0f1878acc2");
    BOOST_TEST(to_hex(keys.server.mac_key) == "2ad8bdd8c601a617126f63540eb20906f781fad2");
    BOOST_TEST(to_hex(keys.client.key) == "f656d037b173ef3e11169f27231a84b6");
    BOOST_TEST(to_hex(keys.server.key) == "752a18e7a9fcb7cbcdd8f98dd8f769eb");
    const transcript_hash messages(
        byte_view(from_hex("061dda04b3c2217ff73bd79b9cf88a2bb6ec505404aac8722db03ef417b54cb4")));
    BOOST_TEST(to_hex(master.finished_verify_data(role::client, messages)) == "cf919626f1360c536aaad73a");
}

BOOST_AUTO_TEST_SUITE_END()
