#include "algorithms/cryptopp/legacy_ciphers.hpp"

#include "algorithms/cryptopp/cbc_row.hpp"

// Crypto++ declares RC4 only if this macro confirms that we know it to be broken.
#define CRYPTOPP_ENABLE_NAMESPACE_WEAK 1

#include <cryptopp/arc4.h>
#include <cryptopp/des.h>
#include <cryptopp/idea.h>
#include <cryptopp/rc2.h>

#include <stdexcept>

namespace tls::cryptopp {

namespace {

class rc4_context final : public stream_context {
public:
    explicit rc4_context(byte_view key) : cipher_(key.data(), key.size()) {}

    void process(byte_view in, byte_span out) override
    {
        if (in.size() != out.size())
            throw std::length_error("a stream cipher needs output of the input's size");
        if (!in.empty())
            cipher_.ProcessData(out.data(), in.data(), in.size());
    }

    void save() override { saved_ = cipher_; }
    void restore() override { cipher_ = saved_; }

private:
    CryptoPP::Weak::ARC4::Encryption cipher_;
    CryptoPP::Weak::ARC4::Encryption saved_ = cipher_;
};

constexpr std::size_t rc4_key_size = 16;

std::unique_ptr<stream_context> make_rc4(byte_view key)
{
    if (key.size() != rc4_key_size)
        throw std::length_error("the key has the wrong size");
    return std::make_unique<rc4_context>(key);
}

// The RC2 of export suites: the draft calls it RC2_CBC_40, but the 40 bits are those of the key material. Peers run RC2
// with 128 effective bits, those of the final write key.
constexpr int rc2_effective_bits = 128;

} // namespace

constinit const stream_algorithm rc4_128{"RC4-128", rc4_key_size, &make_rc4};
constinit const cbc_algorithm des_cbc_records = cbc_row<CryptoPP::DES, 8>("DES-CBC");
constinit const cbc_algorithm idea_cbc_records = cbc_row<CryptoPP::IDEA, 16>("IDEA-CBC");
constinit const cbc_algorithm rc2_cbc_records = cbc_row<CryptoPP::RC2, 16, rc2_effective_bits>("RC2-CBC");

} // namespace tls::cryptopp
