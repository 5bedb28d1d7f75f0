// Stream ciphers with HMAC: GenericStreamCipher of RFC 2246, RFC 4346 and RFC 5246, section 6.2.3.1. The MAC is
// computed first and encrypted with the content. There is no padding, so nothing about the length is secret. The cipher
// goes on from record to record.

#include "protocol/record/tls12_record.hpp"

#include <tls/crypto/secret.hpp>

#include <stdexcept>

namespace tls {
namespace {

std::unique_ptr<stream_context> make_stream(const cipher_suite& suite, const tls12::direction_keys& keys)
{
    if (keys.key.size() != suite.stream->key_size)
        throw std::invalid_argument("the key does not fit the cipher suite");
    return suite.stream->make(keys.key);
}

class stream_sealer final : public tls12_sealer {
public:
    stream_sealer(const cipher_suite& suite, protocol_version version, const tls12::direction_keys& keys)
        : tls12_sealer(suite, version),
          mac_(make_tls12_mac(suite, keys)),
          cipher_(make_stream(suite, keys)),
          mac_size_(suite.mac->digest_size)
    {
    }

    std::size_t expansion() const noexcept override { return record_header_size + mac_size_; }

    void seal(content_type type, std::span<const byte_view> content, std::size_t padding, byte_span record) override
    {
        const auto size = total_size(content);
        if (padding != 0 || record.size() != record_size(size))
            throw std::length_error("the record has the wrong size");
        const auto sequence = begin_record(type, size, record);
        mac_->update(make_authenticated_header(sequence, record, size));
        auto out = record.subspan(record_header_size);
        for (auto piece : content) {
            mac_->update(piece);
            cipher_->process(piece, out.first(piece.size()));
            out = out.subspan(piece.size());
        }
        mac_->finish(out);
        cipher_->process(out, out);
    }

private:
    std::unique_ptr<mac_context> mac_;
    std::unique_ptr<stream_context> cipher_;
    std::size_t mac_size_;
};

class stream_opener final : public tls12_opener {
public:
    stream_opener(const cipher_suite& suite, protocol_version version, const tls12::direction_keys& keys)
        : tls12_opener(version),
          mac_(make_tls12_mac(suite, keys)),
          cipher_(make_stream(suite, keys)),
          mac_size_(suite.mac->digest_size)
    {
    }

    std::size_t room_for(std::size_t length) const noexcept override { return length - std::min(length, mac_size_); }

    std::optional<opened_record> open(byte_view record, byte_span out) override
    {
        check_version(record);
        const auto fragment = record.subspan(record_header_size);
        if (fragment.size() < mac_size_) {
            wipe(out);
            return std::nullopt;
        }
        const auto size = fragment.size() - mac_size_;
        const auto content = out.first(size);
        // In place, the content overwrites the ciphertext before the MAC only.
        std::array<std::uint8_t, max_digest_size> expected_buffer, found_buffer;
        const auto expected = byte_span(expected_buffer).first(mac_size_);
        const auto found = byte_span(found_buffer).first(mac_size_);
        const auto header = make_authenticated_header(current_sequence(), record, size);
        cipher_->save();
        cipher_->process(fragment.first(size), content);
        cipher_->process(fragment.last(mac_size_), found);
        mac_->update(header);
        mac_->update(content);
        mac_->finish(expected);
        if (!constant_time_equal(expected, found)) {
            cipher_->restore();
            wipe(out);
            return std::nullopt;
        }
        return finish_record(record, size);
    }

private:
    std::unique_ptr<mac_context> mac_;
    std::unique_ptr<stream_context> cipher_;
    std::size_t mac_size_;
};

} // namespace

std::unique_ptr<record_sealer> make_tls12_stream_sealer(const cipher_suite& suite, protocol_version version,
                                                        const tls12::direction_keys& keys)
{
    return std::make_unique<stream_sealer>(suite, version, keys);
}

std::unique_ptr<record_opener> make_tls12_stream_opener(const cipher_suite& suite, protocol_version version,
                                                        const tls12::direction_keys& keys)
{
    return std::make_unique<stream_opener>(suite, version, keys);
}

} // namespace tls
