#include "context/cipher_list.hpp"

#include "context/preferences.hpp"
#include "crypto/suite_ciphers.hpp"
#include "crypto/weaknesses.hpp"

#include <tls/configuration.hpp>
#include <tls/crypto/algorithm_name.hpp>
#include <tls/weakness.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace tls {
namespace {

// OpenSSL's order before a list reorders it: suites with authenticated encryption, forward secrecy, TLS 1.2 and long
// keys come first, roughly in this order of weight.
constexpr std::uint16_t openssl_order[] = {
    0xc02c, 0xc030, 0x00a3, 0x009f, 0xcca9, 0xcca8, 0xccaa, 0xc0af, 0xc0ad, 0xc0a3, 0xc09f, 0xc05d, 0xc061, 0xc057,
    0xc053, 0xc02b, 0xc02f, 0x00a2, 0x009e, 0xc0ae, 0xc0ac, 0xc0a2, 0xc09e, 0xc05c, 0xc060, 0xc056, 0xc052, 0xc024,
    0xc028, 0x006b, 0x006a, 0xc073, 0xc077, 0x00c4, 0x00c3, 0xc023, 0xc027, 0x0067, 0x0040, 0xc072, 0xc076, 0x00be,
    0x00bd, 0xc00a, 0xc014, 0x0039, 0x0038, 0x0088, 0x0087, 0xc009, 0xc013, 0x0033, 0x0032, 0x0045, 0x0044, 0xc006,
    0xc010, 0x00ad, 0x00ab, 0xccae, 0xccad, 0xccac, 0xc0ab, 0xc0a7, 0xc06f, 0xc06d, 0x009d, 0xc0a1, 0xc09d, 0xc051,
    0x00a9, 0xccab, 0xc0a9, 0xc0a5, 0xc06b, 0x00ac, 0x00aa, 0xc0aa, 0xc0a6, 0xc06e, 0xc06c, 0x009c, 0xc0a0, 0xc09c,
    0xc050, 0x00a8, 0xc0a8, 0xc0a4, 0xc06a, 0x003d, 0x00c0, 0x003c, 0x00ba, 0x003b, 0xc038, 0xc036, 0x00b7, 0x00b3,
    0x0095, 0x0091, 0xc09b, 0xc099, 0xc097, 0x0035, 0x0084, 0x00af, 0x008d, 0xc095, 0xc037, 0xc035, 0x00b6, 0x00b2,
    0x0094, 0x0090, 0xc09a, 0xc098, 0xc096, 0x002f, 0x0041, 0x00ae, 0x008c, 0xc094, 0xc03b, 0xc03a, 0xc039, 0x00b9,
    0x00b8, 0x00b5, 0x00b4, 0x002e, 0x002d, 0x0002, 0x0001, 0x00b1, 0x00b0, 0x002c,
};

using method = key_exchange_method;
using authentication = authentication_method;

bool has_mac(const cipher_suite& suite, std::string_view hash)
{
    return suite.mac != nullptr && is_same_algorithm(suite.mac->name, hash);
}

bool uses(const cipher_suite& suite, method exchange)
{
    return suite.key_exchange == exchange;
}

bool is_psk(const cipher_suite& suite)
{
    return uses(suite, method::psk) || uses(suite, method::dhe_psk) || uses(suite, method::rsa_psk) ||
           uses(suite, method::ecdhe_psk);
}

/// The first protocol version under which OpenSSL lists the suite.
enum class era { ssl3, tls1_0, tls1_2 };

era era_of(const cipher_suite& suite)
{
    if (has_mac(suite, "SHA-1") || has_mac(suite, "MD5"))
        return uses(suite, method::ecdhe) || uses(suite, method::ecdhe_psk) ? era::tls1_0 : era::ssl3;
    return is_psk(suite) && suite.aead == nullptr ? era::tls1_0 : era::tls1_2;
}

/// A word of a cipher list, and a predicate for the suites that it selects.
struct keyword {
    std::string_view word;
    bool (*selects)(const cipher_suite&);
};

using row = const cipher_suite&;

constexpr keyword keywords[] = {
    {"ALL", [](row s) { return encrypts(s); }},
    {"COMPLEMENTOFALL", [](row s) { return !encrypts(s); }},
    {"DEFAULT", [](row s) { return s.enabled_by_default; }},
    {"COMPLEMENTOFDEFAULT", [](row s) { return encrypts(s) && !s.enabled_by_default; }},
    {"HIGH", [](row s) { return s.strength >= 128; }},
    {"MEDIUM", [](row s) { return encrypts(s) && s.strength < 128; }},
    {"eNULL", [](row s) { return !encrypts(s); }},
    {"NULL", [](row s) { return !encrypts(s); }},

    {"kRSA", [](row s) { return uses(s, method::rsa); }},
    {"RSA", [](row s) { return uses(s, method::rsa); }},
    {"kDHE", [](row s) { return uses(s, method::dhe); }},
    {"kEDH", [](row s) { return uses(s, method::dhe); }},
    {"DH", [](row s) { return uses(s, method::dhe); }},
    {"DHE", [](row s) { return uses(s, method::dhe); }},
    {"EDH", [](row s) { return uses(s, method::dhe); }},
    {"kECDHE", [](row s) { return uses(s, method::ecdhe); }},
    {"kEECDH", [](row s) { return uses(s, method::ecdhe); }},
    {"ECDH", [](row s) { return uses(s, method::ecdhe); }},
    {"ECDHE", [](row s) { return uses(s, method::ecdhe); }},
    {"EECDH", [](row s) { return uses(s, method::ecdhe); }},
    {"kPSK", [](row s) { return uses(s, method::psk); }},
    {"kDHEPSK", [](row s) { return uses(s, method::dhe_psk); }},
    {"kRSAPSK", [](row s) { return uses(s, method::rsa_psk); }},
    {"kECDHEPSK", [](row s) { return uses(s, method::ecdhe_psk); }},
    {"PSK", [](row s) { return is_psk(s); }},

    {"kDHr", [](row s) { return uses(s, method::dh) && s.authentication == authentication::rsa; }},
    {"kDHd", [](row s) { return uses(s, method::dh) && s.authentication == authentication::dsa; }},
    {"kDH", [](row s) { return uses(s, method::dh); }},
    {"aDH", [](row s) { return uses(s, method::dh); }},
    {"ADH", [](row s) { return uses(s, method::dh_anon); }},
    {"aNULL", [](row s) { return s.authentication == authentication::anonymous; }},

    {"aRSA", [](row s) { return s.authentication == authentication::rsa; }},
    {"aECDSA", [](row s) { return s.authentication == authentication::ecdsa; }},
    {"ECDSA", [](row s) { return s.authentication == authentication::ecdsa; }},
    {"aDSS", [](row s) { return s.authentication == authentication::dsa; }},
    {"DSS", [](row s) { return s.authentication == authentication::dsa; }},
    {"aPSK", [](row s) { return s.authentication == authentication::psk; }},

    {"EXPORT", [](row s) { return s.is_export; }},
    {"EXPORT40", [](row s) { return s.is_export; }},
    {"EXP", [](row s) { return s.is_export; }},
    {"LOW", [](row s) { return encrypts(s) && !s.is_export && s.strength <= 56; }},

    {"AES", [](row s) { return has_cipher(s, "AES-"); }},
    {"AES128", [](row s) { return has_cipher(s, "AES-128-"); }},
    {"AES256", [](row s) { return has_cipher(s, "AES-256-"); }},
    {"AESGCM", [](row s) { return has_cipher(s, "AES-", "GCM"); }},
    {"AESCCM", [](row s) { return has_cipher(s, "AES-", "CCM"); }},
    {"AESCCM8", [](row s) { return has_cipher(s, "AES-", "CCM-8"); }},
    {"CHACHA20", [](row s) { return has_cipher(s, "CHACHA20"); }},
    {"CAMELLIA", [](row s) { return has_cipher(s, "CAMELLIA-"); }},
    {"CAMELLIA128", [](row s) { return has_cipher(s, "CAMELLIA-128-"); }},
    {"CAMELLIA256", [](row s) { return has_cipher(s, "CAMELLIA-256-"); }},
    {"ARIA", [](row s) { return has_cipher(s, "ARIA-"); }},
    {"ARIAGCM", [](row s) { return has_cipher(s, "ARIA-", "GCM"); }},
    {"ARIA128", [](row s) { return has_cipher(s, "ARIA-128-"); }},
    {"ARIA256", [](row s) { return has_cipher(s, "ARIA-256-"); }},
    {"3DES", [](row s) { return has_cipher(s, "3DES"); }},
    {"DES", [](row s) { return has_cipher(s, "DES-"); }},
    {"IDEA", [](row s) { return has_cipher(s, "IDEA-"); }},
    {"RC2", [](row s) { return has_cipher(s, "RC2-"); }},
    {"RC4", [](row s) { return has_cipher(s, "RC4-"); }},

    {"MD5", [](row s) { return has_mac(s, "MD5"); }},
    {"SHA", [](row s) { return has_mac(s, "SHA-1"); }},
    {"SHA1", [](row s) { return has_mac(s, "SHA-1"); }},
    {"SHA256", [](row s) { return has_mac(s, "SHA-256"); }},
    {"SHA384", [](row s) { return has_mac(s, "SHA-384"); }},

    {"SSLv3", [](row s) { return era_of(s) == era::ssl3; }},
    {"TLSv1", [](row s) { return era_of(s) == era::tls1_0; }},
    {"TLSv1.0", [](row s) { return era_of(s) == era::tls1_0; }},
    {"TLSv1.2", [](row s) { return era_of(s) == era::tls1_2; }},
};

bool matches_word(const cipher_suite& suite, std::string_view word)
{
    const auto openssl_name = suite.openssl_name.empty() ? suite.name : suite.openssl_name;
    if (word == openssl_name || word == suite.name)
        return true;
    const auto* found = std::ranges::find(keywords, word, &keyword::word);
    return found != std::end(keywords) && found->selects(suite);
}

/// Returns whether each word of a selector such as "ECDHE+AESGCM" selects the suite.
bool matches(const cipher_suite& suite, std::string_view selector)
{
    const auto words = split(selector, "+");
    return !words.empty() && std::ranges::all_of(words, [&](auto word) { return matches_word(suite, word); });
}

/// A word that names a class of weak suites.
struct class_word {
    std::string_view word;
    weakness named;
};

// OpenSSL's words. Words that only describe a suite, such as MD5, kRSA, LOW or ALL, do not name a class.
constexpr class_word class_words[] = {
    {"eNULL", weakness::unencrypted},
    {"NULL", weakness::unencrypted},
    {"COMPLEMENTOFALL", weakness::unencrypted}, // OpenSSL's definition
    {"aNULL", weakness::unauthenticated},
    {"ADH", weakness::unauthenticated},
    {"EXPORT", weakness::export_keys},
    {"EXPORT40", weakness::export_keys},
    {"EXP", weakness::export_keys},
    {"kDH", weakness::fixed_dh},
    {"kDHr", weakness::fixed_dh},
    {"kDHd", weakness::fixed_dh},
    {"aDH", weakness::fixed_dh},
    {"DES", weakness::des},
    {"IDEA", weakness::idea},
    {"RC2", weakness::rc2},
    {"RC4", weakness::rc4},
};

bool names_class(std::string_view selector, weakness value)
{
    return std::ranges::any_of(split(selector, "+"), [&](auto word) {
        return std::ranges::any_of(class_words, [&](auto& c) { return c.word == word && c.named == value; });
    });
}

bool names_suite(std::string_view selector, const cipher_suite& suite)
{
    return std::ranges::any_of(split(selector, "+"),
                               [&](auto word) { return word == suite.name || word == suite.openssl_name; });
}

/// Returns the suite's weaknesses that a list must name.
std::vector<weakness> opt_in_classes(const cipher_suite& suite)
{
    auto classes = weaknesses_of(suite);
    std::erase(classes, weakness::triple_des);
    return classes;
}

/// The rules of a list that add suites. A weak suite is selected only if one of them names it, or if the list names all
/// of its classes, at least one of them in the rule that selects it. "RC4:EXPORT" selects EXP-RC4-MD5; RC4 alone and
/// "RC4:ALL" do not.
class class_opt_in {
public:
    /// OpenSSL excludes suites without encryption above security level 0.
    class_opt_in(std::string_view list, bool include_unencrypted) : include_unencrypted_(include_unencrypted)
    {
        for (const auto& c : class_words) {
            const auto names = [&](auto item) {
                return !is_operator(item.front()) && names_class(item.substr(0, item.find('@')), c.named);
            };
            if (std::ranges::any_of(split(list, ":, ;"), names))
                named_.push_back(c.named);
        }
    }

