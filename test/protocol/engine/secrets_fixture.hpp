// A fixture for tests that scan all memory of the process for the secrets of connections, in use and freed. Both
// engines run on a stack of their own, whose dead frames are scanned, too.

#ifndef TLS_TEST_PROTOCOL_ENGINE_SECRETS_FIXTURE_HPP
#define TLS_TEST_PROTOCOL_ENGINE_SECRETS_FIXTURE_HPP

#include "crypto/hkdf.hpp"
#include "protocol/handshake/steps_tls12.hpp"
#include "protocol/schedule/tls12_secrets.hpp"
#include "protocol/schedule/tls13_secrets.hpp"
#include "support/engine_pair.hpp"
#include "support/memory_scan.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/replay_record.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tls::test {

inline known_secrets* watched = nullptr; // of the current test case, for groups: a registry row has no other state

/// Remembers random bytes that may be private keys, nonces or premaster secrets.
class watched_random final : public random_source {
public:
    void fill(byte_span out) override
    {
        system_random().fill(out);
        // Private keys may have bits set or cleared at both ends. 24 bytes are the nonce of a ticket.
        constexpr std::size_t end = 4, nonce_size = 24;
        if (watched != nullptr && out.size() != nonce_size && out.size() >= known_secrets::min_size + 2 * end)
            watched->add(std::to_string(out.size()) + " random bytes", out.subspan(end, out.size() - 2 * end));
    }
};

/// The group of the standard registry, remembering its shared secrets.
template <named_group Id>
struct watched_group {
    static const key_exchange_group& standard()
    {
        return *registry::standard()->find_group(static_cast<std::uint16_t>(Id));
    }

    class exchange final : public key_exchange {
    public:
        explicit exchange(std::unique_ptr<key_exchange> inner) : inner_(std::move(inner)) {}

        byte_view share() const noexcept override { return inner_->share(); }
        std::optional<secure_bytes> decapsulate(byte_view peer_share) override
        {
            auto secret = inner_->decapsulate(peer_share);
            if (secret && watched != nullptr)
                watched->add("shared secret", *secret);
            return secret;
        }

    private:
        std::unique_ptr<key_exchange> inner_;
    };

    static std::unique_ptr<key_exchange> generate(random_source& random)
    {
        return std::make_unique<exchange>(standard().generate(random));
    }

    static std::optional<encapsulation> encapsulate(byte_view peer_share, random_source& random)
    {
        auto answer = standard().encapsulate(peer_share, random);
        if (answer && watched != nullptr)
            watched->add("shared secret", answer->secret);
        return answer;
    }

    static key_exchange_group row()
    {
        auto result = standard();
        result.generate = &generate;
        result.encapsulate = &encapsulate;
        return result;
    }
};

inline std::shared_ptr<const registry> watched_registry()
{
    static const auto result = [] {
        auto made = std::make_shared<registry>(*decrypting_registry());
        made->add(watched_group<named_group::x25519>::row());
        made->add(watched_group<named_group::secp256r1>::row());
        made->add(watched_group<named_group::secp384r1>::row());
        made->add(watched_group<named_group::ffdhe2048>::row());
        made->add(watched_group<named_group::x25519_mlkem768>::row());
        return made;
    }();
    return result;
}

