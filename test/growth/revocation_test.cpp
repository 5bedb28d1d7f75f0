// CRLs and OCSP responses with long lists.

#include "growth/growth.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/object_identifiers.hpp"
#include "x509/pki.hpp"

#include <tls/verify_context.hpp>
#include <tls/x509/crl.hpp>
#include <tls/x509/ocsp.hpp>

namespace revocation_test {

namespace der = tls::x509::der;
namespace oid = tls::x509::oid;
using namespace tls::test;

namespace {

constexpr std::size_t smallest = 24 * 1024;

using item = std::function<der::encoding(std::size_t)>;

der::encoding repeated(std::size_t size, const item& make)
{
    der::encoding all;
    for (std::size_t i = 0; all.size() < size; ++i) {
        const auto next = make(i);
        all.insert(all.end(), next.begin(), next.end());
    }
    return all;
}

der::encoding extension(std::size_t i)
{
    return der::sequence({der::object_identifier("1.2.3." + std::to_string(i)), der::octet_string({})});
}

der::encoding generalized_time(std::string_view text)
{
    return der::element_of(der::tag::generalized_time, tls::as_bytes(text));
}

der::encoding copy_of(tls::byte_view data)
{
    return {data.begin(), data.end()};
}

constexpr auto explicit_0 = der::tag::context_constructed(0), explicit_1 = der::tag::context_constructed(1);

// The parts of an OCSP response that can be long.
struct response_parts {
    der::encoding responses, extensions, certificates;
    der::encoding responder =
        der::constructed(der::tag::context_constructed(2), {der::octet_string(tls::bytes(20, 1))});

    tls::bytes encoded() const
    {
        const auto data = der::sequence(
            {responder, generalized_time("20260615000000Z"), der::sequence({responses}),
             extensions.empty() ? der::encoding() : der::constructed(explicit_1, {der::sequence({extensions})})});
        const auto basic = der::sequence(
            {data, der::sequence({der::object_identifier(oid::ed25519)}), der::bit_string(tls::bytes(64, 1)),
             certificates.empty() ? der::encoding() : der::constructed(explicit_0, {der::sequence({certificates})})});
        return tls::to_bytes(der::sequence(
            {der::enumerated(0), der::constructed(explicit_0, {der::sequence({der::object_identifier(oid::ocsp_basic),
                                                                              der::octet_string(basic)})})}));
    }
};

der::encoding single_response(tls::byte_view serial_number, const der::encoding& extensions)
{
    const auto id = der::sequence({der::sequence({der::object_identifier("2.16.840.1.101.3.4.2.1")}),
                                   der::octet_string(tls::bytes(32, 1)), der::octet_string(tls::bytes(32, 1)),
                                   der::integer(serial_number)});
    return der::sequence(
        {id, der::element_of(der::tag::context(0), {}), generalized_time("20260615000000Z"),
         extensions.empty() ? der::encoding() : der::constructed(explicit_1, {der::sequence({extensions})})});
}

struct revocation_growth {
    authority root = make_root("Root"), stranger = make_root("Stranger");
    verification verify{root.certificate};

