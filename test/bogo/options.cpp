// The table of the runner's flags.

#include "options.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <type_traits>

namespace tls::bogo {

namespace {

// Values

template <class Number>
Number to_number(std::string_view text)
{
    Number value = 0;
    const auto* end = text.data() + text.size();
    if (auto [rest, error] = std::from_chars(text.data(), end, value); error != std::errc() || rest != end)
        throw std::invalid_argument("\"" + std::string(text) + "\" is not a number in range");
    return value;
}

bytes from_base64(std::string_view text)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes result;
    unsigned bits = 0, count = 0;
    for (char c : text.substr(0, text.find('='))) {
        const auto digit = digits.find(c);
        if (digit == digits.npos)
            throw std::invalid_argument("\"" + std::string(text) + "\" is not base64");
        bits = bits << 6 | static_cast<unsigned>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            result.push_back(static_cast<std::uint8_t>(bits >> count));
        }
    }
    return result;
}

void assign(bool& member, std::string_view)
{
    member = true;
}
void assign(std::string& member, std::string_view value)
{
    member = value;
}
void assign(bytes& member, std::string_view value)
{
    member = from_base64(value);
}
void assign(std::vector<std::uint16_t>& member, std::string_view value)
{
    member.push_back(to_number<std::uint16_t>(value));
}
template <class Number>
requires std::is_arithmetic_v<Number>
void assign(Number& member, std::string_view value)
{
    member = to_number<Number>(value);
}
template <class Value>
void assign(std::optional<Value>& member, std::string_view value)
{
    assign(member ? *member : member.emplace(), value);
}

// The table

template <class>
struct member_type;
template <class Class, class Type>
struct member_type<Type Class::*> {
    using owner = Class;
    using type = Type;
};

struct flag {
    std::string_view name;
    bool takes_value = false;
    void (*apply_to_all)(options&, std::string_view) = nullptr;
    void (*apply)(connection_options&, std::string_view) = nullptr;
};

/// A flag that sets a member: of `options`, of a connection's options, or of the credential that is being described.
template <auto Member>
constexpr flag sets(std::string_view name)
{
    using owner = typename member_type<decltype(Member)>::owner;
    constexpr bool takes_value = !std::is_same_v<typename member_type<decltype(Member)>::type, bool>;
    if constexpr (std::is_same_v<owner, options>)
        return {name, takes_value, [](options& o, std::string_view value) { assign(o.*Member, value); }, nullptr};
    else if constexpr (std::is_same_v<owner, connection_options>)
        return {name, takes_value, nullptr,
                [](connection_options& o, std::string_view value) { assign(o.*Member, value); }};
    else
        return {name, takes_value, nullptr, [](connection_options& o, std::string_view value) {
                    assign((o.credentials.empty() ? o.own : o.credentials.back()).*Member, value);
                }};
}

enum class credential_kind { x509, psk, raw_public_key };

/// Begins the description of a credential.
template <credential_kind Kind>
constexpr flag begins_credential(std::string_view name)
{
    return {name, false, nullptr, [](connection_options& o, std::string_view) {
                auto& added = o.credentials.emplace_back();
                added.is_psk = Kind == credential_kind::psk;
                added.is_raw_public_key = Kind == credential_kind::raw_public_key;
            }};
}

template <compliance Policy>
constexpr flag chooses(std::string_view name)
{
    return {name, false, nullptr, [](connection_options& o, std::string_view) { o.policy = Policy; }};
}

/// A flag that needs nothing of us.
constexpr flag ignored(std::string_view name, bool takes_value = false)
{
    return {name, takes_value, nullptr, [](connection_options&, std::string_view) {}};
}

using c = connection_options;
using own = credential_options;

