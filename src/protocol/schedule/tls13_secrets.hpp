// The TLS 1.3 key schedule: one type per stage, one method per secret (RFC 8446, section 7.1).
//
//   psk, or zeros ------> HKDF-Extract(salt: zeros)
//                              |
//                        early_secret ------> binder_key
//                              |              client_early_traffic_secret(ClientHello)
//                              |              early_exporter_master_secret(ClientHello)
//                          "derived"
//                              v
//   shared secret ------> HKDF-Extract
//                              |
//                       handshake_secret ---> client_handshake_traffic_secret(.. ServerHello)
//                              |              server_handshake_traffic_secret(.. ServerHello)
//                          "derived"
//                              v
//   zeros --------------> HKDF-Extract
//                              |
//                        master_secret -----> client_application_traffic_secret_0(.. server Finished)
//                                             server_application_traffic_secret_0(.. server Finished)
//                                             exporter_master_secret(.. server Finished)
//                                             resumption_master_secret(.. client Finished)
//
// extract() consumes a stage and returns the next, so no stage outlives its use. The parentheses name the last message
// of the transcript that the secret is bound to.

#ifndef TLS_SRC_PROTOCOL_SCHEDULE_TLS13_SECRETS_HPP
#define TLS_SRC_PROTOCOL_SCHEDULE_TLS13_SECRETS_HPP

#include "protocol/schedule/transcript.hpp"

#include <tls/crypto/aead.hpp>
#include <tls/crypto/hash.hpp>
#include <tls/crypto/secret.hpp>

#include <optional>
#include <string_view>
#include <utility>

namespace tls::tls13 {

/// HKDF-Expand-Label (RFC 8446 section 7.1): fills `out`. `label` excludes the "tls13 " prefix. Throws
/// std::length_error if `label` has more than 249 bytes, `context` more than 255, or `out` more than 65535.
void hkdf_expand_label(const hash_algorithm&, byte_view secret, std::string_view label, byte_view context,
                       byte_span out);

/// A secret that HKDF-Extract has made, ready for several calls of HKDF-Expand. Move-only, wiped on destruction. The
/// hash must outlive it.
class extracted_secret {
public:
    extracted_secret(const hash_algorithm& hash, secret value) : value_(std::move(value)), key_(hash, value_) {}

    byte_view value() const noexcept { return value_; }
    const hash_algorithm& hash() const noexcept { return key_.hash(); }

    /// Derive-Secret (RFC 8446 section 7.1).
    secret derive(std::string_view label, const transcript_hash&) const;

private:
    secret value_;
    hmac_key key_;
};

/// Derive-Secret (RFC 8446 section 7.1), given the Transcript-Hash of the messages.
secret derive_secret(const hash_algorithm&, byte_view secret, std::string_view label, byte_view transcript_hash);

/// The key and IV of an AEAD (RFC 8446 section 7.3).
struct traffic_keys {
    secret key;
    secret iv;
};

/// The secret that protects one direction of traffic. Move-only, wiped on destruction. The hash must outlive it.
class traffic_secret {
public:
    traffic_secret(const hash_algorithm&, secret value);

    byte_view value() const noexcept { return value_; }
    const hash_algorithm& hash() const noexcept { return *hash_; }

    /// Returns [sender]_write_key and [sender]_write_iv (RFC 8446 section 7.3).
    traffic_keys keys(const aead_algorithm&) const;

    /// Returns the verify_data of a Finished message sent under this secret (RFC 8446 section 4.4.4).
    secret finished_verify_data(const transcript_hash&) const;

    /// Returns application_traffic_secret_N+1, for use after a KeyUpdate (RFC 8446 section 7.2).
    traffic_secret next() const;

private:
    const hash_algorithm* hash_;
    secret value_;
};

/// The last stage. Move-only, wiped on destruction.
class master_secret {
public:
    /// These take the transcript hash up to the server's Finished.
    traffic_secret client_application_traffic_secret_0(const transcript_hash&) const;
    traffic_secret server_application_traffic_secret_0(const transcript_hash&) const;
    secret exporter_master_secret(const transcript_hash&) const;

    /// Takes the transcript hash up to the client's Finished.
    secret resumption_master_secret(const transcript_hash&) const;

    byte_view value() const noexcept { return value_.value(); }

private:
    friend class handshake_secret;
    explicit master_secret(extracted_secret value) noexcept : value_(std::move(value)) {}
    extracted_secret value_;
};

/// The middle stage. Move-only, wiped on destruction.
class handshake_secret {
public:
    /// These take the transcript hash up to the ServerHello.
    traffic_secret client_handshake_traffic_secret(const transcript_hash&) const;
    traffic_secret server_handshake_traffic_secret(const transcript_hash&) const;

    master_secret extract() &&;

    byte_view value() const noexcept { return value_.value(); }

private:
    friend class early_secret;
    explicit handshake_secret(extracted_secret value) noexcept : value_(std::move(value)) {}
    extracted_secret value_;
};

/// The origin of a pre-shared key. It decides the label of the binder key, so that no key serves two purposes.
enum class psk_kind {
    resumption,
    external,
    imported ///< RFC 9258
};

/// The first stage. Move-only, wiped on destruction. The hash must outlive it and every later stage.
class early_secret {
public:
    /// `psk` is empty without a pre-shared key; zeros replace it.
    explicit early_secret(const hash_algorithm&, byte_view psk = {});

    /// Returns the key of a PSK binder (RFC 8446 section 7.1, RFC 9258 section 5.2).
    secret binder_key(psk_kind) const;
    /// Returns a PSK binder, given the transcript hash up to the ClientHello without its binders (RFC 8446 section
    /// 4.2.11.2).
    secret binder(psk_kind, const transcript_hash& truncated_client_hello) const;

    /// These take the transcript hash up to the ClientHello.
    traffic_secret client_early_traffic_secret(const transcript_hash&) const;
    secret early_exporter_master_secret(const transcript_hash&) const;

    /// `shared_secret` is the result of the key exchange. It is empty if there was none; zeros replace it.
    handshake_secret extract(byte_view shared_secret) &&;

    byte_view value() const { return stage().value(); }

private:
    /// Without a pre-shared key the secret is a constant, which threads keep for hashes with start_hmac.
    const extracted_secret& stage() const;

    const hash_algorithm* hash_;
    std::optional<extracted_secret> value_; ///< null if it is the kept constant
};

/// Returns the pre-shared key of a ticket (RFC 8446 section 4.6.1).
secret resumption_psk(const hash_algorithm&, byte_view resumption_master_secret, byte_view ticket_nonce);

} // namespace tls::tls13

#endif
