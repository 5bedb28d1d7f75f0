#include "protocol/message/version2_client_hello.hpp"

#include "protocol/wire/reader.hpp"

#include <algorithm>

namespace tls::message {
namespace {

constexpr std::size_t cipher_spec_size = 3;
constexpr std::size_t session_id_size = 16;
// RFC 2246 appendix E.1: "It is legitimate (but not necessary) for a V3 server to reject a V2 ClientHello that has
// fewer than 16 bytes of challenge data."
constexpr std::size_t min_challenge_size = 16;

[[noreturn]] void refuse_field(const char* detail)
{
    throw fatal(alert_description::illegal_parameter, error::reason::illegal_parameter, detail);
}

std::vector<std::uint16_t> read_cipher_specs(wire::reader list)
{
    std::vector<std::uint16_t> suites;
    while (!list.empty()) {
        const auto spec = list.u24();
        if (spec <= 0xffff)
            suites.push_back(static_cast<std::uint16_t>(spec));
    }
    return suites;
}

} // namespace

client_hello decode_version2_client_hello(byte_view message)
{
    wire::reader reader(message);
    client_hello hello;
    if (handshake_type{reader.u8()} != handshake_type::client_hello)
        throw fatal(alert_description::unexpected_message, error::reason::unexpected_message);
    hello.legacy_version = protocol_version{reader.u16()};
    const std::size_t specs_size = reader.u16(), id_size = reader.u16(), challenge_size = reader.u16();
    if (specs_size == 0 || specs_size % cipher_spec_size != 0)
        throw fatal(alert_description::decode_error, error::reason::decode_error,
                    "the cipher specs of a version 2 ClientHello are not a list of three-byte values");
    const auto specs = reader.take(specs_size);
    hello.legacy_session_id = to_bytes(reader.take(id_size));
    const auto challenge = reader.take(challenge_size);
    reader.expect_end();
    if (id_size != 0 && id_size != session_id_size)
        refuse_field("the session ID of a version 2 ClientHello has neither 0 nor 16 bytes");
    if (challenge_size < min_challenge_size)
        refuse_field("the challenge of a version 2 ClientHello has less than 16 bytes");
    hello.cipher_suites = read_cipher_specs(wire::reader(specs));
    if (hello.cipher_suites.empty())
        refuse_field("a version 2 ClientHello offers no cipher suite of TLS");
    const auto used = challenge.last(std::min(challenge.size(), hello.random.size()));
    std::ranges::copy(used, hello.random.end() - static_cast<std::ptrdiff_t>(used.size()));
    return hello;
}

} // namespace tls::message