constexpr flag flags[] = {
    sets<&options::port>("-port"),
    sets<&options::shim_id>("-shim-id"),
    sets<&options::ipv6>("-ipv6"),
    sets<&options::is_handshaker_supported>("-is-handshaker-supported"),
    sets<&options::resume_count>("-resume-count"),

    sets<&c::server>("-server"),
    sets<&c::async>("-async"),

    sets<&c::min_version>("-min-version"),
    sets<&c::max_version>("-max-version"),
    sets<&c::expect_version>("-expect-version"),
    sets<&c::no_tls13>("-no-tls13"),
    sets<&c::no_tls12>("-no-tls12"),
    sets<&c::no_tls11>("-no-tls11"),
    sets<&c::no_tls1>("-no-tls1"),
    chooses<compliance::fips_202205>("-fips-202205"),
    chooses<compliance::wpa_202304>("-wpa-202304"),
    chooses<compliance::cnsa_202407>("-cnsa-202407"),
    chooses<compliance::cnsa1_202603>("-cnsa1-202603"),
    chooses<compliance::cnsa2_202603>("-cnsa2-202603"),
    sets<&c::cipher>("-cipher"),
    sets<&c::server_preference>("-server-preference"),
    sets<&c::expect_cipher>("-expect-cipher"),
    sets<&c::expect_cipher_aes>("-expect-cipher-aes"),
    sets<&c::expect_cipher_no_aes>("-expect-cipher-no-aes"),
    sets<&c::curves>("-curves"),
    sets<&c::key_shares>("-key-shares"),
    {"-no-key-shares", false, nullptr, [](c& o, std::string_view) { o.key_shares.emplace(); }},
    sets<&c::expect_curve_id>("-expect-curve-id"),
    sets<&c::expect_hrr>("-expect-hrr"),
    sets<&c::expect_no_hrr>("-expect-no-hrr"),
    sets<&c::verify_prefs>("-verify-prefs"),
    sets<&c::expect_peer_verify_pref>("-expect-peer-verify-pref"),
    sets<&c::expect_peer_signature_algorithm>("-expect-peer-signature-algorithm"),
    sets<&c::fallback_scsv>("-fallback-scsv"),
    sets<&c::expect_extended_master_secret>("-expect-extended-master-secret"),
    sets<&c::expect_secure_renegotiation>("-expect-secure-renegotiation"),
    sets<&c::expect_no_secure_renegotiation>("-expect-no-secure-renegotiation"),
    sets<&c::host_name>("-host-name"),
    sets<&c::expect_server_name>("-expect-server-name"),
    sets<&c::expect_no_server_name>("-expect-no-server-name"),
    sets<&c::advertise_alpn>("-advertise-alpn"),
    sets<&c::expect_alpn>("-expect-alpn"),
    sets<&c::expect_advertised_alpn>("-expect-advertised-alpn"),
    sets<&c::select_alpn>("-select-alpn"),
    sets<&c::decline_alpn>("-decline-alpn"),
    sets<&c::reject_alpn>("-reject-alpn"),
    ignored("-use-early-callback"),
    sets<&c::install_ddos_callback>("-install-ddos-callback"),
    sets<&c::fail_ddos_callback>("-fail-ddos-callback"),
    sets<&c::fail_early_callback>("-fail-early-callback"),

    begins_credential<credential_kind::x509>("-new-x509-credential"),
    begins_credential<credential_kind::psk>("-new-psk-credential"),
    begins_credential<credential_kind::raw_public_key>("-new-rpk-credential"),
    sets<&c::accepted_peer_cert_types>("-accepted-peer-cert-types"),
    sets<&c::available_client_cert_types>("-available-client-cert-types"),
    sets<&c::expect_peer_certificate_type>("-expect-peer-certificate-type"),
    sets<&c::expect_peer_rpk_sha256>("-expect-peer-rpk-sha256"),
    sets<&own::cert_file>("-cert-file"),
    sets<&own::key_file>("-key-file"),
    sets<&own::ocsp_response>("-ocsp-response"),
    sets<&own::signed_certificate_timestamps>("-signed-cert-timestamps"),
    sets<&own::signing_prefs>("-signing-prefs"),
    sets<&own::must_match_issuer>("-must-match-issuer"),
    sets<&own::psk_key>("-psk-importer-key"),
    sets<&own::psk_identity>("-psk-importer-identity"),
    sets<&own::psk_context>("-psk-importer-context"),
    ignored("-psk-importer-sha256"),
    sets<&own::psk_sha384>("-psk-importer-sha384"),
    sets<&c::expect_selected_credential>("-expect-selected-credential"),
    sets<&c::fail_cert_callback>("-fail-cert-callback"),
    ignored("-use-old-client-cert-callback"),
    ignored("-trust-cert", true), // the verdict on a chain is given: see make_configuration
    sets<&c::verify_peer>("-verify-peer"),
    sets<&c::verify_fail>("-verify-fail"),
    sets<&c::require_any_client_certificate>("-require-any-client-certificate"),
    sets<&c::reverify_on_resume>("-reverify-on-resume"),
    sets<&c::use_custom_verify_callback>("-use-custom-verify-callback"),
    sets<&c::expect_verify_result>("-expect-verify-result"),
    sets<&c::expect_no_peer_cert>("-expect-no-peer-cert"),
    sets<&c::expect_peer_cert_file>("-expect-peer-cert-file"),
    sets<&c::max_cert_list>("-max-cert-list"),
    sets<&c::use_client_ca_list>("-use-client-ca-list"),
    sets<&c::enable_ocsp_stapling>("-enable-ocsp-stapling"),
    sets<&c::expect_ocsp_response>("-expect-ocsp-response"),
    sets<&c::use_ocsp_callback>("-use-ocsp-callback"),
    ignored("-set-ocsp-in-callback"),
    sets<&c::decline_ocsp_callback>("-decline-ocsp-callback"),
    sets<&c::fail_ocsp_callback>("-fail-ocsp-callback"),
    sets<&c::enable_signed_cert_timestamps>("-enable-signed-cert-timestamps"),
    sets<&c::expect_signed_cert_timestamps>("-expect-signed-cert-timestamps"),
    sets<&c::psk>("-psk"),
    sets<&c::psk_identity>("-psk-identity"),

    sets<&c::no_ticket>("-no-ticket"),
    ignored("-use-ticket-callback"),
    ignored("-use-ticket-aead-callback"),
    sets<&c::renew_ticket>("-renew-ticket"),
    sets<&c::skip_ticket>("-skip-ticket"),
    sets<&c::expect_session_miss>("-expect-session-miss"),
    sets<&c::expect_no_session>("-expect-no-session"),
    sets<&c::expect_ticket_renewal>("-expect-ticket-renewal"),
    sets<&c::expect_session_id>("-expect-session-id"),
    sets<&c::expect_no_session_id>("-expect-no-session-id"),
    sets<&c::resumption_delay>("-resumption-delay"),
    sets<&c::enable_early_data>("-enable-early-data"),
    sets<&c::expect_ticket_supports_early_data>("-expect-ticket-supports-early-data"),
    sets<&c::expect_accept_early_data>("-expect-accept-early-data"),
    sets<&c::expect_reject_early_data>("-expect-reject-early-data"),
    sets<&c::expect_no_offer_early_data>("-expect-no-offer-early-data"),
    ignored("-expect-early-data-reason", true), // BoringSSL's words for why early data was not used

    sets<&c::renegotiate_freely>("-renegotiate-freely"),
    sets<&c::renegotiate_ignore>("-renegotiate-ignore"),
    sets<&c::cbc_record_splitting>("-cbc-record-splitting"),
    sets<&c::expect_total_renegotiations>("-expect-total-renegotiations"),

    ignored("-implicit-handshake"), // a read of this library does not begin the handshake, so the shim does
    sets<&c::shim_writes_first>("-shim-writes-first"),
    sets<&c::shim_shuts_down>("-shim-shuts-down"),
    sets<&c::check_close_notify>("-check-close-notify"),
    sets<&c::write_different_record_sizes>("-write-different-record-sizes"),
    ignored("-partial-write"), // every write of this library may be partial
    sets<&c::read_with_unfinished_write>("-read-with-unfinished-write"),
    sets<&c::read_size>("-read-size"),
    sets<&c::peek_then_read>("-peek-then-read"),
    sets<&c::key_update>("-key-update"),
    sets<&c::key_update_before_read>("-key-update-before-read"),
    sets<&c::handshake_never_done>("-handshake-never-done"),
    sets<&c::handshake_twice>("-handshake-twice"),
    sets<&c::no_op_extra_handshake>("-no-op-extra-handshake"),
    sets<&c::export_keying_material>("-export-keying-material"),
    sets<&c::export_label>("-export-label"),
    sets<&c::export_context>("-export-context"),
    sets<&c::use_export_context>("-use-export-context"),
    sets<&c::use_exporter_between_reads>("-use-exporter-between-reads"),
    sets<&c::tls_unique>("-tls-unique"),
    sets<&c::export_traffic_secrets>("-export-traffic-secrets"),
};

