// Certificate stores, verification parameters, and store contexts.

#include "openssl_shim/attachments.hpp"
#include "openssl_shim/errors.hpp"
#include "x509/certificate/host_name.hpp"

#include <tls/configuration.hpp>
#include <tls/verify_context.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>

using namespace tls;
using namespace tls::openssl_shim;

void x509_store_st::add(const x509::trust_store& added)
{
    // References to contexts are released after the mutex: any of them may be the last.
    std::vector<boost::intrusive_ptr<native_context>> owners;
    std::lock_guard lock(ownership_mutex());
    anchors.add(added);
    owners.reserve(contexts.size());
    for (auto* owner : contexts) {
        if (!owner->add_reference_if_alive()) // its destructor waits for the mutex to remove it from `contexts`
            continue;
        owners.emplace_back(owner, false);
        context_of(handle_of(owner)).update([&](configuration& config) {
            auto all = std::make_shared<x509::trust_store>(*config.verification.anchors);
            all->add(added);
            config.verification.anchors = std::move(all);
        });
    }
}

namespace {

void set_store(SSL_CTX* context, boost::intrusive_ptr<x509_store_st> store)
{
    if (!store)
        store.reset(new X509_STORE, false);
    auto& attached = attachment_of(native(context));
    std::lock_guard lock(ownership_mutex());
    auto anchors = std::make_shared<const x509::trust_store>(store->anchors);
    attached.replace_store(std::move(store));
    context_of(context).update([&](configuration& config) { config.verification.anchors = std::move(anchors); });
}

void apply_flags(unsigned long flags, configuration& config)
{
    config.verification.rules.allow_partial_chain = (flags & X509_V_FLAG_PARTIAL_CHAIN) != 0;
}

int set_flags(X509_VERIFY_PARAM& parameters, unsigned long flags)
{
    return attempt([&] {
        if (parameters.connection != nullptr) {
            auto config = std::make_shared<configuration>(*parameters.connection->config());
            apply_flags(flags, *config);
            parameters.connection->configure(std::move(config));
        }
        parameters.flags = flags;
    });
}

/// OpenSSL removes the name if there is none or it is empty; ours has another function for it. OpenSSL accepts any
/// other text, and no certificate matches a malformed name. A program that ignores the exception's error must not get a
/// connection to any host instead.
void set_verify_host(engine& connection, const std::string& host)
{
    if (host.empty())
        return connection.clear_verify_host();
    if (!x509::parse_host(host))
        connection.set_verify_host("invalid"); // RFC 6761 section 6.4: nobody has this name
    connection.set_verify_host(host);
}

/// Returns whether X509_CHECK_FLAG_NO_WILDCARDS is in effect.
bool refuses_wildcards(const X509_VERIFY_PARAM& parameters)
{
    if (parameters.connection != nullptr)
        return tls::openssl_shim::refuses_wildcards(parameters.connection->config()->hooks.async_verify);
    return (parameters.host_flags & X509_CHECK_FLAG_NO_WILDCARDS) != 0;
}

bool is_ip_address(const char* text)
{
    const auto host = x509::parse_host(text != nullptr ? text : "");
    return host && host->is_address() && host->zone.empty();
}

certificate_list& certificates_of(const X509_STORE_CTX* store_context)
{
    auto& attachment = native(const_cast<X509_STORE_CTX*>(store_context)).attachment;
    if (attachment == nullptr)
        attachment = std::make_shared<certificate_list>(native(store_context).chain);
    return *static_cast<certificate_list*>(attachment.get());
}

} // namespace

X509_STORE* X509_STORE_new()
{
    return made_or_null([] { return new X509_STORE; });
}

int X509_STORE_up_ref(X509_STORE* store)
{
    store->add_reference();
    return 1;
}

void X509_STORE_free(X509_STORE* store)
{
    if (store != nullptr)
        store->drop_reference();
}

int X509_STORE_add_cert(X509_STORE* store, X509* anchor)
{
    return attempt([&] {
        require(anchor);
        x509::trust_store one;
        one.add(anchor->certificate);
        store->add(one);
    });
}

int X509_STORE_set_default_paths(X509_STORE* store)
{
    return attempt([&] { store->add(*x509::trust_store::system()); });
}

void SSL_CTX_set_cert_store(SSL_CTX* context, X509_STORE* store)
{
    attempt([&] { set_store(context, {store, false}); });
}

void SSL_CTX_set1_cert_store(SSL_CTX* context, X509_STORE* store)
{
    attempt([&] { set_store(context, {store, true}); });
}

X509_STORE* SSL_CTX_get_cert_store(const SSL_CTX* context)
{
    return made_or_null([&] {
        auto& attached = attachment_of(native(const_cast<SSL_CTX*>(context)));
        std::lock_guard lock(ownership_mutex());
        if (!attached.store) {
            boost::intrusive_ptr<x509_store_st> made(new X509_STORE, false);
            made->anchors = *native(context).snapshot()->verification.anchors;
            attached.replace_store(std::move(made));
        }
        return attached.store.get();
    });
}

const char* X509_get_default_cert_file()
{
    return "/etc/ssl/certs/ca-certificates.crt";
}

const char* X509_get_default_cert_dir()
{
    return "/etc/ssl/certs";
}

const char* X509_get_default_cert_file_env()
{
    return "SSL_CERT_FILE";
}

const char* X509_get_default_cert_dir_env()
{
    return "SSL_CERT_DIR";
}

X509* X509_STORE_CTX_get_current_cert(const X509_STORE_CTX* store_context)
{
    return made_or_null([&] { return certificates_of(store_context).stack.items.at(native(store_context).depth); });
}

