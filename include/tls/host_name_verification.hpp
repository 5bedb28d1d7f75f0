// A verify callback that checks the peer's name.

#ifndef TLS_HOST_NAME_VERIFICATION_HPP
#define TLS_HOST_NAME_VERIFICATION_HPP

#include <tls/verify_context.hpp>

#include <string>
#include <utility>

#pragma GCC visibility push(default)

namespace tls {

/// A verify callback like boost::asio::ssl::host_name_verification. Accepts a chain that is otherwise valid and whose
/// leaf matches the host (RFC 6125 section 6.4). Matches subjectAltName; for a DNS name it falls back to commonName if
/// the certificate has no DNS name or IP address in subjectAltName (section 6.4.4). A client should rather use
/// stream::set_host_name, which also makes the other settings that a client needs, and ignores commonName.
///
/// Reports a mismatch as host_name_mismatch or ip_address_mismatch. Immutable: any number of threads may call one
/// object.
class host_name_verification {
public:
    using result_type = bool;

    /// `host`: a DNS name or an IP literal.
    explicit host_name_verification(std::string host) : host_(std::move(host)) {}

    bool operator()(bool preverified, verify_context&) const;

private:
    std::string host_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
