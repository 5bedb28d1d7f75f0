// Command-line options for the contents of a certificate.

#ifndef TLS_EXAMPLES_CERTIFICATE_TEMPLATE_HPP
#define TLS_EXAMPLES_CERTIFICATE_TEMPLATE_HPP

#include <tls/x509/certificate_builder.hpp>

#include <boost/program_options.hpp>

#include <string>
#include <vector>

namespace tool {

/// The values of the options below.
struct template_options {
    std::string common_name;
    std::vector<std::string> names;               ///< DNS names, addresses, mailboxes, URIs: the form decides
    std::vector<std::string> subject;             ///< "O=Example"
    std::vector<std::string> usages;              ///< "server", "client", "ocsp" or dotted
    std::vector<std::string> permitted, excluded; ///< "dns:example.org", "ip:192.0.2.0/24", ...
    std::string from, until, serial_number, authority_depth;
    unsigned days = 90;
    tls::x509::certificate_template contents; ///< fields that options set directly
};

/// Adds --name, --common-name, --subject, --usage, --from, --until, --days, --serial, --authority, --depth, --permit,
/// --exclude, --policy, --ocsp, --ca-issuers, --crl, --must-staple and --scheme. Parsing stores their values in
/// `options`, which must outlive the parsing.
void add_template_options(boost::program_options::options_description& description, template_options& options);

/// Returns the template for these options. Throws usage_error.
tls::x509::certificate_template make_template(const template_options& options);

} // namespace tool

#endif
