#include "x509/certificate/host_name.hpp"

#include "crypto/hex.hpp"
#include "x509/pki.hpp"

#include <tls/host_name_verification.hpp>

#include <boost/test/unit_test.hpp>

using tls::test::to_hex;
using tls::x509::matches_dns_name;
using tls::x509::parse_host;
using tls::x509::parse_ip_literal;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(host_name_matching)

BOOST_AUTO_TEST_CASE(ignores_case)
{
    BOOST_TEST(matches_dns_name("www.example.com", "www.example.com"));
    BOOST_TEST(matches_dns_name("WWW.example.COM", "www.Example.com"));
    BOOST_TEST(matches_dns_name("localhost", "localhost"));
    BOOST_TEST(!matches_dns_name("example.com", "www.example.com"));
    BOOST_TEST(!matches_dns_name("www.example.com", "example.com"));
    BOOST_TEST(!matches_dns_name("www.example.com", ""));
    BOOST_TEST(!matches_dns_name("", ""));
}

BOOST_AUTO_TEST_CASE(ignores_trailing_dot_of_reference_name)
{
    BOOST_TEST(matches_dns_name("www.example.com", "www.example.com."));
    BOOST_TEST(matches_dns_name("*.example.com", "www.example.com."));
    BOOST_TEST(!matches_dns_name("www.example.com.", "www.example.com"));
    BOOST_TEST(!matches_dns_name("www.example.com", "www.example.com.."));
}

BOOST_AUTO_TEST_CASE(wildcard_matches_exactly_one_left_most_label)
{
    BOOST_TEST(matches_dns_name("*.example.com", "www.example.com"));
    BOOST_TEST(matches_dns_name("*.EXAMPLE.com", "www.example.com"));
    BOOST_TEST(!matches_dns_name("*.example.com", "example.com"));
    BOOST_TEST(!matches_dns_name("*.example.com", "a.b.example.com"));
    BOOST_TEST(!matches_dns_name("*.example.com", ".example.com"));
    BOOST_TEST(!matches_dns_name("*.example.com", "*.example.com"));
}

BOOST_AUTO_TEST_CASE(rejects_partial_and_misplaced_wildcards)
{
    BOOST_TEST(!matches_dns_name("w*.example.com", "www.example.com"));
    BOOST_TEST(!matches_dns_name("*w.example.com", "www.example.com"));
    BOOST_TEST(!matches_dns_name("www.*.com", "www.example.com"));
    BOOST_TEST(!matches_dns_name("*.*.com", "www.example.com"));
    BOOST_TEST(!matches_dns_name("*", "com"));
    BOOST_TEST(!matches_dns_name("*.com", "example.com"));
    BOOST_TEST(!matches_dns_name("*.", "example."));
    BOOST_TEST(!matches_dns_name("xn--*.example.com", "xn--a.example.com"));
}

BOOST_AUTO_TEST_CASE(rejects_characters_and_lengths_not_allowed_in_host_names)
{
    BOOST_TEST(!matches_dns_name("www.example.com\0.evil.org"sv, "www.example.com"));
    BOOST_TEST(!matches_dns_name("www.example.com\0"sv, "www.example.com\0"sv));
    BOOST_TEST(!matches_dns_name("www example.com", "www example.com"));
    BOOST_TEST(!matches_dns_name("w\xc3\xbc.example.com", "w\xc3\xbc.example.com"));
    BOOST_TEST(!matches_dns_name("www..example.com", "www..example.com"));
    BOOST_TEST(!matches_dns_name(std::string(64, 'a') + ".com", std::string(64, 'a') + ".com"));
    std::string too_long = "a";
    while (too_long.size() <= 253)
        too_long += ".a";
    BOOST_TEST(!matches_dns_name(too_long, too_long));
}

BOOST_AUTO_TEST_CASE(rejects_dns_name_that_looks_like_ip_address)
{
    BOOST_TEST(!matches_dns_name("192.0.2.1", "192.0.2.1"));
    BOOST_TEST(!matches_dns_name("192.0.513", "192.0.513"));
    BOOST_TEST(!matches_dns_name("*.0.2.1", "192.0.2.1"));
}

BOOST_AUTO_TEST_CASE(parses_ip_literals_and_rejects_other_text)
{
    BOOST_TEST(to_hex(parse_ip_literal("192.0.2.1").value()) == "c0000201");
    BOOST_TEST(to_hex(parse_ip_literal("::1").value()) == "00000000000000000000000000000001");
    BOOST_TEST(to_hex(parse_ip_literal("[2001:DB8::1]").value()) == "20010db8000000000000000000000001");
    for (auto text : {"", "example.com", "192.0.2", "192.0.2.256", "192.0.2.1.", "0x7f.0.0.1", "[192.0.2.1]", "[::1",
                      "::1]", "fe80::1%eth0", "[fe80::1%25eth0]", "12345::"})
        BOOST_TEST(!parse_ip_literal(text));
    BOOST_TEST(!parse_ip_literal("192.0.2.1\0x"sv));
}

