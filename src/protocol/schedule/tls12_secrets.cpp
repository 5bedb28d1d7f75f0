#include "protocol/schedule/tls12_secrets.hpp"

#include <tls/version_descriptor.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace tls::tls12 {

namespace {

/// A buffer for the largest digest, wiped on destruction.
struct digest_buffer {
    std::array<std::uint8_t, max_digest_size> bytes{};
    ~digest_buffer() { wipe(bytes); }
};

byte_view take(byte_view& block, std::size_t size)
{
    auto front = block.first(size);
    block = block.subspan(size);
    return front;
}

/// The size in bytes of each part of the key block, for one direction. In export suites the key is not the final one.
struct key_sizes {
    std::size_t mac_key;
    std::size_t key;
    std::size_t iv;
};

/// RFC 5288 section 3: the implicit part of the nonce if the rest is sent.
constexpr std::size_t salt_size = 4;
/// RFC 2246 appendix C: the key material of every export cipher has 40 bits.
constexpr std::size_t export_key_size = 5;

key_sizes sizes_for(const cipher_suite& suite, protocol_version version)
{
    if (suite.aead) {
        const bool sends_nonces = suite.nonce == nonce_construction::explicit_sequence;
        return {0, suite.aead->key_size, sends_nonces ? salt_size : suite.aead->nonce_size};
    }
    if (!suite.mac)
        throw std::invalid_argument("the cipher suite has no record protection");
    if (suite.is_export)
        return {suite.mac->digest_size, export_key_size, 0};
    if (suite.stream)
        return {suite.mac->digest_size, suite.stream->key_size, 0};
    if (!suite.cipher)
        return {suite.mac->digest_size, 0, 0};
    const bool sends_ivs = descriptor_of(version).records != record_form::chained_iv;
    return {suite.mac->digest_size, suite.cipher->key_size, sends_ivs ? 0 : suite.cipher->block_size};
}

/// Replaces the keys of an export suite by the final ones, and adds the IVs (RFC 2246 section 6.3.1). All that these
/// add to the secret bytes is public. The draft's example also has the master secret in a seed; its rule does not.
void complete_export_keys(key_block& keys, const cipher_suite& suite, const prf_algorithm& algorithm,
                          byte_view client_random, byte_view server_random)
{
    if (!suite.cipher && !suite.stream)
        throw std::invalid_argument("an export suite needs a cipher");
    auto complete = [&](secret& key, std::string_view label) {
        secret final_key(suite.stream ? suite.stream->key_size : suite.cipher->key_size);
        prf(algorithm, key, label, {client_random, server_random}, final_key.span());
        key = std::move(final_key);
    };
    complete(keys.client.key, "client write key");
    complete(keys.server.key, "server write key");
    if (!suite.cipher)
        return;
    const auto size = suite.cipher->block_size;
    bytes iv_block(2 * size); // public: the secret is empty
    prf(algorithm, {}, "IV block", {client_random, server_random}, iv_block);
    keys.client.iv = secret(byte_view(iv_block).first(size));
    keys.server.iv = secret(byte_view(iv_block).last(size));
}

} // namespace

void add_p_hash(const hash_algorithm& hash, byte_view secret, seed_pieces seed, byte_span out)
{
    // A(0) = seed, A(i) = HMAC_hash(secret, A(i-1));
    // P_hash = HMAC_hash(secret, A(1) + seed) + HMAC_hash(secret, A(2) + seed) + ...
    digest_buffer a_buffer, block_buffer;
    auto a = byte_span(a_buffer.bytes).first(hash.digest_size);
    auto block = byte_span(block_buffer.bytes).first(hash.digest_size);
    const hmac_key key(hash, secret);
    // A(i) and the seed.
    constexpr std::size_t max_pieces = 6;
    std::array<byte_view, max_pieces> pieces;
    if (seed.size() >= max_pieces)
        throw std::length_error("a seed of P_hash has at most five pieces");
    pieces[0] = a;
    std::ranges::copy(seed, pieces.begin() + 1);
    const auto a_and_seed = std::span<const byte_view>(pieces).first(1 + seed.size());
    key.compute(a_and_seed.subspan(1), a);
    while (!out.empty()) {
        key.compute(a_and_seed, block);
        const auto size = std::min(block.size(), out.size());
        for (std::size_t i = 0; i < size; ++i)
            out[i] ^= block[i];
        out = out.subspan(size);
        if (out.empty())
            break; // nothing needs the next A(i)
        key.compute(a_and_seed.first(1), a);
    }
}

