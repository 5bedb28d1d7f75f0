#include "protocol/handshake/negotiate_tls12.hpp"

#include "crypto/diffie_hellman.hpp"
#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/key_exchange_tls12.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/handshake/renegotiation_tls12.hpp"
#include "protocol/handshake/secure_renegotiation.hpp"
#include "protocol/handshake/versions.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/credential.hpp>
#include <tls/version_descriptor.hpp>

#include <algorithm>

namespace tls {
namespace {

[[noreturn]] void refuse(alert_description alert, error::reason reason, const char* detail)
{
    throw fatal(alert, reason, detail);
}

using credentials = std::vector<std::shared_ptr<const credential>>;

/// The suites that both sides have, most preferred first.
std::vector<const cipher_suite*> suites_in_common(const message::client_hello& hello, const configuration& config,
                                                  protocol_version version)
{
    auto suites = enabled_cipher_suites(config, version);
    std::erase_if(suites, [&](auto* suite) { return !contains(hello.cipher_suites, suite->id); });
    if (!config.negotiation.server_preference)
        std::ranges::stable_sort(suites, {},
                                 [&](auto* suite) { return std::ranges::find(hello.cipher_suites, suite->id); });
    return suites;
}

/// RFC 5246 section 7.4.1.4.1: a client without signature_algorithms means SHA-1, which must be enabled by name here.
std::vector<std::uint16_t> algorithms_of(const message::client_hello& hello)
{
    if (hello.extensions.signature_algorithms)
        return hello.extensions.signature_algorithms->supported_signature_algorithms;
    return {static_cast<std::uint16_t>(signature_scheme_id::rsa_pkcs1_sha1),
            static_cast<std::uint16_t>(signature_scheme_id::dsa_sha1),
            static_cast<std::uint16_t>(signature_scheme_id::ecdsa_sha1)};
}

/// RFC 8422 section 4: a client without supported_groups leaves the choice to us; every one can do secp256r1.
std::vector<std::uint16_t> groups_of(const message::client_hello& hello)
{
    if (hello.extensions.supported_groups)
        return hello.extensions.supported_groups->named_group_list;
    return {static_cast<std::uint16_t>(named_group::secp256r1)};
}

/// The search for a suite with all that goes with it, and how far it got.
class search {
public:
    search(const message::client_hello& hello, const configuration& config, protocol_version version)
        : config_(config),
          version_(version),
          groups_(groups_of(hello)),
          names_groups_(hello.extensions.supported_groups.has_value()),
          algorithms_(algorithms_of(hello))
    {
    }

    /// Completes the choice if the client leaves us all that the suite needs.
    void complete(client_choice_tls12& choice, const cipher_suite& suite, const credentials& candidates)
    {
        choice.group = nullptr;
        choice.ours = {};
        if (uses_psk(suite) && !config_.tls12.psk_server)
            return;
        // Whoever demands a certificate is not content with a pre-shared key: such suites cannot ask for one.
        constexpr auto demanded = verify_peer | verify_fail_if_no_peer_cert;
        if (!sends_certificate(suite) && (config_.verification.mode & demanded) == demanded)
            return;
        if (!choose_group(choice, suite))
            (uses_dhe(suite) && names_ffdhe_groups() ? lacks_ffdhe_group_ : lacks_group_) = true;
        else if (sends_certificate(suite) && !choose_credential(choice, suite, candidates))
            lacks_credential_ = true;
        else
            choice.suite = &suite;
    }

    [[noreturn]] void give_up() const
    {
        constexpr auto alert = alert_description::handshake_failure;
        if (lacks_credential_)
            refuse(alert, error::reason::no_shared_signature_algorithms,
                   "no certificate that goes with a cipher suite and signature algorithm of the client's");
        // RFC 7919 section 4: the client's finite field groups alone rule out a suite in common.
        if (lacks_ffdhe_group_)
            refuse(alert_description::insufficient_security, error::reason::no_shared_groups,
                   "no finite field group in common with the client");
        if (lacks_group_)
            refuse(alert, error::reason::no_shared_groups, "no key exchange group in common with the client");
        refuse(alert, error::reason::no_shared_cipher, "no cipher suite in common with the client");
    }

private:
    /// Our groups of the family, most preferred first.
    std::vector<const key_exchange_group*> groups_of_family(group_family family) const
    {
        auto ours = enabled_groups(config_, version_);
        std::erase_if(ours, [&](auto* group) { return group->family != family; });
        return ours;
    }

    /// The first group in common of the family.
    const key_exchange_group* first_group(group_family family) const
    {
        auto ours = groups_of_family(family);
        std::erase_if(ours, [&](auto* group) { return !contains(groups_, group->id); });
        if (!config_.negotiation.server_preference)
            std::ranges::stable_sort(ours, {}, [&](auto* group) { return std::ranges::find(groups_, group->id); });
        return ours.empty() ? nullptr : ours.front();
    }

    bool names_ffdhe_groups() const { return std::ranges::any_of(groups_, &is_ffdhe_code_point); }

