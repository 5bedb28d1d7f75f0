// Contexts: versions, options, preferences, files.

#include "context/cipher_list.hpp"
#include "context/preferences.hpp"
#include "openssl_shim/attachments.hpp"
#include "openssl_shim/cipher_list.hpp"
#include "openssl_shim/errors.hpp"
#include "openssl_shim/libcrypto.hpp"
#include "protocol/handshake/policy.hpp"

#include <tls/configuration.hpp>
#include <tls/version_descriptor.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <limits>

using namespace tls;
using namespace tls::openssl_shim;

struct ssl_method_st {
    context_base::method method;
};

namespace {

[[noreturn]] void refuse()
{
    throw boost::system::system_error(boost::asio::error::invalid_argument);
}

/// Converts OpenSSL's number of a version; 0 stands for `safe`.
protocol_version version_of(int number, protocol_version safe)
{
    if (number == 0)
        return safe;
    if (number < TLS1_VERSION || number > TLS1_3_VERSION)
        refuse();
    return static_cast<protocol_version>(number);
}

context_base::file_format format_of(int type)
{
    if (type != SSL_FILETYPE_PEM && type != SSL_FILETYPE_ASN1)
        throw boost::system::system_error(make_error_code(error::reason::bad_file_type));
    return type == SSL_FILETYPE_PEM ? context_base::pem : context_base::asn1;
}

/// Replaces the configuration's TLS 1.3 suites with these; its TLS 1.2 suites stay.
void replace_tls13_suites(configuration& config, const std::vector<std::uint16_t>& ids)
{
    auto& suites = config.negotiation.cipher_suites;
    std::erase_if(suites, [&](std::uint16_t id) {
        const auto* suite = config.algorithms->find_cipher_suite(id);
        return suite == nullptr || suite->key_exchange == key_exchange_method::tls13;
    });
    suites.insert(suites.begin(), ids.begin(), ids.end());
}

/// Sets the lowest version that the program wants and has a suite for. With OpenSSL's default security level, too,
/// versions that sign with MD5 and SHA-1 need a cipher list, and programs that allow them without one go on with newer
/// peers.
void apply_min_version(SSL_CTX* context, protocol_version wanted)
{
    const auto config = native(context).snapshot();
    const auto is_usable = [&](const version_descriptor& version) {
        return version.number >= wanted &&
               (names_signatures(version.number) || !enabled_cipher_suites(*config, version.number).empty());
    };
    const auto newest_first = version_descriptors();
    context_of(context).set_min_version(std::find_if(newest_first.rbegin(), newest_first.rend(), is_usable)->number);
    auto& attached = attachment_of(native(context));
    std::lock_guard lock(attached.mutex);
    attached.wanted_min_version = wanted;
    attached.applied_min_version = native(context).snapshot()->negotiation.min_version;
}

/// Does so again after a change of the suites, unless another function has set the version since.
void apply_min_version_again(SSL_CTX* context)
{
    auto& attached = attachment_of(native(context));
    std::unique_lock lock(attached.mutex);
    const auto wanted = attached.wanted_min_version, applied = attached.applied_min_version;
    lock.unlock();
    if (wanted && applied == native(context).snapshot()->negotiation.min_version)
        apply_min_version(context, *wanted);
}

} // namespace

const SSL_METHOD* TLS_method()
{
    static constexpr SSL_METHOD method{context_base::tls};
    return &method;
}

const SSL_METHOD* TLS_client_method()
{
    static constexpr SSL_METHOD method{context_base::tls_client};
    return &method;
}

const SSL_METHOD* TLS_server_method()
{
    static constexpr SSL_METHOD method{context_base::tls_server};
    return &method;
}

SSL_CTX* SSL_CTX_new(const SSL_METHOD* method)
{
    return made_or_null([&] {
        context made(method->method);
        intrusive_ptr_add_ref(&native(made.native_handle()));
        return made.native_handle();
    });
}

int SSL_CTX_up_ref(SSL_CTX* context)
{
    intrusive_ptr_add_ref(&native(context));
    return 1;
}

void SSL_CTX_free(SSL_CTX* context)
{
    if (context != nullptr)
        intrusive_ptr_release(&native(context));
}

int SSL_CTX_set_min_proto_version(SSL_CTX* context, int version)
{
    return attempt([&] {
        // A minimum of SSL 3.0 means no lower bound.
        const int lowest = version == SSL3_VERSION ? TLS1_VERSION : version;
        apply_min_version(context, version_of(lowest, protocol_version::tls1_2));
    });
}

int SSL_CTX_set_max_proto_version(SSL_CTX* context, int version)
{
    return attempt([&] { context_of(context).set_max_version(version_of(version, protocol_version::tls1_3)); });
}

