// An echo server and client whose certificates and keys pass through OpenSSL's objects, written for boost::asio::ssl
// and OpenSSL. Usage:
//
//     pem_echo server FOLDER         prints its port, serves one connection
//     pem_echo client FOLDER PORT    checks that its message is echoed
//
// FOLDER has root.pem, chain.pem and key.pem for localhost.

#include <boost/asio/ssl.hpp>

#include <openssl/pem.h>
#include <openssl/x509_vfy.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>

#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;

void require(bool holds, const char* what)
{
    if (holds)
        return;
    char text[256];
    ERR_error_string_n(ERR_get_error(), text, sizeof text);
    throw std::runtime_error(std::string(what) + ": " + text);
}

std::string read_file(const std::string& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// Like the loaders of many servers: the leaf, then the rest of the chain until there is no start line.
void use_chain(SSL_CTX* context, const std::string& pem)
{
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* leaf = PEM_read_bio_X509_AUX(bio, nullptr, nullptr, nullptr);
    require(leaf != nullptr && SSL_CTX_use_certificate(context, leaf) == 1, "leaf");
    X509_free(leaf);
    while (X509* next = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr))
        require(SSL_CTX_add_extra_chain_cert(context, next) == 1, "chain");
    const auto error = ERR_peek_last_error();
    require(ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE, "end of chain");
    ERR_clear_error();
    BIO_free(bio);
}

void use_key(SSL_CTX* context, const std::string& pem)
{
    BIO* bio = BIO_new_mem_buf(pem.c_str(), -1);
    EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    require(key != nullptr && SSL_CTX_use_PrivateKey(context, key) == 1, "key");
    EVP_PKEY_free(key);
    BIO_free_all(bio);
    require(SSL_CTX_check_private_key(context) == 1, "check");
}

std::string common_name_of(X509* certificate)
{
    X509_NAME* subject = X509_get_subject_name(certificate);
    X509_NAME_ENTRY* entry = X509_NAME_get_entry(subject, X509_NAME_get_index_by_NID(subject, NID_commonName, -1));
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
    require(size >= 0, "commonName");
    const std::string name(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
    return name;
}

void serve(const std::string& folder)
{
    asio::io_context io;
    ssl::context context(ssl::context::tls_server);
    use_chain(context.native_handle(), read_file(folder + "/chain.pem"));
    use_key(context.native_handle(), read_file(folder + "/key.pem"));
    EC_KEY* curve = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    require(SSL_CTX_set_tmp_ecdh(context.native_handle(), curve) == 1, "curve");
    EC_KEY_free(curve);
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    std::cout << acceptor.local_endpoint().port() << std::endl;
    ssl::stream<tcp::socket> stream(acceptor.accept(), context);
    stream.handshake(ssl::stream_base::server);
    std::string received(5, '\0');
    asio::read(stream, asio::buffer(received));
    asio::write(stream, asio::buffer(received));
}

std::string names_seen;

int on_certificate(int preverified, X509_STORE_CTX* store_context)
{
    names_seen += common_name_of(X509_STORE_CTX_get_current_cert(store_context)) + ' ';
    return preverified;
}

void ask(const std::string& folder, const std::string& port)
{
    asio::io_context io;
    ssl::context context(ssl::context::tls_client);
    const auto pem = read_file(folder + "/root.pem");
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* root = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    require(X509_STORE_add_cert(SSL_CTX_get_cert_store(context.native_handle()), root) == 1, "root");
    X509_free(root);
    BIO_free(bio);
    SSL_CTX_set_verify(context.native_handle(), SSL_VERIFY_PEER, on_certificate);
    require(SSL_CTX_get_verify_callback(context.native_handle()) == on_certificate, "callback");

    ssl::stream<tcp::socket> stream(io, context);
    X509_VERIFY_PARAM* parameters = SSL_get0_param(stream.native_handle());
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NO_WILDCARDS);
    require(X509_VERIFY_PARAM_set1_host(parameters, "localhost", 0) == 1, "host");
    stream.next_layer().connect({asio::ip::address_v4::loopback(), static_cast<unsigned short>(std::stoi(port))});
    stream.handshake(ssl::stream_base::client);
    require(names_seen == "Root localhost ", "names of the chain");
    asio::write(stream, asio::buffer("hello", 5));
    std::string received(5, '\0');
    asio::read(stream, asio::buffer(received));
    require(received == "hello", "echo");
}

} // namespace

int main(int argc, char** argv)
{
    try {
        if (argc == 3 && argv[1] == std::string("server"))
            serve(argv[2]);
        else if (argc == 4 && argv[1] == std::string("client"))
            ask(argv[2], argv[3]);
        else
            return EXIT_FAILURE;
        return EXIT_SUCCESS;
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return EXIT_FAILURE;
    }
}
