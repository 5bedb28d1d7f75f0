// What a verify callback sees, as boost::asio::ssl::verify_context.

#ifndef TLS_VERIFY_CONTEXT_HPP
#define TLS_VERIFY_CONTEXT_HPP

#include <tls/x509/certificate.hpp>
#include <tls/x509/verify_error.hpp>

#include <span>

namespace tls {

/// A moment of a verification, passed to the verify callback. Lives during the call only.
class verify_context {
public:
    verify_context(std::span<const x509::certificate> chain, unsigned depth, x509::verify_error error) noexcept
        : chain_(chain), depth_(depth), error_(error)
    {
    }
    verify_context(const verify_context&) = delete;
    verify_context& operator=(const verify_context&) = delete;

    /// The path as built so far, leaf first.
    std::span<const x509::certificate> chain() const noexcept { return chain_; }
    const x509::certificate& current_certificate() const noexcept { return chain_[depth_]; }
    /// Position of the current certificate; 0 is the leaf.
    unsigned error_depth() const noexcept { return depth_; }
    x509::verify_error error() const noexcept { return error_; }
    /// Replaces the error that will be reported.
    void set_error(x509::verify_error error) noexcept { error_ = error; }

private:
    std::span<const x509::certificate> chain_;
    unsigned depth_;
    x509::verify_error error_;
};

} // namespace tls

#endif
