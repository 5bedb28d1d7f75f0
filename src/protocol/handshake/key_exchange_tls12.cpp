#include "protocol/handshake/key_exchange_tls12.hpp"

#include "crypto/diffie_hellman.hpp"
#include "crypto/temporary_rsa_keys.hpp"
#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/key_shares.hpp"
#include "protocol/handshake/suite_properties_tls12.hpp"
#include "protocol/schedule/tls12_secrets.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/credential.hpp>
#include <tls/version_descriptor.hpp>

#include <algorithm>

namespace tls {
namespace {

using method = key_exchange_method;

// RFC 4279 section 5.3: implementations MUST support identities of up to 128 bytes, and keys of up to 64.
constexpr std::size_t max_identity_size = 128;
constexpr std::size_t max_psk_size = 256;

std::string read_identity(byte_view identity)
{
    if (identity.size() > max_identity_size)
        refuse(error::reason::bad_psk_identity, "the client's PSK identity has more than 128 bytes");
    return std::string(as_text(identity));
}

bytes identity_bytes(std::string_view identity)
{
    return to_bytes(as_bytes(identity));
}

/// Returns the shared secret of our key and the peer's public value.
secure_bytes agree(key_exchange& ours, byte_view theirs, error::reason if_invalid)
{
    auto secret = ours.decapsulate(theirs);
    // RFC 8422 section 5.11 and RFC 7919 section 5.1: peers MUST validate each other's public values.
    if (!secret)
        refuse(if_invalid, "the peer's public value is not in the group");
    return std::move(*secret);
}

/// Returns the configured key of the client's identity. For an unknown identity, returns a random key: the handshake
/// then fails as for a wrong key (RFC 4279 section 2), so that nobody can test which identities exist.
secure_bytes look_up_psk(const std::string& identity, const configuration& config)
{
    if (!config.tls12.psk_server)
        throw fatal(alert_description::internal_error, error::reason::psk_no_server_callback);
    secure_bytes random_key(32);
    config.random->fill(random_key);
    auto key = config.tls12.psk_server(identity);
    if (key.size() > max_psk_size)
        throw fatal(alert_description::internal_error, error::reason::bad_psk,
                    "psk_server returned a pre-shared key of more than 256 bytes");
    return key.empty() ? random_key : key;
}

pre_shared_key choose_psk(const std::string& hint, const configuration& config)
{
    auto chosen = config.tls12.psk_client ? config.tls12.psk_client(hint) : std::nullopt;
    if (!chosen)
        throw fatal(alert_description::handshake_failure, error::reason::psk_identity_not_found,
                    "psk_client returned no pre-shared key for the server");
    if (chosen->key.empty() || chosen->key.size() > max_psk_size || chosen->identity.size() > max_identity_size)
        throw fatal(alert_description::internal_error, error::reason::bad_psk,
                    "psk_client must return a key of 1 to 256 bytes and an identity of at most 128");
    return std::move(*chosen);
}

/// RFC 5246 section 7.4.7.1: the offered version and 46 random bytes.
secure_bytes new_rsa_premaster_secret(protocol_version offered, random_source& random)
{
    secure_bytes secret(decrypter::premaster_secret_size);
    random.fill(secret);
    secret[0] = static_cast<std::uint8_t>(static_cast<std::uint16_t>(offered) >> 8);
    secret[1] = static_cast<std::uint8_t>(offered);
    return secret;
}

bytes encrypt_premaster_secret(const public_key* server_key, byte_view secret, const configuration& config)
{
    auto* algorithm = server_key != nullptr ? config.algorithms->find_key_algorithm(server_key->type) : nullptr;
    auto encrypted = algorithm != nullptr && algorithm->encrypt != nullptr
                         ? algorithm->encrypt(*server_key, secret, *config.random)
                         : std::nullopt;
    if (!encrypted)
        throw fatal(alert_description::bad_certificate, error::reason::certificate_key_unusable,
                    "the key of the server's certificate cannot encrypt");
    return std::move(*encrypted);
}

bytes encrypt_to_temporary_key(const public_key& key, byte_view secret, const configuration& config)
{
    auto encrypted = encrypt_to_temporary_rsa_key(key, secret, *config.random);
    if (!encrypted)
        refuse(error::reason::illegal_parameter, "the server's temporary RSA key is malformed or too short");
    return std::move(*encrypted);
}

/// Returns the encoding of a message body.
template <class Form>
bytes body_of(const Form& form)
{
    bytes body;
    form.encode(body);
    return body;
}

/// The settings and the hello by which the client judges a ServerKeyExchange.
struct offered {
    const cipher_suite& suite;
    const std::vector<std::uint16_t>& groups;
    const configuration& config;
};

void take_params(server_parameters& result, const message::server_ecdh_params& params, const offered& ours)
{
    // RFC 8422 section 5.4: the curve must be one of those the client offered.
    const bool is_offered = contains(ours.groups, params.named_curve);
    result.group = is_offered ? ours.config.algorithms->find_group(params.named_curve) : nullptr;
    if (result.group == nullptr || result.group->family != group_family::ecdhe)
        refuse(error::reason::wrong_curve, "the server chose a curve that was not offered");
    result.public_value = params.point;
    result.params = params.encoded();
}

bytes without_leading_zeros(byte_view number)
{
    const auto first = std::ranges::find_if(number, [](auto byte) { return byte != 0; });
    return {first, number.end()};
}

const char* describe_too_short(unsigned bits, const cipher_suite& suite, const configuration& config)
{
    if (suite.is_export)
        return "fewer than export suites have";
    return bits < config.tls12.min_dh_bits ? "fewer than tls12.min_dh_bits" : "as only export suites may have";
}

/// Stores the server's group. Throws fatal unless the suite may use it.
void take_group(server_parameters& result, dh_parameters group, const cipher_suite& suite, const configuration& config)
{
    const auto limits = dh_limits_for(suite, config);
    const auto bits = bits_of(group);
    const auto size = "the server's Diffie-Hellman prime has " + std::to_string(bits) + " bits, ";
    if (bits < limits.least)
        throw fatal(alert_description::insufficient_security, error::reason::dh_key_too_small,
                    size + describe_too_short(bits, suite, config));
    // RFC 2246 section 7.2.2 has an alert for keys that an export suite must not have.
    if (bits > limits.most)
        throw fatal(suite.is_export ? alert_description::export_restriction : alert_description::illegal_parameter,
                    error::reason::dh_key_too_large,
                    size + (suite.is_export ? "more than an export suite may have" : "more than we support"));
    if (!is_acceptable(group, limits.least))
        refuse(error::reason::bad_dh_value, "the server's Diffie-Hellman parameters do not form a group");
    if (const auto known = find_dh_group(group))
        result.group = config.algorithms->find_group(static_cast<std::uint16_t>(*known));
    result.dh = std::move(group);
}

void take_params(server_parameters& result, const message::server_dh_params& params, const offered& ours)
{
    take_group(result, {without_leading_zeros(params.dh_p), without_leading_zeros(params.dh_g)}, ours.suite,
               ours.config);
    result.public_value = params.dh_Ys;
    result.params = params.encoded();
}

/// FREAK, CVE-2015-0204: only suites with RSA_EXPORT get here, so no other suite can be given such a key.
void take_params(server_parameters& result, const message::server_rsa_params& params, const offered&)
{
    public_key key;
    key.modulus = without_leading_zeros(params.rsa_modulus);
    key.public_exponent = without_leading_zeros(params.rsa_exponent);
    const auto bits = key.bits();
    if (bits > max_temporary_rsa_bits)
        throw fatal(alert_description::export_restriction, error::reason::illegal_parameter,
                    "the server's temporary RSA key has " + std::to_string(bits) +
                        " bits, more than an export suite may have");
    result.temporary_rsa = std::move(key);
    result.params = params.encoded();
}

/// Returns the group for the server's ephemeral key. Throws fatal if it is not usable.
dh_parameters ephemeral_group(const cipher_suite& suite, const key_exchange_group* group, const configuration& config)
{
    if (suite.is_export)
        return export_dh_parameters();
    auto parameters = group != nullptr ? dh_parameters_of(group->id) : config.tls12.dh;
    if (!parameters || !is_acceptable(*parameters))
        throw fatal(alert_description::internal_error, error::reason::missing_tmp_dh_key,
                    "the configured Diffie-Hellman parameters (tls12.dh) are not usable");
    return std::move(*parameters);
}

/// Returns the secret of a fixed key of ours and the peer's public value.
secure_bytes agree(const credential& ours, byte_view theirs)
{
    auto secret = ours.agree(theirs);
    if (!secret)
        refuse(error::reason::bad_dh_value, "the peer's public value is not in the group of our certificate");
    return std::move(*secret);
}

/// Returns the secret of the server's fixed key and the client's value. With a fixed key of its own, the client sends
/// none.
secure_bytes agree_with_client(const credential& ours, const public_key* client_key, byte_view body)
{
    if (client_key == nullptr)
        return agree(ours, message::dhe_client_key_exchange::decode(body).dh_Yc);
    message::implicit_dh_client_key_exchange::decode(body);
    return agree(ours, client_key->public_value);
}

/// Makes an ephemeral key of ours, stores its public value in `share`, and returns the secret shared with the server's
/// value.
secure_bytes exchange_with(const server_parameters& server, bytes& share, const configuration& config)
{
    auto ours = server.dh ? make_dh_key_exchange(*server.dh, *config.random) : fresh_key_pair(*server.group, config);
    share = to_bytes(ours->share());
    return agree(*ours, server.public_value, server.dh ? error::reason::bad_dh_value : error::reason::bad_ecpoint);
}

} // namespace

dh_limits dh_limits_for(const cipher_suite& suite, const configuration& config) noexcept
{
    if (suite.is_export)
        return {export_dh_bits, export_dh_bits};
    return {std::max(config.tls12.min_dh_bits, export_dh_bits + 1), max_dh_bits};
}

void check_server_key_exchange_sent(const cipher_suite& suite, bool sent)
{
    if (!sent && needs_server_key_exchange(suite))
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                    "the server did not send the ServerKeyExchange that the cipher suite needs");
}

