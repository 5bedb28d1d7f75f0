// Scenarios of the key exchanges that only old peers use.

#ifndef TLS_TEST_PROTOCOL_HOSTILE_OLD_SCENARIOS_HPP
#define TLS_TEST_PROTOCOL_HOSTILE_OLD_SCENARIOS_HPP

#include "protocol/hostile/tls12_conversation.hpp"
#include "support/decrypting_registry.hpp"
#include "support/old_key_exchanges.hpp"

#include <tls/configuration.hpp>

namespace tls::test {

/// Adds settings after the existing ones.
inline void add(std::function<void(configuration&)>& settings, std::function<void(configuration&)> more)
{
    settings = [first = settings, more = std::move(more)](configuration& c) {
        if (first)
            first(c);
        more(c);
    };
}

/// Settings of an engine, and traits of a peer, for suites of the export rules.
inline void allow_export_in(configuration& c)
{
    c.algorithms = decrypting_registry();
    c.negotiation.max_version = protocol_version::tls1_0; // the last version with such suites
    c.allow_export = true;
}

inline void use_export_groups(tls12_traits& t)
{
    t.algorithms = decrypting_registry();
    t.dh = export_dh_parameters();
}

/// A suite without authentication, which the engine accepts.
inline tls12_scenario anonymous_in(protocol_version version, std::uint16_t suite = 0x0034)
{
    const auto accept = [suite](configuration& c) {
        c.algorithms = decrypting_registry();
        c.negotiation.cipher_suites = {suite};
        c.authentication.credentials.clear();
        c.verification.mode = verify_none;
        c.tls12.anonymous_peers = anonymous_peers::without_verification;
    };
    return {.suite = suite,
            .engine = accept,
            .peer = [](tls12_traits& t) { t.algorithms = decrypting_registry(), t.own = nullptr; },
            .version = version};
}

/// A suite of the export rules without authentication.
inline tls12_scenario anonymous_export_with(std::uint16_t suite)
{
    auto result = anonymous_in(protocol_version::tls1_0, suite);
    add(result.engine, allow_export_in);
    result.peer = [](tls12_traits& t) { use_export_groups(t), t.own = nullptr; };
    return result;
}

/// A suite with DH_RSA, and keys of its size.
inline tls12_scenario fixed_with(std::uint16_t suite, std::shared_ptr<const credential> server,
                                 std::shared_ptr<const credential> client, protocol_version version, bool client_auth)
{
    const auto is_of_client = [](const credential& c) {
        return c.leaf().subject().to_string().find("client") != std::string::npos;
    };
    const auto engine = [=](configuration& c) {
        c.verification.anchors = old_anchors();
        for (auto& own : c.authentication.credentials)
            own = is_of_client(*own) ? client : server;
    };
    const auto peer = [=](tls12_traits& t) {
        if (t.own)
            t.own = is_of_client(*t.own) ? client : server;
    };
    return {.suite = suite,
            .key = key_type::rsa,
            .client_auth = client_auth,
            .engine = engine,
            .peer = peer,
            .version = version};
}

/// TLS_DH_RSA_WITH_AES_128_CBC_SHA
inline tls12_scenario fixed_in(protocol_version version, bool client_auth = false)
{
    return fixed_with(0x0031, fixed_dh_leaf(authentication_method::rsa),
                      fixed_dh_leaf(authentication_method::rsa, "client"), version, client_auth);
}

/// TLS_DH_RSA_EXPORT_WITH_DES40_CBC_SHA. The client has a fixed key too, unless `client` is another credential.
inline tls12_scenario fixed_export(bool client_auth = false,
                                   const std::shared_ptr<const credential>& client = short_dh_leaf("client"))
{
    auto result = fixed_with(export_suites::dh_rsa, short_dh_leaf(), client, protocol_version::tls1_0, client_auth);
    add(result.engine, allow_export_in);
    add(result.engine, [](configuration& c) { c.negotiation.cipher_suites = {export_suites::dh_rsa}; });
    return result;
}

/// A suite of the export rules, with an RSA certificate.
inline tls12_scenario export_with(std::uint16_t suite)
{
    tls12_scenario result{.suite = suite, .key = key_type::rsa, .engine = allow_export_in, .peer = use_export_groups};
    result.version = protocol_version::tls1_0;
    add(result.engine, [suite](configuration& c) { c.negotiation.cipher_suites = {suite}; });
    return result;
}

} // namespace tls::test

#endif
