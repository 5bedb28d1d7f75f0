// Handshake messages from records split at any point.

#include "protocol/record/reassembler.hpp"

#include "support/fatals.hpp"

#include <random>

using namespace tls;
using namespace tls::test;

namespace {

constexpr reassembler::size_limits limits{1000, 3000};

bytes message(handshake_type type, std::size_t size)
{
    bytes result{static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(size >> 16),
                 static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
    for (std::size_t i = 0; i < size; ++i)
        result.push_back(static_cast<std::uint8_t>(i));
    return result;
}

bytes operator+(bytes a, const bytes& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

} // namespace

BOOST_AUTO_TEST_SUITE(reassemblers)

BOOST_AUTO_TEST_CASE(boundary_exists_only_while_empty)
{
    reassembler r(limits);
    BOOST_TEST(r.boundary().has_value());
    r.add(bytes{20});
    BOOST_TEST(!r.has_message());
    BOOST_TEST(!r.boundary());
    r.add(bytes{0, 0, 0});
    BOOST_TEST(r.has_message());
    BOOST_TEST(!r.boundary());
    BOOST_TEST(r.take() == (bytes{20, 0, 0, 0}));
    BOOST_TEST(r.boundary().has_value());
    BOOST_TEST(r.empty());
}

BOOST_AUTO_TEST_CASE(joins_message_split_anywhere)
{
    const auto whole = message(handshake_type::client_hello, 300);
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        reassembler r(limits);
        r.add(byte_view(whole).first(cut));
        BOOST_TEST(!r.has_message());
        r.add(byte_view(whole).subspan(cut));
        BOOST_REQUIRE(r.has_message());
        BOOST_TEST((r.type() == handshake_type::client_hello));
        BOOST_TEST((r.take() == whole));
    }
}

BOOST_AUTO_TEST_CASE(separates_coalesced_messages_split_anywhere)
{
    const std::vector<bytes> messages{
        message(handshake_type::encrypted_extensions, 2), message(handshake_type::certificate, 2000),
        message(handshake_type::certificate_verify, 260), message(handshake_type::end_of_early_data, 0),
        message(handshake_type::finished, 32)};
    bytes flight;
    for (auto& m : messages)
        flight = flight + m;
    for (unsigned seed = 0; seed < 200; ++seed) {
        std::mt19937 random(seed);
        std::uniform_int_distribution<std::size_t> size(1, 1 + seed * 20);
        reassembler r(limits);
        std::vector<bytes> taken;
        for (byte_view left = flight; !left.empty();) {
            auto part = left.first(std::min(left.size(), size(random)));
            left = left.subspan(part.size());
            r.add(part);
            while (r.has_message())
                taken.push_back(r.take());
        }
        BOOST_TEST((taken == messages));
        BOOST_TEST(r.boundary().has_value());
    }
}

BOOST_AUTO_TEST_CASE(coalesced_second_message_prevents_boundary)
{
    const auto first = message(handshake_type::server_hello, 40);
    const auto second = message(handshake_type::encrypted_extensions, 2);
    for (std::size_t n = 1; n <= second.size(); ++n) {
        reassembler r(limits);
        auto both = first + second;
        both.resize(first.size() + n);
        r.add(both);
        BOOST_TEST((r.take() == first));
        BOOST_TEST(!r.boundary());
    }
}

BOOST_AUTO_TEST_CASE(rejects_empty_fragment)
{
    reassembler r(limits);
    refuses(alert::unexpected_message, reason::too_many_empty_records, [&] { r.add({}); });
}

BOOST_AUTO_TEST_CASE(rejects_message_over_limit_at_its_header)
{
    reassembler r(limits);
    accepts([&] { r.add(message(handshake_type::client_hello, 1000)); });
    BOOST_TEST(r.has_message());
    reassembler other(limits);
    other.add(bytes{1, 0, 0x03});
    refuses(alert::illegal_parameter, reason::excessive_message_size, [&] { other.add(bytes{0xe9}); });
}

BOOST_AUTO_TEST_CASE(certificates_have_their_own_limit)
{
    reassembler r(limits);
    accepts([&] { r.add(bytes{11, 0, 0x0b, 0xb8}); });
    reassembler other(limits);
    refuses(alert::illegal_parameter, reason::excessive_message_size, [&] { other.add(bytes{11, 0, 0x0b, 0xb9}); });
}

BOOST_AUTO_TEST_CASE(rejects_maximum_length)
{
    reassembler r(limits);
    refuses(alert::illegal_parameter, reason::excessive_message_size, [&] { r.add(bytes{1, 0xff, 0xff, 0xff}); });
}

BOOST_AUTO_TEST_CASE(rejects_message_in_too_many_fragments)
{
    reassembler r({10'000, 10'000});
    const auto whole = message(handshake_type::certificate, 10'000);
    for (std::size_t i = 0; i < 8192; ++i)
        r.add(byte_view(whole).subspan(i, 1));
    refuses(alert::unexpected_message, reason::too_many_fragments, [&] { r.add(byte_view(whole).subspan(8192, 1)); });
}

BOOST_AUTO_TEST_CASE(fragment_count_restarts_for_each_message)
{
    reassembler r(limits);
    const auto whole = message(handshake_type::client_hello, 1000);
    for (int i = 0; i < 5; ++i) {
        for (auto byte : whole)
            r.add({&byte, 1});
        BOOST_TEST((r.take() == whole));
    }
}

BOOST_AUTO_TEST_CASE(rejects_oversized_second_message_at_its_header)
{
    const auto small = message(handshake_type::encrypted_extensions, 2);
    reassembler together(limits);
    refuses(alert::illegal_parameter, reason::excessive_message_size, [&] {
        together.add(small + bytes{1, 0xff, 0xff, 0xff});
    });
    reassembler split(limits);
    split.add(small + bytes{1, 0xff, 0xff});
    split.take();
    refuses(alert::illegal_parameter, reason::excessive_message_size, [&] { split.add(bytes{0xff}); });
}

BOOST_AUTO_TEST_CASE(rejects_oversized_message_after_others_in_one_record)
{
    const auto small = message(handshake_type::encrypted_extensions, 2);
    const auto largest = message(handshake_type::client_hello, 1000);
    const auto larger = message(handshake_type::client_hello, 1001);
    reassembler fits(limits);
    accepts([&] { fits.add(small + largest + message(handshake_type::certificate, 3000) + largest); });
    reassembler r(limits);
    refuses(alert::illegal_parameter, reason::excessive_message_size, [&] { r.add(small + larger); });
    reassembler behind(limits);
    behind.add(small + small + bytes{1});
    behind.take();
    refuses(alert::illegal_parameter, reason::excessive_message_size,
            [&] { behind.add(to_bytes(byte_view(largest).subspan(1)) + larger); });
}

BOOST_AUTO_TEST_CASE(rejects_oversized_finished_with_decode_error)
{
    for (auto header : {bytes{20, 1, 0, 0}, bytes{20, 0xff, 0xff, 0xff}}) {
        reassembler r(limits);
        refuses(alert::decode_error, reason::excessive_message_size, [&] { r.add(header); });
    }
}

BOOST_AUTO_TEST_CASE(set_limits_applies_to_later_messages)
{
    reassembler r({10, 10});
    r.set_limits(limits);
    accepts([&] { r.add(message(handshake_type::client_hello, 1000)); });
    r.set_limits({10, 10});
    BOOST_TEST(r.take().size() == 1004u);
    refuses(alert::illegal_parameter, reason::excessive_message_size,
            [&] { r.add(message(handshake_type::client_hello, 11)); });
}

BOOST_AUTO_TEST_SUITE_END()
