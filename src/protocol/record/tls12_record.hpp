// What the protections of TLS 1.2 records have in common.

#ifndef TLS_SRC_PROTOCOL_RECORD_TLS12_RECORD_HPP
#define TLS_SRC_PROTOCOL_RECORD_TLS12_RECORD_HPP

#include "protocol/record/protection_tls12.hpp"
#include "protocol/wire/fatal.hpp"

#include <algorithm>
#include <array>

namespace tls {

/// A sequence number, sent or not: eight bytes, big-endian.
using sequence_bytes = std::array<std::uint8_t, 8>;

/// Counts records under one key (RFC 5246 section 6.1), and what they hold, up to a limit that is never passed. The
/// limits of suites are for records of full size: what wears a key out are the blocks that it encrypts. In TLS 1.2 keys
/// are not changed, so that a connection of many short records would end long before it had to.
class record_counter {
public:
    /// `limit` is in records of full size.
    explicit record_counter(std::uint64_t limit) noexcept : budget_(std::min(limit, max_limit) * max_plaintext_size) {}

    /// How many records of full size may follow, at least.
    std::uint64_t remaining() const noexcept { return budget_ / max_plaintext_size; }

    sequence_bytes current() const noexcept
    {
        sequence_bytes out;
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<std::uint8_t>(number_ >> (8 * (out.size() - 1 - i)));
        return out;
    }

    /// The next record, which holds `content` bytes. RFC 5246 section 6.1: "Sequence numbers MUST NOT wrap."; the
    /// budget sees to that.
    void advance(std::size_t content)
    {
        const std::uint64_t cost = std::max(content, least_cost);
        if (budget_ < cost)
            throw fatal(alert_description::internal_error, error::reason::sequence_number_overflow);
        budget_ -= cost;
        ++number_;
    }

private:
    static constexpr std::uint64_t max_limit = std::uint64_t{1} << 48;
    static constexpr std::size_t least_cost = 128; ///< header, MAC or tag, and padding take blocks too

    std::uint64_t budget_; ///< bytes
    std::uint64_t number_ = 0;
};

/// What a MAC or an AEAD covers before the content: seq_num, type, version, length (RFC 5246 sections 6.2.3.1
/// and 6.2.3.3), of which all but the first stand in the record's header like this.
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

/// How many records a key may seal: at least one, and the alert that ends the connection.
inline std::uint64_t sealing_limit(const cipher_suite& suite) noexcept
{
    return std::max<std::uint64_t>(suite.limits.sealed_records, 2);
}

/// Bytes in all pieces together.
inline std::size_t total_size(std::span<const byte_view> pieces) noexcept
{
    std::size_t total = 0;
    for (auto piece : pieces)
        total += piece.size();
    return total;
}

/// Writes the header of a record that fills `record`.
inline void write_tls12_header(content_type type, protocol_version version, byte_span record) noexcept
{
    const auto length = static_cast<std::uint16_t>(record.size() - record_header_size);
    record_header{type, static_cast<std::uint16_t>(version), length}.write(record);
}

/// RFC 5246 section 6.2.1: version is "the version of the protocol being employed".
inline void check_version(byte_view record, protocol_version version)
{
    if ((record[1] << 8 | record[2]) != static_cast<int>(version))
        throw fatal(alert_description::protocol_version, error::reason::wrong_version_number,
                    "a record of another version");
}

/// RFC 5246 section 6.2.1: "The length MUST NOT exceed 2^14."
inline void check_content_size(std::size_t size)
{
    if (size > max_plaintext_size)
        throw fatal(alert_description::record_overflow, error::reason::plaintext_overflow);
}

/// Throws std::invalid_argument if the keys do not fit the suite's cipher and MAC.
void check_cbc_suite(const cipher_suite&, const tls12::direction_keys&);

/// Protection by an HMAC, with or without a cipher in CBC mode.
std::unique_ptr<record_sealer> make_tls12_mac_sealer(const cipher_suite&, protocol_version,
                                                     const tls12::direction_keys&);
std::unique_ptr<record_opener> make_tls12_mac_opener(const cipher_suite&, protocol_version,
                                                     const tls12::direction_keys&);
std::unique_ptr<record_sealer> make_tls12_cbc_sealer(const cipher_suite&, protocol_version,
                                                     const tls12::direction_keys&, bool encrypt_then_mac,
                                                     random_source&);
std::unique_ptr<record_opener> make_tls12_cbc_opener(const cipher_suite&, protocol_version,
                                                     const tls12::direction_keys&, bool encrypt_then_mac);

} // namespace tls

#endif
