// The record layer, in both directions.

#include "protocol/record/protections.hpp"
#include "protocol/record/record_layer.hpp"
#include "support/fatals.hpp"

#include <algorithm>
#include <random>

using namespace tls;
using namespace tls::test;

namespace {

bytes some(std::size_t size)
{
    bytes result(size);
    std::mt19937 random(static_cast<unsigned>(size));
    for (auto& byte : result)
        byte = static_cast<std::uint8_t>(random());
    return result;
}

bytes take_output(record_layer& layer)
{
    bytes all;
    while (!layer.output().empty()) {
        auto front = layer.output().front();
        all.insert(all.end(), front.begin(), front.end());
        layer.output().sent(front.size());
    }
    return all;
}

/// Returns the lengths in the headers of the records in `data`.
std::vector<std::size_t> lengths(byte_view data)
{
    std::vector<std::size_t> result;
    while (!data.empty()) {
        auto length = static_cast<std::size_t>(data[3] << 8 | data[4]);
        result.push_back(length);
        data = data.subspan(record_header_size + length);
    }
    return result;
}

struct seen {
    content_type type;
    bytes content;
    bool direct;
    bool was_protected;
};

std::optional<seen> receive(record_layer& layer, byte_span direct = {})
{
    auto record = layer.next(direct);
    if (!record)
        return std::nullopt;
    seen result{record->type, to_bytes(record->content), record->direct, record->was_protected};
    layer.release();
    return result;
}

struct protected_both_ways {
    record_layer sender;
    record_layer receiver;

