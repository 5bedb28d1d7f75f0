#include "algorithms/ipsec_mb/functions.hpp"

#include <memory>

namespace tls::ipsec_mb {

namespace {

// The library supports older CPUs too, but Crypto++ is as fast there.
constexpr std::uint64_t needed = IMB_FEATURE_AESNI | IMB_FEATURE_PCLMULQDQ | IMB_FEATURE_AVX2;
// A build option of the library: it clears keys and plaintext from registers and the stack.
constexpr std::uint64_t needed_build_options = IMB_FEATURE_SAFE_DATA;

bool has(std::uint64_t features, std::uint64_t all) noexcept
{
    return (features & all) == all;
}

bool failed_its_self_test(std::uint64_t features) noexcept
{
    return has(features, IMB_FEATURE_SELF_TEST) && !has(features, IMB_FEATURE_SELF_TEST_PASS);
}

// libipsec-mb only checks the CPU; the compiler's runtime also checks that the operating system saves the registers.
bool saves_avx_registers(std::uint64_t features) noexcept
{
    return __builtin_cpu_supports("avx2") &&
           (!has(features, IMB_FEATURE_AVX512_SKX) || __builtin_cpu_supports("avx512f"));
}

functions choose() noexcept
{
    // The manager holds hundreds of kilobytes of job queues. We create it only to learn which functions it selects.
    std::unique_ptr<IMB_MGR, decltype(&free_mb_mgr)> manager(alloc_mb_mgr(0), &free_mb_mgr);
    if (!manager || !has(manager->features, needed | needed_build_options) || !saves_avx_registers(manager->features))
        return {};
#ifdef TLS_WITHOUT_AVX512
    init_mb_mgr_avx2(manager.get());
#else
    init_mb_mgr_auto(manager.get(), nullptr);
#endif
    auto& m = *manager;
    if (imb_get_errno(manager.get()) != 0 || failed_its_self_test(m.features))
        return {};
    return {{m.gcm128_pre, m.gcm128_enc, m.gcm128_dec, m.gcm128_init, m.gcm128_enc_update, m.gcm128_enc_finalize},
            {m.gcm256_pre, m.gcm256_enc, m.gcm256_dec, m.gcm256_init, m.gcm256_enc_update, m.gcm256_enc_finalize},
            {m.chacha20_poly1305_init, m.chacha20_poly1305_enc_update, m.chacha20_poly1305_dec_update,
             m.chacha20_poly1305_finalize},
            true};
}

} // namespace

const functions& library() noexcept
{
    static const functions chosen = choose();
    return chosen;
}

} // namespace tls::ipsec_mb
