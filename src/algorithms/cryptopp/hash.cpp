#include "algorithms/cryptopp/hash.hpp"

#include "algorithms/cryptopp/secret_length_hmac.hpp"

#include <tls/crypto/secret.hpp>

// Crypto++ declares MD5 only if this macro confirms that we know it to be broken.
#define CRYPTOPP_ENABLE_NAMESPACE_WEAK 1

#include <cryptopp/md5.h>
#include <cryptopp/sha.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <type_traits>

namespace tls::cryptopp {

namespace {

constexpr std::uint8_t inner_pad = 0x36, outer_pad = 0x5c; // RFC 2104 section 2

// The key of an HMAC, padded to the hash's block and masked (RFC 2104 section 2). Wipes itself.
template <class Hash>
class padded_key {
public:
    explicit padded_key(byte_view key)
    {
        if (key.size() > block_.size())
            Hash().CalculateDigest(block_.data(), key.data(), key.size());
        else
            std::ranges::copy(key, block_.begin());
        mask(inner_pad);
    }
    padded_key(const padded_key&) = delete;
    padded_key& operator=(const padded_key&) = delete;
    ~padded_key() { wipe(block_); }

    // Starts the inner hash, and then the outer hash. Call each once, in this order.
    void start_inner(Hash& hash) const { hash.Update(block_.data(), block_.size()); }
    void start_outer(Hash& hash)
    {
        mask(inner_pad ^ outer_pad);
        hash.Update(block_.data(), block_.size());
    }

private:
    void mask(std::uint8_t with)
    {
        for (auto& octet : block_)
            octet ^= with;
    }

    std::array<std::uint8_t, Hash::BLOCKSIZE> block_{};
};

// The HMAC of a short message, by the hash's compression function alone. Crypto++'s Update and Final take several times
// as long as it does for these few blocks, and a TLS 1.3 handshake derives dozens of secrets from such messages. For
// SHA-2: the length and the digest are big-endian. Use it once. Wipes itself.
template <class Hash>
class short_hmac : private Hash {
    using word = typename Hash::HashWordType;
    static constexpr std::size_t block_size = Hash::BLOCKSIZE, digest_size = Hash::DIGESTSIZE;
    static constexpr std::size_t length_size = 2 * sizeof(word); // the end of a padded message

public:
    static constexpr std::size_t max_message_size = 2 * block_size - 1 - length_size;

    short_hmac() = default;
    short_hmac(const short_hmac&) = delete;
    short_hmac& operator=(const short_hmac&) = delete;
    ~short_hmac() override { wipe(blocks_.data(), sizeof blocks_); }

    // `key` has at most a block, the message max_message_size.
    void compute(byte_view key, std::span<const byte_view> message, byte_span out)
    {
        std::ranges::copy(key, bytes());
        mask(inner_pad);
        auto* end = bytes() + block_size;
        for (auto piece : message)
            end = std::ranges::copy(piece, end).out;
        hash(static_cast<std::size_t>(end - bytes()));
        Hash::InitState(this->m_state);
        mask(inner_pad ^ outer_pad);
        hash(block_size + digest_size);
        std::copy_n(bytes() + block_size, digest_size, out.begin());
    }

private:
    std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(blocks_.data()); }

    void mask(std::uint8_t with)
    {
        for (std::size_t i = 0; i < block_size; ++i)
            bytes()[i] ^= with;
    }

    // Hashes the first `size` bytes of the blocks, and replaces those after the padded key by the digest.
    void hash(std::size_t size)
    {
        const auto padded = (size + 1 + length_size + block_size - 1) / block_size * block_size;
        std::fill(bytes() + size, bytes() + padded, std::uint8_t{0});
        bytes()[size] = 0x80;
        const auto bits = 8 * size;
        bytes()[padded - 2] = static_cast<std::uint8_t>(bits >> 8);
        bytes()[padded - 1] = static_cast<std::uint8_t>(bits);
        this->HashMultipleBlocks(blocks_.data(), padded);
        this->CorrectEndianess(blocks_.data() + block_size / sizeof(word), this->m_state, digest_size);
    }

    // The padded key and the message. Aligned for Crypto++'s SSE2 code.
    alignas(16) std::array<word, 3 * block_size / sizeof(word)> blocks_{};
};

template <class Hash>
constexpr bool is_sha2 = std::is_same_v<Hash, CryptoPP::SHA256> || std::is_same_v<Hash, CryptoPP::SHA384> ||
                         std::is_same_v<Hash, CryptoPP::SHA512>;

template <class Hash>
void compute_hmac(byte_view key, std::span<const byte_view> message, byte_span out)
{
    if (out.size() < Hash::DIGESTSIZE)
        throw std::length_error("the output buffer is too small for the digest");
    if constexpr (is_sha2<Hash>) {
        std::size_t size = 0;
        for (auto piece : message)
            size += piece.size();
        if (key.size() <= Hash::BLOCKSIZE && size <= short_hmac<Hash>::max_message_size)
            return short_hmac<Hash>().compute(key, message, out);
    }
    padded_key<Hash> padded(key);
    Hash hash;
    padded.start_inner(hash);
    for (auto piece : message) {
        if (!piece.empty())
            hash.Update(piece.data(), piece.size());
    }
    CryptoPP::FixedSizeSecBlock<std::uint8_t, Hash::DIGESTSIZE> digest;
    hash.Final(digest); // leaves the hash ready for another message
    padded.start_outer(hash);
    hash.Update(digest, digest.size());
    hash.Final(out.data());
}

// HMAC, RFC 2104. Crypto++'s own HMAC hashes the padded key again for every message. This one stores both states after
// the padded key, which nearly halves the time for short messages (HKDF, PBKDF2 rounds).
template <class Hash>
class hmac {
public:
    static constexpr std::size_t DIGESTSIZE = Hash::DIGESTSIZE;

