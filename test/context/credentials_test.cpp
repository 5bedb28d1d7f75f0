// Loading certificates and keys into a context.

#include "context/files.hpp"
#include "crypto/diffie_hellman.hpp"
#include "support/old_key_exchanges.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/keys/pkcs12_samples.hpp"

#include <atomic>
#include <chrono>
#include <thread>

using namespace tls;
using namespace tls::test;

namespace {

// ffdhe2048 (RFC 7919).
constexpr std::string_view long_dh_parameters = "-----BEGIN DH PARAMETERS-----\n"
                                                "MIIBCAKCAQEA//////////+t+FRYortKmq/cViAnPTzx2LnFg84tNpWp4TZBFGQz\n"
                                                "+8yTnc4kmz75fS/jY2MMddj2gbICrsRhetPfHtXV/WVhJDP1H18GbtCFY2VVPe0a\n"
                                                "87VXE15/V8k1mE8McODmi3fipona8+/och3xWKE2rec1MKzKT0g6eXq8CrGCsyT7\n"
                                                "YdEIqUuyyOP7uWrat2DX9GgdT0Kj3jlN9K5W7edjcrsZCwenyO4KbXCeAvzhzffi\n"
                                                "7MA0BM0oNC9hkXL+nOmFg/+OTxIy7vKBg8P+OxtMb61zO7X8vC7CIAXFjvGDfRaD\n"
                                                "ssbzSibBsu/6iGtCOGEoXJf//////////wIBAg==\n"
                                                "-----END DH PARAMETERS-----\n";
constexpr std::string_view short_dh_parameters = "-----BEGIN DH PARAMETERS-----\n"
                                                 "MAYCAQUCAQI=\n"
                                                 "-----END DH PARAMETERS-----\n";

struct credentials_test {
    pki authority;
    temporary_directory directory;
    context ctx{context::tls_server};
    key_pair ed25519{authority, key_type::ed25519};
    key_pair p256{authority, key_type::secp256r1};

    std::size_t count() const { return ctx.snapshot()->authentication.credentials.size(); }
    const x509::certificate& leaf(std::size_t i = 0) const
    {
        return ctx.snapshot()->authentication.credentials.at(i)->leaf();
    }

    void use_certificate(const key_pair& pair) { ctx.use_certificate(buffer(pair.certificate_pem()), context::pem); }
    void use_key(const key_pair& pair) { ctx.use_private_key(buffer(pair.key_pem()), context::pem); }
    void use(const key_pair& pair)
    {
        use_certificate(pair);
        use_key(pair);
    }

    std::shared_ptr<configuration> client_configuration() const
    {
        auto client = std::make_shared<configuration>();
        client->verification.anchors = authority.anchors();
        client->verification.mode = verify_peer;
        return client;
    }

    /// Returns whether a handshake with the context's credentials succeeds.
    bool handshakes() const
    {
        engine_pair pair(client_configuration(), ctx.snapshot());
        pair.client.set_verify_host("localhost");
        pair.handshake();
        return pair.established();
    }

