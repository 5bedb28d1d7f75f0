#include "cryptopp/hash.hpp"

// Crypto++ has MD5 for those alone who say that they know it to be broken.
#define CRYPTOPP_ENABLE_NAMESPACE_WEAK 1

#include <cryptopp/hmac.h>
#include <cryptopp/md5.h>
#include <cryptopp/sha.h>

#include <stdexcept>

namespace tls::cryptopp {

namespace {

// A hash or an HMAC: Crypto++ has both behind one interface, and copying one copies its state.
template <class Interface, class Function>
class context final : public Interface {
public:
    explicit context(Function function) : function_(std::move(function)) {}

    void update(byte_view data) override
    {
        if (!data.empty())
            function_.Update(data.data(), data.size());
    }

    void finish(byte_span out) override
    {
        if (out.size() < Function::DIGESTSIZE)
            throw std::length_error("no room for the digest");
        function_.Final(out.data());
    }

    std::unique_ptr<Interface> clone() const override { return std::make_unique<context>(function_); }

private:
    Function function_;
};

template <class Hash>
std::unique_ptr<hash_context> make()
{
    return std::make_unique<context<hash_context, Hash>>(Hash());
}

template <class Hash>
std::unique_ptr<mac_context> make_hmac(byte_view key)
{
    constexpr std::uint8_t nothing = 0; // an empty view may have no address at all
    CryptoPP::HMAC<Hash> hmac(key.empty() ? &nothing : key.data(), key.size());
    return std::make_unique<context<mac_context, CryptoPP::HMAC<Hash>>>(std::move(hmac));
}

template <class Hash>
constexpr hash_algorithm row(std::string_view name)
{
    return {name, Hash::DIGESTSIZE, Hash::BLOCKSIZE, &make<Hash>, &make_hmac<Hash>};
}

} // namespace

constinit const hash_algorithm md5 = row<CryptoPP::Weak::MD5>("MD5");
constinit const hash_algorithm sha1 = row<CryptoPP::SHA1>("SHA-1");
constinit const hash_algorithm sha224 = row<CryptoPP::SHA224>("SHA-224");
constinit const hash_algorithm sha256 = row<CryptoPP::SHA256>("SHA-256");
constinit const hash_algorithm sha384 = row<CryptoPP::SHA384>("SHA-384");
constinit const hash_algorithm sha512 = row<CryptoPP::SHA512>("SHA-512");

} // namespace tls::cryptopp
