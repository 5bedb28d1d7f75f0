// Secrets that a computation leaves on the stack.

#include "algorithms/chacha20_poly1305/form.hpp"
#include "algorithms/curve25519/form.hpp"
#include "algorithms/mlkem/form.hpp"
#include "algorithms/p256/sign.hpp"

#include <boost/test/unit_test.hpp>

#include <ucontext.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>

using namespace tls;

namespace {

/// A separate stack whose contents can be inspected afterwards.
struct watched_stack {
    watched_stack() { getcontext(&fresh_); }

    /// Returns the stack's contents after `action`, which starts on a stack of zeros.
    const bytes& after(const std::function<void()>& action)
    {
        running = &action;
        memory_.assign(memory_.size(), 0);
        auto context = fresh_;
        context.uc_stack.ss_sp = memory_.data();
        context.uc_stack.ss_size = memory_.size();
        context.uc_link = &caller_;
        makecontext(&context, &run, 0);
        swapcontext(&caller_, &context);
        return memory_;
    }

private:
    static void run() { (*running)(); }

    inline static const std::function<void()>* running = nullptr;
    bytes memory_ = bytes(64 * 1024);
    ucontext_t fresh_{}, caller_{};
};

/// Whatever `compute` leaves on the stack is the same for every scalar.
void check_leaves_no_trace(const std::function<void(std::uint8_t)>& set_scalar, const std::function<void()>& compute)
{
    watched_stack stack;
    const auto after_scalar_of = [&](std::uint8_t byte) {
        set_scalar(byte);
        return stack.after(compute);
    };
    after_scalar_of(0); // builds the table
    const auto first = after_scalar_of(0x00);
    for (std::uint8_t byte : {0x01, 0x5a, 0xfc}) {
        const auto other = after_scalar_of(byte);
        std::size_t differing = 0;
        for (std::size_t i = 0; i < first.size(); ++i)
            differing += first[i] != other[i];
        BOOST_TEST(differing == 0u);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(stack_contents)

BOOST_AUTO_TEST_CASE(x25519_leaves_no_trace_of_the_scalar)
{
    std::array<std::uint8_t, 32> scalar{}, result{};
    constexpr std::array<std::uint8_t, 32> u{9};
    const auto set_scalar = [&](std::uint8_t byte) {
        scalar.fill(byte);
        scalar.front() &= 0xf8;
        scalar.back() = static_cast<std::uint8_t>((scalar.back() & 0x7f) | 0x40);
    };
    for (auto* form : {&curve25519::portable_form(), curve25519::adx_form()}) {
        if (!form)
            continue;
        check_leaves_no_trace(set_scalar, [&] { form->multiply_base(scalar, result); });
        check_leaves_no_trace(set_scalar, [&] { form->multiply(scalar, u, result); });
    }
}

BOOST_AUTO_TEST_CASE(ml_kem_leaves_no_trace_of_seed_message_and_key)
{
    using sizes = mlkem::parameters<4>;
    bytes seed(mlkem::seed_size), message(32), key(sizes::decapsulation_key_size), ciphertext(sizes::ciphertext_size);
    bytes secret(mlkem::secret_size);
    const auto encapsulation_key =
        byte_view(key).subspan(sizes::encapsulation_key_offset, sizes::encapsulation_key_size);
    for (auto* form : {&mlkem::portable_form(), mlkem::avx2_form(), mlkem::avx512_form()}) {
        if (!form)
            continue;
        const auto& functions = form->ml_kem_1024;
        const auto fill = [](bytes& with) { return [&](std::uint8_t byte) { std::ranges::fill(with, byte); }; };
        check_leaves_no_trace(fill(seed), [&] { functions.generate(seed, key); });
        check_leaves_no_trace(fill(message),
                              [&] { functions.encapsulate(encapsulation_key, message, ciphertext, secret); });
        check_leaves_no_trace(
            [&](std::uint8_t byte) {
                std::ranges::fill(seed, byte);
                functions.generate(seed, key);
                functions.encapsulate(encapsulation_key, message, ciphertext, secret);
            },
            [&] { functions.decapsulate(key, ciphertext, secret); });
    }
}

#ifdef __OPTIMIZE__ // otherwise each vector operation has its own place on the stack
BOOST_AUTO_TEST_CASE(chacha20_poly1305_leaves_no_trace_of_the_key)
{
    bytes key(chacha20_poly1305::key_size);
    const bytes nonce(chacha20_poly1305::nonce_size), aad(5), text(5000);
    bytes out(text.size() + chacha20_poly1305::tag_size), tag(chacha20_poly1305::tag_size);
    const auto set_key = [&](std::uint8_t byte) { std::ranges::fill(key, byte); };
    for (auto* form : {chacha20_poly1305::avx2_form(), chacha20_poly1305::avx512_form()}) {
        if (!form)
            continue;
        for (std::size_t size : {0, 64, 448, 449, 1025, 2047, 2048, 5000}) {
            const auto some = byte_view(text).first(size);
            check_leaves_no_trace(set_key, [&] {
                form->seal(key, nonce, aad, {&some, 1}, byte_span(out).first(size + chacha20_poly1305::tag_size));
            });
            check_leaves_no_trace(set_key, [&] { form->open(key, nonce, aad, some, out.data(), tag.data()); });
        }
    }
}
#endif

BOOST_AUTO_TEST_CASE(p256_leaves_no_trace_of_the_scalar)
{
    auto* form = p256::adx_form();
    if (!form)
        return;
    p256::limbs scalar{};
    const auto set_scalar = [&](std::uint8_t byte) { scalar.fill((byte + 1) * std::uint64_t{0x0101010101010101}); };
    const auto point = form->multiply_base({5});
    // The results are in this program's frames, so it wipes them itself.
    check_leaves_no_trace(set_scalar, [&] {
        auto product = form->multiply_base(scalar);
        wipe(&product, sizeof product);
    });
    check_leaves_no_trace(set_scalar, [&] {
        auto product = form->multiply(scalar, point);
        wipe(&product, sizeof product);
    });

    const p256::curve curve(*form);
    const bytes digest(32, 0x33);
    p256::secret_scalar key({7}), nonce({9});
    check_leaves_no_trace(
        [&](std::uint8_t byte) {
            set_scalar(byte);
            key.value = nonce.value = scalar;
        },
        [&] {
            auto made = p256::sign(curve, key, nonce, digest);
            wipe(&made, sizeof made);
        });
}

BOOST_AUTO_TEST_SUITE_END()
