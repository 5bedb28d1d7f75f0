// The waits of a flow: for the peer's next message or for an external answer.

#ifndef TLS_SRC_PROTOCOL_HANDSHAKE_OPERATIONS_HPP
#define TLS_SRC_PROTOCOL_HANDSHAKE_OPERATIONS_HPP

#include "protocol/message/handshake_message.hpp"
#include "protocol/message/hello_retry_request.hpp"
#include "protocol/message/server_hello.hpp"
#include "protocol/wire/fatal.hpp"

#include <tls/client_hello_info.hpp>
#include <tls/configuration/hooks.hpp>
#include <tls/credential.hpp>
#include <tls/crypto/secret.hpp>
#include <tls/verify_request.hpp>

#include <coroutine>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

namespace tls {

class handshake_context;

namespace detail {

/// The members of handshake_context that the templates below need, callable without its definition.
bool has_message(handshake_context&);
void wait_for_message(handshake_context&, std::string_view name) noexcept;
bytes take_message(handshake_context&);
/// Requires has_message().
handshake_type next_type(handshake_context&) noexcept;

/// Returns whether an encoded message is an M. ServerHello and HelloRetryRequest share one type.
template <class M>
bool is_a(byte_view encoded)
{
    if (encoded[0] != static_cast<std::uint8_t>(M::type))
        return false;
    auto is_retry = [&] { return message::is_hello_retry_request(encoded.subspan(message::header_size)); };
    if constexpr (std::is_same_v<M, message::hello_retry_request>)
        return is_retry();
    if constexpr (std::is_same_v<M, message::server_hello>)
        return !is_retry();
    return true;
}

[[noreturn]] void refuse_message(byte_view encoded, std::string_view expected);

template <class T>
class store_answer;

} // namespace detail

/// Awaits the next message, which must be one of M... Any other message causes unexpected_message (RFC 8446 section 4).
/// Returns a received<M>, or a variant of them if there are several.
template <class... M>
class next_operation {
public:
    using single = std::variant_alternative_t<0, std::variant<message::received<M>...>>;
    using result = std::conditional_t<sizeof...(M) == 1, single, std::variant<message::received<M>...>>;

    explicit next_operation(handshake_context& c) noexcept : context_(c) {}

    bool await_ready() const { return detail::has_message(context_); }
    void await_suspend(std::coroutine_handle<>) const noexcept
    {
        detail::wait_for_message(context_, to_string(single::type));
    }
    result await_resume() const { return decode_as<M...>(detail::take_message(context_)); }

private:
    template <class First, class... Rest>
    static result decode_as(bytes encoded)
    {
        if (detail::is_a<First>(encoded))
            return message::decode_message<First>(std::move(encoded));
        if constexpr (sizeof...(Rest) != 0)
            return decode_as<Rest...>(std::move(encoded));
        else
            detail::refuse_message(encoded, to_string(single::type));
    }

    handshake_context& context_;
};

/// Awaits the next message and takes it only if it is an M. For optional messages.
template <class M>
class next_if_operation {
public:
    explicit next_if_operation(handshake_context& c) noexcept : context_(c) {}

    bool await_ready() const { return detail::has_message(context_); }
    void await_suspend(std::coroutine_handle<>) const noexcept
    {
        detail::wait_for_message(context_, to_string(M::type));
    }
    std::optional<message::received<M>> await_resume() const
    {
        if (detail::next_type(context_) != M::type)
            return std::nullopt;
        return message::decode_message<M>(detail::take_message(context_));
    }

private:
    handshake_context& context_;
};

/// Awaits a signature by the credential's key. A local key signs at once. The arguments must live until the answer
/// arrives.
class sign_operation {
public:
    sign_operation(handshake_context& c, const credential& key, const signature_scheme& scheme,
                   byte_view content) noexcept
        : context_(c), credential_(key), scheme_(scheme), content_(content)
    {
    }
    bool await_ready() const noexcept { return !credential_.async_sign(); }
    void await_suspend(std::coroutine_handle<>) const;
    bytes await_resume() const;

private:
    handshake_context& context_;
    const credential& credential_;
    const signature_scheme& scheme_;
    byte_view content_;
};

/// Awaits the verdict on a certificate chain or raw public key: the application's if it answers asynchronously,
/// otherwise the verifier's. The request must live until the answer arrives.
class verify_operation {
public:
    verify_operation(handshake_context& c, const verify_request& request) noexcept : context_(c), request_(request) {}
    bool await_ready() const noexcept;
    void await_suspend(std::coroutine_handle<>) const;
    x509::verification_result await_resume() const;

private:
    /// Returns the application's hook for this kind of request; empty if there is none.
    const async_verify_function& hook() const noexcept;

    handshake_context& context_;
    const verify_request& request_;
};

/// Awaits the application's choice of a credential. Returns null if no hook is set. Throws fatal if the hook fails or
/// returns null.
class select_credential_operation {
public:
    select_credential_operation(handshake_context& c, const client_hello_info& hello) noexcept
        : context_(c), hello_(hello)
    {
    }
    bool await_ready() const noexcept;
    void await_suspend(std::coroutine_handle<>) const;
    std::shared_ptr<const credential> await_resume() const;

private:
    handshake_context& context_;
    const client_hello_info& hello_;
};

/// Awaits the answer of a server's store. Does not suspend without a store, and if the store calls back at once.
/// Returns T() without a store, and if the store throws.
template <class T>
class store_operation {
public:
    /// `answer` is null without a store.
    store_operation(handshake_context& c, std::string_view name,
                    std::shared_ptr<detail::store_answer<T>> answer) noexcept
        : context_(c), name_(name), answer_(std::move(answer))
    {
    }
    bool await_ready() const;
    void await_suspend(std::coroutine_handle<>);
    T await_resume() const;

private:
    handshake_context& context_;
    std::string_view name_;
    std::shared_ptr<detail::store_answer<T>> answer_;
    bool suspended_ = false;
};

} // namespace tls

#endif
