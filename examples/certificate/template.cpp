#include "certificate/template.hpp"

#include "common/options.hpp"
#include "verify/time.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>
#include <map>

namespace po = boost::program_options;
using tls::x509::certificate_template;

namespace tool {

namespace {

// Returns the parts before and after the first `separator`. Throws usage_error if there is none.
std::pair<std::string, std::string> split_once(const std::string& text, char separator, const char* form)
{
    const auto at = text.find(separator);
    if (at == std::string::npos)
        throw usage_error("\"" + text + "\" does not have the form " + form);
    return {text.substr(0, at), text.substr(at + 1)};
}

void add_name(const std::string& name, certificate_template& contents)
{
    boost::system::error_code not_an_address;
    boost::asio::ip::make_address(name, not_an_address);
    if (!not_an_address)
        contents.ip_addresses.push_back(name);
    else if (name.find("://") != std::string::npos)
        contents.uris.push_back(name);
    else if (name.find('@') != std::string::npos)
        contents.emails.push_back(name);
    else
        contents.dns_names.push_back(name);
}

std::string usage_identifier(const std::string& word)
{
    static const std::map<std::string, std::string> known{
        {"server", "1.3.6.1.5.5.7.3.1"}, {"client", "1.3.6.1.5.5.7.3.2"}, {"ocsp", "1.3.6.1.5.5.7.3.9"}};
    const auto found = known.find(word);
    if (found != known.end())
        return found->second;
    if (word.find_first_not_of("0123456789.") == std::string::npos)
        return word;
    throw usage_error("--usage: \"" + word + "\" is not server, client, ocsp or an object identifier");
}

std::vector<tls::x509::name_attribute> read_subject(const std::vector<std::string>& words)
{
    std::vector<tls::x509::name_attribute> attributes;
    for (const auto& word : words) {
        auto [type, value] = split_once(word, '=', "O=Example");
        attributes.push_back({type, value});
    }
    return attributes;
}

tls::x509::name_subtrees read_subtrees(const std::vector<std::string>& words)
{
    tls::x509::name_subtrees subtrees;
    for (const auto& word : words) {
        const auto [kind, base] = split_once(word, ':', "dns:example.org");
        if (kind == "dns")
            subtrees.dns_names.push_back(base);
        else if (kind == "ip")
            subtrees.ip_networks.push_back(base);
        else if (kind == "email")
            subtrees.emails.push_back(base);
        else if (kind == "uri")
            subtrees.uris.push_back(base);
        else if (kind == "subject")
            subtrees.directory_names.push_back(read_subject(split(base, ",")));
        else
            throw usage_error("--permit, --exclude: \"" + kind + "\" is not dns, ip, email, uri or subject");
    }
    return subtrees;
}

tls::bytes read_hex(const std::string& digits)
{
    tls::bytes out;
    for (std::size_t i = digits.size() % 2; i <= digits.size(); i += 2) {
        auto begin = digits.data() + (i < 2 ? 0 : i - 2), end = digits.data() + i;
        std::uint8_t byte = 0;
        if (begin == end)
            continue;
        auto [stop, status] = std::from_chars(begin, end, byte, 16);
        if (status != std::errc{} || stop != end)
            throw usage_error("--serial: \"" + digits + "\" is not hexadecimal");
        out.push_back(byte);
    }
    return out;
}

tls::x509::time_point read_time(const std::string& text)
try {
    return parse_time(text);
} catch (const std::invalid_argument& e) {
    throw usage_error(std::string("--from, --until: ") + e.what());
}

} // namespace

void add_template_options(po::options_description& description, template_options& options)
{
    auto& contents = options.contents;
    auto add = description.add_options();
    auto list = [](std::vector<std::string>& target) { return po::value(&target)->composing(); };
    add("name", list(options.names), "DNS name, IP address, mailbox or URI to certify; may be repeated");
    add("common-name", po::value(&options.common_name), "the subject's common name; default: the first --name");
    add("subject", list(options.subject), "another subject attribute, such as \"O=Example\"; may be repeated");
    add("usage", list(options.usages),
        "extended key usage: server, client, ocsp or an object identifier; may be repeated");
    add("from", po::value(&options.from), "start of validity, such as \"2026-01-03\"; default: an hour ago");
    add("until", po::value(&options.until), "end of validity");
    add("days", po::value(&options.days)->default_value(options.days), "days of validity, unless --until is given");
    add("serial", po::value(&options.serial_number), "serial number, hexadecimal; default: a random one");
    add("authority", po::bool_switch(&contents.is_ca), "make an authority: it may issue certificates");
    add("depth", po::value(&options.authority_depth), "number of authorities allowed below this one in a path");
    add("permit", list(options.permitted),
        "restrict the authority to dns:example.org, ip:192.0.2.0/24, email:example.org, uri:.example.org or "
        "subject:C=CH,O=Example; may be repeated");
    add("exclude", list(options.excluded), "forbid the authority such names, in the form of --permit; may be repeated");
    add("policy", list(contents.policies), "object identifier of a certificate policy; may be repeated");
    add("ocsp", list(contents.ocsp_responders), "URI of an OCSP responder; may be repeated");
    add("ca-issuers", list(contents.ca_issuers), "URI of the issuer's certificate; may be repeated");
    add("crl", list(contents.crl_distribution_points), "URI of a revocation list; may be repeated");
    add("must-staple", po::bool_switch(&contents.must_staple), "require servers to staple an OCSP response");
    add("scheme", po::value(&contents.signature_scheme), "signature scheme; default: the best for the signing key");
}

certificate_template make_template(const template_options& options)
{
    auto contents = options.contents;
    for (const auto& name : options.names)
        add_name(name, contents);
    contents.subject = read_subject(options.subject);
    contents.common_name = options.common_name;
    if (contents.common_name.empty() && contents.subject.empty() && !options.names.empty())
        contents.common_name = options.names.front();
    for (const auto& word : options.usages)
        contents.extended_key_usage.push_back(usage_identifier(word));
    if (!options.from.empty())
        contents.not_before = read_time(options.from);
    contents.not_after = options.until.empty() ? std::max(contents.not_before, std::chrono::system_clock::now()) +
                                                     std::chrono::hours(24) * std::min(options.days, 36'500U)
                                               : read_time(options.until);
    if (!options.serial_number.empty())
        contents.serial_number = read_hex(options.serial_number);
    if (!options.authority_depth.empty()) {
        unsigned depth = 0;
        auto& text = options.authority_depth;
        auto [stop, status] = std::from_chars(text.data(), text.data() + text.size(), depth);
        if (status != std::errc{} || stop != text.data() + text.size() || !contents.is_ca)
            throw usage_error("--depth must be a number, and needs --authority");
        contents.path_length = depth;
    }
    contents.permitted = read_subtrees(options.permitted);
    contents.excluded = read_subtrees(options.excluded);
    return contents;
}

} // namespace tool