    void check_response(const std::string& what, const std::function<response_parts(std::size_t size)>& parts)
    {
        const auto leaf = root.issue(server_named("www.example.com"));
        verify.parameters.revocation = tls::x509::revocation_policy::if_available;
        for (const auto* issuer : {&root, &stranger}) {
            const auto other = issuer->issue(server_named("www.example.com"));
            check_growth(what, smallest, [&](std::size_t size) {
                auto response = parts(size).encoded();
                auto parameters = verify.parameters;
                parameters.callback = [](bool, tls::verify_context&) { return true; };
                return [response, parameters, chain = std::vector{other, issuer->certificate}]() mutable {
                    parameters.ocsp_response = response;
                    tls::x509::verify_chain(chain, parameters);
                    tls::x509::is_ocsp_response_for(response, chain.front());
                };
            });
        }
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(work_with_revocation, revocation_growth)

BOOST_AUTO_TEST_CASE(grows_slowly_in_ocsp_responses)
{
    check_response("response extensions", [](std::size_t size) {
        response_parts parts;
        parts.extensions = repeated(size, extension);
        return parts;
    });
    check_response("extensions of a single response", [](std::size_t size) {
        response_parts parts;
        parts.responses = single_response(tls::bytes{1}, repeated(size, extension));
        return parts;
    });
    check_response("single responses", [](std::size_t size) {
        response_parts parts;
        parts.responses = repeated(size, [](std::size_t) { return single_response(tls::bytes{1}, {}); });
        return parts;
    });
    check_response("certificates", [this](std::size_t size) {
        response_parts parts;
        auto description = named("");
        description.subject_der = tls::to_bytes(der::sequence({repeated(size / 8, [](std::size_t i) {
            return der::constructed(der::tag::set, {der::sequence({der::object_identifier(oid::organization_name),
                                                                   der::utf8_string("x" + std::to_string(i))})});
        })}));
        description.extended_key_usage = {std::string(oid::ocsp_signing)};
        const auto responder = stranger.issue(description);
        parts.responder = der::constructed(explicit_1, {copy_of(responder.subject().der())});
        parts.certificates = repeated(size, [&](std::size_t) { return copy_of(responder.der()); });
        return parts;
    });
}

// The leaf's CertID many times, with an issuer whose name is long.
BOOST_AUTO_TEST_CASE(grows_slowly_with_cert_ids_of_the_certificate)
{
    check_growth("CertIDs", smallest / 2, [&](std::size_t size) {
        auto description = ca_named("");
        description.subject_der = tls::to_bytes(der::sequence({repeated(size, [](std::size_t i) {
            return der::constructed(der::tag::set, {der::sequence({der::object_identifier(oid::organization_name),
                                                                   der::utf8_string("x" + std::to_string(i))})});
        })}));
        const auto issuer = make_root(description);
        const auto leaf = issuer.issue(server_named("www.example.com"));
        response_parts parts;
        for (std::size_t i = 0; i < size / 512 && i < 256; ++i)
            parts.responses = der::concatenation({parts.responses, single_response(leaf.serial_number(), {})});
        return [response = parts.encoded(), leaf, issuer = issuer.certificate, parameters = verify.parameters] {
            tls::x509::check_ocsp_response(response, leaf, issuer, parameters);
        };
    });
}

BOOST_AUTO_TEST_CASE(grows_slowly_in_crls)
{
    const auto algorithm = der::sequence({der::object_identifier(oid::ed25519)});
    auto list_of = [&](const der::encoding& entries, const der::encoding& extensions) {
        const auto tbs = der::sequence(
            {der::small_integer(1), algorithm, copy_of(root.certificate.subject().der()),
             generalized_time("20260601000000Z"), generalized_time("20260701000000Z"),
             entries.empty() ? der::encoding() : der::sequence({entries}),
             extensions.empty() ? der::encoding() : der::constructed(explicit_0, {der::sequence({extensions})})});
        return der::sequence({tbs, algorithm, der::bit_string(tls::bytes(64, 1))});
    };
    auto entry = [](std::size_t i, const der::encoding& extensions) {
        return der::sequence({der::small_integer(static_cast<std::uint32_t>(i)), generalized_time("20260601000000Z"),
                              extensions.empty() ? der::encoding() : der::sequence({extensions})});
    };
    auto check = [&](const char* what, const std::function<der::encoding(std::size_t size)>& list) {
        check_growth(what, smallest, [&](std::size_t size) {
            return [list = list(size)] {
                const auto parsed = tls::x509::crl::from_der(list);
                parsed.find(tls::bytes{1});
            };
        });
    };
    check("entries",
          [&](std::size_t size) { return list_of(repeated(size, [&](std::size_t i) { return entry(i, {}); }), {}); });
    check("entries of one certificate",
          [&](std::size_t size) { return list_of(repeated(size, [&](std::size_t) { return entry(1, {}); }), {}); });
    check("entries in descending order", [&](std::size_t size) {
        return list_of(repeated(size, [&](std::size_t i) { return entry(1'000'000 - i, {}); }), {});
    });
    check("entry extensions", [&](std::size_t size) { return list_of(entry(1, repeated(size, extension)), {}); });
    check("list extensions", [&](std::size_t size) { return list_of({}, repeated(size, extension)); });
    check("distribution point names", [&](std::size_t size) {
        const auto names = repeated(size, [](std::size_t i) {
            return der::element_of(der::tag::context(6), tls::as_bytes("http://example.com/" + std::to_string(i)));
        });
        const auto point = der::constructed(explicit_0, {der::constructed(explicit_0, {names})});
        return list_of({}, der::sequence({der::object_identifier(oid::issuing_distribution_point), der::boolean(true),
                                          der::octet_string(der::sequence({point}))}));
    });
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace revocation_test
