// The client's negotiation. Tests violate each rule, and also check that the nearest legal case passes.

#include "protocol/handshake/certificate_types.hpp"
#include "protocol/handshake/fixed.hpp"
#include "protocol/handshake/renegotiation_tls12.hpp"

#include <tls/verify_request.hpp>

#include <functional>

using namespace tls;
using namespace tls::test;

namespace {

/// An offer and a server's answer to it.
struct answered {
    configuration config;
    client_offer offer = an_offer();
    message::server_hello hello;

    answered()
    {
        const auto choice = negotiate(offer.hello, config);
        auto exchange = choice.group->encapsulate(choice.client_share, *config.random);
        hello = server_hello_for(choice, offer.hello, exchange->share, *config.random);
        // In the form that a decoder would produce.
        hello.extensions.order = extension::types_to_send(hello.extensions);
    }

    server_choice accept(const message::hello_retry_request* retry = nullptr)
    {
        return accept_server_hello(hello, offer, retry, algorithms());
    }
};

void refused(alert with, reason why, const std::function<void(message::server_hello&)>& change)
{
    answered a;
    change(a.hello);
    refuses(with, why, [&] { a.accept(); });
}

message::hello_retry_request a_retry(const client_offer& offer)
{
    message::hello_retry_request retry;
    retry.legacy_session_id_echo = offer.hello.legacy_session_id;
    retry.cipher_suite = offer.hello.cipher_suites.front();
    retry.extensions.supported_versions.emplace();
    retry.extensions.key_share = extension::key_share_hello_retry_request{secp256r1};
    return retry;
}

void retry_refused(alert with, reason why, const std::function<void(message::hello_retry_request&)>& change)
{
    const auto offer = an_offer();
    auto retry = a_retry(offer);
    change(retry);
    refuses(with, why, [&] { check_hello_retry_request(retry, offer, algorithms()); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(make_offer_)

BOOST_AUTO_TEST_CASE(lists_everything_the_configuration_enables)
{
    configuration config;
    config.negotiation.cipher_suites = {0x1302, 0x6a6a, 0xc02f, 0x1301};
    config.negotiation.groups = {secp384r1, 0x6a6a, x25519};
    config.negotiation.signature_schemes = {0x0804, 0x0807};
    config.negotiation.alpn_protocols = {"h2", "http/1.1"};
    config.negotiation.key_shares = 2;
    const auto offer = make_offer(config, "host.example", *config.random);
    const auto& e = offer.hello.extensions;
    BOOST_TEST((offer.hello.legacy_version == protocol_version::tls1_2));
    BOOST_TEST((offer.hello.legacy_compression_methods == bytes{0}));
    BOOST_TEST(offer.hello.cipher_suites == (std::vector<std::uint16_t>{0x1302, 0x1301, 0xc02f}));
    BOOST_TEST(e.supported_groups->named_group_list == (std::vector<std::uint16_t>{secp384r1, x25519}));
    BOOST_TEST(e.signature_algorithms->supported_signature_algorithms == (std::vector<std::uint16_t>{0x0804, 0x0807}));
    BOOST_TEST((e.supported_versions->versions == std::vector{protocol_version::tls1_3, protocol_version::tls1_2}));
    BOOST_TEST(e.extended_master_secret.has_value());
    BOOST_TEST(e.renegotiation_info->renegotiated_connection.empty());
    BOOST_TEST((e.ec_point_formats->ec_point_format_list == bytes{0}));
    BOOST_TEST(!e.encrypt_then_mac);
    BOOST_TEST(e.server_name->host_name == "host.example");
    BOOST_TEST(e.application_layer_protocol_negotiation->protocol_name_list == config.negotiation.alpn_protocols);
    BOOST_REQUIRE(e.key_share->client_shares.size() == 2u);
    BOOST_TEST(e.key_share->client_shares[0].group == secp384r1);
    BOOST_TEST(e.key_share->client_shares[0].key_exchange.size() == 97u);
    BOOST_TEST(e.key_share->client_shares[1].group == x25519);
    BOOST_TEST(offer.shares.size() == 2u);
}

BOOST_AUTO_TEST_CASE(requests_staple_only_if_settings_use_it)
{
    const auto asks = [](auto change) {
        configuration config;
        change(config);
        return make_offer(config, "", *config.random).hello.extensions.status_request.has_value();
    };
    BOOST_TEST(!asks([](configuration&) {}));
    BOOST_TEST(asks([](configuration& c) { c.verification.request_staple = true; }));
    BOOST_TEST(asks([](configuration& c) { c.verification.rules.revocation = x509::revocation_policy::if_available; }));
    BOOST_TEST(asks([](configuration& c) { c.hooks.async_verify = [](verify_request, verify_completion) {}; }));
}

BOOST_AUTO_TEST_CASE(is_legal_client_hello)
{
    accepts([] { check_client_hello(an_offer().hello); });
    accepts([] {
        auto encoded = bytes();
        an_offer().hello.encode(encoded);
        check_client_hello(message::client_hello::decode(encoded));
    });
}

BOOST_AUTO_TEST_CASE(has_session_id_only_with_middlebox_compatibility)
{
    configuration config;
    BOOST_TEST(make_offer(config, "", *config.random).hello.legacy_session_id.size() == 32u);
    config.negotiation.middlebox_compatibility = false;
    BOOST_TEST(make_offer(config, "", *config.random).hello.legacy_session_id.empty());
}

BOOST_AUTO_TEST_CASE(has_fresh_random_session_id_and_key_share)
{
    const auto a = an_offer().hello;
    const auto b = an_offer().hello;
    BOOST_TEST((a.random != b.random));
    BOOST_TEST((a.legacy_session_id != b.legacy_session_id));
    BOOST_TEST((a.extensions.key_share != b.extensions.key_share));
}

BOOST_AUTO_TEST_CASE(offers_sha1_only_if_configured)
{
    configuration config;
    const auto offer = make_offer(config, "", *config.random);
    for (auto scheme : offer.hello.extensions.signature_algorithms->supported_signature_algorithms)
        BOOST_TEST((scheme != 0x0201 && scheme != 0));
    config.negotiation.signature_schemes = {0x0201};
    BOOST_TEST(make_offer(config, "", *config.random)
                   .hello.extensions.signature_algorithms->supported_signature_algorithms.size() == 1u);
}

BOOST_AUTO_TEST_CASE(offers_server_name_if_there_is_one)
{
    configuration config;
    BOOST_TEST(!make_offer(config, "", *config.random).hello.extensions.server_name);
    BOOST_TEST(make_offer(config, "example.org", *config.random).hello.extensions.server_name->host_name ==
               "example.org");
}

// RFC 7250 section 4.1: a client that has X.509 alone, or accepts nothing else, omits the extension.
BOOST_AUTO_TEST_CASE(lists_certificate_types_only_with_raw_public_keys)
{
    using enum certificate_type;
    configuration config;
    BOOST_TEST(!make_offer(config, "", *config.random).hello.extensions.client_certificate_type);
    BOOST_TEST(!make_offer(config, "", *config.random).hello.extensions.server_certificate_type);
    config.authentication.certificate_types = config.verification.certificate_types = {x509};
    BOOST_TEST(!make_offer(config, "", *config.random).hello.extensions.client_certificate_type);
    BOOST_TEST(!make_offer(config, "", *config.random).hello.extensions.server_certificate_type);
    config.authentication.certificate_types = {raw_public_key, x509};
    config.verification.certificate_types = {raw_public_key};
    const auto offer = make_offer(config, "", *config.random).hello.extensions;
    BOOST_TEST((offer.client_certificate_type.value().types == bytes{2, 0}));
    BOOST_TEST((offer.server_certificate_type.value().types == bytes{2}));
}

BOOST_AUTO_TEST_CASE(refuses_certificate_type_that_was_not_offered)
{
    configuration config;
    config.verification.certificate_types = {certificate_type::raw_public_key};
    const auto offered = make_offer(config, "", *config.random).hello.extensions;
    const auto accept = [&](std::optional<extension::selected_server_certificate_type> chosen) {
        connection_info info;
        accept_certificate_types(info, offered, std::nullopt, chosen);
        check_server_certificate_type(info, offered);
    };
    accepts([&] { accept(extension::selected_server_certificate_type{certificate_type::raw_public_key}); });
    for (auto other : {certificate_type::x509, certificate_type{5}})
        refuses(alert::illegal_parameter, reason::illegal_parameter,
                [&] { accept(extension::selected_server_certificate_type{other}); });
    // A server that does not know the extension.
    refuses(alert::unsupported_certificate, reason::no_shared_certificate_type, [&] { accept(std::nullopt); });
}

// Some servers compare the field with that of the first ClientHello, and an RSA premaster secret contains it.
BOOST_AUTO_TEST_CASE(renegotiation_keeps_version_field_of_first_client_hello)
{
    configuration config;
    config.negotiation.max_version = protocol_version::tls1_2;
    const auto first = make_offer(config, "host.example", *config.random);
    connection_info established;
    established.version = protocol_version::tls1_1;
    const auto again = renegotiation_offer(config, "host.example", *config.random, {}, established);
    BOOST_TEST((again.hello.legacy_version == first.hello.legacy_version));
    BOOST_TEST((again.hello.legacy_version == protocol_version::tls1_2));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(check_hello_retry_request_)

BOOST_AUTO_TEST_CASE(accepts_request_for_share_or_cookie_or_both)
{
    const auto offer = an_offer();
    auto retry = a_retry(offer);
    accepts([&] { check_hello_retry_request(retry, offer, algorithms()); });
    retry.extensions.cookie = extension::cookie{{1}};
    accepts([&] { check_hello_retry_request(retry, offer, algorithms()); });
    retry.extensions.key_share.reset();
    accepts([&] { check_hello_retry_request(retry, offer, algorithms()); });
}

BOOST_AUTO_TEST_CASE(rejects_request_that_does_not_match_offer)
{
    using retry = message::hello_retry_request;
    retry_refused(alert::illegal_parameter, reason::wrong_version_returned,
                  [](retry& r) { r.legacy_version = protocol_version::tls1_3; });
    retry_refused(alert::protocol_version, reason::unsupported_protocol,
                  [](retry& r) { r.legacy_version = protocol_version{0x0300}; });
    retry_refused(alert::illegal_parameter, reason::session_id_mismatch,
                  [](retry& r) { r.legacy_session_id_echo.back() ^= 1; });
    retry_refused(alert::illegal_parameter, reason::session_id_mismatch,
                  [](retry& r) { r.legacy_session_id_echo.pop_back(); });
    retry_refused(alert::illegal_parameter, reason::wrong_cipher_returned, [](retry& r) { r.cipher_suite = 0x13ff; });
    retry_refused(alert::illegal_parameter, reason::invalid_compression_method,
                  [](retry& r) { r.legacy_compression_method = 1; });
    for (auto version : {0x0303, 0x0305, 0x7f1c})
        retry_refused(alert::illegal_parameter, reason::wrong_version_returned, [&](retry& r) {
            r.extensions.supported_versions->version = static_cast<protocol_version>(version);
        });
    retry_refused(alert::illegal_parameter, reason::no_change_following_hello_retry_request,
                  [](retry& r) { r.extensions.key_share.reset(); });
    retry_refused(alert::illegal_parameter, reason::bad_hello_retry_request,
                  [](retry& r) { r.extensions.key_share->selected_group = 0x0100; });
    retry_refused(alert::illegal_parameter, reason::bad_hello_retry_request,
                  [](retry& r) { r.extensions.key_share->selected_group = x25519; });
    // A cookie does not compensate for it.
    retry_refused(alert::illegal_parameter, reason::bad_hello_retry_request, [](retry& r) {
        r.extensions.key_share->selected_group = x25519;
        r.extensions.cookie = extension::cookie{{1}};
    });
}

BOOST_AUTO_TEST_CASE(second_offer_changes_nothing_else)
{
    configuration config;
    auto offer = an_offer();
    const auto first = offer.hello;
    auto retry = a_retry(offer);
    retry.extensions.cookie = extension::cookie{{1, 2}};
    answer_hello_retry(offer, retry, config);
    BOOST_TEST(offer.shares.size() == 1u);
    BOOST_REQUIRE(offer.hello.extensions.key_share->client_shares.size() == 1u);
    BOOST_TEST(offer.hello.extensions.key_share->client_shares.front().group == secp256r1);
    BOOST_TEST((offer.hello.extensions.cookie->value == bytes{1, 2}));
    auto without = offer.hello;
    without.extensions.cookie.reset();
    without.extensions.key_share = first.extensions.key_share;
    BOOST_TEST((without == first));
}

BOOST_AUTO_TEST_CASE(keeps_share_if_only_cookie_was_requested)
{
    configuration config;
    auto offer = an_offer();
    const auto shares = offer.hello.extensions.key_share;
    auto retry = a_retry(offer);
    retry.extensions.key_share.reset();
    retry.extensions.cookie = extension::cookie{{1, 2}};
    answer_hello_retry(offer, retry, config);
    BOOST_TEST((offer.hello.extensions.key_share == shares));
    BOOST_TEST(offer.shares.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(accept_server_hello_)

BOOST_AUTO_TEST_CASE(derives_same_secret_as_server)
{
    answered a;
    const auto choice = negotiate(a.offer.hello, a.config);
    auto exchange = choice.group->encapsulate(choice.client_share, *a.config.random);
    a.hello.extensions.key_share->server_share.key_exchange = exchange->share;
    const auto accepted = a.accept();
    BOOST_TEST(accepted.suite->id == a.hello.cipher_suite);
    BOOST_TEST(accepted.group->id == x25519);
    BOOST_TEST((accepted.shared_secret == exchange->secret));
    BOOST_TEST(a.offer.shares.empty(), "private keys must not outlive their use");
}

BOOST_AUTO_TEST_CASE(rejects_server_hello_that_does_not_match_offer)
{
    using hello = message::server_hello;
    refused(alert::illegal_parameter, reason::session_id_mismatch,
            [](hello& h) { h.legacy_session_id_echo.front() ^= 1; });
    refused(alert::illegal_parameter, reason::session_id_mismatch, [](hello& h) { h.legacy_session_id_echo.clear(); });
    refused(alert::illegal_parameter, reason::wrong_cipher_returned, [](hello& h) { h.cipher_suite = 0; });
    // In the offer, but for TLS 1.2.
    refused(alert::illegal_parameter, reason::wrong_cipher_returned, [](hello& h) { h.cipher_suite = 0xc02f; });
    refused(alert::illegal_parameter, reason::invalid_compression_method,
            [](hello& h) { h.legacy_compression_method = 1; });
    refused(alert::illegal_parameter, reason::wrong_version_returned,
            [](hello& h) { h.legacy_version = protocol_version::tls1_3; });
    refused(alert::illegal_parameter, reason::wrong_version_returned,
            [](hello& h) { h.extensions.supported_versions->version = protocol_version::tls1_2; });
    refused(alert::missing_extension, reason::missing_extension, [](hello& h) { h.extensions.key_share.reset(); });
    refused(alert::illegal_parameter, reason::bad_key_share,
            [](hello& h) { h.extensions.key_share->server_share.group = secp256r1; });
    refused(alert::illegal_parameter, reason::bad_key_share,
            [](hello& h) { h.extensions.key_share->server_share.key_exchange = bytes(32); });
    refused(alert::illegal_parameter, reason::bad_key_share,
            [](hello& h) { h.extensions.key_share->server_share.key_exchange.pop_back(); });
    refused(alert::unsupported_extension, reason::unsolicited_extension,
            [](hello& h) { h.extensions.order.push_back(static_cast<std::uint16_t>(extension_type::pre_shared_key)); });
}

BOOST_AUTO_TEST_CASE(detects_downgrade_mark_without_supported_versions)
{
    using hello = message::server_hello;
    const auto old = [](std::array<std::uint8_t, 8> tail) {
        return [=](hello& h) {
            h.extensions = {};
            std::copy(tail.begin(), tail.end(), h.random.end() - 8);
        };
    };
    refused(alert::illegal_parameter, reason::downgrade_detected, old({'D', 'O', 'W', 'N', 'G', 'R', 'D', 1}));
    refused(alert::illegal_parameter, reason::downgrade_detected, old({'D', 'O', 'W', 'N', 'G', 'R', 'D', 0}));
    refused(alert::protocol_version, reason::unsupported_protocol, old({'D', 'O', 'W', 'N', 'G', 'R', 'D', 2}));
    refused(alert::protocol_version, reason::unsupported_protocol, old({'d', 'O', 'W', 'N', 'G', 'R', 'D', 1}));
    // In a TLS 1.3 random the mark has no meaning.
    answered a;
    const std::array<std::uint8_t, 8> mark{'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
    std::copy(mark.begin(), mark.end(), a.hello.random.end() - 8);
    accepts([&] { a.accept(); });
}

BOOST_AUTO_TEST_CASE(requires_suite_of_hello_retry_request)
{
    answered same;
    auto retry = a_retry(same.offer);
    retry.cipher_suite = same.hello.cipher_suite;
    accepts([&] { same.accept(&retry); });
    answered other;
    retry = a_retry(other.offer);
    retry.cipher_suite = other.hello.cipher_suite == 0x1301 ? 0x1302 : 0x1301;
    refuses(alert::illegal_parameter, reason::wrong_cipher_returned, [&] { other.accept(&retry); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(check_encrypted_extensions_)

BOOST_AUTO_TEST_CASE(accepts_answers_to_offered_extensions)
{
    configuration config;
    config.negotiation.alpn_protocols = {"h2", "h3"};
    const auto offer = make_offer(config, "host.example", *config.random);
    message::encrypted_extensions answer;
    accepts([&] { check_encrypted_extensions(answer, offer); });
    answer.extensions.server_name.emplace();
    answer.extensions.supported_groups = extension::supported_groups{{0x6a6a}};
    answer.extensions.application_layer_protocol_negotiation = {"h3"};
    answer.extensions.order = extension::types_to_send(answer.extensions);
    accepts([&] { check_encrypted_extensions(answer, offer); });
    answer.extensions.application_layer_protocol_negotiation = {"h4"};
    refuses(alert::illegal_parameter, reason::illegal_parameter, [&] { check_encrypted_extensions(answer, offer); });
}

BOOST_AUTO_TEST_CASE(rejects_unsolicited_extensions)
{
    configuration config;
    const auto offer = make_offer(config, "", *config.random);
    for (auto type :
         {extension_type::server_name, extension_type::application_layer_protocol_negotiation,
          extension_type::early_data, extension_type::max_fragment_length, extension_type::client_certificate_type,
          extension_type::server_certificate_type, extension_type{0x6a6a}}) {
        message::encrypted_extensions answer;
        answer.extensions.order = {static_cast<std::uint16_t>(type)};
        refuses(alert::unsupported_extension, reason::unsolicited_extension,
                [&] { check_encrypted_extensions(answer, offer); });
    }
}

BOOST_AUTO_TEST_SUITE_END()
