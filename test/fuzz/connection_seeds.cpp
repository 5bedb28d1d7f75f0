#include "fuzz/connection_seeds.hpp"

#include "fuzz/recorder.hpp"

namespace tls::fuzz {

namespace {

using s = script_settings;

/// A kind of conversation: its settings, and what both sides do. Returns the handshakes that must succeed.
struct scenario {
    std::string name;
    s settings;
    unsigned (*converse)(recorder&);
};

unsigned exchange_data(recorder& r)
{
    r.run();
    r.act(action::write, 100);
    r.peer_writes(700);
    r.act(action::write, 20'000);
    return 1;
}

unsigned connect_and_close(recorder& r)
{
    exchange_data(r);
    boost::system::error_code error;
    r.peer().shutdown(error);
    r.run();
    return 1;
}

unsigned close_first(recorder& r)
{
    exchange_data(r);
    r.act(action::shutdown);
    boost::system::error_code error;
    r.peer().shutdown(error);
    r.run();
    return 1;
}

unsigned resume(recorder& r)
{
    exchange_data(r);
    r.reconnect();
    exchange_data(r);
    r.require(r.subject().engine().info().session_reused, "a seed that resumes resumes");
    r.reconnect();
    return 1 + exchange_data(r) + 1;
}

unsigned resume_early(recorder& r)
{
    exchange_data(r);
    r.reconnect();
    if (r.recorded().settings.is_server) {
        r.peer_writes_early(400);
        r.only_act(action::read_early);
    } else {
        r.only_act(action::write_early, 400);
    }
    exchange_data(r);
    const auto& info = r.subject().engine().info();
    r.require(info.session_reused, "a seed that resumes resumes");
    r.require(info.early_data == early_data_status::accepted || info.hello_retry, "a seed's early data is accepted");
    return 2;
}

/// The server cannot open the client's early data: it knows no such key.
unsigned reject_early(recorder& r)
{
    exchange_data(r);
    r.only_act(action::advance_clock, 20'000); // the session has expired on the server
    r.reconnect();
    r.peer_writes_early(400);
    r.set_forging(true);
    r.carry_from_peer();
    r.set_forging(false);
    exchange_data(r);
    r.require(r.subject().engine().info().early_data == early_data_status::rejected, "a seed's early data is rejected");
    return 2;
}

unsigned update_keys(recorder& r)
{
    exchange_data(r);
    boost::system::error_code error;
    for (bool request : {false, true, true}) {
        r.peer().update_keys(request, error);
        r.run();
        r.act(action::update_keys, request ? 1 : 0);
    }
    return exchange_data(r);
}

unsigned renegotiate_by_peer(recorder& r)
{
    exchange_data(r);
    boost::system::error_code error;
    r.peer().renegotiate(error);
    r.run();
    r.peer_writes(50);
    return 2;
}

unsigned renegotiate_by_subject(recorder& r)
{
    exchange_data(r);
    r.act(action::renegotiate);
    r.peer_writes(50);
    return 2;
}

unsigned end_without_close(recorder& r)
{
    exchange_data(r);
    r.only_act(action::end_of_input);
    r.only_act(action::run);
    return 1;
}

s settings(std::uint8_t version, std::uint16_t suite, std::uint8_t authentication = s::verify,
           std::uint8_t sessions = 0, std::uint8_t extensions = 0)
{
    s made;
    made.max_version = made.min_version = version;
    made.suite = suite;
    made.authentication = authentication;
    made.sessions = sessions;
    made.extensions = extensions;
    return made;
}

s with(s made, s::key key, s::group group = s::group::x25519, s::pieces pieces = s::pieces::whole)
{
    made.key_kind = key;
    made.group_kind = group;
    made.piece_size = pieces;
    return made;
}

constexpr std::uint8_t tls10 = 1, tls11 = 2, tls12 = 3, tls13 = 4;
constexpr auto client_authentication =
    static_cast<std::uint8_t>(s::verify | s::client_certificate | s::require_client_certificate);

std::vector<scenario> tls13_scenarios()
{
    const std::uint8_t early = s::tickets | s::early_data, answers = s::external_operations;
    const std::uint8_t every_extension = s::alpn | s::record_size_limit | s::staple | s::padding;
    return {
        {"simple", settings(tls13, 0x1301), &connect_and_close},
        {"close", with(settings(tls13, 0x1302), s::key::ed25519), &close_first},
        {"truncated", settings(tls13, 0x1303), &end_without_close},
        {"ccm8", with(settings(tls13, 0x1305), s::key::rsa, s::group::ffdhe2048), &exchange_data},
        {"hybrid", with(settings(tls13, 0x1301), s::key::secp256r1, s::group::x25519_mlkem768), &exchange_data},
        {"retry", settings(tls13, 0x1301, s::verify | s::hello_retry), &exchange_data},
        {"retry-cookie", settings(tls13, 0x1301, s::verify | s::hello_retry | s::cookie), &exchange_data},
        {"bare", settings(tls13, 0x1301, s::no_middlebox_compatibility), &exchange_data},
        {"client-certificate", with(settings(tls13, 0x1301, client_authentication), s::key::rsa), &exchange_data},
        {"no-client-certificate", settings(tls13, 0x1301, s::verify), &exchange_data},
        {"external-answers", settings(tls13, 0x1301, client_authentication, answers), &exchange_data},
        {"external-psk", settings(tls13, 0x1301, s::external_psk), &exchange_data},
        {"external-psk-ke", settings(tls13, 0x1301, s::external_psk | s::psk_ke), &exchange_data},
        {"tickets", settings(tls13, 0x1301, s::verify, s::tickets), &resume},
        {"tickets-retry", settings(tls13, 0x1301, s::verify | s::hello_retry, s::tickets), &resume},
        {"tickets-client-certificate", settings(tls13, 0x1301, client_authentication, s::tickets, s::verify_again),
         &resume},
        {"single-use", settings(tls13, 0x1301, s::verify, s::tickets | s::store | s::single_use), &resume},
        {"early", settings(tls13, 0x1301, s::verify, early), &resume_early},
        {"early-alpn", settings(tls13, 0x1301, s::verify, early | s::resend_early_data, s::alpn), &resume_early},
        {"early-retry", settings(tls13, 0x1301, s::verify | s::hello_retry, early), &resume_early},
        {"key-updates", settings(tls13, 0x1301), &update_keys},
        {"extensions", with(settings(tls13, 0x1301, s::verify, 0, every_extension), s::key::ed25519), &exchange_data},
        {"pieces", with(settings(tls13, 0x1301), s::key::secp256r1, s::group::x25519, s::pieces::of_7), &exchange_data},
    };
}

std::vector<scenario> tls12_scenarios()
{
    const std::uint8_t etm = 0, no_etm = s::no_encrypt_then_mac, both = s::tickets | s::store;
    const std::uint8_t extensions = s::alpn | s::max_fragment_length | s::staple | s::require_extended_master_secret;
    const auto rsa = s::key::rsa;
    return {
        {"ecdhe-rsa-gcm", with(settings(tls12, 0xc02f), rsa), &connect_and_close},
        {"ecdhe-ecdsa-gcm", settings(tls12, 0xc02b), &close_first},
        {"chacha20", with(settings(tls12, 0xcca8), rsa), &end_without_close},
        {"dhe-rsa", with(settings(tls12, 0x009e), rsa, s::group::ffdhe2048), &exchange_data},
        {"dhe-dss", with(settings(tls12, 0x00a2), s::key::dsa, s::group::ffdhe2048), &exchange_data},
        {"rsa", with(settings(tls12, 0x009c), rsa), &exchange_data},
        {"cbc-sha256", with(settings(tls12, 0xc027, s::verify, no_etm), rsa), &exchange_data},
        {"cbc-etm", with(settings(tls12, 0xc027, s::verify, etm), rsa), &exchange_data},
        {"triple-des", with(settings(tls12, 0x000a, s::verify, no_etm), rsa), &exchange_data},
        {"null", with(settings(tls12, 0x0002), rsa), &exchange_data},
        {"rc4", with(settings(tls12, 0x0005), rsa), &exchange_data},
        {"dh-rsa", with(settings(tls12, 0x0031), s::key::dh), &exchange_data},
        {"dh-rsa-client-certificate", with(settings(tls12, 0x0031, client_authentication), s::key::dh), &exchange_data},
        {"dh-anon", with(settings(tls12, 0x0034, 0), rsa, s::group::ffdhe2048), &exchange_data},
        {"psk", settings(tls12, 0x00a8, s::external_psk), &exchange_data},
        {"ecdhe-psk", settings(tls12, 0xc037, s::external_psk), &exchange_data},
        {"dhe-psk", with(settings(tls12, 0x00aa, s::external_psk), rsa, s::group::ffdhe2048), &exchange_data},
        {"rsa-psk", with(settings(tls12, 0x00ac, s::external_psk | s::verify), rsa), &exchange_data},
        {"client-certificate", settings(tls12, 0xc02b, client_authentication), &exchange_data},
        {"external-answers", settings(tls12, 0xc02b, client_authentication, s::external_operations), &exchange_data},
        {"extensions", settings(tls12, 0xc02b, s::verify, 0, extensions), &exchange_data},
        {"tickets", settings(tls12, 0xc02b, s::verify, s::tickets), &resume},
        {"ids", settings(tls12, 0xc02b, client_authentication, s::store), &resume},
        {"both", settings(tls12, 0xc02b, s::verify, both, s::verify_again), &resume},
        {"renegotiation", settings(tls12, 0xc02b, client_authentication, s::renegotiation), &renegotiate_by_peer},
        {"own-renegotiation", settings(tls12, 0xc02b, s::verify, s::renegotiation), &renegotiate_by_subject},
        {"resumed-renegotiation", settings(tls12, 0xc02b, s::verify, both | s::renegotiation), &renegotiate_by_peer},
        {"pieces", with(settings(tls12, 0xc02b), s::key::secp256r1, s::group::secp256r1, s::pieces::single_bytes),
         &exchange_data},
    };
}

std::vector<scenario> old_scenarios(std::uint8_t version)
{
    const std::uint8_t no_etm = s::no_encrypt_then_mac;
    const auto rsa = s::key::rsa;
    std::vector<scenario> all{
        {"ecdhe-rsa", with(settings(version, 0xc013, s::verify, no_etm), s::key::rsa), &connect_and_close},
        {"ecdhe-ecdsa-etm", settings(version, 0xc009), &close_first},
        {"rsa", with(settings(version, 0x002f, s::verify, no_etm), s::key::rsa), &exchange_data},
        {"dhe", with(settings(version, 0x0033), s::key::rsa, s::group::ffdhe2048), &exchange_data},
        {"psk", settings(version, 0xc035, s::external_psk), &exchange_data},
        {"client-certificate", with(settings(version, 0xc013, client_authentication, no_etm), s::key::rsa),
         &exchange_data},
        {"tickets", settings(version, 0xc009, s::verify, s::tickets), &resume},
        {"ids", settings(version, 0xc009, s::verify, s::store | no_etm), &resume},
        {"renegotiation", settings(version, 0xc009, s::verify, s::renegotiation | no_etm), &renegotiate_by_peer},
        {"rc4", with(settings(version, 0x0004), rsa), &connect_and_close},
        {"rc4-renegotiation", with(settings(version, 0x0005, s::verify, s::renegotiation), rsa), &renegotiate_by_peer},
        {"des", with(settings(version, 0x0009, s::verify, no_etm), rsa), &exchange_data},
        {"idea", with(settings(version, 0x0007), rsa), &exchange_data},
        {"dh-rsa", with(settings(version, 0x0031), s::key::dh), &exchange_data},
        {"dh-rsa-client-certificate", with(settings(version, 0x0031, client_authentication), s::key::dh),
         &exchange_data},
        {"dh-rsa-ids", with(settings(version, 0x0031, s::verify, s::store), s::key::dh), &resume},
        {"dh-anon", with(settings(version, 0x0034, 0, no_etm), rsa, s::group::ffdhe2048), &exchange_data},
        {"dh-anon-ids", with(settings(version, 0x0018, 0, s::store), rsa, s::group::ffdhe2048), &resume},
    };
    if (version != tls10)
        return all;
    const std::initializer_list<scenario> exports{
        {"rsa-export-rc4", with(settings(version, 0x0003), rsa), &exchange_data},
        {"rsa-export-rc2", with(settings(version, 0x0006, client_authentication, no_etm), rsa), &exchange_data},
        {"rsa-export-ids", with(settings(version, 0x0008, s::verify, s::store), rsa), &resume},
        {"dhe-rsa-export", with(settings(version, 0x0014), rsa), &exchange_data},
        {"dh-anon-export", settings(version, 0x0017, 0), &exchange_data},
    };
    all.insert(all.end(), exports);
    return all;
}

bytes record(const scenario& of, const std::string& name)
{
    recorder r(name, of.settings);
    const auto expected = of.converse(r);
    const auto happened = r.subject().handshakes();
    r.require(happened == expected, "the handshakes of a seed succeed");
    const auto input = r.recorded().encode();

    const auto read_back = script::decode(input);
    player again(read_back.settings);
    for (const auto& operation : read_back.operations)
        again.apply(operation);
    again.finish();
    r.require(again.handshakes() == expected, "playing a seed has the result of recording it");
    r.require(again.bytes_read() == r.subject().bytes_read(), "playing a seed reads the same data");
    return input;
}

} // namespace

void write_connection_seeds(const std::function<void(const std::string& name, byte_view input)>& write)
{
    const auto write_all = [&](const std::string& version, const std::vector<scenario>& scenarios) {
        for (auto one : scenarios)
            for (bool is_server : {false, true}) {
                one.settings.is_server = is_server;
                const auto name = version + '-' + (is_server ? "server-" : "client-") + one.name;
                write(name, record(one, name));
            }
    };
    write_all("tls13", tls13_scenarios());
    write_all("tls12", tls12_scenarios());
    write_all("tls11", old_scenarios(tls11));
    write_all("tls10", old_scenarios(tls10));

    scenario rejected{"early-rejected", settings(tls13, 0x1301, s::verify, s::tickets | s::early_data), &reject_early};
    rejected.settings.is_server = true;
    write("tls13-server-early-rejected", record(rejected, rejected.name));
}

} // namespace tls::fuzz
