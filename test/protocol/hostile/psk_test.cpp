// Peers that misuse pre-shared keys and tickets.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"

#include "protocol/handshake/sessions.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/encrypted_extensions.hpp"
#include "protocol/message/new_session_ticket.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/ticket_keys.hpp>

namespace psk_test {

using namespace tls;
using namespace tls::test;
using enum moment;

namespace {

using hello = message::server_hello;
using extensions = message::client_hello_extensions;

constexpr std::uint16_t aes_256_gcm_sha384 = 0x1302;

external_psk a_key(std::string_view identity = "key")
{
    external_psk psk;
    psk.identity = to_bytes(as_bytes(identity));
    psk.key.assign(32, 7);
    return psk;
}

/// Both sides have an external key with SHA-256; certificates work, too.
void with_key(configurations& settings)
{
    const auto psk = a_key();
    settings.client.sessions.external_psks = {psk};
    settings.server.sessions.find_psk = [psk](byte_view identity) {
        return std::ranges::equal(identity, psk.identity) ? std::optional(psk) : std::nullopt;
    };
}

const scenario with_psk{.change = with_key};
const scenario with_psk_and_retry{.retry = true, .change = with_key};

script hello_with(std::function<void(hello&)> change)
{
    return at(server_hello, edited<hello>(std::move(change)));
}

/// Changes the extensions of a ClientHello without computing its binders again.
script extensions_with(moment when, std::function<void(extensions&)> change)
{
    return at(when, edited<message::client_hello>([=](message::client_hello& h) { change(h.extensions); }));
}

violation refused(std::string name, moment when, std::function<void(extensions&)> change, alert_description alert,
                  error::reason reason)
{
    return {std::move(name), extensions_with(when, std::move(change)), alert, reason,
            when == second_client_hello ? with_psk_and_retry : with_psk};
}

/// A server with tickets, and sessions that a client received from it.
struct issuing {
    configurations settings = settings_for({});
    std::vector<session> received;

    issuing()
    {
        settings.server.sessions.ticket_keys = ticket_keys::rotating();
        settings.client.sessions.on_new_session = [this](const session& s) { received.push_back(s); };
        auto pair = settings.pair();
        pair.client.set_server_name("localhost");
        pair.handshake();
        transfer(pair.server, pair.client, peer_data, pair.size);
        BOOST_REQUIRE(pair.established());
        BOOST_REQUIRE(!received.empty());
    }

    /// Returns the newest session after a change.
    session changed(const std::function<void(session_state&)>& change) const
    {
        auto state = decode_session_state(encode(*received.back().state()));
        change(*state);
        return session(std::make_shared<const session_state>(std::move(*state)));
    }

