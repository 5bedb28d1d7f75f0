#include "algorithms/cryptopp/rsa.hpp"

#include "algorithms/cryptopp/integer.hpp"
#include "algorithms/cryptopp/random.hpp"
#include "algorithms/cryptopp/rsa_export.hpp"
#include "algorithms/cryptopp/rsa_premaster.hpp"
#include "algorithms/cryptopp/signatures.hpp"

#include <stdexcept>

namespace tls::cryptopp {

namespace {

using CryptoPP::Integer;

constexpr unsigned max_exponent_bits = 64;

bool is_acceptable(const Integer& n, const Integer& e, unsigned min_bits)
{
    return n.BitCount() >= min_bits && n.BitCount() <= max_rsa_bits && n.IsOdd() && //
           e >= 3 && e.IsOdd() && e.BitCount() <= max_exponent_bits;
}

// Checks the sizes before any arithmetic, because keys may come from untrusted input.
bool is_of_bounded_size(const private_key& key)
{
    constexpr std::size_t max_size = max_rsa_bits / 8;
    auto& k = key;
    for (byte_view number : {byte_view(k.private_exponent), byte_view(k.prime1), byte_view(k.prime2),
                             byte_view(k.exponent1), byte_view(k.exponent2), byte_view(k.coefficient)})
        if (number.size() > max_size)
            return false;
    return true;
}

bool is_inverse(const Integer& a, const Integer& b, const Integer& modulus)
{
    return (a * b % modulus) == Integer::One();
}

// RFC 8017 section 3.2: the relations between the numbers of a private key. Whether the primes are prime is the
// responsibility of the key's creator; signing never releases a signature that does not verify.
bool is_consistent(const CryptoPP::InvertibleRSAFunction& key)
{
    auto &p = key.GetPrime1(), &q = key.GetPrime2(), &e = key.GetPublicExponent();
    auto &d = key.GetPrivateExponent(), &dp = key.GetModPrime1PrivateExponent(),
         &dq = key.GetModPrime2PrivateExponent();
    auto& coefficient = key.GetMultiplicativeInverseOfPrime2ModPrime1();
    if (p <= 2 || q <= 2 || p.IsEven() || q.IsEven() || p == q || p * q != key.GetModulus())
        return false;
    if (d.IsZero() || d >= key.GetModulus() || dp >= p || dq >= q || coefficient >= p)
        return false;
    auto p1 = p - 1;
    auto q1 = q - 1;
    return is_inverse(e, d, p1) && is_inverse(e, d, q1) && is_inverse(e, dp, p1) && is_inverse(e, dq, q1) &&
           is_inverse(q, coefficient, p);
}

private_key generate_of_size(unsigned bits, random_source& random)
{
    random_adaptor generator(random);
    CryptoPP::InvertibleRSAFunction made;
    constexpr int public_exponent = 65537;
    made.GenerateRandom(generator, CryptoPP::MakeParameters("ModulusSize", static_cast<int>(bits))(
                                       "PublicExponent", Integer(public_exponent)));
    private_key key;
    key.public_part.type = key_type::rsa;
    key.public_part.modulus = to_minimal<bytes>(made.GetModulus());
    key.public_part.public_exponent = to_minimal<bytes>(made.GetPublicExponent());
    key.private_exponent = to_minimal<secure_bytes>(made.GetPrivateExponent());
    key.prime1 = to_minimal<secure_bytes>(made.GetPrime1());
    key.prime2 = to_minimal<secure_bytes>(made.GetPrime2());
    key.exponent1 = to_minimal<secure_bytes>(made.GetModPrime1PrivateExponent());
    key.exponent2 = to_minimal<secure_bytes>(made.GetModPrime2PrivateExponent());
    key.coefficient = to_minimal<secure_bytes>(made.GetMultiplicativeInverseOfPrime2ModPrime1());
    return key;
}

template <key_type Type>
private_key generate_rsa_key(unsigned bits, random_source& random)
{
    if (bits < min_rsa_bits || bits > max_rsa_bits)
        throw std::length_error("an RSA key must have 1024 to 16384 bits");
    auto key = generate_of_size(bits, random);
    key.public_part.type = Type;
    return key;
}

template <key_type Type>
bool complete_rsa_key(private_key& key)
{
    return key.public_part.type == Type && rsa_private::load(key).has_value();
}

class rsa_decrypter final : public premaster_decrypter {
public:
    rsa_decrypter(rsa_private key, bytes modulus) : premaster_decrypter(std::move(modulus)), key_(std::move(key)) {}

private:
    secure_bytes decrypt(byte_view ciphertext, random_source& random) const override
    {
        return key_.decrypt(ciphertext, random);
    }

