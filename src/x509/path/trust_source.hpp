// Sources of a trust store's anchors: memory, a bundle, a hashed directory.

#ifndef TLS_SRC_X509_PATH_TRUST_SOURCE_HPP
#define TLS_SRC_X509_PATH_TRUST_SOURCE_HPP

#include <tls/x509/trust_store.hpp>

#include <boost/system/system_error.hpp>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tls::x509 {
struct pem_block;
} // namespace tls::x509

namespace tls::x509::detail {

/// Returns whether an anchor that is trusted for `trusted` is one for `use`. An anchor for one use only is none for
/// purpose::any: the caller might use the chain for the other.
constexpr bool is_trusted_for(purpose trusted, purpose use) noexcept
{
    return trusted == purpose::any || trusted == use;
}

/// A set of anchors that is searched by subject. Any number of threads may use one source: a source that reads on first
/// use keeps the result behind its own lock.
class trust_source {
public:
    virtual ~trust_source() = default;

    /// Appends the anchors for this use whose canonical subject (see canonical_name) is this one.
    virtual void find(byte_view canonical_subject, purpose use, std::vector<certificate>& found) const = 0;
    virtual std::size_t size() const noexcept = 0;
    /// Appends the subjects of all anchors for this use, DER.
    virtual void add_subjects(purpose use, std::vector<bytes>& subjects) const = 0;
    /// Appends the certificates that the source cannot use.
    virtual void add_skipped(std::vector<skipped_certificate>&) const {}
    /// Appends digests of the anchors, or of the place where they are read from.
    virtual void add_digests(std::vector<bytes>&) const = 0;
};

/// The result of trust_store::digest() for one content, shared by the stores that have it.
struct anchors_digest {
    std::once_flag once;
    bytes value; ///< set after `once`
};

/// Anchors added one by one, for the same uses.
class certificate_list final : public trust_source {
public:
    certificate_list(certificate only, purpose trusted_for) : trusted_for_(trusted_for), by_subject_{std::move(only)} {}
    /// Both lists must have the same uses.
    certificate_list(const certificate_list& a, const certificate_list& b);

    void find(byte_view canonical_subject, purpose use, std::vector<certificate>& found) const override;
    std::size_t size() const noexcept override { return by_subject_.size(); }
    void add_digests(std::vector<bytes>&) const override;
    void add_subjects(purpose use, std::vector<bytes>& subjects) const override;
    bool contains(const certificate&, purpose use) const;
    purpose trusted_for() const noexcept { return trusted_for_; }
    const std::vector<certificate>& certificates() const noexcept { return by_subject_; }

private:
    purpose trusted_for_;
    std::vector<certificate> by_subject_; ///< sorted by canonical subject, then by DER
};

/// The anchors of a PEM file, each parsed when it is first found.
class bundle final : public trust_source {
public:
    bundle(std::string_view pem, std::string path);

    void find(byte_view canonical_subject, purpose use, std::vector<certificate>& found) const override;
    std::size_t size() const noexcept override { return entries_.size(); }
    void add_subjects(purpose use, std::vector<bytes>& subjects) const override;
    void add_skipped(std::vector<skipped_certificate>&) const override;
    void add_digests(std::vector<bytes>&) const override;

private:
    struct entry {
        std::size_t subject_hash; ///< hash of the canonical subject
        std::size_t offset, size; ///< position of the certificate in der_
        std::size_t subject_offset, subject_size;
        std::size_t position; ///< in the file
        purpose trusted_for;
    };
    struct parsed {
        std::once_flag once;
        std::optional<certificate> value; ///< empty after `once` if it does not parse
    };

    void add(byte_view certificate_der, std::size_t position, purpose trusted_for);
    void sort_and_drop_duplicates();
    byte_view der_of(const entry& e) const noexcept { return byte_view(der_).subspan(e.offset, e.size); }
    const std::optional<certificate>& parse(std::size_t index) const;

    std::string path_;
    std::vector<skipped_certificate> skipped_;
    bytes der_;                        ///< the certificates, one after the other
    std::vector<entry> entries_;       ///< sorted by subject_hash
    std::unique_ptr<parsed[]> parsed_; ///< certificates of entries_, in the same order
};

/// A directory whose files are named by subject hash.
class hashed_directory final : public trust_source {
public:
    /// Throws boost::system::system_error if the directory cannot be read.
    explicit hashed_directory(std::string path);

    void find(byte_view canonical_subject, purpose use, std::vector<certificate>& found) const override;
    std::size_t size() const noexcept override { return 0; }
    void add_subjects(purpose, std::vector<bytes>&) const override {}
    void add_digests(std::vector<bytes>&) const override;

private:
    struct anchor {
        x509::certificate certificate;
        purpose trusted_for;
    };

    std::vector<anchor> read(std::uint32_t hash) const;

    std::string path_;
    mutable std::mutex mutex_;
    mutable std::map<std::uint32_t, std::vector<anchor>> read_; ///< only hashes with certificates
};

/// Returns the use for which OpenSSL would trust the anchor in the block; any if it would for servers and clients, and
/// an empty optional if it would for neither. Only the trust settings behind the certificate of a "TRUSTED CERTIFICATE"
/// block limit it: they list purposes for which it is trusted or rejected. Malformed settings trust for nothing.
std::optional<purpose> trusted_use(const pem_block&);

/// Calls `use` with the DER, the position (from 1) and the trusted_use of every block that is labelled as a
/// certificate, and `skip` with the position and the error of every malformed block and of every one without a
/// trusted_use.
void for_each_certificate(std::string_view pem,
                          const std::function<void(byte_view der, std::size_t position, purpose trusted_for)>& use,
                          const std::function<void(const boost::system::system_error&, std::size_t position)>& skip);

} // namespace tls::x509::detail

#endif
