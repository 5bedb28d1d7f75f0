// Handshake messages of every version, with their extensions: decodes each, and encodes the decoded value.

#include "fuzz/message_forms.hpp"
#include "fuzz/target.hpp"

#include <optional>
#include <stdexcept>

namespace {

template <class Form>
std::optional<Form> decoded(tls::byte_view body)
{
    try {
        return Form::decode(body);
    } catch (const tls::fatal&) {
        return std::nullopt;
    }
}

template <class Form>
void check(tls::byte_view body)
{
    const auto message = decoded<Form>(body);
    if (!message)
        return;
    tls::bytes encoded;
    message->encode(encoded);
    const auto again = decoded<Form>(encoded);
    // A server_name without a host name may be received but not sent.
    if (!again)
        return;
    tls::bytes encoded_again;
    again->encode(encoded_again);
    tls::fuzz::require(encoded == encoded_again, "encoding is canonical");
}

} // namespace

TLS_FUZZ_TARGET(message, data, size)
{
    if (size == 0)
        return 0;
    const tls::byte_view body(data + 1, size - 1);
    tls::fuzz::message_forms::with(data[0] % tls::fuzz::message_forms::size,
                                   [&]<class Form>(const Form&) { check<Form>(body); });
    return 0;
}
