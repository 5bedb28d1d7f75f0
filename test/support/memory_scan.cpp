#include "support/memory_scan.hpp"

#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>
#include <sstream>

namespace tls::test {
namespace {

constexpr std::uint8_t mask = 0xff;

struct region {
    const std::uint8_t* begin;
    const std::uint8_t* end;
    std::string name;
};

/// Returns the private memory that this process may write, as /proc/self/maps describes it.
std::vector<region> writable_memory()
{
    std::vector<region> regions;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        std::istringstream fields(line);
        std::uintptr_t begin = 0, end = 0;
        char dash = 0;
        std::string permissions, offset, device, inode, name;
        fields >> std::hex >> begin >> dash >> end >> permissions >> offset >> device >> inode >> name;
        if (permissions == "rw-p")
            regions.push_back({reinterpret_cast<const std::uint8_t*>(begin), reinterpret_cast<const std::uint8_t*>(end),
                               name.empty() ? "anonymous memory" : name});
    }
    return regions;
}

bool is_at(const std::uint8_t* position, const bytes& masked)
{
    for (std::size_t i = 0; i < masked.size(); ++i)
        if ((position[i] ^ mask) != masked[i])
            return false;
    return true;
}

/// The secrets by their first two bytes.
class index_of_secrets {
public:
    void add(const bytes& masked, std::size_t number)
    {
        auto& slot = slots_[slot_of(masked[0] ^ mask, masked[1] ^ mask)];
        if (slot == 0) {
            lists_.emplace_back();
            slot = static_cast<std::uint16_t>(lists_.size());
        }
        lists_[slot - 1U].push_back(number);
    }

    /// Null if no secret begins with these bytes.
    const std::vector<std::size_t>* find(const std::uint8_t* at) const
    {
        const auto slot = slots_[slot_of(at[0], at[1])];
        return slot == 0 ? nullptr : &lists_[slot - 1U];
    }

private:
    static std::size_t slot_of(int first, int second) { return static_cast<std::size_t>(first << 8 | second); }

    std::vector<std::uint16_t> slots_ = std::vector<std::uint16_t>(1 << 16);
    std::vector<std::vector<std::size_t>> lists_;
};

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
    index_of_secrets index;
    for (std::size_t i = 0; i < secrets_.size(); ++i)
        index.add(secrets_[i].masked, i);
    for (const auto& memory : writable_memory()) {
        for (const auto* at = memory.begin; at + min_size <= memory.end; ++at) {
            const auto* candidates = index.find(at);
            if (candidates == nullptr)
                continue;
            for (const auto number : *candidates) {
                const auto& secret = secrets_[number];
                const auto is_inside = static_cast<std::size_t>(memory.end - at) >= secret.masked.size();
                if (!is_inside || !is_at(at, secret.masked))
                    continue;
                auto what = secret.name + (secret.is_reversed ? " (reversed)" : "") + " in " + memory.name;
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
