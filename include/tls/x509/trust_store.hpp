// The certificates that a verifier trusts to begin with.

#ifndef TLS_X509_TRUST_STORE_HPP
#define TLS_X509_TRUST_STORE_HPP

#include <tls/x509/certificate.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// An anchor that is no certificate: who is trusted, with what key, for what names (RFC 5914 in essence).
struct trust_anchor {
    bytes subject;                 ///< Name, DER
    bytes subject_public_key_info; ///< SubjectPublicKeyInfo, DER
    bytes name_constraints;        ///< NameConstraints, DER; empty: none
};

namespace detail {
class TLS_HIDDEN trust_source;
class TLS_HIDDEN certificate_list;
} // namespace detail

/// Trust anchors, found by subject name (compared as RFC 5280 section 7.1 has it). A value, cheap to copy: copies share
/// what is in it. Reading from several threads is safe. Certificates that are loaded from files are parsed when they
/// are first found: one that does not parse is then passed over.
///
/// Of PEM files, blocks labelled CERTIFICATE (or X509 CERTIFICATE) are read. TRUSTED CERTIFICATE blocks, which say for
/// what a certificate is trusted or distrusted, are passed over.
class trust_store {
public:
    /// Adds an anchor; one that is there already is not added again.
    void add(certificate anchor);
    /// As add, of a certificate made of the anchor's fields, which is an authority's, valid at any time and signed by
    /// nobody. Throws boost::system::system_error with bad_certificate_encoding if they are malformed.
    void add(const trust_anchor&);
    /// Adds what the other store has. Files and directories are shared, not read again.
    void add(const trust_store&);

    /// Adds every certificate of a PEM text. Returns how many there were.
    /// Throws boost::system::system_error if there is none or one does not parse; nothing is added then.
    std::size_t add_pem(std::string_view pem);

    /// Adds the certificates of a PEM file that somebody else keeps, such as a system's bundle: what is no
    /// certificate is passed over. Returns how many there were. Throws boost::system::system_error if the file
    /// cannot be read.
    std::size_t load_bundle(const std::string& path);

    /// Adds a directory in which files are named by the hash of the subject, as `openssl rehash` names them
    /// ("5ed36f99.0"). Files are read when a subject is looked for, then kept; other files are passed over. A file
    /// that is added to the directory later is found if there was none of its name before.
    /// Throws boost::system::system_error if the directory cannot be read.
    void add_hashed_directory(const std::string& path);

    /// What the system trusts. If the environment names a bundle in SSL_CERT_FILE or hashed directories, separated by
    /// colons, in SSL_CERT_DIR: these and no others. (Programs that run set-user-ID heed neither.) Otherwise the first
    /// bundle that is where Debian, Fedora, Alpine or openSUSE have it, and the hashed directory /etc/ssl/certs.
    /// Places that cannot be read are passed over, so it may be empty.
    ///
    /// Loaded at the first call and shared, until the environment names others: later changes of the bundle are not
    /// seen. Thread-safe, as long as no thread changes the environment.
    static std::shared_ptr<const trust_store> system();
    /// As system(), read now.
    static trust_store load_system();

    /// Anchors whose subject is `subject` (DER of the Name).
    std::vector<certificate> find(byte_view subject) const;
    /// Anchors whose subject is the certificate's issuer.
    std::vector<certificate> find_issuers(const certificate&) const;
    bool contains(const certificate&) const;

    /// How many certificates there are, without those of hashed directories. One that is in several bundles counts for
    /// each; one that turns out not to parse counts too.
    std::size_t size() const noexcept;
    bool empty() const noexcept; ///< size() is 0

    /// The anchors' subject names, DER: for certificate_authorities (RFC 8446 section 4.2.4). Without those of
    /// hashed directories.
    std::vector<bytes> subjects() const;

private:
    std::vector<certificate> find_canonical(byte_view canonical_subject) const;

    std::vector<std::shared_ptr<const detail::certificate_list>> added_; ///< each longer than the next
    std::vector<std::shared_ptr<const detail::trust_source>> sources_;
};

} // namespace tls::x509

#pragma GCC visibility pop

#endif
