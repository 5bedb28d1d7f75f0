// Makes a program fail to link, or else to start, if some of its objects use boost::asio::ssl over this library and
// others use Boost's own over OpenSSL. Both define the same names differently, so such a program would link and then
// crash or hang.
//
// Boost's own headers can contribute nothing to the check: it works on two of the objects that they put into each
// object file that uses them. Static and shared builds of this library are alike, because nothing of the check is in
// it.
//
// - A COMDAT group with the name of Boost's get_ssl_category()::instance. The linker keeps the first group of a name
// and
//   discards the others. If it keeps Boost's, `only_implementation` is undefined; if it keeps this one, Boost's object
//   is. The name of `only_implementation` in object files is a sentence, which linkers report.
// - An undefined weak symbol with the name of Boost's get_stream_category()::instance, but thread-local. A definition
//   that is not thread-local does not match. This is for lld, which takes a discarded weak definition for a null
//   pointer.
//
// With -flto, most linkers do not notice: they link before they assemble. And Clang's linkers accept that a weak symbol
// is undefined. So the program also checks when it starts, and aborts.
//
// A plain duplicate definition would not do: all of Boost's are weak, and the linker takes one of them silently.

#ifndef TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_ONLY_IMPLEMENTATION_HPP
#define TLS_ASIO_SSL_BOOST_ASIO_SSL_DETAIL_ONLY_IMPLEMENTATION_HPP

#include <tls/config.hpp>

#if defined(__ELF__)

#include <cstdio>
#include <cstdlib>

// With -flto several object files are assembled as one, so the text may be there more than once. Clang's linkers then
// also take a global symbol of the text for a duplicate definition: for Clang it is weak.
#if defined(__clang__)
#define TLS_ASIO_SSL_BINDING ".weak"
#else
#define TLS_ASIO_SSL_BINDING ".globl"
#endif
asm(R"(
.ifndef boost_asio_ssl_of_asio_tls_and_of_OpenSSL_in_one_program
.pushsection .rodata.boost_asio_ssl_of_asio_tls,"aG",%progbits,_ZZN5boost4asio5error16get_ssl_categoryEvE8instance,comdat
)" TLS_ASIO_SSL_BINDING R"( boost_asio_ssl_of_asio_tls_and_of_OpenSSL_in_one_program
.hidden boost_asio_ssl_of_asio_tls_and_of_OpenSSL_in_one_program
.type boost_asio_ssl_of_asio_tls_and_of_OpenSSL_in_one_program,%object
.size boost_asio_ssl_of_asio_tls_and_of_OpenSSL_in_one_program,1
boost_asio_ssl_of_asio_tls_and_of_OpenSSL_in_one_program: .byte 0
.popsection
.weak _ZZN5boost4asio3ssl5error19get_stream_categoryEvE8instance
.type _ZZN5boost4asio3ssl5error19get_stream_categoryEvE8instance,%tls_object
.pushsection .comment.boost_asio_ssl_of_asio_tls,"",%progbits
.reloc 0,BFD_RELOC_NONE,_ZZN5boost4asio3ssl5error19get_stream_categoryEvE8instance
.byte 0
.popsection
.endif
)");
#undef TLS_ASIO_SSL_BINDING

namespace boost::asio::ssl::detail {

#if defined(__clang__)
extern "C" [[gnu::visibility("hidden"),
             gnu::weak]] const char only_implementation asm("boost_asio_ssl_of_asio_tls_and_of_OpenSSL_in_one_program");
#else
extern "C" [[gnu::visibility("hidden")]] const char
    only_implementation asm("boost_asio_ssl_of_asio_tls_and_of_OpenSSL_in_one_program");
/// Each object file refers to the symbol, and the linker keeps that reference.
[[gnu::used, gnu::retain]] static const char* const only_implementation_is_present = &only_implementation;
#endif
/// The virtual function table of a class that only Boost's objects have. Hidden: shared libraries may contain another
/// asio::ssl.
extern "C" [[gnu::visibility("hidden"),
             gnu::weak]] const char other_implementation asm("_ZTVN5boost4asio3ssl5error6detail15stream_categoryE");
/// Never defined. In position-independent programs, gold's address of such a symbol is not null.
extern "C" [[gnu::visibility("hidden"), gnu::weak]] const char no_implementation asm("boost_asio_ssl_of_nobody");

static const bool other_implementation_is_absent = [] {
    bool absent = &other_implementation == &no_implementation;
#if defined(__clang__)
    absent = absent && &only_implementation != nullptr;
#endif
    if (absent)
        return true;
    std::fputs("boost::asio::ssl of asio-tls and of OpenSSL in one program: compile all of it with one of them\n",
               stderr);
    std::abort();
}();

} // namespace boost::asio::ssl::detail

#endif

#endif
