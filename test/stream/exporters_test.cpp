// Exported keying material and channel bindings of streams.

#include "stream/stream_pair.hpp"

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

using namespace tls;
using namespace tls::test;

BOOST_FIXTURE_TEST_SUITE(stream_exporters, stream_pair)

BOOST_AUTO_TEST_CASE(give_both_sides_the_same_keying_material)
{
    for (auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
        connect();
        client.set_max_version(version);
        handshake();
        bytes of_client(48), of_server(48);
        client.export_keying_material("EXPORTER-test", std::nullopt, of_client);
        server.export_keying_material("EXPORTER-test", std::nullopt, of_server);
        BOOST_TEST((of_client == of_server));
        BOOST_TEST((of_client != bytes(48)));
        for (auto kind : {channel_binding::tls_unique, channel_binding::tls_exporter})
            BOOST_TEST((client.binding(kind) == server.binding(kind)));
        BOOST_TEST(client.binding(channel_binding::tls_exporter).size() == 32u);
        BOOST_TEST(client.binding(channel_binding::tls_unique).empty() == (version == protocol_version::tls1_3));
    }
}

BOOST_AUTO_TEST_CASE(report_errors_by_error_code_and_exception)
{
    bytes out(32);
    error_code error;
    client.export_keying_material("EXPORTER-test", std::nullopt, out, error);
    BOOST_TEST(error == tls::error::reason::uninitialized);
    handshake();
    client.export_keying_material("EXPORTER-test", std::nullopt, out, error);
    BOOST_TEST(!error);
    BOOST_CHECK_EXCEPTION(client.export_keying_material("master secret", std::nullopt, out),
                          boost::system::system_error,
                          [](auto& e) { return e.code() == boost::asio::error::invalid_argument; });
}

BOOST_AUTO_TEST_SUITE_END()
