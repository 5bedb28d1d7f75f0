// The seed corpus of fuzz_message: published handshakes.

#ifndef TLS_TEST_FUZZ_MESSAGE_SEEDS_HPP
#define TLS_TEST_FUZZ_MESSAGE_SEEDS_HPP

#include "fuzz/message_forms.hpp"
#include "protocol/message/handshake_message.hpp"
#include "protocol/message/tls12_traces.hpp"
#include "protocol/schedule/rfc8448.hpp"

#include <string>
#include <string_view>

namespace tls::fuzz {

/// Calls write(name, input) for each seed.
template <class Write>
void write_message_seeds(Write&& write)
{
    auto body_of = [](std::string_view hex) {
        bytes body;
        for (std::size_t i = 2 * message::header_size; i + 1 < hex.size(); i += 2)
            body.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
        return body;
    };
    auto seed = [&]<class Form>(const Form&, const std::string& name, std::string_view hex) {
        auto input = body_of(hex);
        input.insert(input.begin(), static_cast<std::uint8_t>(message_forms::number_of<Form>()));
        write(name, input);
    };
    seed(m::client_hello{}, "client_hello", rfc8448::simple_1rtt::client_hello);
    seed(m::client_hello{}, "client_hello_2", rfc8448::hello_retry_request::client_hello_2);
    seed(m::client_hello{}, "client_hello_tls12", tls12_traces::ecdhe::client_hello);
    seed(m::server_hello{}, "server_hello", rfc8448::simple_1rtt::server_hello);
    seed(m::server_hello{}, "server_hello_tls12", tls12_traces::ecdhe::server_hello);
    seed(m::hello_retry_request{}, "hello_retry_request", rfc8448::hello_retry_request::hello_retry_request);
    seed(m::encrypted_extensions{}, "encrypted_extensions", "08000006000400000000");
    seed(m::certificate_tls12{}, "certificate_tls12", tls12_traces::ecdhe::certificate);
    seed(m::raw_public_key_tls12{}, "raw_public_key_tls12", "0b0000050000023000");
    seed(m::certificate_request_tls12{}, "certificate_request_tls12", tls12_traces::ecdhe::certificate_request);
    seed(m::certificate_verify{}, "certificate_verify", tls12_traces::ecdhe::certificate_verify);
    seed(m::new_session_ticket_tls12{}, "new_session_ticket_tls12", tls12_traces::psk_new_session_ticket);
    seed(m::ecdhe_server_key_exchange{}, "ecdhe_server", tls12_traces::ecdhe::server_key_exchange);
    seed(m::dhe_server_key_exchange{}, "dhe_server", tls12_traces::dhe_server_key_exchange);
    seed(m::psk_server_key_exchange{}, "psk_server", tls12_traces::psk_server_key_exchange);
    seed(m::dhe_psk_server_key_exchange{}, "dhe_psk_server", tls12_traces::dhe_psk_server_key_exchange);
    seed(m::ecdhe_psk_server_key_exchange{}, "ecdhe_psk_server", tls12_traces::ecdhe_psk_server_key_exchange);
    seed(m::ecdhe_client_key_exchange{}, "ecdhe_client", tls12_traces::ecdhe::client_key_exchange);
    seed(m::dhe_client_key_exchange{}, "dhe_client", tls12_traces::dhe_client_key_exchange);
    seed(m::rsa_client_key_exchange{}, "rsa_client", tls12_traces::rsa_client_key_exchange);
    seed(m::psk_client_key_exchange{}, "psk_client", tls12_traces::psk_client_key_exchange);
    seed(m::dhe_psk_client_key_exchange{}, "dhe_psk_client", tls12_traces::dhe_psk_client_key_exchange);
    seed(m::rsa_psk_client_key_exchange{}, "rsa_psk_client", tls12_traces::rsa_psk_client_key_exchange);
    seed(m::ecdhe_psk_client_key_exchange{}, "ecdhe_psk_client", tls12_traces::ecdhe_psk_client_key_exchange);
}

} // namespace tls::fuzz

#endif
