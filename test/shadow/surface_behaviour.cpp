// The behaviour of asio::ssl: callbacks, error values, and the end of connections.

#include "shadow/ssl_mode.hpp"
#include "support/pki.hpp"

#include <tls/x509/pem.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using local_socket = asio::local::stream_protocol::socket;
using stream_type = ssl::stream<local_socket>;
using tls::key_type;
using tls::test::pki;

/// Returns the message of the exception that `action` throws.
template <class Action>
std::string message_of(Action&& action)
{
    try {
        action();
    } catch (const boost::system::system_error& e) {
        return e.what();
    }
    return "nothing was thrown";
}

/// Checks the beginning and end of an exception's message. The library may say more in between than asio::ssl does.
template <class Action>
void check_message(Action&& action, std::string_view begin, std::string_view end)
{
    const auto message = message_of(action);
    BOOST_TEST((message.starts_with(begin) && message.ends_with(end)), message);
}

/// Returns the error that asio.ssl reports for this reason with OpenSSL 3.
error_code ssl_error(int reason)
{
    return {20 << 23 | reason, ssl_category_of::get_ssl_category()};
}

/// PEM of a root, an intermediate and a leaf for localhost.
struct chain_of_three {
    pki authority;
    tls::private_key intermediate_key = pki::make_key(key_type::secp256r1);
    tls::private_key leaf_key = pki::make_key(key_type::secp256r1);
    std::string root, chain, key;

    explicit chain_of_three(bool alt_names = true)
    {
        tls::x509::certificate_template intermediate_template;
        intermediate_template.common_name = "Test Intermediate";
        intermediate_template.is_ca = true;
        const auto intermediate = authority.issue(intermediate_template, intermediate_key);
        tls::x509::certificate_template leaf_template;
        leaf_template.common_name = "localhost";
        if (alt_names)
            leaf_template.dns_names = {"localhost"};
        const auto leaf =
            tls::x509::issue_certificate(leaf_template, leaf_key.public_part, intermediate, intermediate_key);
        root = tls::x509::write_pem("CERTIFICATE", authority.root().der());
        chain =
            tls::x509::write_pem("CERTIFICATE", leaf.der()) + tls::x509::write_pem("CERTIFICATE", intermediate.der());
        key = tls::x509::write_private_key_pem(leaf_key);
    }
};

struct two_peers {
    explicit two_peers(const chain_of_three& made)
    {
        server_context.use_certificate_chain(asio::buffer(made.chain));
        server_context.use_private_key(asio::buffer(made.key), ssl::context::pem);
        client_context.add_certificate_authority(asio::buffer(made.root));
    }
    two_peers() : two_peers(shared_chain()) {}

    static const chain_of_three& shared_chain()
    {
        static const chain_of_three made;
        return made;
    }

    void connect()
    {
        client.emplace(io, client_context);
        server.emplace(io, server_context);
        asio::local::connect_pair(client->next_layer(), server->next_layer());
    }

    void run()
    {
        io.restart();
        io.run_for(std::chrono::seconds(30));
        BOOST_TEST(io.stopped(), "operations did not end");
    }

    /// Returns the errors of client and server.
    std::pair<error_code, error_code> handshake()
    {
        if (!client)
            connect();
        std::pair<error_code, error_code> results;
        client->async_handshake(ssl::stream_base::client, [&](error_code e) { results.first = e; });
        server->async_handshake(ssl::stream_base::server, [&](error_code e) { results.second = e; });
        run();
        return results;
    }

    void connected()
    {
        auto [client_error, server_error] = handshake();
        BOOST_REQUIRE(!client_error);
        BOOST_REQUIRE(!server_error);
    }

    error_code read_error(stream_type& from)
    {
        error_code result;
        from.async_read_some(asio::buffer(buffer), [&](error_code e, std::size_t) { result = e; });
        run();
        return result;
    }

    asio::io_context io;
    ssl::context client_context{ssl::context::tls_client};
    ssl::context server_context{ssl::context::tls_server};
    std::optional<stream_type> client, server;
    std::array<char, 100> buffer{};
};

} // namespace

