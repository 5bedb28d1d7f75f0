#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/text.hpp"
#include "x509/der/time.hpp"

#include "crypto/hex.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

namespace der = tls::x509::der;
using tls::bytes;
using tls::test::from_hex;
using tls::test::to_hex;

namespace {

struct sample_reader {
    bytes data;
    der::reader in;
    explicit sample_reader(std::string_view hex) : data(from_hex(hex)), in(data) {}
};

template <class Read>
bool refused(std::string_view hex, Read&& read)
{
    auto data = from_hex(hex);
    der::reader in(data);
    try {
        read(in);
    } catch (const der::error&) {
        return true;
    }
    return false;
}

tls::x509::time_point read_time_of(std::uint8_t tag, std::string_view text)
{
    auto encoded = der::element_of(tag, tls::as_bytes(text));
    der::reader in(encoded);
    return tls::x509::read_time(in);
}

constexpr auto utc = der::tag::utc_time;
constexpr auto generalized = der::tag::generalized_time;

} // namespace

BOOST_AUTO_TEST_SUITE(der_reader_and_writer)

BOOST_AUTO_TEST_CASE(rejects_non_minimal_and_indefinite_lengths)
{
    auto any = [](der::reader& in) { in.any(); };
    BOOST_TEST(refused("30 80 00 00", any));         // indefinite
    BOOST_TEST(refused("04 81 05 0102030405", any)); // short enough for one octet
    BOOST_TEST(refused("04 82 0001 01", any));       // leading zero
    BOOST_TEST(refused("04 85 0000000001 01", any)); // more than four octets
    BOOST_TEST(refused("04 ff", any));               // reserved
    BOOST_TEST(!refused("04 81 80" + std::string(256, '0'), any));
}

BOOST_AUTO_TEST_CASE(rejects_element_longer_than_its_container)
{
    auto any = [](der::reader& in) { in.any(); };
    BOOST_TEST(refused("", any));
    BOOST_TEST(refused("04", any));
    BOOST_TEST(refused("04 02 01", any));
    BOOST_TEST(refused("04 82 01", any));
    BOOST_TEST(refused("04 84 ffffffff 00", any));
    BOOST_TEST(refused("1f 1f 00", any)); // high tag number
    BOOST_TEST(refused("30 02 04 01", [](der::reader& in) { in.sequence().any(); }));
}

BOOST_AUTO_TEST_CASE(rejects_trailing_bytes)
{
    BOOST_TEST(refused("05 00 00", [](der::reader& in) {
        in.null();
        in.expect_end();
    }));
    auto data = from_hex("30 00 00");
    BOOST_CHECK_THROW(der::only_sequence(data), der::error);
}

BOOST_AUTO_TEST_CASE(rejects_boolean_other_than_00_and_ff)
{
    auto boolean = [](der::reader& in) { in.boolean(); };
    BOOST_TEST(!refused("01 01 00", boolean));
    BOOST_TEST(!refused("01 01 ff", boolean));
    BOOST_TEST(refused("01 01 01", boolean));
    BOOST_TEST(refused("01 00", boolean));
    BOOST_TEST(refused("01 02 ffff", boolean));
}

BOOST_AUTO_TEST_CASE(rejects_non_minimal_negative_and_too_large_integers)
{
    auto integer = [](der::reader& in) { in.integer(); };
    BOOST_TEST(refused("02 00", integer));
    BOOST_TEST(refused("02 02 007f", integer));
    BOOST_TEST(refused("02 02 ff80", integer));
    BOOST_TEST(!refused("02 02 0080", integer));
    BOOST_TEST(!refused("02 02 ff7f", integer));
    BOOST_TEST(refused("02 01 80", [](der::reader& in) { in.unsigned_integer(); }));
    BOOST_TEST(refused("02 01 03", [](der::reader& in) { in.small_integer(2); }));
    BOOST_TEST(refused("02 05 7fffffffff", [](der::reader& in) { in.small_integer(0xffffffff); }));
}

BOOST_AUTO_TEST_CASE(rejects_bit_string_with_nonzero_unused_bits)
{
    auto bit_string = [](der::reader& in) { in.bit_string(); };
    BOOST_TEST(!refused("03 02 07 80", bit_string));
    BOOST_TEST(refused("03 02 07 81", bit_string));
    BOOST_TEST(refused("03 02 08 00", bit_string));
    BOOST_TEST(refused("03 00", bit_string));
    BOOST_TEST(refused("03 01 01", bit_string));
    BOOST_TEST(refused("03 02 01 80", [](der::reader& in) { in.octets_in_bit_string(); }));
}

