#include "protocol/handshake/offer_tls12.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/policy.hpp"
#include "protocol/handshake/record_sizes.hpp"
#include "protocol/handshake/secure_renegotiation.hpp"
#include "protocol/handshake/versions.hpp"
#include "protocol/session/session_state.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/version_descriptor.hpp>

namespace tls {
namespace {

const cipher_suite& check_suite(const message::server_hello& hello, const client_offer& offer,
                                const configuration& config)
{
    const bool offered = contains(offer.hello.cipher_suites, hello.cipher_suite);
    auto* suite = offered ? config.algorithms->find_cipher_suite(hello.cipher_suite) : nullptr;
    if (suite == nullptr || !suite->usable_in(hello.version()))
        refuse(error::reason::wrong_cipher_returned,
               "the server chose a cipher suite that was not offered for " + std::string(to_string(hello.version())));
    return *suite;
}

/// Checks the ServerHello that resumes the session.
void check_resumption(const server_choice_tls12& choice, const session_state& session)
{
    // RFC 5246 section 7.4.1.3: "For resumed sessions, this field is the value from the state of the session being
    // resumed."
    if (choice.suite->id != session.cipher_suite)
        refuse(error::reason::old_session_cipher_not_returned, "the server resumed a session with another suite");
    // RFC 7627 section 5.3: the client MUST abort unless the ServerHello has the extension exactly if the session has.
    if (choice.extended_master_secret != session.extended_master_secret)
        throw fatal(alert_description::handshake_failure, error::reason::inconsistent_extended_master_secret,
                    "the server resumed a session without its extended_master_secret");
    // RFC 7301 section 3.1 allows another protocol. But the caller may have data for the session's protocol.
    if (choice.alpn_protocol != session.alpn_protocol)
        refuse(error::reason::illegal_parameter, "the server resumed a session with another application protocol");
}

} // namespace

const std::vector<std::uint16_t>& offered_groups(const client_offer& offer) noexcept
{
    return offer.hello.extensions.supported_groups->named_group_list;
}

server_choice_tls12 accept_server_hello_tls12(const message::server_hello& hello, const client_offer& offer,
                                              const configuration& config, const finished_pair* previous)
{
    auto& extensions = hello.extensions;
    // RFC 5246 section 7.4.1.3: a version that we do not support is answered with protocol_version.
    const auto versions = allowed_versions(config);
    if (!contains(versions, hello.version()) || descriptor_of(hello.version()).negotiated_by_extension)
        throw fatal(alert_description::protocol_version, error::reason::unsupported_protocol,
                    "the server chose " + std::string(to_string(hello.version())));
    check_not_downgraded(hello, offer.hello);
    extension::check_solicited(extensions.order, message::offered_extensions(offer.hello));
    server_choice_tls12 choice;
    choice.suite = &check_suite(hello, offer, config);
    if (hello.legacy_compression_method != 0)
        refuse(error::reason::invalid_compression_method, "the server chose a compression method");
    // Without a session, our session id is random, for TLS 1.3 middlebox compatibility: no session exists that the
    // server could resume by it.
    choice.resumes =
        !offer.hello.legacy_session_id.empty() && hello.legacy_session_id_echo == offer.hello.legacy_session_id;
    if (choice.resumes && (!offer.session || offer.session->version != hello.version()))
        refuse(error::reason::session_id_mismatch, "the server resumed an unknown session");
    check_renegotiation_info(hello, config, previous);
    check_record_sizes(extensions, offer.hello.extensions, hello.version());
    // RFC 8422 section 5.1.2: the list MUST contain the uncompressed format.
    if (extensions.ec_point_formats && !contains(extensions.ec_point_formats->ec_point_format_list,
                                                 static_cast<std::uint8_t>(ec_point_format::uncompressed)))
        refuse(error::reason::bad_point_formats, "the server's ec_point_formats lacks the uncompressed format");
    // RFC 7366 section 3: encrypt-then-MAC is only for CBC suites.
    if (extensions.encrypt_then_mac && choice.suite->cipher == nullptr)
        refuse(error::reason::illegal_parameter,
               "the server sent encrypt_then_mac with a suite that is not a CBC suite");
    if (config.tls12.require_extended_master_secret && !extensions.extended_master_secret)
        throw fatal(alert_description::handshake_failure, error::reason::missing_extended_master_secret,
                    "the server does not support extended_master_secret");
    choice.extended_master_secret = extensions.extended_master_secret.has_value();
    choice.encrypt_then_mac = extensions.encrypt_then_mac.has_value();
    choice.secure_renegotiation = extensions.renegotiation_info.has_value();
    choice.may_staple = extensions.status_request.has_value();
    const auto& alpn = extensions.application_layer_protocol_negotiation;
    check_alpn(alpn, offer);
    if (alpn)
        choice.alpn_protocol = alpn->protocol_name;
    if (extensions.signed_certificate_timestamp)
        choice.signed_certificate_timestamps = extensions.signed_certificate_timestamp->list;
    choice.sends_ticket = extensions.session_ticket.has_value();
    if (choice.resumes)
        check_resumption(choice, *offer.session);
    return choice;
}

} // namespace tls
