// What a verify callback sees, as boost::asio::ssl::verify_context.

#ifndef TLS_VERIFY_CONTEXT_HPP
#define TLS_VERIFY_CONTEXT_HPP

#include <tls/x509/certificate.hpp>
#include <tls/x509/verify_error.hpp>

#include <memory>
#include <span>

#pragma GCC visibility push(default)

/// A moment of a verification, under the name that OpenSSL has for it: see tls/impl/native_handles.hpp.
struct x509_store_ctx_st {
    std::span<const tls::x509::certificate> chain;
    unsigned depth = 0;
    tls::x509::verify_error error = tls::x509::verify_error::ok;
    std::shared_ptr<void> attachment; ///< of whoever offers other interfaces to it
};

namespace tls {

/// A moment of a verification, passed to the verify callback. Lives during the call only.
class verify_context {
public:
    using native_handle_type = ::x509_store_ctx_st*;

    verify_context(std::span<const x509::certificate> chain, unsigned depth, x509::verify_error error) noexcept
        : own_{chain, depth, error, nullptr}, moment_(&own_)
    {
    }
    /// The moment that another verify_context, which must outlive this one, shows.
    explicit verify_context(native_handle_type moment) noexcept : moment_(moment) {}
    verify_context(const verify_context&) = delete;
    verify_context& operator=(const verify_context&) = delete;

    native_handle_type native_handle() noexcept { return moment_; }

    /// The path as built so far, leaf first.
    std::span<const x509::certificate> chain() const noexcept { return moment_->chain; }
    const x509::certificate& current_certificate() const noexcept { return moment_->chain[moment_->depth]; }
    /// Position of the current certificate; 0 is the leaf.
    unsigned error_depth() const noexcept { return moment_->depth; }
    x509::verify_error error() const noexcept { return moment_->error; }
    /// Replaces the error that will be reported.
    void set_error(x509::verify_error error) noexcept { moment_->error = error; }

private:
    ::x509_store_ctx_st own_;
    ::x509_store_ctx_st* moment_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
