#include "settings.hpp"

#include <tls/credential.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/external_psk.hpp>
#include <tls/replay_record.hpp>
#include <tls/verify_context.hpp>
#include <tls/verify_request.hpp>
#include <tls/version_descriptor.hpp>
#include <tls/x509/pem.hpp>

#include <boost/algorithm/hex.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace tls::bogo {

namespace {

std::string read_file(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator(file), {}};
}

ticket_key make_ticket_key()
{
    ticket_key key;
    system_random().fill(key.name);
    key.key.resize(32);
    system_random().fill(key.key);
    return key;
}

/// Accepts early data always. The runner has its own opinion of replays.
class careless_record final : public replay_record {
public:
    void async_insert(byte_view, std::chrono::milliseconds, completion done) override { done(true); }
};

// Versions and algorithms

bool is_disabled(const connection_options& given, protocol_version version)
{
    switch (version) {
    case protocol_version::tls1_3:
        return given.no_tls13;
    case protocol_version::tls1_2:
        return given.no_tls12;
    case protocol_version::tls1_1:
        return given.no_tls11;
    case protocol_version::tls1_0:
        return given.no_tls1;
    }
    return false;
}

/// Sets the newest versions without a gap. The runner takes it for granted that TLS 1.0 is enabled.
void set_versions(negotiation_settings& settings, const connection_options& given)
{
    const auto oldest = static_cast<protocol_version>(given.min_version != 0 ? given.min_version : 0x0301);
    const auto newest = static_cast<protocol_version>(given.max_version != 0 ? given.max_version : 0x0304);
    std::optional<protocol_version> lowest;
    bool any_requested = false;
    for (const auto& row : version_descriptors()) {
        if (!is_within(row.number, oldest, newest) || is_disabled(given, row.number)) {
            if (lowest)
                break;
            continue;
        }
        any_requested = true;
        if (!row.implemented)
            break;
        if (!lowest)
            settings.max_version = row.number;
        lowest = row.number;
    }
    if (!lowest && any_requested)
        throw unimplemented("protocol version");
    settings.min_version = lowest.value_or(protocol_version::tls1_3);
    if (!lowest)
        settings.max_version = protocol_version::tls1_2; // an empty range
}

/// The suites that BoringSSL has. It has no DHE.
bool is_known_to_runner(const cipher_suite& suite, bool has_psk)
{
    const bool protects = suite.aead != nullptr || suite.cipher != nullptr;
    switch (suite.key_exchange) {
    case key_exchange_method::tls13:
    case key_exchange_method::ecdhe:
    case key_exchange_method::rsa:
        return protects;
    case key_exchange_method::ecdhe_psk:
    case key_exchange_method::psk:
        return protects && has_psk;
    default:
        return false;
    }
}

/// BoringSSL's lists name suites, with IANA's or OpenSSL's names, and a few groups of suites.
std::vector<std::uint16_t> suites_of(const connection_options& given, const registry& algorithms)
{
    std::vector<std::uint16_t> result;
    if (given.cipher.empty() || given.cipher.starts_with("ALL:3DES") || given.cipher == "3DES") {
        for (const auto& suite : algorithms.cipher_suites()) {
            if (is_known_to_runner(suite, !given.psk.empty()))
                result.push_back(suite.id);
        }
        return result;
    }
    std::istringstream names(given.cipher);
    for (std::string name; std::getline(names, name, ':');) {
        const auto* suite = algorithms.find_cipher_suite(name);
        if (suite == nullptr)
            throw unimplemented("cipher list entry " + name);
        result.push_back(suite->id);
    }
    for (const auto& suite : algorithms.cipher_suites()) {
        if (suite.usable_in(protocol_version::tls1_3))
            result.push_back(suite.id);
    }
    return result;
}

/// BoringSSL's default groups: x25519, secp256r1, secp384r1.
constexpr std::uint16_t default_groups[] = {0x001d, 0x0017, 0x0018};

