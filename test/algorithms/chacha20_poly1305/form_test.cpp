// Each form of ChaCha20-Poly1305 against the reference, where the two are most likely to differ. Wycheproof's vectors
// are in crypto/wycheproof_test.cpp, and further comparisons in crypto/implementations_test.cpp.

#include "algorithms/chacha20_poly1305/form.hpp"

#include "algorithms/cryptopp/aead.hpp"
#include "crypto/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <random>
#include <utility>
#include <vector>

namespace {

using namespace tls;
using chacha20_poly1305::form;
using chacha20_poly1305::tag_size;
using test::to_hex;

std::vector<std::pair<const char*, const form*>> chacha_forms()
{
    std::vector<std::pair<const char*, const form*>> all;
    if (auto* fast = chacha20_poly1305::avx2_form())
        all.emplace_back("AVX2", fast);
    if (auto* fast = chacha20_poly1305::avx512_form())
        all.emplace_back("AVX-512", fast);
    if (all.empty())
        BOOST_TEST_MESSAGE("skipped: this CPU has no AVX2");
    return all;
}

class random_input {
public:
    explicit random_input(unsigned seed) : engine_(seed) {}

    bytes some(std::size_t size)
    {
        bytes out(size);
        for (std::size_t i = 0; i < size; i += 8) {
            auto word = engine_();
            for (std::size_t k = i; k < std::min(i + 8, size); ++k, word >>= 8)
                out[k] = static_cast<std::uint8_t>(word);
        }
        return out;
    }

    std::size_t below(std::size_t end) { return engine_() % end; }

    std::vector<byte_view> cut(byte_view whole)
    {
        std::vector<byte_view> pieces{byte_view()};
        while (!whole.empty()) {
            const auto size = std::min(whole.size(), below(2) == 0 ? below(70) : below(3000));
            pieces.push_back(whole.first(size));
            whole = whole.subspan(size);
        }
        return pieces;
    }

private:
    std::mt19937_64 engine_;
};

bytes seal_by_reference(byte_view key, byte_view nonce, byte_view aad, byte_view plaintext)
{
    bytes record(plaintext.size() + tag_size);
    cryptopp::chacha20_poly1305.make(key)->seal(nonce, aad, {&plaintext, 1}, record);
    return record;
}

struct input {
    bytes key, nonce, aad, plaintext;
};

/// Seals and opens, in pieces, in place and elsewhere.
bool agrees_with_reference(const form& tested, const input& in, random_input& random)
{
    const auto expected = seal_by_reference(in.key, in.nonce, in.aad, in.plaintext);
    const auto size = in.plaintext.size();
    const auto ciphertext = byte_view(expected).first(size), tag = byte_view(expected).last(tag_size);
    byte_view whole = in.plaintext;
    bytes sealed(size + tag_size), opened(size), in_place = in.plaintext;
    std::array<std::uint8_t, tag_size> computed;

    tested.seal(in.key, in.nonce, in.aad, {&whole, 1}, sealed);
    if (sealed != expected)
        return false;
    std::fill(sealed.begin(), sealed.end(), std::uint8_t{0});
    tested.seal(in.key, in.nonce, in.aad, random.cut(whole), sealed);
    if (sealed != expected)
        return false;
    in_place.resize(size + tag_size);
    tested.seal(in.key, in.nonce, in.aad, random.cut(byte_view(in_place).first(size)), in_place);
    if (in_place != expected)
        return false;

    tested.open(in.key, in.nonce, in.aad, ciphertext, opened.data(), computed.data());
    if (opened != in.plaintext || !std::ranges::equal(computed, tag))
        return false;
    tested.open(in.key, in.nonce, in.aad, byte_view(in_place).first(size), in_place.data(), computed.data());
    in_place.resize(size);
    return in_place == in.plaintext && std::ranges::equal(computed, tag);
}

} // namespace

BOOST_AUTO_TEST_SUITE(chacha20_poly1305_forms)

BOOST_AUTO_TEST_CASE(each_form_computes_its_known_answers)
{
    for (auto& [name, tested] : chacha_forms())
        BOOST_TEST(chacha20_poly1305::is_working(*tested), name);
}

BOOST_AUTO_TEST_CASE(a_form_with_an_error_fails_the_self_test)
{
    // Only the last bit of the tag of long records is wrong.
    static const form* working = nullptr;
    static constexpr form broken{
        [](byte_view key, byte_view nonce, byte_view aad, std::span<const byte_view> pieces, byte_span record) {
            working->seal(key, nonce, aad, pieces, record);
            if (record.size() > 4000)
                record.back() ^= 1;
        },
        [](byte_view key, byte_view nonce, byte_view aad, byte_view text, std::uint8_t* out, std::uint8_t* tag) {
            working->open(key, nonce, aad, text, out, tag);
        }};
    for (auto& [name, tested] : chacha_forms()) {
        working = tested;
        BOOST_TEST(!chacha20_poly1305::is_working(broken), name);
    }
}