/// Removes a prefix such as "-on-resume", to which "-" and the rest of the flag's name are joined. Returns whether it
/// was there.
bool remove_prefix(std::string_view& name, std::string_view prefix)
{
    if (!name.starts_with(prefix) || name.size() <= prefix.size() || name[prefix.size()] != '-')
        return false;
    name.remove_prefix(prefix.size());
    return true;
}

void apply(options& all, const flag& row, std::string_view value, connection_options* only)
{
    if (row.apply_to_all != nullptr)
        return row.apply_to_all(all, value);
    if (only != nullptr)
        return row.apply(*only, value);
    for (auto* each : {&all.initial, &all.resume, &all.retry})
        row.apply(*each, value);
}

} // namespace

options parse_options(std::span<char* const> arguments)
{
    options result;
    for (auto next = arguments.begin(); next != arguments.end(); ++next) {
        std::string_view name = *next;
        // There is no second program that does half a handshake, so all of it is done "on the shim".
        const bool elsewhere = remove_prefix(name, "-on-handshaker");
        remove_prefix(name, "-on-shim");
        auto* only = remove_prefix(name, "-on-initial")  ? &result.initial
                     : remove_prefix(name, "-on-resume") ? &result.resume
                     : remove_prefix(name, "-on-retry")  ? &result.retry
                                                         : nullptr;
        const auto* row = std::ranges::find(flags, name, &flag::name);
        if (row == std::end(flags))
            throw unimplemented("flag " + std::string(name));
        std::string_view value;
        if (row->takes_value) {
            if (++next == arguments.end())
                throw std::invalid_argument(std::string(name) + " needs a value");
            value = *next;
        }
        if (!elsewhere)
            apply(result, *row, value, only);
    }
    // The certificate is verified after the server has rejected early data.
    if (result.resume.expect_reject_early_data)
        result.resume.verify_fail = result.retry.verify_fail;
    return result;
}

} // namespace tls::bogo