void set_groups(negotiation_settings& settings, const connection_options& given, const registry& algorithms)
{
    settings.groups = given.curves;
    if (settings.groups.empty())
        settings.groups.assign(std::begin(default_groups), std::end(default_groups));
    for (auto id : settings.groups) {
        if (algorithms.find_group(id) == nullptr)
            throw unimplemented("group " + std::to_string(id));
    }
    if (!given.key_shares)
        return;
    const auto& shares = *given.key_shares;
    if (shares.size() > settings.groups.size() || !std::equal(shares.begin(), shares.end(), settings.groups.begin()))
        throw unimplemented("key shares for other groups than the most preferred");
    settings.key_shares = shares.size();
}

/// BoringSSL's default schemes for verification.
constexpr signature_scheme_id default_schemes[] = {
    signature_scheme_id::ecdsa_secp256r1_sha256, signature_scheme_id::rsa_pss_rsae_sha256,
    signature_scheme_id::rsa_pkcs1_sha256,       signature_scheme_id::ecdsa_secp384r1_sha384,
    signature_scheme_id::rsa_pss_rsae_sha384,    signature_scheme_id::rsa_pkcs1_sha384,
    signature_scheme_id::rsa_pss_rsae_sha512,    signature_scheme_id::rsa_pkcs1_sha512,
    signature_scheme_id::rsa_pkcs1_sha1,
};

/// The library has one list for signing and verifying. What a credential may sign with is limited by its registry.
void set_signature_schemes(negotiation_settings& settings, const connection_options& given, const registry& algorithms)
{
    auto& list = settings.signature_schemes;
    list = given.verify_prefs;
    if (list.empty()) {
        for (auto id : default_schemes)
            list.push_back(static_cast<std::uint16_t>(id));
    }
    auto add = [&](const credential_options& source) {
        for (auto id : source.signing_prefs) {
            if (std::ranges::find(list, id) == list.end())
                list.push_back(id);
        }
    };
    add(given.own);
    std::ranges::for_each(given.credentials, add);
    for (auto id : list) {
        if (algorithms.find_signature_scheme(id) == nullptr)
            throw unimplemented("signature scheme " + std::to_string(id));
    }
}

/// Splits a ProtocolNameList (RFC 7301) without its length.
std::vector<std::string> protocols_in(std::string_view list)
{
    std::vector<std::string> result;
    while (!list.empty()) {
        const auto size = static_cast<std::uint8_t>(list.front());
        if (size >= list.size())
            throw std::invalid_argument("malformed ALPN list");
        result.emplace_back(list.substr(1, size));
        list.remove_prefix(1 + std::size_t(size));
    }
    return result;
}

void set_alpn(negotiation_settings& settings, const connection_options& given)
{
    if (!given.server) {
        settings.alpn_protocols = protocols_in(given.advertise_alpn);
        return;
    }
    if (!given.select_alpn.empty())
        settings.alpn_protocols = {given.select_alpn};
    else if (given.reject_alpn)
        settings.alpn_protocols = {"a protocol that no client offers"};
}

// Profiles

struct profile {
    compliance policy;
    protocol_version min_version;
    std::vector<std::uint16_t> cipher_suites, groups, signature_schemes; ///< empty: no rule
};

