// Anchors from files, directories and memory, and the system's.

#include "context/context_state.hpp"

#include <tls/x509/pem.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace tls {

namespace {

byte_view view_of(const boost::asio::const_buffer& buffer) noexcept
{
    return {static_cast<const std::uint8_t*>(buffer.data()), buffer.size()};
}

/// What is parsed before is added under the context's lock, so that no concurrent addition is lost.
void add_anchors(context& c, const std::vector<x509::certificate>& anchors)
{
    c.update([&](configuration& config) {
        auto store = std::make_shared<x509::trust_store>(*config.anchors);
        for (auto& anchor : anchors)
            store->add(anchor);
        config.anchors = std::move(store);
    });
}

std::vector<x509::certificate> read_certificates_of_directory(const std::string& path)
{
    std::error_code error;
    std::filesystem::directory_iterator entries(path, error);
    if (error)
        throw boost::system::system_error(error.value(), boost::system::system_category(), path);
    std::vector<x509::certificate> result;
    for (; entries != std::filesystem::directory_iterator(); entries.increment(error)) {
        // A directory of anchors has other files too: what is no certificate is passed over.
        try {
            if (std::error_code unknown; entries->is_regular_file(unknown))
                std::ranges::move(x509::read_certificates_pem(as_text(detail::read_file(entries->path().string()))),
                                  std::back_inserter(result));
        } catch (const boost::system::system_error&) {
        }
    }
    return result;
}

const char* environment(const char* name)
{
    auto* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : nullptr;
}

} // namespace

void context::load_verify_file(const std::string& path)
{
    add_anchors(*this, x509::read_certificates_pem(as_text(detail::read_file(path))));
}

void context::load_verify_file(const std::string& path, error_code& error)
{
    detail::reporting(error, [&] { load_verify_file(path); });
}

void context::add_verify_path(const std::string& path)
{
    add_anchors(*this, read_certificates_of_directory(path));
}

void context::add_verify_path(const std::string& path, error_code& error)
{
    detail::reporting(error, [&] { add_verify_path(path); });
}

void context::set_default_verify_paths()
{
    auto* file = environment("SSL_CERT_FILE");
    auto* directory = environment("SSL_CERT_DIR");
    if (file == nullptr && directory == nullptr)
        file = "/etc/ssl/certs/ca-certificates.crt";
    error_code missing;
    if (file != nullptr)
        load_verify_file(file, missing);
    if (directory != nullptr)
        add_verify_path(directory, missing);
}

void context::set_default_verify_paths(error_code& error)
{
    detail::reporting(error, [&] { set_default_verify_paths(); });
}

void context::add_certificate_authority(const const_buffer& data)
{
    add_anchors(*this, x509::read_certificates_pem(as_text(view_of(data))));
}

void context::add_certificate_authority(const const_buffer& data, error_code& error)
{
    detail::reporting(error, [&] { add_certificate_authority(data); });
}

} // namespace tls
