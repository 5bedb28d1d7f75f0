// A certificate chain or raw public key, with its private key or an external signer.

#ifndef TLS_CREDENTIAL_HPP
#define TLS_CREDENTIAL_HPP

#include <tls/certificate_type.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/raw_public_key.hpp>
#include <tls/x509/certificate.hpp>

#include <boost/system/error_code.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

/// Input of an external signer. Owns its data: the signer may keep it as long as needed.
struct sign_request {
    std::uint16_t scheme = 0; ///< SignatureScheme code point; 0 where a code point names no curve or does not exist:
                              ///< TLS 1.2 ECDSA, and all of TLS 1.1 and 1.0
    std::string_view name;    ///< the scheme's name in the registry
    bytes message;            ///< the message to sign (RFC 8446 section 4.4.3), not yet hashed: the scheme hashes it
};

/// Called once, from any thread, with the signature or an error.
using sign_completion = std::function<void(boost::system::error_code, bytes signature)>;

/// Signs outside the engine: in a thread pool, an HSM or another machine. May call the completion before returning;
/// deferring it is preferred.
using async_sign_function = std::function<void(sign_request, sign_completion)>;

/// A certificate chain, or a raw public key (RFC 7250), and its private key. Immutable except for the stapled
/// responses and require_named_issuer(). Contexts and threads may share it.
class credential {
public:
    /// Creates a credential from a chain, leaf first, and the leaf's private key. Throws boost::system::system_error:
    /// error::reason::no_certificate_found if `chain` is empty, key_values_mismatch if `key` is not the leaf's,
    /// unsupported_key_type if the leaf's key is of an unsupported type, or neither a signature scheme nor a key
    /// agreement works with it.
    credential(std::vector<x509::certificate> chain, private_key key,
               std::shared_ptr<const registry> algorithms = registry::standard());

    /// Creates a credential whose key is held elsewhere: `sign` makes the signatures.
    credential(std::vector<x509::certificate> chain, async_sign_function sign,
               std::shared_ptr<const registry> algorithms = registry::standard());

    /// Returns a credential without certificates, which presents the public part of `key` alone (RFC 7250). Peers get
    /// it only if they accept raw public keys. Throws boost::system::system_error: error::reason::unsupported_key_type
    /// if no signature scheme works with the key.
    static std::shared_ptr<const credential>
    raw_public_key(private_key key, std::shared_ptr<const registry> algorithms = registry::standard());
    /// The same for a key that is held elsewhere: `sign` makes the signatures. Throws unsupported_key_type also for a
    /// key of an unsupported kind.
    static std::shared_ptr<const credential>
    raw_public_key(tls::raw_public_key key, async_sign_function sign,
                   std::shared_ptr<const registry> algorithms = registry::standard());

    ~credential();
    credential(const credential&) = delete;
    credential& operator=(const credential&) = delete;

    /// Returns the form in which the credential presents its key.
    tls::certificate_type certificate_type() const noexcept
    {
        return chain_.empty() ? tls::certificate_type::raw_public_key : tls::certificate_type::x509;
    }
    /// Returns the certificates, leaf first; none for a raw public key.
    const std::vector<x509::certificate>& chain() const noexcept { return chain_; }
    /// Returns the first certificate of the chain. Undefined behavior for a raw public key: it has no chain.
    const x509::certificate& leaf() const noexcept { return chain_.front(); }
    /// Returns the public key of the leaf, or the raw public key.
    const tls::raw_public_key& public_key_info() const noexcept { return public_key_info_; }
    key_type type() const noexcept { return type_; }

    /// Returns whether the key can sign with the scheme.
    bool supports(const signature_scheme&) const noexcept;

    /// Returns whether each signature in the chain is of a kind that one of `schemes` verifies: its encoding and hash.
    /// Self-signed certificates do not count (RFC 8446 section 4.4.2.2). For peers that list the schemes that they
    /// verify.
    bool chain_is_signed_with(std::span<const signature_scheme* const> schemes) const noexcept;

    /// Returns the external signer; empty if the credential holds its key.
    const async_sign_function& async_sign() const noexcept { return async_sign_; }