BOOST_AUTO_TEST_CASE(sslv2_context_throws_and_sslv3_context_cannot_connect)
{
    for (auto method : {ssl::context::sslv2, ssl::context::sslv2_client, ssl::context::sslv2_server})
        check_message([&] { ssl::context context(method); }, "context: ", "Invalid argument [system:22]");
    two_peers peers;
    peers.client_context = ssl::context(ssl::context::sslv3);
    peers.connect();
    error_code e;
    peers.client->handshake(ssl::stream_base::client, e);
    BOOST_TEST(e == ssl_error(191));
}

BOOST_AUTO_TEST_CASE(every_other_method_makes_a_context)
{
    for (int method = ssl::context::sslv3; method <= ssl::context::tls_server; ++method)
        BOOST_CHECK_NO_THROW(ssl::context(static_cast<ssl::context::method>(method)));
}

BOOST_AUTO_TEST_CASE(context_from_null_handle_throws)
{
    const ssl::context::native_handle_type none = nullptr;
    check_message([&] { ssl::context context(none); }, "context: ", "Invalid argument [system:22]");
}

BOOST_AUTO_TEST_CASE(context_handle_survives_move)
{
    ssl::context context(ssl::context::tls);
    const auto handle = context.native_handle();
    ssl::context moved(std::move(context));
    BOOST_TEST(moved.native_handle() == handle);
}

BOOST_AUTO_TEST_CASE(missing_files_report_enoent)
{
    ssl::context context(ssl::context::tls);
    const error_code missing(2, boost::system::system_category());
    error_code e;
    context.load_verify_file("/nonexistent", e);
    BOOST_TEST(e == missing);
    context.use_certificate_file("/nonexistent", ssl::context::pem, e);
    BOOST_TEST(e == missing);
    context.use_certificate_chain_file("/nonexistent", e);
    BOOST_TEST(e == missing);
    context.use_private_key_file("/nonexistent", ssl::context::pem, e);
    BOOST_TEST(e == missing);
    context.use_rsa_private_key_file("/nonexistent", ssl::context::pem, e);
    BOOST_TEST(e == missing);
    context.use_tmp_dh_file("/nonexistent", e);
    BOOST_TEST(e == missing);
    context.add_verify_path("/nonexistent", e);
    BOOST_TEST(e == missing);
    BOOST_CHECK_NO_THROW(context.set_default_verify_paths());
}

BOOST_AUTO_TEST_CASE(text_without_pem_reports_no_start_line)
{
    ssl::context context(ssl::context::tls);
    const auto text = asio::buffer("no certificate");
    const error_code no_start_line(75497580, ssl_category_of::get_ssl_category());
    error_code e;
    context.add_certificate_authority(text, e);
    BOOST_TEST(e == no_start_line);
    BOOST_TEST(e.message() == "no start line (PEM routines)");
    context.use_certificate(text, ssl::context::pem, e);
    BOOST_TEST(e == no_start_line);
    context.use_certificate_chain(text, e);
    BOOST_TEST(e == no_start_line);
    context.use_private_key(text, ssl::context::pem, e);
    BOOST_TEST(e == no_start_line);
    context.use_tmp_dh(text, e);
    BOOST_TEST(e == no_start_line);
}

BOOST_AUTO_TEST_CASE(unknown_file_format_reports_invalid_argument)
{
    ssl::context context(ssl::context::tls);
    error_code e;
    context.use_private_key(asio::buffer("x"), static_cast<ssl::context::file_format>(2), e);
    BOOST_TEST(e == asio::error::invalid_argument);
    context.use_certificate(asio::buffer("x"), static_cast<ssl::context::file_format>(2), e);
    BOOST_TEST(e == asio::error::invalid_argument);
}

BOOST_AUTO_TEST_CASE(encrypted_key_calls_password_callback_for_reading)
{
    const auto& made = two_peers::shared_chain();
    const auto encrypted = tls::x509::write_private_key_pem(made.leaf_key, "sesame", 1000);
    ssl::context context(ssl::context::tls);
    std::optional<ssl::context::password_purpose> asked;
    context.set_password_callback([&](std::size_t size, ssl::context::password_purpose purpose) {
        BOOST_TEST(size > 6u);
        asked = purpose;
        return std::string("sesame");
    });
    context.use_certificate_chain(asio::buffer(made.chain));
    BOOST_CHECK_NO_THROW(context.use_private_key(asio::buffer(encrypted), ssl::context::pem));
    BOOST_TEST((asked == ssl::context::for_reading));
}

