// The argument of a verify callback, like boost::asio::ssl::verify_context.

#ifndef TLS_VERIFY_CONTEXT_HPP
#define TLS_VERIFY_CONTEXT_HPP

#include <tls/impl/handle_types.hpp>
#include <tls/x509/certificate.hpp>
#include <tls/x509/verify_error.hpp>

#include <memory>
#include <span>

#pragma GCC visibility push(default)

namespace tls {

/// The current step of a verification, to which a verify_context's native handle points.
struct native_verification {
    std::span<const x509::certificate> chain;
    unsigned depth = 0;
    x509::verify_error error = x509::verify_error::ok;
    std::shared_ptr<void> attachment; ///< reserved for a compatibility layer, such as openssl_shim
};

/// The current step of a verification, passed to the verify callback. Valid only during the call.
class verify_context {
public:
    /// native_verification*, or X509_STORE_CTX* if stream_settings::native_handle_type is SSL*.
    using native_handle_type = verification_handle;

    verify_context(std::span<const x509::certificate> chain, unsigned depth, x509::verify_error error) noexcept
        : own_{chain, depth, error, nullptr}, moment_(&own_)
    {
    }
    /// Refers to the step of another verify_context, which must outlive this one.
    explicit verify_context(native_handle_type moment) noexcept : moment_(detail::native_of(moment)) {}
    verify_context(const verify_context&) = delete;
    verify_context& operator=(const verify_context&) = delete;

    native_handle_type native_handle() noexcept { return detail::handle_of(moment_); }

    /// Returns the path built so far, leaf first.
    std::span<const x509::certificate> chain() const noexcept { return moment_->chain; }
    const x509::certificate& current_certificate() const noexcept { return moment_->chain[moment_->depth]; }
    /// Returns the position of the current certificate; 0 is the leaf.
    unsigned error_depth() const noexcept { return moment_->depth; }
    x509::verify_error error() const noexcept { return moment_->error; }
    /// Replaces the error to report.
    void set_error(x509::verify_error error) noexcept { moment_->error = error; }

private:
    native_verification own_;
    native_verification* moment_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