    /// Returns the certificate that a client gets that supports this version and these signature schemes (empty: all).
    x509::certificate leaf_served(protocol_version version, std::vector<std::uint16_t> schemes) const
    {
        auto client = client_configuration();
        client->verification.mode = verify_none;
        client->negotiation.max_version = version;
        client->negotiation.signature_schemes = std::move(schemes);
        engine_pair pair(client, ctx.snapshot());
        pair.handshake();
        BOOST_REQUIRE(pair.established());
        return pair.client.info().peer_certificates.front();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(context_credentials, credentials_test)

BOOST_AUTO_TEST_CASE(certificate_first_then_key)
{
    use_certificate(ed25519);
    BOOST_TEST(count() == 0u);
    use_key(ed25519);
    BOOST_TEST(count() == 1u);
    BOOST_TEST(handshakes());
}

BOOST_AUTO_TEST_CASE(key_first_then_certificate)
{
    use_key(p256);
    BOOST_TEST(count() == 0u);
    use_certificate(p256);
    BOOST_TEST(count() == 1u);
    BOOST_TEST(handshakes());
}

BOOST_AUTO_TEST_CASE(several_key_types_in_any_order)
{
    key_pair rsa(authority, key_type::rsa);
    use_certificate(ed25519);
    use_certificate(p256);
    use_key(ed25519);
    use_key(p256);
    use_key(rsa);
    use_certificate(rsa);
    BOOST_TEST(count() == 3u);
    BOOST_TEST((leaf(0) == p256.leaf()));
    BOOST_TEST((leaf(1) == ed25519.leaf()));
    BOOST_TEST((leaf(2) == rsa.leaf()));
    BOOST_TEST(handshakes());
}

BOOST_AUTO_TEST_CASE(replace_credentials_of_the_same_key_type)
{
    use(ed25519);
    use(p256);
    key_pair renewed(authority, key_type::ed25519);
    use_certificate(renewed);
    BOOST_TEST((leaf(1) == ed25519.leaf()), "the old credential stays until the new one is complete");
    use_key(renewed);
    BOOST_TEST(count() == 2u);
    BOOST_TEST((leaf(0) == p256.leaf()));
    BOOST_TEST((leaf(1) == renewed.leaf()));
}

BOOST_AUTO_TEST_CASE(ecdsa_replaces_ecdsa_of_another_curve)
{
    key_pair p384(authority, key_type::secp384r1);
    use(p256);
    use(p384);
    BOOST_TEST(count() == 1u);
    BOOST_TEST((leaf() == p384.leaf()));
}

BOOST_AUTO_TEST_CASE(ecdsa_after_rsa_is_preferred_and_clients_without_ecdsa_get_rsa)
{
    key_pair rsa(authority, key_type::rsa);
    for (const bool rsa_last : {false, true}) {
        ctx.clear_credentials();
        use(rsa_last ? p256 : rsa);
        use(rsa_last ? rsa : p256);
        BOOST_TEST(count() == 2u);
        for (const auto version : {protocol_version::tls1_2, protocol_version::tls1_3}) {
            BOOST_TEST((leaf_served(version, {}) == p256.leaf()));
            BOOST_TEST((leaf_served(version, {0x0804}) == rsa.leaf())); // rsa_pss_rsae_sha256
        }
    }
}

BOOST_AUTO_TEST_CASE(are_all_replaced_by_set_credentials)
{
    key_pair rsa(authority, key_type::rsa);
    use(rsa);
    use_certificate(ed25519); // waits for its key
    ctx.set_credentials({authority.leaf(key_type::secp256r1)});
    BOOST_TEST(count() == 1u);
    BOOST_TEST((leaf().key()->type == key_type::secp256r1));
    use_key(ed25519);
    BOOST_TEST(count() == 1u, "the waiting certificate has been removed");
    BOOST_CHECK_EXCEPTION(ctx.set_credentials({authority.leaf(), nullptr}), boost::system::system_error,
                          [](auto& e) { return e.code() == boost::asio::error::invalid_argument; });
    BOOST_TEST((leaf().key()->type == key_type::secp256r1), "a call that fails changes nothing");
    ctx.set_credentials({});
    BOOST_TEST(count() == 0u);
}

BOOST_AUTO_TEST_CASE(may_change_from_rsa_to_ecdsa_and_back_under_load)
{
    const auto rsa = authority.leaf(key_type::rsa), ecdsa = authority.leaf(key_type::secp256r1);
    ctx.set_credentials({rsa});
    std::atomic<bool> stop = false;
    std::atomic<unsigned> failed = 0, served_rsa = 0, served_ecdsa = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < 2; ++i) {
        clients.emplace_back([&] {
            while (!stop) {
                engine_pair pair(client_configuration(), ctx.snapshot());
                pair.client.set_verify_host("localhost");
                pair.handshake();
                if (!pair.established()) {
                    ++failed;
                    continue;
                }
                const auto& leaf = pair.client.info().peer_certificates.front();
                (leaf == rsa->leaf() ? served_rsa : served_ecdsa) += 1;
            }
        });
    }
    for (unsigned changes = 0; changes < 200 || served_rsa == 0 || served_ecdsa == 0; ++changes) {
        ctx.set_credentials({changes % 2 == 0 ? ecdsa : rsa});
        BOOST_TEST(count() == 1u);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    stop = true;
    for (auto& client : clients)
        client.join();
    BOOST_TEST(failed == 0u);
}

BOOST_AUTO_TEST_CASE(second_call_fails_and_changes_nothing_when_key_and_certificate_mismatch)
{
    key_pair other(authority, key_type::ed25519);
    use(ed25519);
    use_certificate(other);
    auto before = ctx.snapshot();
    error_code error;
    ctx.use_private_key(buffer(ed25519.key_pem()), context::pem, error);
    BOOST_TEST(error == error::reason::key_values_mismatch);
    BOOST_TEST((ctx.snapshot() == before));
    use_key(other);
    BOOST_TEST((leaf() == other.leaf()));

    use_key(ed25519);
    BOOST_TEST((thrown([&] { use_certificate(other); }) == error::reason::key_values_mismatch));
    BOOST_TEST((leaf() == other.leaf()));
}

BOOST_AUTO_TEST_CASE(second_call_fails_when_key_types_differ)
{
    use_certificate(ed25519);
    BOOST_TEST((thrown([&] { use_key(p256); }) == error::reason::key_values_mismatch));
    use_key(ed25519);
    BOOST_TEST(count() == 1u);

    context second(context::tls_server);
    second.use_private_key(buffer(ed25519.key_pem()), context::pem);
    error_code error;
    second.use_certificate(buffer(p256.certificate_pem()), context::pem, error);
    BOOST_TEST(error == error::reason::key_values_mismatch);
    BOOST_TEST(second.snapshot()->authentication.credentials.empty());
}

BOOST_AUTO_TEST_CASE(rsa_pss_certificate_accepts_a_key_labelled_rsa)
{
    auto pss = key_pair(authority, key_type::rsa_pss);
    auto plain = pss.key;
    plain.public_part.type = key_type::rsa;
    auto key = x509::write_private_key_pem(plain);
    use_certificate(pss);
    ctx.use_private_key(buffer(key), context::pem);
    BOOST_TEST(count() == 1u);
    BOOST_TEST((ctx.snapshot()->authentication.credentials.front()->type() == key_type::rsa_pss));

    context second(context::tls_server);
    second.use_private_key(buffer(key), context::pem);
    second.use_certificate(buffer(pss.certificate_pem()), context::pem);
    BOOST_TEST(second.snapshot()->authentication.credentials.size() == 1u);

    // A key of another certificate remains one of another certificate.
    const auto other = x509::write_private_key_pem(x509::generate_private_key(key_type::rsa));
    context third(context::tls_server), fourth(context::tls_server);
    error_code error;
    third.use_certificate(buffer(pss.certificate_pem()), context::pem);
    third.use_private_key(buffer(other), context::pem, error);
    BOOST_TEST(error == error::reason::key_values_mismatch);
    fourth.use_private_key(buffer(other), context::pem);
    fourth.use_certificate(buffer(pss.certificate_pem()), context::pem, error);
    BOOST_TEST(error == error::reason::key_values_mismatch);
}

BOOST_AUTO_TEST_CASE(load_from_files_and_memory_in_pem_and_der)
{
    auto certificate_pem = directory.write("leaf.pem", ed25519.certificate_pem());
    auto certificate_der = directory.write("leaf.der", as_text(ed25519.leaf().der()));
    auto key_pem = directory.write("key.pem", ed25519.key_pem());
    auto key_der = directory.write("key.der", as_text(ed25519.key_der()));
    auto chain = directory.write("chain.pem",
                                 ed25519.certificate_pem() + x509::write_pem("CERTIFICATE", authority.root().der()));
    std::vector<std::function<void()>> certificates{
        [&] { ctx.use_certificate_file(certificate_pem, context::pem); },
        [&] { ctx.use_certificate_file(certificate_der, context::asn1); },
        [&] { ctx.use_certificate(buffer(ed25519.leaf().der()), context::asn1); },
        [&] { ctx.use_certificate_chain_file(chain); },
    };
    std::vector<std::function<void()>> keys{
        [&] { ctx.use_private_key_file(key_pem, context::pem); },
        [&] { ctx.use_private_key_file(key_der, context::asn1); },
        [&] { ctx.use_private_key(buffer(ed25519.key_der()), context::asn1); },
        [&] { use_key(ed25519); },
    };
    for (std::size_t i = 0; i < certificates.size(); ++i) {
        ctx.clear_credentials();
        certificates[i]();
        keys[i]();
        BOOST_TEST(count() == 1u);
        BOOST_TEST(handshakes());
    }
    BOOST_TEST(ctx.snapshot()->authentication.credentials.front()->chain().size() == 2u);
}

BOOST_AUTO_TEST_CASE(malformed_input_fails_with_openssl_error_numbers)
{
    error_code error;
    auto refused = [&](auto reason) { return error == reason && error.category() == error::get_ssl_category(); };
    ctx.use_certificate(buffer("nothing"), context::pem, error);
    BOOST_TEST(refused(error::reason::no_start_line));
    BOOST_TEST(error.value() == 75497580); // the value in asio::ssl
    ctx.use_certificate_chain(buffer("nothing"), error);
    BOOST_TEST(error.value() == 75497580);
    ctx.use_certificate(buffer(ed25519.key_pem()), context::pem, error);
    BOOST_TEST(refused(error::reason::no_start_line));
    ctx.use_certificate(buffer(ed25519.certificate_pem()), context::asn1, error);
    BOOST_TEST(refused(error::reason::bad_certificate_encoding));
    ctx.use_certificate(boost::asio::const_buffer(), context::asn1, error);
    BOOST_TEST(refused(error::reason::bad_certificate_encoding));
    ctx.use_certificate(buffer("-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n"), context::pem, error);
    BOOST_TEST(refused(error::reason::bad_base64));

    ctx.use_private_key(buffer("nothing"), context::pem, error);
    BOOST_TEST(refused(error::reason::no_start_line));
    ctx.use_private_key(buffer(ed25519.certificate_pem()), context::pem, error);
    BOOST_TEST(refused(error::reason::no_start_line));
    ctx.use_private_key(buffer(ed25519.key_pem()), context::asn1, error);
    BOOST_TEST(refused(error::reason::bad_private_key_encoding));
    ctx.use_private_key(buffer(x509::write_pem("PRIVATE KEY", as_bytes("no key"))), context::pem, error);
    BOOST_TEST(refused(error::reason::bad_private_key_encoding));
    ctx.use_private_key(buffer(x509::write_pem("ENCRYPTED PRIVATE KEY", as_bytes("secret"))), context::pem, error);
    BOOST_TEST(refused(error::reason::bad_private_key_encoding));
    BOOST_TEST(count() == 0u);
}

BOOST_AUTO_TEST_CASE(use_rsa_private_key_refuses_other_key_types)
{
    key_pair rsa(authority, key_type::rsa);
    error_code error;
    ctx.use_rsa_private_key(buffer(p256.key_pem()), context::pem, error);
    BOOST_TEST(error == error::reason::unsupported_key_type);
    ctx.use_rsa_private_key_file(directory.write("p256.der", as_text(p256.key_der())), context::asn1, error);
    BOOST_TEST(error == error::reason::unsupported_key_type);
    use_certificate(rsa);
    ctx.use_rsa_private_key_file(directory.write("rsa.pem", rsa.key_pem()), context::pem);
    BOOST_TEST(count() == 1u);
    BOOST_TEST(handshakes());
    ctx.use_rsa_private_key(buffer(rsa.key_der()), context::asn1, error);
    BOOST_TEST(!error);
}

BOOST_AUTO_TEST_CASE(use_tmp_dh_refuses_short_and_malformed_parameters)
{
    ctx.use_tmp_dh(buffer(long_dh_parameters));
    BOOST_TEST(ctx.snapshot()->tls12.dh->prime.size() == 256u);
    ctx.use_tmp_dh_file(directory.write("dh.pem", long_dh_parameters));
    error_code error;
    ctx.use_tmp_dh(buffer(short_dh_parameters), error);
    BOOST_TEST(error == error::reason::dh_key_too_small);
    ctx.use_tmp_dh(buffer(ed25519.certificate_pem()), error);
    BOOST_TEST(error == error::reason::no_start_line);
    ctx.use_tmp_dh(buffer("nothing"), error);
    BOOST_TEST(error == error::reason::no_start_line);

    namespace der = x509::der;
    const auto refusal_of = [&](byte_view content) {
        ctx.use_tmp_dh(buffer(x509::write_pem("DH PARAMETERS", content)), error);
        return error;
    };
    BOOST_TEST(refusal_of(as_bytes("not DER")) == error::reason::bad_dh_value);
    auto group = *dh_parameters_of(0x0100); // ffdhe2048
    const auto encoded = [&] {
        return der::sequence({der::unsigned_integer(group.prime), der::unsigned_integer(group.generator)});
    };
    BOOST_TEST(!refusal_of(encoded()));
    group.generator = {1};
    BOOST_TEST(refusal_of(encoded()) == error::reason::bad_dh_value);
    group.generator = {2};
    group.prime.back() -= 1; // even
    BOOST_TEST(refusal_of(encoded()) == error::reason::bad_dh_value);
    BOOST_TEST((*ctx.snapshot()->tls12.dh == *dh_parameters_of(0x0100)));
}

BOOST_AUTO_TEST_CASE(refuse_certificate_with_an_unknown_key_type)
{
    auto der = to_bytes(ed25519.leaf().der());
    const bytes identifier{0x06, 0x03, 0x2b, 0x65, 0x70};
    for (auto at = der.begin(); (at = std::search(at, der.end(), identifier.begin(), identifier.end())) != der.end();)
        at[4] = 0x7f; // 1.3.101.127
    error_code error;
    ctx.use_certificate(buffer(byte_view(der)), context::asn1, error);
    BOOST_TEST(error == error::reason::unsupported_key_type);
    BOOST_TEST(count() == 0u);
}

BOOST_AUTO_TEST_CASE(dsa_and_dh_certificates_are_the_least_preferred)
{
    const auto use_both = [&](const x509::certificate& leaf, const private_key& key) {
        ctx.use_certificate(buffer(leaf.der()), context::asn1);
        ctx.use_private_key(buffer(byte_view(x509::write_private_key_der(key))), context::asn1);
    };
    const auto dh = x509::generate_private_key(key_type::dh);
    use_both(rsa_authority().certify(dh.public_part, "localhost"), dh);
    const auto dsa = dsa_key();
    use_both(dsa_authority().certify(dsa.public_part, "localhost"), dsa);
    use(ed25519);
    std::vector<key_type> types;
    for (const auto& each : ctx.snapshot()->authentication.credentials)
        types.push_back(each->type());
    BOOST_TEST((types == std::vector{key_type::ed25519, key_type::dsa, key_type::dh}));
}

BOOST_AUTO_TEST_CASE(use_certificate_replaces_no_raw_public_key)
{
    ctx.add_credential(credential::raw_public_key(ed25519.key));
    use(ed25519);
    BOOST_TEST(count() == 2u);
}

BOOST_AUTO_TEST_CASE(accept_x942_dh_parameters)
{
    namespace der = x509::der;
    const auto group = *dh_parameters_of(0x0100); // ffdhe2048
    const auto subgroup_order = bytes(32, 0xa1);
    const auto encoded = der::sequence({der::unsigned_integer(group.prime), der::unsigned_integer(group.generator),
                                        der::unsigned_integer(subgroup_order)});
    ctx.use_tmp_dh(buffer(x509::write_pem("X9.42 DH PARAMETERS", encoded)));
    BOOST_TEST((*ctx.snapshot()->tls12.dh == group));
}

BOOST_AUTO_TEST_CASE(keep_every_certificate_behind_a_byte_order_mark)
{
    const std::string mark = "\xef\xbb\xbf";
    const auto root = x509::write_pem("CERTIFICATE", authority.root().der());
    const auto chain = mark + p256.certificate_pem() + mark + root;
    ctx.use_certificate_chain(buffer(chain));
    ctx.use_private_key(buffer(mark + p256.key_pem()), context::pem);
    BOOST_TEST((leaf() == p256.leaf()));
    BOOST_TEST(ctx.snapshot()->authentication.credentials.at(0)->chain().size() == 2u);
    BOOST_TEST(handshakes());

    context from_files(context::tls_server);
    from_files.use_certificate_chain_file(directory.write("chain.pem", chain + '\0'));
    from_files.use_private_key_file(directory.write("key.pem", mark + p256.key_pem() + '\0'), context::pem);
    BOOST_TEST(from_files.snapshot()->authentication.credentials.size() == 1u);
}

BOOST_AUTO_TEST_CASE(accept_bytes_behind_der)
{
    auto certificate = to_bytes(ed25519.leaf().der());
    certificate.push_back('\n');
    auto key = ed25519.key_der();
    key.push_back('\n');
    ctx.use_certificate(buffer(byte_view(certificate)), context::asn1);
    ctx.use_private_key(buffer(byte_view(key)), context::asn1);
    BOOST_TEST(handshakes());
}

BOOST_AUTO_TEST_CASE(use_certificate_file_reads_only_the_first_certificate)
{
    const auto text = p256.certificate_pem() + "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    ctx.use_certificate_file(directory.write("certificate.pem", text), context::pem);
    use_key(p256);
    BOOST_TEST((leaf() == p256.leaf()));
    error_code error;
    ctx.use_certificate_chain(buffer(text), error);
    BOOST_TEST(error == error::reason::bad_base64);
}

BOOST_AUTO_TEST_CASE(add_credential_and_clear_credentials)
{
    ctx.add_credential(authority.leaf());
    ctx.add_credential(authority.leaf());
    BOOST_TEST(count() == 2u);
    use_key(p256);
    ctx.clear_credentials();
    BOOST_TEST(count() == 0u);
    use_certificate(p256); // the pending key is gone
    BOOST_TEST(count() == 0u);
}

BOOST_AUTO_TEST_CASE(replacement_does_not_affect_earlier_snapshots)
{
    use(ed25519);
    auto before = ctx.snapshot();
    use(key_pair(authority, key_type::ed25519));
    BOOST_TEST((before->authentication.credentials.front()->leaf() == ed25519.leaf()));
    ctx.clear_credentials();
    BOOST_TEST(before->authentication.credentials.size() == 1u);
}

BOOST_AUTO_TEST_CASE(can_be_replaced_while_other_threads_take_snapshots)
{
    use(ed25519);
    key_pair second(authority, key_type::ed25519);
    std::atomic<bool> stop = false;
    std::atomic<unsigned> wrong = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            while (!stop) {
                auto config = ctx.snapshot();
                auto& leaf = config->authentication.credentials.front()->leaf();
                wrong += config->authentication.credentials.size() != 1 ||
                         !(leaf == ed25519.leaf() || leaf == second.leaf());
            }
        });
    }
    for (int i = 0; i < 200; ++i)
        use(i % 2 == 0 ? second : ed25519);
    stop = true;
    for (auto& reader : readers)
        reader.join();
    BOOST_TEST(wrong == 0u);
}

