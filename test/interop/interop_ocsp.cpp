// Queries the OCSP responder that is named in a certificate:
//
//     interop_ocsp CERTIFICATE ISSUER
//
// Both are PEM files. Prints "good", "revoked" with date and reason, or "unknown". On failure, prints the error and
// exits with status 1.

#include <tls/ocsp_client.hpp>
#include <tls/x509/pem.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>

namespace {

tls::x509::certificate read_certificate(const char* path)
{
    std::ifstream file(path);
    return tls::x509::read_certificates_pem(std::string(std::istreambuf_iterator<char>(file), {})).front();
}

int print(const tls::x509::ocsp_verdict& verdict)
{
    using tls::x509::certificate_status;
    if (verdict.error != tls::x509::verify_error::ok) {
        std::cout << verdict.detail << '\n';
        return EXIT_FAILURE;
    }
    if (verdict.status == certificate_status::revoked)
        std::cout << "revoked " << verdict.revoked->date.time_since_epoch() / std::chrono::seconds(1) << ' '
                  << to_string(verdict.revoked->reason) << '\n';
    else
        std::cout << (verdict.status == certificate_status::good ? "good" : "unknown") << '\n';
    return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc != 3) {
        std::cerr << "usage: interop_ocsp CERTIFICATE ISSUER\n";
        return EXIT_FAILURE;
    }
    boost::asio::io_context io;
    tls::ocsp_client_options options;
    options.allow_private_addresses = true;
    tls::ocsp_client client(io, options);
    int status = EXIT_FAILURE;
    client.async_check(read_certificate(argv[1]), read_certificate(argv[2]),
                       [&](const tls::x509::ocsp_verdict& verdict) { status = print(verdict); });
    io.run();
    return status;
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return EXIT_FAILURE;
}
