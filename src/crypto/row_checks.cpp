#include "crypto/row_checks.hpp"

#include <tls/version_descriptor.hpp>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tls {

namespace {

constexpr std::size_t record_nonce_size = 12; ///< RFC 8446 section 5.3, RFC 5288 section 3

/// Reports what is wrong with one row.
class row_check {
public:
    row_check(std::string_view kind, std::string_view name) : kind_(kind), name_(name)
    {
        require_member(!name.empty(), "name");
    }

    void require(bool holds, std::string_view otherwise) const
    {
        if (!holds)
            throw std::invalid_argument("tls::registry: the " + std::string(kind_) + " \"" + std::string(name_) +
                                        "\" " + std::string(otherwise));
    }
    void require_member(bool is_set, std::string_view member) const
    {
        if (!is_set)
            require(false, "has no " + std::string(member));
    }

private:
    std::string_view kind_, name_;
};

template <class Algorithm>
void check_key_size(const row_check& row, const Algorithm& algorithm)
{
    row.require(algorithm.key_size <= secret::max_size, "has a key_size of more than 64 bytes");
}

template <class... Algorithms>
void check_if_set(const Algorithms*... algorithms)
{
    ((algorithms != nullptr ? check(*algorithms) : void()), ...);
}

} // namespace

void check(const hash_algorithm& hash)
{
    const row_check row("hash", hash.name);
    row.require(hash.digest_size > 0 && hash.digest_size <= max_digest_size, "needs a digest_size of 1 to 64 bytes");
    row.require_member(hash.block_size != 0, "block_size");
    row.require_member(hash.make != nullptr, "make");
    row.require_member(hash.make_hmac != nullptr, "make_hmac");
    row.require(hash.start_hmac == nullptr || hash.finish_hmac != nullptr, "has start_hmac, but no finish_hmac");
    row.require(hash.finish_hmac == nullptr || hash.start_hmac != nullptr, "has finish_hmac, but no start_hmac");
}

void check(const aead_algorithm& aead)
{
    const row_check row("AEAD", aead.name);
    check_key_size(row, aead);
    row.require(aead.nonce_size == record_nonce_size, "needs a nonce_size of 12 bytes");
    row.require_member(aead.make != nullptr, "make");
}

void check(const cbc_algorithm& cipher)
{
    const row_check row("CBC cipher", cipher.name);
    check_key_size(row, cipher);
    row.require(cipher.block_size > 0 && cipher.block_size <= max_cipher_block_size,
                "needs a block_size of 1 to 16 bytes");
    row.require_member(cipher.make_encryption != nullptr, "make_encryption");
    row.require_member(cipher.make_decryption != nullptr, "make_decryption");
}

void check(const stream_algorithm& cipher)
{
    const row_check row("stream cipher", cipher.name);
    check_key_size(row, cipher);
    row.require_member(cipher.make != nullptr, "make");
}

void check(const cipher_suite& suite)
{
    const row_check row("cipher suite", suite.name);
    row.require_member(suite.hash != nullptr, "hash");
    if (suite.usable_in(protocol_version::tls1_3))
        row.require_member(suite.aead != nullptr, "aead");
    row.require(suite.aead != nullptr || suite.mac != nullptr, "has neither aead nor mac");
    if (suite.is_export)
        row.require(suite.cipher != nullptr || suite.stream != nullptr, "has neither cipher nor stream");
    // Without a key exchange the premaster secret would be empty.
    const auto names_key_exchange = [&](const version_descriptor& version) {
        return version.suites_name_key_exchange && suite.usable_in(version.number);
    };
    if (std::ranges::any_of(version_descriptors(), names_key_exchange)) {
        row.require_member(suite.key_exchange != key_exchange_method::tls13, "key_exchange of its version");
        row.require_member(suite.authentication != authentication_method::tls13, "authentication of its version");
    }
    check_if_set(suite.hash, suite.aead, suite.cipher, suite.stream, suite.mac);
}

void check(const key_exchange_group& group)
{
    const row_check row("group", group.name);
    row.require_member(group.generate != nullptr, "generate");
    row.require_member(group.encapsulate != nullptr, "encapsulate");
}

void check(const signature_scheme& scheme)
{
    const row_check row("signature scheme", scheme.name);
    row.require_member(scheme.hash != nullptr || scheme.encoding == signature_encoding::eddsa, "hash");
    row.require_member(scheme.make_signer != nullptr, "make_signer");
    row.require_member(scheme.make_verifier != nullptr, "make_verifier");
    check_if_set(scheme.hash, scheme.mask_hash);
}

void check(const key_algorithm& algorithm)
{
    const row_check row("key algorithm", to_string(algorithm.type));
    row.require_member(algorithm.generate != nullptr, "generate");
    row.require_member(algorithm.complete != nullptr, "complete");
}

} // namespace tls
