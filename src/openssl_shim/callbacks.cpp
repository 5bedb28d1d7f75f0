// Callbacks that get the connection as an argument: set on a context, bound to each stream that is made with it.

#include "openssl_shim/attachments.hpp"
#include "openssl_shim/errors.hpp"

#include <tls/configuration.hpp>
#include <tls/error.hpp>

#include <algorithm>
#include <utility>

using namespace tls;
using namespace tls::openssl_shim;

namespace tls::openssl_shim {

namespace {

callbacks callbacks_of(native_context& context)
{
    auto& attached = attachment_of(context);
    std::lock_guard lock(attached.mutex);
    return attached.callbacks;
}

[[noreturn]] void refuse(error::reason reason)
{
    throw boost::system::system_error(make_error_code(reason), "refused by the application's callback");
}

/// Calls the servername callback, which may choose another context and change the settings.
void call_servername_callback(const callbacks& registered, native_stream& connection)
{
    if (registered.servername == nullptr)
        return;
    constexpr int unrecognized_name = 112;
    int alert = unrecognized_name;
    if (registered.servername(handle_of(&connection), &alert, registered.servername_argument) ==
        SSL_TLSEXT_ERR_ALERT_FATAL)
        refuse(error::reason::unrecognized_name);
}

void call_alpn_callback(const callbacks& registered, native_stream& connection, const client_hello_info& hello,
                        configuration& config)
{
    if (registered.alpn_select == nullptr || hello.alpn_protocols.empty())
        return;
    bytes offered;
    for (const auto& name : hello.alpn_protocols) {
        offered.push_back(static_cast<std::uint8_t>(name.size()));
        offered.insert(offered.end(), name.begin(), name.end());
    }
    const unsigned char* selected = nullptr;
    unsigned char size = 0;
    const int answer =
        registered.alpn_select(handle_of(&connection), &selected, &size, offered.data(),
                               static_cast<unsigned int>(offered.size()), registered.alpn_select_argument);
    if (answer == SSL_TLSEXT_ERR_ALERT_FATAL)
        refuse(error::reason::no_application_protocol);
    config.negotiation.alpn_protocols.clear();
    if (answer == SSL_TLSEXT_ERR_OK)
        config.negotiation.alpn_protocols.emplace_back(reinterpret_cast<const char*>(selected), size);
}

/// Makes the ClientHello and the settings accessible to a server's callbacks while they run.
class accessible_step {
public:
    accessible_step(connection_attachment& attached, client_hello_step step) : attached_(attached), step_(step)
    {
        attached_.step = &step_;
    }
    ~accessible_step() { attached_.step = nullptr; }
    accessible_step(const accessible_step&) = delete;
    accessible_step& operator=(const accessible_step&) = delete;

private:
    connection_attachment& attached_;
    client_hello_step step_;
};

std::shared_ptr<const configuration> handle_client_hello(native_stream& connection, const client_hello_info& hello)
{
    auto& attached = attachment_of(connection);
    // The context that an earlier connection of this stream chose is not for this one.
    if (auto replaced = std::exchange(attached.replaced, nullptr))
        connection.context = std::move(replaced);
    auto config = std::make_shared<configuration>(*connection.config());
    const accessible_step accessible(attached, {hello, *config});
    call_servername_callback(callbacks_of(*connection.context), connection);
    // The servername callback may have changed the context, so get its callbacks again.
    call_alpn_callback(callbacks_of(*connection.context), connection, hello, *config);
    return config;
}

/// Returns the function that verifies the peers of a context's connections.
async_verify_function verdict_of(const callbacks& registered, const configuration& config, native_stream& connection)
{
    auto verdict = config.hooks.async_verify;
    if (registered.verify_certificate != nullptr)
        verdict = verify_by_callback(connection, registered.verify_certificate, registered.verify_certificate_argument);
    return registered.refuses_wildcards ? refuse_wildcards(connection, std::move(verdict), true) : verdict;
}

/// Replaces the settings that OpenSSL always takes from a connection's present context: the certificates, and the
/// store and the callback that verify the peer. The verify mode, depth and callback stay.
void take_settings(configuration& settings, native_context& chosen, native_stream& connection)
{
    const auto config = chosen.snapshot();
    const bool refused = refuses_wildcards(settings.hooks.async_verify);
    settings.authentication.credentials = config->authentication.credentials;
    settings.hooks.async_select_credential = config->hooks.async_select_credential;
    // A value of the connection's own stays.
    const auto* present = connection.context.get(); // null: the stream was made from a configuration
    if (present == nullptr || settings.sessions.id_context == present->snapshot()->sessions.id_context)
        settings.sessions.id_context = config->sessions.id_context;
    settings.verification.anchors = config->verification.anchors;
    settings.verification.rules.crls = config->verification.rules.crls;
    settings.verification.rules.revocation = config->verification.rules.revocation;
    auto verdict = verdict_of(callbacks_of(chosen), *config, connection);
    settings.hooks.async_verify = refused ? refuse_wildcards(connection, std::move(verdict), true) : std::move(verdict);
}

std::shared_ptr<const configuration> bind(std::shared_ptr<const configuration> config, native_stream& connection)
{
    const auto registered = callbacks_of(*connection.context);
    auto bound = std::make_shared<configuration>(*config);
    if (registered.servername != nullptr || registered.alpn_select != nullptr)
        bound->hooks.on_client_hello = [&connection](const client_hello_info& hello) {
            return handle_client_hello(connection, hello);
        };
    bound->hooks.async_verify = verdict_of(registered, *config, connection);
    if (registered.key_log != nullptr)
        bound->hooks.key_log = [&connection, log = registered.key_log](std::string_view line) {
            log(handle_of(&connection), std::string(line).c_str());
        };
    if (registered.new_session != nullptr && registered.reports_new_sessions)
        bound->sessions.on_new_session = [&connection, report = registered.new_session](const session& s) {
            boost::intrusive_ptr<ssl_session_st> reported(new ssl_session_st(s), false);
            if (report(handle_of(&connection), reported.get()) != 0)
                reported.detach(); // the callback keeps the reference
        };
    return bound;
}

} // namespace

void change_callbacks(SSL_CTX* context, const std::function<void(callbacks&)>& change)
{
    auto& attached = attachment_of(native(context));
    std::lock_guard lock(attached.mutex);
    change(attached.callbacks);
    native(context).adapt_configurations(bind);
}

} // namespace tls::openssl_shim

