// What a connection negotiated, and what went wrong with it, in words.

#ifndef TLS_EXAMPLES_COMMON_REPORT_HPP
#define TLS_EXAMPLES_COMMON_REPORT_HPP

#include <tls/engine.hpp>

#include <boost/system/error_code.hpp>

#include <string>

namespace tool {

/// Lines of the form "cipher suite: TLS_AES_128_GCM_SHA256". `self` is the side that speaks.
std::string describe(const tls::connection_info&, tls::role self);

/// The same in short, on one line without its end.
std::string describe_briefly(const tls::connection_info&);

/// An error with its number and, if there is more to say, the connection's error_detail().
std::string explain(const boost::system::error_code&, const std::string& detail);

} // namespace tool

#endif
