// The record buffers and their block pool.

#include "protocol/record/block_pool.hpp"
#include "protocol/record/input_buffer.hpp"
#include "protocol/record/output_buffer.hpp"
#include "protocol/record/record_header.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstring>
#include <random>
#include <thread>

using namespace tls;

namespace {

constexpr std::size_t period = 251 * 256;

/// Returns a whole period of an endless pattern, in which no run of bytes comes twice.
const bytes& pattern()
{
    static const bytes whole = [] {
        bytes out(period);
        for (std::size_t position = 0; position < period; ++position)
            out[position] = static_cast<std::uint8_t>(position * 7 + position / 251);
        return out;
    }();
    return whole;
}

/// Returns up to `size` bytes of the pattern from `position` on.
byte_view part_of_pattern(std::size_t position, std::size_t size)
{
    const auto rest = byte_view(pattern()).subspan(position % period);
    return rest.first(std::min(size, rest.size()));
}

/// Fills `out` with the pattern from `position` on.
void fill(byte_span out, std::size_t position)
{
    while (!out.empty()) {
        const auto part = part_of_pattern(position, out.size());
        std::memcpy(out.data(), part.data(), part.size());
        out = out.subspan(part.size());
        position += part.size();
    }
}

/// Queues `size` more bytes of the pattern; returns their address.
std::uint8_t* queue(output_buffer& out, std::size_t size)
{
    auto space = out.prepare(size);
    fill(space.first(size), out.total_queued());
    out.commit(size);
    return space.data();
}

bool is_pattern(byte_view data, std::size_t position)
{
    while (!data.empty()) {
        const auto part = part_of_pattern(position, data.size());
        if (std::memcmp(data.data(), part.data(), part.size()) != 0)
            return false;
        data = data.subspan(part.size());
        position += part.size();
    }
    return true;
}

bytes some_secret(std::size_t size)
{
    return bytes(size, std::uint8_t{0xa5});
}

/// Looks for a secret in the block of this size that was released last.
bool released_block_has_secret(std::size_t size)
{
    const auto last = block::acquire(size);
    const auto memory = byte_view(last.data(), last.capacity());
    return std::search_n(memory.begin(), memory.end(), 16, std::uint8_t{0xa5}) != memory.end();
}

} // namespace

BOOST_AUTO_TEST_SUITE(block_pools)

BOOST_AUTO_TEST_CASE(block_has_at_least_the_requested_size)
{
    for (std::size_t size : {0ul, 1ul, 2048ul, 2049ul, 17408ul, 17409ul, 67584ul, 270336ul, 270337ul, 1000000ul}) {
        auto b = block::acquire(size);
        BOOST_TEST(b.capacity() >= size);
        std::fill_n(b.data(), b.capacity(), std::uint8_t(1));
    }
}

BOOST_AUTO_TEST_CASE(block_is_reused_after_release)
{
    auto first = block::acquire(2048);
    auto* memory = first.data();
    first.reset();
    BOOST_TEST(!first);
    BOOST_TEST((block::acquire(1000).data() == memory));
}

BOOST_AUTO_TEST_CASE(moving_a_block_transfers_its_memory)
{
    auto first = block::acquire(100);
    auto* memory = first.data();
    block second = std::move(first);
    BOOST_TEST((second.data() == memory));
    auto third = block::acquire(100);
    BOOST_TEST((third.data() != memory));
    third = std::move(second);
    BOOST_TEST((third.data() == memory));
}

