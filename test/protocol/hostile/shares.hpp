// Key shares that are not valid public values of their group.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_SHARES_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_SHARES_HPP

#include <tls/bytes.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tls::test {

/// Returns the prime of ffdhe2048 (RFC 7919 appendix A.1) minus n.
inline bytes ffdhe2048_prime_less(std::uint8_t n)
{
    constexpr std::string_view prime =
        "FFFFFFFFFFFFFFFFADF85458A2BB4A9AAFDC5620273D3CF1D8B9C583CE2D3695A9E13641146433FBCC939DCE249B3EF9"
        "7D2FE363630C75D8F681B202AEC4617AD3DF1ED5D5FD65612433F51F5F066ED0856365553DED1AF3B557135E7F57C935"
        "984F0C70E0E68B77E2A689DAF3EFE8721DF158A136ADE73530ACCA4F483A797ABC0AB182B324FB61D108A94BB2C8E3FB"
        "B96ADAB760D7F4681D4F42A3DE394DF4AE56EDE76372BB190B07A7C8EE0A6D709E02FCE1CDF7E2ECC03404CD28342F61"
        "9172FE9CE98583FF8E4F1232EEF28183C3FE3B1B4C6FAD733BB5FCBC2EC22005C58EF1837D1683B2C6F34A26C1B2EFFA"
        "886B423861285C97FFFFFFFFFFFFFFFF";
    bytes result;
    for (std::size_t i = 0; i < prime.size(); i += 2)
        result.push_back(static_cast<std::uint8_t>(std::stoul(std::string(prime.substr(i, 2)), nullptr, 16)));
    result.back() = static_cast<std::uint8_t>(result.back() - n);
    return result;
}

struct bad_share {
    std::string name;
    std::uint16_t group;
    bytes share;
};

inline std::vector<bad_share> bad_shares()
{
    constexpr std::uint16_t x25519 = 0x001d;
    constexpr std::uint16_t secp256r1 = 0x0017;
    constexpr std::uint16_t ffdhe2048 = 0x0100;
    constexpr std::uint16_t mlkem768 = 0x0201;
    constexpr std::uint16_t x25519_mlkem768 = 0x11ec;
    constexpr std::uint16_t secp256r1_mlkem768 = 0x11eb;
    constexpr std::uint16_t secp384r1_mlkem1024 = 0x11ed;
    constexpr std::uint16_t mlkem1024 = 0x0202;
    bytes off_the_curve(65, 1);
    off_the_curve[0] = 4;
    bytes compressed(33, 1);
    compressed[0] = 2;
    bytes one(256);
    one.back() = 1;
    bytes x25519_one(32);
    x25519_one[0] = 1;
    return {
        {"31-byte X25519 share", x25519, bytes(31, 9)},
        {"33-byte X25519 share", x25519, bytes(33, 9)},
        {"X25519 share of zeros", x25519, bytes(32)},
        {"X25519 share of small order", x25519, x25519_one},
        {"point not on the curve", secp256r1, off_the_curve},
        {"compressed point", secp256r1, compressed},
        {"point at infinity", secp256r1, bytes(1)},
        {"point of zeros", secp256r1, bytes(65)},
        {"FFDHE 0", ffdhe2048, bytes(256)},
        {"FFDHE 1", ffdhe2048, one},
        {"FFDHE p-1", ffdhe2048, ffdhe2048_prime_less(1)},
        {"FFDHE p", ffdhe2048, ffdhe2048_prime_less(0)},
        {"FFDHE above p", ffdhe2048, bytes(256, 0xff)},
        {"FFDHE too short", ffdhe2048, bytes(255, 2)},
        {"FFDHE too long", ffdhe2048, bytes(257, 2)},
        // A client sends 1184 bytes of ML-KEM-768, a server 1088. The last 32 or the first 65 bytes are an ECDH share.
        {"ML-KEM key with numbers above q", mlkem768, bytes(1184, 0xff)},
        {"ML-KEM key too short", mlkem768, bytes(1183, 1)},
        {"ML-KEM key too long", mlkem768, bytes(1185, 1)},
        {"ML-KEM ciphertext too short", mlkem768, bytes(1087, 1)},
        {"ML-KEM ciphertext too long", mlkem768, bytes(1089, 1)},
        {"X25519 share for hybrid group", x25519_mlkem768, bytes(32, 9)},
        {"hybrid share with numbers above q", x25519_mlkem768, bytes(1216, 0xff)},
        {"hybrid client share too short", x25519_mlkem768, bytes(1215, 1)},
        {"hybrid client share too long", x25519_mlkem768, bytes(1217, 1)},
        {"hybrid client share with X25519 share of zeros", x25519_mlkem768, bytes(1216)},
        {"hybrid server share too short", x25519_mlkem768, bytes(1119, 1)},
        {"hybrid server share too long", x25519_mlkem768, bytes(1121, 1)},
        {"hybrid server share with X25519 share of zeros", x25519_mlkem768, bytes(1120)},
        {"hybrid client share with point not on the curve", secp256r1_mlkem768, bytes(65 + 1184, 4)},
        {"hybrid server share with point not on the curve", secp256r1_mlkem768, bytes(65 + 1088, 4)},
        {"point for hybrid group", secp256r1_mlkem768, off_the_curve},
        {"hybrid share of one byte", secp256r1_mlkem768, {4}},
        // Both ends send 1568 bytes of ML-KEM-1024.
        {"ML-KEM-1024 share too short", mlkem1024, bytes(1567, 1)},
        {"ML-KEM-1024 share too long", mlkem1024, bytes(1569, 1)},
        {"hybrid ML-KEM-1024 share too short", secp384r1_mlkem1024, bytes(97 + 1567, 4)},
        {"hybrid ML-KEM-1024 share too long", secp384r1_mlkem1024, bytes(97 + 1569, 4)},
        {"hybrid ML-KEM-1024 share with point not on the curve", secp384r1_mlkem1024, bytes(97 + 1568, 4)},
    };
}

} // namespace tls::test

#endif
