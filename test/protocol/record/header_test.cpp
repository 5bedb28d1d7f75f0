// Record headers, which are checked before the rest of the record has arrived.

#include "protocol/record/record_header.hpp"

#include "support/fatals.hpp"

#include <tls/bytes.hpp>

using namespace tls;
using namespace tls::test;

namespace {

constexpr auto encrypted = record_protection::tls13;
constexpr auto plain = record_protection::none;

} // namespace

BOOST_AUTO_TEST_SUITE(record_headers)

BOOST_AUTO_TEST_CASE(header_needs_five_bytes)
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

BOOST_AUTO_TEST_CASE(header_round_trips)
{
    for (auto type : {20, 21, 22, 23}) {
        bytes out(5);
        record_header{static_cast<content_type>(type), 0x0303, 0x0102}.write(out);
        BOOST_TEST(out == (bytes{static_cast<std::uint8_t>(type), 3, 3, 1, 2}));
    }
}

BOOST_AUTO_TEST_CASE(accepts_any_minor_version)
{
    for (unsigned minor = 0; minor < 256; ++minor) {
        const bytes header{22, 3, static_cast<std::uint8_t>(minor), 0, 1};
        BOOST_TEST(read_record_header(header, plain).has_value());
        BOOST_TEST(read_record_header(header, encrypted).has_value());
    }
}

BOOST_AUTO_TEST_CASE(rejects_other_major_versions)
{
    for (auto major : {0, 1, 2, 4, 0x7f, 0xff}) {
        const bytes header{22, static_cast<std::uint8_t>(major), 3, 0, 1};
        refuses(alert::protocol_version, reason::wrong_version_number, [&] { read_record_header(header, plain); });
    }
}

BOOST_AUTO_TEST_CASE(plaintext_record_has_at_most_2_to_the_14_bytes)
{
    accepts([] { BOOST_TEST(read_record_header(bytes{22, 3, 3, 0x40, 0x00}, plain)->length == 1 << 14); });
    refuses(alert::record_overflow, reason::record_overflow, [] {
        read_record_header(bytes{22, 3, 3, 0x40, 0x01}, plain);
    });
    // Only application data records can be protected, even after the keys have changed.
    refuses(alert::record_overflow, reason::record_overflow, [] {
        read_record_header(bytes{21, 3, 3, 0x40, 0x01}, encrypted);
    });
}

BOOST_AUTO_TEST_CASE(tls13_ciphertext_has_at_most_256_bytes_more)
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

BOOST_AUTO_TEST_CASE(rejects_unknown_type_at_first_byte_once_keys_are_in_use)
{
    for (unsigned type = 0; type < 256; ++type) {
        const bytes first{static_cast<std::uint8_t>(type)};
        if (type >= 20 && type <= 23)
            BOOST_TEST(!read_record_header(first, encrypted));
        else
            refuses(alert::unexpected_message, reason::bad_record_type, [&] { read_record_header(first, encrypted); });
    }
}

BOOST_AUTO_TEST_CASE(unknown_type_before_keys_is_reported_as_not_tls)
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

BOOST_AUTO_TEST_CASE(recognizes_http_request_by_four_bytes)
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

BOOST_AUTO_TEST_CASE(rejects_sslv2_client_hello)
{
    const bytes sslv2_client_hello{0x80, 0x2e, 0x01, 0x03, 0x03};
    refuses(alert::unexpected_message, reason::wrong_version_number,
            [&] { read_record_header(sslv2_client_hello, plain); });
}

BOOST_AUTO_TEST_SUITE_END()
