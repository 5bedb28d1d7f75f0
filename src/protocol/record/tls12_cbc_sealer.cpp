// CBC block ciphers with HMAC (RFC 5246, RFC 4346 and RFC 2246, section 6.2.3.2), and encrypt-then-MAC (RFC 7366):
// sealing.

#include "protocol/record/tls12_record.hpp"

#include <tls/crypto/secret.hpp>

#include <cstring>
#include <stdexcept>

namespace tls {
namespace {

/// Encrypts a sequence of pieces of any size block by block, as one contiguous run.
class block_writer {
public:
    block_writer(cbc_context& cipher, std::size_t block_size, byte_span out) noexcept
        : cipher_(cipher), block_size_(block_size), out_(out)
    {
    }
    ~block_writer() { wipe(partial_); }
    block_writer(const block_writer&) = delete;
    block_writer& operator=(const block_writer&) = delete;

    void add(byte_view piece)
    {
        if (filled_ != 0) {
            piece = piece.subspan(fill(piece));
            if (filled_ < block_size_)
                return;
            encrypt(byte_view(partial_).first(block_size_));
            filled_ = 0;
        }
        const auto whole = piece.size() - piece.size() % block_size_;
        if (whole != 0)
            encrypt(piece.first(whole));
        fill(piece.subspan(whole));
    }

private:
    std::size_t fill(byte_view piece)
    {
        const auto size = std::min(piece.size(), block_size_ - filled_);
        if (size != 0)
            std::memcpy(partial_.data() + filled_, piece.data(), size);
        filled_ += size;
        return size;
    }

    void encrypt(byte_view blocks)
    {
        cipher_.process(blocks, out_.first(blocks.size()));
        out_ = out_.subspan(blocks.size());
    }

    cbc_context& cipher_;
    std::size_t block_size_;
    byte_span out_;
    std::array<std::uint8_t, max_cipher_block_size> partial_{};
    std::size_t filled_ = 0;
};

class cbc_sealer final : public tls12_sealer {
public:
    cbc_sealer(const cipher_suite& suite, protocol_version version, const tls12::direction_keys& keys,
               bool encrypt_then_mac, random_source& random)
        : tls12_sealer(suite, version),
          encrypt_then_mac_(encrypt_then_mac),
          block_size_(suite.cipher->block_size),
          mac_size_(suite.mac->digest_size),
          chain_(block_size_, version, keys.iv),
          cipher_(suite.cipher->make_encryption(keys.key)),
          mac_(suite.mac->make_hmac(keys.mac_key)),
          random_(random)
    {
    }

    std::size_t expansion() const noexcept override
    {
        return record_header_size + chain_.sent_size() + mac_size_ + block_size_; // at most a block of padding
    }
    std::size_t record_size(std::size_t content) const noexcept override
    {
        return record_header_size + chain_.sent_size() + encrypted_size(content) + (encrypt_then_mac_ ? mac_size_ : 0);
    }
    bool has_predictable_iv() const noexcept override { return chain_.is_chained(); }

    void seal(content_type type, std::span<const byte_view> content, std::size_t padding, byte_span record) override
    {
        const auto size = total_size(content);
        if (padding != 0 || record.size() != record_size(size))
            throw std::length_error("the record has the wrong size");
        const auto sequence = begin_record(type, size, record);
        const auto fragment = record.subspan(record_header_size);
        const auto iv = fragment.first(chain_.sent_size());
        const auto ciphertext = fragment.subspan(iv.size(), encrypted_size(size));
        start_cipher(iv);
        if (encrypt_then_mac_) {
            encrypt(content, {}, ciphertext);
            const auto authenticated = fragment.first(fragment.size() - mac_size_);
            mac_->update(make_authenticated_header(sequence, record, authenticated.size()));
            mac_->update(authenticated);
            mac_->finish(fragment.last(mac_size_));
            return;
        }
        mac_->update(make_authenticated_header(sequence, record, size));
        for (auto piece : content)
            mac_->update(piece);
        std::array<std::uint8_t, max_digest_size> mac;
        mac_->finish(byte_span(mac).first(mac_size_));
        encrypt(content, byte_view(mac).first(mac_size_), ciphertext);
    }

private:
    /// Returns the size of the encrypted part: content, encrypted MAC if any, and at least one byte of padding up to
    /// whole blocks.
    std::size_t encrypted_size(std::size_t content) const noexcept
    {
        const auto padded = content + (encrypt_then_mac_ ? 0 : mac_size_) + block_size_;
        return padded - padded % block_size_;
    }

    /// `iv` is the record's, if it carries one.
    void start_cipher(byte_span iv)
    {
        if (chain_.is_chained())
            return cipher_->start(chain_.next());
        // RFC 5246 section 6.2.3.2: "The Initialization Vector (IV) SHOULD be chosen at random, and MUST be
        // unpredictable."
        random_.fill(iv);
        cipher_->start(iv);
    }

    void encrypt(std::span<const byte_view> content, byte_view mac, byte_span out)
    {
        block_writer writer(*cipher_, block_size_, out);
        for (auto piece : content)
            writer.add(piece);
        writer.add(mac);
        // Every padding byte, the length byte included, holds the padding length: the number of bytes before the length
        // byte.
        const auto size = out.size() - total_size(content) - mac.size();
        std::array<std::uint8_t, max_cipher_block_size> padding;
        padding.fill(static_cast<std::uint8_t>(size - 1));
        writer.add(byte_view(padding).first(size));
        chain_.advance(out);
    }

    bool encrypt_then_mac_;
    std::size_t block_size_;
    std::size_t mac_size_;
    cbc_chain chain_;
    std::unique_ptr<cbc_context> cipher_;
    std::unique_ptr<mac_context> mac_;
    random_source& random_;
};

} // namespace

void check_cbc_suite(const cipher_suite& suite, protocol_version version, const tls12::direction_keys& keys)
{
    if (!suite.mac || suite.cipher->block_size > max_cipher_block_size || suite.cipher->block_size == 0)
        throw std::invalid_argument("a CBC suite needs a MAC and a block size of at most 16 bytes");
    if (keys.key.size() != suite.cipher->key_size || keys.mac_key.size() != suite.mac->digest_size)
        throw std::invalid_argument("the keys do not fit the cipher suite");
    if (descriptor_of(version).records == record_form::chained_iv && keys.iv.size() != suite.cipher->block_size)
        throw std::invalid_argument("TLS 1.0 needs an IV of one block for the first record");
}

std::unique_ptr<record_sealer> make_tls12_cbc_sealer(const cipher_suite& suite, protocol_version version,
                                                     const tls12::direction_keys& keys, bool encrypt_then_mac,
                                                     random_source& random)
{
    check_cbc_suite(suite, version, keys);
    return std::make_unique<cbc_sealer>(suite, version, keys, encrypt_then_mac, random);
}

} // namespace tls
