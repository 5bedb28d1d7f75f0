#include "protocol/handshake/negotiate_tls12.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/key_exchange_tls12.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/handshake/renegotiation_tls12.hpp"
#include "protocol/handshake/secure_renegotiation.hpp"
#include "protocol/handshake/suite_properties_tls12.hpp"
#include "protocol/handshake/versions.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/credential.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/version_descriptor.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace tls {
namespace {

/// Returns the suites that both sides support, most preferred first.
row_list<cipher_suite> suites_in_common(const message::client_hello& hello, const configuration& config,
                                        protocol_version version)
{
    auto suites = enabled_cipher_suites(config, version);
    keep_if(suites, [&](auto* suite) { return contains(hello.cipher_suites, suite->id); });
    if (!config.negotiation.server_preference)
        std::ranges::stable_sort(suites, {},
                                 [&](auto* suite) { return std::ranges::find(hello.cipher_suites, suite->id); });
    return suites;
}

/// RFC 5246 section 7.4.1.4.1: a client without signature_algorithms supports SHA-1. We use SHA-1 only if the settings
/// list it.
std::vector<std::uint16_t> algorithms_of(const message::client_hello& hello)
{
    if (hello.extensions.signature_algorithms)
        return hello.extensions.signature_algorithms->supported_signature_algorithms;
    return {static_cast<std::uint16_t>(signature_scheme_id::rsa_pkcs1_sha1),
            static_cast<std::uint16_t>(signature_scheme_id::dsa_sha1),
            static_cast<std::uint16_t>(signature_scheme_id::ecdsa_sha1)};
}

/// Returns the algorithms for the chain's signatures (RFC 8446 section 4.2.3); empty if the client lists none.
std::vector<std::uint16_t> chain_algorithms_of(const message::client_hello& hello)
{
    const auto& extensions = hello.extensions;
    if (extensions.signature_algorithms_cert)
        return extensions.signature_algorithms_cert->supported_signature_algorithms;
    return extensions.signature_algorithms ? extensions.signature_algorithms->supported_signature_algorithms
                                           : std::vector<std::uint16_t>();
}

/// Returns the certificate types that the client accepts (RFC 7250); empty if it sent no list.
std::vector<std::uint8_t> certificate_types_of(const message::client_hello& hello)
{
    const auto& offered = hello.extensions.server_certificate_type;
    return offered ? offered->types : std::vector<std::uint8_t>();
}

/// Returns the authorities that the client names (subjects, DER); empty if it sent no list.
std::vector<bytes> authorities_of(const message::client_hello& hello)
{
    const auto& named = hello.extensions.certificate_authorities;
    return named ? named->authorities : std::vector<bytes>();
}

/// A raw public key has no key usage: it serves any.
bool permits(const credential& ours, x509::key_usage use)
{
    return ours.chain().empty() || ours.leaf().allows(use);
}

/// RFC 8422 section 4: without supported_groups the server may choose any curve. Every client supports secp256r1.
std::vector<std::uint16_t> groups_of(const message::client_hello& hello)
{
    if (hello.extensions.supported_groups)
        return hello.extensions.supported_groups->named_group_list;
    return {static_cast<std::uint16_t>(named_group::secp256r1)};
}

/// RFC 7366 section 3: the server MUST NOT confirm the extension for a suite that is not a CBC suite. A resumption
/// negotiates it again.
bool confirms_encrypt_then_mac(const message::client_hello& hello, const configuration& config,
                               const cipher_suite& suite)
{
    return config.tls12.encrypt_then_mac && hello.extensions.encrypt_then_mac && suite.cipher != nullptr;
}

/// Selects a suite together with the group and credential that it needs. Records why suites did not fit.
class suite_selection {
public:
    suite_selection(const message::client_hello& hello, const configuration& config, protocol_version version)
        : config_(config),
          version_(version),
          groups_(groups_of(hello)),
          names_groups_(hello.extensions.supported_groups.has_value()),
          names_ffdhe_groups_(std::ranges::any_of(groups_, &is_ffdhe_code_point)),
          algorithms_(known_schemes(algorithms_of(hello), *config.algorithms))
    {
        constexpr std::array curves{named_group::secp256r1, named_group::secp384r1, named_group::secp521r1};
        for (auto curve : curves) {
            if (contains(groups_, static_cast<std::uint16_t>(curve)))
                curves_.push_back(curve);
        }
    }

