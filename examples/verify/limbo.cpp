#include "verify/limbo.hpp"

#include "verify/time.hpp"

#include <tls/verify_context.hpp>
#include <tls/x509/crl.hpp>
#include <tls/x509/pem.hpp>
#include <tls/x509/verifier.hpp>

#include <boost/json.hpp>

#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

namespace tool {

namespace {

namespace json = boost::json;
using namespace tls::x509;

/// verify_parameters cannot express this test case.
class not_expressible : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct verdict {
    std::string result, context;
};

/// The rules for the test cases of a namespace: an id's part before the first "::".
struct namespace_rules {
    std::string_view name;
    profile rules;
    bool strict;
};

// The suite defines which rules apply to a namespace:
//   webpki, online    the CA/Browser Forum's Baseline Requirements; `online` are chains of public servers
//   rfc5280, invalid  RFC 5280, with all requirements of section 4 on authorities
//   all others        path validation of RFC 5280 section 6: the cases for BetterTLS, CVEs, pathological chains and
//                     CRLs do not depend on the requirements on authorities
constexpr std::array namespaces{
    namespace_rules{"webpki", profile::web, false},
    namespace_rules{"online", profile::web, false},
    namespace_rules{"rfc5280", profile::rfc5280, true},
    namespace_rules{"invalid", profile::rfc5280, true},
};

namespace_rules rules_for(std::string_view id)
{
    for (const auto& row : namespaces)
        if (id.substr(0, id.find("::")) == row.name)
            return row;
    return {"", profile::rfc5280, false};
}

const json::value& member(const json::object& object, std::string_view name)
{
    static const json::value null;
    const auto* found = object.if_contains(json::string_view(name.data(), name.size()));
    return found != nullptr ? *found : null;
}

std::string text(const json::value& value)
{
    return std::string(value.as_string().c_str(), value.as_string().size());
}

std::vector<std::string> texts(const json::value& value)
{
    std::vector<std::string> result;
    if (!value.is_null())
        for (const auto& element : value.as_array())
            result.push_back(text(element));
    return result;
}

/// Returns the certificates of a pool. Leaves out certificates that do not parse: the chain may not need them.
std::vector<certificate> read_pool(const json::value& pems, std::string& remarks)
{
    std::vector<certificate> result;
    for (const auto& pem : texts(pems)) {
        try {
            for (auto& c : read_certificates_pem(pem))
                result.push_back(std::move(c));
        } catch (const boost::system::system_error& e) {
            remarks += std::string(" (left out: ") + e.what() + ")";
        }
    }
    return result;
}

purpose read_purpose(const json::object& test)
{
    constexpr std::string_view any = "anyExtendedKeyUsage";
    auto use = text(member(test, "validation_kind")) == "CLIENT" ? purpose::client_auth : purpose::server_auth;
    for (const auto& usage : texts(member(test, "extended_key_usage"))) {
        if (usage == "serverAuth")
            use = purpose::server_auth;
        else if (usage == "clientAuth")
            use = purpose::client_auth;
        else if (usage != any)
            throw not_expressible("extended key usage " + usage);
    }
    return use;
}

// Returns keyUsage (RFC 5280 section 4.2.1.3): bit n is the nth name.
std::uint16_t read_key_usage(const json::object& test)
{
    constexpr std::array<std::string_view, 9> names{"digitalSignature", "contentCommitment", "keyEncipherment",
                                                    "dataEncipherment", "keyAgreement",      "keyCertSign",
                                                    "cRLSign",          "encipherOnly",      "decipherOnly"};
    unsigned bits = 0;
    for (const auto& usage : texts(member(test, "key_usage"))) {
        const auto found = std::find(names.begin(), names.end(), usage);
        if (found == names.end())
            throw not_expressible("key usage " + usage);
        bits |= 1u << (found - names.begin());
    }
    return static_cast<std::uint16_t>(bits);
}

/// Returns the names that the peer must have: the one name of a server, or all names of a client.
std::vector<json::object> read_peer_names(const json::object& test)
{
    std::vector<json::object> names;
    if (const auto& name = member(test, "expected_peer_name"); !name.is_null())
        names.push_back(name.as_object());
    if (const auto& list = member(test, "expected_peer_names"); !list.is_null())
        for (const auto& name : list.as_array())
            names.push_back(name.as_object());
    return names;
}

void set_peer_name(const json::object& name, verify_parameters& parameters)
{
    const auto kind = text(name.at("kind"));
    if (kind == "DNS" || kind == "IP")
        parameters.host = text(name.at("value"));
    else if (kind == "RFC822")
        parameters.email = text(name.at("value"));
    else
        throw not_expressible("peer name type " + kind);
}

/// One test case and its verification parameters.
class test_case {
public:
    explicit test_case(const json::object& test) : test_(test) {}

