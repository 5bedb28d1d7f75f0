// PKCS#12 files, under the seeds' password.

#include "fuzz/target.hpp"

#include <tls/x509/pkcs12.hpp>

TLS_FUZZ_DER_MUTATOR();

TLS_FUZZ_TARGET(data, size)
{
    tls::fuzz::accepted([&] {
        auto content = tls::x509::read_pkcs12({data, size}, "password");
        if (content.key && !content.chain.empty())
            tls::fuzz::require(content.chain.front().key() == content.key->public_part,
                               "a chain begins with the key's");
    });
    return 0;
}
