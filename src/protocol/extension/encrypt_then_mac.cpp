#include "protocol/extension/encrypt_then_mac.hpp"

#include "protocol/extension/lists.hpp"

namespace tls::extension {

encrypt_then_mac encrypt_then_mac::decode(byte_view extension_data)
{
    decode_empty(extension_data);
    return {};
}

} // namespace tls::extension
