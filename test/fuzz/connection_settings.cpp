#include "fuzz/connection_settings.hpp"

#include "crypto/diffie_hellman.hpp"
#include "fuzz/target.hpp"
#include "support/dsa_key.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/credential.hpp>
#include <tls/replay_record.hpp>
#include <tls/session_store.hpp>
#include <tls/temporary_rsa_keys.hpp>
#include <tls/ticket_keys.hpp>
#include <tls/verify_request.hpp>
#include <tls/x509/certificate_builder.hpp>
#include <tls/x509/trust_store.hpp>
#include <tls/x509/verification_result.hpp>

#include <map>

namespace tls::fuzz {

namespace {

using s = script_settings;

/// 2026-06-01.
constexpr std::chrono::seconds first_time{1'780'272'000};
/// The most of a certificate message, so that a script cannot have many large certificates parsed.
constexpr std::size_t max_certificate_message = 32 * 1024;

/// Returns a key that a public key says enough about: no algorithm of null_registry() looks at the private part.
private_key make_key(s::key kind)
{
    private_key key;
    auto& shown = key.public_part;
    switch (kind) {
    case s::key::ed25519:
        shown.type = key_type::ed25519;
        shown.point.assign(32, 1);
        break;
    case s::key::secp256r1:
        shown.type = key_type::secp256r1;
        shown.point.assign(65, 4);
        break;
    case s::key::rsa:
        shown.type = key_type::rsa;
        shown.modulus.assign(256, 0xa5);
        shown.public_exponent = {1, 0, 1};
        break;
    case s::key::dsa:
        return test::dsa_key();
    case s::key::dh: // clients compute with the group
        shown.type = key_type::dh;
        shown.prime = dh_parameters_of(static_cast<std::uint16_t>(named_group::ffdhe2048))->prime;
        shown.generator = {2};
        key.scalar.assign(32, 0x81);
        require(registry::standard()->find_key_algorithm(key_type::dh)->complete(key), "a key of ffdhe2048 is good");
        return key;
    }
    key.scalar.assign(32, 1);
    return key;
}

x509::certificate_template describe(const std::string& name, bool is_ca)
{
    x509::certificate_template description;
    description.common_name = name;
    description.is_ca = is_ca;
    description.serial_number = {1, 2, 3};
    description.not_before = x509::time_point(std::chrono::seconds(1'700'000'000));
    description.not_after = x509::time_point(std::chrono::seconds(1'900'000'000));
    if (!is_ca)
        description.dns_names = {"localhost"};
    return description;
}

struct identities {
    identities()
    {
        repeatable_random random(1);
        const auto root_key = make_key(s::key::secp256r1);
        const auto root = x509::self_signed_certificate(describe("Root", true), root_key, random, *null_registry());
        // Before TLS 1.2, suites with DH_RSA need a certificate that is signed with RSA.
        const auto rsa_key = make_key(s::key::rsa);
        const auto rsa_root =
            x509::self_signed_certificate(describe("RSA root", true), rsa_key, random, *null_registry());
        anchors->add(root);
        anchors->add(rsa_root);
        for (auto kind : {s::key::ed25519, s::key::secp256r1, s::key::rsa, s::key::dsa, s::key::dh}) {
            const auto key = make_key(kind);
            const bool by_rsa = kind == s::key::dh;
            const auto& issuer = by_rsa ? rsa_root : root;
            const auto leaf = x509::issue_certificate(describe("localhost", false), key.public_part, issuer,
                                                      by_rsa ? rsa_key : root_key, random, *null_registry());
            auto made = std::make_shared<credential>(std::vector{leaf, issuer}, key, null_registry());
            made->staple_ocsp_response(bytes(40, 1));
            credentials[kind] = made;
            // A fixed Diffie-Hellman key signs nothing.
            offloaded[kind] = kind == s::key::dh
                                  ? made
                                  : credential::offload(made, [](const std::function<void()>& sign) { sign(); });
        }
    }

    std::shared_ptr<x509::trust_store> anchors = std::make_shared<x509::trust_store>();
    std::map<s::key, std::shared_ptr<const credential>> credentials, offloaded;
};

const identities& all_identities()
{
    static const identities made;
    return made;
}

external_psk external_key()
{
    external_psk psk;
    psk.identity = to_bytes(as_bytes("client-1"));
    psk.key.assign(32, 7);
    return psk;
}

/// Accepts early data whatever was accepted before.
struct accepting_record final : replay_record {
    void async_insert(byte_view, std::chrono::milliseconds, completion done) override { done(true); }
};

std::uint16_t group_of(s::group kind)
{
    constexpr std::array ids{named_group::x25519, named_group::secp256r1, named_group::x25519_mlkem768,
                             named_group::ffdhe2048};
    return static_cast<std::uint16_t>(ids[static_cast<std::size_t>(kind)]);
}

void set_negotiation(configuration& c, const s& settings, bool is_server)
{
    auto& n = c.negotiation;
    n.min_version = settings.min();
    n.max_version = settings.max();
    if (const auto* suite = suite_of(settings))
        n.cipher_suites = {suite->id};
    n.groups = {group_of(settings.group_kind)};
    if ((settings.authentication & s::hello_retry) != 0 && !is_server)
        n.groups = {static_cast<std::uint16_t>(named_group::secp384r1), group_of(settings.group_kind)};
    if (settings.max() != protocol_version::tls1_3) // RFC 8422 section 5.1.1: also the curve of the certificate's key
        n.groups.push_back(static_cast<std::uint16_t>(named_group::secp256r1));
    n.key_shares = 1;
    n.hello_retry_cookie = (settings.authentication & s::cookie) != 0;
    n.middlebox_compatibility = (settings.authentication & s::no_middlebox_compatibility) == 0;
    if ((settings.extensions & s::alpn) != 0)
        n.alpn_protocols = {"h2", "http/1.1"};
    n.record_size_limit = (settings.extensions & s::record_size_limit) != 0 ? fuzz::record_size_limit : 0;
    n.max_fragment_length = (settings.extensions & s::max_fragment_length) != 0 ? max_fragment_length : 0;
    for (const auto& scheme : c.algorithms->signature_schemes()) // DSA and SHA-1 too
        if (scheme.id != 0)
            n.signature_schemes.push_back(scheme.id);
}

void set_authentication(configuration& c, const s& settings, bool is_server)
{
    const auto& known = all_identities();
    const bool is_external = (settings.sessions & s::external_operations) != 0;
    const bool has_certificate = is_server || (settings.authentication & s::client_certificate) != 0;
    if (has_certificate)
        c.authentication.credentials = {(is_external ? known.offloaded : known.credentials).at(settings.key_kind)};
    auto& v = c.verification;
    v.anchors = known.anchors;
    v.rules.allow_dsa = v.rules.allow_sha1 = true;
    v.request_staple = (settings.extensions & s::staple) != 0;
    v.verified_links = nullptr; // the same work each time
    v.known_certificates = nullptr;
    if ((settings.authentication & s::verify) != 0)
        v.mode = verify_peer;
    if (is_server && (settings.authentication & s::client_certificate) != 0)
        v.mode = verify_peer;
    if (is_server && (settings.authentication & s::require_client_certificate) != 0)
        v.mode = verify_peer | verify_fail_if_no_peer_cert;
    if (is_external)
        c.hooks.async_verify = [](const verify_request&, const verify_completion& done) {
            x509::verification_result verdict;
            verdict.accepted = true;
            verdict.error = x509::verify_error::ok;
            done(std::move(verdict));
        };
}

void set_sessions(configuration& c, const s& settings, endpoint_state& state)
{
    auto& sessions = c.sessions;
    if (state.is_server) {
        if ((settings.sessions & s::tickets) != 0) {
            ticket_key key;
            key.key.assign(64, 1);
            sessions.ticket_keys = std::make_shared<ticket_keys>(std::vector{key}, state.random);
        }
        if ((settings.sessions & s::store) != 0)
            sessions.store = std::make_shared<memory_session_store>(256 * 1024, c.clock);
        sessions.single_use_tickets = (settings.sessions & s::single_use) != 0;
        sessions.replays = std::make_shared<accepting_record>();
    } else {
        sessions.cache = std::make_shared<client_session_cache>(4);
    }
    sessions.verify_again = (settings.extensions & s::verify_again) != 0;
    sessions.max_early_data = (settings.sessions & s::early_data) != 0 ? 1000 : 0;
    sessions.resend_early_data = (settings.sessions & s::resend_early_data) != 0;
    sessions.psk_ke = (settings.authentication & s::psk_ke) != 0;
}

void set_external_keys(configuration& c, bool is_server)
{
    const auto psk = external_key();
    if (is_server) {
        c.sessions.find_psk = [psk](byte_view identity) {
            return std::ranges::equal(identity, psk.identity) ? std::optional(psk) : std::nullopt;
        };
        c.tls12.psk_server = [psk](std::string_view identity) {
            return identity == as_text(psk.identity) ? psk.key : secure_bytes();
        };
        c.tls12.psk_identity_hint = "hint";
    } else {
        c.sessions.external_psks = {psk};
        c.tls12.psk_client = [psk](std::string_view) {
            return pre_shared_key{std::string(as_text(psk.identity)), psk.key};
        };
    }
}

/// Accepts what the suite needs, if it is one that only old peers use.
void accept_weak_suite(configuration& c, const s& settings)
{
    // One key for all runs, which a random source of the same seed makes in each program.
    static repeatable_random random(4);
    static const auto keys = [] {
        constexpr std::chrono::hours for_ever(1'000'000);
        auto made = std::make_shared<temporary_rsa_keys>(temporary_rsa_keys::rules{~0U, for_ever, 1}, random);
        made->current({}); // the clock of a run may be set back, but not to before 1970
        return made;
    }();
    const auto* suite = suite_of(settings);
    if (suite == nullptr)
        return;
    c.allow_export = suite->is_export;
    c.tls12.temporary_rsa_keys = keys;
    if (suite->authentication == authentication_method::anonymous)
        c.tls12.anonymous_peers = anonymous_peers::despite_verification;
}

std::shared_ptr<const configuration> make_configuration(const s& settings, endpoint_state& state)
{
    auto made = std::make_shared<configuration>();
    auto& c = *made;
    c.algorithms = null_registry();
    c.random = &state.random;
    c.clock = [&state] { return state.now; };
    c.limits.max_certificate_message = max_certificate_message;
    set_negotiation(c, settings, state.is_server);
    set_authentication(c, settings, state.is_server);
    accept_weak_suite(c, settings);
    set_sessions(c, settings, state);
    if ((settings.authentication & s::external_psk) != 0)
        set_external_keys(c, state.is_server);
    if ((settings.sessions & s::renegotiation) != 0)
        c.tls12.renegotiation = renegotiation::by_either;
    c.tls12.encrypt_then_mac = (settings.sessions & s::no_encrypt_then_mac) == 0;
    c.tls12.require_extended_master_secret = (settings.extensions & s::require_extended_master_secret) != 0;
    if ((settings.extensions & s::padding) != 0)
        c.hooks.padding = [](std::size_t size, std::size_t room) { return std::min(size % 7, room); };
    return made;
}

} // namespace

endpoint_state::endpoint_state(const script_settings& settings, bool server)
    : now(first_time), random(server ? 2 : 3), is_server(server), config(make_configuration(settings, *this))
{
}

const cipher_suite* suite_of(const script_settings& settings)
{
    if (settings.suite == 0)
        return nullptr;
    const auto suites = null_registry()->cipher_suites();
    const auto* named = null_registry()->find_cipher_suite(settings.suite);
    return named != nullptr ? named : &suites[settings.suite % suites.size()];
}

} // namespace tls::fuzz