server_key_share make_server_key_share(const cipher_suite& suite, const key_exchange_group* group,
                                       const configuration& config)
{
    server_key_share share;
    share.group = group;
    if (uses_psk(suite))
        share.hint = config.tls12.psk_identity_hint;
    if (uses_ecdhe(suite)) {
        share.ephemeral = fresh_key_pair(*group, config);
        share.params = message::server_ecdh_params{group->id, to_bytes(share.ephemeral->share())}.encoded();
    } else if (uses_dhe(suite)) {
        const auto parameters = ephemeral_group(suite, group, config);
        share.ephemeral = make_dh_key_exchange(parameters, *config.random);
        share.params =
            message::server_dh_params{parameters.prime, parameters.generator, to_bytes(share.ephemeral->share())}
                .encoded();
    } else if (suite.key_exchange == method::rsa_export) {
        share.temporary_rsa = config.tls12.temporary_rsa_keys->current(config.clock());
        const auto& key = share.temporary_rsa->public_part;
        share.params = message::server_rsa_params{key.modulus, key.public_exponent}.encoded();
    }
    return share;
}

message::server_key_exchange server_key_exchange_for(const cipher_suite& suite, const server_key_share& share,
                                                     const std::optional<message::digitally_signed>& proof)
{
    message::server_key_exchange message;
    if (uses_psk(suite))
        message::psk_server_key_exchange{identity_bytes(share.hint)}.encode(message.body);
    message.body.insert(message.body.end(), share.params.begin(), share.params.end());
    if (proof)
        proof->encode(message.body);
    return message;
}