BOOST_AUTO_TEST_CASE(throwing_overloads_name_the_function)
{
    two_peers peers;
    peers.connect();
    const auto code = "(SSL routines) [asio.ssl:167772436]";
    check_message([&] { peers.client->read_some(asio::buffer(peers.buffer)); }, "read_some: uninitialized", code);
    check_message([&] { peers.client->write_some(asio::buffer("x")); }, "write_some: uninitialized", code);
    check_message([&] { peers.client->shutdown(); }, "shutdown: uninitialized", code);
}

BOOST_AUTO_TEST_CASE(empty_reads_and_writes_succeed_before_handshake)
{
    two_peers peers;
    peers.connect();
    error_code e = asio::error::fault;
    BOOST_TEST(peers.client->read_some(asio::mutable_buffer(), e) == 0u);
    BOOST_TEST(!e);
    BOOST_TEST(peers.client->write_some(asio::const_buffer(), e) == 0u);
    BOOST_TEST(!e);
    int done = 0;
    peers.client->async_read_some(asio::mutable_buffer(),
                                  [&](error_code error, std::size_t n) { done += !error && n == 0; });
    peers.client->async_write_some(asio::const_buffer(),
                                   [&](error_code error, std::size_t n) { done += !error && n == 0; });
    BOOST_TEST(done == 0, "a handler was called within the initiating function");
    peers.run();
    BOOST_TEST(done == 2);
}

BOOST_AUTO_TEST_CASE(truncated_connection_reports_stream_truncated)
{
    two_peers peers;
    peers.connect();
    peers.server->next_layer().close();
    error_code e;
    peers.client->handshake(ssl::stream_base::client, e);
    BOOST_TEST(e.failed());

    two_peers others;
    others.connected();
    others.server->next_layer().close();
    BOOST_TEST(others.read_error(*others.client) == ssl::error::stream_truncated);
    const error_code truncated = ssl::error::stream_truncated;
    BOOST_TEST(truncated.message() == "stream truncated");
    BOOST_TEST(truncated.category().name() == std::string("asio.ssl.stream"));
}

BOOST_AUTO_TEST_CASE(transport_end_in_handshake_reports_stream_truncated)
{
    two_peers peers;
    peers.connect();
    peers.server->next_layer().shutdown(local_socket::shutdown_send);
    error_code e;
    peers.client->handshake(ssl::stream_base::client, e);
    BOOST_TEST(e == ssl::error::stream_truncated);
}

BOOST_AUTO_TEST_CASE(shutdown_waits_for_peer_then_reads_end_and_writes_fail)
{
    two_peers peers;
    peers.connected();
    std::optional<error_code> closed;
    peers.client->async_shutdown([&](error_code e) { closed = e; });
    peers.io.restart();
    while (peers.io.poll() != 0) {}
    BOOST_TEST(!closed.has_value());
    error_code e;
    peers.server->read_some(asio::buffer(peers.buffer), e);
    BOOST_TEST(e == asio::error::eof);
    peers.server->shutdown(e);
    BOOST_TEST(!e);
    peers.run();
    BOOST_REQUIRE(closed.has_value());
    BOOST_TEST(!*closed);
    BOOST_TEST(peers.client->read_some(asio::buffer(peers.buffer), e) == 0u);
    BOOST_TEST(e == asio::error::eof);
    peers.client->write_some(asio::buffer("x"), e);
    BOOST_TEST(e == ssl_error(207));
    BOOST_TEST(e.value() == 167772367);
}

BOOST_AUTO_TEST_CASE(buffered_handshake_consumes_and_counts_its_buffer)
{
    two_peers peers;
    peers.connect();
    std::string hello(5, '\0');
    std::optional<std::size_t> taken;
    error_code client_error, server_error;
    peers.client->async_handshake(ssl::stream_base::client, [&](error_code e) { client_error = e; });
    asio::async_read(peers.server->next_layer(), asio::buffer(hello), [&](error_code, std::size_t) {
        peers.server->async_handshake(ssl::stream_base::server, asio::buffer(hello), [&](error_code e, std::size_t n) {
            server_error = e;
            taken = n;
        });
    });
    peers.run();
    BOOST_TEST(!client_error);
    BOOST_TEST(!server_error);
    BOOST_TEST((taken == std::size_t(5)));
}