BOOST_AUTO_TEST_CASE(unknown_file_format_is_refused)
{
    constexpr auto no_format = static_cast<context::file_format>(2);
    error_code error;
    ctx.use_certificate(buffer(ed25519.certificate_pem()), no_format, error);
    BOOST_TEST(error == boost::asio::error::invalid_argument);
    ctx.use_private_key(buffer(ed25519.key_pem()), no_format, error);
    BOOST_TEST(error == boost::asio::error::invalid_argument);
    ctx.use_rsa_private_key(buffer(ed25519.key_pem()), no_format, error);
    BOOST_TEST(error == boost::asio::error::invalid_argument);
}

BOOST_AUTO_TEST_CASE(encrypted_keys_use_the_password_callback)
{
    auto encrypted = x509::write_private_key_pem(ed25519.key, "secret", 1);
    auto encrypted_der = x509::write_private_key_der(ed25519.key, "secret", 1);
    error_code error = boost::asio::error::fault;
    unsigned asked = 0;
    ctx.set_password_callback(
        [&](std::size_t max_length, context::password_purpose purpose) {
            ++asked;
            BOOST_TEST(max_length == 1024u);
            BOOST_TEST((purpose == context::for_reading));
            ctx.snapshot(); // the callback may use the context
            return std::string("secret");
        },
        error);
    BOOST_TEST(!error);
    std::vector<std::function<void()>> keys{
        [&] { ctx.use_private_key(buffer(encrypted), context::pem); },
        [&] { ctx.use_private_key(buffer(encrypted_der), context::asn1); },
        [&] { ctx.use_private_key_file(directory.write("key.pem", encrypted), context::pem); },
        [&] { ctx.use_private_key_file(directory.write("key.der", as_text(encrypted_der)), context::asn1); },
    };
    for (auto& use_encrypted_key : keys) {
        ctx.clear_credentials();
        use_certificate(ed25519);
        use_encrypted_key();
        BOOST_TEST(count() == 1u);
        BOOST_TEST(handshakes());
    }
    BOOST_TEST(asked == keys.size());

    key_pair rsa(authority, key_type::rsa);
    use_certificate(rsa);
    ctx.use_rsa_private_key(buffer(x509::write_private_key_pem(rsa.key, "secret", 1)), context::pem);
    BOOST_TEST(count() == 2u);
    use_key(p256);
    BOOST_TEST(asked == keys.size() + 1, "a key that is not encrypted needs no password");
}

