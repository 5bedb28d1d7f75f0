#include "library.hpp"

namespace bench {

void restrict_offer(ssl::context& client, version, const char* suites)
{
    client.set_cipher_suites(suites);
    client.set_groups("x25519:secp256r1");
}

void issue_ticket(ssl::context&, bool) {}

void remember_verified_links(ssl::context& client, bool on)
{
    client.set_verified_link_cache(on ? 1024 : 0);
}

std::shared_ptr<void> session_of(stream_type&)
{
    return nullptr;
}

void resume(stream_type&, const std::shared_ptr<void>&) {}

bool was_resumed(stream_type&)
{
    return false;
}

void keep_session(stream_type&) {}

} // namespace bench