int X509_STORE_CTX_get_error(const X509_STORE_CTX* store_context)
{
    return static_cast<int>(native(store_context).error);
}

void X509_STORE_CTX_set_error(X509_STORE_CTX* store_context, int error)
{
    native(store_context).error = static_cast<x509::verify_error>(error);
}

int X509_STORE_CTX_get_error_depth(const X509_STORE_CTX* store_context)
{
    return static_cast<int>(native(store_context).depth);
}

STACK_OF(X509) * X509_STORE_CTX_get0_chain(const X509_STORE_CTX* store_context)
{
    return made_or_null([&] { return &certificates_of(store_context).stack; });
}

STACK_OF(X509) * X509_STORE_CTX_get_chain(const X509_STORE_CTX* store_context)
{
    return X509_STORE_CTX_get0_chain(store_context);
}

STACK_OF(X509) * X509_STORE_CTX_get1_chain(const X509_STORE_CTX* store_context)
{
    return made_or_null([&] {
        auto copy = std::make_unique<stack_st_X509>(certificates_of(store_context).stack);
        std::ranges::for_each(copy->items, X509_up_ref);
        return copy.release();
    });
}

const char* X509_verify_cert_error_string(long error)
{
    thread_local std::string text;
    return made_or_null([&] {
        text = to_string(static_cast<x509::verify_error>(error));
        return text.c_str();
    });
}

X509_VERIFY_PARAM* X509_VERIFY_PARAM_new()
{
    return made_or_null([] { return new X509_VERIFY_PARAM; });
}

void X509_VERIFY_PARAM_free(X509_VERIFY_PARAM* parameters)
{
    delete parameters;
}

int X509_VERIFY_PARAM_set_flags(X509_VERIFY_PARAM* parameters, unsigned long flags)
{
    if ((flags & ~(X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN)) != 0) {
        put_error(boost::asio::error::operation_not_supported);
        return 0;
    }
    return set_flags(*parameters, parameters->flags | flags);
}

int X509_VERIFY_PARAM_clear_flags(X509_VERIFY_PARAM* parameters, unsigned long flags)
{
    return set_flags(*parameters, parameters->flags & ~flags);
}

unsigned long X509_VERIFY_PARAM_get_flags(const X509_VERIFY_PARAM* parameters)
{
    return parameters->flags;
}

int X509_VERIFY_PARAM_set1_host(X509_VERIFY_PARAM* parameters, const char* name, std::size_t size)
{
    return attempt([&] {
        std::string host;
        if (name != nullptr)
            host = size != 0 ? std::string(name, size) : std::string(name);
        if (parameters->connection != nullptr)
            set_verify_host(*parameters->connection, host);
        parameters->host = std::move(host);
    });
}

void X509_VERIFY_PARAM_set_hostflags(X509_VERIFY_PARAM* parameters, unsigned int flags)
{
    constexpr unsigned int kept =
        X509_CHECK_FLAG_NO_WILDCARDS | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
    if ((flags & ~kept) != 0)
        put_error(boost::asio::error::operation_not_supported);
    attempt([&] {
        // reset() and a renegotiation's settings may have changed the connection's configuration since the last call.
        const bool refuses = (flags & X509_CHECK_FLAG_NO_WILDCARDS) != 0;
        if (parameters->connection != nullptr && refuses != refuses_wildcards(*parameters)) {
            auto& connection = *parameters->connection;
            auto config = std::make_shared<configuration>(*connection.config());
            config->hooks.async_verify = refuse_wildcards(connection, std::move(config->hooks.async_verify), refuses);
            connection.configure(std::move(config));
        }
        parameters->host_flags = flags & kept;
    });
}

unsigned int X509_VERIFY_PARAM_get_hostflags(const X509_VERIFY_PARAM* parameters)
{
    const auto others = parameters->host_flags & ~X509_CHECK_FLAG_NO_WILDCARDS;
    return refuses_wildcards(*parameters) ? others | X509_CHECK_FLAG_NO_WILDCARDS : others;
}

int X509_VERIFY_PARAM_set1_ip_asc(X509_VERIFY_PARAM* parameters, const char* address)
{
    if (!is_ip_address(address)) {
        put_error(boost::asio::error::invalid_argument);
        return 0;
    }
    return X509_VERIFY_PARAM_set1_host(parameters, address, 0);
}

int SSL_CTX_set1_param(SSL_CTX* context, X509_VERIFY_PARAM* parameters)
{
    if (parameters == nullptr)
        return 1;
    // Only connections have a host name to verify, contexts do not.
    if (!parameters->host.empty()) {
        put_error(boost::asio::error::operation_not_supported);
        return 0;
    }
    return attempt([&] {
        context_of(context).update([&](configuration& config) { apply_flags(parameters->flags, config); });
        if ((parameters->host_flags & X509_CHECK_FLAG_NO_WILDCARDS) != 0)
            change_callbacks(context, [](callbacks& c) { c.refuses_wildcards = true; });
    });
}

X509_VERIFY_PARAM* SSL_get0_param(SSL* connection)
{
    return made_or_null([&] {
        auto& attached = attachment_of(native(connection));
        attached.parameters.connection = &native(connection);
        return &attached.parameters;
    });
}

void SSL_set_hostflags(SSL* connection, unsigned int flags)
{
    if (auto* parameters = SSL_get0_param(connection))
        X509_VERIFY_PARAM_set_hostflags(parameters, flags);
}

int SSL_set1_host(SSL* connection, const char* name)
{
    return attempt([&] { set_verify_host(native(connection), name != nullptr ? name : ""); });
}
