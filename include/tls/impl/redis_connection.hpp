// Requests to Redis with deadlines, over a connection that is made again when it fails.

#ifndef TLS_IMPL_REDIS_CONNECTION_HPP
#define TLS_IMPL_REDIS_CONNECTION_HPP

#include <tls/impl/redis_link.hpp>
#include <tls/impl/redis_request.hpp>
#include <tls/impl/redis_settings.hpp>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <atomic>
#include <deque>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Sends requests in the order of submit() and matches the replies, which come in the same order. While the first
/// connection is being made, requests wait for it. After a failure they fail at once until there is a connection again.
///
///     connecting ──► open ──► failed ──(pause)──► connecting
///          └───────────────────►┘
class redis_connection final : public redis_link::owner, public std::enable_shared_from_this<redis_connection> {
    using clock = std::chrono::steady_clock;
    using time_point = clock::time_point;
    using executor = boost::asio::strand<boost::asio::any_io_executor>;
    using timer = boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>, executor>;
    using error_code = boost::system::error_code;

public:
    redis_connection(const boost::asio::any_io_executor& e, redis_settings settings)
        : settings_(std::move(settings)),
          strand_(e),
          request_timer_(strand_),
          link_timer_(strand_),
          load_(std::make_shared<redis_load>()),
          pause_(settings_.min_pause)
    {
        load_->max_requests = settings_.max_pending;
        load_->max_bytes = settings_.max_pending_bytes;
    }

    const redis_settings& settings() const noexcept { return settings_; }

    /// Connects. Thread-safe, as close() and submit() are.
    void start()
    {
        boost::asio::post(strand_, [self = shared_from_this()] { self->connect(); });
    }

    /// Ends the connection. Requests complete without a reply.
    void close()
    {
        failed_ = true;
        boost::asio::post(strand_, [self = shared_from_this()] {
            self->closed_ = true;
            self->end_link();
            self->link_timer_.cancel();
            self->request_timer_.cancel();
        });
    }

    /// Sends a command. Calls the completion once: on the strand, or at once if the command cannot be sent.
    void submit(std::initializer_list<std::string_view> arguments, redis_completion complete)
    {
        redis_request request(load_, redis_command(arguments), clock::now() + settings_.deadline, std::move(complete));
        if (failed_ || !request.is_admitted())
            return;
        boost::asio::post(strand_, [self = shared_from_this(), request = std::move(request)]() mutable {
            self->start(std::move(request));
        });
    }

private:
    void connect()
    {
        if (closed_)
            return;
        const auto link = link_ = std::make_shared<redis_link>(strand_, *this, settings_);
        link_timer_.expires_after(settings_.connect_timeout);
        link_timer_.async_wait([self = shared_from_this(), link](error_code error) {
            if (!error && self->link_ == link && !self->open_)
                self->on_failure("did not answer in time");
        });
        link->open(); // may fail and reset link_
    }

    void on_open() override
    {
        open_ = true;
        failed_ = false;
        pause_ = settings_.min_pause;
        link_timer_.cancel();
        while (expired_ > 0) { // no reply will come, because they were not sent
            requests_.pop_front();
            --expired_;
        }
        for (auto& request : requests_)
            link_->send(request.take_command());
    }

    void on_failure(const std::string& reason) override
    {
        failed_ = true;
        end_link();
        if (closed_)
            return;
        link_timer_.expires_after(pause_);
        link_timer_.async_wait([self = shared_from_this()](error_code error) {
            if (!error && !self->link_)
                self->connect();
        });
        pause_ = std::min(2 * pause_, settings_.max_pause);
        report(reason);
    }

    void end_link()
    {
        open_ = false;
        if (auto link = std::exchange(link_, nullptr))
            link->close();
        expired_ = 0;
        std::exchange(requests_, {}).clear(); // completes them
    }

    void start(redis_request request)
    {
        if (!link_ || request.deadline() <= clock::now())
            return;
        if (open_)
            link_->send(request.take_command());
        requests_.push_back(std::move(request));
        watch();
    }

    void on_reply(const redis_reply& reply) override
    {
        if (requests_.empty())
            return on_failure("sent an unexpected reply");
        auto request = std::move(requests_.front());
        requests_.pop_front();
        expired_ -= expired_ > 0;
        if (reply.kind == redis_reply::type::error && !std::exchange(has_reported_error_, true))
            report("refused a command: " + std::string(reply.text));
        request.complete(reply); // does nothing if the deadline has passed
    }

    // Waits for the next deadline or, if all have passed, for the time to give the connection up.
    void watch()
    {
        if (requests_.empty())
            return;
        const auto next = expired_ < requests_.size() ? requests_[expired_].deadline() : end_of_patience();
        if (next >= watched_)
            return;
        watched_ = next;
        request_timer_.expires_at(next);
        request_timer_.async_wait([self = shared_from_this()](error_code error) {
            if (!error)
                self->on_time();
        });
    }

    void on_time()
    {
        watched_ = time_point::max();
        const auto now = clock::now();
        while (expired_ < requests_.size() && requests_[expired_].deadline() <= now)
            requests_[expired_++].complete(redis_reply());
        if (open_ && !requests_.empty() && end_of_patience() <= now)
            on_failure("did not answer in time");
        watch();
    }

    // While connecting, connect_timeout limits the time instead.
    time_point end_of_patience() const
    {
        return open_ ? requests_.front().deadline() + patience * settings_.deadline : time_point::max();
    }

    void report(const std::string& what) const
    {
        if (!settings_.on_failure)
            return;
        const auto& s = settings_;
        settings_.on_failure("Redis server " +
                             (s.unix_socket.empty() ? s.host + ':' + std::to_string(s.port) : s.unix_socket) + ' ' +
                             what);
    }

    static constexpr int patience = 9; // a connection without a reply for ten deadlines has failed

    const redis_settings settings_;
    executor strand_;
    timer request_timer_;
    timer link_timer_; // limits the time to connect, or the pause before
    std::shared_ptr<redis_load> load_;
    std::atomic<bool> failed_ = false;
    // The rest is used on the strand only.
    std::chrono::milliseconds pause_;
    std::shared_ptr<redis_link> link_; // null in a pause
    bool open_ = false;
    bool closed_ = false;
    bool has_reported_error_ = false;
    std::deque<redis_request> requests_; // the first expired_ of them have completed without a reply
    std::size_t expired_ = 0;
    time_point watched_ = time_point::max(); // request_timer_ waits for it
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
