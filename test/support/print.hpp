// Output operators for messages of failed checks.

#ifndef TLS_TEST_SUPPORT_PRINT_HPP
#define TLS_TEST_SUPPORT_PRINT_HPP

#include <tls/error.hpp>
#include <tls/version.hpp>

#include <ostream>

namespace tls {

inline std::ostream& operator<<(std::ostream& out, protocol_version version)
{
    return out << to_string(version);
}

} // namespace tls

namespace tls::error {

inline std::ostream& operator<<(std::ostream& out, reason r)
{
    return out << make_error_code(r);
}

} // namespace tls::error

#endif
