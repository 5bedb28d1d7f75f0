// Handshakes before TLS 1.3 with each byte changed or removed in turn, with the transport ended at each byte, and split
// into pieces and records of many sizes.

#include "protocol/hostile/old_scenarios.hpp"
#include "protocol/hostile/tls12_kinds.hpp"

#include "protocol/record/record_header.hpp"
#include "support/sweep.hpp"

#include <array>
#include <initializer_list>
#include <map>
#include <optional>

namespace tls12_sweep_test {

using namespace tls;
using namespace tls::test;

namespace {

// One suite of each key exchange of old peers, two of them with a stream cipher. All sweeps include them.
constexpr std::array<std::string_view, 3> old_key_exchanges{
    "TLS 1.0, RSA_EXPORT, RC4-40",
    "TLS 1.0, DH_RSA_EXPORT, DES40, client certificate",
    "TLS 1.0, DH_anon_EXPORT, RC4-40",
};

/// Returns the kinds of these names, and old_key_exchanges.
std::vector<tls12_kind> kinds_with_old(std::initializer_list<std::string_view> names)
{
    std::vector<tls12_kind> kinds;
    for (auto name : names)
        kinds.push_back(kind_named(name));
    for (auto name : old_key_exchanges)
        kinds.push_back(kind_named(name));
    return kinds;
}

enum class damage { none, changed, removed, cut };

/// Damages one byte in one direction.
struct damaging_transport {
    bytes pass(bool to_the_server, bytes data)
    {
        if (to_the_server != to_server)
            return data;
        const auto begin = std::exchange(passed, passed + data.size());
        if (type == damage::none || offset >= passed)
            return data;
        if (offset < begin)
            return type == damage::cut ? bytes() : data;
        const auto position = data.begin() + static_cast<std::ptrdiff_t>(offset - begin);
        if (type == damage::changed)
            *position ^= static_cast<std::uint8_t>(1U << offset % 8);
        else if (type == damage::removed)
            data.erase(position);
        else
            data.erase(position, data.end());
        return data;
    }

    static bool holds_data() { return false; }

    bool to_server = true;
    damage type = damage::none;
    std::size_t offset = 0;
    std::size_t passed = 0;
};

using damaged_handshake = tls12_engines_over<damaging_transport>;

void check_ending(const engine& e, const error_code& error)
{
    BOOST_TEST(error.failed());
    BOOST_TEST((error != reason::internal_error), e.error_detail());
    // TLS 1.0 has export_restriction (RFC 2246 section 7.2), which is sent for keys too long for an export suite.
    if (const auto alert = e.alert_sent())
        BOOST_TEST(
            (*alert == alert::export_restriction || (is_alert_of_tls12(*alert) && *alert != alert::internal_error)),
            to_string(*alert));
    else
        BOOST_TEST((e.alert_received() || error == tls::error::stream_truncated), error.message());
}

/// Damages each byte in turn. Returns for how many of them the receiver still completes its handshake.
std::size_t count_undetected(const tls12_kind& kind, bool to_server, damage type)
{
    const tls12_settings_pair settings(kind);
    damaged_handshake straight(settings, {to_server});
    straight.run();
    BOOST_TEST_REQUIRE(straight.established(),
                       kind.name << ": " << straight.client_error.message() << ", " << straight.server_error.message());
    std::size_t result = 0;
    for (std::size_t i = 0; i < straight.transport.passed; i = next_place(i)) {
        BOOST_TEST_CONTEXT(kind.name << (to_server ? ", client's byte " : ", server's byte ") << i)
        {
            damaged_handshake handshake(settings, {to_server, type, i});
            handshake.run();
            handshake.end();
            auto& receiver = to_server ? handshake.server : handshake.client;
            auto& error = to_server ? handshake.server_error : handshake.client_error;
            // ECDSA signatures differ in size, so this handshake may have fewer bytes.
            if (handshake.transport.passed <= i)
                continue;
            if (receiver.handshake_complete()) {
                ++result;
                continue;
            }
            check_ending(receiver, error);
            if (type == damage::cut) {
                BOOST_TEST(error == tls::error::stream_truncated, error.message());
                BOOST_TEST(!receiver.alert_sent());
            }
        }
    }
    return result;
}

/// Repacks unprotected handshake messages into records of `size` bytes.
struct reframing_transport {
    bytes pass(bool to_the_server, const bytes& data)
    {
        auto& is_protected = protected_in[to_the_server];
        bytes out, messages;
        std::uint16_t version = 0;
        for (byte_view left = data; !left.empty();) {
            const auto header = read_record_header(left, record_protection::none).value();
            const auto whole = left.first(record_header_size + header.length);
            left = left.subspan(whole.size());
            if (header.type == content_type::handshake && !is_protected) {
                messages.insert(messages.end(), whole.begin() + record_header_size, whole.end());
                version = header.legacy_record_version;
                continue;
            }
            is_protected |= header.type == content_type::change_cipher_spec;
            put(out, std::exchange(messages, {}), version);
            out.insert(out.end(), whole.begin(), whole.end());
        }
        put(out, messages, version);
        return out;
    }

