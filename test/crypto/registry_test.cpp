#include <tls/crypto/registry.hpp>
#include <tls/weakness.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <concepts>
#include <set>
#include <stdexcept>
#include <string>

namespace {

using namespace tls;

// A toy cipher that stands for a user's own: adds the key's first byte to each byte of the text, and has an all-zero
// tag.
class shifting_context final : public aead_context {
public:
    explicit shifting_context(byte_view key) : shift_(key[0]) {}

    void seal(byte_view, byte_view, std::span<const byte_view> plaintext, byte_span out) override
    {
        auto next = out.begin();
        for (auto piece : plaintext)
            for (auto byte : piece)
                *next++ = static_cast<std::uint8_t>(byte + shift_);
        std::fill(next, out.end(), std::uint8_t{0});
    }

    bool open(byte_view, byte_view, byte_view ciphertext, byte_span out) override
    {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<std::uint8_t>(ciphertext[i] - shift_);
        return true;
    }

private:
    std::uint8_t shift_;
};

std::unique_ptr<aead_context> make_shifting(byte_view key)
{
    return std::make_unique<shifting_context>(key);
}

constexpr aead_algorithm shifting{"SHIFTING", 16, 12, 16, &make_shifting};
constexpr aead_algorithm another_gcm{"AES-128-GCM", 16, 12, 16, &make_shifting};

std::unique_ptr<hash_context> no_hash()
{
    return nullptr;
}

std::unique_ptr<mac_context> no_hmac(byte_view)
{
    return nullptr;
}

constexpr hash_algorithm another_sha256{"SHA-256", 32, 64, &no_hash, &no_hmac};

cipher_suite make_custom_suite(const registry& algorithms)
{
    return {0xff01,
            "TLS_SHIFTING_SHA256",
            protocol_version::tls1_3,
            protocol_version::tls1_3,
            &shifting,
            algorithms.find_hash("SHA-256"),
            0,
            {1000, 1000},
            true};
}

void put(registry& into, const auto& row)
{
    if constexpr (requires { into.add(row); })
        into.add(row);
    else
        into.replace(row);
}

/// Returns why a registry refuses a row after the change, without the part that all texts have.
template <class Row>
std::string refusal(Row row, std::invocable<Row&> auto change)
{
    auto mine = *registry::standard();
    const auto suites = mine.cipher_suites().size();
    change(row);
    try {
        put(mine, row);
    } catch (const std::invalid_argument& e) {
        BOOST_TEST(mine.cipher_suites().size() == suites);
        const std::string text = e.what(), prefix = "tls::registry: the ";
        BOOST_TEST(text.starts_with(prefix));
        return text.substr(prefix.size());
    }
    return "accepted";
}

} // namespace

BOOST_AUTO_TEST_SUITE(registries)

BOOST_AUTO_TEST_CASE(user_can_register_a_custom_suite)
{
    auto mine = *registry::standard();
    mine.add(make_custom_suite(mine));

    auto* suite = mine.find_cipher_suite(std::uint16_t{0xff01});
    BOOST_REQUIRE(suite);
    BOOST_TEST(suite == &mine.cipher_suites().back());
    BOOST_TEST(suite == mine.find_cipher_suite("tls_shifting_sha256"));
    BOOST_TEST(mine.find_aead("shifting") == &shifting);
    BOOST_TEST(!registry::standard()->find_cipher_suite("TLS_SHIFTING_SHA256"));

    auto context = suite->aead->make(bytes(16, 1));
    auto text = as_bytes("HAL");
    bytes sealed(text.size() + suite->aead->tag_size), opened(text.size());
    context->seal(bytes(12), {}, {&text, 1}, sealed);
    BOOST_TEST(as_text(byte_view(sealed).first(3)) == "IBM");
    BOOST_TEST(context->open(bytes(12), {}, sealed, opened));
    BOOST_TEST(as_text(opened) == "HAL");
}

