// Makes certificates, certificate requests and authorities, for a private PKI.
//
//     make_certificate DIRECTORY NAME...           self-signed, for first steps: writes cert.pem and key.pem
//
//     make_certificate issue --authority --common-name "Example Root" --out root
//     make_certificate issue --issuer root --name www.example.org --usage server --out www
//     make_certificate request --name www.example.org --out www
//     make_certificate sign --issuer root --usage server --request www.csr --out www
//     make_certificate show www.pem
//
// --out NAME writes NAME.crt, the certificate; NAME.pem, the chain that servers send, without the root; and NAME.key.
// --issuer NAME reads NAME.pem and NAME.key of an authority. Clients trust the root's .crt.
//
// Exit status: 0 on success, 1 on an error, 2 if the command line is wrong.

#include "certificate/template.hpp"
#include "common/options.hpp"

#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/certificate_request.hpp>
#include <tls/x509/pem.hpp>
#include <tls/x509/print.hpp>

#include <boost/system/system_error.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

using namespace tool;
using namespace tls::x509;
namespace po = boost::program_options;

namespace {

constexpr auto usage = "usage: make_certificate DIRECTORY NAME...\n"
                       "       make_certificate issue [--issuer NAME] --out NAME [options]\n"
                       "       make_certificate request --out NAME [options]\n"
                       "       make_certificate sign --request FILE --issuer NAME --out NAME [options]\n"
                       "       make_certificate show FILE...\n";

struct command_options {
    template_options wanted;
    std::string out, issuer, request, key_type = "p256", key_file;
    bool grant_usage = false;
};

struct authority {
    std::vector<certificate> chain;
    tls::private_key key;
};

std::string read(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file.is_open() || file.bad())
        throw boost::system::system_error(errno, boost::system::generic_category(), path);
    return text;
}

/// Makes an empty file that only its owner can read. Nobody has a new file open already, or owns it.
void create_for_owner(const std::filesystem::path& path)
{
    ::unlink(path.c_str());
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file == -1)
        throw boost::system::system_error(errno, boost::system::generic_category(), path.string());
    ::close(file);
}

void write(const std::filesystem::path& path, const std::string& text, bool secret = false)
{
    using std::filesystem::perms;
    constexpr auto for_all = perms::owner_read | perms::owner_write | perms::group_read | perms::others_read;
    if (secret)
        create_for_owner(path);
    std::ofstream file(path, std::ios::trunc);
    std::error_code ignored; // the stream reports the error as well
    if (!secret)
        std::filesystem::permissions(path, for_all, ignored);
    file << text;
    if (!file.flush())
        throw boost::system::system_error(errno, boost::system::generic_category(), path.string());
}

std::string pem_of(const certificate& c)
{
    return write_pem("CERTIFICATE", c.der());
}

tls::private_key make_key(const std::string& word)
{
    if (word == "p256")
        return generate_private_key(tls::key_type::secp256r1);
    if (word == "p384")
        return generate_private_key(tls::key_type::secp384r1);
    if (word == "p521")
        return generate_private_key(tls::key_type::secp521r1);
    if (word == "ed25519")
        return generate_private_key(tls::key_type::ed25519);
    constexpr unsigned rsa_bits = 2048, large_rsa_bits = 3072;
    if (word != "rsa" && word != "rsa3072" && word != "rsa-pss")
        throw usage_error("--key: \"" + word + "\" is not p256, p384, p521, ed25519, rsa, rsa3072 or rsa-pss");
    auto key = generate_private_key(tls::key_type::rsa, word == "rsa3072" ? large_rsa_bits : rsa_bits);
    if (word == "rsa-pss")
        key.public_part.type = tls::key_type::rsa_pss;
    return key;
}

tls::private_key key_for(const command_options& options)
{
    return options.key_file.empty() ? make_key(options.key_type) : read_private_key_pem(read(options.key_file));
}

authority load_authority(const std::string& name)
{
    return {read_certificates_pem(read(name + ".pem")), read_private_key_pem(read(name + ".key"))};
}

// Writes the certificate alone to NAME.crt, and to NAME.pem with the chain that a server sends: the issuers without the
// root.
void write_certificate(const std::string& name, const certificate& made, const std::vector<certificate>& issuers)
{
    auto chain = pem_of(made);
    for (const auto& issuer : issuers)
        if (!issuer.is_self_issued())
            chain += pem_of(issuer);
    write(name + ".crt", pem_of(made));
    write(name + ".pem", chain);
    std::cout << made << "\n";
}

