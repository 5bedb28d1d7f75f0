// The first bytes of a connection that are not a TLS 1.3 ClientHello, and early data that the server cannot decrypt.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"

#include "protocol/message/client_hello.hpp"

namespace hellos_test {

using namespace tls;
using namespace tls::test;
using enum moment;

namespace {

/// An engine's answer to the first bytes of a connection, received one at a time.
struct first_bytes {
    error_code error;
    std::optional<alert_description> alert;
    bytes output;
    std::size_t read = 0; ///< the number of bytes received before the answer

    explicit first_bytes(byte_view data, role engine_role = role::server)
    {
        auto settings = settings_for({});
        engine e(std::make_shared<configuration>(engine_role == role::server ? settings.server : settings.client));
        e.handshake(engine_role, error);
        e.sent(e.output().size());
        for (auto byte : data) {
            e.received({&byte, 1});
            ++read;
            if (e.handshake(engine_role, error) == want::nothing)
                break;
        }
        alert = e.alert_sent();
        output = to_bytes(e.output());
    }
};

bytes record_of(byte_view message)
{
    bytes record(record_header_size);
    record_header{content_type::handshake, 0x0301, static_cast<std::uint16_t>(message.size())}.write(record);
    return joined(record, message);
}

/// Returns a ClientHello with the offer of openssl s_client -tls1_2.
bytes tls12_hello()
{
    message::client_hello hello;
    hello.random.fill(0x5c);
    hello.cipher_suites = {0xc02c, 0xc030, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc02b, 0xc02f, 0x009e, 0xc024,
                           0xc028, 0x006b, 0xc023, 0xc027, 0x0067, 0xc00a, 0xc014, 0x0039, 0xc009, 0xc013,
                           0x0033, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x00ff};
    hello.extensions.ec_point_formats = {{0, 1, 2}};
    hello.extensions.supported_groups = extension::supported_groups{{0x001d, 0x0017, 0x001e, 0x0019, 0x0018}};
    hello.extensions.signature_algorithms = {{0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a,
                                              0x080b, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601,
                                              0x0303, 0x0301, 0x0302, 0x0402, 0x0502, 0x0602}};
    auto encoded = message::encode_message(hello);
    add_extension(encoded, 35, {});
    add_extension(encoded, 22, {});
    add_extension(encoded, 23, {});
    return encoded;
}

/// Returns a ClientHello without extensions, which TLS 1.2 and earlier versions allow.
bytes hello_without_extensions(protocol_version version)
{
    message::client_hello hello;
    hello.legacy_version = version;
    hello.cipher_suites = {0x0035, 0x002f, 0x000a};
    auto encoded = message::encode_message(hello);
    encoded.resize(encoded.size() - 2);
    fix_length(encoded);
    return encoded;
}

const bytes protocol_version_alert{21, 3, 3, 0, 2, 2, 70};

/// The client offers early data and sends `records` records of it.
script early_data(std::size_t records, std::size_t size)
{
    script s = at(client_hello, with_extension(extension_type::early_data));
    s.after = [=](hostile_peer& p, moment when) {
        for (std::size_t i = 0; when == client_hello && i < records; ++i)
            p.send_plain_record(content_type::application_data, pattern(size));
    };
    return s;
}

const scenario with_retry{.retry = true};
const scenario with_client_auth{.client_auth = true};

} // namespace

BOOST_AUTO_TEST_SUITE(tls13_first_bytes)

BOOST_AUTO_TEST_CASE(rejects_tls12_hello_when_only_tls13_enabled)
{
    first_bytes answer(record_of(tls12_hello()));
    BOOST_TEST(answer.error == reason::unsupported_protocol);
    BOOST_TEST((answer.error == tls::error::condition::peer_offer));
    BOOST_TEST(answer.output == protocol_version_alert);
}

BOOST_AUTO_TEST_CASE(rejects_hello_without_extensions)
{
    for (auto version : {protocol_version{0x0300}, protocol_version::tls1_0, protocol_version::tls1_1,
                         protocol_version::tls1_2, protocol_version::tls1_3}) {
        first_bytes answer(record_of(hello_without_extensions(version)));
        BOOST_TEST(answer.error == reason::unsupported_protocol);
        BOOST_TEST(answer.output == protocol_version_alert);
    }
}

BOOST_AUTO_TEST_CASE(rejects_sslv2_hello_after_four_bytes)
{
    const bytes sslv2{0x80, 0x2e, 0x01, 0x03, 0x01, 0x00, 0x15, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x2f, 0x01};
    first_bytes answer(sslv2);
    BOOST_TEST(answer.error == reason::wrong_version_number);
    BOOST_TEST(answer.alert.has_value());
    BOOST_TEST(answer.read == 4u);
}

BOOST_AUTO_TEST_CASE(rejects_random_bytes_or_waits_for_more)
{
    for (auto engine_role : {role::client, role::server}) {
        for (unsigned seed = 0; seed < 2000; ++seed) {
            auto garbage = pattern(seed % 300 + 5);
            garbage[0] = static_cast<std::uint8_t>(seed);
            first_bytes answer(garbage, engine_role);
            if (answer.error && answer.read > 0)
                BOOST_TEST((answer.error == tls::error::condition::peer_message ||
                            answer.error == tls::error::condition::peer_alert));
        }
    }
}

BOOST_AUTO_TEST_CASE(client_reports_alert_received_as_first_record)
{
    first_bytes answer(protocol_version_alert, role::client);
    BOOST_TEST(answer.error == tls::error::alert_received(alert::protocol_version));
    BOOST_TEST(answer.output.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tls13_rejected_early_data)

BOOST_AUTO_TEST_CASE(skips_early_data_and_completes_handshake)
{
    check_accepted(role::server, {
                                     {"none", early_data(0, 0)},
                                     {"one short record", early_data(1, 30)},
                                     {"full records", early_data(3, (1 << 14) + 256)},
                                     {"many records", early_data(100, 500)},
                                     {"before a HelloRetryRequest", early_data(10, 1000), with_retry},
                                     {"with client certificate", early_data(10, 1000), with_client_auth},
                                 });
}

BOOST_AUTO_TEST_CASE(rejects_too_much_early_data)
{
    check_refused(role::server,
                  {
                      {"full records", early_data(5, 1 << 14), alert::bad_record_mac, reason::bad_record_mac},
                      {"small records", early_data(5000, 20), alert::bad_record_mac, reason::bad_record_mac},
                      {"empty records", early_data(20'000, 0), alert::bad_record_mac, reason::bad_record_mac},
                  });
}

BOOST_AUTO_TEST_CASE(rejects_unannounced_early_data)
{
    script s;
    s.after = [](hostile_peer& p, moment when) {
        if (when == client_hello)
            p.send_plain_record(content_type::application_data, pattern(100));
    };
    check_refused(role::server, {{"", s, alert::bad_record_mac, reason::bad_record_mac}});
    check_refused(role::server, {{"", s, alert::unexpected_message, reason::unexpected_message, with_retry}});
}

BOOST_AUTO_TEST_CASE(rejects_early_data_after_first_readable_record)
{
    auto s = early_data(1, 100);
    s.after = [early = s.after](hostile_peer& p, moment when) {
        early(p, when);
        if (when == moment::certificate)
            p.send_plain_record(content_type::application_data, pattern(100));
    };
    check_refused(role::server, {{"", s, alert::bad_record_mac, reason::bad_record_mac, with_client_auth}});
}

BOOST_AUTO_TEST_CASE(rejects_early_data_after_second_client_hello)
{
    auto s = early_data(1, 100);
    s.after = [early = s.after](hostile_peer& p, moment when) {
        early(p, when);
        if (when == second_client_hello)
            p.send_plain_record(content_type::application_data, pattern(100));
    };
    check_refused(role::server, {{"", s, alert::bad_record_mac, reason::bad_record_mac, with_retry}});
}

BOOST_AUTO_TEST_CASE(rejects_end_of_early_data)
{
    auto s = early_data(1, 100);
    s.before = [before = s.before](hostile_peer& p, moment when, bytes& m) {
        before(p, when, m);
        if (when == moment::finished)
            m = joined(raw_message(handshake_type::end_of_early_data), m);
    };
    check_refused(role::server, {{"", s, alert::unexpected_message, reason::unexpected_message}});
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace hellos_test
