// Runs the Project Wycheproof vectors through the registry. The vectors are in the folder named by the environment
// variable WYCHEPROOF_DIR, or by default where the build expects them. Without them the tests report that they were
// skipped.

#include "algorithms/mlkem/form.hpp"
#include "crypto/fixed_random.hpp"
#include "crypto/hex.hpp"
#include "crypto/hkdf.hpp"
#include "crypto/implementations.hpp"
#include "crypto/password_based.hpp"
#include "support/sweep.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>

namespace {

using namespace tls;
using boost::json::object;

// The tables under test: those with the best implementation of everything, and the reference's.
const registry* tested = nullptr;

const registry& all()
{
    return *tested;
}

std::filesystem::path folder()
{
    const char* given = std::getenv("WYCHEPROOF_DIR");
    return given ? given : TLS_WYCHEPROOF_DIR;
}

std::string text(const object& from, std::string_view name)
{
    return std::string(from.at(name).as_string());
}

bytes data(const object& from, std::string_view name)
{
    return test::from_hex(from.at(name).as_string());
}

std::size_t number(const object& from, std::string_view name)
{
    return static_cast<std::size_t>(from.at(name).as_int64());
}

// The outcome of a case. It is out of scope if no row here supports it.
enum class outcome { accepted, rejected, out_of_scope };

outcome accepted_if(bool accepted)
{
    return accepted ? outcome::accepted : outcome::rejected;
}

using case_runner = std::function<outcome(const object& group, const object& test)>;

// Runs every case of a file. A "valid" case must be accepted and an "invalid" one rejected. An "acceptable" one may be
// either, but must not fail in another way.
std::size_t run_file(const std::filesystem::path& path, const case_runner& run)
{
    std::ifstream file(path);
    std::string content{std::istreambuf_iterator<char>(file), {}};
    BOOST_REQUIRE_MESSAGE(!content.empty(), path << " cannot be read");
    auto parsed = boost::json::parse(content);
    std::size_t executed = 0;
    for (auto& group : parsed.as_object().at("testGroups").as_array()) {
        for (auto& value : group.as_object().at("tests").as_array()) {
            auto& test = value.as_object();
            auto result = text(test, "result");
            auto got = run(group.as_object(), test);
            if (got == outcome::out_of_scope)
                continue;
            ++executed;
            BOOST_CHECK_MESSAGE(result != "valid" || got == outcome::accepted,
                                path.filename() << " case " << number(test, "tcId") << " is valid but was rejected");
            BOOST_CHECK_MESSAGE(result != "invalid" || got == outcome::rejected,
                                path.filename() << " case " << number(test, "tcId") << " is invalid but was accepted");
        }
    }
    return executed;
}

void run_files(std::initializer_list<const char*> names, const case_runner& run)
{
    auto where = folder();
    if (!std::filesystem::is_directory(where)) {
        auto message = "skipped: no Wycheproof vectors in " + where.string() + "; set WYCHEPROOF_DIR";
        BOOST_TEST_MESSAGE(message);
        std::cout << message << '\n';
        return;
    }
    for (auto* tables : {registry::standard().get(), &reference_registry()}) {
        tested = tables;
        for (std::string name : names) {
            auto executed = run_file(where / (name + "_test.json"), run);
            BOOST_CHECK_MESSAGE(executed > 0, name << " has no case that can be executed");
            std::cout << name << ": " << executed << " cases\n";
        }
    }
}

case_runner aead_runner(std::string family)
{
    return [family = std::move(family)](const object& group, const object& test) {
        auto key = data(test, "key");
        auto name = family;
        if (family != "CHACHA20-POLY1305")
            name = "AES-" + std::to_string(8 * key.size()) + "-" + family;
        if (number(group, "tagSize") == 64)
            name += "-8";
        auto* algorithm = all().find_aead(name);
        auto nonce = data(test, "iv");
        if (!algorithm || key.size() != algorithm->key_size || nonce.size() != algorithm->nonce_size ||
            number(group, "tagSize") != 8 * algorithm->tag_size)
            return outcome::out_of_scope;
        auto context = algorithm->make(key);
        auto aad = data(test, "aad"), plaintext = data(test, "msg"), sealed = data(test, "ct");
        auto tag = data(test, "tag");
        sealed.insert(sealed.end(), tag.begin(), tag.end());

        bytes opened(plaintext.size());
        bool accepted = context->open(nonce, aad, sealed, opened);
        if (accepted) {
            byte_view whole = plaintext;
            bytes again(sealed.size());
            context->seal(nonce, aad, {&whole, 1}, again);
            BOOST_TEST(test::to_hex(opened) == test::to_hex(plaintext));
            BOOST_TEST(test::to_hex(again) == test::to_hex(sealed));
        }
        return accepted_if(accepted);
    };
}

case_runner hmac_runner(std::string hash_name)
{
    return [hash_name = std::move(hash_name)](const object& group, const object& test) {
        auto& hash = *all().find_hash(hash_name);
        const bytes key = data(test, "key"), message = data(test, "msg");
        auto mac = hash.make_hmac(key);
        mac->update(message);
        bytes tag(hash.digest_size), same(hash.digest_size);
        mac->finish(tag);
        hmac(hash, key, std::array{byte_view(message)}, same);
        BOOST_TEST(tag == same);
        tag.resize(number(group, "tagSize") / 8);
        return accepted_if(constant_time_equal(tag, data(test, "tag")));
    };
}

case_runner hkdf_runner(std::string hash_name)
{
    return [hash_name = std::move(hash_name)](const object&, const object& test) {
        auto& hash = *all().find_hash(hash_name);
        bytes prk(hash.digest_size), okm(number(test, "size"));
        hkdf_extract(hash, data(test, "salt"), data(test, "ikm"), prk);
        try {
            hkdf_expand(hash, prk, data(test, "info"), okm);
        } catch (const std::length_error&) {
            return outcome::rejected;
        }
        return accepted_if(okm == data(test, "okm"));
    };
}

// Returns an encoded scalar of exactly `size` bytes.
bytes with_size(bytes number, std::size_t size)
{
    while (number.size() > size && number.front() == 0)
        number.erase(number.begin());
    number.insert(number.begin(), size > number.size() ? size - number.size() : 0, 0);
    return number;
}

case_runner group_runner(std::string name, std::size_t private_key_size)
{
    return [name = std::move(name), private_key_size](const object&, const object& test) {
        auto* group = all().find_group(name);
        test::fixed_random random(with_size(data(test, "private"), private_key_size));
        auto secret = group->generate(random)->decapsulate(data(test, "public"));
        // RFC 8446 section 7.4.2 requires rejecting an all-zero secret, which the files call acceptable. (On the NIST
        // curves a zero X coordinate is an ordinary point.)
        if (secret && name == "x25519")
            BOOST_TEST(!constant_time_is_zero(*secret));
        return accepted_if(secret && test::to_hex(*secret) == text(test, "shared"));
    };
}

// Runs cases with a seed: generation, and decapsulation of a ciphertext if there is one.
case_runner mlkem_runner(std::string name)
{
    return [name = std::move(name)](const object&, const object& test) {
        const auto seed = data(test, "seed");
        if (seed.size() != mlkem::seed_size)
            return outcome::rejected;
        test::fixed_random random(seed);
        auto key = all().find_group(name)->generate(random);
        if (test.contains("ek") && text(test, "result") == "valid")
            BOOST_TEST(test::to_hex(key->share()) == text(test, "ek"));
        if (!test.contains("c"))
            return outcome::accepted;
        const auto secret = key->decapsulate(data(test, "c"));
        return accepted_if(secret && test::to_hex(*secret) == text(test, "K"));
    };
}

case_runner mlkem_encapsulation_runner(std::string name)
{
    return [name = std::move(name)](const object&, const object& test) {
        test::fixed_random random(data(test, "m"));
        const auto made = all().find_group(name)->encapsulate(data(test, "ek"), random);
        return accepted_if(made && test::to_hex(made->share) == text(test, "c") &&
                           test::to_hex(made->secret) == text(test, "K"));
    };
}

// Decapsulation keys as FIPS 203 encodes them. TLS never receives one, so invalid keys are out of scope.
template <std::size_t K>
outcome run_mlkem_decapsulation(const object&, const object& test)
{
    const auto key = data(test, "dk"), ciphertext = data(test, "c");
    bytes secret(mlkem::secret_size);
    if (text(test, "result") != "valid")
        return outcome::out_of_scope;
    auto& form = tested == registry::standard().get() ? mlkem::best_form() : mlkem::portable_form();
    form.of<K>().decapsulate(key, ciphertext, secret);
    return accepted_if(test::to_hex(secret) == text(test, "K"));
}

// Whether the scheme row for this key type, encoding and hash accepts the case's signature.
outcome verify(const public_key& key, signature_encoding encoding, std::string_view hash, const object& test)
{
    auto* scheme = all().find_signature_scheme(key.type, encoding, hash);
    if (!scheme)
        return outcome::out_of_scope;
    auto verifier = scheme->make_verifier(*scheme, key);
    return accepted_if(verifier && verifier->verify(data(test, "msg"), data(test, "sig")));
}

bytes minimal(bytes integer)
{
    while (!integer.empty() && integer.front() == 0)
        integer.erase(integer.begin());
    return integer;
}

public_key rsa_key(const object& group, const char* member)
{
    auto& from = group.at(member).as_object();
    public_key key;
    key.modulus = minimal(data(from, "modulus"));
    key.public_exponent = minimal(data(from, "publicExponent"));
    return key;
}

outcome run_rsa_pkcs1(const object& group, const object& test)
{
    return verify(rsa_key(group, "publicKey"), signature_encoding::rsa_pkcs1, text(group, "sha"), test);
}

// Decodes an integer of a JSON Web Key, RFC 7518 section 2.
secure_bytes from_base64url(std::string_view encoded)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    secure_bytes out;
    unsigned bits = 0, pending = 0;
    for (char c : encoded) {
        pending = (pending << 6 | static_cast<unsigned>(alphabet.find(c))) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<std::uint8_t>(pending >> bits));
        }
    }
    return out;
}

