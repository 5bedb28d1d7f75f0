// Work that a handshake needs done outside the engine: a signature, a verdict on certificates, a choice of credential.

#ifndef TLS_EXTERNAL_OPERATION_HPP
#define TLS_EXTERNAL_OPERATION_HPP

#include <tls/config.hpp>

#include <functional>
#include <memory>

#pragma GCC visibility push(default)

namespace tls {

namespace detail {
struct TLS_HIDDEN answer_to_question;
} // namespace detail

/// The outcome of an external_operation. Opaque: pass it to engine::answer. Cheap to copy; copies share their content.
class external_answer {
public:
    external_answer() = default;

    /// @name For the library
    /// @{
    explicit external_answer(std::shared_ptr<detail::answer_to_question> content) noexcept
        : content_(std::move(content))
    {
    }
    const std::shared_ptr<detail::answer_to_question>& content() const noexcept { return content_; }
    /// @}

private:
    std::shared_ptr<detail::answer_to_question> content_;
};

/// An operation that the handshake needs done outside the engine. Call it to start it. It calls its argument exactly
/// once, from any thread, immediately or later. See engine::take_external_operation.
using external_operation = std::function<void(std::function<void(external_answer)>)>;

} // namespace tls

#pragma GCC visibility pop

#endif