BOOST_AUTO_TEST_CASE(encrypted_key_errors_name_the_cause)
{
    use_certificate(ed25519);
    auto fails = [&](std::string_view pem, error::reason why, std::string_view words) {
        error_code error;
        ctx.use_private_key(buffer(pem), context::pem, error);
        BOOST_TEST(error == why);
        BOOST_TEST(error.message().find(words) != std::string::npos, error.message());
        BOOST_TEST((error == error::condition::configuration));
        BOOST_TEST(count() == 0u);
    };
    auto answer = [&](std::string password) {
        ctx.set_password_callback([=](std::size_t, context::password_purpose) { return password; });
    };
    auto encrypted = x509::write_private_key_pem(ed25519.key, "secret", 1);
    fails(encrypted, error::reason::bad_password_read, "a password is needed");
    answer("");
    fails(encrypted, error::reason::bad_password_read, "a password is needed");
    answer("wrong");
    fails(encrypted, error::reason::bad_decrypt, "bad decrypt");
    answer("secret");
    fails(x509::write_private_key_pem(key_pair(authority, key_type::ed25519).key, "secret", 1),
          error::reason::key_values_mismatch, "key values mismatch");
    fails(x509::write_private_key_pem(p256.key, "secret", 1), error::reason::key_values_mismatch,
          "key values mismatch");
    fails(x509::write_pem("ENCRYPTED PRIVATE KEY", as_bytes("broken")), error::reason::bad_private_key_encoding,
          "not a valid private key");
    fails("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: IDEA-CBC,0011223344556677\n\n"
          "AAAAAAAAAAA=\n-----END EC PRIVATE KEY-----\n",
          error::reason::unsupported_encryption, "encrypted with an unsupported algorithm");
    ctx.use_private_key(buffer(encrypted), context::pem);
    BOOST_TEST(handshakes());
}

