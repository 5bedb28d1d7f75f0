#include <tls/version.hpp>
#include <tls/version_descriptor.hpp>

namespace tls {

std::string_view to_string(protocol_version version) noexcept
{
    const auto* descriptor = find_version(version);
    return descriptor != nullptr ? descriptor->name : "unknown";
}

} // namespace tls