// Signing is deterministic: the signature must equal the published one.
outcome run_rsa_pkcs1_signing(const object& group, const object& test)
{
    auto* scheme = all().find_signature_scheme(key_type::rsa, signature_encoding::rsa_pkcs1, text(group, "sha"));
    if (!scheme || !group.contains("privateKeyJwk"))
        return outcome::out_of_scope;
    auto& jwk = group.at("privateKeyJwk").as_object();
    private_key key;
    key.public_part = rsa_key(group, "privateKey");
    key.private_exponent = from_base64url(text(jwk, "d"));
    key.prime1 = from_base64url(text(jwk, "p"));
    key.prime2 = from_base64url(text(jwk, "q"));
    key.exponent1 = from_base64url(text(jwk, "dp"));
    key.exponent2 = from_base64url(text(jwk, "dq"));
    key.coefficient = from_base64url(text(jwk, "qi"));
    auto signer = scheme->make_signer(*scheme, key);
    BOOST_REQUIRE(signer);
    return accepted_if(signer->sign(data(test, "msg"), system_random()) == data(test, "sig"));
}

outcome run_rsa_pss(const object& group, const object& test)
{
    auto hash = text(group, "sha");
    auto* algorithm = all().find_hash(hash);
    if (!algorithm || text(group, "mgfSha") != hash || number(group, "sLen") != algorithm->digest_size)
        return outcome::out_of_scope;
    return verify(rsa_key(group, "publicKey"), signature_encoding::rsa_pss, hash, test);
}

