// The definitions of OpenSSL's opaque structures.

#ifndef TLS_SRC_OPENSSL_SHIM_OBJECTS_HPP
#define TLS_SRC_OPENSSL_SHIM_OBJECTS_HPP

#include <tls/impl/native_handles.hpp>
#include <tls/session.hpp>
#include <tls/x509/certificate.hpp>
#include <tls/x509/trust_store.hpp>

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

/// Has the same memory layout as in libcrypto, so that libcrypto's functions can read it.
struct asn1_string_st {
    int length = 0;
    int type = 0;
    unsigned char* data = nullptr;
    long flags = 0;
};

/// Has the same memory layout as in libcrypto.
struct asn1_object_st {
    const char* short_name = nullptr;
    const char* long_name = nullptr;
    int nid = NID_undef;
    int length = 0;
    const unsigned char* data = nullptr; ///< content bytes of the DER encoding
    int flags = 0;
};

namespace tls::openssl_shim {

/// Base of reference-counted objects. As in OpenSSL, a new object has one reference, which belongs to its creator.
template <class T>
class counted {
public:
    void add_reference() noexcept { references_.fetch_add(1, std::memory_order_relaxed); }
    void drop_reference() noexcept
    {
        if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1)
            delete static_cast<T*>(this);
    }
    friend void intrusive_ptr_add_ref(T* object) noexcept { object->add_reference(); }
    friend void intrusive_ptr_release(T* object) noexcept { object->drop_reference(); }

protected:
    ~counted() = default;

private:
    std::atomic<std::size_t> references_{1};
};

/// An ASN1_STRING that owns its content.
struct owned_string : asn1_string_st {
    owned_string(int kind, byte_view content);
    owned_string(owned_string&&) noexcept;
    owned_string& operator=(owned_string&&) = delete;

private:
    bytes content_; ///< with a final NUL, for callers that use it as a C string
};

/// An ASN1_OBJECT that owns its content.
struct owned_object : asn1_object_st {
    /// Throws x509::der::error if `dotted` is not a dotted OID.
    explicit owned_object(std::string_view dotted);
    owned_object(owned_object&&) noexcept;
    owned_object& operator=(owned_object&&) = delete;

private:
    bytes content_;
};

/// An attribute or extension type with OpenSSL's number for it.
struct known_type {
    int nid;
    const char* short_name;
    std::string_view dotted;
};
/// Return null if there is none.
const known_type* find_type(int nid) noexcept;
const known_type* find_type(std::string_view dotted) noexcept;
const known_type* find_type_by_name(std::string_view short_name) noexcept;

} // namespace tls::openssl_shim

struct X509_name_entry_st {
    tls::openssl_shim::owned_object type;
    tls::openssl_shim::owned_string value;
    std::string dotted;
    bool starts_relative_name; ///< false: in the same RelativeDistinguishedName as the entry before it
};

struct X509_name_st {
    /// Parses a DER Name. Has no entries if it is malformed.
    explicit X509_name_st(tls::byte_view der);

    std::vector<std::unique_ptr<X509_name_entry_st>> entries;
};

struct x509_st : tls::openssl_shim::counted<x509_st> {
    explicit x509_st(tls::x509::certificate c)
        : certificate(std::move(c)), subject(certificate.subject().der()), issuer(certificate.issuer().der())
    {
    }

    const tls::x509::certificate certificate;
    X509_name_st subject;
    X509_name_st issuer;
};

struct ssl_session_st : tls::openssl_shim::counted<ssl_session_st> {
    /// Takes a session that is not empty.
    explicit ssl_session_st(tls::session s) : session(std::move(s)), id(session.id()) {}

    const tls::session session;
    const tls::bytes id;
    std::once_flag peer_made;
    boost::intrusive_ptr<x509_st> peer; ///< made by the first call of SSL_SESSION_get0_peer
};

/// Refers to its certificates without owning references.
struct stack_st_X509 {
    std::vector<X509*> items;
};

struct stack_st_GENERAL_NAME {
    std::vector<GENERAL_NAME*> items;
};

struct x509_store_st : tls::openssl_shim::counted<x509_store_st> {
    /// Adds the anchors to this store and to the contexts that it belongs to. Thread-safe.
    void add(const tls::x509::trust_store& anchors);

    // Guarded by ownership_mutex() (attachments.hpp).
    tls::x509::trust_store anchors;
    std::vector<tls::native_context*> contexts; ///< the contexts that it belongs to; each removes itself when it ends
};

struct X509_VERIFY_PARAM_st {
    unsigned long flags = X509_V_FLAG_TRUSTED_FIRST;
    unsigned int host_flags = 0;
    std::string host;
    tls::native_stream* connection = nullptr; ///< the connection that it belongs to, or null
};

namespace tls::openssl_shim {

/// Owns certificates as OpenSSL objects.
struct certificate_list {
    explicit certificate_list(std::span<const x509::certificate>);

    std::vector<boost::intrusive_ptr<x509_st>> owned;
    stack_st_X509 stack;
};

} // namespace tls::openssl_shim

#endif
