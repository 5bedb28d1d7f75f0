#include "protocol/extension/extended_master_secret.hpp"

#include "protocol/extension/lists.hpp"

namespace tls::extension {

extended_master_secret extended_master_secret::decode(byte_view extension_data)
{
    decode_empty(extension_data);
    return {};
}

} // namespace tls::extension
