// Trust anchors from memory, bundles, hashed directories and the system.

#include "crypto/hex.hpp"
#include "support/files.hpp"
#include "x509/certificate/name.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/pki.hpp"

#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>

using namespace tls;
using namespace tls::test;
using x509::trust_store;

namespace {

const private_key& common_key()
{
    static const auto key = x509::generate_private_key(key_type::ed25519);
    return key;
}

x509::certificate root_named(const std::string& common_name)
{
    return x509::self_signed_certificate(ca_named(common_name), common_key());
}

std::string pem_of(const x509::certificate& certificate)
{
    return x509::write_pem("CERTIFICATE", certificate.der());
}

bytes name_of(std::vector<x509::name_attribute> attributes)
{
    return to_bytes(x509::write_name(attributes));
}

bytes common_name(const std::string& value)
{
    return name_of({{"CN", value}});
}

std::string hashed_name(const x509::certificate& certificate, unsigned number = 0)
{
    char name[32];
    std::snprintf(name, sizeof name, "%08x.%u", x509::name_hash(x509::canonical_name(certificate.subject().der())),
                  number);
    return name;
}

// Certificates named "root 00000" and so on. All are copies of one with other digits in the name, because nobody checks
// an anchor's signature.
class many_roots {
public:
    many_roots() : der_(to_bytes(root_named("root 00000").der())) {}

