// Checks asio::ssl's interface at compile time, including code that must not compile.

#include "shadow/ssl_mode.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/test/unit_test.hpp>

#include <concepts>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

namespace {

namespace asio = boost::asio;
using asio::const_buffer;
using asio::mutable_buffer;
using asio::ip::tcp;
using boost::system::error_code;

struct row {
    const char* name;
    bool holds;
};

using plain_callback = bool (*)(bool, ssl::verify_context&);
using callback_function = std::function<bool(bool, ssl::verify_context&)>;
/// Move-only handlers.
struct done_handler {
    std::unique_ptr<int> owned;
    void operator()(error_code) {}
};
struct bytes_handler {
    std::unique_ptr<int> owned;
    void operator()(error_code, std::size_t) {}
};

// All rows depend on a template parameter, so that a missing member makes a row false instead of a compile error.

template <class C>
struct context_rows {
    using format = typename C::file_format;
    using purpose = typename C::password_purpose;

    static constexpr row rows[] = {
        {"options combine, and convert from long",
         requires(C& c, long bits){c.set_options(C::default_workarounds | C::no_sslv2 | C::no_sslv3 | C::single_dh_use);
    c.set_options(bits);
    typename C::options;
}
} // namespace
, {"context::verify_mode", std::same_as<typename C::verify_mode, int>},
    {"contexts may be derived from", !std::is_final_v<C> && std::derived_from<C, ssl::context_base>},
    {"native_handle_type is SSL_CTX*", std::same_as<typename C::native_handle_type, context_handle>},
    {"native_handle()", std::same_as<decltype(std::declval<C&>().native_handle()), context_handle>},
    {"explicit context(method)",
     std::constructible_from<C, typename C::method> && !std::convertible_to<typename C::method, C>},
    {"explicit context(native_handle_type)",
     std::constructible_from<C, context_handle> && !std::convertible_to<context_handle, C>},
    {"contexts move", std::move_constructible<C>&& std::assignable_from<C&, C>},
    {"set_options, clear_options", requires(C& c, typename C::options bits, error_code& e){c.set_options(bits);
c.set_options(bits, e);
c.clear_options(bits);
c.clear_options(bits, e);
}
}
, {"set_verify_mode, set_verify_depth", requires(C& c, ssl::verify_mode mode, error_code& e){c.set_verify_mode(mode);
c.set_verify_mode(mode, e);
c.set_verify_depth(3);
c.set_verify_depth(3, e);
}
}
, {"set_verify_callback", requires(C& c, plain_callback f, ssl::host_name_verification v, callback_function s,
                                   error_code& e){c.set_verify_callback(f);
c.set_verify_callback(f, e);
c.set_verify_callback(v);
c.set_verify_callback(v, e);
c.set_verify_callback(s);
c.set_verify_callback(s, e);
}
}
, {"load_verify_file, add_verify_path, set_default_verify_paths",
   requires(C& c, const std::string& path, error_code& e){c.load_verify_file(path);
c.load_verify_file(path, e);
c.load_verify_file("literal");
c.add_verify_path(path);
c.add_verify_path(path, e);
c.set_default_verify_paths();
c.set_default_verify_paths(e);
}
}
, {"add_certificate_authority",
   requires(C& c, const const_buffer& data, error_code& e){c.add_certificate_authority(data);
c.add_certificate_authority(data, e);
c.add_certificate_authority(asio::buffer("literal"));
c.add_certificate_authority(asio::buffer(std::declval<std::string&>()));
}
}
, {"use_certificate, use_certificate_file", requires(C& c, const const_buffer& data, const std::string& path, format f,
                                                     error_code& e){c.use_certificate(data, f);
c.use_certificate(data, f, e);
c.use_certificate_file(path, f);
c.use_certificate_file(path, f, e);
}
}
, {"use_certificate_chain, use_certificate_chain_file",
   requires(C& c, const const_buffer& data, const std::string& path, error_code& e){c.use_certificate_chain(data);
c.use_certificate_chain(data, e);
c.use_certificate_chain_file(path);
c.use_certificate_chain_file(path, e);
}
}
, {"use_private_key, use_private_key_file", requires(C& c, const const_buffer& data, const std::string& path, format f,
                                                     error_code& e){c.use_private_key(data, f);
c.use_private_key(data, f, e);
c.use_private_key_file(path, f);
c.use_private_key_file(path, f, e);
}
}
, {"use_rsa_private_key, use_rsa_private_key_file", requires(C& c, const const_buffer& data, const std::string& path,
                                                             format f, error_code& e){c.use_rsa_private_key(data, f);
c.use_rsa_private_key(data, f, e);
c.use_rsa_private_key_file(path, f);
c.use_rsa_private_key_file(path, f, e);
}
}
, {"use_tmp_dh, use_tmp_dh_file",
   requires(C& c, const const_buffer& data, const std::string& path, error_code& e){c.use_tmp_dh(data);
c.use_tmp_dh(data, e);
c.use_tmp_dh_file(path);
c.use_tmp_dh_file(path, e);
}
}
, {"set_password_callback",
   requires(C& c, std::string (*f)(std::size_t, purpose), error_code& e){c.set_password_callback(f);
c.set_password_callback(f, e);
}
}
, {"must not compile: a copy of a context", !std::copy_constructible<C> && !std::is_copy_assignable_v<C>},
    {"must not compile: a context from nothing or from a number",
     !std::default_initializable<C> && !std::constructible_from<C, int>},
    {"must not compile: a verify callback with another signature",
     !requires(C & c, bool (*f)(bool)){c.set_verify_callback(f);
}
}
, {"must not compile: a verify callback that returns a string",
   !requires(C & c, std::string (*f)(bool, ssl::verify_context&)){c.set_verify_callback(f);
}
}
, {"must not compile: a password callback with another signature",
   !requires(C & c, int (*f)(std::size_t)){c.set_password_callback(f);
}
}
, {"must not compile: a file format given as a number", !requires(C & c){c.use_private_key_file("path", 1);
}
}
,
    {"must not compile: destroying context_base or stream_base",
     !std::destructible<ssl::context_base> && !std::destructible<ssl::stream_base>},
}
;
}
;

template <class S>
struct derived_stream : S {
    using S::S;
};

template <class S, class Socket, class Lowest>
struct stream_rows {
    using C = ssl::context;
    static constexpr auto client = S::client;

