// Finite field Diffie-Hellman over the groups of RFC 7919, appendix A: safe primes p, generator 2.

#include "cryptopp/groups.hpp"
#include "cryptopp/integer.hpp"

#include <cryptopp/modarith.h>

namespace tls::cryptopp {

namespace {

struct parameters {
    std::size_t size;          // of p, in bytes
    std::size_t exponent_size; // in bytes; at least what appendix A asks of a short exponent
    const char* prime;         // hexadecimal
};

constexpr parameters parameters_2048{
    256, 32, // appendix A.1: 225 bits or more
    "FFFFFFFFFFFFFFFFADF85458A2BB4A9AAFDC5620273D3CF1D8B9C583CE2D3695A9E13641146433FBCC939DCE249B3EF9"
    "7D2FE363630C75D8F681B202AEC4617AD3DF1ED5D5FD65612433F51F5F066ED0856365553DED1AF3B557135E7F57C935"
    "984F0C70E0E68B77E2A689DAF3EFE8721DF158A136ADE73530ACCA4F483A797ABC0AB182B324FB61D108A94BB2C8E3FB"
    "B96ADAB760D7F4681D4F42A3DE394DF4AE56EDE76372BB190B07A7C8EE0A6D709E02FCE1CDF7E2ECC03404CD28342F61"
    "9172FE9CE98583FF8E4F1232EEF28183C3FE3B1B4C6FAD733BB5FCBC2EC22005C58EF1837D1683B2C6F34A26C1B2EFFA"
    "886B423861285C97FFFFFFFFFFFFFFFF"
    "h"};

constexpr parameters parameters_3072{
    384, 40, // appendix A.2: 275 bits or more
    "FFFFFFFFFFFFFFFFADF85458A2BB4A9AAFDC5620273D3CF1D8B9C583CE2D3695A9E13641146433FBCC939DCE249B3EF9"
    "7D2FE363630C75D8F681B202AEC4617AD3DF1ED5D5FD65612433F51F5F066ED0856365553DED1AF3B557135E7F57C935"
    "984F0C70E0E68B77E2A689DAF3EFE8721DF158A136ADE73530ACCA4F483A797ABC0AB182B324FB61D108A94BB2C8E3FB"
    "B96ADAB760D7F4681D4F42A3DE394DF4AE56EDE76372BB190B07A7C8EE0A6D709E02FCE1CDF7E2ECC03404CD28342F61"
    "9172FE9CE98583FF8E4F1232EEF28183C3FE3B1B4C6FAD733BB5FCBC2EC22005C58EF1837D1683B2C6F34A26C1B2EFFA"
    "886B4238611FCFDCDE355B3B6519035BBC34F4DEF99C023861B46FC9D6E6C9077AD91D2691F7F7EE598CB0FAC186D91C"
    "AEFE130985139270B4130C93BC437944F4FD4452E2D74DD364F2E21E71F54BFF5CAE82AB9C9DF69EE86D2BC522363A0D"
    "ABC521979B0DEADA1DBF9A42D5C4484E0ABCD06BFA53DDEF3C1B20EE3FD59D7C25E41D2B66C62E37FFFFFFFFFFFFFFFF"
    "h"};

constexpr parameters parameters_4096{
    512, 48, // appendix A.3: 325 bits or more
    "FFFFFFFFFFFFFFFFADF85458A2BB4A9AAFDC5620273D3CF1D8B9C583CE2D3695A9E13641146433FBCC939DCE249B3EF9"
    "7D2FE363630C75D8F681B202AEC4617AD3DF1ED5D5FD65612433F51F5F066ED0856365553DED1AF3B557135E7F57C935"
    "984F0C70E0E68B77E2A689DAF3EFE8721DF158A136ADE73530ACCA4F483A797ABC0AB182B324FB61D108A94BB2C8E3FB"
    "B96ADAB760D7F4681D4F42A3DE394DF4AE56EDE76372BB190B07A7C8EE0A6D709E02FCE1CDF7E2ECC03404CD28342F61"
    "9172FE9CE98583FF8E4F1232EEF28183C3FE3B1B4C6FAD733BB5FCBC2EC22005C58EF1837D1683B2C6F34A26C1B2EFFA"
    "886B4238611FCFDCDE355B3B6519035BBC34F4DEF99C023861B46FC9D6E6C9077AD91D2691F7F7EE598CB0FAC186D91C"
    "AEFE130985139270B4130C93BC437944F4FD4452E2D74DD364F2E21E71F54BFF5CAE82AB9C9DF69EE86D2BC522363A0D"
    "ABC521979B0DEADA1DBF9A42D5C4484E0ABCD06BFA53DDEF3C1B20EE3FD59D7C25E41D2B669E1EF16E6F52C3164DF4FB"
    "7930E9E4E58857B6AC7D5F42D69F6D187763CF1D5503400487F55BA57E31CC7A7135C886EFB4318AED6A1E012D9E6832"
    "A907600A918130C46DC778F971AD0038092999A333CB8B7A1A1DB93D7140003C2A4ECEA9F98D0ACC0A8291CDCEC97DCF"
    "8EC9B55A7F88A46B4DB5A851F44182E1C68A007E5E655F6AFFFFFFFFFFFFFFFF"
    "h"};

class ffdhe_exchange final : public key_exchange {
public:
    ffdhe_exchange(const parameters& group, random_source& random) : size_(group.size), prime_(group.prime)
    {
        secure_bytes exponent(group.exponent_size);
        random.fill(exponent);
        exponent.front() |= 0x80; // so that the number of squarings is always the same
        exponent_ = to_integer(exponent);
        share_ = to_padded<bytes>(power(CryptoPP::Integer::Two()), size_);
    }

    byte_view share() const noexcept override { return share_; }

    std::optional<secure_bytes> decapsulate(byte_view peer_share) override
    {
        // RFC 8446 section 4.2.8.1: "the opaque value contains the Diffie-Hellman public value,
        // encoded as a big-endian integer and padded to the left with zeros to the size of p"; peers
        // "MUST validate each other's public key Y by ensuring that 1 < Y < p-1".
        if (peer_share.size() != size_)
            return std::nullopt;
        auto peer = to_integer(peer_share);
        if (peer <= CryptoPP::Integer::One() || peer >= prime_ - 1)
            return std::nullopt;
        // RFC 8446 section 7.4.1: "left-padded with zeros up to the size of the prime".
        return to_padded<secure_bytes>(power(peer), size_);
    }

private:
    CryptoPP::Integer power(const CryptoPP::Integer& base) const
    {
        return CryptoPP::ModularArithmetic(prime_).Exponentiate(base, exponent_);
    }

    std::size_t size_;
    CryptoPP::Integer prime_;
    CryptoPP::Integer exponent_;
    bytes share_;
};

template <const parameters& Group>
std::unique_ptr<key_exchange> generate(random_source& random)
{
    return std::make_unique<ffdhe_exchange>(Group, random);
}

template <const parameters& Group>
constexpr key_exchange_group row(named_group id, std::string_view name, unsigned strength)
{
    return {static_cast<std::uint16_t>(id), name, strength, &generate<Group>, &encapsulate_with<generate<Group>>};
}

} // namespace

constinit const key_exchange_group ffdhe2048 = row<parameters_2048>(named_group::ffdhe2048, "ffdhe2048", 112);
constinit const key_exchange_group ffdhe3072 = row<parameters_3072>(named_group::ffdhe3072, "ffdhe3072", 128);
constinit const key_exchange_group ffdhe4096 = row<parameters_4096>(named_group::ffdhe4096, "ffdhe4096", 152);

} // namespace tls::cryptopp
