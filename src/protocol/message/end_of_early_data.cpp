#include "protocol/message/end_of_early_data.hpp"

#include "protocol/wire/reader.hpp"

namespace tls::message {

end_of_early_data end_of_early_data::decode(byte_view body)
{
    wire::reader(body).expect_end();
    return {};
}

} // namespace tls::message
