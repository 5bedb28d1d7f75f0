// How a handshake has something done outside of the engine: a signature, a verdict, the choice of a credential.

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

/// The outcome of an external_operation, opaque to those who carry it to engine::answer. A small value; copies share
/// their content.
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

/// Something that the handshake needs done elsewhere: calling it starts it; it calls its argument exactly once, from
/// any thread, at once or later. See engine::take_external_operation.
using external_operation = std::function<void(std::function<void(external_answer)>)>;

} // namespace tls

#pragma GCC visibility pop

#endif
