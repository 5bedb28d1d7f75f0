// Distinguished names: attributes, text and comparison.

#include "crypto/hex.hpp"
#include "x509/certificate/name.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/text.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <optional>
#include <stdexcept>

using namespace tls;
using namespace tls::test;
using x509::canonical_name;
using x509::name_hash;

namespace {

// Names and the output of `openssl x509 -subject_hash` for a certificate with that subject.
struct hashed_sample {
    const char* description;
    const char* der;
    std::uint32_t hash;
};

constexpr std::array samples{
    hashed_sample{
        "three printable strings",
        "304f310b300906035504061302555331293027060355040a1320496e7465726e6574205365637572697479205265736561726368"
        "2047726f7570311530130603550403130c4953524720526f6f74205831",
        0x4042bcee},
    hashed_sample{
        "the same in other string types, cases and with other white space",
        "305e310b3009060355040613027573312c302a060355040a0c2320496e7465726e6574202053454355524954590952657365617263"
        "682047726f7570203121301f06035504031e18004900530052004700200052006f006f0074002000780031",
        0x4042bcee},
    hashed_sample{"UTF8String", "301a3118301606035504030c0f536368c3b66e652053747261c39f65", 0x026d1536},
    hashed_sample{"TeletexString", "3018311630140603550403140d536368f66e652053747261df65", 0x026d1536},
    hashed_sample{"BMPString", "30253123302106035504031e1a00530063006800f6006e00650020005300740072006100df0065",
                  0x026d1536},
    hashed_sample{
        "UniversalString",
        "303f313d303b06035504031c34000000530000006300000068000000f60000006e000000650000002000000053000000740000"
        "007200000061000000df00000065",
        0x026d1536},
    hashed_sample{"two attributes in one relative name", "301c311a300a060355040a13035a6564300c06035504030c05616c706861",
                  0xff6caaa5},
    hashed_sample{"two attributes whose order changes", "301631143008060355040a0c01613008060355040a130142", 0xf0fe5952},
    hashed_sample{"IA5String", "3021311f301d06092a864886f70d0109011610526f6f74404578616d706c652e4f5247", 0xa039d1ed},
    hashed_sample{"NumericString, which stays as it is", "3011310f300d06035504031206313220333420", 0x521fc890},
    hashed_sample{"BIT STRING", "300e310c300a060355042d0303004142", 0xba39a627},
    hashed_sample{"no attribute", "3000", 0xeea339da},
    hashed_sample{"a value of white space alone", "300e310c300a06035504030c03202020", 0x5da78770},
};

bytes name_of(std::initializer_list<x509::name_attribute> attributes)
{
    return to_bytes(x509::write_name(std::span(attributes.begin(), attributes.size())));
}

bool same(const bytes& a, const bytes& b)
{
    return x509::name(a) == x509::name(b);
}

} // namespace

BOOST_AUTO_TEST_SUITE(distinguished_names)

BOOST_AUTO_TEST_CASE(name_hash_equals_openssl_subject_hash)
{
    for (const auto& sample : samples) {
        BOOST_TEST_CONTEXT(sample.description)
        BOOST_TEST(name_hash(canonical_name(from_hex(sample.der))) == sample.hash);
    }
}

BOOST_AUTO_TEST_CASE(comparison_ignores_ascii_case_and_extra_white_space)
{
    BOOST_TEST(same(name_of({{"CN", "Example  Root"}, {"O", "EXAMPLE"}}),
                    name_of({{"CN", " example root"}, {"O", "Example\t"}})));
    BOOST_TEST(!same(name_of({{"CN", "Example Root"}}), name_of({{"CN", "ExampleRoot"}})));
    BOOST_TEST(!same(name_of({{"CN", "Example"}}), name_of({{"O", "Example"}})));
    BOOST_TEST(!same(name_of({{"CN", "a"}, {"O", "b"}}), name_of({{"O", "b"}, {"CN", "a"}})));
    BOOST_TEST(!same(name_of({{"CN", "Example"}}), name_of({})));
    // Only ASCII letters are folded.
    BOOST_TEST(!same(name_of({{"CN", "\xc3\x84"}}), name_of({{"CN", "\xc3\xa4"}})));
}

BOOST_AUTO_TEST_CASE(compares_invalid_strings_byte_by_byte)
{
    auto bad_utf8 = from_hex("300d310b300906035504030c0261ff");
    auto bad_utf8_in_other_case = from_hex("300d310b300906035504030c0241ff");
    BOOST_TEST(same(bad_utf8, bad_utf8));
    BOOST_TEST(!same(bad_utf8, bad_utf8_in_other_case));
    auto half_a_character = from_hex("300e310c300a06035504031e03006100");
    BOOST_TEST(same(half_a_character, half_a_character));
    auto lone_surrogate = from_hex("300d310b300906035504031e02d800");
    BOOST_TEST(same(lone_surrogate, lone_surrogate));
}

BOOST_AUTO_TEST_CASE(malformed_name_equals_only_itself)
{
    auto malformed = from_hex("300431020500");
    BOOST_TEST(same(malformed, malformed));
    BOOST_TEST(!same(malformed, name_of({})));
    BOOST_CHECK_THROW(canonical_name(malformed), x509::der::error);
    BOOST_CHECK_THROW(canonical_name(from_hex("30023100")), x509::der::error);
    BOOST_CHECK_THROW(canonical_name(from_hex("3000ff")), x509::der::error);
    BOOST_TEST(x509::name(malformed).attributes().empty());
    BOOST_TEST(x509::name(malformed).to_string() == "(malformed name)");
}

