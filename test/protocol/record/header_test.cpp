// Headers of records, judged before the record has arrived.

#include "protocol/record/record_header.hpp"

#include "support/fatals.hpp"

#include <tls/bytes.hpp>

using namespace tls;
using namespace tls::test;

namespace {

constexpr auto encrypted = record_protection::tls13;
constexpr auto plain = record_protection::none;

} // namespace

BOOST_AUTO_TEST_SUITE(a_record_header)

BOOST_AUTO_TEST_CASE(is_not_there_before_its_fifth_byte)
{
    const bytes header{22, 3, 1, 0x12, 0x34};
    for (std::size_t n = 0; n < header.size(); ++n)
        BOOST_TEST(!read_record_header(byte_view(header).first(n), plain));
    auto read = read_record_header(header, plain);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST((read->type == content_type::handshake));
    BOOST_TEST(read->legacy_record_version == 0x0301);
    BOOST_TEST(read->length == 0x1234);
}

BOOST_AUTO_TEST_CASE(is_written_as_it_is_read)
{
    for (auto type : {20, 21, 22, 23}) {
        bytes out(5);
        record_header{static_cast<content_type>(type), 0x0303, 0x0102}.write(out);
        BOOST_TEST(out == (bytes{static_cast<std::uint8_t>(type), 3, 3, 1, 2}));
    }
}

BOOST_AUTO_TEST_CASE(may_have_any_version_of_ssl_3_and_later)
{
    for (unsigned minor = 0; minor < 256; ++minor) {
        const bytes header{22, 3, static_cast<std::uint8_t>(minor), 0, 1};
        BOOST_TEST(read_record_header(header, plain).has_value());
        BOOST_TEST(read_record_header(header, encrypted).has_value());
    }
}

BOOST_AUTO_TEST_CASE(of_another_major_version_is_refused)
{
    for (auto major : {0, 1, 2, 4, 0x7f, 0xff}) {
        const bytes header{22, static_cast<std::uint8_t>(major), 3, 0, 1};
        refuses(alert::protocol_version, reason::wrong_version_number, [&] { read_record_header(header, plain); });
    }
}

BOOST_AUTO_TEST_CASE(allows_plaintext_of_2_to_the_14_bytes_and_no_more)
{
    accepts([] { BOOST_TEST(read_record_header(bytes{22, 3, 3, 0x40, 0x00}, plain)->length == 1 << 14); });
    refuses(alert::record_overflow, reason::record_overflow, [] {
        read_record_header(bytes{22, 3, 3, 0x40, 0x01}, plain);
    });
    // What is not application data is not protected, whatever keys are in use.
    refuses(alert::record_overflow, reason::record_overflow, [] {
        read_record_header(bytes{21, 3, 3, 0x40, 0x01}, encrypted);
    });
}

BOOST_AUTO_TEST_CASE(allows_ciphertext_of_256_bytes_more_and_no_more)
{
    accepts([] { BOOST_TEST(read_record_header(bytes{23, 3, 3, 0x41, 0x00}, encrypted)->length == (1 << 14) + 256); });
    refuses(alert::record_overflow, reason::record_overflow, [] {
        read_record_header(bytes{23, 3, 3, 0x41, 0x01}, encrypted);
    });
    refuses(alert::record_overflow, reason::record_overflow, [] {
        read_record_header(bytes{23, 3, 3, 0xff, 0xff}, encrypted);
    });
    refuses(alert::record_overflow, reason::record_overflow, [] {
        read_record_header(bytes{23, 3, 3, 0x41, 0x00}, plain);
    });
}

BOOST_AUTO_TEST_CASE(of_an_unknown_type_is_refused_from_its_first_byte_once_keys_are_in_use)
{
    for (unsigned type = 0; type < 256; ++type) {
        const bytes first{static_cast<std::uint8_t>(type)};
        if (type >= 20 && type <= 23)
            BOOST_TEST(!read_record_header(first, encrypted));
        else
            refuses(alert::unexpected_message, reason::bad_record_type, [&] { read_record_header(first, encrypted); });
    }
}

BOOST_AUTO_TEST_CASE(of_an_unknown_type_is_no_tls_before_that)
{
    for (unsigned type = 0; type < 256; ++type) {
        const bytes header{static_cast<std::uint8_t>(type), 3, 3, 0};
        if (type >= 20 && type <= 23)
            BOOST_TEST(!read_record_header(header, plain));
        else
            refuses(alert::unexpected_message, reason::wrong_version_number,
                    [&] { read_record_header(header, plain); });
    }
}

BOOST_AUTO_TEST_CASE(that_begins_an_http_request_is_recognized_by_four_bytes)
{
    for (std::string_view method : {"GET ", "POST", "HEAD", "PUT ", "OPTI", "CONN"}) {
        BOOST_TEST(!read_record_header(as_bytes(method.substr(0, 3)), plain));
        refuses(alert::unexpected_message, reason::http_request, [&] { read_record_header(as_bytes(method), plain); });
    }
    refuses(alert::unexpected_message, reason::wrong_version_number,
            [] { read_record_header(as_bytes("EHLO"), plain); });
    refuses(alert::unexpected_message, reason::bad_record_type,
            [] { read_record_header(as_bytes("GET "), encrypted); });
}

BOOST_AUTO_TEST_CASE(of_sslv2_is_no_tls)
{
    const bytes sslv2_client_hello{0x80, 0x2e, 0x01, 0x03, 0x03};
    refuses(alert::unexpected_message, reason::wrong_version_number,
            [&] { read_record_header(sslv2_client_hello, plain); });
}

BOOST_AUTO_TEST_SUITE_END()
