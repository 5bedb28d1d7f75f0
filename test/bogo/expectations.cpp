// The expectations of the runner that the shim checks.

#include "connection.hpp"

#include <tls/configuration.hpp>
#include <tls/credential.hpp>
#include <tls/crypto/cipher_suite.hpp>
#include <tls/crypto/key_exchange_group.hpp>
#include <tls/crypto/signature_scheme.hpp>
#include <tls/version_descriptor.hpp>

#include <algorithm>

namespace tls::bogo {

namespace {

void require(bool holds, std::string_view expectation)
{
    if (!holds)
        throw failure("not as expected: " + std::string(expectation));
}

/// Requires an identifier unless the runner expects none in particular.
template <class Row>
void require_id(unsigned expected, const Row* row, std::string_view what)
{
    if (expected != 0 && (row == nullptr || row->id != expected))
        throw failure(std::string(what) + " is " + (row != nullptr ? std::string(row->name) : "none") +
                      ", but the runner expects " + std::to_string(expected));
}

bool has_fast_aes()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("aes");
#else
    return false;
#endif
}

} // namespace

void connection::check_handshake() const
{
    auto& given = *given_;
    auto& info = stream_.info();
    require(info.session_reused == (is_resumption_ && !given.expect_session_miss), "resumption");
    require(!given.expect_accept_early_data || !is_resumption_ || info.early_data == early_data_status::accepted,
            "early data is accepted");
    require(!given.expect_no_offer_early_data || info.early_data == early_data_status::none, "no early data");
    require(given.server ? given.expect_server_name.empty() || info.server_name == given.expect_server_name : true,
            "server name");
    check_negotiation();
    check_peer_certificate();
    if (given.expect_selected_credential) {
        int position = -1;
        if (auto found = ours_.positions.find(info.local_credential.get()); found != ours_.positions.end())
            position = found->second;
        if (auto found = ours_.psk_positions.find(to_bytes(as_bytes(info.psk_identity)));
            found != ours_.psk_positions.end())
            position = found->second;
        require(position == *given.expect_selected_credential, "selected credential");
    }
    if (!seen_.complaint.empty())
        throw failure(seen_.complaint);
}

void connection::check_negotiation() const
{
    auto& given = *given_;
    auto& info = stream_.info();
    require(given.expect_version == 0 || static_cast<unsigned>(info.version) == given.expect_version, "version");
    require_id(given.expect_cipher, info.cipher_suite, "cipher suite");
    require_id(has_fast_aes() ? given.expect_cipher_aes : given.expect_cipher_no_aes, info.cipher_suite,
               "cipher suite");
    // A session does not keep these. A resumption in TLS 1.3 has a group of its own.
    if (!info.session_reused || info.group != nullptr)
        require_id(given.expect_curve_id, info.group, "group");
    if (!info.session_reused)
        require_id(given.expect_peer_signature_algorithm, info.peer_signature_scheme, "signature scheme");
    require(!given.expect_hrr || info.hello_retry, "HelloRetryRequest");
    require(!given.expect_no_hrr || !info.hello_retry, "no HelloRetryRequest");
    require(info.alpn_protocol == (given.server ? given.select_alpn : given.expect_alpn), "ALPN protocol");
    // BoringSSL says so of TLS 1.3, too, which has both properties without the extensions.
    const bool is_tls13 = descriptor_of(info.version).negotiated_by_extension;
    require(!given.expect_extended_master_secret || is_tls13 || info.extended_master_secret, "extended_master_secret");
    require(!given.expect_secure_renegotiation || is_tls13 || info.secure_renegotiation, "secure renegotiation");
    require(!given.expect_no_secure_renegotiation || !info.secure_renegotiation, "no secure renegotiation");
}

void connection::check_peer_certificate() const
{
    auto& given = *given_;
    auto& info = stream_.info();
    const bool has_psk = !given.psk.empty() || !info.psk_identity.empty();
    const bool has_raw_public_key = info.peer_raw_public_key.has_value();
    if (given.expect_peer_certificate_type) {
        const auto type = given.server ? info.client_certificate_type : info.server_certificate_type;
        require(static_cast<unsigned>(type) == *given.expect_peer_certificate_type, "certificate type of the peer");
    }
    if (!given.expect_peer_rpk_sha256.empty())
        require(has_raw_public_key &&
                    std::ranges::equal(info.peer_raw_public_key->sha256(), given.expect_peer_rpk_sha256),
                "raw public key of the peer");
    if (given.expect_no_peer_cert || has_psk || has_raw_public_key)
        require(info.peer_certificates.empty(), "no peer certificate");
    else if (!given.server || given.require_any_client_certificate)
        require(!info.peer_certificates.empty(), "peer certificate");
    if (given.expect_verify_result && !info.peer_certificates.empty())
        require(info.verification.accepted == !given.verify_fail, "verification result");
    if (!given.expect_peer_cert_file.empty())
        require(info.peer_certificates == load_certificates(given.expect_peer_cert_file), "peer's chain");
    if (info.session_reused) // the session keeps the chain, but not what was stapled to it
        return;
    if (!given.expect_ocsp_response.empty())
        require(info.peer_ocsp_response == given.expect_ocsp_response, "OCSP response");
    if (!given.expect_signed_cert_timestamps.empty())
        require(info.peer_signed_certificate_timestamps == given.expect_signed_cert_timestamps,
                "signed certificate timestamps");
}

/// Up to TLS 1.2 sessions are established by the handshake.
void connection::check_session_before_data() const
{
    auto& given = *given_;
    auto& info = stream_.info();
    if (!is_resumption_ && given.server) {
        require(!given.expect_session_id || state_.store->inserted != 0, "the server keeps the session");
        require(!given.expect_no_session_id || state_.store->inserted == 0, "the server does not keep the session");
    }
    if (given.server || descriptor_of(info.version).negotiated_by_extension)
        return;
    const bool expected = !given.expect_no_session && (!info.session_reused || given.expect_ticket_renewal);
    require(!seen_.new_sessions.empty() == expected, "a new session");
}

/// In TLS 1.3 they come with the data.
void connection::check_sessions_at_end() const
{
    auto& given = *given_;
    if (given.server || !descriptor_of(stream_.info().version).negotiated_by_extension)
        return;
    const bool expected = !given.expect_no_session && !given.shim_shuts_down;
    require(!seen_.new_sessions.empty() == expected, "a new session");
    if (expected)
        require((seen_.new_sessions.back().max_early_data() != 0) == given.expect_ticket_supports_early_data,
                "early data of the new session");
}

} // namespace tls::bogo
