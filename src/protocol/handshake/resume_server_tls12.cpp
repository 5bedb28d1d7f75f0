// The server's side of RFC 5246, section 7.3, figure 2, from the ServerHello on. The figure is in
// resume_client_tls12.cpp.

#include "protocol/handshake/handshakes.hpp"
#include "protocol/handshake/resumption_tls12.hpp"
#include "protocol/handshake/sessions.hpp"

namespace tls {

flow resume_server_tls12(handshake_context& c, const hello_parameters& agreed, session_choice_tls12& session,
                         transcript& transcript)
{
    transcript.forget_messages();
    describe_resumption(c.endpoint(), c.info(), session.resumed);
    if (session.verdict)
        c.info().verification = std::move(*session.verdict);
    auto secrets = resume_secrets(c, agreed, *session.resumed);
    send_ticket_tls12(c, session, secrets.master, transcript);
    auto server_finished = send_finished(c, agreed, secrets, transcript);
    auto client_finished = co_await receive_finished(c, agreed, secrets, transcript);
    keep_session_tls12(c, session, secrets.master);
    establish_tls12(c, agreed, std::move(secrets), {std::move(client_finished), std::move(server_finished)},
                    role::server);
}

} // namespace tls