    static constexpr row rows[] = {
        {"handshake_type", static_cast<int>(S::client) == 0 && static_cast<int>(S::server) == 1 &&
                               std::same_as<typename S::handshake_type, ssl::stream_base::handshake_type>},
        {"streams may be derived from, with their constructors",
         !std::is_final_v<S> && std::constructible_from<derived_stream<S>, asio::io_context&, C&>},
        {"native_handle_type is SSL*", std::same_as<typename S::native_handle_type, stream_handle>},
        {"native_handle()", std::same_as<decltype(std::declval<S&>().native_handle()), stream_handle>},
        {"impl_struct", std::same_as<decltype(S::impl_struct::ssl), stream_handle>},
        {"next_layer_type", std::same_as<typename S::next_layer_type, Socket>},
        {"lowest_layer_type is the socket", std::same_as<typename S::lowest_layer_type, Lowest>},
        {"executor_type", std::same_as<typename S::executor_type, typename S::lowest_layer_type::executor_type>},
        {"stream(execution context, context&)", std::constructible_from<S, asio::io_context&, C&>},
        {"stream(executor, context&)", std::constructible_from<S, typename S::executor_type, C&>},
        {"stream(next layer, context&)", std::constructible_from<S, Socket, C&>},
        {"stream(arg, native_handle_type)", std::constructible_from<S, asio::io_context&, stream_handle>},
        {"stream(arg, context&, size, size)",
         std::constructible_from<S, asio::io_context&, C&, std::size_t>&&
             std::constructible_from<S, asio::io_context&, C&, std::size_t, std::size_t>},
        {"streams move", std::move_constructible<S>&& std::assignable_from<S&, S>},
        {"get_executor() noexcept", noexcept(std::declval<S&>().get_executor())},
        {"next_layer(), lowest_layer()", requires(S& s, const S& c){{s.next_layer()} -> std::same_as<Socket&>;
    {
        c.next_layer()
        } -> std::same_as<const Socket&>;
    {
        s.lowest_layer()
        } -> std::same_as<Lowest&>;
    {
        c.lowest_layer()
        } -> std::same_as<const Lowest&>;
}
}
, {"set_verify_mode, set_verify_depth", requires(S& s, ssl::verify_mode mode, error_code& e){s.set_verify_mode(mode);
s.set_verify_mode(mode, e);
s.set_verify_depth(3);
s.set_verify_depth(3, e);
}
}
, {"set_verify_callback", requires(S& s, plain_callback f, ssl::host_name_verification v, callback_function b,
                                   error_code& e){s.set_verify_callback(f);
s.set_verify_callback(f, e);
s.set_verify_callback(v);
s.set_verify_callback(b, e);
}
}
, {"handshake(type)", requires(S& s, error_code& e){{s.handshake(client)} -> std::same_as<void>;
{
    s.handshake(client, e)
    } -> std::same_as<void>;
}
}
, {"handshake(type, buffers)", requires(S& s, const_buffer one, std::vector<const_buffer> many,
                                        error_code& e){{s.handshake(client, one)} -> std::same_as<void>;
{
    s.handshake(client, many, e)
    } -> std::same_as<void>;
}
}
, {"async_handshake(type, token): void(error_code)", requires(S& s){s.async_handshake(client, done_handler{});
}
}
, {"async_handshake(type, buffers, token): void(error_code, size_t)",
   requires(S& s, const_buffer one){s.async_handshake(client, one, bytes_handler{});
}
}
, {"shutdown, async_shutdown", requires(S& s, error_code& e){{s.shutdown()} -> std::same_as<void>;
{
    s.shutdown(e)
    } -> std::same_as<void>;
s.async_shutdown(done_handler{});
}
}
, {"write_some, async_write_some", requires(S& s, const_buffer one, std::vector<const_buffer> many,
                                            error_code& e){{s.write_some(one)} -> std::same_as<std::size_t>;
{
    s.write_some(many, e)
    } -> std::same_as<std::size_t>;
s.async_write_some(many, bytes_handler{});
}
}
, {"read_some, async_read_some", requires(S& s, mutable_buffer one, std::vector<mutable_buffer> many,
                                          error_code& e){{s.read_some(one)} -> std::same_as<std::size_t>;
{
    s.read_some(many, e)
    } -> std::same_as<std::size_t>;
s.async_read_some(many, bytes_handler{});
}
}
, {"use_awaitable returns awaitables that match the signatures",
   requires(S& s, const_buffer in,
            mutable_buffer out){{s.async_handshake(client, asio::use_awaitable)} -> std::same_as<asio::awaitable<void>>;
{
    s.async_handshake(client, in, asio::use_awaitable)
    } -> std::same_as<asio::awaitable<std::size_t>>;
{
    s.async_shutdown(asio::use_awaitable)
    } -> std::same_as<asio::awaitable<void>>;
{
    s.async_read_some(out, asio::use_awaitable)
    } -> std::same_as<asio::awaitable<std::size_t>>;
{
    s.async_write_some(in, asio::use_awaitable)
    } -> std::same_as<asio::awaitable<std::size_t>>;
}
}
, {"extension: rebind_executor, and default completion tokens",
   requires(S s){{asio::use_awaitable_t<>::as_default_on(std::move(s)).async_shutdown()}
                 -> std::same_as<asio::awaitable<void>>;
requires !std::same_as<decltype(asio::use_awaitable_t<>::as_default_on(std::move(s))), S>;
}
}
, {"must not compile: a copy of a stream", !std::copy_constructible<S> && !std::is_copy_assignable_v<S>},
    {"must not compile: a stream without a context",
     !std::default_initializable<S> && !std::constructible_from<S, asio::io_context&>},
    {"must not compile: a stream from a temporary context", !std::constructible_from<S, asio::io_context&, C>},
    {"must not compile: a handshake type given as a number", !requires(S & s){s.handshake(0);
}
}
, {"must not compile: a verify callback with another signature",
   !requires(S & s, bool (*f)(bool)){s.set_verify_callback(f);
}
}
, {"must not compile: a handshake with a string as buffer",
   !requires(S & s, std::string text){s.handshake(client, text);
}
}
,
}
;
}
;

template <class V>
struct verification_rows {
    static constexpr row rows[] = {
        {"verify_mode", std::same_as<ssl::verify_mode, int>&& ssl::verify_none == 0 && ssl::verify_peer == 1 &&
                            ssl::verify_fail_if_no_peer_cert == 2 && ssl::verify_client_once == 4},
        {"verify_context::native_handle_type is X509_STORE_CTX*",
         std::same_as<typename V::native_handle_type, verification_handle>},
        {"explicit verify_context(native_handle_type)",
         std::constructible_from<V, verification_handle> && !std::convertible_to<verification_handle, V>},
        {"native_handle()", std::same_as<decltype(std::declval<V&>().native_handle()), verification_handle>},
        {"host_name_verification", std::same_as<ssl::host_name_verification::result_type,
                                                bool>&& std::predicate<const ssl::host_name_verification&, bool, V&>&&
                                           std::constructible_from<ssl::host_name_verification, const std::string&> &&
                                       !std::convertible_to<const std::string&, ssl::host_name_verification>},
        {"rfc2818_verification", std::same_as<ssl::rfc2818_verification::result_type, bool>&&
                                     std::predicate<const ssl::rfc2818_verification&, bool, V&>&&
                                         std::constructible_from<ssl::rfc2818_verification, const std::string&>},
        {"ssl_errors", std::is_enum_v<ssl_category_of::ssl_errors>&&
                           boost::system::is_error_code_enum<ssl_category_of::ssl_errors>::value},
        {"stream_errors", ssl::error::stream_truncated == 1 && ssl::error::unspecified_system_error == 2 &&
                              ssl::error::unexpected_result == 3 &&
                              boost::system::is_error_code_enum<ssl::error::stream_errors>::value},
        {"must not compile: a copy of a verify_context", !std::copy_constructible<V> && !std::is_copy_assignable_v<V>},
    };
};

// The order of the methods, and the values of the constants.
using base = ssl::context_base;
static_assert(base::sslv2 == 0 && base::sslv2_client == 1 && base::sslv2_server == 2);
static_assert(base::sslv3 == 3 && base::sslv3_client == 4 && base::sslv3_server == 5);
static_assert(base::tlsv1 == 6 && base::tlsv1_client == 7 && base::tlsv1_server == 8);
static_assert(base::sslv23 == 9 && base::sslv23_client == 10 && base::sslv23_server == 11);
static_assert(base::tlsv11 == 12 && base::tlsv11_client == 13 && base::tlsv11_server == 14);
static_assert(base::tlsv12 == 15 && base::tlsv12_client == 16 && base::tlsv12_server == 17);
static_assert(base::tlsv13 == 18 && base::tlsv13_client == 19 && base::tlsv13_server == 20);
static_assert(base::tls == 21 && base::tls_client == 22 && base::tls_server == 23);
static_assert(base::default_workarounds == 0x80000850 && base::single_dh_use == 0 && base::no_sslv2 == 0);
static_assert(base::no_sslv3 == 0x2000000 && base::no_tlsv1 == 0x4000000 && base::no_tlsv1_1 == 0x10000000);
static_assert(base::no_tlsv1_2 == 0x8000000 && base::no_tlsv1_3 == 0x20000000 && base::no_compression == 0x20000);
static_assert(base::verify_none == 0 && base::verify_peer == 1);
static_assert(base::verify_fail_if_no_peer_cert == 2 && base::verify_client_once == 4);
static_assert(base::asn1 == 0 && base::pem == 1 && base::for_reading == 0 && base::for_writing == 1);

template <class Rows>
void check(const Rows& rows)
{
    for (auto& [name, holds] : rows)
        BOOST_TEST(holds, name);
}

} // namespace

BOOST_AUTO_TEST_CASE(context_interface_matches_asio)
{
    check(context_rows<ssl::context>::rows);
}

BOOST_AUTO_TEST_CASE(stream_over_socket_interface_matches_asio)
{
    check(stream_rows<ssl::stream<tcp::socket>, tcp::socket, tcp::socket::lowest_layer_type>::rows);
}

BOOST_AUTO_TEST_CASE(stream_over_beast_stream_interface_matches_asio)
{
    check(stream_rows<ssl::stream<boost::beast::tcp_stream>, boost::beast::tcp_stream, tcp::socket>::rows);
}

BOOST_AUTO_TEST_CASE(stream_over_reference_has_referenced_next_layer)
{
    using by_reference = ssl::stream<tcp::socket&>;
    static_assert(std::same_as<by_reference::next_layer_type, tcp::socket>);
    static_assert(std::constructible_from<by_reference, tcp::socket&, ssl::context&>);
}

BOOST_AUTO_TEST_CASE(verification_and_error_interface_matches_asio)
{
    check(verification_rows<ssl::verify_context>::rows);
}
