// What a server does with first bytes that are not those of a client of TLS 1.3, and with early data.

#include "protocol/hostile/conversation.hpp"
#include "protocol/hostile/edits.hpp"

#include "protocol/message/client_hello.hpp"

using namespace tls;
using namespace tls::test;
using enum moment;

namespace {

/// What an engine says to first bytes, given one after the other.
struct first_bytes {
    error_code error;
    std::optional<alert_description> alert;
    bytes output;
    std::size_t read = 0; ///< how many it took to decide

    explicit first_bytes(byte_view data, role ours = role::server)
    {
        auto settings = settings_for({});
        engine e(std::make_shared<configuration>(ours == role::server ? settings.server : settings.client));
        e.handshake(ours, error);
        e.sent(e.output().size());
        for (auto byte : data) {
            e.received({&byte, 1});
            ++read;
            if (e.handshake(ours, error) == want::nothing)
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

/// What openssl s_client -tls1_2 offers.
bytes hello_of_tls_1_2()
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

/// A hello without extensions, as clients of TLS 1.0 to 1.2 sent it.
bytes old_fashioned_hello(protocol_version version)
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

/// A client that offers early data and sends `records` of it.
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

BOOST_AUTO_TEST_SUITE(first_bytes_that_are_not_tls_1_3)

BOOST_AUTO_TEST_CASE(but_tls_1_2_are_answered_with_protocol_version)
{
    first_bytes answer(record_of(hello_of_tls_1_2()));
    BOOST_TEST(answer.error == reason::unsupported_protocol);
    BOOST_TEST((answer.error == tls::error::condition::peer_offer));
    BOOST_TEST(answer.output == protocol_version_alert);
}

BOOST_AUTO_TEST_CASE(but_old_fashioned_are_answered_with_protocol_version)
{
    for (auto version : {protocol_version{0x0300}, protocol_version::tls1_0, protocol_version::tls1_1,
                         protocol_version::tls1_2, protocol_version::tls1_3}) {
        first_bytes answer(record_of(old_fashioned_hello(version)));
        BOOST_TEST(answer.error == reason::unsupported_protocol);
        BOOST_TEST(answer.output == protocol_version_alert);
    }
}

BOOST_AUTO_TEST_CASE(but_sslv2_are_refused_after_four)
{
    const bytes sslv2{0x80, 0x2e, 0x01, 0x03, 0x01, 0x00, 0x15, 0x00, 0x00, 0x00, 0x10, 0x00, 0x00, 0x2f, 0x01};
    first_bytes answer(sslv2);
    BOOST_TEST(answer.error == reason::wrong_version_number);
    BOOST_TEST(answer.alert.has_value());
    BOOST_TEST(answer.read == 4u);
}

BOOST_AUTO_TEST_CASE(but_random_are_refused_or_waited_for)
{
    for (auto ours : {role::client, role::server}) {
        for (unsigned seed = 0; seed < 2000; ++seed) {
            auto garbage = pattern(seed % 300 + 5);
            garbage[0] = static_cast<std::uint8_t>(seed);
            first_bytes answer(garbage, ours);
            if (answer.error && answer.read > 0)
                BOOST_TEST((answer.error == tls::error::condition::peer_message ||
                            answer.error == tls::error::condition::peer_alert));
        }
    }
}

BOOST_AUTO_TEST_CASE(but_an_alert_are_an_answer_to_a_client)
{
    first_bytes answer(protocol_version_alert, role::client);
    BOOST_TEST(answer.error == tls::error::alert_received(alert::protocol_version));
    BOOST_TEST(answer.output.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(early_data_that_nobody_can_read)

BOOST_AUTO_TEST_CASE(is_skipped_and_the_handshake_goes_on)
{
    check_accepted(role::server, {
                                     {"none", early_data(0, 0)},
                                     {"little", early_data(1, 30)},
                                     {"full records", early_data(3, (1 << 14) + 256)},
                                     {"many records", early_data(100, 500)},
                                     {"before a HelloRetryRequest", early_data(10, 1000), with_retry},
                                     {"with client certificate", early_data(10, 1000), with_client_auth},
                                 });
}

BOOST_AUTO_TEST_CASE(is_refused_beyond_a_budget)
{
    check_refused(role::server,
                  {
                      {"full records", early_data(5, 1 << 14), alert::bad_record_mac, reason::bad_record_mac},
                      {"small records", early_data(5000, 20), alert::bad_record_mac, reason::bad_record_mac},
                      {"empty records", early_data(20'000, 0), alert::bad_record_mac, reason::bad_record_mac},
                  });
}

BOOST_AUTO_TEST_CASE(is_refused_if_it_was_not_announced)
{
    script s;
    s.after = [](hostile_peer& p, moment when) {
        if (when == client_hello)
            p.send_plain_record(content_type::application_data, pattern(100));
    };
    check_refused(role::server, {{"", s, alert::bad_record_mac, reason::bad_record_mac}});
    check_refused(role::server, {{"", s, alert::unexpected_message, reason::unexpected_message, with_retry}});
}

BOOST_AUTO_TEST_CASE(is_refused_once_a_record_could_be_read)
{
    auto s = early_data(1, 100);
    s.after = [early = s.after](hostile_peer& p, moment when) {
        early(p, when);
        if (when == moment::certificate)
            p.send_plain_record(content_type::application_data, pattern(100));
    };
    check_refused(role::server, {{"", s, alert::bad_record_mac, reason::bad_record_mac, with_client_auth}});
}

BOOST_AUTO_TEST_CASE(is_refused_behind_the_second_client_hello)
{
    auto s = early_data(1, 100);
    s.after = [early = s.after](hostile_peer& p, moment when) {
        early(p, when);
        if (when == second_client_hello)
            p.send_plain_record(content_type::application_data, pattern(100));
    };
    check_refused(role::server, {{"", s, alert::bad_record_mac, reason::bad_record_mac, with_retry}});
}

BOOST_AUTO_TEST_CASE(must_not_be_ended)
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