BOOST_AUTO_TEST_CASE(parses_dns_names_and_addresses_of_hosts)
{
    auto parsed = [](std::string_view text) {
        const auto host = parse_host(text);
        return host && host->text == text ? host->dns_name + '|' + to_hex(host->address) + '|' + host->zone : "none";
    };
    BOOST_TEST(parsed("localhost") == "localhost||");
    BOOST_TEST(parsed("www.Example.com") == "www.Example.com||");
    BOOST_TEST(parsed("www.example.com.") == "www.example.com||");
    BOOST_TEST(parsed("a_b.example") == "a_b.example||");
    BOOST_TEST(parsed("1.2.3.example") == "1.2.3.example||");
    BOOST_TEST(parsed("0xa.example") == "0xa.example||");
    BOOST_TEST(parsed("192.0.2.1") == "|c0000201|");
    BOOST_TEST(parsed("fe80::1") == "|fe800000000000000000000000000001|");
    BOOST_TEST(parsed("[fe80::1]") == "|fe800000000000000000000000000001|");
    BOOST_TEST(parsed("fe80::1%eth0") == "|fe800000000000000000000000000001|eth0");
    BOOST_TEST(parsed("[fe80::1%25eth0]") == "|fe800000000000000000000000000001|eth0");
    BOOST_TEST(parsed("[fe80::1%eth0]") == "|fe800000000000000000000000000001|eth0");
    BOOST_TEST(parsed("[fe80::1%25]") == "|fe800000000000000000000000000001|25");
    BOOST_TEST(parsed("fe80::1%25") == "|fe800000000000000000000000000001|25");
    BOOST_TEST(parsed("::ffff:192.0.2.1%2") == "|00000000000000000000ffffc0000201|2");
    BOOST_TEST(parsed(std::string(63, 'a') + ".com") == std::string(63, 'a') + ".com||");
}

BOOST_AUTO_TEST_CASE(refuses_text_that_is_no_host)
{
    for (auto text : {""sv,
                      "."sv,
                      "host.example:443"sv,
                      "192.0.2.1:443"sv,
                      "[::1]:443"sv,
                      "https://host.example"sv,
                      "host.example/"sv,
                      "user@host.example"sv,
                      "127.1"sv,
                      "127.0.0.1."sv,
                      "2130706433"sv,
                      "0x7f000001"sv,
                      "0x7f.1"sv,
                      "host.0xA"sv,
                      "host.0XA"sv,
                      "fe80::1%"sv,
                      "fe80::1%a b"sv,
                      "fe80::1%a%b"sv,
                      "fe80::1%a/b"sv,
                      "fe80::1%a[b"sv,
                      "fe80::1%a]b"sv,
                      "host.0x"sv,
                      "foo.123"sv,
                      "foo.123."sv,
                      "192.0.2.256"sv,
                      "192.0.2.01"sv,
                      "[::1"sv,
                      "::1]"sv,
                      "[]"sv,
                      "[192.0.2.1]"sv,
                      "[host.example]"sv,
                      ":"sv,
                      "1:2"sv,
                      "::1::"sv,
                      "fe80::1%"sv,
                      "fe80::1%a%b"sv,
                      "fe80::1%a b"sv,
                      "192.0.2.1%eth0"sv,
                      "host.example%eth0"sv,
                      " host.example"sv,
                      "host.example "sv,
                      "host.example\n"sv,
                      "host.example\0"sv,
                      "::1\0"sv,
                      "*.example.com"sv,
                      ".example.com"sv,
                      "a..example"sv,
                      "host.example.."sv,
                      "b\xc3\xbc.example"sv,
                      "host,other.example"sv})
        BOOST_TEST(!parse_host(text), text);
    BOOST_TEST(!parse_host(std::string(64, 'a') + ".com"));
    BOOST_TEST(!parse_host("fe80::1%" + std::string(65, 'a')));
    std::string longest = "a";
    while (longest.size() < 253)
        longest += ".a";
    BOOST_TEST(parse_host(longest + '.').has_value());
    BOOST_TEST(!parse_host(longest + ".a"));
}

