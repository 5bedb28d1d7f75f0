// An engine and a peer of any type, connected through memory.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_CONVERSATION_BASE_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_CONVERSATION_BASE_HPP

#include "support/authority.hpp"
#include "support/engine_pair.hpp"

#include <algorithm>
#include <utility>

namespace tls::test {

/// `Peer` needs run(), input() and output().
template <class Peer>
struct conversation_base {
    template <class... PeerArguments>
    conversation_base(role side, std::shared_ptr<const configuration> settings, pace p, PeerArguments&&... peers)
        : engine_role(side),
          engine(std::move(settings)),
          peer(side == role::client ? role::server : role::client, std::forward<PeerArguments>(peers)...),
          size(std::move(p))
    {
    }

    /// Runs both until neither makes progress.
    void run()
    {
        for (int idle = 0; idle < 2;) {
            bool progress = step();
            peer.run();
            progress |= transfer_once();
            idle = progress ? 0 : idle + 1;
        }
    }

    role engine_role;
    tls::engine engine;
    Peer peer;
    pace size;
    error_code error;
    bytes delivered; ///< application data that the engine delivered

protected:
    /// Runs the engine once. Returns whether it made progress.
    bool step()
    {
        error_code now;
        if (!engine.handshake_complete()) {
            engine.handshake(engine_role, now);
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
    /// Transfers one piece in each direction. Returns whether there was any data.
    bool transfer_once()
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
