// Descriptors of the protocol versions: their differences as data.

#ifndef TLS_VERSION_DESCRIPTOR_HPP
#define TLS_VERSION_DESCRIPTOR_HPP

#include <tls/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#pragma GCC visibility push(default)

namespace tls {

/// How keys and the Finished message are computed.
enum class key_derivation : std::uint8_t {
    md5_sha1_prf,   ///< RFC 4346 section 5: a PRF of MD5 and SHA-1 together
    suite_hash_prf, ///< RFC 5246 section 5: a PRF of the cipher suite's hash
    hkdf,           ///< RFC 8446 section 7.1
};

/// How handshake signatures are identified and made.
enum class signature_naming : std::uint8_t {
    by_key,    ///< RFC 4346 section 7.4.3: MD5 and SHA-1 together for RSA, SHA-1 for others
    by_hash,   ///< RFC 5246 section 7.4.1.4.1: an ECDSA code point names a hash, with any curve
    by_scheme, ///< RFC 8446 section 4.2.3: the code point also names the curve
};

/// The format of protected records.
enum class record_form : std::uint8_t {
    chained_iv,  ///< RFC 2246 section 6.2.3.2: CBC, the IV is the previous record's last block
    explicit_iv, ///< RFC 4346 section 6.2.3.2: CBC, each record carries its IV
    inner_type,  ///< RFC 8446 section 5.2: AEAD only; encrypts the content type, which counts as plaintext
};

/// The effect of ChangeCipherSpec.
enum class change_cipher_spec_rule : std::uint8_t {
    changes_keys, ///< RFC 5246 section 7.1
    ignored,      ///< RFC 8446 section 5: dropped during the handshake
};

/// A protocol version: one row of the table below.
struct version_descriptor {
    protocol_version number;
    std::string_view name; ///< as common tools print it
    bool implemented;      ///< a library may still be built without TLS 1.0 and 1.1 (ASIO_TLS_LEGACY)

    /// The ServerHello carries the version in supported_versions (RFC 8446 section 4.2.1), not in legacy_version.
    bool negotiated_by_extension;
    protocol_version legacy_version; ///< in hellos and records
    /// The last byte of ServerHello.random if the server supports a newer version (RFC 8446 section 4.1.3).
    std::optional<std::uint8_t> downgrade_mark;

    /// Cipher suites determine the key exchange and the authentication: the type of key, or a pre-shared key.
    bool suites_name_key_exchange;
    key_derivation keys;
    signature_naming signatures;

    record_form records;
    change_cipher_spec_rule change_cipher_spec;
    bool alert_levels_count; ///< RFC 5246 section 7.2: a warning is not an error. RFC 8446 section 6 ignores levels
    bool renegotiates;       ///< HelloRequest, ClientHello after the handshake (RFC 5246 section 7.4.1)
    bool updates_keys;       ///< KeyUpdate (RFC 8446 section 4.6.3)

    /// Returns the bytes of a protected record's plaintext, besides content and padding, that record size limits count
    /// (RFC 8449 section 4).
    constexpr std::size_t counted_overhead() const noexcept { return records == record_form::inner_type ? 1 : 0; }
};

namespace detail {

inline constexpr std::array<version_descriptor, 4> version_table{{
    {
        .number = protocol_version::tls1_3,
        .name = "TLSv1.3",
        .implemented = true,
        .negotiated_by_extension = true,
        .legacy_version = protocol_version::tls1_2,
        .downgrade_mark = std::nullopt,
        .suites_name_key_exchange = false,
        .keys = key_derivation::hkdf,
        .signatures = signature_naming::by_scheme,
        .records = record_form::inner_type,
        .change_cipher_spec = change_cipher_spec_rule::ignored,
        .alert_levels_count = false,
        .renegotiates = false,
        .updates_keys = true,
    },
    {
        .number = protocol_version::tls1_2,
        .name = "TLSv1.2",
        .implemented = true,
        .negotiated_by_extension = false,
        .legacy_version = protocol_version::tls1_2,
        .downgrade_mark = std::uint8_t{1},
        .suites_name_key_exchange = true,
        .keys = key_derivation::suite_hash_prf,
        .signatures = signature_naming::by_hash,
        .records = record_form::explicit_iv,
        .change_cipher_spec = change_cipher_spec_rule::changes_keys,
        .alert_levels_count = true,
        .renegotiates = true,
        .updates_keys = false,
    },
    {
        .number = protocol_version::tls1_1,
        .name = "TLSv1.1",
        .implemented = true,
        .negotiated_by_extension = false,
        .legacy_version = protocol_version::tls1_1,
        .downgrade_mark = std::uint8_t{0},
        .suites_name_key_exchange = true,
        .keys = key_derivation::md5_sha1_prf,
        .signatures = signature_naming::by_key,
        .records = record_form::explicit_iv,
        .change_cipher_spec = change_cipher_spec_rule::changes_keys,
        .alert_levels_count = true,
        .renegotiates = true,
        .updates_keys = false,
    },
    {
        .number = protocol_version::tls1_0,
        .name = "TLSv1",
        .implemented = true,
        .negotiated_by_extension = false,
        .legacy_version = protocol_version::tls1_0,
        .downgrade_mark = std::uint8_t{0},
        .suites_name_key_exchange = true,
        .keys = key_derivation::md5_sha1_prf,
        .signatures = signature_naming::by_key,
        .records = record_form::chained_iv,
        .change_cipher_spec = change_cipher_spec_rule::changes_keys,
        .alert_levels_count = true,
        .renegotiates = true,
        .updates_keys = false,
    },
}};

} // namespace detail

/// Returns all versions, newest first.
constexpr std::span<const version_descriptor> version_descriptors() noexcept
{
    return detail::version_table;
}

/// Returns the version's descriptor; null for a number outside TLS 1.0 to 1.3.
constexpr const version_descriptor* find_version(protocol_version version) noexcept
{
    for (const auto& row : detail::version_table) {
        if (row.number == version)
            return &row;
    }
    return nullptr;
}

/// Returns the descriptor of a version from TLS 1.0 to 1.3.
constexpr const version_descriptor& descriptor_of(protocol_version version) noexcept
{
    return *find_version(version);
}

/// Returns whether the number belongs to SSL, which must not be used (RFC 7568).
constexpr bool is_before_tls(protocol_version version) noexcept
{
    return version < detail::version_table.back().number;
}

} // namespace tls

#pragma GCC visibility pop

#endif
