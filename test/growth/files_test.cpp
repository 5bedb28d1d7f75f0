// Texts and containers of certificates and keys: PEM, trust stores, PKCS#12.

#include "growth/growth.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/pki.hpp"

#include <tls/x509/pem.hpp>
#include <tls/x509/pkcs12.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(work_with_files)

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls::test;

namespace {

constexpr std::size_t smallest = 64 * 1024;

std::string repeated(std::string_view text, std::size_t size)
{
    std::string result;
    while (result.size() < size)
        result += text;
    return result;
}

// Calls `read` and ignores that it refuses the text.
template <class Read>
std::function<void()> attempt(Read read)
{
    return [read = std::move(read)] {
        try {
            read();
        } catch (const boost::system::system_error&) {
        }
    };
}

// Distinct anchors, made from one by changing its serial number and, unless `same_name`, its name: nobody checks an
// anchor's signature.
class many_anchors {
public:
    explicit many_anchors(bool same_name) : same_name_(same_name)
    {
        auto description = ca_named("root 00000");
        description.serial_number = {0x55, 0x55, 0x55, 0x55, 0x55};
        der_ = tls::to_bytes(make_root(description).certificate.der());
    }

    tls::bytes der(std::size_t i) const
    {
        char digits[8];
        std::snprintf(digits, sizeof digits, "%05zu", i);
        auto result = der_;
        replace(result, {0x55, 0x55, 0x55, 0x55, 0x55}, digits);
        if (!same_name_)
            while (replace(result, {'0', '0', '0', '0', '0'}, digits) && i != 0) {}
        return result;
    }

private:
    static bool replace(tls::bytes& text, const tls::bytes& what, const char* digits)
    {
        const auto found = std::search(text.begin(), text.end(), what.begin(), what.end());
        if (found == text.end())
            return false;
        std::copy(digits, digits + 5, found);
        return true;
    }

    bool same_name_;
    tls::bytes der_;
};

// Certificates of one key, each of which may have been issued by the next one.
class links {
public:
    links() : key_(tls::x509::generate_private_key(tls::key_type::ed25519))
    {
        const auto issuer = tls::x509::self_signed_certificate(ca_named(issuer_), key_);
        der_ = tls::to_bytes(tls::x509::issue_certificate(ca_named(subject_), key_.public_part, issuer, key_).der());
    }

    const tls::private_key& key() const { return key_; }
    // Certificates i and i + names have the same names.
    tls::bytes der(std::size_t i, std::size_t names) const
    {
        auto result = der_;
        set_name(result, issuer_, (i + 1) % names);
        set_name(result, subject_, i % names);
        return result;
    }

private:
    static void set_name(tls::bytes& certificate, std::string_view placeholder, std::size_t number)
    {
        char name[16];
        const auto size = std::snprintf(name, sizeof name, "link %05zu", number);
        const auto found = std::search(certificate.begin(), certificate.end(), placeholder.begin(), placeholder.end());
        std::copy_n(name, size, found);
    }

    static constexpr const char *issuer_ = "the issuer", *subject_ = "subject ca"; ///< as long as "link 00000"
    tls::private_key key_;
    tls::bytes der_;
};

der::encoding explicit_0(const der::encoding& content)
{
    return der::constructed(der::tag::context_constructed(0), {content});
}

der::encoding bag(std::string_view type, const der::encoding& value)
{
    return der::sequence({der::object_identifier(type), explicit_0(value)});
}

der::encoding certificate_bag(const tls::bytes& certificate)
{
    const auto value = explicit_0(der::octet_string(certificate));
    return bag(oid::cert_bag, der::sequence({der::object_identifier(oid::x509_certificate), value}));
}

void add_bag(der::encoding& bags, const der::encoding& bag)
{
    bags.insert(bags.end(), bag.begin(), bag.end());
}

der::encoding pkcs12_of(const der::encoding& bags)
{
    auto data = [](const der::encoding& content) {
        return der::sequence({der::object_identifier(oid::pkcs7_data), explicit_0(der::octet_string(content))});
    };
    return der::sequence({der::small_integer(3), data(der::sequence({data(der::sequence({bags}))}))});
}

} // namespace

