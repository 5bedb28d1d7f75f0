// Engines with scripted peers in the key exchanges that only old peers use, and with version 2 ClientHellos.

#include "protocol/hostile/old_scenarios.hpp"
#include "protocol/message/certificate_tls12.hpp"
#include "protocol/message/client_key_exchange.hpp"

using namespace tls;
using namespace tls::test;
using enum tls12_moment;

namespace {

constexpr auto tls1_0 = protocol_version::tls1_0;
constexpr auto tls1_1 = protocol_version::tls1_1;
constexpr auto tls1_2 = protocol_version::tls1_2;
constexpr role both_roles[] = {role::client, role::server};

/// A suite of no export rules, but a client that would also use export suites.
tls12_scenario plain_of_lenient_client(std::uint16_t suite)
{
    tls12_scenario result{.suite = suite, .key = key_type::rsa, .version = tls1_0};
    result.engine = [suite](configuration& c) {
        c.algorithms = decrypting_registry();
        c.negotiation.cipher_suites = {suite, export_suites::rsa, export_suites::dhe_rsa};
        c.allow_export = true;
        c.tls12.min_dh_bits = 0;
    };
    return result;
}

tls12_scenario version2_in(protocol_version version, std::size_t challenge_size = 32)
{
    tls12_scenario result{.suite = 0x002f, .key = key_type::rsa, .version = version};
    result.engine = [](configuration& c) { c.tls12.accept_version2_hello = true; };
    result.peer = [=](tls12_traits& t) {
        t.version2_challenge = bytes(challenge_size);
        for (std::size_t i = 0; i < challenge_size; ++i)
            (*t.version2_challenge)[i] = static_cast<std::uint8_t>(i + 1);
    };
    return result;
}

tls12_script version2_edit(std::function<void(bytes&)> change)
{
    return [change = std::move(change)](tls12_traits& t) { t.version2_hello = change; };
}

/// Replaces a 16-bit field.
tls12_script version2_field(std::size_t offset, std::uint16_t value)
{
    return version2_edit([=](bytes& m) {
        m[offset] = static_cast<std::uint8_t>(value >> 8);
        m[offset + 1] = static_cast<std::uint8_t>(value);
    });
}

/// Returns the body of a ServerKeyExchange with a temporary RSA key, signed by the peer's certificate key or not.
bytes temporary_rsa_message()
{
    const auto key = temporary_rsa_keys().current({});
    message::server_key_exchange m;
    m.body = message::server_rsa_params{key->public_part.modulus, key->public_part.public_exponent}.encoded();
    message::digitally_signed{std::nullopt, bytes(256, 0x5a)}.encode(m.body);
    return message::encode_message(m);
}

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_old_key_exchanges)

BOOST_AUTO_TEST_CASE(accepts_conforming_peers)
{
    for (auto engine_role : both_roles) {
        for (auto version : {tls1_0, tls1_1, tls1_2}) {
            check_accepted(engine_role, {{"DH_anon", {}, anonymous_in(version)},
                                         {"DH_RSA", {}, fixed_in(version)},
                                         {"DH_RSA, client certificate", {}, fixed_in(version, true)}});
        }
        check_accepted(engine_role, {{"RSA_EXPORT", {}, export_with(export_suites::rsa)},
                                     {"DHE_RSA_EXPORT", {}, export_with(export_suites::dhe_rsa)}});
    }
}

BOOST_AUTO_TEST_CASE(client_rejects_anonymous_suites_that_it_did_not_offer)
{
    // The server answers a client that wants a certificate with a suite without one.
    tls12_scenario in{.suite = 0x0034, .version = tls1_0};
    in.engine = [](configuration& c) { c.negotiation.cipher_suites = {0x002f}; };
    in.peer = [](tls12_traits& t) { t.own = nullptr; };
    check_refused(role::client,
                  {{"DH_anon", {}, alert::illegal_parameter, reason::wrong_cipher_returned, std::move(in)}});
}

