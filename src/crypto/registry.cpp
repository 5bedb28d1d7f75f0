#include <tls/crypto/registry.hpp>

#include "crypto/row_checks.hpp"

#include <tls/version_descriptor.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace tls {

namespace {

// Returns the first row for which `matches` is true; null if there is none.
template <class Rows, class Predicate>
auto* find_row(Rows& rows, Predicate matches) noexcept
{
    auto found = std::find_if(rows.begin(), rows.end(), matches);
    return found == rows.end() ? nullptr : &*found;
}

template <class Row>
const Row* find_by_id(const std::vector<Row>& rows, std::uint16_t id) noexcept
{
    return find_row(rows, [id](const Row& row) { return row.id == id; });
}

template <class Row>
const Row* find_by_name(const std::vector<Row>& rows, std::string_view name) noexcept
{
    return find_row(rows, [name](const Row& row) { return is_same_algorithm(row.name, name); });
}

template <class Algorithm>
const Algorithm* find_by_name(const std::vector<const Algorithm*>& rows, std::string_view name) noexcept
{
    auto* found = find_row(rows, [name](const Algorithm* row) { return is_same_algorithm(row->name, name); });
    return found ? *found : nullptr;
}

template <class Row, class Predicate>
void add_or_replace(std::vector<Row>& rows, const Row& row, Predicate is_the_same)
{
    if (auto* existing = find_row(rows, is_the_same))
        *existing = row;
    else
        rows.push_back(row);
}

template <class Algorithm>
void add_if_new(std::vector<const Algorithm*>& rows, const Algorithm* algorithm)
{
    if (algorithm && !find_by_name(rows, algorithm->name))
        rows.push_back(algorithm);
}

// The signatures of TLS 1.0 and 1.1, RFC 4346 section 7.4.3 and RFC 4492 section 5.4. A kind of key has one encoding of
// these at most.
constexpr std::array<std::pair<signature_encoding, std::string_view>, 3> signatures_by_key{
    {{signature_encoding::rsa_pkcs1, "MD5-SHA1"},
     {signature_encoding::dsa, "SHA-1"},
     {signature_encoding::ecdsa, "SHA-1"}}};

// Replaces the algorithm that `pointer` points to if `replacement` has the same name.
template <class Algorithm>
void replace_by_name(const Algorithm*& pointer, const Algorithm& replacement) noexcept
{
    if (pointer && is_same_algorithm(pointer->name, replacement.name))
        pointer = &replacement;
}

} // namespace

const cipher_suite* registry::find_cipher_suite(std::uint16_t id) const noexcept
{
    return find_by_id(cipher_suites_, id);
}

const cipher_suite* registry::find_cipher_suite(std::string_view name) const noexcept
{
    if (auto* found = find_by_name(cipher_suites_, name))
        return found;
    return find_row(cipher_suites_, [name](const cipher_suite& row) {
        return !row.openssl_name.empty() && is_same_algorithm(row.openssl_name, name);
    });
}

const key_exchange_group* registry::find_group(std::uint16_t id) const noexcept
{
    return find_by_id(groups_, id);
}

const key_exchange_group* registry::find_group(std::string_view name) const noexcept
{
    return find_by_name(groups_, name);
}

const signature_scheme* registry::find_signature_scheme(std::uint16_t id) const noexcept
{
    constexpr auto none = static_cast<std::uint16_t>(signature_scheme_id::none);
    return id == none ? nullptr : find_by_id(signature_schemes_, id);
}

const signature_scheme* registry::find_signature_scheme(std::string_view name) const noexcept
{
    return find_by_name(signature_schemes_, name);
}

const signature_scheme* registry::find_signature_scheme(key_type key, signature_encoding encoding,
                                                        std::string_view hash) const noexcept
{
    return find_row(signature_schemes_, [=](const signature_scheme& row) {
        auto row_hash = row.hash ? row.hash->name : std::string_view();
        return row.key == key && row.encoding == encoding && is_same_algorithm(row_hash, hash);
    });
}

const signature_scheme* registry::find_signature_scheme(key_type key, std::uint16_t id,
                                                        protocol_version version) const noexcept
{
    const auto* rules = find_version(version);
    if (rules && rules->signatures == signature_naming::by_key) {
        for (const auto& [encoding, hash] : signatures_by_key) {
            if (auto* found = find_signature_scheme(key, encoding, hash))
                return found;
        }
        return nullptr;
    }
    auto* named = find_signature_scheme(id);
    if (!named || !rules)
        return nullptr;
    if (rules->signatures == signature_naming::by_scheme)
        return named->key == key && named->in_tls13_handshake ? named : nullptr;
    if (named->key == key)
        return named;
    if (named->encoding != signature_encoding::ecdsa || !named->hash)
        return nullptr;
    return find_signature_scheme(key, named->encoding, named->hash->name);
}

const hash_algorithm* registry::find_hash(std::string_view name) const noexcept
{
    return find_by_name(hashes_, name);
}

const aead_algorithm* registry::find_aead(std::string_view name) const noexcept
{
    return find_by_name(aeads_, name);
}

const cbc_algorithm* registry::find_cipher(std::string_view name) const noexcept
{
    return find_by_name(ciphers_, name);
}

const key_algorithm* registry::find_key_algorithm(key_type type) const noexcept
{
    return find_row(key_algorithms_, [type](const key_algorithm& row) { return row.type == type; });
}

void registry::add(const cipher_suite& suite)
{
    check(suite);
    add_or_replace(cipher_suites_, suite, [&suite](const cipher_suite& row) { return row.id == suite.id; });
    add_if_new(aeads_, suite.aead);
    add_if_new(ciphers_, suite.cipher);
    add_if_new(hashes_, suite.hash);
    add_if_new(hashes_, suite.mac);
}

void registry::add(const key_exchange_group& group)
{
    check(group);
    add_or_replace(groups_, group, [&group](const key_exchange_group& row) { return row.id == group.id; });
}

void registry::add(const signature_scheme& scheme)
{
    check(scheme);
    constexpr auto none = static_cast<std::uint16_t>(signature_scheme_id::none);
    add_or_replace(signature_schemes_, scheme, [&scheme](const signature_scheme& row) {
        return row.id == scheme.id && (scheme.id != none || is_same_algorithm(row.name, scheme.name));
    });
}

void registry::add(const key_algorithm& algorithm)
{
    check(algorithm);
    add_or_replace(key_algorithms_, algorithm,
                   [&algorithm](const key_algorithm& row) { return row.type == algorithm.type; });
}

void registry::replace(const aead_algorithm& replacement)
{
    check(replacement);
    add_if_new(aeads_, &replacement);
    for (auto& aead : aeads_)
        replace_by_name(aead, replacement);
    for (auto& suite : cipher_suites_)
        replace_by_name(suite.aead, replacement);
}

void registry::replace(const hash_algorithm& replacement)
{
    check(replacement);
    add_if_new(hashes_, &replacement);
    for (auto& hash : hashes_)
        replace_by_name(hash, replacement);
    for (auto& suite : cipher_suites_) {
        replace_by_name(suite.hash, replacement);
        replace_by_name(suite.mac, replacement);
    }
    for (auto& scheme : signature_schemes_)
        replace_by_name(scheme.hash, replacement);
}

void registry::replace(const cbc_algorithm& replacement)
{
    check(replacement);
    add_if_new(ciphers_, &replacement);
    for (auto& cipher : ciphers_)
        replace_by_name(cipher, replacement);
    for (auto& suite : cipher_suites_)
        replace_by_name(suite.cipher, replacement);
}

} // namespace tls
