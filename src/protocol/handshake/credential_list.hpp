// A list of our credentials.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_CREDENTIAL_LIST_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_CREDENTIAL_LIST_HPP

#include <memory>
#include <vector>

namespace tls {

class credential;

/// Credentials in order of preference. None is null.
using credential_list = std::vector<std::shared_ptr<const credential>>;

} // namespace tls

#endif
