#include <tls/ticket_keys.hpp>

#include "crypto/hkdf.hpp"
#include "crypto/xaes_256_gcm.hpp"
#include "x509/der/file.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <mutex>
#include <stdexcept>

// A ticket:
//
//     opaque name[16];                 // of the ring's key
//     opaque nonce[24];                // random
//     opaque ciphertext[], tag[16];    // XAES-256-GCM; the name is associated data
//
// The key of XAES-256-GCM is HKDF-SHA-256 (RFC 5869) of the ring's key. So a file may be shared with a server that uses
// its keys otherwise, and a key of any size works.

namespace tls {
namespace {

using time_point = std::chrono::system_clock::time_point;

constexpr std::size_t name_size = 16, header_size = name_size + xaes_256_gcm::nonce_size;
static_assert(ticket_keys::overhead == header_size + xaes_256_gcm::tag_size);

constexpr std::size_t min_key_size = 32, max_key_size = 64;
constexpr unsigned max_periods = 60;
static_assert(max_periods + 2 < ticket_keys::max_keys);

secret derive_key(byte_view key)
{
    const auto& sha256 = *registry::standard()->find_hash("SHA-256");
    secret pseudorandom_key(sha256.digest_size), result(xaes_256_gcm::key_size);
    hkdf_extract(sha256, {}, key, pseudorandom_key.span());
    hkdf_expand(sha256, pseudorandom_key, as_bytes("asio-tls ticket, XAES-256-GCM"), result.span());
    return result;
}

/// A key, prepared for use.
struct prepared_key {
    explicit prepared_key(const ticket_key& from) : name(from.name), cipher(derive_key(from.key)) {}

    const std::array<std::uint8_t, name_size> name;
    const xaes_256_gcm cipher;
};

struct ring_entry {
    std::shared_ptr<const prepared_key> key;
    time_point seals_until = time_point::max(), opens_until = time_point::max();
};

/// Newest first. Immutable once it is the current one.
using ring = std::vector<ring_entry>;

void check_keys(const std::vector<ticket_key>& keys)
{
    if (keys.empty() || keys.size() > ticket_keys::max_keys)
        throw std::invalid_argument("a ring must have 1 to 64 ticket keys");
    for (auto i = keys.begin(); i != keys.end(); ++i) {
        if (i->key.size() < min_key_size || i->key.size() > max_key_size)
            throw std::invalid_argument("a ticket key must have 32 to 64 bytes");
        if (std::any_of(keys.begin(), i, [&](const ticket_key& earlier) { return earlier.name == i->name; }))
            throw std::invalid_argument("two ticket keys have the same name");
    }
}

/// Without a clock, keys would never be replaced.
void check_clock(const ticket_keys::clock_function& clock)
{
    if (!clock)
        throw std::invalid_argument("ticket keys that change need a clock");
}

ring prepare(const std::vector<ticket_key>& keys)
{
    check_keys(keys);
    ring result;
    for (const auto& key : keys)
        result.push_back({std::make_shared<const prepared_key>(key)});
    return result;
}

ticket_key random_key(random_source& random)
{
    ticket_key result;
    result.key.resize(min_key_size);
    random.fill(result.name);
    random.fill(result.key);
    return result;
}

/// The time until which a duration lasts; the end of time instead of an overflow.
time_point after(time_point from, std::chrono::seconds duration)
{
    const auto left = std::chrono::floor<std::chrono::seconds>(time_point::max() - std::max(from, time_point()));
    return duration < left ? from + duration : time_point::max();
}

} // namespace

struct ticket_keys::impl {
    explicit impl(random_source& r) : random(r) {}

    /// Returns the ring to use now, after changes that are due.
    std::shared_ptr<const ring> use(time_point now);
    void set(ring, time_point now);
    void rotate(time_point now);
    void poll(std::unique_lock<std::mutex>&, time_point now);
    time_point now() const { return clock ? clock() : time_point(); }

    random_source& random;
    /// @name How the ring changes by itself. Constant.
    /// @{
    clock_function clock;            ///< null: it does not
    source keys_source;              ///< null: by making new keys
    std::chrono::seconds interval{}; ///< of changes, or of calls of keys_source
    std::chrono::seconds lifetime{}; ///< of keys that the ring has made, after they last sealed
    /// @}