    bool choose_group(client_choice_tls12& choice, const cipher_suite& suite) const
    {
        if (uses_ecdhe(suite)) {
            choice.group = first_group(group_family::ecdhe);
            return choice.group != nullptr;
        }
        if (!uses_dhe(suite))
            return true;
        // RFC 7919 section 4: a client that names groups, of which we have none, MUST NOT be given another; one that
        // names none takes what it gets.
        if (names_ffdhe_groups()) {
            choice.group = first_group(group_family::ffdhe);
            return choice.group != nullptr;
        }
        if (config_.tls12.dh)
            return true;
        const auto ours = groups_of_family(group_family::ffdhe);
        choice.group = ours.empty() ? nullptr : ours.front();
        return choice.group != nullptr;
    }

    bool choose_credential(client_choice_tls12& choice, const cipher_suite& suite, const credentials& candidates) const
    {
        const bool decrypts = uses_rsa_encryption(suite);
        for (auto& candidate : candidates) {
            if (!fits(candidate->type(), suite.authentication) || !knows_curve_of(candidate->type()))
                continue;
            if (decrypts && candidate->can_decrypt() && candidate->leaf().allows(x509::key_usage::key_encipherment))
                choice.ours.credential = candidate;
            else if (!decrypts && candidate->leaf().allows(x509::key_usage::digital_signature))
                choice.ours = sign_with(candidate, config_, algorithms_, version_);
            if (choice.ours.credential)
                return true;
        }
        return false;
    }

    /// RFC 8422 section 5.3: an ECDSA certificate's curve MUST be one that the client supports.
    bool knows_curve_of(key_type key) const
    {
        if (!names_groups_)
            return true;
        switch (key) {
        case key_type::secp256r1:
            return contains(groups_, static_cast<std::uint16_t>(named_group::secp256r1));
        case key_type::secp384r1:
            return contains(groups_, static_cast<std::uint16_t>(named_group::secp384r1));
        case key_type::secp521r1:
            return contains(groups_, static_cast<std::uint16_t>(named_group::secp521r1));
        default:
            return true;
        }
    }

    const configuration& config_;
    const protocol_version version_;
    std::vector<std::uint16_t> groups_;
    bool names_groups_;
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
               "the client does not offer to do without compression");
    // RFC 8422 section 5.1.2: a list without the uncompressed format MUST be answered with illegal_parameter.
    if (extensions.ec_point_formats && !contains(extensions.ec_point_formats->ec_point_format_list,
                                                 static_cast<std::uint8_t>(ec_point_format::uncompressed)))
        refuse(alert_description::illegal_parameter, error::reason::bad_point_formats,
               "ec_point_formats without the uncompressed format");
    check_renegotiation_info(hello, previous);
    if (config.tls12.require_extended_master_secret && !extensions.extended_master_secret)
        refuse(alert_description::handshake_failure, error::reason::missing_extended_master_secret,
               "the client does not offer extended_master_secret");
}

client_choice_tls12 negotiate_tls12(const message::client_hello& hello, const configuration& config,
                                    std::shared_ptr<const credential> chosen, const connection_info* previous,
                                    protocol_version version)
{
    if (!chosen && config.authentication.credentials.empty() && !config.tls12.psk_server)
        refuse(alert_description::handshake_failure, error::reason::no_certificate_set,
               "the server has no certificate");
    client_choice_tls12 choice;
    search search(hello, config, version);
    const auto suites = suites_in_common(hello, config, version);
    const auto server_name = server_name_of(hello);
    for (auto& candidates : server_candidates(config, server_name, std::move(chosen))) {
        // A certificate for the right name goes before any other; but a suite without one is not for lack of that
        // name preferred to a better suite.
        for (auto* suite : suites) {
            if (suite == choice.suite || (choice.suite != nullptr && sends_certificate(*choice.suite)))
                break;
            client_choice_tls12 better;
            search.complete(better, *suite, candidates);
            if (better.suite != nullptr) {
                choice = std::move(better);
                break;
            }
        }
    }
    if (choice.suite == nullptr)
        search.give_up();
    choice.version = version;
    if (choice.ours.credential && hello.extensions.status_request)
        choice.ocsp_response = choice.ours.credential->ocsp_response();
    choice.alpn_protocol = previous != nullptr ? same_alpn(hello, *previous) : choose_alpn(hello, config);
    choice.extended_master_secret = hello.extensions.extended_master_secret.has_value();
    // RFC 7366 section 3: with a suite that is not of CBC the server MUST NOT answer it.
    choice.encrypt_then_mac =
        config.tls12.encrypt_then_mac && hello.extensions.encrypt_then_mac && choice.suite->cipher != nullptr;
    return choice;
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
    // RFC 6066 section 3: a server that used the name to choose a certificate says so.
    if (offered.server_name)
        extensions.server_name.emplace();
    answer_record_sizes(extensions, offered, config, choice.version);
    // RFC 8422 section 5.2: only for suites of elliptic curves, and for clients that sent it.
    if (offered.ec_point_formats &&
        (uses_ecdhe(*choice.suite) || fits(key_type::secp256r1, choice.suite->authentication)))
        extensions.ec_point_formats =
            extension::ec_point_formats{{static_cast<std::uint8_t>(ec_point_format::uncompressed)}};
    if (auto* credential = choice.ours.credential.get()) {
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
    if (choice.extended_master_secret)
        extensions.extended_master_secret.emplace();
    return answer;
}

} // namespace tls
