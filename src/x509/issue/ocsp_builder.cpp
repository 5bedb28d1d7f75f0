// Encodes OCSP requests and responses (RFC 6960 sections 4.1.1 and 4.2.1).

#include "x509/der/object_identifiers.hpp"
#include "x509/der/time.hpp"
#include "x509/issue/extension_writer.hpp"
#include "x509/issue/object_signer.hpp"
#include "x509/revocation/ocsp_cert_id.hpp"

#include <tls/x509/ocsp.hpp>

#include <stdexcept>

namespace tls::x509 {

namespace {

bytes to_plain(const der::encoding& encoding)
{
    return {encoding.begin(), encoding.end()};
}

der::encoding explicit_element(unsigned tag, const der::encoding& inner)
{
    return der::constructed(der::tag::context_constructed(tag), {inner});
}

der::encoding write_cert_status(certificate_status status, const revocation& revoked)
{
    if (status == certificate_status::good)
        return der::element_of(der::tag::context(0), {});
    if (status == certificate_status::unknown)
        return der::element_of(der::tag::context(2), {});
    der::encoding reason;
    if (revoked.reason != revocation_reason::unspecified)
        reason = explicit_element(0, der::enumerated(static_cast<std::uint8_t>(revoked.reason)));
    return der::constructed(der::tag::context_constructed(1), {write_generalized_time(revoked.date), reason});
}

der::encoding write_single_response(const ocsp_response_template& description, const certificate& subject,
                                    certificate_status status, const certificate& issuer, const registry& algorithms)
{
    return der::sequence(
        {write_cert_id(subject, issuer, description.cert_id_hash, algorithms),
         write_cert_status(status, description.revoked), write_generalized_time(description.this_update),
         description.next_update ? explicit_element(0, write_generalized_time(*description.next_update))
                                 : der::encoding()});
}

der::encoding write_responder_id(const ocsp_response_template& description, const certificate& responder,
                                 const registry& algorithms)
{
    if (description.responder_by_key)
        return explicit_element(2, der::octet_string(hash_key_of(responder, "SHA-1", algorithms)));
    auto name = responder.subject().der();
    return explicit_element(1, der::encoding(name.begin(), name.end()));
}

der::encoding write_extensions(const std::vector<bytes>& extensions)
{
    der::encoding all;
    for (const auto& extension : extensions)
        all.insert(all.end(), extension.begin(), extension.end());
    return all.empty() ? all : explicit_element(1, der::sequence({all}));
}

// BasicOCSPResponse.
der::encoding write_basic(const ocsp_response_template& description, const certificate& subject,
                          const certificate& issuer, const certificate& responder, const object_signer& signer,
                          random_source& random, const registry& algorithms)
{
    der::encoding responses;
    for (const auto& other : description.others) {
        auto written = write_single_response(description, other.subject, other.status, issuer, algorithms);
        responses.insert(responses.end(), written.begin(), written.end());
    }
    responses = der::concatenation(
        {responses, write_single_response(description, subject, description.status, issuer, algorithms)});
    auto data = der::sequence({write_responder_id(description, responder, algorithms),
                               write_generalized_time(description.produced_at), der::sequence({responses}),
                               write_extensions(description.extra_extensions)});
    der::encoding certificates;
    if (!(responder == issuer))
        certificates = explicit_element(0, der::element_of(der::tag::sequence, responder.der()));
    return der::sequence({data, signer.algorithm(), signer.signature(data, random), certificates});
}

} // namespace

bytes make_ocsp_request(const certificate& subject, const certificate& issuer, const registry& algorithms)
{
    auto request = der::sequence({write_cert_id(subject, issuer, "SHA-1", algorithms)});
    return to_plain(der::sequence({der::sequence({der::sequence({request})})}));
}

bytes issue_ocsp_response(const ocsp_response_template& description, const certificate& subject,
                          const certificate& issuer, const certificate& responder, const private_key& responder_key,
                          random_source& random, const registry& algorithms)
try {
    constexpr std::uint8_t successful = 0;
    object_signer signer(description.signature_scheme, responder_key, algorithms);
    auto basic = write_basic(description, subject, issuer, responder, signer, random, algorithms);
    return to_plain(der::sequence(
        {der::enumerated(successful),
         explicit_element(0, der::sequence({der::object_identifier(oid::ocsp_basic), der::octet_string(basic)}))}));
} catch (const der::error& e) {
    throw std::invalid_argument(e.what());
}

} // namespace tls::x509
