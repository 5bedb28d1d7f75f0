#include "protocol/handshake/certificate_types.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/client_hello_info.hpp>
#include <tls/configuration.hpp>
#include <tls/credential.hpp>

#include <algorithm>

namespace tls {
namespace {

using type_list = std::vector<std::uint8_t>;

constexpr auto x509_type = static_cast<std::uint8_t>(certificate_type::x509);

type_list code_points_of(const std::vector<certificate_type>& types)
{
    type_list result;
    for (auto type : types) {
        const auto value = static_cast<std::uint8_t>(type);
        if (!contains(result, value))
            result.push_back(value);
    }
    if (result.empty())
        result.push_back(x509_type);
    return result;
}

/// Returns the types that a client says it can present.
type_list presented_types(const authentication_settings& settings)
{
    if (!settings.certificate_types.empty())
        return code_points_of(settings.certificate_types);
    std::vector<certificate_type> types;
    for (const auto& credential : settings.credentials)
        types.push_back(credential->certificate_type());
    return code_points_of(types);
}

type_list accepted_types(const configuration& config)
{
    return code_points_of(config.verification.certificate_types);
}

/// An absent list stands for X.509.
bool lists(const type_list& types, certificate_type type)
{
    return types.empty() ? type == certificate_type::x509 : contains(types, static_cast<std::uint8_t>(type));
}

bool is_x509_alone(const type_list& types)
{
    return types.size() == 1 && types.front() == x509_type;
}

[[noreturn]] void refuse_types(const char* detail)
{
    throw fatal(alert_description::unsupported_certificate, error::reason::no_shared_certificate_type, detail);
}

void check_offered(certificate_type chosen, const type_list& offered, const char* detail)
{
    if (!contains(offered, static_cast<std::uint8_t>(chosen)))
        throw fatal(alert_description::illegal_parameter, error::reason::illegal_parameter, detail);
}

} // namespace

bool accepts_raw_public_keys(const configuration& config)
{
    return contains(config.verification.certificate_types, certificate_type::raw_public_key);
}

void check_raw_public_key_settings(const configuration& config)
{
    const auto& settings = config.verification;
    if ((settings.mode & verify_peer) != 0 && accepts_raw_public_keys(config) && settings.raw_public_keys.empty() &&
        settings.raw_public_key_digests.empty() && !config.hooks.async_verify_raw_public_key)
        throw fatal(alert_description::internal_error, error::reason::no_raw_public_keys_accepted,
                    "verify_peer is set and raw public keys are enabled, but there is no key, digest or hook to verify "
                    "them with");
}

credential_list of_types(credential_list all, const type_list& types)
{
    std::erase_if(all, [&](const auto& each) { return !lists(types, each->certificate_type()); });
    return all;
}

void offer_certificate_types(message::client_hello_extensions& extensions, const configuration& config)
{
    if (auto types = presented_types(config.authentication); !is_x509_alone(types))
        extensions.client_certificate_type = extension::client_certificate_types{std::move(types)};
    if (auto types = accepted_types(config); !is_x509_alone(types))
        extensions.server_certificate_type = extension::server_certificate_types{std::move(types)};
}

void accept_certificate_types(connection_info& info, const message::client_hello_extensions& offered,
                              const std::optional<extension::selected_client_certificate_type>& client,
                              const std::optional<extension::selected_server_certificate_type>& server)
{
    if (client) {
        check_offered(client->selected, offered.client_certificate_type->types,
                      "the server chose a client certificate type that was not offered");
        if (!info.session_reused)
            info.client_certificate_type = client->selected;
    }
    if (server) {
        check_offered(server->selected, offered.server_certificate_type->types,
                      "the server chose a server certificate type that was not offered");
        if (!info.session_reused)
            info.server_certificate_type = server->selected;
    }
}

void check_server_certificate_type(const connection_info& info, const message::client_hello_extensions& offered)
{
    const auto& types = offered.server_certificate_type;
    if (types && !lists(types->types, info.server_certificate_type))
        refuse_types("the server does not support raw public keys, and we accept nothing else");
}

certificate_type_answer choose_certificate_types(const client_hello_info& hello, const configuration& config,
                                                 const credential* ours, bool requests_certificate)
{
    certificate_type_answer answer;
    if (ours != nullptr && !hello.server_certificate_types.empty())
        answer.server = ours->certificate_type();
    // RFC 7250 section 4.2: a server that requests no certificate MUST omit the extension.
    if (!requests_certificate)
        return answer;
    const auto accepted = accepted_types(config);
    const auto shared = std::ranges::find_if(
        accepted, [&](std::uint8_t type) { return lists(hello.client_certificate_types, certificate_type{type}); });
    if (shared == accepted.end())
        refuse_types("the client can present no certificate type that we accept");
    if (!hello.client_certificate_types.empty())
        answer.client = certificate_type{*shared};
    return answer;
}

certificate_type_answer certificate_types_without_certificate(const client_hello_info& hello,
                                                              const configuration& config)
{
    certificate_type_answer answer;
    if (hello.server_certificate_types.empty())
        return answer;
    const auto usable = of_types(config.authentication.credentials, hello.server_certificate_types);
    if (!usable.empty())
        answer.server = usable.front()->certificate_type();
    return answer;
}

void describe_certificate_types(connection_info& info, const certificate_type_answer& answer)
{
    info.client_certificate_type = answer.client.value_or(certificate_type::x509);
    info.server_certificate_type = answer.server.value_or(certificate_type::x509);
}

void check_type_in_common(const credential_list& ours, const type_list& client_accepts)
{
    const auto is_accepted = [&](const auto& each) { return lists(client_accepts, each->certificate_type()); };
    if (!ours.empty() && std::ranges::none_of(ours, is_accepted))
        refuse_types("we have no credential of a certificate type that the client accepts");
}

} // namespace tls
