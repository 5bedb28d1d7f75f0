#include <tls/version.hpp>

namespace tls {

std::string_view to_string(protocol_version version) noexcept
{
    switch (version) {
    case protocol_version::tls1_0:
        return "TLSv1";
    case protocol_version::tls1_1:
        return "TLSv1.1";
    case protocol_version::tls1_2:
        return "TLSv1.2";
    case protocol_version::tls1_3:
        return "TLSv1.3";
    }
    return "unknown";
}

} // namespace tls