BOOST_AUTO_TEST_CASE(replace_changes_an_algorithm_wherever_it_is_used)
{
    auto mine = *registry::standard();
    auto sha384 = mine.find_hash("SHA-384");
    mine.replace(another_gcm);
    mine.replace(another_sha256);

    BOOST_TEST(mine.find_aead("AES-128-GCM") == &another_gcm);
    BOOST_TEST(mine.find_cipher_suite("TLS_AES_128_GCM_SHA256")->aead == &another_gcm);
    BOOST_TEST(mine.find_cipher_suite("TLS_AES_128_GCM_SHA256")->hash == &another_sha256);
    BOOST_TEST(mine.find_cipher_suite("TLS_AES_128_CCM_SHA256")->aead != &another_gcm);
    BOOST_TEST(mine.find_cipher_suite("TLS_AES_256_GCM_SHA384")->hash == sha384);
    BOOST_TEST(mine.find_signature_scheme("ecdsa_secp256r1_sha256")->hash == &another_sha256);
    BOOST_TEST(mine.find_hash("SHA-256") == &another_sha256);
    BOOST_TEST(mine.aeads().size() == registry::standard()->aeads().size());
    BOOST_TEST(registry::standard()->find_aead("AES-128-GCM") != &another_gcm);
}

BOOST_AUTO_TEST_CASE(names_compare_case_insensitively)
{
    static_assert(is_same_algorithm("SHA-256", "sha-256") && is_same_algorithm("", ""));
    static_assert(!is_same_algorithm("SHA-256", "SHA-25") && !is_same_algorithm("SHA-256", "SHA_256"));
    const auto& all = *registry::standard();
    auto hash = *all.find_hash("SHA-256");
    hash.name = "sha-256";
    auto cipher = *all.find_cipher("3DES-EDE-CBC");
    cipher.name = "3des-ede-cbc";
    auto mine = all;
    mine.replace(hash);
    mine.replace(cipher);
    BOOST_TEST(mine.find_hash("SHA-256") == &hash);
    BOOST_TEST(mine.hashes().size() == all.hashes().size());

    const auto key = mine.find_key_algorithm(key_type::rsa)->generate(1024, system_random());
    for (const auto* name : {"rsa_pkcs1_sha256", "rsa_pss_rsae_sha256"}) {
        const auto &ours = *mine.find_signature_scheme(name), &standard = *all.find_signature_scheme(name);
        BOOST_TEST(ours.hash == &hash);
        const auto signer = ours.make_signer(ours, key);
        const auto verifier = standard.make_verifier(standard, key.public_part);
        BOOST_REQUIRE((signer && verifier));
        const auto message = as_bytes("message");
        BOOST_TEST(verifier->verify(message, signer->sign(message, system_random())));
    }
    const auto& suite = *mine.find_cipher_suite("TLS_RSA_WITH_3DES_EDE_CBC_SHA");
    BOOST_TEST(suite.cipher == &cipher);
    BOOST_TEST((weaknesses_of(suite) == std::vector{weakness::triple_des}));
}

BOOST_AUTO_TEST_CASE(refuses_hashes_that_lack_members)
{
    const auto refused = [](auto change) { return refusal(*registry::standard()->find_hash("SHA-384"), change); };
    using row = hash_algorithm&;
    BOOST_TEST(refused([](row) {}) == "accepted");
    BOOST_TEST(refused([](row r) { r.name = {}; }) == "hash \"\" has no name");
    BOOST_TEST(refused([](row r) { r.digest_size = 0; }) == "hash \"SHA-384\" needs a digest_size of 1 to 64 bytes");
    BOOST_TEST(refused([](row r) { r.digest_size = 65; }) == "hash \"SHA-384\" needs a digest_size of 1 to 64 bytes");
    BOOST_TEST(refused([](row r) { r.block_size = 0; }) == "hash \"SHA-384\" has no block_size");
    BOOST_TEST(refused([](row r) { r.make = nullptr; }) == "hash \"SHA-384\" has no make");
    BOOST_TEST(refused([](row r) { r.make_hmac = nullptr; }) == "hash \"SHA-384\" has no make_hmac");
    BOOST_TEST(refused([](row r) { r.finish_hmac = nullptr; }) ==
               "hash \"SHA-384\" has start_hmac, but no finish_hmac");
    BOOST_TEST(refused([](row r) { r.start_hmac = nullptr; }) == "hash \"SHA-384\" has finish_hmac, but no start_hmac");
    BOOST_TEST(refused([](row r) { r.start_hmac = nullptr, r.finish_hmac = nullptr; }) == "accepted");
    BOOST_TEST(refused([](row r) { r.make_secret_length_hmac = nullptr; }) == "accepted");
}

