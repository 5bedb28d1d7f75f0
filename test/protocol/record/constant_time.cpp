// Constant-time checks under valgrind. Secrets are marked as uninitialized, so valgrind reports every branch and every
// memory access that depends on them.
//
//     constant_time         the library's code: valgrind must report nothing
//     constant_time leak    a padding check with a timing leak: valgrind must report it

#include "algorithms/cryptopp/hash.hpp"
#include "algorithms/cryptopp/rsa_premaster.hpp"
#include "protocol/record/protection_tls12.hpp"

#include <tls/crypto/secret.hpp>

#include <valgrind/memcheck.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

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

int main(int argc, char**)
{
    if (argc > 1) {
        leak();
        return 0;
    }
    for (auto* mac : {&cryptopp::sha1, &cryptopp::sha256, &cryptopp::sha384})
        check_cbc(*mac, protocol_version::tls1_2);
    for (auto version : {protocol_version::tls1_1, protocol_version::tls1_0})
        check_cbc(cryptopp::sha1, version);
    check_cbc(cryptopp::md5, protocol_version::tls1_0); // export suites with RC2
    check_premaster();
    std::printf("%u opened, %u rejected\n", opened, refused);
    // Six paddings for each hash and version, a premaster secret, and one with a different last byte: none of this must
    // leak.
    return opened == 6 * 6 + 1 ? 0 : 1;
}
