// The only exception type of the protocol code. Only the engine catches it.

#ifndef TLS_SRC_PROTOCOL_WIRE_FATAL_HPP
#define TLS_SRC_PROTOCOL_WIRE_FATAL_HPP

#include <tls/alert.hpp>
#include <tls/error.hpp>

#include <exception>
#include <string>
#include <utility>

namespace tls {

/// A failure that ends the connection: the alert to send, the error to report, and a detail text for people. Thrown by
/// decoders, checks and flows; never leaves the engine.
class fatal : public std::exception {
public:
    fatal(alert_description alert, error::reason reason, std::string detail = {})
        : alert_(alert), reason_(reason), detail_(std::move(detail))
    {
    }

    alert_description alert() const noexcept { return alert_; }
    error::reason reason() const noexcept { return reason_; }
    /// Returns the details of the failure, such as the extension that did not parse. May be empty.
    const std::string& detail() const noexcept { return detail_; }
    const char* what() const noexcept override { return detail_.c_str(); }

private:
    alert_description alert_;
    error::reason reason_;
    std::string detail_;
};

} // namespace tls

#endif