client_answer accept_client_key_exchange(const cipher_suite& suite, const message::client_key_exchange& message,
                                         server_key_share& share, const credential* ours, const public_key* client_key,
                                         protocol_version client_version, const configuration& config)
{
    client_answer answer;
    secure_bytes exchanged;
    const auto version = static_cast<std::uint16_t>(client_version);
    auto decrypt = [&](byte_view encrypted) {
        return share.temporary_rsa
                   ? share.temporary_rsa->secret->decrypt_premaster_secret(encrypted, version, *config.random)
                   : ours->decrypt_premaster_secret(encrypted, version, *config.random);
    };
    switch (suite.key_exchange) {
    case method::ecdhe:
        exchanged = agree(*share.ephemeral, message::ecdhe_client_key_exchange::decode(message.body).ecdh_Yc,
                          error::reason::bad_ecpoint);
        break;
    case method::dhe:
    case method::dh_anon:
        exchanged = agree(*share.ephemeral, message::dhe_client_key_exchange::decode(message.body).dh_Yc,
                          error::reason::bad_dh_value);
        break;
    case method::dh:
        exchanged = agree_with_client(*ours, client_key, message.body);
        break;
    case method::rsa:
    case method::rsa_export:
        exchanged = decrypt(message::rsa_client_key_exchange::decode(message.body).encrypted_pre_master_secret);
        break;
    case method::psk:
        answer.psk_identity = read_identity(message::psk_client_key_exchange::decode(message.body).psk_identity);
        break;
    case method::dhe_psk: {
        const auto form = message::dhe_psk_client_key_exchange::decode(message.body);
        answer.psk_identity = read_identity(form.psk_identity);
        exchanged = agree(*share.ephemeral, form.dh_Yc, error::reason::bad_dh_value);
        break;
    }
    case method::rsa_psk: {
        const auto form = message::rsa_psk_client_key_exchange::decode(message.body);
        answer.psk_identity = read_identity(form.psk_identity);
        exchanged = decrypt(form.encrypted_pre_master_secret);
        break;
    }
    case method::ecdhe_psk: {
        const auto form = message::ecdhe_psk_client_key_exchange::decode(message.body);
        answer.psk_identity = read_identity(form.psk_identity);
        exchanged = agree(*share.ephemeral, form.ecdh_Yc, error::reason::bad_ecpoint);
        break;
    }
    case method::tls13:
        break;
    }
    answer.premaster_secret = uses_psk(suite)
                                  ? tls12::psk_premaster_secret(exchanged, look_up_psk(answer.psk_identity, config))
                                  : std::move(exchanged);
    return answer;
}

