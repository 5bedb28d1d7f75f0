#include "protocol/handshake/operations.hpp"

#include "protocol/handshake/contains.hpp"
#include "protocol/handshake/handshake_context.hpp"
#include "protocol/handshake/policy.hpp"

#include <tls/replay_record.hpp>
#include <tls/session_store.hpp>
#include <tls/x509/certificate_cache.hpp>

#include <mutex>

namespace tls {

/// The answer of a store or replay record, which may come from any thread, and before the flow waits for it. Only the
/// first counts.
template <class T>
class detail::store_answer {
public:
    using completion = std::function<void(handshake_context::answer_value)>;

    void deliver(T value)
    {
        completion waiting;
        {
            const std::lock_guard lock(mutex_);
            if (std::exchange(arrived_, true))
                return;
            waiting = std::exchange(waiting_, nullptr);
            if (!waiting)
                value_ = std::move(value);
        }
        if (waiting)
            waiting(std::move(value));
    }
    /// Passes the answer on, now or when it arrives.
    void pass_to(completion done)
    {
        {
            const std::lock_guard lock(mutex_);
            if (!arrived_) {
                waiting_ = std::move(done);
                return;
            }
        }
        done(std::move(value_));
    }
    bool arrived() const
    {
        const std::lock_guard lock(mutex_);
        return arrived_;
    }
    /// Requires arrived(), and no call of pass_to().
    T take() noexcept { return std::move(value_); }

private:
    mutable std::mutex mutex_;
    bool arrived_ = false;
    T value_{};
    completion waiting_;
};

namespace {

/// Throws when an application callback gave no usable answer. That is our fault, not the peer's.
[[noreturn]] void throw_external_failure(error::reason reason, const boost::system::error_code& error)
{
    throw fatal(alert_description::internal_error, reason, error ? error.message() : std::string());
}

/// Calls `ask` with the function that takes the answer. Answers T() if it throws.
template <class T, class Ask>
std::shared_ptr<detail::store_answer<T>> ask_store(Ask ask)
{
    auto answer = std::make_shared<detail::store_answer<T>>();
    try {
        ask([answer](T value) { answer->deliver(std::move(value)); });
    } catch (...) {
        answer->deliver(T());
    }
    return answer;
}

} // namespace

bool detail::has_message(handshake_context& c)
{
    return c.has_message();
}

void detail::wait_for_message(handshake_context& c, std::string_view name) noexcept
{
    c.wait_for_message(name);
}

bytes detail::take_message(handshake_context& c)
{
    return c.take_message();
}

handshake_type detail::next_type(handshake_context& c) noexcept
{
    return c.next_type();
}

void sign_operation::await_suspend(std::coroutine_handle<>) const
{
    sign_request request{scheme_.id, scheme_.name, to_bytes(content_)};
    context_.wait_for_answer("signature", [sign = credential_.async_sign(), request = std::move(request)](auto done) {
        sign(request, [done](boost::system::error_code error, bytes signature) {
            done(std::pair(error, std::move(signature)));
        });
    });
}

bytes sign_operation::await_resume() const
{
    if (!credential_.async_sign())
        return credential_.sign(scheme_, content_, context_.random());
    auto answer = context_.take_answer();
    auto* signature = std::get_if<std::pair<boost::system::error_code, bytes>>(&answer);
    if (signature == nullptr || signature->first || signature->second.empty())
        throw_external_failure(error::reason::signing_failed,
                               signature ? signature->first : boost::system::error_code());
    return std::move(signature->second);
}

const async_verify_function& verify_operation::hook() const noexcept
{
    const auto& hooks = context_.config().hooks;
    return request_.raw_public_key ? hooks.async_verify_raw_public_key : hooks.async_verify;
}

bool verify_operation::await_ready() const noexcept
{
    return !hook();
}

void verify_operation::await_suspend(std::coroutine_handle<>) const
{
    context_.wait_for_answer("certificate verdict", [verify = hook(), request = request_](auto done) {
        verify(request, [done](x509::verification_result r) { done(std::move(r)); });
    });
}

x509::verification_result verify_operation::await_resume() const
{
    const auto& config = context_.config();
    auto answer = await_ready() ? handshake_context::answer_value(verify(request_, config)) : context_.take_answer();
    auto* verdict = std::get_if<x509::verification_result>(&answer);
    if (verdict == nullptr)
        throw_external_failure(error::reason::internal_error, {});
    if (verdict->accepted && config.verification.known_certificates) {
        // The other certificates in the message are not verified.
        for (const auto& certificate : verdict->path) {
            if (contains(request_.chain, certificate))
                config.verification.known_certificates->add(certificate);
        }
    }
    return std::move(*verdict);
}

bool select_credential_operation::await_ready() const noexcept
{
    return !context_.config().hooks.async_select_credential;
}

void select_credential_operation::await_suspend(std::coroutine_handle<>) const
{
    context_.wait_for_answer(
        "credential", [select = context_.config().hooks.async_select_credential, hello = hello_](auto done) {
            select(hello, [done](boost::system::error_code error, std::shared_ptr<const credential> chosen) {
                done(std::pair(error, std::move(chosen)));
            });
        });
}

std::shared_ptr<const credential> select_credential_operation::await_resume() const
{
    if (await_ready())
        return nullptr;
    auto answer = context_.take_answer();
    auto* chosen = std::get_if<std::pair<boost::system::error_code, std::shared_ptr<const credential>>>(&answer);
    if (chosen != nullptr)
        throw_if_refusal(chosen->first, "the application refused to select a credential");
    if (chosen == nullptr || chosen->first || chosen->second == nullptr)
        throw_external_failure(error::reason::no_usable_credential,
                               chosen ? chosen->first : boost::system::error_code());
    return std::move(chosen->second);
}

template <class T>
bool store_operation<T>::await_ready() const
{
    return !answer_ || answer_->arrived();
}

template <class T>
void store_operation<T>::await_suspend(std::coroutine_handle<>)
{
    suspended_ = true;
    context_.wait_for_answer(name_, [a = answer_](auto done) { a->pass_to(std::move(done)); });
}

template <class T>
T store_operation<T>::await_resume() const
{
    if (!answer_)
        return T();
    if (!suspended_)
        return answer_->take();
    auto answer = context_.take_answer();
    auto* value = std::get_if<T>(&answer);
    return value != nullptr ? std::move(*value) : T();
}

template class store_operation<std::optional<secure_bytes>>;
template class store_operation<bool>;

store_operation<std::optional<secure_bytes>> handshake_context::find_session(byte_view id, bool take)
{
    using stored = std::optional<secure_bytes>;
    const auto& store = config().sessions.store;
    if (!store)
        return {*this, "session", nullptr};
    return {*this, "session", ask_store<stored>([&](auto done) { store->async_find(id, take, std::move(done)); })};
}

store_operation<bool> handshake_context::record_early_data(byte_view value)
{
    const auto& settings = config().sessions;
    if (!settings.replays)
        return {*this, "replay record", nullptr};
    // A ClientHello is fresh from one window before its expected arrival to one window after it.
    return {*this, "replay record", ask_store<bool>([&](auto done) {
                settings.replays->async_insert(value, 2 * settings.early_data_window, std::move(done));
            })};
}

} // namespace tls