BOOST_AUTO_TEST_CASE(refuses_ciphers_that_lack_members)
{
    const auto& all = *registry::standard();
    const auto aead = [&](auto change) { return refusal(*all.find_aead("AES-128-GCM"), change); };
    BOOST_TEST(aead([](auto&) {}) == "accepted");
    BOOST_TEST(aead([](auto& r) { r.make = nullptr; }) == "AEAD \"AES-128-GCM\" has no make");
    BOOST_TEST(aead([](auto& r) { r.nonce_size = 8; }) == "AEAD \"AES-128-GCM\" needs a nonce_size of 12 bytes");
    BOOST_TEST(aead([](auto& r) { r.key_size = 65; }) == "AEAD \"AES-128-GCM\" has a key_size of more than 64 bytes");

    const auto cbc = [&](auto change) { return refusal(*all.find_cipher("AES-128-CBC"), change); };
    BOOST_TEST(cbc([](auto&) {}) == "accepted");
    BOOST_TEST(cbc([](auto& r) { r.make_encryption = nullptr; }) ==
               "CBC cipher \"AES-128-CBC\" has no make_encryption");
    BOOST_TEST(cbc([](auto& r) { r.make_decryption = nullptr; }) ==
               "CBC cipher \"AES-128-CBC\" has no make_decryption");
    BOOST_TEST(cbc([](auto& r) { r.block_size = 32; }) ==
               "CBC cipher \"AES-128-CBC\" needs a block_size of 1 to 16 bytes");
}

BOOST_AUTO_TEST_CASE(refuses_suites_that_lack_members)
{
    const auto& all = *registry::standard();
    const auto tls13 = [&](auto change) { return refusal(make_custom_suite(all), change); };
    BOOST_TEST(tls13([](auto&) {}) == "accepted");
    BOOST_TEST(tls13([](auto& r) { r.hash = nullptr; }) == "cipher suite \"TLS_SHIFTING_SHA256\" has no hash");
    BOOST_TEST(tls13([&](auto& r) { r.aead = nullptr, r.mac = r.hash; }) ==
               "cipher suite \"TLS_SHIFTING_SHA256\" has no aead");
    BOOST_TEST(tls13([&](auto& r) { r.min_version = protocol_version::tls1_2; }) ==
               "cipher suite \"TLS_SHIFTING_SHA256\" has no key_exchange of its version");

    const auto cbc = [&](auto change) {
        return refusal(*all.find_cipher_suite("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"), [&](cipher_suite& row) {
            row.name = "MINE";
            change(row);
        });
    };
    BOOST_TEST(cbc([](auto&) {}) == "accepted");
    BOOST_TEST(cbc([](auto& r) { r.mac = nullptr; }) == "cipher suite \"MINE\" has neither aead nor mac");
    BOOST_TEST(cbc([](auto& r) { r.is_export = true, r.cipher = nullptr; }) ==
               "cipher suite \"MINE\" has neither cipher nor stream");
    BOOST_TEST(cbc([](auto& r) { r.key_exchange = key_exchange_method::tls13; }) ==
               "cipher suite \"MINE\" has no key_exchange of its version");
    BOOST_TEST(cbc([](auto& r) { r.authentication = authentication_method::tls13; }) ==
               "cipher suite \"MINE\" has no authentication of its version");
}

