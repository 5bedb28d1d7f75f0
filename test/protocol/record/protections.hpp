// Test keys for one direction, and helpers that seal single records.

#ifndef TLS_TEST_PROTOCOL_RECORD_PROTECTIONS_HPP
#define TLS_TEST_PROTOCOL_RECORD_PROTECTIONS_HPP

#include "protocol/record/protection_tls13.hpp"
#include "protocol/record/reassembler.hpp"

#include <tls/crypto/registry.hpp>

namespace tls::test {

inline const cipher_suite& aes_128_gcm()
{
    return *registry::standard()->find_cipher_suite(0x1301);
}

inline std::unique_ptr<record_sealer> sealer(const cipher_suite& suite = aes_128_gcm(), std::uint8_t key = 1)
{
    return make_tls13_sealer(suite, bytes(suite.aead->key_size, key), bytes(12, key));
}

inline std::unique_ptr<record_opener> opener(const cipher_suite& suite = aes_128_gcm(), std::uint8_t key = 1)
{
    return make_tls13_opener(suite, bytes(suite.aead->key_size, key), bytes(12, key));
}

/// Returns one sealed record.
inline bytes seal(record_sealer& s, content_type type, byte_view content, std::size_t padding = 0)
{
    bytes record(s.record_size(content.size() + padding));
    s.seal(type, {&content, 1}, padding, record);
    return record;
}

/// Returns one unprotected record.
inline bytes plain_record(content_type type, byte_view content, std::uint16_t version = 0x0303)
{
    bytes record(record_header_size);
    record_header{type, version, static_cast<std::uint16_t>(content.size())}.write(record);
    record.insert(record.end(), content.begin(), content.end());
    return record;
}

/// Returns the proof that changing read keys needs, from an empty reassembler.
inline message_boundary boundary()
{
    return *reassembler({0, 0}).boundary();
}

} // namespace tls::test

#endif