    explicit hmac(byte_view key)
    {
        padded_key<Hash> padded(key);
        padded.start_inner(keyed_inner_);
        padded.start_outer(keyed_outer_);
        current_ = keyed_inner_;
    }

    void Update(const std::uint8_t* data, std::size_t size) { current_.Update(data, size); }

    void Final(std::uint8_t* out)
    {
        CryptoPP::FixedSizeSecBlock<std::uint8_t, DIGESTSIZE> digest;
        current_.Final(digest);
        current_ = keyed_outer_;
        current_.Update(digest, DIGESTSIZE);
        current_.Final(out);
        current_ = keyed_inner_;
    }

private:
    Hash keyed_inner_, keyed_outer_; // states after the padded key
    Hash current_;                   // the inner hash of the current message
};

// MD5 and SHA-1 of the same message, in the form of a Crypto++ hash.
class md5_and_sha1 {
public:
    static constexpr std::size_t md5_size = CryptoPP::Weak::MD5::DIGESTSIZE;
    static constexpr std::size_t DIGESTSIZE = md5_size + CryptoPP::SHA1::DIGESTSIZE;
    static constexpr std::size_t BLOCKSIZE = CryptoPP::SHA1::BLOCKSIZE;
    static_assert(BLOCKSIZE == CryptoPP::Weak::MD5::BLOCKSIZE);

    void Update(const std::uint8_t* data, std::size_t size)
    {
        md5_.Update(data, size);
        sha1_.Update(data, size);
    }
    void Final(std::uint8_t* out)
    {
        md5_.Final(out);
        sha1_.Final(out + md5_size);
    }
    void CalculateDigest(std::uint8_t* out, const std::uint8_t* data, std::size_t size)
    {
        Update(data, size);
        Final(out);
    }

private:
    CryptoPP::Weak::MD5 md5_;
    CryptoPP::SHA1 sha1_;
};

// Implements the common interface of hashes and HMACs. Copying the object copies its state.
template <class Interface, class Function>
class context final : public Interface {
public:
    explicit context(Function function) : function_(std::move(function)) {}

    void update(byte_view data) override
    {
        if (!data.empty())
            function_.Update(data.data(), data.size());
    }

    void finish(byte_span out) override
    {
        if (out.size() < Function::DIGESTSIZE)
            throw std::length_error("the output buffer is too small for the digest");
        function_.Final(out.data());
    }

    std::unique_ptr<Interface> clone() const override { return std::make_unique<context>(function_); }

private:
    Function function_;
};

template <class Hash>
std::unique_ptr<hash_context> make()
{
    return std::make_unique<context<hash_context, Hash>>(Hash());
}

template <class Hash>
std::unique_ptr<mac_context> make_hmac(byte_view key)
{
    return std::make_unique<context<mac_context, hmac<Hash>>>(hmac<Hash>(key));
}

template <class Hash>
std::unique_ptr<secret_length_mac> make_secret_length_hmac(byte_view key)
{
    return std::make_unique<secret_length_hmac<Hash>>(key);
}

template <class Hash>
consteval hash_algorithm row(std::string_view name)
{
    return {name, Hash::DIGESTSIZE, Hash::BLOCKSIZE, &make<Hash>, &make_hmac<Hash>, nullptr, &compute_hmac<Hash>};
}

// The registry row of a hash that CBC suites use for their MAC.
template <class Hash>
consteval hash_algorithm row_for_records(std::string_view name)
{
    return {name,
            Hash::DIGESTSIZE,
            Hash::BLOCKSIZE,
            &make<Hash>,
            &make_hmac<Hash>,
            &make_secret_length_hmac<Hash>,
            &compute_hmac<Hash>};
}

} // namespace

constinit const hash_algorithm md5 = row_for_records<CryptoPP::Weak::MD5>("MD5");
constinit const hash_algorithm sha1 = row_for_records<CryptoPP::SHA1>("SHA-1");
constinit const hash_algorithm sha224 = row<CryptoPP::SHA224>("SHA-224");
constinit const hash_algorithm sha256 = row_for_records<CryptoPP::SHA256>("SHA-256");
constinit const hash_algorithm sha384 = row_for_records<CryptoPP::SHA384>("SHA-384");
constinit const hash_algorithm sha512 = row_for_records<CryptoPP::SHA512>("SHA-512");
constinit const hash_algorithm md5_sha1 = row<md5_and_sha1>("MD5-SHA1");

} // namespace tls::cryptopp