// Signatures that are valid under parameters that TLS does not use: another MGF1 hash, or a salt that is not as long as
// the digest. They must be rejected.
outcome run_rsa_pss_of_other_parameters(const object& group, const object& test)
{
    auto hash = text(group, "sha");
    bool of_tls = text(group, "mgfSha") == hash && number(group, "sLen") == all().find_hash(hash)->digest_size;
    if (of_tls || text(test, "result") != "valid")
        return outcome::out_of_scope;
    auto got = verify(rsa_key(group, "publicKey"), signature_encoding::rsa_pss, hash, test);
    if (got == outcome::out_of_scope)
        return got;
    return accepted_if(got == outcome::rejected);
}

outcome run_ecdsa(const object& group, const object& test)
{
    auto& from = group.at("publicKey").as_object();
    auto curve = text(from, "curve");
    public_key key;
    key.type = curve == "secp256r1"   ? key_type::secp256r1
               : curve == "secp384r1" ? key_type::secp384r1
                                      : key_type::secp521r1;
    key.point = data(from, "uncompressed");
    return verify(key, signature_encoding::ecdsa, text(group, "sha"), test);
}

outcome run_dsa(const object& group, const object& test)
{
    auto& from = group.at("publicKey").as_object();
    public_key key;
    key.type = key_type::dsa;
    key.prime = minimal(data(from, "p"));
    key.subgroup_order = minimal(data(from, "q"));
    key.generator = minimal(data(from, "g"));
    key.public_value = minimal(data(from, "y"));
    return verify(key, signature_encoding::dsa, text(group, "sha"), test);
}

