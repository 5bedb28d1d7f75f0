#include "algorithms/cryptopp/cpu.hpp"

#include <cryptopp/cpu.h>

namespace tls::cryptopp {

bool has_aes_gcm_instructions() noexcept
{
#if CRYPTOPP_BOOL_X86 || CRYPTOPP_BOOL_X32 || CRYPTOPP_BOOL_X64
    return CryptoPP::HasAESNI() && CryptoPP::HasCLMUL();
#elif CRYPTOPP_BOOL_ARM32 || CRYPTOPP_BOOL_ARMV8
    return CryptoPP::HasAES() && CryptoPP::HasPMULL();
#else
    return false;
#endif
}

} // namespace tls::cryptopp
