// The parts of asio::ssl and OpenSSL that programs use, each in a function of its own that is compiled and not called.
// tests.cmake builds it with the drop-in headers; what is named here must not go from them.

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#if __has_include(<openssl/asio_tls_libcrypto.h>)
#include <openssl/pem.h>
#endif

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

// trojan: a proxy, both ends of which set nearly everything on the SSL_CTX.
namespace trojan {

int select_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned in_size,
                    void* mine)
{
    const auto& wanted = *static_cast<const std::string*>(mine);
    if (SSL_select_next_proto(const_cast<unsigned char**>(out), size,
                              reinterpret_cast<const unsigned char*>(wanted.data()), unsigned(wanted.size()), in,
                              in_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    return SSL_TLSEXT_ERR_OK;
}

void use_context(ssl::context& context, std::string& protocols)
{
    context.set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                        ssl::context::single_dh_use);
    context.set_password_callback([](std::size_t, ssl::context_base::password_purpose) { return std::string("word"); });
    context.use_certificate_chain_file("chain.pem");
    context.use_private_key_file("key.pem", ssl::context::pem);
    context.use_tmp_dh(asio::buffer(protocols));
    context.set_default_verify_paths();
    context.set_verify_callback(ssl::host_name_verification("localhost"));
    auto* native = context.native_handle();
    SSL_CTX_set_options(native, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_TICKET);
    SSL_CTX_set_cipher_list(native, "ECDHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set_ciphersuites(native, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set1_curves_list(native, "X25519:P-256");
    SSL_CTX_set_alpn_select_cb(native, select_protocol, &protocols);
    SSL_CTX_set_alpn_protos(native, reinterpret_cast<const unsigned char*>(protocols.data()),
                            unsigned(protocols.size()));
    SSL_CTX_set_keylog_callback(native, [](const SSL*, const char*) {});
    auto* parameters = X509_VERIFY_PARAM_new();
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
    SSL_CTX_set1_param(native, parameters);
    X509_VERIFY_PARAM_free(parameters);
}

void use_stream(ssl::stream<tcp::socket>& stream)
{
    auto* native = stream.native_handle();
    SSL_set_tlsext_host_name(native, "localhost");
    const unsigned char* protocol = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(native, &protocol, &size);
    static_cast<void>(SSL_session_reused(native));
    stream.next_layer().cancel();
    stream.async_shutdown([](error_code) {});
    stream.set_verify_mode(ssl::verify_peer);
}

} // namespace trojan

// certify and foxy: verification by a callback of their own on X509_STORE_CTX, and names by X509_VERIFY_PARAM.
namespace certify {

bool verify(bool preverified, ssl::verify_context& context)
{
    X509_STORE_CTX* native = context.native_handle();
    const int error = X509_STORE_CTX_get_error(native);
    if (!preverified && error != X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY &&
        error != X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT && error != X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN)
        return false;
    auto* chain = X509_STORE_CTX_get_chain(native);
    for (int i = 0; i < sk_X509_num(chain); ++i)
        static_cast<void>(sk_X509_value(chain, i));
    X509_STORE_CTX_set_error(native, X509_V_OK);
    return true;
}

void use(ssl::context& context, ssl::stream<tcp::socket>& stream)
{
    context.set_verify_callback(verify);
    SSL_CTX_set_cert_verify_callback(
        context.native_handle(), [](X509_STORE_CTX* native, void*) { return X509_verify_cert(native); }, nullptr);
    static_cast<void>(SSL_CTX_get_verify_mode(context.native_handle()));
    SSL_CTX_set_verify(context.native_handle(), SSL_VERIFY_PEER, nullptr);
    X509_VERIFY_PARAM* parameters = SSL_get0_param(stream.native_handle());
#ifdef X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
#endif
    X509_VERIFY_PARAM_set1_host(parameters, "localhost", 9);
    if (!SSL_set_tlsext_host_name(stream.native_handle(), "localhost"))
        throw boost::system::system_error(int(ERR_get_error()), asio::error::get_ssl_category());
    static_cast<void>(SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name));
}

/// foxy's session: either of two streams.
template <class Plain>
class session {
public:
    session(Plain plain, ssl::context& context) : tls_(std::move(plain), context) {}
    template <class Token>
    auto async_handshake(Token&& token)
    {
        return tls_.async_handshake(ssl::stream_base::client, std::forward<Token>(token));
    }

private:
    boost::beast::ssl_stream<Plain> tls_;
};
template class session<boost::beast::tcp_stream>;

} // namespace certify

