#include "x509/keys/pem_encryption.hpp"

#include "crypto/password_based.hpp"
#include "x509/keys/failure.hpp"

#include <optional>

namespace tls::x509 {

namespace {

constexpr std::size_t salt_size = 8;

// Returns the value of a header field without white space around it.
std::optional<std::string_view> find_header(std::string_view headers, std::string_view name)
{
    while (!headers.empty()) {
        auto line = headers.substr(0, headers.find('\n'));
        headers.remove_prefix(std::min(line.size() + 1, headers.size()));
        if (!line.starts_with(name) || !line.substr(name.size()).starts_with(':'))
            continue;
        auto value = line.substr(name.size() + 1);
        value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
        return value;
    }
    return std::nullopt;
}

unsigned hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    if (c >= 'A' && c <= 'F')
        return static_cast<unsigned>(c - 'A' + 10);
    if (c >= 'a' && c <= 'f')
        return static_cast<unsigned>(c - 'a' + 10);
    throw der::error("DEK-Info is not hexadecimal");
}

bytes from_hex_digits(std::string_view text)
{
    if (text.size() % 2 != 0)
        throw der::error("DEK-Info has an odd number of hexadecimal digits");
    bytes out;
    for (std::size_t i = 0; i < text.size(); i += 2)
        out.push_back(static_cast<std::uint8_t>(hex_digit(text[i]) << 4 | hex_digit(text[i + 1])));
    return out;
}

// Each piece of the key is MD5(previous piece || password || salt), with a single round. The format demands it, which
// is why nobody should write such files any more.
secure_bytes derive_key(const hash_algorithm& hash, byte_view password, byte_view salt, std::size_t size)
{
    secure_bytes key, piece;
    auto context = hash.make();
    while (key.size() < size) {
        context->update(piece);
        context->update(password);
        context->update(salt);
        piece.resize(hash.digest_size);
        context->finish(piece);
        key.insert(key.end(), piece.begin(), piece.end());
    }
    key.resize(size);
    return key;
}

} // namespace

bool is_encrypted(const pem_block& block)
{
    auto processing = find_header(block.headers, "Proc-Type");
    return processing && processing->ends_with("ENCRYPTED");
}

secure_bytes decrypt_pem_block(const pem_block& block, byte_view password, const registry& algorithms)
{
    auto information = find_header(block.headers, "DEK-Info");
    if (!information)
        throw der::error("encrypted PEM block without DEK-Info");
    auto name = information->substr(0, information->find(','));
    auto cipher = find_cbc_cipher(name);
    if (cipher == nullptr)
        fail_unsupported_encryption("cipher " + std::string(name.substr(0, 64)));
    auto hash = algorithms.find_hash("MD5");
    if (hash == nullptr)
        fail_unsupported_encryption("MD5 is not in the registry");
    auto iv = from_hex_digits(information->substr(std::min(name.size() + 1, information->size())));
    if (iv.size() != cipher->block_size)
        throw der::error("initialization vector is not one block long");

    // The salt is the beginning of the initialization vector.
    auto key = derive_key(*hash, password, byte_view(iv).first(salt_size), cipher->key_size);
    secure_bytes data = block.content;
    decrypt_blocks(name, key, iv, data);
    return data;
}

} // namespace tls::x509