void issue(const command_options& options)
{
    const auto wanted = make_template(options.wanted);
    const auto key = key_for(options);
    if (options.issuer.empty()) {
        write_certificate(options.out, self_signed_certificate(wanted, key), {});
    } else {
        const auto ca = load_authority(options.issuer);
        write_certificate(options.out, issue_certificate(wanted, key.public_part, ca.chain.front(), ca.key), ca.chain);
    }
    write(options.out + ".key", write_private_key_pem(key), true);
}

void request(const command_options& options)
{
    const auto key = key_for(options);
    const auto made = make_certificate_request(make_template(options.wanted), key);
    write(options.out + ".csr", made.to_pem());
    write(options.out + ".key", write_private_key_pem(key), true);
}

void sign(const command_options& options)
{
    if (options.request.empty() || options.issuer.empty())
        throw usage_error("sign needs --request and --issuer");
    const auto requested = certificate_request::from_pem(read(options.request));
    const auto ca = load_authority(options.issuer);
    // Names on the command line replace those of the request.
    granted_wishes granted;
    granted.subject = options.wanted.common_name.empty() && options.wanted.subject.empty();
    granted.alt_names = options.wanted.names.empty();
    granted.key_usage = granted.extended_key_usage = options.grant_usage;
    const auto made = issue_certificate(requested, make_template(options.wanted), granted, ca.chain.front(), ca.key);
    write_certificate(options.out, made, ca.chain);
}

void show(const std::string& path)
{
    const auto text = read(path);
    const auto blocks = read_pem(text);
    if (blocks.empty())
        std::cout << to_text(certificate::from_der(tls::as_bytes(text)));
    std::size_t shown = 0;
    for (const auto& block : blocks) {
        std::cout << (shown++ != 0 ? "\n" : "");
        if (block.label == "CERTIFICATE")
            std::cout << to_text(certificate::from_der(block.content));
        else if (block.label.ends_with("CERTIFICATE REQUEST"))
            std::cout << to_text(certificate_request::from_der(block.content));
        else
            std::cout << block.label << " (not shown)\n";
    }
}

// Makes a self-signed server certificate. Clients may trust cert.pem itself.
void make_first_certificate(const std::filesystem::path& directory, const std::vector<std::string>& names)
{
    template_options wanted;
    wanted.names = names;
    const auto key = make_key("p256");
    std::filesystem::create_directories(directory);
    const auto made = self_signed_certificate(make_template(wanted), key);
    write(directory / "key.pem", write_private_key_pem(key), true);
    write(directory / "cert.pem", pem_of(made));
}

command_options parse_options(int argc, char** argv)
{
    command_options options;
    po::options_description visible("Options");
    auto add = visible.add_options();
    add("help", "print this help");
    add("out", po::value(&options.out), "name of the files to write, without extension");
    add("issuer", po::value(&options.issuer), "name of the authority's files, without extension; default: self-signed");
    add("request", po::value(&options.request), "file of the certificate request to sign");
    add("grant-usage", po::bool_switch(&options.grant_usage), "grant the key usages that the request asks for");
    add("key", po::value(&options.key_type)->default_value(options.key_type),
        "kind of key: p256, p384, p521, ed25519, rsa, rsa3072 or rsa-pss");
    add("key-file", po::value(&options.key_file), "use this key instead of a new one");
    add_template_options(visible, options.wanted);
    parse(argc, argv, usage, visible, {});
    if (options.out.empty())
        throw usage_error("--out is missing");
    return options;
}

void run(int argc, char** argv)
{
    const std::string_view command = argc > 1 ? argv[1] : "";
    const std::vector<std::string> rest(argv + std::min(argc, 2), argv + argc);
    if (command == "issue")
        return issue(parse_options(argc - 1, argv + 1));
    if (command == "request")
        return request(parse_options(argc - 1, argv + 1));
    if (command == "sign")
        return sign(parse_options(argc - 1, argv + 1));
    if (command == "--help") {
        std::cout << usage << "Each command lists its options with --help.\n";
        return;
    }
    if (rest.empty())
        throw usage_error(usage);
    if (command != "show")
        return make_first_certificate(command, rest);
    for (const auto& path : rest)
        show(path);
}

} // namespace

int main(int argc, char** argv)
{
    try {
        run(argc, argv);
        return 0;
    } catch (const usage_error& e) {
        std::cerr << e.what() << "\n";
        return 2;
    } catch (const std::exception& e) {
        std::cerr << "make_certificate: " << e.what() << "\n";
        return 1;
    }
}
