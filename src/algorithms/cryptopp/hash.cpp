#include "algorithms/cryptopp/hash.hpp"

#include "algorithms/cryptopp/secret_length_hmac.hpp"
#include "algorithms/cryptopp/sha2.hpp"

#include <tls/crypto/secret.hpp>

// Crypto++ declares MD5 only if this macro confirms that we know it to be broken.
#define CRYPTOPP_ENABLE_NAMESPACE_WEAK 1

#include <cryptopp/md5.h>
#include <cryptopp/sha.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <new>
#include <stdexcept>

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

// The compression function of a SHA-2 hash.
template <class Hash>
class compression {
public:
    using word = typename Hash::HashWordType;
    using state = std::array<word, 8>;
    static constexpr std::size_t digest_size = Hash::DIGESTSIZE;

private:
    // Crypto++'s function for SHA-384 and SHA-512 takes numbers, and leaves the state that it began with on the stack.
    // For SHA-224 and SHA-256 it has a faster one for blocks, and an object for it.
    static constexpr bool takes_numbers = sizeof(word) == sizeof(std::uint64_t);

public:
    static state initial_state()
    {
        state out;
        Hash::InitState(out.data());
        return out;
    }

    // Not inlined, so that the compiler keeps no part of a secret state in registers, which calls save on the stack.
    [[gnu::noinline]] static void compress(state& words, const std::uint8_t* blocks, std::size_t count)
    {
        if constexpr (takes_numbers) {
            alignas(16) std::array<word, 16> numbers;
            for (; count != 0; --count, blocks += sizeof numbers) {
                load(numbers, blocks);
                Hash::Transform(words.data(), numbers.data());
            }
            wipe_frame_of_transform();
            wipe(numbers.data(), sizeof numbers);
        } else {
            // It takes longer to make than a block to hash, so each thread has one. It keeps no state, and owns no
            // memory. Never destroyed: destructors that run later, at the end of the thread or of the program, may
            // compute hashes.
            alignas(object) static thread_local std::byte memory[sizeof(object)];
            static thread_local auto* const shared = new (memory) object;
            shared->compress(words, blocks, count);
        }
    }

    static void compress_pair(state& first, const std::uint8_t* first_block, state& second,
                              const std::uint8_t* second_block)
    {
        compress(first, first_block, 1);
        compress(second, second_block, 1);
    }

    static void compress_words(state& words, const std::array<word, 16>& numbers)
    {
        alignas(16) std::array<word, 16> block;
        std::ranges::transform(numbers, block.begin(), &big_endian<word>);
        compress(words, reinterpret_cast<const std::uint8_t*>(block.data()), 1);
        wipe(block.data(), sizeof block);
    }

private:
    static void load(std::array<word, 16>& numbers, const std::uint8_t* from)
    {
        for (auto& number : numbers) {
            std::memcpy(&number, from, sizeof number);
            number = big_endian(number);
            from += sizeof number;
        }
    }

    // Overwrites the stack below the caller: Crypto++'s function has a frame of 296 bytes.
    [[gnu::noinline]] static void wipe_frame_of_transform() noexcept
    {
        std::array<std::uint8_t, 384> below;
        wipe(below);
    }

    struct object : private Hash {
        void compress(state& words, const std::uint8_t* blocks, std::size_t count)
        {
            auto* const inner = this->m_state.data();
            std::memcpy(inner, words.data(), sizeof words);
            if (reinterpret_cast<std::uintptr_t>(blocks) % alignof(word) == 0)
                this->HashMultipleBlocks(reinterpret_cast<const word*>(blocks), count * Hash::BLOCKSIZE);
            else
                compress_copies(blocks, count);
            std::memcpy(words.data(), inner, sizeof words);
            wipe(inner, sizeof words);
        }

        [[gnu::noinline]] void compress_copies(const std::uint8_t* blocks, std::size_t count)
        {
            for (; count != 0; --count, blocks += Hash::BLOCKSIZE) {
                std::memcpy(this->m_data.data(), blocks, Hash::BLOCKSIZE);
                this->HashMultipleBlocks(this->m_data.data(), Hash::BLOCKSIZE);
            }
            wipe(this->m_data.data(), Hash::BLOCKSIZE);
        }
    };
};

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

// None of these calls another: Clang 14 does not compile consteval functions that do.
template <class Hash>
consteval hash_algorithm row(std::string_view name)
{
    return {name, Hash::DIGESTSIZE, Hash::BLOCKSIZE, &make<Hash>, &make_hmac<Hash>};
}

// The registry row of a hash that CBC suites use for their MAC.
template <class Hash>
consteval hash_algorithm row_for_records(std::string_view name)
{
    return {name, Hash::DIGESTSIZE, Hash::BLOCKSIZE, &make<Hash>, &make_hmac<Hash>, &make_secret_length_hmac<Hash>};
}

template <class Hash>
consteval hash_algorithm sha2_row(std::string_view name)
{
    using hmac_functions = sha2_hmac<compression<Hash>>;
    return {name,
            Hash::DIGESTSIZE,
            Hash::BLOCKSIZE,
            &make_sha2<compression<Hash>>,
            &make_sha2_hmac<compression<Hash>>,
            &make_secret_length_hmac<Hash>,
            &hmac_functions::start,
            &hmac_functions::finish};
}

} // namespace

constinit const hash_algorithm md5 = row_for_records<CryptoPP::Weak::MD5>("MD5");
constinit const hash_algorithm sha1 = row_for_records<CryptoPP::SHA1>("SHA-1");
constinit const hash_algorithm sha224 = sha2_row<CryptoPP::SHA224>("SHA-224");
constinit const hash_algorithm sha256 = sha2_row<CryptoPP::SHA256>("SHA-256");
constinit const hash_algorithm sha384 = sha2_row<CryptoPP::SHA384>("SHA-384");
constinit const hash_algorithm sha512 = sha2_row<CryptoPP::SHA512>("SHA-512");
constinit const hash_algorithm md5_sha1 = row<md5_and_sha1>("MD5-SHA1");

} // namespace tls::cryptopp
