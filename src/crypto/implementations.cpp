#include "crypto/implementations.hpp"

#include "algorithms/chacha20_poly1305/aead.hpp"
#include "algorithms/curve25519/ed25519.hpp"
#include "algorithms/curve25519/groups.hpp"
#include "algorithms/ipsec_mb/aead.hpp"
#include "algorithms/mlkem/groups.hpp"
#include "algorithms/nettle/rows.hpp"
#include "algorithms/p256/rows.hpp"
#include "algorithms/rsa/rows.hpp"
#include "algorithms/sha256/hash.hpp"
#include "crypto/hybrid_groups.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace tls {

namespace {

void install_ipsec_mb(registry& into)
{
    for (auto* aead : ipsec_mb::aeads())
        into.replace(*aead);
}

// Replaces the signing functions of every scheme with one of the encodings.
void replace_signing(registry& into, std::initializer_list<signature_encoding> encodings,
                     const nettle::signing_functions& by)
{
    std::vector<signature_scheme> schemes(into.signature_schemes().begin(), into.signature_schemes().end());
    for (auto& scheme : schemes) {
        if (std::find(encodings.begin(), encodings.end(), scheme.encoding) == encodings.end())
            continue;
        if (by.make_signer)
            scheme.make_signer = by.make_signer;
        if (by.make_verifier)
            scheme.make_verifier = by.make_verifier;
        into.add(scheme);
    }
}

void install_nettle(registry& into)
{
    for (auto* group : nettle::groups())
        into.add(*group);
    for (auto* group : nettle::finite_field_groups())
        into.add(*group);
    for (auto* algorithm : nettle::key_algorithms())
        into.add(*algorithm);
    if (auto* rsa = into.find_key_algorithm(key_type::rsa); rsa && nettle::rsa_decryption()) {
        auto faster = *rsa;
        faster.make_decrypter = nettle::rsa_decryption();
        into.add(faster);
    }
    replace_signing(into, {signature_encoding::ecdsa}, nettle::ecdsa());
    replace_signing(into, {signature_encoding::dsa}, nettle::dsa());
    replace_signing(into, {signature_encoding::rsa_pss, signature_encoding::rsa_pkcs1}, nettle::rsa());
}

void install_our_own(registry& into)
{
    for (auto* aead : chacha20_poly1305::aeads())
        into.replace(*aead);
    if (const auto* hash = sha256::hash())
        into.replace(*hash);
    for (auto* group : curve25519::groups())
        into.add(*group);
    for (auto* group : p256::groups())
        into.add(*group);
    for (auto* group : mlkem::groups())
        into.add(*group);
    for (auto& group : hybrid_groups)
        into.add(group);
    for (auto* algorithm : p256::key_algorithms())
        into.add(*algorithm);
    replace_signing(into, {signature_encoding::rsa_pss, signature_encoding::rsa_pkcs1}, {nullptr, rsa::verification()});
    const auto ed25519 = curve25519::ed25519();
    replace_signing(into, {signature_encoding::eddsa}, {ed25519.make_signer, ed25519.make_verifier});
    if (ed25519.keys)
        into.add(*ed25519.keys);
    std::vector<signature_scheme> schemes(into.signature_schemes().begin(), into.signature_schemes().end());
    for (auto& scheme : schemes) {
        if (scheme.key != key_type::secp256r1)
            continue;
        if (auto make_signer = p256::ecdsa_signing())
            scheme.make_signer = make_signer;
        if (auto make_verifier = p256::ecdsa_verification())
            scheme.make_verifier = make_verifier;
        into.add(scheme);
    }
}

constexpr std::array all{implementation{"libipsec-mb", &install_ipsec_mb}, implementation{"Nettle", &install_nettle},
                         implementation{"our own", &install_our_own}};

} // namespace

std::span<const implementation> implementations() noexcept
{
    return all;
}

} // namespace tls
