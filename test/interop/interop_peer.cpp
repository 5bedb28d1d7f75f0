// Makes one connection with another TLS implementation. Prints the negotiated parameters and exported keying material,
// sends a line, and prints the line that it receives.
//
// usage: interop_peer connect PORT [OPTION=VALUE...]
//        interop_peer accept [OPTION=VALUE...]
//
// Options: version (1.0 to 1.3), ciphers (an OpenSSL cipher list), sigalgs, cert and key (files), ca (a file; the peer
// is verified), export (a label for exported keying material), old (yes: accepts everything that the peers of TLS 1.0
// may need) and close (wait: for the peer's close_notify).

#include <tls/configuration.hpp>
#include <tls/stream.hpp>

#include <boost/algorithm/hex.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <iostream>
#include <map>
#include <string>

namespace asio = boost::asio;
using asio::ip::tcp;
using stream_type = tls::stream<tcp::socket>;

namespace {

struct options {
    std::map<std::string, std::string> values;

    /// Calls `use` with the option's value if it was given.
    template <class Use>
    void with(const char* name, Use use) const
    {
        if (auto found = values.find(name); found != values.end())
            use(found->second);
    }
};

options parse(char** first, char** last)
{
    options result;
    for (; first != last; ++first) {
        const std::string text = *first;
        const auto equals = text.find('=');
        if (equals == text.npos)
            throw std::invalid_argument("\"" + text + "\" is not OPTION=VALUE");
        result.values[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return result;
}

tls::protocol_version parse_version(const std::string& text)
{
    using enum tls::protocol_version;
    const std::map<std::string, tls::protocol_version> versions{
        {"1.0", tls1_0}, {"1.1", tls1_1}, {"1.2", tls1_2}, {"1.3", tls1_3}};
    return versions.at(text);
}

void accept_old_peers(tls::configuration& config)
{
    config.allow_export = true;
    config.verification.rules.allow_dsa = true;
    config.tls12.anonymous_peers = tls::anonymous_peers::despite_verification;
    config.tls12.accept_version2_hello = true;
}

void configure(tls::context& context, const options& given)
{
    given.with("version", [&](auto& value) {
        const auto version = parse_version(value);
        context.set_min_version(version);
        context.set_max_version(version);
    });
    given.with("ciphers", [&](auto& value) { context.set_cipher_list(value); });
    given.with("sigalgs", [&](auto& value) { context.set_signature_schemes(value); });
    given.with("cert", [&](auto& value) { context.use_certificate_chain_file(value); });
    given.with("key", [&](auto& value) { context.use_private_key_file(value, tls::context::pem); });
    given.with("ca", [&](auto& value) {
        context.load_verify_file(value);
        context.set_verify_mode(tls::verify_peer | tls::verify_fail_if_no_peer_cert);
    });
    given.with("old", [&](auto&) { context.update(accept_old_peers); });
}

void report(const stream_type& stream, const options& given)
{
    auto& info = stream.info();
    auto print = [](const char* name, std::string_view value) { std::cout << name << ": " << value << "\n"; };
    print("version", to_string(info.version));
    print("cipher suite", info.cipher_suite->name);
    print("peer's signature", info.peer_signature_scheme != nullptr ? info.peer_signature_scheme->name : "none");
    print("peer's certificate",
          info.peer_certificates.empty() ? "none" : info.peer_certificates[0].subject().to_string());
    print("verification", info.verification.accepted ? "accepted" : "not accepted");
    given.with("export", [&](auto& label) {
        tls::bytes material(40);
        stream.export_keying_material(label, std::nullopt, material);
        std::string hex;
        boost::algorithm::hex(material, std::back_inserter(hex));
        print("keying material", hex);
    });
    std::cout.flush();
}

void exchange_lines(stream_type& stream, tls::stream_base::handshake_type role, const options& given)
{
    stream.handshake(role);
    report(stream, given);
    asio::write(stream, asio::buffer(std::string_view("greetings from ours\n")));
    std::string line;
    asio::read_until(stream, asio::dynamic_buffer(line), '\n');
    std::cout << "received: " << line << std::flush;
    boost::system::error_code error;
    stream.close_write(error);
    given.with("close", [&](auto&) {
        asio::read(stream, asio::dynamic_buffer(line), error);
        std::cout << "end: " << error.message() << std::endl;
    });
}

void run(int argc, char** argv)
{
    const std::string role = argc > 1 ? argv[1] : "";
    if (role != "accept" && (role != "connect" || argc < 3))
        throw std::invalid_argument("usage: interop_peer connect PORT | accept [OPTION=VALUE...]");
    const bool connects = role == "connect";
    const auto given = parse(argv + (connects ? 3 : 2), argv + argc);
    tls::context context(connects ? tls::context::tls_client : tls::context::tls_server);
    configure(context, given);
    asio::io_context io;
    stream_type stream(io, context);
    const auto loopback = asio::ip::address_v4::loopback();
    if (connects) {
        stream.next_layer().connect({loopback, static_cast<asio::ip::port_type>(std::stoi(argv[2]))});
    } else {
        tcp::acceptor acceptor(io, {loopback, 0});
        std::cout << "listening on " << acceptor.local_endpoint() << std::endl;
        acceptor.accept(stream.next_layer());
    }
    try {
        exchange_lines(stream, connects ? tls::stream_base::client : tls::stream_base::server, given);
    } catch (const boost::system::system_error& e) {
        throw std::runtime_error(std::string(e.what()) + ": " + stream.error_detail());
    }
}

} // namespace

int main(int argc, char** argv)
{
    try {
        run(argc, argv);
        return 0;
    } catch (const std::exception& e) {
        std::cout << "interop_peer: " << e.what() << std::endl;
        return 1;
    }
}