case_runner pbkdf2_runner(std::string hash_name)
{
    return [hash_name = std::move(hash_name)](const object&, const object& test) {
        auto& hash = *all().find_hash(hash_name);
        bytes derived(number(test, "dkLen"));
        // One case has 16,777,216, which take seconds. Both tables have the same hashes.
        const auto iterations = number(test, "iterationCount");
        if (iterations > 100'000 && (tested == &reference_registry() || !test::sweeps_are_whole()))
            return outcome::out_of_scope;
        pbkdf2(hash, data(test, "password"), data(test, "salt"), iterations, derived);
        return accepted_if(derived == data(test, "dk"));
    };
}

outcome run_ed25519(const object& group, const object& test)
{
    public_key key;
    key.type = key_type::ed25519;
    key.point = data(group.at("publicKey").as_object(), "pk");
    return verify(key, signature_encoding::eddsa, "", test);
}

} // namespace

BOOST_AUTO_TEST_SUITE(wycheproof)

BOOST_AUTO_TEST_CASE(aeads_open_only_valid_vectors)
{
    run_files({"aes_gcm"}, aead_runner("GCM"));
    run_files({"aes_ccm"}, aead_runner("CCM"));
    run_files({"chacha20_poly1305"}, aead_runner("CHACHA20-POLY1305"));
}

BOOST_AUTO_TEST_CASE(hmac_tags_match_valid_vectors)
{
    run_files({"hmac_sha1"}, hmac_runner("SHA-1"));
    run_files({"hmac_sha224"}, hmac_runner("SHA-224"));
    run_files({"hmac_sha256"}, hmac_runner("SHA-256"));
    run_files({"hmac_sha384"}, hmac_runner("SHA-384"));
    run_files({"hmac_sha512"}, hmac_runner("SHA-512"));
}

BOOST_AUTO_TEST_CASE(hkdf_matches_published_vectors)
{
    run_files({"hkdf_sha1"}, hkdf_runner("SHA-1"));
    run_files({"hkdf_sha256"}, hkdf_runner("SHA-256"));
    run_files({"hkdf_sha384"}, hkdf_runner("SHA-384"));
    run_files({"hkdf_sha512"}, hkdf_runner("SHA-512"));
}

BOOST_AUTO_TEST_CASE(pbkdf2_matches_published_vectors)
{
    run_files({"pbkdf2_hmacsha1"}, pbkdf2_runner("SHA-1"));
    run_files({"pbkdf2_hmacsha256"}, pbkdf2_runner("SHA-256"));
    run_files({"pbkdf2_hmacsha512"}, pbkdf2_runner("SHA-512"));
}

