// Trust anchors from files, directories and memory, and the system's.

#include "context/context_state.hpp"

#include <tls/configuration.hpp>
#include <tls/x509/trust_store.hpp>

namespace tls {

namespace {

/// Adds anchors that have been read already. It holds the context's lock, so that no concurrent addition is lost.
void add_anchors(context& c, const x509::trust_store& added)
{
    c.update([&](configuration& config) {
        auto store = std::make_shared<x509::trust_store>(*config.verification.anchors);
        store->add(added);
        config.verification.anchors = std::move(store);
    });
}

x509::trust_store read_anchors(std::string_view pem, const std::string& source)
{
    x509::trust_store store;
    store.add_pem(pem, source);
    return store;
}

} // namespace

void context::load_verify_file(const std::string& path)
{
    add_anchors(*this, read_anchors(as_text(detail::read_file(path)), path));
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
