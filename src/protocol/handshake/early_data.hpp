// Early data in the flows of both sides (RFC 8446 sections 4.2.10, 4.5 and 8): when it is offered and accepted, and the
// changes of keys around it.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_EARLY_DATA_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_EARLY_DATA_HPP

#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/offer.hpp"
#include "protocol/handshake/step.hpp"
#include "protocol/handshake/steps_tls13.hpp"

namespace tls {

/// @name Clients
/// @{
/// Adds early_data to an offer if the application wants it and the offer's first key allows it.
void offer_early_data(handshake_context& c, client_offer&);
/// Changes to the keys of early data if the offer has early_data. The transcript holds the ClientHello.
void begin_early_data(handshake_context& c, const client_offer&, const transcript&);
/// The server has sent a HelloRetryRequest: sends unprotected records again, and removes early_data from the offer.
void withdraw_early_data(handshake_context& c, client_offer&);
/// The server has sent a ServerHello of an earlier version. Throws fatal{protocol_version} if we have offered early
/// data (RFC 8446 appendix D.3).
void check_no_early_data(handshake_context& c);
/// Notes that early data is rejected if the ServerHello chooses another key than the first, or another suite.
void check_early_data_choice(handshake_context& c, const message::server_hello&, const server_choice&);
/// Handles the server's answer. Throws fatal{illegal_parameter} if it accepts early data that it could only reject.
void receive_early_data_answer(handshake_context& c, const message::encrypted_extensions&);
/// Changes to the handshake keys if the server has rejected early data that is being sent.
void abandon_early_data(handshake_context& c, const cipher_suite&, const handshake_secrets&);
/// Sends EndOfEarlyData and changes to the handshake keys, if the server has accepted early data.
void send_end_of_early_data(handshake_context& c, const cipher_suite&, const handshake_secrets&, transcript&);
/// @}

/// @name Servers
/// @{
/// Returns whether a server with these settings accepts early data from some clients.
bool accepts_early_data(const configuration&) noexcept;
/// Rejects early data, if the ClientHello offers it, and skips it.
void reject_early_data(handshake_context& c, const message::client_hello&);
/// Decides on early data that the ClientHello offers (RFC 8446 section 8). Accepted: changes to the keys of early data.
/// Rejected: skips it. The transcript ends with the ClientHello.
step<> decide_early_data(handshake_context& c, const client_choice&, const message::received<message::client_hello>&,
                         const transcript&);
/// Receives EndOfEarlyData and changes to the handshake keys, if early data was accepted.
step<> receive_end_of_early_data(handshake_context& c, const cipher_suite&, const handshake_secrets&, transcript&);
/// @}

} // namespace tls

#endif
