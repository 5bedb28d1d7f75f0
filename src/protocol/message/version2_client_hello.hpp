// The version 2 ClientHello (RFC 2246, appendix E.1), which old clients send to offer TLS to servers of any version.

#ifndef TLS_SRC_PROTOCOL_MESSAGE_VERSION2_CLIENT_HELLO_HPP
#define TLS_SRC_PROTOCOL_MESSAGE_VERSION2_CLIENT_HELLO_HPP

#include "protocol/message/client_hello.hpp"

namespace tls::message {

/// Returns the ClientHello that the message, without its length, stands for: the cipher specs whose first byte is zero
/// are cipher suites, and the challenge is the random, with zeros in front or without its first bytes, as its size
/// demands. The others, for SSL 2.0, are left out: their clients "should also include the TLS equivalent". The result
/// has no extensions, so it never offers TLS 1.3.
///
/// Throws fatal{decode_error} if the message is malformed, and fatal{illegal_parameter} for a session ID that has
/// neither 0 nor 16 bytes, for a challenge of less than 16 bytes, and if it has no cipher suite.
client_hello decode_version2_client_hello(byte_view message);

} // namespace tls::message

#endif