BOOST_AUTO_TEST_CASE(groups_match_published_secrets_and_reject_invalid_points)
{
    run_files({"x25519"}, group_runner("x25519", 32));
    run_files({"ecdh_secp256r1_ecpoint"}, group_runner("secp256r1", 32));
    run_files({"ecdh_secp384r1_ecpoint"}, group_runner("secp384r1", 48));
    run_files({"ecdh_secp521r1_ecpoint"}, group_runner("secp521r1", 66));
}

BOOST_AUTO_TEST_CASE(mlkem_matches_published_keys_ciphertexts_and_secrets)
{
    run_files({"mlkem_768", "mlkem_768_keygen_seed"}, mlkem_runner("MLKEM768"));
    run_files({"mlkem_1024", "mlkem_1024_keygen_seed"}, mlkem_runner("MLKEM1024"));
    run_files({"mlkem_768_encaps"}, mlkem_encapsulation_runner("MLKEM768"));
    run_files({"mlkem_1024_encaps"}, mlkem_encapsulation_runner("MLKEM1024"));
    run_files({"mlkem_768_semi_expanded_decaps"}, run_mlkem_decapsulation<3>);
    run_files({"mlkem_1024_semi_expanded_decaps"}, run_mlkem_decapsulation<4>);
}

BOOST_AUTO_TEST_CASE(verifies_valid_rsa_pkcs1_signatures)
{
    run_files({"rsa_signature_2048_sha224", "rsa_signature_2048_sha256", "rsa_signature_2048_sha384",
               "rsa_signature_2048_sha512", "rsa_signature_3072_sha256", "rsa_signature_3072_sha384",
               "rsa_signature_3072_sha512", "rsa_signature_4096_sha256", "rsa_signature_4096_sha384",
               "rsa_signature_4096_sha512", "rsa_signature_8192_sha256"},
              run_rsa_pkcs1);
}

BOOST_AUTO_TEST_CASE(rsa_pkcs1_signing_matches_published_signatures)
{
    run_files({"rsa_pkcs1_1024_sig_gen", "rsa_pkcs1_1536_sig_gen", "rsa_pkcs1_2048_sig_gen", "rsa_pkcs1_3072_sig_gen",
               "rsa_pkcs1_4096_sig_gen"},
              run_rsa_pkcs1_signing);
}

BOOST_AUTO_TEST_CASE(verifies_valid_rsa_pss_signatures)
{
    run_files({"rsa_pss_2048_sha256_mgf1_32", "rsa_pss_2048_sha384_mgf1_48", "rsa_pss_3072_sha256_mgf1_32",
               "rsa_pss_4096_sha256_mgf1_32", "rsa_pss_4096_sha384_mgf1_48", "rsa_pss_4096_sha512_mgf1_64",
               "rsa_pss_misc"},
              run_rsa_pss);
}

BOOST_AUTO_TEST_CASE(rejects_rsa_pss_signatures_with_other_parameters)
{
    run_files({"rsa_pss_2048_sha256_mgf1_0", "rsa_pss_2048_sha256_mgf1sha1_20", "rsa_pss_4096_sha512_mgf1_32",
               "rsa_pss_misc"},
              run_rsa_pss_of_other_parameters);
}

BOOST_AUTO_TEST_CASE(verifies_valid_ecdsa_signatures)
{
    run_files({"ecdsa_secp256r1_sha256", "ecdsa_secp256r1_sha512", "ecdsa_secp384r1_sha256", "ecdsa_secp384r1_sha384",
               "ecdsa_secp384r1_sha512", "ecdsa_secp521r1_sha512"},
              run_ecdsa);
}

BOOST_AUTO_TEST_CASE(verifies_valid_dsa_signatures)
{
    run_files({"dsa_2048_224_sha224", "dsa_2048_224_sha256", "dsa_2048_256_sha256", "dsa_3072_256_sha256"}, run_dsa);
}

BOOST_AUTO_TEST_CASE(verifies_valid_ed25519_signatures)
{
    run_files({"ed25519"}, run_ed25519);
}

BOOST_AUTO_TEST_SUITE_END()
