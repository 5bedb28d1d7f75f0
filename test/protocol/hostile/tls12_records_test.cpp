// What both sides of TLS 1.2 do with records, ChangeCipherSpec, Finished and alerts that break the rules, and with
// what comes after the handshake.

#include "protocol/hostile/tls12_conversation.hpp"

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

constexpr auto handshake = content_type::handshake;
constexpr auto ccs = content_type::change_cipher_spec;
constexpr auto application_data = content_type::application_data;

const role both[] = {role::client, role::server};

void refused_by_both(const std::vector<tls12_misdeed>& misdeeds)
{
    for (auto ours : both) {
        BOOST_TEST_CONTEXT((ours == role::client ? "a client" : "a server"))
        {
            check_refused(ours, misdeeds);
        }
    }
}

void accepted_by_both(const std::vector<tls12_oddity>& oddities)
{
    for (auto ours : both) {
        BOOST_TEST_CONTEXT((ours == role::client ? "a client" : "a server"))
        {
            check_accepted(ours, oddities);
        }
    }
}

tls12_act send_one(content_type type, bytes content)
{
    return [=](tls12_peer& p) { p.send_record(type, content); };
}

/// What a record of `n` bytes under the peer's keys would be, its header aside, with nothing right in it.
tls12_act sealed_garbage(content_type type, std::size_t n)
{
    return [=](tls12_peer& p) { p.send_plain_record(type, bytes(n, 0x5a)); };
}

} // namespace

BOOST_AUTO_TEST_SUITE(in_tls12)