// nghttp2-asio: HTTP/2's profile of TLS.
namespace nghttp2_asio {

void use(ssl::context& context)
{
    auto* native = context.native_handle();
    SSL_CTX_set_options(native, SSL_OP_ALL | SSL_OP_NO_SSLv2 | SSL_OP_NO_SSLv3 | SSL_OP_NO_COMPRESSION |
                                    SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION | SSL_OP_SINGLE_ECDH_USE |
                                    SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native, SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_cipher_list(native, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
#ifdef NID_X9_62_prime256v1
    if (auto* key = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1)) {
        SSL_CTX_set_tmp_ecdh(native, key);
        EC_KEY_free(key);
    }
#endif
    static const unsigned char protocols[] = {2, 'h', '2'};
    SSL_CTX_set_alpn_protos(native, protocols, sizeof protocols);
    SSL_CTX_set_alpn_select_cb(
        native,
        [](SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned, void*) {
            *out = in + 1;
            *size = in[0];
            return SSL_TLSEXT_ERR_OK;
        },
        nullptr);
}

/// Its servers and clients keep the stream in a base that knows the lowest layer only.
struct connection : std::enable_shared_from_this<connection> {
    connection(asio::io_context& io, ssl::context& context) : stream(io, context) {}
    void start()
    {
        stream.lowest_layer().set_option(tcp::no_delay(true));
        stream.async_handshake(ssl::stream_base::server, [self = shared_from_this()](const error_code&) {});
    }
    ssl::stream<tcp::socket> stream;
};

} // namespace nghttp2_asio

// libtorrent: certificates by server name, trust from memory, handlers in std::function.
namespace libtorrent {

int on_server_name(SSL* native, int*, void* mine)
{
    const char* name = SSL_get_servername(native, TLSEXT_NAMETYPE_host_name);
    if (!name || !*name)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    SSL_set_SSL_CTX(native, static_cast<SSL_CTX*>(mine));
    SSL_set_verify(native, SSL_CTX_get_verify_mode(static_cast<SSL_CTX*>(mine)), nullptr);
    return SSL_TLSEXT_ERR_OK;
}

void use(ssl::context& context, ssl::context& other)
{
    SSL_CTX_set_tlsext_servername_callback(context.native_handle(), on_server_name);
    SSL_CTX_set_tlsext_servername_arg(context.native_handle(), other.native_handle());
    X509_STORE* store = X509_STORE_new();
#if __has_include(<openssl/asio_tls_libcrypto.h>)
    const std::string text = "-----BEGIN CERTIFICATE-----";
    if (BIO* memory = BIO_new_mem_buf(text.data(), int(text.size()))) {
        X509* certificate = PEM_read_bio_X509_AUX(memory, nullptr, nullptr, nullptr);
        BIO_free(memory);
        if (certificate) {
            X509_STORE_add_cert(store, certificate);
            X509_free(certificate);
        }
    }
#endif
    SSL_CTX_set_cert_store(context.native_handle(), store);
}

/// Looks for a name among a certificate's own, as programs had to before host_name_verification.
bool has_name(bool, ssl::verify_context& context)
{
    if (X509_STORE_CTX_get_error_depth(context.native_handle()) > 0)
        return true;
    X509* certificate = X509_STORE_CTX_get_current_cert(context.native_handle());
    auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    bool found = false;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
        GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
        if (name->type == GEN_DNS && ASN1_STRING_type(name->d.dNSName) == V_ASN1_IA5STRING)
            found = found || std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                                         std::size_t(ASN1_STRING_length(name->d.dNSName))) == "*";
    }
    GENERAL_NAMES_free(names);
    X509_NAME* subject = X509_get_subject_name(certificate);
    const int place = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    return found || (place >= 0 && X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, place)) != nullptr);
}

/// A layer with every handler in a std::function.
class layer {
public:
    using next_layer_type = tcp::socket;
    using lowest_layer_type = tcp::socket::lowest_layer_type;
    using executor_type = tcp::socket::executor_type;
    using handler = std::function<void(const error_code&, std::size_t)>;

    explicit layer(asio::io_context& io) : socket_(io) {}
    executor_type get_executor() { return socket_.get_executor(); }
    lowest_layer_type& lowest_layer() { return socket_.lowest_layer(); }
    const lowest_layer_type& lowest_layer() const { return socket_.lowest_layer(); }

