// Replays an RFC 8448 trace: opens its records with the derived keys.

#ifndef TLS_TEST_PROTOCOL_SCHEDULE_TRACE_HPP
#define TLS_TEST_PROTOCOL_SCHEDULE_TRACE_HPP

#include "protocol/schedule/tls13_secrets.hpp"
#include "protocol/schedule/transcript.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace {

/// Every trace negotiates TLS_AES_128_GCM_SHA256.
inline const tls::cipher_suite& suite()
{
    const auto* found = tls::registry::standard()->find_cipher_suite("TLS_AES_128_GCM_SHA256");
    BOOST_REQUIRE(found);
    return *found;
}

inline const tls::hash_algorithm& hash()
{
    return *suite().hash;
}

inline tls::bytes unhex(std::string_view text)
{
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    tls::bytes out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(digit(text[i]) * 16 + digit(text[i + 1])));
    return out;
}

inline std::string hex(tls::byte_view data)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (auto byte : data) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

/// Returns the content of a protected record, without content type. Checks that it has the given type and decrypts
/// under these keys.
inline tls::bytes open(std::string_view record_hex, const tls::tls13::traffic_secret& secret, std::uint8_t content_type,
                       std::uint8_t sequence_number = 0)
{
    const auto record = unhex(record_hex);
    const auto ciphertext = tls::byte_view(record).subspan(5);
    auto keys = secret.keys(*suite().aead);
    keys.iv.span().back() ^= sequence_number;
    tls::bytes content(ciphertext.size() - suite().aead->tag_size);
    const auto opened =
        suite().aead->make(keys.key)->open(keys.iv, tls::byte_view(record).first(5), ciphertext, content);
    BOOST_REQUIRE(opened);
    BOOST_REQUIRE_EQUAL(unsigned{content.back()}, unsigned{content_type});
    content.pop_back();
    return content;
}

/// Splits a flight into its handshake messages.
inline std::vector<tls::bytes> messages(const tls::bytes& flight)
{
    std::vector<tls::bytes> out;
    for (auto rest = tls::byte_view(flight); !rest.empty();) {
        const auto size = 4 + (std::size_t{rest[1]} << 16 | std::size_t{rest[2]} << 8 | rest[3]);
        BOOST_REQUIRE(size <= rest.size());
        out.push_back(tls::to_bytes(rest.first(size)));
        rest = rest.subspan(size);
    }
    return out;
}

/// Adds a flight that ends with Finished to the transcript, and checks the Finished.
inline void add_flight(tls::transcript& transcript, const tls::bytes& flight, const tls::tls13::traffic_secret& sender)
{
    const auto all = messages(flight);
    for (std::size_t i = 0; i + 1 < all.size(); ++i)
        transcript.add(all[i]);
    const auto& finished = all.back();
    BOOST_CHECK_EQUAL(hex(sender.finished_verify_data(transcript.hash())), hex(finished).substr(8));
    transcript.add(finished);
}

/// A random source that returns scripted bytes: a private key of a trace.
class scripted_random final : public tls::random_source {
public:
    explicit scripted_random(std::string_view text) : script_(unhex(text)) {}
    void fill(tls::byte_span out) override
    {
        BOOST_REQUIRE_EQUAL(out.size(), script_.size());
        std::copy(script_.begin(), script_.end(), out.begin());
    }

private:
    tls::bytes script_;
};

struct closing_records {
    std::string_view client;
    std::string_view server;
    std::uint8_t client_sequence_number = 0;
    std::uint8_t server_sequence_number = 0;
};

/// Replays a handshake from after the hellos, which are in the transcript, to the close: opens every protected record
/// and checks every Finished.
inline void replay(tls::transcript transcript, std::string_view shared_secret, std::string_view server_flight_record,
                   std::string_view client_flight_record, const closing_records& closing)
{
    auto handshake_secret = tls::tls13::early_secret(hash()).extract(unhex(shared_secret));
    const auto hellos = transcript.hash();
    const auto server_handshake = handshake_secret.server_handshake_traffic_secret(hellos);
    const auto client_handshake = handshake_secret.client_handshake_traffic_secret(hellos);
    add_flight(transcript, open(server_flight_record, server_handshake, 22), server_handshake);

    const auto master_secret = std::move(handshake_secret).extract();
    const auto server_finished = transcript.hash();
    const auto client = master_secret.client_application_traffic_secret_0(server_finished);
    const auto server = master_secret.server_application_traffic_secret_0(server_finished);
    add_flight(transcript, open(client_flight_record, client_handshake, 22), client_handshake);

    BOOST_CHECK_EQUAL(hex(open(closing.client, client, 21, closing.client_sequence_number)), "0100");
    BOOST_CHECK_EQUAL(hex(open(closing.server, server, 21, closing.server_sequence_number)), "0100");
}

} // namespace trace

#endif
