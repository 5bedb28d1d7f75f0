// Record protection before TLS 1.3: only sealed records open.

#include "algorithms/cryptopp/legacy_ciphers.hpp"
#include "crypto/hex.hpp"
#include "protocol/record/protection_tls12.hpp"
#include "protocol/record/protections.hpp"
#include "protocol/record/record_layer.hpp"
#include "support/fatals.hpp"

#include <algorithm>
#include <numeric>
#include <set>

using namespace tls;
using namespace tls::test;

namespace {

constexpr auto tls1_0 = protocol_version::tls1_0;
constexpr auto tls1_1 = protocol_version::tls1_1;
constexpr auto tls1_2 = protocol_version::tls1_2;

const cipher_suite& suite(std::string_view name)
{
    auto* found = registry::standard()->find_cipher_suite(name);
    BOOST_REQUIRE(found);
    return *found;
}

bytes some(std::size_t size)
{
    bytes result(size);
    for (std::size_t i = 0; i < size; ++i)
        result[i] = static_cast<std::uint8_t>(i * 31 + 1);
    return result;
}

/// The protection parameters of one direction, and the sealer and opener for them.
struct direction {
    cipher_suite suite;
    bool encrypt_then_mac = false;
    protocol_version version = tls1_2;

    tls12::direction_keys keys(std::uint8_t seed = 1) const
    {
        const tls12::master_secret master(*suite.hash, secret(bytes(48, seed)));
        return std::move(master.keys(suite, version, bytes(32), bytes(32)).client);
    }
    std::unique_ptr<record_sealer> sealer(std::uint8_t seed = 1) const
    {
        return make_tls12_sealer(suite, version, keys(seed), encrypt_then_mac, system_random());
    }
    std::unique_ptr<record_opener> opener(std::uint8_t seed = 1) const
    {
        return make_tls12_opener(suite, version, keys(seed), encrypt_then_mac);
    }
};

/// Returns one suite per kind of protection, CBC suites with and without encrypt-then-MAC.
std::vector<direction> every_protection_in(protocol_version version)
{
    std::vector<direction> all;
    std::set<std::string> seen;
    for (auto& row : registry::standard()->cipher_suites()) {
        if (!row.usable_in(version))
            continue;
        auto way = std::string(row.aead     ? row.aead->name
                               : row.cipher ? row.cipher->name
                               : row.stream ? row.stream->name
                                            : "NULL");
        if (row.mac)
            way += row.mac->name;
        if (!seen.insert(way).second)
            continue;
        all.push_back({row, false, version});
        if (row.cipher)
            all.push_back({row, true, version});
    }
    return all;
}

/// Returns the protections of all versions before TLS 1.3.
std::vector<direction> every_protection()
{
    std::vector<direction> all;
    for (auto version : {tls1_2, tls1_1, tls1_0})
        std::ranges::copy(every_protection_in(version), std::back_inserter(all));
    return all;
}

direction aes_128_sha(bool encrypt_then_mac = false)
{
    return {suite("AES128-SHA"), encrypt_then_mac};
}

/// Opens a record into other memory; empty if the record does not decrypt.
std::optional<bytes> open(record_opener& o, byte_view record, content_type expected = content_type::application_data)
{
    bytes out(o.room_for(record.size() - record_header_size), 0x5a);
    auto result = o.open(record, out);
    if (!result) {
        BOOST_TEST(std::ranges::all_of(out, [](auto byte) { return byte == 0; }),
                   "unauthenticated bytes remain in the output");
        return std::nullopt;
    }
    BOOST_TEST((result->type == expected));
    BOOST_REQUIRE(result->size <= out.size());
    BOOST_TEST(std::all_of(out.begin() + static_cast<std::ptrdiff_t>(result->size), out.end(),
                           [](auto byte) { return byte == 0; }),
               "MAC or padding remains in the output");
    out.resize(result->size);
    return out;
}

bytes open_in_place(record_opener& o, bytes record)
{
    auto fragment = byte_span(record).subspan(record_header_size);
    auto out = fragment.subspan(o.plaintext_offset(), o.room_for(fragment.size()));
    auto result = o.open(record, out);
    BOOST_REQUIRE(result.has_value());
    return to_bytes(out.first(result->size));
}

/// Makes the records of a careless or malicious sender: any plaintext of whole blocks under the correct keys.
class forger {
public:
    explicit forger(const direction& d)
        : suite_(d.suite), keys_(d.keys()), encrypt_then_mac_(d.encrypt_then_mac), version_(d.version)
    {
    }