    bool allows(const cipher_suite& suite, std::string_view selector) const
    {
        auto classes = opt_in_classes(suite);
        if (include_unencrypted_)
            std::erase(classes, weakness::unencrypted);
        return classes.empty() || names_suite(selector, suite) ||
               (std::ranges::all_of(classes, [&](auto c) { return std::ranges::count(named_, c) != 0; }) &&
                std::ranges::any_of(classes, [&](auto c) { return names_class(selector, c); }));
    }

private:
    static bool is_operator(char c) { return c == '!' || c == '-' || c == '+' || c == '@'; }

    std::vector<weakness> named_;
    bool include_unencrypted_;
};

/// All suites in order; the selected ones form the list. OpenSSL also keeps the order of unselected suites, because a
/// later word may select them.
class selection {
public:
    selection(const registry& algorithms, class_opt_in opt_in) : opt_in_(std::move(opt_in))
    {
        auto add = [&](const cipher_suite& suite) {
            const bool is_new = std::ranges::find(items_, &suite, &item::suite) == items_.end();
            if (is_new && !uses(suite, method::tls13))
                items_.push_back({&suite, false});
        };
        for (auto id : openssl_order) {
            if (auto* suite = algorithms.find_cipher_suite(id))
                add(*suite);
        }
        for (auto& suite : algorithms.cipher_suites())
            add(suite);
    }

