#include <tls/x509/pkcs12.hpp>

#include "x509/certificate/certificate_data.hpp"
#include "x509/der/algorithm.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/keys/failure.hpp"
#include "x509/keys/pkcs12_bags.hpp"
#include "x509/keys/pkcs12_derivation.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace tls::x509 {

namespace {

// ContentInfo, RFC 2315 section 7. The type determines the format of the content.
struct content_info {
    std::string type;
    der::reader content;
};

content_info read_content_info(der::reader& in)
{
    auto fields = in.sequence();
    content_info info{fields.object_identifier(), der::reader({})};
    info.content = fields.constructed(der::tag::context_constructed(0));
    fields.expect_end();
    return info;
}

byte_view read_data(der::reader& content)
{
    auto data = content.octet_string();
    content.expect_end();
    return data;
}

// MacData, RFC 7292 section 4.
struct mac_data {
    const hash_algorithm* hash;
    byte_view digest, salt;
    std::uint64_t iterations = 1;

    bool verify(byte_view content, byte_view bmp_password, derivation_budget& budget) const
    {
        pkcs12_derivation derivation{*hash, bmp_password, salt, iterations};
        auto hmac = hash->make_hmac(derivation.derive(pkcs12_purpose::mac, hash->digest_size, budget));
        bytes computed(hash->digest_size);
        hmac->update(content);
        hmac->finish(computed);
        return constant_time_equal(computed, digest);
    }
};

mac_data read_mac_data(der::reader& in, const registry& algorithms)
{
    auto fields = in.sequence();
    auto digest_info = fields.sequence();
    auto algorithm = read_algorithm_identifier(digest_info);
    mac_data mac{};
    mac.hash = algorithms.find_hash(find_hash_name(algorithm));
    mac.digest = digest_info.octet_string();
    digest_info.expect_end();
    mac.salt = fields.octet_string();
    mac.iterations = fields.empty() ? 1 : read_count(fields);
    fields.expect_end();
    if (mac.hash == nullptr)
        fail(error::reason::unsupported_encryption, "MAC algorithm " + algorithm.algorithm);
    return mac;
}

// Some programs encode an empty password as a lone terminator, others as no bytes at all. The form that the MAC was
// made with becomes that of the rest of the file.
void check_mac(const mac_data& mac, byte_view content, password_forms& password, derivation_budget& budget)
{
    if (mac.verify(content, password.bmp, budget))
        return;
    if (password.octets.empty()) {
        password.bmp.clear();
        if (mac.verify(content, password.bmp, budget))
            return;
    }
    fail(error::reason::bad_decrypt, "the password is wrong, or the file was changed");
}

// EncryptedData, RFC 2315 section 13, which is all that `content` holds. It decrypts to SafeContents.
void read_encrypted_data(der::reader content, pkcs12_bags& bags, const password_forms& password,
                         derivation_budget& budget, const registry& algorithms)
{
    auto fields = content.sequence();
    content.expect_end();
    fields.small_integer(0);
    auto info = fields.sequence();
    fields.expect_end();
    if (info.object_identifier() != oid::pkcs7_data)
        throw der::error("encrypted content is not data");
    auto algorithm = read_algorithm_identifier(info);
    auto ciphertext = info.take(der::tag::context(0)).content;
    info.expect_end();

    auto plaintext = decrypt_with_password(algorithm, ciphertext, password, budget, algorithms);
    try {
        bags.read_safe_contents(plaintext);
    } catch (const der::error&) {
        fail(error::reason::bad_decrypt, "the password is wrong, or the encrypted content is malformed");
    }
}

// AuthenticatedSafe.
void read_authenticated_safe(byte_view der, pkcs12_bags& bags, const password_forms& password,
                             derivation_budget& budget, const registry& algorithms)
{
    for (auto parts = der::only_sequence(der); !parts.empty();) {
        auto part = read_content_info(parts);
        if (part.type == oid::pkcs7_data)
            bags.read_safe_contents(read_data(part.content));
        else if (part.type == oid::pkcs7_encrypted_data)
            read_encrypted_data(part.content, bags, password, budget, algorithms);
        else
            fail(error::reason::unsupported_encryption, "content of type " + part.type);
    }
}

bool is_certified(const private_key& key, const certificate& c)
{
    const auto& certified = c.key();
    // The certificate may restrict to PSS a key that the file labels as plain RSA.
    bool same_pss = certified && certified->type == key_type::rsa_pss && key.public_part.type == key_type::rsa &&
                    certified->modulus == key.public_part.modulus &&
                    certified->public_exponent == key.public_part.public_exponent;
    return same_pss || certified == key.public_part;
}

// The certificates that may have issued others, found by name and key identifier. A file may hold many of one name, so
// each is looked at only once for each list that it is in.
class possible_issuers {
public:
    explicit possible_issuers(const std::vector<certificate>& certificates)
    {
        for (std::size_t i = 0; i < certificates.size(); ++i) {
            const auto& c = certificates[i];
            if (c.is_self_issued())
                continue;
            const auto& name = detail::data_of(c).canonical_subject;
            by_name_[name].positions.push_back(i);
            by_name_and_key_[{name, to_bytes(c.subject_key_identifier())}].positions.push_back(i);
        }
    }

