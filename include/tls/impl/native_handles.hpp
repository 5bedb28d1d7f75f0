// The objects behind the native handles of contexts and streams.

#ifndef TLS_IMPL_NATIVE_HANDLES_HPP
#define TLS_IMPL_NATIVE_HANDLES_HPP

#include <tls/engine.hpp>
#include <tls/impl/handle_types.hpp>
#include <tls/x509/certificate.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <atomic>
#include <functional>
#include <memory>

#pragma GCC visibility push(default)

namespace tls {

/// The reference-counted state of a tls::context.
class native_context {
public:
    native_context() = default;
    native_context(const native_context&) = delete;
    native_context& operator=(const native_context&) = delete;
    virtual ~native_context() = default;

    virtual std::shared_ptr<const configuration> snapshot() const = 0;
    /// Returns the configuration for a new connection: the snapshot, as changed by the adapter if there is one.
    virtual std::shared_ptr<const configuration> configuration_for(native_stream&) const = 0;
    /// Sets the function that configuration_for applies to a snapshot. Empty: none.
    using adapter =
        std::function<std::shared_ptr<const configuration>(std::shared_ptr<const configuration>, native_stream&)>;
    virtual void adapt_configurations(adapter) = 0;
    virtual std::uint64_t options() const = 0;
    /// Appends a certificate to the chains of all credentials that were set, or will be set, as a single certificate
    /// and its key.
    virtual void add_chain_certificate(x509::certificate) = 0;
    /// Throws boost::system::system_error (error::reason::no_certificate_assigned, no_private_key_assigned) if there is
    /// no credential, or if a certificate or a key waits for its counterpart.
    virtual void check_private_key() const = 0;

    std::shared_ptr<void> attachment; ///< state of code that offers another interface to a context

    /// Adds a reference, unless the last one has been released: then another thread is destroying the context.
    bool add_reference_if_alive() noexcept
    {
        auto references = references_.load(std::memory_order_relaxed);
        while (references != 0) {
            if (references_.compare_exchange_weak(references, references + 1, std::memory_order_relaxed))
                return true;
        }
        return false;
    }

    friend void intrusive_ptr_add_ref(native_context* context) noexcept
    {
        context->references_.fetch_add(1, std::memory_order_relaxed);
    }
    friend void intrusive_ptr_release(native_context* context) noexcept
    {
        if (context->references_.fetch_sub(1, std::memory_order_acq_rel) == 1)
            delete context;
    }

private:
    std::atomic<std::size_t> references_{0};
};

/// A connection that belongs to a tls::stream, or will be passed to one. Its address stays the same when the stream
/// moves.
class native_stream : public engine {
public:
    explicit native_stream(std::shared_ptr<const configuration> config) : engine(std::move(config)) {}
    explicit native_stream(native_context& made_by) : engine(made_by.snapshot()), context(&made_by)
    {
        configure(made_by.configuration_for(*this));
    }

    boost::intrusive_ptr<native_context> context; ///< null if the stream was made from a configuration
    std::shared_ptr<void> attachment;             ///< state of code that offers another interface to a connection
};

} // namespace tls

#pragma GCC visibility pop

#endif
