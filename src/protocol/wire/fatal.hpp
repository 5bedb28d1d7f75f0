// The exception for protocol failures. It ends in the engine.

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

/// Fails the connection for something that the peer sent.
[[noreturn]] inline void refuse(alert_description alert, error::reason reason, std::string detail)
{
    throw fatal(alert, reason, std::move(detail));
}

/// The same, with the alert illegal_parameter: "A field in the handshake was incorrect or inconsistent with other
/// fields" (RFC 8446 section 6.2).
[[noreturn]] inline void refuse(error::reason reason, std::string detail)
{
    refuse(alert_description::illegal_parameter, reason, std::move(detail));
}

} // namespace tls

#endif
