// What OpenSSL's opaque structures are here.

#ifndef TLS_SRC_OPENSSL_SHIM_OBJECTS_HPP
#define TLS_SRC_OPENSSL_SHIM_OBJECTS_HPP

#include <tls/impl/native_handles.hpp>
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

/// As libcrypto lays it out in memory, so that its functions may read it.
struct asn1_string_st {
    int length = 0;
    int type = 0;
    unsigned char* data = nullptr;
    long flags = 0;
};

/// Likewise.
struct asn1_object_st {
    const char* short_name = nullptr;
    const char* long_name = nullptr;
    int nid = NID_undef;
    int length = 0;
    const unsigned char* data = nullptr; ///< content octets of its DER
    int flags = 0;
};

namespace tls::openssl_shim {

/// Whose life is counted, as OpenSSL's functions do: one reference belongs to who made it.
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

/// An ASN1_STRING with what it points to.
struct owned_string : asn1_string_st {
    owned_string(int kind, byte_view content);
    owned_string(owned_string&&) noexcept;
    owned_string& operator=(owned_string&&) = delete;

private:
    bytes content_; ///< and a NUL behind it, for those who take it for text
};

/// An ASN1_OBJECT with what it points to.
struct owned_object : asn1_object_st {
    /// Throws x509::der::error if it is not dotted decimals.
    explicit owned_object(std::string_view dotted);
    owned_object(owned_object&&) noexcept;
    owned_object& operator=(owned_object&&) = delete;

private:
    bytes content_;
};

/// A type of attribute or extension under OpenSSL's number.
struct known_type {
    int nid;
    const char* short_name;
    std::string_view dotted;
};
/// Null if there is none.
const known_type* find_type(int nid) noexcept;
const known_type* find_type(std::string_view dotted) noexcept;
const known_type* find_type_by_name(std::string_view short_name) noexcept;

} // namespace tls::openssl_shim

struct X509_name_entry_st {
    tls::openssl_shim::owned_object type;
    tls::openssl_shim::owned_string value;
    std::string dotted;
    bool starts_relative_name; ///< or else it belongs to the one before it
};

struct X509_name_st {
    /// Of the DER of a Name. Empty if that is malformed.
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

/// Refers to its certificates without counting.
struct stack_st_X509 {
    std::vector<X509*> items;
};

struct stack_st_GENERAL_NAME {
    std::vector<GENERAL_NAME*> items;
};

struct x509_store_st : tls::openssl_shim::counted<x509_store_st> {
    /// Adds to the contexts that it belongs to as well.
    void add(const tls::x509::trust_store& anchors);

    std::mutex mutex;
    tls::x509::trust_store anchors;
    std::vector<tls::native_context*> contexts; ///< it belongs to these, which take themselves out when they end
};

struct X509_VERIFY_PARAM_st {
    unsigned long flags = X509_V_FLAG_TRUSTED_FIRST;
    std::string host;
    tls::native_stream* connection = nullptr; ///< that it belongs to, if it does
};

namespace tls::openssl_shim {

/// Certificates as OpenSSL's objects, owned.
struct certificate_list {
    explicit certificate_list(std::span<const x509::certificate>);

    std::vector<boost::intrusive_ptr<x509_st>> owned;
    stack_st_X509 stack;
};

} // namespace tls::openssl_shim

#endif
