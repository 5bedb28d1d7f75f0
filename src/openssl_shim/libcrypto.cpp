#include "openssl_shim/libcrypto.hpp"

#include "openssl_shim/errors.hpp"

#include <tls/error.hpp>

#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

using namespace tls;
using namespace tls::openssl_shim;

struct bio_st : tagged {
    std::string_view memory;
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{nullptr, std::fclose};
};

struct evp_pkey_st : tagged {
    secure_bytes der; ///< unencrypted PKCS#8
};

struct ec_key_st : tagged {
    int curve = NID_undef;
};

// libcrypto's functions under their own names; null if the program does not link libcrypto. A weak reference does not
// make the linker look for them.
extern "C" {
#define LIBCRYPTO(result, name, ...) [[gnu::weak]] result libcrypto_##name(__VA_ARGS__) asm(#name)
LIBCRYPTO(BIO*, BIO_new_mem_buf, const void*, int);
LIBCRYPTO(BIO*, BIO_new_file, const char*, const char*);
LIBCRYPTO(int, BIO_free, BIO*);
LIBCRYPTO(void, BIO_free_all, BIO*);
LIBCRYPTO(int, BIO_gets, BIO*, char*, int);
LIBCRYPTO(int, BIO_write, BIO*, const void*, int);
LIBCRYPTO(void, EVP_PKEY_free, EVP_PKEY*);
LIBCRYPTO(int, i2d_PrivateKey, const EVP_PKEY*, unsigned char**);
LIBCRYPTO(EVP_PKEY*, d2i_AutoPrivateKey, EVP_PKEY**, const unsigned char**, long);
LIBCRYPTO(EC_KEY*, EC_KEY_new_by_curve_name, int);
LIBCRYPTO(void, EC_KEY_free, EC_KEY*);
LIBCRYPTO(const void*, EC_KEY_get0_group, const EC_KEY*);
LIBCRYPTO(int, EC_GROUP_get_curve_name, const void*);
#undef LIBCRYPTO
}

namespace tls::openssl_shim {

const char tagged::tag_of_ours = 0;

namespace {

bool read_line_of_memory(std::string_view& memory, std::string& line)
{
    const auto end = memory.find('\n');
    line = memory.substr(0, end == std::string_view::npos ? end : end + 1);
    memory.remove_prefix(line.size());
    return !line.empty();
}

template <class Gets>
bool read_line_by(Gets gets, std::string& line)
{
    line.clear();
    std::array<char, 1024> part;
    while (!line.ends_with('\n') && gets(part.data(), static_cast<int>(part.size())))
        line += part.data();
    return !line.empty();
}

} // namespace

bool read_line(BIO* bio, std::string& line)
{
    if (bio == nullptr)
        return false;
    if (!is_ours(bio))
        return read_line_by([bio](char* part, int size) { return libcrypto_BIO_gets(bio, part, size) > 0; }, line);
    if (bio->file)
        return read_line_by([bio](char* part, int size) { return std::fgets(part, size, bio->file.get()) != nullptr; },
                            line);
    return read_line_of_memory(bio->memory, line);
}

bool write_text(BIO* bio, std::string_view text)
{
    if (bio == nullptr)
        return false;
    if (!is_ours(bio))
        return libcrypto_BIO_write(bio, text.data(), static_cast<int>(text.size())) == static_cast<int>(text.size());
    return bio->file && std::fwrite(text.data(), 1, text.size(), bio->file.get()) == text.size();
}

secure_bytes der_of(const EVP_PKEY* key)
{
    if (is_ours(key))
        return key->der;
    secure_bytes der;
    const int size = libcrypto_i2d_PrivateKey(key, nullptr);
    if (size > 0) {
        der.resize(static_cast<std::size_t>(size));
        auto* position = der.data();
        libcrypto_i2d_PrivateKey(key, &position);
    }
    return der;
}

EVP_PKEY* make_key(secure_bytes der)
{
    if (libcrypto_d2i_AutoPrivateKey != nullptr) {
        const unsigned char* position = der.data();
        if (auto* key = libcrypto_d2i_AutoPrivateKey(nullptr, &position, static_cast<long>(der.size())))
            return key;
        throw boost::system::system_error(make_error_code(error::reason::unsupported_key_type));
    }
    auto made = std::make_unique<EVP_PKEY>();
    made->der = std::move(der);
    return made.release();
}

int curve_of(const EC_KEY* key)
{
    if (is_ours(key))
        return key->curve;
    const auto* group = libcrypto_EC_KEY_get0_group(key);
    return group == nullptr ? NID_undef : libcrypto_EC_GROUP_get_curve_name(group);
}

} // namespace tls::openssl_shim

extern "C" {

BIO* asio_tls_BIO_new_mem_buf(const void* data, int size)
{
    if (libcrypto_BIO_new_mem_buf != nullptr)
        return libcrypto_BIO_new_mem_buf(data, size);
    if (data == nullptr)
        return nullptr;
    const auto* text = static_cast<const char*>(data);
    return made_or_null([&] {
        auto made = std::make_unique<BIO>();
        made->memory = size < 0 ? std::string_view(text) : std::string_view(text, static_cast<std::size_t>(size));
        return made.release();
    });
}

BIO* asio_tls_BIO_new_file(const char* path, const char* mode)
{
    if (libcrypto_BIO_new_file != nullptr)
        return libcrypto_BIO_new_file(path, mode);
    return made_or_null([&] {
        auto made = std::make_unique<BIO>();
        made->file.reset(std::fopen(path, mode));
        if (!made->file)
            throw boost::system::system_error(errno, boost::system::system_category());
        return made.release();
    });
}

int asio_tls_BIO_free(BIO* bio)
{
    if (bio == nullptr)
        return 0;
    if (!is_ours(bio))
        return libcrypto_BIO_free(bio);
    delete bio;
    return 1;
}

void asio_tls_BIO_free_all(BIO* bio)
{
    if (bio != nullptr && !is_ours(bio))
        return libcrypto_BIO_free_all(bio);
    delete bio;
}

void asio_tls_EVP_PKEY_free(EVP_PKEY* key)
{
    if (key != nullptr && !is_ours(key))
        return libcrypto_EVP_PKEY_free(key);
    delete key;
}

EC_KEY* asio_tls_EC_KEY_new_by_curve_name(int nid)
{
    if (libcrypto_EC_KEY_new_by_curve_name != nullptr)
        return libcrypto_EC_KEY_new_by_curve_name(nid);
    if (nid != NID_X9_62_prime256v1 && nid != NID_secp384r1 && nid != NID_secp521r1)
        return nullptr;
    return made_or_null([&] {
        auto made = std::make_unique<EC_KEY>();
        made->curve = nid;
        return made.release();
    });
}

void asio_tls_EC_KEY_free(EC_KEY* key)
{
    if (key != nullptr && !is_ours(key))
        return libcrypto_EC_KEY_free(key);
    delete key;
}
}