    std::mutex mutex;
    std::shared_ptr<const ring> current;
    time_point changed_at, next_change = time_point::max();
    bool polling = false; ///< a thread calls keys_source
};

/// Makes a ring the current one. The mutex must be held.
void ticket_keys::impl::set(ring keys, time_point now)
{
    next_change = time_point::max();
    if (clock && keys_source)
        next_change = after(now, interval);
    if (clock && !keys_source)
        for (auto& entry : keys) {
            // Shortens the times if the clock was set back.
            entry.seals_until = std::min(entry.seals_until, after(now, interval));
            entry.opens_until = std::min(entry.opens_until, after(entry.seals_until, lifetime));
            next_change = std::min({next_change, keys.front().seals_until, entry.opens_until});
        }
    changed_at = now;
    current = std::make_shared<const ring>(std::move(keys));
}

/// Drops expired keys and makes a new one if the first is too old. The mutex must be held.
void ticket_keys::impl::rotate(time_point now)
{
    auto keys = *current;
    if (now >= keys.front().seals_until)
        keys.insert(keys.begin(), {std::make_shared<const prepared_key>(random_key(random))});
    std::erase_if(keys, [&](const ring_entry& entry) { return now >= entry.opens_until; });
    if (keys.size() > max_keys)
        keys.resize(max_keys);
    set(std::move(keys), now);
}

/// Asks the source for the keys, without the lock. Keeps the earlier ring if that fails.
void ticket_keys::impl::poll(std::unique_lock<std::mutex>& lock, time_point now)
{
    polling = true;
    lock.unlock();
    std::optional<ring> keys;
    try {
        keys = prepare(keys_source());
    } catch (...) {
    }
    lock.lock();
    polling = false;
    set(keys ? *std::move(keys) : *current, now);
}

std::shared_ptr<const ring> ticket_keys::impl::use(time_point now)
{
    std::unique_lock lock(mutex);
    // The time may be a little older than that of another thread, which came first.
    const bool is_set_back = now < changed_at - std::chrono::minutes(1);
    const bool is_due = now >= next_change || is_set_back;
    if (clock && is_due && keys_source && !polling)
        poll(lock, now);
    if (clock && is_due && !keys_source)
        rotate(now);
    return current;
}

ticket_keys::ticket_keys(std::vector<ticket_key> keys, random_source& random) : impl_(std::make_unique<impl>(random))
{
    impl_->set(prepare(keys), {});
}

ticket_keys::ticket_keys(source keys_source, std::chrono::seconds interval, random_source& random, clock_function clock)
    : impl_(std::make_unique<impl>(random))
{
    if (interval <= std::chrono::seconds(0))
        throw std::invalid_argument("the interval of ticket keys must be positive");
    check_clock(clock);
    auto keys = prepare(keys_source());
    impl_->clock = std::move(clock);
    impl_->keys_source = std::move(keys_source);
    impl_->interval = interval;
    impl_->set(std::move(keys), impl_->now());
}

std::shared_ptr<ticket_keys> ticket_keys::rotating(std::chrono::seconds period, std::chrono::seconds lifetime,
                                                   random_source& random, clock_function clock)
{
    constexpr std::chrono::seconds zero(0);
    if (period <= zero || lifetime < zero || (lifetime - std::chrono::seconds(1)) / max_periods >= period)
        throw std::invalid_argument("ticket keys need a positive period, and a lifetime of 0 to 60 periods");
    check_clock(clock);
    std::vector<ticket_key> keys;
    keys.push_back(random_key(random));
    auto result = std::make_shared<ticket_keys>(std::move(keys), random);
    auto& made = *result->impl_;
    made.clock = std::move(clock);
    made.interval = period;
    made.lifetime = lifetime;
    made.set(*made.current, made.now());
    return result;
}

ticket_keys::~ticket_keys() = default;

void ticket_keys::replace(std::vector<ticket_key> keys)
{
    auto prepared = prepare(keys);
    const auto now = impl_->now();
    std::lock_guard lock(impl_->mutex);
    impl_->set(std::move(prepared), now);
}

std::vector<ticket_key> ticket_keys::read_file(const std::string& path, boost::system::error_code& ec)
try {
    ec.clear();
    const auto content = x509::read_file(path);
    constexpr std::size_t large = name_size + max_key_size, small = name_size + min_key_size;
    const auto size = content.size() % large == 0 ? large : small;
    if (content.empty() || content.size() % size != 0 || content.size() / size > max_keys) {
        ec = make_error_code(boost::system::errc::invalid_argument);
        return {};
    }
    std::vector<ticket_key> keys(content.size() / size);
    for (auto at = content.begin(); auto& key : keys) {
        std::copy_n(at, name_size, key.name.begin());
        key.key.assign(at + name_size, at + static_cast<std::ptrdiff_t>(size));
        at += static_cast<std::ptrdiff_t>(size);
    }
    return keys;
} catch (const boost::system::system_error& e) {
    ec = e.code();
    return {};
}

bytes ticket_keys::seal(byte_view state)
{
    if (state.size() > max_state_size)
        throw std::length_error("the state of a session is too long for a ticket");
    const auto keys = impl_->use(impl_->now());
    const auto& key = *keys->front().key;
    bytes ticket(state.size() + overhead);
    const byte_span out(ticket);
    const auto nonce = out.subspan(name_size, xaes_256_gcm::nonce_size);
    std::ranges::copy(key.name, ticket.begin());
    impl_->random.fill(nonce);
    key.cipher.seal(nonce, key.name, state, out.subspan(header_size));
    return ticket;
}

std::optional<ticket_keys::opened> ticket_keys::open(byte_view ticket)
{
    if (ticket.size() < overhead || ticket.size() > max_state_size + overhead)
        return std::nullopt;
    const auto keys = impl_->use(impl_->now());
    const auto name = ticket.first(name_size);
    const auto found =
        std::ranges::find_if(*keys, [&](const ring_entry& entry) { return std::ranges::equal(entry.key->name, name); });
    if (found == keys->end())
        return std::nullopt;
    opened result{secure_bytes(ticket.size() - overhead), found != keys->begin()};
    const auto nonce = ticket.subspan(name_size, xaes_256_gcm::nonce_size);
    if (!found->key->cipher.open(nonce, name, ticket.subspan(header_size), result.state))
        return std::nullopt;
    return result;
}

} // namespace tls