    /// Completes the choice if the client's offer has everything that the suite needs.
    void complete(client_choice_tls12& choice, const cipher_suite& suite, const credential_list& candidates)
    {
        choice.group = nullptr;
        choice.ours = {};
        if (uses_psk(suite) && !config_.tls12.psk_server)
            return;
        if (suite.key_exchange == key_exchange_method::rsa_export && !config_.tls12.temporary_rsa_keys)
            return;
        // A server that requires a certificate must not accept a pre-shared key, or nothing, instead: suites without a
        // certificate of the server cannot request one.
        if (!sends_certificate(suite) && requires_certificate(config_))
            return;
        if (!choose_group(choice, suite))
            (uses_dhe(suite) && names_ffdhe_groups_ ? lacks_ffdhe_group_ : lacks_group_) = true;
        else if (sends_certificate(suite) && !choose_credential_for_suite(choice, suite, candidates))
            lacks_credential_ = true;
        else
            choice.suite = &suite;
    }

    [[noreturn]] void fail() const
    {
        constexpr auto alert = alert_description::handshake_failure;
        if (lacks_credential_)
            refuse(alert, error::reason::no_shared_signature_algorithms,
                   "no configured certificate fits a cipher suite and a signature algorithm of the client");
        if (lacks_ffdhe_group_) // RFC 7919 section 4
            refuse(alert_description::insufficient_security, error::reason::no_shared_groups,
                   "no finite field group in common with the client");
        if (lacks_group_)
            refuse(alert, error::reason::no_shared_groups, "no key exchange group in common with the client");
        refuse(alert, error::reason::no_shared_cipher, "no cipher suite in common with the client");
    }

private:
    /// Returns our groups of the family, most preferred first.
    row_list<key_exchange_group> groups_of_family(group_family family) const
    {
        auto ours = enabled_groups(config_, version_);
        keep_if(ours, [&](auto* group) { return group->family == family; });
        return ours;
    }

    /// Returns the first common group of the family. Several suites may need it.
    const key_exchange_group* first_group(group_family family)
    {
        auto& found = family == group_family::ffdhe ? ffdhe_group_ : ecdhe_group_;
        if (!found)
            found = find_first_group(family);
        return *found;
    }

    const key_exchange_group* find_first_group(group_family family) const
    {
        auto ours = groups_of_family(family);
        keep_if(ours, [&](auto* group) { return contains(groups_, group->id); });
        if (!config_.negotiation.server_preference)
            std::ranges::stable_sort(ours, {}, [&](auto* group) { return std::ranges::find(groups_, group->id); });
        return ours.empty() ? nullptr : ours.front();
    }

    bool choose_group(client_choice_tls12& choice, const cipher_suite& suite)
    {
        if (uses_ecdhe(suite)) {
            choice.group = first_group(group_family::ecdhe);
            return choice.group != nullptr;
        }
        // The groups of export suites are too short to have names.
        if (!uses_dhe(suite) || suite.is_export)
            return true;
        // RFC 7919 section 4: if the client names finite field groups and we support none of them, we MUST NOT use
        // another one. If it names none, we may use any.
        if (names_ffdhe_groups_) {
            choice.group = first_group(group_family::ffdhe);
            return choice.group != nullptr;
        }
        if (config_.tls12.dh)
            return true;
        const auto ours = groups_of_family(group_family::ffdhe);
        choice.group = ours.empty() ? nullptr : ours.front();
        return choice.group != nullptr;
    }

