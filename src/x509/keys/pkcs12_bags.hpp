// The content of a PKCS#12 file: RFC 7292 section 4.2.

#ifndef TLS_SRC_X509_KEYS_PKCS12_BAGS_HPP
#define TLS_SRC_X509_KEYS_PKCS12_BAGS_HPP

#include "x509/keys/password_encryption.hpp"

#include <tls/crypto/keys.hpp>
#include <tls/x509/certificate.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tls::x509 {

/// Extracts keys and certificates from bags. The constructor's arguments must outlive it.
class pkcs12_bags {
public:
    struct named_certificate {
        x509::certificate certificate;
        std::string friendly_name;
    };

    pkcs12_bags(const password_forms& password, derivation_budget& budget, const registry& algorithms)
        : password_(password), budget_(budget), algorithms_(algorithms)
    {
    }

    /// Adds the content of SafeContents. Throws der::error if it is malformed, and the errors of reading keys and
    /// certificates.
    void read_safe_contents(byte_view der) { read_safe_contents(der, 0); }

    std::optional<private_key> key; ///< the first key
    std::string key_name;
    std::vector<named_certificate> certificates;

private:
    void read_safe_contents(byte_view der, unsigned depth);
    void read_bag(der::reader bag, unsigned depth);
    void read_certificate(byte_view der, std::string friendly_name);

    const password_forms& password_;
    derivation_budget& budget_;
    const registry& algorithms_;
};

} // namespace tls::x509

#endif
