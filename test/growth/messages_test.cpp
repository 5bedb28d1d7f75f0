// The lists of handshake messages: suites, groups, shares, extensions, names, authorities, certificates. A message has
// room for tens of thousands of items.

#include "growth/growth.hpp"
#include "protocol/handshake/authentication.hpp"
#include "protocol/handshake/negotiate.hpp"
#include "protocol/handshake/negotiate_tls12.hpp"
#include "protocol/handshake/versions.hpp"
#include "protocol/message/certificate.hpp"
#include "protocol/message/certificate_request.hpp"
#include "protocol/message/certificate_request_tls12.hpp"
#include "protocol/message/certificate_tls12.hpp"
#include "protocol/message/client_hello.hpp"
#include "protocol/wire/fatal.hpp"
#include "x509/pki.hpp"

#include <tls/client_hello_info.hpp>
#include <tls/configuration.hpp>
#include <tls/credential.hpp>

BOOST_AUTO_TEST_SUITE(work_with_messages)

using namespace tls;
using namespace tls::test;

namespace {

// The number of items in the smallest list; the largest one has almost as many as fit.
constexpr std::size_t fewest = 4000;

std::vector<std::uint16_t> code_points(std::size_t count)
{
    std::vector<std::uint16_t> result;
    for (std::size_t i = 0; i < count; ++i)
        result.push_back(static_cast<std::uint16_t>(0x4000 + i));
    return result;
}

void append(bytes& out, std::size_t number, int octets)
{
    while (octets-- > 0)
        out.push_back(static_cast<std::uint8_t>(number >> 8 * octets));
}

void append(bytes& out, const bytes& more)
{
    out.insert(out.end(), more.begin(), more.end());
}

bytes with_length(const bytes& content, int octets)
{
    bytes out;
    append(out, content.size(), octets);
    append(out, content);
    return out;
}

bytes list_of(const std::vector<std::uint16_t>& values)
{
    bytes out;
    for (auto value : values)
        append(out, value, 2);
    return with_length(out, 2);
}

bytes extension_of(std::uint16_t type, const bytes& content)
{
    bytes out;
    append(out, type, 2);
    append(out, with_length(content, 2));
    return out;
}

// A ClientHello for TLS 1.3 and 1.2, with these additions; the last items of each list are good ones.
bytes hello_of(std::vector<std::uint16_t> suites, std::vector<std::uint16_t> groups, const bytes& other_shares,
               std::vector<std::uint16_t> schemes, const bytes& more_extensions)
{
    suites.insert(suites.end(), {0x1301, 0xc02b});
    groups.push_back(0x001d);
    schemes.insert(schemes.end(), {0x0807, 0x0403});
    bytes share = other_shares;
    append(share, 0x001d, 2);
    append(share, with_length(bytes(32, 9), 2));
    bytes extensions = extension_of(43, {4, 3, 4, 3, 3});
    append(extensions, extension_of(10, list_of(groups)));
    append(extensions, extension_of(13, list_of(schemes)));
    append(extensions, extension_of(51, with_length(share, 2)));
    append(extensions, more_extensions);
    bytes body{3, 3};
    append(body, bytes(32, 7));
    body.push_back(0);
    append(body, list_of(suites));
    append(body, bytes{1, 0});
    append(body, with_length(extensions, 2));
    return body;
}

bytes repeated(std::size_t count, const std::function<bytes(std::size_t)>& item)
{
    bytes out;
    for (std::size_t i = 0; i < count; ++i)
        append(out, item(i));
    return out;
}

bytes numbered_name(std::size_t i)
{
    const auto text = std::to_string(i);
    return with_length(bytes(text.begin(), text.end()), 1);
}

bytes authority_name(std::size_t i)
{
    const auto text = std::to_string(i);
    return with_length(bytes(text.begin(), text.end()), 2);
}

struct long_hello {
    const char* what;
    std::function<bytes(std::size_t count)> make;
};

const std::vector<long_hello>& long_hellos()
{
    static const std::vector<long_hello> hellos{
        {"suites", [](std::size_t n) { return hello_of(code_points(n), {}, {}, {}, {}); }},
        {"equal suites", [](std::size_t n) { return hello_of(std::vector<std::uint16_t>(n, 0xc030), {}, {}, {}, {}); }},
        {"groups", [](std::size_t n) { return hello_of({}, code_points(n), {}, {}, {}); }},
        {"signature schemes", [](std::size_t n) { return hello_of({}, {}, {}, code_points(n), {}); }},
        {"shares",
         [](std::size_t n) {
             const auto groups = code_points(n / 2);
             const auto shares = repeated(groups.size(), [&](std::size_t i) {
                 bytes share;
                 append(share, groups[i], 2);
                 append(share, with_length({0}, 2));
                 return share;
             });
             return hello_of({}, groups, shares, {}, {});
         }},
        {"extensions",
         [](std::size_t n) {
             return hello_of({}, {}, {}, {}, repeated(n * 3 / 4, [](std::size_t i) {
                                 return extension_of(static_cast<std::uint16_t>(0x4000 + i), {});
                             }));
         }},
        {"ALPN names",
         [](std::size_t n) {
             return hello_of({}, {}, {}, {}, extension_of(16, with_length(repeated(n / 2, numbered_name), 2)));
         }},
        {"signature_algorithms_cert",
         [](std::size_t n) { return hello_of({}, {}, {}, {}, extension_of(50, list_of(code_points(n)))); }},
        {"authorities",
         [](std::size_t n) {
             return hello_of({}, {}, {}, {}, extension_of(47, with_length(repeated(n / 2, authority_name), 2)));
         }},
        {"cookie",
         [](std::size_t n) { return hello_of({}, {}, {}, {}, extension_of(44, with_length(bytes(n, 1), 2))); }},
        {"pre-shared keys",
         [](std::size_t n) {
             auto offered = with_length(repeated(n / 4,
                                                 [](std::size_t i) {
                                                     bytes identity = with_length({1, 2}, 2);
                                                     append(identity, i, 4);
                                                     return identity;
                                                 }),
                                        2);
             append(offered,
                    with_length(repeated(n / 32, [](std::size_t) { return with_length(bytes(32, 1), 1); }), 2));
             bytes extensions = extension_of(45, {1, 1});
             append(extensions, extension_of(41, offered));
             return hello_of({}, {}, {}, {}, extensions);
         }},
    };
    return hellos;
}

// Calls `work` and ignores that it refuses the message.
template <class Work>
void attempt(const Work& work)
{
    try {
        work();
    } catch (const fatal&) {
    }
}

configuration server_settings()
{
    configuration config;
    const auto key = x509::generate_private_key(key_type::secp256r1);
    config.authentication.credentials = {std::make_shared<credential>(
        std::vector{x509::self_signed_certificate(server_named("www.example.com"), key)}, key, registry::standard())};
    for (int i = 0; i < 4; ++i)
        config.negotiation.alpn_protocols.push_back("protocol" + std::to_string(i));
    return config;
}

} // namespace

