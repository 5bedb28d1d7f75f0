// Uses memory that lies in one of the library's pools, which AddressSanitizer must report.
//
//     pooled_memory [released_block|destroyed_aead]
//
// Without an argument it uses the same memory as long as it may.

#include "protocol/record/block_pool.hpp"

#include <tls/crypto/registry.hpp>

#include <cstdio>
#include <string_view>

namespace {

void use_block(bool released)
{
    auto block = tls::block::acquire(2048);
    volatile std::uint8_t* const memory = block.data();
    if (released)
        block.reset();
    memory[1000] = 1;
    if (!released)
        block.reset();
}

void use_aead(bool destroyed)
{
    const auto& aead = *tls::registry::standard()->find_aead("AES-128-GCM");
    auto owner = aead.make(tls::bytes(aead.key_size));
    auto* const context = owner.get();
    if (destroyed)
        owner.reset();
    tls::bytes out(aead.tag_size);
    context->seal(tls::bytes(aead.nonce_size), {}, {}, out);
}

} // namespace

int main(int argc, char** argv)
{
    const std::string_view mistake = argc > 1 ? argv[1] : "";
    for (int i = 0; i < 2; ++i) { // the second time, the memory comes from the pools
        use_block(mistake == "released_block");
        use_aead(mistake == "destroyed_aead");
    }
    std::puts("nothing was reported");
    return 0;
}
