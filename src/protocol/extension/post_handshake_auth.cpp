#include "protocol/extension/post_handshake_auth.hpp"

#include "protocol/extension/lists.hpp"

namespace tls::extension {

post_handshake_auth post_handshake_auth::decode(byte_view extension_data)
{
    decode_empty(extension_data);
    return {};
}

} // namespace tls::extension
