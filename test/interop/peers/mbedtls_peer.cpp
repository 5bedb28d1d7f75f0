// A client and a server of TLS 1.0 and 1.1 with mbedTLS 2.
//
//     mbedtls_peer client PORT VERSION SUITE ROOT [CERTIFICATE KEY]   gets / and prints version, suite and the response
//     mbedtls_peer server VERSION SUITE CERTIFICATE KEY [ROOT]        prints its port, and answers one request with
//                                                                     version, suite and the client's certificate
//
// VERSION is "1.0" or "1.1", SUITE a name of mbedTLS. A server with ROOT requires a client certificate. Exit status: 0
// if the connection ended with close_notify in both directions.

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include <array>
#include <csignal>
#include <iostream>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

void check(const char* function, int result)
{
    if (result >= 0)
        return;
    std::array<char, 200> text{};
    mbedtls_strerror(result, text.data(), text.size());
    throw std::runtime_error(std::string(function) + ": " + text.data());
}

/// Everything that a connection needs, freed together.
struct peer {
    mbedtls_net_context listener, connection;
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    mbedtls_ssl_config config;
    mbedtls_ssl_context ssl;
    mbedtls_x509_crt roots, chain;
    mbedtls_pk_context key;
    std::array<int, 2> suites{};

    peer()
    {
        mbedtls_net_init(&listener);
        mbedtls_net_init(&connection);
        mbedtls_entropy_init(&entropy);
        mbedtls_ctr_drbg_init(&random);
        mbedtls_ssl_config_init(&config);
        mbedtls_ssl_init(&ssl);
        mbedtls_x509_crt_init(&roots);
        mbedtls_x509_crt_init(&chain);
        mbedtls_pk_init(&key);
        check("mbedtls_ctr_drbg_seed", mbedtls_ctr_drbg_seed(&random, mbedtls_entropy_func, &entropy, nullptr, 0));
    }

    peer(const peer&) = delete;
    peer& operator=(const peer&) = delete;

    ~peer()
    {
        mbedtls_ssl_free(&ssl);
        mbedtls_ssl_config_free(&config);
        mbedtls_pk_free(&key);
        mbedtls_x509_crt_free(&chain);
        mbedtls_x509_crt_free(&roots);
        mbedtls_ctr_drbg_free(&random);
        mbedtls_entropy_free(&entropy);
        mbedtls_net_free(&connection);
        mbedtls_net_free(&listener);
    }

