#include <tls/impl/ocsp_transport.hpp>

#include <boost/test/unit_test.hpp>

using boost::asio::ip::make_address;

namespace {

bool is_public(const boost::asio::ip::address& address)
{
    return address.is_v4() ? tls::detail::is_public_address(address.to_v4().to_bytes())
                           : tls::detail::is_public_address(address.to_v6().to_bytes());
}

} // namespace

BOOST_AUTO_TEST_SUITE(responder_addresses)

BOOST_AUTO_TEST_CASE(accepts_public_addresses)
{
    for (auto text :
         {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
          "192.167.255.255", "192.169.0.0", "223.255.255.255", "2606:4700::1111", "2001:200::1", "2001:db7::1",
          "3ffe:ffff::1", "3fff:1000::1", "2a00:1450::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"})
        BOOST_TEST(is_public(make_address(text)), text);
}

BOOST_AUTO_TEST_CASE(rejects_private_and_special_addresses)
{
    for (auto text : {"0.0.0.0",
                      "10.0.0.1",
                      "100.64.0.1",
                      "127.0.0.1",
                      "127.255.255.255",
                      "169.254.169.254",
                      "172.16.0.1",
                      "172.31.255.255",
                      "192.168.1.1",
                      "192.0.2.1",
                      "198.18.0.1",
                      "198.51.100.1",
                      "203.0.113.1",
                      "224.0.0.1",
                      "240.0.0.1",
                      "255.255.255.255",
                      "::",
                      "::1",
                      "fe80::1",
                      "fc00::1",
                      "fd00::1",
                      "ff02::1",
                      "2001:db8::1",
                      "2002:7f00:1::",
                      "2001::1",
                      "2001:2::1",
                      "2001:10::1",
                      "2001:1ff::1",
                      "3fff::1",
                      "3fff:fff::1",
                      "::ffff:127.0.0.1",
                      "::ffff:10.0.0.1",
                      "64:ff9b::10.0.0.1",
                      "::127.0.0.1"})
        BOOST_TEST(!is_public(make_address(text)), text);
}

BOOST_AUTO_TEST_SUITE_END()
