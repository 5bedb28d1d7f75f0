/* Certificates, names, and verification. */

#ifndef TLS_OPENSSL_SHIM_OPENSSL_X509_H
#define TLS_OPENSSL_SHIM_OPENSSL_X509_H

#include <openssl/asio_tls.h>
#include <openssl/asio_tls_libcrypto.h>

#pragma GCC visibility push(default)

/* Certificates are immutable and reference-counted. X509_free releases one reference; it ignores null. */
void X509_free(X509* certificate);
int X509_up_ref(X509* certificate);
X509* X509_dup(const X509* certificate);
/* Returns 0 if the certificates are equal. */
int X509_cmp(const X509* a, const X509* b);
/* Parses a DER certificate at *in and advances *in past it. If `out` is not null, *out is freed and replaced by the new
 * certificate. */
X509* d2i_X509(X509** out, const unsigned char** in, long size);
/* Returns the size of the DER encoding. If `out` is not null, writes the encoding to *out and advances *out past it. If
 * *out is null, sets it to new memory for OPENSSL_free instead. */
int i2d_X509(const X509* certificate, unsigned char** out);

/* Valid as long as the certificate. */
X509_NAME* X509_get_subject_name(const X509* certificate);
X509_NAME* X509_get_issuer_name(const X509* certificate);

#define NID_undef 0
#define NID_commonName 13
#define NID_countryName 14
#define NID_localityName 15
#define NID_stateOrProvinceName 16
#define NID_organizationName 17
#define NID_organizationalUnitName 18
#define NID_pkcs9_emailAddress 48
#define NID_subject_alt_name 85
#define NID_givenName 99
#define NID_surname 100
#define NID_serialNumber 105
#define NID_title 106
#define NID_domainComponent 391
#define NID_X9_62_prime256v1 415
#define NID_userId 458
#define NID_secp384r1 715
#define NID_secp521r1 716
#define NID_X25519 1034
#define V_ASN1_OBJECT 6
#define V_ASN1_UTF8STRING 12
#define V_ASN1_PRINTABLESTRING 19
#define V_ASN1_T61STRING 20
#define V_ASN1_IA5STRING 22
#define V_ASN1_UNIVERSALSTRING 28
#define V_ASN1_BMPSTRING 30
#define V_ASN1_OCTET_STRING 4
#define V_ASN1_INTEGER 2

/* Returns "/C=US/O=Example/CN=example.org" in `buffer`: as many whole attributes as fit into `size` bytes with the
 * final NUL. If `buffer` is null, returns new memory for OPENSSL_free. */
char* X509_NAME_oneline(const X509_NAME* name, char* buffer, int size);
int X509_NAME_entry_count(const X509_NAME* name);
/* Copies the encoded first value of a type to `buffer`, truncated to `size` bytes with the final NUL. Returns the
 * number of bytes before that NUL; -1 if there is no such value. The value itself may contain NULs. */
int X509_NAME_get_text_by_NID(const X509_NAME* name, int nid, char* buffer, int size);
int X509_NAME_get_text_by_OBJ(const X509_NAME* name, const ASN1_OBJECT* type, char* buffer, int size);
/* Return the next position after `last` (-1: the first position); -1 if there is none. */
int X509_NAME_get_index_by_NID(const X509_NAME* name, int nid, int last);
int X509_NAME_get_index_by_OBJ(const X509_NAME* name, const ASN1_OBJECT* type, int last);
/* Valid as long as the name; null if there is none. */
X509_NAME_ENTRY* X509_NAME_get_entry(const X509_NAME* name, int position);
ASN1_STRING* X509_NAME_ENTRY_get_data(const X509_NAME_ENTRY* entry);
ASN1_OBJECT* X509_NAME_ENTRY_get_object(const X509_NAME_ENTRY* entry);

