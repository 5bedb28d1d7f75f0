// Random sources with predetermined behavior, for tests.

#ifndef TLS_TEST_CRYPTO_FIXED_RANDOM_HPP
#define TLS_TEST_CRYPTO_FIXED_RANDOM_HPP

#include <tls/crypto/random.hpp>

#include <algorithm>
#include <stdexcept>

namespace tls::test {

/// Returns the given bytes once, in order.
class fixed_random final : public random_source {
public:
    explicit fixed_random(bytes data) : data_(std::move(data)) {}

    void fill(byte_span out) override
    {
        if (out.size() > data_.size() - used_)
            throw std::runtime_error("fixed_random has no bytes left");
        std::copy_n(data_.begin() + static_cast<std::ptrdiff_t>(used_), out.size(), out.begin());
        used_ += out.size();
    }

private:
    bytes data_;
    std::size_t used_ = 0;
};

/// Throws, like a failing operating system generator.
class failing_random final : public random_source {
public:
    void fill(byte_span) override { throw std::runtime_error("no randomness"); }
};

} // namespace tls::test

#endif
