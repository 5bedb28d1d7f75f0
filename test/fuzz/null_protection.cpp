#include "fuzz/null_protection.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>

namespace tls::fuzz {

namespace {

struct null_aead final : aead_context {
    void seal(byte_view, byte_view, std::span<const byte_view> plaintext, byte_span out) override
    {
        work().records += out.size();
        for (auto piece : plaintext) {
            if (piece.data() != out.data())
                std::ranges::copy(piece, out.begin());
            out = out.subspan(piece.size());
        }
        std::ranges::fill(out, null_tag);
    }

    bool open(byte_view, byte_view, byte_view ciphertext, byte_span out) override
    {
        work().records += ciphertext.size();
        if (ciphertext.size() < out.size())
            return false;
        if (ciphertext.data() != out.data())
            std::ranges::copy(ciphertext.first(out.size()), out.begin());
        return std::ranges::all_of(ciphertext.subspan(out.size()), [](auto byte) { return byte == null_tag; });
    }
};

struct null_cbc final : cbc_context {
    void start(byte_view) override {}
    void process(byte_view in, byte_span out) override
    {
        work().records += in.size();
        if (in.data() != out.data())
            std::ranges::copy(in, out.begin());
    }
};

struct null_stream final : stream_context {
    void process(byte_view in, byte_span out) override
    {
        work().records += in.size();
        if (in.data() != out.data())
            std::ranges::copy(in, out.begin());
    }
    void save() override {}
    void restore() override {}
};

struct null_hash final : hash_context {
    void update(byte_view data) override { work().hashed += data.size(); }
    void finish(byte_span out) override { std::ranges::fill(out, null_digest(out.size())); }
    std::unique_ptr<hash_context> clone() const override { return std::make_unique<null_hash>(); }
};

struct null_mac final : mac_context {
    void update(byte_view data) override { work().hashed += data.size(); }
    void finish(byte_span out) override { std::ranges::fill(out, null_digest(out.size())); }
    std::unique_ptr<mac_context> clone() const override { return std::make_unique<null_mac>(); }
};

struct null_secret_length_mac final : secret_length_mac {
    void compute(byte_view header, byte_view data, std::size_t, std::size_t, byte_span out) override
    {
        work().hashed += header.size() + data.size();
        std::ranges::fill(out, null_digest(out.size()));
    }
};

void start_null_hmac(byte_view key, hmac_state&)
{
    work().hashed += key.size();
}

void finish_null_hmac(const hmac_state&, std::span<const byte_view> message, byte_span out)
{
    for (auto piece : message)
        work().hashed += piece.size();
    std::ranges::fill(out, null_digest(out.size()));
}

constexpr std::size_t signature_size = 32;

struct null_signer final : signer {
    bytes sign(byte_view, random_source&) const override
    {
        ++work().public_key;
        return bytes(signature_size, 1);
    }
};

struct null_verifier final : verifier {
    bool verify(byte_view, byte_view signature) const override
    {
        ++work().public_key;
        return !signature.empty() && signature.front() != 0;
    }
};

struct null_decrypter final : decrypter {
    secure_bytes decrypt_premaster_secret(byte_view, std::uint16_t, random_source&) const override
    {
        ++work().public_key;
        return secure_bytes(premaster_secret_size, 1);
    }
};

struct null_agreement final : key_agreement {
    std::optional<secure_bytes> agree(byte_view peer_value) const override
    {
        ++work().public_key;
        if (peer_value.empty() || peer_value.front() == 0xff)
            return std::nullopt;
        return secure_bytes(32, 1);
    }
};

template <class Context, class Base>
std::unique_ptr<Base> make_null(byte_view)
{
    return std::make_unique<Context>();
}

std::unique_ptr<hash_context> make_null_hash()
{
    return std::make_unique<null_hash>();
}

/// A group's code point and the sizes of its shares: of the side that sends first, and of the other.
struct share_sizes {
    named_group id;
    std::size_t first, second;
};

constexpr std::array all_share_sizes{
    share_sizes{named_group::secp256r1, 65, 65},           share_sizes{named_group::secp384r1, 97, 97},
    share_sizes{named_group::secp521r1, 133, 133},         share_sizes{named_group::x25519, 32, 32},
    share_sizes{named_group::ffdhe2048, 256, 256},         share_sizes{named_group::ffdhe3072, 384, 384},
    share_sizes{named_group::ffdhe4096, 512, 512},         share_sizes{named_group::ffdhe6144, 768, 768},
    share_sizes{named_group::ffdhe8192, 1024, 1024},       share_sizes{named_group::mlkem768, 1184, 1088},
    share_sizes{named_group::mlkem1024, 1568, 1568},       share_sizes{named_group::secp256r1_mlkem768, 1249, 1153},
    share_sizes{named_group::x25519_mlkem768, 1216, 1120}, share_sizes{named_group::secp384r1_mlkem1024, 1665, 1665}};

constexpr std::size_t shared_secret_size = 32;

/// An uncompressed point begins with 4, and no share may begin with 0xff.
bytes null_share(std::size_t size)
{
    return bytes(size, 4);
}

std::optional<secure_bytes> null_secret(byte_view share, std::size_t size)
{
    ++work().public_key;
    if (share.size() != size || share.front() == 0xff)
        return std::nullopt;
    return secure_bytes(shared_secret_size, 1);
}

struct null_exchange final : key_exchange {
    null_exchange(std::size_t own_size, std::size_t size_of_peer) : own(null_share(own_size)), peers_size(size_of_peer)
    {
        ++work().public_key;
    }

