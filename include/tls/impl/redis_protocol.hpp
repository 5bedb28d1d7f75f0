// Commands to Redis and its replies, in hiredis's encoding.

#ifndef TLS_IMPL_REDIS_PROTOCOL_HPP
#define TLS_IMPL_REDIS_PROTOCOL_HPP

#include <tls/bytes.hpp>

#include <hiredis/hiredis.h>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::detail {

/// A reply, or the absence of one.
struct redis_reply {
    enum class type { none, status, text, nil, error, other };

    type kind = type::none;
    std::string_view text; ///< of a status, text or error; valid during the call only
    /// The server has been running since then, or longer.
    std::chrono::steady_clock::time_point running_since{};

    explicit redis_reply() = default;
    explicit redis_reply(const redisReply& reply) : kind(kind_of(reply.type))
    {
        if (kind == type::status || kind == type::text || kind == type::error)
            text = {reply.str, static_cast<std::size_t>(reply.len)};
    }

private:
    static type kind_of(int hiredis_type) noexcept
    {
        switch (hiredis_type) {
        case REDIS_REPLY_STATUS:
            return type::status;
        case REDIS_REPLY_STRING:
            return type::text;
        case REDIS_REPLY_NIL:
            return type::nil;
        case REDIS_REPLY_ERROR:
            return type::error;
        default:
            return type::other;
        }
    }
};

/// Returns the encoding of a command.
inline std::string redis_command(std::initializer_list<std::string_view> arguments)
{
    std::vector<const char*> data;
    std::vector<std::size_t> sizes;
    for (auto argument : arguments) {
        data.push_back(argument.data());
        sizes.push_back(argument.size());
    }
    char* formatted = nullptr;
    const auto size =
        ::redisFormatCommandArgv(&formatted, static_cast<int>(arguments.size()), data.data(), sizes.data());
    if (size < 0)
        throw std::bad_alloc();
    const std::unique_ptr<char, decltype(&::redisFreeCommand)> owner(formatted, &::redisFreeCommand);
    return {formatted, static_cast<std::size_t>(size)};
}

/// Decodes replies from received bytes.
class redis_decoder {
public:
    redis_decoder() : reader_(::redisReaderCreate(), &::redisReaderFree)
    {
        if (!reader_)
            throw std::bad_alloc();
    }

    /// Calls f(redis_reply) with every reply that these bytes complete, until it returns false. Returns false if they
    /// are not replies, or one is too long.
    template <class Function>
    bool decode(const char* data, std::size_t size, Function f)
    {
        if (::redisReaderFeed(reader_.get(), data, size) != REDIS_OK)
            return false;
        for (;;) {
            void* decoded = nullptr;
            if (::redisReaderGetReply(reader_.get(), &decoded) != REDIS_OK)
                return false;
            if (!decoded)
                return reader_->len - reader_->pos <= max_reply_size;
            const std::unique_ptr<void, decltype(&::freeReplyObject)> owner(decoded, &::freeReplyObject);
            if (!f(redis_reply(*static_cast<const redisReply*>(decoded))))
                return true;
        }
    }

private:
    static constexpr std::size_t max_reply_size = 1024 * 1024;

    std::unique_ptr<redisReader, decltype(&::redisReaderFree)> reader_;
};

/// Returns the time since the start of the server according to the reply of INFO, rounded down. No value if the reply
/// does not say.
inline std::optional<std::chrono::seconds> redis_uptime(std::string_view info)
{
    constexpr std::string_view field = "\nuptime_in_seconds:";
    const auto found = info.find(field);
    if (found == info.npos)
        return std::nullopt;
    info.remove_prefix(found + field.size());
    std::uint32_t seconds = 0;
    if (std::from_chars(info.data(), info.data() + info.size(), seconds).ec != std::errc())
        return std::nullopt;
    // Redis subtracts two times of a clock that shows whole seconds.
    return std::chrono::seconds(seconds) - std::chrono::seconds(seconds != 0);
}

} // namespace tls::detail

#pragma GCC visibility pop

#endif
