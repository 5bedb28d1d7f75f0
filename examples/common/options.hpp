// The command-line options that tls_server and tls_client share.

#ifndef TLS_EXAMPLES_COMMON_OPTIONS_HPP
#define TLS_EXAMPLES_COMMON_OPTIONS_HPP

#include <tls/context.hpp>

#include <boost/program_options.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace tool {

/// The command line is wrong. The exit status is 2.
class usage_error : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The values of the options below. Empty: not given.
struct connection_options {
    std::vector<std::string> certificates, keys; ///< files, the same number of each
    std::string authorities;                     ///< file of trusted certificates
    std::string alpn;                            ///< separated by commas
    std::string min_version = "1.2", max_version = "1.3";
    std::string ciphers, groups, signature_schemes;    ///< separated by colons or commas
    std::string cipher_list;                           ///< in OpenSSL's cipher list format
    bool allow_weak = false;                           ///< RC4, DES, export suites and the like, if named
    std::string psk, psk_identity = "Client_identity"; ///< key in hexadecimal, and its identity
    std::string psk_hash = "sha256";                   ///< or "sha384"
    bool psk_ke = false;                               ///< also without (EC)DHE
    bool anonymous = false;                            ///< accepts peers in suites without authentication
    bool version2_hello = false;                       ///< a server understands the ClientHello of SSL 2.0
    std::string key_log;                               ///< file
    std::vector<std::string> crls;                     ///< files of revocation lists
    std::string revocation = "off";                    ///< or "if-available" or "required"
    std::string profile = "rfc5280";                   ///< or "web"
    std::string ocsp_response;                         ///< file of a response to staple
};

/// Adds --cert, --key, --ca, --alpn, --min-version, --max-version, --ciphers, --cipher-list, --allow-weak, --psk,
/// --psk-identity, --psk-hash, --psk-ke, --anonymous, --version2-hello, --groups, --sigalgs, --keylog, --crl,
/// --revocation, --profile and --ocsp-response to `description`. Parsing stores their values in `options`, which must
/// outlive the parsing.
void add_connection_options(boost::program_options::options_description& description, connection_options& options);

/// Parses the command line. Throws usage_error. --help prints the help and exits.
boost::program_options::variables_map parse(int argc, char** argv, const std::string& usage,
                                            const boost::program_options::options_description& visible,
                                            const boost::program_options::positional_options_description& positional);

/// Applies the options to a context. Throws usage_error, or boost::system::system_error if a file cannot be used.
void configure(tls::context&, const connection_options&);

/// Returns a file's content. Throws boost::system::system_error if it cannot be read.
std::string read_file(const std::string& path);

/// Splits `text` at each of the `separators` and drops empty parts.
std::vector<std::string> split(const std::string& text, const std::string& separators);

} // namespace tool

#endif
