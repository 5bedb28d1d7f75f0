// Writes the corpora that the fuzz targets begin with, a folder each, below the folder that it is given.

#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/pem.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

namespace x509 = tls::x509;
using tls::byte_view;
using tls::bytes;
using tls::key_type;

std::filesystem::path root;

void write(const std::string& target, const std::string& name, byte_view content)
{
    std::filesystem::create_directories(root / target);
    std::ofstream out(root / target / name, std::ios::binary);
    out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    if (!out.flush()) {
        std::fprintf(stderr, "cannot write %s\n", (root / target / name).c_str());
        std::exit(1);
    }
}

/// Elements of the DER of what fuzz_der reads.
void write_der(const std::string& target, const std::string& name, byte_view der)
{
    write(target, name, der);
    write("der", target + '-' + name, der);
}

x509::certificate_template describe(const std::string& name, bool is_ca)
{
    x509::certificate_template says;
    says.common_name = name;
    says.is_ca = is_ca;
    says.not_before = x509::time_point(std::chrono::seconds(1'700'000'000));
    says.not_after = x509::time_point(std::chrono::seconds(1'900'000'000));
    return says;
}

struct authority {
    explicit authority(key_type type) : key(x509::generate_private_key(type, 2048))
    {
        auto says = describe("Root", true);
        certificate = x509::self_signed_certificate(says, key);
        intermediate_key = x509::generate_private_key(type, 2048);
        says = describe("Intermediate", true);
        says.path_length = 0;
        intermediate = x509::issue_certificate(says, intermediate_key.public_part, *certificate, key);
        says = describe("www.example.com", false);
        says.dns_names = {"www.example.com", "*.example.net"};
        says.ip_addresses = {"192.0.2.1", "2001:db8::1"};
        says.extended_key_usage = {"1.3.6.1.5.5.7.3.1"};
        leaf_key = x509::generate_private_key(type, 2048);
        leaf = x509::issue_certificate(says, leaf_key.public_part, *intermediate, intermediate_key);
    }

    tls::private_key key, intermediate_key, leaf_key;
    std::optional<x509::certificate> certificate, intermediate, leaf;
};

void write_seeds(key_type type)
{
    const std::string name(to_string(type));
    authority made(type);
    write_der("certificate", name + "-root", made.certificate->der());
    write_der("certificate", name + "-intermediate", made.intermediate->der());
    write_der("certificate", name + "-leaf", made.leaf->der());
    write_der("private_key", name, x509::write_private_key_der(made.leaf_key));
    write("pem", name + "-certificate", tls::as_bytes(x509::write_pem("CERTIFICATE", made.leaf->der())));
    write("pem", name + "-key", tls::as_bytes(x509::write_private_key_pem(made.leaf_key)));
    for (std::uint8_t settings : {0, 3, 7, 63}) {
        bytes chain{settings};
        for (const auto* c : {&made.leaf, &made.intermediate, &made.certificate})
            chain.insert(chain.end(), (*c)->der().begin(), (*c)->der().end());
        write("verifier", name + '-' + std::to_string(settings), chain);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: fuzz_seeds FOLDER\n");
        return 2;
    }
    root = argv[1];
    for (auto type : {key_type::ed25519, key_type::secp256r1, key_type::rsa})
        write_seeds(type);
}
