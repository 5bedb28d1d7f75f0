#include "x509/keys/pkcs12_bags.hpp"

#include "x509/der/object_identifiers.hpp"
#include "x509/der/text.hpp"
#include "x509/keys/private_key.hpp"

#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

namespace tls::x509 {

namespace {

// More than the anchors of any system, and few enough that the search for a chain is never slow.
constexpr std::size_t max_certificates = 1000;
constexpr unsigned max_depth = 8;

// Returns friendlyName (RFC 2985 section 5.5.1) of bagAttributes; empty if there is none or it is unreadable.
std::string read_friendly_name(der::reader& bag)
{
    std::string name;
    auto attributes = bag.optional(der::tag::set);
    if (!attributes)
        return name;
    for (der::reader all(attributes->content); !all.empty();) {
        auto attribute = all.sequence();
        auto type = attribute.object_identifier();
        auto values = attribute.constructed(der::tag::set);
        attribute.expect_end();
        if (type == oid::friendly_name && !values.empty())
            name = to_utf8(values.any()).value_or("");
    }
    return name;
}

// Reads the key in a KeyBag or PKCS8ShroudedKeyBag; the bag's type tells which.
private_key read_key(std::string_view type, byte_view der, const password_forms& password, derivation_budget& budget,
                     const registry& algorithms)
try {
    if (type == oid::pkcs8_shrouded_key_bag)
        return read_encrypted_private_key_info(der, password, budget, algorithms);
    return read_plain_private_key(der, algorithms);
} catch (const der::error& e) {
    throw boost::system::system_error(make_error_code(error::reason::bad_private_key_encoding), e.what());
}

} // namespace

void pkcs12_bags::read_safe_contents(byte_view der, unsigned depth)
{
    if (depth == max_depth)
        throw der::error("bags nested too deeply");
    for (auto bags = der::only_sequence(der); !bags.empty();)
        read_bag(bags.sequence(), depth);
}

void pkcs12_bags::read_bag(der::reader bag, unsigned depth)
{
    auto type = bag.object_identifier();
    auto value = bag.take(der::tag::context_constructed(0)).content;
    auto friendly_name = read_friendly_name(bag);
    bag.expect_end();
    if (type == oid::safe_contents_bag) {
        read_safe_contents(value, depth + 1);
    } else if (type == oid::cert_bag) {
        read_certificate(value, std::move(friendly_name));
    } else if ((type == oid::key_bag || type == oid::pkcs8_shrouded_key_bag) && !key) {
        key = read_key(type, value, password_, budget_, algorithms_);
        key_name = std::move(friendly_name);
    }
}

// CertBag, RFC 7292 section 4.2.3.
void pkcs12_bags::read_certificate(byte_view der, std::string friendly_name)
{
    auto fields = der::only_sequence(der);
    auto type = fields.object_identifier();
    auto value = fields.constructed(der::tag::context_constructed(0));
    fields.expect_end();
    if (type != oid::x509_certificate)
        return;
    auto encoded = value.octet_string();
    value.expect_end();
    if (certificates.size() == max_certificates)
        throw der::error("too many certificates");
    certificates.push_back({certificate::from_der(encoded), std::move(friendly_name)});
}

} // namespace tls::x509
