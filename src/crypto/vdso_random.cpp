#include "crypto/vdso_random.hpp"

#include <cstdint>

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

// From glibc 2.41 on, getrandom itself does this.

namespace tls {
namespace {

/// struct vgetrandom_opaque_params of <linux/random.h>.
struct vdso_parameters {
    std::uint32_t state_size;
    std::uint32_t mmap_protection, mmap_flags; ///< for the memory of states
    std::uint32_t reserved[13];
};

using vdso_function = ssize_t (*)(void* out, std::size_t size, unsigned flags, void* state, std::size_t state_size);

struct vdso {
    vdso_function function = nullptr; ///< null if there is none
    vdso_parameters parameters{};
    std::size_t page_size = 0;
};

vdso find_vdso() noexcept
{
    vdso found;
    found.page_size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    // The vDSO is loaded in every process, and stays.
    void* library = dlopen("linux-vdso.so.1", RTLD_LAZY | RTLD_NOLOAD);
    void* symbol = library != nullptr ? dlsym(library, "__vdso_getrandom") : nullptr;
    if (symbol == nullptr)
        return found;
    const auto function = reinterpret_cast<vdso_function>(symbol);
    constexpr auto asks_for_parameters = ~std::size_t{0}; // as the size of the state
    const bool answered = function(nullptr, 0, 0, &found.parameters, asks_for_parameters) == 0;
    if (answered && found.parameters.state_size <= found.page_size)
        found.function = function;
    return found;
}

const vdso& the_vdso() noexcept
{
    static const vdso found = find_vdso();
    return found;
}

enum class memory { untried, mapped, missing };

/// `missing` after the thread's state is destroyed, too.
thread_local memory state_memory = memory::untried;

/// The thread's generator, in a page of its own: a state must not cross the end of a page.
struct thread_state {
    void* page = nullptr;

    ~thread_state()
    {
        if (state_memory == memory::mapped)
            munmap(page, the_vdso().page_size);
        state_memory = memory::missing;
    }
};

thread_local thread_state state;

bool map_state() noexcept
{
    const auto& [function, parameters, page_size] = the_vdso();
    state_memory = memory::missing;
    if (function == nullptr)
        return false;
    void* page = mmap(nullptr, page_size, static_cast<int>(parameters.mmap_protection),
                      static_cast<int>(parameters.mmap_flags), -1, 0);
    if (page == MAP_FAILED)
        return false;
    state.page = page;
    state_memory = memory::mapped;
    return true;
}

} // namespace

std::size_t vdso_random(byte_span out) noexcept
{
    if (state_memory == memory::missing || (state_memory == memory::untried && !map_state()))
        return 0;
    const auto got = the_vdso().function(out.data(), out.size(), 0, state.page, the_vdso().parameters.state_size);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
}

} // namespace tls