void prf(const prf_algorithm& algorithm, byte_view secret, std::string_view label, seed_pieces seed, byte_span out)
{
    // PRF(secret, label, seed) = P_<hash>(secret, label + seed). No seed here has more than four pieces.
    constexpr std::size_t max_pieces = 4;
    if (seed.size() > max_pieces)
        throw std::length_error("a PRF seed has at most four pieces");
    std::array<byte_view, max_pieces> pieces;
    std::copy(seed.begin(), seed.end(), pieces.begin());
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    const seed_pieces labelled{as_bytes(label), pieces[0], pieces[1], pieces[2], pieces[3]};
    if (algorithm.second_ == nullptr)
        return add_p_hash(*algorithm.first_, secret, labelled, out);
    // RFC 4346 section 5: PRF(secret, label, seed) = P_MD5(S1, label + seed) XOR P_SHA-1(S2, label + seed). S1 and S2
    // are the halves of the secret. They share the middle byte if its length is odd.
    const auto half = secret.size() - secret.size() / 2;
    add_p_hash(*algorithm.first_, secret.first(half), labelled, out);
    add_p_hash(*algorithm.second_, secret.last(half), labelled, out);
}

secure_bytes psk_premaster_secret(byte_view other_secret, byte_view psk)
{
    secure_bytes premaster;
    auto append = [&premaster](byte_view part, std::size_t size) {
        premaster.push_back(static_cast<std::uint8_t>(size >> 8));
        premaster.push_back(static_cast<std::uint8_t>(size));
        premaster.insert(premaster.end(), part.begin(), part.end());
        premaster.resize(premaster.size() + size - part.size());
    };
    const auto other_size = other_secret.empty() ? psk.size() : other_secret.size();
    if (psk.size() > 0xffff || other_size > 0xffff)
        throw std::length_error("the PSK and the other secret must each have at most 65535 bytes");
    premaster.reserve(4 + other_size + psk.size());
    append(other_secret, other_size);
    append(psk, psk.size());
    return premaster;
}

master_secret::master_secret(const prf_algorithm& algorithm, secret value) : prf_(algorithm), value_(std::move(value))
{
    if (value_.size() != size)
        throw std::length_error("a TLS 1.2 master secret must have 48 bytes");
}

master_secret master_secret::derive(const prf_algorithm& algorithm, byte_view premaster_secret, byte_view client_random,
                                    byte_view server_random)
{
    secret value(size);
    prf(algorithm, premaster_secret, "master secret", {client_random, server_random}, value.span());
    return {algorithm, std::move(value)};
}

master_secret master_secret::derive_extended(const prf_algorithm& algorithm, byte_view premaster_secret,
                                             const transcript_hash& session_hash)
{
    secret value(size);
    prf(algorithm, premaster_secret, "extended master secret", {session_hash}, value.span());
    return {algorithm, std::move(value)};
}

key_block master_secret::keys(const cipher_suite& suite, protocol_version version, byte_view client_random,
                              byte_view server_random) const
{
    const auto sizes = sizes_for(suite, version);
    secure_bytes block(2 * (sizes.mac_key + sizes.key + sizes.iv));
    prf(prf_, value_, "key expansion", {server_random, client_random}, block);

    key_block keys;
    byte_view rest = block;
    keys.client.mac_key = secret(take(rest, sizes.mac_key));
    keys.server.mac_key = secret(take(rest, sizes.mac_key));
    keys.client.key = secret(take(rest, sizes.key));
    keys.server.key = secret(take(rest, sizes.key));
    keys.client.iv = secret(take(rest, sizes.iv));
    keys.server.iv = secret(take(rest, sizes.iv));
    if (suite.is_export)
        complete_export_keys(keys, suite, prf_, client_random, server_random);
    return keys;
}

secret master_secret::finished_verify_data(role sender, const transcript_hash& transcript) const
{
    constexpr std::size_t verify_data_length = 12;
    secret verify_data(verify_data_length);
    prf(prf_, value_, sender == role::client ? "client finished" : "server finished", {transcript}, verify_data.span());
    return verify_data;
}

void master_secret::exporter(std::string_view label, std::optional<byte_view> context, byte_view client_random,
                             byte_view server_random, byte_span out) const
{
    if (!context) {
        prf(prf_, value_, label, {client_random, server_random}, out);
        return;
    }
    if (context->size() > 0xffff)
        throw std::length_error("an exporter context must have at most 65535 bytes");
    const std::array<std::uint8_t, 2> context_length{static_cast<std::uint8_t>(context->size() >> 8),
                                                     static_cast<std::uint8_t>(context->size())};
    prf(prf_, value_, label, {client_random, server_random, context_length, *context}, out);
}

} // namespace tls::tls12
