// TLS 1.3 peers whose messages have a damaged structure: shortened, with a byte missing, with extensions that are too
// short, too long or repeated, and sent twice. Every outer length fits, so that the decoders of the fields must notice.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"

#include <map>
#include <set>

using namespace tls;
using namespace tls::test;

namespace {

const scenario damaged_scenario{.retry = true, .client_auth = true};

/// Changes the message, and returns whether there was something to change.
using damage = std::function<bool(bytes& encoded, std::size_t index)>;

/// Runs a handshake in which the peer damages one message.
struct outcome {
    bool completed = false;
    std::string description;
};

outcome run_damaged(role engine_role, moment when, const damage& change, std::size_t index)
{
    conversation c(engine_role, settings_for(damaged_scenario), at(when, [&](bytes& m) { change(m, index); }));
    c.run();
    outcome result{c.engine.handshake_complete() && !c.error && c.delivered == peer_data, c.error.message()};
    c.end();
    BOOST_TEST(c.error.failed());
    BOOST_TEST((c.error != reason::internal_error), c.engine.error_detail());
    if (!result.completed)
        BOOST_TEST(c.delivered.empty());
    return result;
}

/// Returns the messages that a peer of the engine sends.
std::map<moment, bytes> messages_to(role engine_role)
{
    std::map<moment, bytes> messages;
    script record;
    record.before = [&](hostile_peer&, moment when, bytes& m) { messages[when] = m; };
    conversation c(engine_role, settings_for(damaged_scenario), record);
    c.run();
    BOOST_REQUIRE(c.engine.handshake_complete());
    return messages;
}

/// Applies the change with index 0, 1, ... to each message, as long as it changes something. Calls `check` with each
/// outcome.
template <class Check>
void for_each_damage(const damage& change, Check check)
{
    for (auto engine_role : {role::client, role::server}) {
        for (const auto& [when, original] : messages_to(engine_role)) {
            for (std::size_t index = 0;; ++index) {
                auto probe = original;
                if (!change(probe, index))
                    break;
                check(when, original, index, run_damaged(engine_role, when, change, index));
            }
        }
    }
}

/// A position in a message: every byte of the first 60, then every 19th.
std::size_t sampled(std::size_t index)
{
    constexpr std::size_t all = 60, step = 19;
    return message::header_size + (index < all ? index : all + (index - all) * step);
}

bool has_extensions(byte_view encoded)
{
    switch (static_cast<handshake_type>(encoded.front())) {
    case handshake_type::client_hello:
    case handshake_type::server_hello:
    case handshake_type::encrypted_extensions:
    case handshake_type::certificate_request:
        return true;
    default:
        return false;
    }
}

struct raw_extension {
    std::uint16_t type;
    bytes data;
};

std::vector<raw_extension> extensions_of(byte_view encoded)
{
    wire::reader reader(encoded.subspan(extensions_offset(encoded)));
    wire::reader block(reader.vector16());
    std::vector<raw_extension> extensions;
    while (!block.empty()) {
        const auto type = block.u16();
        extensions.push_back({type, to_bytes(block.vector16())});
    }
    return extensions;
}

void set_extensions(bytes& encoded, const std::vector<raw_extension>& extensions)
{
    encoded.resize(extensions_offset(encoded));
    wire::writer writer(encoded);
    auto block = writer.prefix16();
    for (const auto& each : extensions) {
        writer.u16(each.type);
        writer.vector16(each.data);
    }
    block.close();
    fix_length(encoded);
}

/// Returns a damage of the extension with the index.
damage of_extension(std::function<void(std::vector<raw_extension>&, std::size_t index)> change)
{
    return [change = std::move(change)](bytes& encoded, std::size_t index) {
        if (encoded.empty() || !has_extensions(encoded))
            return false;
        auto extensions = extensions_of(encoded);
        if (index >= extensions.size())
            return false;
        change(extensions, index);
        set_extensions(encoded, extensions);
        return true;
    };
}

std::string place_of(moment when, byte_view original, std::size_t index)
{
    auto place = "moment " + std::to_string(static_cast<int>(when));
    if (has_extensions(original))
        place += ", extension " + std::to_string(extensions_of(original).at(index).type);
    return place;
}

void check_refuses_extensions(const damage& change)
{
    unsigned count = 0;
    for_each_damage(change, [&](moment when, byte_view original, std::size_t index, const outcome& result) {
        BOOST_TEST(!result.completed, place_of(when, original, index));
        ++count;
    });
    BOOST_TEST(count >= 20u);
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls13_damaged_structure)

BOOST_AUTO_TEST_CASE(rejects_truncated_messages)
{
    const damage truncated = [](bytes& m, std::size_t index) {
        const auto size = sampled(index);
        if (size >= m.size())
            return false;
        m.resize(size);
        fix_length(m);
        return true;
    };
    for_each_damage(truncated, [](moment when, byte_view, std::size_t index, const outcome& result) {
        BOOST_TEST(!result.completed, "moment " << static_cast<int>(when) << " cut off at byte " << sampled(index));
    });
}

BOOST_AUTO_TEST_CASE(rejects_messages_with_missing_byte)
{
    const damage shortened = [](bytes& m, std::size_t index) {
        const auto at = sampled(3 * index);
        if (at >= m.size())
            return false;
        m.erase(m.begin() + static_cast<std::ptrdiff_t>(at));
        fix_length(m);
        return true;
    };
    for_each_damage(shortened, [](moment when, byte_view, std::size_t index, const outcome& result) {
        BOOST_TEST(!result.completed, "moment " << static_cast<int>(when) << " without byte " << sampled(3 * index));
    });
}

BOOST_AUTO_TEST_CASE(rejects_extensions_that_are_too_short)
{
    // An empty extension becomes too long.
    check_refuses_extensions(of_extension([](std::vector<raw_extension>& extensions, std::size_t index) {
        auto& data = extensions[index].data;
        data.empty() ? data.push_back(0) : data.pop_back();
    }));
}

BOOST_AUTO_TEST_CASE(rejects_extensions_that_are_too_long)
{
    check_refuses_extensions(of_extension(
        [](std::vector<raw_extension>& extensions, std::size_t index) { extensions[index].data.push_back(0); }));
}

BOOST_AUTO_TEST_CASE(rejects_repeated_extensions)
{
    check_refuses_extensions(of_extension([](std::vector<raw_extension>& extensions, std::size_t index) {
        extensions.insert(extensions.begin(), extensions[index]);
    }));
}

BOOST_AUTO_TEST_CASE(rejects_messages_sent_twice)
{
    const damage twice = [](bytes& m, std::size_t index) {
        if (index != 0)
            return false;
        m = joined(m, bytes(m));
        return true;
    };
    unsigned count = 0;
    for_each_damage(twice, [&](moment when, byte_view, std::size_t, const outcome& result) {
        BOOST_TEST(!result.completed, "moment " << static_cast<int>(when) << " twice");
        ++count;
    });
    BOOST_TEST(count == 7u + 5u); // of a server and of a client, with HelloRetryRequest
}

BOOST_AUTO_TEST_SUITE_END()
