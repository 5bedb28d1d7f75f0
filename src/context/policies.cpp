#include "context/policies.hpp"

#include <algorithm>

namespace tls {
namespace {

#define TLS_MODERN_SUITES "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
#define TLS_INTERMEDIATE_SUITES                                                                                        \
    TLS_MODERN_SUITES ":ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"       \
                      ":ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"         \
                      ":DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305"
#define TLS_OLD_SUITES                                                                                                 \
    TLS_INTERMEDIATE_SUITES ":ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA"                \
                            ":ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384"                  \
                            ":ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:DHE-RSA-AES128-SHA256"                       \
                            ":DHE-RSA-AES256-SHA256:AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA256"                 \
                            ":AES256-SHA256:AES128-SHA:AES256-SHA:DES-CBC3-SHA"

constexpr std::string_view curves = "x25519:secp256r1:secp384r1";
constexpr std::string_view curves_and_ffdhe2048 = "x25519:secp256r1:secp384r1:ffdhe2048";

// All suites of the first two are good, so a client may choose what is fast for it.
constexpr policy policies[] = {
    {"modern", protocol_version::tls1_3, TLS_MODERN_SUITES, curves, false},
    {"intermediate", protocol_version::tls1_2, TLS_INTERMEDIATE_SUITES, curves_and_ffdhe2048, false},
    {"old", protocol_version::tls1_2, TLS_OLD_SUITES, curves_and_ffdhe2048, true},
    {"legacy", protocol_version::tls1_2, TLS_OLD_SUITES, curves_and_ffdhe2048, true},
};

} // namespace

const policy* find_policy(std::string_view name) noexcept
{
    const auto* found = std::ranges::find(policies, name, &policy::name);
    return found != std::end(policies) ? found : nullptr;
}

} // namespace tls