// RFC 8439 section 2.8.2.
BOOST_AUTO_TEST_CASE(seals_the_example_of_the_rfc)
{
    const std::string_view text = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                                  "future, sunscreen would be it.";
    const auto key = test::from_hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    const auto nonce = test::from_hex("070000004041424344454647"), aad = test::from_hex("50515253c0c1c2c3c4c5c6c7");
    for (auto& [name, tested] : chacha_forms()) {
        bytes record(text.size() + tag_size);
        const auto plaintext = as_bytes(text);
        tested->seal(key, nonce, aad, {&plaintext, 1}, record);
        BOOST_TEST(to_hex(byte_view(record).first(16)) == "d31a8d34648e60db7b86afbc53ef7ec2", name);
        BOOST_TEST(to_hex(byte_view(record).last(tag_size)) == "1ae10b594f09e26a7e902ecbd0600691", name);
    }
}

BOOST_AUTO_TEST_CASE(every_size_up_to_two_chunks_agrees_with_the_reference)
{
    for (auto& [name, tested] : chacha_forms()) {
        random_input random(1);
        const auto key = random.some(32);
        for (std::size_t size = 0; size <= 2 * 2048 + 1; ++size) {
            const input in{key, random.some(12), random.some(size % 4 == 0 ? random.below(70) : 5), random.some(size)};
            BOOST_REQUIRE_MESSAGE(agrees_with_reference(*tested, in, random), name << ", " << size << " bytes");
        }
    }
}

BOOST_AUTO_TEST_CASE(long_records_at_any_alignment_agree_with_the_reference)
{
    for (auto& [name, tested] : chacha_forms()) {
        random_input random(2);
        for (std::size_t i = 0; i < 150; ++i) {
            const auto size = random.below(17 * 1024);
            const auto key = random.some(32), nonce = random.some(12), aad = random.some(13);
            const auto from = random.below(64), to = random.below(64);
            const auto buffer = random.some(size + 64);
            const auto plaintext = byte_view(buffer).subspan(from, size);
            const auto expected = seal_by_reference(key, nonce, aad, plaintext);
            bytes room(to + size + tag_size + 64, 0xee);
            const auto record = byte_span(room).subspan(to, size + tag_size);
            tested->seal(key, nonce, aad, {&plaintext, 1}, record);
            BOOST_REQUIRE_MESSAGE(std::ranges::equal(record, expected), name << ", " << size << " bytes");
            std::array<std::uint8_t, tag_size> tag;
            bytes opened(from + size);
            tested->open(key, nonce, aad, record.first(size), opened.data() + from, tag.data());
            BOOST_REQUIRE(std::ranges::equal(byte_view(opened).subspan(from), plaintext));
            BOOST_REQUIRE(std::ranges::equal(tag, record.last(tag_size)));
            const auto is_untouched = [](std::uint8_t byte) { return byte == 0xee; };
            BOOST_REQUIRE(std::ranges::all_of(byte_view(room).first(to), is_untouched));
            BOOST_REQUIRE(std::ranges::all_of(byte_view(room).last(64), is_untouched));
        }
    }
}

// The message blocks that Poly1305 sees are the ciphertext: the limits of limbs and of the modulus.
BOOST_AUTO_TEST_CASE(tags_of_ciphertexts_at_the_limits_agree_with_the_reference)
{
    std::vector<bytes> blocks;
    for (auto* hex :
         {"ffffffffffffffffffffffffffffffff", "00000000000000000000000000000000", "fbffffffffffffffffffffffffffffff",
          "faffffffffffffffffffffffffffffff", "04000000000000000000000000000000", "ffffffffff0f00000000000000000000",
          "000000000000f0ffffffff0000000000", "ffffffffffff00000000000000ffffff", "00000000000000000000000000000080",
          "ffffffffffffffff0000000000000000", "0000000000000000ffffffffffffffff", "ffffffffffffffffffffff0000000000"})
        blocks.push_back(test::from_hex(hex));
    const std::size_t sizes[] = {16, 48, 192, 208, 511, 512, 1008, 1024, 1040, 1536, 2048, 3072, 3087, 8192, 16384};
    for (auto& [name, tested] : chacha_forms()) {
        random_input random(3);
        for (auto size : sizes)
            for (std::size_t kind = 0; kind <= blocks.size(); ++kind) {
                const auto key = random.some(32), nonce = random.some(12), aad = random.some(5);
                bytes ciphertext(size);
                for (std::size_t i = 0; i < size; ++i) {
                    // All blocks the same, or random ones of them.
                    const auto which = kind < blocks.size() ? kind : (i / 16 * 7 + i / 16 / 5) % blocks.size();
                    ciphertext[i] = blocks[which][i % 16];
                }
                // Decrypting twice gives the ciphertext back; the reference's tag is that of sealing the plaintext.
                bytes plaintext(size);
                std::array<std::uint8_t, tag_size> tag;
                tested->open(key, nonce, aad, ciphertext, plaintext.data(), tag.data());
                const auto expected = seal_by_reference(key, nonce, aad, plaintext);
                BOOST_REQUIRE(std::ranges::equal(byte_view(expected).first(size), ciphertext));
                BOOST_REQUIRE_MESSAGE(std::ranges::equal(byte_view(expected).last(tag_size), tag),
                                      name << ", " << size << " bytes, kind " << kind);
                const byte_view whole = plaintext;
                bytes sealed(size + tag_size);
                tested->seal(key, nonce, aad, {&whole, 1}, sealed);
                BOOST_REQUIRE(sealed == expected);
            }
    }
}

BOOST_AUTO_TEST_SUITE_END()