BOOST_AUTO_TEST_CASE(reads_and_writes_object_identifiers_in_dotted_decimal)
{
    const std::map<std::string, std::string> known{
        {"1.2.840.113549.1.1.11", "06092a864886f70d01010b"},
        {"2.5.29.17", "0603551d11"},
        {"2.999.3", "0603883703"},
        {"0.9.2342.19200300.100.1.1", "060a0992268993f22c640101"},
        {"1.3.101.112", "06032b6570"},
        {"2.5.29.37.0", "0604551d2500"},
        {"0.39.0", "06022700"},
        {"2.40.1", "06027801"},
        {"2.80.0", "0603812000"},
        {"2.47.1000000000", "06067f83dceb9400"},
        {"1.39.1000000000000000000", "060a4f8df0add6babb908000"},
        {"2.18446744073709551535", "060a81ffffffffffffffff7f"},
        // 80 is subtracted from numbers of several decimal digits.
        {"2.999999925", "060583dceb9405"},
        {"2.999999999999999925", "06098df0add6babb908005"},
        // UUIDs (ITU-T X.667): arcs of up to 128 bits.
        {"2.25.18446744073709551616", "060b6982808080808080808000"},
        {"2.25.329800735698586629295641978511506172918", "06146983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776"},
        {"2.25.340282366920938463463374607431768211455", "06146983ffffffffffffffffffffffffffffffffff7f"},
        {"2.340282366920938463463374607431768211455", "06138480808080808080808080808080808080804f"},
    };
    for (const auto& [dotted, hex] : known) {
        sample_reader sample(hex);
        BOOST_TEST(sample.in.object_identifier() == dotted);
        BOOST_TEST(to_hex(der::object_identifier(dotted)) == hex);
    }
    auto oid = [](der::reader& in) { in.object_identifier(); };
    BOOST_TEST(refused("06 00", oid));
    BOOST_TEST(refused("06 02 2a 80", oid));    // ends within an arc
    BOOST_TEST(refused("06 03 2a 80 01", oid)); // arc not minimal
    BOOST_TEST(refused("06 03 80 81 01", oid));
    for (auto malformed : {"", "1", "1.", ".1", "3.1", "1.40", "1.2.x", "1..2", "1.2 ", "1.2.+3", "1.2.-3",
                           "18446744073709551617.1", "1.18446744073709551617"})
        BOOST_CHECK_THROW(der::object_identifier(malformed), der::error);
}

