#include "work.hpp"

#include "ping_pong.hpp"
#include "transfer.hpp"

#include <stdexcept>

namespace bench {

namespace {

void do_handshakes(std::uint64_t count, group g)
{
    contexts c({.key = tls::key_type::secp256r1, .key_exchange = g});
    asio::io_context io(1);
    while (count-- > 0)
        connection(io, c).handshake();
}

/// With TLS 1.3, the server sends a new ticket too.
void do_resumptions(std::uint64_t count, version tls)
{
    contexts c({.tls = tls, .key = tls::key_type::secp256r1, .resumes = true});
    const auto session = make_session(c);
    asio::io_context io(1);
    while (count-- > 0) {
        connection ends(io, c);
        resume(ends.client, session);
        ends.handshake();
        if (!was_resumed(ends.client))
            throw std::logic_error("the session was not resumed");
        if (tls == version::tls1_3)
            send_ticket(ends.server);
    }
}

/// Each record carries 16 KiB, the most that fits.
void do_records(std::uint64_t count)
{
    contexts c({});
    asio::io_context io(1);
    connection ends(io, c);
    ends.handshake();
    transfer<stream_type> data(io, ends.client, ends.server);
    data.set_write_size(16 * 1024);
    data.run([&] { return data.writes() < count; });
}

void do_round_trips(std::uint64_t count)
{
    contexts c({});
    asio::io_context io(1);
    connection ends(io, c);
    ends.handshake();
    ping_pong<stream_type> game(io, ends.client, ends.server);
    game.run([&] { return game.round_trips() < count; });
}

} // namespace

void do_work(const std::string& name, std::uint64_t count)
{
    if (name == "handshake")
        do_handshakes(count, group::x25519);
    else if (name == "hybrid-handshake")
        do_handshakes(count, group::x25519_mlkem768);
    else if (name == "resumption")
        do_resumptions(count, version::tls1_3);
    else if (name == "resumption-tls12")
        do_resumptions(count, version::tls1_2);
    else if (name == "record")
        do_records(count);
    else if (name == "round-trip")
        do_round_trips(count);
    else
        throw std::invalid_argument("--work: unknown name \"" + name + "\"");
}

} // namespace bench