/// Returns the profile of a policy: what the runner tests of NIST's SP 800-52 revision 2 (of May 2022), WPA3's 192-bit
/// mode, and CNSA 1.0 and 2.0 (RFC 9151, draft-becker-cnsa2-tls-profile).
profile profile_of(compliance policy)
{
    constexpr std::uint16_t aes_128_gcm = 0x1301, aes_256_gcm = 0x1302, chacha20_poly1305 = 0x1303;
    constexpr std::uint16_t ecdsa_aes_128 = 0xc02b, ecdsa_aes_256 = 0xc02c, rsa_aes_128 = 0xc02f, rsa_aes_256 = 0xc030;
    constexpr std::uint16_t secp256r1 = 0x0017, secp384r1 = 0x0018, mlkem1024 = 0x0202;
    constexpr std::uint16_t ecdsa_256 = 0x0403, ecdsa_384 = 0x0503, pss_256 = 0x0804, pss_384 = 0x0805,
                            pss_512 = 0x0806;
    constexpr std::uint16_t pkcs1_256 = 0x0401, pkcs1_384 = 0x0501, pkcs1_512 = 0x0601;
    switch (policy) {
    case compliance::fips_202205:
        return {policy,
                protocol_version::tls1_2,
                {aes_256_gcm, aes_128_gcm, ecdsa_aes_128, ecdsa_aes_256, rsa_aes_128, rsa_aes_256},
                {secp256r1, secp384r1},
                {ecdsa_256, pss_256, pkcs1_256, ecdsa_384, pss_384, pkcs1_384, pss_512, pkcs1_512}};
    case compliance::wpa_202304:
        return {policy,
                protocol_version::tls1_2,
                {aes_256_gcm, ecdsa_aes_256, rsa_aes_256},
                {secp384r1},
                {ecdsa_384, pss_384, pkcs1_384, pss_512, pkcs1_512}};
    case compliance::cnsa1_202603:
        return {policy,
                protocol_version::tls1_2,
                {aes_256_gcm, ecdsa_aes_256, rsa_aes_256},
                {mlkem1024, secp384r1},
                {ecdsa_384, pss_384, pkcs1_384}};
    case compliance::cnsa2_202603:
        return {policy, protocol_version::tls1_3, {aes_256_gcm}, {mlkem1024}, {ecdsa_384, pss_384, pkcs1_384}};
    case compliance::cnsa_202407:
        return {policy, protocol_version::tls1_3, {aes_256_gcm, aes_128_gcm, chacha20_poly1305}, {}, {}};
    case compliance::none:
        break;
    }
    return {policy, protocol_version::tls1_0, {}, {}, {}};
}

void apply_profile(negotiation_settings& settings, compliance policy, const registry& algorithms)
{
    if (policy == compliance::none)
        return;
    auto rules = profile_of(policy);
    settings.min_version = std::max(settings.min_version, rules.min_version);
    settings.cipher_suites = std::move(rules.cipher_suites);
    settings.server_preference = true;
    if (!rules.signature_schemes.empty())
        settings.signature_schemes = std::move(rules.signature_schemes);
    if (rules.groups.empty())
        return;
    std::erase_if(rules.groups, [&](auto id) { return algorithms.find_group(id) == nullptr; });
    if (rules.groups.empty())
        throw unimplemented("group MLKEM1024");
    settings.groups = std::move(rules.groups);
}

void set_negotiation(configuration& config, const connection_options& given)
{
    auto& settings = config.negotiation;
    set_versions(settings, given);
    settings.cipher_suites = suites_of(given, *config.algorithms);
    settings.server_preference = given.server_preference || !given.cipher.empty();
    set_groups(settings, given, *config.algorithms);
    set_signature_schemes(settings, given, *config.algorithms);
    set_alpn(settings, given);
    apply_profile(settings, given.policy, *config.algorithms);
    config.tls12.send_fallback_scsv = given.fallback_scsv;
    config.tls12.require_secure_renegotiation = false;
    config.tls12.record_splitting = given.cbc_record_splitting;
    if (given.renegotiate_freely)
        config.tls12.renegotiation = renegotiation::by_server;
}

// Verification. The runner does not care for our verdicts on certificates; a flag gives the verdict.

x509::verify_error verdict_of(const connection_options& given)
{
    // The runner expects the alert of OpenSSL's X509_V_ERR_APPLICATION_VERIFICATION, or certificate_unknown.
    constexpr auto application_verification = static_cast<x509::verify_error>(50);
    if (given.verify_fail)
        return given.use_custom_verify_callback ? x509::verify_error::unknown_revocation_status
                                                : application_verification;
    if (given.fail_ocsp_callback && !given.server)
        return x509::verify_error::ocsp_verify_failed;
    return x509::verify_error::ok;
}

