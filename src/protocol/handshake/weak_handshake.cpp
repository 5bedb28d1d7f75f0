#include <tls/crypto/cipher_suite.hpp>
#include <tls/version.hpp>
#include <tls/weakness.hpp>

namespace tls {

std::string describe(const weak_handshake& handshake)
{
    std::string text(to_string(handshake.version));
    text.append(" with ").append(handshake.cipher_suite->name).append(" is weak: ");
    for (auto value : handshake.weaknesses)
        text.append(value == handshake.weaknesses.front() ? "" : ", ").append(to_string(value));
    return text;
}

} // namespace tls