    /// Signs synchronously. Throws if the key is held elsewhere or does not support the scheme.
    bytes sign(const signature_scheme&, byte_view message, random_source&) const;

    /// Returns whether the credential can decrypt, as RSA key exchange requires. True only for an RSA key that it
    /// holds.
    bool can_decrypt() const noexcept { return decrypter_ != nullptr; }

    /// Decrypts the premaster_secret of a ClientKeyExchange. Returns random bytes if the ciphertext does not hold one,
    /// to prevent Bleichenbacher's attack (see decrypter). Throws if the key cannot decrypt.
    secure_bytes decrypt_premaster_secret(byte_view ciphertext, std::uint16_t client_version, random_source&) const;

    /// Returns whether the credential holds a fixed Diffie-Hellman key, for the suites with DH_RSA and DH_DSS.
    bool can_agree() const noexcept { return agreement_ != nullptr; }

    /// Returns the secret shared with a peer's public value (big-endian), without leading zeros (RFC 5246 section
    /// 8.1.2). Empty if the value is not in the key's group. Throws boost::system::system_error with
    /// unsupported_key_type if !can_agree().
    std::optional<secure_bytes> agree(byte_view peer_value) const;

    /// Returns a credential with the same chain and key that signs inside `run`, for example in a thread pool. The
    /// private-key operation then never blocks the I/O threads.
    static std::shared_ptr<const credential> offload(std::shared_ptr<const credential>,
                                                     std::function<void(std::function<void()>)> run);

    /// @name Stapled responses, sent with the leaf if the peer requests them (RFC 8446 section 4.4.2.1)
    ///
    /// An OCSPResponse (DER) and a SignedCertificateTimestampList; empty: none. Sent as given, without parsing. Any
    /// thread may replace them at any time, while connections use the credential: responses expire long before
    /// certificates do. A credential and the one that offload() made from it share them.
    /// @{
    void staple_ocsp_response(bytes) const;
    void staple_signed_certificate_timestamps(bytes) const;
    bytes ocsp_response() const;
    bytes signed_certificate_timestamps() const;
    /// @}

    /// @name Certificates for some peers only
    ///
    /// A credential that requires a named issuer is presented only to peers that name, in certificate_authorities
    /// (RFC 8446 section 4.2.4, RFC 5246 section 7.4.4), the issuer of a certificate in its chain. It is passed over
    /// for other peers: a server then uses its next credential, or ends the handshake with
    /// error::reason::no_usable_credential; a client sends no certificate if it has no other. Without the requirement,
    /// which is the default, a client only prefers credentials of named issuers. A raw public key has no issuer, so
    /// no peer can name it. A credential that a server's async_select_credential returns is presented to any
    /// peer: client_hello_info has the names.
    ///
    /// Any thread may change the requirement at any time. A change applies to handshakes that choose a credential after
    /// it. A credential and the one that offload() made from it share the requirement.
    /// @{
    void require_named_issuer(bool required = true) const noexcept;
    bool requires_named_issuer() const noexcept;
    /// @}

private:
    struct TLS_HIDDEN chain_signature;
    struct TLS_HIDDEN prepared_signer;
    struct TLS_HIDDEN shared_state;
    TLS_HIDDEN static std::vector<chain_signature> signatures_in(const std::vector<x509::certificate>&);
    TLS_HIDDEN credential(std::vector<x509::certificate> chain, tls::raw_public_key, std::shared_ptr<const registry>);
    TLS_HIDDEN void prepare(const private_key&);
    TLS_HIDDEN void prepare(async_sign_function);
    std::vector<x509::certificate> chain_;
    tls::raw_public_key public_key_info_;
    std::shared_ptr<const registry> algorithms_;
    key_type type_;
    std::vector<chain_signature> chain_signatures_;
    std::vector<prepared_signer> signers_;
    std::unique_ptr<decrypter> decrypter_;
    std::unique_ptr<key_agreement> agreement_;
    async_sign_function async_sign_;
    std::shared_ptr<shared_state> shared_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
