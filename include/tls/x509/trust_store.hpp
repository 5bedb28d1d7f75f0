// Trust stores: the certificates from which a verifier derives all trust.

#ifndef TLS_X509_TRUST_STORE_HPP
#define TLS_X509_TRUST_STORE_HPP

#include <tls/x509/certificate.hpp>
#include <tls/x509/verify_policy.hpp>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace tls::x509 {

/// A trust anchor without a certificate: a subject, its key, and its name constraints (similar to RFC 5914).
struct trust_anchor {
    bytes subject;                 ///< Name, DER
    bytes subject_public_key_info; ///< SubjectPublicKeyInfo, DER
    bytes name_constraints;        ///< NameConstraints, DER; empty: none
};

/// A certificate that a trust store did not add.
struct skipped_certificate {
    std::string source;       ///< the file; empty: a text that add_pem got
    std::size_t position = 0; ///< 1 is the first certificate of the source
    std::string reason;       ///< "bad certificate encoding: truncated element"
};

namespace detail {
class TLS_HIDDEN trust_source;
class TLS_HIDDEN certificate_list;
struct TLS_HIDDEN anchors_digest;
} // namespace detail

/// Trust anchors, found by subject name (compared according to RFC 5280 section 7.1). A value, cheap to copy: copies
/// share their content. Several threads may read it; changing it is not thread-safe.
///
/// Certificates of bundles and directories are parsed when a search first finds them; those that do not parse are then
/// ignored.
///
/// An anchor may be limited to one use, TLS servers or TLS clients. The trust settings of a "TRUSTED CERTIFICATE" in a
/// PEM file (`openssl x509 -addtrust serverAuth`, `-addreject clientAuth`) do so: if it has trusted uses, it is an
/// anchor for these, and never for a rejected one. A search for purpose::any finds only anchors without a limit.
/// Settings only limit the block that has them: they do not revoke the same certificate elsewhere in the store, nor
/// forbid it as an intermediate certificate below another anchor.
class trust_store {
public:
    /// Adds an anchor, unless it is already there. `trusted_for` limits it to one use; any: it has no limit.
    void add(certificate anchor, purpose trusted_for = purpose::any);
    /// Adds an anchor as an unsigned CA certificate that is valid at any time and has the anchor's fields. Throws
    /// boost::system::system_error with bad_certificate_encoding if the fields are malformed.
    void add(const trust_anchor&);
    /// Adds all anchors of another store. Files and directories are shared, not read again.
    void add(const trust_store&);

    /// Adds the certificates of a PEM text. Returns their number. Skips those that do not parse, and a "TRUSTED
    /// CERTIFICATE" whose settings trust it for neither servers nor clients: see skipped(), which names them with
    /// `source`. Throws boost::system::system_error if no certificate is left; then nothing changes.
    std::size_t add_pem(std::string_view pem, const std::string& source = {});

    /// Adds the certificates of a PEM file that somebody else maintains, such as a system's bundle. Skips everything
    /// else in it, and certificates that add_pem would skip. Returns the number of certificates. Throws
    /// boost::system::system_error if the file cannot be read.
    std::size_t load_bundle(const std::string& path);

    /// Adds a directory whose files are named by the hash of the subject ("5ed36f99.0"), as `openssl rehash` does. A
    /// file is read when its subject is first searched for, and then cached; files with other names are ignored. A file
    /// that is added to the directory later is found if there was no file of that name before. Throws
    /// boost::system::system_error if the directory cannot be read.
    void add_hashed_directory(const std::string& path);

    /// Returns the system's trust anchors.
    ///
    /// If the environment names a bundle in SSL_CERT_FILE or hashed directories (separated by colons) in SSL_CERT_DIR,
    /// only these are used. Set-user-ID programs ignore both variables. Otherwise uses the first bundle found at the
    /// locations of Debian, Fedora, Alpine and openSUSE, and the hashed directory /etc/ssl/certs. Unreadable files and
    /// directories are ignored, so the store may be empty.
    ///
    /// The store is loaded at the first call and shared by later calls, until the environment names other files. Later
    /// changes of the bundle have no effect. Thread-safe, as long as no thread changes the environment.
    static std::shared_ptr<const trust_store> system();
    /// Returns the system's trust anchors like system(), but always reads the files.
    static trust_store load_system();

    /// Returns the anchors for this use with this subject (a DER Name).
    std::vector<certificate> find(byte_view subject, purpose use = purpose::any) const;
    /// Returns the anchors for this use whose subject is the certificate's issuer.
    std::vector<certificate> find_issuers(const certificate&, purpose use = purpose::any) const;
    /// Returns whether the certificate is an anchor for this use.
    bool contains(const certificate&, purpose use = purpose::any) const;

    /// Returns the number of certificates, not counting hashed directories. A certificate in several bundles counts
    /// once for each. Certificates that do not parse count, too.
    std::size_t size() const noexcept;
    bool empty() const noexcept; ///< size() is 0

    /// Returns a digest of the anchors: 32 bytes. Stores that got the same anchors in the same way have the same digest
    /// in every process; the order does not matter. It covers the certificates of bundles, but of hashed directories
    /// only the paths. Computed at the first call, which takes about 1 ms for a system's bundle; copies of the store
    /// share the result.
    bytes digest() const;

    /// Returns the certificates that add_pem and load_bundle skipped, and those of bundles that do not parse. Parses
    /// all bundles, so it may take some milliseconds. Excludes hashed directories.
    std::vector<skipped_certificate> skipped() const;

    /// Returns the subjects of the anchors for this use (DER Names), for certificate_authorities (RFC 8446 section
    /// 4.2.4). Excludes hashed directories.
    std::vector<bytes> subjects(purpose use = purpose::any) const;

private:
    using certificate_lists = std::vector<std::shared_ptr<const detail::certificate_list>>;

    std::vector<certificate> find_canonical(byte_view canonical_subject, purpose use) const;
    TLS_HIDDEN void add_source(std::shared_ptr<const detail::trust_source>);
    TLS_HIDDEN bytes compute_digest() const;

    std::array<certificate_lists, 3> added_; ///< indexed by trusted use; each list is longer than the next one
    std::vector<std::shared_ptr<const detail::trust_source>> sources_;
    std::vector<skipped_certificate> skipped_;
    std::shared_ptr<detail::anchors_digest> digest_; ///< of this content, once computed; null if nothing was added
};

} // namespace tls::x509

#pragma GCC visibility pop

#endif
