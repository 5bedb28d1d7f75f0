// Verification of peers' chains: rules, revocation, and intermediate certificates.

#include "context/context_state.hpp"

#include "x509/der/der_reader.hpp"

#include <tls/configuration.hpp>
#include <tls/credential.hpp>
#include <tls/x509/ocsp.hpp>
#include <tls/x509/pem.hpp>

namespace tls {

namespace {

std::vector<x509::crl> read_crls(byte_view data)
{
    constexpr std::uint8_t der_sequence = 0x30;
    if (!data.empty() && data.front() == der_sequence)
        return {x509::crl::from_der(x509::der::without_trailing_bytes(data))};
    return x509::read_crls_pem(as_text(data));
}

} // namespace

void detail::add_crls(configuration& c, std::vector<x509::crl> lists)
{
    auto& known = c.verification.rules.crls;
    auto store = known ? std::make_shared<x509::crl_store>(*known) : std::make_shared<x509::crl_store>();
    for (auto& list : lists)
        store->add(std::move(list));
    known = std::move(store);
}

void context::set_verify_rules(const tls::verify_rules& rules)
{
    update([&](configuration& c) { c.verification.rules = rules; });
}

tls::verify_rules context::verify_rules() const
{
    return snapshot()->verification.rules;
}

void context::set_verify_profile(x509::profile profile)
{
    update([&](configuration& c) { c.verification.rules.profile = profile; });
}

void context::set_verified_link_cache(std::size_t links)
{
    update([&](configuration& c) {
        c.verification.verified_links = links == 0 ? nullptr : std::make_shared<x509::verified_link_cache>(links);
    });
}

void context::set_revocation_policy(x509::revocation_policy policy)
{
    update([&](configuration& c) { c.verification.rules.revocation = policy; });
}

void context::set_crls(std::shared_ptr<const x509::crl_store> crls)
{
    update([&](configuration& c) { c.verification.rules.crls = std::move(crls); });
}

void context::add_crl(const const_buffer& data)
{
    // Parse before taking the lock: large CRLs take long, and connections are being made meanwhile.
    auto lists = read_crls(detail::view_of(data));
    update([&](configuration& c) { detail::add_crls(c, std::move(lists)); });
}

void context::add_crl(const const_buffer& data, error_code& error)
{
    detail::reporting(error, [&] { add_crl(data); });
}

void context::load_crl_file(const std::string& path)
{
    auto content = detail::read_file(path);
    add_crl(const_buffer(content.data(), content.size()));
}

void context::load_crl_file(const std::string& path, error_code& error)
{
    detail::reporting(error, [&] { load_crl_file(path); });
}

void context::add_intermediate_certificates(const const_buffer& data)
{
    auto certificates = x509::read_certificates_pem(as_text(detail::view_of(data)));
    update([&](configuration& c) {
        c.verification.rules.intermediates.insert(c.verification.rules.intermediates.end(), certificates.begin(),
                                                  certificates.end());
    });
}

void context::add_intermediate_certificates(const const_buffer& data, error_code& error)
{
    detail::reporting(error, [&] { add_intermediate_certificates(data); });
}

void context::staple_ocsp_response(const const_buffer& der)
{
    const auto response = to_bytes(detail::view_of(der));
    bool taken = false;
    for (const auto& credential : snapshot()->authentication.credentials) {
        if (credential->chain().empty() || !x509::is_ocsp_response_for(response, credential->leaf()))
            continue;
        credential->staple_ocsp_response(response);
        taken = true;
    }
    if (!taken)
        throw boost::system::system_error(
            make_error_code(error::reason::no_certificate_found),
            "staple_ocsp_response: the response is not for any certificate of this context");
}

void context::staple_ocsp_response(const const_buffer& der, error_code& error)
{
    detail::reporting(error, [&] { staple_ocsp_response(der); });
}

} // namespace tls