/* libcrypto's headers also declare these. Strings and object identifiers have the same memory layout as libcrypto's. */
#define OBJ_txt2obj asio_tls_OBJ_txt2obj
#define ASN1_OBJECT_free asio_tls_ASN1_OBJECT_free
#define ASN1_STRING_get0_data asio_tls_ASN1_STRING_get0_data
#define ASN1_STRING_length asio_tls_ASN1_STRING_length
#define ASN1_STRING_type asio_tls_ASN1_STRING_type
#define ASN1_STRING_to_UTF8 asio_tls_ASN1_STRING_to_UTF8
extern "C" {
/* Parses a dotted OID or, if `dotted_only` is 0, a short name such as "CN". Null if `text` is neither. */
ASN1_OBJECT* OBJ_txt2obj(const char* text, int dotted_only);
void ASN1_OBJECT_free(ASN1_OBJECT* object);
const unsigned char* ASN1_STRING_get0_data(const ASN1_STRING* string);
int ASN1_STRING_length(const ASN1_STRING* string);
int ASN1_STRING_type(const ASN1_STRING* string);
/* Converts a character string to UTF-8. Sets *out to new memory for OPENSSL_free, with a final NUL, and returns the
 * number of bytes before that NUL. Returns a negative number if the string is of another type or malformed. The value
 * itself may contain NULs. */
int ASN1_STRING_to_UTF8(unsigned char** out, const ASN1_STRING* string);
}

/* OPENSSL_free frees memory from the functions above, and from libcrypto. In libcrypto's header it is a macro that
 * calls CRYPTO_free. */
#define CRYPTO_free asio_tls_CRYPTO_free
extern "C" void CRYPTO_free(void* memory, const char* file, int line);
#ifndef OPENSSL_free
inline void OPENSSL_free(void* memory)
{
    CRYPTO_free(memory, "", 0);
}
#endif

/* Returns the extension with this NID: GENERAL_NAMES* for subjectAltName, null for others, which are not supported.
 * *critical is 1 or 0, or -1 if the certificate does not have the extension. */
void* X509_get_ext_d2i(const X509* certificate, int nid, int* critical, int* position);

int sk_X509_num(const STACK_OF(X509) * stack);
X509* sk_X509_value(const STACK_OF(X509) * stack, int position);
void sk_X509_free(STACK_OF(X509) * stack);
void sk_X509_pop_free(STACK_OF(X509) * stack, void (*free)(X509*));

/* Trust anchors. If the store belongs to a context, anchors added later apply to streams that are made after that. */
X509_STORE* X509_STORE_new();
int X509_STORE_up_ref(X509_STORE* store);
void X509_STORE_free(X509_STORE* store);
int X509_STORE_add_cert(X509_STORE* store, X509* anchor);
int X509_STORE_set_default_paths(X509_STORE* store);

/* The default locations of the system's anchors, and the environment variables that override them. */
const char* X509_get_default_cert_file();
const char* X509_get_default_cert_dir();
const char* X509_get_default_cert_file_env();
const char* X509_get_default_cert_dir_env();

/* The state of a verification, as passed to verify callbacks. All results are valid only during the callback, unless
 * stated otherwise. */
X509* X509_STORE_CTX_get_current_cert(const X509_STORE_CTX* store_context);
int X509_STORE_CTX_get_error(const X509_STORE_CTX* store_context);
void X509_STORE_CTX_set_error(X509_STORE_CTX* store_context, int error);
int X509_STORE_CTX_get_error_depth(const X509_STORE_CTX* store_context);
STACK_OF(X509) * X509_STORE_CTX_get_chain(const X509_STORE_CTX* store_context);
STACK_OF(X509) * X509_STORE_CTX_get0_chain(const X509_STORE_CTX* store_context);
/* The caller must free the result with sk_X509_pop_free and X509_free. */
STACK_OF(X509) * X509_STORE_CTX_get1_chain(const X509_STORE_CTX* store_context);
const char* X509_verify_cert_error_string(long error);
/* For callbacks of SSL_CTX_set_cert_verify_callback. Returns 1 if the chain is valid, else 0 and sets the error of the
 * store context. Returns -1 outside such a callback. */
int X509_verify_cert(X509_STORE_CTX* store_context);

