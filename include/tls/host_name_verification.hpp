// A verify callback that checks the peer's name.

#ifndef TLS_HOST_NAME_VERIFICATION_HPP
#define TLS_HOST_NAME_VERIFICATION_HPP

#include <tls/verify_context.hpp>

#include <string>
#include <utility>

#pragma GCC visibility push(default)

namespace tls {

/// As boost::asio::ssl::host_name_verification: a verify callback that accepts a chain which is valid
/// otherwise, and whose leaf is for the host (RFC 6125 section 6.4): by subjectAltName, or for a DNS name by
/// the commonName of a certificate that has no DNS name or address there (section 6.4.4).
/// stream::set_host_name does the rest of what a client needs too, and heeds no commonName.
///
/// A mismatch is reported as host_name_mismatch or ip_address_mismatch. Immutable: any number of threads
/// may call one.
class host_name_verification {
public:
    using result_type = bool;

    /// `host` is a DNS name or an IP literal.
    explicit host_name_verification(std::string host) : host_(std::move(host)) {}

    bool operator()(bool preverified, verify_context&) const;

private:
    std::string host_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
