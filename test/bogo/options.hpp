// The options that BoringSSL's test runner passes to the shim.

#ifndef TLS_TEST_BOGO_OPTIONS_HPP
#define TLS_TEST_BOGO_OPTIONS_HPP

#include <tls/bytes.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace tls::bogo {

/// The runner asked for something that the library or the shim does not do. The shim exits with status 89.
struct unimplemented : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A profile of algorithms that a regulator prescribes.
enum class compliance { none, fips_202205, wpa_202304, cnsa_202407, cnsa1_202603, cnsa2_202603 };

/// One of our certificates, or a pre-shared key.
struct credential_options {
    std::string cert_file, key_file;
    bytes ocsp_response, signed_certificate_timestamps;
    std::vector<std::uint16_t> signing_prefs;
    bool is_psk = false;
    bool is_raw_public_key = false;
    bool must_match_issuer = false;
    bytes psk_key, psk_identity, psk_context;
    bool psk_sha384 = false;
};

/// The settings and expectations of one connection. Members are named like the runner's flags.
struct connection_options {
    bool server = false;
    bool async = false;

    // Versions, algorithms, extensions
    unsigned min_version = 0, max_version = 0, expect_version = 0;
    bool no_tls13 = false, no_tls12 = false, no_tls11 = false, no_tls1 = false;
    compliance policy = compliance::none;
    std::string cipher;
    bool server_preference = false;
    unsigned expect_cipher = 0, expect_cipher_aes = 0, expect_cipher_no_aes = 0;
    std::vector<std::uint16_t> curves;
    std::optional<std::vector<std::uint16_t>> key_shares;
    unsigned expect_curve_id = 0;
    bool expect_hrr = false, expect_no_hrr = false;
    std::vector<std::uint16_t> verify_prefs, expect_peer_verify_pref;
    unsigned expect_peer_signature_algorithm = 0;
    bool fallback_scsv = false;
    bool expect_extended_master_secret = false;
    bool expect_secure_renegotiation = false, expect_no_secure_renegotiation = false;
    std::string host_name, expect_server_name;
    bool expect_no_server_name = false;
    std::string advertise_alpn, expect_alpn, expect_advertised_alpn, select_alpn;
    bool decline_alpn = false, reject_alpn = false;
    bool install_ddos_callback = false, fail_ddos_callback = false, fail_early_callback = false;

    // Certificates and keys
    credential_options own;
    std::vector<credential_options> credentials;
    std::optional<int> expect_selected_credential;
    bool fail_cert_callback = false;
    bool verify_peer = false, verify_fail = false, require_any_client_certificate = false, reverify_on_resume = false;
    bool use_custom_verify_callback = false;
    bool expect_verify_result = false;
    bool expect_no_peer_cert = false;
    std::string expect_peer_cert_file;
    unsigned max_cert_list = 0;
    std::string use_client_ca_list;
    bool enable_ocsp_stapling = false;
    bytes expect_ocsp_response;
    bool use_ocsp_callback = false, decline_ocsp_callback = false, fail_ocsp_callback = false;
    bool enable_signed_cert_timestamps = false;
    bytes expect_signed_cert_timestamps;
    std::string psk, psk_identity;
    std::vector<std::uint16_t> accepted_peer_cert_types, available_client_cert_types;
    std::optional<unsigned> expect_peer_certificate_type;
    bytes expect_peer_rpk_sha256;

    // Sessions and early data
    bool no_ticket = false, renew_ticket = false, skip_ticket = false;
    bool expect_session_miss = false, expect_no_session = false, expect_ticket_renewal = false;
    bool expect_session_id = false, expect_no_session_id = false;
    unsigned resumption_delay = 0;
    bool enable_early_data = false;
    bool expect_ticket_supports_early_data = false;
    bool expect_accept_early_data = false, expect_reject_early_data = false, expect_no_offer_early_data = false;

    // Renegotiation
    bool renegotiate_freely = false;
    bool renegotiate_ignore = false; // also without: a refused renegotiation does not end the connection
    bool cbc_record_splitting = false;
    unsigned expect_total_renegotiations = 0;

    // The exchange of data
    bool shim_writes_first = false, shim_shuts_down = false, check_close_notify = false;
    bool write_different_record_sizes = false, read_with_unfinished_write = false;
    unsigned read_size = 0;
    bool peek_then_read = false;
    bool key_update = false, key_update_before_read = false;
    bool handshake_never_done = false, handshake_twice = false, no_op_extra_handshake = false;
    unsigned export_keying_material = 0;
    std::string export_label, export_context;
    bool use_export_context = false, use_exporter_between_reads = false;
    bool tls_unique = false;
    bool export_traffic_secrets = false;
};

/// All options.
struct options {
    unsigned short port = 0;
    std::uint64_t shim_id = 0;
    bool ipv6 = false;
    bool is_handshaker_supported = false; ///< only asks whether the shim has a second program for half a handshake
    unsigned resume_count = 0;            ///< connections after the first
    connection_options initial;
    connection_options resume;
    connection_options retry; ///< replaces `resume` once the server has rejected early data
};

/// Parses the command line. Throws `unimplemented` for a flag that is not in the table, std::invalid_argument for a
/// malformed value.
options parse_options(std::span<char* const> arguments);

} // namespace tls::bogo

#endif
