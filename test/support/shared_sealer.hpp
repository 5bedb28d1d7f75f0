// One key and sequence number for the record layer and for scripts that violate the protocol.

#ifndef TLS_TEST_SUPPORT_SHARED_SEALER_HPP
#define TLS_TEST_SUPPORT_SHARED_SEALER_HPP

#include "protocol/record/protection.hpp"

#include <memory>
#include <utility>

namespace tls::test {

/// Lets the record layer and a script seal with the same key and sequence number.
class shared_sealer final : public record_sealer {
public:
    explicit shared_sealer(std::shared_ptr<record_sealer> inner) : inner_(std::move(inner)) {}
    std::size_t expansion() const noexcept override { return inner_->expansion(); }
    std::size_t record_size(std::size_t content) const noexcept override { return inner_->record_size(content); }
    bool has_predictable_iv() const noexcept override { return inner_->has_predictable_iv(); }
    bool can_pad() const noexcept override { return inner_->can_pad(); }
    std::uint64_t remaining() const noexcept override { return inner_->remaining(); }
    void seal(content_type type, std::span<const byte_view> content, std::size_t padding, byte_span record) override
    {
        inner_->seal(type, content, padding, record);
    }

private:
    std::shared_ptr<record_sealer> inner_;
};

} // namespace tls::test

#endif
