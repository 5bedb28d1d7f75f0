#include "protocol/handshake/negotiate.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/versions.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/algorithm_name.hpp>
#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/key_exchange_group.hpp>
#include <tls/version_descriptor.hpp>

#include <algorithm>

namespace tls {
namespace {

/// RFC 8446 section 4.2.8: the group of each share is in supported_groups. "Servers MAY check for violations of these
/// rules and abort the handshake with an 'illegal_parameter' alert if one is violated."
void check_key_share(const message::client_hello_extensions& extensions)
{
    // Sorted, because a ClientHello has room for thousands of groups and shares.
    auto groups = extensions.supported_groups->named_group_list;
    std::ranges::sort(groups);
    for (auto& share : extensions.key_share->client_shares) {
        if (!std::ranges::binary_search(groups, share.group))
            refuse(alert_description::illegal_parameter, error::reason::bad_key_share,
                   "the client sent a key share for a group that is not in its supported_groups");
    }
}

/// Returns the first row of `ours` that the peer has too. Without `our_order`, the first one in the peer's order.
template <class Row>
const Row* first_in_common(const row_list<Row>& ours, const std::vector<std::uint16_t>& theirs, bool our_order)
{
    if (our_order) {
        auto found = std::ranges::find_if(ours, [&](auto* row) { return contains(theirs, row->id); });
        return found == ours.end() ? nullptr : *found;
    }
    for (auto id : theirs) {
        auto found = std::ranges::find(ours, id, [](auto* row) { return row->id; });
        if (found != ours.end())
            return *found;
    }
    return nullptr;
}

std::vector<std::uint16_t> groups_with_share(const message::client_hello_extensions& extensions)
{
    std::vector<std::uint16_t> groups;
    for (auto& share : extensions.key_share->client_shares)
        groups.push_back(share.group);
    return groups;
}

/// Prefers a group for which the client sent a share: it saves the round trip of a HelloRetryRequest. That is worth
/// more than our order, because every enabled group is good enough.
void choose_group(client_choice& choice, const message::client_hello& hello, const configuration& config)
{
    auto ours = enabled_groups(config, protocol_version::tls1_3);
    auto& extensions = hello.extensions;
    // A ClientHello for a pre-shared key alone may have neither.
    if (!extensions.supported_groups)
        refuse(alert_description::handshake_failure, error::reason::no_shared_groups,
               "the client offers no key exchange group, and none of its pre-shared keys can be used");
    const auto& offered = extensions.supported_groups->named_group_list;
    const auto* best = first_in_common(ours, offered, config.negotiation.server_preference);
    if (best == nullptr)
        refuse(alert_description::handshake_failure, error::reason::no_shared_groups,
               "no key exchange group in common with the client");
    // But security against quantum computers is worth that round trip, as Go, BoringSSL and OpenSSL 3.5 decide too:
    // otherwise clients that predict a classical group never get it.
    if (best->is_post_quantum())
        keep_if(ours, [](auto* group) { return group->is_post_quantum(); });
    auto with_share = groups_with_share(extensions);
    choice.group = first_in_common(ours, with_share, config.negotiation.server_preference);
    if (choice.group != nullptr) {
        auto& shares = extensions.key_share->client_shares;
        choice.client_share =
            std::ranges::find(shares, choice.group->id, &extension::key_share_entry::group)->key_exchange;
        return;
    }
    choice.group = best;
}

/// RFC 8446 section 4.1.2: the second ClientHello may omit pre-shared keys of the first, but not add or reorder any.
bool keeps_psks(const message::client_hello& first, const message::client_hello& second)
{
    if (!second.extensions.pre_shared_key)
        return true;
    if (!first.extensions.pre_shared_key)
        return false;
    const auto& before = first.extensions.pre_shared_key->identities;
    auto next = before.begin();
    for (const auto& entry : second.extensions.pre_shared_key->identities) {
        next = std::ranges::find(next, before.end(), entry.identity, &extension::psk_identity::identity);
        if (next == before.end())
            return false;
        ++next;
    }
    return true;
}

/// Returns the ClientHello without the parts that RFC 8446 section 4.1.2 allows a second ClientHello to change.
message::client_hello without_changeable_parts(message::client_hello hello)
{
    auto& extensions = hello.extensions;
    extensions.key_share.reset();
    extensions.early_data.reset();
    extensions.cookie.reset();
    extensions.pre_shared_key.reset();
    std::erase_if(extensions.order, [](std::uint16_t type) {
        auto known = static_cast<extension_type>(type);
        return known == extension_type::key_share || known == extension_type::early_data ||
               known == extension_type::cookie || known == extension_type::pre_shared_key ||
               known == extension_type::padding;
    });
    return hello;
}

} // namespace

void check_client_hello(const message::client_hello& hello)
{
    auto& extensions = hello.extensions;
    // RFC 8446 appendix D.5: an SSL 3.0 ClientHello MUST be answered with "protocol_version", regardless of its other
    // content.
    if (is_before_tls(hello.legacy_version))
        refuse(alert_description::protocol_version, error::reason::unsupported_protocol,
               "the client's legacy_version is SSL 3.0");
    if (!extensions.supported_versions || !contains(extensions.supported_versions->versions, protocol_version::tls1_3))
        refuse(alert_description::protocol_version, error::reason::unsupported_protocol,
               "the client does not offer TLS 1.3");
    // RFC 8446 section 4.1.2: "If a TLS 1.3 ClientHello is received with any other value in this field, the server MUST
    // abort the handshake with an 'illegal_parameter' alert."
    if (hello.legacy_compression_methods != bytes{0})
        refuse(alert_description::illegal_parameter, error::reason::invalid_compression_method,
               "a TLS 1.3 client must not offer compression");
    // RFC 8446 section 4.2.9: a server MUST abort if pre_shared_key comes without psk_key_exchange_modes.
    if (extensions.pre_shared_key && !extensions.psk_key_exchange_modes)
        refuse(alert_description::missing_extension, error::reason::missing_extension,
               "the client sent pre_shared_key without psk_key_exchange_modes");
    // RFC 8446 section 9.2: without pre_shared_key a ClientHello must have both of these. Otherwise the server MUST
    // abort with "missing_extension".
    if (!extensions.pre_shared_key && !extensions.signature_algorithms)
        refuse(alert_description::missing_extension, error::reason::missing_signature_algorithms_extension,
               "the client sent no signature_algorithms");
    if (!extensions.supported_groups && (extensions.key_share || !extensions.pre_shared_key))
        refuse(alert_description::missing_extension, error::reason::missing_supported_groups_extension,
               "the client sent no supported_groups");
    if (extensions.supported_groups && !extensions.key_share)
        refuse(alert_description::missing_extension, error::reason::missing_extension, "the client sent no key_share");
    if (extensions.key_share)
        check_key_share(extensions);
}

const cipher_suite* choose_suite(const message::client_hello& hello, const configuration& config,
                                 const handshake_psk* psk)
{
    auto enabled = enabled_cipher_suites(config, protocol_version::tls1_3);
    if (psk != nullptr) {
        keep_if(enabled, [&](auto* suite) { return is_same_algorithm(suite->hash->name, psk->hash->name); });
        const auto same = std::ranges::find(enabled, psk->cipher_suite, [](auto* suite) { return suite->id; });
        if (same != enabled.end() && contains(hello.cipher_suites, psk->cipher_suite))
            return *same;
    }
    return first_in_common(enabled, hello.cipher_suites, config.negotiation.server_preference);
}

bool offers_usable_psk_mode(const message::client_hello& hello, const configuration& config)
{
    return offers_psk_mode(hello, extension::psk_key_exchange_mode::psk_dhe_ke) ||
           (config.sessions.psk_ke && offers_psk_mode(hello, extension::psk_key_exchange_mode::psk_ke));
}

std::optional<extension::psk_key_exchange_mode> choose_psk_mode(const message::client_hello& hello,
                                                                const configuration& config)
{
    using enum extension::psk_key_exchange_mode;
    const auto& groups = hello.extensions.supported_groups;
    if (groups && offers_psk_mode(hello, psk_dhe_ke) &&
        first_in_common(enabled_groups(config, protocol_version::tls1_3), groups->named_group_list, true) != nullptr)
        return psk_dhe_ke;
    if (config.sessions.psk_ke && offers_psk_mode(hello, psk_ke))
        return psk_ke;
    return std::nullopt;
}

client_choice negotiate(const message::client_hello& hello, const configuration& config, std::optional<chosen_psk> psk)
{
    client_choice choice;
    choice.suite = choose_suite(hello, config, psk ? &psk->psk : nullptr);
    if (choice.suite == nullptr)
        refuse(alert_description::handshake_failure, error::reason::no_shared_cipher,
               "no cipher suite in common with the client");
    if (!psk || choose_psk_mode(hello, config) == extension::psk_key_exchange_mode::psk_dhe_ke)
        choose_group(choice, hello, config);
    choice.alpn_protocol = choose_alpn(hello, config);
    choice.psk = std::move(psk);
    return choice;
}

std::string choose_alpn(const message::client_hello& hello, const configuration& config)
{
    auto& offered = hello.extensions.application_layer_protocol_negotiation;
    if (!offered || config.negotiation.alpn_protocols.empty())
        return {};
    auto& theirs = offered->protocol_name_list;
    auto& first = config.negotiation.server_preference ? config.negotiation.alpn_protocols : theirs;
    auto& second = config.negotiation.server_preference ? theirs : config.negotiation.alpn_protocols;
    for (auto& name : first) {
        if (contains(second, name))
            return name;
    }
    // RFC 7301 section 3.2: "In the event that the server supports no protocols that the client advertises, then the
    // server SHALL respond with a fatal 'no_application_protocol' alert."
    if (config.negotiation.alpn_required)
        refuse(alert_description::no_application_protocol, error::reason::no_application_protocol,
               "no application protocol in common with the client");
    return {};
}

bytes new_cookie(const configuration& config)
{
    bytes cookie(config.negotiation.hello_retry_cookie ? 32 : 0);
    config.random->fill(cookie);
    return cookie;
}

message::hello_retry_request hello_retry_request_for(const client_choice& choice, const message::client_hello& hello,
                                                     bytes cookie)
{
    message::hello_retry_request retry;
    retry.legacy_session_id_echo = hello.legacy_session_id;
    retry.cipher_suite = choice.suite->id;
    retry.extensions.supported_versions = extension::selected_version{protocol_version::tls1_3};
    retry.extensions.key_share = extension::key_share_hello_retry_request{choice.group->id};
    if (!cookie.empty())
        retry.extensions.cookie = extension::cookie{std::move(cookie)};
    return retry;
}

void check_second_client_hello(client_choice& choice, const message::client_hello& first,
                               const message::client_hello& second, const message::hello_retry_request& retry)
{
    check_client_hello(second);
    if (!(without_changeable_parts(first) == without_changeable_parts(second)))
        refuse(alert_description::illegal_parameter, error::reason::inconsistent_second_client_hello,
               "the second ClientHello differs from the first");
    if (!keeps_psks(first, second))
        refuse(alert_description::illegal_parameter, error::reason::inconsistent_second_client_hello,
               "the second ClientHello offers other pre-shared keys than the first");
    // RFC 8446 section 4.2.10: a client MUST NOT offer early data again after a HelloRetryRequest.
    if (second.extensions.early_data)
        refuse(alert_description::illegal_parameter, error::reason::inconsistent_second_client_hello,
               "the second ClientHello has early_data");
    if (!(second.extensions.cookie == retry.extensions.cookie))
        refuse(alert_description::illegal_parameter, error::reason::inconsistent_second_client_hello,
               "the second ClientHello does not return our cookie");
    // RFC 8446 section 4.2.8: after a HelloRetryRequest the client sends exactly one share, for the requested group.
    const auto& share = second.extensions.key_share;
    if (!share || share->client_shares.size() != 1 || share->client_shares.front().group != choice.group->id)
        refuse(alert_description::illegal_parameter, error::reason::bad_key_share,
               "the second ClientHello does not have the requested key share");
    choice.client_share = share->client_shares.front().key_exchange;
}

message::server_hello server_hello_for(const client_choice& choice, const message::client_hello& hello,
                                       bytes server_share, random_source& random)
{
    message::server_hello answer;
    random.fill(answer.random);
    answer.legacy_session_id_echo = hello.legacy_session_id;
    answer.cipher_suite = choice.suite->id;
    answer.extensions.supported_versions = extension::selected_version{protocol_version::tls1_3};
    if (choice.group != nullptr)
        answer.extensions.key_share = extension::key_share_server_hello{{choice.group->id, std::move(server_share)}};
    if (choice.psk)
        answer.extensions.pre_shared_key = extension::selected_psk{choice.psk->index};
    return answer;
}

message::encrypted_extensions encrypted_extensions_for(const client_choice& choice, const message::client_hello& hello)
{
    message::encrypted_extensions answer;
    // RFC 6066 section 3: a server that used the name to choose a certificate confirms that. "When resuming a session,
    // the server MUST NOT include a server_name extension".
    const bool resumes = choice.psk && choice.psk->psk.kind == tls13::psk_kind::resumption;
    if (hello.extensions.server_name && !resumes)
        answer.extensions.server_name.emplace();
    if (!choice.alpn_protocol.empty())
        answer.extensions.application_layer_protocol_negotiation =
            extension::selected_application_protocol{choice.alpn_protocol};
    return answer;
}

std::string server_name_of(const message::client_hello& hello)
{
    auto& name = hello.extensions.server_name;
    return name ? name->host_name : std::string();
}

client_hello_info describe(const message::client_hello& hello)
{
    auto& extensions = hello.extensions;
    client_hello_info info;
    info.cipher_suites = hello.cipher_suites;
    info.server_name = server_name_of(hello);
    if (extensions.application_layer_protocol_negotiation)
        info.alpn_protocols = extensions.application_layer_protocol_negotiation->protocol_name_list;
    if (extensions.supported_groups)
        info.supported_groups = extensions.supported_groups->named_group_list;
    if (extensions.signature_algorithms)
        info.signature_schemes = extensions.signature_algorithms->supported_signature_algorithms;
    if (extensions.signature_algorithms_cert)
        info.signature_schemes_cert = extensions.signature_algorithms_cert->supported_signature_algorithms;
    for (auto version : offered_versions(hello))
        info.supported_versions.push_back(static_cast<std::uint16_t>(version));
    info.legacy_version = static_cast<std::uint16_t>(hello.legacy_version);
    info.session_id = hello.legacy_session_id;
    if (extensions.ec_point_formats)
        info.ec_point_formats = extensions.ec_point_formats->ec_point_format_list;
    if (extensions.certificate_authorities)
        info.certificate_authorities = extensions.certificate_authorities->authorities;
    info.extensions = extensions.order;
    if (extensions.client_certificate_type)
        info.client_certificate_types = extensions.client_certificate_type->types;
    if (extensions.server_certificate_type)
        info.server_certificate_types = extensions.server_certificate_type->types;
    info.status_request = extensions.status_request.has_value();
    return info;
}

} // namespace tls
