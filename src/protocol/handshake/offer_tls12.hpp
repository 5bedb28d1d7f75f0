// The client's checks of a ServerHello that chose TLS 1.2 (RFC 5246 section 7.4.1.3). Pure functions; they throw fatal.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_OFFER_TLS12_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_OFFER_TLS12_HPP

#include "protocol/handshake/established.hpp"
#include "protocol/handshake/offer.hpp"

namespace tls {

/// The results of a ServerHello.
struct server_choice_tls12 {
    const cipher_suite* suite = nullptr;
    bool extended_master_secret = false;
    bool encrypt_then_mac = false;
    bool secure_renegotiation = false;
    bool may_staple = false;   ///< a CertificateStatus may follow
    bool sends_ticket = false; ///< a NewSessionTicket follows
    bool resumes = false;      ///< the server resumes the session that we offered
    std::string alpn_protocol;
    bytes signed_certificate_timestamps;
};

/// Returns the groups of supported_groups.
const std::vector<std::uint16_t>& offered_groups(const client_offer&) noexcept;

/// Throws fatal unless the ServerHello is a legal answer to the offer and to its session. In a renegotiation `previous`
/// has the Finished messages of the handshake before; otherwise it is null (RFC 5746 sections 3.4 and 3.5).
server_choice_tls12 accept_server_hello_tls12(const message::server_hello&, const client_offer&, const configuration&,
                                              const finished_pair* previous);

} // namespace tls

#endif
