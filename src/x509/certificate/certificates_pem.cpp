// Certificates in PEM (RFC 7468 section 5).

#include <tls/error.hpp>
#include <tls/x509/pem.hpp>

#include <boost/system/system_error.hpp>

namespace tls::x509 {

std::vector<certificate> read_certificates_pem(std::string_view text)
{
    std::vector<certificate> certificates;
    for (const auto& block : read_pem(text))
        // RFC 7468 section 5.1: parsers may treat the older label as equivalent.
        if (block.label == "CERTIFICATE" || block.label == "X509 CERTIFICATE")
            certificates.push_back(certificate::from_der(block.content));
    if (certificates.empty())
        throw boost::system::system_error(make_error_code(error::reason::no_start_line),
                                          "no certificate in the PEM text");
    return certificates;
}

} // namespace tls::x509
