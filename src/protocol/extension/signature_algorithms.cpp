#include "protocol/extension/signature_algorithms.hpp"

#include "protocol/extension/lists.hpp"

namespace tls::extension {

signature_algorithms signature_algorithms::decode(byte_view extension_data)
{
    return {decode_code_point_list(extension_data)};
}

void signature_algorithms::encode(bytes& out) const
{
    encode_code_point_list(out, supported_signature_algorithms);
}

signature_algorithms_cert signature_algorithms_cert::decode(byte_view extension_data)
{
    return {decode_code_point_list(extension_data)};
}

void signature_algorithms_cert::encode(bytes& out) const
{
    encode_code_point_list(out, supported_signature_algorithms);
}

} // namespace tls::extension
