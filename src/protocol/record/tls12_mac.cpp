// Suites that authenticate but do not encrypt (RFC 5246 section 6.2.3.1 with the NULL cipher).

#include "protocol/record/tls12_record.hpp"

#include <tls/crypto/secret.hpp>

#include <cstring>
#include <stdexcept>

namespace tls {

std::unique_ptr<mac_context> make_tls12_mac(const cipher_suite& suite, const tls12::direction_keys& keys)
{
    if (!suite.mac || keys.mac_key.size() != suite.mac->digest_size)
        throw std::invalid_argument("the MAC key does not fit the cipher suite");
    return suite.mac->make_hmac(keys.mac_key);
}

namespace {

class mac_sealer final : public tls12_sealer {
public:
    mac_sealer(const cipher_suite& suite, protocol_version version, const tls12::direction_keys& keys)
        : tls12_sealer(suite, version), mac_(make_tls12_mac(suite, keys)), mac_size_(suite.mac->digest_size)
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
            if (piece.empty())
                continue;
            mac_->update(piece);
            std::memcpy(out.data(), piece.data(), piece.size());
            out = out.subspan(piece.size());
        }
        mac_->finish(out);
    }

private:
    std::unique_ptr<mac_context> mac_;
    std::size_t mac_size_;
};

class mac_opener final : public tls12_opener {
public:
    mac_opener(const cipher_suite& suite, protocol_version version, const tls12::direction_keys& keys)
        : tls12_opener(version), mac_(make_tls12_mac(suite, keys)), mac_size_(suite.mac->digest_size)
    {
    }

    std::size_t room_for(std::size_t length) const noexcept override { return length - std::min(length, mac_size_); }

    std::optional<opened_record> open(byte_view record, byte_span out) override
    {
        check_version(record);
        const auto fragment = record.subspan(record_header_size);
        if (fragment.size() < mac_size_)
            return std::nullopt;
        const auto content = fragment.first(fragment.size() - mac_size_);
        std::array<std::uint8_t, max_digest_size> mac;
        mac_->update(make_authenticated_header(current_sequence(), record, content.size()));
        mac_->update(content);
        mac_->finish(byte_span(mac).first(mac_size_));
        if (!constant_time_equal(byte_view(mac).first(mac_size_), fragment.last(mac_size_))) {
            wipe(out);
            return std::nullopt;
        }
        const auto opened = finish_record(record, content.size());
        if (!content.empty() && out.data() != content.data())
            std::memcpy(out.data(), content.data(), content.size());
        return opened;
    }

private:
    std::unique_ptr<mac_context> mac_;
    std::size_t mac_size_;
};

} // namespace

std::unique_ptr<record_sealer> make_tls12_mac_sealer(const cipher_suite& suite, protocol_version version,
                                                     const tls12::direction_keys& keys)
{
    return std::make_unique<mac_sealer>(suite, version, keys);
}

std::unique_ptr<record_opener> make_tls12_mac_opener(const cipher_suite& suite, protocol_version version,
                                                     const tls12::direction_keys& keys)
{
    return std::make_unique<mac_opener>(suite, version, keys);
}

} // namespace tls
