// A library without TLS 1.0, TLS 1.1 and their suites (ASIO_TLS_LEGACY=OFF): errors name the option.
// An ordinary build links the objects of such a library into this test.

#include <tls/configuration.hpp>
#include <tls/context.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/engine.hpp>
#include <tls/error.hpp>
#include <tls/weakness.hpp>

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

BOOST_AUTO_TEST_CASE(has_no_weak_suites_but_those_without_encryption_and_with_3des)
{
    for (auto& suite : registry::standard()->cipher_suites()) {
        for (auto value : weaknesses_of(suite))
            BOOST_TEST((value == weakness::unencrypted || value == weakness::triple_des), suite.name);
    }
    for (std::uint16_t id : {0x0003, 0x0004, 0x0005, 0x0006, 0x0007, 0x0008, 0x0009, 0x000d, 0x0012, 0x0015, 0x001b,
                             0x0030, 0x0031, 0x0034, 0x003a})
        BOOST_TEST(registry::standard()->find_cipher_suite(id) == nullptr);
    for (auto* name : {"DES-CBC", "IDEA-CBC", "RC2-CBC"})
        BOOST_TEST(registry::standard()->find_cipher(name) == nullptr);
    for (std::uint16_t id : {0x0002, 0x000a, 0x002f, 0xc02b})
        BOOST_TEST(registry::standard()->find_cipher_suite(id) != nullptr);
}

BOOST_AUTO_TEST_CASE(refuses_lists_of_such_suites_by_the_name_of_the_option)
{
    context made(context::tls);
    for (auto* list : {"RC4", "DES-CBC-SHA", "EXPORT:DES", "aNULL", "ADH-AES128-SHA", "kDH"})
        BOOST_CHECK_EXCEPTION(made.set_cipher_list(list), boost::system::system_error, names_option);
    for (auto* list : {"RC4-SHA", "ADH-AES128-SHA"})
        BOOST_CHECK_EXCEPTION(made.set_cipher_suites(list), boost::system::system_error, names_option);
    for (std::uint16_t id : {0x0005, 0x0034})
        BOOST_CHECK_EXCEPTION(made.set_cipher_suites({id}), boost::system::system_error, names_option);
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
