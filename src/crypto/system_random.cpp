#include "crypto/vdso_random.hpp"

#include <tls/crypto/random.hpp>

#include <cerrno>
#include <system_error>

#include <sys/random.h>

namespace tls {

namespace {

class system_source final : public random_source {
public:
    void fill(byte_span out) override
    {
        out = out.subspan(vdso_random(out)); // usually fills all
        while (!out.empty()) {
            auto got = ::getrandom(out.data(), out.size(), 0);
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                throw std::system_error(errno, std::system_category(), "getrandom");
            out = out.subspan(static_cast<std::size_t>(got));
        }
    }
};

} // namespace

random_source& system_random() noexcept
{
    static system_source source;
    return source;
}

} // namespace tls