void set_verification(configuration& config, const connection_options& given, endpoint& state)
{
    auto& settings = config.verification;
    if (given.require_any_client_certificate)
        settings.mode = verify_peer | verify_fail_if_no_peer_cert;
    else if (given.verify_peer || (given.use_ocsp_callback && !given.server))
        settings.mode = verify_peer;
    const auto verdict = verdict_of(given);
    const bool accepted = verdict == x509::verify_error::ok;
    if (given.async) {
        config.hooks.async_verify = [=, &state](verify_request request, verify_completion done) {
            x509::verification_result result;
            result.accepted = accepted;
            result.error = verdict;
            result.path = std::move(request.chain);
            boost::asio::post(state.io, [result = std::move(result), done = std::move(done)] { done(result); });
        };
    } else {
        settings.callback = [=](bool, verify_context& step) {
            step.set_error(verdict);
            return accepted;
        };
    }
    settings.request_staple = given.enable_ocsp_stapling && !given.server;
    config.limits.max_certificates = 100;
    if (given.max_cert_list != 0)
        config.limits.max_certificate_message = given.max_cert_list;
    if (!given.use_client_ca_list.empty() && !given.use_client_ca_list.starts_with("<"))
        throw unimplemented("names of certificate authorities other than those of the anchors");
}

std::vector<certificate_type> certificate_types(const std::vector<std::uint16_t>& values)
{
    std::vector<certificate_type> result;
    for (auto value : values)
        result.push_back(static_cast<certificate_type>(value));
    return result;
}

/// The verdict on a raw public key is given, too, but the runner may name the key.
void set_raw_public_keys(configuration& config, const connection_options& given, endpoint& state)
{
    config.authentication.certificate_types = certificate_types(given.available_client_cert_types);
    auto& settings = config.verification;
    settings.certificate_types = certificate_types(given.accepted_peer_cert_types);
    if (std::ranges::count(settings.certificate_types, certificate_type::raw_public_key) == 0)
        return;
    if (!given.server)
        settings.mode = verify_peer;
    const auto verdict = verdict_of(given);
    config.hooks.async_verify_raw_public_key = [=, &given, &state](verify_request request, verify_completion done) {
        const auto& expected = given.expect_peer_rpk_sha256;
        x509::verification_result result;
        result.error = expected.empty() || std::ranges::equal(request.raw_public_key->sha256(), expected)
                           ? verdict
                           : x509::verify_error::raw_public_key_untrusted;
        result.accepted = result.error == x509::verify_error::ok;
        if (given.async)
            boost::asio::post(state.io, [result, done = std::move(done)] { done(result); });
        else
            done(result);
    };
}

// Sessions and pre-shared keys

void set_sessions(configuration& config, const connection_options& given, const credentials& ours, endpoint& state,
                  observations& seen)
{
    auto& settings = config.sessions;
    if (given.no_ticket && !given.server)
        throw unimplemented("client without tickets");
    if (given.server && !given.no_ticket && !given.skip_ticket)
        settings.ticket_keys = state.ticket_keys;
    if (given.server)
        settings.store = state.store;
    state.store->answers_in = given.async ? &state.io : nullptr;
    settings.verify_again = given.reverify_on_resume;
    settings.max_early_data = given.enable_early_data ? 14336 : 0; // BoringSSL's server limit, which tests rely on
    settings.replays = std::make_shared<careless_record>();
    settings.lifetime = std::chrono::hours(24 * 7);
    settings.on_new_session = [&seen](const session& received) { seen.new_sessions.push_back(received); };
    if (!given.server) {
        settings.external_psks = ours.psks;
        return;
    }
    settings.find_psk = [&ours](byte_view identity) -> std::optional<external_psk> {
        auto found = std::ranges::find_if(
            ours.psks, [&](const external_psk& each) { return std::ranges::equal(each.identity, identity); });
        return found != ours.psks.end() ? std::optional(*found) : std::nullopt;
    };
}

