// What the native handles of contexts and streams point to.

#ifndef TLS_IMPL_NATIVE_HANDLES_HPP
#define TLS_IMPL_NATIVE_HANDLES_HPP

#include <tls/engine.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <atomic>
#include <functional>
#include <memory>

#pragma GCC visibility push(default)

// Programs written for asio::ssl name the handles' types SSL_CTX* and SSL*, and headers of libcrypto declare these
// as what follows: so the library's own structures have the same names. They have nothing in common with OpenSSL's:
// only the functions of the library's own <openssl/ssl.h> take them.

struct ssl_st;

/// The state of a tls::context, shared by whoever counts a reference.
struct ssl_ctx_st {
    ssl_ctx_st() = default;
    ssl_ctx_st(const ssl_ctx_st&) = delete;
    ssl_ctx_st& operator=(const ssl_ctx_st&) = delete;
    virtual ~ssl_ctx_st() = default;

    virtual std::shared_ptr<const tls::configuration> snapshot() const = 0;
    /// What a new connection is configured with: the snapshot, or what is made of it for the connection.
    virtual std::shared_ptr<const tls::configuration> configuration_for(ssl_st&) const = 0;
    /// Changes what configuration_for makes of a snapshot. Empty: nothing.
    using adapter =
        std::function<std::shared_ptr<const tls::configuration>(std::shared_ptr<const tls::configuration>, ssl_st&)>;
    virtual void adapt_configurations(adapter) = 0;
    virtual std::uint64_t options() const = 0;

    std::shared_ptr<void> attachment; ///< of whoever offers other interfaces to a context

    friend void intrusive_ptr_add_ref(ssl_ctx_st* context) noexcept
    {
        context->references_.fetch_add(1, std::memory_order_relaxed);
    }
    friend void intrusive_ptr_release(ssl_ctx_st* context) noexcept
    {
        if (context->references_.fetch_sub(1, std::memory_order_acq_rel) == 1)
            delete context;
    }

private:
    std::atomic<std::size_t> references_{0};
};

/// The connection of a tls::stream, or one that is to become a stream's. Stays where it is when the stream moves.
struct ssl_st : tls::engine {
    explicit ssl_st(std::shared_ptr<const tls::configuration> config) : engine(std::move(config)) {}
    explicit ssl_st(ssl_ctx_st& made_by) : engine(made_by.snapshot()), context(&made_by)
    {
        configure(made_by.configuration_for(*this));
    }

    boost::intrusive_ptr<ssl_ctx_st> context; ///< null if the stream was made of a configuration
    std::shared_ptr<void> attachment;         ///< of whoever offers other interfaces to a connection
};

#pragma GCC visibility pop

#endif
