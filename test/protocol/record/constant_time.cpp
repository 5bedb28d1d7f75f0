// Constant-time checks under valgrind. Secrets are marked as uninitialized, so valgrind reports every branch and every
// memory access that depends on them.
//
//     constant_time                    the library's code: valgrind must report nothing
//     constant_time leak               a padding check with a timing leak: valgrind must report it
//     constant_time leaky_comparison   a comparison with a timing leak: valgrind must report it

#include "algorithms/cryptopp/aead_context.hpp"
#include "algorithms/cryptopp/hash.hpp"
#include "algorithms/cryptopp/rsa_premaster.hpp"
#include "protocol/record/protection_tls12.hpp"
#include "protocol/schedule/tls13_secrets.hpp"

#include <tls/crypto/secret.hpp>

#include <valgrind/memcheck.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string_view>

using namespace tls;

namespace {

/// An identity cipher whose output is secret.
class identity_context final : public cbc_context {
public:
    void start(byte_view) override {}
    void process(byte_view in, byte_span out) override
    {
        std::memmove(out.data(), in.data(), in.size());
        VALGRIND_MAKE_MEM_UNDEFINED(out.data(), out.size());
    }
};

std::unique_ptr<cbc_context> make_identity(byte_view)
{
    return std::make_unique<identity_context>();
}

constexpr cbc_algorithm identity{"identity", 16, 16, make_identity, make_identity};

cipher_suite suite_with(const hash_algorithm& mac)
{
    return {0,
            "constant time",
            protocol_version::tls1_0,
            protocol_version::tls1_2,
            nullptr,
            &cryptopp::sha256,
            128,
            {1000, 1},
            false,
            key_exchange_method::rsa,
            authentication_method::rsa,
            nonce_construction::explicit_sequence,
            &identity,
            &mac};
}

/// Returns a record with this plaintext, MAC and padding included.
bytes record_of(byte_view plaintext, protocol_version version)
{
    const std::size_t iv_size = version == protocol_version::tls1_0 ? 0 : 16;
    const auto length = iv_size + plaintext.size();
    bytes record{23, 3, static_cast<std::uint8_t>(version), static_cast<std::uint8_t>(length >> 8),
                 static_cast<std::uint8_t>(length)};
    record.resize(record.size() + iv_size);
    record.insert(record.end(), plaintext.begin(), plaintext.end());
    return record;
}

bytes make_plaintext(const hash_algorithm& mac, byte_view mac_key, protocol_version version, std::size_t content_size,
                     std::size_t padding)
{
    bytes plaintext(content_size, 0x61);
    const bytes header{0,
                       0,
                       0,
                       0,
                       0,
                       0,
                       0,
                       0,
                       23,
                       3,
                       static_cast<std::uint8_t>(version),
                       static_cast<std::uint8_t>(content_size >> 8),
                       static_cast<std::uint8_t>(content_size)};
    auto context = mac.make_hmac(mac_key);
    context->update(header);
    context->update(plaintext);
    plaintext.resize(content_size + mac.digest_size);
    context->finish(byte_span(plaintext).subspan(content_size));
    plaintext.resize(plaintext.size() + padding, static_cast<std::uint8_t>(padding - 1));
    return plaintext;
}

unsigned opened = 0, refused = 0;

void open_cbc(const hash_algorithm& mac, const bytes& mac_key, protocol_version version, const bytes& plaintext)
{
    const auto suite = suite_with(mac);
    tls12::direction_keys keys;
    keys.key = secret(16);
    keys.mac_key = secret(mac_key);
    keys.iv = secret(16);
    VALGRIND_MAKE_MEM_UNDEFINED(keys.mac_key.span().data(), keys.mac_key.size());
    auto opener = make_tls12_opener(suite, version, keys, false);
    const auto record = record_of(plaintext, version);
    bytes out(opener->room_for(record.size() - 5));
    ++(opener->open(record, out) ? opened : refused);
}

void check_cbc(const hash_algorithm& mac, protocol_version version)
{
    const bytes key(mac.digest_size, 3);
    for (std::size_t padding : {1, 2, 16, 17, 255, 256}) {
        const auto content_size = 3 * 128 + (16 - (mac.digest_size + padding) % 16) % 16;
        auto plaintext = make_plaintext(mac, key, version, content_size, padding);
        open_cbc(mac, key, version, plaintext);
        plaintext[plaintext.size() - padding] ^= 1;
        open_cbc(mac, key, version, plaintext);
        plaintext.front() ^= 1;
        open_cbc(mac, key, version, plaintext);
    }
    open_cbc(mac, key, version, bytes(64, 0xff));
    open_cbc(mac, key, version, bytes(2048, 0x00));
}

void check_premaster()
{
    class no_random final : public random_source {
    public:
        void fill(byte_span out) override { std::ranges::fill(out, std::uint8_t{0x55}); }
    } random;
    const bytes fallback(48, 0xee);
    bytes premaster(48, 0x42);
    premaster[0] = premaster[1] = 3;
    auto good = cryptopp::encode_premaster(premaster, 256, random);
    for (std::size_t damaged_index : {256, 0, 1, 2, 100, 206, 207, 208, 209, 255}) {
        auto encoded = good;
        if (damaged_index < encoded.size())
            encoded[damaged_index] ^= encoded[damaged_index] == 0 ? 1 : encoded[damaged_index];
        VALGRIND_MAKE_MEM_UNDEFINED(encoded.data(), encoded.size());
        auto out = cryptopp::decode_premaster(encoded, 0x0303, fallback);
        VALGRIND_MAKE_MEM_DEFINED(out.data(), out.size());
        ++(std::ranges::equal(out, premaster) ? opened : refused);
    }
}

constexpr std::size_t header_size = 5;

/// Returns a record with a MAC behind its content, which is not encrypted.
bytes with_mac(const hash_algorithm& mac, byte_view mac_key, byte_view content)
{
    const auto length = [](std::size_t size) {
        return bytes{23, 3, 3, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
    };
    bytes authenticated(8); // the sequence number
    const auto header = length(content.size());
    authenticated.insert(authenticated.end(), header.begin(), header.end());
    authenticated.insert(authenticated.end(), content.begin(), content.end());
    auto record = length(content.size() + mac.digest_size);
    record.insert(record.end(), content.begin(), content.end());
    record.resize(record.size() + mac.digest_size);
    hmac(mac, mac_key, std::array{byte_view(authenticated)}, byte_span(record).last(mac.digest_size));
    return record;
}

/// The MACs of encrypt-then-MAC and of suites without encryption: wrong ones differ at either end or in the middle.
void check_plain_macs(const hash_algorithm& mac)
{
    const bytes key(mac.digest_size, 3);
    for (bool encrypts : {true, false}) {
        auto suite = suite_with(mac);
        if (!encrypts)
            suite.cipher = nullptr;
        const auto content = encrypts ? bytes(16 + 32, 15) : bytes(100, 0x61); // IV, text, 16 bytes of padding
        const auto record = with_mac(mac, key, content);
        for (std::size_t damaged_index : {std::size_t{0}, mac.digest_size / 2, mac.digest_size - 1, mac.digest_size}) {
            tls12::direction_keys keys;
            keys.key = secret(encrypts ? 16 : 0);
            keys.mac_key = secret(key);
            VALGRIND_MAKE_MEM_UNDEFINED(keys.mac_key.span().data(), keys.mac_key.size());
            auto opener = make_tls12_opener(suite, protocol_version::tls1_2, keys, encrypts);
            auto received = record;
            if (damaged_index < mac.digest_size)
                received[header_size + content.size() + damaged_index] ^= 1;
            bytes out(opener->room_for(received.size() - header_size));
            ++(opener->open(received, out) ? opened : refused);
        }
    }
}

/// An AEAD that computes a secret tag.
struct secret_tag_mode {
    static constexpr std::size_t tag_size = 16;

    explicit secret_tag_mode(byte_view) {}
    void seal(byte_view, byte_view, std::span<const byte_view>, byte_span) {}
    void open(byte_view, byte_view, byte_view, std::uint8_t*, std::uint8_t* tag)
    {
        std::memset(tag, 7, tag_size);
        VALGRIND_MAKE_MEM_UNDEFINED(tag, tag_size);
    }
};

void check_aead_tags()
{
    cryptopp::context_of<secret_tag_mode> context{byte_view()};
    const bytes nonce(12);
    for (std::size_t damaged_index : {0, 8, 15, 16}) {
        bytes ciphertext(secret_tag_mode::tag_size, 7);
        if (damaged_index < ciphertext.size())
            ciphertext[damaged_index] ^= 1;
        ++(context.open(nonce, {}, ciphertext, {}) ? opened : refused);
    }
}

/// Compares a secret with the peer's value as the checks of Finished and of binders do. Wrong values differ at either
/// end or in the middle.
void check_comparison(byte_view expected)
{
    for (std::size_t damaged_index : {std::size_t{0}, expected.size() / 2, expected.size() - 1, expected.size()}) {
        bytes received(expected.begin(), expected.end());
        VALGRIND_MAKE_MEM_DEFINED(received.data(), received.size());
        if (damaged_index < received.size())
            received[damaged_index] ^= 1;
        ++(constant_time_equal(received, expected) ? opened : refused);
    }
}

/// The verify_data of Finished in TLS 1.3 and 1.2 and PSK binders: computed from secrets and compared.
void check_verify_data(const hash_algorithm& hash)
{
    const auto make_secret = [](std::size_t size) {
        secret result(size);
        std::ranges::fill(result.span(), std::uint8_t{0x42});
        VALGRIND_MAKE_MEM_UNDEFINED(result.span().data(), result.size());
        return result;
    };
    transcript_hash transcript(hash.digest_size);
    std::ranges::fill(transcript.span(), std::uint8_t{0x17});
    check_comparison(tls13::traffic_secret(hash, make_secret(hash.digest_size)).finished_verify_data(transcript));
    const auto psk = make_secret(hash.digest_size);
    for (auto kind : {tls13::psk_kind::resumption, tls13::psk_kind::external, tls13::psk_kind::imported})
        check_comparison(tls13::early_secret(hash, psk).binder(kind, transcript));
    const tls12::master_secret master(tls12::prf_algorithm(hash), make_secret(tls12::master_secret::size));
    for (auto sender : {role::client, role::server})
        check_comparison(master.finished_verify_data(sender, transcript));
}

/// A comparison that ends at the first difference.
void leak_comparison()
{
    bytes expected(32, 3);
    const bytes received(expected);
    VALGRIND_MAKE_MEM_UNDEFINED(expected.data(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (expected[i] != received[i]) {
            ++refused;
            return;
        }
}

/// A naive padding check.
void leak()
{
    bytes plaintext(64, 3);
    VALGRIND_MAKE_MEM_UNDEFINED(plaintext.data(), plaintext.size());
    const std::size_t length = plaintext.back();
    for (std::size_t i = 0; i < length; ++i)
        refused += plaintext[plaintext.size() - 1 - i] != length;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc > 1) {
        argv[1] == std::string_view("leak") ? leak() : leak_comparison();
        return 0;
    }
    for (auto* mac : {&cryptopp::sha1, &cryptopp::sha256, &cryptopp::sha384})
        check_cbc(*mac, protocol_version::tls1_2);
    for (auto version : {protocol_version::tls1_1, protocol_version::tls1_0})
        check_cbc(cryptopp::sha1, version);
    check_cbc(cryptopp::md5, protocol_version::tls1_0); // export suites with RC2
    check_premaster();
    for (auto* hash : {&cryptopp::sha256, &cryptopp::sha384}) {
        check_plain_macs(*hash);
        check_verify_data(*hash);
    }
    check_aead_tags();
    std::printf("%u opened, %u rejected\n", opened, refused);
    // Six paddings for each hash and version, and a premaster secret. For each hash two MACs and six values of
    // verify_data. A tag. None of this must leak, and neither must the position of an error in others.
    return opened == 6 * 6 + 1 + 2 * (2 + 6) + 1 ? 0 : 1;
}
