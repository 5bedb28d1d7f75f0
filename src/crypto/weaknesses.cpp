#include "crypto/weaknesses.hpp"

#include "algorithms/legacy/suites.hpp"
#include "crypto/suite_ciphers.hpp"

#include <tls/weakness.hpp>

#include <algorithm>
#include <array>

namespace tls {

namespace {

using suite_row = const cipher_suite&;

struct reason {
    weakness value;
    std::string_view text;
    bool (*holds)(suite_row);
};

constexpr std::array<reason, 10> reasons{{
    {weakness::old_version, "TLS 1.0 or 1.1", [](suite_row) { return false; }},
    {weakness::unencrypted, "no encryption", [](suite_row s) { return !encrypts(s); }},
    {weakness::unauthenticated, "no authentication",
     [](suite_row s) { return s.authentication == authentication_method::anonymous; }},
    {weakness::export_keys, "40-bit export keys", [](suite_row s) { return s.is_export; }},
    {weakness::fixed_dh, "fixed Diffie-Hellman keys",
     [](suite_row s) { return s.key_exchange == key_exchange_method::dh; }},
    {weakness::rc4, "RC4", [](suite_row s) { return has_cipher(s, "RC4"); }},
    {weakness::des, "DES", [](suite_row s) { return has_cipher(s, "DES-CBC"); }},
    {weakness::rc2, "RC2", [](suite_row s) { return has_cipher(s, "RC2"); }},
    {weakness::idea, "IDEA", [](suite_row s) { return has_cipher(s, "IDEA"); }},
    {weakness::triple_des, "3DES", [](suite_row s) { return has_cipher(s, "3DES"); }},
}};

} // namespace

std::string_view to_string(weakness value) noexcept
{
    const auto* found = std::ranges::find(reasons, value, &reason::value);
    return found != reasons.end() ? found->text : "unknown";
}

std::vector<weakness> weaknesses_of(const cipher_suite& suite)
{
    std::vector<weakness> result;
    for (const auto& r : reasons) {
        if (r.holds(suite))
            result.push_back(r.value);
    }
    return result;
}

bool has_legacy() noexcept
{
    return legacy::is_built();
}

} // namespace tls
