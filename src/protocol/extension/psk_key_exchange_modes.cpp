#include "protocol/extension/psk_key_exchange_modes.hpp"

#include "protocol/wire/reader.hpp"
#include "protocol/wire/writer.hpp"

namespace tls::extension {

psk_key_exchange_modes psk_key_exchange_modes::decode(byte_view extension_data)
{
    wire::reader reader(extension_data);
    psk_key_exchange_modes result;
    for (auto mode : reader.vector8(1))
        result.ke_modes.push_back(psk_key_exchange_mode{mode});
    reader.expect_end();
    return result;
}

void psk_key_exchange_modes::encode(bytes& out) const
{
    wire::writer writer(out);
    auto list = writer.prefix8();
    for (auto mode : ke_modes)
        writer.u8(static_cast<std::uint8_t>(mode));
    list.close();
}

} // namespace tls::extension
