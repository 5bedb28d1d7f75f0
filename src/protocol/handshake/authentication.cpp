#include "protocol/handshake/authentication.hpp"

#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/wire/fatal.hpp"
#include "protocol/wire/writer.hpp"
#include "x509/certificate/public_key.hpp"

#include <tls/client_hello_info.hpp>
#include <tls/configuration.hpp>
#include <tls/credential.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/crypto/signature_scheme.hpp>
#include <tls/x509/certificate_cache.hpp>
#include <tls/x509/verifier.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <set>
#include <string_view>

namespace tls {
namespace {

/// The names of a peer's list of authorities, which may have tens of thousands. Refers to them.
class name_set {
public:
    explicit name_set(const std::vector<bytes>& names)
    {
        for (const auto& name : names)
            names_.insert(as_text(name));
    }
    /// Returns whether one of the names has issued a certificate of the credential's chain.
    bool has_issuer_of(const credential& each) const
    {
        return std::ranges::any_of(each.chain(), [&](const x509::certificate& certificate) {
            return names_.contains(as_text(certificate.issuer().der()));
        });
    }

private:
    std::set<std::string_view> names_;
};

/// Returns the first of our schemes that the credential can sign with and the peer can verify. Null if there is none.
const signature_scheme* common_scheme(const credential& key, const row_list<signature_scheme>& ours,
                                      const std::vector<std::uint16_t>& peer_schemes)
{
    for (auto* scheme : ours) {
        if (scheme->in_tls13_handshake && key.supports(*scheme) && contains(peer_schemes, scheme->id))
            return scheme;
    }
    return nullptr;
}

/// Returns the first candidate whose signature the peer can verify. Without a credential if there is none.
authentication first_usable(const credential_list& candidates, const configuration& config,
                            const std::vector<std::uint16_t>& peer_schemes)
{
    const auto ours = enabled_signature_schemes(config);
    const auto theirs = known_schemes(peer_schemes, *config.algorithms);
    for (auto& candidate : candidates) {
        if (auto* scheme = common_scheme(*candidate, ours, theirs))
            return {candidate, scheme};
    }
    return {};
}

} // namespace

std::vector<std::uint16_t> known_schemes(const std::vector<std::uint16_t>& listed, const registry& algorithms)
{
    const auto known = algorithms.signature_schemes();
    std::vector<std::uint16_t> result;
    result.reserve(std::min(listed.size(), known.size()));
    for (const auto& scheme : known) {
        if (scheme.id != 0 && contains(listed, scheme.id))
            result.push_back(scheme.id);
    }
    return result;
}

credential_list issued_by(const credential_list& all, const std::vector<bytes>& authorities)
{
    const name_set named(authorities);
    auto result = all;
    keep_if(result, [&](const auto& each) { return named.has_issuer_of(*each); });
    return result;
}

std::vector<credential_list> by_verifiable_chain(const credential_list& all, const configuration& config,
                                                 const std::vector<std::uint16_t>& peer_schemes)
{
    // Not `{all}`, which copies twice: into an initializer_list, and from there.
    if (all.size() < 2 || peer_schemes.empty())
        return std::vector(1, all);
    std::vector<const signature_scheme*> schemes;
    for (auto& scheme : config.algorithms->signature_schemes()) {
        if (scheme.id != 0 && contains(peer_schemes, scheme.id))
            schemes.push_back(&scheme);
    }
    auto verifiable = all;
    std::erase_if(verifiable, [&](auto& c) { return !c->chain_is_signed_with(schemes); });
    if (verifiable.empty() || verifiable.size() == all.size())
        return std::vector(1, all);
    return {std::move(verifiable), all};
}

credential_list credentials_for(const configuration& config, const std::vector<bytes>& authorities)
{
    auto result = config.authentication.credentials;
    if (std::ranges::none_of(result, [](const auto& each) { return each->requires_named_issuer(); }))
        return result;
    const name_set named(authorities);
    std::erase_if(result,
                  [&](const auto& each) { return each->requires_named_issuer() && !named.has_issuer_of(*each); });
    return result;
}

credential_list credentials_for(const configuration& config, const std::vector<bytes>& authorities,
                                std::shared_ptr<const credential> chosen)
{
    return chosen ? credential_list{std::move(chosen)} : credentials_for(config, authorities);
}

void refuse_unnamed_issuers()
{
    throw fatal(alert_description::handshake_failure, error::reason::no_usable_credential,
                "each certificate requires that the client names its issuer, and the client names none of them");
}

std::vector<credential_list> server_candidates(const configuration& config, const credential_list& ours,
                                               const std::string& server_name,
                                               const std::vector<std::uint16_t>& chain_schemes,
                                               const std::vector<std::uint8_t>& types)
{
    const auto all = of_types(ours, types);
    auto groups = by_verifiable_chain(all, config, chain_schemes);
    if (server_name.empty() || config.hooks.async_select_credential)
        return groups;
    auto named = all;
    std::erase_if(named, [&](auto& c) { return !c->chain().empty() && !x509::matches_host(c->leaf(), server_name); });
    // RFC 8446 section 4.4.2.2: a server that has no certificate for the name may continue with another one. The client
    // decides whether to accept it.
    auto named_groups = by_verifiable_chain(named, config, chain_schemes);
    if (!config.authentication.require_server_name) {
        groups.insert(groups.begin(), named_groups.begin(), named_groups.end());
        return groups;
    }
    if (named.empty())
        throw fatal(alert_description::unrecognized_name, error::reason::unrecognized_name,
                    "no certificate is configured for the server name " + server_name);
    return named_groups;
}

authentication select_server_credential(const configuration& config, const client_hello_info& hello,
                                        std::shared_ptr<const credential> chosen)
{
    if (!chosen && config.authentication.credentials.empty())
        throw fatal(alert_description::handshake_failure, error::reason::no_certificate_set,
                    "no certificate is configured for the server");
    const auto ours = credentials_for(config, hello.certificate_authorities, std::move(chosen));
    if (ours.empty())
        refuse_unnamed_issuers();
    check_type_in_common(ours, hello.server_certificate_types);
    const auto& chain_schemes =
        hello.signature_schemes_cert.empty() ? hello.signature_schemes : hello.signature_schemes_cert;
    for (auto& candidates :
         server_candidates(config, ours, hello.server_name, chain_schemes, hello.server_certificate_types)) {
        auto result = first_usable(candidates, config, hello.signature_schemes);
        if (result.credential)
            return result;
    }
    throw fatal(alert_description::handshake_failure, error::reason::no_shared_signature_algorithms,
                "no configured certificate can sign with a scheme that the client accepts");
}

authentication select_client_credential(const configuration& config, const message::certificate_request& request,
                                        certificate_type type)
{
    const auto& extensions = request.extensions;
    const auto authorities =
        extensions.certificate_authorities ? extensions.certificate_authorities->authorities : std::vector<bytes>();
    const auto ours = of_types(credentials_for(config, authorities), {static_cast<std::uint8_t>(type)});
    const auto& schemes = extensions.signature_algorithms->supported_signature_algorithms;
    const auto& chain_schemes = extensions.signature_algorithms_cert
                                    ? extensions.signature_algorithms_cert->supported_signature_algorithms
                                    : schemes;
    auto groups = by_verifiable_chain(ours, config, chain_schemes);
    if (!authorities.empty()) {
        const auto issued = issued_by(ours, authorities);
        const auto preferred = by_verifiable_chain(issued, config, chain_schemes);
        groups.insert(groups.begin(), preferred.begin(), preferred.end());
    }
    for (const auto& candidates : groups) {
        auto result = first_usable(candidates, config, schemes);
        if (result.credential)
            return result;
    }
    return {};
}

std::vector<bytes> authorities_to_name(const configuration& config)
{
    if (!config.verification.send_certificate_authorities)
        return {};
    // A long list of authorities does not help the client to choose and may exceed the message size.
    constexpr std::size_t max_bytes = 16 * 1024;
    auto subjects = config.verification.anchors->subjects(x509::purpose::client_auth);
    std::size_t size = 0;
    for (auto& subject : subjects)
        size += 2 + subject.size();
    return size <= max_bytes ? std::move(subjects) : std::vector<bytes>();
}

message::certificate_request certificate_request_for(const configuration& config)
{
    message::certificate_request request;
    auto& extensions = request.extensions;
    extensions.signature_algorithms.emplace();
    for (auto* scheme : enabled_signature_schemes(config))
        extensions.signature_algorithms->supported_signature_algorithms.push_back(scheme->id);
    // RFC 8446 section 4.4.2.1: a server may request an OCSP response from the client.
    if (wants_staple(config))
        extensions.status_request.emplace();
    if (auto authorities = authorities_to_name(config); !authorities.empty())
        extensions.certificate_authorities = extension::certificate_authorities{std::move(authorities)};
    return request;
}

message::certificate certificate_for(const credential* credential, const bytes& request_context, bool wants_status,
                                     bool wants_timestamps)
{
    message::certificate result;
    result.certificate_request_context = request_context;
    if (credential == nullptr)
        return result;
    // RFC 8446 section 4.4.2: a raw public key is the only entry.
    if (credential->certificate_type() == certificate_type::raw_public_key) {
        result.certificate_list.push_back({to_bytes(credential->public_key_info().der()), {}});
        return result;
    }
    for (auto& certificate : credential->chain())
        result.certificate_list.push_back({to_bytes(certificate.der()), {}});
    auto& leaf = result.certificate_list.front().extensions;
    if (auto response = credential->ocsp_response(); wants_status && !response.empty())
        leaf.status_request = extension::certificate_status{std::move(response)};
    if (auto list = credential->signed_certificate_timestamps(); wants_timestamps && !list.empty())
        leaf.signed_certificate_timestamp = extension::signed_certificate_timestamp_list{std::move(list)};
    return result;
}

bytes certificate_verify_content(role signer, const transcript_hash& hash)
{
    constexpr std::string_view server = "TLS 1.3, server CertificateVerify";
    constexpr std::string_view client = "TLS 1.3, client CertificateVerify";
    auto context = as_bytes(signer == role::server ? server : client);
    bytes content;
    content.reserve(64 + context.size() + 1 + hash.size());
    content.assign(64, 0x20);
    wire::writer writer(content);
    writer.raw(context);
    writer.u8(0);
    writer.raw(hash);
    return content;
}

verify_request read_chain(const std::vector<bytes>& certificates, const configuration& config)
{
    if (certificates.size() > config.limits.max_certificates)
        throw fatal(alert_description::bad_certificate, error::reason::bad_certificate_message,
                    "the peer's chain has " + std::to_string(certificates.size()) +
                        " certificates, more than limits.max_certificates");
    verify_request request;
    for (auto& der : certificates) {
        try {
            auto known = config.verification.known_certificates ? config.verification.known_certificates->find(der)
                                                                : std::nullopt;
            request.chain.push_back(known ? std::move(*known) : x509::certificate::from_der(der));
        } catch (const boost::system::system_error& e) {
            throw fatal(alert_description::bad_certificate, error::reason::bad_certificate_message, e.what());
        }
    }
    return request;
}

verify_request read_raw_public_key(byte_view subject_public_key_info)
try {
    verify_request request;
    request.raw_public_key = raw_public_key::from_der(subject_public_key_info);
    return request;
} catch (const boost::system::system_error& e) {
    throw fatal(alert_description::decode_error, error::reason::invalid_raw_public_key, e.what());
}

verify_request read_certificates(const message::certificate& message, const configuration& config,
                                 const std::vector<std::uint16_t>& offered_extensions, certificate_type type)
{
    // RFC 8446 section 4.4.2: certificate_request_context is empty in the handshake.
    if (!message.certificate_request_context.empty())
        throw fatal(alert_description::illegal_parameter, error::reason::bad_certificate_message,
                    "certificate_request_context is not empty in the handshake");
    std::vector<bytes> certificates;
    for (auto& entry : message.certificate_list) {
        extension::check_solicited(entry.extensions.order, offered_extensions);
        certificates.push_back(entry.cert_data);
    }
    if (type == certificate_type::raw_public_key && !certificates.empty()) {
        // RFC 8446 section 4.4.2: then "the certificate_list MUST contain no more than one CertificateEntry".
        if (certificates.size() > 1)
            throw fatal(alert_description::illegal_parameter, error::reason::bad_certificate_message,
                        "more than one raw public key");
        return read_raw_public_key(certificates.front());
    }
    auto request = read_chain(certificates, config);
    if (!message.certificate_list.empty()) {
        auto& leaf = message.certificate_list.front().extensions;
        if (leaf.status_request)
            request.ocsp_response = leaf.status_request->response;
        if (leaf.signed_certificate_timestamp)
            request.signed_certificate_timestamps = leaf.signed_certificate_timestamp->list;
    }
    return request;
}

void check_server_sent_certificate(const verify_request& peer)
{
    // RFC 8446 section 4.4.2.4: "If the server supplies an empty Certificate message, the client MUST abort the
    // handshake with a 'decode_error' alert."
    if (!presented_key(peer))
        throw fatal(alert_description::decode_error, error::reason::peer_did_not_return_a_certificate,
                    "the server sent no certificate");
}

void check_client_sent_certificate(const verify_request& peer, verify_mode mode)
{
    // RFC 8446 section 4.4.2.4: a server MAY continue without a client certificate, or abort with
    // "certificate_required".
    if (!presented_key(peer) && (mode & verify_fail_if_no_peer_cert) != 0)
        throw fatal(alert_description::certificate_required, error::reason::peer_did_not_return_a_certificate,
                    "the client sent no certificate");
}

void check_certificate_request(const message::certificate_request& request)
{
    // RFC 8446 section 4.3.2: the context "SHALL be zero length unless used for the post-handshake authentication
    // exchanges".
    if (!request.certificate_request_context.empty())
        throw fatal(alert_description::illegal_parameter, error::reason::illegal_parameter,
                    "certificate_request_context is not empty in the handshake");
}

void describe_peer(connection_info& info, verify_request peer, x509::verification_result verdict)
{
    info.peer_certificates = std::move(peer.chain);
    info.peer_raw_public_key = std::move(peer.raw_public_key);
    info.peer_ocsp_response = std::move(peer.ocsp_response);
    info.peer_signed_certificate_timestamps = std::move(peer.signed_certificate_timestamps);
    info.verification = std::move(verdict);
}

const public_key& supported_key(const peer_public_key& peer)
{
    if (!peer.key)
        throw fatal(alert_description::unsupported_certificate, error::reason::certificate_key_unusable,
                    "the peer has " + x509::describe_unsupported_key(peer.subject_public_key_info));
    return *peer.key;
}

void check_signature_with(const signature_scheme& scheme, byte_view signature, const peer_public_key& peer,
                          byte_view content, const registry& algorithms)
{
    // RFC 8446 section 4.2.3: the scheme MUST match the parameters of an RSASSA-PSS key.
    const auto fitted = x509::fit_to_key(scheme, peer.subject_public_key_info, algorithms);
    if (!fitted)
        throw fatal(alert_description::illegal_parameter, error::reason::wrong_signature_type,
                    "the peer's key does not allow " + std::string(scheme.name));
    auto verifier = fitted->make_verifier(*fitted, *peer.key);
    if (!verifier)
        throw fatal(alert_description::bad_certificate, error::reason::certificate_key_unusable,
                    "the peer's key cannot be used with " + std::string(scheme.name));
    if (!verifier->verify(content, signature))
        throw fatal(alert_description::decrypt_error, error::reason::bad_signature,
                    "the peer's signature does not verify");
}

const signature_scheme* check_certificate_verify(const message::certificate_verify& message,
                                                 const peer_public_key& peer, byte_view content,
                                                 const configuration& config)
{
    const auto& key = supported_key(peer);
    // RFC 8446 section 4.4.3: the scheme MUST be one of those offered and MUST fit the key. The RSASSA-PKCS1-v1_5
    // schemes MUST NOT be used in CertificateVerify.
    auto enabled = enabled_signature_schemes(config);
    auto found = std::ranges::find(enabled, message.algorithm, [](auto* scheme) { return scheme->id; });
    if (found == enabled.end() || !(*found)->in_tls13_handshake || (*found)->key != key.type)
        throw fatal(alert_description::illegal_parameter, error::reason::wrong_signature_type,
                    "the peer signed with a scheme that was not offered or does not fit its key");
    check_signature_with(**found, message.signature, peer, content, *config.algorithms);
    return *found;
}

void check_verdict(const x509::verification_result& verdict, verify_mode mode)
{
    if (verdict.accepted || (mode & verify_peer) == 0)
        return;
    auto detail = verdict.detail.empty() ? std::string(to_string(verdict.error)) : verdict.detail;
    throw fatal(alert_for(verdict.error), error::reason::certificate_verify_failed, std::move(detail));
}

void check_finished(const message::finished& message, byte_view expected)
{
    if (message.verify_data.size() != expected.size())
        throw fatal(alert_description::decode_error, error::reason::length_mismatch,
                    "a Finished of " + std::to_string(message.verify_data.size()) + " bytes instead of " +
                        std::to_string(expected.size()));
    // RFC 8446 section 4.4.4: recipients MUST verify the Finished and terminate with "decrypt_error" if it is
    // incorrect.
    if (!constant_time_equal(message.verify_data, expected))
        throw fatal(alert_description::decrypt_error, error::reason::finished_mismatch);
}

} // namespace tls
