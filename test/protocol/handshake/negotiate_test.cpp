// The server's negotiation. Tests violate each rule, and also check that the nearest legal case passes.

#include "protocol/handshake/fixed.hpp"
#include "protocol/session/session_state.hpp"

#include <tls/configuration.hpp>

#include <functional>

using namespace tls;
using namespace tls::test;

namespace {

using hello = message::client_hello;

hello changed(const std::function<void(hello&)>& change)
{
    auto result = an_offer().hello;
    change(result);
    return result;
}

void refused(alert with, reason why, const std::function<void(hello&)>& change)
{
    refuses(with, why, [&] { check_client_hello(changed(change)); });
}

void accepted(const std::function<void(hello&)>& change)
{
    accepts([&] { check_client_hello(changed(change)); });
}

/// A server that answers an offer with a HelloRetryRequest for secp256r1, and the ClientHello that it requests.
struct retried {
    configuration config;
    client_offer offer = an_offer();
    hello first = offer.hello;
    client_choice choice;
    message::hello_retry_request retry;
    hello second;

    explicit retried(bytes cookie = {})
    {
        config.negotiation.groups = {secp256r1};
        choice = negotiate(first, config);
        retry = hello_retry_request_for(choice, first, std::move(cookie));
        answer_hello_retry(offer, retry, config);
        second = offer.hello;
    }

    void check() { check_second_client_hello(choice, first, second, retry); }
};

} // namespace

BOOST_AUTO_TEST_SUITE(describe_)

