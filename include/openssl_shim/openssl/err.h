/* The error queue of each thread, for functions that report errors in no other way, and the layout of error codes. */

#ifndef TLS_OPENSSL_SHIM_OPENSSL_ERR_H
#define TLS_OPENSSL_SHIM_OPENSSL_ERR_H

#include <openssl/asio_tls.h>

#pragma GCC visibility push(default)

#define ERR_LIB_NONE 1
#define ERR_LIB_SYS 2
#define ERR_LIB_PEM 9
#define ERR_LIB_X509 11
#define ERR_LIB_ASN1 13
#define ERR_LIB_SSL 20

/* Callers may also pass an int, such as the value of a boost::system::error_code. */
constexpr int ERR_GET_LIB(unsigned long error)
{
    return (error & 0x80000000UL) != 0 ? ERR_LIB_SYS : static_cast<int>(error >> 23 & 0xff);
}
constexpr int ERR_GET_REASON(unsigned long error)
{
    return static_cast<int>(error & ((error & 0x80000000UL) != 0 ? 0x7fffffffUL : 0x7fffffUL));
}
constexpr unsigned long ERR_PACK(int library, int /*function*/, int reason)
{
    return (static_cast<unsigned long>(library) & 0xff) << 23 | (static_cast<unsigned long>(reason) & 0x7fffff);
}
/* Programs check for these names with #ifdef. */
#define ERR_GET_LIB ERR_GET_LIB
#define ERR_GET_REASON ERR_GET_REASON
#define ERR_PACK ERR_PACK

/* ERR_get_error removes the oldest error from the queue and returns it; the peek functions leave the queue unchanged. 0
 * if the queue is empty. */
unsigned long ERR_get_error();
unsigned long ERR_peek_error();
unsigned long ERR_peek_last_error();
void ERR_clear_error();

/* Writes "error:0A000086:SSL routines::certificate verify failed" to `buffer` (at least 256 bytes), or to a buffer of
 * this thread if it is null. */
char* ERR_error_string(unsigned long error, char* buffer);
void ERR_error_string_n(unsigned long error, char* buffer, std::size_t size);
/* Return null for an unknown code. */
const char* ERR_lib_error_string(unsigned long error);
const char* ERR_reason_error_string(unsigned long error);

#pragma GCC visibility pop

#endif
