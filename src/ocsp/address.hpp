// Which IP addresses are the public Internet's.

#ifndef TLS_SRC_OCSP_ADDRESS_HPP
#define TLS_SRC_OCSP_ADDRESS_HPP

#include <boost/asio/ip/address.hpp>

namespace tls::ocsp {

/// False for addresses that the IANA's registries (RFC 6890) do not call globally reachable: loopback, link-local,
/// private, shared, multicast, reserved; and for IPv6 addresses that stand for such an IPv4 address or may do so.
bool is_public(const boost::asio::ip::address&);

} // namespace tls::ocsp

#endif