    void configure(int role, const std::string& version, const std::string& suite)
    {
        check("mbedtls_ssl_config_defaults",
              mbedtls_ssl_config_defaults(&config, role, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT));
        mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &random);
        const int minor = version == "1.0" ? MBEDTLS_SSL_MINOR_VERSION_1 : MBEDTLS_SSL_MINOR_VERSION_2;
        mbedtls_ssl_conf_min_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3, minor);
        mbedtls_ssl_conf_max_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3, minor);
        suites[0] = mbedtls_ssl_get_ciphersuite_id(suite.c_str());
        if (suites[0] == 0)
            throw std::runtime_error("unknown cipher suite " + suite);
        mbedtls_ssl_conf_ciphersuites(&config, suites.data());
        mbedtls_ssl_conf_arc4_support(&config, MBEDTLS_SSL_ARC4_ENABLED);
        mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_NONE);
    }

    void trust(const std::string& root)
    {
        check("mbedtls_x509_crt_parse_file", mbedtls_x509_crt_parse_file(&roots, root.c_str()));
        mbedtls_ssl_conf_ca_chain(&config, &roots, nullptr);
        mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
    }

    void authenticate(const std::string& certificate, const std::string& key_file)
    {
        check("mbedtls_x509_crt_parse_file", mbedtls_x509_crt_parse_file(&chain, certificate.c_str()));
        check("mbedtls_pk_parse_keyfile", mbedtls_pk_parse_keyfile(&key, key_file.c_str(), nullptr));
        check("mbedtls_ssl_conf_own_cert", mbedtls_ssl_conf_own_cert(&config, &chain, &key));
    }

    void handshake()
    {
        check("mbedtls_ssl_setup", mbedtls_ssl_setup(&ssl, &config));
        mbedtls_ssl_set_bio(&ssl, &connection, mbedtls_net_send, mbedtls_net_recv, nullptr);
        if (config.endpoint == MBEDTLS_SSL_IS_CLIENT)
            check("mbedtls_ssl_set_hostname", mbedtls_ssl_set_hostname(&ssl, "localhost"));
        check("mbedtls_ssl_handshake", mbedtls_ssl_handshake(&ssl));
    }

    std::string describe() const
    {
        std::array<char, 200> name{};
        const auto* certificate = mbedtls_ssl_get_peer_cert(&ssl);
        if (certificate != nullptr)
            check("mbedtls_x509_dn_gets", mbedtls_x509_dn_gets(name.data(), name.size(), &certificate->subject));
        return std::string("mbedtls: ") + mbedtls_ssl_get_version(&ssl) + " " + mbedtls_ssl_get_ciphersuite(&ssl) +
               "\nmbedtls verified: " + (certificate != nullptr ? name.data() : "none") + "\n";
    }

    void send(const std::string& text)
    {
        for (std::size_t sent = 0; sent < text.size();) {
            const int count =
                mbedtls_ssl_write(&ssl, reinterpret_cast<const unsigned char*>(text.data()) + sent, text.size() - sent);
            check("mbedtls_ssl_write", count);
            sent += static_cast<std::size_t>(count);
        }
    }

    /// Appends to the text. Returns false after close_notify.
    bool receive(std::string& text)
    {
        std::array<unsigned char, 4096> piece{};
        const int count = mbedtls_ssl_read(&ssl, piece.data(), piece.size());
        if (count == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
            return false;
        check("mbedtls_ssl_read", count);
        if (count == 0)
            throw std::runtime_error("the connection ended without close_notify");
        text.append(piece.begin(), piece.begin() + count);
        return true;
    }

    void close() { check("mbedtls_ssl_close_notify", mbedtls_ssl_close_notify(&ssl)); }
};

void run_client(const std::vector<std::string>& words)
{
    peer client;
    client.configure(MBEDTLS_SSL_IS_CLIENT, words.at(2), words.at(3));
    client.trust(words.at(4));
    if (words.size() > 5)
        client.authenticate(words.at(5), words.at(6));
    check("mbedtls_net_connect",
          mbedtls_net_connect(&client.connection, "127.0.0.1", words.at(1).c_str(), MBEDTLS_NET_PROTO_TCP));
    client.handshake();
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
    peer server;
    server.configure(MBEDTLS_SSL_IS_SERVER, words.at(1), words.at(2));
    server.authenticate(words.at(3), words.at(4));
    if (words.size() > 5)
        server.trust(words.at(5));
    check("mbedtls_net_bind", mbedtls_net_bind(&server.listener, "127.0.0.1", "0", MBEDTLS_NET_PROTO_TCP));
    sockaddr_in address{};
    socklen_t length = sizeof address;
    if (getsockname(server.listener.fd, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        throw std::runtime_error("getsockname failed");
    std::cout << "listening on 127.0.0.1:" << ntohs(address.sin_port) << std::endl;
    check("mbedtls_net_accept", mbedtls_net_accept(&server.listener, &server.connection, nullptr, 0, nullptr));
    server.handshake();
    std::string request;
    while (request.find("\r\n\r\n") == std::string::npos)
        if (!server.receive(request))
            throw std::runtime_error("close_notify instead of a request");
    const auto body = server.describe();
    server.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                body);
    server.close();
    while (server.receive(request))
        ;
    std::cout << body << std::flush;
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> words(argv + 1, argv + argc);
    try {
        if (words.at(0) == "client")
            run_client(words);
        else
            run_server(words);
        return 0;
    } catch (const std::exception& e) {
        std::cout << "mbedtls_peer: " << e.what() << std::endl;
        return 1;
    }
}
