// A connection to a Redis server.

#ifndef TLS_IMPL_REDIS_LINK_HPP
#define TLS_IMPL_REDIS_LINK_HPP

#include <tls/impl/redis_protocol.hpp>
#include <tls/impl/redis_settings.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::detail {

/// One connection, from its opening to its end. It is used on its strand only. Its owner outlives it or closes it.
class redis_link : public std::enable_shared_from_this<redis_link> {
    using error_code = boost::system::error_code;
    using tcp = boost::asio::ip::tcp;
    using generic = boost::asio::generic::stream_protocol;
    using executor = boost::asio::strand<boost::asio::any_io_executor>;

public:
    /// Its functions may close the link.
    class owner {
    public:
        virtual void on_open() = 0;
        virtual void on_reply(const redis_reply&) = 0;
        /// The link has ended. `reason` continues a sentence that begins with the server's name.
        virtual void on_failure(const std::string& reason) = 0;

    protected:
        ~owner() = default;
    };

    redis_link(const executor& e, owner& o, const redis_settings& settings)
        : owner_(&o), settings_(settings), resolver_(e), socket_(e)
    {
    }

    void open()
    {
        if (!settings_.unix_socket.empty()) {
            // Its constructor throws if the path is too long.
            try {
                return connect({boost::asio::local::stream_protocol::endpoint(settings_.unix_socket)});
            } catch (const boost::system::system_error& e) {
                return fail("cannot be reached: " + e.code().message());
            }
        }
        resolver_.async_resolve(
            settings_.host, std::to_string(settings_.port), tcp::resolver::numeric_service,
            [self = shared_from_this()](error_code error, const tcp::resolver::results_type& found) {
                if (error)
                    return self->fail("cannot be resolved: " + error.message());
                std::vector<generic::endpoint> endpoints;
                for (const auto& entry : found)
                    endpoints.emplace_back(entry.endpoint());
                self->connect(std::move(endpoints));
            });
    }

    /// Sends a command. Its reply comes after the replies of earlier commands.
    void send(const std::string& command)
    {
        queued_ += command;
        if (writing_.empty())
            write();
    }

    /// Ends the link without a call of the owner.
    void close() noexcept
    {
        owner_ = nullptr;
        error_code ignored;
        resolver_.cancel();
        socket_.close(ignored);
    }

private:
    void connect(std::vector<generic::endpoint> endpoints)
    {
        if (!owner_)
            return;
        endpoints_ = std::move(endpoints);
        boost::asio::async_connect(socket_, endpoints_,
                                   [self = shared_from_this()](error_code error, const generic::endpoint&) {
                                       if (error)
                                           return self->fail("cannot be reached: " + error.message());
                                       self->greet();
                                   });
    }

    // Logs in and asks for the server's age. Replies to these commands come first.
    void greet()
    {
        if (!owner_)
            return;
        error_code ignored; // a Unix socket has no such option
        socket_.set_option(tcp::no_delay(true), ignored);
        std::string commands;
        if (!settings_.password.empty()) {
            commands += settings_.username.empty() ? redis_command({"AUTH", settings_.password})
                                                   : redis_command({"AUTH", settings_.username, settings_.password});
            ++greetings_;
        }
        if (settings_.database != 0) {
            commands += redis_command({"SELECT", std::to_string(settings_.database)});
            ++greetings_;
        }
        commands += redis_command({"INFO", "server"});
        ++greetings_;
        send(commands);
        read();
    }

    void read()
    {
        socket_.async_read_some(
            boost::asio::buffer(input_), [self = shared_from_this()](error_code error, std::size_t size) {
                if (error)
                    return self->fail("ended the connection: " + error.message());
                if (!self->owner_)
                    return;
                const auto decoded = self->decoder_.decode(self->input_.data(), size, [&](redis_reply reply) {
                    self->receive(reply);
                    return self->owner_ != nullptr;
                });
                if (!decoded)
                    return self->fail("sent an invalid reply");
                if (self->owner_)
                    self->read();
            });
    }

    void receive(redis_reply& reply)
    {
        if (greetings_ == 0) {
            reply.running_since = running_since_;
            // A server that has become a replica refuses all writes.
            const auto useless = reply.kind == redis_reply::type::error && reply.text.starts_with("READONLY");
            const auto reason = useless ? "refused: " + std::string(reply.text) : std::string();
            owner_->on_reply(reply);
            if (useless)
                fail(reason);
            return;
        }
        --greetings_;
        const auto may_not_ask = greetings_ == 0 && reply.text.starts_with("NOPERM");
        if (reply.kind == redis_reply::type::error && !may_not_ask)
            return fail("refused: " + std::string(reply.text));
        if (greetings_ == 0) {
            const auto uptime = reply.kind == redis_reply::type::text ? redis_uptime(reply.text) : std::nullopt;
            running_since_ = std::chrono::steady_clock::now() - uptime.value_or(std::chrono::seconds(0));
            owner_->on_open();
        }
    }

    void write()
    {
        if (!owner_ || queued_.empty())
            return;
        writing_ = std::exchange(queued_, {});
        boost::asio::async_write(socket_, boost::asio::buffer(writing_),
                                 [self = shared_from_this()](error_code error, std::size_t) {
                                     self->writing_.clear();
                                     if (error)
                                         return self->fail("ended the connection: " + error.message());
                                     self->write();
                                 });
    }

    void fail(const std::string& reason)
    {
        if (auto* o = std::exchange(owner_, nullptr)) {
            close();
            o->on_failure(reason);
        }
    }

    owner* owner_; // null after the end
    redis_settings settings_;
    boost::asio::ip::basic_resolver<tcp, executor> resolver_;
    boost::asio::basic_stream_socket<generic, executor> socket_;
    std::vector<generic::endpoint> endpoints_;
    redis_decoder decoder_;
    std::array<char, 16 * 1024> input_;
    std::string queued_;
    std::string writing_; // empty if no write is in progress
    unsigned greetings_ = 0;
    std::chrono::steady_clock::time_point running_since_{};
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