    bytes record(byte_view plaintext) const
    {
        auto cipher = suite_.cipher->make_encryption(keys_.key);
        bytes fragment;
        if (keys_.iv.empty())
            fragment.resize(suite_.cipher->block_size, 0x77);
        cipher->start(keys_.iv.empty() ? byte_view(fragment) : keys_.iv.view());
        bytes encrypted(plaintext.size());
        cipher->process(plaintext, encrypted);
        fragment.insert(fragment.end(), encrypted.begin(), encrypted.end());
        if (encrypt_then_mac_)
            append(fragment, mac(fragment));
        return plain_record(content_type::application_data, fragment, static_cast<std::uint16_t>(version_));
    }

    /// Returns the MAC of the first record.
    bytes mac(byte_view of) const
    {
        auto context = suite_.mac->make_hmac(keys_.mac_key);
        const bytes header{0,
                           0,
                           0,
                           0,
                           0,
                           0,
                           0,
                           0,
                           23,
                           3,
                           static_cast<std::uint8_t>(version_),
                           static_cast<std::uint8_t>(of.size() >> 8),
                           static_cast<std::uint8_t>(of.size())};
        context->update(header);
        context->update(of);
        bytes out(suite_.mac->digest_size);
        context->finish(out);
        return out;
    }

    /// Makes a record of content, its MAC (without encrypt-then-MAC), and this padding, whose last byte is the length.
    bytes record(byte_view content, byte_view padding) const
    {
        auto plaintext = to_bytes(content);
        if (!encrypt_then_mac_)
            append(plaintext, mac(content));
        append(plaintext, padding);
        return record(plaintext);
    }

private:
    static void append(bytes& to, byte_view what) { to.insert(to.end(), what.begin(), what.end()); }

    cipher_suite suite_;
    tls12::direction_keys keys_;
    bool encrypt_then_mac_;
    protocol_version version_;
};

/// Returns content whose record needs `padding` bytes of padding to end at a block boundary.
bytes content_for(const direction& d, std::size_t padding)
{
    const auto block = d.suite.cipher->block_size;
    const auto behind = padding + (d.encrypt_then_mac ? 0 : d.suite.mac->digest_size);
    return some(3 * block + (block - behind % block) % block);
}

} // namespace

BOOST_AUTO_TEST_SUITE(tls12_record_protection)

