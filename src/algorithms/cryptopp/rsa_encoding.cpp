#include "algorithms/cryptopp/rsa_encoding.hpp"

#include <tls/crypto/algorithm_name.hpp>
#include <tls/crypto/secret.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>

namespace tls::cryptopp {

namespace {

constexpr std::uint8_t pss_trailer = 0xbc;

bytes digest_of(const hash_algorithm& hash, std::initializer_list<byte_view> pieces)
{
    auto context = hash.make();
    for (auto piece : pieces)
        context->update(piece);
    bytes out(hash.digest_size);
    context->finish(out);
    return out;
}

// Returns the digest of M' (RFC 8017 section 9.1.1): eight zero bytes, the message's digest, the salt.
bytes pss_digest(const hash_algorithm& hash, byte_view message, byte_view salt)
{
    constexpr std::array<std::uint8_t, 8> zeros{};
    return digest_of(hash, {zeros, digest_of(hash, {message}), salt});
}

// XORs MGF1 (RFC 8017 appendix B.2.1) into `data`.
void mask(const hash_algorithm& hash, byte_view seed, byte_span data)
{
    for (std::uint32_t counter = 0; !data.empty(); ++counter) {
        const std::array<std::uint8_t, 4> number{
            static_cast<std::uint8_t>(counter >> 24), static_cast<std::uint8_t>(counter >> 16),
            static_cast<std::uint8_t>(counter >> 8), static_cast<std::uint8_t>(counter)};
        auto block = digest_of(hash, {seed, number});
        auto size = std::min(block.size(), data.size());
        for (std::size_t i = 0; i < size; ++i)
            data[i] ^= block[i];
        data = data.subspan(size);
    }
}

// Returns a mask of the bits that an encoded message of `bits` bits uses in its first byte.
std::uint8_t first_byte_mask(unsigned bits) noexcept
{
    auto unused = 8 * emsa_pss_size(bits) - bits;
    return static_cast<std::uint8_t>(0xffU >> unused);
}

// The DER encoding of DigestInfo up to the digest, RFC 8017 section 9.2 note 1.
struct digest_info {
    std::string_view hash;
    std::array<std::uint8_t, 19> prefix;
    std::size_t size;
};

consteval digest_info sha2(std::string_view name, std::uint8_t oid_end, std::uint8_t digest_size)
{
    return {name,
            {0x30, static_cast<std::uint8_t>(0x11 + digest_size), 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
             0x03, 0x04, 0x02, oid_end, 0x05, 0x00, 0x04, digest_size},
            19};
}

constexpr std::array digest_infos{
    digest_info{
        "MD5",
        {0x30, 0x20, 0x30, 0x0c, 0x06, 0x08, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05, 0x05, 0x00, 0x04, 0x10},
        18},
    digest_info{
        "SHA-1", {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14}, 15},
    digest_info{"MD5-SHA1", {}, 0}, // RFC 4346 section 4.7: the digests alone
    sha2("SHA-224", 4, 28),
    sha2("SHA-256", 1, 32),
    sha2("SHA-384", 2, 48),
    sha2("SHA-512", 3, 64),
};

const digest_info* find_digest_info(const hash_algorithm& hash) noexcept
{
    auto found = std::find_if(digest_infos.begin(), digest_infos.end(),
                              [&hash](const digest_info& info) { return is_same_algorithm(info.hash, hash.name); });
    return found == digest_infos.end() ? nullptr : &*found;
}

} // namespace

std::size_t emsa_pss_size(unsigned bits) noexcept
{
    return (bits + 7) / 8;
}

bool emsa_pss_fits(const pss_options& options, unsigned bits) noexcept
{
    return emsa_pss_size(bits) >= options.hash.digest_size + options.salt_size + 2; // and 0x01, and the trailer
}

bytes emsa_pss_encode(const pss_options& options, byte_view message, unsigned bits, random_source& random)
{
    if (!emsa_pss_fits(options, bits))
        throw std::length_error("the RSA key is too small for the hash");
    bytes salt(options.salt_size);
    random.fill(salt);
    auto h = pss_digest(options.hash, message, salt);

    // maskedDB || H || 0xbc, where DB is zeros, 0x01, salt.
    bytes encoded(emsa_pss_size(bits));
    auto db = byte_span(encoded).first(encoded.size() - h.size() - 1);
    db[db.size() - salt.size() - 1] = 0x01;
    std::copy(salt.begin(), salt.end(), db.end() - static_cast<std::ptrdiff_t>(salt.size()));
    mask(options.mask_hash, h, db);
    db[0] &= first_byte_mask(bits);
    std::copy(h.begin(), h.end(), encoded.begin() + static_cast<std::ptrdiff_t>(db.size()));
    encoded.back() = pss_trailer;
    return encoded;
}

bool emsa_pss_verify(const pss_options& options, byte_view message, byte_view encoded, unsigned bits)
{
    // The steps of RFC 8017 section 9.1.2.
    if (!emsa_pss_fits(options, bits) || encoded.size() != emsa_pss_size(bits) || encoded.back() != pss_trailer)
        return false;
    auto db_size = encoded.size() - options.hash.digest_size - 1;
    auto h = encoded.subspan(db_size, options.hash.digest_size);
    auto db = to_bytes(encoded.first(db_size));
    if ((db[0] & ~first_byte_mask(bits)) != 0)
        return false;
    mask(options.mask_hash, h, db);
    db[0] &= first_byte_mask(bits);
    auto padding = byte_view(db).first(db_size - options.salt_size);
    auto salt = byte_view(db).last(options.salt_size);
    if (padding.back() != 0x01 || !constant_time_is_zero(padding.first(padding.size() - 1)))
        return false;
    return constant_time_equal(pss_digest(options.hash, message, salt), h);
}

bool emsa_pkcs1_fits(const hash_algorithm& hash, std::size_t size) noexcept
{
    constexpr std::size_t min_padding = 11; // 00 01, eight times ff, 00
    auto* info = find_digest_info(hash);
    return info && size >= info->size + hash.digest_size + min_padding;
}

bytes emsa_pkcs1_encode(const hash_algorithm& hash, byte_view message, std::size_t size)
{
    if (!emsa_pkcs1_fits(hash, size))
        throw std::length_error("the RSA key is too small for the hash");
    auto& info = *find_digest_info(hash);
    auto digest_bytes = digest_of(hash, {message});

    bytes encoded(size, 0xff);
    encoded[0] = 0x00;
    encoded[1] = 0x01;
    auto content = byte_span(encoded).last(info.size + digest_bytes.size());
    encoded[size - content.size() - 1] = 0x00;
    std::copy_n(info.prefix.begin(), info.size, content.begin());
    std::copy(digest_bytes.begin(), digest_bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(info.size));
    return encoded;
}

} // namespace tls::cryptopp