BOOST_AUTO_TEST_CASE(refuses_suites_whose_algorithms_lack_members)
{
    const auto& all = *registry::standard();
    auto hash = *all.find_hash("SHA-256");
    hash.make_hmac = nullptr;
    const auto aead = aead_algorithm{"MINE", 16, 12, 16, nullptr};
    const auto cipher = cbc_algorithm{"MINE", 16, 16, nullptr, nullptr};
    const auto stream = stream_algorithm{"MINE", 16, nullptr};
    const auto tls13 = [&](auto change) { return refusal(make_custom_suite(all), change); };
    BOOST_TEST(tls13([&](auto& r) { r.hash = &hash; }) == "hash \"SHA-256\" has no make_hmac");
    BOOST_TEST(tls13([&](auto& r) { r.aead = &aead; }) == "AEAD \"MINE\" has no make");
    const auto cbc = [&](auto change) {
        return refusal(*all.find_cipher_suite("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"), change);
    };
    BOOST_TEST(cbc([&](auto& r) { r.mac = &hash; }) == "hash \"SHA-256\" has no make_hmac");
    BOOST_TEST(cbc([&](auto& r) { r.cipher = &cipher; }) == "CBC cipher \"MINE\" has no make_encryption");
    BOOST_TEST(cbc([&](auto& r) { r.cipher = nullptr, r.stream = &stream; }) == "stream cipher \"MINE\" has no make");
}

BOOST_AUTO_TEST_CASE(refuses_groups_schemes_and_keys_that_lack_members)
{
    const auto& all = *registry::standard();
    const auto group = [&](auto change) { return refusal(*all.find_group("x25519"), change); };
    BOOST_TEST(group([](auto&) {}) == "accepted");
    BOOST_TEST(group([](auto& r) { r.generate = nullptr; }) == "group \"x25519\" has no generate");
    BOOST_TEST(group([](auto& r) { r.encapsulate = nullptr; }) == "group \"x25519\" has no encapsulate");

    const auto scheme = [&](auto change) { return refusal(*all.find_signature_scheme("rsa_pss_rsae_sha256"), change); };
    auto hash = *all.find_hash("SHA-256");
    hash.make = nullptr;
    BOOST_TEST(scheme([](auto&) {}) == "accepted");
    BOOST_TEST(scheme([](auto& r) { r.hash = nullptr; }) == "signature scheme \"rsa_pss_rsae_sha256\" has no hash");
    BOOST_TEST(scheme([](auto& r) { r.make_signer = nullptr; }) ==
               "signature scheme \"rsa_pss_rsae_sha256\" has no make_signer");
    BOOST_TEST(scheme([](auto& r) { r.make_verifier = nullptr; }) ==
               "signature scheme \"rsa_pss_rsae_sha256\" has no make_verifier");
    BOOST_TEST(scheme([&](auto& r) { r.hash = &hash; }) == "hash \"SHA-256\" has no make");
    BOOST_TEST(scheme([&](auto& r) { r.mask_hash = &hash; }) == "hash \"SHA-256\" has no make");

    const auto keys = [&](auto change) { return refusal(*all.find_key_algorithm(key_type::rsa), change); };
    BOOST_TEST(keys([](auto&) {}) == "accepted");
    BOOST_TEST(keys([](auto& r) { r.generate = nullptr; }) == "key algorithm \"RSA\" has no generate");
    BOOST_TEST(keys([](auto& r) { r.complete = nullptr; }) == "key algorithm \"RSA\" has no complete");
}

BOOST_AUTO_TEST_CASE(row_with_a_known_code_point_replaces_the_old_row)
{
    auto mine = *registry::standard();
    auto position = [&mine](std::uint16_t id) { return mine.find_cipher_suite(id) - mine.cipher_suites().data(); };
    auto count = mine.cipher_suites().size();
    auto before = position(0x1301);
    auto suite = make_custom_suite(mine);
    suite.id = 0x1301;
    mine.add(suite);
    BOOST_TEST(mine.cipher_suites().size() == count);
    BOOST_TEST(position(0x1301) == before);
    BOOST_TEST(mine.find_cipher_suite(std::uint16_t{0x1301})->name == "TLS_SHIFTING_SHA256");
}