    void add(std::string_view selector)
    {
        auto chosen = move_to_end([&](const item& i) {
            return !i.selected && matches(*i.suite, selector) && opt_in_.allows(*i.suite, selector);
        });
        for (auto& i : chosen)
            i.selected = true;
    }
    void put_last(std::string_view selector)
    {
        move_to_end([&](const item& i) { return i.selected && matches(*i.suite, selector); });
    }
    void remove(std::string_view selector)
    {
        const auto rest = std::stable_partition(
            items_.begin(), items_.end(), [&](const item& i) { return i.selected && matches(*i.suite, selector); });
        std::for_each(items_.begin(), rest, [](item& i) { i.selected = false; });
    }
    void kill(std::string_view selector)
    {
        std::erase_if(items_, [&](const item& i) { return matches(*i.suite, selector); });
    }
    void sort_by_strength()
    {
        auto chosen = move_to_end([](const item& i) { return i.selected; });
        std::ranges::stable_sort(chosen, std::ranges::greater(), [](const item& i) { return i.suite->strength; });
    }

    std::vector<std::uint16_t> code_points() const
    {
        std::vector<std::uint16_t> result;
        for (auto& i : items_) {
            if (i.selected)
                result.push_back(i.suite->id);
        }
        return result;
    }

private:
    struct item {
        const cipher_suite* suite;
        bool selected;
    };

