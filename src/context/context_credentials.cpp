// Certificates and keys from files and memory.

#include "context/context_state.hpp"

#include "crypto/diffie_hellman.hpp"
#include "x509/certificate/certificates_pem.hpp"
#include "x509/certificate/public_key.hpp"
#include "x509/der/der_reader.hpp"
#include "x509/der/pem_reader.hpp"
#include "x509/keys/private_key.hpp"

#include <tls/configuration.hpp>
#include <tls/credential.hpp>
#include <tls/x509/pem.hpp>
#include <tls/x509/pkcs12.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>

namespace tls {

namespace {

[[noreturn]] void fail(error::reason reason, const std::string& where)
{
    throw boost::system::system_error(make_error_code(reason), where);
}

void check_format(context_base::file_format format, const char* where)
{
    if (format != context_base::asn1 && format != context_base::pem)
        throw boost::system::system_error(boost::asio::error::invalid_argument, where);
}

x509::certificate read_certificate(byte_view data, context_base::file_format format)
{
    check_format(format, "use_certificate: the format must be asn1 or pem");
    if (format == context_base::asn1)
        return x509::certificate::from_der(x509::der::without_trailing_bytes(data));
    return x509::read_first_certificate_pem(as_text(data));
}

private_key read_key(byte_view data, context_base::file_format format, const x509::password_callback& ask,
                     const registry& algorithms)
{
    check_format(format, "use_private_key: the format must be asn1 or pem");
    return format == context_base::asn1 ? x509::read_private_key_der(data, ask, algorithms)
                                        : x509::read_private_key_pem(as_text(data), ask, algorithms);
}

private_key read_rsa_key(byte_view data, context_base::file_format format, const x509::password_callback& ask,
                         const registry& algorithms)
{
    auto key = read_key(data, format, ask, algorithms);
    if (key.public_part.type != key_type::rsa)
        fail(error::reason::unsupported_key_type, "use_rsa_private_key");
    return key;
}

/// Reads the first DHParameter (PKCS #3: prime, generator, and optionally the length of private values) or
/// DomainParameters (X9.42, RFC 3279 section 2.3.3: prime, generator, subgroup order, ...) of a PEM text.
dh_parameters read_dh_parameters(byte_view data)
{
    auto is_readable = [](std::string_view label) {
        return label == "DH PARAMETERS" || label == "X9.42 DH PARAMETERS";
    };
    x509::pem_reader reader(as_text(data));
    auto block = reader.next();
    while (block && !is_readable(block->label))
        block = reader.next();
    if (!block)
        fail(error::reason::no_start_line, "use_tmp_dh: no DH PARAMETERS in the PEM text");
    dh_parameters parameters;
    try {
        auto sequence = x509::der::only_sequence(x509::der::without_trailing_bytes(block->content));
        parameters.prime = to_bytes(sequence.unsigned_integer());
        parameters.generator = to_bytes(sequence.unsigned_integer());
    } catch (const x509::der::error&) {
        fail(error::reason::bad_dh_value, "use_tmp_dh");
    }
    if (bits_of(parameters) < default_min_dh_bits)
        fail(error::reason::dh_key_too_small, "use_tmp_dh");
    if (!is_acceptable(parameters))
        fail(error::reason::bad_dh_value, "use_tmp_dh");
    return parameters;
}

/// Returns whether both are the same RSA key, which the certificate restricts to PSS and the key's file labels as plain
/// RSA.
bool is_pss_form(const public_key& certified, const public_key& key)
{
    return certified.type == key_type::rsa_pss && key.type == key_type::rsa && certified.modulus == key.modulus;
}

/// OpenSSL keeps one certificate for each kind of key, and one for all elliptic curves of ECDSA. A server prefers them
/// in this order, that of OpenSSL's signature algorithms.
enum class certificate_slot { ecdsa, ed25519, rsa_pss, rsa, dsa, dh };

certificate_slot slot_of(key_type type) noexcept
{
    switch (type) {
    case key_type::ed25519:
        return certificate_slot::ed25519;
    case key_type::rsa_pss:
        return certificate_slot::rsa_pss;
    case key_type::rsa:
        return certificate_slot::rsa;
    case key_type::dsa:
        return certificate_slot::dsa;
    case key_type::dh:
        return certificate_slot::dh;
    default:
        return certificate_slot::ecdsa;
    }
}

std::vector<x509::certificate> joined(const x509::certificate& leaf, const std::vector<x509::certificate>& rest)
{
    std::vector<x509::certificate> chain{leaf};
    chain.insert(chain.end(), rest.begin(), rest.end());
    return chain;
}

} // namespace

/// Returns the password callback, which must be called without the lock because it may use the context.
x509::password_callback context::state::password_for_reading() const
{
    std::lock_guard lock(mutex);
    if (!password)
        return {};
    return [ask = password](std::size_t max_length) { return ask(max_length, for_reading); };
}

/// Creates a credential if chain and key are both set. It replaces the one in the same slot.
void context::state::complete_credential(key_type type)
{
    auto& waiting = incomplete[type];
    if (waiting.chain.empty() || !waiting.key)
        return;
    const bool single = waiting.chain.size() == 1;
    const auto chain = single ? joined(waiting.chain.front(), extra_chain) : waiting.chain;
    auto made = std::make_shared<const credential>(chain, *waiting.key, current->algorithms);
    if (single)
        single_certificates.insert_or_assign(type, single_certificate{chain.front(), *waiting.key, made});
    else
        single_certificates.erase(type);
    replace_credential(std::move(made));
    incomplete.erase(type);
}

void context::state::replace_credential(std::shared_ptr<const credential> made)
{
    change([&](configuration& c) {
        auto& all = c.authentication.credentials;
        const auto slot = slot_of(made->type());
        // Raw public keys came from add_credential and are in no slot.
        const auto same =
            std::ranges::find_if(all, [&](auto& old) { return !old->chain().empty() && slot_of(old->type()) == slot; });
        if (same != all.end())
            *same = std::move(made);
        else
            all.insert(std::ranges::find_if(all, [&](auto& old) { return slot < slot_of(old->type()); }),
                       std::move(made));
    });
}

void context::state::add_chain_certificate(x509::certificate added)
{
    std::lock_guard lock(mutex);
    auto longer = extra_chain;
    longer.push_back(std::move(added));
    change([&](configuration& c) {
        for (auto& [type, single] : single_certificates) {
            const auto present = std::ranges::find(c.authentication.credentials, single.made);
            if (present == c.authentication.credentials.end())
                continue; // replaced since
            single.made = std::make_shared<const credential>(joined(single.leaf, longer), single.key, c.algorithms);
            *present = single.made;
        }
    });
    extra_chain = std::move(longer);
}

void context::state::check_private_key() const
{
    std::lock_guard lock(mutex);
    for (const auto& [type, waiting] : incomplete)
        fail(waiting.key ? error::reason::no_certificate_assigned : error::reason::no_private_key_assigned,
             "check_private_key");
    if (current->authentication.credentials.empty())
        fail(error::reason::no_certificate_assigned, "check_private_key");
}

void context::state::use_pkcs12(byte_view data, std::string_view given_password)
{
    std::shared_ptr<const registry> algorithms;
    {
        std::lock_guard lock(mutex);
        algorithms = current->algorithms;
    }
    auto content = x509::read_pkcs12(data, given_password, *algorithms);
    if (!content.key)
        fail(error::reason::no_private_key_assigned, "use_pkcs12");
    if (content.chain.empty())
        fail(error::reason::no_certificate_found, "use_pkcs12");
    auto made = std::make_shared<const credential>(std::move(content.chain), std::move(*content.key), algorithms);
    std::lock_guard lock(mutex);
    replace_credential(std::move(made));
}

void context::state::use_chain(std::vector<x509::certificate> chain)
{
    auto key = chain.front().key();
    if (!key)
        fail(error::reason::unsupported_key_type,
             "use_certificate: the certificate has " +
                 x509::describe_unsupported_key(chain.front().subject_public_key_info()));
    std::lock_guard lock(mutex);
    auto before = incomplete;
    try {
        auto rsa = incomplete.find(key_type::rsa);
        if (rsa != incomplete.end() && rsa->second.key && is_pss_form(*key, rsa->second.key->public_part)) {
            rsa->second.key->public_part.type = key_type::rsa_pss;
            incomplete[key_type::rsa_pss] = std::move(rsa->second);
            incomplete.erase(rsa);
        }
        // The only incomplete credential is a key of another type: it cannot be the certificate's.
        if (!incomplete.contains(key->type) && incomplete.size() == 1 && incomplete.begin()->second.key)
            fail(error::reason::key_values_mismatch, "use_certificate");
        incomplete[key->type].chain = std::move(chain);
        complete_credential(key->type);
    } catch (...) {
        incomplete = std::move(before);
        throw;
    }
}

void context::state::use_key(private_key key)
{
    std::lock_guard lock(mutex);
    auto& type = key.public_part.type;
    auto pss = incomplete.find(key_type::rsa_pss);
    if (pss != incomplete.end() && !pss->second.chain.empty() &&
        is_pss_form(*pss->second.chain.front().key(), key.public_part))
        type = key_type::rsa_pss;
    // The only incomplete credential is a certificate of another key type: the key cannot belong to it.
    if (!incomplete.contains(type) && incomplete.size() == 1 && !incomplete.begin()->second.key)
        fail(error::reason::key_values_mismatch, "use_private_key");
    auto before = incomplete;
    try {
        incomplete[type].key = key;
        complete_credential(type);
    } catch (...) {
        incomplete = std::move(before);
        throw;
    }
}

void context::use_certificate(const const_buffer& data, file_format format)
{
    state_->use_chain({read_certificate(detail::view_of(data), format)});
}

void context::use_certificate(const const_buffer& data, file_format format, error_code& error)
{
    detail::reporting(error, [&] { use_certificate(data, format); });
}

void context::use_certificate_file(const std::string& path, file_format format)
{
    state_->use_chain({read_certificate(detail::read_file(path), format)});
}

void context::use_certificate_file(const std::string& path, file_format format, error_code& error)
{
    detail::reporting(error, [&] { use_certificate_file(path, format); });
}

void context::use_certificate_chain(const const_buffer& data)
{
    state_->use_chain(x509::read_certificates_pem(as_text(detail::view_of(data))));
}

void context::use_certificate_chain(const const_buffer& data, error_code& error)
{
    detail::reporting(error, [&] { use_certificate_chain(data); });
}

void context::use_certificate_chain_file(const std::string& path)
{
    state_->use_chain(x509::read_certificates_pem(as_text(detail::read_file(path))));
}

void context::use_certificate_chain_file(const std::string& path, error_code& error)
{
    detail::reporting(error, [&] { use_certificate_chain_file(path); });
}

void context::use_private_key(const const_buffer& data, file_format format)
{
    state_->use_key(read_key(detail::view_of(data), format, state_->password_for_reading(), *snapshot()->algorithms));
}

void context::use_private_key(const const_buffer& data, file_format format, error_code& error)
{
    detail::reporting(error, [&] { use_private_key(data, format); });
}

void context::use_private_key_file(const std::string& path, file_format format)
{
    state_->use_key(read_key(detail::read_file(path), format, state_->password_for_reading(), *snapshot()->algorithms));
}

void context::use_private_key_file(const std::string& path, file_format format, error_code& error)
{
    detail::reporting(error, [&] { use_private_key_file(path, format); });
}

void context::use_rsa_private_key(const const_buffer& data, file_format format)
{
    state_->use_key(
        read_rsa_key(detail::view_of(data), format, state_->password_for_reading(), *snapshot()->algorithms));
}

void context::use_rsa_private_key(const const_buffer& data, file_format format, error_code& error)
{
    detail::reporting(error, [&] { use_rsa_private_key(data, format); });
}

void context::use_rsa_private_key_file(const std::string& path, file_format format)
{
    state_->use_key(
        read_rsa_key(detail::read_file(path), format, state_->password_for_reading(), *snapshot()->algorithms));
}

void context::use_rsa_private_key_file(const std::string& path, file_format format, error_code& error)
{
    detail::reporting(error, [&] { use_rsa_private_key_file(path, format); });
}

void context::use_pkcs12(const const_buffer& data, std::string_view password)
{
    state_->use_pkcs12(detail::view_of(data), password);
}

void context::use_pkcs12(const const_buffer& data, std::string_view password, error_code& error)
{
    detail::reporting(error, [&] { use_pkcs12(data, password); });
}

void context::use_pkcs12_file(const std::string& path)
{
    auto data = detail::read_file(path);
    auto password = x509::ask_for_password(state_->password_for_reading());
    state_->use_pkcs12(data, as_text(password));
}

void context::use_pkcs12_file(const std::string& path, error_code& error)
{
    detail::reporting(error, [&] { use_pkcs12_file(path); });
}

void context::use_pkcs12_file(const std::string& path, std::string_view password)
{
    state_->use_pkcs12(detail::read_file(path), password);
}

void context::use_pkcs12_file(const std::string& path, std::string_view password, error_code& error)
{
    detail::reporting(error, [&] { use_pkcs12_file(path, password); });
}

void context::use_tmp_dh(const const_buffer& data)
{
    update([parameters = read_dh_parameters(detail::view_of(data))](configuration& c) { c.tls12.dh = parameters; });
}

void context::use_tmp_dh(const const_buffer& data, error_code& error)
{
    detail::reporting(error, [&] { use_tmp_dh(data); });
}

void context::use_tmp_dh_file(const std::string& path)
{
    update([parameters = read_dh_parameters(detail::read_file(path))](configuration& c) { c.tls12.dh = parameters; });
}

void context::use_tmp_dh_file(const std::string& path, error_code& error)
{
    detail::reporting(error, [&] { use_tmp_dh_file(path); });
}

void context::set_password_callback(password_callback callback)
{
    std::lock_guard lock(state_->mutex);
    state_->password = std::move(callback);
}

void context::set_password_callback(password_callback callback, error_code& error)
{
    set_password_callback(std::move(callback));
    error = {};
}

void context::add_credential(std::shared_ptr<const credential> added)
{
    if (added == nullptr)
        throw boost::system::system_error(boost::asio::error::invalid_argument,
                                          "add_credential: the credential must not be null");
    update([&](configuration& c) { c.authentication.credentials.push_back(std::move(added)); });
}

void context::set_credentials(std::vector<std::shared_ptr<const credential>> all)
{
    if (std::ranges::count(all, nullptr) != 0)
        throw boost::system::system_error(boost::asio::error::invalid_argument,
                                          "set_credentials: a credential must not be null");
    std::lock_guard lock(state_->mutex);
    state_->change([&](configuration& c) { c.authentication.credentials = std::move(all); });
    state_->incomplete.clear();
    state_->single_certificates.clear();
    state_->extra_chain.clear();
}

void context::clear_credentials()
{
    set_credentials({});
}

} // namespace tls