BOOST_AUTO_TEST_CASE(moved_stream_keeps_connection_and_handle)
{
    two_peers peers;
    peers.connected();
    const auto handle = peers.client->native_handle();
    stream_type moved(std::move(*peers.client));
    BOOST_TEST(moved.native_handle() == handle);
    moved.write_some(asio::buffer(std::string("moved")));
    BOOST_TEST(peers.server->read_some(asio::buffer(peers.buffer)) == 5u);
}

BOOST_AUTO_TEST_CASE(stream_settings_override_context)
{
    two_peers peers;
    peers.client_context = ssl::context(ssl::context::tls_client); // has no trust anchors
    peers.client_context.set_verify_mode(ssl::verify_peer);
    peers.connect();
    peers.client->set_verify_mode(ssl::verify_none);
    BOOST_TEST(!peers.handshake().first);
}

using call = std::tuple<bool, int, int>; // preverified, depth, error

struct recorded_calls {
    template <class Context>
    void record_in(Context& target, bool accept_failures)
    {
        target.set_verify_callback([this, accept_failures](bool preverified, ssl::verify_context& context) {
            calls.emplace_back(preverified, static_cast<int>(context.error_depth()), static_cast<int>(context.error()));
            return preverified || accept_failures;
        });
    }
    std::vector<call> calls;
};

BOOST_AUTO_TEST_CASE(verify_callback_sees_chain_from_root_to_leaf)
{
    two_peers peers;
    recorded_calls recorded;
    peers.client_context.set_verify_mode(ssl::verify_peer);
    recorded.record_in(peers.client_context, false);
    BOOST_TEST(!peers.handshake().first);
    BOOST_TEST((recorded.calls == std::vector<call>{{true, 2, 0}, {true, 1, 0}, {true, 0, 0}}));
}

BOOST_AUTO_TEST_CASE(verify_callback_may_accept_failure_and_error_stays_visible)
{
    two_peers peers;
    recorded_calls recorded;
    peers.client_context = ssl::context(ssl::context::tls_client);
    peers.client_context.set_verify_mode(ssl::verify_peer);
    recorded.record_in(peers.client_context, true);
    BOOST_TEST(!peers.handshake().first);
    BOOST_REQUIRE(recorded.calls.size() >= 2u);
    BOOST_TEST((recorded.calls.front() == call{false, 1, 20}));
    BOOST_TEST(std::get<1>(recorded.calls.back()) == 0);
    BOOST_TEST(static_cast<int>(peers.client->verify_result().error) == 20);
}

BOOST_AUTO_TEST_CASE(verify_callback_rejection_ends_handshake_with_alert)
{
    two_peers peers;
    recorded_calls recorded;
    peers.client_context = ssl::context(ssl::context::tls_client);
    peers.client_context.set_verify_mode(ssl::verify_peer);
    recorded.record_in(peers.client_context, false);
    auto [client_error, server_error] = peers.handshake();
    BOOST_TEST(client_error.value() == 167772294);
    BOOST_TEST(client_error == ssl_error(134));
    BOOST_TEST(client_error.message() == "certificate verify failed (SSL routines)");
    BOOST_TEST((recorded.calls == std::vector<call>{{false, 1, 20}}));
    BOOST_TEST(server_error == ssl_error(1048));
}

BOOST_AUTO_TEST_CASE(verify_none_ignores_verify_callback_rejection)
{
    two_peers peers;
    recorded_calls recorded;
    peers.client_context = ssl::context(ssl::context::tls_client);
    recorded.record_in(peers.client_context, false);
    BOOST_TEST(!peers.handshake().first);
    BOOST_TEST(!recorded.calls.empty());
}

BOOST_AUTO_TEST_CASE(verify_context_from_handle_is_equivalent)
{
    two_peers peers;
    int same = 0;
    peers.client_context.set_verify_callback([&](bool preverified, ssl::verify_context& context) {
        ssl::verify_context other(context.native_handle());
        same += other.error_depth() == context.error_depth() &&
                other.current_certificate() == context.current_certificate();
        return preverified;
    });
    BOOST_TEST(!peers.handshake().first);
    BOOST_TEST(same == 3);
}