secure_bytes to_secret(std::string_view text)
{
    const auto content = as_bytes(text);
    return secure_bytes(content.begin(), content.end());
}

void set_tls12_psk(configuration& config, const connection_options& given, observations& seen)
{
    if (given.psk.empty())
        return;
    config.tls12.psk_identity_hint = given.server ? given.psk_identity : "";
    config.tls12.psk_client = [&](std::string_view hint) -> std::optional<pre_shared_key> {
        if (hint != given.psk_identity)
            seen.complaint = "the server's hint did not match";
        return pre_shared_key{given.psk_identity, to_secret(given.psk)};
    };
    config.tls12.psk_server = [&](std::string_view identity) {
        return identity == given.psk_identity ? to_secret(given.psk) : secure_bytes();
    };
}

/// BoringSSL signs with these keys by default, although it does not verify with their schemes.
void add_own_schemes(negotiation_settings& settings, const credentials& ours)
{
    auto& list = settings.signature_schemes;
    for (const auto& credential : ours.certificates) {
        const auto scheme = credential->type() == key_type::ed25519     ? signature_scheme_id::ed25519
                            : credential->type() == key_type::secp521r1 ? signature_scheme_id::ecdsa_secp521r1_sha512
                                                                        : signature_scheme_id{};
        const auto id = static_cast<std::uint16_t>(scheme);
        if (id != 0 && std::ranges::find(list, id) == list.end())
            list.push_back(id);
    }
}

// Callbacks

void check_client_hello(const client_hello_info& hello, const connection_options& given, observations& seen)
{
    if (!given.expect_server_name.empty() && hello.server_name != given.expect_server_name)
        seen.complaint = "the client sent the server name \"" + hello.server_name + "\"";
    if (given.expect_no_server_name && !hello.server_name.empty())
        seen.complaint = "the client sent a server name";
    if (!given.expect_advertised_alpn.empty() && hello.alpn_protocols != protocols_in(given.expect_advertised_alpn))
        seen.complaint = "the client offered other ALPN protocols";
    if (!given.expect_peer_verify_pref.empty() && hello.signature_schemes != given.expect_peer_verify_pref)
        seen.complaint = "the client offered other signature schemes";
}

void set_hooks(configuration& config, const connection_options& given, const credentials& ours, endpoint& state,
               observations& seen)
{
    config.hooks.on_client_hello = [&](const client_hello_info& hello) -> std::shared_ptr<const configuration> {
        if (!seen.client_hello)
            seen.client_hello = hello;
        check_client_hello(hello, given, seen);
        if (given.fail_early_callback || given.fail_ddos_callback || given.fail_ocsp_callback)
            throw std::runtime_error("refused by callback");
        return nullptr;
    };
    if (given.fail_cert_callback && !given.server)
        throw unimplemented("callback for a client's certificate");
    if (given.fail_cert_callback || (given.async && ours.certificates.size() == 1)) {
        const auto chosen = given.fail_cert_callback ? nullptr : ours.certificates.front();
        config.hooks.async_select_credential = [&, chosen](client_hello_info, select_credential_completion done) {
            if (given.async)
                boost::asio::post(state.io, [chosen, done = std::move(done)] { done({}, chosen); });
            else
                done({}, chosen);
        };
    }
    config.hooks.key_log = [&seen](std::string_view line) {
        const auto label = line.substr(0, line.find(' '));
        const auto secret = line.substr(line.rfind(' ') + 1);
        bytes& value = seen.secrets[std::string(label)];
        value.clear();
        boost::algorithm::unhex(secret, std::back_inserter(value));
    };
}

// Credentials

