/* The errors of this thread, for functions that report none otherwise; and how an error's number is made up. */

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

/* Numbers from elsewhere may be int, as boost::system::error_code has them. */
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
/* Programs look for them by #ifdef. */
#define ERR_GET_LIB ERR_GET_LIB
#define ERR_GET_REASON ERR_GET_REASON
#define ERR_PACK ERR_PACK

/* The oldest error, which is taken from the queue; 0 if there is none. peek leaves it there. */
unsigned long ERR_get_error();
unsigned long ERR_peek_error();
unsigned long ERR_peek_last_error();
void ERR_clear_error();

/* "error:0A000086:SSL routines::certificate verify failed", into `buffer` (of 256 bytes at least), or if it is null
 * into one of this thread's. */
char* ERR_error_string(unsigned long error, char* buffer);
void ERR_error_string_n(unsigned long error, char* buffer, std::size_t size);
/* Null if the number means nothing. */
const char* ERR_lib_error_string(unsigned long error);
const char* ERR_reason_error_string(unsigned long error);

#pragma GCC visibility pop

#endif
