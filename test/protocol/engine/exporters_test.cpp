// Exported keying material and channel bindings.

#include "protocol/handshake/channel_binding.hpp"
#include "support/engine_pair.hpp"

#include <tls/client_session_cache.hpp>
#include <tls/ticket_keys.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

namespace {

const auto invalid = make_error_code(boost::asio::error::invalid_argument);

struct exported {
    bytes value;
    error_code error;
};

exported export_from(const engine& from, std::string_view label, std::optional<byte_view> context = std::nullopt,
                     std::size_t size = 32)
{
    exported result{bytes(size), {}};
    from.export_keying_material(label, context, result.value, result.error);
    return result;
}

struct exporters_test {
    /// Returns settings that negotiate the version.
    const configurations& of(protocol_version version)
    {
        settings.client.negotiation.max_version = version;
        return settings;
    }

    static constexpr std::array versions{protocol_version::tls1_2, protocol_version::tls1_3};
    pki authority;
    configurations settings{authority, {authority.leaf()}};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(exporters, exporters_test)

BOOST_AUTO_TEST_CASE(reject_reserved_labels)
{
    for (auto version : versions) {
        auto pair = of(version).pair();
        pair.handshake();

        for (auto label : {"client finished", "server finished", "master secret", "key expansion",
                           "extended master secret", "key expansion of mine"})
            BOOST_TEST(export_from(pair.client, label).error == invalid, label);
        for (auto label : {"EXPORTER-key expansion", "master", "EXPERIMENTAL x"})
            BOOST_TEST(!export_from(pair.client, label).error, label);
    }
}

BOOST_AUTO_TEST_CASE(accept_empty_label_in_tls12_without_context_only)
{
    auto tls13 = of(protocol_version::tls1_3).pair();
    tls13.handshake();
    BOOST_TEST(export_from(tls13.client, "").error == invalid);

    auto tls12 = of(protocol_version::tls1_2).pair();
    tls12.handshake();
    const auto ours = export_from(tls12.client, "");
    BOOST_TEST(!ours.error);
    BOOST_TEST((ours.value == export_from(tls12.server, "").value));
    BOOST_TEST((ours.value != export_from(tls12.server, "EXPERIMENTAL x").value));
    BOOST_TEST(export_from(tls12.client, "", bytes{}).error == invalid);
}

BOOST_AUTO_TEST_CASE(reject_context_longer_than_65535_bytes)
{
    for (auto version : versions) {
        auto pair = of(version).pair();
        pair.handshake();

        const bytes longest(0xffff, 1), too_long(0x10000, 1);
        const auto ours = export_from(pair.client, "EXPORTER-test", longest);
        BOOST_TEST(!ours.error);
        BOOST_TEST((ours.value == export_from(pair.server, "EXPORTER-test", longest).value));
        BOOST_TEST(export_from(pair.client, "EXPORTER-test", too_long).error == invalid);
    }
}

BOOST_AUTO_TEST_CASE(limit_tls13_output_to_255_digests_and_labels_to_249_bytes)
{
    auto pair = of(protocol_version::tls1_3).pair();
    pair.handshake();

    constexpr std::size_t most = 255 * 32; // for SHA-256
    BOOST_TEST_REQUIRE(pair.client.info().cipher_suite->hash->digest_size == 32u);
    const std::string longest(249, 'x');
    BOOST_TEST(!export_from(pair.client, longest, std::nullopt, most).error);
    BOOST_TEST(export_from(pair.client, longest + "x").error == invalid);
    BOOST_TEST(export_from(pair.client, "EXPORTER-test", std::nullopt, most + 1).error == invalid);
}

BOOST_AUTO_TEST_CASE(distinguish_absent_from_empty_context_only_in_tls12)
{
    for (auto version : versions) {
        auto pair = of(version).pair();
        pair.handshake();

        const bool same = export_from(pair.client, "EXPORTER-test").value ==
                          export_from(pair.server, "EXPORTER-test", byte_view()).value;
        BOOST_TEST(same == (version == protocol_version::tls1_3));
    }
}

BOOST_AUTO_TEST_CASE(fail_before_handshake_completes)
{
    auto pair = settings.pair();
    BOOST_TEST(export_from(pair.client, "EXPORTER-test").error == error::reason::uninitialized);
    BOOST_TEST(pair.client.binding(channel_binding::tls_exporter).empty());
}

BOOST_AUTO_TEST_CASE(fail_in_tls12_without_extended_master_secret)
{
    constexpr bool extended_master_secret = false;
    const auto& hash = *registry::standard()->find_hash("SHA-256");
    const established connection = established_tls12{
        tls12::master_secret(hash, secret(48)), {}, {}, {secret(12), secret(12)}, extended_master_secret};
    bytes out(32);
    BOOST_TEST(export_keying_material(connection, "EXPORTER-test", std::nullopt, out) ==
               boost::asio::error::operation_not_supported);
    BOOST_TEST(tls_unique(connection).empty());
    BOOST_TEST(tls_exporter(connection).empty());
}

// A ticket does not name the server's certificate of the full handshake, and the server may have another one now.
BOOST_AUTO_TEST_CASE(only_clients_have_the_server_end_point_of_a_resumed_session)
{
    x509::certificate_template description;
    description.common_name = "localhost";
    auto key = x509::generate_private_key(key_type::secp256r1);
    const auto certificate = x509::self_signed_certificate(description, key);
    settings.server.authentication.credentials = {
        std::make_shared<credential>(std::vector{certificate}, std::move(key))};
    settings.server.sessions.ticket_keys = ticket_keys::rotating();
    settings.client.verification.mode = verify_none;
    for (auto version : versions) {
        settings.client.sessions.cache = std::make_shared<client_session_cache>();
        bytes first_end_point;
        for (bool resumed : {false, true}) {
            auto pair = of(version).pair();
            pair.client.set_server_name("localhost");
            pair.handshake();
            transfer(pair.server, pair.client, bytes{1}, pair.size); // with the tickets
            BOOST_TEST_REQUIRE(pair.client.info().session_reused == resumed);

            const auto end_point = pair.client.binding(channel_binding::tls_server_end_point);
            BOOST_TEST(end_point.size() == 32u);
            if (!resumed)
                first_end_point = end_point;
            BOOST_TEST((end_point == first_end_point));
            const auto of_server = pair.server.binding(channel_binding::tls_server_end_point);
            BOOST_TEST((of_server == (resumed ? bytes() : end_point)));
            const auto exporter = pair.client.binding(channel_binding::tls_exporter);
            BOOST_TEST(!exporter.empty());
            BOOST_TEST((exporter == pair.server.binding(channel_binding::tls_exporter)));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