    verdict run()
    {
        auto peer = read_certificates_pem(text(test_.at("peer_certificate")));
        peer.resize(1, peer.front());
        for (auto& intermediate : read_pool(member(test_, "untrusted_intermediates"), remarks_))
            peer.push_back(std::move(intermediate));
        for (auto& anchor : read_pool(member(test_, "trusted_certs"), remarks_))
            anchors_.add(std::move(anchor));
        set_parameters();

        auto names = read_peer_names(test_);
        if (names.empty())
            names.emplace_back();
        for (const auto& name : names) {
            auto parameters = parameters_;
            if (!name.empty())
                set_peer_name(name, parameters);
            auto result = verify_chain(peer, parameters);
            if (!result.accepted)
                return {"FAILURE", result.detail + remarks_};
        }
        return {"SUCCESS", remarks_};
    }

private:
    void set_parameters()
    {
        const auto rules = rules_for(text(test_.at("id")));
        parameters_.anchors = &anchors_;
        parameters_.algorithms = tls::registry::standard().get();
        parameters_.rules = rules.rules;
        parameters_.strict = rules.strict;
        parameters_.use = read_purpose(test_);
        parameters_.leaf_key_usage = read_key_usage(test_);
        // Every trusted certificate of the suite is an anchor, self-signed or not.
        parameters_.allow_partial_chain = true;
        const auto& time = member(test_, "validation_time");
        parameters_.time = time.is_null() ? std::chrono::system_clock::now() : parse_time(text(time));
        if (const auto& depth = member(test_, "max_chain_depth"); !depth.is_null())
            parameters_.max_depth = depth.to_number<unsigned>();
        set_revocation();
    }

    // Cases with CRLs require revocation checks. The callback accepts certificates whose issuer provides no CRL.
    void set_revocation()
    {
        for (const auto& pem : texts(member(test_, "crls")))
            crls_.add_pem(pem);
        if (crls_.empty())
            return;
        parameters_.crls = &crls_;
        parameters_.revocation = revocation_policy::required;
        parameters_.callback = [](bool preverified, tls::verify_context& context) {
            return preverified || context.error() == verify_error::unknown_revocation_status;
        };
    }

    const json::object& test_;
    trust_store anchors_;
    crl_store crls_;
    verify_parameters parameters_;
    std::string remarks_;
};

verdict run(const json::object& test)
{
    try {
        return test_case(test).run();
    } catch (const not_expressible& e) {
        return {"SKIPPED", e.what()};
    } catch (const boost::system::system_error& e) {
        return {"FAILURE", e.what()}; // the leaf or a CRL does not parse
    }
}

} // namespace

void run_limbo(const std::string& file, std::ostream& out)
{
    std::ifstream in(file, std::ios::binary);
    if (!in)
        throw std::runtime_error("cannot read " + file);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    try {
        const auto suite = json::parse(content);
        for (const auto& value : suite.as_object().at("testcases").as_array()) {
            const auto& test = value.as_object();
            auto [result, context] = run(test);
            out << json::serialize(json::object{{"id", test.at("id")}, {"actual_result", result}, {"context", context}})
                << "\n";
        }
    } catch (const std::invalid_argument& e) {
        throw std::runtime_error(file + ": " + e.what());
    } catch (const std::out_of_range& e) {
        throw std::runtime_error(file + ": " + e.what());
    }
}

} // namespace tool