BOOST_AUTO_TEST_CASE(opens_sealed_records_of_boundary_sizes_directly_and_in_place)
{
    for (auto& d : every_protection()) {
        BOOST_TEST_CONTEXT(d.suite.name << (d.encrypt_then_mac ? " encrypt-then-MAC" : ""))
        {
            auto s = d.sealer();
            auto o = d.opener(), in_place = d.opener();
            auto sizes = std::vector<std::size_t>{255, 256, 257, 1000, (1 << 14) - 1, 1 << 14};
            for (std::size_t size = 0; size < 70; ++size)
                sizes.push_back(size);
            for (auto size : sizes) {
                const auto content = some(size);
                const auto record = seal(*s, content_type::application_data, content);
                BOOST_TEST(record.size() <= size + s->expansion());
                BOOST_TEST(record.size() <= record_header_size + max_tls12_ciphertext_size);
                BOOST_TEST((open(*o, record) == content));
                BOOST_TEST((open_in_place(*in_place, record) == content));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(content_type_is_visible_and_authenticated)
{
    for (auto& d : every_protection()) {
        auto s = d.sealer();
        auto o = d.opener();
        BOOST_TEST((o->protection() == record_protection::tls12));
        for (auto type : {content_type::handshake, content_type::alert, content_type::application_data}) {
            auto record = seal(*s, type, some(10));
            BOOST_TEST(record[0] == static_cast<std::uint8_t>(type));
            auto changed = record;
            changed[0] = 22 + 23 - changed[0];
            if (type != content_type::alert)
                BOOST_TEST(!open(*o, changed));
            BOOST_TEST(open(*o, record, type).has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(seals_pieces_of_any_size)
{
    for (auto& d : every_protection()) {
        BOOST_TEST_CONTEXT(d.suite.name)
        {
            auto s = d.sealer();
            auto o = d.opener();
            for (std::size_t step : {1, 3, 7, 15, 16, 17, 40}) {
                const auto content = some(64 * step);
                std::vector<byte_view> pieces{{}};
                for (std::size_t i = 0; i < 63; ++i)
                    pieces.push_back(byte_view(content).subspan(i * step, step));
                bytes record(s->record_size(63 * step));
                s->seal(content_type::application_data, pieces, 0, record);
                BOOST_TEST((open(*o, record) == to_bytes(byte_view(content).first(63 * step))));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_record_with_any_bit_changed)
{
    for (auto& d : every_protection()) {
        BOOST_TEST_CONTEXT(d.suite.name << (d.encrypt_then_mac ? " encrypt-then-MAC" : ""))
        {
            auto s = d.sealer();
            auto o = d.opener();
            const auto record = seal(*s, content_type::application_data, some(20));
            for (std::size_t i = 0; i < record.size(); ++i) {
                if (i >= 1 && i < 5)
                    continue; // version and length: below
                auto changed = record;
                changed[i] = static_cast<std::uint8_t>(changed[i] ^ 1u << i % 8);
                BOOST_TEST(!open(*o, changed, static_cast<content_type>(changed[0])));
            }
            BOOST_TEST(open(*o, record).has_value(), "a failure must not use up the sequence number");
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_truncated_record)
{
    for (auto& d : every_protection()) {
        auto s = d.sealer();
        auto o = d.opener();
        const auto record = seal(*s, content_type::application_data, some(40));
        for (std::size_t size = record_header_size; size < record.size(); ++size) {
            auto cut = record;
            cut.resize(size);
            cut[4] = static_cast<std::uint8_t>(size - record_header_size);
            BOOST_TEST(!open(*o, cut));
        }
        BOOST_TEST(open(*o, record).has_value());
    }
}

BOOST_AUTO_TEST_CASE(rejects_reordered_replayed_and_wrong_key_records)
{
    for (auto& d : every_protection()) {
        auto s = d.sealer();
        auto o = d.opener();
        const auto first = seal(*s, content_type::application_data, some(5));
        const auto second = seal(*s, content_type::application_data, some(5));
        BOOST_TEST(!open(*o, second));
        BOOST_TEST(open(*o, first).has_value());
        BOOST_TEST(!open(*o, first));
        BOOST_TEST(open(*o, second).has_value());
        BOOST_TEST(!open(*d.opener(2), first));
    }
}

BOOST_AUTO_TEST_CASE(rejects_record_with_wrong_version)
{
    for (auto& d : every_protection()) {
        auto record = seal(*d.sealer(), content_type::application_data, some(5));
        record[2] ^= 4;
        auto o = d.opener();
        refuses(alert::protocol_version, reason::wrong_version_number, [&] { open(*o, record); });
    }
}

BOOST_AUTO_TEST_CASE(rejects_content_over_2_to_the_14_bytes)
{
    for (auto& d : every_protection()) {
        auto s = d.sealer();
        auto o = d.opener();
        const auto record = seal(*s, content_type::application_data, some((1 << 14) + 1));
        refuses(alert::record_overflow, reason::plaintext_overflow, [&] { open(*o, record); });
    }
}

BOOST_AUTO_TEST_CASE(explicit_nonces_are_sequence_numbers)
{
    auto s = direction{suite("ECDHE-RSA-AES128-GCM-SHA256")}.sealer();
    for (std::uint8_t i = 0; i < 5; ++i) {
        const auto record = seal(*s, content_type::application_data, some(1));
        const bytes nonce(record.begin() + 5, record.begin() + 13);
        BOOST_TEST((nonce == bytes{0, 0, 0, 0, 0, 0, 0, i}));
    }
}

BOOST_AUTO_TEST_CASE(accepts_any_explicit_nonce_from_peer)
{
    // RFC 5288 section 3: the nonce_explicit "MAY be the 64-bit sequence number", or any other unique value.
    const direction d{suite("ECDHE-RSA-AES128-GCM-SHA256")};
    const auto keys = d.keys();
    const auto content = some(30);
    const bytes aad{0, 0, 0, 0, 0, 0, 0, 0, 23, 3, 3, 0, 30};
    bytes fragment{9, 8, 7, 6, 5, 4, 3, 2};
    auto nonce = to_bytes(keys.iv);
    nonce.insert(nonce.end(), fragment.begin(), fragment.end());
    fragment.resize(8 + content.size() + 16);
    const byte_view whole = content;
    d.suite.aead->make(keys.key)->seal(nonce, aad, {&whole, 1}, byte_span(fragment).subspan(8));
    BOOST_TEST((open(*d.opener(), plain_record(content_type::application_data, fragment)) == content));
}

BOOST_AUTO_TEST_CASE(each_cbc_record_has_its_own_iv)
{
    for (bool encrypt_then_mac : {false, true}) {
        auto s = aes_128_sha(encrypt_then_mac).sealer();
        std::set<bytes> seen;
        for (int i = 0; i < 100; ++i) {
            const auto record = seal(*s, content_type::application_data, some(5));
            BOOST_TEST(seen.insert(bytes(record.begin() + 5, record.begin() + 21)).second);
        }
    }
}

// RFC 2246 section 6.2.3.2. The records were computed by another implementation of HMAC and AES.
BOOST_AUTO_TEST_CASE(tls10_records_match_known_answers)
{
    struct known_answer {
        bool encrypt_then_mac;
        std::string_view first, second;
    };
    constexpr known_answer answers[] = {
        {false, "170301002035c10b67ece57b867c91ff4198fb86e8303810107bc862e46fbbf16f84e1d823",
         "170301005088c0e1374f2de94f61f23583593b4b56e2f220008520d1a6430d55a299df37571d5c9ff7758243ded0c7e5d2051e8f73243"
         "501"
         "764263d584396e68bd0d9067e90f289dcb084e85d35d5c327538f60419"},
        {true, "1703010024e7287904d4d49719bf8137d98c8be3bb46482c4400b0f38917caf6681d1bfe2b1f783ac9",
         "1703010054b2d256194f15b5bef3f2dd460708a4ff5d7aec7d6d4b3d2e3ae5b55bebe2dbdf21e8c714b5fb6de610321ec528cdec38bf8"
         "31d"
         "1c16c3f2035fb21cf9f7afbbd6bb4caefbcb5dc7006267f14560827a07285f7dbf"}};
    tls12::direction_keys keys;
    keys.key = secret(from_hex("101112131415161718191a1b1c1d1e1f"));
    keys.mac_key = secret(from_hex("303132333435363738393a3b3c3d3e3f40414243"));
    keys.iv = secret(from_hex("505152535455565758595a5b5c5d5e5f"));
    for (auto& answer : answers) {
        const auto s = make_tls12_sealer(suite("AES128-SHA"), tls1_0, keys, answer.encrypt_then_mac, system_random());
        const auto o = make_tls12_opener(suite("AES128-SHA"), tls1_0, keys, answer.encrypt_then_mac);
        BOOST_TEST(s->has_predictable_iv());
        for (auto [content, record] :
             {std::pair(std::string_view("ping"), answer.first),
              std::pair(std::string_view("a second record with more than a block of content"), answer.second)}) {
            BOOST_TEST(to_hex(seal(*s, content_type::application_data, as_bytes(content))) == record);
            BOOST_TEST((open(*o, from_hex(record)) == to_bytes(as_bytes(content))));
        }
    }
}

/// Two consecutive records of a client in TLS 1.0.
struct legacy_records {
    std::string_view suite;
    std::string_view first, second;
};

/// Returns a suite of the registry, or for an export suite one with the same protection.
cipher_suite suite_or_export(std::string_view name)
{
    if (const auto* known = registry::standard()->find_cipher_suite(name))
        return *known;
    const bool is_des = name == "EXP-DES-CBC-SHA";
    const auto* full = &suite(is_des ? "DES-CBC-SHA" : "RC4-MD5");
    auto made = *full;
    made.is_export = true;
    if (name == "EXP-RC2-CBC-MD5") {
        made.stream = nullptr;
        made.cipher = &cryptopp::rc2_cbc_records;
    }
    return made;
}

// The master secret is 00 to 2f, the client's random 11 32 times, the server's 22 32 times. The records were computed
// by other implementations of all algorithms.
BOOST_AUTO_TEST_CASE(records_of_old_suites_match_known_answers)
{
    constexpr legacy_records answers[] = {
        {"RC4-MD5", "170301001406d94400e84316b59313fd2b6ba965489d0c2cae",
         "1703010041804dea5c07b61b315680ae07f327c3dc2f3f79d313e9041d33facaf65010ea89de3e9334f2593f3e08460469d8abc2044d"
         "8429ca2315e6b0aa66e7338da6bf2098"},
        {"RC4-SHA", "170301001846c0f0140accb24eb422e2c47022aeb18ae610634b27c7ac",
         "17030100456b54547fa955618987661cd61d8a10824afd3af29b401e6e60dc762be076519dd8b6dbb7398c9b2b9c7e45f2b6c189b49a"
         "bd9761e49748d28bf805b234ee7cf0ea143e37f6"},
        {"IDEA-CBC-SHA", "170301002044ebd49492009f0b3354ff53a56a38a0293b06dedc753dfe0fc64bbbe5f838bd",
         "17030100480f4823b0fa7c8017743ec07ea62116a34a7da9b6811268cea15c5ea18e845961e99975871e3fce6c98195a026720ef2702"
         "e63e6ac24bb48507a4110e2549fb70038356011c6d5e6d"},
        {"DES-CBC-SHA", "17030100207d4ee16df693f5188346987945f80be8362c20add39fe9b1087cb49c1f7684e2",
         "1703010048d25e67f63ba3b3e57c6844fb239556c6c833c9a15e21fb36f76b5cc1cec38bedfb1b8975f8df05f5ec292b720ce3a887ee"
         "b61d04ab9fc76547c815b653a798e2aa5379ff8b352a8d"},
        {"EXP-RC4-MD5", "17030100149be6a476664eb236a65dbe940a88a69c96533b7b",
         "1703010041af51a8a4f1156a43ac8f271e3cea9cb48d5d5994fbf8292a69f592b29a7abaf88d8b7f87cac8ec416b60ec6b916a2cb37c"
         "3b0e7ab2c4ce6cb62917ee5a676f8155"},
        {"EXP-RC2-CBC-MD5", "1703010018eaa5fbc784a3a475f63a037682bc6a555afaef17f86bdd64",
         "17030100489327ab1977631abf44cd219cf382ec504a2e952e0d8fb0810c545b75ef7ec424584b1841da0aa049c6157472a053037635"
         "166eb336110d466ba93196522cd3d40d287a11482d7885"},
        {"EXP-DES-CBC-SHA", "17030100209e87aa2688f6a6aadb5a3dc2f8b7f158a1c8f52c1833b6bc82fa6221128f27a0",
         "170301004853885a8787b1b0b2513e8b7a4ad8bc57936117d46739b1c2bf756949ce840174e934b508f8c81006905b0628f14855f2ba"
         "8eda87b8b9d866e0aa33740ecdbe918e464229f4f2164e"}};
    auto hash = [](std::string_view name) -> const hash_algorithm& { return *registry::standard()->find_hash(name); };
    bytes master(48);
    std::iota(master.begin(), master.end(), std::uint8_t{0});
    const tls12::master_secret secrets({hash("MD5"), hash("SHA-1"), hash("MD5-SHA1")}, secret(master));
    for (auto& answer : answers) {
        BOOST_TEST_CONTEXT(answer.suite)
        {
            const auto row = suite_or_export(answer.suite);
            const auto keys = secrets.keys(row, tls1_0, bytes(32, 0x11), bytes(32, 0x22));
            const auto s = make_tls12_sealer(row, tls1_0, keys.client, false, system_random());
            const auto o = make_tls12_opener(row, tls1_0, keys.client, false);
            for (auto [content, record] :
                 {std::pair(std::string_view("ping"), answer.first),
                  std::pair(std::string_view("a second record with more than a block of content"), answer.second)}) {
                BOOST_TEST(to_hex(seal(*s, content_type::application_data, as_bytes(content))) == record);
                BOOST_TEST((open(*o, from_hex(record)) == to_bytes(as_bytes(content))));
            }
        }
    }
}

// RFC 2246 section 6.2.3.1: the cipher goes on where the record before ended.
BOOST_AUTO_TEST_CASE(stream_cipher_continues_from_record_to_record)
{
    for (auto version : {tls1_0, tls1_1, tls1_2}) {
        const direction d{suite("RC4-SHA"), false, version};
        auto s = d.sealer();
        auto o = d.opener();
        bytes stream(10'000);
        d.suite.stream->make(d.keys().key)->process(stream, stream);
        std::size_t position = 0;
        for (std::size_t size : {0, 1, 100, 3000}) {
            auto record = seal(*s, content_type::application_data, bytes(size));
            BOOST_TEST(record.size() == record_header_size + size + 20u);
            BOOST_TEST(std::equal(record.begin() + 5, record.end() - 20, stream.begin() + position),
                       "content of zeros");
            BOOST_TEST((open(*o, record) == bytes(size)));
            BOOST_TEST(!open(*o, record), "replayed");
            position += size + 20;
        }
    }
}

BOOST_AUTO_TEST_CASE(stream_cipher_rejects_keys_of_wrong_size)
{
    const direction d{suite("RC4-SHA"), false, tls1_0};
    auto short_key = d.keys(), short_mac_key = d.keys();
    short_key.key = secret(15);
    short_mac_key.mac_key = secret(16);
    for (auto* keys : {&short_key, &short_mac_key}) {
        BOOST_CHECK_THROW(make_tls12_sealer(d.suite, tls1_0, *keys, false, system_random()), std::invalid_argument);
        BOOST_CHECK_THROW(make_tls12_opener(d.suite, tls1_0, *keys, false), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_CASE(iv_is_predictable_only_for_tls10_cbc_suites)
{
    for (auto& d : every_protection())
        BOOST_TEST(d.sealer()->has_predictable_iv() == (d.version == tls1_0 && d.suite.cipher != nullptr));
}

/// Returns the sizes of the records that the writes give, without headers and opened.
std::vector<std::size_t> record_sizes(const direction& d, const std::vector<std::size_t>& writes, bool splits = true)
{
    record_layer from, to;
    from.set_record_splitting(splits);
    from.protect_write(d.sealer());
    to.protect_read(d.opener(), boundary());
    for (auto size : writes)
        BOOST_TEST(from.write(content_type::application_data, some(size)) == size);
    from.write(content_type::alert, some(2));
    while (!from.output().empty()) {
        const auto run = from.output().front();
        to.input().append(run);
        from.output().sent(run.size());
    }
    std::vector<std::size_t> sizes;
    while (auto record = to.next()) {
        sizes.push_back(record->content.size());
        to.release();
    }
    return sizes;
}

BOOST_AUTO_TEST_CASE(first_byte_of_each_tls10_cbc_record_has_its_own_record)
{
    using sizes = std::vector<std::size_t>;
    for (bool encrypt_then_mac : {false, true}) {
        const direction tls10{suite("AES128-SHA"), encrypt_then_mac, tls1_0};
        BOOST_TEST((record_sizes(tls10, {100, 1, 20'000}) == sizes{1, 99, 1, 1, 16'383, 1, 3'615, 2}));
        BOOST_TEST((record_sizes(tls10, {16'384, 16'385}) == sizes{1, 16'383, 1, 16'383, 1, 2}));
        BOOST_TEST((record_sizes(tls10, {100, 20'000}, false) == sizes{100, 16'384, 3'616, 2}));
    }
    for (const auto& d : {direction{suite("AES128-SHA"), false, tls1_1}, direction{suite("NULL-SHA"), false, tls1_0}})
        BOOST_TEST((record_sizes(d, {100, 20'000}) == sizes{100, 16'384, 3'616, 2}));
}

BOOST_AUTO_TEST_CASE(accepts_cbc_padding_of_every_length)
{
    for (auto& d : every_protection()) {
        if (!d.suite.cipher)
            continue;
        BOOST_TEST_CONTEXT(d.suite.name << (d.encrypt_then_mac ? " encrypt-then-MAC" : ""))
        {
            const forger f(d);
            for (std::size_t size = 1; size <= 256; ++size) {
                const auto content = content_for(d, size);
                const bytes padding(size, static_cast<std::uint8_t>(size - 1));
                BOOST_TEST((open(*d.opener(), f.record(content, padding)) == content));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_cbc_padding_with_any_wrong_byte)
{
    for (auto& d : every_protection()) {
        if (!d.suite.cipher)
            continue;
        BOOST_TEST_CONTEXT(d.suite.name << (d.encrypt_then_mac ? " encrypt-then-MAC" : ""))
        {
            const forger f(d);
            for (std::size_t size : {2, 16, 17, 100, 255, 256}) {
                const auto content = content_for(d, size);
                for (std::size_t i = 0; i + 1 < size; ++i) {
                    bytes padding(size, static_cast<std::uint8_t>(size - 1));
                    padding[i] = static_cast<std::uint8_t>(padding[i] ^ 1u << i % 8);
                    BOOST_TEST(!open(*d.opener(), f.record(content, padding)));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_cbc_padding_longer_than_the_record)
{
    for (auto& d : every_protection()) {
        if (!d.suite.cipher)
            continue;
        const forger f(d);
        const auto block = d.suite.cipher->block_size;
        const auto mac = d.encrypt_then_mac ? 0 : d.suite.mac->digest_size;
        for (std::size_t blocks = (mac + block) / block; blocks < 8; ++blocks) {
            for (unsigned length = 0; length < 256; ++length) {
                // All bytes have the padding length as value: valid padding, if only the record were long enough.
                if (length + 1 + mac <= blocks * block && d.encrypt_then_mac)
                    continue;
                BOOST_TEST(!open(*d.opener(), f.record(bytes(blocks * block, static_cast<std::uint8_t>(length)))));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_cbc_records_with_partial_blocks_or_without_mac)
{
    for (bool encrypt_then_mac : {false, true}) {
        auto o = aes_128_sha(encrypt_then_mac).opener();
        for (std::size_t size = 0; size < 120; ++size)
            BOOST_TEST(!open(*o, plain_record(content_type::application_data, bytes(size, 7))));
    }
}

BOOST_AUTO_TEST_CASE(padding_only_is_an_empty_record)
{
    for (bool encrypt_then_mac : {false, true}) {
        const auto d = aes_128_sha(encrypt_then_mac);
        const forger f(d);
        const std::size_t size = encrypt_then_mac ? 16 : 12;
        BOOST_TEST((open(*d.opener(), f.record({}, bytes(size, static_cast<std::uint8_t>(size - 1)))) == bytes{}));
    }
}

BOOST_AUTO_TEST_CASE(short_records_use_less_of_the_limit)
{
    for (auto d : every_protection()) {
        d.suite.limits.sealed_records = 3;
        auto s = d.sealer();
        for (int i = 0; i < 128; ++i)
            seal(*s, content_type::application_data, some(100));
        BOOST_TEST(s->remaining() == 2u);
        seal(*s, content_type::application_data, some(129));
        BOOST_TEST(s->remaining() == 1u);
    }
}

BOOST_AUTO_TEST_CASE(stops_sealing_at_the_key_limit)
{
    for (auto d : every_protection()) {
        d.suite.limits.sealed_records = 3;
        auto s = d.sealer();
        for (std::uint64_t left = 3; left > 0; --left) {
            BOOST_TEST(s->remaining() == left);
            seal(*s, content_type::application_data, some(16384));
        }
        BOOST_TEST(s->remaining() == 0u);
        refuses(alert::internal_error, reason::sequence_number_overflow,
                [&] { seal(*s, content_type::alert, some(2)); });
    }
}

BOOST_AUTO_TEST_CASE(rejects_keys_that_do_not_fit_the_suite)
{
    for (auto& d : every_protection()) {
        const tls12::direction_keys none;
        BOOST_CHECK_THROW(make_tls12_sealer(d.suite, d.version, none, false, system_random()), std::invalid_argument);
        BOOST_CHECK_THROW(make_tls12_opener(d.suite, d.version, none, false), std::invalid_argument);
        BOOST_CHECK_THROW(make_tls12_opener(d.suite, d.version, none, true), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_CASE(rejects_tls10_cbc_keys_without_iv)
{
    for (auto& d : every_protection_in(tls1_0)) {
        if (d.suite.cipher == nullptr)
            continue;
        auto keys = d.keys();
        keys.iv = secret(bytes(d.suite.cipher->block_size - 1));
        BOOST_CHECK_THROW(make_tls12_sealer(d.suite, d.version, keys, d.encrypt_then_mac, system_random()),
                          std::invalid_argument);
        BOOST_CHECK_THROW(make_tls12_opener(d.suite, d.version, keys, d.encrypt_then_mac), std::invalid_argument);
    }
}

// Only TLS 1.3 can hide the size of the content.
BOOST_AUTO_TEST_CASE(refuses_to_pad_and_to_seal_into_memory_of_another_size)
{
    for (auto& d : every_protection()) {
        const auto s = d.sealer();
        BOOST_TEST(!s->can_pad());
        const auto content = some(100);
        const byte_view piece(content);
        bytes record(s->record_size(content.size()));
        bytes longer(s->record_size(content.size() + 1));
        BOOST_CHECK_THROW(s->seal(content_type::handshake, {&piece, 1}, 1, longer), std::length_error);
        BOOST_CHECK_THROW(s->seal(content_type::handshake, {&piece, 1}, 0, byte_span(record).first(record_header_size)),
                          std::length_error);
        // A refused record does not count.
        s->seal(content_type::handshake, {&piece, 1}, 0, record);
        BOOST_TEST((open(*d.opener(), record, content_type::handshake) == content));
    }
}

BOOST_AUTO_TEST_CASE(record_layer_supports_every_protection_directly_and_in_place)
{
    for (auto& d : every_protection()) {
        BOOST_TEST_CONTEXT(d.suite.name << (d.encrypt_then_mac ? " encrypt-then-MAC" : ""))
        {
            record_layer from, to;
            from.protect_write(d.sealer());
            to.protect_read(d.opener(), boundary());
            const auto data = some(50'000);
            from.write(content_type::handshake, byte_view(data).first(100));
            from.write(content_type::application_data, data);
            while (!from.output().empty()) {
                const auto run = from.output().front();
                to.input().append(run);
                from.output().sent(run.size());
            }
            auto first = to.next();
            BOOST_REQUIRE(first.has_value());
            BOOST_TEST((first->type == content_type::handshake));
            BOOST_TEST((to_bytes(first->content) == to_bytes(byte_view(data).first(100))));
            to.release();
            bytes received, room(20'000);
            for (bool direct = true; auto next = to.next(direct ? byte_span(room) : byte_span()); direct = !direct) {
                BOOST_TEST(next->direct == direct);
                received.insert(received.end(), next->content.begin(), next->content.end());
                to.release();
            }
            BOOST_TEST((received == data));
        }
    }
}

BOOST_AUTO_TEST_CASE(secret_length_hmac_equals_hmac)
{
    const auto header = some(13), data = some(600), key = some(20);
    for (auto name : {"SHA-1", "SHA-256", "SHA-384", "SHA-512"}) {
        auto& hash = *registry::standard()->find_hash(name);
        auto plain = hash.make_hmac(key);
        auto careful = hash.make_secret_length_hmac(key);
        for (std::size_t size : {0, 1, 40, 41, 42, 50, 51, 52, 58, 64, 100, 114, 115, 116, 200, 300, 511, 600}) {
            bytes expected(hash.digest_size), got(hash.digest_size);
            plain->update(header);
            plain->update(byte_view(data).first(size));
            plain->finish(expected);
            for (std::size_t spread : {0, 1, 63, 64, 255, 256}) {
                const auto least = size - std::min(size, spread);
                for (auto most : {size, std::min<std::size_t>(size + spread, data.size())}) {
                    careful->compute(header, byte_view(data).first(most), least, size, got);
                    BOOST_TEST((got == expected));
                }
            }
        }
        bytes out(hash.digest_size);
        BOOST_CHECK_THROW(careful->compute(header, data, data.size() + 1, data.size(), out), std::length_error);
    }
}

BOOST_AUTO_TEST_SUITE_END()