std::uint64_t SSL_CTX_set_options(SSL_CTX* context, std::uint64_t options)
{
    attempt([&] {
        context_of(context).set_options(options);
        if ((options & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0)
            context_of(context).set_server_preference(true);
    });
    return native(context).options();
}

std::uint64_t SSL_CTX_clear_options(SSL_CTX* context, std::uint64_t options)
{
    attempt([&] {
        context_of(context).clear_options(options);
        if ((options & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0)
            context_of(context).set_server_preference(false);
    });
    return native(context).options();
}

std::uint64_t SSL_CTX_get_options(const SSL_CTX* context)
{
    return native(context).options();
}

long SSL_CTX_set_mode(SSL_CTX* context, long modes)
{
    constexpr long known = SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY |
                           SSL_MODE_RELEASE_BUFFERS;
    auto& attached = attachment_of(native(context));
    std::lock_guard lock(attached.mutex);
    return attached.modes |= modes & known;
}

int SSL_CTX_set_cipher_list(SSL_CTX* context, const char* list)
{
    return attempt([&] {
        require(list);
        context_of(context).update(
            [&](configuration& config) { replace_tls12_suites(config, select_suites(list, *config.algorithms)); });
        apply_min_version_again(context);
    });
}

int SSL_CTX_set_ciphersuites(SSL_CTX* context, const char* names)
{
    return attempt([&] {
        require(names);
        const auto algorithms = native(context).snapshot()->algorithms;
        std::vector<std::uint16_t> ids;
        for (const auto name : split(names, ":")) {
            const auto* suite = algorithms->find_cipher_suite(name);
            if (suite == nullptr || suite->key_exchange != key_exchange_method::tls13)
                throw boost::system::system_error(no_cipher_match());
            ids.push_back(suite->id);
        }
        context_of(context).update([&](configuration& config) { replace_tls13_suites(config, ids); });
    });
}

int SSL_CTX_set1_groups_list(SSL_CTX* context, const char* names)
{
    return attempt([&] {
        require(names);
        context_of(context).set_groups(names);
    });
}

int SSL_CTX_set1_curves_list(SSL_CTX* context, const char* names)
{
    return SSL_CTX_set1_groups_list(context, names);
}

int SSL_CTX_set1_sigalgs_list(SSL_CTX* context, const char* names)
{
    return attempt([&] {
        require(names);
        context_of(context).set_signature_schemes(names);
    });
}

int SSL_CTX_set_alpn_protos(SSL_CTX* context, const unsigned char* protocols, unsigned int size)
{
    return 1 - attempt([&] { context_of(context).set_alpn_protocols(read_protocols(protocols, size)); });
}

int SSL_CTX_use_certificate_file(SSL_CTX* context, const char* path, int type)
{
    return attempt([&] { context_of(context).use_certificate_file(path, format_of(type)); });
}

int SSL_CTX_use_certificate_chain_file(SSL_CTX* context, const char* path)
{
    return attempt([&] { context_of(context).use_certificate_chain_file(path); });
}

int SSL_CTX_use_PrivateKey_file(SSL_CTX* context, const char* path, int type)
{
    return attempt([&] { context_of(context).use_private_key_file(path, format_of(type)); });
}

int SSL_CTX_use_certificate(SSL_CTX* context, X509* certificate)
{
    return attempt([&] {
        require(certificate);
        const auto der = certificate->certificate.der();
        context_of(context).use_certificate(boost::asio::buffer(der.data(), der.size()), context_base::asn1);
    });
}

int SSL_CTX_use_PrivateKey(SSL_CTX* context, EVP_PKEY* key)
{
    return attempt([&] {
        require(key);
        const auto der = der_of(key);
        context_of(context).use_private_key(boost::asio::buffer(der.data(), der.size()), context_base::asn1);
    });
}

long SSL_CTX_add_extra_chain_cert(SSL_CTX* context, X509* certificate)
{
    const int added = attempt([&] {
        require(certificate);
        native(context).add_chain_certificate(certificate->certificate);
    });
    if (added == 1)
        X509_free(certificate);
    return added;
}

int SSL_CTX_check_private_key(const SSL_CTX* context)
{
    return attempt([&] { native(context).check_private_key(); });
}

long SSL_CTX_set_tmp_ecdh(SSL_CTX* context, const EC_KEY* key)
{
    return attempt([&] {
        switch (key == nullptr ? NID_undef : curve_of(key)) {
        case NID_X9_62_prime256v1:
            return context_of(context).set_groups("secp256r1");
        case NID_secp384r1:
            return context_of(context).set_groups("secp384r1");
        case NID_secp521r1:
            return context_of(context).set_groups("secp521r1");
        default:
            refuse();
        }
    });
}

int SSL_CTX_load_verify_locations(SSL_CTX* context, const char* file, const char* directory)
{
    return attempt([&] {
        if (file == nullptr && directory == nullptr)
            refuse();
        if (file != nullptr)
            context_of(context).load_verify_file(file);
        if (directory != nullptr)
            context_of(context).add_verify_path(directory);
    });
}

int SSL_CTX_set_default_verify_paths(SSL_CTX* context)
{
    return attempt([&] { context_of(context).set_default_verify_paths(); });
}

void SSL_CTX_set_verify(SSL_CTX* context, int mode, SSL_verify_cb callback)
{
    attempt([&] {
        context_of(context).set_verify_mode(mode);
        if (callback != nullptr)
            context_of(context).set_verify_callback(adapted_verify_callback{callback});
    });
}

void SSL_CTX_set_verify_depth(SSL_CTX* context, int depth)
{
    attempt([&] { context_of(context).set_verify_depth(depth); });
}

int SSL_CTX_get_verify_mode(const SSL_CTX* context)
{
    return native(context).snapshot()->verification.mode;
}

SSL_verify_cb SSL_CTX_get_verify_callback(const SSL_CTX* context)
{
    return made_or_null([&]() -> SSL_verify_cb {
        const auto config = native(context).snapshot();
        const auto* set = config->verification.callback.target<adapted_verify_callback>();
        return set == nullptr ? nullptr : set->callback;
    });
}
