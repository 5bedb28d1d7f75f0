#include "library.hpp"

namespace bench {

void restrict_offer(ssl::context& client, version tls, const char* suites)
{
    if (tls == version::tls1_2)
        SSL_CTX_set_cipher_list(client.native_handle(), suites);
    else
        SSL_CTX_set_ciphersuites(client.native_handle(), suites);
}

void restrict_groups(ssl::context& context, group g)
{
    // OpenSSL 3.5 sends shares for the groups with an asterisk. Earlier versions have neither it nor the hybrid group.
    const char* list = g == group::x25519 ? "X25519:P-256" : "*X25519MLKEM768:*X25519:P-256";
    if (SSL_CTX_set1_groups_list(context.native_handle(), list) != 1) {
        ERR_clear_error();
        throw boost::system::system_error(asio::error::operation_not_supported);
    }
}

void issue_ticket(ssl::context& server, bool on)
{
    SSL_CTX_set_num_tickets(server.native_handle(), on ? 1 : 0);
    if (!on) {
        SSL_CTX_set_options(server.native_handle(), SSL_OP_NO_TICKET);
        SSL_CTX_set_session_cache_mode(server.native_handle(), SSL_SESS_CACHE_OFF);
    }
}

void remember_verified_links(ssl::context&, bool) {}

std::shared_ptr<void> session_of(stream_type& client)
{
    return {SSL_get1_session(client.native_handle()), [](void* s) { SSL_SESSION_free(static_cast<SSL_SESSION*>(s)); }};
}

void resume(stream_type& client, const std::shared_ptr<void>& session)
{
    SSL_set_session(client.native_handle(), static_cast<SSL_SESSION*>(session.get()));
}

bool was_resumed(stream_type& stream)
{
    return SSL_session_reused(stream.native_handle()) == 1;
}

void send_ticket(stream_type&) {}

void keep_session(stream_type& client)
{
    SSL_set_shutdown(client.native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

} // namespace bench
