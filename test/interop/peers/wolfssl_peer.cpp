// A client and a server of TLS 1.1 with wolfSSL. Debian's wolfSSL has no TLS 1.0.
//
//     wolfssl_peer suites                                     prints the names of the suites that wolfSSL has
//     wolfssl_peer client PORT SUITE ROOT [CERTIFICATE KEY]   gets / and prints version, suite and the response
//     wolfssl_peer server SUITE CERTIFICATE KEY [ROOT]        prints its port, and answers one request with version,
//     suite
//                                                             and the client's certificate
//
// SUITE is a name of wolfSSL. A server with ROOT requires a client certificate. Exit status: 0 if the connection ended
// with close_notify in both directions.

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <iostream>
#include <memory>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

void require(bool condition, const std::string& failed)
{
    if (!condition)
        throw std::runtime_error(failed + " failed");
}

class descriptor {
public:
    explicit descriptor(int number) : number_(number) { require(number >= 0, "a socket"); }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    ~descriptor() { ::close(number_); }
    int get() const { return number_; }

private:
    int number_;
};

class peer {
public:
    explicit peer(WOLFSSL_METHOD* method, const std::string& suite)
        : context_(wolfSSL_CTX_new(method), &wolfSSL_CTX_free)
    {
        require(context_ != nullptr, "wolfSSL_CTX_new");
        require(wolfSSL_CTX_set_cipher_list(context_.get(), suite.c_str()) == WOLFSSL_SUCCESS,
                "wolfSSL_CTX_set_cipher_list");
        wolfSSL_CTX_set_verify(context_.get(), WOLFSSL_VERIFY_NONE, nullptr);
    }

    void trust(const std::string& root)
    {
        require(wolfSSL_CTX_load_verify_locations(context_.get(), root.c_str(), nullptr) == WOLFSSL_SUCCESS, root);
        wolfSSL_CTX_set_verify(context_.get(), WOLFSSL_VERIFY_PEER | WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }

    void authenticate(const std::string& certificate, const std::string& key)
    {
        require(wolfSSL_CTX_use_certificate_chain_file(context_.get(), certificate.c_str()) == WOLFSSL_SUCCESS,
                certificate);
        require(wolfSSL_CTX_use_PrivateKey_file(context_.get(), key.c_str(), WOLFSSL_FILETYPE_PEM) == WOLFSSL_SUCCESS,
                key);
    }

    void handshake(const descriptor& connection, bool is_client)
    {
        ssl_.reset(wolfSSL_new(context_.get()));
        require(ssl_ != nullptr && wolfSSL_set_fd(ssl_.get(), connection.get()) == WOLFSSL_SUCCESS, "wolfSSL_new");
        if (is_client)
            require(wolfSSL_check_domain_name(ssl_.get(), "localhost") == WOLFSSL_SUCCESS, "wolfSSL_check_domain_name");
        succeed(is_client ? wolfSSL_connect(ssl_.get()) : wolfSSL_accept(ssl_.get()), "the handshake");
    }

    std::string describe()
    {
        return std::string("wolfssl: ") + wolfSSL_get_version(ssl_.get()) + " " + wolfSSL_get_cipher_name(ssl_.get()) +
               "\nwolfssl verified: " + peer_name() + "\n";
    }

    void send(const std::string& text)
    {
        succeed(wolfSSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())), "wolfSSL_write");
    }

    /// Appends to the text. Returns false after close_notify.
    bool receive(std::string& text)
    {
        std::array<char, 4096> piece{};
        const int count = wolfSSL_read(ssl_.get(), piece.data(), piece.size());
        if (count <= 0 && wolfSSL_get_error(ssl_.get(), count) == WOLFSSL_ERROR_ZERO_RETURN)
            return false;
        succeed(count, "wolfSSL_read");
        text.append(piece.begin(), piece.begin() + count);
        return true;
    }

    void close() { require(wolfSSL_shutdown(ssl_.get()) >= 0, "wolfSSL_shutdown"); }

private:
    void succeed(int result, const char* operation)
    {
        if (result > 0)
            return;
        std::array<char, WOLFSSL_MAX_ERROR_SZ> text{};
        const int error = wolfSSL_get_error(ssl_.get(), result);
        throw std::runtime_error(std::string(operation) + ": " +
                                 wolfSSL_ERR_error_string(static_cast<unsigned long>(error), text.data()));
    }

    std::string peer_name()
    {
        const std::unique_ptr<WOLFSSL_X509, decltype(&wolfSSL_X509_free)> certificate(
            wolfSSL_get_peer_certificate(ssl_.get()), &wolfSSL_X509_free);
        if (certificate == nullptr)
            return "none";
        std::array<char, 200> text{};
        wolfSSL_X509_NAME_oneline(wolfSSL_X509_get_subject_name(certificate.get()), text.data(), text.size());
        return text.data();
    }

    std::unique_ptr<WOLFSSL_CTX, decltype(&wolfSSL_CTX_free)> context_;
    std::unique_ptr<WOLFSSL, decltype(&wolfSSL_free)> ssl_{nullptr, &wolfSSL_free};
};

sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

void run_client(const std::vector<std::string>& words)
{
    peer client(wolfTLSv1_1_client_method(), words.at(2));
    client.trust(words.at(3));
    if (words.size() > 4)
        client.authenticate(words.at(4), words.at(5));
    const descriptor connection(socket(AF_INET, SOCK_STREAM, 0));
    const auto address = loopback(std::stoi(words.at(1)));
    require(connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "connect");
    client.handshake(connection, true);
    std::cout << client.describe();
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    std::string response;
    while (client.receive(response))
        ;
    client.close();
    std::cout << response << std::flush;
}

void run_server(const std::vector<std::string>& words)
{
    peer server(wolfTLSv1_1_server_method(), words.at(1));
    server.authenticate(words.at(2), words.at(3));
    if (words.size() > 4)
        server.trust(words.at(4));
    const descriptor listener(socket(AF_INET, SOCK_STREAM, 0));
    auto address = loopback(0);
    socklen_t length = sizeof address;
    require(bind(listener.get(), reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                listen(listener.get(), 1) == 0 &&
                getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0,
            "listen");
    std::cout << "listening on 127.0.0.1:" << ntohs(address.sin_port) << std::endl;
    const descriptor connection(accept(listener.get(), nullptr, nullptr));
    server.handshake(connection, false);
    std::string request;
    while (request.find("\r\n\r\n") == std::string::npos)
        require(server.receive(request), "a request");
    const auto body = server.describe();
    server.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                body);
    server.close();
    while (server.receive(request))
        ;
    std::cout << body << std::flush;
}

void print_suites()
{
    std::array<char, 16384> names{};
    require(wolfSSL_get_ciphers(names.data(), names.size()) == WOLFSSL_SUCCESS, "wolfSSL_get_ciphers");
    std::cout << names.data() << std::endl;
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> words(argv + 1, argv + argc);
    wolfSSL_Init();
    int status = 0;
    try {
        if (words.at(0) == "suites")
            print_suites();
        else if (words.at(0) == "client")
            run_client(words);
        else
            run_server(words);
    } catch (const std::exception& e) {
        std::cout << "wolfssl_peer: " << e.what() << std::endl;
        status = 1;
    }
    wolfSSL_Cleanup();
    return status;
}
