#include "protocol/handshake/offer.hpp"

#include "crypto/groups_to_share.hpp"
#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/key_shares.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/psk_offer.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/handshake/secure_renegotiation.hpp"
#include "protocol/handshake/suite_properties_tls12.hpp"
#include "protocol/handshake/versions.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/crypto/signature_scheme.hpp>
#include <tls/version_descriptor.hpp>

#include <algorithm>
#include <span>

namespace tls {
namespace {

/// Returns the part for the group of a hybrid exchange that has been made. RFC 9954 section 3.2 allows "the same
/// key_exchange value for the same algorithm to be reused in multiple KeyShareEntry records sent within the same
/// ClientHello".
key_exchange* find_part(const client_offer& offer, const key_exchange_group& group)
{
    for (auto& exchange : offer.exchanges)
        if (auto* part = exchange->part(group.id))
            return part;
    return nullptr;
}

/// Adds shares for these groups, in this order, to an offer without shares.
void add_shares(client_offer& offer, std::span<const key_exchange_group* const> groups, const configuration& config)
{
    const auto make = [&](const key_exchange_group& group) {
        return offer.exchanges.emplace_back(fresh_key_pair(group, config)).get();
    };
    // The hybrid exchanges are made first: other shares can reuse their parts.
    for (auto* group : groups)
        offer.shares.push_back({group, group->family == group_family::hybrid ? make(*group) : nullptr});
    for (auto& [group, exchange] : offer.shares) {
        if (exchange == nullptr)
            exchange = find_part(offer, *group);
        if (exchange == nullptr)
            exchange = make(*group);
        offer.hello.extensions.key_share->client_shares.push_back({group->id, to_bytes(exchange->share())});
    }
}

constexpr std::size_t max_cookie_size = 60 * 1024;

template <class Row>
std::vector<std::uint16_t> code_points(const row_list<Row>& rows)
{
    std::vector<std::uint16_t> result;
    result.reserve(rows.size());
    for (auto* row : rows)
        result.push_back(row->id);
    return result;
}

void add_tls13(client_offer& offer, const configuration& config, random_source& random)
{
    auto& hello = offer.hello;
    auto& extensions = hello.extensions;
    if (config.negotiation.middlebox_compatibility) {
        hello.legacy_session_id.resize(32);
        random.fill(hello.legacy_session_id);
    }
    hello.cipher_suites = code_points(enabled_cipher_suites(config, protocol_version::tls1_3));
    // RFC 8446 section 4.2.1: supported_versions is sent only if TLS 1.3 is offered.
    const auto versions = allowed_versions(config);
    extensions.supported_versions = extension::supported_versions{{versions.begin(), versions.end()}};
    extensions.key_share.emplace();
    const auto groups = enabled_groups(config, protocol_version::tls1_3);
    add_shares(offer, groups_to_share(groups, config.negotiation.key_shares), config);
    // RFC 8446 section 4.2.9: sent without a key too, because servers send tickets only for these modes.
    using enum extension::psk_key_exchange_mode;
    extensions.psk_key_exchange_modes = extension::psk_key_exchange_modes{{psk_dhe_ke}};
    if (config.sessions.psk_ke)
        extensions.psk_key_exchange_modes->ke_modes.push_back(psk_ke);
}

/// Adds the parts for servers before TLS 1.3. TLS 1.3 servers ignore them.
void add_tls12(message::client_hello& hello, const configuration& config, const finished_pair* previous)
{
    auto& extensions = hello.extensions;
    bool any_cbc = false;
    for (auto* suite : suites_before_tls13(config)) {
        if (uses_psk(*suite) && !config.tls12.psk_client)
            continue;
        hello.cipher_suites.push_back(suite->id);
        any_cbc |= suite->cipher != nullptr;
    }
    if (hello.cipher_suites.empty())
        throw fatal(alert_description::internal_error, error::reason::psk_no_client_callback,
                    "all enabled cipher suites need a pre-shared key: set tls12.psk_client");
    if (config.tls12.send_fallback_scsv && previous == nullptr)
        hello.cipher_suites.push_back(scsv::fallback);
    extensions.extended_master_secret.emplace();
    // GnuTLS servers that have sent a ticket in the first handshake send one in each renegotiation, offered or not.
    if (previous != nullptr)
        extensions.session_ticket.emplace();
    if (any_cbc && config.tls12.encrypt_then_mac)
        extensions.encrypt_then_mac.emplace();
    extensions.renegotiation_info = extension::renegotiation_info{renegotiated_connection(role::client, previous)};
    // RFC 8422 section 5.1.2: the uncompressed format is the only one that is not deprecated.
    extensions.ec_point_formats =
        extension::ec_point_formats{{static_cast<std::uint8_t>(ec_point_format::uncompressed)}};
}

/// Checks the fields that ServerHello and HelloRetryRequest share (RFC 8446 section 4.1.3).
template <class Hello>
const cipher_suite& check_common(const Hello& answer, const client_offer& offer, const registry& algorithms)
{
    if (!offer.hello.extensions.supported_versions)
        refuse(error::reason::wrong_version_returned, "the server chose a version that was not offered");
    // RFC 8446 appendix D.5: SSL 3.0 MUST be answered with "protocol_version".
    if (is_before_tls(answer.legacy_version))
        throw fatal(alert_description::protocol_version, error::reason::unsupported_protocol,
                    "the server chose SSL 3.0");
    // The extension selects the version. The legacy field is always 0x0303.
    if (answer.legacy_version != descriptor_of(protocol_version::tls1_3).legacy_version)
        refuse(error::reason::wrong_version_returned, "the server's legacy_version is not 0x0303");
    // "A client which receives a legacy_session_id_echo field that does not match what it sent in the ClientHello MUST
    // abort the handshake with an 'illegal_parameter' alert."
    if (answer.legacy_session_id_echo != offer.hello.legacy_session_id)
        refuse(error::reason::session_id_mismatch,
               "the server's legacy_session_id_echo is not the session id that we sent");
    // "A client which receives a cipher suite that was not offered MUST abort the handshake with an 'illegal_parameter'
    // alert."
    const bool offered = contains(offer.hello.cipher_suites, answer.cipher_suite);
    auto* suite = offered ? algorithms.find_cipher_suite(answer.cipher_suite) : nullptr;
    // The offer also has TLS 1.2 suites and code points that are not suites.
    if (suite == nullptr || !suite->usable_in(protocol_version::tls1_3))
        refuse(error::reason::wrong_cipher_returned,
               "the server chose a cipher suite that was not offered for TLS 1.3");
    if (answer.legacy_compression_method != 0)
        refuse(error::reason::invalid_compression_method, "the server chose a compression method");
    return *suite;
}

/// Completes the key exchange.
void accept_share(server_choice& choice, const message::server_hello& hello, const client_offer& offer)
{
    const auto& extensions = hello.extensions;
    if (!extensions.key_share && !choice.psk)
        throw fatal(alert_description::missing_extension, error::reason::missing_extension,
                    "the server sent no key_share");
    // RFC 8446 section 4.2.11: the client MUST verify that key_share "is present if required by the ClientHello
    // 'psk_key_exchange_modes' extension".
    if (!extensions.key_share && !offers_psk_mode(offer.hello, extension::psk_key_exchange_mode::psk_ke))
        refuse(error::reason::illegal_parameter, "the server selected a pre-shared key without (EC)DHE");
    if (!extensions.key_share)
        return;
    const auto& entry = extensions.key_share->server_share;
    const auto share = std::ranges::find(offer.shares, entry.group, [](auto& sent) { return sent.group->id; });
    if (share == offer.shares.end())
        refuse(error::reason::bad_key_share, "the server chose a group for which we sent no share");
    auto secret = share->exchange->decapsulate(entry.key_exchange);
    if (!secret)
        refuse(error::reason::bad_key_share, "the server's key share is not a public value of the group");
    choice.group = share->group;
    choice.shared_secret = std::move(*secret);
}

} // namespace

client_offer make_offer(const configuration& config, const std::string& server_name, random_source& random,
                        const finished_pair* previous)
{
    client_offer offer;
    auto& hello = offer.hello;
    random.fill(hello.random);
    auto& extensions = hello.extensions;
    if (!server_name.empty())
        extensions.server_name = extension::server_name{server_name};
    extensions.supported_groups = extension::supported_groups{code_points(enabled_groups(config))};
    const auto versions = allowed_versions(config);
    // RFC 5246 section 7.4.1.4.1: "Clients MUST NOT offer it if they are offering TLS versions prior to 1.2."
    if (std::ranges::any_of(versions, &names_signatures))
        extensions.signature_algorithms =
            extension::signature_algorithms{code_points(enabled_signature_schemes(config))};
    if (wants_staple(config))
        extensions.status_request.emplace();
    extensions.signed_certificate_timestamp.emplace();
    if (!config.negotiation.alpn_protocols.empty())
        extensions.application_layer_protocol_negotiation =
            extension::application_layer_protocol_negotiation{config.negotiation.alpn_protocols};
    offer_certificate_types(extensions, config);
    offer_record_sizes(extensions, config);
    if (previous == nullptr && allows(config, protocol_version::tls1_3))
        add_tls13(offer, config, random);
    if (std::ranges::any_of(versions, [](auto v) { return descriptor_of(v).suites_name_key_exchange; }))
        add_tls12(hello, config, previous);
    // TLS 1.3 sends the TLS 1.2 value. Older servers read the client's best version here (RFC 8446 section 4.1.2).
    if (!versions.empty())
        hello.legacy_version = descriptor_of(versions.front()).legacy_version;
    return offer;
}

void check_hello_retry_request(const message::hello_retry_request& retry, const client_offer& offer,
                               const registry& algorithms)
{
    check_common(retry, offer, algorithms);
    if (retry.extensions.supported_versions->version != protocol_version::tls1_3)
        refuse(error::reason::wrong_version_returned, "the server chose a version that was not offered");

    auto& share = retry.extensions.key_share;
    auto& cookie = retry.extensions.cookie;
    // The cookie goes back in the ClientHello, whose extensions have at most 2^16 - 1 bytes in total.
    if (cookie && cookie->value.size() > max_cookie_size)
        refuse(error::reason::bad_hello_retry_request,
               "the HelloRetryRequest has a cookie of " + std::to_string(cookie->value.size()) + " bytes");
    // RFC 8446 section 4.1.4: "Clients MUST abort the handshake with an 'illegal_parameter' alert if the
    // HelloRetryRequest would not result in any change in the ClientHello."
    if (!share && !cookie)
        refuse(error::reason::no_change_following_hello_retry_request, "the HelloRetryRequest changes nothing");
    if (!share)
        return;
    // RFC 8446 section 4.2.8: the group must be one that we offered without a share.
    auto group = share->selected_group;
    if (!contains(offer.hello.extensions.supported_groups->named_group_list, group))
        refuse(error::reason::bad_hello_retry_request, "the HelloRetryRequest requests a group that was not offered");
    auto was_sent = [&](auto& sent) { return sent.group->id == group; };
    if (std::ranges::any_of(offer.shares, was_sent))
        refuse(error::reason::bad_hello_retry_request,
               "the HelloRetryRequest requests a key share that we already sent");
}

void answer_hello_retry(client_offer& offer, const message::hello_retry_request& retry, const configuration& config)
{
    auto& extensions = offer.hello.extensions;
    if (retry.extensions.key_share) {
        offer.shares.clear();
        offer.exchanges.clear();
        extensions.key_share->client_shares.clear();
        const auto* group = config.algorithms->find_group(retry.extensions.key_share->selected_group);
        add_shares(offer, {&group, 1}, config);
    }
    extensions.cookie = retry.extensions.cookie;
    update_psks(offer, *config.algorithms->find_cipher_suite(retry.cipher_suite), config);
}

server_choice accept_server_hello(const message::server_hello& hello, client_offer& offer,
                                  const message::hello_retry_request* retry, const registry& algorithms)
{
    auto& extensions = hello.extensions;
    // RFC 8446 section 4.1.4: another version than in the HelloRetryRequest MUST be answered with "illegal_parameter".
    if (!extensions.supported_versions && retry != nullptr)
        refuse(error::reason::wrong_version_returned, "the server changed its version after HelloRetryRequest");
    if (!extensions.supported_versions) {
        check_not_downgraded(hello, offer.hello);
        throw fatal(alert_description::protocol_version, error::reason::unsupported_protocol,
                    "the server chose " + std::string(to_string(hello.legacy_version)));
    }
    if (extensions.supported_versions->version != protocol_version::tls1_3)
        refuse(error::reason::wrong_version_returned, "the server chose a version that was not offered");
    extension::check_solicited(extensions.order, extension::types_to_send(offer.hello.extensions));

    server_choice choice;
    choice.suite = &check_common(hello, offer, algorithms);
    // RFC 8446 section 4.1.4: the suite must be the one from the HelloRetryRequest.
    if (retry != nullptr && retry->cipher_suite != hello.cipher_suite)
        refuse(error::reason::wrong_cipher_returned, "the server changed its cipher suite after HelloRetryRequest");

    choice.psk = accept_psk(hello, offer, *choice.suite);
    // RFC 8446 sections 9.2 and 4.2.8: with (EC)DHE the answer has one share, for a group for which we sent one.
    accept_share(choice, hello, offer);
    offer.shares.clear();
    offer.exchanges.clear();
    return choice;
}

void check_alpn(const std::optional<extension::selected_application_protocol>& selected, const client_offer& offer)
{
    if (!selected)
        return;
    const auto& offered = offer.hello.extensions.application_layer_protocol_negotiation->protocol_name_list;
    if (!contains(offered, selected->protocol_name))
        refuse(error::reason::illegal_parameter, "the server chose an application protocol that was not offered");
}

void check_encrypted_extensions(const message::encrypted_extensions& answer, const client_offer& offer)
{
    auto& extensions = answer.extensions;
    extension::check_solicited(extensions.order, extension::types_to_send(offer.hello.extensions));
    check_record_sizes(extensions, offer.hello.extensions, protocol_version::tls1_3);
    check_alpn(extensions.application_layer_protocol_negotiation, offer);
}

} // namespace tls
