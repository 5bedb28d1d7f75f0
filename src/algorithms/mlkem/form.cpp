#include "algorithms/mlkem/form.hpp"

#include "algorithms/multiprecision/self_test.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace tls::mlkem {

namespace {

struct known_answers {
    std::array<std::uint8_t, secret_size> secret;           ///< depends on every bit of the encapsulation key
    std::array<std::uint8_t, secret_size> rejection_secret; ///< depends on every bit of the ciphertext
};

// For the seed 0, 1, ... 63, the message 64, 65, ... 95, and a ciphertext whose first bit is flipped. The functions
// that computed them agree with the vectors of Project Wycheproof.
constexpr known_answers answers_768{
    {0x9c, 0xdd, 0xd0, 0x89, 0xff, 0xe7, 0x0e, 0x39, 0x96, 0xe7, 0x6f, 0x7c, 0x8d, 0x06, 0x74, 0x6d,
     0xf3, 0x4d, 0x07, 0xe8, 0x65, 0x7b, 0xc0, 0xfc, 0xf2, 0xbb, 0x0e, 0x1c, 0x30, 0x84, 0xae, 0xa1},
    {0xdc, 0xfc, 0x80, 0xc6, 0xdb, 0x46, 0xff, 0x70, 0x28, 0xe3, 0xa4, 0x39, 0x86, 0x51, 0xc0, 0x63,
     0xae, 0x7a, 0x42, 0xc1, 0x07, 0xa6, 0xdc, 0x8c, 0xb0, 0x71, 0x41, 0x86, 0x16, 0x98, 0xab, 0x92}};
constexpr known_answers answers_1024{
    {0x0a, 0xd8, 0xd1, 0xea, 0x1b, 0x8d, 0xd7, 0x88, 0x97, 0x9b, 0x43, 0x79, 0x58, 0x12, 0x18, 0xdf,
     0x93, 0x21, 0xbd, 0xce, 0x55, 0x67, 0xec, 0xa4, 0x2a, 0xe6, 0xbe, 0x7d, 0x39, 0x5f, 0x1a, 0x54},
    {0x8f, 0x2c, 0x88, 0x08, 0x90, 0x99, 0x6c, 0x58, 0x7a, 0xa5, 0x00, 0xcf, 0x8b, 0x6d, 0xa0, 0x33,
     0x72, 0xde, 0x70, 0x6a, 0x9f, 0x96, 0x07, 0x57, 0x44, 0xbb, 0x09, 0x56, 0xea, 0x6f, 0xba, 0xac}};

template <std::size_t K>
bool computes(const functions& tested, const known_answers& answers)
{
    using sizes = parameters<K>;
    std::array<std::uint8_t, seed_size> seed;
    std::array<std::uint8_t, half_seed_size> message;
    std::iota(seed.begin(), seed.end(), std::uint8_t{0});
    std::iota(message.begin(), message.end(), std::uint8_t{seed_size});
    bytes key(sizes::decapsulation_key_size), ciphertext(sizes::ciphertext_size);
    std::array<std::uint8_t, secret_size> sent, received, rejected;

    tested.generate(seed, key);
    const auto encapsulation_key =
        byte_span(key).subspan(sizes::encapsulation_key_offset, sizes::encapsulation_key_size);
    if (!tested.encapsulate(encapsulation_key, message, ciphertext, sent))
        return false;
    tested.decapsulate(key, ciphertext, received);
    ciphertext.front() ^= 1;
    tested.decapsulate(key, ciphertext, rejected);
    // A first coefficient that is too large.
    encapsulation_key[0] = 0xff;
    encapsulation_key[1] |= 0x0f;
    std::array<std::uint8_t, secret_size> unused;
    return sent == answers.secret && received == answers.secret && rejected == answers.rejection_secret &&
           !tested.encapsulate(encapsulation_key, message, ciphertext, unused);
}

} // namespace

bool is_working(const form& tested)
{
    return computes<3>(tested.ml_kem_768, answers_768) && computes<4>(tested.ml_kem_1024, answers_1024);
}

const form& best_form()
{
    static const form& best = [&]() -> const form& {
        if (auto* fast = avx512_form();
            fast && multiprecision::passes_self_test("ML-KEM with AVX-512", is_working(*fast)))
            return *fast;
        if (auto* fast = avx2_form(); fast && multiprecision::passes_self_test("ML-KEM with AVX2", is_working(*fast)))
            return *fast;
        return portable_form();
    }();
    return best;
}

} // namespace tls::mlkem
