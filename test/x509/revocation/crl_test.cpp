// Parsing of CRLs, and the search for entries and lists.

#include "x509/revocation/revocation_pki.hpp"

#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

using namespace tls;
using namespace tls::test;
using x509::crl;
using x509::revocation_reason;

namespace {

const authority& issuer()
{
    static const authority made = make_root("CRL issuer");
    return made;
}

bool is_refused(byte_view der)
try {
    crl::from_der(der);
    return false;
} catch (const boost::system::system_error& e) {
    return e.code() == error::reason::bad_crl_encoding;
}

bytes serial(std::initializer_list<std::uint8_t> octets)
{
    return octets;
}

struct temporary_file {
    temporary_file(const std::string& name, byte_view content)
        : path((std::filesystem::temp_directory_path() / (std::to_string(getpid()) + name)).string())
    {
        std::ofstream out(path, std::ios::binary);
        out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    }
    ~temporary_file() { std::remove(path.c_str()); }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;

    std::string path;
};

} // namespace

BOOST_AUTO_TEST_SUITE(crl_parsing)

BOOST_AUTO_TEST_CASE(reads_fields_that_builder_wrote)
{
    x509::crl_template description;
    description.this_update = now - day;
    description.next_update = now + 7 * day;
    description.number = 0x1234;
    description.entries = {{serial({0x05}), {now - 3 * day, revocation_reason::superseded}},
                           {serial({0x00, 0x80}), {now - 2 * day, revocation_reason::unspecified}}};
    auto list = issue(description, issuer());

    BOOST_TEST(list.issuer().common_name() == "CRL issuer");
    BOOST_TEST((list.this_update() == now - day));
    BOOST_TEST((list.next_update() == now + 7 * day));
    BOOST_TEST((to_bytes(list.number()) == bytes{0x12, 0x34}));
    BOOST_TEST(list.size() == 2);
    auto found = list.find(serial({0x05}));
    BOOST_REQUIRE(found);
    BOOST_TEST((found->date == now - 3 * day));
    BOOST_TEST((found->reason == revocation_reason::superseded));
    BOOST_REQUIRE(list.find(serial({0x00, 0x80})));
    BOOST_TEST((list.find(serial({0x00, 0x80}))->reason == revocation_reason::unspecified));
    BOOST_TEST(!list.find(serial({0x06})));
    BOOST_TEST(!list.find(serial({0x80})));
    BOOST_TEST(!list.find({}));
}

BOOST_AUTO_TEST_CASE(accepts_list_without_entries)
{
    auto list = issue(crl_of({}), issuer());
    BOOST_TEST(list.size() == 0);
    BOOST_TEST(!list.find(serial({0x01})));
}

BOOST_AUTO_TEST_CASE(finds_each_of_a_hundred_thousand_entries_and_no_other)
{
    constexpr std::uint32_t count = 100'000;
    x509::crl_template description;
    auto serial_of = [](std::uint32_t n) {
        auto scattered = n * 2654435761u;
        return bytes{0x40, static_cast<std::uint8_t>(scattered >> 24), static_cast<std::uint8_t>(scattered >> 16),
                     static_cast<std::uint8_t>(scattered >> 8), static_cast<std::uint8_t>(scattered)};
    };
    for (std::uint32_t n = 0; n < count; ++n)
        description.entries.push_back({serial_of(n), {now, revocation_reason::superseded}});
    auto list = issue(description, issuer());
    BOOST_TEST(list.size() == count);
    std::size_t found = 0;
    for (std::uint32_t n = 0; n < count; ++n)
        found += list.find(serial_of(n)).has_value();
    BOOST_TEST(found == count);
    for (std::uint32_t n = count; n < count + 1000; ++n)
        BOOST_REQUIRE(!list.find(serial_of(n)));
}

BOOST_AUTO_TEST_CASE(accepts_version_1_without_extensions_only)
{
    raw_crl raw(issuer());
    raw.version = {};
    raw.extensions = {};
    raw.entries = der::sequence({crl_entry(serial({5}))});
    BOOST_TEST(crl::from_der(raw.der()).size() == 1);

    raw.extensions = x509::write_extension(oid::crl_number, false, der::small_integer(7));
    BOOST_TEST(is_refused(raw.der()));
    raw.extensions = {};
    raw.entries = der::sequence({crl_entry(serial({5}), {extension_of(oid::reason_code, false, der::enumerated(1))})});
    BOOST_TEST(is_refused(raw.der()));
}

BOOST_AUTO_TEST_CASE(rejects_explicit_version_other_than_2)
{
    raw_crl raw(issuer());
    for (std::uint32_t version : {0u, 2u, 3u}) {
        raw.version = der::small_integer(version);
        BOOST_TEST(is_refused(raw.der()));
    }
}