    protected_both_ways()
    {
        sender.protect_write(sealer());
        receiver.protect_read(opener(), boundary());
    }
    void carry() { receiver.input().append(take_output(sender)); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(record_layers)

BOOST_AUTO_TEST_CASE(splits_long_content_into_full_records)
{
    record_layer layer;
    BOOST_TEST(layer.write(content_type::handshake, some(40'000)) == 40'000u);
    BOOST_TEST(lengths(take_output(layer)) == (std::vector<std::size_t>{16384, 16384, 7232}));
    layer.protect_write(sealer());
    layer.write(content_type::handshake, some(40'000));
    BOOST_TEST(lengths(take_output(layer)) == (std::vector<std::size_t>{16384 + 17, 16384 + 17, 7232 + 17}));
}

BOOST_AUTO_TEST_CASE(writes_no_record_for_empty_content)
{
    record_layer layer;
    BOOST_TEST(layer.write(content_type::application_data, byte_view()) == 0u);
    BOOST_TEST(layer.output().empty());
}

BOOST_AUTO_TEST_CASE(write_respects_max_bytes)
{
    record_layer layer;
    const auto data = some(5000);
    byte_view piece(data);
    BOOST_TEST(layer.write(content_type::application_data, {&piece, 1}, 1234) == 1234u);
    BOOST_TEST(take_output(layer).size() == 5u + 1234);
}

BOOST_AUTO_TEST_CASE(legacy_record_version_applies_only_to_plaintext_records)
{
    record_layer layer;
    layer.set_legacy_record_version(0x0301);
    layer.write(content_type::handshake, some(1));
    BOOST_TEST(take_output(layer)[2] == 1);
    layer.protect_write(sealer());
    layer.write(content_type::handshake, some(1));
    BOOST_TEST(take_output(layer)[2] == 3);
    layer.write_change_cipher_spec();
    BOOST_TEST(take_output(layer) == (bytes{20, 3, 3, 0, 1, 1}));
}

BOOST_AUTO_TEST_CASE(reads_plaintext_records_split_at_any_byte)
{
    record_layer sender;
    record_layer receiver;
    sender.write(content_type::handshake, some(300));
    sender.write(content_type::alert, some(2));
    const auto wire = take_output(sender);
    std::vector<seen> records;
    for (auto byte : wire) {
        receiver.input().append({&byte, 1});
        while (auto record = receive(receiver))
            records.push_back(*record);
    }
    BOOST_REQUIRE(records.size() == 2u);
    BOOST_TEST((records[0].type == content_type::handshake));
    BOOST_TEST((records[0].content == some(300)));
    BOOST_TEST(!records[0].was_protected);
    BOOST_TEST((records[1].type == content_type::alert));
    BOOST_TEST(receiver.input().empty());
}

BOOST_AUTO_TEST_CASE(gathers_many_small_pieces_and_skips_empty_ones)
{
    protected_both_ways both;
    const auto data = some(3000);
    std::vector<byte_view> pieces;
    for (std::size_t i = 0; i < data.size(); ++i) {
        pieces.push_back(byte_view(data).subspan(i, 1));
        pieces.push_back({});
    }
    BOOST_TEST(both.sender.write(content_type::application_data, pieces) == data.size());
    both.carry();
    bytes arrived;
    while (auto record = receive(both.receiver))
        arrived.insert(arrived.end(), record->content.begin(), record->content.end());
    BOOST_TEST((arrived == data));
}

BOOST_AUTO_TEST_CASE(opens_into_callers_memory_if_the_whole_record_fits)
{
    protected_both_ways both;
    bytes memory(1001, 0xaa);
    both.sender.write(content_type::application_data, some(1000));
    both.sender.write(content_type::application_data, some(1000));
    both.carry();
    // The direct buffer needs one more byte, for the decrypted content type.
    auto direct = receive(both.receiver, memory);
    BOOST_TEST(direct->direct);
    BOOST_TEST((std::ranges::equal(byte_view(memory).first(1000), some(1000))));
    std::ranges::fill(memory, std::uint8_t(0xaa));
    auto in_place = receive(both.receiver, byte_span(memory).first(1000));
    BOOST_TEST(!in_place->direct);
    BOOST_TEST((in_place->content == some(1000)));
    BOOST_TEST(std::ranges::all_of(memory, [](auto byte) { return byte == 0xaa; }));
}

BOOST_AUTO_TEST_CASE(leaves_no_unauthenticated_data_in_callers_memory)
{
    protected_both_ways both;
    both.sender.write(content_type::application_data, some(100));
    auto wire = take_output(both.sender);
    wire.back() ^= 1;
    both.receiver.input().append(wire);
    bytes memory(200, 0xaa);
    refuses(alert::bad_record_mac, reason::bad_record_mac, [&] { both.receiver.next(memory); });
    BOOST_TEST(std::ranges::all_of(byte_view(memory).first(101), [](auto byte) { return byte == 0; }));
}

BOOST_AUTO_TEST_CASE(record_content_is_valid_until_release)
{
    protected_both_ways both;
    both.sender.write(content_type::application_data, some(100));
    both.sender.write(content_type::application_data, some(200));
    both.carry();
    auto first = both.receiver.next();
    BOOST_TEST((to_bytes(first->content) == some(100)));
    auto lent = both.receiver.input().prepare();
    both.receiver.release();
    lent[0] = 23;
    both.receiver.input().commit(1);
    BOOST_TEST((receive(both.receiver)->content == some(200)));
    BOOST_TEST(both.receiver.input().size() == 1u);
}

BOOST_AUTO_TEST_CASE(reports_whether_a_record_was_protected)
{
    protected_both_ways both;
    BOOST_TEST(both.receiver.read_is_protected());
    both.receiver.input().append(plain_record(content_type::alert, bytes{1, 0}));
    BOOST_TEST(!receive(both.receiver)->was_protected);
    BOOST_TEST(!both.receiver.has_opened_protected());
    both.sender.write(content_type::alert, bytes{1, 0});
    both.carry();
    BOOST_TEST(receive(both.receiver)->was_protected);
    BOOST_TEST(both.receiver.has_opened_protected());
}

BOOST_AUTO_TEST_CASE(padding_never_exceeds_a_full_record)
{
    protected_both_ways both;
    std::vector<std::size_t> sizes;
    both.sender.set_padding([&](std::size_t size, std::size_t room) {
        sizes.push_back(size);
        BOOST_TEST(size + room == max_plaintext_size);
        return size == 10 ? std::size_t(90) : std::size_t(1'000'000);
    });
    both.sender.write(content_type::application_data, some(10));
    both.sender.write(content_type::application_data, some(20));
    both.sender.write(content_type::application_data, some(16384));
    const auto wire = take_output(both.sender);
    BOOST_TEST(sizes == (std::vector<std::size_t>{10, 20, 16384}));
    BOOST_TEST(lengths(wire) == (std::vector<std::size_t>{100 + 17, 16384 + 17, 16384 + 17}));
    both.receiver.input().append(wire);
    for (std::size_t size : {10, 20, 16384})
        BOOST_TEST((receive(both.receiver)->content == some(size)));
}

BOOST_AUTO_TEST_CASE(reserves_last_record_of_a_key_for_other_types)
{
    auto limited = aes_128_gcm();
    limited.limits.sealed_records = 3;
    record_layer layer;
    layer.protect_write(sealer(limited));
    BOOST_TEST(layer.write(content_type::application_data, some(100'000)) == 2 * max_plaintext_size);
    BOOST_TEST(layer.write_key_remaining() == 1u);
    BOOST_TEST(layer.write(content_type::application_data, some(1)) == 0u);
    BOOST_TEST(layer.write(content_type::handshake, some(5)) == 5u);
    layer.protect_write(sealer(limited, 2));
    BOOST_TEST(layer.write(content_type::application_data, some(1)) == 1u);
}

BOOST_AUTO_TEST_CASE(rejects_bad_header_before_the_record_has_arrived)
{
    record_layer layer;
    layer.input().append(bytes{22, 3, 3, 0x40, 0x01});
    refuses(alert::record_overflow, reason::record_overflow, [&] { layer.next(); });
    protected_both_ways both;
    both.receiver.input().append(bytes{23, 3, 3, 0x41, 0x01});
    refuses(alert::record_overflow, reason::record_overflow, [&] { both.receiver.next(); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(skipping_early_data)

BOOST_AUTO_TEST_CASE(drops_early_data_before_and_after_keys_exist)
{
    record_layer layer;
    layer.skip_early_data(400 + 600 + 2 * record_header_size);
    layer.input().append(plain_record(content_type::application_data, some(400)));
    layer.input().append(plain_record(content_type::handshake, some(10)));
    BOOST_TEST((receive(layer)->type == content_type::handshake));
    layer.protect_read(opener(), boundary());
    layer.input().append(plain_record(content_type::application_data, some(600)));
    auto s = sealer();
    layer.input().append(seal(*s, content_type::handshake, some(10)));
    BOOST_TEST((receive(layer)->content == some(10)));
}

BOOST_AUTO_TEST_CASE(skips_full_records)
{
    record_layer layer;
    layer.skip_early_data(64 * 1024);
    layer.input().append(plain_record(content_type::application_data, some(max_ciphertext_size)));
    accepts([&] { BOOST_TEST(!layer.next()); });
    BOOST_TEST(layer.input().empty());
}

BOOST_AUTO_TEST_CASE(stops_skipping_when_the_budget_is_used)
{
    record_layer layer;
    layer.skip_early_data(1000 + record_header_size);
    layer.protect_read(opener(), boundary());
    layer.input().append(plain_record(content_type::application_data, some(1000)));
    BOOST_TEST(!layer.next());
    layer.input().append(plain_record(content_type::application_data, some(20)));
    refuses(alert::bad_record_mac, reason::bad_record_mac, [&] { layer.next(); });
}

BOOST_AUTO_TEST_CASE(budget_counts_record_headers)
{
    record_layer layer;
    layer.skip_early_data(1000);
    layer.protect_read(opener(), boundary());
    for (int i = 0; i < 200; ++i)
        layer.input().append(plain_record(content_type::application_data, {}));
    BOOST_TEST(!layer.next());
    layer.input().append(plain_record(content_type::application_data, {}));
    refuses(alert::bad_record_mac, reason::bad_record_mac, [&] { layer.next(); });
}

BOOST_AUTO_TEST_CASE(stops_skipping_at_first_record_that_decrypts)
{
    record_layer layer;
    layer.skip_early_data(1000);
    layer.protect_read(opener(), boundary());
    auto s = sealer();
    layer.input().append(seal(*s, content_type::handshake, some(10)));
    BOOST_TEST(receive(layer).has_value());
    layer.input().append(plain_record(content_type::application_data, some(20)));
    refuses(alert::bad_record_mac, reason::bad_record_mac, [&] { layer.next(); });
}

BOOST_AUTO_TEST_CASE(skips_nothing_by_default)
{
    record_layer layer;
    layer.input().append(plain_record(content_type::application_data, some(20)));
    auto record = receive(layer);
    BOOST_TEST((record->type == content_type::application_data));
    BOOST_TEST(!record->was_protected);
}

BOOST_AUTO_TEST_CASE(plaintext_records_have_their_own_limit)
{
    for (std::size_t size : {512, 513}) {
        record_layer sender, receiver;
        sender.write(content_type::handshake, some(size));
        receiver.set_plaintext_read_limit(512);
        receiver.set_read_limit(100);
        receiver.input().append(take_output(sender));
        if (size > 512)
            refuses(alert::record_overflow, reason::record_overflow, [&] { receive(receiver); });
        else
            BOOST_TEST(receive(receiver)->content.size() == size);
    }
}

BOOST_AUTO_TEST_CASE(rejects_wrong_record_version_once_negotiated)
{
    for (std::uint16_t version : {0x0300, 0x0301, 0x0302, 0x0303, 0x0304, 0x03ff}) {
        record_layer sender, receiver;
        sender.set_legacy_record_version(version);
        sender.write(content_type::handshake, some(10));
        receiver.input().append(take_output(sender));
        BOOST_TEST(receive(receiver)->content.size() == 10u);

        receiver.expect_record_version(protocol_version::tls1_2);
        sender.write(content_type::alert, some(2));
        sender.write(content_type::handshake, some(10));
        receiver.input().append(take_output(sender));
        BOOST_TEST(receive(receiver)->content.size() == 2u);
        if (version == 0x0303)
            BOOST_TEST(receive(receiver)->content.size() == 10u);
        else
            refuses(alert::protocol_version, reason::wrong_version_number, [&] { receive(receiver); });
    }
}

BOOST_AUTO_TEST_SUITE_END()
