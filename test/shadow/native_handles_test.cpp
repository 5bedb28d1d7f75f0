// The types of native handles: with this library's own openssl headers on the include path, OpenSSL's functions accept
// them; without, such a call does not compile.

#include "shadow/ssl_mode.hpp"

#include <cstdint>

#ifdef TLS_TEST_OPENSSL_HANDLES
#include <openssl/ssl.h>
#include <openssl/x509.h>
#else
// As OpenSSL declares them.
extern "C" {
int SSL_is_init_finished(const struct ssl_st*);
std::uint64_t SSL_CTX_get_options(const struct ssl_ctx_st*);
int X509_STORE_CTX_get_error(const struct x509_store_ctx_st*);
}
#endif

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace {

namespace asio = boost::asio;
using stream_type = tls::stream<asio::ip::tcp::socket>;

template <class Stream>
concept has_openssl_connection_handle = requires(Stream& stream)
{
    SSL_is_init_finished(stream.native_handle());
};
template <class Context>
concept has_openssl_context_handle = requires(Context& context)
{
    SSL_CTX_get_options(context.native_handle());
};
template <class VerifyContext>
concept has_openssl_verification_handle = requires(VerifyContext& context)
{
    X509_STORE_CTX_get_error(context.native_handle());
};

#ifdef TLS_TEST_OPENSSL_HANDLES
constexpr bool expected = true;
#else
constexpr bool expected = false;
#endif

static_assert(has_openssl_connection_handle<stream_type> == expected);
static_assert(has_openssl_context_handle<tls::context> == expected);
static_assert(has_openssl_verification_handle<tls::verify_context> == expected);

} // namespace

BOOST_AUTO_TEST_SUITE(native_handles)

#ifdef TLS_TEST_OPENSSL_HANDLES

BOOST_AUTO_TEST_CASE(openssl_headers_accept_handles_of_tls_types)
{
    asio::io_context io;
    tls::context context(SSL_CTX_new(TLS_client_method()));
    stream_type made(io, context), taken_over(io, SSL_new(context.native_handle()));
    for (auto* stream : {&made, &taken_over}) {
        BOOST_TEST(SSL_set_tlsext_host_name(stream->native_handle(), "example.org") == 1);
        BOOST_TEST(SSL_get_servername(stream->native_handle(), TLSEXT_NAMETYPE_host_name) ==
                   std::string("example.org"));
        BOOST_TEST(SSL_get_SSL_CTX(stream->native_handle()) == context.native_handle());
    }
}

#else

BOOST_AUTO_TEST_CASE(stream_handle_is_its_engine)
{
    asio::io_context io;
    tls::context context(tls::context::tls_client);
    stream_type stream(io, context);
    tls::engine* const engine = stream.native_handle();
    engine->set_server_name("example.org");
    BOOST_TEST(engine->server_name() == "example.org");
}

#endif

BOOST_AUTO_TEST_SUITE_END()
