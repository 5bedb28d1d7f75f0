#include "protocol/wire/reader.hpp"

#include "protocol/wire/codec_test.hpp"

using namespace codec_test;
using tls::alert_description;
using tls::error::reason;
using tls::wire::reader;

BOOST_AUTO_TEST_SUITE(wire_reader)

BOOST_AUTO_TEST_CASE(integers_are_big_endian)
{
    auto data = from_hex("01 0203 040506 0708090a 0b0c0d0e0f101112");
    reader r(data);
    BOOST_TEST(r.u8() == 0x01);
    BOOST_TEST(r.u16() == 0x0203);
    BOOST_TEST(r.u24() == 0x040506u);
    BOOST_TEST(r.u32() == 0x0708090au);
    BOOST_TEST(r.u64() == 0x0b0c0d0e0f101112u);
    BOOST_TEST(r.empty());
    BOOST_CHECK_NO_THROW(r.expect_end());
}

BOOST_AUTO_TEST_CASE(rejects_truncated_integer)
{
    auto data = from_hex("01020304050607");
    auto too_short = [&](std::size_t size, auto read) {
        check_refused(
            [&] {
                reader r(tls::byte_view(data).first(size));
                read(r);
            },
            alert_description::decode_error, reason::decode_error);
    };
    too_short(0, [](reader& r) { r.u8(); });
    too_short(1, [](reader& r) { r.u16(); });
    too_short(2, [](reader& r) { r.u24(); });
    too_short(3, [](reader& r) { r.u32(); });
    too_short(7, [](reader& r) { r.u64(); });
}

BOOST_AUTO_TEST_CASE(reads_vectors_one_after_another)
{
    auto data = from_hex("02aabb 0001cc 000000 dd");
    reader r(data);
    BOOST_TEST(r.vector8().size() == 2u);
    BOOST_TEST(r.vector16().front() == 0xcc);
    BOOST_TEST(r.vector24().empty());
    BOOST_TEST(r.remaining() == 1u);
    BOOST_TEST(r.rest().front() == 0xdd);
    BOOST_TEST(r.empty());
}

BOOST_AUTO_TEST_CASE(rejects_vector_longer_than_remaining_data)
{
    auto refused = [](std::string_view data, auto read) {
        auto held = from_hex(data);
        check_refused(
            [&] {
                reader r(held);
                read(r);
            },
            alert_description::decode_error, reason::decode_error);
    };
    refused("02aa", [](reader& r) { r.vector8(); });
    refused("ffff00", [](reader& r) { r.vector16(); });
    refused("ffffff00", [](reader& r) { r.vector24(); });
    refused("00", [](reader& r) { r.vector16(); });
}

BOOST_AUTO_TEST_CASE(rejects_vector_outside_its_bounds)
{
    auto data = from_hex("02aabb");
    check_refused([&] { reader(data).vector8(3); }, alert_description::decode_error, reason::decode_error);
    check_refused([&] { reader(data).vector8(0, 1); }, alert_description::decode_error, reason::decode_error);
    BOOST_TEST(reader(data).vector8(2, 2).size() == 2u);
}

BOOST_AUTO_TEST_CASE(rejects_bytes_after_the_end)
{
    auto data = from_hex("0102");
    reader r(data);
    r.u8();
    check_refused([&] { r.expect_end(); }, alert_description::decode_error, reason::length_mismatch);
}

BOOST_AUTO_TEST_SUITE_END()
