// Suites, groups, schemes and protocols by name; key logs.

#include "context/context_state.hpp"

#include <boost/asio/error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace tls {
namespace {

[[noreturn]] void refuse(const std::string& what)
{
    throw boost::system::system_error(boost::asio::error::invalid_argument, what);
}

/// Names that OpenSSL has for what IANA calls otherwise.
struct alias {
    std::string_view name;
    std::string_view iana;
};
constexpr std::array<alias, 14> aliases{{
    {"P-256", "secp256r1"},
    {"prime256v1", "secp256r1"},
    {"P-384", "secp384r1"},
    {"P-521", "secp521r1"},
    {"RSA-PSS+SHA256", "rsa_pss_rsae_sha256"},
    {"RSA-PSS+SHA384", "rsa_pss_rsae_sha384"},
    {"RSA-PSS+SHA512", "rsa_pss_rsae_sha512"},
    {"RSA+SHA256", "rsa_pkcs1_sha256"},
    {"RSA+SHA384", "rsa_pkcs1_sha384"},
    {"RSA+SHA512", "rsa_pkcs1_sha512"},
    {"ECDSA+SHA256", "ecdsa_secp256r1_sha256"},
    {"ECDSA+SHA384", "ecdsa_secp384r1_sha384"},
    {"ECDSA+SHA512", "ecdsa_secp521r1_sha512"},
    {"RSA+SHA1", "rsa_pkcs1_sha1"},
}};

bool equal_ignoring_case(std::string_view a, std::string_view b)
{
    auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i]))
            return false;
    }
    return true;
}

std::string_view iana_name(std::string_view name)
{
    for (auto& a : aliases) {
        if (equal_ignoring_case(a.name, name))
            return a.iana;
    }
    return name;
}

/// The code points of a list of names; `find` maps a name to a row, or null.
template <class Find>
std::vector<std::uint16_t> code_points(std::string_view names, const char* where, Find find)
{
    std::vector<std::uint16_t> result;
    while (!names.empty()) {
        auto end = std::min(names.find_first_of(":,"), names.size());
        auto name = names.substr(0, end);
        names.remove_prefix(std::min(end + 1, names.size()));
        if (name.empty())
            continue;
        auto* row = find(iana_name(name));
        if (row == nullptr || row->id == 0)
            refuse(std::string(where) + ": unknown name '" + std::string(name) + "'");
        result.push_back(row->id);
    }
    return result;
}

template <class Find>
void check_known(const std::vector<std::uint16_t>& ids, const char* where, Find find)
{
    for (auto id : ids) {
        if (find(id) == nullptr)
            refuse(std::string(where) + ": unknown code point " + std::to_string(id));
    }
}

/// An open file that lines are appended to. O_APPEND and a single write keep lines whole, also between
/// processes.
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
        // A log that cannot be written is no reason to end a connection.
        [[maybe_unused]] auto written = ::write(descriptor_, text.data(), text.size());
    }

private:
    std::mutex mutex_;
    int descriptor_;
};

} // namespace

void context::set_cipher_suites(std::vector<std::uint16_t> ids)
{
    auto algorithms = snapshot()->algorithms;
    check_known(ids, "set_cipher_suites", [&](auto id) { return algorithms->find_cipher_suite(id); });
    update([&](configuration& c) { c.cipher_suites = std::move(ids); });
}

void context::set_cipher_suites(std::string_view names)
{
    auto algorithms = snapshot()->algorithms;
    set_cipher_suites(
        code_points(names, "set_cipher_suites", [&](auto name) { return algorithms->find_cipher_suite(name); }));
}

void context::set_groups(std::vector<std::uint16_t> ids)
{
    auto algorithms = snapshot()->algorithms;
    check_known(ids, "set_groups", [&](auto id) { return algorithms->find_group(id); });
    update([&](configuration& c) { c.groups = std::move(ids); });
}

void context::set_groups(std::string_view names)
{
    auto algorithms = snapshot()->algorithms;
    set_groups(code_points(names, "set_groups", [&](auto name) { return algorithms->find_group(name); }));
}

void context::set_signature_schemes(std::vector<std::uint16_t> ids)
{
    auto algorithms = snapshot()->algorithms;
    check_known(ids, "set_signature_schemes", [&](auto id) { return algorithms->find_signature_scheme(id); });
    update([&](configuration& c) { c.signature_schemes = std::move(ids); });
}

void context::set_signature_schemes(std::string_view names)
{
    auto algorithms = snapshot()->algorithms;
    set_signature_schemes(code_points(names, "set_signature_schemes",
                                      [&](auto name) { return algorithms->find_signature_scheme(name); }));
}

void context::set_server_preference(bool ours)
{
    update([&](configuration& c) { c.server_preference = ours; });
}

void context::set_alpn_protocols(std::vector<std::string> names)
{
    for (auto& name : names) {
        if (name.empty() || name.size() > 255)
            refuse("set_alpn_protocols: a name must have 1 to 255 bytes");
    }
    update([&](configuration& c) { c.alpn_protocols = std::move(names); });
}

void context::set_key_log(key_log_function log)
{
    update([&](configuration& c) { c.key_log = std::move(log); });
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