    template <class Predicate>
    std::span<item> move_to_end(Predicate predicate)
    {
        const auto moved =
            std::stable_partition(items_.begin(), items_.end(), [&](const item& i) { return !predicate(i); });
        return {moved, items_.end()};
    }

    std::vector<item> items_;
    class_opt_in opt_in_;
};

void apply(selection& suites, std::string_view rule)
{
    const auto rest = rule.substr(1);
    switch (rule.front()) {
    case '!':
        return suites.kill(rest);
    case '-':
        return suites.remove(rest);
    case '+':
        return suites.put_last(rest);
    case '@': // ignores @SECLEVEL: security levels are OpenSSL's own policy
        if (rest == "STRENGTH")
            suites.sort_by_strength();
        return;
    default:
        return suites.add(rule);
    }
}

} // namespace

std::vector<std::uint16_t> select_cipher_suites(std::string_view list, const registry& algorithms)
{
    selection suites(algorithms, class_opt_in(list, list.find("@SECLEVEL=0") != list.npos));
    for (const auto item : split(list, ":, ;")) {
        const auto at = std::min(item.find('@'), item.size()); // "DEFAULT@SECLEVEL=1" is two rules
        for (const auto rule : {item.substr(0, at), item.substr(at)}) {
            if (!rule.empty())
                apply(suites, rule);
        }
    }
    return suites.code_points();
}

namespace {

bool names_tls13_suite(std::string_view list, const registry& algorithms)
{
    return std::ranges::any_of(split(list, ":, ;"), [&](auto name) {
        const auto* suite = algorithms.find_cipher_suite(name);
        return suite != nullptr && uses(*suite, method::tls13);
    });
}

} // namespace

void replace_tls12_suites(configuration& config, const std::vector<std::uint16_t>& suites)
{
    std::erase_if(config.negotiation.cipher_suites, [&](auto id) {
        auto* suite = config.algorithms->find_cipher_suite(id);
        return suite == nullptr || !uses(*suite, method::tls13);
    });
    config.negotiation.cipher_suites.insert(config.negotiation.cipher_suites.end(), suites.begin(), suites.end());
}

void use_cipher_list(configuration& config, std::string_view list)
{
    const auto selected = select_cipher_suites(list, *config.algorithms);
    if (selected.empty()) {
        auto reason = "set_cipher_list: '" + std::string(list) + "' selects no cipher suite";
        if (names_tls13_suite(list, *config.algorithms))
            reason.append(" before TLS 1.3; set_cipher_suites sets those of TLS 1.3");
        if (!has_legacy())
            reason.append("; ").append(lacks_legacy);
        throw boost::system::system_error(boost::asio::error::invalid_argument, reason);
    }
    replace_tls12_suites(config, selected);
}

} // namespace tls
