// The certificates that a verifier trusts to begin with.

#ifndef TLS_X509_TRUST_STORE_HPP
#define TLS_X509_TRUST_STORE_HPP

#include <tls/x509/certificate.hpp>

#include <map>
#include <string>
#include <vector>

namespace tls::x509 {

/// Trust anchors, found by subject name. A value; reading from several threads is safe.
class trust_store {
public:
    /// Adds an anchor; one that is there already is not added again.
    void add(certificate anchor);

    /// Adds every certificate of a PEM text. Returns how many there were.
    /// Throws boost::system::system_error if there is none or one does not parse.
    std::size_t add_pem(std::string_view pem);

    /// Anchors whose subject is `subject` (DER of the Name). Valid until the store changes.
    std::span<const certificate> find(byte_view subject) const;
    bool contains(const certificate&) const;
    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }

    /// The anchors' subject names, DER: for certificate_authorities (RFC 8446 section 4.2.4).
    std::vector<bytes> subjects() const;

private:
    std::map<bytes, std::vector<certificate>, std::less<>> by_subject_;
    std::size_t size_ = 0;
};

} // namespace tls::x509

#endif