BOOST_AUTO_TEST_CASE(grows_slowly_in_the_client_hello)
{
    for (const auto& [what, make] : long_hellos())
        check_growth(std::string("ClientHello with many ") + what, fewest, [&make = make](std::size_t count) {
            return [body = make(count)] {
                attempt([&] {
                    const auto hello = message::client_hello::decode(body);
                    bytes again;
                    hello.encode(again);
                    describe(hello);
                    message::offered_extensions(hello);
                });
            };
        });
}

BOOST_AUTO_TEST_CASE(grows_slowly_in_the_negotiation)
{
    auto config = server_settings();
    for (bool our_order : {true, false}) {
        config.negotiation.server_preference = our_order;
        for (const auto& [what, make] : long_hellos())
            check_growth(std::string("negotiation with many ") + what, fewest,
                         [&make = make, &config](std::size_t count) {
                             return [body = make(count), &config] {
                                 std::optional<message::client_hello> hello;
                                 attempt([&] { hello = message::client_hello::decode(body); });
                                 if (!hello)
                                     return;
                                 attempt([&] {
                                     check_client_hello(*hello);
                                     auto choice = negotiate(*hello, config);
                                     select_server_credential(config, describe(*hello), nullptr);
                                     const auto retry = hello_retry_request_for(choice, *hello, {});
                                     check_second_client_hello(choice, *hello, *hello, retry);
                                 });
                                 attempt([&] { negotiate_tls12(*hello, config, nullptr); });
                             };
                         });
    }
}

