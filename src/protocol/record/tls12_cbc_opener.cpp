// CBC block ciphers with HMAC (RFC 5246, RFC 4346 and RFC 2246, section 6.2.3.2), and encrypt-then-MAC (RFC 7366):
// opening.
//
// Without encrypt-then-MAC the receiver reads the padding before it has authenticated anything. An attacker who can
// infer the padding from the time this takes can decrypt records (Lucky Thirteen, CVE-2013-0169). So from decryption to
// the verdict, no branch and no memory index depends on decrypted data: the size of the padding, and with it the length
// of the content and the position of the MAC, are secret until the MAC has been verified.

#include "protocol/record/tls12_record.hpp"

#include <tls/crypto/constant_time.hpp>
#include <tls/crypto/secret.hpp>

#include <stdexcept>

namespace tls {
namespace {

namespace ct = constant_time;

/// The maximum size of the padding, its length byte included.
constexpr std::size_t max_padding = 256;

/// The size of the padding at the end of `plaintext`, its length byte included. 0 if the padding is invalid or leaves
/// less than `min_size` bytes.
struct padding {
    ct::mask is_valid;
    std::size_t size;
};

padding find_padding(byte_view plaintext, std::size_t min_size)
{
    // RFC 5246 section 6.2.3.2: "Each uint8 in the padding data vector MUST be filled with the padding length
    // value. The receiver MUST check this padding".
    const std::size_t length = plaintext.back();
    auto is_valid = ct::is_at_least(plaintext.size(), min_size + 1 + length);
    const auto checked_size = std::min(max_padding, plaintext.size());
    for (std::size_t i = 0; i < checked_size; ++i) {
        const auto is_padding = ct::is_at_least(length, i);
        const auto differs = ~ct::is_equal(plaintext[plaintext.size() - 1 - i], length);
        is_valid &= ~(is_padding & differs);
    }
    return {is_valid, is_valid & (length + 1)};
}

/// Copies `out.size()` bytes from the secret `offset`. It is public that `offset` is at most max_padding before the
/// last possible one.
void copy_from_secret_offset(byte_view data, std::size_t offset, byte_span out)
{
    const auto size = out.size();
    const auto span = size + max_padding;
    const auto first = data.size() > span ? data.size() - span : 0;

    // First copy into a ring buffer, at positions that do not depend on the offset; then rotate the ring.
    std::array<std::uint8_t, max_digest_size> ring{}, rotated{};
    std::size_t rotation = 0;
    ct::mask has_begun = 0;
    for (std::size_t i = first, position = 0; i < data.size(); ++i) {
        const auto begins = ct::is_equal(i, offset);
        has_begun |= begins;
        const auto is_inside = has_begun & ct::is_less(i, offset + size);
        rotation |= begins & position;
        ring[position] = static_cast<std::uint8_t>(ring[position] | (data[i] & is_inside));
        if (++position == size)
            position = 0;
    }
    for (std::size_t step = 1; step < size; step <<= 1, rotation >>= 1) {
        const auto rotates = ~ct::is_zero(rotation & 1);
        for (std::size_t i = 0; i < size; ++i)
            rotated[i] = ct::select(rotates, ring[(i + step) % size], ring[i]);
        ring = rotated;
    }
    std::copy_n(ring.begin(), size, out.begin());
}

ct::mask is_equal(byte_view a, byte_view b)
{
    std::size_t difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<std::size_t>(a[i] ^ b[i]);
    return ct::is_zero(difference);
}

class cbc_opener : public tls12_opener {
public:
    cbc_opener(const cipher_suite& suite, protocol_version version, const tls12::direction_keys& keys)
        : tls12_opener(version),
          block_size_(suite.cipher->block_size),
          mac_size_(suite.mac->digest_size),
          chain_(block_size_, version, keys.iv),
          cipher_(suite.cipher->make_decryption(keys.key))
    {
    }

    std::size_t plaintext_offset() const noexcept override { return chain_.sent_size(); }

    std::optional<opened_record> open(byte_view record, byte_span out) override
    {
        check_version(record);
        auto next_chain = chain_;
        const auto size = content_size(record, out, next_chain);
        if (!size) {
            wipe(out);
            return std::nullopt;
        }
        chain_ = next_chain;
        const auto opened = finish_record(record, *size);
        wipe(out.subspan(*size)); // removes the MAC and padding after the content
        return opened;
    }

protected:
    /// Decrypts; returns the size of the content, which starts at the beginning of `out`. Empty if the record is not
    /// authentic. Advances the chain past the record.
    virtual std::optional<std::size_t> content_size(byte_view record, byte_span out, cbc_chain&) = 0;

    /// Whether `size` bytes are a whole number of blocks, with room for `min_size` bytes and padding.
    bool is_plausible(std::size_t size, std::size_t min_size) const noexcept
    {
        return size % block_size_ == 0 && size > min_size;
    }

