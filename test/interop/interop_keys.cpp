// Reads key files and PKCS#12 files of other programs, and prints their contents:
//
//     interop_keys pem|der|p12|encrypt FILE [PASSWORD]
//
// Prints the type of the key, its SubjectPublicKeyInfo, and the SHA-256 of each certificate of its chain, on one line
// each. If the file cannot be read, prints the error and exits with status 1. `encrypt` writes the key as encrypted
// PEM.

#include <tls/error.hpp>
#include <tls/x509/pem.hpp>
#include <tls/x509/pkcs12.hpp>

#include <boost/system/system_error.hpp>

#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>

namespace {

void print_hex(const char* label, tls::byte_view data)
{
    std::cout << label << ' ' << std::hex << std::setfill('0');
    for (unsigned byte : data)
        std::cout << std::setw(2) << byte;
    std::cout << '\n';
}

void print_key(const tls::private_key& key)
{
    std::cout << "key " << to_string(key.public_part.type) << '\n';
    print_hex("public", tls::x509::write_public_key_der(key.public_part));
}

void print_container(const tls::x509::pkcs12_content& content)
{
    if (content.key)
        print_key(*content.key);
    std::cout << "name " << content.friendly_name << '\n';
    for (const auto& certificate : content.chain)
        print_hex("chain", certificate.fingerprint());
    for (const auto& certificate : content.others)
        print_hex("other", certificate.fingerprint());
}

void run(std::string_view format, const std::string& content, const std::string& password)
{
    auto get_password = [&password](std::size_t) { return password; };
    if (format == "pem")
        print_key(tls::x509::read_private_key_pem(content, get_password));
    else if (format == "der")
        print_key(tls::x509::read_private_key_der(tls::as_bytes(content), get_password));
    else if (format == "p12")
        print_container(tls::x509::read_pkcs12(tls::as_bytes(content), password));
    else if (format == "encrypt")
        std::cout << tls::x509::write_private_key_pem(tls::x509::read_private_key_pem(content), password);
    else
        throw std::invalid_argument("unknown format");
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc != 3 && argc != 4) {
        std::cerr << "usage: interop_keys pem|der|p12|encrypt FILE [PASSWORD]\n";
        return EXIT_FAILURE;
    }
    std::ifstream file(argv[2], std::ios::binary);
    run(argv[1], {std::istreambuf_iterator<char>(file), {}}, argc == 4 ? argv[3] : "");
} catch (const boost::system::system_error& e) {
    std::cout << tls::error::name_of(static_cast<tls::error::reason>(e.code().value())) << '\n';
    std::cerr << e.what() << '\n';
    return EXIT_FAILURE;
}
