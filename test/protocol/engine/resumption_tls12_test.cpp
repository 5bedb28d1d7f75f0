// TLS 1.2 sessions between two engines: by session ID (RFC 5246 section 7.3) and by ticket (RFC 5077).

#include "protocol/engine/talk.hpp"
#include "protocol/session/session_state.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/session.hpp>
#include <tls/session_store.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/test/data/test_case.hpp>

#include <ostream>
#include <thread>

using namespace tls;
using namespace tls::test;
using tls::error::reason;

namespace {

/// The form of a session on the server.
enum class kept { in_ticket, in_store };

std::ostream& operator<<(std::ostream& out, kept k)
{
    return out << (k == kept::in_ticket ? "in ticket" : "in store");
}

constexpr kept every_form[] = {kept::in_ticket, kept::in_store};

/// A store that can be made to fail, or to answer later.
class unreliable_store final : public session_store {
public:
    enum class answers { at_once, later, by_throwing, never_stored };

    void insert(byte_view id, byte_view content, std::chrono::seconds lifetime) override
    {
        stored.emplace_back(to_bytes(id), to_bytes(content));
        if (mode != answers::never_stored)
            memory_.insert(id, content, lifetime);
    }
    void async_find(byte_view id, bool take, find_completion done) override
    {
        ++lookups;
        if (mode == answers::by_throwing)
            throw std::runtime_error("the store is gone");
        if (mode == answers::later)
            done = [this, done = std::move(done)](auto found) {
                pending_.push_back([done, found = std::move(found)] { done(found); });
            };
        memory_.async_find(id, take, std::move(done));
    }
    /// Delivers the answers that are due later, from another thread. Returns whether there were any.
    bool deliver()
    {
        const auto due = std::exchange(pending_, {});
        std::thread([&] {
            for (auto& answer : due)
                answer();
        }).join();
        return !due.empty();
    }
    void erase(byte_view id) override { memory_.erase(id); }
    std::size_t size() const { return memory_.size(); }

    answers mode = answers::at_once;
    unsigned lookups = 0;
    std::vector<std::pair<bytes, bytes>> stored;

private:
    memory_session_store memory_;
    std::vector<std::function<void()>> pending_;
};

/// Two engines after a handshake that offered a session.
struct connected_pair : engine_pair {
    connected_pair(const configurations& settings, const std::string& server_name, const session& offered,
                   unreliable_store& store, pace p)
        : engine_pair(std::make_shared<configuration>(settings.client),
                      std::make_shared<configuration>(settings.server), std::move(p))
    {
        client.set_server_name(server_name);
        client.set_session(offered);
        do
            handshake();
        while (store.deliver());
    }
};

struct resumption_test {
    configurations settings{authority(), {leaf(key_type::secp256r1)}};
    std::shared_ptr<unreliable_store> store = std::make_shared<unreliable_store>();
    std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
    std::string server_name = "localhost";

    resumption_test()
    {
        settings.client.negotiation.max_version = protocol_version::tls1_2;
        settings.client.clock = settings.server.clock = [this] { return now; };
    }

    void keep_sessions(kept form)
    {
        settings.server.sessions.ticket_keys = form == kept::in_ticket ? ticket_keys::rotating() : nullptr;
        settings.server.sessions.store = form == kept::in_store ? store : nullptr;
    }

    /// Runs a handshake that offers the session.
    connected_pair connect(const session& offered = {}, pace p = whole()) const
    {
        return {settings, server_name, offered, *store, std::move(p)};
    }

    session first_session()
    {
        auto pair = connect();
        BOOST_REQUIRE(pair.established());
        BOOST_TEST(!pair.client.info().session_reused);
        BOOST_TEST(!pair.server.info().session_reused);
        BOOST_REQUIRE(!pair.client.session().empty());
        return pair.client.session();
    }