BOOST_AUTO_TEST_CASE(client_rejects_deviations_of_anonymous_servers)
{
    const auto in = anonymous_in(tls1_0);
    const auto asks = [](tls12_traits& t) { t.asks_for_certificate = true; };
    const auto no_message = at(server_key_exchange, [](bytes& m) { m.clear(); });
    const auto signed_params = at(server_key_exchange, [](bytes& m) {
        m.insert(m.end(), {0, 2, 1, 1});
        fix_length(m);
    });
    const auto sends_certificate = before(server_key_exchange, [](tls12_peer& p) {
        p.send_message(message::encode_message(message::certificate_tls12{}));
    });
    check_refused(role::client,
                  {{"requests a certificate", asks, alert::handshake_failure, reason::unexpected_message, in},
                   {"no ServerKeyExchange", no_message, alert::unexpected_message, reason::unexpected_message, in},
                   {"a signature", signed_params, alert::decode_error, reason::length_mismatch, in},
                   {"Certificate", sends_certificate, alert::unexpected_message, reason::unexpected_message, in}});
}

// FREAK, CVE-2015-0204: an attacker makes a server send a temporary key of 512 bits in a handshake without export.
BOOST_AUTO_TEST_CASE(client_rejects_temporary_rsa_keys_in_other_suites)
{
    const auto injects = before(server_hello_done, [](tls12_peer& p) { p.send_message(temporary_rsa_message()); });
    for (auto version : {tls1_0, tls1_1, tls1_2}) {
        tls12_scenario in{.suite = 0x002f, .key = key_type::rsa, .version = version};
        check_refused(role::client,
                      {{"RSA", injects, alert::unexpected_message, reason::unexpected_message, std::move(in)}});
    }
    check_refused(role::client, {{"RSA of a client that also offers RSA_EXPORT", injects, alert::unexpected_message,
                                  reason::unexpected_message, plain_of_lenient_client(0x002f)}});
}

BOOST_AUTO_TEST_CASE(client_rejects_export_suites_that_it_did_not_offer)
{
    for (auto suite : {export_suites::rsa, export_suites::dhe_rsa}) {
        auto in = export_with(suite);
        add(in.engine, [](configuration& c) {
            c.negotiation.cipher_suites = {0x002f};
            c.allow_export = false;
        });
        check_refused(role::client,
                      {{"export", {}, alert::illegal_parameter, reason::wrong_cipher_returned, std::move(in)}});
    }
}

BOOST_AUTO_TEST_CASE(client_rejects_wrong_temporary_rsa_keys)
{
    const auto in = export_with(export_suites::rsa);
    const auto with_modulus = [](std::size_t size) {
        return [=](tls12_traits& t) {
            t.parameters = [=](bytes& params) {
                params = message::server_rsa_params{bytes(size, 0xff), {1, 0, 1}}.encoded();
            };
        };
    };
    const auto damaged = at(server_key_exchange, [](bytes& m) { m[message::header_size + 10] ^= 1; });
    const auto dropped = at(server_key_exchange, [](bytes& m) { m.clear(); });
    check_refused(role::client,
                  {{"1024 bits", with_modulus(128), alert::export_restriction, reason::illegal_parameter, in},
                   {"513 bits", with_modulus(65), alert::export_restriction, reason::illegal_parameter, in},
                   {"384 bits", with_modulus(48), alert::illegal_parameter, reason::illegal_parameter, in},
                   {"not signed", damaged, alert::decrypt_error, reason::bad_signature, in},
                   {"missing", dropped, alert::unexpected_message, reason::unexpected_message, in}});
}

// Logjam, CVE-2015-4000: no minimum of the settings lets a group of the export suites into another suite.
BOOST_AUTO_TEST_CASE(client_rejects_short_groups_outside_of_export_suites)
{
    const auto short_group = [](tls12_traits& t) { t.dh = export_dh_parameters(); };
    auto anonymous = anonymous_in(tls1_0);
    add(anonymous.engine, [](configuration& c) { c.tls12.min_dh_bits = 0; });
    check_refused(role::client, {{"DHE_RSA", short_group, alert::insufficient_security, reason::dh_key_too_small,
                                  plain_of_lenient_client(0x0033)},
                                 {"DH_anon", short_group, alert::insufficient_security, reason::dh_key_too_small,
                                  std::move(anonymous)}});
}

BOOST_AUTO_TEST_CASE(client_rejects_long_groups_in_export_suites)
{
    const auto long_group = [](tls12_traits& t) { t.dh = dh_parameters_of(0x0100).value(); };
    check_refused(role::client, {{"DHE_RSA_EXPORT", long_group, alert::export_restriction, reason::dh_key_too_large,
                                  export_with(export_suites::dhe_rsa)}});
}

