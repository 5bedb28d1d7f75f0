// An engine and a peer of any kind, who talk through memory.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_TALK_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_TALK_HPP

#include "support/authority.hpp"
#include "support/engine_pair.hpp"

#include <algorithm>
#include <utility>

namespace tls::test {

/// `Peer` has run(), input() and output().
template <class Peer>
struct talk {
    template <class... PeerArguments>
    talk(role engines, std::shared_ptr<const configuration> settings, pace p, PeerArguments&&... peers)
        : ours(engines),
          engine(std::move(settings)),
          peer(engines == role::client ? role::server : role::client, std::forward<PeerArguments>(peers)...),
          size(std::move(p))
    {
    }

    /// Runs both as far as they go.
    void run()
    {
        for (int idle = 0; idle < 2;) {
            bool progress = step();
            peer.run();
            progress |= carry();
            idle = progress ? 0 : idle + 1;
        }
    }

    role ours;
    tls::engine engine;
    Peer peer;
    pace size;
    error_code error;
    bytes delivered; ///< application data that the engine handed out

protected:
    /// The engine's turn; whether it got anything done.
    bool step()
    {
        error_code now;
        if (!engine.handshake_complete()) {
            engine.handshake(ours, now);
            if (!error)
                error = now;
            return engine.handshake_complete();
        }
        bytes space(100);
        byte_span into(space);
        std::size_t n = 0;
        engine.read({&into, 1}, n, now);
        delivered.insert(delivered.end(), space.begin(), space.begin() + static_cast<std::ptrdiff_t>(n));
        if (!error)
            error = now;
        return n != 0;
    }

private:
    /// Moves a piece each way; whether there was any.
    bool carry()
    {
        bool moved = false;
        if (auto output = engine.output(); !output.empty()) {
            auto n = std::min(size(output.size()), output.size());
            peer.input().append(output.first(n));
            engine.sent(n);
            moved = true;
        }
        if (auto front = peer.output().front(); !front.empty()) {
            auto space = engine.input_buffer();
            auto n = std::min({size(front.size()), front.size(), space.size()});
            std::copy_n(front.begin(), n, space.begin());
            engine.received(n);
            peer.output().sent(n);
            moved = true;
        }
        return moved;
    }
};

} // namespace tls::test

#endif
