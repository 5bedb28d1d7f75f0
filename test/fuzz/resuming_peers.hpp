// Settings of clients and servers that resume sessions, for fuzz targets and their seeds. Nobody needs a certificate:
// sessions begin with an external key. Ticket keys and clocks are fixed, so that the tickets of seeds stay valid.

#ifndef TLS_TEST_FUZZ_RESUMING_PEERS_HPP
#define TLS_TEST_FUZZ_RESUMING_PEERS_HPP

#include "fuzz/accept_all.hpp"
#include "support/engine_pair.hpp"

#include <tls/replay_record.hpp>
#include <tls/ticket_keys.hpp>

#include <memory>
#include <string_view>

namespace tls::fuzz {

/// The first byte of an input of fuzz_resumption.
enum server_flags : std::uint8_t {
    keep_binders = 1, ///< the target does not compute the binders of ClientHellos again
    needs_group = 2,  ///< the server has one group, and accepts no pre-shared key without key exchange
    only_tls12 = 4,
    no_external_key = 8,
};

inline external_psk external_key()
{
    constexpr std::string_view identity = "client-1";
    external_psk psk;
    psk.identity.assign(identity.begin(), identity.end());
    psk.key.assign(32, 7);
    return psk;
}

inline const std::shared_ptr<ticket_keys>& fixed_ticket_keys()
{
    static const auto keys = [] {
        ticket_key key;
        key.key.assign(64, 1);
        return std::make_shared<ticket_keys>(std::vector{key});
    }();
    return keys;
}

/// Accepts everything, so that inputs do not depend on earlier ones.
struct accepting_record final : replay_record {
    void async_insert(byte_view, std::chrono::milliseconds, completion done) override { done(true); }
};

inline configuration settings_of_both()
{
    configuration c;
    c.clock = [] { return std::chrono::system_clock::time_point(seed_time().time_since_epoch()); };
    c.negotiation.cipher_suites = {0x1301, 0x1302, 0x00a8}; // the last one is TLS_PSK_WITH_AES_128_GCM_SHA256
    c.negotiation.alpn_protocols = {"h2", "http/1.1"};
    c.sessions.max_early_data = 1000;
    c.sessions.psk_ke = true;
    return c;
}

inline configuration server_settings(std::uint8_t flags = 0)
{
    auto c = settings_of_both();
    c.sessions.ticket_keys = fixed_ticket_keys();
    c.sessions.replays = std::make_shared<accepting_record>();
    if ((flags & no_external_key) == 0) {
        c.sessions.find_psk = [psk = external_key()](byte_view identity) {
            return std::ranges::equal(identity, psk.identity) ? std::optional(psk) : std::nullopt;
        };
        c.tls12.psk_server = [psk = external_key()](std::string_view identity) {
            return identity == as_text(psk.identity) ? psk.key : secure_bytes();
        };
    }
    if ((flags & needs_group) != 0) {
        c.sessions.psk_ke = false;
        c.negotiation.groups = {0x001d}; // x25519
    }
    if ((flags & only_tls12) != 0)
        c.negotiation.max_version = protocol_version::tls1_2;
    return c;
}

inline configuration client_settings()
{
    auto c = settings_of_both();
    c.negotiation.groups = {0x0017, 0x001d}; // the key share is for secp256r1
    c.sessions.external_psks = {external_key()};
    c.tls12.psk_client = [psk = external_key()](std::string_view) {
        return pre_shared_key{std::string(as_text(psk.identity)), psk.key};
    };
    return c;
}

/// Returns the handshake messages in the first records of a connection, which are not protected.
inline bytes messages_in(byte_view records)
{
    constexpr std::size_t header = 5;
    bytes result;
    while (records.size() > header && (records[0] == 22 || records[0] == 20)) {
        const auto size = std::min<std::size_t>(records[3] * 256U + records[4], records.size() - header);
        const auto content = records.subspan(header, size);
        if (records[0] == 22)
            result.insert(result.end(), content.begin(), content.end());
        records = records.subspan(header + size);
    }
    return result;
}

/// Returns the messages of an input, up to four. Their headers have the right sizes.
inline std::vector<bytes> split_messages(byte_view input)
{
    constexpr std::size_t header = 4, max_count = 4;
    std::vector<bytes> result;
    while (input.size() >= header && result.size() != max_count) {
        const std::size_t stated = input[1] * 65536U + input[2] * 256U + input[3];
        const auto size = std::min(stated, input.size() - header);
        auto& message = result.emplace_back(to_bytes(input.first(header + size)));
        message[1] = static_cast<std::uint8_t>(size >> 16);
        message[2] = static_cast<std::uint8_t>(size >> 8);
        message[3] = static_cast<std::uint8_t>(size);
        input = input.subspan(header + size);
    }
    return result;
}

/// Passes bytes of the peer to an engine.
inline void deliver(engine& to, byte_view data)
{
    while (!data.empty()) {
        const auto space = to.input_buffer();
        const auto n = std::min(space.size(), data.size());
        if (n == 0)
            return;
        std::copy_n(data.begin(), n, space.begin());
        to.received(n);
        data = data.subspan(n);
    }
}

} // namespace tls::fuzz

#endif
