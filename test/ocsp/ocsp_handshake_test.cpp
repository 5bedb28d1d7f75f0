// A handshake that waits for an OCSP responder's answer.

#include "ocsp/responder_case.hpp"
#include "stream/stream_pair.hpp"

using namespace tls;
using namespace tls::test;
using x509::certificate_status;
using x509::revocation_policy;

namespace {

// A server whose certificate names the responder, and a client that asks the responder.
struct handshake_with_ocsp : responder_case {
    error_code at_client, at_server;
    std::string detail;

    void handshake()
    {
        response_content.produced_at = std::chrono::system_clock::now();
        response_content.this_update = response_content.produced_at - std::chrono::hours(1);
        response_content.next_update = response_content.produced_at + day;
        options.clock = &std::chrono::system_clock::now;

        auto description = x509::certificate_template();
        description.common_name = "Root";
        description.is_ca = true;
        root = make_root(description);
        description = {};
        description.dns_names = {"example.org"};
        description.extra_extensions = {responders_at({responder.url()})};
        auto key = x509::generate_private_key(key_type::ed25519);
        leaf = root.issue(description, key.public_part);

        configuration server_config, client_config;
        server_config.authentication.credentials = {std::make_shared<credential>(std::vector{leaf}, std::move(key))};
        auto anchors = std::make_shared<x509::trust_store>();
        anchors->add(root.certificate);
        client_config.verification.anchors = anchors;
        client_config.verification.mode = verify_peer;
        client_config.verification.rules.revocation = revocation_policy::required;
        client_config.hooks.async_verify = get_client().verifier(std::make_shared<configuration>(client_config));
        connect_and_handshake(std::make_shared<configuration>(client_config),
                              std::make_shared<configuration>(server_config));
    }

    void connect_and_handshake(std::shared_ptr<const configuration> client_configuration,
                               std::shared_ptr<const configuration> server_configuration)
    {
        stream_type client_stream(io, client_configuration), server_stream(io, server_configuration);
        boost::asio::local::connect_pair(client_stream.next_layer(), server_stream.next_layer());
        int ended = 0;
        auto end = [&] {
            if (++ended == 2)
                io.stop();
        };
        client_stream.async_handshake(stream_base::client, [&](error_code e) {
            at_client = e;
            detail = client_stream.error_detail();
            client_stream.next_layer().close();
            end();
        });
        server_stream.async_handshake(stream_base::server, [&](error_code e) {
            at_server = e;
            end();
        });
        run();
        BOOST_TEST(ended == 2);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(ocsp_handshakes)

BOOST_AUTO_TEST_CASE(handshake_waits_for_responder)
{
    handshake_with_ocsp good;
    good.handshake();
    BOOST_TEST(!good.at_client, good.detail);
    BOOST_TEST(good.responder.requests.size() == 1);

    handshake_with_ocsp revoked;
    revoked.response_content.status = certificate_status::revoked;
    revoked.handshake();
    BOOST_TEST((revoked.at_client == error::reason::certificate_verify_failed));
    BOOST_TEST(revoked.detail.find("revoked") != std::string::npos, revoked.detail);
}

BOOST_AUTO_TEST_SUITE_END()
