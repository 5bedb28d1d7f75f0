// Certificates in PEM (RFC 7468 section 5).

#include "x509/certificate/certificates_pem.hpp"

#include "x509/der/der_reader.hpp"
#include "x509/der/pem_reader.hpp"

#include <tls/error.hpp>
#include <tls/x509/pem.hpp>

#include <boost/system/system_error.hpp>

namespace tls::x509 {

namespace {

[[noreturn]] void fail(error::reason reason, const std::string& what)
{
    throw boost::system::system_error(make_error_code(reason), what);
}

// Skips blocks that are not certificates.
std::optional<pem_block> next_certificate_block(pem_reader& reader)
{
    for (;;) {
        auto block = reader.next();
        // Without this, a chain whose leaf has a damaged BEGIN line would lose the leaf in silence.
        if (is_certificate_label(reader.stray_end()))
            fail(error::reason::bad_base64, "the PEM text has the end of a certificate without its beginning");
        if (!block || is_certificate_label(block->label))
            return block;
    }
}

} // namespace

certificate read_certificate_block(const pem_block& block)
{
    return certificate::from_der(der::without_trailing_bytes(block.content));
}

certificate read_first_certificate_pem(std::string_view text)
{
    pem_reader reader(text);
    if (auto block = next_certificate_block(reader))
        return read_certificate_block(*block);
    fail(error::reason::no_start_line, "no certificate in the PEM text");
}

std::vector<certificate> read_certificates_pem(std::string_view text)
{
    std::vector<certificate> certificates;
    pem_reader reader(text);
    while (auto block = next_certificate_block(reader))
        certificates.push_back(read_certificate_block(*block));
    if (certificates.empty())
        fail(error::reason::no_start_line, "no certificate in the PEM text");
    return certificates;
}

} // namespace tls::x509