/// A registry that can sign only with some schemes.
std::shared_ptr<const registry> registry_with(const std::vector<std::uint16_t>& schemes, key_type type)
{
    const auto& standard = registry::standard();
    if (schemes.empty())
        return standard;
    auto result = std::make_shared<registry>();
    for (auto id : schemes) {
        if (const auto* scheme = standard->find_signature_scheme(id))
            result->add(*scheme);
        else
            throw unimplemented("signature scheme " + std::to_string(id));
    }
    result->add(*standard->find_key_algorithm(type));
    return result;
}

std::shared_ptr<const credential> load_certificate(const connection_options& given, const credential_options& source,
                                                   endpoint& state)
{
    auto key = x509::read_private_key_pem(read_file(source.key_file));
    auto algorithms = registry_with(source.signing_prefs, key.public_part.type);
    auto result = source.is_raw_public_key ? credential::raw_public_key(std::move(key), algorithms)
                                           : std::make_shared<const credential>(load_certificates(source.cert_file),
                                                                                std::move(key), algorithms);
    if (!given.decline_ocsp_callback)
        result->staple_ocsp_response(source.ocsp_response);
    result->staple_signed_certificate_timestamps(source.signed_certificate_timestamps);
    result->require_named_issuer(source.must_match_issuer);
    if (!given.async)
        return result;
    return credential::offload(std::move(result),
                               [&state](std::function<void()> job) { boost::asio::post(state.io, std::move(job)); });
}

/// RFC 9258. Only the keys for the protocol's hash are imported: the runner's keys are bound to one.
void load_psk(credentials& result, const credential_options& source, int position)
{
    const auto own_hash = source.psk_sha384 ? psk_hash::sha384 : psk_hash::sha256;
    for (auto& each : import_psk(source.psk_identity, source.psk_key, source.psk_context, own_hash)) {
        result.psk_positions[each.identity] = position;
        result.psks.push_back(std::move(each));
    }
}

} // namespace

void counting_store::async_find(byte_view id, bool take, find_completion done)
{
    if (answers_in == nullptr)
        return store_.async_find(id, take, std::move(done));
    boost::asio::post(*answers_in, [this, id = to_bytes(id), take, done = std::move(done)]() mutable {
        store_.async_find(id, take, std::move(done));
    });
}

endpoint::endpoint()
    : ticket_key_ring{make_ticket_key()}, ticket_keys(std::make_shared<tls::ticket_keys>(ticket_key_ring))
{
}

void endpoint::renew_ticket_key()
{
    ticket_key_ring.insert(ticket_key_ring.begin(), make_ticket_key());
    ticket_keys->replace(ticket_key_ring);
}

std::vector<x509::certificate> load_certificates(const std::string& path)
{
    return x509::read_certificates_pem(read_file(path));
}

credentials load_credentials(const connection_options& given, endpoint& state)
{
    credentials result;
    auto add = [&](const credential_options& source, int position) {
        if (source.is_psk)
            return load_psk(result, source, position);
        auto loaded = load_certificate(given, source, state);
        result.positions[loaded.get()] = position;
        result.certificates.push_back(std::move(loaded));
    };
    for (std::size_t i = 0; i < given.credentials.size(); ++i)
        add(given.credentials[i], static_cast<int>(i));
    if (!given.own.cert_file.empty() && !given.own.key_file.empty())
        add(given.own, -1);
    return result;
}

std::shared_ptr<const configuration> make_configuration(const connection_options& given, const credentials& ours,
                                                        endpoint& state, observations& seen)
{
    auto config = std::make_shared<configuration>();
    config->clock = [&state] { return state.now; };
    set_negotiation(*config, given);
    if (given.policy == compliance::none)
        add_own_schemes(config->negotiation, ours);
    config->authentication.credentials = ours.certificates;
    set_verification(*config, given, state);
    set_raw_public_keys(*config, given, state);
    set_sessions(*config, given, ours, state, seen);
    set_tls12_psk(*config, given, seen);
    set_hooks(*config, given, ours, state, seen);
    if (given.renew_ticket)
        state.renew_ticket_key();
    return config;
}

} // namespace tls::bogo
