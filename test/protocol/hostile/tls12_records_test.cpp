// TLS 1.2 engines with a peer that sends invalid records, ChangeCipherSpec, Finished and alerts, during the handshake
// and after it.

#include "protocol/hostile/tls12_conversation.hpp"

BOOST_AUTO_TEST_SUITE(tls12_records)

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

constexpr auto handshake = content_type::handshake;
constexpr auto ccs = content_type::change_cipher_spec;
constexpr auto application_data = content_type::application_data;

const role both_roles[] = {role::client, role::server};

void refused_by_both(const std::vector<tls12_violation>& violations)
{
    for (auto engine_role : both_roles) {
        BOOST_TEST_CONTEXT((engine_role == role::client ? "a client" : "a server"))
        {
            check_refused(engine_role, violations);
        }
    }
}

void accepted_by_both(const std::vector<tls12_legal_variant>& variants)
{
    for (auto engine_role : both_roles) {
        BOOST_TEST_CONTEXT((engine_role == role::client ? "a client" : "a server"))
        {
            check_accepted(engine_role, variants);
        }
    }
}

tls12_action send_one(content_type type, bytes content)
{
    return [=](tls12_peer& p) { p.send_record(type, content); };
}

/// Sends a record with `n` bytes of garbage instead of protected content.
tls12_action sealed_garbage(content_type type, std::size_t n)
{
    return [=](tls12_peer& p) { p.send_plain_record(type, bytes(n, 0x5a)); };
}

} // namespace

BOOST_AUTO_TEST_CASE(rejects_unexpected_change_cipher_spec)
{
    check_refused(role::client, {
                                    {"before ServerHelloDone", before(server_hello_done, send_one(ccs, {1})),
                                     alert::unexpected_message, reason::bad_change_cipher_spec},
                                    {"after the ServerHello", after(server_hello, send_one(ccs, {1})),
                                     alert::unexpected_message, reason::bad_change_cipher_spec},
                                    {"before the client's flight", after(server_hello_done, send_one(ccs, {1})),
                                     alert::bad_record_mac, reason::bad_record_mac},
                                });
    check_refused(role::server, {
                                    {"before the ClientKeyExchange", before(client_key_exchange, send_one(ccs, {1})),
                                     alert::unexpected_message, reason::bad_change_cipher_spec},
                                    {"before the ClientHello", before(client_hello, send_one(ccs, {1})),
                                     alert::unexpected_message, reason::bad_change_cipher_spec},
                                    {"before the CertificateVerify",
                                     before(certificate_verify, send_one(ccs, {1})),
                                     alert::unexpected_message,
                                     reason::bad_change_cipher_spec,
                                     {.client_auth = true}},
                                });
    refused_by_both({
        {"twice, with the new keys", after(change_cipher_spec, send_one(ccs, {1})), alert::unexpected_message,
         reason::bad_change_cipher_spec},
        {"missing", at(change_cipher_spec, dropped()), alert::unexpected_message,
         reason::finished_before_change_cipher_spec},
    });
}

BOOST_AUTO_TEST_CASE(rejects_change_cipher_spec_with_other_content)
{
    const auto content = [](bytes value) { return at(change_cipher_spec, replaced_by(std::move(value))); };
    refused_by_both({
        {"0", content({0}), alert::unexpected_message, reason::bad_change_cipher_spec},
        {"2", content({2}), alert::unexpected_message, reason::bad_change_cipher_spec},
        {"two bytes", content({1, 1}), alert::unexpected_message, reason::bad_change_cipher_spec},
    });
}

BOOST_AUTO_TEST_CASE(rejects_wrong_finished)
{
    refused_by_both({
        {"first byte", at(finished, with_flipped(4)), alert::decrypt_error, reason::finished_mismatch},
        {"last byte", at(finished, with_flipped(-1, 0x80)), alert::decrypt_error, reason::finished_mismatch},
        {"short", at(finished, with_less_body(1)), alert::decode_error, reason::length_mismatch},
        {"long", at(finished, with_more_body({0})), alert::decode_error, reason::length_mismatch},
        {"empty", at(finished, replaced_by(raw_message(handshake_type::finished))), alert::decode_error,
         reason::length_mismatch},
        {"another message", at(finished, replaced_by(raw_message(handshake_type::server_hello_done))),
         alert::unexpected_message, reason::unexpected_message},
        {"application data before it", before(finished, send_one(application_data, {1, 2, 3})),
         alert::unexpected_message, reason::unexpected_message},
        {"wrong keys", before(finished, [](tls12_peer& p) { p.use_wrong_key(); }), alert::bad_record_mac,
         reason::bad_record_mac},
        {"no keys",
         before(
             finished,
             [](tls12_peer& p) { p.send_plain_record(handshake, raw_message(handshake_type::finished, bytes(12))); }),
         alert::bad_record_mac, reason::bad_record_mac},
    });
}