    byte_view share() const noexcept override { return own; }
    std::optional<secure_bytes> decapsulate(byte_view peer_share) override
    {
        return null_secret(peer_share, peers_size);
    }

    bytes own;
    std::size_t peers_size;
};

template <std::size_t Index>
std::unique_ptr<key_exchange> generate_null(random_source&)
{
    return std::make_unique<null_exchange>(all_share_sizes[Index].first, all_share_sizes[Index].second);
}

template <std::size_t Index>
std::optional<encapsulation> encapsulate_null(byte_view peer_share, random_source&)
{
    auto secret = null_secret(peer_share, all_share_sizes[Index].first);
    if (!secret)
        return std::nullopt;
    return encapsulation{null_share(all_share_sizes[Index].second), std::move(*secret)};
}

template <std::size_t Index = 0>
void replace_groups(registry& tables)
{
    if constexpr (Index != all_share_sizes.size()) {
        if (auto* row = tables.find_group(static_cast<std::uint16_t>(all_share_sizes[Index].id))) {
            auto changed = *row;
            changed.generate = &generate_null<Index>;
            changed.encapsulate = &encapsulate_null<Index>;
            tables.add(changed);
        }
        replace_groups<Index + 1>(tables);
    }
}

/// Rows that the registry refers to. They live as long as the program.
struct null_rows {
    std::deque<aead_algorithm> aeads;
    std::deque<cbc_algorithm> ciphers;
    std::deque<stream_algorithm> streams;
    std::deque<hash_algorithm> hashes;
};

void replace_records(registry& tables, null_rows& rows)
{
    for (auto* aead : registry::standard()->aeads()) {
        auto& row = rows.aeads.emplace_back(*aead);
        row.make = &make_null<null_aead, aead_context>;
        tables.replace(row);
    }
    for (auto* cipher : registry::standard()->ciphers()) {
        auto& row = rows.ciphers.emplace_back(*cipher);
        row.make_encryption = row.make_decryption = &make_null<null_cbc, cbc_context>;
        tables.replace(row);
    }
    for (auto suite : registry::standard()->cipher_suites()) {
        if (suite.stream == nullptr)
            continue;
        auto& row = rows.streams.emplace_back(*suite.stream);
        row.make = &make_null<null_stream, stream_context>;
        suite.stream = &row;
        tables.add(suite);
    }
}

void replace_hashes(registry& tables, null_rows& rows)
{
    for (auto* hash : registry::standard()->hashes()) {
        auto& row = rows.hashes.emplace_back(*hash);
        row.make = &make_null_hash;
        row.make_hmac = &make_null<null_mac, mac_context>;
        row.start_hmac = &start_null_hmac;
        row.finish_hmac = &finish_null_hmac;
        if (row.make_secret_length_hmac != nullptr)
            row.make_secret_length_hmac = &make_null<null_secret_length_mac, secret_length_mac>;
        tables.replace(row);
    }
}

void replace_signatures(registry& tables)
{
    for (auto scheme : std::vector(tables.signature_schemes().begin(), tables.signature_schemes().end())) {
        scheme.make_signer = [](const signature_scheme& row, const private_key& key) -> std::unique_ptr<signer> {
            return row.key == key.public_part.type ? std::make_unique<null_signer>() : nullptr;
        };
        scheme.make_verifier = [](const signature_scheme& row, const public_key& key) -> std::unique_ptr<verifier> {
            return row.key == key.type ? std::make_unique<null_verifier>() : nullptr;
        };
        tables.add(scheme);
    }
}

void replace_keys(registry& tables)
{
    for (auto type :
         {key_type::rsa, key_type::rsa_pss, key_type::secp256r1, key_type::ed25519, key_type::dsa, key_type::dh}) {
        auto keys = *tables.find_key_algorithm(type);
        keys.complete = [](private_key&) { return true; };
        if (type == key_type::rsa) {
            keys.encrypt = [](const public_key& key, byte_view, random_source&) -> std::optional<bytes> {
                ++work().public_key;
                return bytes(key.modulus.size(), 1);
            };
            keys.make_decrypter = [](const private_key&) -> std::unique_ptr<decrypter> {
                return std::make_unique<null_decrypter>();
            };
        }
        if (type == key_type::dh)
            keys.make_agreement = [](const private_key&) -> std::unique_ptr<key_agreement> {
                return std::make_unique<null_agreement>();
            };
        tables.add(keys);
    }
}

} // namespace

const std::shared_ptr<const registry>& null_registry()
{
    static null_rows rows;
    static const auto made = []() -> std::shared_ptr<const registry> {
        auto tables = std::make_shared<registry>(*registry::standard());
        replace_records(*tables, rows);
        replace_hashes(*tables, rows);
        replace_groups(*tables);
        replace_signatures(*tables);
        replace_keys(*tables);
        return tables;
    }();
    return made;
}

null_work& work() noexcept
{
    static thread_local null_work total;
    return total;
}

void repeatable_random::fill(byte_span out)
{
    for (auto& byte : out) {
        state_ += 0x9e3779b97f4a7c15;
        auto mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        byte = static_cast<std::uint8_t>(mixed >> 56);
    }
}

} // namespace tls::fuzz
