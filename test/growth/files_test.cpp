// Texts and containers of certificates and keys: PEM, trust stores, PKCS#12.

#include "growth/growth.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/pki.hpp"

#include <tls/x509/pem.hpp>
#include <tls/x509/pkcs12.hpp>

#include <algorithm>

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

} // namespace

BOOST_AUTO_TEST_SUITE(work_with_files)

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
            auto explicit_0 = [](const der::encoding& content) {
                return der::constructed(der::tag::context_constructed(0), {content});
            };
            auto content_info = [&](const der::encoding& content) {
                return der::sequence({der::object_identifier(oid::pkcs7_data), explicit_0(der::octet_string(content))});
            };
            der::encoding bags;
            for (std::size_t i = 0; i < count; ++i) {
                const auto bag =
                    der::sequence({der::object_identifier(oid::cert_bag),
                                   explicit_0(der::sequence({der::object_identifier(oid::x509_certificate),
                                                             explicit_0(der::octet_string(certificates->der(i)))}))});
                bags.insert(bags.end(), bag.begin(), bag.end());
            }
            const auto file = der::sequence(
                {der::small_integer(3), content_info(der::sequence({content_info(der::sequence({bags}))}))});
            return attempt([file] { tls::x509::read_pkcs12(file, ""); });
        });
}

BOOST_AUTO_TEST_SUITE_END()
