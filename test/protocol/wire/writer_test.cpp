#include "protocol/wire/writer.hpp"

#include "protocol/wire/codec_test.hpp"

using namespace codec_test;
using tls::bytes;
using tls::wire::writer;

BOOST_AUTO_TEST_SUITE(wire_writer)

BOOST_AUTO_TEST_CASE(integers_are_appended_big_endian)
{
    bytes out{0xff};
    writer w(out);
    w.u8(0x01);
    w.u16(0x0203);
    w.u24(0x040506);
    w.u32(0x0708090a);
    w.u64(0x0b0c0d0e0f101112);
    w.raw(from_hex("aabb"));
    BOOST_TEST(out == from_hex("ff 01 0203 040506 0708090a 0b0c0d0e0f101112 aabb"));
}

BOOST_AUTO_TEST_CASE(vectors_have_a_length_prefix)
{
    bytes out;
    writer w(out);
    w.vector8(from_hex("aa"));
    w.vector16(from_hex("bbbb"));
    w.vector24({});
    BOOST_TEST(out == from_hex("01aa 0002bbbb 000000"));
}

BOOST_AUTO_TEST_CASE(rejects_vector_too_long_for_its_prefix)
{
    bytes out;
    writer w(out);
    BOOST_CHECK_THROW(w.vector8(bytes(256)), std::length_error);
    BOOST_CHECK_THROW(w.vector16(bytes(65536)), std::length_error);
    BOOST_CHECK_NO_THROW(w.vector8(bytes(255)));
    BOOST_CHECK_NO_THROW(w.vector16(bytes(65535)));
}

BOOST_AUTO_TEST_CASE(scopes_nest_and_fill_in_their_lengths)
{
    bytes out;
    writer w(out);
    {
        auto outer = w.prefix24();
        w.u8(0x01);
        {
            auto inner = w.prefix16();
            w.u8(0x02);
            auto innermost = w.prefix8();
        }
        w.u8(0x03);
    }
    BOOST_TEST(out == from_hex("000006 01 0002 02 00 03"));
}

BOOST_AUTO_TEST_CASE(close_ends_the_vector_and_may_be_repeated)
{
    bytes out;
    writer w(out);
    {
        auto vector = w.prefix8();
        w.u8(0x01);
        vector.close();
        w.u8(0x02);
        vector.close();
    }
    BOOST_TEST(out == from_hex("01 01 02"));
}

BOOST_AUTO_TEST_CASE(rejects_scope_with_too_much_content)
{
    bytes out;
    writer w(out);
    auto by_close = [&] {
        auto vector = w.prefix8();
        w.raw(bytes(256));
        vector.close();
    };
    auto by_destruction = [&] {
        auto vector = w.prefix8();
        w.raw(bytes(256));
    };
    BOOST_CHECK_THROW(by_close(), std::length_error);
    BOOST_CHECK_THROW(by_destruction(), std::length_error);
}

BOOST_AUTO_TEST_CASE(scope_does_not_throw_during_unwinding)
{
    bytes out;
    writer w(out);
    auto fails = [&] {
        auto vector = w.prefix8();
        w.raw(bytes(256));
        throw std::runtime_error("another");
    };
    BOOST_CHECK_THROW(fails(), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