    rsa_private key_;
};

std::optional<bytes> encrypt(const public_key& key, byte_view premaster_secret, random_source& random)
{
    auto loaded = rsa_public::load(key);
    if (!loaded || key.type != key_type::rsa)
        return std::nullopt;
    const auto encoded = encode_premaster(premaster_secret, loaded->modulus_size(), random);
    return encoded.empty() ? std::nullopt : std::optional(loaded->encrypt(encoded));
}

std::unique_ptr<decrypter> make_decrypter(const private_key& key)
{
    auto loaded = rsa_private::load(key);
    if (!loaded || key.public_part.type != key_type::rsa)
        return nullptr;
    return std::make_unique<rsa_decrypter>(std::move(*loaded), key.public_part.modulus);
}

} // namespace

std::optional<rsa_public> rsa_public::load(const public_key& key, unsigned min_bits)
{
    if (key.modulus.size() > max_rsa_bits / 8 || key.public_exponent.size() > max_exponent_bits / 8)
        return std::nullopt;
    auto n = to_integer(key.modulus);
    auto e = to_integer(key.public_exponent);
    if (!is_acceptable(n, e, min_bits))
        return std::nullopt;
    rsa_public loaded;
    loaded.function_.Initialize(n, e);
    return loaded;
}

std::optional<bytes> rsa_public::recover(byte_view signature, std::size_t size) const
{
    // RFC 8017 sections 8.1.2 and 8.2.2: a signature of another length is invalid, and so is a value not less than the
    // modulus (section 5.2.2).
    if (signature.size() != modulus_size())
        return std::nullopt;
    auto s = to_integer(signature);
    if (s >= function_.GetModulus())
        return std::nullopt;
    auto representative = function_.ApplyFunction(s);
    if (representative.ByteCount() > size)
        return std::nullopt;
    return to_padded<bytes>(representative, size);
}

bytes rsa_public::encrypt(byte_view encoded) const
{
    return to_padded<bytes>(function_.ApplyFunction(to_integer(encoded)), modulus_size());
}

std::optional<rsa_private> rsa_private::load(const private_key& key, unsigned min_bits)
{
    auto public_part = rsa_public::load(key.public_part, min_bits);
    if (!public_part || !is_of_bounded_size(key))
        return std::nullopt;
    rsa_private loaded;
    loaded.function_.Initialize(to_integer(key.public_part.modulus), to_integer(key.public_part.public_exponent),
                                to_integer(key.private_exponent), to_integer(key.prime1), to_integer(key.prime2),
                                to_integer(key.exponent1), to_integer(key.exponent2), to_integer(key.coefficient));
    if (!is_consistent(loaded.function_))
        return std::nullopt;
    return loaded;
}

bytes rsa_private::sign(byte_view representative, random_source& random) const
{
    random_adaptor generator(random);
    auto signature = function_.CalculateInverse(generator, to_integer(representative));
    return to_padded<bytes>(signature, function_.GetModulus().ByteCount());
}

secure_bytes rsa_private::decrypt(byte_view ciphertext, random_source& random) const
{
    random_adaptor generator(random);
    auto encoded = function_.CalculateInverse(generator, to_integer(ciphertext));
    return to_padded<secure_bytes>(encoded, function_.GetModulus().ByteCount());
}

private_key generate_export_key(random_source& random)
{
    return generate_of_size(export_rsa_bits, random);
}

std::optional<bytes> encrypt_with_export_key(const public_key& key, byte_view premaster_secret, random_source& random)
{
    auto loaded = rsa_public::load(key, export_rsa_bits - 7);
    if (!loaded || loaded->modulus_bits() > export_rsa_bits)
        return std::nullopt;
    const auto encoded = encode_premaster(premaster_secret, loaded->modulus_size(), random);
    return encoded.empty() ? std::nullopt : std::optional(loaded->encrypt(encoded));
}

std::unique_ptr<decrypter> make_export_decrypter(const private_key& key)
{
    auto loaded = rsa_private::load(key, export_rsa_bits);
    return loaded ? std::make_unique<rsa_decrypter>(std::move(*loaded), key.public_part.modulus) : nullptr;
}

constinit const key_algorithm rsa_keys{key_type::rsa, &generate_rsa_key<key_type::rsa>,
                                       &complete_rsa_key<key_type::rsa>, &encrypt, &make_decrypter};
// RFC 4055 section 1.2: these keys can only sign.
constinit const key_algorithm rsa_pss_keys{key_type::rsa_pss, &generate_rsa_key<key_type::rsa_pss>,
                                           &complete_rsa_key<key_type::rsa_pss>};

} // namespace tls::cryptopp