BOOST_AUTO_TEST_CASE(pkcs12_replaces_credentials_of_the_same_key_type)
{
    namespace samples = pkcs12_samples;
    auto whole = x509::read_pem(samples::whole).at(0).content;
    auto path = directory.write("whole.p12", as_text(whole));
    use(ed25519);
    use(p256);
    ctx.use_pkcs12(buffer(whole), samples::password);
    BOOST_TEST(count() == 2u);
    BOOST_TEST((leaf(0) == x509::read_certificates_pem(samples::leaf_certificate).front()));
    BOOST_TEST(ctx.snapshot()->authentication.credentials[0]->chain().size() == 2u);

    ctx.clear_credentials();
    ctx.use_pkcs12_file(path, samples::password);
    BOOST_TEST(count() == 1u);
    ctx.clear_credentials();
    ctx.set_password_callback([](std::size_t, auto) { return std::string(samples::password); });
    ctx.use_pkcs12_file(path);
    BOOST_TEST(count() == 1u);
    ctx.use_pkcs12(buffer(x509::read_pem(samples::empty_password).at(0).content), "");
}

BOOST_AUTO_TEST_CASE(pkcs12_errors_name_the_cause)
{
    namespace samples = pkcs12_samples;
    auto fails = [&](std::string_view sample, std::string_view password, error::reason why, std::string_view words) {
        error_code error;
        ctx.use_pkcs12(buffer(x509::read_pem(sample).at(0).content), password, error);
        BOOST_TEST(error == why);
        BOOST_TEST(error.message().find(words) != std::string::npos, error.message());
        BOOST_TEST((error == error::condition::configuration));
        BOOST_TEST(count() == 0u);
    };
    fails(samples::whole, "wrong", error::reason::bad_decrypt, "bad decrypt");
    fails(samples::whole, "", error::reason::bad_decrypt, "bad decrypt");
    fails(samples::private_key, "", error::reason::bad_container_encoding, "not a PKCS#12 file");
    fails(samples::key_alone, samples::password, error::reason::no_certificate_found, "no certificate found");
    fails(samples::certificate_alone, samples::password, error::reason::no_private_key_assigned,
          "no private key assigned");
    fails(samples::unsupported_cipher, samples::password, error::reason::unsupported_encryption,
          "encrypted with an unsupported algorithm");

    error_code error;
    auto path = directory.write("whole.p12", as_text(x509::read_pem(samples::whole).at(0).content));
    ctx.use_pkcs12_file(path, error);
    BOOST_TEST(error == error::reason::bad_password_read);
    ctx.use_pkcs12_file(path, "wrong", error);
    BOOST_TEST(error == error::reason::bad_decrypt);
    ctx.set_password_callback([](std::size_t, auto) { return std::string("wrong"); });
    ctx.use_pkcs12_file(path, error);
    BOOST_TEST(error == error::reason::bad_decrypt);
    ctx.use_pkcs12_file(directory.path("missing.p12"), error);
    BOOST_TEST((error == boost::system::errc::no_such_file_or_directory));
}

BOOST_AUTO_TEST_SUITE_END()
