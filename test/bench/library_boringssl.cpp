// asio::ssl over BoringSSL or AWS-LC, which have OpenSSL's interface except for the functions here.

#include "library.hpp"

#include <array>
#include <memory>
#include <string_view>

namespace bench {
namespace {

// TLS 1.3 sessions are only available through a callback. The first handshake's session is resumed again and again.
std::shared_ptr<SSL_SESSION> newest_session;

int keep_newest(SSL*, SSL_SESSION* session)
{
    newest_session.reset(session, &SSL_SESSION_free);
    return 1; // takes ownership
}

} // namespace

void restrict_offer(ssl::context& client, version tls, const char* suites)
{
    constexpr std::array<std::uint16_t, 4> schemes{SSL_SIGN_ED25519, SSL_SIGN_ECDSA_SECP256R1_SHA256,
                                                   SSL_SIGN_RSA_PSS_RSAE_SHA256, SSL_SIGN_RSA_PKCS1_SHA256};
    SSL_CTX_set_verify_algorithm_prefs(client.native_handle(), schemes.data(), schemes.size()); // Ed25519 is off by
                                                                                                // default
    SSL_CTX_set_session_cache_mode(client.native_handle(), SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(client.native_handle(), &keep_newest);
    if (tls == version::tls1_2)
        SSL_CTX_set_cipher_list(client.native_handle(), suites);
    else if (suites != std::string_view("TLS_AES_128_GCM_SHA256")) // BoringSSL always offers all suites, and this one
                                                                   // gets chosen
        throw boost::system::system_error(asio::error::operation_not_supported);
}

void restrict_groups(ssl::context& context, group g)
{
    const char* list = g == group::x25519 ? "X25519:P-256" : "X25519MLKEM768:X25519:P-256";
    if (SSL_CTX_set1_curves_list(context.native_handle(), list) != 1) {
        ERR_clear_error();
        throw boost::system::system_error(asio::error::operation_not_supported);
    }
}

void issue_ticket(ssl::context& server, bool on)
{
#ifdef OPENSSL_IS_AWSLC
    SSL_CTX_set_num_tickets(server.native_handle(), 1); // BoringSSL has no such setting, and sends two
#endif
    if (!on) {
        SSL_CTX_set_options(server.native_handle(), SSL_OP_NO_TICKET);
        SSL_CTX_set_session_cache_mode(server.native_handle(), SSL_SESS_CACHE_OFF);
    }
}

void remember_verified_links(ssl::context&, bool) {}

std::shared_ptr<void> session_of(stream_type&)
{
    return newest_session;
}

void resume(stream_type& client, const std::shared_ptr<void>& session)
{
    SSL_set_session(client.native_handle(), static_cast<SSL_SESSION*>(session.get()));
}

bool was_resumed(stream_type& stream)
{
    return SSL_session_reused(stream.native_handle()) == 1;
}

void send_ticket(stream_type& server)
{
    const char data = 'x';
    server.write_some(asio::buffer(&data, 1));
}

void keep_session(stream_type&) {}

} // namespace bench