    /// Returns the position of the first one, none of `used`, that may have issued the certificate. The certificate's
    /// authorityKeyIdentifier excludes issuers that have another subjectKeyIdentifier.
    std::optional<std::size_t> find_issuer_of(const certificate& c, const std::vector<bool>& used)
    {
        const auto& name = detail::data_of(c).canonical_issuer;
        const auto wanted = to_bytes(c.authority_key_identifier());
        if (wanted.empty())
            return first(by_name_, name, used);
        const auto with_key = first(by_name_and_key_, {name, wanted}, used);
        const auto without_key = first(by_name_and_key_, {name, bytes()}, used);
        return with_key && without_key ? std::min(with_key, without_key) : with_key ? with_key : without_key;
    }

private:
    struct list {
        std::vector<std::size_t> positions; ///< ascending
        std::size_t begin = 0;              ///< those before are used
    };

    template <class Lists>
    static std::optional<std::size_t> first(Lists& lists, const typename Lists::key_type& key,
                                            const std::vector<bool>& used)
    {
        const auto found = lists.find(key);
        if (found == lists.end())
            return std::nullopt;
        auto& [positions, begin] = found->second;
        while (begin < positions.size() && used[positions[begin]])
            ++begin;
        return begin < positions.size() ? std::optional(positions[begin]) : std::nullopt;
    }

    std::map<bytes, list> by_name_;
    std::map<std::pair<bytes, bytes>, list> by_name_and_key_; ///< by canonical subject and subjectKeyIdentifier
};

// Moves the key's certificate and its issuers from `others` to `chain`.
void find_chain(pkcs12_content& content)
{
    auto& others = content.others;
    const auto leaf = std::ranges::find_if(others, [&](const auto& c) { return is_certified(*content.key, c); });
    if (leaf == others.end())
        return;
    content.key->public_part.type = leaf->key()->type;
    std::vector<bool> used(others.size());
    possible_issuers issuers(others);
    for (auto next = std::optional(static_cast<std::size_t>(leaf - others.begin())); next;
         next = issuers.find_issuer_of(content.chain.back(), used)) {
        used[*next] = true;
        content.chain.push_back(others[*next]);
    }
    std::size_t position = 0;
    std::erase_if(others, [&](const auto&) { return used[position++]; });
}

pkcs12_content take_content(pkcs12_bags bags)
{
    pkcs12_content content;
    content.key = std::move(bags.key);
    content.friendly_name = std::move(bags.key_name);
    for (auto& [certificate, name] : bags.certificates) {
        if (content.friendly_name.empty() && content.key && is_certified(*content.key, certificate))
            content.friendly_name = std::move(name);
        content.others.push_back(std::move(certificate));
    }
    if (content.key)
        find_chain(content);
    return content;
}

} // namespace

pkcs12_content read_pkcs12(byte_view der, std::string_view password_text, const registry& algorithms)
try {
    constexpr std::uint32_t version = 3;
    auto fields = der::only_sequence(der);
    if (fields.small_integer(version) != version)
        throw der::error("PKCS#12 version is not 3");
    auto safe = read_content_info(fields);
    if (safe.type != oid::pkcs7_data)
        fail(error::reason::unsupported_encryption, "integrity protection of type " + safe.type);
    auto content = read_data(safe.content);

    password_forms password(as_bytes(password_text));
    derivation_budget budget;
    if (!fields.empty())
        check_mac(read_mac_data(fields, algorithms), content, password, budget);
    fields.expect_end();
    pkcs12_bags bags(password, budget, algorithms);
    read_authenticated_safe(content, bags, password, budget, algorithms);
    return take_content(std::move(bags));
} catch (const der::error& e) {
    fail(error::reason::bad_container_encoding, e.what());
}

} // namespace tls::x509