void SSL_CTX_set_keylog_callback(SSL_CTX* context, SSL_CTX_keylog_cb_func callback)
{
    attempt([&] { change_callbacks(context, [&](callbacks& c) { c.key_log = callback; }); });
}

long SSL_CTX_set_tlsext_servername_callback(SSL_CTX* context, asio_tls_servername_callback callback)
{
    return attempt([&] { change_callbacks(context, [&](callbacks& c) { c.servername = callback; }); });
}

long SSL_CTX_set_tlsext_servername_arg(SSL_CTX* context, void* argument)
{
    return attempt([&] { change_callbacks(context, [&](callbacks& c) { c.servername_argument = argument; }); });
}

void SSL_CTX_set_alpn_select_cb(SSL_CTX* context, SSL_CTX_alpn_select_cb_func callback, void* argument)
{
    attempt([&] {
        change_callbacks(context, [&](callbacks& c) {
            c.alpn_select = callback;
            c.alpn_select_argument = argument;
        });
    });
}

SSL_CTX* SSL_get_SSL_CTX(const SSL* connection)
{
    return handle_of(native(connection).context.get());
}

SSL_CTX* SSL_set_SSL_CTX(SSL* handle, SSL_CTX* context)
{
    auto& connection = native(handle);
    if (context == nullptr)
        context = handle_of(attachment_of(connection).replaced.get());
    auto* const present = handle_of(connection.context.get());
    if (context == nullptr || context == present)
        return present;
    const int set = attempt([&] {
        auto& attached = attachment_of(connection);
        if (attached.step != nullptr) {
            auto& settings = attached.step->settings;
            take_settings(settings, native(context), connection);
            settings.negotiation.alpn_protocols = native(context).snapshot()->negotiation.alpn_protocols;
            if (!attached.replaced)
                attached.replaced = connection.context;
        } else {
            auto config = std::make_shared<configuration>(*connection.config());
            take_settings(*config, native(context), connection);
            connection.configure(std::move(config));
        }
        connection.context = &native(context);
    });
    return set == 1 ? context : nullptr;
}
