// The seed corpora of fuzz_resumption and fuzz_new_session_ticket.

#ifndef TLS_TEST_FUZZ_RESUMPTION_SEEDS_HPP
#define TLS_TEST_FUZZ_RESUMPTION_SEEDS_HPP

#include "fuzz/resuming_peers.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/message/new_session_ticket.hpp"

#include <tls/session.hpp>

#include <string>

namespace tls::fuzz {

/// Connects, and returns the newest session.
inline session new_session(std::uint8_t flags)
{
    session newest;
    auto client = client_settings();
    client.sessions.on_new_session = [&](const session& s) { newest = s; };
    test::engine_pair pair(std::make_shared<configuration>(client),
                           std::make_shared<configuration>(server_settings(flags)));
    pair.client.set_server_name("localhost");
    pair.handshake();
    test::transfer(pair.server, pair.client, bytes{1}, pair.size); // with the tickets
    require(!newest.empty(), "the server sends sessions");
    return newest;
}

/// Returns an input: the ClientHellos of a client. Checks that the server uses its session or key.
inline bytes client_hellos(std::uint8_t flags, const session& offered, bool with_early_data = false)
{
    test::engine_pair pair(std::make_shared<configuration>(client_settings()),
                           std::make_shared<configuration>(server_settings(flags)));
    pair.client.set_server_name("localhost");
    if (!offered.empty())
        pair.client.set_session(offered);
    boost::system::error_code error;
    if (with_early_data) {
        const byte_view data = as_bytes("early");
        std::size_t n = 0;
        pair.client.write_early({&data, 1}, n, error);
        require(n == data.size(), "the session allows early data");
    }
    bytes input{flags};
    const auto append_output = [&] {
        pair.client.handshake(role::client, error);
        const auto messages = messages_in(pair.client.output());
        input.insert(input.end(), messages.begin(), messages.end());
    };
    append_output();
    while (test::move_piece(pair.client, pair.server, pair.size)) {}
    pair.server.handshake(role::server, error);
    while (test::move_piece(pair.server, pair.client, pair.size)) {}
    if ((flags & needs_group) != 0)
        append_output();
    pair.handshake();
    require(pair.established(), "the seed's handshake succeeds");
    const auto& info = pair.server.info();
    require(offered.empty() ? !info.psk_identity.empty() : info.session_reused, "the server knows the seed's key");
    require(info.hello_retry == ((flags & needs_group) != 0), "the server asks for a group if it should");
    return input;
}

/// Calls write(target, name, input) for each seed.
template <class Write>
void write_resumption_seeds(Write&& write)
{
    const std::string hello = "resumption";
    const auto tls13 = new_session(0), tls12 = new_session(only_tls12);
    write(hello, "external", client_hellos(0, {}));
    write(hello, "external-retry", client_hellos(needs_group, {}));
    write(hello, "ticket", client_hellos(0, tls13));
    write(hello, "ticket-early", client_hellos(0, tls13, true));
    write(hello, "ticket-retry", client_hellos(needs_group, tls13));
    write(hello, "tls12", client_hellos(only_tls12, tls12));

    message::new_session_ticket ticket;
    ticket.ticket_lifetime = 7200;
    ticket.ticket_age_add = 0x01020304;
    ticket.ticket_nonce = {0};
    ticket.ticket.assign(100, 1);
    auto input = message::encode_message(ticket);
    write("new_session_ticket", "plain", input);
    ticket.ticket_nonce = {1};
    ticket.extensions.early_data.emplace().max_early_data_size = 1000;
    ticket.extensions.order = {42};
    const auto second = message::encode_message(ticket);
    write("new_session_ticket", "early", second);
    input.insert(input.end(), second.begin(), second.end());
    write("new_session_ticket", "two", input);
}

} // namespace tls::fuzz

#endif
