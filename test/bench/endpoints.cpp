#include "endpoints.hpp"

#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/pem.hpp>

#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/write.hpp>

#include <initializer_list>
#include <map>

namespace bench {

namespace {

constexpr const char* host = "localhost";

/// In PEM.
struct identity {
    std::string anchor;
    std::string chain;
    std::string key;
};

identity make_identity(tls::key_type type)
{
    namespace x509 = tls::x509;
    auto root_key = x509::generate_private_key(type);
    x509::certificate_template says;
    says.common_name = "root";
    says.is_ca = true;
    auto root = x509::self_signed_certificate(says, root_key);

    auto key = x509::generate_private_key(type);
    says = {};
    says.common_name = host;
    says.dns_names = {host};
    auto leaf = x509::issue_certificate(says, key.public_part, root, root_key);

    auto key_pem = x509::write_private_key_pem(key);
    return {x509::write_pem("CERTIFICATE", root.der()),
            x509::write_pem("CERTIFICATE", leaf.der()),
            {key_pem.begin(), key_pem.end()}};
}

const identity& identity_of(tls::key_type type)
{
    static std::map<tls::key_type, identity> made;
    auto found = made.find(type);
    if (found == made.end())
        found = made.emplace(type, make_identity(type)).first;
    return found->second;
}

const char* suites_of(version tls, aead algorithm)
{
    bool old = tls == version::tls1_2;
    switch (algorithm) {
    case aead::aes_128_gcm:
        return old ? "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256" : "TLS_AES_128_GCM_SHA256";
    case aead::aes_256_gcm:
        return old ? "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384" : "TLS_AES_256_GCM_SHA384";
    case aead::chacha20_poly1305:
        break;
    }
    return old ? "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305" : "TLS_CHACHA20_POLY1305_SHA256";
}

void run_handshakes(asio::io_context& io, std::initializer_list<endpoint*> ends)
{
    error_code result;
    auto running = ends.size();
    for (auto* end : ends)
        end->async_handshake(end->side() == role::client ? ssl::stream_base::client : ssl::stream_base::server,
                             [&](const error_code& error) {
                                 if (error && !result)
                                     result = error;
                                 if (--running == 0 || error)
                                     io.stop();
                             });
    io.restart();
    io.run();
    check("handshake", result);
}

} // namespace

const char* name_of(aead algorithm)
{
    switch (algorithm) {
    case aead::aes_128_gcm:
        return "AES-128-GCM";
    case aead::aes_256_gcm:
        return "AES-256-GCM";
    case aead::chacha20_poly1305:
        break;
    }
    return "ChaCha20-Poly1305";
}

const char* name_of(version tls)
{
    return tls == version::tls1_2 ? "TLS 1.2" : "TLS 1.3";
}

contexts::contexts(const terms& t)
    : server(t.tls == version::tls1_2 ? ssl::context::tlsv12_server : ssl::context::tlsv13_server),
      client(t.tls == version::tls1_2 ? ssl::context::tlsv12_client : ssl::context::tlsv13_client)
{
    auto& own = identity_of(t.key);
    server.use_certificate_chain(asio::buffer(own.chain));
    server.use_private_key(asio::buffer(own.key), ssl::context::pem);
    issue_ticket(server, t.resumes);
    client.add_certificate_authority(asio::buffer(own.anchor));
    client.set_verify_mode(ssl::verify_peer);
    restrict_offer(client, t.tls, suites_of(t.tls, t.suite));
    restrict_groups(client, t.key_exchange);
    restrict_groups(server, t.key_exchange);
    remember_verified_links(client, t.remembers_links);
}

endpoint::endpoint(asio::io_context& io, contexts& c, role r)
    : stream_type(io, r == role::client ? c.client : c.server), role_(r)
{
    if (r == role::client)
        set_verify_callback(ssl::host_name_verification(host));
}

void handshake(asio::io_context& io, endpoint& end)
{
    run_handshakes(io, {&end});
}

connection::connection(asio::io_context& context, contexts& c)
    : io(context), client(context, c, role::client), server(context, c, role::server)
{
    asio::local::connect_pair(client.next_layer(), server.next_layer());
}

void connection::handshake()
{
    run_handshakes(io, {&client, &server});
}

std::optional<std::string> unsupported_reason(const terms& t)
{
    try {
        contexts c(t);
        asio::io_context io(1);
        connection(io, c).handshake();
    } catch (const boost::system::system_error& error) {
        if (t.tls == version::tls1_3 && error.code() != asio::error::operation_not_supported)
            throw;
        return std::string("not supported: ") + error.code().message();
    }
    return std::nullopt;
}

void check(const char* where, const error_code& error)
{
    if (error)
        throw boost::system::system_error(error, where);
}

std::shared_ptr<void> make_session(contexts& c)
{
    asio::io_context io(1);
    connection first(io, c);
    first.handshake();
    char data = 'x';
    asio::async_write(first.server, asio::buffer(&data, 1),
                      [](const error_code& e, std::size_t) { check("write", e); });
    first.client.async_read_some(asio::buffer(&data, 1), [&](const error_code& e, std::size_t) {
        check("read", e);
        io.stop();
    });
    io.restart();
    io.run();
    keep_session(first.client);
    return session_of(first.client);
}

} // namespace bench
