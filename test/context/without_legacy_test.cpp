// A library without TLS 1.0, TLS 1.1 and their suites (ASIO_TLS_LEGACY=OFF): whoever asks for them is told so.

#include <tls/configuration.hpp>
#include <tls/context.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/engine.hpp>
#include <tls/error.hpp>

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

using namespace tls;

namespace {

constexpr std::string_view option = "ASIO_TLS_LEGACY";

bool names_option(const boost::system::system_error& e)
{
    return std::string_view(e.what()).find(option) != std::string_view::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(without_legacy)

BOOST_AUTO_TEST_CASE(has_no_suites_of_1997)
{
    for (std::uint16_t id : {0x0003, 0x0004, 0x0005, 0x0006, 0x0007, 0x0008, 0x0009, 0x0012, 0x0015})
        BOOST_TEST(registry::standard()->find_cipher_suite(id) == nullptr);
}

BOOST_AUTO_TEST_CASE(refuses_lists_of_such_suites_by_the_name_of_the_option)
{
    context made(context::tls);
    for (auto* list : {"RC4", "DES-CBC-SHA", "EXPORT:DES"})
        BOOST_CHECK_EXCEPTION(made.set_cipher_list(list), boost::system::system_error, names_option);
    BOOST_CHECK_EXCEPTION(made.set_cipher_suites("RC4-SHA"), boost::system::system_error, names_option);
    BOOST_CHECK_EXCEPTION(made.set_cipher_suites({0x0005}), boost::system::system_error, names_option);
}

BOOST_AUTO_TEST_CASE(fails_handshakes_that_allow_old_versions_before_anything_is_sent)
{
    for (auto version : {protocol_version::tls1_0, protocol_version::tls1_1}) {
        context made(context::tls);
        made.set_min_version(version);
        made.set_cipher_list("AES128-SHA");
        engine client(made.snapshot());
        boost::system::error_code result;
        client.handshake(role::client, result);
        BOOST_TEST((result == error::reason::no_protocols_available));
        BOOST_TEST(client.error_detail().find(option) != std::string::npos);
        BOOST_TEST(!client.has_output());
    }
}

BOOST_AUTO_TEST_SUITE_END()
