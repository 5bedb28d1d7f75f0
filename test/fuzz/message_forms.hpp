// Every form of a handshake message, numbered: an input of fuzz_message is a number and a body.

#ifndef TLS_TEST_FUZZ_MESSAGE_FORMS_HPP
#define TLS_TEST_FUZZ_MESSAGE_FORMS_HPP

#include "message/certificate.hpp"
#include "message/certificate_request.hpp"
#include "message/certificate_request_tls12.hpp"
#include "message/certificate_status.hpp"
#include "message/certificate_tls12.hpp"
#include "message/certificate_verify.hpp"
#include "message/client_hello.hpp"
#include "message/client_key_exchange.hpp"
#include "message/encrypted_extensions.hpp"
#include "message/end_of_early_data.hpp"
#include "message/finished.hpp"
#include "message/hello_request.hpp"
#include "message/hello_retry_request.hpp"
#include "message/key_update.hpp"
#include "message/new_session_ticket.hpp"
#include "message/new_session_ticket_tls12.hpp"
#include "message/server_hello.hpp"
#include "message/server_hello_done.hpp"
#include "message/server_key_exchange.hpp"

#include <cstddef>
#include <type_traits>

namespace tls::fuzz {

template <class... M>
struct form_list {
    static constexpr std::size_t size = sizeof...(M);

    /// Calls `visit` with a value of the form of that number.
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

using namespace tls::message;
using message_forms =
    form_list<client_hello, server_hello, hello_retry_request, encrypted_extensions, certificate_request, certificate,
              certificate_verify, finished, end_of_early_data, new_session_ticket, key_update, hello_request,
              certificate_tls12, certificate_status, certificate_request_tls12, server_hello_done,
              new_session_ticket_tls12, ecdhe_server_key_exchange, dhe_server_key_exchange, psk_server_key_exchange,
              dhe_psk_server_key_exchange, ecdhe_psk_server_key_exchange, ecdhe_client_key_exchange,
              dhe_client_key_exchange, rsa_client_key_exchange, psk_client_key_exchange, dhe_psk_client_key_exchange,
              rsa_psk_client_key_exchange, ecdhe_psk_client_key_exchange>;

} // namespace tls::fuzz

#endif
