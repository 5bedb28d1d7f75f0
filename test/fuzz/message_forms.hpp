// A numbered list of all handshake message types. An input of fuzz_message is a number and a body.

#ifndef TLS_TEST_FUZZ_MESSAGE_FORMS_HPP
#define TLS_TEST_FUZZ_MESSAGE_FORMS_HPP

#include "protocol/message/certificate.hpp"
#include "protocol/message/certificate_request.hpp"
#include "protocol/message/certificate_request_tls10.hpp"
#include "protocol/message/certificate_request_tls12.hpp"
#include "protocol/message/certificate_status.hpp"
#include "protocol/message/certificate_tls12.hpp"
#include "protocol/message/certificate_verify.hpp"
#include "protocol/message/certificate_verify_tls10.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/message/client_key_exchange.hpp"
#include "protocol/message/encrypted_extensions.hpp"
#include "protocol/message/end_of_early_data.hpp"
#include "protocol/message/finished.hpp"
#include "protocol/message/hello_request.hpp"
#include "protocol/message/hello_retry_request.hpp"
#include "protocol/message/key_update.hpp"
#include "protocol/message/new_session_ticket.hpp"
#include "protocol/message/new_session_ticket_tls12.hpp"
#include "protocol/message/raw_public_key_tls12.hpp"
#include "protocol/message/server_hello.hpp"
#include "protocol/message/server_hello_done.hpp"
#include "protocol/message/server_key_exchange.hpp"

#include <cstddef>
#include <type_traits>

namespace tls::fuzz {

template <class... M>
struct form_list {
    static constexpr std::size_t size = sizeof...(M);

    /// Calls `visit` with a default value of the message type with that number.
    template <class Visit>
    static void with(std::size_t number, Visit&& visit)
    {
        std::size_t i = 0;
        ((i++ == number ? visit(M{}) : void()), ...);
    }

    template <class Form>
    static constexpr std::size_t number_of()
    {
        std::size_t i = 0;
        std::size_t result = size;
        ((result = std::is_same_v<M, Form> ? i : result, ++i), ...);
        return result;
    }
};

namespace m = tls::message;
using message_forms =
    form_list<m::client_hello, m::server_hello, m::hello_retry_request, m::encrypted_extensions, m::certificate_request,
              m::certificate, m::certificate_verify, m::finished, m::end_of_early_data, m::new_session_ticket,
              m::key_update, m::hello_request, m::certificate_tls12, m::certificate_status,
              m::certificate_request_tls12, m::server_hello_done, m::new_session_ticket_tls12,
              m::ecdhe_server_key_exchange, m::dhe_server_key_exchange, m::psk_server_key_exchange,
              m::dhe_psk_server_key_exchange, m::ecdhe_psk_server_key_exchange, m::ecdhe_client_key_exchange,
              m::dhe_client_key_exchange, m::rsa_client_key_exchange, m::psk_client_key_exchange,
              m::dhe_psk_client_key_exchange, m::rsa_psk_client_key_exchange, m::ecdhe_psk_client_key_exchange,
              m::certificate_request_tls10, m::certificate_verify_tls10, m::raw_public_key_tls12>;

} // namespace tls::fuzz

#endif