#define X509_V_OK 0
#define X509_V_ERR_UNSPECIFIED 1
#define X509_V_ERR_UNABLE_TO_GET_CRL 3
#define X509_V_ERR_CERT_SIGNATURE_FAILURE 7
#define X509_V_ERR_CRL_SIGNATURE_FAILURE 8
#define X509_V_ERR_CERT_NOT_YET_VALID 9
#define X509_V_ERR_CERT_HAS_EXPIRED 10
#define X509_V_ERR_CRL_NOT_YET_VALID 11
#define X509_V_ERR_CRL_HAS_EXPIRED 12
#define X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT 18
#define X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN 19
#define X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY 20
#define X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE 21
#define X509_V_ERR_CERT_CHAIN_TOO_LONG 22
#define X509_V_ERR_CERT_REVOKED 23
#define X509_V_ERR_INVALID_CA 79
#define X509_V_ERR_PATH_LENGTH_EXCEEDED 25
#define X509_V_ERR_INVALID_PURPOSE 26
#define X509_V_ERR_CERT_REJECTED 28
#define X509_V_ERR_KEYUSAGE_NO_CERTSIGN 32
#define X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION 34
#define X509_V_ERR_INVALID_EXTENSION 41
#define X509_V_ERR_INVALID_POLICY_EXTENSION 42
#define X509_V_ERR_NO_EXPLICIT_POLICY 43
#define X509_V_ERR_PERMITTED_VIOLATION 47
#define X509_V_ERR_EXCLUDED_VIOLATION 48
#define X509_V_ERR_APPLICATION_VERIFICATION 50
#define X509_V_ERR_HOSTNAME_MISMATCH 62
#define X509_V_ERR_EMAIL_MISMATCH 63
#define X509_V_ERR_IP_ADDRESS_MISMATCH 64
#define X509_V_ERR_EE_KEY_TOO_SMALL 66
#define X509_V_ERR_CA_KEY_TOO_SMALL 67
#define X509_V_ERR_CA_MD_TOO_WEAK 68

/* Verification parameters. X509_VERIFY_PARAM_set_flags returns 0 for flags that are not defined here. */
X509_VERIFY_PARAM* X509_VERIFY_PARAM_new();
void X509_VERIFY_PARAM_free(X509_VERIFY_PARAM* parameters);
int X509_VERIFY_PARAM_set_flags(X509_VERIFY_PARAM* parameters, unsigned long flags);
int X509_VERIFY_PARAM_clear_flags(X509_VERIFY_PARAM* parameters, unsigned long flags);
unsigned long X509_VERIFY_PARAM_get_flags(const X509_VERIFY_PARAM* parameters);
/* Like SSL_set1_host. `name` has `size` bytes, or ends with NUL if `size` is 0. */
int X509_VERIFY_PARAM_set1_host(X509_VERIFY_PARAM* parameters, const char* name, std::size_t size);
/* Replaces the name or address that was set before. Returns 0 if `address` is not an IP address. */
int X509_VERIFY_PARAM_set1_ip_asc(X509_VERIFY_PARAM* parameters, const char* address);
/* How the host is compared with a certificate's names. By default a wildcard may be a whole left-most label, and
 * commonName is ignored. So only NO_WILDCARDS changes something: NO_PARTIAL_WILDCARDS and NEVER_CHECK_SUBJECT always
 * hold. The others would accept more names, which is not supported: they are ignored, and queue an error. */
void X509_VERIFY_PARAM_set_hostflags(X509_VERIFY_PARAM* parameters, unsigned int flags);
unsigned int X509_VERIFY_PARAM_get_hostflags(const X509_VERIFY_PARAM* parameters);

#define X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT 0x1
#define X509_CHECK_FLAG_NO_WILDCARDS 0x2
#define X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS 0x4
#define X509_CHECK_FLAG_MULTI_LABEL_WILDCARDS 0x8
#define X509_CHECK_FLAG_SINGLE_LABEL_SUBDOMAINS 0x10
#define X509_CHECK_FLAG_NEVER_CHECK_SUBJECT 0x20

#define X509_V_FLAG_TRUSTED_FIRST 0x8000
#define X509_V_FLAG_PARTIAL_CHAIN 0x80000

#pragma GCC visibility pop

#endif
