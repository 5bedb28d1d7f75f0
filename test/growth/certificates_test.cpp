// Certificates with long lists, in the parser and in every profile of the verifier; and long lists of certificates.

#include "growth/growth.hpp"
#include "x509/certificate/name.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/pki.hpp"

#include <tls/host_name_verification.hpp>
#include <tls/verify_context.hpp>
#include <tls/x509/certificate_request.hpp>
#include <tls/x509/print.hpp>

#include <map>

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls::test;
using tls::x509::certificate;
using tls::x509::certificate_template;

namespace {

// The size of the smallest certificate. The largest one has about 64 KB, which a Certificate message can hold.
constexpr std::size_t smallest = 16 * 1024;

der::encoding repeated(std::size_t size, const std::function<der::encoding(std::size_t)>& item)
{
    der::encoding all;
    for (std::size_t i = 0; all.size() < size; ++i) {
        const auto next = item(i);
        all.insert(all.end(), next.begin(), next.end());
    }
    return all;
}

// An OBJECT IDENTIFIER that differs for each number.
der::encoding numbered_identifier(std::size_t i)
{
    return der::object_identifier("1.2.3." + std::to_string(i));
}

der::encoding four_bytes(std::size_t i)
{
    return {10, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
}

der::encoding text_name(unsigned tag, const std::string& text)
{
    return der::element_of(der::tag::context(tag), tls::as_bytes(text));
}

der::encoding relative_name(std::string_view type, const std::string& value)
{
    return der::sequence({der::object_identifier(type), der::utf8_string(value)});
}

der::encoding directory_name(const std::string& value)
{
    return der::constructed(
        der::tag::context_constructed(4),
        {der::sequence({der::constructed(der::tag::set, {relative_name(oid::organization_name, value)})})});
}

tls::bytes extension(std::string_view identifier, const der::encoding& content)
{
    return tls::to_bytes(
        der::sequence({der::object_identifier(identifier), der::octet_string(der::sequence({content}))}));
}

std::string numbered(const std::string& text, std::size_t i)
{
    return text + std::to_string(i);
}

// The parts that a certificate can have many of.
struct long_list {
    const char* what;
    std::function<void(certificate_template&, std::size_t size)> add;
};

void add_extension(certificate_template& to, std::string_view identifier, std::size_t size,
                   const std::function<der::encoding(std::size_t)>& item)
{
    to.extra_extensions.push_back(extension(identifier, repeated(size, item)));
}

void set_subject(certificate_template& to, const der::encoding& relative_names)
{
    to.common_name.clear();
    to.subject_der = tls::to_bytes(der::sequence({relative_names}));
}

const std::vector<long_list>& long_lists()
{
    static const std::vector<long_list> lists{
        {"extensions",
         [](auto& to, std::size_t size) {
             to.extra_extensions.push_back(tls::to_bytes(repeated(size, [](std::size_t i) {
                 return der::sequence({numbered_identifier(i), der::octet_string(der::null())});
             })));
         }},
        {"repeated extensions",
         [](auto& to, std::size_t size) {
             to.extra_extensions.push_back(tls::to_bytes(repeated(size, [](std::size_t) {
                 return der::sequence({numbered_identifier(1), der::octet_string(der::null())});
             })));
         }},
        {"one long extension identifier",
         [](auto& to, std::size_t size) {
             auto content = der::encoding(size, 0xff);
             content.front() = 0x2a;
             content.back() = 0x01;
             to.extra_extensions.push_back(tls::to_bytes(der::sequence(
                 {der::element_of(der::tag::object_identifier, content), der::octet_string(der::null())})));
         }},
        {"an extension identifier of many arcs",
         [](auto& to, std::size_t size) {
             to.extra_extensions.push_back(
                 tls::to_bytes(der::sequence({der::element_of(der::tag::object_identifier, der::encoding(size, 0x2a)),
                                              der::octet_string(der::null())})));
         }},
        {"DNS names",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::subject_alt_name, size,
                           [](std::size_t i) { return text_name(2, numbered("host", i) + ".example.com"); });
         }},
        {"wildcards",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::subject_alt_name, size,
                           [](std::size_t i) { return text_name(2, numbered("*.host", i) + ".example.com"); });
         }},
        {"URIs",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::subject_alt_name, size,
                           [](std::size_t i) { return text_name(6, numbered("https://example.com/", i)); });
         }},
        {"one long URI",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::subject_alt_name, 1, [size](std::size_t) {
                 return text_name(6, "https://example.com/" + std::string(size, '@'));
             });
         }},
        {"mailboxes",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::subject_alt_name, size,
                           [](std::size_t i) { return text_name(1, numbered("someone", i) + "@example.com"); });
         }},
        {"addresses",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::subject_alt_name, size,
                           [](std::size_t i) { return der::element_of(der::tag::context(7), four_bytes(i)); });
         }},
        {"malformed addresses",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::subject_alt_name, size,
                           [](std::size_t) { return der::element_of(der::tag::context(7), der::encoding(3)); });
         }},
        {"directory names",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::subject_alt_name, size,
                           [](std::size_t i) { return directory_name(numbered("Organization ", i)); });
         }},
        {"common names and addresses",
         [](auto& to, std::size_t size) {
             // Every name is that of the last address.
             set_subject(to, repeated(size / 2, [](std::size_t) {
                             return der::constructed(der::tag::set, {relative_name(oid::common_name, "1.2.3.4")});
                         }));
             auto addresses =
                 repeated(size / 2, [](std::size_t i) { return der::element_of(der::tag::context(7), four_bytes(i)); });
             const auto last = der::element_of(der::tag::context(7), der::encoding{1, 2, 3, 4});
             to.extra_extensions.push_back(extension(oid::subject_alt_name, der::concatenation({addresses, last})));
         }},
        {"common names and DNS names",
         [](auto& to, std::size_t size) {
             set_subject(to, repeated(size / 2, [](std::size_t i) {
                             return der::constructed(
                                 der::tag::set,
                                 {relative_name(oid::common_name, numbered("host", i) + ".example.com")});
                         }));
             add_extension(to, oid::subject_alt_name, size,
                           [](std::size_t i) { return text_name(2, numbered("*.host", i) + ".example.com"); });
         }},
        {"attributes of the subject",
         [](auto& to, std::size_t size) {
             set_subject(to, repeated(size, [](std::size_t i) {
                             return der::constructed(der::tag::set,
                                                     {relative_name(oid::organization_name, numbered("x", i))});
                         }));
         }},
        {"attributes of one relative name",
         [](auto& to, std::size_t size) {
             set_subject(to, der::constructed(der::tag::set, {repeated(size, [](std::size_t i) {
                                                  return relative_name(oid::organization_name, numbered("x", i));
                                              })}));
         }},
        {"one long attribute",
         [](auto& to, std::size_t size) {
             set_subject(
                 to, der::constructed(der::tag::set, {relative_name(oid::organization_name, std::string(size, ' '))}));
         }},
        {"mailboxes in the subject",
         [](auto& to, std::size_t size) {
             set_subject(to, repeated(size, [](std::size_t i) {
                             return der::constructed(
                                 der::tag::set, {relative_name(oid::email_address, numbered("a", i) + "@example.com")});
                         }));
         }},
        {"purposes",
         [](auto& to, std::size_t size) { add_extension(to, oid::ext_key_usage, size, numbered_identifier); }},
        {"policies",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::certificate_policies, size,
                           [](std::size_t i) { return der::sequence({numbered_identifier(i)}); });
         }},
        {"policy mappings",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::policy_mappings, size, [](std::size_t i) {
                 return der::sequence({numbered_identifier(1), numbered_identifier(i)});
             });
         }},
        {"information access",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::authority_information_access, size, [](std::size_t i) {
                 return der::sequence(
                     {der::object_identifier(oid::ad_ocsp), text_name(6, numbered("http://example.com/", i))});
             });
         }},
        {"distribution points",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::crl_distribution_points, size, [](std::size_t i) {
                 const auto name = text_name(6, numbered("http://example.com/", i));
                 return der::sequence({der::constructed(der::tag::context_constructed(0),
                                                        {der::constructed(der::tag::context_constructed(0), {name})})});
             });
         }},
        {"TLS features",
         [](auto& to, std::size_t size) {
             add_extension(to, oid::tls_feature, size, [](std::size_t) { return der::small_integer(5); });
         }},
    };
    return lists;
}

