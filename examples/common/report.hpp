// The negotiated parameters and the errors of a connection, as text.

#ifndef TLS_EXAMPLES_COMMON_REPORT_HPP
#define TLS_EXAMPLES_COMMON_REPORT_HPP

#include <tls/engine.hpp>

#include <boost/system/error_code.hpp>

#include <string>

namespace tool {

/// Returns lines of the form "cipher suite: TLS_AES_128_GCM_SHA256". `self` is the local role.
std::string describe(const tls::connection_info&, tls::role self);

/// Returns a summary on one line, without a newline.
std::string describe_briefly(const tls::connection_info&);

/// Returns an error's message and number and, unless it only repeats the message, the connection's error_detail().
std::string explain(const boost::system::error_code&, const std::string& detail);

} // namespace tool

#endif
