// Connections: settings before the handshake, and results of the negotiation.

#include "context/cipher_list.hpp"
#include "openssl_shim/attachments.hpp"
#include "openssl_shim/cipher_list.hpp"
#include "openssl_shim/errors.hpp"

#include <tls/configuration.hpp>
#include <tls/error.hpp>

#include <algorithm>
#include <cstring>

using namespace tls;
using namespace tls::openssl_shim;

namespace {

connection_attachment& attachment_of_const(const SSL* connection)
{
    return attachment_of(native(const_cast<SSL*>(connection)));
}

peer_certificates* peer_of(const SSL* connection)
{
    return made_or_null([&]() -> peer_certificates* {
        auto& peer = attachment_of_const(connection).peer;
        const auto& sent = native(connection).info().peer_certificates;
        const auto is_same = [](const auto& kept, const x509::certificate& c) { return kept->certificate == c; };
        // A stream may have had another connection before.
        if (peer && !std::ranges::equal(peer->all.owned, sent, is_same))
            peer.reset();
        if (!peer && !sent.empty()) {
            const auto first = native(connection).is_server() ? 1 : 0;
            certificate_list all(sent);
            const auto& items = all.stack.items;
            stack_st_X509 chain{std::vector<X509*>(items.begin() + first, items.end())};
            peer = peer_certificates{std::move(all), std::move(chain)};
        }
        return peer ? &*peer : nullptr;
    });
}

} // namespace

int tls::openssl_shim::change_configuration(SSL* connection, const std::function<void(configuration&)>& change)
{
    return attempt([&] {
        if (auto* step = attachment_of(native(connection)).step)
            return change(step->settings);
        auto config = std::make_shared<configuration>(*native(connection).config());
        change(*config);
        native(connection).configure(std::move(config));
    });
}

SSL* SSL_new(SSL_CTX* context)
{
    return made_or_null([&] { return handle_of(new native_stream(native(context))); });
}

void SSL_free(SSL* connection)
{
    delete tls::detail::native_of(connection);
}

int SSL_set_cipher_list(SSL* connection, const char* list)
{
    return change_configuration(connection, [&](configuration& config) {
        require(list);
        replace_tls12_suites(config, select_suites(list, *config.algorithms));
    });
}

void SSL_set_verify(SSL* connection, int mode, SSL_verify_cb callback)
{
    change_configuration(connection, [&](configuration& config) {
        config.verification.mode = mode;
        if (callback != nullptr)
            config.verification.callback = adapted_verify_callback{callback};
    });
}

void SSL_set_verify_depth(SSL* connection, int depth)
{
    change_configuration(connection, [&](configuration& config) {
        config.verification.depth = static_cast<unsigned>(std::max(depth, 0));
    });
}

int SSL_set_tlsext_host_name(SSL* connection, const char* name)
{
    const int set = attempt([&] {
        if (name == nullptr)
            native(connection).clear_server_name();
        else
            native(connection).set_server_name(name);
    });
    if (set == 0)
        put_error(make_error_code(error::reason::invalid_server_name));
    return set;
}

const char* SSL_get_servername(const SSL* connection, int type)
{
    if (type != TLSEXT_NAMETYPE_host_name)
        return nullptr;
    const auto* step = attachment_of_const(connection).step;
    const auto& received = step != nullptr ? step->hello.server_name : native(connection).info().server_name;
    const auto& name = received.empty() ? native(connection).server_name() : received;
    return name.empty() ? nullptr : name.c_str();
}

int SSL_set_alpn_protos(SSL* connection, const unsigned char* protocols, unsigned int size)
{
    return 1 - change_configuration(connection, [&](configuration& config) {
               config.negotiation.alpn_protocols = read_protocols(protocols, size);
           });
}

void SSL_get0_alpn_selected(const SSL* connection, const unsigned char** data, unsigned int* size)
{
    const auto& name = native(connection).info().alpn_protocol;
    *data = name.empty() ? nullptr : reinterpret_cast<const unsigned char*>(name.data());
    *size = static_cast<unsigned int>(name.size());
}

