// Trust anchors from files, directories and memory, and the system's.

#include "context/context_state.hpp"

#include "x509/der/der_reader.hpp"
#include "x509/der/pem_reader.hpp"

#include <tls/configuration.hpp>
#include <tls/error.hpp>
#include <tls/x509/trust_store.hpp>

namespace tls {

namespace {

void add_anchors(configuration& config, const x509::trust_store& added)
{
    auto store = std::make_shared<x509::trust_store>(*config.verification.anchors);
    store->add(added);
    config.verification.anchors = std::move(store);
}

/// Adds anchors that have been read already. It holds the context's lock, so that no concurrent addition is lost.
void add_anchors(context& c, const x509::trust_store& added)
{
    c.update([&](configuration& config) { add_anchors(config, added); });
}

x509::trust_store read_anchors(std::string_view pem, const std::string& source)
{
    x509::trust_store store;
    store.add_pem(pem, source);
    return store;
}

/// Returns the CRLs of a PEM text. Ignores malformed blocks: the reader of the text's certificates reports them. Throws
/// boost::system::system_error if a CRL does not parse.
std::vector<x509::crl> read_crls(std::string_view pem)
{
    std::vector<x509::crl> lists;
    for (x509::pem_reader reader(pem);;) {
        try {
            const auto block = reader.next();
            if (!block)
                return lists;
            if (block->label != "X509 CRL")
                continue;
            lists.push_back(x509::crl::from_der(x509::der::without_trailing_bytes(block->content)));
        } catch (const boost::system::system_error& e) {
            if (e.code() != make_error_code(error::reason::bad_base64))
                throw;
        }
    }
}

} // namespace

// As in asio::ssl, the file may also contain CRLs, or nothing else. OpenSSL loads them (X509_load_cert_crl_file) and
// uses them if the program turns on checks of revocation.
void context::load_verify_file(const std::string& path)
{
    const auto content = detail::read_file(path);
    auto lists = read_crls(as_text(content));
    x509::trust_store anchors;
    try {
        anchors = read_anchors(as_text(content), path);
    } catch (const boost::system::system_error& e) {
        const bool has_no_anchor = e.code() == make_error_code(error::reason::no_start_line);
        if (lists.empty() || !has_no_anchor)
            throw;
    }
    update([&](configuration& c) {
        add_anchors(c, anchors);
        if (!lists.empty())
            detail::add_crls(c, std::move(lists));
    });
}

void context::load_verify_file(const std::string& path, error_code& error)
{
    detail::reporting(error, [&] { load_verify_file(path); });
}

// Reads only files named by the hash of their subject, although reading every certificate in the directory would be
// easy: programs written for asio::ssl may rely on files with other names not being trusted.
void context::add_verify_path(const std::string& path)
{
    x509::trust_store store;
    store.add_hashed_directory(path);
    add_anchors(*this, store);
}

void context::add_verify_path(const std::string& path, error_code& error)
{
    detail::reporting(error, [&] { add_verify_path(path); });
}

void context::set_default_verify_paths()
{
    add_anchors(*this, *x509::trust_store::system());
}

void context::set_default_verify_paths(error_code& error)
{
    detail::reporting(error, [&] { set_default_verify_paths(); });
}

void context::add_certificate_authority(const const_buffer& data)
{
    add_anchors(*this, read_anchors({static_cast<const char*>(data.data()), data.size()}, {}));
}

void context::add_certificate_authority(const const_buffer& data, error_code& error)
{
    detail::reporting(error, [&] { add_certificate_authority(data); });
}

std::vector<x509::skipped_certificate> context::skipped_certificates() const
{
    return snapshot()->verification.anchors->skipped();
}

} // namespace tls
