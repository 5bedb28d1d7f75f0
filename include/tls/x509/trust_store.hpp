// The certificates that a verifier trusts to begin with.

#ifndef TLS_X509_TRUST_STORE_HPP
#define TLS_X509_TRUST_STORE_HPP

#include <tls/x509/certificate.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tls::x509 {

/// An anchor that is no certificate: who is trusted, with what key, for what names (RFC 5914 in essence).
struct trust_anchor {
    bytes subject;                 ///< Name, DER
    bytes subject_public_key_info; ///< SubjectPublicKeyInfo, DER
    bytes name_constraints;        ///< NameConstraints, DER; empty: none
};

/// Trust anchors, found by subject name (compared as RFC 5280 section 7.1 has it). A value, cheap to copy;
/// reading from several threads is safe. Certificates that are loaded from files are parsed when they are first
/// found: one that does not parse is then passed over.
class trust_store {
public:
    /// Adds an anchor; one that is there already is not added again.
    void add(certificate anchor);
    /// As add, of a certificate made of the anchor's fields.
    /// Throws boost::system::system_error with bad_certificate_encoding if they are malformed.
    void add(const trust_anchor&);

    /// Adds every certificate of a PEM text. Returns how many there were.
    /// Throws boost::system::system_error if there is none or one does not parse; nothing is added then.
    std::size_t add_pem(std::string_view pem);

    /// Adds the certificates of a PEM file that somebody else keeps, such as a system's bundle: what is no
    /// certificate is passed over. Returns how many there were. Throws boost::system::system_error if the file
    /// cannot be read.
    std::size_t load_bundle(const std::string& path);

    /// Adds a directory in which files are named by the hash of the subject, as openssl-rehash names them
    /// ("5ed36f99.0"). Files are read when a subject is looked for, then kept; other files are passed over.
    /// Throws boost::system::system_error if the directory cannot be read.
    void add_hashed_directory(const std::string& path);

    /// What the system trusts: the files SSL_CERT_FILE and SSL_CERT_DIR name, else those that Debian, Fedora or
    /// Alpine have. Loaded at the first call and shared; empty if there is none. Later changes of the
    /// files or the environment are not seen. Thread-safe.
    static std::shared_ptr<const trust_store> system();
    /// As system(), read now.
    static trust_store load_system();

    /// Anchors whose subject is `subject` (DER of the Name).
    std::vector<certificate> find(byte_view subject) const;
    bool contains(const certificate&) const;
    std::size_t size() const noexcept; ///< without those of hashed directories that nobody looked for yet
    bool empty() const noexcept;

    /// The anchors' subject names, DER: for certificate_authorities (RFC 8446 section 4.2.4). Without those of
    /// hashed directories.
    std::vector<bytes> subjects() const;

private:
    struct state;
    std::shared_ptr<const state> state_; ///< never changed once shared
};

} // namespace tls::x509

#endif