BOOST_AUTO_TEST_CASE(rejects_list_of_more_than_256_mebibytes)
{
    constexpr std::size_t limit = 256 * 1024 * 1024;
    const bytes zeros(limit + 1);
    const auto why = [&](std::size_t size) -> std::string {
        try {
            crl::from_der(byte_view(zeros).first(size));
        } catch (const boost::system::system_error& e) {
            return e.what();
        }
        return {};
    };
    BOOST_TEST(why(limit).find("too large") == std::string::npos);
    BOOST_TEST(why(limit + 1).find("CRL too large") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(rejects_list_truncated_at_any_byte)
{
    auto whole = to_bytes(issue(crl_of({issuer().certificate}), issuer()).der());
    for (std::size_t size = 0; size < whole.size(); ++size)
        BOOST_REQUIRE(is_refused(byte_view(whole).first(size)));
    whole.push_back(0);
    BOOST_TEST(is_refused(whole));
}

BOOST_AUTO_TEST_CASE(changed_bytes_cause_only_bad_crl_encoding)
{
    raw_crl raw(issuer());
    raw.entries = der::sequence({crl_entry(serial({5}), {extension_of(oid::reason_code, false, der::enumerated(1))})});
    auto whole = raw.der();
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (std::uint8_t change : {0x01, 0x7f, 0x80, 0xff}) {
            auto changed = whole;
            changed[i] ^= change;
            try {
                auto list = crl::from_der(changed);
                list.find(serial({5}));
                list.issuer().to_string();
            } catch (const boost::system::system_error& e) {
                BOOST_REQUIRE(e.code() == error::reason::bad_crl_encoding);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(rejects_different_inner_and_outer_signature_algorithms)
{
    auto whole = to_bytes(issue(crl_of({}), issuer()).der());
    // Change the last byte of the second Ed25519 object identifier: after the list, before the signature.
    const bytes ed25519{0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70};
    auto outer = std::find_end(whole.begin(), whole.end(), ed25519.begin(), ed25519.end());
    BOOST_REQUIRE(outer != whole.end());
    outer[6] = 0x71;
    BOOST_TEST(is_refused(whole));
}

BOOST_AUTO_TEST_CASE(rejects_duplicate_extensions_in_lists_and_entries)
{
    raw_crl raw(issuer());
    raw.extensions = der::concatenation({raw.extensions, raw.extensions});
    BOOST_TEST(is_refused(raw.der()));

    raw_crl entries(issuer());
    auto reason = extension_of(oid::reason_code, false, der::enumerated(1));
    entries.entries = der::sequence({crl_entry(serial({5}), {reason})});
    BOOST_TEST(!is_refused(entries.der()));
    entries.entries = der::sequence({crl_entry(serial({5}), {reason, reason})});
    BOOST_TEST(is_refused(entries.der()));
}

BOOST_AUTO_TEST_CASE(accepts_only_rfc5280_reason_codes)
{
    raw_crl raw(issuer());
    for (std::uint8_t reason = 0; reason < 12; ++reason) {
        raw.entries =
            der::sequence({crl_entry(serial({5}), {extension_of(oid::reason_code, false, der::enumerated(reason))})});
        bool exists = reason != 7 && reason != 11;
        BOOST_TEST(is_refused(raw.der()) == !exists);
        BOOST_TEST(to_string(static_cast<revocation_reason>(reason)).empty() == !exists);
        if (exists)
            BOOST_TEST((crl::from_der(raw.der()).find(serial({5}))->reason == revocation_reason(reason)));
    }
}

BOOST_AUTO_TEST_CASE(rejects_invalidity_date_that_is_not_generalized_time)
{
    raw_crl raw(issuer());
    raw.entries = der::sequence(
        {crl_entry(serial({5}), {extension_of(oid::invalidity_date, false, x509::write_generalized_time(now))})});
    BOOST_TEST(!is_refused(raw.der()));
    raw.entries =
        der::sequence({crl_entry(serial({5}), {extension_of(oid::invalidity_date, false, x509::write_time(now))})});
    BOOST_TEST(is_refused(raw.der()));
}

BOOST_AUTO_TEST_CASE(rejects_numbers_and_serial_numbers_over_20_octets)
{
    raw_crl raw(issuer());
    auto number_of = [](std::size_t size) {
        return x509::write_extension(oid::crl_number, false, der::unsigned_integer(bytes(size, 0x11)));
    };
    raw.extensions = number_of(20);
    BOOST_TEST(!is_refused(raw.der()));
    raw.extensions = number_of(21);
    BOOST_TEST(is_refused(raw.der()));

    raw_crl entries(issuer());
    entries.entries = der::sequence({crl_entry(bytes(20, 0x11))});
    BOOST_TEST(!is_refused(entries.der()));
    entries.entries = der::sequence({crl_entry(bytes(21, 0x11))});
    BOOST_TEST(is_refused(entries.der()));
}

BOOST_AUTO_TEST_CASE(rejects_malformed_issuing_distribution_point)
{
    auto with = [](const bytes& extension) {
        raw_crl raw(issuer());
        raw.extensions.insert(raw.extensions.end(), extension.begin(), extension.end());
        return raw.der();
    };
    BOOST_TEST(!is_refused(with(issuing_distribution_point({flag(1)}))));
    BOOST_TEST(!is_refused(with(issuing_distribution_point({distribution_point_name({uri("http://a/")}), flag(2)}))));
    BOOST_TEST(is_refused(with(issuing_distribution_point({}))));
    BOOST_TEST(is_refused(with(issuing_distribution_point({flag(1), flag(2)}))));
    BOOST_TEST(is_refused(with(issuing_distribution_point({flag(2), flag(1)}))));
    BOOST_TEST(is_refused(with(issuing_distribution_point({flag(6)}))));
    // DistributionPointName is a choice of two.
    BOOST_TEST(is_refused(with(issuing_distribution_point({der::constructed(
        der::tag::context_constructed(0), {der::constructed(der::tag::context_constructed(2), {})})}))));
    BOOST_TEST(is_refused(with(issuing_distribution_point({der::element_of(der::tag::context(1), {})}))));
    const std::uint8_t no = 0x00;
    BOOST_TEST(is_refused(with(issuing_distribution_point({der::element_of(der::tag::context(1), {&no, 1})}))));
}

// RFC 5280 section 5.1.2.3.
BOOST_AUTO_TEST_CASE(rejects_empty_issuer_name)
{
    raw_crl raw(issuer());
    BOOST_TEST(!is_refused(raw.der()));
    raw.issuer_name = der::sequence({});
    BOOST_TEST(is_refused(raw.der()));
}

BOOST_AUTO_TEST_CASE(rejects_trailing_fields)
{
    raw_crl raw(issuer());
    raw.after = der::null();
    BOOST_TEST(is_refused(raw.der()));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(crl_stores)

BOOST_AUTO_TEST_CASE(finds_lists_by_issuer)
{
    auto other = make_root("Another issuer");
    x509::crl_store store;
    BOOST_TEST(store.empty());
    store.add(issue(crl_of({}), issuer()));
    store.add(issue(crl_of({}), issuer()));
    store.add(issue(crl_of({}), other));
    BOOST_TEST(store.size() == 3);
    BOOST_TEST(store.find(issuer().certificate.subject().der()).size() == 2);
    BOOST_TEST(store.find(other.certificate.subject().der()).size() == 1);
    BOOST_TEST(store.find(make_root("A third").certificate.subject().der()).empty());
}

BOOST_AUTO_TEST_CASE(compares_issuers_as_canonical_names)
{
    x509::crl_store store;
    store.add(issue(crl_of({}), issuer()));
    auto same = make_root("crl  ISSUER");
    BOOST_TEST(store.find(same.certificate.subject().der()).size() == 1);
    BOOST_TEST(store.find(bytes{0x30, 0x01}).empty());
}

BOOST_AUTO_TEST_CASE(add_pem_adds_every_list)
{
    auto pem = x509::write_pem("X509 CRL", issue(crl_of({}), issuer()).der());
    x509::crl_store store;
    BOOST_TEST(store.add_pem("some words\n" + pem + x509::write_pem("OTHER", bytes{1}) + pem) == 2);
    BOOST_TEST(store.size() == 2);
}

BOOST_AUTO_TEST_CASE(add_pem_adds_nothing_on_error)
{
    x509::crl_store store;
    auto reason_for = [&store](const std::string& pem) -> boost::system::error_code {
        try {
            store.add_pem(pem);
        } catch (const boost::system::system_error& e) {
            return e.code();
        }
        return {};
    };
    BOOST_TEST((reason_for("no list") == error::reason::no_start_line));
    auto good = x509::write_pem("X509 CRL", issue(crl_of({}), issuer()).der());
    BOOST_TEST((reason_for(good + x509::write_pem("X509 CRL", bytes{1, 2, 3})) == error::reason::bad_crl_encoding));
    BOOST_TEST(store.empty());
}

BOOST_AUTO_TEST_CASE(load_file_reads_der_and_pem)
{
    auto list = issue(crl_of({}), issuer());
    temporary_file in_der("list.crl", list.der());
    temporary_file in_pem("list.pem", as_bytes(x509::write_pem("X509 CRL", list.der())));
    x509::crl_store store;
    BOOST_TEST(store.load_file(in_der.path) == 1);
    BOOST_TEST(store.load_file(in_pem.path) == 1);
    BOOST_TEST(store.size() == 2);
    BOOST_CHECK_THROW(store.load_file(in_der.path + ".not"), boost::system::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
