#include "support/memory_scan.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <new>
#include <span>

namespace tls::test {
namespace {

constexpr std::uint8_t mask = 0xff;

// A scan must not allocate memory before it has seen all of it, because that would overwrite what is freed. So its data
// is static.

struct region {
    const std::uint8_t* begin;
    const std::uint8_t* end;
    std::string_view name;
};

constexpr std::size_t max_regions = 512, max_secrets = 4096, max_maps_size = 128 * 1024;

std::array<char, max_maps_size> maps;
std::array<region, max_regions> regions;

/// Returns the private memory that this process may write, as /proc/self/maps describes it.
std::span<const region> writable_memory()
{
    const int file = ::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    std::size_t size = 0;
    for (::ssize_t n = 0; (n = ::read(file, maps.data() + size, maps.size() - size)) > 0;)
        size += static_cast<std::size_t>(n);
    ::close(file);
    std::size_t count = 0;
    for (std::string_view text(maps.data(), size); !text.empty();) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.find(" rw-p ") == line.npos || count == regions.size())
            continue;
        std::uintptr_t begin = 0, end = 0;
        const auto first = std::from_chars(line.data(), line.data() + line.size(), begin, 16);
        std::from_chars(first.ptr + 1, line.data() + line.size(), end, 16);
        const auto name = line.substr(std::min(line.find_last_of(' ') + 1, line.size()));
        regions[count++] = {reinterpret_cast<const std::uint8_t*>(begin), reinterpret_cast<const std::uint8_t*>(end),
                            name.empty() || name == "0" ? "anonymous memory" : name};
    }
    return std::span(regions).first(count);
}

bool is_at(const std::uint8_t* position, const bytes& masked)
{
    for (std::size_t i = 0; i < masked.size(); ++i)
        if ((position[i] ^ mask) != masked[i])
            return false;
    return true;
}

/// The secrets by their first two bytes: for each pair of bytes a list of numbers of secrets, which begin with 1. 0
/// ends a list.
class index_of_secrets {
public:
    void clear() { first_.fill(0); }

    void add(const bytes& masked, std::size_t number)
    {
        auto& first = first_[slot_of(masked[0] ^ mask, masked[1] ^ mask)];
        next_.at(number) = first;
        first = static_cast<std::uint16_t>(number);
    }

    std::size_t first(const std::uint8_t* at) const { return first_[slot_of(at[0], at[1])]; }
    std::size_t next(std::size_t number) const { return next_[number]; }

private:
    static std::size_t slot_of(int first, int second) { return static_cast<std::size_t>(first << 8 | second); }

    std::array<std::uint16_t, 1 << 16> first_;
    std::array<std::uint16_t, max_secrets> next_;
};

index_of_secrets index;

} // namespace

void known_secrets::add(std::string name, byte_view value)
{
    if (value.size() < min_size)
        return;
    for (bool is_reversed : {false, true}) {
        bytes masked(value.size());
        for (std::size_t i = 0; i < value.size(); ++i)
            masked[i] = value[is_reversed ? value.size() - 1 - i : i] ^ mask;
        secrets_.push_back({name, std::move(masked), is_reversed});
    }
}

void known_secrets::drop_those_in(byte_view data)
{
    std::erase_if(secrets_, [&](const masked_secret& secret) {
        for (std::size_t i = 0; i + secret.masked.size() <= data.size(); ++i)
            if (is_at(data.data() + i, secret.masked))
                return true;
        return false;
    });
}

void known_secrets::drop(std::string_view prefix)
{
    std::erase_if(secrets_, [&](const masked_secret& secret) { return secret.name.starts_with(prefix); });
}

secure_bytes known_secrets::value(std::string_view name) const
{
    secure_bytes result;
    for (const auto& secret : secrets_) {
        if (secret.name != name || secret.is_reversed)
            continue;
        result.resize(secret.masked.size());
        std::ranges::transform(secret.masked, result.begin(),
                               [](std::uint8_t byte) { return static_cast<std::uint8_t>(byte ^ mask); });
    }
    return result;
}

std::vector<std::string> known_secrets::found() const
{
    std::vector<std::string> result;
    index.clear();
    for (std::size_t i = 0; i < secrets_.size(); ++i)
        index.add(secrets_[i].masked, i + 1);
    for (const auto& memory : writable_memory()) {
        for (const auto* at = memory.begin; at + min_size <= memory.end; ++at) {
            for (auto number = index.first(at); number != 0; number = index.next(number)) {
                const auto& secret = secrets_[number - 1];
                const auto is_inside = static_cast<std::size_t>(memory.end - at) >= secret.masked.size();
                if (!is_inside || !is_at(at, secret.masked))
                    continue;
                auto what = secret.name + (secret.is_reversed ? " (reversed)" : "") + " in ";
                what += memory.name;
                if (std::ranges::find(result, what) == result.end()) {
                    std::printf("%s at %p\n", what.c_str(), static_cast<const void*>(at));
                    result.push_back(std::move(what));
                }
            }
        }
    }
    return result;
}

separate_stack::separate_stack()
    : memory_(static_cast<std::uint8_t*>(
          ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)))
{
    if (memory_ == MAP_FAILED)
        throw std::bad_alloc();
}

separate_stack::~separate_stack()
{
    ::munmap(memory_, size_);
}

namespace {

struct running_function {
    void (*function)(void*);
    void* argument;
};

// makecontext passes only integers, so the function is here.
running_function current;

void run_current() noexcept
{
    current.function(current.argument);
}

} // namespace

void separate_stack::run(void (*function)(void*), void* argument)
{
    wipe(memory_, size_);
    current = {function, argument};
    ucontext_t inner{}, outer{};
    ::getcontext(&inner);
    inner.uc_stack.ss_sp = memory_;
    inner.uc_stack.ss_size = size_;
    inner.uc_link = &outer;
    ::makecontext(&inner, &run_current, 0);
    ::swapcontext(&outer, &inner);
}

} // namespace tls::test
