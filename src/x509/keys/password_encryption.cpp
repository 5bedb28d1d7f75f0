#include "x509/keys/password_encryption.hpp"

#include "crypto/password_based.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/keys/failure.hpp"
#include "x509/keys/pkcs12_derivation.hpp"

#include <array>
#include <bit>
#include <limits>

namespace tls::x509 {

namespace {

struct name_row {
    std::string_view algorithm;
    std::string_view name;
};

// RFC 8018 appendices B.1.1 and B.1.2.
constexpr std::array pseudorandom_functions{
    name_row{"1.2.840.113549.2.7", "SHA-1"},    name_row{"1.2.840.113549.2.8", "SHA-224"},
    name_row{"1.2.840.113549.2.9", "SHA-256"},  name_row{"1.2.840.113549.2.10", "SHA-384"},
    name_row{"1.2.840.113549.2.11", "SHA-512"},
};

// RFC 8018 appendix B.2, RFC 3565 section 4.1, RFC 3657 section 3.
constexpr std::array ciphers{
    name_row{"2.16.840.1.101.3.4.1.2", "AES-128-CBC"},
    name_row{"2.16.840.1.101.3.4.1.22", "AES-192-CBC"},
    name_row{"2.16.840.1.101.3.4.1.42", "AES-256-CBC"},
    name_row{"1.2.840.113549.3.7", "DES-EDE3-CBC"},
    name_row{"1.2.392.200011.61.1.1.1.2", "CAMELLIA-128-CBC"},
    name_row{"1.2.392.200011.61.1.1.1.3", "CAMELLIA-192-CBC"},
    name_row{"1.2.392.200011.61.1.1.1.4", "CAMELLIA-256-CBC"},
};

// RFC 7292 appendix C: the hash is SHA-1.
constexpr std::array pkcs12_ciphers{
    name_row{"1.2.840.113549.1.12.1.3", "DES-EDE3-CBC"},
    name_row{"1.2.840.113549.1.12.1.4", "DES-EDE-CBC"},
    name_row{"1.2.840.113549.1.12.1.6", "RC2-40-CBC"},
};

template <class Rows>
std::string_view find_name(const Rows& rows, std::string_view algorithm)
{
    auto row = std::ranges::find(rows, algorithm, &name_row::algorithm);
    return row != rows.end() ? row->name : std::string_view();
}

template <class Rows>
std::string_view find_algorithm(const Rows& rows, std::string_view name)
{
    return std::ranges::find(rows, name, &name_row::name)->algorithm;
}

const hash_algorithm& require_hash(std::string_view name, const registry& algorithms)
{
    auto hash = algorithms.find_hash(name);
    if (hash == nullptr)
        fail_unsupported_encryption(std::string(name) + " is not in the registry");
    return *hash;
}

// keyLength is OPTIONAL, and must be the size of the cipher's key.
void read_key_length(der::reader& in, std::size_t key_size)
{
    if (in.next_is(der::tag::integer) && read_count(in) != key_size)
        throw der::error("key length does not match the cipher");
}

// PBKDF2-params, RFC 8018 appendix A.2.
secure_bytes derive_by_pbkdf2(byte_view parameters, std::size_t key_size, const password_forms& password,
                              derivation_budget& budget, const registry& algorithms)
{
    auto in = der::only_sequence(parameters);
    if (in.next_is(der::tag::sequence))
        fail_unsupported_encryption("PBKDF2 salt outside of the file");
    auto salt = in.octet_string();
    auto iterations = read_count(in);
    if (iterations == 0)
        throw der::error("iteration count is zero");
    read_key_length(in, key_size);
    std::string_view hash_name = "SHA-1";
    if (!in.empty()) {
        auto function = read_algorithm_identifier(in);
        hash_name = find_name(pseudorandom_functions, function.algorithm);
        if (hash_name.empty())
            fail_unsupported_encryption("pseudorandom function " + function.algorithm);
    }
    in.expect_end();

    auto& hash = require_hash(hash_name, algorithms);
    const auto blocks = (key_size + hash.digest_size - 1) / hash.digest_size;
    for (std::size_t i = 0; i < blocks; ++i)
        budget.spend(iterations);
    secure_bytes key(key_size);
    pbkdf2(hash, password.octets, salt, iterations, key);
    return key;
}

// scrypt-params, RFC 7914 section 7.1.
secure_bytes derive_by_scrypt(byte_view parameters, std::size_t key_size, const password_forms& password,
                              derivation_budget& budget)
{
    constexpr std::uint64_t max_table_size = 256 * 1024 * 1024;
    constexpr std::uint64_t max_blocks_size = 16 * 1024 * 1024;
    auto in = der::only_sequence(parameters);
    auto salt = in.octet_string();
    scrypt_cost cost{};
    cost.n = read_count(in);
    cost.r = read_count(in);
    cost.p = read_count(in);
    read_key_length(in, key_size);
    in.expect_end();

    if (cost.n < 2 || !std::has_single_bit(cost.n) || cost.r == 0 || cost.p == 0)
        throw der::error("scrypt parameters out of range");
    // RFC 7914 section 2: N is less than 2^(128 * r / 8). Below the limits that follow, only r = 1 can break this.
    if (cost.r == 1 && cost.n >= 1 << 16)
        throw der::error("scrypt parameters out of range");
    // Each factor is bounded before it is multiplied.
    const auto max_rounds = derivation_budget::max_rounds;
    if (cost.n > max_rounds || cost.r > max_rounds || cost.p > max_rounds || 128 * cost.r * cost.n > max_table_size ||
        128 * cost.r * cost.p > max_blocks_size)
        fail_unsupported_encryption("scrypt parameters need too much memory or time");
    budget.spend(cost.n * cost.r * cost.p);
    secure_bytes key(key_size);
    scrypt(password.octets, salt, cost, key);
    return key;
}

// PBES2-params, RFC 8018 appendix A.4.
secure_bytes decrypt_pbes2(byte_view parameters, byte_view ciphertext, const password_forms& password,
                           derivation_budget& budget, const registry& algorithms)
{
    auto in = der::only_sequence(parameters);
    auto derivation = read_algorithm_identifier(in);
    auto encryption = read_algorithm_identifier(in);
    in.expect_end();
    auto cipher_name = find_name(ciphers, encryption.algorithm);
    auto cipher = find_cbc_cipher(cipher_name);
    if (cipher == nullptr)
        fail_unsupported_encryption("cipher " + encryption.algorithm);
    der::reader cipher_parameters(encryption.parameters);
    auto iv = cipher_parameters.octet_string();
    cipher_parameters.expect_end();

    secure_bytes key;
    if (derivation.algorithm == oid::pbkdf2)
        key = derive_by_pbkdf2(derivation.parameters, cipher->key_size, password, budget, algorithms);
    else if (derivation.algorithm == oid::scrypt)
        key = derive_by_scrypt(derivation.parameters, cipher->key_size, password, budget);
    else
        fail_unsupported_encryption("key derivation " + derivation.algorithm);
    secure_bytes data(ciphertext.begin(), ciphertext.end());
    decrypt_blocks(cipher_name, key, iv, data);
    return data;
}

// pkcs-12PbeParams, RFC 7292 appendix C.
secure_bytes decrypt_pkcs12(std::string_view cipher_name, byte_view parameters, byte_view ciphertext,
                            const password_forms& password, derivation_budget& budget, const registry& algorithms)
{
    auto in = der::only_sequence(parameters);
    auto salt = in.octet_string();
    auto iterations = read_count(in);
    in.expect_end();

    auto& hash = require_hash("SHA-1", algorithms);
    auto& cipher = *find_cbc_cipher(cipher_name);
    pkcs12_derivation derivation{hash, password.bmp, salt, iterations};
    auto key = derivation.derive(pkcs12_purpose::key, cipher.key_size, budget);
    auto iv = derivation.derive(pkcs12_purpose::iv, cipher.block_size, budget);
    secure_bytes data(ciphertext.begin(), ciphertext.end());
    decrypt_blocks(cipher_name, key, iv, data);
    return data;
}

// Returns the size of the padding at the end of `data`, which has at least one block, RFC 8018 section 6.1.1 step 4; 0
// if it is not valid padding.
std::size_t padding_of(byte_view data, std::size_t block_size)
{
    const std::size_t size = data.back();
    if (size == 0 || size > block_size)
        return 0;
    unsigned difference = 0;
    for (auto octet : data.last(size))
        difference |= octet ^ static_cast<unsigned>(size);
    return difference == 0 ? size : 0;
}

} // namespace

void derivation_budget::spend(std::uint64_t rounds)
{
    if (rounds > left_)
        fail_unsupported_encryption("deriving the key would take more than " + std::to_string(max_rounds) + " rounds");
    left_ -= rounds;
}

std::uint64_t read_count(der::reader& in)
{
    auto magnitude = in.unsigned_integer();
    if (magnitude.size() > sizeof(std::uint64_t))
        return std::numeric_limits<std::uint64_t>::max();
    std::uint64_t value = 0;
    for (auto octet : magnitude)
        value = value << 8 | octet;
    return value;
}

secure_bytes decrypt_with_password(const algorithm_identifier& algorithm, byte_view ciphertext,
                                   const password_forms& password, derivation_budget& budget,
                                   const registry& algorithms)
{
    if (algorithm.algorithm == oid::pbes2)
        return decrypt_pbes2(algorithm.parameters, ciphertext, password, budget, algorithms);
    auto cipher = find_name(pkcs12_ciphers, algorithm.algorithm);
    if (cipher.empty())
        fail_unsupported_encryption("encryption " + algorithm.algorithm);
    return decrypt_pkcs12(cipher, algorithm.parameters, ciphertext, password, budget, algorithms);
}

void decrypt_blocks(std::string_view cipher_name, byte_view key, byte_view iv, secure_bytes& data)
{
    auto& cipher = *find_cbc_cipher(cipher_name);
    if (iv.size() != cipher.block_size)
        throw der::error("initialization vector is not one block long");
    if (data.empty() || data.size() % cipher.block_size != 0)
        throw der::error("encrypted data is not a whole number of blocks");
    cipher.decrypt(key, iv, data);
    auto padding = padding_of(data, cipher.block_size);
    if (padding == 0)
        throw boost::system::system_error(make_error_code(error::reason::bad_decrypt), "the password is wrong");
    data.resize(data.size() - padding);
}

encrypted_content encrypt_with_password(byte_view plaintext, std::string_view password, std::uint32_t iterations,
                                        random_source& random, const registry& algorithms)
{
    constexpr std::string_view cipher_name = "AES-256-CBC";
    constexpr std::string_view hash_name = "SHA-256";
    auto& cipher = *find_cbc_cipher(cipher_name);
    std::array<std::uint8_t, 16> salt, iv;
    random.fill(salt);
    random.fill(iv);
    secure_bytes key(cipher.key_size);
    pbkdf2(require_hash(hash_name, algorithms), as_bytes(password), salt, iterations, key);

    secure_bytes data(plaintext.begin(), plaintext.end());
    const auto padding = cipher.block_size - data.size() % cipher.block_size;
    data.insert(data.end(), padding, static_cast<std::uint8_t>(padding));
    cipher.encrypt(key, iv, data);

    auto function =
        der::sequence({der::object_identifier(find_algorithm(pseudorandom_functions, hash_name)), der::null()});
    auto derivation =
        der::sequence({der::object_identifier(oid::pbkdf2),
                       der::sequence({der::octet_string(salt), der::small_integer(iterations), function})});
    auto encryption =
        der::sequence({der::object_identifier(find_algorithm(ciphers, cipher_name)), der::octet_string(iv)});
    return {der::sequence({der::object_identifier(oid::pbes2), der::sequence({derivation, encryption})}),
            std::move(data)};
}

} // namespace tls::x509
