// Certificates, keys and anchors from files and memory.

#include "context/context_state.hpp"

#include <tls/x509/pem.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tls {

namespace detail {

secure_bytes read_file(const std::string& path)
{
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    secure_bytes content((std::istreambuf_iterator<char>(file)), {});
    if (!file.is_open() || file.bad())
        throw boost::system::system_error(errno != 0 ? errno : EIO, boost::system::system_category(), path);
    return content;
}

} // namespace detail

namespace {

byte_view view_of(const boost::asio::const_buffer& buffer) noexcept
{
    return {static_cast<const std::uint8_t*>(buffer.data()), buffer.size()};
}

[[noreturn]] void fail(error::reason reason, const char* where)
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
    check_format(format, "use_certificate");
    if (format == context_base::asn1)
        return x509::certificate::from_der(data);
    return x509::read_certificates_pem(as_text(data)).front();
}

private_key read_key(byte_view data, context_base::file_format format, const registry& algorithms)
{
    check_format(format, "use_private_key");
    return format == context_base::asn1 ? x509::read_private_key_der(data, algorithms)
                                        : x509::read_private_key_pem(as_text(data), algorithms);
}

private_key read_rsa_key(byte_view data, context_base::file_format format, const registry& algorithms)
{
    auto key = read_key(data, format, algorithms);
    if (key.public_part.type != key_type::rsa)
        fail(error::reason::unsupported_key_type, "use_rsa_private_key");
    return key;
}

void check_dh_parameters(byte_view data)
{
    auto blocks = x509::read_pem(as_text(data));
    if (std::ranges::find(blocks, "DH PARAMETERS", &x509::pem_block::label) == blocks.end())
        fail(error::reason::no_start_line, "use_tmp_dh");
}

/// A copy of the anchors that stand, to add to.
x509::trust_store copy_of_anchors(const context& c)
{
    return *c.snapshot()->anchors;
}

void add_anchors_of_directory(x509::trust_store& store, const std::string& path)
{
    std::error_code error;
    std::filesystem::directory_iterator entries(path, error);
    if (error)
        throw boost::system::system_error(error.value(), boost::system::system_category(), path);
    for (auto& entry : entries) {
        // A directory of anchors has other files too: what is no certificate is passed over.
        try {
            if (entry.is_regular_file(error))
                store.add_pem(as_text(detail::read_file(entry.path().string())));
        } catch (const boost::system::system_error&) {
        }
    }
}

const char* environment(const char* name)
{
    auto* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : nullptr;
}

} // namespace

/// Makes a credential of a chain and a key that belong together; it replaces the one of the same kind.
void context::state::complete_credential(key_type type)
{
    auto& waiting = incomplete[type];
    if (waiting.chain.empty() || !waiting.key)
        return;
    auto made = std::make_shared<const credential>(waiting.chain, *waiting.key, current->algorithms);
    change([&](configuration& c) {
        auto same = std::ranges::find(c.credentials, type, [](auto& old) { return old->type(); });
        if (same == c.credentials.end())
            c.credentials.push_back(made);
        else
            *same = made;
    });
    incomplete.erase(type);
}

void context::state::use_chain(std::vector<x509::certificate> chain)
{
    auto& key = chain.front().key();
    if (!key)
        fail(error::reason::unsupported_key_type, "use_certificate");
    std::lock_guard lock(mutex);
    auto before = incomplete;
    try {
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
    auto type = key.public_part.type;
    // An RSA-PSS certificate may come with a key that is labelled as plain RSA.
    if (type == key_type::rsa && !incomplete.contains(type) && incomplete.contains(key_type::rsa_pss))
        type = key.public_part.type = key_type::rsa_pss;
    // A certificate of another kind that waits alone says that the key is not its.
    if (!incomplete.contains(type) && incomplete.size() == 1 && !incomplete.begin()->second.key)
        fail(error::reason::key_values_mismatch, "use_private_key");
    auto before = incomplete;
    try {
        incomplete[type].key = std::move(key);
        complete_credential(type);
    } catch (...) {
        incomplete = std::move(before);
        throw;
    }
}

void context::use_certificate(const const_buffer& data, file_format format)
{
    state_->use_chain({read_certificate(view_of(data), format)});
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
    state_->use_chain(x509::read_certificates_pem(as_text(view_of(data))));
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
    state_->use_key(read_key(view_of(data), format, *snapshot()->algorithms));
}

void context::use_private_key(const const_buffer& data, file_format format, error_code& error)
{
    detail::reporting(error, [&] { use_private_key(data, format); });
}

void context::use_private_key_file(const std::string& path, file_format format)
{
    state_->use_key(read_key(detail::read_file(path), format, *snapshot()->algorithms));
}

void context::use_private_key_file(const std::string& path, file_format format, error_code& error)
{
    detail::reporting(error, [&] { use_private_key_file(path, format); });
}

void context::use_rsa_private_key(const const_buffer& data, file_format format)
{
    state_->use_key(read_rsa_key(view_of(data), format, *snapshot()->algorithms));
}

void context::use_rsa_private_key(const const_buffer& data, file_format format, error_code& error)
{
    detail::reporting(error, [&] { use_rsa_private_key(data, format); });
}

void context::use_rsa_private_key_file(const std::string& path, file_format format)
{
    state_->use_key(read_rsa_key(detail::read_file(path), format, *snapshot()->algorithms));
}

void context::use_rsa_private_key_file(const std::string& path, file_format format, error_code& error)
{
    detail::reporting(error, [&] { use_rsa_private_key_file(path, format); });
}

void context::use_tmp_dh(const const_buffer& data)
{
    check_dh_parameters(view_of(data));
}

void context::use_tmp_dh(const const_buffer& data, error_code& error)
{
    detail::reporting(error, [&] { use_tmp_dh(data); });
}

void context::use_tmp_dh_file(const std::string& path)
{
    check_dh_parameters(detail::read_file(path));
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
        throw boost::system::system_error(boost::asio::error::invalid_argument, "add_credential");
    update([&](configuration& c) { c.credentials.push_back(std::move(added)); });
}

void context::clear_credentials()
{
    std::lock_guard lock(state_->mutex);
    state_->incomplete.clear();
    state_->change([](configuration& c) { c.credentials.clear(); });
}

void context::load_verify_file(const std::string& path)
{
    auto store = copy_of_anchors(*this);
    store.add_pem(as_text(detail::read_file(path)));
    update([&](configuration& c) { c.anchors = std::make_shared<x509::trust_store>(std::move(store)); });
}

void context::load_verify_file(const std::string& path, error_code& error)
{
    detail::reporting(error, [&] { load_verify_file(path); });
}

void context::add_verify_path(const std::string& path)
{
    auto store = copy_of_anchors(*this);
    add_anchors_of_directory(store, path);
    update([&](configuration& c) { c.anchors = std::make_shared<x509::trust_store>(std::move(store)); });
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
    auto store = copy_of_anchors(*this);
    store.add_pem(as_text(view_of(data)));
    update([&](configuration& c) { c.anchors = std::make_shared<x509::trust_store>(std::move(store)); });
}

void context::add_certificate_authority(const const_buffer& data, error_code& error)
{
    detail::reporting(error, [&] { add_certificate_authority(data); });
}

} // namespace tls