    /// Checks that a handshake resumes the session, or that it does not.
    void check_resumes(const session& offered, bool resumes)
    {
        auto pair = connect(offered);
        BOOST_TEST(pair.established(), pair.client_error.message()
                                           << ": " << pair.client.error_detail() << "; " << pair.server_error.message()
                                           << ": " << pair.server.error_detail());
        BOOST_TEST(pair.client.info().session_reused == resumes);
        BOOST_TEST(pair.server.info().session_reused == resumes);
        const auto data = pattern(50'000);
        BOOST_TEST((transfer(pair.client, pair.server, data, whole()) == data));
        BOOST_TEST((transfer(pair.server, pair.client, data, whole()) == data));
    }

    /// Returns the session with a change.
    template <class Change>
    static session changed(const session& original, Change change)
    {
        auto copy = decode_session_state(encode(*original.state()));
        BOOST_REQUIRE(copy.has_value());
        change(*copy);
        return session(std::make_shared<const session_state>(std::move(*copy)));
    }
};

bytes exported(const engine& e)
{
    bytes out(32);
    error_code error;
    e.export_keying_material("EXPORTER-test", std::nullopt, out, error);
    BOOST_TEST(!error, error.message());
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(resumption_tls12, resumption_test)

BOOST_DATA_TEST_CASE(resumes_session, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    for (auto& p : {whole(), byte_by_byte()}) {
        auto first = connect({}, p);
        BOOST_REQUIRE(first.established());
        const auto session = first.client.session();
        BOOST_REQUIRE(!session.empty());
        BOOST_TEST((session.state()->ticket.empty() == (form == kept::in_store)));

        auto again = connect(session, p);
        BOOST_REQUIRE_MESSAGE(again.established(), again.client_error.message() << again.client.error_detail());
        BOOST_TEST(again.client.info().session_reused);
        BOOST_TEST(again.server.info().session_reused);
        BOOST_TEST((again.client.session() == session));
        BOOST_TEST((again.client.info().version == protocol_version::tls1_2));
        BOOST_TEST(again.client.info().cipher_suite->id == first.client.info().cipher_suite->id);
        BOOST_TEST((again.client.info().peer_certificates == first.client.info().peer_certificates));
        BOOST_TEST(again.client.info().verification.accepted);
        BOOST_TEST(again.client.info().extended_master_secret);
        BOOST_TEST(again.client.info().secure_renegotiation);
        BOOST_TEST(again.server.info().server_name == "localhost");

        BOOST_TEST((exported(again.client) == exported(again.server)));
        BOOST_TEST((exported(again.client) != exported(first.client)));
        const auto unique = again.client.binding(channel_binding::tls_unique);
        BOOST_TEST(!unique.empty());
        BOOST_TEST((unique == again.server.binding(channel_binding::tls_unique)));
        const auto data = pattern(50'000);
        BOOST_TEST((transfer(again.client, again.server, data, p) == data));
        BOOST_TEST((transfer(again.server, again.client, data, p) == data));
    }
}

BOOST_DATA_TEST_CASE(resumes_session_of_client_that_also_offers_tls13, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.client.negotiation.max_version = protocol_version::tls1_3;
    settings.server.negotiation.max_version = protocol_version::tls1_2;
    for (bool compatibility : {true, false}) {
        settings.client.negotiation.middlebox_compatibility = compatibility;
        check_resumes(first_session(), true);
    }
    // A server that has learned TLS 1.3 since uses it.
    const auto session = first_session();
    settings.server.negotiation.max_version = protocol_version::tls1_3;
    auto pair = connect(session);
    BOOST_TEST(pair.established());
    BOOST_TEST((pair.client.info().version == protocol_version::tls1_3));
    BOOST_TEST(!pair.client.info().session_reused);
}

BOOST_DATA_TEST_CASE(resumes_session_with_every_kind_of_suite, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.server.authentication.credentials = {leaf(key_type::secp256r1), leaf(key_type::rsa)};
    // AES-GCM with SHA-256 and with SHA-384, ChaCha20-Poly1305, CBC, DHE, and RSA.
    for (std::uint16_t suite : {0xc02b, 0xc02c, 0xcca9, 0xc023, 0xc009, 0x009f, 0x009d}) {
        settings.client.negotiation.cipher_suites = settings.server.negotiation.cipher_suites = {suite};
        for (bool encrypt_then_mac : {true, false}) {
            settings.client.tls12.encrypt_then_mac = encrypt_then_mac;
            const auto session = first_session();
            BOOST_TEST(session.cipher_suite() == suite);
            check_resumes(session, true);
        }
    }
}

// Servers that share a store or ticket keys may run different releases. One that requires a certificate does not rely
// on the others.
BOOST_AUTO_TEST_CASE(resumes_no_session_without_required_certificate)
{
    keep_sessions(kept::in_store);
    settings.server.verification.anchors = authority().anchors();
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    settings.client.authentication.credentials = {leaf(key_type::secp256r1, "client")};
    const auto session = first_session();
    check_resumes(session, true);
    const auto [id, content] = store->stored.front();
    auto state = decode_session_state(content);
    BOOST_REQUIRE(state.has_value());
    BOOST_TEST(state->peer_certificates.size() == 1u);
    state->peer_certificates.clear();
    state->verification = {};
    store->insert(id, encode(*state), std::chrono::hours(1));
    check_resumes(session, false);
}

// Session IDs of TLS 1.2 are public. A client of TLS 1.3 may offer anything as a ticket.
BOOST_AUTO_TEST_CASE(session_id_offered_as_ticket_for_single_use_removes_no_session)
{
    keep_sessions(kept::in_store);
    settings.server.sessions.single_use_tickets = true;
    for (int i = 0; i < 8; ++i) {
        settings.client.negotiation.max_version = protocol_version::tls1_2;
        const auto owned = first_session();
        const auto stolen = changed(owned, [](session_state& state) {
            state.version = protocol_version::tls1_3;
            state.cipher_suite = 0x1301;
            state.secret = secret(bytes(32, 7));
            state.ticket = std::exchange(state.session_id, {});
        });
        settings.client.negotiation.max_version = protocol_version::tls1_3;
        check_resumes(stolen, false);
        settings.client.negotiation.max_version = protocol_version::tls1_2;
        check_resumes(owned, true);
    }
}

BOOST_DATA_TEST_CASE(negotiates_encrypt_then_mac_again, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.client.negotiation.cipher_suites = settings.server.negotiation.cipher_suites = {0xc023};
    settings.client.tls12.encrypt_then_mac = false;
    const auto session = first_session();
    settings.client.tls12.encrypt_then_mac = true;
    auto pair = connect(session);
    BOOST_TEST(pair.client.info().session_reused);
    BOOST_TEST(pair.client.info().encrypt_then_mac);
    BOOST_TEST(pair.server.info().encrypt_then_mac);
}

BOOST_DATA_TEST_CASE(resumes_psk_session_only_while_identity_is_known, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.client.verification.mode = verify_none;
    settings.client.negotiation.cipher_suites = settings.server.negotiation.cipher_suites = {0x00a8};
    settings.client.tls12.psk_client = [](std::string_view) {
        return pre_shared_key{"identity", secure_bytes(16, 0x5b)};
    };
    std::string known = "identity";
    settings.server.tls12.psk_server = [&](std::string_view identity) {
        return identity == known ? secure_bytes(16, 0x5b) : secure_bytes();
    };
    const auto session = first_session();
    auto pair = connect(session);
    BOOST_TEST(pair.server.info().session_reused);
    BOOST_TEST(pair.server.info().psk_identity == "identity");
    BOOST_TEST(pair.client.info().psk_identity == "identity");

    known = "another";
    auto unknown = connect(session);
    BOOST_TEST(!unknown.server.info().session_reused);
    BOOST_TEST(!unknown.established());
    // A client whose settings have no key any more offers no PSK suite, so it cannot offer the session.
    known = "identity";
    settings.client.negotiation.cipher_suites = {0x00a8, 0xc02b};
    settings.server.negotiation.cipher_suites = {0x00a8, 0xc02b};
    settings.client.tls12.psk_client = nullptr;
    check_resumes(session, false);
}

BOOST_DATA_TEST_CASE(keeps_identity_of_client, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.client.authentication.credentials = {leaf(key_type::secp256r1, "client")};
    settings.server.verification.anchors = authority().anchors();
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    const auto session = first_session();
    auto pair = connect(session);
    BOOST_REQUIRE(pair.established());
    BOOST_TEST(pair.server.info().session_reused);
    BOOST_REQUIRE(pair.server.info().peer_certificates.size() == 1u);
    BOOST_TEST((pair.server.info().peer_certificates.front() == leaf(key_type::secp256r1, "client")->leaf()));
    BOOST_TEST(pair.server.info().verification.accepted);

    // Another identity of the client.
    settings.client.authentication.credentials = {leaf(key_type::secp384r1, "client")};
    check_resumes(session, false);
}

BOOST_DATA_TEST_CASE(requires_client_certificate_that_session_lacks, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.client.authentication.credentials = {leaf(key_type::secp256r1, "client")};
    settings.server.verification.anchors = authority().anchors();
    const auto session = first_session();
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    auto pair = connect(session);
    BOOST_TEST(pair.established());
    BOOST_TEST(!pair.server.info().session_reused);
    BOOST_TEST(pair.server.info().peer_certificates.size() == 1u);
}

BOOST_DATA_TEST_CASE(verifies_again_if_settings_ask, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.client.authentication.credentials = {leaf(key_type::secp256r1, "client")};
    settings.server.verification.anchors = authority().anchors();
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    bool accept = true;
    int verified = 0;
    settings.server.verification.callback = [&](bool preverified, const auto&) {
        return ++verified, preverified && accept;
    };
    settings.client.verification.callback = settings.server.verification.callback;
    const auto session = first_session();
    verified = 0;
    check_resumes(session, true);
    BOOST_TEST(verified == 0);

    settings.client.sessions.verify_again = settings.server.sessions.verify_again = true;
    check_resumes(session, true);
    BOOST_TEST(verified != 0);
    // The client does not offer a session of a server that it rejects now. The full handshake fails.
    accept = false;
    auto pair = connect(session);
    BOOST_TEST(!pair.client.info().session_reused);
    BOOST_TEST(pair.client_error == reason::certificate_verify_failed);
}

BOOST_DATA_TEST_CASE(renegotiates_after_resumption, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.client.tls12.renegotiation = settings.server.tls12.renegotiation = renegotiation::by_either;
    settings.client.sessions.cache = std::make_shared<client_session_cache>();
    talk first(settings);
    const auto session = first.client.session();
    for (auto side : {role::client, role::server}) {
        talk both(settings);
        BOOST_REQUIRE(both.client.info().session_reused);
        const auto unique = both.client.binding(channel_binding::tls_unique);
        both.request_renegotiation(side);
        both.run_until_idle();
        both.check_renegotiated(1);
        both.check_alive();
        BOOST_TEST(!both.client.info().session_reused);
        BOOST_TEST(!both.server.info().session_reused);
        BOOST_TEST((both.client.binding(channel_binding::tls_unique) != unique));
        BOOST_TEST(
            (both.client.binding(channel_binding::tls_unique) == both.server.binding(channel_binding::tls_unique)));
        // A renegotiation resumes nothing, and begins a session of its own.
        BOOST_TEST(!both.client.session().empty());
    }
}

BOOST_AUTO_TEST_SUITE(full_handshake_if)

BOOST_DATA_TEST_CASE(client_does_not_offer_suite, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.client.negotiation.cipher_suites = {0xc02c};
    const auto session = first_session();
    settings.client.negotiation.cipher_suites = {0xc02b};
    check_resumes(session, false);
}

BOOST_DATA_TEST_CASE(server_does_not_enable_suite, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.client.negotiation.cipher_suites = {0xc02c, 0xc02b};
    settings.server.negotiation.cipher_suites = {0xc02c};
    const auto session = first_session();
    settings.server.negotiation.cipher_suites = {0xc02b};
    check_resumes(session, false);
}

BOOST_DATA_TEST_CASE(server_name_is_another, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    const auto session = first_session();
    server_name = "other.example";
    check_resumes(session, false);
    // Also if the client offers the session, against the rules.
    check_resumes(changed(session, [](auto& state) { state.server_name = "other.example"; }), false);
}

BOOST_DATA_TEST_CASE(alpn_protocol_is_another, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.client.negotiation.alpn_protocols = {"h2", "http/1.1"};
    settings.server.negotiation.alpn_protocols = {"h2", "http/1.1"};
    const auto session = first_session();
    BOOST_TEST(session.alpn_protocol() == "h2");
    check_resumes(session, true);
    settings.server.negotiation.alpn_protocols = {"http/1.1"};
    check_resumes(session, false);
    settings.server.negotiation.alpn_protocols = {};
    check_resumes(session, false);
    settings.server.negotiation.alpn_protocols = {"h2"};
    settings.client.negotiation.alpn_protocols = {"http/1.1", "h2"};
    check_resumes(session, true);
}

BOOST_DATA_TEST_CASE(settings_are_others, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    const auto session = first_session();
    settings.server.sessions.id_context = {1};
    check_resumes(session, false);
    settings.server.sessions.id_context = {};
    check_resumes(session, true);
    settings.client.sessions.id_context = {1};
    check_resumes(session, false);
    settings.client.sessions.id_context = {};
    settings.client.verification.mode = verify_none;
    check_resumes(session, false);
    settings.client.verification.mode = verify_peer;
    settings.server.verification.mode = verify_peer;
    check_resumes(session, false);
}

BOOST_DATA_TEST_CASE(session_has_expired, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    settings.client.sessions.lifetime = settings.server.sessions.lifetime = std::chrono::seconds(100);
    const auto session = first_session();
    now += std::chrono::seconds(99);
    check_resumes(session, true);
    now += std::chrono::seconds(2);
    check_resumes(session, false);
    // Also if the client offers it, against the rules.
    settings.client.sessions.lifetime = std::chrono::hours(1);
    check_resumes(changed(session, [](auto& state) { state.lifetime = std::chrono::hours(1); }), false);
}

BOOST_DATA_TEST_CASE(session_lacks_extended_master_secret, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    const auto session = first_session();
    check_resumes(changed(session, [](auto& state) { state.extended_master_secret = false; }), false);
}

BOOST_DATA_TEST_CASE(session_is_of_another_version, boost::unit_test::data::make(every_form), form)
{
    keep_sessions(form);
    const auto session = first_session();
    settings.client.negotiation.min_version = protocol_version::tls1_0;
    settings.client.negotiation.cipher_suites = {0x1301, 0xc02b, 0xc009}; // one for each version
    for (auto version : {protocol_version::tls1_3, protocol_version::tls1_1, protocol_version::tls1_0})
        check_resumes(changed(session, [&](auto& state) { state.version = version; }), false);
}

BOOST_AUTO_TEST_CASE(ticket_has_state_of_another_version_or_without_secret)
{
    keep_sessions(kept::in_ticket);
    const auto session = first_session();
    auto& keys = *settings.server.sessions.ticket_keys;
    const auto original = to_bytes(keys.open(session.state()->ticket)->state);
    BOOST_REQUIRE(decode_session_state(original).has_value());
    const auto with_ticket = [&](auto change) {
        auto state = decode_session_state(original);
        change(*state);
        auto ticket = keys.seal(encode(*state));
        return changed(session, [&](auto& s) { s.ticket = ticket; });
    };
    check_resumes(with_ticket([](auto&) {}), true);
    check_resumes(with_ticket([](auto& s) { s.version = protocol_version::tls1_3; }), false);
    check_resumes(with_ticket([](auto& s) { s.version = protocol_version::tls1_1; }), false);
    check_resumes(with_ticket([](auto& s) { s.secret = secret(32); }), false);
    check_resumes(with_ticket([](auto& s) { s.secret = secret(48); }), false);
    check_resumes(with_ticket([](auto& s) { s.extended_master_secret = false; }), false);
    check_resumes(with_ticket([](auto& s) { s.cipher_suite = 0x1301; }), false);
    check_resumes(with_ticket([](auto& s) { s.cipher_suite = 0x4242; }), false);
}

BOOST_AUTO_TEST_CASE(ticket_is_tampered_with)
{
    keep_sessions(kept::in_ticket);
    const auto session = first_session();
    const auto size = session.state()->ticket.size();
    for (std::size_t i = 0; i < size; i += 5)
        check_resumes(changed(session, [&](auto& state) { state.ticket[i] ^= 1; }), false);
    for (std::size_t left : {std::size_t(1), size / 2, size - 1})
        check_resumes(changed(session, [&](auto& state) { state.ticket.resize(left); }), false);
    check_resumes(changed(session, [](auto& state) { state.ticket.push_back(0); }), false);
    check_resumes(session, true);
}

BOOST_AUTO_TEST_CASE(ticket_is_of_other_keys)
{
    keep_sessions(kept::in_ticket);
    const auto session = first_session();
    settings.server.sessions.ticket_keys = ticket_keys::rotating();
    check_resumes(session, false);
    settings.server.sessions.ticket_keys = nullptr;
    check_resumes(session, false);
    // RFC 5077 section 3.4: the session ID beside a ticket is not looked up.
    settings.server.sessions.store = store;
    check_resumes(session, false);
    BOOST_TEST(store->lookups == 0u);
}

BOOST_AUTO_TEST_CASE(store_lacks_session_or_fails)
{
    using enum unreliable_store::answers;
    keep_sessions(kept::in_store);
    const auto session = first_session();
    store->mode = later;
    check_resumes(session, true);
    store->mode = by_throwing;
    check_resumes(session, false);
    store->mode = at_once;
    check_resumes(session, true);
    store->erase(session.state()->session_id);
    check_resumes(session, false);
    store->mode = later;
    check_resumes(session, false);
    store->mode = never_stored;
    check_resumes(first_session(), false);
    settings.server.sessions.store = nullptr;
    check_resumes(session, false);
}

BOOST_AUTO_TEST_CASE(store_has_other_content)
{
    keep_sessions(kept::in_store);
    const auto session = first_session();
    const auto& id = session.state()->session_id;
    const auto content = store->stored.back().second;
    for (const auto& wrong : {bytes(), bytes(10), bytes(content.begin(), content.end() - 1)}) {
        store->insert(id, wrong, std::chrono::seconds(100));
        check_resumes(session, false);
    }
    // A store without seals does not serve a server with ticket keys, and the other way round.
    store->insert(id, content, std::chrono::seconds(100));
    check_resumes(session, true);
    settings.server.sessions.ticket_keys = ticket_keys::rotating();
    check_resumes(session, false);
    store->insert(id, settings.server.sessions.ticket_keys->seal(content), std::chrono::seconds(100));
    check_resumes(session, true);
    settings.server.sessions.ticket_keys = nullptr;
    check_resumes(session, false);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(issues_no_session_without_lifetime)
{
    for (auto form : every_form) {
        keep_sessions(form);
        settings.server.sessions.lifetime = std::chrono::seconds(0);
        auto pair = connect();
        BOOST_TEST(pair.established());
        BOOST_TEST(pair.client.session().empty());
    }
    BOOST_TEST(store->stored.empty());
}

BOOST_AUTO_TEST_CASE(stores_session_only_of_verified_client)
{
    keep_sessions(kept::in_store);
    settings.server.verification.mode = verify_peer | verify_fail_if_no_peer_cert;
    settings.client.authentication.credentials = {leaf(key_type::secp256r1, "client")};
    auto pair = connect(); // the server trusts nobody
    BOOST_TEST(pair.server_error == reason::certificate_verify_failed);
    BOOST_TEST(store->stored.empty());
    BOOST_TEST(pair.client.session().empty());
}

BOOST_AUTO_TEST_CASE(renews_ticket_of_earlier_key)
{
    const ticket_key first{{1}, secure_bytes(32, 1)}, second{{2}, secure_bytes(32, 2)};
    auto& sessions = settings.server.sessions;
    sessions.ticket_keys = std::make_shared<ticket_keys>(std::vector{first});
    sessions.lifetime = settings.client.sessions.lifetime = std::chrono::seconds(1000);
    int stored = 0;
    settings.client.sessions.on_new_session = [&](const session&) { ++stored; };
    const auto session = first_session();
    BOOST_TEST(stored == 1);
    check_resumes(session, true);
    BOOST_TEST(stored == 1);

    sessions.ticket_keys->replace({second, first});
    now += std::chrono::seconds(600);
    auto pair = connect(session, byte_by_byte());
    BOOST_TEST(pair.established());
    BOOST_TEST(pair.client.info().session_reused);
    BOOST_TEST(stored == 2);
    const auto renewed = pair.client.session();
    BOOST_TEST((renewed != session));
    sessions.ticket_keys->replace({second});
    check_resumes(session, false);
    check_resumes(renewed, true);
    // The renewal does not extend the time from the full handshake.
    BOOST_TEST((renewed.expires_at() <= session.issued_at() + std::chrono::seconds(1000)));
    now += std::chrono::seconds(401);
    check_resumes(renewed, false);
    check_resumes(changed(renewed, [](auto& state) { state.lifetime = std::chrono::seconds(1000); }), false);
}

BOOST_AUTO_TEST_CASE(keeps_lifetime_hint_of_server)
{
    keep_sessions(kept::in_ticket);
    settings.server.sessions.lifetime = std::chrono::seconds(10);
    const auto session = first_session();
    BOOST_TEST((session.expires_at() - session.issued_at() == std::chrono::seconds(10)));
    now += std::chrono::seconds(11);
    check_resumes(session, false);
}

BOOST_AUTO_TEST_CASE(client_uses_its_cache)
{
    for (auto form : every_form) {
        keep_sessions(form);
        auto cache = settings.client.sessions.cache = std::make_shared<client_session_cache>();
        BOOST_TEST(!connect().client.info().session_reused);
        BOOST_TEST(cache->size() == 1u);
        for (int i = 0; i != 3; ++i)
            BOOST_TEST(connect().client.info().session_reused);
        BOOST_TEST(cache->size() == 1u);
        // The server does not know the session any more: a new one replaces it.
        keep_sessions(form);
        store->erase(store->stored.empty() ? bytes() : store->stored.back().first);
        BOOST_TEST(!connect().client.info().session_reused);
        BOOST_TEST(cache->size() == 1u);
        BOOST_TEST(connect().client.info().session_reused);
    }
}

BOOST_AUTO_TEST_CASE(forgets_session_after_fatal_alert)
{
    // RFC 5246 section 7.2.2: the session must not be resumed.
    keep_sessions(kept::in_store);
    auto cache = settings.client.sessions.cache = std::make_shared<client_session_cache>();
    for (bool resumed : {false, true}) {
        auto pair = connect();
        BOOST_REQUIRE(pair.established());
        BOOST_TEST(pair.client.info().session_reused == resumed);
        BOOST_TEST(store->size() == 1u);
        if (!resumed)
            continue;
        // A corrupt record.
        const bytes garbage{23, 3,  3,  0,  30, 1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13,
                            14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30};
        pair.server.received(garbage);
        bytes space(10);
        byte_span into(space);
        std::size_t n = 0;
        error_code error;
        pair.server.read({&into, 1}, n, error);
        BOOST_TEST(error == reason::bad_record_mac);
        BOOST_TEST(store->size() == 0u);
        pair.exchange();
        pair.client.read({&into, 1}, n, error);
        BOOST_TEST(error == tls::error::alert_received(alert_description::bad_record_mac));
        BOOST_TEST(cache->size() == 0u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