BOOST_AUTO_TEST_CASE(schemes_without_a_code_point_are_distinguished_by_name)
{
    auto mine = *registry::standard();
    auto count = mine.signature_schemes().size();
    auto scheme = *mine.find_signature_scheme("ecdsa_secp384r1_with_SHA-256");
    BOOST_TEST(scheme.id == 0);
    scheme.strength = 1;
    mine.add(scheme);
    BOOST_TEST(mine.signature_schemes().size() == count);
    BOOST_TEST(mine.find_signature_scheme("ecdsa_secp384r1_with_SHA-256")->strength == 1u);
    BOOST_TEST(mine.find_signature_scheme("ecdsa_secp521r1_with_SHA-256")->strength == 128u);
    scheme.name = "another";
    mine.add(scheme);
    BOOST_TEST(mine.signature_schemes().size() == count + 1);
}

BOOST_AUTO_TEST_CASE(an_empty_registry_finds_nothing)
{
    registry none;
    BOOST_TEST(!none.find_cipher_suite(std::uint16_t{0x1301}));
    BOOST_TEST(!none.find_group("x25519"));
    BOOST_TEST(!none.find_signature_scheme(key_type::ed25519, signature_encoding::eddsa, ""));
    BOOST_TEST(!none.find_hash("SHA-256"));
    BOOST_TEST(!none.find_aead("AES-128-GCM"));
    BOOST_TEST(!none.find_key_algorithm(key_type::rsa));
}

BOOST_AUTO_TEST_CASE(code_point_zero_finds_no_scheme)
{
    BOOST_TEST(!registry::standard()->find_signature_scheme(std::uint16_t{0}));
}

BOOST_AUTO_TEST_CASE(finds_certificate_schemes_by_key_encoding_and_hash)
{
    auto& all = *registry::standard();
    auto name = [&all](key_type key, signature_encoding encoding, std::string_view hash) {
        auto* found = all.find_signature_scheme(key, encoding, hash);
        return found ? found->name : "none";
    };
    using enum signature_encoding;
    BOOST_TEST(name(key_type::rsa, rsa_pkcs1, "SHA-256") == "rsa_pkcs1_sha256");
    BOOST_TEST(name(key_type::rsa, rsa_pkcs1, "SHA-224") == "rsa_pkcs1_with_SHA-224");
    BOOST_TEST(name(key_type::rsa, rsa_pss, "SHA-384") == "rsa_pss_rsae_sha384");
    BOOST_TEST(name(key_type::rsa_pss, rsa_pss, "SHA-512") == "rsa_pss_pss_sha512");
    BOOST_TEST(name(key_type::rsa_pss, rsa_pkcs1, "SHA-256") == "none");
    BOOST_TEST(name(key_type::secp256r1, ecdsa, "SHA-256") == "ecdsa_secp256r1_sha256");
    BOOST_TEST(name(key_type::ed25519, eddsa, "") == "ed25519");
    for (auto key : {key_type::secp256r1, key_type::secp384r1, key_type::secp521r1})
        for (auto* hash : {"SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"})
            BOOST_TEST(name(key, ecdsa, hash) != "none");
}

BOOST_AUTO_TEST_CASE(key_determines_scheme_before_tls12)
{
    auto& all = *registry::standard();
    const std::pair<key_type, std::string_view> expected[] = {{key_type::rsa, "rsa_pkcs1_md5_sha1"},
                                                              {key_type::dsa, "dsa_sha1"},
                                                              {key_type::secp256r1, "ecdsa_sha1"},
                                                              {key_type::secp384r1, "ecdsa_secp384r1_with_SHA-1"},
                                                              {key_type::secp521r1, "ecdsa_secp521r1_with_SHA-1"},
                                                              {key_type::rsa_pss, "none"},
                                                              {key_type::ed25519, "none"}};
    for (auto version : {protocol_version::tls1_0, protocol_version::tls1_1}) {
        for (auto& [key, name] : expected) {
            for (std::uint16_t ignored : {0, 0x0403, 0x0804}) {
                auto* found = all.find_signature_scheme(key, ignored, version);
                BOOST_TEST((found ? found->name : "none") == name);
            }
        }
    }
    for (auto version : {protocol_version::tls1_2, protocol_version::tls1_3})
        BOOST_TEST(!all.find_signature_scheme(key_type::rsa, 0, version));
}

