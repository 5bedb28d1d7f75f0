// A user's first program: what it names must be in the installed headers and library.

#include <tls/crypto/registry.hpp>
#include <tls/version.hpp>

#include <cstdlib>
#include <iostream>

int main()
{
    const auto& algorithms = *tls::registry::standard();
    if (!algorithms.find_cipher_suite("TLS_AES_128_GCM_SHA256"))
        return EXIT_FAILURE;
    std::cout << to_string(tls::protocol_version::tls1_3) << ", " << algorithms.cipher_suites().size() << " suites\n";
}