BOOST_AUTO_TEST_CASE(canonical_name_begins_with_canonical_base)
{
    auto base = canonical_name(name_of({{"C", "DE"}, {"O", "Example"}}));
    auto below = canonical_name(name_of({{"C", "de"}, {"O", "example"}, {"CN", "x"}}));
    BOOST_REQUIRE_LT(base.size(), below.size());
    BOOST_TEST(std::equal(base.begin(), base.end(), below.begin()));
}

BOOST_AUTO_TEST_CASE(lists_attributes_in_order)
{
    auto der = name_of({{"C", "DE"}, {"O", "Old"}, {"O", "Example"}, {"2.5.4.3", "host"}, {"1.2.3.4", "own"}});
    x509::name name(der);
    auto attributes = name.attributes();
    BOOST_REQUIRE_EQUAL(attributes.size(), 5u);
    BOOST_TEST((attributes[0] == x509::name_attribute{"2.5.4.6", "DE"}));
    BOOST_TEST((attributes[4] == x509::name_attribute{"1.2.3.4", "own"}));
    BOOST_TEST(name.organization() == "Example");
    BOOST_TEST(name.common_name() == "host");
    BOOST_TEST(name.to_string() == "1.2.3.4=#0C036F776E,CN=host,O=Example,O=Old,C=DE");
}

BOOST_AUTO_TEST_CASE(rejects_unknown_attribute_types)
{
    BOOST_CHECK_THROW(name_of({{"NoSuchThing", "x"}}), std::invalid_argument);
    BOOST_CHECK_THROW(name_of({{"", "x"}}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(escapes_special_characters_in_text)
{
    auto shown = [](const std::string& value) { return x509::name(name_of({{"CN", value}})).to_string(); };
    BOOST_TEST(shown("a,b+c\"d\\e<f>g;h") == "CN=a\\,b\\+c\\\"d\\\\e\\<f\\>g\\;h");
    BOOST_TEST(shown(" a ") == "CN=\\ a\\ ");
    BOOST_TEST(shown(" ") == "CN=\\ ");
    BOOST_TEST(shown("#1") == "CN=\\#1");
    BOOST_TEST(shown(std::string("a\0b\x1b[2J", 7)) == "CN=a\\00b\\1B[2J");
    BOOST_TEST(shown("\xe2\x80\xae") == "CN=\\E2\\80\\AE");
    BOOST_TEST(shown("\xff") == "CN=\\FF");
    BOOST_TEST(shown("") == "CN=");
}

BOOST_AUTO_TEST_CASE(strings_of_every_type_become_utf8)
{
    struct {
        std::uint8_t tag;
        const char* content;
        std::optional<std::string> text;
    } const rows[] = {
        {x509::der::tag::utf8_string, "f09f9880", "\xf0\x9f\x98\x80"},
        {x509::der::tag::utf8_string, "f09f98", std::nullopt},
        {x509::der::tag::bmp_string, "00410142", "A\xc5\x82"},
        {x509::der::tag::bmp_string, "004101", std::nullopt},
        {x509::der::tag::bmp_string, "d83d", std::nullopt},
        {x509::der::tag::universal_string, "000000410001f600", "A\xf0\x9f\x98\x80"},
        {x509::der::tag::universal_string, "0000ffe5", "\xef\xbf\xa5"},
        {x509::der::tag::universal_string, "00110000", std::nullopt},
        {x509::der::tag::universal_string, "000041", std::nullopt},
        {x509::der::tag::teletex_string, "e9", "\xc3\xa9"},
        {0x1a, "4142", "AB"}, // VisibleString
        {x509::der::tag::octet_string, "41", std::nullopt},
    };
    for (const auto& row : rows) {
        const auto content = from_hex(row.content);
        x509::der::element string;
        string.tag = row.tag;
        string.content = content;
        BOOST_TEST((x509::to_utf8(string) == row.text), row.content);
    }
}

BOOST_AUTO_TEST_CASE(short_text_has_the_last_relative_names_without_long_ones)
{
    namespace der = x509::der;
    const auto relative_name = [](const std::string& text) {
        return der::constructed(der::tag::set,
                                {der::sequence({der::object_identifier("2.5.4.11"),
                                                der::element_of(der::tag::utf8_string, as_bytes(text))})});
    };
    der::encoding names;
    for (int i = 0; i < 40; ++i)
        names = der::concatenation({names, relative_name(std::to_string(i))});
    const auto text = x509::short_text(der::sequence({names}));
    BOOST_TEST(text.starts_with("OU=39,OU=38"), text);
    BOOST_TEST(text.ends_with("OU=24"), text);
    BOOST_TEST(x509::short_text(der::sequence({relative_name("a"), relative_name(std::string(2000, 'b'))})) == "OU=a");
    BOOST_TEST(x509::short_text(as_bytes("no name")) == "(malformed name)");
}

BOOST_AUTO_TEST_SUITE_END()
