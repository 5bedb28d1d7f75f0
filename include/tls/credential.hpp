// A certificate chain with the means to prove possession of its key.

#ifndef TLS_CREDENTIAL_HPP
#define TLS_CREDENTIAL_HPP

#include <tls/crypto/registry.hpp>
#include <tls/x509/certificate.hpp>

#include <boost/system/error_code.hpp>

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls {

/// What an outside signer is asked to sign. Owned by the request: it may be kept as long as needed.
struct sign_request {
    std::uint16_t scheme = 0; ///< SignatureScheme code point; 0 where it says too little (in TLS 1.2, ECDSA)
    std::string_view name;    ///< the registry's name of the scheme
    bytes message;            ///< what to sign (RFC 8446 section 4.4.3): hashed by the scheme, not before
};

/// Called once, from any thread, with the signature or an error.
using sign_completion = std::function<void(boost::system::error_code, bytes signature)>;

/// Signs elsewhere: in a thread pool, an HSM, another machine. Must not call the completion before
/// it returns only if it cannot help it: both are allowed.
using async_sign_function = std::function<void(sign_request, sign_completion)>;

/// A certificate chain and its private key. Immutable but for what is stapled; shared by contexts and threads.
class credential {
public:
    /// `chain` is leaf first and must not be empty; `key` must be the leaf's. Throws
    /// boost::system::system_error with error::reason::key_values_mismatch, no_certificate_found
    /// or unsupported_key_type.
    credential(std::vector<x509::certificate> chain, private_key key,
               std::shared_ptr<const registry> algorithms = registry::standard());

    /// As above with a key that is elsewhere.
    credential(std::vector<x509::certificate> chain, async_sign_function sign,
               std::shared_ptr<const registry> algorithms = registry::standard());

    ~credential();
    credential(const credential&) = delete;
    credential& operator=(const credential&) = delete;

    const std::vector<x509::certificate>& chain() const noexcept { return chain_; }
    const x509::certificate& leaf() const noexcept { return chain_.front(); }
    key_type type() const noexcept { return type_; }

    /// Whether the key can sign under the scheme.
    bool supports(const signature_scheme&) const noexcept;

    /// Set if the key is elsewhere.
    const async_sign_function& async_sign() const noexcept { return async_sign_; }

    /// Signs here and now. Throws if the key is elsewhere or does not support the scheme.
    bytes sign(const signature_scheme&, byte_view message, random_source&) const;

    /// Whether the key decrypts, here: an RSA key for suites whose key exchange is `rsa`.
    bool can_decrypt() const noexcept { return decrypter_ != nullptr; }

    /// The premaster_secret of a ClientKeyExchange, or random bytes: see decrypter. Throws if the key cannot decrypt.
    secure_bytes decrypt_premaster_secret(byte_view ciphertext, std::uint16_t client_version, random_source&) const;

    /// Makes a signer of this credential's own key that runs where `run` calls what it is given,
    /// for example in a thread pool: the private operation then never blocks the I/O threads.
    static std::shared_ptr<const credential> offload(std::shared_ptr<const credential>,
                                                     std::function<void(std::function<void()>)> run);

    /// What is sent with the leaf if the peer asks (RFC 8446 section 4.4.2.1): an OCSPResponse (DER), and a
    /// SignedCertificateTimestampList. Empty: none. Handed out as given, unread. Can be replaced at any time from any
    /// thread, while connections use the credential: responses expire long before certificates do. A credential
    /// and what offload() made of it share theirs.
    void staple_ocsp_response(bytes) const;
    void staple_signed_certificate_timestamps(bytes) const;
    bytes ocsp_response() const;
    bytes signed_certificate_timestamps() const;

private:
    struct TLS_HIDDEN prepared_signer;
    struct TLS_HIDDEN stapled;
    std::vector<x509::certificate> chain_;
    std::shared_ptr<const registry> algorithms_;
    key_type type_;
    std::vector<prepared_signer> signers_;
    std::unique_ptr<decrypter> decrypter_;
    async_sign_function async_sign_;
    std::shared_ptr<stapled> stapled_;
};

} // namespace tls

#pragma GCC visibility pop

#endif
