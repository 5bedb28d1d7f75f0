// A request to Redis.

#ifndef TLS_IMPL_REDIS_REQUEST_HPP
#define TLS_IMPL_REDIS_REQUEST_HPP

#include <tls/impl/redis_protocol.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Must not throw.
using redis_completion = std::function<void(const redis_reply&)>;

/// The requests that wait for a reply, in any thread, and their limits.
struct redis_load {
    std::size_t max_requests;
    std::size_t max_bytes;
    std::atomic<std::size_t> requests = 0;
    std::atomic<std::size_t> bytes = 0;
};

/// A request that waits for a reply. Whatever becomes of it, its completion is called exactly once: the destructor
/// calls it without a reply. Movable.
class redis_request {
public:
    using time_point = std::chrono::steady_clock::time_point;

    redis_request(std::shared_ptr<redis_load> load, std::string command, time_point deadline, redis_completion complete)
        : command_(std::move(command)),
          deadline_(deadline),
          size_(command_.size()),
          load_(std::move(load)),
          complete_(std::move(complete))
    {
        const auto requests = ++load_->requests;
        const auto bytes = load_->bytes += size_;
        admitted_ = requests <= load_->max_requests && bytes <= load_->max_bytes;
    }

    redis_request(redis_request&& other) noexcept
        : command_(std::move(other.command_)),
          deadline_(other.deadline_),
          size_(other.size_),
          admitted_(other.admitted_),
          load_(std::move(other.load_)),
          complete_(std::exchange(other.complete_, nullptr))
    {
    }

    redis_request& operator=(redis_request&&) = delete;

    ~redis_request()
    {
        if (load_) {
            --load_->requests;
            load_->bytes -= size_;
        }
        complete(redis_reply());
    }

    /// Returns whether the limits allowed this request when it was made.
    bool is_admitted() const noexcept { return admitted_; }
    time_point deadline() const noexcept { return deadline_; }
    /// Returns the command, once.
    std::string take_command() noexcept { return std::move(command_); }

    /// Calls the completion, if this is the first call.
    void complete(const redis_reply& reply) noexcept
    {
        if (auto f = std::exchange(complete_, nullptr))
            f(reply);
    }

private:
    std::string command_;
    time_point deadline_;
    std::size_t size_;
    bool admitted_ = false;
    std::shared_ptr<redis_load> load_; // null if moved from
    redis_completion complete_;
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