BOOST_AUTO_TEST_CASE(says_why_text_is_no_host)
{
    auto says = [](std::string_view text, std::string_view reason) {
        return tls::x509::describe_bad_host(text).find(reason) != std::string::npos;
    };
    BOOST_TEST(says("", "empty"));
    BOOST_TEST(says("https://host.example", "host of the URL"));
    BOOST_TEST(says("host.example:443", "without the port"));
    BOOST_TEST(says("[::1]:443", "without the port"));
    BOOST_TEST(says("127.1", "not a complete IPv4 address"));
    BOOST_TEST(says("foo.123", "ends in a number"));
    BOOST_TEST(says("b\xc3\xbc.example", "A-labels"));
    BOOST_TEST(says("a b", "labels have"));
    BOOST_TEST(says(std::string(300, 'a'), "at most 253"));
    BOOST_TEST(says("a\nb", "\"a\\0Ab\""));
    BOOST_TEST(tls::x509::describe_bad_host(std::string(100'000, '\n')).size() < 500u);
}

BOOST_AUTO_TEST_CASE(matches_only_subject_alt_name)
{
    auto key = tls::x509::generate_private_key(tls::key_type::ed25519);
    auto description = tls::test::named("common.example");
    description.dns_names = {"www.example.com", "192.0.2.7"};
    description.ip_addresses = {"192.0.2.1", "2001:db8::1", "fe80::1"};
    auto leaf = tls::x509::self_signed_certificate(description, key);

    BOOST_TEST(matches_host(leaf, "www.example.com"));
    BOOST_TEST(matches_host(leaf, "192.0.2.1"));
    BOOST_TEST(matches_host(leaf, "2001:db8:0::1"));
    BOOST_TEST(matches_host(leaf, "[2001:db8::1]"));
    BOOST_TEST(!matches_host(leaf, "common.example"));
    BOOST_TEST(!matches_host(leaf, "192.0.2.7")); // in a dNSName, where an address does not count
    BOOST_TEST(!matches_host(leaf, "192.0.2.2"));
    BOOST_TEST(!matches_host(leaf, "::ffff:192.0.2.1"));
    BOOST_TEST(!matches_host(leaf, ""));
    BOOST_TEST(matches_host(leaf, "fe80::1%eth0"));
    BOOST_TEST(!matches_host(leaf, "fe80::2%eth0"));
    BOOST_TEST(!matches_host(leaf, "192.0.2.1:443"));
    BOOST_TEST(!matches_host(leaf, "www.example.com:443"));
}

BOOST_AUTO_TEST_CASE(host_name_verification_checks_only_the_leaf)
{
    using tls::x509::verify_error;
    auto root = tls::test::make_root("Root");
    const std::vector path{root.issue(tls::test::server_named("www.example.com")), root.certificate};
    const tls::host_name_verification right("www.example.com"), wrong("www.example.org"), address("192.0.2.1");

    tls::verify_context at_root(path, 1, verify_error::ok), at_leaf(path, 0, verify_error::ok);
    BOOST_TEST(wrong(true, at_root));
    BOOST_TEST(right(true, at_leaf));
    BOOST_TEST(!right(false, at_leaf));
    BOOST_TEST(at_leaf.error() == verify_error::ok);
    BOOST_TEST(!wrong(true, at_leaf));
    BOOST_TEST(at_leaf.error() == verify_error::host_name_mismatch);
    BOOST_TEST(!address(true, at_leaf));
    BOOST_TEST(at_leaf.error() == verify_error::ip_address_mismatch);
}

BOOST_AUTO_TEST_CASE(host_name_verification_uses_the_common_name_only_without_a_host_in_subject_alt_name)
{
    using tls::x509::verify_error;
    auto root = tls::test::make_root("Root");
    auto with_address = tls::test::named("www.example.com");
    with_address.ip_addresses = {"192.0.2.1"};
    const tls::host_name_verification right("www.example.com"), wrong("www.example.org");
    auto accepts = [&](const tls::host_name_verification& check, const tls::x509::certificate_template& description) {
        const std::vector path{root.issue(description), root.certificate};
        tls::verify_context at_leaf(path, 0, verify_error::ok);
        return check(true, at_leaf);
    };
    BOOST_TEST(accepts(right, tls::test::named("www.example.com")));
    BOOST_TEST(!accepts(wrong, tls::test::named("www.example.com")));
    BOOST_TEST(!accepts(right, with_address));
}

BOOST_AUTO_TEST_CASE(host_name_verification_of_text_that_is_no_host_matches_nothing)
{
    using tls::x509::verify_error;
    auto root = tls::test::make_root("Root");
    for (auto* text : {"", "www.example.com:443", "https://www.example.com", "127.1", "."}) {
        // The commonName is the same text, and subjectAltName is absent or names another host.
        const std::vector by_common_name{root.issue(tls::test::named(text)), root.certificate};
        const std::vector by_dns_name{root.issue(tls::test::server_named("www.example.com")), root.certificate};
        const tls::host_name_verification check{std::string(text)};
        for (const auto& path : {by_common_name, by_dns_name}) {
            tls::verify_context at_leaf(path, 0, verify_error::ok);
            BOOST_TEST(!check(true, at_leaf), text);
            BOOST_TEST(at_leaf.error() == verify_error::host_name_mismatch, text);
        }
    }
}

BOOST_AUTO_TEST_CASE(host_name_verification_ignores_the_zone_of_an_address)
{
    auto root = tls::test::make_root("Root");
    auto description = tls::test::named("router");
    description.ip_addresses = {"fe80::1"};
    const std::vector path{root.issue(description), root.certificate};
    tls::verify_context at_leaf(path, 0, tls::x509::verify_error::ok);
    BOOST_TEST(tls::host_name_verification("fe80::1%eth0")(true, at_leaf));
    BOOST_TEST(!tls::host_name_verification("fe80::2%eth0")(true, at_leaf));
}

BOOST_AUTO_TEST_SUITE_END()
