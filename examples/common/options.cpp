#include "common/options.hpp"

#include <tls/configuration.hpp>
#include <tls/credential.hpp>
#include <tls/crypto/registry.hpp>
#include <tls/weakness.hpp>
#include <tls/x509/pem.hpp>

#include <boost/algorithm/hex.hpp>
#include <boost/algorithm/string.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

namespace tool {

namespace po = boost::program_options;

namespace {

std::shared_ptr<const tls::credential> load_credential(const std::string& certificate, const std::string& key)
{
    return std::make_shared<tls::credential>(tls::x509::read_certificates_pem(read_file(certificate)),
                                             tls::x509::read_private_key_pem(read_file(key)));
}

tls::secure_bytes parse_hexadecimal(const std::string& option, const std::string& text)
{
    tls::secure_bytes bytes;
    try {
        boost::algorithm::unhex(text, std::back_inserter(bytes));
    } catch (const boost::algorithm::hex_decode_error&) {
        throw usage_error(option + ": the value is not hexadecimal");
    }
    return bytes;
}

/// Returns the value for a word. Throws usage_error for an unknown word.
template <class Value>
Value parse_word(const std::string& option, const std::string& word,
                 std::initializer_list<std::pair<const char*, Value>> words)
{
    for (const auto& [text, value] : words)
        if (word == text)
            return value;
    throw usage_error(option + ": unknown value \"" + word + "\"; see --help");
}

/// The key of TLS 1.2, whose PSK suites must be enabled as well.
void set_psk_tls12(tls::configuration& config, const tls::pre_shared_key& known)
{
    config.tls12.psk_client = [known](std::string_view) { return known; };
    config.tls12.psk_server = [known](std::string_view identity) {
        return identity == known.identity ? known.key : tls::secure_bytes();
    };
}

/// The client offers this key; the server knows no other.
void set_pre_shared_key(tls::context& context, const connection_options& options)
{
    if (options.psk.empty())
        return;
    const auto key = parse_hexadecimal("--psk", options.psk);
    const auto& identity = options.psk_identity;
    tls::external_psk known;
    known.identity.assign(identity.begin(), identity.end());
    known.key = key;
    known.hash = parse_word<tls::psk_hash>("--psk-hash", options.psk_hash,
                                           {{"sha256", tls::psk_hash::sha256}, {"sha384", tls::psk_hash::sha384}});
    context.update([&](tls::configuration& c) {
        set_psk_tls12(c, {identity, key});
        c.sessions.psk_ke = options.psk_ke;
    });
    constexpr std::size_t shortest_in_tls13 = 16;
    if (key.size() < shortest_in_tls13)
        return;
    context.set_external_psks({known});
    context.set_find_psk([known](tls::byte_view sent) {
        return std::ranges::equal(sent, known.identity) ? std::optional(known) : std::nullopt;
    });
}

tls::protocol_version parse_version(const std::string& option, const std::string& text)
{
    return parse_word<tls::protocol_version>(option, text,
                                             {{"1.3", tls::protocol_version::tls1_3},
                                              {"1.2", tls::protocol_version::tls1_2},
                                              {"1.1", tls::protocol_version::tls1_1},
                                              {"1.0", tls::protocol_version::tls1_0}});
}

/// Calls `set` with the list unless it is empty.
template <class Set>
void set_preference(const std::string& option, const std::string& list, Set set)
{
    if (list.empty())
        return;
    try {
        set(list);
    } catch (const boost::system::system_error& e) {
        throw usage_error(option + ": " + e.what());
    }
}

void add_credentials(tls::context& context, const connection_options& options)
{
    if (options.certificates.size() != options.keys.size())
        throw usage_error("--cert and --key must be given the same number of times");
    for (std::size_t i = 0; i < options.certificates.size(); ++i) {
        try {
            context.add_credential(load_credential(options.certificates[i], options.keys[i]));
        } catch (const boost::system::system_error& e) {
            throw boost::system::system_error(e.code(), options.certificates[i] + " with " + options.keys[i]);
        }
    }
}

void configure_verification(tls::context& context, const connection_options& options)
{
    using tls::x509::profile;
    using tls::x509::revocation_policy;
    if (!options.authorities.empty())
        context.load_verify_file(options.authorities);
    for (const auto& file : options.crls)
        context.load_crl_file(file);
    context.set_revocation_policy(parse_word<revocation_policy>("--revocation", options.revocation,
                                                                {{"off", revocation_policy::off},
                                                                 {"if-available", revocation_policy::if_available},
                                                                 {"required", revocation_policy::required}}));
    context.set_verify_profile(
        parse_word<profile>("--profile", options.profile, {{"rfc5280", profile::rfc5280}, {"web", profile::web}}));
}

/// Returns whether --allow-weak must allow the suite. Suites without encryption and 3DES need their names only.
bool needs_permission(const tls::cipher_suite& suite)
{
    auto reasons = tls::weaknesses_of(suite);
    std::erase(reasons, tls::weakness::unencrypted);
    std::erase(reasons, tls::weakness::triple_des);
    return !reasons.empty();
}

/// Applies --allow-weak, and prints a warning for each handshake that negotiated something weak.
void configure_weak_suites(tls::context& context, const connection_options& options)
{
    context.set_weak_handshake_callback(
        [](const tls::weak_handshake& handshake) { std::cerr << "warning: " + tls::describe(handshake) + "\n"; });
    if (options.allow_weak) {
        context.update([](tls::configuration& c) { c.allow_export = true; });
        return;
    }
    const auto config = context.snapshot();
    for (auto id : config->negotiation.cipher_suites) {
        const auto* suite = config->algorithms->find_cipher_suite(id);
        if (suite != nullptr && needs_permission(*suite))
            throw usage_error(std::string(suite->name) +
                              " is weak: give --allow-weak if the peer supports nothing better");
    }
}

} // namespace

void add_connection_options(po::options_description& description, connection_options& options)
{
    auto add = description.add_options();
    auto text = [](std::string& target) { return po::value(&target); };
    add("cert", po::value(&options.certificates)->composing(), "PEM file of a certificate chain, leaf first");
    add("key", po::value(&options.keys)->composing(), "PEM file of the certificate's private key");
    add("ca", text(options.authorities), "PEM file of trusted certificates");
    add("alpn", text(options.alpn), "application protocols, separated by commas");
    add("min-version", text(options.min_version), "lowest protocol version: 1.0 to 1.3; below 1.2 with --cipher-list");
    add("max-version", text(options.max_version), "highest protocol version: 1.0 to 1.3");
    add("ciphers", text(options.ciphers), "cipher suites, in order of preference");
    add("cipher-list", text(options.cipher_list), "cipher suites up to TLS 1.2, in OpenSSL's cipher list format");
    add("allow-weak", po::bool_switch(&options.allow_weak),
        "allow the suites with RC4, DES, IDEA, RC2, export keys or without authentication that --ciphers or "
        "--cipher-list names; they protect nothing");
    add("groups", text(options.groups), "key exchange groups, in order of preference");
    add("sigalgs", text(options.signature_schemes), "signature schemes, in order of preference");
    add("crl", po::value(&options.crls)->composing(), "file of certificate revocation lists, PEM or DER");
    add("revocation", text(options.revocation), "check for revocation: off, if-available or required");
    add("profile", text(options.profile), "rules for certificates: rfc5280 or web");
    add("ocsp-response", text(options.ocsp_response), "DER file of an OCSP response to staple");
    add("psk", text(options.psk),
        "pre-shared key in hexadecimal, for TLS 1.3 (16 bytes or more) and TLS 1.2 PSK suites");
    add("psk-identity", text(options.psk_identity), "identity of the pre-shared key");
    add("psk-hash", text(options.psk_hash), "hash of the pre-shared key in TLS 1.3: sha256 or sha384");
    add("psk-ke", po::bool_switch(&options.psk_ke), "allow pre-shared keys without (EC)DHE: no forward secrecy");
    add("anonymous", po::bool_switch(&options.anonymous),
        "accept anonymous peers (suites DH_anon), even if certificates are verified");
    add("version2-hello", po::bool_switch(&options.version2_hello),
        "a server understands a ClientHello of SSL 2.0 that offers TLS");
    add("keylog", text(options.key_log), "file to append the session's secrets to (SSLKEYLOGFILE format)");
}

po::variables_map parse(int argc, char** argv, const std::string& usage, const po::options_description& visible,
                        const po::positional_options_description& positional)
{
    auto all = visible;
    for (unsigned i = 0; i < std::min(positional.max_total_count(), 8U); ++i)
        all.add_options()(positional.name_for_position(i).c_str(), po::value<std::string>());
    po::variables_map given;
    try {
        using style = po::command_line_style::style_t;
        const int long_names_in_full = style::allow_long | style::long_allow_next | style::long_allow_adjacent;
        auto parser = po::command_line_parser(argc, argv).options(all).positional(positional).style(long_names_in_full);
        po::store(parser.run(), given);
        po::notify(given);
    } catch (const po::error& e) {
        throw usage_error(e.what());
    }
    if (given.contains("help")) {
        std::cout << usage << "\n\n" << visible;
        std::exit(0);
    }
    return given;
}

void configure(tls::context& context, const connection_options& options)
{
    context.set_min_version(parse_version("--min-version", options.min_version));
    context.set_max_version(parse_version("--max-version", options.max_version));
    set_preference("--ciphers", options.ciphers, [&](const auto& list) { context.set_cipher_suites(list); });
    set_preference("--cipher-list", options.cipher_list, [&](const auto& list) { context.set_cipher_list(list); });
    configure_weak_suites(context, options);
    set_preference("--groups", options.groups, [&](const auto& list) { context.set_groups(list); });
    set_preference("--sigalgs", options.signature_schemes,
                   [&](const auto& list) { context.set_signature_schemes(list); });
    set_preference("--alpn", options.alpn, [&](const auto& list) { context.set_alpn_protocols(split(list, ",")); });
    configure_verification(context, options);
    set_pre_shared_key(context, options);
    context.update([&](tls::configuration& c) {
        if (options.anonymous)
            c.tls12.anonymous_peers = tls::anonymous_peers::despite_verification;
        c.tls12.accept_version2_hello = options.version2_hello;
    });
    if (!options.key_log.empty())
        context.set_key_log_file(options.key_log);
    add_credentials(context, options);
    if (!options.ocsp_response.empty())
        context.staple_ocsp_response(boost::asio::buffer(read_file(options.ocsp_response)));
}

std::string read_file(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw boost::system::system_error(errno, boost::system::generic_category(), path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> split(const std::string& text, const std::string& separators)
{
    std::vector<std::string> parts;
    boost::split(parts, text, boost::is_any_of(separators));
    std::erase(parts, "");
    return parts;
}

} // namespace tool