BOOST_AUTO_TEST_CASE(standard_rows_are_consistent)
{
    auto& all = *registry::standard();
    std::set<std::string_view> names;
    std::set<std::uint16_t> ids;
    for (auto& suite : all.cipher_suites()) {
        BOOST_TEST(names.insert(suite.name).second);
        BOOST_TEST(ids.insert(suite.id).second);
        BOOST_TEST(suite.hash == all.find_hash(suite.hash->name));
        BOOST_TEST((suite.aead != nullptr) == (suite.mac == nullptr));
        if (suite.aead) {
            BOOST_TEST(!suite.cipher);
            BOOST_TEST(suite.aead == all.find_aead(suite.aead->name));
            BOOST_TEST(suite.strength <= 8 * suite.aead->key_size);
            BOOST_TEST(suite.aead->nonce_size == 12u);
            continue;
        }
        BOOST_TEST(suite.mac == all.find_hash(suite.mac->name));
        BOOST_TEST((suite.cipher == nullptr || suite.stream == nullptr));
        const auto key_size = suite.cipher ? suite.cipher->key_size : suite.stream ? suite.stream->key_size : 0;
        BOOST_TEST(suite.strength <= 8 * key_size);
        if (suite.cipher)
            BOOST_TEST(suite.cipher == all.find_cipher(suite.cipher->name));
    }
    ids.clear();
    for (auto& group : all.groups()) {
        BOOST_TEST(names.insert(group.name).second);
        BOOST_TEST(ids.insert(group.id).second);
        const auto mlkem = group.name.find("MLKEM");
        const auto family = group.name.starts_with("ffdhe") ? group_family::ffdhe
                            : mlkem == 0                    ? group_family::kem
                            : mlkem != group.name.npos      ? group_family::hybrid
                                                            : group_family::ecdhe;
        BOOST_TEST((group.family == family));
        BOOST_TEST(group.diffie_hellman == (mlkem == group.name.npos));
        BOOST_TEST(group.is_post_quantum() == !group.diffie_hellman);
        BOOST_TEST(group.usable_in(protocol_version::tls1_3));
        BOOST_TEST(group.usable_in(protocol_version::tls1_2) == group.diffie_hellman);
    }
    ids.clear();
    for (auto& scheme : all.signature_schemes()) {
        BOOST_TEST(names.insert(scheme.name).second);
        BOOST_TEST((scheme.id == 0 || ids.insert(scheme.id).second));
        BOOST_TEST((scheme.key == key_type::dsa || all.find_key_algorithm(scheme.key)));
        bool old = scheme.id == 0 || scheme.encoding == signature_encoding::rsa_pkcs1 ||
                   scheme.encoding == signature_encoding::dsa || scheme.hash == all.find_hash("SHA-1");
        BOOST_TEST(scheme.in_tls13_handshake == !old);
    }
    for (auto* hash : all.hashes())
        BOOST_TEST(hash->digest_size <= max_digest_size);
}

BOOST_AUTO_TEST_CASE(most_preferred_rows_are_as_intended)
{
    auto& all = *registry::standard();
    BOOST_TEST(all.groups().front().name == "X25519MLKEM768");
    BOOST_TEST(std::ranges::find_if_not(all.groups(), &key_exchange_group::is_post_quantum)->name == "x25519");
    for (auto& group : all.groups())
        BOOST_TEST((group.family != group_family::kem || !group.enabled_by_default));
    BOOST_TEST(all.signature_schemes().front().name == "ed25519");
    std::set<std::string_view> first_three;
    for (auto& suite : all.cipher_suites().first(3)) {
        first_three.insert(suite.name);
        BOOST_TEST(suite.enabled_by_default);
    }
    BOOST_TEST(first_three.count("TLS_AES_128_GCM_SHA256") == 1u);
    BOOST_TEST(first_three.count("TLS_CHACHA20_POLY1305_SHA256") == 1u);
    BOOST_TEST(!all.find_cipher_suite("TLS_AES_128_CCM_8_SHA256")->enabled_by_default);
}

BOOST_AUTO_TEST_SUITE_END()
