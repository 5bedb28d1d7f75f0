// Finds known secrets in the memory of this process, both in use and freed.

#ifndef TLS_TEST_SUPPORT_MEMORY_SCAN_HPP
#define TLS_TEST_SUPPORT_MEMORY_SCAN_HPP

#include <tls/bytes.hpp>
#include <tls/crypto/secret.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tls::test {

/// Secrets to look for. Keeps their bits inverted, so that a scan does not find this object. Copies of a secret in
/// other containers of the test must wipe themselves.
class known_secrets {
public:
    /// The least size of a secret, in bytes: shorter ones appear by chance.
    static constexpr std::size_t min_size = 16;

    /// Adds a secret, in its byte order and in the reverse order, in which most libraries keep large integers. Ignores
    /// secrets of fewer than min_size bytes.
    void add(std::string name, byte_view value);
    /// Drops the secrets that are part of `data`, because they are public.
    void drop_those_in(byte_view data);
    /// Drops the secrets whose names begin with `prefix`.
    void drop(std::string_view prefix);
    /// Returns the last secret of this name; empty if there is none.
    secure_bytes value(std::string_view name) const;
    std::size_t size() const noexcept { return secrets_.size(); }

    /// Scans all writable memory: heap, stacks, static data. Returns the names of the secrets found, each with the kind
    /// of memory, without duplicates.
    std::vector<std::string> found() const;

private:
    struct masked_secret {
        std::string name;
        bytes masked;
        bool is_reversed;
    };

    std::vector<masked_secret> secrets_;
};

/// Memory for a stack. Nothing overwrites the frames of a function that has run on it, so they can be scanned.
class separate_stack {
public:
    separate_stack();
    ~separate_stack();
    separate_stack(const separate_stack&) = delete;
    separate_stack& operator=(const separate_stack&) = delete;

    /// Runs `action` on this stack, which begins with zeros. An exception of `action` ends the program.
    template <class Action>
    void run(Action&& action)
    {
        run([](void* function) { (*static_cast<std::remove_reference_t<Action>*>(function))(); }, &action);
    }

private:
    void run(void (*function)(void*), void* argument);

    static constexpr std::size_t size_ = 1 << 20;
    std::uint8_t* memory_;
};

} // namespace tls::test

#endif
