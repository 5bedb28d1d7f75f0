#include "protocol/record/protection_tls12.hpp"

#include "protocol/record/tls12_record.hpp"

#include <tls/crypto/secret.hpp>

#include <stdexcept>

namespace tls {
namespace {

constexpr std::size_t nonce_size_tls12 = 12;
constexpr std::size_t salt_size = 4;

/// Makes the nonces of an AEAD; some suites send a part of them in the record.
class nonces {
public:
    nonces(const cipher_suite& suite, byte_view iv) : construction_(suite.nonce)
    {
        if (suite.aead->nonce_size != nonce_size_tls12 ||
            iv.size() != (sends_sequence() ? salt_size : nonce_size_tls12))
            throw std::invalid_argument("a TLS 1.2 AEAD needs a 12-byte nonce and an IV of 4 or 12 bytes");
        std::copy(iv.begin(), iv.end(), iv_.begin());
    }
    ~nonces() { wipe(iv_); }
    nonces(const nonces&) = delete;
    nonces& operator=(const nonces&) = delete;

    std::size_t explicit_size() const noexcept { return sends_sequence() ? sizeof(sequence_bytes) : 0; }

    /// `number` is the record's sequence number, or the explicit nonce that the record carries.
    std::array<std::uint8_t, nonce_size_tls12> make(byte_view number) const noexcept
    {
        // RFC 5288 section 3: salt, then nonce_explicit. RFC 7905 section 2: the sequence number, padded on the left,
        // XORed with the IV. The first case leaves zeros where the number goes, so XOR works for both.
        auto nonce = iv_;
        for (std::size_t i = 0; i < number.size(); ++i)
            nonce[salt_size + i] ^= number[i];
        return nonce;
    }

private:
    bool sends_sequence() const noexcept { return construction_ == nonce_construction::explicit_sequence; }

    nonce_construction construction_;
    std::array<std::uint8_t, nonce_size_tls12> iv_{};
};

std::unique_ptr<aead_context> make_aead(const cipher_suite& suite, const tls12::direction_keys& keys)
{
    if (keys.key.size() != suite.aead->key_size)
        throw std::invalid_argument("the key does not fit the cipher suite");
    return suite.aead->make(keys.key);
}

class aead_sealer final : public tls12_sealer {
public:
    aead_sealer(const cipher_suite& suite, protocol_version version, const tls12::direction_keys& keys)
        : tls12_sealer(suite, version),
          nonces_(suite, keys.iv),
          aead_(make_aead(suite, keys)),
          tag_size_(suite.aead->tag_size)
    {
    }

    std::size_t expansion() const noexcept override { return record_header_size + nonces_.explicit_size() + tag_size_; }

    void seal(content_type type, std::span<const byte_view> content, std::size_t padding, byte_span record) override
    {
        if (padding != 0 || record.size() < expansion())
            throw std::length_error("TLS 1.2 AEAD records cannot be padded");
        const auto sequence = begin_record(type, total_size(content), record);
        auto fragment = record.subspan(record_header_size);
        if (nonces_.explicit_size() != 0) {
            std::copy(sequence.begin(), sequence.end(), fragment.begin());
            fragment = fragment.subspan(sequence.size());
        }
        const auto aad = make_authenticated_header(sequence, record, fragment.size() - tag_size_);
        aead_->seal(nonces_.make(sequence), aad, content, fragment);
    }

private:
    nonces nonces_;
    std::unique_ptr<aead_context> aead_;
    std::size_t tag_size_;
};

class aead_opener final : public tls12_opener {
public:
    aead_opener(const cipher_suite& suite, protocol_version version, const tls12::direction_keys& keys)
        : tls12_opener(version), nonces_(suite, keys.iv), aead_(make_aead(suite, keys)), tag_size_(suite.aead->tag_size)
    {
    }

    std::size_t plaintext_offset() const noexcept override { return nonces_.explicit_size(); }
    std::size_t room_for(std::size_t length) const noexcept override { return length - std::min(length, overhead()); }

    std::optional<opened_record> open(byte_view record, byte_span out) override
    {
        check_version(record);
        auto fragment = record.subspan(record_header_size);
        const auto sequence = current_sequence();
        if (fragment.size() < overhead())
            return std::nullopt;
        auto number = byte_view(sequence);
        if (nonces_.explicit_size() != 0) {
            number = fragment.first(nonces_.explicit_size());
            fragment = fragment.subspan(nonces_.explicit_size());
        }
        const auto aad = make_authenticated_header(sequence, record, fragment.size() - tag_size_);
        if (!aead_->open(nonces_.make(number), aad, fragment, out)) {
            wipe(out);
            return std::nullopt;
        }
        return finish_record(record, out.size());
    }

private:
    std::size_t overhead() const noexcept { return nonces_.explicit_size() + tag_size_; }

    nonces nonces_;
    std::unique_ptr<aead_context> aead_;
    std::size_t tag_size_;
};

} // namespace

std::unique_ptr<record_sealer> make_tls12_sealer(const cipher_suite& suite, protocol_version version,
                                                 const tls12::direction_keys& keys, bool encrypt_then_mac,
                                                 random_source& random)
{
    if (suite.aead)
        return std::make_unique<aead_sealer>(suite, version, keys);
    if (suite.cipher)
        return make_tls12_cbc_sealer(suite, version, keys, encrypt_then_mac, random);
    if (suite.stream)
        return make_tls12_stream_sealer(suite, version, keys);
    return make_tls12_mac_sealer(suite, version, keys);
}

std::unique_ptr<record_opener> make_tls12_opener(const cipher_suite& suite, protocol_version version,
                                                 const tls12::direction_keys& keys, bool encrypt_then_mac)
{
    if (suite.aead)
        return std::make_unique<aead_opener>(suite, version, keys);
    if (suite.cipher)
        return make_tls12_cbc_opener(suite, version, keys, encrypt_then_mac);
    if (suite.stream)
        return make_tls12_stream_opener(suite, version, keys);
    return make_tls12_mac_opener(suite, version, keys);
}

} // namespace tls
