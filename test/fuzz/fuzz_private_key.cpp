// Private keys: PKCS#8, PKCS#1 and SEC1, including encrypted ones.

#include "fuzz/der_mutator.hpp"
#include "fuzz/target.hpp"

#include <tls/x509/pem.hpp>

TLS_FUZZ_MUTATOR(private_key, tls::fuzz::mutate_der, nullptr);

TLS_FUZZ_TARGET(private_key, data, size)
{
    namespace x509 = tls::x509;
    tls::fuzz::accepted([&] {
        auto key = x509::read_private_key_der({data, size}, [](std::size_t) { return "password"; });
        auto again = x509::read_private_key_der(x509::write_private_key_der(key));
        tls::fuzz::require(again.public_part == key.public_part, "a written key reads back unchanged");
    });
    return 0;
}
