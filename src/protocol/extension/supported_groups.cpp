#include "protocol/extension/supported_groups.hpp"

#include "protocol/extension/lists.hpp"

namespace tls::extension {

supported_groups supported_groups::decode(byte_view extension_data)
{
    return {decode_code_point_list(extension_data)};
}

void supported_groups::encode(bytes& out) const
{
    encode_code_point_list(out, named_group_list);
}

} // namespace tls::extension
