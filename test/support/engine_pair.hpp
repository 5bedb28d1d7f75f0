// Two engines connected through memory.

#ifndef TLS_TEST_SUPPORT_ENGINE_PAIR_HPP
#define TLS_TEST_SUPPORT_ENGINE_PAIR_HPP

#include "support/pki.hpp"
#include "support/print.hpp"

#include <tls/configuration.hpp>
#include <tls/engine.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <random>

namespace tls::test {

using boost::system::error_code;

/// Returns how many of the `available` bytes to transfer at once.
using pace = std::function<std::size_t(std::size_t available)>;

inline pace whole()
{
    return [](std::size_t available) { return available; };
}

inline pace byte_by_byte()
{
    return [](std::size_t) { return std::size_t(1); };
}

inline pace random_pieces(unsigned seed)
{
    return [random = std::mt19937(seed)](std::size_t available) mutable {
        return std::uniform_int_distribution<std::size_t>(1, std::min<std::size_t>(available, 3000))(random);
    };
}

/// Moves one piece of output of `from` to `to`. Returns false if there is no output.
inline bool move_piece(engine& from, engine& to, const pace& size)
{
    auto output = from.output();
    if (output.empty())
        return false;
    auto space = to.input_buffer();
    auto n = std::min({size(output.size()), output.size(), space.size()});
    std::copy_n(output.begin(), n, space.begin());
    to.received(n);
    from.sent(n);
    return true;
}

/// A client engine and a server engine.
struct engine_pair {
    explicit engine_pair(std::shared_ptr<const configuration> for_client,
                         std::shared_ptr<const configuration> for_server, pace p = whole())
        : client(std::move(for_client)), server(std::move(for_server)), size(std::move(p))
    {
    }

    /// Runs both handshakes until neither makes progress. Runs external operations at once.
    void handshake()
    {
        for (int idle = 0; idle < 2;) {
            bool progress = step(client, role::client, client_done, client_error);
            progress |= step(server, role::server, server_done, server_error);
            progress |= move_piece(client, server, size);
            progress |= move_piece(server, client, size);
            idle = progress ? 0 : idle + 1;
        }
    }

    bool established() const
    {
        return client_done && server_done && !client_error && !server_error && client.handshake_complete() &&
               server.handshake_complete();
    }

    /// Transfers all output in both directions.
    void exchange()
    {
        while (move_piece(client, server, size) || move_piece(server, client, size)) {}
    }

    engine client;
    engine server;
    pace size;
    error_code client_error, server_error;
    bool client_done = false, server_done = false;

private:
    static bool step(engine& e, role r, bool& done, error_code& error)
    {
        if (done)
            return false;
        auto wants = e.handshake(r, error);
        done = wants == want::nothing;
        if (wants != want::answer)
            return done;
        auto start = e.take_external_operation();
        if (!start)
            return false;
        start([&](external_answer answer) { e.answer(std::move(answer)); });
        return true;
    }
};

/// Sends all of `data` from one engine to the other. Returns the received data.
inline bytes transfer(engine& from, engine& to, byte_view data, const pace& size, std::size_t read_size = 20000)
{
    bytes arrived;
    bytes space(read_size);
    error_code error;
    bool done = false;
    while (!done) {
        std::size_t n = 0;
        if (!data.empty()) {
            from.write({&data, 1}, n, error);
            data = data.subspan(n);
        }
        done = data.empty() && !from.has_output();
        move_piece(from, to, size);
        for (;;) {
            byte_span into(space);
            auto wants = to.read({&into, 1}, n, error);
            if (wants != want::nothing || error)
                break;
            arrived.insert(arrived.end(), space.begin(), space.begin() + static_cast<std::ptrdiff_t>(n));
        }
    }
    return arrived;
}

/// Matching client and server configurations: the server has `credentials`, the client verifies them and trusts
/// their root.
struct configurations {
    configuration client;
    configuration server;

    configurations(const pki& authority, std::vector<std::shared_ptr<const credential>> credentials)
    {
        client.verification.anchors = authority.anchors();
        client.verification.mode = verify_peer;
        server.authentication.credentials = std::move(credentials);
    }

    engine_pair pair(pace p = whole()) const
    {
        return engine_pair(std::make_shared<configuration>(client), std::make_shared<configuration>(server),
                           std::move(p));
    }
};

inline bytes pattern(std::size_t size)
{
    bytes data(size);
    std::mt19937 random(static_cast<unsigned>(size));
    for (auto& byte : data)
        byte = static_cast<std::uint8_t>(random());
    return data;
}

} // namespace tls::test

#endif
