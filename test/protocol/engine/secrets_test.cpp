// Secrets that connections, keys and configurations leave in memory. Scans all memory of the process, in use and freed.
// Both engines run on a stack of their own, whose dead frames are scanned, too.

#include "crypto/hkdf.hpp"
#include "protocol/schedule/tls12_secrets.hpp"
#include "protocol/schedule/tls13_secrets.hpp"
#include "protocol/session/session_state.hpp"
#include "support/engine_pair.hpp"
#include "support/memory_scan.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/external_psk.hpp>
#include <tls/replay_record.hpp>
#include <tls/ticket_keys.hpp>
#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <ranges>

using namespace tls;
using namespace tls::test;

namespace {

known_secrets* watched = nullptr; // of the current test case, for groups: a registry row has no other state

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

std::shared_ptr<const registry> watched_registry()
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

secure_bytes from_hex(std::string_view text)
{
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    secure_bytes result(text.size() / 2);
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = static_cast<std::uint8_t>(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
    return result;
}

/// Application data that appears nowhere else.
secure_bytes distinctive_data(std::size_t size)
{
    secure_bytes result(size);
    system_random().fill(result);
    return result;
}

constexpr std::uint16_t aes_128_gcm = 0x1301, chacha20_poly1305 = 0x1303;
constexpr std::uint16_t ecdhe_aes_256_gcm = 0xc02c, ecdhe_aes_128_cbc = 0xc009;

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

    /// Adds the parts of the key block (RFC 5246 section 6.3). `wire` begins with the ClientHello and the ServerHello.
    void add_tls12_keys(std::size_t server_hello)
    {
        constexpr std::size_t random_offset = 5 + 4 + 2; // record header, message header, version
        const auto& suite = *pair->client.info().cipher_suite;
        const auto client_random = byte_view(wire).subspan(random_offset, 32);
        const auto server_random = byte_view(wire).subspan(server_hello + random_offset, 32);
        const tls12::master_secret master(tls12::prf_algorithm(*suite.hash), secret(secrets.value("CLIENT_RANDOM")));
        const auto block = master.keys(suite, protocol_version::tls1_2, client_random, server_random);
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

/// Adds every secret member of a key.
void add_key(known_secrets& secrets, const private_key& key)
{
    for (const auto* part : {&key.private_exponent, &key.prime1, &key.prime2, &key.exponent1, &key.exponent2,
                             &key.coefficient, &key.scalar})
        secrets.add("private key", *part);
    if (key.public_part.type == key_type::ed25519) { // RFC 8032 section 5.1.5: signatures need only the seed's hash
        secure_bytes expanded(64);
        digest(*registry::standard()->find_hash("SHA-512"), key.scalar, expanded);
        expanded[0] &= 0xf8;
        expanded[31] = static_cast<std::uint8_t>((expanded[31] & 0x7f) | 0x40);
        secrets.add("private key", byte_view(expanded).first(32));
        secrets.add("private key", byte_view(expanded).last(32));
    }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(secrets_in_memory, secrets_test)

// A scan proves something only if it finds what is there.
BOOST_AUTO_TEST_CASE(scan_finds_secret_in_use)
{
    secrets.drop("");
    const auto data = distinctive_data(32);
    secrets.add("planted", data);
    BOOST_TEST(finds("planted in [heap]"));
}

BOOST_AUTO_TEST_CASE(scan_finds_secret_in_freed_memory_only)
{
    secrets.drop("");
    {
        const auto data = distinctive_data(20'000);
        secrets.add("freed", byte_view(data).subspan(15'000, 32));
        auto forgotten = std::make_unique<bytes>(data.begin(), data.end());
    }
    BOOST_TEST(finds("freed"));
}

BOOST_AUTO_TEST_CASE(scan_finds_secret_in_dead_stack_frame_and_in_reverse)
{
    secrets.drop("");
    {
        const auto data = distinctive_data(32);
        secrets.add("on the stack", data);
        stack.run([&] {
            volatile std::uint8_t local[32];
            for (std::size_t i = 0; i < data.size(); ++i)
                local[i] = data[data.size() - 1 - i];
        });
    }
    BOOST_TEST(finds("on the stack (reversed)"));
}

BOOST_AUTO_TEST_CASE(scan_finds_nothing_after_wiping)
{
    secrets.drop("");
    {
        const auto data = distinctive_data(20'000);
        secrets.add("wiped", byte_view(data).subspan(15'000, 32));
        const secure_bytes copy(data);
        BOOST_TEST(copy.size() == data.size());
    }
    check_nothing_is_left();
}

BOOST_AUTO_TEST_CASE(tls13_connection_keeps_only_its_current_secrets)
{
    for (auto group : {named_group::x25519, named_group::secp256r1, named_group::secp384r1, named_group::ffdhe2048,
                       named_group::x25519_mlkem768}) {
        secrets.drop("");
        wire.clear();
        for (auto* side : {&settings->client, &settings->server})
            side->negotiation.groups = {static_cast<std::uint16_t>(group)};
        connect();
        handshake();
        add_tls13_schedule();
        add_tls13_keys(1);
        BOOST_TEST(finds("CLIENT_TRAFFIC_SECRET_0"), "a live connection has its traffic secrets");
        stack.run([&] {
            error_code error;
            for (bool requests : {true, false}) { // the first one requests the server's
                pair->client.update_keys(requests, error);
                pair->exchange();
                pair->server.wait_readable(error);
                pair->exchange();
                pair->client.wait_readable(error);
            }
        });
        BOOST_TEST(pair->server.write_key_updates() == 1u);
        BOOST_TEST(pair->server.read_key_updates() == 2u);
        // What a live connection needs: its exporter secret, and the server's secret after one update.
        secrets.drop("EXPORTER_SECRET");
        secrets.drop("SERVER_TRAFFIC_SECRET_0 1");
        check_nothing_is_left();
        destroy();
    }
}

BOOST_AUTO_TEST_CASE(tls13_connection_leaves_nothing_after_it_ends)
{
    for (auto suite : {aes_128_gcm, chacha20_poly1305}) {
        secrets.drop("");
        wire.clear();
        set_version(protocol_version::tls1_3, suite);
        connect();
        handshake();
        add_tls13_schedule();
        add_tls13_keys();
        exchange_data(100);     // opened in place
        exchange_data(100'000); // opened into the reader's memory
        close();
        destroy();
        BOOST_TEST_CONTEXT("suite " << suite)
        {
            check_nothing_is_left();
        }
    }
}

BOOST_AUTO_TEST_CASE(tls12_connection_leaves_nothing_after_it_ends)
{
    use_sessions();
    for (auto suite : {ecdhe_aes_256_gcm, ecdhe_aes_128_cbc}) {
        set_version(protocol_version::tls1_2, suite);
        for (bool resumed : {false, true}) {
            secrets.drop("");
            wire.clear();
            connect();
            stack.run([&] {
                error_code error;
                pair->client.handshake(role::client, error);
            });
            const auto client_hello_size = pair->client.output().size();
            handshake();
            BOOST_TEST(pair->client.info().session_reused == resumed);
            add_tls12_keys(client_hello_size);
            exchange_data(100);
            exchange_data(100'000);
            close();
            destroy();
            if (!resumed)
                secrets.drop("CLIENT_RANDOM"); // the client's session has the main secret
            else
                settings->client.sessions.cache->clear();
            check_nothing_is_left();
        }
    }
}

BOOST_AUTO_TEST_CASE(connection_cut_off_leaves_nothing)
{
    for (int rounds = 0; rounds < 6; ++rounds) {
        secrets.drop("");
        wire.clear();
        connect();
        stack.run([&] {
            error_code error;
            for (int i = 0; i < rounds; ++i) {
                pair->client.handshake(role::client, error);
                move_piece(pair->client, pair->server, pair->size);
                pair->server.handshake(role::server, error);
                move_piece(pair->server, pair->client, pair->size);
            }
            if (pair->client.handshake_complete() && pair->server.handshake_complete()) {
                send_unread(pair->client, pair->server);
                send_unread(pair->server, pair->client);
            }
        });
        destroy();
        secrets.drop_those_in(wire);
        BOOST_TEST_CONTEXT(rounds << " rounds of the handshake")
        {
            for (const auto& each : secrets.found())
                BOOST_TEST(false, "left in memory: " << each);
        }
    }
}

BOOST_AUTO_TEST_CASE(sessions_and_early_data_leave_nothing)
{
    const auto now = std::make_shared<std::chrono::system_clock::time_point>(std::chrono::system_clock::now());
    settings->client.clock = settings->server.clock = [now] { return *now; };
    settings->server.sessions.replays = std::make_shared<memory_replay_record>(1000, [now] { return *now; });
    *now += std::chrono::minutes(1);
    use_sessions();
    for (auto* side : {&settings->client, &settings->server})
        side->sessions.max_early_data = 16 * 1024;
    settings->server.sessions.tickets = 3;
    settings->client.sessions.resend_early_data = true;
    connect();
    handshake();
    exchange_data(100); // with the tickets
    destroy();

    for (bool accepted : {true, false}) {
        secrets.drop("");
        wire.clear();
        if (!accepted)
            settings->server.sessions.replays = nullptr;
        connect();
        {
            auto data = distinctive_data(3'000);
            secrets.add("early data", byte_view(data).subspan(2'000, 32));
            stack.run([&] {
                error_code error;
                std::size_t n = 0;
                const byte_view part(data);
                pair->client.write_early({&part, 1}, n, error);
                BOOST_TEST(n == data.size());
            });
        }
        handshake();
        BOOST_TEST(pair->client.info().session_reused);
        BOOST_TEST(
            (pair->client.info().early_data == (accepted ? early_data_status::accepted : early_data_status::resent)));
        add_tls13_keys();
        stack.run([&] {
            error_code error;
            secure_bytes space(100);
            byte_span into(space);
            std::size_t n = 1;
            while (accepted && n != 0)
                pair->server.read_early({&into, 1}, n, error);
        });
        if (accepted)
            exchange_data(100);
        close();
        destroy();
        check_nothing_is_left();
    }
    settings->client.sessions.cache->clear();
    check_nothing_is_left();
}

BOOST_AUTO_TEST_CASE(cleared_cache_leaves_no_session)
{
    use_sessions();
    settings->client.sessions.on_new_session = [&](const session& s) {
        secrets.add("session secret", s.state()->secret);
    };
    for (auto version : {protocol_version::tls1_3, protocol_version::tls1_2}) {
        secrets.drop("");
        wire.clear();
        set_version(version, version == protocol_version::tls1_3 ? aes_128_gcm : ecdhe_aes_256_gcm);
        connect();
        handshake();
        exchange_data(100);
        destroy();
        BOOST_TEST(finds("session secret"), "the cache has the session");
        const auto kept = settings->client.sessions.cache->size();
        BOOST_TEST(kept != 0u);
        stack.run([&] { settings->client.sessions.cache->clear(); });
        check_nothing_is_left();
    }
}

BOOST_AUTO_TEST_CASE(external_keys_leave_nothing)
{
    {
        const auto value = distinctive_data(32);
        secrets.add("external key", value);
        const external_psk shared{{1, 2, 3}, value, psk_hash::sha256, false, 0, {}, 0};
        settings->client.sessions.external_psks = {shared};
        settings->server.sessions.find_psk = [shared](byte_view) { return shared; };
    }
    connect();
    handshake();
    BOOST_TEST(!pair->client.info().psk_identity.empty());
    add_tls13_schedule(secrets.value("external key"));
    add_tls13_keys();
    exchange_data(100);
    close();
    destroy();
    BOOST_TEST(finds("external key"), "the configuration has the key");
    stack.run([&] { settings.reset(); });
    check_nothing_is_left();
}

BOOST_AUTO_TEST_CASE(ticket_keys_leave_nothing)
{
    ticket_key made;
    made.key = distinctive_data(32);
    secrets.add("ticket key", made.key);
    std::vector<ticket_key> ring{made};
    settings->server.sessions.ticket_keys = std::make_shared<ticket_keys>(std::move(ring));
    made = ticket_key();
    ring = std::vector<ticket_key>();
    use_sessions();
    connect();
    handshake();
    exchange_data(100);
    destroy();
    stack.run([&] { settings.reset(); });
    check_nothing_is_left();
}

BOOST_AUTO_TEST_CASE(private_keys_leave_nothing)
{
    watched = nullptr; // the salt of an RSA signature is no secret
    for (auto type :
         {key_type::ed25519, key_type::secp256r1, key_type::secp384r1, key_type::secp521r1, key_type::rsa}) {
        secrets.drop("");
        wire.clear();
        stack.run([&] {
            auto made = x509::generate_private_key(type, type == key_type::rsa ? 2048 : 0);
            add_key(secrets, made);
            const auto pem = x509::write_private_key_pem(made);
            key = x509::read_private_key_pem(pem);
        });
        settings->server.authentication.credentials = {credential_for(key)};
        key = private_key();
        connect();
        handshake();
        close();
        destroy();
        BOOST_TEST(finds("private key"), "the credential has the key");
        stack.run([&] { settings->server.authentication.credentials.clear(); });
        secrets.drop("CLIENT_");
        secrets.drop("SERVER_");
        BOOST_TEST_CONTEXT(to_string(type))
        {
            check_nothing_is_left();
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