BOOST_AUTO_TEST_CASE(object_identifier_arcs_have_at_most_128_octets)
{
    auto with_arc_of = [](std::size_t octets) {
        tls::bytes content(octets + 1, 0xff);
        content.front() = 0x2a;
        content.back() = 0x7f;
        return content;
    };
    const auto longest = der::read_object_identifier(with_arc_of(128));
    BOOST_TEST(longest.size() == 4 + 270u); // 2^896 has 270 digits
    BOOST_TEST(der::object_identifier(longest) == der::element_of(der::tag::object_identifier, with_arc_of(128)));
    BOOST_CHECK_THROW(der::read_object_identifier(with_arc_of(129)), der::error);
    BOOST_CHECK_THROW(der::read_object_identifier(with_arc_of(100'000)), der::error);
    BOOST_CHECK_THROW(der::object_identifier("1.2.1" + std::string(270, '0')), der::error);
    BOOST_CHECK_THROW(der::object_identifier("1.2." + std::string(1'000'000, '9')), der::error);
}

BOOST_AUTO_TEST_CASE(bytes_behind_the_first_element_are_cut_off)
{
    auto first = [](std::string_view hex) {
        const auto data = from_hex(hex);
        return to_hex(der::without_trailing_bytes(data));
    };
    BOOST_TEST(first("0500") == "0500");
    BOOST_TEST(first("05000a") == "0500");
    BOOST_TEST(first("300205000500") == "30020500");
    BOOST_TEST(first("3003") == "3003");
    BOOST_TEST(first("") == "");
}

BOOST_AUTO_TEST_CASE(accepts_only_rfc5280_time_formats)
{
    using namespace std::chrono;
    auto expected = sys_days(year(2026) / 1 / 3) + hours(4) + minutes(5) + seconds(6);
    BOOST_TEST((read_time_of(utc, "260103040506Z") == expected));
    BOOST_TEST((read_time_of(generalized, "20260103040506Z") == expected));
    BOOST_TEST((read_time_of(utc, "500101000000Z") == sys_days(year(1950) / 1 / 1)));
    BOOST_TEST((read_time_of(utc, "491231000000Z") == sys_days(year(2049) / 12 / 31)));

    for (auto text : {"2601030405Z", "260103040506+0000", "260103040506", "261303040506Z", "260230040506Z",
                      "260103240506Z", "260103046006Z", "260103040560Z", "2601030405 6Z", "260103040506z", ""})
        BOOST_CHECK_THROW(read_time_of(utc, text), der::error);
    for (auto text : {"20260103040506", "20260103040506.5Z", "20260103040506+0000", "2026010304Z", "20260229000000Z"})
        BOOST_CHECK_THROW(read_time_of(generalized, text), der::error);
    BOOST_CHECK_THROW(read_time_of(der::tag::utf8_string, "260103040506Z"), der::error);
}

BOOST_AUTO_TEST_CASE(clamps_time_beyond_time_point_range)
{
    BOOST_TEST((read_time_of(generalized, "99991231235959Z") == tls::x509::time_point::max()));
    BOOST_TEST((read_time_of(generalized, "00010101000000Z") == tls::x509::time_point::min()));
}

BOOST_AUTO_TEST_CASE(writes_utc_time_until_2049_and_generalized_time_after)
{
    using namespace std::chrono;
    auto written = [](tls::x509::time_point time) {
        auto encoded = tls::x509::write_time(time);
        return to_hex(std::span(encoded).first(2)) + std::string(tls::as_text(encoded).substr(2));
    };
    BOOST_TEST(written(sys_days(year(2049) / 12 / 31) + hours(23)) == "170d491231230000Z");
    BOOST_TEST(written(sys_days(year(2050) / 1 / 1)) == "180f20500101000000Z");
    BOOST_TEST(tls::x509::to_date(sys_days(year(2026) / 1 / 3) + hours(23)) == "2026-01-03");
}

BOOST_AUTO_TEST_CASE(writes_generalized_time_of_any_century)
{
    using namespace std::chrono;
    auto written = [](tls::x509::time_point time) {
        return std::string(tls::as_text(tls::x509::write_generalized_time(time)).substr(2));
    };
    BOOST_TEST(written(sys_days(year(1949) / 12 / 31)) == "19491231000000Z");
    BOOST_TEST(written(sys_days(year(1950) / 1 / 1)) == "19500101000000Z");
    BOOST_TEST(written(sys_days(year(1999) / 12 / 31)) == "19991231000000Z");
    BOOST_TEST(written(sys_days(year(2049) / 12 / 31)) == "20491231000000Z");
    BOOST_TEST(written(sys_days(year(2050) / 1 / 1)) == "20500101000000Z");
}

BOOST_AUTO_TEST_CASE(escapes_characters_that_change_how_text_is_shown)
{
    using tls::x509::is_control;
    // Controls, the marks and overrides of writing direction, and the separators of lines and paragraphs.
    for (const char32_t c : {0x00, 0x1f, 0x7f, 0x80, 0x9f, 0x200e, 0x200f, 0x2028, 0x202e, 0x2066, 0x2069})
        BOOST_TEST(is_control(c), static_cast<unsigned>(c));
    for (const char32_t c : {0x20, 0x7e, 0xa0, 0x200d, 0x2010, 0x2027, 0x202f, 0x2065, 0x206a, 0x1f600})
        BOOST_TEST(!is_control(c), static_cast<unsigned>(c));
    BOOST_TEST(tls::x509::escaped("a\u200eb\u2066c\u00e9", "") == "a\\E2\\80\\8Eb\\E2\\81\\A6c\u00e9");
}

BOOST_AUTO_TEST_CASE(reads_wide_strings_leniently)
{
    auto text_of = [](std::uint8_t tag, std::string_view hex) {
        const auto encoded = der::element_of(tag, from_hex(hex));
        return tls::x509::to_utf8_leniently(der::reader(encoded).any());
    };
    BOOST_TEST(text_of(der::tag::universal_string, "00000061 0001f600") == "a\U0001f600");
    BOOST_TEST(text_of(der::tag::universal_string, "00110000 00000062") == "\ufffdb");
    BOOST_TEST(text_of(der::tag::bmp_string, "0061 d800") == "a\ufffd");
}

BOOST_AUTO_TEST_CASE(writer_output_is_read_back)
{
    for (std::size_t size : {0, 1, 127, 128, 255, 256, 65535, 65536}) {
        auto encoded = der::octet_string(bytes(size, 0x5a));
        der::reader in(encoded);
        BOOST_TEST(in.octet_string().size() == size);
        in.expect_end();
    }
    for (std::uint32_t value : {0u, 1u, 127u, 128u, 255u, 256u, 0x7fffffffu, 0xffffffffu}) {
        auto encoded = der::small_integer(value);
        BOOST_TEST(der::reader(encoded).small_integer(0xffffffff) == value);
    }
    BOOST_TEST(to_hex(der::named_bits(1 << 0)) == "03020780");
    BOOST_TEST(to_hex(der::named_bits(1 << 5 | 1 << 6)) == "03020106");
    BOOST_TEST(to_hex(der::named_bits(1 << 8)) == "0303070080");
    BOOST_TEST(to_hex(der::named_bits(0)) == "030100");
}

BOOST_AUTO_TEST_SUITE_END()
