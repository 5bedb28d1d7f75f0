#include "openssl_shim/cipher_list.hpp"

#include <tls/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>

namespace tls::openssl_shim {

namespace {

/// A suite by OpenSSL's name, and the keywords that select it.
struct suite_row {
    std::string_view name;
    std::uint16_t id;
    unsigned strength;
    std::string_view keywords; ///< between spaces
};

// In OpenSSL's order of preference. All have forward secrecy and an AEAD, or are there because lists name them.
constexpr std::array suites{
    suite_row{"ECDHE-ECDSA-AES256-GCM-SHA384", 0xc02c, 256,
              " ECDHE EECDH kECDHE kEECDH ECDSA aECDSA AES AES256 AESGCM SHA384 TLSv1.2 HIGH "},
    suite_row{"ECDHE-RSA-AES256-GCM-SHA384", 0xc030, 256,
              " ECDHE EECDH kECDHE kEECDH RSA aRSA AES AES256 AESGCM SHA384 TLSv1.2 HIGH "},
    suite_row{"DHE-RSA-AES256-GCM-SHA384", 0x009f, 256,
              " DHE EDH kDHE kEDH RSA aRSA AES AES256 AESGCM SHA384 TLSv1.2 HIGH "},
    suite_row{"ECDHE-ECDSA-CHACHA20-POLY1305", 0xcca9, 256,
              " ECDHE EECDH kECDHE kEECDH ECDSA aECDSA CHACHA20 TLSv1.2 HIGH "},
    suite_row{"ECDHE-RSA-CHACHA20-POLY1305", 0xcca8, 256, " ECDHE EECDH kECDHE kEECDH RSA aRSA CHACHA20 TLSv1.2 HIGH "},
    suite_row{"DHE-RSA-CHACHA20-POLY1305", 0xccaa, 256, " DHE EDH kDHE kEDH RSA aRSA CHACHA20 TLSv1.2 HIGH "},
    suite_row{"ECDHE-ECDSA-AES128-GCM-SHA256", 0xc02b, 128,
              " ECDHE EECDH kECDHE kEECDH ECDSA aECDSA AES AES128 AESGCM SHA256 TLSv1.2 HIGH "},
    suite_row{"ECDHE-RSA-AES128-GCM-SHA256", 0xc02f, 128,
              " ECDHE EECDH kECDHE kEECDH RSA aRSA AES AES128 AESGCM SHA256 TLSv1.2 HIGH "},
    suite_row{"DHE-RSA-AES128-GCM-SHA256", 0x009e, 128,
              " DHE EDH kDHE kEDH RSA aRSA AES AES128 AESGCM SHA256 TLSv1.2 HIGH "},
    suite_row{"ECDHE-ECDSA-AES256-SHA384", 0xc024, 256,
              " ECDHE EECDH kECDHE kEECDH ECDSA aECDSA AES AES256 SHA384 TLSv1.2 HIGH "},
    suite_row{"ECDHE-RSA-AES256-SHA384", 0xc028, 256,
              " ECDHE EECDH kECDHE kEECDH RSA aRSA AES AES256 SHA384 TLSv1.2 HIGH "},
    suite_row{"DHE-RSA-AES256-SHA256", 0x006b, 256, " DHE EDH kDHE kEDH RSA aRSA AES AES256 SHA256 TLSv1.2 HIGH "},
    suite_row{"ECDHE-ECDSA-AES128-SHA256", 0xc023, 128,
              " ECDHE EECDH kECDHE kEECDH ECDSA aECDSA AES AES128 SHA256 TLSv1.2 HIGH "},
    suite_row{"ECDHE-RSA-AES128-SHA256", 0xc027, 128,
              " ECDHE EECDH kECDHE kEECDH RSA aRSA AES AES128 SHA256 TLSv1.2 HIGH "},
    suite_row{"DHE-RSA-AES128-SHA256", 0x0067, 128, " DHE EDH kDHE kEDH RSA aRSA AES AES128 SHA256 TLSv1.2 HIGH "},
    suite_row{"ECDHE-ECDSA-AES256-SHA", 0xc00a, 256,
              " ECDHE EECDH kECDHE kEECDH ECDSA aECDSA AES AES256 SHA SHA1 TLSv1 HIGH "},
    suite_row{"ECDHE-RSA-AES256-SHA", 0xc014, 256,
              " ECDHE EECDH kECDHE kEECDH RSA aRSA AES AES256 SHA SHA1 TLSv1 HIGH "},
    suite_row{"DHE-RSA-AES256-SHA", 0x0039, 256, " DHE EDH kDHE kEDH RSA aRSA AES AES256 SHA SHA1 SSLv3 HIGH "},
    suite_row{"ECDHE-ECDSA-AES128-SHA", 0xc009, 128,
              " ECDHE EECDH kECDHE kEECDH ECDSA aECDSA AES AES128 SHA SHA1 TLSv1 HIGH "},
    suite_row{"ECDHE-RSA-AES128-SHA", 0xc013, 128,
              " ECDHE EECDH kECDHE kEECDH RSA aRSA AES AES128 SHA SHA1 TLSv1 HIGH "},
    suite_row{"DHE-RSA-AES128-SHA", 0x0033, 128, " DHE EDH kDHE kEDH RSA aRSA AES AES128 SHA SHA1 SSLv3 HIGH "},
    suite_row{"AES256-GCM-SHA384", 0x009d, 256, " kRSA RSA aRSA AES AES256 AESGCM SHA384 TLSv1.2 HIGH "},
    suite_row{"AES128-GCM-SHA256", 0x009c, 128, " kRSA RSA aRSA AES AES128 AESGCM SHA256 TLSv1.2 HIGH "},
    suite_row{"AES256-SHA256", 0x003d, 256, " kRSA RSA aRSA AES AES256 SHA256 TLSv1.2 HIGH "},
    suite_row{"AES128-SHA256", 0x003c, 128, " kRSA RSA aRSA AES AES128 SHA256 TLSv1.2 HIGH "},
    suite_row{"AES256-SHA", 0x0035, 256, " kRSA RSA aRSA AES AES256 SHA SHA1 SSLv3 HIGH "},
    suite_row{"AES128-SHA", 0x002f, 128, " kRSA RSA aRSA AES AES128 SHA SHA1 SSLv3 HIGH "},
};

bool has_keyword(const suite_row& suite, std::string_view keyword)
{
    if (keyword == suite.name || keyword == "ALL" || keyword == "DEFAULT")
        return true;
    const auto keywords = split(suite.keywords, " ");
    return std::ranges::find(keywords, keyword) != keywords.end();
}

/// "ECDHE+AESGCM": a suite that has them all.
bool matches(const suite_row& suite, std::string_view selector)
{
    return std::ranges::all_of(split(selector, "+"), [&](auto keyword) { return has_keyword(suite, keyword); });
}

using selection = std::vector<const suite_row*>;

void apply(std::string_view item, selection& selected, selection& killed)
{
    const char how = item.front();
    if (how == '@') {
        if (item == "@STRENGTH")
            std::ranges::stable_sort(selected, std::ranges::greater(), &suite_row::strength);
        else if (!item.starts_with("@SECLEVEL="))
            throw boost::system::system_error(no_cipher_match());
        return;
    }
    const bool modified = how == '!' || how == '-' || how == '+';
    const auto selector = modified ? item.substr(1) : item;
    const auto is_meant = [&](const suite_row* suite) { return matches(*suite, selector); };
    if (how == '+') {
        std::stable_partition(selected.begin(), selected.end(),
                              [&](const suite_row* suite) { return !is_meant(suite); });
        return;
    }
    if (how == '!' || how == '-')
        std::erase_if(selected, is_meant);
    for (const auto& suite : suites) {
        if (!is_meant(&suite))
            continue;
        if (how == '!')
            killed.push_back(&suite);
        else if (how != '-' && std::ranges::count(selected, &suite) == 0 && std::ranges::count(killed, &suite) == 0)
            selected.push_back(&suite);
    }
}

} // namespace

std::vector<std::string_view> split(std::string_view text, std::string_view separators)
{
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find_first_of(separators));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        if (!part.empty())
            parts.push_back(part);
    }
    return parts;
}

std::vector<std::uint16_t> select_suites(std::string_view list, const registry& algorithms)
{
    selection selected, killed;
    for (const auto item : split(list, ":, ;")) {
        const auto at = std::min(item.find('@'), item.size()); // "DEFAULT@SECLEVEL=1" is two
        for (const auto part : {item.substr(0, at), item.substr(at)}) {
            if (!part.empty())
                apply(part, selected, killed);
        }
    }
    if (selected.empty())
        throw boost::system::system_error(no_cipher_match());
    std::vector<std::uint16_t> ids;
    for (const auto* suite : selected) {
        if (algorithms.find_cipher_suite(suite->id) != nullptr)
            ids.push_back(suite->id);
    }
    return ids;
}

boost::system::error_code no_cipher_match()
{
    return {static_cast<int>(ERR_PACK(ERR_LIB_SSL, 0, SSL_R_NO_CIPHER_MATCH)), error::get_ssl_category()};
}

} // namespace tls::openssl_shim