    /// Lets a client offer a session to the server, after a change of the server's settings.
    void check(const std::string& name, bool resumes, session offered,
               const std::function<void(configuration&)>& change = {},
               const std::string& server_name = "localhost") const
    {
        BOOST_TEST_CONTEXT(name)
        {
            auto now = settings;
            if (change)
                change(now.server);
            script s;
            s.session = std::move(offered);
            s.server_name = server_name;
            conversation c(role::server, now, s);
            c.run();
            BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
            BOOST_TEST(c.peer.done(), c.peer.failure());
            BOOST_TEST((c.delivered == peer_data));
            BOOST_TEST(c.engine.info().session_reused == resumes);
        }
    }
};

bytes ticket_message(std::uint32_t lifetime, std::uint8_t nonce = 0)
{
    message::new_session_ticket m;
    m.ticket_lifetime = lifetime;
    m.ticket_nonce = {nonce};
    m.ticket = {1, 2, 3};
    return message::encode_message(m);
}

/// Returns the sessions that a client keeps after the server has sent `tickets`.
std::vector<session> kept_after(const std::vector<bytes>& tickets)
{
    std::vector<session> kept;
    auto settings = settings_for({});
    settings.client.sessions.on_new_session = [&](const session& s) { kept.push_back(s); };
    conversation c(role::client, settings, afterwards([&](hostile_peer& p) {
                       for (const auto& ticket : tickets)
                           p.send_message(ticket);
                   }));
    c.run();
    BOOST_TEST(!c.error, c.error.message());
    BOOST_TEST((c.delivered == peer_data));
    return kept;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls13_psk_client)

BOOST_AUTO_TEST_CASE(rejects_invalid_choice_of_the_server)
{
    const auto select = [](std::uint16_t index) {
        return [index](hello& h) { h.extensions.pre_shared_key = extension::selected_psk{index}; };
    };
    const scenario sha384{.change = [](configurations& settings) {
        with_key(settings);
        settings.server.negotiation.cipher_suites = {aes_256_gcm_sha384};
    }};
    check_refused(
        role::client,
        {
            {"none offered", hello_with(select(0)), alert::unsupported_extension, reason::unsolicited_extension},
            {"index out of range", hello_with(select(1)), alert::illegal_parameter, reason::illegal_parameter,
             with_psk},
            {"largest index", hello_with(select(0xffff)), alert::illegal_parameter, reason::illegal_parameter,
             with_psk},
            {"suite with another hash", hello_with(select(0)), alert::illegal_parameter, reason::illegal_parameter,
             sha384},
            {"no key_share, and psk_ke not offered", hello_with([](hello& h) {
                 h.extensions.pre_shared_key.emplace();
                 h.extensions.key_share.reset();
             }),
             alert::illegal_parameter, reason::illegal_parameter, with_psk},
            {"key was dropped after HelloRetryRequest", hello_with(select(0)), alert::unsupported_extension,
             reason::unsolicited_extension, scenario{.retry = true, .change = sha384.change}},
        });
}

BOOST_AUTO_TEST_CASE(rejects_certificate_after_pre_shared_key)
{
    // The scripted server does not know the key, so its first protected record does not decrypt.
    check_refused(role::client, {{"wrong key", hello_with([](hello& h) { h.extensions.pre_shared_key.emplace(); }),
                                  alert::bad_record_mac, reason::bad_record_mac, with_psk}});
}

BOOST_AUTO_TEST_CASE(accepts_server_that_ignores_the_key)
{
    check_accepted(role::client, {{"certificate instead", {}, with_psk}, {"after a retry", {}, with_psk_and_retry}});
}

BOOST_AUTO_TEST_CASE(keeps_a_bounded_number_of_tickets)
{
    std::vector<bytes> tickets;
    for (unsigned i = 0; i != 100; ++i)
        tickets.push_back(ticket_message(60, static_cast<std::uint8_t>(i)));
    BOOST_TEST(kept_after(tickets).size() == limits().max_tickets_without_data);
}

BOOST_AUTO_TEST_CASE(applies_the_lifetime_rules)
{
    BOOST_TEST(kept_after({ticket_message(0)}).empty());
    const auto kept = kept_after({ticket_message(60), ticket_message(0xffffffff)});
    BOOST_REQUIRE(kept.size() == 2u);
    BOOST_TEST((kept[0].expires_at() - kept[0].issued_at() == std::chrono::seconds(60)));
    BOOST_TEST((kept[1].expires_at() - kept[1].issued_at() == std::chrono::days(7)));
    BOOST_TEST((kept[0].state()->secret.view()[0] == kept[1].state()->secret.view()[0])); // the same nonce
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls13_psk_server)

BOOST_AUTO_TEST_CASE(rejects_wrong_binders)
{
    const auto binder = [](auto change) { return [=](extensions& e) { change(e.pre_shared_key->binders.front()); }; };
    for (auto when : {client_hello, second_client_hello}) {
        check_refused(
            role::server,
            {
                refused("first byte", when, binder([](bytes& b) { b.front() ^= 1; }), alert::decrypt_error,
                        reason::binder_does_not_verify),
                refused("last byte", when, binder([](bytes& b) { b.back() ^= 0x80; }), alert::decrypt_error,
                        reason::binder_does_not_verify),
                refused("a byte too long", when, binder([](bytes& b) { b.push_back(0); }), alert::decrypt_error,
                        reason::binder_does_not_verify),
                refused("a byte too short", when, binder([](bytes& b) { b.pop_back(); }), alert::decode_error,
                        reason::bad_extension),
                refused("empty", when, binder([](bytes& b) { b.clear(); }), alert::decode_error, reason::bad_extension),
                refused("of all zeros", when, binder([](bytes& b) { b.assign(32, 0); }), alert::decrypt_error,
                        reason::binder_does_not_verify),
                refused(
                    "of another ClientHello", when,
                    [](extensions& e) { e.pre_shared_key->identities.front().obfuscated_ticket_age ^= 1; },
                    alert::decrypt_error, reason::binder_does_not_verify),
                refused(
                    "missing", when, [](extensions& e) { e.pre_shared_key->binders.clear(); }, alert::decode_error,
                    reason::bad_extension),
                refused(
                    "one too many", when, [](extensions& e) { e.pre_shared_key->binders.emplace_back(32); },
                    alert::illegal_parameter, reason::illegal_parameter),
                refused(
                    "no identity", when, [](extensions& e) { e.pre_shared_key->identities.clear(); },
                    alert::decode_error, reason::bad_extension),
            });
    }
}

BOOST_AUTO_TEST_CASE(rejects_second_client_hello_with_other_keys)
{
    const auto other = [](auto change) { return [=](extensions& e) { change(*e.pre_shared_key); }; };
    check_refused(role::server,
                  {
                      refused("another key", second_client_hello,
                              other([](extension::offered_psks& o) { o.identities.front().identity = {1}; }),
                              alert::illegal_parameter, reason::inconsistent_second_client_hello),
                      refused("one more key", second_client_hello, other([](extension::offered_psks& o) {
                                  o.identities.push_back({{1}, 0});
                                  o.binders.emplace_back(32);
                              }),
                              alert::illegal_parameter, reason::inconsistent_second_client_hello),
                      refused("the same key twice", second_client_hello, other([](extension::offered_psks& o) {
                                  o.identities.push_back(o.identities.front());
                                  o.binders.emplace_back(32);
                              }),
                              alert::illegal_parameter, reason::inconsistent_second_client_hello),
                      refused(
                          "other modes", second_client_hello,
                          [](extensions& e) {
                              e.psk_key_exchange_modes->ke_modes.push_back(extension::psk_key_exchange_mode::psk_ke);
                          },
                          alert::illegal_parameter, reason::inconsistent_second_client_hello),
                  });
    check_refused(role::server,
                  {{"a key after a ClientHello without one",
                    extensions_with(second_client_hello,
                                    [](extensions& e) {
                                        e.pre_shared_key = extension::offered_psks{{{{1}, 0}}, {bytes(32)}};
                                    }),
                    alert::illegal_parameter, reason::inconsistent_second_client_hello, scenario{.retry = true}}});
}

// Otherwise the server would look for the TLS 1.2 session of a ticket whose TLS 1.3 handshake has begun.
BOOST_AUTO_TEST_CASE(second_client_hello_cannot_turn_its_ticket_into_a_tls12_session)
{
    issuing tickets;
    auto& [client, server] = tickets.settings;
    client.negotiation.groups = {0x001d, 0x0017};
    server.negotiation.groups = {0x0017};
    server.negotiation.min_version = protocol_version::tls1_2;
    const auto& ticket = tickets.received.back().state()->ticket;
    const struct {
        const char* name;
        std::function<void(extensions&)> change;
        alert_description alert;
        error::reason reason;
    } cases[] = {
        {"no versions",
         [](auto& e) {
             e.supported_versions.reset();
             e.pre_shared_key.reset();
         },
         alert::protocol_version, reason::unsupported_protocol},
        {"TLS 1.2 only",
         [](auto& e) {
             e.supported_versions->versions = {protocol_version::tls1_2};
             e.pre_shared_key.reset();
         },
         alert::protocol_version, reason::unsupported_protocol},
        {"TLS 1.2 only, with the ticket",
         [&](auto& e) {
             e.supported_versions->versions = {protocol_version::tls1_2};
             e.pre_shared_key.reset();
             e.session_ticket = extension::session_ticket{ticket};
         },
         alert::protocol_version, reason::unsupported_protocol},
        {"also TLS 1.2, with the ticket",
         [&](auto& e) {
             e.supported_versions->versions = {protocol_version::tls1_3, protocol_version::tls1_2};
             e.pre_shared_key.reset();
             e.session_ticket = extension::session_ticket{ticket};
         },
         alert::illegal_parameter, reason::inconsistent_second_client_hello},
        {"the ticket in both forms", [&](auto& e) { e.session_ticket = extension::session_ticket{ticket}; },
         alert::illegal_parameter, reason::inconsistent_second_client_hello},
    };
    for (const auto& each : cases) {
        BOOST_TEST_CONTEXT(each.name)
        {
            auto s = extensions_with(second_client_hello, each.change);
            s.session = tickets.received.back();
            s.server_name = "localhost";
            conversation c(role::server, tickets.settings, s);
            c.run();
            BOOST_TEST(c.error == each.reason, c.error.message() << ": " << c.engine.error_detail());
            BOOST_TEST((c.engine.alert_sent() == each.alert));
            BOOST_TEST(!c.engine.handshake_complete());
            BOOST_TEST(c.delivered.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(second_client_hello_may_drop_its_keys)
{
    conversation c(role::server, settings_for(with_psk_and_retry),
                   extensions_with(second_client_hello, [](extensions& e) { e.pre_shared_key.reset(); }));
    c.run();
    // The scripted client does not expect a certificate less than the server sends.
    BOOST_TEST(!c.engine.alert_sent());
    BOOST_TEST(c.engine.info().psk_identity.empty());
    BOOST_TEST(c.engine.info().hello_retry);
}

BOOST_AUTO_TEST_CASE(accepts_key)
{
    check_accepted(role::server, {{"first ClientHello", {}, with_psk}, {"second ClientHello", {}, with_psk_and_retry}});
}

BOOST_AUTO_TEST_CASE(resumes_only_sessions_that_fit)
{
    const issuing tickets;
    const auto unchanged = tickets.received.back();
    tickets.check("unchanged", true, unchanged);
    tickets.check("other server name", false, unchanged, {}, "other.example");
    tickets.check("no server name", false, unchanged, {}, "");
    tickets.check("wrong age", true, tickets.changed([](auto& s) { s.ticket_age_add += 1'000'000; }));
    tickets.check("changed ticket", false, tickets.changed([](auto& s) { s.ticket.back() ^= 1; }));
    tickets.check("truncated ticket", false, tickets.changed([](auto& s) { s.ticket.pop_back(); }));
    tickets.check("ticket of one byte", false, tickets.changed([](auto& s) { s.ticket.resize(1); }));
    tickets.check("ticket of a TLS 1.2 session", false, tickets.changed([&](auto& s) {
        auto& keys = *tickets.settings.server.sessions.ticket_keys;
        auto sealed = decode_session_state(keys.open(s.ticket)->state);
        sealed->version = protocol_version::tls1_2;
        sealed->secret = secret(bytes(48, 1));
        sealed->extended_master_secret = true;
        s.ticket = keys.seal(encode(*sealed));
    }));
    tickets.check("other key ring", false, unchanged,
                  [](configuration& c) { c.sessions.ticket_keys = ticket_keys::rotating(); });
    tickets.check("no key ring", false, unchanged, [](configuration& c) { c.sessions.ticket_keys = nullptr; });
    tickets.check("expired", false, unchanged, [](configuration& c) {
        c.clock = [] { return std::chrono::system_clock::now() + std::chrono::hours(3); };
    });
    tickets.check("issued in the future", false, unchanged, [](configuration& c) {
        c.clock = [] { return std::chrono::system_clock::now() - std::chrono::hours(3); };
    });
    tickets.check("shorter lifetime", false, unchanged, [](configuration& c) {
        c.sessions.lifetime = std::chrono::seconds(60);
        c.clock = [] { return std::chrono::system_clock::now() + std::chrono::seconds(100); };
    });
    tickets.check("other context", false, unchanged, [](configuration& c) { c.sessions.id_context = {1}; });
    tickets.check("other verification mode", false, unchanged, [](configuration& c) {
        c.verification.mode = verify_peer;
        c.verification.anchors = authority().anchors();
    });
    tickets.check("suite with another hash", false, unchanged,
                  [](configuration& c) { c.negotiation.cipher_suites = {aes_256_gcm_sha384}; });
    tickets.check("suite is not enabled any more", false, unchanged,
                  [](configuration& c) { c.negotiation.cipher_suites = {0x1303}; });
    tickets.check("ALPN is new", true, unchanged, [](configuration& c) { c.negotiation.alpn_protocols = {"h2"}; });
}

// RFC 9149 section 3: the server tells how many tickets it expects to send.
BOOST_AUTO_TEST_CASE(answers_ticket_request_with_the_number_of_tickets)
{
    auto settings = settings_for({});
    const auto answer_to = [&](std::optional<std::uint8_t> requested) {
        std::optional<extension::ticket_request_hint> answer;
        script s;
        if (requested)
            s = at(client_hello, with_extension(extension_type::ticket_request, {*requested, 0}));
        s.sees_encrypted_extensions = [&](byte_view encoded) {
            answer = message::decode_message<message::encrypted_extensions>(encoded).extensions.ticket_request;
        };
        conversation c(role::server, settings, s);
        c.run();
        BOOST_TEST(c.peer.done(), c.peer.failure());
        return answer ? answer->expected_count : -1;
    };
    BOOST_TEST(answer_to(2) == 0);
    settings.server.sessions.ticket_keys = ticket_keys::rotating();
    BOOST_TEST(answer_to({}) == -1);
    for (const auto& [requested, expected] : {std::pair{0, 0}, {1, 1}, {3, 3}, {255, 8}})
        BOOST_TEST(answer_to(static_cast<std::uint8_t>(requested)) == expected);

    // No session of this suite can be offered.
    auto with_sha224 = std::make_shared<registry>(*registry::standard());
    auto suite = *with_sha224->find_cipher_suite("TLS_AES_128_GCM_SHA256");
    suite.id = 0xff01;
    suite.hash = with_sha224->find_hash("SHA-224");
    with_sha224->add(suite);
    for (auto* side : {&settings.client, &settings.server}) {
        side->algorithms = with_sha224;
        side->negotiation.cipher_suites = {suite.id};
    }
    BOOST_TEST(answer_to(3) == 0);
}

BOOST_AUTO_TEST_CASE(rejects_ticket_with_wrong_secret)
{
    const issuing tickets;
    script s;
    s.session = tickets.changed([](auto& state) { state.secret.span()[0] ^= 1; });
    s.server_name = "localhost";
    conversation c(role::server, tickets.settings, s);
    c.run();
    BOOST_TEST((c.engine.alert_sent() == alert::decrypt_error));
    BOOST_TEST(c.error == reason::binder_does_not_verify);
}

BOOST_AUTO_TEST_CASE(examines_a_bounded_number_of_identities)
{
    std::size_t asked = 0;
    auto settings = settings_for({});
    settings.server.sessions.find_psk = [&](byte_view) {
        ++asked;
        return std::optional<external_psk>();
    };
    conversation c(role::server, settings, extensions_with(client_hello, [](extensions& e) {
                       e.pre_shared_key.emplace();
                       for (unsigned i = 0; i != 1000; ++i) {
                           e.pre_shared_key->identities.push_back({{1, 2}, i});
                           e.pre_shared_key->binders.emplace_back(32);
                       }
                   }));
    c.run();
    BOOST_TEST(!c.engine.alert_sent());
    BOOST_TEST(asked == 10u);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace psk_test
