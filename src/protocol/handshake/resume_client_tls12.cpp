// The client's side of RFC 5246, section 7.3, figure 2, from the ServerHello on, with the message of RFC 5077:
//
//        ClientHello                  -------->
//                                                        ServerHello
//                                                  NewSessionTicket*
//                                                 [ChangeCipherSpec]
//                                     <--------             Finished
//        [ChangeCipherSpec]
//        Finished                     -------->
//        Application Data             <------->     Application Data

#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/resumption_tls12.hpp"
#include "protocol/handshake/sessions.hpp"

namespace tls {

flow resume_client_tls12(handshake_context& c, client_offer& offer, const hello_parameters& agreed,
                         const server_choice_tls12& choice, transcript& transcript)
{
    transcript.forget_messages();
    describe_resumption(c.endpoint(), c.info(), offer.session);
    if (offer.verdict)
        c.info().verification = std::move(*offer.verdict);
    auto secrets = resume_secrets(c, agreed, *offer.session);
    auto ticket = co_await receive_ticket_tls12(c, choice, transcript);
    auto server_finished = co_await receive_finished(c, agreed, secrets, transcript);
    auto client_finished = send_finished(c, agreed, secrets, transcript);
    if (ticket)
        store_session_tls12(c, secrets.master, std::move(ticket), {});
    else
        c.endpoint().session = c.endpoint().attempted_session;
    establish_tls12(c, agreed, std::move(secrets), {std::move(client_finished), std::move(server_finished)},
                    role::server);
}

} // namespace tls