BOOST_AUTO_TEST_CASE(grows_slowly_in_pem)
{
    const std::string begin = "-----BEGIN CERTIFICATE-----\n", end = "-----END CERTIFICATE-----\n";
    const std::vector<std::pair<const char*, std::function<std::string(std::size_t)>>> texts{
        {"no block", [](std::size_t n) { return repeated("text\n", n); }},
        {"empty lines", [](std::size_t n) { return std::string(n, '\n'); }},
        {"spaces", [](std::size_t n) { return std::string(n, ' '); }},
        {"beginnings", [&](std::size_t n) { return repeated(begin, n); }},
        {"beginnings in one line", [](std::size_t n) { return repeated("-----BEGIN ", n); }},
        {"indented beginnings", [](std::size_t n) { return std::string(n, ' ') + repeated(" -----BEGIN ", n); }},
        {"hyphens", [](std::size_t n) { return std::string(n, '-'); }},
        {"ends", [&](std::size_t n) { return begin + repeated(end, n); }},
        {"empty blocks", [&](std::size_t n) { return repeated(begin + end, n); }},
        {"malformed blocks", [&](std::size_t n) { return repeated(begin + "*\n" + end, n); }},
        {"one long block", [&](std::size_t n) { return begin + repeated("AAAA\n", n) + end; }},
        {"one long line", [&](std::size_t n) { return begin + repeated("AAAA", n) + "\n" + end; }},
        {"headers", [&](std::size_t n) { return begin + repeated("a: b\n", n) + "\nAAAA\n" + end; }},
        {"one long header", [&](std::size_t n) { return begin + "a: " + repeated("b", n) + "\n\nAAAA\n" + end; }},
    };
    for (const auto& [what, text_of] : texts) {
        check_growth(std::string("PEM: ") + what, smallest, [&, &text_of = text_of](std::size_t size) {
            return attempt([text = text_of(size)] { tls::x509::read_pem(text); });
        });
        check_growth(std::string("certificates: ") + what, smallest, [&, &text_of = text_of](std::size_t size) {
            return attempt([text = text_of(size)] { tls::x509::read_certificates_pem(text); });
        });
        check_growth(std::string("trust store: ") + what, smallest, [&, &text_of = text_of](std::size_t size) {
            return attempt([text = text_of(size)] { tls::x509::trust_store().add_pem(text); });
        });
        check_growth(std::string("key: ") + what, smallest, [&, &text_of = text_of](std::size_t size) {
            return attempt([text = text_of(size)] { tls::x509::read_private_key_pem(text); });
        });
    }
}

BOOST_AUTO_TEST_CASE(grows_slowly_in_trust_stores)
{
    for (bool same_name : {false, true}) {
        const many_anchors anchors(same_name);
        check_growth(same_name ? "anchors of one name" : "anchors", 500, [&](std::size_t count) {
            std::string pem;
            for (std::size_t i = 0; i < count; ++i)
                pem += tls::x509::write_pem("CERTIFICATE", anchors.der(i));
            return [pem] {
                tls::x509::trust_store store;
                store.add_pem(pem);
                store.subjects();
                store.skipped();
            };
        });
    }
}

BOOST_AUTO_TEST_CASE(grows_slowly_in_pkcs12)
{
    const many_anchors anchors(false), namesakes(true);
    for (const auto* certificates : {&anchors, &namesakes})
        check_growth("PKCS#12", 250, [&](std::size_t count) {
            der::encoding bags;
            for (std::size_t i = 0; i < count; ++i)
                add_bag(bags, certificate_bag(certificates->der(i)));
            return attempt([file = pkcs12_of(bags)] { tls::x509::read_pkcs12(file, ""); });
        });
}

BOOST_AUTO_TEST_CASE(grows_slowly_in_chains_of_pkcs12)
{
    // The leaf, and then its issuers from the last one: a search from the beginning would meet all others before.
    const links chain;
    const der::encoding key = tls::x509::write_private_key_der(chain.key());
    for (std::size_t names : {std::size_t{1} << 16, std::size_t{2}})
        check_growth("chain of PKCS#12", 250, [&](std::size_t count) {
            der::encoding bags;
            add_bag(bags, bag(oid::key_bag, key));
            add_bag(bags, certificate_bag(chain.der(0, names)));
            for (std::size_t i = count; --i > 0;)
                add_bag(bags, certificate_bag(chain.der(i, names)));
            const auto file = pkcs12_of(bags);
            BOOST_TEST(tls::x509::read_pkcs12(file, "").chain.size() == count);
            return [file] { tls::x509::read_pkcs12(file, ""); };
        });
}

BOOST_AUTO_TEST_SUITE_END()