int SSL_select_next_proto(unsigned char** out, unsigned char* out_size, const unsigned char* server,
                          unsigned int server_size, const unsigned char* client, unsigned int client_size)
{
    const auto take = [&](const unsigned char* name) {
        *out = const_cast<unsigned char*>(name + 1);
        *out_size = name[0];
    };
    *out = nullptr;
    *out_size = 0;
    const int well_formed = attempt([&] {
        read_protocols(server, server_size);
        read_protocols(client, client_size);
    });
    if (well_formed == 0 || client_size == 0)
        return OPENSSL_NPN_NO_OVERLAP;
    for (unsigned int i = 0; i < server_size; i += 1u + server[i]) {
        for (unsigned int j = 0; j < client_size; j += 1u + client[j]) {
            if (server[i] == client[j] && std::memcmp(server + i + 1, client + j + 1, server[i]) == 0) {
                take(server + i);
                return OPENSSL_NPN_NEGOTIATED;
            }
        }
    }
    take(client);
    return OPENSSL_NPN_NO_OVERLAP;
}

int SSL_is_init_finished(const SSL* connection)
{
    return native(connection).handshake_complete() ? 1 : 0;
}

const char* SSL_get_version(const SSL* connection)
{
    auto& version = attachment_of_const(connection).version;
    return made_or_null([&] {
        version = to_string(native(connection).info().version);
        return version.c_str();
    });
}

const SSL_CIPHER* SSL_get_current_cipher(const SSL* connection)
{
    const auto* suite = native(connection).info().cipher_suite;
    if (suite == nullptr)
        return nullptr;
    return made_or_null([&] {
        auto& cipher = attachment_of_const(connection).cipher;
        cipher.name = suite->name;
        return &cipher;
    });
}

const char* SSL_CIPHER_get_name(const SSL_CIPHER* cipher)
{
    return cipher == nullptr ? "(NONE)" : cipher->name.c_str();
}

long SSL_get_secure_renegotiation_support(const SSL* connection)
{
    return native(connection).info().secure_renegotiation ? 1 : 0;
}

int SSL_export_keying_material(SSL* connection, unsigned char* out, std::size_t out_size, const char* label,
                               std::size_t label_size, const unsigned char* context, std::size_t context_size,
                               int use_context)
{
    return attempt([&] {
        const auto exporter_context = use_context != 0 ? std::optional(byte_view(context, context_size)) : std::nullopt;
        boost::system::error_code error;
        native(connection).export_keying_material({label, label_size}, exporter_context, {out, out_size}, error);
        if (error)
            throw boost::system::system_error(error);
    });
}

int SSL_renegotiate(SSL* connection)
{
    return attempt([&] {
        boost::system::error_code error;
        native(connection).renegotiate(error);
        if (error)
            throw boost::system::system_error(error);
    });
}

int SSL_renegotiate_pending(const SSL* connection)
{
    return native(connection).renegotiation_pending() ? 1 : 0;
}

long SSL_get_verify_result(const SSL* connection)
{
    return static_cast<long>(native(connection).info().verification.error);
}

X509* SSL_get0_peer_certificate(const SSL* connection)
{
    const auto* peer = peer_of(connection);
    return peer == nullptr ? nullptr : peer->all.stack.items.front();
}

X509* SSL_get1_peer_certificate(const SSL* connection)
{
    auto* leaf = SSL_get0_peer_certificate(connection);
    if (leaf != nullptr)
        X509_up_ref(leaf);
    return leaf;
}

X509* SSL_get_peer_certificate(const SSL* connection)
{
    return SSL_get1_peer_certificate(connection);
}

STACK_OF(X509) * SSL_get_peer_cert_chain(const SSL* connection)
{
    auto* peer = peer_of(connection);
    return peer == nullptr ? nullptr : &peer->chain;
}
