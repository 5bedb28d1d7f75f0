#include "protocol/handshake/channel_binding.hpp"

#include "x509/der/algorithm.hpp"

namespace tls {

bytes tls_unique(const established& connection)
{
    auto* tls12 = std::get_if<established_tls12>(&connection);
    if (tls12 == nullptr || !tls12->extended_master_secret)
        return {};
    return to_bytes(tls12->finished.of(tls12->first_finished));
}

bytes tls_exporter(const established& connection)
{
    // RFC 9266 section 2: this label, an empty context, 32 bytes.
    bytes result(32);
    const auto error = export_keying_material(connection, "EXPORTER-Channel-Binding", byte_view(), result);
    return error ? bytes() : result;
}

bytes tls_server_end_point(const x509::certificate& server, const registry& algorithms)
{
    const auto signature = x509::find_signature_algorithm(server.signature_algorithm());
    if (!signature || signature->hash.empty())
        return {};
    // RFC 5929 section 4.1: SHA-256 replaces MD5 and SHA-1.
    const auto* hash = algorithms.find_hash(signature->weak() ? "SHA-256" : signature->hash);
    if (hash == nullptr)
        return {};
    bytes result(hash->digest_size);
    digest(*hash, server.der(), result);
    return result;
}

} // namespace tls
