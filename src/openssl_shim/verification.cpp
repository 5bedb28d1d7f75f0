// Verification by an application callback, which may call the library's verification.

#include "openssl_shim/attachments.hpp"
#include "openssl_shim/errors.hpp"

#include "x509/certificate/host_name.hpp"

#include <tls/configuration.hpp>
#include <tls/verify_context.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <optional>
#include <utility>

using namespace tls;
using namespace tls::openssl_shim;

namespace {

struct verification;

/// The verification that runs on this thread. The store contexts of ordinary verify callbacks have the same type, but
/// nothing to verify.
thread_local verification* current = nullptr;

/// The store context that a callback of SSL_CTX_set_cert_verify_callback gets. It is the thread's current one until the
/// callback returns or throws.
struct verification : native_verification {
    verification(const verify_request& r, const configuration& c)
        : request(r), config(c), outer(std::exchange(current, this))
    {
        chain = request.chain;
    }
    ~verification() { current = outer; }
    verification(const verification&) = delete;
    verification& operator=(const verification&) = delete;

    const verify_request& request;
    const configuration& config;
    verification* const outer;
    std::optional<x509::verification_result> built_in;
};

/// Whether one of the leaf's names is the host itself. `leaf` matches the host.
bool has_name_itself(const x509::certificate& leaf, std::string_view host)
{
    return std::ranges::any_of(leaf.alt_names().dns_names, [&](const std::string& name) {
        return !name.starts_with('*') && x509::matches_dns_name(name, host);
    });
}

/// Returns whether the verify callback accepts a leaf that matches the host only by a wildcard, after it has accepted
/// another failure.
bool callback_accepts_wildcard(const configuration& config, const x509::verification_result& result)
{
    constexpr auto mismatch = x509::verify_error::host_name_mismatch;
    if (result.error == mismatch && result.depth == 0)
        return true; // it has been asked
    verify_context context(result.path, 0, mismatch);
    return config.verification.callback && config.verification.callback(false, context);
}

/// The function that refuse_wildcards() returns.
struct verdict_without_wildcards {
    native_stream& connection;
    async_verify_function verdict; ///< empty: the library's verification

    void operator()(verify_request request, verify_completion done) const
    {
        const bool applies = request.host && !x509::parse_ip_literal(*request.host) && !request.chain.empty();
        const auto host = request.host.value_or(std::string());
        const auto leaf = applies ? std::optional(request.chain.front()) : std::nullopt;
        const bool is_built_in = !verdict;
        auto check = [&connection = connection, host, leaf, is_built_in,
                      done = std::move(done)](x509::verification_result result) {
            const bool matches_by_wildcard = leaf && result.accepted && !has_name_itself(*leaf, host);
            if (matches_by_wildcard && (result.error == x509::verify_error::ok ||
                                        (is_built_in && !callback_accepts_wildcard(*connection.config(), result)))) {
                result.accepted = false;
                result.error = x509::verify_error::host_name_mismatch;
                result.depth = 0;
                result.detail = "the certificate matches " + host + " only by a wildcard, which the settings refuse";
            }
            done(std::move(result));
        };
        if (is_built_in)
            check(tls::verify(request, *connection.config()));
        else
            verdict(std::move(request), std::move(check));
    }
};

x509::verification_result result_of(verification& running, bool accepted)
{
    auto result = running.built_in ? std::move(*running.built_in) : x509::verification_result();
    result.accepted = accepted;
    if (result.path.empty())
        result.path = running.request.chain;
    if (result.error != running.error)
        result.detail.clear();
    result.error = running.error;
    // Like OpenSSL: if the callback rejects without an error, the error is that it rejected.
    if (!accepted && result.error == x509::verify_error::ok)
        result.error = x509::verify_error::rejected;
    result.depth = running.depth;
    return result;
}

} // namespace

namespace tls::openssl_shim {

async_verify_function verify_by_callback(native_stream& connection, asio_tls_cert_verify_callback callback,
                                         void* argument)
{
    return [&connection, callback, argument](verify_request request, verify_completion done) {
        x509::verification_result result;
        {
            verification running(request, *connection.config());
            const bool accepted = callback(handle_of(&running), argument) > 0;
            result = result_of(running, accepted);
        }
        done(std::move(result));
    };
}

bool refuses_wildcards(const async_verify_function& verdict) noexcept
{
    return verdict.target<verdict_without_wildcards>() != nullptr;
}

async_verify_function refuse_wildcards(native_stream& connection, async_verify_function verdict, bool refuse)
{
    if (refuse == refuses_wildcards(verdict))
        return verdict;
    if (refuse)
        return verdict_without_wildcards{connection, std::move(verdict)};
    return verdict.target<verdict_without_wildcards>()->verdict;
}

} // namespace tls::openssl_shim

int X509_verify_cert(X509_STORE_CTX* store_context)
{
    if (store_context == nullptr || tls::detail::native_of(store_context) != current) {
        put_error(boost::asio::error::operation_not_supported);
        return -1;
    }
    auto& running = *current;
    const int done = attempt([&] { running.built_in = tls::verify(running.request, running.config); });
    if (done == 0)
        return -1;
    running.attachment.reset(); // it held the certificates of the chain as sent
    if (!running.built_in->path.empty())
        running.chain = running.built_in->path;
    running.depth = running.built_in->depth;
    running.error = running.built_in->error;
    return running.built_in->accepted ? 1 : 0;
}

void SSL_CTX_set_cert_verify_callback(SSL_CTX* context, asio_tls_cert_verify_callback callback, void* argument)
{
    attempt([&] {
        change_callbacks(context, [&](callbacks& c) {
            c.verify_certificate = callback;
            c.verify_certificate_argument = argument;
        });
    });
}
