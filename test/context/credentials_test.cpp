// Certificates and keys that a context is given.

#include "context/files.hpp"
#include "crypto/diffie_hellman.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/keys/pkcs12_samples.hpp"

#include <atomic>
#include <thread>

using namespace tls;
using namespace tls::test;

namespace {

/// 512-bit parameters, only to be parsed.
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

    /// Whether a handshake with what the context has succeeds.
    bool handshakes() const
    {
        auto client = std::make_shared<configuration>();
        client->verification.anchors = authority.anchors();
        client->verification.mode = verify_peer;
        engine_pair pair(client, ctx.snapshot());
        pair.client.set_verify_host("localhost");
        pair.handshake();
        return pair.established();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(credentials_of_a_context, credentials_test)

BOOST_AUTO_TEST_CASE(are_made_of_a_certificate_and_then_its_key)
{
    use_certificate(ed25519);
    BOOST_TEST(count() == 0u);
    use_key(ed25519);
    BOOST_TEST(count() == 1u);
    BOOST_TEST(handshakes());
}

BOOST_AUTO_TEST_CASE(are_made_of_a_key_and_then_its_certificate)
{
    use_key(p256);
    BOOST_TEST(count() == 0u);
    use_certificate(p256);
    BOOST_TEST(count() == 1u);
    BOOST_TEST(handshakes());
}

BOOST_AUTO_TEST_CASE(may_be_of_several_kinds_in_any_order_of_their_parts)
{
    key_pair rsa(authority, key_type::rsa);
    use_certificate(ed25519);
    use_certificate(p256);
    use_key(ed25519);
    use_key(p256);
    use_key(rsa);
    use_certificate(rsa);
    BOOST_TEST(count() == 3u);
    BOOST_TEST((leaf(0) == ed25519.leaf()));
    BOOST_TEST((leaf(1) == p256.leaf()));
    BOOST_TEST((leaf(2) == rsa.leaf()));
    BOOST_TEST(handshakes());
}

BOOST_AUTO_TEST_CASE(replace_those_of_the_same_kind)
{
    use(ed25519);
    use(p256);
    key_pair renewed(authority, key_type::ed25519);
    use_certificate(renewed);
    BOOST_TEST((leaf(0) == ed25519.leaf()), "the earlier one stays until both parts are there");
    use_key(renewed);
    BOOST_TEST(count() == 2u);
    BOOST_TEST((leaf(0) == renewed.leaf()));
    BOOST_TEST((leaf(1) == p256.leaf()));
}

BOOST_AUTO_TEST_CASE(that_do_not_match_are_reported_by_the_call_that_completes_them_and_change_nothing)
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

BOOST_AUTO_TEST_CASE(of_different_kinds_do_not_match_either)
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

BOOST_AUTO_TEST_CASE(for_rsa_pss_take_a_key_that_is_labelled_as_plain_rsa)
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
}

BOOST_AUTO_TEST_CASE(come_from_files_and_memory_as_pem_and_der)
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

BOOST_AUTO_TEST_CASE(in_a_wrong_form_are_refused_with_openssls_numbers)
{
    error_code error;
    auto refused = [&](auto reason) { return error == reason && error.category() == error::get_ssl_category(); };
    ctx.use_certificate(buffer("nothing"), context::pem, error);
    BOOST_TEST(refused(error::reason::no_start_line));
    BOOST_TEST(error.value() == 75497580); // as asio::ssl has it
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

BOOST_AUTO_TEST_CASE(with_an_rsa_key_may_come_by_use_rsa_private_key_which_refuses_others)
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

BOOST_AUTO_TEST_CASE(go_with_parameters_for_diffie_hellman_of_tls_1_2)
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
}

BOOST_AUTO_TEST_CASE(take_parameters_of_x9_42_for_diffie_hellman)
{
    namespace der = x509::der;
    const auto group = *dh_parameters_of(0x0100); // ffdhe2048
    const auto subgroup_order = bytes(32, 0xa1);
    const auto encoded = der::sequence({der::unsigned_integer(group.prime), der::unsigned_integer(group.generator),
                                        der::unsigned_integer(subgroup_order)});
    ctx.use_tmp_dh(buffer(x509::write_pem("X9.42 DH PARAMETERS", encoded)));
    BOOST_TEST((*ctx.snapshot()->tls12.dh == group));
}

BOOST_AUTO_TEST_CASE(lose_no_certificate_to_a_byte_order_mark)
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

BOOST_AUTO_TEST_CASE(may_have_bytes_behind_der)
{
    auto certificate = to_bytes(ed25519.leaf().der());
    certificate.push_back('\n');
    auto key = ed25519.key_der();
    key.push_back('\n');
    ctx.use_certificate(buffer(byte_view(certificate)), context::asn1);
    ctx.use_private_key(buffer(byte_view(key)), context::asn1);
    BOOST_TEST(handshakes());
}

BOOST_AUTO_TEST_CASE(certificate_is_the_first_of_its_file_whatever_follows)
{
    const auto text = p256.certificate_pem() + "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    ctx.use_certificate_file(directory.write("certificate.pem", text), context::pem);
    use_key(p256);
    BOOST_TEST((leaf() == p256.leaf()));
    error_code error;
    ctx.use_certificate_chain(buffer(text), error);
    BOOST_TEST(error == error::reason::bad_base64);
}

BOOST_AUTO_TEST_CASE(can_be_added_and_removed_whole)
{
    ctx.add_credential(authority.leaf());
    ctx.add_credential(authority.leaf());
    BOOST_TEST(count() == 2u);
    use_key(p256);
    ctx.clear_credentials();
    BOOST_TEST(count() == 0u);
    use_certificate(p256); // the key that waited is gone
    BOOST_TEST(count() == 0u);
}

BOOST_AUTO_TEST_CASE(stay_in_snapshots_that_were_taken_before_they_were_replaced)
{
    use(ed25519);
    auto before = ctx.snapshot();
    use(key_pair(authority, key_type::ed25519));
    BOOST_TEST((before->authentication.credentials.front()->leaf() == ed25519.leaf()));
    ctx.clear_credentials();
    BOOST_TEST(before->authentication.credentials.size() == 1u);
}

BOOST_AUTO_TEST_CASE(may_be_replaced_while_other_threads_take_snapshots)
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

BOOST_AUTO_TEST_CASE(of_a_format_that_there_is_not_are_refused)
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

BOOST_AUTO_TEST_CASE(may_have_encrypted_keys_of_which_a_callback_knows_the_password)
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
            ctx.snapshot(); // a callback may use the context
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

BOOST_AUTO_TEST_CASE(with_encrypted_keys_have_an_error_for_each_way_to_fail)
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
          "not a private key");
    fails("-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: IDEA-CBC,0011223344556677\n\n"
          "AAAAAAAAAAA=\n-----END EC PRIVATE KEY-----\n",
          error::reason::unsupported_encryption, "encrypted with an unsupported algorithm");
    ctx.use_private_key(buffer(encrypted), context::pem);
    BOOST_TEST(handshakes());
}

BOOST_AUTO_TEST_CASE(come_whole_from_pkcs12_files_which_replace_those_of_the_same_kind)
{
    namespace samples = pkcs12_samples;
    auto whole = x509::read_pem(samples::whole).at(0).content;
    auto path = directory.write("whole.p12", as_text(whole));
    use(ed25519);
    use(p256);
    ctx.use_pkcs12(buffer(whole), samples::password);
    BOOST_TEST(count() == 2u);
    BOOST_TEST((leaf(1) == x509::read_certificates_pem(samples::leaf_certificate).front()));
    BOOST_TEST(ctx.snapshot()->authentication.credentials[1]->chain().size() == 2u);

    ctx.clear_credentials();
    ctx.use_pkcs12_file(path, samples::password);
    BOOST_TEST(count() == 1u);
    ctx.clear_credentials();
    ctx.set_password_callback([](std::size_t, auto) { return std::string(samples::password); });
    ctx.use_pkcs12_file(path);
    BOOST_TEST(count() == 1u);
    ctx.use_pkcs12(buffer(x509::read_pem(samples::empty_password).at(0).content), "");
}

BOOST_AUTO_TEST_CASE(of_pkcs12_have_an_error_for_each_way_to_fail)
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
