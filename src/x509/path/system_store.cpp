// The system's anchors: from the distributions' paths, or from those that the environment names.

#include <tls/x509/trust_store.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>
#include <string_view>

namespace tls::x509 {

namespace {

// The first readable file is used.
constexpr std::array bundles{
    "/etc/ssl/certs/ca-certificates.crt",                // Debian, Ubuntu, Arch, Gentoo
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // Fedora, RHEL
    "/etc/pki/tls/certs/ca-bundle.crt",                  // older Fedora and RHEL
    "/etc/ssl/cert.pem",                                 // Alpine, the BSDs
    "/etc/ssl/ca-bundle.pem",                            // openSUSE
};
constexpr auto directory = "/etc/ssl/certs";

constexpr auto file_variable = "SSL_CERT_FILE";
constexpr auto directories_variable = "SSL_CERT_DIR";

// secure_getenv, so that the caller of a program with raised privileges cannot choose its trust anchors.
std::string_view environment(const char* name)
{
    auto* value = ::secure_getenv(name);
    return value != nullptr ? value : std::string_view();
}

bool try_bundle(trust_store& store, std::string_view path)
try {
    store.load_bundle(std::string(path));
    return true;
} catch (const boost::system::system_error&) {
    return false;
}

void try_directory(trust_store& store, std::string_view path)
try {
    store.add_hashed_directory(std::string(path));
} catch (const boost::system::system_error&) {
    // A missing or unreadable directory adds no anchors.
}

// A colon-separated list as in PATH. Skips empty items.
void try_directories(trust_store& store, std::string_view list)
{
    while (!list.empty()) {
        auto path = list.substr(0, list.find(':'));
        list.remove_prefix(std::min(path.size() + 1, list.size()));
        if (!path.empty())
            try_directory(store, path);
    }
}

} // namespace

trust_store trust_store::load_system()
{
    trust_store store;
    auto file = environment(file_variable);
    auto directories = environment(directories_variable);
    if (!file.empty() || !directories.empty()) {
        if (!file.empty())
            try_bundle(store, file);
        try_directories(store, directories);
        return store;
    }
    for (auto* path : bundles)
        if (try_bundle(store, path))
            break;
    try_directory(store, directory);
    return store;
}

std::shared_ptr<const trust_store> trust_store::system()
{
    struct loaded {
        std::mutex mutex;
        std::string file, directories;
        std::shared_ptr<const trust_store> store;
    };
    static loaded current;

    std::lock_guard lock(current.mutex);
    auto file = environment(file_variable);
    auto directories = environment(directories_variable);
    if (current.store == nullptr || current.file != file || current.directories != directories) {
        current.store = std::make_shared<const trust_store>(load_system());
        current.file = file;
        current.directories = directories;
    }
    return current.store;
}

} // namespace tls::x509
