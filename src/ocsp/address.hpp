// Distinguishes public IP addresses from private and special ones.

#ifndef TLS_SRC_OCSP_ADDRESS_HPP
#define TLS_SRC_OCSP_ADDRESS_HPP

#include <boost/asio/ip/address.hpp>

namespace tls::ocsp {

/// Returns whether an address is globally reachable according to IANA's registries (RFC 6890). False for loopback,
/// link-local, private, shared, multicast and reserved addresses, and for IPv6 addresses that embed such an IPv4
/// address or may embed one.
bool is_public(const boost::asio::ip::address&);

} // namespace tls::ocsp

#endif
