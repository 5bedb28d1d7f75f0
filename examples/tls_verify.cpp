// Verifies a certificate chain, as a TLS client or server would.
//
//     tls_verify --roots ca.pem --host www.example.org chain.pem
//     tls_verify --system --host www.example.org --profile web chain.pem
//     tls_verify --limbo limbo.json           every test case of x509-limbo, one line of JSON each
//
// Exit status: 0 if the chain is accepted (or every case of --limbo was run); 1 if it is refused, with the reason on
// standard output; 2 if the command line is wrong or a file cannot be used.

#include "common/options.hpp"
#include "verify/limbo.hpp"
#include "verify/time.hpp"

#include <tls/x509/crl.hpp>
#include <tls/x509/pem.hpp>
#include <tls/x509/verifier.hpp>

#include <boost/system/system_error.hpp>

#include <cerrno>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>

using namespace tool;
using namespace tls::x509;
namespace po = boost::program_options;

namespace {

using files = std::vector<std::string>;

struct verify_options {
    std::string chain, limbo;
    files roots, intermediates, crls;
    std::string ocsp, time;
    bool system = false;
    std::string purpose = "server", profile = "rfc5280", revocation = "off";
    verify_parameters parameters;
};

/// Returns the value for a word. Throws usage_error for an unknown word.
template <class Value>
Value choose(const std::string& option, const std::string& word, const std::map<std::string, Value>& values)
{
    if (const auto found = values.find(word); found != values.end())
        return found->second;
    std::string known;
    for (const auto& [name, value] : values)
        known += (known.empty() ? "" : ", ") + name;
    throw usage_error("--" + option + ": \"" + word + "\" is not one of " + known);
}

verify_options parse_options(int argc, char** argv)
{
    verify_options options;
    auto& parameters = options.parameters;
    po::options_description description("Options");
    auto add = description.add_options();
    auto word = [](std::string& target) { return po::value(&target)->default_value(target); };
    auto some = [](files& target) { return po::value(&target)->composing(); };
    add("help", "print this help");
    add("roots", some(options.roots), "PEM file of trusted certificates");
    add("system", po::bool_switch(&options.system), "trust the system's trust store");
    add("intermediates", some(options.intermediates), "PEM file of intermediate certificates");
    add("host", po::value<std::string>()->notifier([&](auto& host) { parameters.host = host; }),
        "DNS name or IP address that the leaf must match");
    add("email", po::value<std::string>()->notifier([&](auto& email) { parameters.email = email; }),
        "mailbox that the leaf must match");
    add("uri", po::value<std::string>()->notifier([&](auto& uri) { parameters.uri = uri; }),
        "URI that the leaf must match");
    add("time", po::value(&options.time), "time of verification, such as 2026-01-03T12:00:00Z; default: now");
    add("purpose", word(options.purpose), "purpose of the leaf: server, client or any");
    add("profile", word(options.profile), "rules for certificates: rfc5280 or web");
    add("strict", po::bool_switch(&parameters.strict),
        "refuse certificates that RFC 5280 forbids authorities to issue");
    add("policy",
        po::value<std::vector<std::string>>()->composing()->notifier([&](auto& all) { parameters.policies = all; }),
        "dotted object identifier of an acceptable certificate policy");
    add("explicit-policy", po::bool_switch(&parameters.explicit_policy), "require a valid policy");
    add("crl", some(options.crls), "file of certificate revocation lists");
    add("ocsp", po::value(&options.ocsp), "DER file of an OCSP response for the leaf");
    add("revocation", word(options.revocation), "check for revocation: off, if-available or required");
    add("allow-partial-chain", po::bool_switch(&parameters.allow_partial_chain),
        "accept trusted certificates that are not self-signed");
    add("max-depth", po::value(&parameters.max_depth)->default_value(parameters.max_depth),
        "maximum number of intermediates");
    add("limbo", po::value(&options.limbo), "JSON file of x509-limbo test cases to run instead of a chain");

    const auto given = parse(argc, argv, "usage: tls_verify [options] CHAIN.pem", description,
                             po::positional_options_description().add("chain", 1));
    if (given.contains("chain"))
        options.chain = given["chain"].as<std::string>();
    if (options.chain.empty() == options.limbo.empty())
        throw usage_error("give either CHAIN.pem or --limbo");
    if (options.limbo.empty() && options.roots.empty() && !options.system)
        throw usage_error("no trusted certificates: give --roots or --system");

    parameters.use =
        choose<purpose>("purpose", options.purpose,
                        {{"server", purpose::server_auth}, {"client", purpose::client_auth}, {"any", purpose::any}});
    parameters.rules =
        choose<profile>("profile", options.profile, {{"rfc5280", profile::rfc5280}, {"web", profile::web}});
    parameters.revocation = choose<revocation_policy>("revocation", options.revocation,
                                                      {{"off", revocation_policy::off},
                                                       {"if-available", revocation_policy::if_available},
                                                       {"required", revocation_policy::required}});
    try {
        parameters.time = options.time.empty() ? std::chrono::system_clock::now() : parse_time(options.time);
    } catch (const std::invalid_argument& e) {
        throw usage_error(std::string("--time: ") + e.what());
    }
    return options;
}

std::string read_file(const std::string& name)
{
    std::ifstream file(name, std::ios::binary);
    if (!file)
        throw boost::system::system_error(errno, boost::system::generic_category(), name);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<certificate> read_certificates(const std::string& name)
{
    try {
        return read_certificates_pem(read_file(name));
    } catch (const boost::system::system_error& e) {
        throw std::runtime_error(name + ": " + e.what());
    }
}

void add_roots(trust_store& anchors, const std::string& name)
{
    try {
        anchors.add_pem(read_file(name), name);
    } catch (const boost::system::system_error& e) {
        throw std::runtime_error(name + ": " + e.what());
    }
    for (const auto& skipped : anchors.skipped())
        if (skipped.source == name)
            std::cerr << name << ": skipped certificate " << skipped.position << ": " << skipped.reason << '\n';
}

std::string describe_result(const verification_result& result)
{
    std::string text = result.accepted ? "accepted\n" : "refused: " + result.detail + "\n";
    if (!result.accepted)
        text += "rule: " + std::string(to_string(result.error)) + " (" +
                std::to_string(static_cast<int>(result.error)) + ") at depth " + std::to_string(result.depth) + "\n";
    for (std::size_t depth = 0; depth < result.path.size(); ++depth) {
        const auto& c = result.path[depth];
        text += std::to_string(depth) + ": " + c.subject().to_string() + "\n";
        text +=
            std::string(depth + 1 == result.path.size() ? "   issued by " : "   by ") + c.issuer().to_string() + "\n";
    }
    return text;
}

/// Returns whether the chain is accepted.
bool verify(const verify_options& options)
{
    const auto chain = read_certificates(options.chain);
    trust_store anchors;
    if (options.system)
        anchors = *trust_store::system();
    for (const auto& file : options.roots)
        add_roots(anchors, file);
    std::vector<certificate> intermediates;
    for (const auto& file : options.intermediates)
        for (auto& intermediate : read_certificates(file))
            intermediates.push_back(std::move(intermediate));
    crl_store crls;
    for (const auto& file : options.crls)
        crls.load_file(file);
    const auto ocsp_response = options.ocsp.empty() ? std::string() : read_file(options.ocsp);

    auto parameters = options.parameters;
    parameters.anchors = &anchors;
    parameters.algorithms = tls::registry::standard().get();
    parameters.intermediates = intermediates;
    parameters.crls = &crls;
    parameters.ocsp_response = tls::as_bytes(ocsp_response);
    const auto result = verify_chain(chain, parameters);
    std::cout << describe_result(result);
    return result.accepted;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        const auto options = parse_options(argc, argv);
        bool accepted = true;
        if (options.limbo.empty())
            accepted = verify(options);
        else
            run_limbo(options.limbo, std::cout);
        return accepted ? 0 : 1;
    } catch (const std::exception& e) {
        std::cerr << "tls_verify: " << e.what() << "\n";
        return 2;
    }
}
