#include "algorithms/p256/form.hpp"

#include "algorithms/multiprecision/self_test.hpp"

namespace tls::p256 {

bool is_working(const form& tested)
{
    // RFC 5903 section 8.1: the initiator's private key and public key, the responder's public key, and their secret.
    constexpr limbs private_key{0xc62a9c57862d1433, 0x44e9aab8afe84049, 0x70a292daa2316de5, 0xc88f01f510d9ac3f};
    constexpr coordinates public_key{{0x945d0c3772581180, 0x98dfe637fc90b9ef, 0xb051e1feca5787d0, 0xdad0b65394221cf9},
                                     {0x389e0577b8990bb3, 0xb1f45b33accf5f58, 0xd61f1c456fa3e59a, 0x5271a0461cdb8252}};
    constexpr coordinates peers_public_key{
        {0x736fc7554494bf63, 0x2296970a0bccb74c, 0x1208b70270398c34, 0xd12dfb5289c8d4f8},
        {0x53e74f33039872ab, 0xac23f046ada30f83, 0x8157854c13c58d6a, 0x56fbf3ca366cc23e}};
    constexpr coordinates shared{{0x812464d04b9442de, 0x2fef8e9ece7dce03, 0xd13116e0e1256520, 0xd6840f6b42f6edaf},
                                 {0x5d98edb20eb153a2, 0x50235206a8674ecb, 0x8def9c183b5ae38f, 0x522bde0af0d8585b}};
    constexpr coordinates no_point{public_key.x, peers_public_key.y};
    return tested.multiply_base(private_key) == public_key &&
           tested.multiply(private_key, peers_public_key) == shared && tested.is_point(shared) &&
           !tested.is_point(no_point) && tested.has_sum({}, private_key, peers_public_key, shared.x, shared.x) &&
           tested.has_sum(private_key, {}, peers_public_key, shared.x, public_key.x) &&
           !tested.has_sum({1}, private_key, peers_public_key, shared.x, shared.x);
}

const form* best_form()
{
    static const form* const best = [] {
        auto* fast = adx_form();
        return fast && multiprecision::passes_self_test("P-256 with ADX", is_working(*fast)) ? fast : nullptr;
    }();
    return best;
}

} // namespace tls::p256
