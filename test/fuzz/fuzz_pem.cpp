// PEM: blocks, certificates, and writing followed by reading.

#include "fuzz/target.hpp"

#include <tls/x509/pem.hpp>

TLS_FUZZ_TARGET(pem, data, size)
{
    namespace x509 = tls::x509;
    auto text = tls::as_text({data, size});
    tls::fuzz::accepted([&] {
        for (const auto& block : x509::read_pem(text)) {
            auto again = x509::read_pem(x509::write_pem("X", block.content));
            tls::fuzz::require(again.size() == 1 && again[0].content == block.content,
                               "a written block reads back unchanged");
        }
    });
    tls::fuzz::accepted([&] { x509::read_certificates_pem(text); });
    return 0;
}