server_parameters read_server_key_exchange(const cipher_suite& suite, protocol_version version,
                                           const message::server_key_exchange& message,
                                           const std::vector<std::uint16_t>& offered_groups,
                                           const configuration& config)
{
    const auto naming = descriptor_of(version).signatures;
    server_parameters result;
    auto take = [&](const auto& form) {
        if constexpr (requires { form.psk_identity_hint; })
            result.hint = std::string(as_text(form.psk_identity_hint));
        if constexpr (requires { form.params; })
            take_params(result, form.params, {suite, offered_groups, config});
        if constexpr (requires { form.signed_params; })
            result.proof = form.signed_params;
    };
    switch (suite.key_exchange) {
    case method::ecdhe:
        take(message::ecdhe_server_key_exchange::decode(message.body, naming));
        break;
    case method::dhe:
        take(message::dhe_server_key_exchange::decode(message.body, naming));
        break;
    case method::dh_anon:
        take(message::dh_anon_server_key_exchange::decode(message.body));
        break;
    case method::rsa_export:
        take(message::rsa_export_server_key_exchange::decode(message.body, naming));
        break;
    case method::psk:
    case method::rsa_psk:
        take(message::psk_server_key_exchange::decode(message.body));
        break;
    case method::dhe_psk:
        take(message::dhe_psk_server_key_exchange::decode(message.body));
        break;
    case method::ecdhe_psk:
        take(message::ecdhe_psk_server_key_exchange::decode(message.body));
        break;
    case method::rsa:
    case method::dh:
    case method::tls13:
        break;
    }
    return result;
}

server_parameters certified_parameters(const cipher_suite& suite, const public_key& key, const configuration& config)
{
    server_parameters result;
    take_group(result, {key.prime, key.generator}, suite, config);
    result.public_value = key.public_value;
    return result;
}

client_key_share answer_server_parameters(const cipher_suite& suite, const server_parameters& server,
                                          const public_key* server_key, const credential* ours,
                                          protocol_version client_version, const configuration& config)
{
    client_key_share result;
    secure_bytes psk, exchanged;
    bytes share, encrypted;
    if (uses_psk(suite)) {
        auto chosen = choose_psk(server.hint, config);
        result.psk_identity = std::move(chosen.identity);
        psk = std::move(chosen.key);
    }
    if (uses_fixed_dh(suite) && ours != nullptr)
        exchanged = agree(*ours, server.public_value);
    else if (server.dh || server.group != nullptr) // the value may be empty: a zero in a certificate
        exchanged = exchange_with(server, share, config);
    if (uses_rsa_encryption(suite) || server.temporary_rsa) {
        exchanged = new_rsa_premaster_secret(client_version, *config.random);
        encrypted = server.temporary_rsa ? encrypt_to_temporary_key(*server.temporary_rsa, exchanged, config)
                                         : encrypt_premaster_secret(server_key, exchanged, config);
    }

    auto identity = identity_bytes(result.psk_identity);
    auto& body = result.message.body;
    switch (suite.key_exchange) {
    case method::ecdhe:
        body = body_of(message::ecdhe_client_key_exchange{std::move(share)});
        break;
    case method::dhe:
    case method::dh_anon:
        body = body_of(message::dhe_client_key_exchange{std::move(share)});
        break;
    case method::dh:
        if (ours == nullptr)
            body = body_of(message::dhe_client_key_exchange{std::move(share)});
        break;
    case method::rsa:
    case method::rsa_export:
        body = body_of(message::rsa_client_key_exchange{std::move(encrypted)});
        break;
    case method::psk:
        body = body_of(message::psk_client_key_exchange{std::move(identity)});
        break;
    case method::dhe_psk:
        body = body_of(message::dhe_psk_client_key_exchange{std::move(identity), std::move(share)});
        break;
    case method::rsa_psk:
        body = body_of(message::rsa_psk_client_key_exchange{std::move(identity), std::move(encrypted)});
        break;
    case method::ecdhe_psk:
        body = body_of(message::ecdhe_psk_client_key_exchange{std::move(identity), std::move(share)});
        break;
    case method::tls13:
        break;
    }
    result.premaster_secret = uses_psk(suite) ? tls12::psk_premaster_secret(exchanged, psk) : std::move(exchanged);
    return result;
}

} // namespace tls
