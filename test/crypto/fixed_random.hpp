// A source of "random" bytes that are given in advance.

#ifndef TLS_TEST_CRYPTO_FIXED_RANDOM_HPP
#define TLS_TEST_CRYPTO_FIXED_RANDOM_HPP

#include <tls/crypto/random.hpp>

#include <algorithm>
#include <stdexcept>

namespace tls::test {

/// Hands out the given bytes, in order and once.
class fixed_random final : public random_source {
public:
    explicit fixed_random(bytes data) : data_(std::move(data)) {}

    void fill(byte_span out) override
    {
        if (out.size() > data_.size() - used_)
            throw std::runtime_error("no random bytes left");
        std::copy_n(data_.begin() + static_cast<std::ptrdiff_t>(used_), out.size(), out.begin());
        used_ += out.size();
    }

private:
    bytes data_;
    std::size_t used_ = 0;
};

/// Fails as an operating system's generator might.
class failing_random final : public random_source {
public:
    void fill(byte_span) override { throw std::runtime_error("no randomness"); }
};

} // namespace tls::test

#endif
