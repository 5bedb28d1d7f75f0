#include "crypto/fixed_random.hpp"
#include "crypto/hex.hpp"
#include "crypto/implementations.hpp"

#include <tls/crypto/registry.hpp>

#include <boost/test/unit_test.hpp>
#include <cryptopp/modarith.h>
#include <cryptopp/nbtheory.h>

#include <array>
#include <map>
#include <set>
#include <thread>

BOOST_AUTO_TEST_SUITE(groups)

namespace {

using namespace tls;
using test::from_hex;
using test::to_hex;

const key_exchange_group& find(std::string_view name)
{
    auto* found = registry::standard()->find_group(name);
    BOOST_REQUIRE(found);
    return *found;
}

// Tries both roles with one share: a peer that responds to it, and a peer that sent its own share first.
bool is_accepted(const key_exchange_group& group, byte_view share)
{
    auto& random = system_random();
    bool encapsulated = group.encapsulate(share, random).has_value();
    bool decapsulated = group.generate(random)->decapsulate(share).has_value();
    BOOST_TEST(encapsulated == decapsulated);
    return encapsulated;
}

// Returns an exchange with this private key.
std::unique_ptr<key_exchange> exchange_with(const key_exchange_group& group, std::string_view private_key)
{
    test::fixed_random random(from_hex(private_key));
    return group.generate(random);
}

struct nist_curve {
    std::string_view name, field, generator_x, generator_y;
};

// SEC 2, sections 2.4.2, 2.5.1 and 2.6.1.
const std::array nist_curves{
    nist_curve{"secp256r1", "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
               "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
               "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"},
    nist_curve{"secp384r1",
               "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
               "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
               "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"},
    nist_curve{"secp521r1",
               "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
               "ffffffffffffffffffffffffffffffffff",
               "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8"
               "de3348b3c1856a429bf97e7e31c2e5bd66",
               "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad07"
               "61353c7086a272c24088be94769fd16650"},
};

bytes join(std::initializer_list<byte_view> pieces)
{
    bytes out;
    for (auto piece : pieces)
        out.insert(out.end(), piece.begin(), piece.end());
    return out;
}

const auto ffdhe_names = {"ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192"};

// Size of p and of shares in bytes.
std::size_t prime_size(std::string_view name)
{
    return static_cast<std::size_t>(std::stoul(std::string(name.substr(5)))) / 8;
}

// e * 2^bits, truncated to an integer, from the series of e.
CryptoPP::Integer scaled_e(unsigned bits)
{
    constexpr unsigned guard_bits = 64;
    CryptoPP::Integer sum, term = CryptoPP::Integer::Power2(bits + guard_bits);
    for (unsigned i = 1; !term.IsZero(); ++i) {
        sum += term;
        term /= i;
    }
    return sum >> guard_bits;
}

// The formula of RFC 7919 appendix A.
CryptoPP::Integer ffdhe_prime(std::string_view name)
{
    using CryptoPP::Integer;
    auto bits = static_cast<unsigned>(8 * prime_size(name));
    const std::map<unsigned, long> xs{
        {2048, 560316}, {3072, 2625351}, {4096, 5736041}, {6144, 15705020}, {8192, 10965728}};
    const long x = xs.at(bits);
    return Integer::Power2(bits) - Integer::Power2(bits - 64) +
           (scaled_e(bits - 130) + Integer(x)) * Integer::Power2(64) - Integer::One();
}

bytes padded(const CryptoPP::Integer& value, std::size_t size)
{
    bytes out(size);
    value.Encode(out.data(), out.size());
    return out;
}

bool both_sides_agree(const key_exchange_group& group)
{
    const auto ours = group.generate(system_random());
    const auto theirs = group.encapsulate(ours->share(), system_random());
    return theirs && ours->decapsulate(theirs->share) == theirs->secret;
}

// Objects of a thread are destroyed in the reverse order of their construction: this one after all that the first
// exchange makes.
struct agrees_at_the_end {
    const key_exchange_group& group;
    bool& agreed;

    ~agrees_at_the_end() { agreed = both_sides_agree(group); }
};

} // namespace