BOOST_AUTO_TEST_CASE(client_rejects_certificates_without_a_fixed_key)
{
    auto in = fixed_in(tls1_0);
    add(in.engine, [](configuration& c) { c.verification.anchors = authority().anchors(); });
    in.peer = {};
    // Its own RSA certificate, with the suite DH_RSA. The peer stops there, because it cannot go on.
    check_refused(role::client,
                  {{"RSA key", {}, alert::illegal_parameter, reason::wrong_certificate_type, std::move(in)}});
}

BOOST_AUTO_TEST_CASE(client_rejects_server_key_exchange_of_fixed_keys)
{
    const auto injects = before(server_hello_done, [](tls12_peer& p) { p.send_message(temporary_rsa_message()); });
    check_refused(role::client,
                  {{"DH_RSA", injects, alert::unexpected_message, reason::unexpected_message, fixed_in(tls1_0)}});
}

// With such a value anybody knows the shared secret.
BOOST_AUTO_TEST_CASE(client_rejects_wrong_values_of_fixed_keys)
{
    const auto certifies = [](bytes value) {
        auto key = fixed_dh_leaf(authentication_method::rsa)->leaf().key().value();
        key.public_value = std::move(value);
        return at(certificate, [made = rsa_authority().certify(key, "localhost")](bytes& m) {
            m = message::encode_message(message::certificate_tls12{{to_bytes(made.der())}});
        });
    };
    auto last = dh_parameters_of(0x0100)->prime;
    last.back() -= 1;
    for (auto version : {tls1_0, tls1_2}) {
        const auto in = fixed_in(version);
        check_refused(role::client, {{"0", certifies({}), alert::illegal_parameter, reason::bad_dh_value, in},
                                     {"1", certifies({1}), alert::illegal_parameter, reason::bad_dh_value, in},
                                     {"p - 1", certifies(last), alert::illegal_parameter, reason::bad_dh_value, in}});
    }
}

BOOST_AUTO_TEST_CASE(server_rejects_wrong_values_for_its_fixed_key)
{
    const auto value = [](bytes v) {
        return at(client_key_exchange,
                  [v = std::move(v)](bytes& m) { m = message::encode_message(tls::message::client_key_exchange{v}); });
    };
    const auto in = fixed_in(tls1_0);
    const auto prime = dh_parameters_of(0x0100)->prime;
    bytes too_large{static_cast<std::uint8_t>(prime.size() >> 8), static_cast<std::uint8_t>(prime.size())};
    too_large.insert(too_large.end(), prime.begin(), prime.end());
    check_refused(role::server, {{"0", value({0, 1, 0}), alert::illegal_parameter, reason::bad_dh_value, in},
                                 {"1", value({0, 1, 1}), alert::illegal_parameter, reason::bad_dh_value, in},
                                 {"p", value(too_large), alert::illegal_parameter, reason::bad_dh_value, in},
                                 {"none, without a fixed key of the client", value({}), alert::decode_error,
                                  reason::decode_error, in},
                                 {"with a fixed key of the client", value({0, 1, 4}), alert::decode_error,
                                  reason::length_mismatch, fixed_in(tls1_0, true)}});
}

