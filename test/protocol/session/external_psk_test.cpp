// Importing external pre-shared keys (RFC 9258).

#include <tls/external_psk.hpp>

#include "protocol/schedule/trace.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>
#include <stdexcept>

namespace {

tls::bytes counted_key(std::size_t size)
{
    tls::bytes key(size);
    std::iota(key.begin(), key.end(), std::uint8_t{0});
    return key;
}

const auto key32 = counted_key(32);

// The values were computed from RFC 9258 section 5.1 and RFC 8446 section 7.1 with Python's hmac and hashlib.
struct vector {
    std::string_view context;
    tls::psk_hash hash;
    std::string_view identities[2];
    std::string_view keys[2];
} const vectors[] = {
    {"",
     tls::psk_hash::sha256,
     {"0008636c69656e742031000003040001", "0008636c69656e742031000003040002"},
     {"7b41455fbaf05f9286b38b8fa7496a24294a0d7a4e464ce2bdd728fbffff6d31",
      "52dcb48192f789c5e36b8ebc07a9b41e270c16be2d1029528826734b30fe22a580d1b552862acca09fa312e41c26a5bb"}},
    {"server 2",
     tls::psk_hash::sha256,
     {"0008636c69656e7420310008736572766572203203040001", "0008636c69656e7420310008736572766572203203040002"},
     {"e9a4762ab492ac3a0fcb642ae6ac7c89fe9fa769e381d7e2767e45a96f389ccb",
      "4f2e48fabfdd07f20d4cad39d0f58a9edf8e20fa3085499f81734146a4069ebbd64ab3e7c1ea2af0d71d464c96ac8355"}},
    {"server 2",
     tls::psk_hash::sha384,
     {"0008636c69656e7420310008736572766572203203040001", "0008636c69656e7420310008736572766572203203040002"},
     {"e63aef6516ad67dc14a80e0ffc321c12de2249629f289b49e94cd86cc2967a71",
      "256a1b49b6b0223b34a18e9f147606c46467934e766e3bd9c51a8c4e526d05d13e4f0774dccc726e6253c66bc22c7703"}},
};

} // namespace

BOOST_AUTO_TEST_SUITE(import_psk)

BOOST_AUTO_TEST_CASE(derives_one_key_for_each_hash)
{
    for (const auto& v : vectors) {
        const auto imported = tls::import_psk(tls::as_bytes("client 1"), key32, tls::as_bytes(v.context), v.hash);
        BOOST_TEST_REQUIRE(imported.size() == 2);
        for (std::size_t i = 0; i < 2; ++i) {
            BOOST_TEST(trace::hex(imported[i].identity) == v.identities[i]);
            BOOST_TEST(trace::hex(imported[i].key) == v.keys[i]);
            BOOST_TEST(imported[i].imported);
            BOOST_TEST(imported[i].max_early_data == 0u);
        }
        BOOST_TEST((imported[0].hash == tls::psk_hash::sha256));
        BOOST_TEST((imported[1].hash == tls::psk_hash::sha384));
    }
}

BOOST_AUTO_TEST_CASE(checks_sizes)
{
    const tls::bytes data(65'536);
    const auto all = tls::byte_view(data);
    BOOST_CHECK_NO_THROW(tls::import_psk(all.first(1), key32));
    BOOST_CHECK_THROW(tls::import_psk({}, key32), std::length_error);
    BOOST_CHECK_THROW(tls::import_psk(all.first(65'001), key32), std::length_error);
    BOOST_CHECK_THROW(tls::import_psk(all.first(1), key32, all.first(501)), std::length_error);
    BOOST_CHECK_THROW(tls::import_psk(all.first(1), counted_key(15)), std::invalid_argument);
    BOOST_CHECK_NO_THROW(tls::import_psk(all.first(1), counted_key(16)));

    // The longest identity fits into a PskIdentity.
    const auto imported = tls::import_psk(all.first(65'000), key32, all.first(500));
    BOOST_TEST(imported[0].identity.size() == 65'508u);
}

BOOST_AUTO_TEST_SUITE_END()