BOOST_AUTO_TEST_CASE(both_sides_agree_on_a_fresh_secret_in_every_group)
{
    auto& random = system_random();
    for (auto& group : registry::standard()->groups()) {
        BOOST_TEST_CONTEXT(group.name)
        {
            std::set<std::string> secrets;
            for (int i = 0; i < 3; ++i) {
                auto client = group.generate(random);
                auto server = group.encapsulate(client->share(), random);
                BOOST_REQUIRE(server);
                auto secret = client->decapsulate(server->share);
                BOOST_REQUIRE(secret);
                BOOST_TEST(to_hex(*secret) == to_hex(server->secret));
                if (group.diffie_hellman)
                    BOOST_TEST(server->share.size() == client->share().size());
                secrets.insert(to_hex(*secret));
            }
            BOOST_TEST(secrets.size() == 3u);
        }
    }
}

BOOST_AUTO_TEST_CASE(x25519_matches_rfc_7748)
{
    // Section 6.1.
    auto bob = exchange_with(find("x25519"), "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    BOOST_TEST(to_hex(bob->share()) == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    auto alice = from_hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    auto secret = bob->decapsulate(alice);
    BOOST_REQUIRE(secret);
    BOOST_TEST(to_hex(*secret) == "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    // Section 5: the unused bit of the peer's coordinate is ignored.
    alice.back() |= 0x80;
    BOOST_TEST(to_hex(*bob->decapsulate(alice)) == to_hex(*secret));
}

BOOST_AUTO_TEST_CASE(x25519_rejects_small_order_and_wrong_size_shares)
{
    auto& group = find("x25519");
    for (auto* share : {"0000000000000000000000000000000000000000000000000000000000000000",
                        "0100000000000000000000000000000000000000000000000000000000000000",
                        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                        "0000000000000000000000000000000000000000000000000000000000000080"})
        BOOST_TEST(!is_accepted(group, from_hex(share)));
    bytes good(33, 9);
    BOOST_TEST(is_accepted(group, byte_view(good).first(32)));
    BOOST_TEST(!is_accepted(group, good));
    BOOST_TEST(!is_accepted(group, byte_view(good).first(31)));
    BOOST_TEST(!is_accepted(group, {}));
}

BOOST_AUTO_TEST_CASE(secp256r1_matches_rfc_5903)
{
    // Section 8.1.
    auto initiator =
        exchange_with(find("secp256r1"), "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433");
    BOOST_TEST(to_hex(initiator->share()) == "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180"
                                             "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3");
    auto secret = initiator->decapsulate(from_hex("04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
                                                  "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab"));
    BOOST_REQUIRE(secret);
    BOOST_TEST(to_hex(*secret) == "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de");
}

BOOST_AUTO_TEST_CASE(nist_curves_reject_points_off_the_curve_and_other_forms)
{
    for (auto& curve : nist_curves) {
        BOOST_TEST_CONTEXT(curve.name)
        {
            auto& group = find(curve.name);
            const bytes uncompressed{4};
            auto p = from_hex(curve.field), x = from_hex(curve.generator_x), y = from_hex(curve.generator_y);
            auto good = join({uncompressed, x, y});
            BOOST_TEST(is_accepted(group, good));

            auto off_the_curve = good;
            off_the_curve.back() ^= 1;
            BOOST_TEST(!is_accepted(group, off_the_curve));
            BOOST_TEST(!is_accepted(group, join({uncompressed, bytes(x.size()), bytes(y.size())})));

            auto field = CryptoPP::Integer(p.data(), p.size());
            auto y_over_the_field = CryptoPP::Integer(y.data(), y.size()) + field;
            if (y_over_the_field.ByteCount() <= y.size())
                BOOST_TEST(!is_accepted(group, join({uncompressed, x, padded(y_over_the_field, y.size())})));
            BOOST_TEST(!is_accepted(group, join({uncompressed, p, y})));

            auto with_tag = [&](std::uint8_t tag) { return join({bytes{tag}, x, y}); };
            for (std::uint8_t tag : {0, 2, 3, 5, 6, 7})
                BOOST_TEST(!is_accepted(group, with_tag(tag)));
            BOOST_TEST(!is_accepted(group, join({bytes{static_cast<std::uint8_t>(2 + (y.back() & 1))}, x})));

            BOOST_TEST(!is_accepted(group, bytes{0})); // infinity in the encoding of SEC 1
            BOOST_TEST(!is_accepted(group, {}));
            BOOST_TEST(!is_accepted(group, byte_view(good).first(good.size() - 1)));
            BOOST_TEST(!is_accepted(group, join({good, bytes{0}})));
        }
    }
}

BOOST_AUTO_TEST_CASE(rfc_7919_primes_are_safe_primes)
{
    for (std::string_view name : ffdhe_names) {
        auto p = ffdhe_prime(name);
        // IsPrime takes half a minute for the two largest.
        const bool is_large = p.BitCount() > 4096;
        for (const auto& number : {p, (p - 1) / 2})
            BOOST_TEST((is_large ? CryptoPP::IsStrongProbablePrime(number, 3) : CryptoPP::IsPrime(number)));
    }
}

BOOST_AUTO_TEST_CASE(ffdhe_matches_rfc_7919_primes)
{
    for (std::string_view name : ffdhe_names) {
        BOOST_TEST_CONTEXT(name)
        {
            auto& group = find(name);
            auto p = ffdhe_prime(name);
            const std::map<std::size_t, std::size_t> exponent_sizes{
                {256, 32}, {384, 40}, {512, 48}, {768, 48}, {1024, 56}};
            const bytes exponent(exponent_sizes.at(prime_size(name)), 0xc5);
            auto exchange = exchange_with(group, to_hex(exponent));
            CryptoPP::Integer x(exponent.data(), exponent.size());
            auto power = [&](const CryptoPP::Integer& base) {
                return padded(CryptoPP::ModularArithmetic(p).Exponentiate(base, x), prime_size(name));
            };
            BOOST_TEST(to_hex(exchange->share()) == to_hex(power(2)));
            auto secret = exchange->decapsulate(padded(p / 3, prime_size(name)));
            BOOST_REQUIRE(secret);
            BOOST_TEST(to_hex(*secret) == to_hex(power(p / 3)));
        }
    }
}

BOOST_AUTO_TEST_CASE(ffdhe_secrets_keep_their_leading_zeros)
{
    // The peer's value is chosen so that the shared secret is a small number.
    auto& group = find("ffdhe2048");
    auto p = ffdhe_prime("ffdhe2048");
    auto q = (p - 1) / 2;
    bytes exponent(32, 0xc5);
    auto exchange = exchange_with(group, to_hex(exponent));
    auto inverse = CryptoPP::Integer(exponent.data(), exponent.size()).InverseMod(q);
    auto peer = CryptoPP::ModularArithmetic(p).Exponentiate(CryptoPP::Integer(4), inverse); // 4 is a square
    auto secret = exchange->decapsulate(padded(peer, 256));
    BOOST_REQUIRE(secret);
    BOOST_TEST(to_hex(*secret) == to_hex(padded(CryptoPP::Integer(4), 256)));
}

BOOST_AUTO_TEST_CASE(ffdhe_rejects_shares_out_of_range_and_of_wrong_size)
{
    for (std::string_view name : ffdhe_names) {
        auto& group = find(name);
        auto size = prime_size(name);
        auto p = ffdhe_prime(name);
        for (auto& refused : {CryptoPP::Integer::Zero(), CryptoPP::Integer::One(), p - 1, p, p + 1})
            BOOST_TEST(!is_accepted(group, padded(refused, size)));
        BOOST_TEST(is_accepted(group, padded(CryptoPP::Integer::Two(), size)));
        BOOST_TEST(is_accepted(group, padded(p - 2, size)));
        BOOST_TEST(!is_accepted(group, padded(CryptoPP::Integer::Two(), size - 1)));
        BOOST_TEST(!is_accepted(group, padded(CryptoPP::Integer::Two(), size + 1)));
        BOOST_TEST(!is_accepted(group, {}));
    }
}

// The sizes of draft-ietf-tls-ecdhe-mlkem section 4 and draft-ietf-tls-mlkem section 4, and the order of the parts.
BOOST_AUTO_TEST_CASE(hybrid_groups_join_their_parts_in_order)
{
    struct composition {
        std::string_view name, first, second;
        std::size_t client_size, server_size;
    };
    auto& random = system_random();
    for (auto& each : {composition{"X25519MLKEM768", "MLKEM768", "x25519", 1216, 1120},
                       composition{"SecP256r1MLKEM768", "secp256r1", "MLKEM768", 1249, 1153},
                       composition{"SecP384r1MLKEM1024", "secp384r1", "MLKEM1024", 1665, 1665}}) {
        BOOST_TEST_CONTEXT(each.name)
        {
            auto& group = find(each.name);
            auto& first = find(each.first);
            auto& second = find(each.second);
            auto client = group.generate(random);
            auto* first_part = client->part(first.id);
            auto* second_part = client->part(second.id);
            BOOST_REQUIRE(first_part);
            BOOST_REQUIRE(second_part);
            BOOST_TEST(!client->part(find("secp521r1").id));
            BOOST_TEST(!client->part(group.id));
            BOOST_TEST(to_hex(client->share()) == to_hex(join({first_part->share(), second_part->share()})));
            BOOST_TEST(client->share().size() == each.client_size);

            const auto server = group.encapsulate(client->share(), random);
            BOOST_REQUIRE(server);
            BOOST_TEST(server->share.size() == each.server_size);
            const auto first_size =
                server->share.size() - second.encapsulate(second_part->share(), random)->share.size();
            const auto secret = first_part->decapsulate(byte_view(server->share).first(first_size));
            const auto other_secret = second_part->decapsulate(byte_view(server->share).subspan(first_size));
            BOOST_REQUIRE(secret);
            BOOST_REQUIRE(other_secret);
            BOOST_TEST(to_hex(server->secret) == to_hex(join({*secret, *other_secret})));
        }
    }
}

BOOST_AUTO_TEST_CASE(post_quantum_groups_reject_invalid_and_wrong_size_shares)
{
    auto& random = system_random();
    for (auto& group : registry::standard()->groups()) {
        if (!group.is_post_quantum())
            continue;
        BOOST_TEST_CONTEXT(group.name)
        {
            auto client = group.generate(random);
            const auto share = to_bytes(client->share());
            const auto answer = group.encapsulate(share, random)->share;
            const bytes one_byte(1);
            for (auto& wrong : {byte_view(share).first(share.size() - 1), byte_view(share).first(0),
                                byte_view(share).first(32), byte_view(share).first(65), byte_view(share).first(1184)})
                if (wrong.size() != share.size())
                    BOOST_TEST(!group.encapsulate(wrong, random));
            BOOST_TEST(!group.encapsulate(join({share, one_byte}), random));
            for (auto& wrong : {byte_view(answer).first(answer.size() - 1), byte_view(answer).first(0),
                                byte_view(answer).first(32), byte_view(answer).first(65)})
                BOOST_TEST(!client->decapsulate(wrong));
            BOOST_TEST(!client->decapsulate(join({answer, one_byte})));

            // The encapsulation key begins the share, or follows a point. 4095 is not a number modulo q.
            auto invalid = share;
            const std::size_t start = group.name.starts_with("SecP256")   ? 65
                                      : group.name.starts_with("SecP384") ? 97
                                                                          : 0;
            invalid[start] = invalid[start + 1] = 0xff;
            BOOST_TEST(!group.encapsulate(invalid, random));
            if (start == 0)
                continue;
            for (auto* each : {&share, &answer}) {
                auto off_the_curve = *each;
                off_the_curve[start - 1] ^= 1;
                const bool is_accepted = each == &share ? group.encapsulate(off_the_curve, random).has_value()
                                                        : client->decapsulate(off_the_curve).has_value();
                BOOST_TEST(!is_accepted);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(x25519_part_of_hybrid_share_must_not_give_zero)
{
    auto& group = find("X25519MLKEM768");
    auto& random = system_random();
    auto client = group.generate(random);
    auto share = to_bytes(client->share()), answer = group.encapsulate(share, random)->share;
    std::fill(share.end() - 32, share.end(), std::uint8_t{0});
    std::fill(answer.end() - 32, answer.end(), std::uint8_t{0});
    BOOST_TEST(!group.encapsulate(share, random));
    BOOST_TEST(!client->decapsulate(answer));
}

BOOST_AUTO_TEST_CASE(destructors_at_the_end_of_a_thread_agree_on_secrets)
{
    for (const auto* algorithms : {registry::standard().get(), &reference_registry()}) {
        for (const auto& group : algorithms->groups()) {
            if (group.family == group_family::ffdhe)
                continue;
            bool first = false, last = false;
            std::thread([&] {
                thread_local const agrees_at_the_end end{group, last};
                first = both_sides_agree(end.group);
            }).join();
            BOOST_TEST_CONTEXT(group.name)
            {
                BOOST_TEST(first);
                BOOST_TEST(last);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(key_generation_fails_without_randomness)
{
    test::failing_random random;
    for (auto& group : registry::standard()->groups())
        BOOST_CHECK_THROW(group.generate(random), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