    /// `out` may be the ciphertext itself.
    void decrypt(byte_view iv_and_ciphertext, byte_span out, cbc_chain& chain)
    {
        const auto iv = iv_and_ciphertext.first(sent_iv_size());
        const auto ciphertext = iv_and_ciphertext.subspan(iv.size());
        cipher_->start(chain.is_chained() ? chain.next() : iv);
        chain.advance(ciphertext);
        cipher_->process(ciphertext, out);
    }

    std::size_t sent_iv_size() const noexcept { return chain_.sent_size(); }

    const std::size_t block_size_;
    const std::size_t mac_size_;

private:
    cbc_chain chain_;
    std::unique_ptr<cbc_context> cipher_;
};

/// GenericBlockCipher of RFC 5246: the MAC covers the content and is encrypted with it.
class mac_then_encrypt_opener final : public cbc_opener {
public:
    mac_then_encrypt_opener(const cipher_suite& suite, protocol_version version, const tls12::direction_keys& keys)
        : cbc_opener(suite, version, keys)
    {
        if (!suite.mac->make_secret_length_hmac)
            throw std::invalid_argument("the suite's MAC cannot check CBC records in constant time");
        mac_ = suite.mac->make_secret_length_hmac(keys.mac_key);
    }

    std::size_t room_for(std::size_t length) const noexcept override
    {
        return length - std::min(length, sent_iv_size());
    }

private:
    std::optional<std::size_t> content_size(byte_view record, byte_span out, cbc_chain& chain) override
    {
        const auto fragment = record.subspan(record_header_size);
        if (fragment.size() < sent_iv_size() || !is_plausible(fragment.size() - sent_iv_size(), mac_size_))
            return std::nullopt;
        auto header = make_authenticated_header(current_sequence(), record, 0);
        decrypt(fragment, out, chain);

        const auto [padding_is_valid, padding_size] = find_padding(out, mac_size_);
        const auto size = out.size() - padding_size - mac_size_;
        header[11] = static_cast<std::uint8_t>(size >> 8);
        header[12] = static_cast<std::uint8_t>(size);

        const auto max_size = out.size() - mac_size_;
        const auto min_size = max_size - std::min(max_size, max_padding);
        std::array<std::uint8_t, max_digest_size> expected_buffer, found_buffer;
        const auto expected = byte_span(expected_buffer).first(mac_size_);
        const auto found = byte_span(found_buffer).first(mac_size_);
        mac_->compute(header, out.first(max_size), min_size, size, expected);
        copy_from_secret_offset(out, size, found);
        if (!ct::declassify(padding_is_valid & is_equal(expected, found)))
            return std::nullopt;
        return ct::declassify_number(size);
    }

    std::unique_ptr<secret_length_mac> mac_;
};

/// GenericBlockCipher of RFC 7366: the MAC covers the ciphertext, and the IV if it is sent, and is checked first.
class encrypt_then_mac_opener final : public cbc_opener {
public:
    encrypt_then_mac_opener(const cipher_suite& suite, protocol_version version, const tls12::direction_keys& keys)
        : cbc_opener(suite, version, keys), mac_(suite.mac->make_hmac(keys.mac_key))
    {
    }

    std::size_t room_for(std::size_t length) const noexcept override
    {
        return length - std::min(length, sent_iv_size() + mac_size_);
    }

private:
    std::optional<std::size_t> content_size(byte_view record, byte_span out, cbc_chain& chain) override
    {
        const auto fragment = record.subspan(record_header_size);
        const auto overhead = sent_iv_size() + mac_size_;
        if (fragment.size() < overhead || !is_plausible(fragment.size() - overhead, 0))
            return std::nullopt;
        const auto authenticated = fragment.first(fragment.size() - mac_size_);
        std::array<std::uint8_t, max_digest_size> mac;
        mac_->update(make_authenticated_header(current_sequence(), record, authenticated.size()));
        mac_->update(authenticated);
        mac_->finish(byte_span(mac).first(mac_size_));
        if (!constant_time_equal(byte_view(mac).first(mac_size_), fragment.last(mac_size_)))
            return std::nullopt;
        decrypt(authenticated, out, chain);
        const auto [padding_is_valid, padding_size] = find_padding(out, 0);
        if (!ct::declassify(padding_is_valid))
            return std::nullopt;
        return out.size() - ct::declassify_number(padding_size);
    }

    std::unique_ptr<mac_context> mac_;
};

} // namespace

std::unique_ptr<record_opener> make_tls12_cbc_opener(const cipher_suite& suite, protocol_version version,
                                                     const tls12::direction_keys& keys, bool encrypt_then_mac)
{
    check_cbc_suite(suite, version, keys);
    if (encrypt_then_mac)
        return std::make_unique<encrypt_then_mac_opener>(suite, version, keys);
    return std::make_unique<mac_then_encrypt_opener>(suite, version, keys);
}

} // namespace tls