// A server may have a certificate for each of thousands of names. Here none fits.
BOOST_AUTO_TEST_CASE(grows_slowly_in_the_credentials_for_a_long_hello)
{
    constexpr std::size_t fewest_credentials = 200, items_for_each = fewest / fewest_credentials;
    const auto key = x509::generate_private_key(key_type::secp384r1);
    const auto one = std::make_shared<credential>(
        std::vector{x509::self_signed_certificate(server_named("www.example.com"), key)}, key, registry::standard());
    const auto choosy = std::make_shared<credential>(one->chain(), key, registry::standard());
    choosy->require_named_issuer(true);
    check_growth("credentials for named issuers only", fewest_credentials, [&](std::size_t count) {
        configuration config;
        config.authentication.credentials.assign(count, choosy);
        std::vector<bytes> authorities;
        for (std::size_t i = 0; i < count * items_for_each; ++i)
            authorities.push_back(authority_name(i));
        return [config, authorities] {
            credentials_for(config, authorities);
            issued_by(config.authentication.credentials, authorities);
        };
    });
    for (const auto& [what, make] : long_hellos())
        check_growth(std::string("credentials for a ClientHello with many ") + what, fewest_credentials,
                     [&, &make = make](std::size_t count) {
                         configuration config;
                         config.authentication.credentials.assign(count, one);
                         const auto body = make(count * items_for_each);
                         return [config, body] {
                             std::optional<message::client_hello> hello;
                             attempt([&] { hello = message::client_hello::decode(body); });
                             if (!hello)
                                 return;
                             attempt([&] { select_server_credential(config, describe(*hello), nullptr); });
                             attempt([&] { negotiate_tls12(*hello, config, nullptr); });
                         };
                     });
}

BOOST_AUTO_TEST_CASE(client_hello_of_the_test_is_negotiated)
{
    const auto config = server_settings();
    const auto hello = message::client_hello::decode(hello_of({}, {}, {}, {}, {}));
    check_client_hello(hello);
    BOOST_TEST(negotiate(hello, config).suite->id == 0x1301);
}

BOOST_AUTO_TEST_CASE(grows_slowly_in_certificate_requests)
{
    configuration config = server_settings();
    check_growth("authorities of a TLS 1.3 CertificateRequest", fewest, [&](std::size_t count) {
        bytes extensions = extension_of(13, list_of(code_points(count)));
        append(extensions, extension_of(47, with_length(repeated(count / 2, authority_name), 2)));
        bytes body{0};
        append(body, with_length(extensions, 2));
        return [body, &config] {
            attempt([&] {
                const auto request = message::certificate_request::decode(body);
                select_client_credential(config, request);
            });
        };
    });
    check_growth("extensions of a TLS 1.3 CertificateRequest", fewest, [&](std::size_t count) {
        bytes extensions = extension_of(13, list_of({0x0403}));
        append(extensions, repeated(count * 3 / 4, [](std::size_t i) {
                   return extension_of(static_cast<std::uint16_t>(0x4000 + i), {});
               }));
        bytes body{0};
        append(body, with_length(extensions, 2));
        return [body] { attempt([&] { message::certificate_request::decode(body); }); };
    });
    check_growth("lists of a TLS 1.2 CertificateRequest", fewest, [&](std::size_t count) {
        bytes body{1, 64};
        append(body, list_of(code_points(count)));
        append(body, with_length(repeated(count / 2, authority_name), 2));
        return [body, &config] {
            attempt([&] {
                const auto request = message::certificate_request_tls12::decode(body);
                issued_by(config.authentication.credentials, request.certificate_authorities);
            });
        };
    });
}

BOOST_AUTO_TEST_CASE(grows_slowly_in_the_certificate_message)
{
    const auto root = make_root("Root");
    const auto der = to_bytes(root.certificate.der());
    configuration config;
    config.limits.max_certificates = 1'000'000;
    check_growth("certificates", 250, [&](std::size_t count) {
        bytes body{0};
        append(body, with_length(repeated(count,
                                          [&](std::size_t) {
                                              bytes entry = with_length(der, 3);
                                              append(entry, bytes{0, 0});
                                              return entry;
                                          }),
                                 3));
        return [body, &config] { attempt([&] { read_certificates(message::certificate::decode(body), config, {}); }); };
    });
    check_growth("extensions of a certificate", fewest, [&](std::size_t count) {
        bytes entry = with_length({1}, 3);
        append(entry, with_length(repeated(count * 3 / 4,
                                           [](std::size_t i) {
                                               return extension_of(static_cast<std::uint16_t>(0x4000 + i), {});
                                           }),
                                  2));
        bytes body{0};
        append(body, with_length(entry, 3));
        return [body] { attempt([&] { message::certificate::decode(body); }); };
    });
}

BOOST_AUTO_TEST_SUITE_END()
