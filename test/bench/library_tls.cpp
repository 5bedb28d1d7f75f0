#include "library.hpp"

#include <tls/configuration.hpp>
#include <tls/session.hpp>

namespace bench {

void restrict_offer(ssl::context& client, version, const char* suites)
{
    client.set_cipher_suites(suites);
}

void restrict_groups(ssl::context& context, group g)
{
    context.set_groups(g == group::x25519 ? "x25519:secp256r1" : "X25519MLKEM768:x25519:secp256r1");
}

void issue_ticket(ssl::context& server, bool on)
{
    server.update([](tls::configuration& c) { c.sessions.tickets = 1; });
    if (!on)
        server.set_ticket_keys(nullptr);
}

void remember_verified_links(ssl::context& client, bool on)
{
    client.set_verified_link_cache(on ? 1024 : 0);
}

std::shared_ptr<void> session_of(stream_type& client)
{
    return std::make_shared<tls::session>(client.session());
}

void resume(stream_type& client, const std::shared_ptr<void>& session)
{
    client.set_session(*std::static_pointer_cast<tls::session>(session));
}

bool was_resumed(stream_type& stream)
{
    return stream.session_reused();
}

void send_ticket(stream_type& server)
{
    const char data = 'x';
    server.write_some(boost::asio::buffer(&data, 1));
}

void keep_session(stream_type&) {}

} // namespace bench
