// The keys that seal a server's tickets.

#ifndef TLS_TICKET_KEYS_HPP
#define TLS_TICKET_KEYS_HPP

#include <tls/bytes.hpp>
#include <tls/crypto/random.hpp>
#include <tls/crypto/secret.hpp>

#include <boost/system/error_code.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

/// One key for tickets.
struct ticket_key {
    std::array<std::uint8_t, 16> name{}; ///< sent in the ticket; must be unique
    secure_bytes key;                    ///< 32 to 64 bytes, uniformly random
};

/// A ring of keys that seal the state of sessions into tickets (RFC 5077 section 4, RFC 8446 section 4.6.1). The first
/// key seals; every key opens. Tickets are sealed with XAES-256-GCM (C2SP), that is AES-256-GCM under a key derived
/// from a random nonce of 24 bytes, so there is no practical limit on the number of tickets of one key.
///
/// An attacker who has a key can decrypt early data and TLS 1.2 connections, and impersonate the server to resuming
/// clients. Keys should be replaced at least daily and be destroyed when they are dropped. Servers that share keys
/// resume each other's sessions.
///
/// Replacing keys needs no restart. Thread-safe: connections may seal and open meanwhile. The random source must
/// outlive the ring.
class ticket_keys {
public:
    using clock_function = std::function<std::chrono::system_clock::time_point()>;
    /// Returns the current ring, newest first. May throw: the earlier ring stays in use.
    using source = std::function<std::vector<ticket_key>()>;

    /// The number of bytes that a ticket is longer than the state in it: name, nonce and tag.
    static constexpr std::size_t overhead = 16 + 24 + 16;
    /// The most bytes of a state: its ticket fits into a NewSessionTicket message.
    static constexpr std::size_t max_state_size = 0xffff - overhead;
    /// The most keys of a ring.
    static constexpr std::size_t max_keys = 64;

    /// Creates a ring that makes its own keys: a new one every `period`, each kept for opening for `lifetime` after it
    /// last sealed. The keys never leave this object, so sessions end with the process. Throws std::invalid_argument
    /// for a period of zero or less, for a lifetime that is negative or longer than 60 periods, and without a clock.
    static std::shared_ptr<ticket_keys> rotating(std::chrono::seconds period = std::chrono::hours(12),
                                                 std::chrono::seconds lifetime = std::chrono::hours(24),
                                                 random_source& = system_random(),
                                                 clock_function = &std::chrono::system_clock::now);
    /// Creates a ring of given keys, newest first. Throws std::invalid_argument for no keys, more than max_keys, a key
    /// of the wrong size, or two keys with the same name.
    explicit ticket_keys(std::vector<ticket_key>, random_source& = system_random());
    /// Creates a ring that asks `source` for its keys again whenever `interval` has passed and a ticket is sealed or
    /// opened. `source` runs in that thread, while others use the earlier ring, and must not block for long. A ring
    /// that the other constructor would refuse counts as a failure: the earlier ring stays in use. Throws what the
    /// first call throws, and std::invalid_argument for such a ring, for an interval of zero or less, and without a
    /// clock.
    ticket_keys(source, std::chrono::seconds interval, random_source& = system_random(),
                clock_function = &std::chrono::system_clock::now);
    ~ticket_keys();
    ticket_keys(const ticket_keys&) = delete;
    ticket_keys& operator=(const ticket_keys&) = delete;

    /// Replaces the ring. Throws like the constructor, and then keeps the earlier ring. A ring that makes its own keys
    /// goes on to do so, and treats the given keys as if it had made them now. A ring with a source asks it again
    /// later.
    void replace(std::vector<ticket_key>);

    /// Reads keys from a file as nginx uses it (ssl_session_ticket_key): 80 bytes (16 of name, 64 of key) or 48 bytes
    /// (16 of name, 32 of key). The file may have several keys of one size, newest first. 240 bytes are three keys
    /// of 80. Errors: those of opening and reading the file; errc::invalid_argument for another size.
    static std::vector<ticket_key> read_file(const std::string& path, boost::system::error_code&);

    /// Seals a state into a ticket, which is `overhead` bytes longer. Throws std::length_error for a state of more than
    /// max_state_size bytes, and what the random source throws.
    bytes seal(byte_view state);

    struct opened {
        secure_bytes state;
        bool needs_renewal; ///< sealed with a key that is no longer the first
    };
    /// Opens a ticket. No value if it was not sealed by a key of this ring, or was changed.
    std::optional<opened> open(byte_view ticket);

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
