#include "x509/der/file.hpp"

#include <boost/system/system_error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace tls::x509 {

secure_bytes read_file(const std::string& path)
{
    // A standard library stream would leave a copy of a key in its buffer.
    struct file {
        int descriptor;
        ~file() { ::close(descriptor); }
    } source{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    auto fail = [&] { throw boost::system::system_error(errno, boost::system::system_category(), path); };
    if (source.descriptor < 0)
        fail();
    constexpr std::size_t piece = 16 * 1024;
    secure_bytes content;
    for (;;) {
        auto size = content.size();
        content.resize(size + piece);
        auto n = ::read(source.descriptor, content.data() + size, piece);
        if (n < 0 && errno != EINTR)
            fail();
        content.resize(size + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
        if (n == 0)
            return content;
    }
}

} // namespace tls::x509