BOOST_AUTO_TEST_CASE(a_change_cipher_spec_at_another_time_is_refused)
{
    check_refused(role::client,
                  {
                      {"before the ServerHello's flight ends", before(server_hello_done, send_one(ccs, {1})),
                       alert::unexpected_message, reason::bad_change_cipher_spec},
                      {"behind the ServerHello", after(server_hello, send_one(ccs, {1})), alert::unexpected_message,
                       reason::bad_change_cipher_spec},
                      {"before the client has spoken", after(server_hello_done, send_one(ccs, {1})),
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
        {"twice, under the new keys", after(change_cipher_spec, send_one(ccs, {1})), alert::unexpected_message,
         reason::bad_change_cipher_spec},
        {"left out", at(change_cipher_spec, dropped()), alert::unexpected_message,
         reason::finished_before_change_cipher_spec},
    });
}

BOOST_AUTO_TEST_CASE(a_change_cipher_spec_of_other_content_is_refused)
{
    const auto content = [](bytes value) { return at(change_cipher_spec, replaced_by(std::move(value))); };
    refused_by_both({
        {"0", content({0}), alert::unexpected_message, reason::bad_change_cipher_spec},
        {"2", content({2}), alert::unexpected_message, reason::bad_change_cipher_spec},
        {"two bytes", content({1, 1}), alert::unexpected_message, reason::bad_change_cipher_spec},
    });
}

BOOST_AUTO_TEST_CASE(a_finished_that_does_not_fit_is_refused)
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

BOOST_AUTO_TEST_CASE(records_that_are_too_long_are_refused)
{
    const auto hello_or_exchange = [](tls12_act act) {
        return [=](tls12_traits& t) {
            before(server_hello, act)(t);
            before(client_key_exchange, act)(t);
        };
    };
    refused_by_both({
        {"plain, of 2^14+1 bytes",
         hello_or_exchange([](tls12_peer& p) { p.send_plain_record(handshake, bytes(16385)); }), alert::record_overflow,
         reason::record_overflow},
        {"protected, of 2^14+2049 bytes", before(finished, sealed_garbage(handshake, 16384 + 2049)),
         alert::record_overflow, reason::record_overflow},
        {"protected, of 65535 bytes", before(finished, sealed_garbage(handshake, 65535)), alert::record_overflow,
         reason::record_overflow},
        {"protected, of 2^14+1 bytes of content",
         before(finished, [](tls12_peer& p) { p.send_record(application_data, bytes(16385)); }), alert::record_overflow,
         reason::plaintext_overflow},
    });
}

BOOST_AUTO_TEST_CASE(records_that_do_not_open_are_refused)
{
    const std::uint16_t suites[] = {0xc02b, 0xcca9, 0xc009, 0xc023, 0xc0ac};
    for (auto suite : suites) {
        BOOST_TEST_CONTEXT("suite " << suite)
        {
            for (bool encrypt_then_mac : {false, true}) {
                const tls12_scene scene{.suite = suite,
                                        .peer = [=](tls12_traits& t) { t.encrypt_then_mac = encrypt_then_mac; }};
                std::vector<tls12_misdeed> misdeeds;
                for (std::size_t n : {0, 1, 7, 8, 15, 16, 17, 31, 32, 48, 64, 100, 1000, 16384})
                    misdeeds.push_back({std::to_string(n) + " bytes", before(finished, sealed_garbage(handshake, n)),
                                        alert::bad_record_mac, reason::bad_record_mac, scene});
                refused_by_both(misdeeds);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(data_and_empty_records_in_the_handshake_are_refused)
{
    const auto in_the_handshake = [](tls12_act act) {
        return [=](tls12_traits& t) {
            before(server_hello, act)(t);
            before(client_key_exchange, act)(t);
        };
    };
    refused_by_both({
        {"application data", in_the_handshake(send_one(application_data, {1, 2, 3})), alert::unexpected_message,
         reason::unexpected_message},
        {"no application data", in_the_handshake(send_one(application_data, {})), alert::unexpected_message,
         reason::unexpected_message},
        {"no handshake", in_the_handshake(send_one(handshake, {})), alert::unexpected_message,
         reason::too_many_empty_records},
        {"unknown type", in_the_handshake(send_one(content_type{24}, {1})), alert::unexpected_message,
         reason::wrong_version_number},
        {"other version", in_the_handshake([](tls12_peer& p) { p.send_plain_record(handshake, bytes{1}, 0x0203); }),
         alert::protocol_version, reason::wrong_version_number},
        {"message of 16 MiB", in_the_handshake(send_one(handshake, {11, 0xff, 0xff, 0xff})), alert::illegal_parameter,
         reason::excessive_message_size},
    });
}

BOOST_AUTO_TEST_CASE(alerts_that_are_none_are_refused)
{
    const auto in_the_handshake = [](tls12_act act) {
        return [=](tls12_traits& t) {
            before(server_hello, act)(t);
            before(client_key_exchange, act)(t);
        };
    };
    refused_by_both({
        {"of a byte", in_the_handshake(send_one(content_type::alert, {1})), alert::decode_error, reason::invalid_alert},
        {"two in one", in_the_handshake(send_one(content_type::alert, {1, 90, 1, 90})), alert::decode_error,
         reason::invalid_alert},
        {"of no level", in_the_handshake(send_one(content_type::alert, {3, 90})), alert::illegal_parameter,
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
        {"a warning of an unknown name", in_the_handshake([](tls12_peer& p) {
             p.send_alert(alert_level::warning, alert_description::unrecognized_name);
         })},
    });
}

BOOST_AUTO_TEST_CASE(a_fatal_alert_ends_the_handshake_without_another)
{
    for (auto ours : both) {
        tls12_conversation c(
            ours, {.peer = before(ours == role::client ? server_hello : client_key_exchange, [](tls12_peer& p) {
                       p.send_alert(alert_level::fatal, alert_description::handshake_failure);
                   })});
        c.run();
        BOOST_TEST(c.error == error::alert_received(alert_description::handshake_failure), c.error.message());
        BOOST_TEST(!c.engine.alert_sent());
        BOOST_TEST(!c.engine.handshake_complete());
    }
}

BOOST_AUTO_TEST_CASE(messages_of_the_handshake_are_refused_behind_it)
{
    const auto message = [](handshake_type type, bytes body = {}) {
        return afterwards([=](tls12_peer& p) { p.send_message(raw_message(type, body)); });
    };
    std::vector<tls12_misdeed> misdeeds;
    for (auto type : {handshake_type::server_hello, handshake_type::certificate, handshake_type::finished,
                      handshake_type::key_update, handshake_type::client_key_exchange,
                      handshake_type::server_hello_done, handshake_type::new_session_ticket, handshake_type{99}})
        misdeeds.push_back({std::string(to_string(type)),
                            message(type, bytes{0}),
                            alert::unexpected_message,
                            reason::unexpected_message,
                            {},
                            true});
    misdeeds.push_back({"ChangeCipherSpec",
                        afterwards(send_one(ccs, {1})),
                        alert::unexpected_message,
                        reason::bad_change_cipher_spec,
                        {},
                        true});
    misdeeds.push_back({"records that do not open",
                        afterwards(sealed_garbage(application_data, 100)),
                        alert::bad_record_mac,
                        reason::bad_record_mac,
                        {},
                        true});
    misdeeds.push_back({"no handshake",
                        afterwards(send_one(handshake, {})),
                        alert::unexpected_message,
                        reason::too_many_empty_records,
                        {},
                        true});
    misdeeds.push_back({"empty records",
                        afterwards([](tls12_peer& p) {
                            for (int i = 0; i < 33; ++i)
                                p.send_record(application_data, {});
                        }),
                        alert::unexpected_message,
                        reason::too_many_empty_records,
                        {},
                        true});
    misdeeds.push_back({"warnings",
                        afterwards([](tls12_peer& p) {
                            for (int i = 0; i < 5; ++i)
                                p.send_alert(alert_level::warning, alert_description::user_canceled);
                        }),
                        alert::unexpected_message,
                        reason::too_many_warning_alerts,
                        {},
                        true});
    refused_by_both(misdeeds);
    accepted_by_both({{"a few empty records", afterwards([](tls12_peer& p) {
                           for (int i = 0; i < 32; ++i)
                               p.send_record(application_data, {});
                       })}});
}

BOOST_AUTO_TEST_CASE(renegotiation_is_refused_by_a_warning_and_the_connection_goes_on)
{
    const auto hello_request = raw_message(handshake_type::hello_request);
    for (auto ours : both) {
        tls12_scene scene{.peer = afterwards([=](tls12_peer& p) {
                              if (ours == role::client)
                                  p.send_message(hello_request);
                              else
                                  p.send_client_hello();
                          })};
        tls12_conversation c(ours, scene);
        c.run();
        BOOST_TEST(!c.error, c.error.message() << ": " << c.engine.error_detail());
        BOOST_TEST(as_text(c.delivered) == "data");
        BOOST_REQUIRE(c.peer.alert_received());
        BOOST_TEST(to_string(*c.peer.alert_received()) == "no_renegotiation");
        BOOST_TEST((c.peer.alert_level_received() == alert_level::warning));
    }
}

BOOST_AUTO_TEST_CASE(a_flood_of_requests_for_renegotiation_ends_the_connection)
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