BOOST_AUTO_TEST_CASE(host_name_and_rfc2818_verification_check_host)
{
    const auto verify_as = [](auto functor) {
        two_peers peers;
        peers.client_context.set_verify_mode(ssl::verify_peer);
        peers.client_context.set_verify_callback(functor);
        return peers.handshake().first;
    };
    BOOST_TEST(!verify_as(ssl::host_name_verification("localhost")));
    BOOST_TEST(verify_as(ssl::host_name_verification("example.org")) == ssl_error(134));
    BOOST_TEST(verify_as(ssl::host_name_verification("127.0.0.1")) == ssl_error(134));
    BOOST_TEST(!verify_as(ssl::rfc2818_verification("localhost")));
    BOOST_TEST(verify_as(ssl::rfc2818_verification("example.org")) == ssl_error(134));
}

BOOST_AUTO_TEST_CASE(host_name_verification_uses_common_name_without_dns_name)
{
    const chain_of_three without_alt_names(false);
    two_peers peers(without_alt_names);
    peers.client_context.set_verify_mode(ssl::verify_peer);
    peers.client_context.set_verify_callback(ssl::host_name_verification("localhost"));
    BOOST_TEST(!peers.handshake().first);
}

BOOST_AUTO_TEST_CASE(error_categories_have_asio_names_and_messages)
{
    BOOST_TEST(ssl_category_of::get_ssl_category().name() == std::string("asio.ssl"));
    BOOST_TEST(&ssl_category_of::ssl_category == &ssl_category_of::get_ssl_category());
    BOOST_TEST(ssl::error::get_stream_category().name() == std::string("asio.ssl.stream"));
    BOOST_TEST(&ssl::error::stream_category == &ssl::error::get_stream_category());
    BOOST_TEST(ssl_category_of::get_ssl_category().message(12345) == "asio.ssl error");
    BOOST_TEST(make_error_code(ssl::error::unspecified_system_error).message() == "unspecified system error");
    BOOST_TEST(make_error_code(ssl::error::unexpected_result).message() == "unexpected result");
    const error_code cast = static_cast<ssl_category_of::ssl_errors>(167772294);
    BOOST_TEST(cast == ssl_error(134));
}

BOOST_AUTO_TEST_CASE(error_values_match_openssl)
{
    const std::vector<std::pair<tls::error::reason, int>> rows{
        {tls::error::reason::certificate_verify_failed, 134},
        {tls::error::reason::http_request, 156},
        {tls::error::reason::no_protocols_available, 191},
        {tls::error::reason::no_shared_cipher, 193},
        {tls::error::reason::peer_did_not_return_a_certificate, 199},
        {tls::error::reason::protocol_is_shutdown, 207},
        {tls::error::reason::unsupported_protocol, 258},
        {tls::error::reason::wrong_version_number, 267},
        {tls::error::reason::uninitialized, 276},
        {tls::error::reason::bad_record_mac, 281},
        {tls::error::reason::application_data_after_close_notify, 291},
    };
    for (auto [reason, number] : rows)
        BOOST_TEST(error_code(reason) == ssl_error(number));
    const std::vector<std::pair<tls::alert_description, int>> alerts{
        {tls::alert_description::handshake_failure, 1040},
        {tls::alert_description::bad_certificate, 1042},
        {tls::alert_description::unknown_ca, 1048},
        {tls::alert_description::certificate_required, 1116},
    };
    for (auto [alert, number] : alerts)
        BOOST_TEST(tls::error::alert_received(alert) == ssl_error(number));
}

BOOST_AUTO_TEST_CASE(http_peer_reports_specific_error)
{
    two_peers peers;
    peers.connect();
    error_code e;
    asio::write(peers.server->next_layer(), asio::buffer("HTTP/1.1 400 Bad Request\r\n\r\n"));
    peers.client->handshake(ssl::stream_base::client, e);
    BOOST_TEST(e == ssl_error(267));
    peers.connect();
    asio::write(peers.client->next_layer(), asio::buffer("GET / HTTP/1.1\r\n\r\n"));
    peers.server->handshake(ssl::stream_base::server, e);
    BOOST_TEST(e == ssl_error(156));
}