BOOST_AUTO_TEST_CASE(block_may_be_released_on_another_thread)
{
    std::vector<block> blocks;
    for (int i = 0; i < 100; ++i)
        blocks.push_back(block::acquire(17 * 1024));
    std::thread([&] { blocks.clear(); }).join();
    BOOST_TEST(static_cast<bool>(block::acquire(17 * 1024)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(input_buffers)

BOOST_AUTO_TEST_CASE(lends_space_for_a_whole_record)
{
    input_buffer in;
    BOOST_TEST(in.prepare().size() >= record_header_size + max_ciphertext_size);
}

// Otherwise a transport that miscounts would make us read past the end.
BOOST_AUTO_TEST_CASE(rejects_more_bytes_received_than_lent)
{
    input_buffer in;
    BOOST_CHECK_THROW(in.commit(1), std::out_of_range);
    const auto space = in.prepare().size();
    BOOST_CHECK_THROW(in.commit(space + 1), std::out_of_range);
    in.commit(space);
    BOOST_TEST(in.size() == space);
    BOOST_CHECK_THROW(in.commit(1), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(rejects_appended_bytes_while_space_is_lent)
{
    input_buffer in;
    in.prepare();
    BOOST_CHECK_THROW(in.append(bytes(1)), std::logic_error);
    in.append({});
    in.commit(0);
    in.append(bytes(1));
    BOOST_TEST(in.size() == 1u);
}

BOOST_AUTO_TEST_CASE(keeps_received_bytes_in_order)
{
    for (unsigned seed = 0; seed < 50; ++seed) {
        std::mt19937 random(seed);
        input_buffer in;
        std::size_t arrived = 0;
        std::size_t consumed = 0;
        for (int step = 0; step < 500; ++step) {
            if (random() % 4 == 0) {
                bytes copy(random() % 3000);
                fill(copy, arrived);
                in.append(copy);
                arrived += copy.size();
            } else {
                auto space = in.prepare();
                BOOST_REQUIRE(!space.empty());
                auto n = random() % 3 == 0 ? space.size() : random() % std::min<std::size_t>(space.size(), 5000);
                fill(space.first(n), arrived);
                in.commit(n);
                arrived += n;
            }
            BOOST_REQUIRE(in.size() == arrived - consumed);
            BOOST_REQUIRE(is_pattern(in.data(), consumed));
            auto n = in.size() > 40'000 ? in.size() : random() % (in.size() + 1);
            in.consume(n);
            consumed += n;
        }
    }
}

BOOST_AUTO_TEST_CASE(wipes_secrets_that_are_consumed)
{
    input_buffer in;
    in.append(some_secret(15'000));
    in.mark_secret(15'000);
    in.consume(100);
    in.consume(14'900);
    BOOST_TEST(!released_block_has_secret(17 * 1024));
}

BOOST_AUTO_TEST_CASE(wipes_secrets_where_they_move_from)
{
    {
        input_buffer in;
        in.append(bytes(7'000));
        in.append(some_secret(6'000));
        in.consume(7'000);
        in.mark_secret(6'000);
        in.prepare(); // moves them to the front: a record must fit behind them
        in.commit(0);
        BOOST_TEST((to_bytes(in.data()) == some_secret(6'000)));
        in.consume(6'000);
        BOOST_TEST(!released_block_has_secret(17 * 1024));
    }
    input_buffer in;
    in.append(some_secret(15'000));
    in.mark_secret(15'000);
    in.append(bytes(40'000)); // moves them to a larger block
    BOOST_TEST((to_bytes(in.data().first(15'000)) == some_secret(15'000)));
    BOOST_TEST(!released_block_has_secret(17 * 1024));
}

BOOST_AUTO_TEST_CASE(wipes_secrets_when_destroyed)
{
    {
        input_buffer in;
        in.append(some_secret(15'000));
        in.mark_secret(15'000);
    }
    BOOST_TEST(!released_block_has_secret(17 * 1024));
}

BOOST_AUTO_TEST_CASE(moves_nothing_while_space_is_lent)
{
    input_buffer in;
    bytes data(5000);
    fill(data, 0);
    in.append(data);
    auto space = in.prepare();
    const auto* where = in.data().data();
    in.consume(2000);
    BOOST_TEST((in.data().data() == where + 2000));
    in.consume(3000);
    fill(space.first(1000), 5000);
    in.commit(1000);
    BOOST_TEST(in.size() == 1000u);
    BOOST_TEST(is_pattern(in.data(), 5000));
    BOOST_TEST((in.data().data() == space.data()));
}

BOOST_AUTO_TEST_CASE(partial_record_leaves_space_for_a_whole_record)
{
    input_buffer in;
    for (std::size_t size = 1; size < record_header_size + max_ciphertext_size; size += 1111) {
        auto space = in.prepare();
        auto part = std::min(size, space.size());
        in.commit(part);
        auto more = in.prepare();
        BOOST_TEST(in.size() + more.size() >= record_header_size + max_ciphertext_size);
        in.commit(0);
        in.consume(in.size());
    }
}

BOOST_AUTO_TEST_CASE(lends_more_after_reads_filled_the_space)
{
    input_buffer in;
    auto first = in.prepare().size();
    in.commit(first);
    in.consume(first);
    BOOST_TEST(in.prepare().size() > 3 * first);
    in.commit(0);
}

BOOST_AUTO_TEST_CASE(uses_little_memory_while_waiting_for_the_rest_of_a_record)
{
    input_buffer input;
    auto first = input.prepare();
    fill(first.first(100), 0);
    input.commit(100);
    input.prepare();
    input.commit(0);
    auto other = block::acquire(17 * 1024);
    BOOST_TEST(other.data() == first.data());
    BOOST_TEST(input.prepare().size() > 16'384u);
    input.commit(0);
    BOOST_TEST(input.size() == 100u);
    BOOST_TEST(is_pattern(input.data(), 0));
}

BOOST_AUTO_TEST_CASE(uses_no_memory_while_empty)
{
    input_buffer in;
    auto* memory = in.prepare().data();
    in.commit(0);
    BOOST_TEST((block::acquire(17 * 1024).data() == memory));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(output_buffers)

BOOST_AUTO_TEST_CASE(sends_queued_bytes_in_order)
{
    for (unsigned seed = 0; seed < 50; ++seed) {
        std::mt19937 random(seed);
        output_buffer out;
        std::size_t queued = 0;
        std::size_t sent = 0;
        for (int step = 0; step < 500; ++step) {
            auto size = random() % 6000;
            queue(out, size);
            queued += size;
            if (random() % 5 == 0)
                out.reserve(random() % 100'000);
            auto front = out.front();
            BOOST_REQUIRE(is_pattern(front, sent));
            auto n = random() % 2 ? front.size() : random() % (front.size() + 1);
            out.sent(n);
            sent += n;
            BOOST_REQUIRE(out.unsent() == queued - sent);
            BOOST_REQUIRE(out.empty() == (queued == sent));
        }
        BOOST_TEST(out.total_queued() == queued);
        BOOST_TEST(out.total_sent() == sent);
    }
}

BOOST_AUTO_TEST_CASE(lent_run_stays_unchanged_while_buffer_grows)
{
    output_buffer out;
    queue(out, 1000);
    auto lent = out.front();
    for (int i = 0; i < 100; ++i)
        queue(out, 5000);
    auto again = out.front();
    BOOST_TEST((again.data() == lent.data()));
    BOOST_TEST(again.size() == 1000u);
    BOOST_TEST(is_pattern(lent, 0));
    out.sent(400);
    BOOST_TEST((out.front().data() == lent.data() + 400));
    out.sent(600);
    BOOST_TEST(out.front().size() == 500'000u);
    BOOST_TEST(is_pattern(out.front(), 1000));
}

BOOST_AUTO_TEST_CASE(reserve_prevents_moves)
{
    output_buffer out;
    out.reserve(200'000);
    auto* first = queue(out, 1);
    for (int i = 0; i < 199; ++i)
        queue(out, 1000);
    BOOST_TEST((out.front().data() == first));
}

BOOST_AUTO_TEST_CASE(queues_nothing_before_commit)
{
    output_buffer out;
    fill(out.prepare(100), 0);
    BOOST_TEST(out.empty());
    BOOST_TEST(out.front().empty());
    fill(out.prepare(100).first(60), 0);
    out.commit(60);
    BOOST_TEST(out.front().size() == 60u);
    BOOST_TEST(is_pattern(out.front(), 0));
}

BOOST_AUTO_TEST_CASE(rejects_more_bytes_sent_than_lent)
{
    output_buffer out;
    queue(out, 100);
    out.front();
    BOOST_CHECK_THROW(out.sent(101), std::out_of_range);
    BOOST_TEST(out.unsent() == 100u);
}

BOOST_AUTO_TEST_CASE(is_empty_initially)
{
    output_buffer out;
    BOOST_TEST(out.front().empty());
    BOOST_TEST(out.empty());
}

BOOST_AUTO_TEST_SUITE_END()
