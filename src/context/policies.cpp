#include "context/policies.hpp"

#include "context/preferences.hpp"

#include <tls/configuration.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace tls {
namespace {

// Each profile has the suites of the stricter profiles, followed by its own.
constexpr std::array<std::string_view, 29> suites{
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    // intermediate
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
    "DHE-RSA-AES128-GCM-SHA256",
    "DHE-RSA-AES256-GCM-SHA384",
    "DHE-RSA-CHACHA20-POLY1305",
    // old
    "ECDHE-ECDSA-AES128-SHA256",
    "ECDHE-RSA-AES128-SHA256",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-RSA-AES128-SHA",
    "ECDHE-ECDSA-AES256-SHA384",
    "ECDHE-RSA-AES256-SHA384",
    "ECDHE-ECDSA-AES256-SHA",
    "ECDHE-RSA-AES256-SHA",
    "DHE-RSA-AES128-SHA256",
    "DHE-RSA-AES256-SHA256",
    "AES128-GCM-SHA256",
    "AES256-GCM-SHA384",
    "AES128-SHA256",
    "AES256-SHA256",
    "AES128-SHA",
    "AES256-SHA",
    "DES-CBC3-SHA",
};
constexpr auto modern_suites = std::span(suites).first<3>();
constexpr auto intermediate_suites = std::span(suites).first<12>();
constexpr auto old_suites = std::span(suites);

// The profiles' groups, after a hybrid one that is as secure as the first of them at least.
constexpr std::array<std::string_view, 5> groups{"X25519MLKEM768", "x25519", "secp256r1", "secp384r1", "ffdhe2048"};
constexpr auto curves = std::span(groups).first<4>();
constexpr auto curves_and_ffdhe2048 = std::span(groups);

// All suites of "modern" and "intermediate" are strong, so the client may choose the one that is fastest for it.
constexpr policy policies[] = {
    {"modern", protocol_version::tls1_3, modern_suites, curves, false},
    {"intermediate", protocol_version::tls1_2, intermediate_suites, curves_and_ffdhe2048, false},
    {"old", protocol_version::tls1_2, old_suites, curves_and_ffdhe2048, true},
    {"legacy", protocol_version::tls1_2, old_suites, curves_and_ffdhe2048, true},
};

std::string joined(std::span<const std::string_view> names)
{
    std::string result;
    for (const auto name : names)
        result.append(name).append(":");
    return result;
}

} // namespace

const policy& find_policy(std::string_view name)
{
    const auto* found = std::ranges::find(policies, name, &policy::name);
    if (found == std::end(policies))
        throw boost::system::system_error(boost::asio::error::invalid_argument,
                                          "set_policy: unknown policy '" + std::string(name) +
                                              "'; use modern, intermediate, old or legacy");
    return *found;
}

void apply(const policy& chosen, configuration& config)
{
    config.negotiation.cipher_suites = cipher_suites_by_name(*config.algorithms, joined(chosen.cipher_suites));
    config.negotiation.groups = groups_by_name(*config.algorithms, joined(chosen.groups));
    config.negotiation.server_preference = chosen.server_preference;
}

} // namespace tls
