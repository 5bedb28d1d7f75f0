#include "protocol/handshake/authentication_tls12.hpp"

#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/suite_properties_tls12.hpp"
#include "protocol/wire/fatal.hpp"
#include "x509/der/algorithm.hpp"

#include <tls/configuration.hpp>
#include <tls/credential.hpp>
#include <tls/crypto/signature_scheme.hpp>

#include <algorithm>
#include <utility>

namespace tls {
namespace {

/// Returns the CertificateRequest type of a client's key (RFC 5246 section 7.4.4, RFC 8422 section 5.5).
client_certificate_type certificate_type_of(key_type key) noexcept
{
    if (key == key_type::rsa || key == key_type::rsa_pss)
        return client_certificate_type::rsa_sign;
    return key == key_type::dsa ? client_certificate_type::dss_sign : client_certificate_type::ecdsa_sign;
}

/// Before TLS 1.2 the type of a key determines its scheme (RFC 4346 section 7.4.3). Of the enabled schemes only the key
/// types count. Returns null for a type that is not enabled, or has no scheme: RSA-PSS and Ed25519.
const signature_scheme* scheme_by_key(key_type key, const configuration& config, protocol_version version)
{
    const auto is_for_key = [key](auto* scheme) { return scheme->key == key; };
    if (std::ranges::none_of(enabled_signature_schemes(config), is_for_key))
        return nullptr;
    return config.algorithms->find_signature_scheme(key, 0, version);
}

/// RFC 5246 section 7.4.3: the algorithms MUST be a pair that was offered, and MUST be compatible with the key.
const signature_scheme* scheme_by_name(key_type key, std::uint16_t algorithm, const configuration& config,
                                       protocol_version version)
{
    const auto has_algorithm = [&](auto* scheme) { return scheme->id == algorithm; };
    if (std::ranges::none_of(enabled_signature_schemes(config), has_algorithm))
        return nullptr;
    return config.algorithms->find_signature_scheme(key, algorithm, version);
}

/// Returns whether the certificate is signed with keys of the method: RSA or DSA.
bool is_signed_with(const x509::certificate& leaf, authentication_method method)
{
    const auto algorithm = x509::find_signature_algorithm(leaf.signature_algorithm());
    if (!algorithm)
        return false;
    return method == authentication_method::dsa
               ? algorithm->encoding == signature_encoding::dsa
               : method == authentication_method::rsa && (algorithm->encoding == signature_encoding::rsa_pkcs1 ||
                                                          algorithm->encoding == signature_encoding::rsa_pss);
}

/// The types of certificates with fixed Diffie-Hellman keys, and the keys that sign them (RFC 2246 section 7.4.4).
constexpr std::pair<client_certificate_type, authentication_method> fixed_dh_types[] = {
    {client_certificate_type::rsa_fixed_dh, authentication_method::rsa},
    {client_certificate_type::dss_fixed_dh, authentication_method::dsa},
};

/// Returns whether both keys are in one group. Only one of them may name the order of the subgroup.
bool is_same_group(const public_key& a, const public_key& b)
{
    return a.type == key_type::dh && b.type == key_type::dh && a.prime == b.prime && a.generator == b.generator &&
           (a.subgroup_order.empty() || b.subgroup_order.empty() || a.subgroup_order == b.subgroup_order);
}

/// Returns our first credential with a key in the group of the server's key whose type is requested; null if there is
/// none.
std::shared_ptr<const credential> fixed_dh_credential(const credential_list& ours,
                                                      const message::certificate_request_tls12& request,
                                                      const public_key& server_key)
{
    const auto is_requested = [&](const x509::certificate& leaf) {
        return std::ranges::any_of(fixed_dh_types, [&](const auto& row) {
            return contains(request.certificate_types, row.first) && is_signed_with(leaf, row.second);
        });
    };
    for (const auto& candidate : ours) {
        if (!candidate->can_agree())
            continue;
        const auto& leaf = candidate->leaf();
        if (is_same_group(*leaf.key(), server_key) && is_requested(leaf) && leaf.allows(x509::key_usage::key_agreement))
            return candidate;
    }
    return nullptr;
}

} // namespace

bool can_authenticate(key_type key, authentication_method method) noexcept
{
    switch (method) {
    case authentication_method::rsa:
        return key == key_type::rsa || key == key_type::rsa_pss;
    case authentication_method::dsa:
        return key == key_type::dsa;
    case authentication_method::ecdsa:
        return key == key_type::secp256r1 || key == key_type::secp384r1 || key == key_type::secp521r1 ||
               key == key_type::ed25519;
    case authentication_method::psk:
    case authentication_method::anonymous:
    case authentication_method::tls13:
        break;
    }
    return false;
}

bool key_fits_suite(key_type key, const x509::certificate* leaf, const cipher_suite& suite,
                    protocol_version version) noexcept
{
    if (!uses_fixed_dh(suite))
        return can_authenticate(key, suite.authentication);
    return leaf != nullptr && key == key_type::dh &&
           (names_signatures(version) || is_signed_with(*leaf, suite.authentication));
}

authentication_tls12 choose_scheme(std::shared_ptr<const credential> key, const configuration& config,
                                   const std::vector<std::uint16_t>& peer_algorithms, protocol_version version)
{
    if (!names_signatures(version)) {
        auto* scheme = scheme_by_key(key->type(), config, version);
        if (scheme == nullptr || !key->supports(*scheme))
            return {};
        return {std::move(key), scheme, std::nullopt};
    }
    authentication_tls12 fallback;
    for (auto* scheme : enabled_signature_schemes(config)) {
        auto* actual = config.algorithms->find_signature_scheme(key->type(), scheme->id, version);
        if (actual == nullptr || !key->supports(*actual) || !contains(peer_algorithms, scheme->id))
            continue;
        // TLS 1.2 allows any hash with an ECDSA key. Prefer the hash that matches the strength of the curve.
        if (actual == scheme)
            return {std::move(key), actual, scheme->id};
        if (fallback.credential == nullptr)
            fallback = {key, actual, scheme->id};
    }
    return fallback;
}

message::certificate_tls12 certificate_tls12_for(const credential* ours)
{
    message::certificate_tls12 result;
    if (ours != nullptr) {
        for (auto& certificate : ours->chain())
            result.certificate_list.push_back(to_bytes(certificate.der()));
    }
    return result;
}

message::raw_public_key_tls12 raw_public_key_tls12_for(const credential* ours)
{
    return {ours != nullptr ? to_bytes(ours->public_key_info().der()) : bytes()};
}

message::certificate_request_tls12 certificate_request_tls12_for(const configuration& config, protocol_version version,
                                                                 bool fixed_dh)
{
    message::certificate_request_tls12 request;
    for (auto* scheme : enabled_signature_schemes(config)) {
        if (names_signatures(version))
            request.supported_signature_algorithms.push_back(scheme->id);
        else if (scheme_by_key(scheme->key, config, version) == nullptr)
            continue;
        auto type = certificate_type_of(scheme->key);
        if (!contains(request.certificate_types, type))
            request.certificate_types.push_back(type);
    }
    if (fixed_dh) {
        for (const auto& row : fixed_dh_types)
            request.certificate_types.push_back(row.first);
    }
    request.certificate_authorities = authorities_to_name(config);
    return request;
}

authentication_tls12 select_client_credential(const configuration& config,
                                              const message::certificate_request_tls12& request,
                                              protocol_version version, certificate_type type,
                                              const public_key* server_key)
{
    const auto ours =
        of_types(credentials_for(config, request.certificate_authorities), {static_cast<std::uint8_t>(type)});
    if (server_key != nullptr && type == certificate_type::x509)
        if (auto fixed = fixed_dh_credential(ours, request, *server_key))
            return {std::move(fixed), nullptr, std::nullopt};
    auto first_usable = [&](const credential_list& candidates) {
        for (auto& candidate : candidates) {
            if (candidate->type() == key_type::dh ||
                !contains(request.certificate_types, certificate_type_of(candidate->type())))
                continue;
            auto result = choose_scheme(candidate, config, request.supported_signature_algorithms, version);
            if (result.credential)
                return result;
        }
        return authentication_tls12();
    };
    for (const auto& preferred : {issued_by(ours, request.certificate_authorities), ours}) {
        for (const auto& candidates : by_verifiable_chain(preferred, config, request.supported_signature_algorithms)) {
            auto result = first_usable(candidates);
            if (result.credential)
                return result;
        }
    }
    return {};
}

verify_request read_certificates(const message::certificate_tls12& message, const configuration& config)
{
    return read_chain(message.certificate_list, config);
}

verify_request read_certificates(const message::raw_public_key_tls12& message)
{
    return message.subject_public_key_info.empty() ? verify_request()
                                                   : read_raw_public_key(message.subject_public_key_info);
}

void check_server_certificate(const verify_request& peer, const cipher_suite& suite, protocol_version version)
{
    check_server_sent_certificate(peer);
    const auto type = supported_key(key_of(peer)).type;
    if (!key_fits_suite(type, peer.chain.empty() ? nullptr : &peer.chain.front(), suite, version))
        throw fatal(alert_description::illegal_parameter, error::reason::wrong_certificate_type,
                    "the type of the server's key does not match the cipher suite");
    if (peer.raw_public_key)
        return;
    // RFC 5246 section 7.4.2: "keyEncipherment bit MUST be set if the key usage extension is present". Suites that sign
    // need digitalSignature instead, fixed Diffie-Hellman keys keyAgreement.
    if (!peer.chain.front().allows(needed_key_usage(suite)))
        throw fatal(alert_description::illegal_parameter, error::reason::wrong_certificate_type,
                    "the key usage of the server's certificate does not allow the cipher suite's key exchange");
}

void check_client_certificate_tls12(const verify_request& peer, verify_mode mode)
{
    // RFC 5246 section 7.4.6: the server MAY continue without a client certificate, or respond with
    // "handshake_failure".
    if (!presented_key(peer) && (mode & verify_fail_if_no_peer_cert) != 0)
        throw fatal(alert_description::handshake_failure, error::reason::peer_did_not_return_a_certificate,
                    "the client sent no certificate");
}

void check_may_request_certificate(const cipher_suite& suite, bool requested)
{
    // RFC 5246 section 7.4.4: "It is a fatal handshake_failure alert for an anonymous server to request client
    // authentication."
    if (requested && is_anonymous(suite))
        throw fatal(alert_description::handshake_failure, error::reason::unexpected_message,
                    "an anonymous server requested a certificate");
}

const public_key* fixed_key_of_client(const verify_request& client, const cipher_suite& suite, const credential* ours)
{
    const auto* key = client.chain.empty() || !client.chain.front().key() ? nullptr : &*client.chain.front().key();
    if (key == nullptr || key->type != key_type::dh)
        return nullptr;
    // RFC 2246 section 7.4.7.2 would allow such a key in DHE suites too. But then the parameters that the server signs
    // are not its own choice.
    if (!uses_fixed_dh(suite) || ours == nullptr || !is_same_group(*key, *ours->leaf().key()))
        throw fatal(alert_description::illegal_parameter, error::reason::wrong_certificate_type,
                    "the client's certificate has a Diffie-Hellman key that is not in the group of the server's");
    if (!client.chain.front().allows(x509::key_usage::key_agreement))
        throw fatal(alert_description::illegal_parameter, error::reason::wrong_certificate_type,
                    "the key usage of the client's certificate does not allow key agreement");
    return key;
}

const signature_scheme* check_signature(const message::digitally_signed& proof, const peer_public_key& peer,
                                        byte_view content, const configuration& config, protocol_version version)
{
    const auto type = supported_key(peer).type;
    auto* scheme = proof.algorithm ? scheme_by_name(type, *proof.algorithm, config, version)
                                   : scheme_by_key(type, config, version);
    if (scheme == nullptr)
        throw fatal(alert_description::illegal_parameter, error::reason::wrong_signature_type,
                    "the peer signed with an algorithm that was not offered or does not fit its key");
    check_signature_with(*scheme, proof.signature, peer, content, *config.algorithms);
    return scheme;
}

} // namespace tls
