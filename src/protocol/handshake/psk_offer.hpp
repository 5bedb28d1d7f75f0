// The pre-shared keys that a client offers (RFC 8446 section 4.2.11).

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_PSK_OFFER_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_PSK_OFFER_HPP

#include "protocol/handshake/offer.hpp"

namespace tls {

/// Adds the session, if it is not null, and then the external keys of the settings to an offer of TLS 1.3. Skips keys
/// that no enabled suite can use, and those for which the ClientHello has no room.
void offer_psks(client_offer&, std::optional<handshake_psk> session, const configuration&);

/// Drops the keys that the suite of a HelloRetryRequest cannot use, and updates the ages of the others (RFC 8446
/// section 4.1.2).
void update_psks(client_offer&, const cipher_suite&, const configuration&);

/// Returns the encoded ClientHello, with the binders of its keys. The transcript holds the messages before it.
bytes encode_client_hello(client_offer&, const transcript&);

/// Removes the key that the ServerHello selects from the offer and returns it. Null if it selects none. Throws
/// fatal{illegal_parameter} if the key was not offered or does not fit the suite (RFC 8446 section 4.2.11).
std::optional<handshake_psk> accept_psk(const message::server_hello&, client_offer&, const cipher_suite&);

/// Returns whether the server must prove its identity by an external key: some are set, and certificates are not
/// verified. Otherwise any server could answer with any certificate.
bool requires_psk(const configuration&) noexcept;

} // namespace tls

#endif
