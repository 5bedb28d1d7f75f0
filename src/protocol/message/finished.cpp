#include "protocol/message/finished.hpp"

namespace tls::message {

finished finished::decode(byte_view body)
{
    return {to_bytes(body)};
}

void finished::encode(bytes& out) const
{
    out.insert(out.end(), verify_data.begin(), verify_data.end());
}

} // namespace tls::message