    static std::string common_name_of(unsigned number)
    {
        char text[32];
        std::snprintf(text, sizeof text, "root %05u", number);
        return text;
    }
    std::string pem(unsigned number) const
    {
        auto der = der_;
        const auto from = common_name_of(0), to = common_name_of(number);
        for (auto at = der.begin();;) {
            at = std::search(at, der.end(), from.begin(), from.end());
            if (at == der.end())
                return x509::write_pem("CERTIFICATE", der);
            at = std::copy(to.begin(), to.end(), at);
        }
    }

private:
    bytes der_;
};

struct store_fixture {
    temporary_directory directory;
    trust_store store;
    x509::certificate one = root_named("Root One"), two = root_named("Root Two");
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(trust_stores, store_fixture)

BOOST_AUTO_TEST_CASE(new_store_is_empty)
{
    BOOST_TEST(store.empty());
    BOOST_TEST(store.subjects().empty());
    BOOST_TEST(store.find(common_name("Root One")).empty());
    BOOST_TEST(!store.contains(one));
}

BOOST_AUTO_TEST_CASE(loses_no_anchor_to_a_byte_order_mark)
{
    const std::string mark = "\xef\xbb\xbf";
    const auto text = mark + pem_of(one) + mark + pem_of(two);
    BOOST_TEST(store.add_pem(text) == 2u);
    trust_store bundle;
    BOOST_TEST(bundle.load_bundle(directory.write("bundle.pem", text)) == 2u);
    BOOST_TEST(bundle.contains(one));
    BOOST_TEST(bundle.contains(two));
    trust_store hashed;
    directory.write(hashed_name(one), mark + pem_of(one));
    hashed.add_hashed_directory(directory.path(""));
    BOOST_TEST(hashed.contains(one));
}

BOOST_AUTO_TEST_CASE(bundle_skips_many_malformed_blocks_in_linear_time)
{
    std::string text;
    for (int i = 0; i < 100'000; ++i)
        text += "-----BEGIN CERTIFICATE-----\nProc-Type: x\n";
    text += pem_of(one);
    BOOST_TEST(store.load_bundle(directory.write("bundle.pem", text)) == 1u);
}

BOOST_AUTO_TEST_CASE(trusts_trusted_certificate_only_for_uses_that_its_settings_allow)
{
    namespace der = x509::der;
    namespace oid = x509::oid;
    using enum x509::purpose;
    auto purposes = [](std::uint8_t tag, std::initializer_list<std::string_view> list) {
        der::encoding content;
        for (auto purpose : list)
            content = der::concatenation({content, der::object_identifier(purpose)});
        return der::element_of(tag, content);
    };
    auto trusted = [&](auto list) { return purposes(der::tag::sequence, list); };
    auto rejected = [&](auto list) { return purposes(der::tag::context_constructed(0), list); };
    using list = std::initializer_list<std::string_view>;
    const auto alias = der::utf8_string("alias");
    // Checks each kind of store: the certificate must be an anchor for these uses, and the other one for all.
    auto check = [&](const der::encoding& settings, std::initializer_list<x509::purpose> expected) {
        const der::encoding certificate(one.der().begin(), one.der().end());
        const auto text =
            x509::write_pem("TRUSTED CERTIFICATE", der::concatenation({certificate, settings})) + pem_of(two);
        trust_store from_text, from_bundle, from_directory, copied;
        const std::size_t taken = expected.size() != 0 ? 2 : 1;
        BOOST_TEST(from_text.add_pem(text) == taken);
        BOOST_TEST(from_bundle.load_bundle(directory.write("trusted.pem", text)) == taken);
        directory.write(hashed_name(one), text);
        from_directory.add_hashed_directory(directory.path());
        copied.add(root_named("Root three"));
        copied.add(from_text);
        for (const auto* each : {&from_text, &from_bundle, &copied}) {
            BOOST_TEST(each->skipped().size() == 2 - taken);
            BOOST_TEST(each->contains(two));
        }
        for (const auto* each : {&from_text, &from_bundle, &from_directory, &copied})
            for (auto use : {any, server_auth, client_auth}) {
                const bool is_expected = std::ranges::find(expected, use) != expected.end();
                BOOST_TEST(each->contains(one, use) == is_expected);
                BOOST_TEST(each->find(one.subject().der(), use).size() == (is_expected ? 1u : 0u));
                BOOST_TEST(each->find_issuers(one, use).size() == (is_expected ? 1u : 0u));
                if (each != &from_directory)
                    BOOST_TEST(std::ranges::count(each->subjects(use), to_bytes(one.subject().der())) == is_expected);
            }
    };
    check({}, {any, server_auth, client_auth});
    check(der::sequence({}), {any, server_auth, client_auth});
    check(der::sequence({alias}), {any, server_auth, client_auth});
    check(der::sequence({trusted(list{oid::server_auth, oid::client_auth}), alias}), {any, server_auth, client_auth});
    check(der::sequence({trusted(list{oid::any_extended_key_usage})}), {any, server_auth, client_auth});
    check(der::sequence({trusted(list{oid::server_auth})}), {server_auth});
    check(der::sequence({trusted(list{oid::client_auth, oid::ocsp_signing})}), {client_auth});
    check(der::sequence({trusted(list{oid::ocsp_signing})}), {});
    check(der::sequence({trusted(list{})}), {});
    check(der::sequence({rejected(list{oid::ocsp_signing})}), {any, server_auth, client_auth});
    check(der::sequence({rejected(list{oid::client_auth})}), {server_auth});
    check(der::sequence({rejected(list{oid::server_auth}), alias}), {client_auth});
    check(der::sequence({rejected(list{oid::server_auth, oid::client_auth})}), {});
    check(der::sequence({rejected(list{oid::any_extended_key_usage})}), {});
    check(der::sequence({trusted(list{oid::server_auth, oid::client_auth}), rejected(list{oid::server_auth})}),
          {client_auth});
    check(der::sequence({trusted(list{oid::any_extended_key_usage}), rejected(list{oid::client_auth})}), {server_auth});
    check(der::sequence({trusted(list{oid::server_auth}), rejected(list{oid::server_auth})}), {});
    check(der::null(), {});
}

BOOST_AUTO_TEST_CASE(reads_trust_settings_that_openssl_wrote)
{
    // openssl x509 -addreject serverAuth -trustout
    store.add_pem(R"(-----BEGIN TRUSTED CERTIFICATE-----
MIIBhTCCASugAwIBAgIUDNZQD69YxuFxiOuxRf19Xc6rJOYwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMTGltaXRlZCByb290MCAXDTI2MTEzMDA3MzIzMFoYDzIxMjYx
MTA2MDczMjMwWjAXMRUwEwYDVQQDDAxMaW1pdGVkIHJvb3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARUsLj8e7puy12GXe3WztpeVdviTrwiAMr2Gk7ds+VsTSOu
5ZQIRR1R6eUO5Y3rQ3cqnrBFJL09Rsr/kszwTQKZo1MwUTAdBgNVHQ4EFgQUjEp7
mpDr0QhYf2UsPRqSny/H41kwHwYDVR0jBBgwFoAUjEp7mpDr0QhYf2UsPRqSny/H
41kwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA+4t75BzDtcva
CGLziMHX/G2pPgDSY5H893RN7FR59tYCIHX5lEBNskHyR28vraSx/+jdk7aXS5Nz
4/QGGWEkTE5BMAygCgYIKwYBBQUHAwE=
-----END TRUSTED CERTIFICATE-----
)");
    BOOST_TEST(store.size() == 1u);
    BOOST_TEST(store.find(common_name("Limited root"), x509::purpose::client_auth).size() == 1u);
    BOOST_TEST(store.find(common_name("Limited root"), x509::purpose::server_auth).empty());
    BOOST_TEST(store.find(common_name("Limited root")).empty());
}

BOOST_AUTO_TEST_CASE(anchor_with_a_limit_anchors_chains_of_its_use_only)
{
    const auto root = make_root("Root");
    const auto leaf = root.issue(server_named("localhost"));
    store.add(root.certificate, x509::purpose::client_auth);
    verification verify{};
    verify.parameters.anchors = &store;
    BOOST_TEST(!verify({leaf}).accepted);
    BOOST_TEST((verify({leaf, root.certificate}).error == x509::verify_error::self_signed_in_chain));
    verify.parameters.use = x509::purpose::any;
    BOOST_TEST(!verify({leaf}).accepted);
    verify.parameters.use = x509::purpose::client_auth;
    BOOST_TEST(verify({leaf}).accepted);
    // The same certificate without a limit, or with the other one.
    store.add(root.certificate, x509::purpose::server_auth);
    verify.parameters.use = x509::purpose::server_auth;
    BOOST_TEST(verify({leaf}).accepted);
    verify.parameters.use = x509::purpose::any;
    BOOST_TEST(!verify({leaf}).accepted);
    store.add(root.certificate);
    BOOST_TEST(verify({leaf}).accepted);
}

BOOST_AUTO_TEST_CASE(finds_anchor_by_equivalent_name)
{
    store.add(one);
    BOOST_TEST(store.find(one.subject().der()).size() == 1u);
    BOOST_TEST(store.find(common_name(" ROOT  one ")).size() == 1u);
    BOOST_TEST(store.find(common_name("Rootone")).empty());
    BOOST_TEST(store.find(from_hex("310203")).empty());
    BOOST_TEST(store.find({}).empty());
}

BOOST_AUTO_TEST_CASE(finds_issuers_of_certificate)
{
    auto authority = make_root("Root One");
    store.add(authority.certificate);
    store.add(two);
    auto found = store.find_issuers(authority.issue(server_named("host.example")));
    BOOST_REQUIRE_EQUAL(found.size(), 1u);
    BOOST_TEST((found.front() == authority.certificate));
}

BOOST_AUTO_TEST_CASE(keeps_all_anchors_of_a_name_without_duplicates)
{
    auto same_name = make_root("root one").certificate;
    store.add(one);
    store.add(same_name);
    store.add(one);
    BOOST_TEST(store.size() == 2u);
    BOOST_TEST(store.find(one.subject().der()).size() == 2u);
    BOOST_TEST(store.contains(one));
    BOOST_TEST(store.contains(same_name));
}

BOOST_AUTO_TEST_CASE(finds_each_of_thousands_of_anchors)
{
    const many_roots roots;
    constexpr unsigned count = 3000;
    std::string pem;
    for (unsigned i = 0; i < count; ++i)
        pem += roots.pem(i);
    BOOST_TEST(store.add_pem(pem) == count);
    BOOST_TEST(store.size() == count);
    for (unsigned i = 0; i < count; i += 7) {
        auto found = store.find(common_name(many_roots::common_name_of(i)));
        BOOST_REQUIRE_EQUAL(found.size(), 1u);
        BOOST_TEST(found.front().subject().common_name() == many_roots::common_name_of(i));
    }
    BOOST_TEST(store.subjects().size() == count);
}

BOOST_AUTO_TEST_CASE(copies_are_independent)
{
    store.add(one);
    auto copy = store;
    copy.add(two);
    BOOST_TEST(!store.contains(two));
    BOOST_TEST(copy.contains(one));
    BOOST_TEST(copy.contains(two));
    store.add(make_root("three").certificate);
    BOOST_TEST(copy.size() == 2u);
}

BOOST_AUTO_TEST_CASE(adds_all_anchors_of_another_store)
{
    trust_store other;
    other.add(one);
    other.load_bundle(directory.write("bundle.pem", pem_of(two)));
    store.add(root_named("three"));
    store.add(one);
    store.add(other);
    store.add(other);
    store.add(store);
    BOOST_TEST(store.size() == 3u);
    BOOST_TEST(store.contains(one));
    BOOST_TEST(store.contains(two));
}

BOOST_AUTO_TEST_CASE(add_pem_skips_what_does_not_parse_and_reports_it)
{
    auto broken = x509::write_pem("CERTIFICATE", as_bytes("no certificate"));
    std::string no_base64 = "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n";
    BOOST_TEST(fails_with(error::reason::bad_certificate_encoding, [&] { store.add_pem(broken + no_base64); }));
    BOOST_TEST(fails_with(error::reason::bad_base64, [&] { store.add_pem(no_base64 + broken); }));
    BOOST_TEST(fails_with(error::reason::no_start_line, [&] { store.add_pem("nothing"); }));
    BOOST_TEST(store.empty());
    BOOST_TEST(store.skipped().empty());
    BOOST_TEST(store.add_pem(broken + pem_of(one) + "a remark\n" + no_base64 + pem_of(two), "ca.pem") == 2u);
    BOOST_TEST(store.size() == 2u);
    const auto skipped = store.skipped();
    BOOST_REQUIRE_EQUAL(skipped.size(), 2u);
    BOOST_TEST(skipped[0].source == "ca.pem");
    BOOST_TEST(skipped[0].position == 1u);
    BOOST_TEST(skipped[0].reason.starts_with("unexpected tag"), skipped[0].reason);
    BOOST_TEST(skipped[1].position == 3u);
    trust_store copy;
    copy.add(store);
    copy.add(copy);
    BOOST_TEST(copy.skipped().size() == 2u);
}

BOOST_AUTO_TEST_CASE(add_pem_reports_a_certificate_whose_first_line_is_damaged)
{
    auto damaged = pem_of(one);
    damaged.replace(damaged.find("BEGIN"), 5, "BEGUN");
    BOOST_TEST(fails_with(error::reason::bad_base64, [&] { store.add_pem(damaged); }));
    BOOST_TEST(store.add_pem(damaged + pem_of(two), "ca.pem") == 1u);
    BOOST_TEST(store.contains(two));
    const auto skipped = store.skipped();
    BOOST_REQUIRE_EQUAL(skipped.size(), 1u);
    BOOST_TEST(skipped[0].position == 1u);
    BOOST_TEST(skipped[0].reason.find("the end of a certificate without its beginning") != std::string::npos,
               skipped[0].reason);
}

BOOST_AUTO_TEST_CASE(add_pem_keeps_certificates_that_break_a_rule)
{
    auto description = ca_named("Odd Root");
    const auto twice = to_bytes(from_hex("30 08 0603 2a0304 04 01 00"));
    description.extra_extensions = {twice, twice};
    const auto odd = make_root(description).certificate;
    BOOST_TEST(!odd.defects().empty());
    BOOST_TEST(store.add_pem(pem_of(one) + pem_of(odd)) == 2u);
    BOOST_TEST(store.skipped().empty());
    BOOST_TEST(store.contains(odd));
}

BOOST_AUTO_TEST_CASE(bundle_reports_what_it_skipped)
{
    auto no_certificate = x509::write_pem("CERTIFICATE", as_bytes("no certificate"));
    // Only a complete parse finds that the signature algorithm is not a SEQUENCE.
    auto malformed = to_bytes(two.der());
    malformed[static_cast<std::size_t>(two.signature_algorithm().data() - two.der().data())] = 0x31;
    store.load_bundle(
        directory.write("bundle.pem", no_certificate + pem_of(one) + x509::write_pem("CERTIFICATE", malformed)));
    const auto skipped = store.skipped();
    BOOST_REQUIRE_EQUAL(skipped.size(), 2u);
    BOOST_TEST(skipped[0].source.ends_with("bundle.pem"));
    BOOST_TEST(skipped[0].position == 1u);
    BOOST_TEST(skipped[1].position == 3u);
}

BOOST_AUTO_TEST_CASE(subjects_has_no_duplicates)
{
    store.add(one);
    store.load_bundle(directory.write("bundle.pem", pem_of(one) + pem_of(two)));
    auto subjects = store.subjects();
    BOOST_REQUIRE_EQUAL(subjects.size(), 2u);
    BOOST_TEST(std::ranges::count(subjects, to_bytes(one.subject().der())) == 1);
    BOOST_TEST(std::ranges::count(subjects, to_bytes(two.subject().der())) == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(digests, store_fixture)

BOOST_AUTO_TEST_CASE(equal_anchors_have_equal_digests_in_any_order)
{
    trust_store first, second;
    first.add(one);
    first.add(two);
    second.add(two);
    second.add(one);
    second.add(one);
    BOOST_TEST(first.digest().size() == 32u);
    BOOST_TEST(first.digest() == second.digest());
    trust_store text;
    text.add_pem(pem_of(two) + "remark\n" + pem_of(one));
    BOOST_TEST(text.digest() == first.digest());
    store.add(first);
    BOOST_TEST(store.digest() == first.digest());
}

BOOST_AUTO_TEST_CASE(each_change_changes_the_digest)
{
    trust_store other;
    other.add(root_named("Root Three"));
    std::vector<bytes> digests{store.digest()};
    const auto changed = [&] {
        digests.push_back(store.digest());
        return std::ranges::count(digests, digests.back()) == 1;
    };
    store.add(one);
    BOOST_TEST(changed());
    store.add_pem(pem_of(two));
    BOOST_TEST(changed());
    store.add(other);
    BOOST_TEST(changed());
    store.add(x509::trust_anchor{common_name("Root Four"), to_bytes(one.subject_public_key_info()), {}});
    BOOST_TEST(changed());
    store.load_bundle(directory.write("bundle.pem", pem_of(root_named("Root Five"))));
    BOOST_TEST(changed());
    store.add_hashed_directory(directory.path(""));
    BOOST_TEST(changed());
    store.add(one);
    BOOST_TEST(!changed());
    BOOST_CHECK_THROW(store.add_pem("nothing"), boost::system::system_error);
    BOOST_TEST(!changed());
}

BOOST_AUTO_TEST_CASE(adding_a_store_to_an_empty_one_changes_the_digest)
{
    const auto before = store.digest();
    trust_store listed, bundled;
    listed.add(one);
    bundled.load_bundle(directory.write("bundle.pem", pem_of(one)));
    auto with_bundle = store;
    store.add(listed);
    with_bundle.add(bundled);
    BOOST_TEST(store.digest() == listed.digest());
    BOOST_TEST(with_bundle.digest() == bundled.digest());
    BOOST_TEST(store.digest() != before);
    BOOST_TEST(with_bundle.digest() != before);
}

BOOST_AUTO_TEST_CASE(a_bundles_digest_covers_its_certificates)
{
    const auto digest_with = [&](const std::string& name, const std::string& text) {
        trust_store loaded;
        loaded.load_bundle(directory.write(name, text));
        return loaded.digest();
    };
    const auto digest = digest_with("a.pem", pem_of(one));
    BOOST_TEST(digest_with("b.pem", "a remark\n" + pem_of(one)) == digest);
    BOOST_TEST(digest_with("a.pem", pem_of(two)) != digest);
    BOOST_TEST(digest_with("a.pem", pem_of(one) + pem_of(two)) != digest);
}

BOOST_AUTO_TEST_CASE(copies_share_the_digest_until_one_changes)
{
    store.add(one);
    auto copy = store;
    const auto digest = copy.digest();
    BOOST_TEST(store.digest() == digest);
    copy.add(two);
    BOOST_TEST(copy.digest() != digest);
    BOOST_TEST(store.digest() == digest);
    copy = store;
    BOOST_TEST(copy.digest() == digest);
    const auto moved = std::move(copy);
    BOOST_TEST(moved.digest() == digest);
}

BOOST_AUTO_TEST_CASE(threads_may_ask_for_it_at_the_same_time)
{
    for (unsigned i = 0; i < 20; ++i)
        store.add(root_named("root " + std::to_string(i)));
    std::vector<bytes> digests(4);
    std::vector<std::thread> threads;
    for (auto& digest : digests)
        threads.emplace_back([&] {
            const auto copy = store;
            digest = store.digest();
            if (copy.digest() != digest)
                digest.clear();
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(!digests.front().empty());
    BOOST_TEST(std::ranges::count(digests, digests.front()) == 4);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(name_and_key_anchors, store_fixture)

BOOST_AUTO_TEST_CASE(issues_trusted_certificates)
{
    auto authority = make_root("Root One");
    auto leaf = authority.issue(server_named("host.example"));
    verification verify({two});
    BOOST_TEST(!verify({leaf}).accepted);
    store.add(x509::trust_anchor{to_bytes(authority.certificate.subject().der()),
                                 to_bytes(authority.certificate.subject_public_key_info()),
                                 {}});
    verify.parameters.anchors = &store;
    auto result = verify({leaf});
    BOOST_TEST(result.accepted);
    BOOST_TEST(result.path.size() == 2u);
}

BOOST_AUTO_TEST_CASE(name_constraints_apply)
{
    auto authority = make_root("Root One");
    // permittedSubtrees: dNSName example
    auto constraints = from_hex("300da00b3009 8207 6578616d706c65");
    store.add(x509::trust_anchor{to_bytes(authority.certificate.subject().der()),
                                 to_bytes(authority.certificate.subject_public_key_info()), constraints});
    verification verify({two});
    verify.parameters.anchors = &store;
    BOOST_TEST(verify({authority.issue(server_named("host.example"))}).accepted);
    auto refused = verify({authority.issue(server_named("host.test"))});
    BOOST_TEST(!refused.accepted);
    BOOST_TEST(refused.error == x509::verify_error::permitted_violation);
}

BOOST_AUTO_TEST_CASE(rejects_malformed_anchor)
{
    const auto subject = to_bytes(one.subject().der()), key = to_bytes(one.subject_public_key_info());
    auto refused = [&](const bytes& name, const bytes& info, const bytes& constraints) {
        return fails_with(error::reason::bad_certificate_encoding, [&] {
            store.add(x509::trust_anchor{name, info, constraints});
        });
    };
    auto with_more = [](bytes data) {
        data.insert(data.end(), {0x05, 0x00});
        return data;
    };
    BOOST_TEST(refused({}, key, {}));
    BOOST_TEST(refused(common_name(""), {}, {}));
    BOOST_TEST(refused(from_hex("3000"), key, {}));
    BOOST_TEST(refused(with_more(subject), key, {}));
    BOOST_TEST(refused(subject, with_more(key), {}));
    BOOST_TEST(refused(subject, key, from_hex("0500")));
    BOOST_TEST(store.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(certificate_bundles, store_fixture)

BOOST_AUTO_TEST_CASE(loads_ten_thousand_certificates_except_a_broken_one)
{
    const many_roots roots;
    constexpr unsigned count = 10'000, broken = 4321;
    std::string pem;
    for (unsigned i = 0; i < count; ++i) {
        auto block = roots.pem(i);
        if (i == broken)
            block[block.size() / 2] = '!';
        pem += block;
    }
    BOOST_TEST(store.load_bundle(directory.write("bundle.pem", pem)) == count - 1);
    for (unsigned i : {0u, 1u, broken - 1, broken + 1, count - 1})
        BOOST_TEST(store.find(common_name(many_roots::common_name_of(i))).size() == 1u);
    BOOST_TEST(store.find(common_name(many_roots::common_name_of(broken))).empty());
}

BOOST_AUTO_TEST_CASE(ignores_text_between_certificates)
{
    auto cut_short = pem_of(root_named("cut"));
    cut_short.resize(cut_short.size() / 2);
    auto text = "# comment -----BEGIN CERTIFICATE-----\n" + x509::write_pem("CERTIFICATE", as_bytes("no DER")) +
                pem_of(one) + x509::write_private_key_pem(common_key()) + "-----BEGIN CERTIFICATE-----\n!!!\n" +
                "-----END CERTIFICATE-----\n" + cut_short + "\r\n" + x509::write_pem("X509 CERTIFICATE", two.der()) +
                "-----BEGIN CERTIFICATE-----";
    BOOST_TEST(store.load_bundle(directory.write("bundle.pem", text)) == 2u);
    BOOST_TEST(store.contains(one));
    BOOST_TEST(store.contains(two));
}

BOOST_AUTO_TEST_CASE(skips_certificate_found_malformed_on_first_use)
{
    auto der = to_bytes(one.der());
    // Make the outer algorithm something else than a SEQUENCE: the bundle does not read it when it is loaded.
    der[static_cast<std::size_t>(one.signature_algorithm().data() - one.der().data())] ^= 1;
    BOOST_TEST(store.load_bundle(directory.write("bundle.pem", x509::write_pem("CERTIFICATE", der) + pem_of(two))) ==
               2u);
    BOOST_TEST(store.find(one.subject().der()).empty());
    BOOST_TEST(store.find(one.subject().der()).empty());
    BOOST_TEST(store.find(two.subject().der()).size() == 1u);
}

BOOST_AUTO_TEST_CASE(drops_duplicate_certificates)
{
    BOOST_TEST(store.load_bundle(directory.write("bundle.pem", pem_of(one) + pem_of(two) + pem_of(one))) == 2u);
    store.load_bundle(directory.write("bundle2.pem", pem_of(one)));
    BOOST_TEST(store.find(one.subject().der()).size() == 1u);
}

BOOST_AUTO_TEST_CASE(accepts_empty_bundle)
{
    BOOST_TEST(store.load_bundle(directory.write("bundle.pem", "")) == 0u);
    BOOST_TEST(store.empty());
    BOOST_TEST(store.find(one.subject().der()).empty());
}

BOOST_AUTO_TEST_CASE(rejects_unreadable_file)
{
    BOOST_CHECK_THROW(store.load_bundle(directory.path("missing")), boost::system::system_error);
    BOOST_CHECK_THROW(store.load_bundle(directory.path()), boost::system::system_error);
    BOOST_TEST(store.empty());
}

BOOST_AUTO_TEST_CASE(find_is_thread_safe)
{
    const many_roots roots;
    constexpr unsigned count = 200;
    std::string pem;
    for (unsigned i = 0; i < count; ++i)
        pem += roots.pem(i);
    store.load_bundle(directory.write("bundle.pem", pem));
    store.add_hashed_directory(directory.path());
    directory.write(hashed_name(one), pem_of(one));

    std::atomic<unsigned> found = 0;
    auto search = [&] {
        for (unsigned i = 0; i < count; ++i)
            found += static_cast<unsigned>(store.find(common_name(many_roots::common_name_of(i))).size());
        found += store.contains(one) ? 1u : 0u;
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 4; ++i)
        threads.emplace_back(search);
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(found == 4 * (count + 1));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(hashed_directories, store_fixture)

BOOST_AUTO_TEST_CASE(finds_file_by_subject_hash)
{
    directory.write(hashed_name(one), pem_of(one));
    directory.write("two.pem", pem_of(two));
    store.add_hashed_directory(directory.path());
    BOOST_TEST(store.contains(one));
    BOOST_TEST(store.find(common_name("ROOT ONE")).size() == 1u);
    BOOST_TEST(!store.contains(two));
    BOOST_TEST(store.size() == 0u);
    BOOST_TEST(store.subjects().empty());
}

BOOST_AUTO_TEST_CASE(reads_all_files_of_one_hash)
{
    auto same_name = make_root("Root One").certificate;
    auto other_name = root_named("Root Three");
    directory.write(hashed_name(one, 0), "no certificate");
    std::filesystem::create_directory(directory.path(hashed_name(one, 1)));
    directory.write(hashed_name(one, 2), pem_of(other_name) + pem_of(one));
    directory.write(hashed_name(one, 3), pem_of(same_name));
    directory.write(hashed_name(one, 5), pem_of(two)); // behind a gap
    store.add_hashed_directory(directory.path());
    auto found = store.find(one.subject().der());
    BOOST_REQUIRE_EQUAL(found.size(), 2u);
    BOOST_TEST((found[0] == one));
    BOOST_TEST((found[1] == same_name));
    BOOST_TEST(!store.contains(other_name));
}

BOOST_AUTO_TEST_CASE(reads_file_on_first_use_and_keeps_it)
{
    store.add_hashed_directory(directory.path());
    BOOST_TEST(!store.contains(one));
    auto file = directory.write(hashed_name(one), pem_of(one));
    BOOST_TEST(store.contains(one));
    std::filesystem::remove(file);
    BOOST_TEST(store.contains(one));
}

BOOST_AUTO_TEST_CASE(rejects_unreadable_directory)
{
    BOOST_CHECK_THROW(store.add_hashed_directory(directory.path("missing")), boost::system::system_error);
    BOOST_CHECK_THROW(store.add_hashed_directory(directory.write("file", "")), boost::system::system_error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(system_trust_store, store_fixture)

BOOST_AUTO_TEST_CASE(reads_ssl_cert_file_and_ssl_cert_dir)
{
    directory.write("bundle.pem", "junk\n" + pem_of(one));
    for (auto* name : {"a", "b"})
        std::filesystem::create_directory(directory.path(name));
    directory.write("b/" + hashed_name(two), pem_of(two));
    environment_variable file("SSL_CERT_FILE", directory.path("bundle.pem"));
    environment_variable list("SSL_CERT_DIR", ":" + directory.path("a") + ":/nowhere::" + directory.path("b"));
    auto system = trust_store::load_system();
    BOOST_TEST(system.size() == 1u);
    BOOST_TEST(system.contains(one));
    BOOST_TEST(system.contains(two));
}

BOOST_AUTO_TEST_CASE(environment_replaces_default_paths)
{
    environment_variable file("SSL_CERT_FILE", directory.path("missing"));
    environment_variable list("SSL_CERT_DIR");
    BOOST_TEST(trust_store::load_system().empty());
    BOOST_TEST(trust_store::system()->empty());
}

BOOST_AUTO_TEST_CASE(loads_once_and_shares_until_environment_changes)
{
    environment_variable list("SSL_CERT_DIR");
    environment_variable file("SSL_CERT_FILE", directory.write("one.pem", pem_of(one)));
    auto first = trust_store::system();
    BOOST_TEST(first->contains(one));
    BOOST_TEST(trust_store::system() == first);
    environment_variable other("SSL_CERT_FILE", directory.write("two.pem", pem_of(two)));
    BOOST_TEST(trust_store::system()->contains(two));
    BOOST_TEST(!trust_store::system()->contains(one));
}

BOOST_AUTO_TEST_CASE(reads_distribution_paths_by_default)
{
    environment_variable file("SSL_CERT_FILE");
    environment_variable list("SSL_CERT_DIR");
    auto system = trust_store::load_system();
    BOOST_TEST_MESSAGE("the system trusts " << system.size() << " certificates");
    if (!std::filesystem::exists("/etc/ssl/certs/ca-certificates.crt"))
        return;
    BOOST_TEST(system.size() > 0u);
    for (const auto& subject : system.subjects())
        BOOST_TEST(!system.find(subject).empty());
}

BOOST_AUTO_TEST_SUITE_END()