    bool choose_credential_for_suite(client_choice_tls12& choice, const cipher_suite& suite,
                                     const credential_list& candidates) const
    {
        for (auto& candidate : candidates) {
            const auto* leaf = candidate->chain().empty() ? nullptr : &candidate->leaf();
            if (!key_fits_suite(candidate->type(), leaf, suite, version_) ||
                !client_supports_curve_of(candidate->type()) || !permits(*candidate, needed_key_usage(suite)))
                continue;
            if (uses_rsa_encryption(suite) || uses_fixed_dh(suite)) {
                if (has_secret_for(suite, *candidate))
                    choice.ours.credential = candidate;
            } else {
                choice.ours = choose_scheme(candidate, config_, algorithms_, version_);
            }
            if (choice.ours.credential)
                return true;
        }
        return false;
    }

    /// Returns whether the credential can decrypt, or agree in a group that the suite may use.
    bool has_secret_for(const cipher_suite& suite, const credential& candidate) const
    {
        if (!uses_fixed_dh(suite))
            return candidate.can_decrypt();
        const auto bits = candidate.leaf().key()->bits();
        const auto limits = dh_limits_for(suite, config_);
        return candidate.can_agree() && bits >= limits.least && bits <= limits.most;
    }

    /// RFC 8422 section 5.3: the curve of an ECDSA certificate MUST be one that the client supports.
    bool client_supports_curve_of(key_type key) const
    {
        if (!names_groups_)
            return true;
        switch (key) {
        case key_type::secp256r1:
            return contains(curves_, named_group::secp256r1);
        case key_type::secp384r1:
            return contains(curves_, named_group::secp384r1);
        case key_type::secp521r1:
            return contains(curves_, named_group::secp521r1);
        default:
            return true;
        }
    }

    const configuration& config_;
    const protocol_version version_;
    std::vector<std::uint16_t> groups_;
    bool names_groups_;
    bool names_ffdhe_groups_;
    std::vector<named_group> curves_; ///< the client's, for ECDSA certificates
    std::optional<const key_exchange_group*> ecdhe_group_, ffdhe_group_;
    std::vector<std::uint16_t> algorithms_;
    bool lacks_group_ = false;
    bool lacks_ffdhe_group_ = false;
    bool lacks_credential_ = false;
};

} // namespace

void check_client_hello_tls12(const message::client_hello& hello, const configuration& config,
                              const finished_pair* previous)
{
    auto& extensions = hello.extensions;
    // RFC 5246 section 7.4.1.2: "This vector MUST contain, and all implementations MUST support,
    // CompressionMethod.null."
    if (!contains(hello.legacy_compression_methods, std::uint8_t{0}))
        refuse(alert_description::illegal_parameter, error::reason::invalid_compression_method,
               "the client does not offer the null compression method");
    // RFC 8422 section 5.1.2: a list without the uncompressed format MUST be answered with illegal_parameter.
    if (extensions.ec_point_formats && !contains(extensions.ec_point_formats->ec_point_format_list,
                                                 static_cast<std::uint8_t>(ec_point_format::uncompressed)))
        refuse(alert_description::illegal_parameter, error::reason::bad_point_formats,
               "the client's ec_point_formats lacks the uncompressed format");
    check_renegotiation_info(hello, previous);
    if (config.tls12.require_extended_master_secret && !extensions.extended_master_secret)
        refuse(alert_description::handshake_failure, error::reason::missing_extended_master_secret,
               "the client does not offer extended_master_secret");
}

