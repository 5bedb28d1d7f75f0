// Certificates and private keys in PEM, one at a time.

#include "openssl_shim/errors.hpp"
#include "openssl_shim/libcrypto.hpp"
#include "openssl_shim/objects.hpp"

#include "x509/der/der_reader.hpp"
#include "x509/der/pem_reader.hpp"

#include <tls/crypto/secret.hpp>
#include <tls/error.hpp>
#include <tls/x509/pem.hpp>

#include <openssl/asio_tls_sessions.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>

using namespace tls;
using namespace tls::openssl_shim;

namespace {

/// Reads one line, with its line feed. Returns false at the end.
using line_source = std::function<bool(std::string&)>;

line_source lines_of(BIO* bio)
{
    return [bio](std::string& line) { return read_line(bio, line); };
}

line_source lines_of(std::FILE* file)
{
    return [file](std::string& line) {
        line.clear();
        std::array<char, 1024> part;
        while (!line.ends_with('\n') && std::fgets(part.data(), static_cast<int>(part.size()), file) != nullptr)
            line += part.data();
        return !line.empty();
    };
}

/// Returns the label of a line such as "-----BEGIN CERTIFICATE-----"; empty if it is none.
std::string_view label_of(std::string_view line)
{
    constexpr std::string_view begin = "-----BEGIN ", end = "-----";
    if (!line.starts_with(begin))
        return {};
    line.remove_prefix(begin.size());
    return line.substr(0, line.find(end));
}

/// Returns the text of the next block with a label that `wanted` accepts. Skips other blocks, and the text between
/// them. Throws no_start_line if there is none.
template <class Wanted>
std::string next_block(const line_source& next, Wanted wanted)
{
    std::string line, text;
    while (next(line)) {
        if (text.empty() && !wanted(label_of(line)))
            continue;
        text += line;
        if (line.starts_with("-----END "))
            return text;
    }
    throw boost::system::system_error(make_error_code(error::reason::no_start_line));
}

X509* read_certificate(const line_source& next, X509** out, bool accepts_trusted)
{
    auto* made = made_or_null([&] {
        const auto text = next_block(next, [&](std::string_view label) {
            return x509::is_certificate_label(label) && (accepts_trusted || label != "TRUSTED CERTIFICATE");
        });
        const auto block = x509::read_pem(text).at(0);
        const bool has_settings = block.label == "TRUSTED CERTIFICATE"; // trust settings follow the certificate
        const byte_view der =
            has_settings ? x509::der::without_trailing_bytes(block.content) : byte_view(block.content);
        return new X509(x509::certificate::from_der(der));
    });
    if (made != nullptr && out != nullptr) {
        X509_free(*out);
        *out = made;
    }
    return made;
}

x509::password_callback password_by(pem_password_cb* callback, void* argument)
{
    return [callback, argument](std::size_t max_length) {
        if (callback == nullptr)
            return argument == nullptr ? std::string() : std::string(static_cast<const char*>(argument));
        std::string password(max_length, '\0');
        const int size = callback(password.data(), static_cast<int>(max_length), 0, argument);
        password.resize(size > 0 ? std::min(static_cast<std::size_t>(size), max_length) : 0);
        return password;
    };
}

EVP_PKEY* read_key(const line_source& next, EVP_PKEY** out, pem_password_cb* callback, void* argument)
{
    auto* made = made_or_null([&] {
        const auto text = next_block(next, [](std::string_view label) { return label.ends_with("PRIVATE KEY"); });
        const auto key = x509::read_private_key_pem(text, password_by(callback, argument));
        return make_key(x509::write_private_key_der(key));
    });
    if (made != nullptr && out != nullptr) {
        EVP_PKEY_free(*out);
        *out = made;
    }
    return made;
}

constexpr std::string_view session_label = "SSL SESSION PARAMETERS";

SSL_SESSION* read_session(const line_source& next, SSL_SESSION** out)
{
    secure_bytes content;
    const int read = attempt([&] {
        const auto text = next_block(next, [](std::string_view label) { return label == session_label; });
        const auto block = x509::read_pem(text).at(0);
        content.assign(block.content.begin(), block.content.end());
    });
    const unsigned char* position = content.data();
    return read == 1 ? d2i_SSL_SESSION(out, &position, static_cast<long>(content.size())) : nullptr;
}

/// Writes the session's text by `write`, and wipes it.
template <class Write>
int write_session(const SSL_SESSION* session, Write write)
{
    bool written = false;
    const int done = attempt([&] {
        require(session);
        auto text = x509::write_pem(session_label, session->session.to_bytes());
        written = write(text);
        wipe(text.data(), text.size());
    });
    return done == 1 && written ? 1 : 0;
}

} // namespace

X509* PEM_read_bio_X509(BIO* bio, X509** out, pem_password_cb* /*callback*/, void* /*argument*/)
{
    return read_certificate(lines_of(bio), out, false);
}

X509* PEM_read_bio_X509_AUX(BIO* bio, X509** out, pem_password_cb* /*callback*/, void* /*argument*/)
{
    return read_certificate(lines_of(bio), out, true);
}

X509* PEM_read_X509(std::FILE* file, X509** out, pem_password_cb* /*callback*/, void* /*argument*/)
{
    return read_certificate(lines_of(file), out, false);
}

X509* PEM_read_X509_AUX(std::FILE* file, X509** out, pem_password_cb* /*callback*/, void* /*argument*/)
{
    return read_certificate(lines_of(file), out, true);
}

EVP_PKEY* PEM_read_bio_PrivateKey(BIO* bio, EVP_PKEY** out, pem_password_cb* callback, void* argument)
{
    return read_key(lines_of(bio), out, callback, argument);
}

EVP_PKEY* PEM_read_PrivateKey(std::FILE* file, EVP_PKEY** out, pem_password_cb* callback, void* argument)
{
    return read_key(lines_of(file), out, callback, argument);
}

SSL_SESSION* PEM_read_bio_SSL_SESSION(BIO* bio, SSL_SESSION** out, pem_password_cb* /*callback*/, void* /*argument*/)
{
    return read_session(lines_of(bio), out);
}

SSL_SESSION* PEM_read_SSL_SESSION(std::FILE* file, SSL_SESSION** out, pem_password_cb* /*callback*/, void* /*argument*/)
{
    return read_session(lines_of(file), out);
}

int PEM_write_bio_SSL_SESSION(BIO* bio, const SSL_SESSION* session)
{
    return write_session(session, [bio](std::string_view text) { return write_text(bio, text); });
}

int PEM_write_SSL_SESSION(std::FILE* file, const SSL_SESSION* session)
{
    return write_session(session, [file](std::string_view text) {
        return std::fwrite(text.data(), 1, text.size(), file) == text.size();
    });
}