    void put(bytes& out, byte_view messages, std::uint16_t version) const
    {
        while (!messages.empty()) {
            const auto n = std::min(size, messages.size());
            std::array<std::uint8_t, record_header_size> header;
            record_header{content_type::handshake, version, static_cast<std::uint16_t>(n)}.write(header);
            out.insert(out.end(), header.begin(), header.end());
            out.insert(out.end(), messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(n));
            messages = messages.subspan(n);
        }
    }

    static bool holds_data() { return false; }

    std::size_t size = max_plaintext_size;
    bool protected_in[2] = {false, false};
};

/// Delays the data after one offset until the engines have processed everything before it.
struct splitting_transport {
    bytes pass(bool to_the_server, const bytes& data)
    {
        if (to_the_server != to_server)
            return data;
        auto all = std::exchange(held, {});
        all.insert(all.end(), data.begin(), data.end());
        const auto begin = std::exchange(passed, passed + data.size());
        if (offset <= begin || offset >= passed)
            return all;
        const auto split = all.begin() + static_cast<std::ptrdiff_t>(offset - begin);
        held.assign(split, all.end());
        return bytes(all.begin(), split);
    }

    bool holds_data() const { return !held.empty(); }

    bool to_server = true;
    std::size_t offset = 0;
    std::size_t passed = 0;
    bytes held = {};
};

template <class Pair>
void check_both_ways(Pair& pair, const std::string& how)
{
    BOOST_TEST_REQUIRE(pair.established(), how << ": " << pair.client_error.message() << " "
                                               << pair.client.error_detail() << ", " << pair.server_error.message()
                                               << " " << pair.server.error_detail());
    for (auto [from, to] : {std::pair(&pair.client, &pair.server), std::pair(&pair.server, &pair.client)})
        BOOST_TEST((transfer(*from, *to, pattern(3000), whole()) == pattern(3000)), how);
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls12_sweep)

/// The receiver ignores the lower byte of the version in the first record of each side (RFC 5246 appendix E.1).
BOOST_AUTO_TEST_CASE(rejects_any_byte_changed_in_transit_except_first_record_version)
{
    for (auto& kind :
         kinds_with_old({"ECDHE_ECDSA, AES-GCM, client certificate",
                         "ECDHE_ECDSA, AES-CBC with SHA-1, MAC-then-encrypt", "PSK, AES-GCM",
                         "PSK, AES-CBC with SHA-256, encrypt_then_mac", "PSK, AES-CBC with SHA-384, MAC-then-encrypt",
                         "PSK, no encryption", "ECDHE_PSK, AES-CBC with SHA-256", "TLS 1.1, RSA, 3DES",
                         "TLS 1.0, DHE_RSA, AES-CBC, MAC-then-encrypt", "TLS 1.0, PSK, AES-CBC, MAC-then-encrypt"})) {
        for (bool to_server : {true, false}) {
            const auto undetected = count_undetected(kind, to_server, damage::changed);
            BOOST_TEST((sweeps_are_whole() ? undetected == 1 : undetected <= 1), kind.name << ": " << undetected);
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_any_byte_removed_in_transit)
{
    for (auto& kind :
         kinds_with_old({"ECDHE_ECDSA, AES-GCM, client certificate", "PSK, AES-GCM",
                         "PSK, AES-CBC with SHA-256, encrypt_then_mac", "PSK, AES-CBC with SHA-384, MAC-then-encrypt",
                         "PSK, no encryption", "TLS 1.0, PSK, AES-CBC, MAC-then-encrypt"})) {
        for (bool to_server : {true, false})
            BOOST_TEST(count_undetected(kind, to_server, damage::removed) == 0u, kind.name);
    }
}

BOOST_AUTO_TEST_CASE(rejects_transport_end_at_any_byte)
{
    for (auto& kind :
         kinds_with_old({"ECDHE_ECDSA, AES-GCM, client certificate", "PSK, AES-GCM",
                         "PSK, AES-CBC with SHA-384, MAC-then-encrypt", "TLS 1.0, PSK, AES-CBC, MAC-then-encrypt"})) {
        for (bool to_server : {true, false})
            BOOST_TEST(count_undetected(kind, to_server, damage::cut) == 0u, kind.name);
    }
}

BOOST_AUTO_TEST_CASE(accepts_transport_that_delivers_pieces_of_any_size)
{
    for (auto& kind : tls12_kinds()) {
        const tls12_settings_pair settings(kind);
        for (std::size_t n : {1, 2, 3, 5, 7, 16, 61, 1000}) {
            engine_pair pair(settings.client, settings.server, [=](std::size_t) { return n; });
            pair.handshake();
            check_both_ways(pair, kind.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(accepts_messages_in_records_of_any_size)
{
    for (auto& kind : tls12_kinds()) {
        const tls12_settings_pair settings(kind);
        for (std::size_t n : {1, 2, 3, 4, 5, 9, 50, 333, 16384}) {
            tls12_engines_over<reframing_transport> pair(settings, {n});
            pair.run();
            check_both_ways(pair, kind.name + " in records of " + std::to_string(n));
        }
    }
    const tls12_settings_pair settings(kind_named("PSK, AES-GCM"));
    for (std::size_t n = 1; n < 300; n = next_place(n)) {
        tls12_engines_over<reframing_transport> pair(settings, {n});
        pair.run();
        check_both_ways(pair, "records of " + std::to_string(n));
    }
}

BOOST_AUTO_TEST_CASE(accepts_delay_at_any_byte)
{
    for (auto& kind :
         kinds_with_old({"ECDHE_ECDSA, AES-GCM, client certificate", "PSK, AES-GCM",
                         "PSK, AES-CBC with SHA-256, encrypt_then_mac", "TLS 1.0, PSK, AES-CBC, MAC-then-encrypt"})) {
        const tls12_settings_pair settings(kind);
        for (bool to_server : {true, false}) {
            std::size_t size = 1;
            for (std::size_t offset = 1; offset < size || offset == 1; offset = next_place(offset)) {
                tls12_engines_over<splitting_transport> pair(settings, {to_server, offset});
                pair.run();
                size = pair.transport.passed;
                BOOST_TEST_REQUIRE(pair.established(), kind.name << ", byte " << offset << ": "
                                                                 << pair.client_error.message() << ", "
                                                                 << pair.server_error.message());
            }
            BOOST_TEST(size > 100u);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

const tls12_scenario with_client_auth{.client_auth = true};
const tls12_scenario tls10_with_client_auth{.suite = 0xc009, .client_auth = true, .version = protocol_version::tls1_0};

/// Runs a conversation, then ends its transport. Returns whether the handshake completed and the data arrived.
bool completes(tls12_conversation& c)
{
    c.run();
    c.engine.end_of_input();
    c.run();
    const bool completed = c.engine.handshake_complete() && as_text(c.delivered) == "data";
    if (!completed) {
        BOOST_TEST(c.delivered.empty());
        check_ending(c.engine, c.error);
    }
    return completed;
}

using offsets_by_moment = std::map<tls12_moment, std::vector<std::size_t>>;

/// Makes a change at each byte of each message of the peer in turn. The peer's transcript and keys include the change.
/// Returns the offsets of the changes with which the handshake still completed.
offsets_by_moment harmless_changes(role engine_role, const tls12_scenario& in,
                                   const std::function<bool(bytes&, std::size_t)>& change)
{
    std::map<tls12_moment, std::size_t> sizes;
    auto measure = in;
    measure.peer = in_turn(in.peer, [&](tls12_traits& t) {
        t.before = [&](tls12_peer&, tls12_moment when, bytes& m) { sizes[when] = m.size(); };
    });
    tls12_conversation straight(engine_role, measure);
    BOOST_TEST_REQUIRE(completes(straight));
    // The other scenarios sweep certificates.
    if (registry::standard()->find_cipher_suite(in.suite)->is_export)
        sizes.erase(tls12_moment::certificate);

    offsets_by_moment harmless;
    for (auto& [when, size] : sizes) {
        for (std::size_t i = 0; i < size; i = next_place(i)) {
            BOOST_TEST_CONTEXT("moment " << static_cast<int>(when) << ", byte " << i)
            {
                bool changed = false;
                auto scenario = in;
                scenario.peer =
                    in_turn(in.peer, at(when, [&, at = i](bytes& m) { changed = at < m.size() && change(m, at); }));
                tls12_conversation c(engine_role, scenario);
                if (completes(c) && changed)
                    harmless[when].push_back(i);
            }
        }
    }
    return harmless;
}

/// Returns whether the peer may change this byte: it belongs to an offer or request, and both sides see the change.
bool peer_may_change(tls12_moment when, std::size_t offset)
{
    if (when == tls12_moment::client_hello)
        return offset >= message::header_size;
    return when == tls12_moment::certificate_request && offset >= message::header_size;
}

std::vector<std::pair<role, tls12_scenario>> both_roles_of_all()
{
    std::vector<std::pair<role, tls12_scenario>> all;
    for (auto& in : {with_client_auth, tls10_with_client_auth, anonymous_export_with(export_suites::dh_anon_rc4),
                     export_with(export_suites::rsa_rc4), fixed_export(true)}) {
        all.emplace_back(role::client, in);
        all.emplace_back(role::server, in);
    }
    return all;
}

void check_harmless(const offsets_by_moment& found)
{
    for (auto& [when, offsets] : found) {
        for (auto offset : offsets)
            BOOST_TEST(peer_may_change(when, offset), "moment " << static_cast<int>(when) << ", byte " << offset);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls12_message_sweep)

BOOST_AUTO_TEST_CASE(rejects_any_changed_byte_outside_offers_and_requests)
{
    for (auto& [engine_role, in] : both_roles_of_all())
        check_harmless(harmless_changes(engine_role, in, [](bytes& m, std::size_t i) {
            m[i] ^= static_cast<std::uint8_t>(1U << i % 8);
            return true;
        }));
}

BOOST_AUTO_TEST_CASE(rejects_any_missing_byte_outside_offers_and_requests)
{
    for (auto& [engine_role, in] : both_roles_of_all())
        check_harmless(harmless_changes(engine_role, in, [](bytes& m, std::size_t i) {
            if (m.size() <= message::header_size || i < message::header_size)
                return false;
            m.erase(m.begin() + static_cast<std::ptrdiff_t>(i));
            fix_length(m);
            return true;
        }));
}

BOOST_AUTO_TEST_CASE(rejects_truncated_messages)
{
    for (auto& [engine_role, in] : both_roles_of_all()) {
        const auto found = harmless_changes(engine_role, in, [](bytes& m, std::size_t i) {
            if (m.size() <= message::header_size || i < message::header_size)
                return false;
            m.resize(i);
            fix_length(m);
            return true;
        });
        // A ClientHello is valid without its extensions block.
        for (auto& [when, offsets] : found)
            BOOST_TEST((when == tls12_moment::client_hello && offsets.size() == 1),
                       "moment " << static_cast<int>(when) << ", byte " << offsets.front());
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace tls12_sweep_test
