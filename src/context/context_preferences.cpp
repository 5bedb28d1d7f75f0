// Suites, groups, schemes and ALPN protocols by name; key logs.

#include "context/cipher_list.hpp"
#include "context/context_state.hpp"
#include "context/policies.hpp"
#include "context/preferences.hpp"

#include <tls/configuration.hpp>

#include <boost/asio/error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace tls {
namespace {

/// A file opened for appending lines. O_APPEND and a single write keep lines whole, even between processes.
class line_file {
public:
    explicit line_file(const std::string& path)
        : descriptor_(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600))
    {
        if (descriptor_ < 0)
            throw boost::system::system_error(errno, boost::system::system_category(), path);
    }
    ~line_file() { ::close(descriptor_); }
    line_file(const line_file&) = delete;
    line_file& operator=(const line_file&) = delete;

    void append(std::string_view line)
    {
        secure_bytes text(line.begin(), line.end());
        text.push_back('\n');
        std::lock_guard lock(mutex_);
        // A failed write to the log must not end a connection.
        [[maybe_unused]] auto written = ::write(descriptor_, text.data(), text.size());
    }

private:
    std::mutex mutex_;
    int descriptor_;
};

} // namespace

void context::set_cipher_suites(std::vector<std::uint16_t> ids)
{
    check_cipher_suites(*snapshot()->algorithms, ids);
    update([&](configuration& c) { c.negotiation.cipher_suites = std::move(ids); });
}

void context::set_cipher_suites(std::string_view names)
{
    set_cipher_suites(cipher_suites_by_name(*snapshot()->algorithms, names));
}

void context::set_cipher_list(std::string_view list)
{
    update([&](configuration& c) { use_cipher_list(c, list); });
}

void context::set_policy(std::string_view name)
{
    const auto& policy = find_policy(name);
    set_min_version(policy.min_version);
    set_max_version(protocol_version::tls1_3);
    update([&](configuration& c) { apply(policy, c); });
}

void context::set_groups(std::vector<std::uint16_t> ids)
{
    check_groups(*snapshot()->algorithms, ids);
    update([&](configuration& c) { c.negotiation.groups = std::move(ids); });
}

void context::set_groups(std::string_view names)
{
    set_groups(groups_by_name(*snapshot()->algorithms, names));
}

void context::set_signature_schemes(std::vector<std::uint16_t> ids)
{
    check_signature_schemes(*snapshot()->algorithms, ids);
    update([&](configuration& c) { c.negotiation.signature_schemes = std::move(ids); });
}

void context::set_signature_schemes(std::string_view names)
{
    set_signature_schemes(signature_schemes_by_name(*snapshot()->algorithms, names));
}

void context::set_server_preference(bool ours)
{
    update([&](configuration& c) { c.negotiation.server_preference = ours; });
}

void context::set_alpn_protocols(std::vector<std::string> names)
{
    update([&](configuration& c) { c.negotiation.alpn_protocols = std::move(names); });
}

void context::set_key_log(key_log_function log)
{
    update([&](configuration& c) { c.hooks.key_log = std::move(log); });
}

void context::set_key_log_file(const std::string& path)
{
    set_key_log([file = std::make_shared<line_file>(path)](std::string_view line) { file->append(line); });
}

bool context::use_key_log_environment()
{
    auto* path = std::getenv("SSLKEYLOGFILE");
    if (path == nullptr || *path == '\0')
        return false;
    set_key_log_file(path);
    return true;
}

} // namespace tls