BOOST_AUTO_TEST_CASE(rejects_oversized_records)
{
    const auto hello_or_exchange = [](tls12_action action) {
        return [=](tls12_traits& t) {
            before(server_hello, action)(t);
            before(client_key_exchange, action)(t);
        };
    };
    refused_by_both({
        {"unprotected, 2^14+1 bytes",
         hello_or_exchange([](tls12_peer& p) { p.send_plain_record(handshake, bytes(16385)); }), alert::record_overflow,
         reason::record_overflow},
        {"protected, 2^14+2049 bytes", before(finished, sealed_garbage(handshake, 16384 + 2049)),
         alert::record_overflow, reason::record_overflow},
        {"protected, 65535 bytes", before(finished, sealed_garbage(handshake, 65535)), alert::record_overflow,
         reason::record_overflow},
        {"protected, 2^14+1 bytes of plaintext",
         before(finished, [](tls12_peer& p) { p.send_record(application_data, bytes(16385)); }), alert::record_overflow,
         reason::plaintext_overflow},
    });
}

BOOST_AUTO_TEST_CASE(rejects_records_that_cannot_be_decrypted)
{
    const std::uint16_t suites[] = {0xc02b, 0xcca9, 0xc009, 0xc023, 0xc0ac};
    for (auto suite : suites) {
        BOOST_TEST_CONTEXT("suite " << suite)
        {
            for (bool encrypt_then_mac : {false, true}) {
                const tls12_scenario scenario{.suite = suite,
                                              .peer = [=](tls12_traits& t) { t.encrypt_then_mac = encrypt_then_mac; }};
                std::vector<tls12_violation> violations;
                for (std::size_t n : {0, 1, 7, 8, 15, 16, 17, 31, 32, 48, 64, 100, 1000, 16384})
                    violations.push_back({std::to_string(n) + " bytes", before(finished, sealed_garbage(handshake, n)),
                                          alert::bad_record_mac, reason::bad_record_mac, scenario});
                refused_by_both(violations);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_application_data_and_invalid_records_during_handshake)
{
    const auto in_the_handshake = [](tls12_action action) {
        return [=](tls12_traits& t) {
            before(server_hello, action)(t);
            before(client_key_exchange, action)(t);
        };
    };
    refused_by_both({
        {"application data", in_the_handshake(send_one(application_data, {1, 2, 3})), alert::unexpected_message,
         reason::unexpected_message},
        {"empty application data", in_the_handshake(send_one(application_data, {})), alert::unexpected_message,
         reason::unexpected_message},
        {"empty handshake record", in_the_handshake(send_one(handshake, {})), alert::unexpected_message,
         reason::too_many_empty_records},
        {"unknown type", in_the_handshake(send_one(content_type{24}, {1})), alert::unexpected_message,
         reason::wrong_version_number},
        {"another version", in_the_handshake([](tls12_peer& p) { p.send_plain_record(handshake, bytes{1}, 0x0203); }),
         alert::protocol_version, reason::wrong_version_number},
        {"message of 16 MiB", in_the_handshake(send_one(handshake, {11, 0xff, 0xff, 0xff})), alert::illegal_parameter,
         reason::excessive_message_size},
    });
}

BOOST_AUTO_TEST_CASE(rejects_malformed_alerts_and_too_many_warnings)
{
    const auto in_the_handshake = [](tls12_action action) {
        return [=](tls12_traits& t) {
            before(server_hello, action)(t);
            before(client_key_exchange, action)(t);
        };
    };
    refused_by_both({
        {"one byte", in_the_handshake(send_one(content_type::alert, {1})), alert::decode_error, reason::invalid_alert},
        {"two alerts in one record", in_the_handshake(send_one(content_type::alert, {1, 90, 1, 90})),
         alert::decode_error, reason::invalid_alert},
        {"unknown level", in_the_handshake(send_one(content_type::alert, {3, 90})), alert::illegal_parameter,
         reason::invalid_alert},
        {"too many warnings", in_the_handshake([](tls12_peer& p) {
             for (int i = 0; i < 5; ++i)
                 p.send_alert(alert_level::warning, alert_description::user_canceled);
         }),
         alert::unexpected_message, reason::too_many_warning_alerts},
    });
    accepted_by_both({
        {"a few warnings", in_the_handshake([](tls12_peer& p) {
             for (int i = 0; i < 4; ++i)
                 p.send_alert(alert_level::warning, alert_description::user_canceled);
         })},
        {"unrecognized_name warning", in_the_handshake([](tls12_peer& p) {
             p.send_alert(alert_level::warning, alert_description::unrecognized_name);
         })},
    });
}

BOOST_AUTO_TEST_CASE(fatal_alert_ends_handshake_without_alert_in_return)
{
    for (auto engine_role : both_roles) {
        tls12_conversation c(
            engine_role,
            {.peer = before(engine_role == role::client ? server_hello : client_key_exchange, [](tls12_peer& p) {
                 p.send_alert(alert_level::fatal, alert_description::handshake_failure);
             })});
        c.run();
        BOOST_TEST(c.error == error::alert_received(alert_description::handshake_failure), c.error.message());
        BOOST_TEST(!c.engine.alert_sent());
        BOOST_TEST(!c.engine.handshake_complete());
    }
}

BOOST_AUTO_TEST_CASE(rejects_handshake_messages_and_invalid_records_after_handshake)
{
    const auto message = [](handshake_type type, bytes body = {}) {
        return afterwards([=](tls12_peer& p) { p.send_message(raw_message(type, body)); });
    };
    std::vector<tls12_violation> violations;
    for (auto type : {handshake_type::server_hello, handshake_type::certificate, handshake_type::finished,
                      handshake_type::key_update, handshake_type::client_key_exchange,
                      handshake_type::server_hello_done, handshake_type::new_session_ticket, handshake_type{99}})
        violations.push_back({std::string(to_string(type)),
                              message(type, bytes{0}),
                              alert::unexpected_message,
                              reason::unexpected_message,
                              {},
                              true});
    violations.push_back({"ChangeCipherSpec",
                          afterwards(send_one(ccs, {1})),
                          alert::unexpected_message,
                          reason::bad_change_cipher_spec,
                          {},
                          true});
    violations.push_back({"record that cannot be decrypted",
                          afterwards(sealed_garbage(application_data, 100)),
                          alert::bad_record_mac,
                          reason::bad_record_mac,
                          {},
                          true});
    violations.push_back({"empty handshake record",
                          afterwards(send_one(handshake, {})),
                          alert::unexpected_message,
                          reason::too_many_empty_records,
                          {},
                          true});
    violations.push_back({"too many empty records",
                          afterwards([](tls12_peer& p) {
                              for (int i = 0; i < 33; ++i)
                                  p.send_record(application_data, {});
                          }),
                          alert::unexpected_message,
                          reason::too_many_empty_records,
                          {},
                          true});
    violations.push_back({"too many warnings",
                          afterwards([](tls12_peer& p) {
                              for (int i = 0; i < 5; ++i)
                                  p.send_alert(alert_level::warning, alert_description::user_canceled);
                          }),
                          alert::unexpected_message,
                          reason::too_many_warning_alerts,
                          {},
                          true});
    refused_by_both(violations);
    accepted_by_both({{"a few empty records", afterwards([](tls12_peer& p) {
                           for (int i = 0; i < 32; ++i)
                               p.send_record(application_data, {});
                       })}});
}

BOOST_AUTO_TEST_CASE(refuses_renegotiation_with_warning_and_continues)
{
    const auto hello_request = raw_message(handshake_type::hello_request);
    for (auto engine_role : both_roles) {
        tls12_scenario scenario{.peer = afterwards([=](tls12_peer& p) {
                                    if (engine_role == role::client)
                                        p.send_message(hello_request);
                                    else
                                        p.send_client_hello();
                                })};
        tls12_conversation c(engine_role, scenario);
        c.run();
        BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
        BOOST_TEST(as_text(c.delivered) == "data");
        BOOST_REQUIRE(c.peer.alert_received());
        BOOST_TEST(to_string(*c.peer.alert_received()) == "no_renegotiation");
        BOOST_TEST((c.peer.alert_level_received() == alert_level::warning));
    }
}

BOOST_AUTO_TEST_CASE(rejects_flood_of_renegotiation_requests)
{
    check_refused(
        role::client,
        {{"HelloRequest",
          afterwards([](tls12_peer& p) {
              for (int i = 0; i < 1000; ++i)
                  p.send_message(raw_message(handshake_type::hello_request));
          }),
          alert::handshake_failure,
          reason::too_many_renegotiations,
          {},
          true},
         {"HelloRequest with content",
          afterwards([](tls12_peer& p) { p.send_message(raw_message(handshake_type::hello_request, bytes{0})); }),
          alert::decode_error,
          reason::length_mismatch,
          {},
          true}});
    check_refused(role::server, {{"ClientHello",
                                  afterwards([](tls12_peer& p) {
                                      const auto hello = message::encode_message(p.client_hello());
                                      for (int i = 0; i < 1000; ++i)
                                          p.send_message(hello);
                                  }),
                                  alert::handshake_failure,
                                  reason::too_many_renegotiations,
                                  {},
                                  true}});
}

BOOST_AUTO_TEST_SUITE_END()
