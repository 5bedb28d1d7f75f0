// Makes a self-signed certificate for first steps: cert.pem and key.pem in a directory.
//
//     make_certificate DIRECTORY NAME...
//
// NAME is a DNS name or an IP address. Clients may trust cert.pem itself.

#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/pem.hpp>

#include <boost/asio/ip/address.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

namespace {

void write(const std::filesystem::path& path, const std::string& text, std::filesystem::perms permissions)
{
    std::ofstream file(path, std::ios::trunc);
    std::filesystem::permissions(path, permissions); // before there is anything to read
    file << text;
    if (!file.flush())
        throw std::runtime_error("cannot write " + path.string());
}

tls::x509::certificate_template for_names(char** begin, char** end)
{
    tls::x509::certificate_template wanted;
    wanted.common_name = *begin;
    for (auto name = begin; name != end; ++name) {
        boost::system::error_code not_an_address;
        boost::asio::ip::make_address(*name, not_an_address);
        (not_an_address ? wanted.dns_names : wanted.ip_addresses).push_back(*name);
    }
    return wanted;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::cerr << "usage: make_certificate DIRECTORY NAME...\n";
        return 2;
    }
    try {
        using std::filesystem::perms;
        const std::filesystem::path directory = argv[1];
        std::filesystem::create_directories(directory);
        const auto key = tls::x509::generate_private_key(tls::key_type::secp256r1);
        const auto certificate = tls::x509::self_signed_certificate(for_names(argv + 2, argv + argc), key);
        write(directory / "key.pem", tls::x509::write_private_key_pem(key), perms::owner_read | perms::owner_write);
        write(directory / "cert.pem", tls::x509::write_pem("CERTIFICATE", certificate.der()),
              perms::owner_read | perms::owner_write | perms::group_read | perms::others_read);
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "make_certificate: " << e.what() << "\n";
        return 1;
    }
}
