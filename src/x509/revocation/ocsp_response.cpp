#include "x509/revocation/ocsp_response.hpp"

#include "x509/der/object_identifiers.hpp"
#include "x509/der/time.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace tls::x509 {

namespace {

// Most responders answer for one certificate and include one certificate of their own; some answer for a few dozen.
constexpr std::size_t max_response_size = 128 * 1024;
constexpr std::size_t max_single_responses = 256;
constexpr std::size_t max_certificates = 8;

std::uint8_t read_enumerated(der::reader& in)
{
    auto content = in.take(der::tag::enumerated).content;
    if (content.size() != 1 || content[0] >= 0x80)
        throw der::error("malformed ENUMERATED");
    return content[0];
}

time_point read_generalized_time(der::reader& in)
{
    if (!in.next_is(der::tag::generalized_time))
        throw der::error("missing GeneralizedTime");
    return read_time(in);
}

// Returns a critical extension that is not supported; empty if there is none. `in` is at Extensions in an explicit tag.
// RFC 6960 section 4.4: a nonce may come without having been requested, and is ignored. extendedRevoke only gives a
// reason.
std::string read_extensions(der::reader in)
{
    auto extensions = in.sequence();
    in.expect_end();
    std::set<std::string> seen;
    std::string unknown;
    while (!extensions.empty()) {
        auto fields = extensions.sequence();
        auto identifier = fields.object_identifier();
        bool critical = fields.next_is(der::tag::boolean) && fields.boolean();
        fields.octet_string();
        fields.expect_end();
        if (critical && identifier != oid::ocsp_nonce && identifier != oid::ocsp_extended_revoke)
            unknown = identifier;
        if (const auto [place, added] = seen.insert(std::move(identifier)); !added)
            throw der::error("duplicate extension " + *place);
    }
    return unknown;
}

// RevokedInfo.
revocation read_revoked_info(byte_view content)
{
    der::reader fields(content);
    revocation result;
    result.date = read_generalized_time(fields);
    if (fields.next_is(der::tag::context_constructed(0))) {
        auto field = fields.constructed(der::tag::context_constructed(0));
        auto reason = static_cast<revocation_reason>(read_enumerated(field));
        field.expect_end();
        if (to_string(reason).empty())
            throw der::error("unknown CRLReason");
        result.reason = reason;
    }
    fields.expect_end();
    return result;
}

void read_cert_status(der::reader& fields, single_response& result)
{
    auto choice = fields.any();
    if (choice.tag == der::tag::context_constructed(1)) {
        result.status = certificate_status::revoked;
        result.revoked = read_revoked_info(choice.content);
        return;
    }
    bool good = choice.tag == der::tag::context(0);
    if ((!good && choice.tag != der::tag::context(2)) || !choice.content.empty())
        throw der::error("malformed CertStatus");
    result.status = good ? certificate_status::good : certificate_status::unknown;
}

single_response read_single_response(der::reader& in)
{
    auto fields = in.sequence();
    single_response result;
    result.id = read_cert_id(fields);
    read_cert_status(fields, result);
    result.this_update = read_generalized_time(fields);
    if (fields.next_is(der::tag::context_constructed(0))) {
        auto field = fields.constructed(der::tag::context_constructed(0));
        result.next_update = read_generalized_time(field);
        field.expect_end();
    }
    if (fields.next_is(der::tag::context_constructed(1)))
        result.unknown_critical_extension = read_extensions(fields.constructed(der::tag::context_constructed(1)));
    fields.expect_end();
    return result;
}

void read_responder_id(der::reader& fields, basic_ocsp_response& result)
{
    constexpr auto by_name = der::tag::context_constructed(1);
    constexpr auto by_key = der::tag::context_constructed(2);
    auto choice = fields.any();
    der::reader in(choice.content);
    if (choice.tag == by_name)
        result.responder_name = in.take(der::tag::sequence).whole;
    else if (choice.tag == by_key)
        result.responder_key = in.octet_string();
    else
        throw der::error("malformed ResponderID");
    in.expect_end();
}

void read_response_data(byte_view der, basic_ocsp_response& result)
{
    auto fields = der::only_sequence(der);
    // X.690 section 11.5: the default, v1, is not encoded. There is no other version.
    if (fields.next_is(der::tag::context_constructed(0)))
        throw der::error("OCSP response version is not 1");
    read_responder_id(fields, result);
    result.produced_at = read_generalized_time(fields);
    auto responses = fields.sequence();
    while (!responses.empty()) {
        if (result.responses.size() == max_single_responses)
            throw der::error("OCSP response covers too many certificates");
        result.responses.push_back(read_single_response(responses));
    }
    if (fields.next_is(der::tag::context_constructed(1)))
        result.unknown_critical_extension = read_extensions(fields.constructed(der::tag::context_constructed(1)));
    fields.expect_end();
}

basic_ocsp_response read_basic(byte_view der)
{
    auto fields = der::only_sequence(der);
    basic_ocsp_response result;
    result.signature.content = fields.take(der::tag::sequence).whole;
    result.signature.algorithm = fields.take(der::tag::sequence).whole;
    result.signature.signature = fields.octets_in_bit_string();
    if (fields.next_is(der::tag::context_constructed(0))) {
        auto field = fields.constructed(der::tag::context_constructed(0));
        auto certificates = field.sequence();
        field.expect_end();
        while (!certificates.empty()) {
            if (result.certificates.size() == max_certificates)
                throw der::error("too many certificates in an OCSP response");
            result.certificates.push_back(certificates.take(der::tag::sequence).whole);
        }
    }
    fields.expect_end();
    read_response_data(result.signature.content, result);
    return result;
}

} // namespace

std::string_view ocsp_status_name(std::uint8_t status) noexcept
{
    // RFC 6960 section 4.2.1; 4 is not used.
    constexpr std::array<std::string_view, 7> names{"", "malformedRequest", "internalError", "tryLater",
                                                    "", "sigRequired",      "unauthorized"};
    return status < names.size() ? names[status] : std::string_view();
}

ocsp_response read_ocsp_response(byte_view der)
{
    if (der.size() > max_response_size)
        throw der::error("OCSP response too large");
    auto fields = der::only_sequence(der);
    ocsp_response result;
    result.status = read_enumerated(fields);
    // RFC 6960 section 4.2.1: responseBytes are not set if the status is one of the error conditions.
    if (result.status != 0) {
        fields.expect_end();
        return result;
    }
    auto field = fields.constructed(der::tag::context_constructed(0));
    fields.expect_end();
    auto response_bytes = field.sequence();
    field.expect_end();
    if (response_bytes.object_identifier() != oid::ocsp_basic)
        throw der::error("unknown OCSP response type");
    auto basic = response_bytes.octet_string();
    response_bytes.expect_end();
    result.basic = read_basic(basic);
    return result;
}

bool is_ocsp_response_for(byte_view response, const certificate& subject)
try {
    cert_id_matcher matcher(subject, *registry::standard());
    return std::ranges::any_of(read_ocsp_response(response).basic.responses,
                               [&](const single_response& single) { return matcher.names_subject(single.id); });
} catch (const der::error&) {
    return false;
}

} // namespace tls::x509
