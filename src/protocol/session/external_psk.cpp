#include <tls/external_psk.hpp>

#include "crypto/hkdf.hpp"
#include "protocol/schedule/tls13_secrets.hpp"
#include "protocol/wire/writer.hpp"

#include <tls/crypto/registry.hpp>

#include <stdexcept>

namespace tls {

namespace {

constexpr std::uint16_t target_protocol_tls13 = 0x0304;
constexpr std::size_t least_key_size = 16;
constexpr std::size_t max_external_identity_size = 65'000;
constexpr std::size_t max_context_size = 500;

// An HKDF of the registry "TLS KDF Identifiers" (RFC 9258 section 10).
struct target_kdf {
    std::uint16_t id;
    psk_hash hash;
    std::size_t output_size;
};
constexpr target_kdf target_kdfs[] = {{0x0001, psk_hash::sha256, 32}, {0x0002, psk_hash::sha384, 48}};

const hash_algorithm& algorithm(psk_hash hash)
{
    return *registry::standard()->find_hash(hash == psk_hash::sha256 ? "SHA-256" : "SHA-384");
}

// ImportedIdentity (RFC 9258 section 5.1).
bytes imported_identity(byte_view external_identity, byte_view context, const target_kdf& target)
{
    bytes out;
    out.reserve(external_identity.size() + context.size() + 8);
    wire::writer w(out);
    w.vector16(external_identity);
    w.vector16(context);
    w.u16(target_protocol_tls13);
    w.u16(target.id);
    return out;
}

} // namespace

std::vector<external_psk> import_psk(byte_view external_identity, byte_view key, byte_view context, psk_hash hash)
{
    if (external_identity.empty() || external_identity.size() > max_external_identity_size)
        throw std::length_error("tls::import_psk: the identity must have 1 to 65000 bytes");
    if (context.size() > max_context_size)
        throw std::length_error("tls::import_psk: the context must have at most 500 bytes");
    if (key.size() < least_key_size)
        throw std::invalid_argument("tls::import_psk: the key must have at least 16 bytes");

    const auto& key_hash = algorithm(hash); // not the target's hash
    secret extracted(key_hash.digest_size);
    hkdf_extract(key_hash, {}, key, extracted.span());
    std::vector<external_psk> imported;
    for (const auto& target : target_kdfs) {
        auto& psk = imported.emplace_back();
        psk.identity = imported_identity(external_identity, context, target);
        psk.hash = target.hash;
        psk.imported = true;
        bytes identity_digest(key_hash.digest_size);
        digest(key_hash, psk.identity, identity_digest);
        psk.key.resize(target.output_size);
        tls13::hkdf_expand_label(key_hash, extracted, "derived psk", identity_digest, psk.key);
    }
    return imported;
}

} // namespace tls