    template <class Buffers>
    void async_read_some(const Buffers& buffers, handler h)
    {
        socket_.async_read_some(buffers, std::move(h));
    }
    template <class Buffers>
    void async_write_some(const Buffers& buffers, handler h)
    {
        socket_.async_write_some(buffers, std::move(h));
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers, error_code& error)
    {
        return socket_.read_some(buffers, error);
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, error_code& error)
    {
        return socket_.write_some(buffers, error);
    }

private:
    tcp::socket socket_;
};

void use_stream(ssl::stream<layer>& stream, char (&space)[100])
{
    const std::function<void(const error_code&)> done = [](const error_code&) {};
    stream.async_handshake(ssl::stream_base::client, done);
    const layer::handler both = [](const error_code&, std::size_t) {};
    stream.async_read_some(asio::buffer(space), both);
    stream.async_write_some(asio::buffer(space), both);
    stream.async_shutdown(done);
    error_code ignored;
    stream.shutdown(ignored);
}

} // namespace libtorrent

// RESTinio: the stream as one kind of socket among others.
namespace restinio {

class tls_socket {
public:
    using context_handle_t = std::shared_ptr<ssl::context>;
    using socket_t = ssl::stream<tcp::socket>;

    tls_socket(asio::io_context& io, context_handle_t context)
        : context_(std::move(context)), stream_(std::make_unique<socket_t>(io, *context_))
    {
    }
    tls_socket(tls_socket&&) = default;

    auto& lowest_layer() { return stream_->lowest_layer(); }
    auto get_executor() { return stream_->get_executor(); }
    template <class... Arguments>
    auto async_read_some(Arguments&&... arguments)
    {
        return stream_->async_read_some(std::forward<Arguments>(arguments)...);
    }
    template <class... Arguments>
    auto async_write_some(Arguments&&... arguments)
    {
        return stream_->async_write_some(std::forward<Arguments>(arguments)...);
    }
    template <class... Arguments>
    auto async_handshake(Arguments&&... arguments)
    {
        return stream_->async_handshake(std::forward<Arguments>(arguments)...);
    }
    template <class... Arguments>
    void shutdown(Arguments&&... arguments)
    {
        stream_->lowest_layer().shutdown(std::forward<Arguments>(arguments)...);
    }

private:
    context_handle_t context_;
    std::unique_ptr<socket_t> stream_;
};

void use(tls_socket& socket, char (&space)[100])
{
    socket.async_handshake(ssl::stream_base::server, [](const error_code&) {});
    socket.async_read_some(asio::buffer(space),
                           asio::bind_executor(socket.get_executor(), [](error_code, std::size_t) {}));
    socket.shutdown(tcp::socket::shutdown_both);
}

} // namespace restinio

// icinga2: coroutines with stacks become asio's own here; the rest is the native handle's.
namespace icinga2 {

class stream : public ssl::stream<tcp::socket> {
public:
    stream(asio::io_context& io, ssl::context& context, const std::string& host) : ssl::stream<tcp::socket>(io, context)
    {
        set_verify_mode(ssl::verify_peer | ssl::verify_client_once);
        set_verify_callback([this](bool preverified, ssl::verify_context& c) {
            verified_ = preverified;
            if (!preverified)
                error_ = X509_verify_cert_error_string(X509_STORE_CTX_get_error(c.native_handle()));
            return true;
        });
        if (!host.empty())
            SSL_set_tlsext_host_name(native_handle(), host.c_str());
    }
    std::shared_ptr<X509> peer_certificate()
    {
        return std::shared_ptr<X509>(SSL_get_peer_certificate(native_handle()), X509_free);
    }
    bool is_verified() const
    {
        return verified_ && SSL_get_verify_result(const_cast<stream*>(this)->native_handle()) == X509_V_OK;
    }

private:
    bool verified_ = false;
    std::string error_;
};

asio::awaitable<void> use(stream& s)
{
    co_await s.async_handshake(ssl::stream_base::client, asio::use_awaitable);
    auto certificate = s.peer_certificate();
    char name[100];
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
    if (SSL_is_init_finished(s.native_handle()))
        co_await s.async_shutdown(asio::use_awaitable);
    s.lowest_layer().close();
}

void use_context(ssl::context& context)
{
    auto* native = context.native_handle();
    SSL_CTX_set_mode(native, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_id_context(native, reinterpret_cast<const unsigned char*>("icinga"), 6);
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_use_certificate_chain_file(native, "chain.pem");
    SSL_CTX_use_PrivateKey_file(native, "key.pem", SSL_FILETYPE_PEM);
    SSL_CTX_load_verify_locations(native, "root.pem", nullptr);
    char text[120];
    ERR_error_string_n(ERR_peek_error(), text, sizeof text);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION);
}

} // namespace icinga2
