// Adds a custom cipher suite, and replaces the library's AES-128-GCM by another implementation.
// A client and a server in this program then use both.
//
//     custom_suite

#include <tls/context.hpp>
#include <tls/credential.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/stream.hpp>
#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/pem.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <future>
#include <iostream>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// An implementation of AES-128-GCM: wraps the library's, and counts the records that it seals and opens. An
// implementation for special hardware would look the same.

const tls::aead_algorithm& library_aes_128_gcm = *tls::registry::standard()->find_aead("AES-128-GCM");
std::atomic<int> records = 0;

class counting_context : public tls::aead_context {
public:
    explicit counting_context(tls::byte_view key) : inner_(library_aes_128_gcm.make(key)) {}

    void seal(tls::byte_view nonce, tls::byte_view aad, std::span<const tls::byte_view> plaintext,
              tls::byte_span out) override
    {
        ++records;
        inner_->seal(nonce, aad, plaintext, out);
    }
    bool open(tls::byte_view nonce, tls::byte_view aad, tls::byte_view ciphertext, tls::byte_span out) override
    {
        ++records;
        return inner_->open(nonce, aad, ciphertext, out);
    }

private:
    std::unique_ptr<tls::aead_context> inner_;
};

std::unique_ptr<tls::aead_context> make_counting_context(tls::byte_view key)
{
    return std::make_unique<counting_context>(key);
}

std::shared_ptr<const tls::registry> own_registry()
{
    auto registry = std::make_shared<tls::registry>(*tls::registry::standard());

    // It replaces the algorithm of the same name.
    static const tls::aead_algorithm counting{"AES-128-GCM", 16, 12, 16, make_counting_context};
    registry->replace(counting);

    // A suite is plain data: AES-128-GCM with SHA-512, under a private-use code point.
    auto suite = *registry->find_cipher_suite("TLS_AES_128_GCM_SHA256");
    suite.id = 0xff01;
    suite.name = "OWN_AES_128_GCM_SHA512";
    suite.hash = registry->find_hash("SHA-512");
    registry->add(suite);
    return registry;
}

// Returns a context that enables this suite only. Both client and server need one.
tls::context own_context(tls::context::method method)
{
    tls::context context(method);
    context.set_registry(own_registry());
    context.set_cipher_suites("OWN_AES_128_GCM_SHA512");
    return context;
}

void serve_one(tcp::acceptor& acceptor, tls::context& context)
{
    tls::stream<tcp::socket> stream(acceptor.accept(), context);
    stream.handshake(tls::stream_base::server);
    asio::write(stream, asio::buffer("hello", 5));
    stream.shutdown();
}

std::string greeting_from(const tcp::endpoint& endpoint, tls::context& context)
{
    asio::io_context io;
    tls::stream<tcp::socket> stream(io, context);
    stream.set_host_name("localhost");
    stream.lowest_layer().connect(endpoint);
    stream.handshake(tls::stream_base::client);
    std::cout << "negotiated " << stream.info().cipher_suite->name << "\n";
    std::string greeting(5, ' ');
    asio::read(stream, asio::buffer(greeting));
    stream.shutdown();
    return greeting;
}

} // namespace

int main()
{
    try {
        auto key = tls::x509::generate_private_key(tls::key_type::secp256r1);
        tls::x509::certificate_template wanted;
        wanted.common_name = "localhost";
        wanted.dns_names = {"localhost"};
        const auto certificate = tls::x509::self_signed_certificate(wanted, key);

        auto server = own_context(tls::context::tls_server);
        server.add_credential(std::make_shared<tls::credential>(std::vector{certificate}, std::move(key)));
        auto client = own_context(tls::context::tls_client);
        const auto pem = tls::x509::write_pem("CERTIFICATE", certificate.der());
        client.add_certificate_authority(asio::buffer(pem));

        asio::io_context io;
        tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
        auto served = std::async(std::launch::async, [&] { serve_one(acceptor, server); });
        const std::string greeting = greeting_from(acceptor.local_endpoint(), client);
        std::cout << "received " << greeting << "\n";
        served.get();
        std::cout << records << " records were sealed or opened by the custom AES-128-GCM\n";
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "custom_suite: " << e.what() << "\n";
        return 1;
    }
}
