// Helpers common to the record protections of all versions before TLS 1.3.

#ifndef TLS_SRC_PROTOCOL_RECORD_TLS12_RECORD_HPP
#define TLS_SRC_PROTOCOL_RECORD_TLS12_RECORD_HPP

#include "protocol/record/protection_tls12.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/version_descriptor.hpp>

#include <algorithm>
#include <array>

namespace tls {

/// A sequence number as eight bytes, big-endian.
using sequence_bytes = std::array<std::uint8_t, 8>;

/// Counts the records under one key (RFC 5246 section 6.1) and their content, and enforces a limit. The suites' limits
/// are in full-size records, because the number of encrypted blocks is what weakens a key. TLS 1.2 cannot update keys,
/// so counting short records as full ones would end a connection long before it had to.
class record_counter {
public:
    /// `limit` is in full-size records.
    explicit record_counter(std::uint64_t limit) noexcept : budget_(std::min(limit, max_limit) * max_plaintext_size) {}

    /// Returns how many full-size records may follow, at least.
    std::uint64_t remaining() const noexcept { return budget_ / max_plaintext_size; }

    sequence_bytes current() const noexcept
    {
        sequence_bytes out;
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<std::uint8_t>(number_ >> (8 * (out.size() - 1 - i)));
        return out;
    }

    /// Counts the next record, with `content` bytes. RFC 5246 section 6.1: "Sequence numbers MUST NOT wrap."; the
    /// budget ensures this.
    void advance(std::size_t content)
    {
        const std::uint64_t cost = std::max(content, min_cost);
        if (budget_ < cost)
            throw fatal(alert_description::internal_error, error::reason::sequence_number_overflow);
        budget_ -= cost;
        ++number_;
    }

private:
    static constexpr std::uint64_t max_limit = std::uint64_t{1} << 48;
    static constexpr std::size_t min_cost = 128; ///< header, MAC or tag, and padding use blocks too

    std::uint64_t budget_; ///< bytes
    std::uint64_t number_ = 0;
};

/// The data that a MAC or an AEAD covers before the content: seq_num, type, version, length (RFC 5246 sections 6.2.3.1
/// and 6.2.3.3). All but seq_num have the same layout in the record header.
using authenticated_header = std::array<std::uint8_t, 13>;

inline authenticated_header make_authenticated_header(const sequence_bytes& sequence, byte_view record_header,
                                                      std::size_t length) noexcept
{
    authenticated_header out;
    std::copy(sequence.begin(), sequence.end(), out.begin());
    std::copy_n(record_header.begin(), 3, out.begin() + 8);
    out[11] = static_cast<std::uint8_t>(length >> 8);
    out[12] = static_cast<std::uint8_t>(length);
    return out;
}

/// The initialization vectors of CBC records: sent in each record (RFC 4346 section 6.2.3.2), or in TLS 1.0 the last
/// block of the record before (RFC 2246 section 6.2.3.2).
class cbc_chain {
public:
    /// `first` is the IV of the first record if IVs are not sent.
    cbc_chain(std::size_t block_size, protocol_version version, byte_view first) noexcept
        : is_chained_(descriptor_of(version).records == record_form::chained_iv), block_size_(block_size)
    {
        advance(first);
    }

    bool is_chained() const noexcept { return is_chained_; }
    /// Returns the size of the IV in each record, in bytes.
    std::size_t sent_size() const noexcept { return is_chained_ ? 0 : block_size_; }
    /// Returns the IV of the next record. Requires is_chained().
    byte_view next() const noexcept { return byte_view(last_block_).first(block_size_); }
    /// Notes the record's ciphertext.
    void advance(byte_view ciphertext) noexcept
    {
        if (is_chained_)
            std::ranges::copy(ciphertext.last(block_size_), last_block_.begin());
    }

private:
    bool is_chained_;
    std::size_t block_size_;
    std::array<std::uint8_t, max_cipher_block_size> last_block_{};
};

/// The version and the record counter of a sealer.
class tls12_sealer : public record_sealer {
public:
    bool can_pad() const noexcept final { return false; }
    std::uint64_t remaining() const noexcept final { return counter_.remaining(); }

protected:
    /// The key may seal at least one record, and the alert that ends the connection.
    tls12_sealer(const cipher_suite& suite, protocol_version version) noexcept
        : version_(version), counter_(std::max<std::uint64_t>(suite.limits.sealed_records, 2))
    {
    }

    /// Counts the next record, with `content` bytes, and writes its header. Returns its sequence number, which counts
    /// as used even if sealing fails half-way.
    sequence_bytes begin_record(content_type type, std::size_t content, byte_span record)
    {
        const auto sequence = counter_.current();
        counter_.advance(content);
        const auto length = static_cast<std::uint16_t>(record.size() - record_header_size);
        record_header{type, static_cast<std::uint16_t>(version_), length}.write(record);
        return sequence;
    }

private:
    protocol_version version_;
    record_counter counter_;
};

/// The version and the record counter of an opener.
class tls12_opener : public record_opener {
public:
    record_protection protection() const noexcept final { return record_protection::tls12; }

protected:
    explicit tls12_opener(protocol_version version) noexcept : version_(version) {}

    /// RFC 5246 section 6.2.1: version is "the version of the protocol being employed".
    void check_version(byte_view record) const
    {
        if ((record[1] << 8 | record[2]) != static_cast<int>(version_))
            throw fatal(alert_description::protocol_version, error::reason::wrong_version_number,
                        "a record has the wrong version");
    }

    sequence_bytes current_sequence() const noexcept { return counter_.current(); }

    /// Counts the record, which is authentic, with `content` bytes. RFC 5246 section 6.2.1: "The length MUST NOT exceed
    /// 2^14."
    opened_record finish_record(byte_view record, std::size_t content)
    {
        counter_.advance(content);
        if (content > max_plaintext_size)
            throw fatal(alert_description::record_overflow, error::reason::plaintext_overflow);
        return {static_cast<content_type>(record[0]), content};
    }

private:
    protocol_version version_;
    record_counter counter_{UINT64_MAX};
};

/// Throws std::invalid_argument if the keys do not fit the suite's cipher and MAC, and the version.
void check_cbc_suite(const cipher_suite&, protocol_version, const tls12::direction_keys&);

/// Returns the suite's HMAC. Throws std::invalid_argument if the key does not fit.
std::unique_ptr<mac_context> make_tls12_mac(const cipher_suite&, const tls12::direction_keys&);

/// Return protection by an HMAC: alone (mac), with a stream cipher (stream), or with a CBC cipher (cbc).
std::unique_ptr<record_sealer> make_tls12_mac_sealer(const cipher_suite&, protocol_version,
                                                     const tls12::direction_keys&);
std::unique_ptr<record_opener> make_tls12_mac_opener(const cipher_suite&, protocol_version,
                                                     const tls12::direction_keys&);
std::unique_ptr<record_sealer> make_tls12_stream_sealer(const cipher_suite&, protocol_version,
                                                        const tls12::direction_keys&);
std::unique_ptr<record_opener> make_tls12_stream_opener(const cipher_suite&, protocol_version,
                                                        const tls12::direction_keys&);
std::unique_ptr<record_sealer> make_tls12_cbc_sealer(const cipher_suite&, protocol_version,
                                                     const tls12::direction_keys&, bool encrypt_then_mac,
                                                     random_source&);
std::unique_ptr<record_opener> make_tls12_cbc_opener(const cipher_suite&, protocol_version,
                                                     const tls12::direction_keys&, bool encrypt_then_mac);

} // namespace tls

#endif
