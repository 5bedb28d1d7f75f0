// PKCS#12 files, with the password of the seeds.

#include "fuzz/der_mutator.hpp"
#include "fuzz/target.hpp"

#include <tls/x509/pkcs12.hpp>

TLS_FUZZ_MUTATOR(pkcs12, tls::fuzz::mutate_der, nullptr);

TLS_FUZZ_TARGET(pkcs12, data, size)
{
    tls::fuzz::accepted([&] {
        auto content = tls::x509::read_pkcs12({data, size}, "password");
        if (content.key && !content.chain.empty())
            tls::fuzz::require(content.chain.front().key() == content.key->public_part,
                               "the first certificate of the chain belongs to the key");
    });
    return 0;
}