client_choice_tls12 negotiate_tls12(const message::client_hello& hello, const configuration& config,
                                    std::shared_ptr<const credential> chosen, const connection_info* previous,
                                    protocol_version version)
{
    if (!chosen && config.authentication.credentials.empty() && !config.tls12.psk_server &&
        !accepts_anonymous_peers(config))
        refuse(alert_description::handshake_failure, error::reason::no_certificate_set,
               "no certificate and no PSK function (tls12.psk_server) are configured for the server");
    const auto accepted_types = certificate_types_of(hello);
    const auto ours = credentials_for(config, authorities_of(hello), std::move(chosen));
    if (ours.empty() && !config.tls12.psk_server && !accepts_anonymous_peers(config))
        refuse_unnamed_issuers();
    if (!config.tls12.psk_server)
        check_type_in_common(ours, accepted_types);
    client_choice_tls12 choice;
    suite_selection selection(hello, config, version);
    const auto suites = suites_in_common(hello, config, version);
    for (auto& candidates :
         server_candidates(config, ours, server_name_of(hello), chain_algorithms_of(hello), accepted_types)) {
        // A certificate with the right name comes first. But a name mismatch alone must not make a suite without a
        // certificate win over a better suite.
        for (auto* suite : suites) {
            if (suite == choice.suite || (choice.suite != nullptr && sends_certificate(*choice.suite)))
                break;
            client_choice_tls12 better;
            selection.complete(better, *suite, candidates);
            if (better.suite != nullptr) {
                choice = std::move(better);
                break;
            }
        }
    }
    if (choice.suite == nullptr)
        selection.fail();
    choice.version = version;
    if (choice.ours.credential && !choice.ours.credential->chain().empty() && hello.extensions.status_request)
        choice.ocsp_response = choice.ours.credential->ocsp_response();
    choice.alpn_protocol = previous != nullptr ? same_alpn(hello, *previous) : choose_alpn(hello, config);
    choice.extended_master_secret = hello.extensions.extended_master_secret.has_value();
    choice.encrypt_then_mac = confirms_encrypt_then_mac(hello, config, *choice.suite);
    return choice;
}

client_choice_tls12 resume_tls12(const message::client_hello& hello, const configuration& config,
                                 session_choice_tls12 choice)
{
    const auto& state = *choice.resumed;
    client_choice_tls12 result;
    result.version = state.version;
    result.suite = config.algorithms->find_cipher_suite(state.cipher_suite);
    result.alpn_protocol = state.alpn_protocol;
    result.extended_master_secret = state.extended_master_secret;
    result.encrypt_then_mac = confirms_encrypt_then_mac(hello, config, *result.suite);
    result.certificate_types = certificate_types_without_certificate(describe(hello), config);
    result.session = std::move(choice);
    return result;
}

message::server_hello server_hello_tls12_for(const client_choice_tls12& choice, const message::client_hello& hello,
                                             const configuration& config, const finished_pair* previous)
{
    message::server_hello answer;
    auto& offered = hello.extensions;
    auto& extensions = answer.extensions;
    config.random->fill(answer.random);
    answer.legacy_version = descriptor_of(choice.version).legacy_version;
    mark_downgrade(answer, config);
    answer.cipher_suite = choice.suite->id;
    if (hello.signals_secure_renegotiation())
        extensions.renegotiation_info = extension::renegotiation_info{renegotiated_connection(role::server, previous)};
    answer.legacy_session_id_echo = choice.session.id;
    if (choice.session.sends_ticket)
        extensions.session_ticket.emplace();
    // RFC 6066 section 3: a server that used the name to choose a certificate confirms that. "When resuming a session,
    // the server MUST NOT include a server_name extension in the server hello."
    if (offered.server_name && !choice.session.resumed)
        extensions.server_name.emplace();
    answer_record_sizes(extensions, offered, config, choice.version);
    // RFC 8422 section 5.2: only for elliptic curve suites, and for clients that sent the extension.
    if (offered.ec_point_formats &&
        (uses_ecdhe(*choice.suite) || can_authenticate(key_type::secp256r1, choice.suite->authentication)))
        extensions.ec_point_formats =
            extension::ec_point_formats{{static_cast<std::uint8_t>(ec_point_format::uncompressed)}};
    // OCSP responses and timestamps belong to certificates.
    if (auto* credential = choice.ours.credential.get(); credential != nullptr && !credential->chain().empty()) {
        if (!choice.ocsp_response.empty())
            extensions.status_request.emplace();
        if (auto list = credential->signed_certificate_timestamps();
            offered.signed_certificate_timestamp && !list.empty())
            extensions.signed_certificate_timestamp = extension::signed_certificate_timestamp_list{std::move(list)};
    }
    if (!choice.alpn_protocol.empty())
        extensions.application_layer_protocol_negotiation =
            extension::selected_application_protocol{choice.alpn_protocol};
    if (choice.encrypt_then_mac)
        extensions.encrypt_then_mac.emplace();
    write_certificate_types(extensions, choice.certificate_types);
    if (choice.extended_master_secret)
        extensions.extended_master_secret.emplace();
    return answer;
}

} // namespace tls