BOOST_AUTO_TEST_CASE(server_rejects_fixed_keys_of_another_group)
{
    auto in = fixed_in(tls1_0, true);
    const auto other = rsa_authority().leaf(make_dh_key(*dh_parameters_of(0x0101)), "client");
    const auto sends = at(certificate, [other](bytes& m) {
        m = message::encode_message(message::certificate_tls12{{to_bytes(other->leaf().der())}});
    });
    check_refused(role::server, {{"ffdhe3072", sends, alert::illegal_parameter, reason::wrong_certificate_type, in}});
    // A key in the right group whose certificate allows signatures only.
    const auto own = fixed_dh_leaf(authentication_method::rsa)->leaf().key();
    const auto signs_only =
        rsa_authority().certify(*own, "client", static_cast<std::uint16_t>(x509::key_usage::digital_signature));
    const auto sends_it = at(certificate, [signs_only](bytes& m) {
        m = message::encode_message(message::certificate_tls12{{to_bytes(signs_only.der())}});
    });
    check_refused(role::server,
                  {{"key usage", sends_it, alert::illegal_parameter, reason::wrong_certificate_type, in}});
    // A fixed key in a handshake with an ephemeral key of the server.
    tls12_scenario dhe{.suite = 0x0033, .key = key_type::rsa, .client_auth = true, .version = tls1_0};
    check_refused(role::server,
                  {{"DHE", sends, alert::illegal_parameter, reason::wrong_certificate_type, std::move(dhe)}});
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(version2_client_hellos)

// RFC 2246 appendix E.1: the challenge fills the random from the right, or its end is the random.
BOOST_AUTO_TEST_CASE(are_accepted_if_the_option_is_on)
{
    for (auto version : {tls1_0, tls1_1, tls1_2}) {
        for (std::size_t challenge : {16u, 24u, 32u, 40u, 200u})
            check_accepted(role::server, {{std::to_string(challenge), {}, version2_in(version, challenge)}});
    }
}

BOOST_AUTO_TEST_CASE(never_lead_to_tls13_or_ssl)
{
    auto newest = version2_in(tls1_2);
    add(newest.engine, [](configuration& c) {
        c.negotiation.min_version = tls1_0;
        c.negotiation.max_version = protocol_version::tls1_3;
    });
    check_accepted(role::server, {{"a server of all versions", {}, newest}});
    check_refused(
        role::server,
        {{"SSL 2.0", version2_field(1, 0x0002), alert::protocol_version, reason::unsupported_protocol, newest},
         {"SSL 3.0", version2_field(1, 0x0300), alert::protocol_version, reason::unsupported_protocol, newest}});
    auto only_tls13 = version2_in(tls1_2);
    add(only_tls13.engine, [](configuration& c) { c.negotiation.min_version = protocol_version::tls1_3; });
    check_refused(role::server,
                  {{"TLS 1.3 only", {}, alert::unexpected_message, reason::wrong_version_number, only_tls13}});
}

BOOST_AUTO_TEST_CASE(are_refused_without_the_option)
{
    auto in = version2_in(tls1_0);
    in.engine = {};
    check_refused(role::server,
                  {{"TLS 1.0", {}, alert::unexpected_message, reason::wrong_version_number, in},
                   {"SSL 2.0", version2_field(1, 0x0002), alert::protocol_version, reason::unsupported_protocol, in}});
}

BOOST_AUTO_TEST_CASE(malformed_ones_are_refused)
{
    const auto in = version2_in(tls1_0);
    const auto decode_error = [&](const char* name, tls12_script script) {
        return tls12_violation{name, std::move(script), alert::decode_error, reason::decode_error, in};
    };
    check_refused(
        role::server,
        {decode_error("no cipher specs", version2_field(3, 0)),
         decode_error("cipher specs of other sizes", version2_field(3, 4)),
         decode_error("cipher specs beyond the end", version2_field(3, 0x7ffe)),
         decode_error("a challenge beyond the end", version2_field(7, 33)),
         {"bytes at the end", version2_edit([](bytes& m) { m.push_back(0); }), alert::decode_error,
          reason::length_mismatch, in},
         {"a session ID of 3 bytes", version2_edit([](bytes& m) {
              m[6] = 3;
              m.insert(m.begin() + 15, 3, 0x77);
          }),
          alert::illegal_parameter, reason::illegal_parameter, in},
         {"a challenge of 15 bytes", {}, alert::illegal_parameter, reason::illegal_parameter, version2_in(tls1_0, 15)},
         {"no suite of TLS", version2_edit([](bytes& m) { m[12] = 1; }), alert::illegal_parameter,
          reason::illegal_parameter, in},
         {"too long", version2_edit([](bytes& m) { m.resize(5000); }), alert::record_overflow, reason::record_overflow,
          in}});
}

BOOST_AUTO_TEST_CASE(only_begin_a_connection)
{
    const auto again = after(client_hello, [](tls12_peer& p) { p.send_raw(bytes{0x80, 0x2e, 1, 3, 1, 0, 3, 0, 0}); });
    auto in = version2_in(tls1_0);
    in.peer = {};
    check_refused(role::server, {{"a second message", again, alert::unexpected_message, reason::wrong_version_number,
                                  std::move(in)}});
    // A client never gets one.
    auto client = version2_in(tls1_0);
    client.peer = {};
    const auto instead = before(server_hello, [](tls12_peer& p) {
        p.send_raw(bytes{0x80, 0x2e, 1, 3, 1, 0, 3, 0, 0});
    });
    check_refused(role::client, {{"to a client", instead, alert::unexpected_message, reason::wrong_version_number,
                                  std::move(client)}});
}

BOOST_AUTO_TEST_SUITE_END()
