#include "handshake/established.hpp"

namespace tls {
namespace {

/// RFC 8446 section 7.5: TLS-Exporter(label, context_value, key_length) = HKDF-Expand-Label(Derive-Secret(Secret,
/// label, ""), "exporter", Hash(context_value), key_length). No context is the same as an empty one.
void export_tls13(const established_tls13& connection, std::string_view label, byte_view context, byte_span out)
{
    const auto& hash = *connection.hash;
    transcript_hash of_nothing(hash.digest_size), of_context(hash.digest_size);
    digest(hash, {}, of_nothing.span());
    digest(hash, context, of_context.span());
    const auto secret = tls13::derive_secret(hash, connection.exporter_master_secret, label, of_nothing);
    tls13::hkdf_expand_label(hash, secret, "exporter", of_context, out);
}

} // namespace

bool export_keying_material(const established& connection, std::string_view label, std::optional<byte_view> context,
                            byte_span out)
{
    if (auto* tls13 = std::get_if<established_tls13>(&connection)) {
        export_tls13(*tls13, label, context.value_or(byte_view()), out);
        return true;
    }
    auto* tls12 = std::get_if<established_tls12>(&connection);
    if (tls12 == nullptr || !tls12->extended_master_secret)
        return false;
    tls12->master_secret.exporter(label, context, tls12->client_random, tls12->server_random, out);
    return true;
}

} // namespace tls
