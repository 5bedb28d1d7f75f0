#include <tls/stream_settings.hpp>

#include <tls/configuration.hpp>

#include "context/cipher_list.hpp"
#include "context/policies.hpp"
#include "context/preferences.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>

namespace tls {
namespace {

/// Runs `action` and stores the code of a system_error that it throws in `error`.
template <class Action>
void reporting(boost::system::error_code& error, Action&& action)
{
    try {
        error = {};
        action();
    } catch (const boost::system::system_error& e) {
        error = e.code();
    }
}

[[noreturn]] void refuse(const char* what)
{
    throw boost::system::system_error(boost::asio::error::invalid_argument, what);
}

} // namespace

void stream_settings::set_host_name(std::string_view host)
{
    core_->engine.set_host_name(host);
}

void stream_settings::set_server_name(std::string_view name)
{
    core_->engine.set_server_name(name);
}

void stream_settings::set_alpn_protocols(std::vector<std::string> names)
{
    core_->update([&](configuration& c) { c.negotiation.alpn_protocols = std::move(names); });
}

void stream_settings::set_min_version(protocol_version version)
{
    core_->update([&](configuration& c) { c.negotiation.min_version = version; });
}

void stream_settings::set_max_version(protocol_version version)
{
    core_->update([&](configuration& c) { c.negotiation.max_version = version; });
}

void stream_settings::set_cipher_suites(std::vector<std::uint16_t> ids)
{
    check_cipher_suites(*core_->engine.config()->algorithms, ids);
    core_->update([&](configuration& c) { c.negotiation.cipher_suites = std::move(ids); });
}

void stream_settings::set_cipher_suites(std::string_view names)
{
    set_cipher_suites(cipher_suites_by_name(*core_->engine.config()->algorithms, names));
}

void stream_settings::set_cipher_list(std::string_view list)
{
    core_->update([&](configuration& c) { use_cipher_list(c, list); });
}

void stream_settings::set_policy(std::string_view name)
{
    const auto& policy = find_policy(name);
    core_->update([&](configuration& c) {
        // The versions that the context's options forbid are not known here: do not lower the minimum.
        c.negotiation.min_version = std::max(c.negotiation.min_version, policy.min_version);
        apply(policy, c);
    });
}

void stream_settings::set_groups(std::vector<std::uint16_t> ids)
{
    check_groups(*core_->engine.config()->algorithms, ids);
    core_->update([&](configuration& c) { c.negotiation.groups = std::move(ids); });
}

void stream_settings::set_groups(std::string_view names)
{
    set_groups(groups_by_name(*core_->engine.config()->algorithms, names));
}

void stream_settings::set_signature_schemes(std::vector<std::uint16_t> ids)
{
    check_signature_schemes(*core_->engine.config()->algorithms, ids);
    core_->update([&](configuration& c) { c.negotiation.signature_schemes = std::move(ids); });
}

void stream_settings::set_signature_schemes(std::string_view names)
{
    set_signature_schemes(signature_schemes_by_name(*core_->engine.config()->algorithms, names));
}

void stream_settings::set_key_log(key_log_function log)
{
    core_->update([&](configuration& c) { c.hooks.key_log = std::move(log); });
}

void stream_settings::set_session(tls::session session)
{
    core_->engine.set_session(std::move(session));
}

void stream_settings::set_session_peer(std::string peer)
{
    core_->engine.set_session_peer(std::move(peer));
}

void stream_settings::set_new_session_callback(new_session_function callback)
{
    core_->update([&](configuration& c) { c.sessions.on_new_session = std::move(callback); });
}

void stream_settings::set_verify_mode(verify_mode mode)
{
    core_->engine.set_verify_mode(mode);
}

void stream_settings::set_verify_mode(verify_mode mode, error_code& error)
{
    reporting(error, [&] { set_verify_mode(mode); });
}

void stream_settings::set_verify_depth(int depth)
{
    if (depth < 0)
        refuse("set_verify_depth: the depth must not be negative");
    core_->update([&](configuration& c) { c.verification.depth = static_cast<unsigned>(depth); });
}

void stream_settings::set_verify_depth(int depth, error_code& error)
{
    reporting(error, [&] { set_verify_depth(depth); });
}

void stream_settings::set_verify_callback(verify_callback callback)
{
    core_->update([&](configuration& c) { c.verification.callback = std::move(callback); });
}

void stream_settings::set_verify_callback(verify_callback callback, error_code& error)
{
    reporting(error, [&] { set_verify_callback(std::move(callback)); });
}

void stream_settings::export_keying_material(std::string_view label, std::optional<byte_view> context,
                                             byte_span out) const
{
    error_code error;
    export_keying_material(label, context, out, error);
    if (error)
        throw boost::system::system_error(error, "export_keying_material");
}

void stream_settings::export_keying_material(std::string_view label, std::optional<byte_view> context, byte_span out,
                                             error_code& error) const
{
    core_->engine.export_keying_material(label, context, out, error);
}

} // namespace tls