inline secure_bytes from_hex(std::string_view text)
{
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    secure_bytes result(text.size() / 2);
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = static_cast<std::uint8_t>(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
    return result;
}

/// Application data that appears nowhere else.
inline secure_bytes distinctive_data(std::size_t size)
{
    secure_bytes result(size);
    system_random().fill(result);
    return result;
}

inline constexpr std::uint16_t aes_128_gcm = 0x1301, chacha20_poly1305 = 0x1303;
inline constexpr std::uint16_t ecdhe_aes_256_gcm = 0xc02c, ecdhe_aes_128_cbc = 0xc009;

struct secrets_test {
    secrets_test()
    {
        watched = &secrets;
        key = x509::generate_private_key(key_type::secp256r1);
        settings.emplace(authority, std::vector{credential_for(key)});
        for (auto* side : {&settings->client, &settings->server}) {
            side->algorithms = watched_registry();
            side->random = &random;
            side->hooks.key_log = [this](std::string_view line) { add_logged(line); };
            side->negotiation.cipher_suites = {aes_128_gcm};
            side->negotiation.groups = {static_cast<std::uint16_t>(named_group::x25519)};
            side->negotiation.min_version = protocol_version::tls1_2;
        }
        settings->server.sessions.ticket_keys = ticket_keys::rotating();
    }
    ~secrets_test() { watched = nullptr; }

    std::shared_ptr<const credential> credential_for(const private_key& with) const
    {
        x509::certificate_template contents;
        contents.common_name = "localhost";
        contents.dns_names = {"localhost"};
        return std::make_shared<credential>(std::vector{authority.issue(contents, with)}, with, decrypting_registry());
    }

    void add_logged(std::string_view line)
    {
        const auto label = line.substr(0, line.find(' '));
        secrets.add(std::string(label), from_hex(line.substr(line.rfind(' ') + 1)));
    }

    void set_version(protocol_version version, std::uint16_t suite)
    {
        for (auto* side : {&settings->client, &settings->server}) {
            side->negotiation.min_version = side->negotiation.max_version = version;
            side->negotiation.cipher_suites = {suite};
            // TLS 1.2 offers the curve of the certificate's key as a group (RFC 8422 section 5.1.1).
            side->negotiation.groups = {static_cast<std::uint16_t>(named_group::x25519),
                                        static_cast<std::uint16_t>(named_group::secp256r1)};
        }
    }

    void use_sessions() { settings->client.sessions.cache = std::make_shared<client_session_cache>(); }

    /// Lets clients keep sessions and send early data in them. The server sends this many tickets. Its replay record is
    /// a minute old: an empty one does not know of earlier connections.
    void use_early_data(unsigned tickets)
    {
        const auto now = std::make_shared<std::chrono::system_clock::time_point>(std::chrono::system_clock::now());
        settings->client.clock = settings->server.clock = [now] { return *now; };
        settings->server.sessions.replays = std::make_shared<memory_replay_record>(1000, [now] { return *now; });
        *now += std::chrono::minutes(1);
        use_sessions();
        for (auto* side : {&settings->client, &settings->server})
            side->sessions.max_early_data = 16 * 1024;
        settings->server.sessions.tickets = tickets;
        settings->client.sessions.resend_early_data = true; // keeps a copy until the server has answered
    }

    /// Connects two engines. All that either sends before it has keys is public.
    void connect()
    {
        pair.emplace(std::make_shared<configuration>(settings->client),
                     std::make_shared<configuration>(settings->server), [this](std::size_t n) { return note_wire(n); });
        pair->client.set_server_name("localhost");
        pair->client.set_verify_host("localhost");
    }

    std::size_t note_wire(std::size_t n)
    {
        for (auto* side : {&pair->client, &pair->server}) {
            const auto output = side->output();
            wire.insert(wire.end(), output.begin(), output.end());
        }
        return n;
    }

    void handshake()
    {
        stack.run([&] { pair->handshake(); });
        BOOST_REQUIRE_MESSAGE(pair->established(), pair->client_error.message() << ", " << pair->server_error.message()
                                                                                << ": " << pair->client.error_detail());
        secrets.drop_those_in(wire);
    }

    /// Sends data in both directions. `read_size` decides whether records are opened in place or into the reader's
    /// memory. The test's own copies wipe themselves.
    void exchange_data(std::size_t read_size)
    {
        for (bool to_server : {true, false}) {
            auto data = distinctive_data(40'000);
            for (std::size_t offset : {0u, 5'000u, 20'000u, 39'000u})
                secrets.add("application data", byte_view(data).subspan(offset, 32));
            auto& from = to_server ? pair->client : pair->server;
            auto& to = to_server ? pair->server : pair->client;
            stack.run([&] { send(from, to, data, read_size); });
        }
    }

    void send(engine& from, engine& to, byte_view data, std::size_t read_size)
    {
        secure_bytes space(read_size);
        std::size_t received = 0;
        for (bool done = false; !done;) {
            error_code error;
            std::size_t n = 0;
            if (!data.empty()) {
                from.write({&data, 1}, n, error);
                data = data.subspan(n);
            }
            done = data.empty() && !from.has_output();
            move_piece(from, to, whole());
            for (;;) {
                byte_span into(space);
                if (to.read({&into, 1}, n, error) != want::nothing || error)
                    break;
                received += n;
            }
            BOOST_REQUIRE(!error);
        }
        BOOST_TEST(received == 40'000u);
    }

    /// Sends data that the reader does not read.
    void send_unread(engine& from, engine& to)
    {
        auto data = distinctive_data(1'000);
        secrets.add("unread data", byte_view(data).subspan(100, 32));
        error_code error;
        std::size_t n = 0;
        const byte_view part(data);
        from.write({&part, 1}, n, error);
        move_piece(from, to, whole());
        to.wait_readable(error);
        move_piece(from, to, whole());
    }

    /// Adds the keys that follow from the logged traffic secrets, `updates` KeyUpdates later.
    void add_tls13_keys(unsigned updates = 0)
    {
        const auto& suite = *pair->client.info().cipher_suite;
        for (std::string_view label :
             {"CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
              "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"}) {
            const auto value = secrets.value(label);
            if (value.empty())
                continue;
            tls13::traffic_secret traffic(*suite.hash, secret(value));
            for (unsigned i = 0; i <= updates; ++i) {
                const auto name = std::string(label) + " " + std::to_string(i);
                secrets.add(name, traffic.value());
                secrets.add(name + " key", traffic.keys(*suite.aead).key);
                traffic = traffic.next();
            }
        }
    }

    /// Adds the secrets between the shared secret and the traffic secrets (RFC 8446 section 7.1).
    void add_tls13_schedule(byte_view psk = {})
    {
        const auto& hash = *pair->client.info().cipher_suite->hash;
        const secure_bytes zeros(hash.digest_size), shared = secrets.value("shared secret");
        secure_bytes empty_hash(hash.digest_size), current(hash.digest_size);
        hash.make()->finish(empty_hash);
        hkdf_extract(hash, zeros, psk.empty() ? byte_view(zeros) : psk, current);
        if (!psk.empty())
            secrets.add("early secret", current);
        for (const auto& [name, input] : {std::pair("handshake secret", byte_view(shared)), {"main secret", zeros}}) {
            const auto salt = tls13::derive_secret(hash, current, "derived", empty_hash);
            hkdf_extract(hash, salt, input, current);
            secrets.add(name, current);
        }
    }

    /// Before TLS 1.3: adds the parts of the key block (RFC 5246 section 6.3). `wire` begins with the ClientHello and
    /// the ServerHello.
    void add_tls12_keys(std::size_t server_hello)
    {
        constexpr std::size_t random_offset = 5 + 4 + 2; // record header, message header, version
        const auto& suite = *pair->client.info().cipher_suite;
        const auto client_random = byte_view(wire).subspan(random_offset, 32);
        const auto server_random = byte_view(wire).subspan(server_hello + random_offset, 32);
        const auto version = pair->client.info().version;
        const tls12::master_secret master(prf_for(suite, version, *settings->client.algorithms),
                                          secret(secrets.value("CLIENT_RANDOM")));
        const auto block = master.keys(suite, version, client_random, server_random);
        for (const auto* side : {&block.client, &block.server}) {
            secrets.add("record key", side->key);
            secrets.add("MAC key", side->mac_key);
        }
    }

    void close()
    {
        stack.run([&] {
            error_code error;
            for (int i = 0; i < 3; ++i) {
                pair->client.shutdown(error);
                pair->server.shutdown(error);
                pair->exchange();
            }
        });
    }

    void destroy()
    {
        stack_of_end.run([&] { pair.reset(); });
    }

    void check_nothing_is_left() const
    {
        const auto found = secrets.found();
        BOOST_TEST(secrets.size() != 0u);
        for (const auto& each : found)
            BOOST_TEST(false, "left in memory: " << each);
    }

    bool finds(std::string_view prefix) const
    {
        return std::ranges::any_of(secrets.found(), [&](const auto& each) { return each.starts_with(prefix); });
    }

    known_secrets secrets;
    watched_random random;
    pki authority;
    private_key key;
    std::optional<configurations> settings;
    std::optional<engine_pair> pair;
    bytes wire;
    separate_stack stack, stack_of_end;
};

} // namespace tls::test

#endif
