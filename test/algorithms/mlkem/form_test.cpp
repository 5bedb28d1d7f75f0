// Each form of ML-KEM against the others, and its input checks. The published vectors are in
// crypto/wycheproof_test.cpp.

#include "algorithms/mlkem/form.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <vector>

namespace {

using namespace tls;
using mlkem::form;
using mlkem::parameters;

std::vector<const form*> forms()
{
    std::vector<const form*> all{&mlkem::portable_form()};
    for (auto* fast : {mlkem::avx2_form(), mlkem::avx512_form()})
        if (fast)
            all.push_back(fast);
    return all;
}

bytes random_bytes(std::mt19937_64& engine, std::size_t size)
{
    bytes out(size);
    for (auto& byte : out)
        byte = static_cast<std::uint8_t>(engine());
    return out;
}

template <std::size_t K>
struct results {
    bytes key = bytes(parameters<K>::decapsulation_key_size), ciphertext = bytes(parameters<K>::ciphertext_size);
    bytes sent = bytes(32), received = bytes(32), rejected = bytes(32);

    byte_span encapsulation_key()
    {
        return byte_span(key).subspan(parameters<K>::encapsulation_key_offset, parameters<K>::encapsulation_key_size);
    }

    bool operator==(const results&) const = default;
};

template <std::size_t K>
results<K> run(const form& by, byte_view seed, byte_view message, std::size_t flipped_bit)
{
    const auto& functions = by.of<K>();
    results<K> out;
    functions.generate(seed, out.key);
    BOOST_REQUIRE(functions.encapsulate(out.encapsulation_key(), message, out.ciphertext, out.sent));
    functions.decapsulate(out.key, out.ciphertext, out.received);
    auto changed = out.ciphertext;
    changed[flipped_bit / 8 % changed.size()] ^= static_cast<std::uint8_t>(1U << flipped_bit % 8);
    functions.decapsulate(out.key, changed, out.rejected);
    return out;
}

template <std::size_t K>
void check_all_forms_agree()
{
    std::mt19937_64 engine(K);
    for (int i = 0; i < 100; ++i) {
        const auto seed = random_bytes(engine, mlkem::seed_size), message = random_bytes(engine, 32);
        const auto flipped_bit = engine() % (8 * parameters<K>::ciphertext_size);
        const auto expected = run<K>(mlkem::portable_form(), seed, message, flipped_bit);
        BOOST_REQUIRE(expected.received == expected.sent);
        BOOST_REQUIRE(expected.rejected != expected.sent);
        for (auto* one : forms())
            BOOST_REQUIRE(run<K>(*one, seed, message, flipped_bit) == expected);
    }
}

/// Coefficients of t from q upwards, at every position (FIPS 203 section 7.2, modulus check).
template <std::size_t K>
void check_modulus_check()
{
    std::mt19937_64 engine(K);
    const auto seed = random_bytes(engine, mlkem::seed_size), message = random_bytes(engine, 32);
    auto good = run<K>(mlkem::portable_form(), seed, message, 0);
    for (std::size_t i = 0; i < K * mlkem::degree; ++i) {
        // q - 1 is the greatest number that is accepted.
        for (unsigned number : {3328U, 3329U, 3330U + static_cast<unsigned>(engine() % 765), 4095U}) {
            auto key = to_bytes(good.encapsulation_key());
            auto* pair = &key[i / 2 * 3];
            if (i % 2 == 0) {
                pair[0] = static_cast<std::uint8_t>(number);
                pair[1] = static_cast<std::uint8_t>((pair[1] & 0xf0) | number >> 8);
            } else {
                pair[1] = static_cast<std::uint8_t>((pair[1] & 0x0f) | (number & 0x0f) << 4);
                pair[2] = static_cast<std::uint8_t>(number >> 4);
            }
            for (auto* one : forms())
                BOOST_REQUIRE(one->template of<K>().encapsulate(key, message, good.ciphertext, good.sent) ==
                              (number < 3329));
        }
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(ml_kem_forms)

BOOST_AUTO_TEST_CASE(every_form_passes_its_self_test)
{
    for (auto* one : forms())
        BOOST_TEST(is_working(*one));
}

BOOST_AUTO_TEST_CASE(self_test_refuses_wrong_results)
{
    auto broken = mlkem::portable_form();
    broken.ml_kem_768.generate = [](byte_view seed, byte_span key) {
        mlkem::portable_form().ml_kem_768.generate(seed, key);
        key.front() ^= 1;
    };
    BOOST_TEST(!is_working(broken));
    broken = mlkem::portable_form();
    broken.ml_kem_1024.encapsulate = [](byte_view key, byte_view message, byte_span ciphertext, byte_span secret) {
        const bool is_valid = mlkem::portable_form().ml_kem_1024.encapsulate(key, message, ciphertext, secret);
        ciphertext.back() ^= 0x80;
        return is_valid;
    };
    BOOST_TEST(!is_working(broken));
    broken = mlkem::portable_form();
    broken.ml_kem_768.encapsulate = [](byte_view key, byte_view message, byte_span ciphertext, byte_span secret) {
        mlkem::portable_form().ml_kem_768.encapsulate(key, message, ciphertext, secret);
        return true; // no modulus check
    };
    BOOST_TEST(!is_working(broken));
    broken = mlkem::portable_form();
    broken.ml_kem_1024.decapsulate = [](byte_view key, byte_view ciphertext, byte_span secret) {
        mlkem::portable_form().ml_kem_1024.decapsulate(key, ciphertext, secret);
        secret.back() ^= 1;
    };
    BOOST_TEST(!is_working(broken));
}

BOOST_AUTO_TEST_CASE(all_forms_agree_on_random_inputs)
{
    check_all_forms_agree<3>();
    check_all_forms_agree<4>();
}

BOOST_AUTO_TEST_CASE(encapsulation_rejects_coefficients_from_q_upwards)
{
    check_modulus_check<3>();
    check_modulus_check<4>();
}

BOOST_AUTO_TEST_CASE(every_changed_bit_of_a_ciphertext_gives_another_secret)
{
    std::mt19937_64 engine(5);
    const auto seed = random_bytes(engine, mlkem::seed_size), message = random_bytes(engine, 32);
    for (auto* one : forms()) {
        auto made = run<3>(*one, seed, message, 0);
        for (auto& byte : made.ciphertext) {
            byte ^= 0x10;
            one->ml_kem_768.decapsulate(made.key, made.ciphertext, made.received);
            BOOST_REQUIRE(made.received != made.sent);
            byte ^= 0x10;
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
