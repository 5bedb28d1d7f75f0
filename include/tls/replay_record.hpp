// A record of early data that was accepted, against replays.

#ifndef TLS_REPLAY_RECORD_HPP
#define TLS_REPLAY_RECORD_HPP

#include <tls/bytes.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#pragma GCC visibility push(default)

namespace tls {

/// Remembers the ClientHellos whose early data a server accepted (RFC 8446 section 8.2). Servers that accept tickets of
/// each other must share one, or each accepts a copy of the same early data. Implementations must be thread-safe, must
/// not block and must limit their memory and time.
class replay_record {
public:
    /// Call it once, from any thread, at once or later. `is_new` is true only if the value was certainly not in the
    /// record. False costs the client a round trip.
    using completion = std::function<void(bool is_new)>;

    virtual ~replay_record() = default;

    /// Adds a value of 32 bytes, to be kept for at least `window`: the time in which the server would accept a copy of
    /// the same ClientHello. Of all callers with the same value, at most one gets true.
    virtual void async_insert(byte_view value, std::chrono::milliseconds window, completion) = 0;
};

/// Keeps the record in memory, for servers of one process. Bounded: while a shard is full, it refuses early data.
/// Values from before the record was created are unknown, so it refuses all early data for one window after that, too
/// (RFC 8446 section 8.2). It also does after its clock was set back, until the clock has caught up with the values
/// that it has forgotten. Calls completions at once. Thread-safe.
class memory_replay_record final : public replay_record {
public:
    using clock_function = std::function<std::chrono::system_clock::time_point()>;

    /// Keeps up to `max_values` values, of about 100 bytes each. Each shard has an equal part; a record of fewer than
    /// 2048 has one shard. Throws std::invalid_argument for zero, and without a clock.
    explicit memory_replay_record(std::size_t max_values = 64 * 1024, clock_function = &std::chrono::system_clock::now);
    ~memory_replay_record() override;

    /// Refuses a value of another size, and a window that is not positive or longer than 7 days.
    void async_insert(byte_view value, std::chrono::milliseconds window, completion) override;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
