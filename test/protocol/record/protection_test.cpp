// TLS 1.3 record protection: only sealed records open.

#include "protocol/record/protections.hpp"
#include "support/fatals.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(tls13_record_protection)

using namespace tls;
using namespace tls::test;

namespace {

struct opened {
    content_type type = content_type::invalid;
    bytes content;
};

/// Opens a record into other memory; empty if the record does not decrypt.
std::optional<opened> open(record_opener& o, byte_view record)
{
    bytes out(o.room_for(record.size() - record_header_size));
    auto result = o.open(record, out);
    if (!result) {
        BOOST_TEST(std::ranges::all_of(out, [](auto byte) { return byte == 0; }),
                   "unauthenticated bytes remain in the output");
        return std::nullopt;
    }
    out.resize(result->size);
    return opened{result->type, out};
}

bytes some(std::size_t size)
{
    bytes result(size);
    for (std::size_t i = 0; i < size; ++i)
        result[i] = static_cast<std::uint8_t>(i * 31 + 1);
    return result;
}

} // namespace

BOOST_AUTO_TEST_CASE(opens_sealed_records_under_every_suite)
{
    for (auto& suite : registry::standard()->cipher_suites()) {
        if (suite.max_version < protocol_version::tls1_3)
            continue;
        BOOST_TEST_CONTEXT(suite.name)
        {
            auto s = sealer(suite);
            auto o = opener(suite);
            BOOST_TEST(s->expansion() == record_header_size + 1 + suite.aead->tag_size);
            for (std::size_t size : {0, 1, 15, 16, 17, 1000, 1 << 14}) {
                auto result = open(*o, seal(*s, content_type::application_data, some(size)));
                BOOST_REQUIRE(result.has_value());
                BOOST_TEST((result->type == content_type::application_data));
                BOOST_TEST((result->content == some(size)));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(hides_the_content_type)
{
    auto s = sealer();
    auto o = opener();
    for (auto type : {content_type::handshake, content_type::alert, content_type::application_data}) {
        auto record = seal(*s, type, some(10));
        BOOST_TEST((bytes(record.begin(), record.begin() + 5) == bytes{23, 3, 3, 0, 10 + 1 + 16}));
        BOOST_TEST((open(*o, record)->type == type));
    }
}

BOOST_AUTO_TEST_CASE(seals_from_many_pieces_and_opens_in_place)
{
    auto s = sealer();
    auto o = opener();
    const auto content = some(640);
    std::vector<byte_view> pieces;
    for (std::size_t i = 0; i < 64; ++i)
        pieces.push_back(byte_view(content).subspan(i * 10, 10));
    bytes record(content.size() + s->expansion());
    s->seal(content_type::handshake, pieces, 0, record);
    auto fragment = byte_span(record).subspan(record_header_size);
    auto result = o->open(record, fragment.first(o->room_for(fragment.size())));
    BOOST_REQUIRE(result.has_value());
    BOOST_TEST((std::ranges::equal(fragment.first(result->size), content)));
}

BOOST_AUTO_TEST_CASE(removes_padding_of_any_size)
{
    auto s = sealer();
    auto o = opener();
    for (std::size_t padding : {1, 2, 255, 256, 10'000, 16'374}) {
        // Content that ends with zeros is not mistaken for padding.
        auto result = open(*o, seal(*s, content_type::handshake, bytes{1, 2, 3, 0, 0, 0, 0, 0, 0, 0}, padding));
        BOOST_REQUIRE(result.has_value());
        BOOST_TEST((result->type == content_type::handshake));
        BOOST_TEST((result->content == bytes{1, 2, 3, 0, 0, 0, 0, 0, 0, 0}));
    }
}

BOOST_AUTO_TEST_CASE(rejects_record_with_only_padding)
{
    for (std::size_t padding : {0, 1, 1000, 1 << 14}) {
        auto s = sealer();
        auto o = opener();
        auto record = seal(*s, content_type::invalid, {}, padding);
        refuses(alert::unexpected_message, reason::bad_record_type, [&] { open(*o, record); });
    }
}

BOOST_AUTO_TEST_CASE(inner_plaintext_has_at_most_2_to_the_14_bytes_plus_type)
{
    auto s = sealer();
    auto o = opener();
    BOOST_TEST(open(*o, seal(*s, content_type::application_data, some(1 << 14)))->content.size() == 1u << 14);
    BOOST_TEST(open(*o, seal(*s, content_type::application_data, some(1), (1 << 14) - 1))->content.size() == 1u);
    auto too_long = seal(*s, content_type::application_data, some((1 << 14) + 1));
    refuses(alert::record_overflow, reason::plaintext_overflow, [&] { open(*o, too_long); });
    auto too_much_padding = seal(*s, content_type::application_data, some(1), 1 << 14);
    refuses(alert::record_overflow, reason::plaintext_overflow, [&] { open(*o, too_much_padding); });
}

BOOST_AUTO_TEST_CASE(rejects_record_with_any_bit_changed)
{
    auto s = sealer();
    auto o = opener();
    const auto record = seal(*s, content_type::application_data, some(20));
    for (std::size_t i = 0; i < record.size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            auto changed = record;
            changed[i] = static_cast<std::uint8_t>(changed[i] ^ 1u << bit);
            BOOST_TEST(!open(*o, changed));
        }
    }
    BOOST_TEST(open(*o, record).has_value(), "a failure must not use up the sequence number");
}

BOOST_AUTO_TEST_CASE(rejects_truncated_record_and_record_without_tag)
{
    auto s = sealer();
    auto o = opener();
    const auto record = seal(*s, content_type::application_data, some(5));
    for (std::size_t size = record_header_size; size < record.size(); ++size) {
        auto cut = record;
        cut.resize(size);
        cut[4] = static_cast<std::uint8_t>(size - record_header_size);
        BOOST_TEST(!open(*o, cut));
    }
}

BOOST_AUTO_TEST_CASE(rejects_reordered_replayed_and_wrong_key_records)
{
    auto s = sealer();
    auto o = opener();
    const auto first = seal(*s, content_type::application_data, some(5));
    const auto second = seal(*s, content_type::application_data, some(5));
    BOOST_TEST((first != second));
    BOOST_TEST(!open(*o, second));
    BOOST_TEST(open(*o, first).has_value());
    BOOST_TEST(!open(*o, first));
    BOOST_TEST(open(*o, second).has_value());
    BOOST_TEST(!open(*opener(aes_128_gcm(), 2), first));
}

BOOST_AUTO_TEST_CASE(remaining_counts_down)
{
    auto limited = aes_128_gcm();
    limited.limits.sealed_records = 3;
    auto s = sealer(limited);
    for (std::uint64_t left = 3; left > 0; --left) {
        BOOST_TEST(s->remaining() == left);
        seal(*s, content_type::application_data, some(1));
    }
    BOOST_TEST(s->remaining() == 0u);
    seal(*s, content_type::alert, some(2));
    BOOST_TEST(s->remaining() == 0u);
}

BOOST_AUTO_TEST_CASE(rejects_ivs_that_are_not_12_bytes)
{
    for (std::size_t size : {0, 8, 11, 13})
        BOOST_CHECK_THROW(make_tls13_sealer(aes_128_gcm(), bytes(16), bytes(size)), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