// A leaf with a long list; a chain with the same long list in a CA; the same of strangers.
class long_chains {
public:
    std::vector<certificate> make(const long_list& list, std::size_t size, bool trusted, bool in_ca)
    {
        const auto& issuer = trusted ? root_ : stranger_;
        auto leaf = server_named("www.example.com");
        if (!in_ca) {
            leaf.dns_names.clear();
            list.add(leaf, size);
            return {issuer.issue(leaf), issuer.certificate};
        }
        auto description = ca_named("Long");
        list.add(description, size);
        const auto ca = issuer.delegate(description);
        return {ca.issue(leaf), ca.certificate, issuer.certificate};
    }

    tls::x509::verify_parameters parameters() const { return verify_.parameters; }

private:
    authority root_ = make_root("Root"), stranger_ = make_root("Stranger");
    verification verify_{root_.certificate};
};

struct growth_tests {
    long_chains chains;

    /// Checks the verification of every long chain with these parameters.
    void check_verification(const std::string& how, tls::x509::verify_parameters parameters)
    {
        for (const auto& list : long_lists())
            for (bool trusted : {true, false})
                for (bool in_ca : {true, false}) {
                    const auto name =
                        how + ", " + list.what + (trusted ? "" : " of a stranger") + (in_ca ? ", CA" : "");
                    check_growth(name, smallest, [&](std::size_t size) {
                        return [chain = chains.make(list, size, trusted, in_ca), parameters] {
                            tls::x509::verify_chain(chain, parameters);
                        };
                    });
                }
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(work_with_certificates, growth_tests)

BOOST_AUTO_TEST_CASE(grows_slowly_in_the_parser)
{
    for (const auto& list : long_lists())
        check_growth(list.what, smallest, [&](std::size_t size) {
            return [c = chains.make(list, size, true, false).front()] { certificate::from_der(c.der()); };
        });
}

BOOST_AUTO_TEST_CASE(grows_slowly_in_the_rfc5280_profile)
{
    auto parameters = chains.parameters();
    parameters.host = "www.example.com";
    parameters.common_name_fallback = true;
    check_verification("RFC 5280 profile", parameters);
}

BOOST_AUTO_TEST_CASE(grows_slowly_in_the_strict_profile)
{
    auto parameters = chains.parameters();
    parameters.strict = true;
    parameters.email = "someone@example.com";
    parameters.uri = "https://example.com/";
    parameters.explicit_policy = true;
    check_verification("strict profile", parameters);
}

BOOST_AUTO_TEST_CASE(grows_slowly_in_the_web_profile)
{
    auto parameters = chains.parameters();
    parameters.rules = tls::x509::profile::web;
    parameters.host = "192.0.2.1";
    check_verification("web profile", parameters);
}

// A callback that pardons everything sees the failures of strangers' chains, too.
BOOST_AUTO_TEST_CASE(grows_slowly_with_a_verify_callback)
{
    auto parameters = chains.parameters();
    parameters.rules = tls::x509::profile::web;
    parameters.strict = true;
    parameters.host = "www.example.com";
    parameters.callback = [](bool, tls::verify_context& context) {
        tls::host_name_verification("www.example.com")(true, context);
        return true;
    };
    check_verification("callback", parameters);
}

BOOST_AUTO_TEST_CASE(grows_slowly_with_name_constraints)
{
    const authority root = make_root("Root");
    verification verify{root.certificate};
    const auto& parameters = verify.parameters;
    auto description = ca_named("Confined");
    description.permitted.dns_names = {"example.com"};
    description.permitted.uris = {"example.com"};
    description.permitted.emails = {"example.com"};
    description.permitted.ip_networks = {"10.0.0.0/8"};
    description.excluded.directory_names = {{{"O", "Excluded"}}};
    const auto confined = root.delegate(description);
    for (const auto& list : long_lists())
        check_growth(std::string("constrained ") + list.what, smallest, [&](std::size_t size) {
            auto leaf = named("www.example.com");
            list.add(leaf, size);
            return [chain = std::vector{confined.issue(leaf), confined.certificate}, parameters] {
                tls::x509::verify_chain(chain, parameters);
            };
        });
    check_growth("subtrees", smallest, [&](std::size_t size) {
        auto long_constraints = ca_named("Confined");
        for (std::size_t i = 0; i < size / 32; ++i) {
            long_constraints.permitted.dns_names.push_back(numbered("host", i) + ".example.com");
            long_constraints.excluded.directory_names.push_back({{"O", numbered("x", i)}});
        }
        const auto ca = root.delegate(long_constraints);
        return [chain = std::vector{ca.issue(server_named("host0.example.com")), ca.certificate}, parameters] {
            tls::x509::verify_chain(chain, parameters);
        };
    });
    // The budget ends work with many names and many subtrees, which would be quadratic.
    check_growth("names and subtrees", smallest, [&](std::size_t size) {
        auto long_constraints = ca_named("Confined");
        auto leaf = named("www.example.com");
        for (std::size_t i = 0; i < size / 16; ++i) {
            long_constraints.excluded.dns_names.push_back(numbered("host", i) + ".example.org");
            leaf.dns_names.push_back(numbered("host", i) + ".example.com");
        }
        const auto ca = root.delegate(long_constraints);
        return [chain = std::vector{ca.issue(leaf), ca.certificate}, parameters] {
            tls::x509::verify_chain(chain, parameters);
        };
    });
}

BOOST_AUTO_TEST_CASE(grows_slowly_with_the_number_of_certificates)
{
    const authority root = make_root("Root"), stranger = make_root("Stranger");
    verification verify{root.certificate};
    constexpr std::size_t fewest = 250;
    static std::map<std::pair<bool, std::size_t>, certificate> made; // signing takes time
    auto nth = [&](bool same_name, std::size_t i) {
        auto found = made.find({same_name, i});
        if (found == made.end())
            found =
                made.emplace(std::pair(same_name, i), stranger.issue(ca_named(same_name ? "Many" : numbered("CA ", i))))
                    .first;
        return found->second;
    };
    for (bool trusted : {true, false})
        for (bool same_name : {true, false})
            for (bool presented : {true, false}) {
                const auto ca = (trusted ? root : stranger).delegate(ca_named("Many"));
                const auto leaf = ca.issue(server_named("www.example.com"));
                check_growth("number of certificates", fewest, [&](std::size_t count) {
                    std::vector<certificate> others{ca.certificate};
                    for (std::size_t i = 0; i < count; ++i)
                        others.push_back(nth(same_name, i));
                    std::vector<certificate> chain{leaf};
                    if (presented)
                        chain.insert(chain.end(), others.begin(), others.end());
                    return [chain, others, presented, parameters = verify.parameters]() mutable {
                        if (!presented)
                            parameters.intermediates = others;
                        tls::x509::verify_chain(chain, parameters);
                    };
                });
            }
}

BOOST_AUTO_TEST_CASE(grows_slowly_with_long_names_of_namesakes)
{
    // Issuers of one long name: each is compared with the others of the path.
    const authority root = make_root("Root");
    verification verify{root.certificate};
    check_growth("long name of namesakes", smallest / 8, [&](std::size_t size) {
        auto description = ca_named("");
        set_subject(description, repeated(size, [](std::size_t i) {
                        return der::constructed(der::tag::set,
                                                {relative_name(oid::organization_name, numbered("x", i))});
                    }));
        auto first = make_root(description);
        std::vector<certificate> chain{first.issue(server_named("www.example.com")), first.certificate};
        auto issuer = first;
        for (int i = 0; i < 12; ++i) {
            issuer = issuer.delegate(description);
            chain.push_back(issuer.certificate);
        }
        chain.push_back(issuer.issue(description, first.key.public_part));
        return [chain, parameters = verify.parameters] { tls::x509::verify_chain(chain, parameters); };
    });
}

BOOST_AUTO_TEST_CASE(grows_slowly_when_printed_or_matched)
{
    for (const auto& list : long_lists()) {
        check_growth(std::string("text of ") + list.what, smallest, [&](std::size_t size) {
            return [c = chains.make(list, size, true, false).front()] {
                tls::x509::to_text(c);
                tls::x509::to_line(c);
            };
        });
        check_growth(std::string("match of ") + list.what, smallest, [&](std::size_t size) {
            return [c = chains.make(list, size, true, false).front()] {
                tls::x509::matches_host(c, "www.example.com");
                tls::x509::matches_host(c, "192.0.2.1");
                c.subject().common_name();
            };
        });
    }
}

BOOST_AUTO_TEST_CASE(grows_slowly_in_certificate_requests)
{
    const auto key = tls::x509::generate_private_key(tls::key_type::ed25519);
    for (const auto& list : long_lists())
        check_growth(std::string("request for ") + list.what, smallest, [&](std::size_t size) {
            auto description = named("www.example.com");
            list.add(description, size);
            tls::bytes encoded;
            try {
                encoded = tls::to_bytes(tls::x509::make_certificate_request(description, key).der());
            } catch (const boost::system::system_error&) {
                // The parser refuses the request because of a defect.
            }
            return [encoded, description] {
                try {
                    tls::x509::certificate_request::from_der(encoded);
                } catch (const boost::system::system_error&) {
                }
            };
        });
}

BOOST_AUTO_TEST_SUITE_END()
