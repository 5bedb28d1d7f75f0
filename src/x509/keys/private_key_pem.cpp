// Private keys in PEM (RFC 7468 sections 10 and 11), also in the formats of PKCS#1 and SEC1.

#include "x509/der/pem_reader.hpp"
#include "x509/keys/failure.hpp"
#include "x509/keys/pem_encryption.hpp"
#include "x509/keys/private_key.hpp"

#include <tls/x509/pem.hpp>

#include <algorithm>
#include <array>

namespace tls::x509 {

namespace {

// Reads a block whose label is that of a private key.
private_key read_private_key_block(const pem_block& block, const password_callback& ask, const registry& algorithms)
try {
    constexpr std::array readable{"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY",
                                  "DSA PRIVATE KEY"};
    if (std::ranges::find(readable, block.label) == readable.end())
        fail(error::reason::unsupported_key_type, block.label.substr(0, 64) + " is not supported");
    if (!is_encrypted(block))
        return read_private_key_der(block.content, ask, algorithms);
    return decrypt_with_answer(ask, [&](byte_view password) {
        return read_decrypted_private_key(decrypt_pem_block(block, password, algorithms), algorithms);
    });
} catch (const der::error& e) {
    fail(error::reason::bad_private_key_encoding, e.what());
}

} // namespace

private_key read_private_key_pem(std::string_view text, const password_callback& ask, const registry& algorithms)
{
    // Reads no further than the key: the certificates behind it are not this function's business.
    pem_reader reader(text);
    while (const auto block = reader.next())
        if (block->label == "PRIVATE KEY" || block->label.ends_with(" PRIVATE KEY"))
            return read_private_key_block(*block, ask, algorithms);
    fail(error::reason::no_start_line, "no private key in the PEM text");
}

private_key read_private_key_pem(std::string_view text, const registry& algorithms)
{
    return read_private_key_pem(text, password_callback(), algorithms);
}

std::string write_private_key_pem(const private_key& key)
{
    return write_pem("PRIVATE KEY", write_private_key_der(key));
}

std::string write_private_key_pem(const private_key& key, std::string_view password, std::uint32_t iterations,
                                  random_source& random, const registry& algorithms)
{
    return write_pem("ENCRYPTED PRIVATE KEY", write_private_key_der(key, password, iterations, random, algorithms));
}

} // namespace tls::x509
