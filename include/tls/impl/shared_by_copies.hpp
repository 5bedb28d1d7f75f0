// A move-only value inside copyable handlers.

#ifndef TLS_IMPL_SHARED_BY_COPIES_HPP
#define TLS_IMPL_SHARED_BY_COPIES_HPP

#include <tls/config.hpp>

#include <memory>
#include <utility>
#include <variant>

#pragma GCC visibility push(default)

namespace tls::detail {

/// A movable value that all copies of this object share. The first copy moves it to the heap, so there is no allocation
/// without a copy. take() moves the value back into the object that it is called on; the other copies are then left
/// with a moved-from value.
template <class T>
class shared_by_copies {
public:
    explicit shared_by_copies(T&& value) : value_(std::move(value)) {}
    shared_by_copies(shared_by_copies&&) = default;
    shared_by_copies& operator=(shared_by_copies&&) = delete;
    shared_by_copies(const shared_by_copies& other) : value_(other.share()) {}

    T& take()
    {
        if (auto* shared = std::get_if<std::shared_ptr<T>>(&value_)) {
            const auto kept = std::move(*shared);
            value_.template emplace<T>(std::move(*kept));
        }
        return *std::get_if<T>(&value_);
    }

private:
    const std::shared_ptr<T>& share() const
    {
        if (auto* own = std::get_if<T>(&value_))
            value_ = std::make_shared<T>(std::move(*own));
        return *std::get_if<std::shared_ptr<T>>(&value_);
    }

    mutable std::variant<T, std::shared_ptr<T>> value_;
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
