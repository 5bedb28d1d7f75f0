#include "protocol/handshake/secure_renegotiation.hpp"

#include "protocol/wire/fatal.hpp"

#include <tls/configuration.hpp>

namespace tls {
namespace {

/// RFC 5746 section 3.4: "the client MUST abort the handshake" with this alert; servers do the same.
constexpr auto mismatch_alert = alert_description::handshake_failure;

} // namespace

bytes renegotiated_connection(role side, const finished_pair* previous)
{
    bytes result;
    if (previous == nullptr)
        return result;
    result = to_bytes(previous->client);
    if (side == role::server)
        result.insert(result.end(), previous->server.view().begin(), previous->server.view().end());
    return result;
}

void check_renegotiation_info(const message::client_hello& hello, const finished_pair* previous)
{
    auto& info = hello.extensions.renegotiation_info;
    // RFC 5746 section 3.7: in a renegotiation, a ClientHello with the SCSV or without the extension MUST be refused.
    if (previous != nullptr && hello.has_cipher_suite(scsv::empty_renegotiation_info))
        refuse(mismatch_alert, error::reason::scsv_received_when_renegotiating,
               "the client sent TLS_EMPTY_RENEGOTIATION_INFO_SCSV in a renegotiation");
    if (previous != nullptr && !info)
        refuse(mismatch_alert, error::reason::renegotiation_mismatch, "a renegotiation without renegotiation_info");
    // RFC 5746 sections 3.6 and 3.7: the extension MUST be empty in a first handshake. In a renegotiation it MUST have
    // the client's last Finished.
    if (info && !constant_time_equal(info->renegotiated_connection, renegotiated_connection(role::client, previous)))
        refuse(mismatch_alert, error::reason::renegotiation_mismatch,
               "renegotiation_info does not match this connection");
    if (previous != nullptr && !hello.extensions.extended_master_secret)
        refuse(mismatch_alert, error::reason::inconsistent_extended_master_secret,
               "a renegotiation without extended_master_secret");
}

void check_renegotiation_info(const message::server_hello& hello, const configuration& config,
                              const finished_pair* previous)
{
    auto& info = hello.extensions.renegotiation_info;
    if (!info && previous != nullptr)
        refuse(mismatch_alert, error::reason::renegotiation_mismatch, "a renegotiation without renegotiation_info");
    if (!info && config.tls12.require_secure_renegotiation)
        refuse(mismatch_alert, error::reason::unsafe_legacy_renegotiation_disabled,
               "the server does not support secure renegotiation");
    if (info && !constant_time_equal(info->renegotiated_connection, renegotiated_connection(role::server, previous)))
        refuse(mismatch_alert, error::reason::renegotiation_mismatch,
               "renegotiation_info does not match this connection");
    if (previous != nullptr && !hello.extensions.extended_master_secret)
        refuse(mismatch_alert, error::reason::inconsistent_extended_master_secret,
               "a renegotiation without extended_master_secret");
}

} // namespace tls