BOOST_AUTO_TEST_CASE(contains_everything_needed_to_choose_certificate)
{
    const auto said = changed([](hello& h) {
        h.legacy_session_id = {1, 2, 3};
        h.extensions.signature_algorithms_cert.emplace().supported_signature_algorithms = {0x0804};
        h.extensions.ec_point_formats.emplace().ec_point_format_list = {0};
        h.extensions.status_request.emplace();
        h.extensions.certificate_authorities.emplace().authorities = {{0x30, 0x00}};
        h.extensions.order = {0, 43, 51};
    });
    const auto info = describe(said);
    BOOST_TEST(info.server_name == "host.example");
    BOOST_TEST(info.cipher_suites == said.cipher_suites);
    BOOST_TEST(info.signature_schemes_cert == std::vector<std::uint16_t>{0x0804});
    BOOST_TEST((info.supported_versions == std::vector<std::uint16_t>{0x0304, 0x0303}));
    BOOST_TEST(info.legacy_version == 0x0303);
    BOOST_TEST((info.session_id == bytes{1, 2, 3}));
    BOOST_TEST(info.ec_point_formats == bytes{0});
    BOOST_TEST((info.certificate_authorities == std::vector<bytes>{{0x30, 0x00}}));
    BOOST_TEST((info.extensions == std::vector<std::uint16_t>{0, 43, 51}));
    BOOST_TEST(info.status_request);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(check_client_hello_)

BOOST_AUTO_TEST_CASE(accepts_our_offer)
{
    accepted([](hello&) {});
}

BOOST_AUTO_TEST_CASE(requires_tls13_in_supported_versions)
{
    refused(alert::protocol_version, reason::unsupported_protocol,
            [](hello& h) { h.extensions.supported_versions.reset(); });
    refused(alert::protocol_version, reason::unsupported_protocol,
            [](hello& h) { h.extensions.supported_versions->versions = {protocol_version::tls1_2}; });
    refused(alert::protocol_version, reason::unsupported_protocol,
            [](hello& h) { h.extensions.supported_versions->versions = {protocol_version{0x0305}}; });
    accepted([](hello& h) {
        h.extensions.supported_versions->versions = {protocol_version{0x7a7a}, protocol_version::tls1_2,
                                                     protocol_version::tls1_3};
    });
}

BOOST_AUTO_TEST_CASE(rejects_ssl3_legacy_version)
{
    refused(alert::protocol_version, reason::unsupported_protocol,
            [](hello& h) { h.legacy_version = protocol_version{0x0300}; });
    accepted([](hello& h) { h.legacy_version = protocol_version::tls1_0; });
    accepted([](hello& h) { h.legacy_version = protocol_version::tls1_3; });
}

BOOST_AUTO_TEST_CASE(requires_exactly_null_compression)
{
    for (auto& methods : {bytes{}, bytes{1}, bytes{0, 1}, bytes{1, 0}, bytes{0, 0}})
        refused(alert::illegal_parameter, reason::invalid_compression_method,
                [&](hello& h) { h.legacy_compression_methods = methods; });
}

BOOST_AUTO_TEST_CASE(requires_signature_algorithms_supported_groups_and_key_share)
{
    refused(alert::missing_extension, reason::missing_signature_algorithms_extension,
            [](hello& h) { h.extensions.signature_algorithms.reset(); });
    refused(alert::missing_extension, reason::missing_supported_groups_extension,
            [](hello& h) { h.extensions.supported_groups.reset(); });
    refused(alert::missing_extension, reason::missing_extension, [](hello& h) { h.extensions.key_share.reset(); });
    accepted([](hello& h) { h.extensions.key_share->client_shares.clear(); });
}

BOOST_AUTO_TEST_CASE(requires_psk_key_exchange_modes_with_pre_shared_key)
{
    refused(alert::missing_extension, reason::missing_extension, [](hello& h) {
        h.extensions.psk_key_exchange_modes.reset();
        h.extensions.pre_shared_key.emplace();
    });
    accepted([](hello& h) {
        h.extensions.psk_key_exchange_modes.emplace();
        h.extensions.pre_shared_key.emplace();
    });
    accepted([](hello& h) { h.extensions.psk_key_exchange_modes.emplace(); });
    accepted([](hello& h) { h.extensions.psk_key_exchange_modes.reset(); });
}

BOOST_AUTO_TEST_CASE(rejects_key_share_for_group_not_offered)
{
    refused(alert::illegal_parameter, reason::bad_key_share, [](hello& h) {
        h.extensions.key_share->client_shares.push_back({0x0100, bytes(256)});
    });
    accepted([](hello& h) {
        h.extensions.key_share->client_shares.push_back({0x6a6a, bytes(1)});
        h.extensions.supported_groups->named_group_list.insert(h.extensions.supported_groups->named_group_list.begin(),
                                                               0x6a6a);
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(negotiate_)

BOOST_AUTO_TEST_CASE(chooses_suite_by_server_or_client_preference)
{
    configuration config;
    config.negotiation.cipher_suites = {0x1303, 0x1301};
    auto offer = an_offer().hello;
    offer.cipher_suites = {0x6a6a, 0x1302, 0x1301, 0x1303};
    BOOST_TEST(negotiate(offer, config).suite->id == 0x1303);
    config.negotiation.server_preference = false;
    BOOST_TEST(negotiate(offer, config).suite->id == 0x1301);
    offer.cipher_suites = {0x6a6a, 0x1302};
    refuses(alert::handshake_failure, reason::no_shared_cipher, [&] { negotiate(offer, config); });
    offer.cipher_suites.clear();
    refuses(alert::handshake_failure, reason::no_shared_cipher, [&] { negotiate(offer, config); });
}

BOOST_AUTO_TEST_CASE(prefers_group_with_key_share)
{
    configuration config;
    config.negotiation.groups = {secp256r1, x25519};
    const auto choice = negotiate(an_offer().hello, config);
    BOOST_TEST(choice.group->id == x25519);
    BOOST_TEST(!choice.needs_retry());
    BOOST_TEST(choice.client_share.size() == 32u);
}

BOOST_AUTO_TEST_CASE(requests_key_share_for_common_group)
{
    configuration config;
    config.negotiation.groups = {secp384r1, secp256r1};
    auto choice = negotiate(an_offer().hello, config);
    BOOST_TEST(choice.needs_retry());
    BOOST_TEST(choice.group->id == secp384r1);
    config.negotiation.server_preference = false;
    BOOST_TEST(negotiate(an_offer().hello, config).group->id == secp256r1);
    config.negotiation.groups = {0x0100};
    refuses(alert::handshake_failure, reason::no_shared_groups, [&] { negotiate(an_offer().hello, config); });
}

BOOST_AUTO_TEST_CASE(chooses_application_protocol)
{
    configuration config;
    auto offer = an_offer().hello;
    offer.extensions.application_layer_protocol_negotiation = {{"a", "b"}};
    BOOST_TEST(negotiate(offer, config).alpn_protocol == "");
    config.negotiation.alpn_protocols = {"c", "b", "a"};
    BOOST_TEST(negotiate(offer, config).alpn_protocol == "b");
    config.negotiation.server_preference = false;
    BOOST_TEST(negotiate(offer, config).alpn_protocol == "a");
    config.negotiation.alpn_protocols = {"c"};
    refuses(alert::no_application_protocol, reason::no_application_protocol, [&] { negotiate(offer, config); });
    config.negotiation.alpn_required = false;
    BOOST_TEST(negotiate(offer, config).alpn_protocol == "");
    config.negotiation.alpn_required = true;
    BOOST_TEST(negotiate(an_offer().hello, config).alpn_protocol == "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(check_second_client_hello_)

BOOST_AUTO_TEST_CASE(takes_requested_key_share)
{
    for (auto& cookie : {bytes{}, bytes{1, 2, 3}}) {
        retried r(cookie);
        accepts([&] { r.check(); });
        BOOST_TEST(!r.choice.needs_retry());
        BOOST_TEST((r.choice.client_share == r.second.extensions.key_share->client_shares.front().key_exchange));
    }
}

BOOST_AUTO_TEST_CASE(rejects_any_other_change)
{
    const std::vector<std::function<void(hello&)>> changes{
        [](hello& h) { h.random[31] ^= 1; },
        [](hello& h) { h.legacy_session_id.clear(); },
        [](hello& h) { h.legacy_version = protocol_version::tls1_1; },
        [](hello& h) { std::swap(h.cipher_suites[0], h.cipher_suites[1]); },
        [](hello& h) { h.extensions.server_name.reset(); },
        [](hello& h) { h.extensions.server_name->host_name = "other.example"; },
        [](hello& h) { h.extensions.supported_groups->named_group_list = {secp256r1}; },
        [](hello& h) { h.extensions.signature_algorithms->supported_signature_algorithms = {0x0403}; },
        [](hello& h) { h.extensions.supported_versions->versions.push_back(protocol_version::tls1_2); },
        [](hello& h) { h.extensions.application_layer_protocol_negotiation = {{"h2"}}; },
        [](hello& h) { h.extensions.order.push_back(0x6a6a); },
        [](hello& h) { h.extensions.early_data.emplace(); },
        [](hello& h) { h.extensions.cookie = extension::cookie{{1}}; },
    };
    for (auto& change : changes) {
        retried r;
        change(r.second);
        refuses(alert::illegal_parameter, reason::inconsistent_second_client_hello, [&] { r.check(); });
    }
}

BOOST_AUTO_TEST_CASE(allows_removed_early_data_and_changed_padding)
{
    retried r;
    r.first.extensions.early_data.emplace();
    r.first.extensions.order.push_back(static_cast<std::uint16_t>(extension_type::early_data));
    r.second.extensions.order.push_back(static_cast<std::uint16_t>(extension_type::padding));
    accepts([&] { r.check(); });
}

BOOST_AUTO_TEST_CASE(requires_our_cookie)
{
    for (auto& cookie : {bytes{}, bytes{1, 2}, bytes{1, 2, 4}, bytes{1, 2, 3, 0}}) {
        retried r({1, 2, 3});
        r.second.extensions.cookie = extension::cookie{cookie};
        refuses(alert::illegal_parameter, reason::inconsistent_second_client_hello, [&] { r.check(); });
    }
    retried r({1, 2, 3});
    r.second.extensions.cookie.reset();
    refuses(alert::illegal_parameter, reason::inconsistent_second_client_hello, [&] { r.check(); });
}

BOOST_AUTO_TEST_CASE(requires_one_key_share_for_requested_group)
{
    const std::vector<std::function<void(std::vector<extension::key_share_entry>&)>> changes{
        [](auto& shares) { shares.clear(); },
        [](auto& shares) { shares.front().group = x25519; },
        [](auto& shares) {
            shares.push_back({x25519, bytes(32, 9)});
        },
    };
    for (auto& change : changes) {
        retried r;
        change(r.second.extensions.key_share->client_shares);
        refuses(alert::illegal_parameter, reason::bad_key_share, [&] { r.check(); });
    }
}

BOOST_AUTO_TEST_CASE(applies_checks_of_first_client_hello)
{
    retried r;
    r.second.legacy_compression_methods = {1};
    refuses(alert::illegal_parameter, reason::invalid_compression_method, [&] { r.check(); });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(server_messages)

BOOST_AUTO_TEST_CASE(server_hello_echoes_session_id_and_names_choice)
{
    configuration config;
    const auto offer = an_offer().hello;
    const auto choice = negotiate(offer, config);
    const auto answer = server_hello_for(choice, offer, {7, 8, 9}, *config.random);
    BOOST_TEST((answer.legacy_version == protocol_version::tls1_2));
    BOOST_TEST((answer.legacy_session_id_echo == offer.legacy_session_id));
    BOOST_TEST(answer.cipher_suite == choice.suite->id);
    BOOST_TEST(answer.legacy_compression_method == 0);
    BOOST_TEST((answer.extensions.supported_versions->version == protocol_version::tls1_3));
    BOOST_TEST(answer.extensions.key_share->server_share.group == x25519);
    BOOST_TEST((answer.extensions.key_share->server_share.key_exchange == bytes{7, 8, 9}));
    BOOST_TEST((server_hello_for(choice, offer, {}, *config.random).random != answer.random));
}

BOOST_AUTO_TEST_CASE(encrypted_extensions_answers_only_offered_extensions)
{
    configuration config;
    auto offer = an_offer().hello;
    auto choice = negotiate(offer, config);
    BOOST_TEST(encrypted_extensions_for(choice, offer).extensions.server_name.has_value());
    BOOST_TEST(!encrypted_extensions_for(choice, offer).extensions.application_layer_protocol_negotiation);
    offer.extensions.server_name.reset();
    choice.alpn_protocol = "h2";
    BOOST_TEST(!encrypted_extensions_for(choice, offer).extensions.server_name);
    BOOST_TEST(
        encrypted_extensions_for(choice, offer).extensions.application_layer_protocol_negotiation->protocol_name ==
        "h2");
}

BOOST_AUTO_TEST_CASE(encrypted_extensions_of_a_resumption_have_no_server_name)
{
    configuration config;
    const auto offer = an_offer().hello;
    auto choice = negotiate(offer, config);
    const auto& hash = *choice.suite->hash;
    auto psk = [&](std::shared_ptr<const session_state> session, tls13::psk_kind kind) {
        return chosen_psk{0, {}, {std::move(session), "", kind, &hash, 0, tls13::early_secret(hash)}};
    };
    choice.psk.emplace(psk(nullptr, tls13::psk_kind::external));
    BOOST_TEST(encrypted_extensions_for(choice, offer).extensions.server_name.has_value());
    choice.psk.emplace(psk(std::make_shared<session_state>(), tls13::psk_kind::resumption));
    BOOST_TEST(!encrypted_extensions_for(choice, offer).extensions.server_name);
}

BOOST_AUTO_TEST_CASE(cookie_is_random_if_enabled)
{
    configuration config;
    BOOST_TEST(new_cookie(config).empty());
    config.negotiation.hello_retry_cookie = true;
    BOOST_TEST(new_cookie(config).size() == 32u);
    BOOST_TEST((new_cookie(config) != new_cookie(config)));
}

BOOST_AUTO_TEST_SUITE_END()
