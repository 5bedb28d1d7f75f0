// Pre-shared keys in a TLS 1.3 handshake (RFC 8446 section 4.2.11), on both sides.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_PSK_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_PSK_HPP

#include "protocol/extension/pre_shared_key.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/schedule/tls13_secrets.hpp"
#include "protocol/schedule/transcript.hpp"
#include "protocol/session/session_state.hpp"

#include <tls/connection_info.hpp>
#include <tls/external_psk.hpp>
#include <tls/x509/verification_result.hpp>

#include <memory>
#include <optional>
#include <string>

namespace tls {

struct cipher_suite;
struct configuration;
struct endpoint;

/// A pre-shared key that a handshake may use: of a session, or external. Move-only.
struct handshake_psk {
    std::shared_ptr<const session_state> session; ///< null for an external key
    std::string identity;                         ///< of an external key
    tls13::psk_kind kind;
    const hash_algorithm* hash; ///< only suites with this hash can use the key
    std::uint16_t cipher_suite; ///< preferred, because early data needs it; 0: none
    tls13::early_secret early;
    /// The verdict on the session's certificates if it was repeated.
    std::optional<x509::verification_result> verdict = std::nullopt;
    std::uint32_t max_early_data = 0; ///< bytes
    std::string alpn_protocol = {};   ///< early data is written for this protocol
};

/// Returns the PSK of a TLS 1.3 session. Null if no suite of the registry has its hash.
std::optional<handshake_psk> psk_of(std::shared_ptr<const session_state>, const configuration&);
/// Returns an external PSK. Null if the registry does not have its hash. Throws fatal{internal_error} for a key of
/// fewer than 16 bytes: an attacker could guess it, and an empty one would be a handshake without a key.
std::optional<handshake_psk> psk_of(const external_psk&, const configuration&);

/// Returns whether the ClientHello offers the mode (RFC 8446 section 4.2.9).
bool offers_psk_mode(const message::client_hello&, extension::psk_key_exchange_mode) noexcept;
/// Returns whether the session fits the external PSKs of the settings. A session that began with an external PSK
/// requires that the key is still set. A client without verify_peer whose settings have keys resumes no other session.
bool fits_external_psks(const session_state&, const configuration&, role);

/// Returns the ClientHello without its binders, the list's length included (RFC 8446 section 4.2.11.2).
byte_view truncated_client_hello(byte_view encoded, const extension::offered_psks&) noexcept;
/// Returns the binder of the PSK for a truncated ClientHello. The transcript holds the messages before it.
secret binder_for(const handshake_psk&, const transcript&, byte_view truncated);

/// Returns the first stage of the key schedule. Takes it from the PSK, if there is one.
tls13::early_secret take_early_secret(std::optional<handshake_psk>&, const cipher_suite&);

/// Makes the endpoint's results those of the PSK that the handshake uses.
void describe_psk(endpoint&, connection_info&, handshake_psk&);

} // namespace tls

#endif
