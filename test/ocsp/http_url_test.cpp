// Responder URLs, and the HTTP requests for them.

#include "ocsp/http_url.hpp"
#include "ocsp/ocsp_over_http.hpp"

#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::ocsp;

BOOST_AUTO_TEST_SUITE(http_urls)

BOOST_AUTO_TEST_CASE(parses_host_port_and_target)
{
    auto parsed = [](std::string_view text) {
        auto url = parse_http_url(text);
        return url ? url->host + ' ' + std::to_string(url->port) + ' ' + url->target : "none";
    };
    BOOST_TEST(parsed("http://ocsp.example") == "ocsp.example 80 /");
    BOOST_TEST(parsed("HTTP://ocsp.example/") == "ocsp.example 80 /");
    BOOST_TEST(parsed("http://ocsp.example:8080/a/b?c=d#e") == "ocsp.example 8080 /a/b?c=d");
    BOOST_TEST(parsed("http://ocsp.example?q") == "ocsp.example 80 /?q");
    BOOST_TEST(parsed("http://192.0.2.1:1/x") == "192.0.2.1 1 /x");
    BOOST_TEST(parsed("http://[2001:db8::1]/x") == "2001:db8::1 80 /x");
    BOOST_TEST(parsed("http://[2001:db8::1]:81") == "2001:db8::1 81 /");
}

BOOST_AUTO_TEST_CASE(rejects_malformed_and_non_http_urls)
{
    for (std::string_view text : {"",
                                  "http://",
                                  "http:///path",
                                  "https://ocsp.example/",
                                  "ldap://ocsp.example/",
                                  "file:///etc/passwd",
                                  "ocsp.example",
                                  "http://user@ocsp.example/",
                                  "http://user:word@ocsp.example/",
                                  "http://ocsp.example:/",
                                  "http://ocsp.example:0/",
                                  "http://ocsp.example:65536/",
                                  "http://ocsp.example:80x/",
                                  "http://ocsp.example:-1/",
                                  "http://ocsp example/",
                                  "http://ocsp.example/a b",
                                  "http://ocsp.example/a\r\nX: y",
                                  "http://ocsp.example/\x80",
                                  "http://[::1",
                                  "http://[]/",
                                  "http://[::1]x/",
                                  "http://a%00b/",
                                  "http://127.1/",
                                  "http://2130706433/",
                                  "http://0x7f000001/",
                                  "http://ocsp.123/",
                                  "http://a..b/",
                                  "http://[192.0.2.1]/",
                                  "http://[ocsp.example]/",
                                  "http://2001:db8::1/",
                                  "http://[fe80::1%25eth0]/",
                                  "http://[fe80::1%eth0]/"})
        BOOST_TEST(!parse_http_url(text), text);
    BOOST_TEST(!parse_http_url("http://ocsp.example/" + std::string(2048, 'a')));
    BOOST_TEST(!parse_http_url("http://" + std::string(254, 'a') + '/'));
}

BOOST_AUTO_TEST_CASE(host_field_has_port_unless_80)
{
    BOOST_TEST(parse_http_url("http://ocsp.example:80/")->host_field() == "ocsp.example");
    BOOST_TEST(parse_http_url("http://ocsp.example:81/")->host_field() == "ocsp.example:81");
    BOOST_TEST(parse_http_url("http://[::1]:81/")->host_field() == "[::1]:81");
}

BOOST_AUTO_TEST_CASE(short_request_uses_get_with_base64_path)
{
    const bytes request{0xfb, 0xef, 0xff, 0x01};
    BOOST_TEST(make_http_request(*parse_http_url("http://ocsp.example"), request).target == "/%2B%2B%2F%2FAQ%3D%3D");
    BOOST_TEST(make_http_request(*parse_http_url("http://ocsp.example/ca"), request).target ==
               "/ca/%2B%2B%2F%2FAQ%3D%3D");
    BOOST_TEST(make_http_request(*parse_http_url("http://ocsp.example/ca/"), request).target ==
               "/ca/%2B%2B%2F%2FAQ%3D%3D");
    BOOST_TEST(make_http_request(*parse_http_url("http://ocsp.example/"), request).body.empty());
}

BOOST_AUTO_TEST_CASE(request_url_over_255_characters_uses_post)
{
    // "http://ocsp.example/" has 20 characters; 3 bytes are 4 characters.
    auto url = *parse_http_url("http://ocsp.example/");
    auto longest_get = make_http_request(url, bytes(174, 0));
    BOOST_TEST(longest_get.body.empty());
    BOOST_TEST(longest_get.target.size() == 233);
    auto post = make_http_request(url, bytes(177, 0));
    BOOST_TEST(post.target == "/");
    BOOST_TEST(post.body.size() == 177);
}

BOOST_AUTO_TEST_CASE(url_with_query_uses_post)
{
    auto request = make_http_request(*parse_http_url("http://ocsp.example/?ca=1"), bytes{1});
    BOOST_TEST(request.target == "/?ca=1");
    BOOST_TEST(request.body.size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
