#include "protocol/handshake/handshake_context.hpp"

#include "protocol/handshake/policy.hpp"
#include "protocol/message/hello_request.hpp"
#include "protocol/message/version2_client_hello.hpp"
#include "protocol/schedule/key_log.hpp"
#include "protocol/wire/fatal.hpp"

#include <boost/system/system_error.hpp>

#include <atomic>

namespace tls {

struct detail::answer_to_question {
    std::uint64_t question;
    handshake_context::answer_value value;
};

namespace {

/// Returns a number that is unique across all connections, so that an answer never reaches the wrong question.
std::uint64_t next_question() noexcept
{
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

} // namespace

handshake_context::handshake_context(tls::connection& c, tls::endpoint& e, connection_info& info,
                                     const connection_info* previous) noexcept
    : connection_(c), endpoint_(e), info_(info), previous_info_(previous)
{
}

const finished_pair* handshake_context::previous_finished() const noexcept
{
    const auto* tls12 = std::get_if<established_tls12>(&endpoint_.established);
    return tls12 != nullptr ? &tls12->finished : nullptr;
}

void handshake_context::use_version(protocol_version version) noexcept
{
    connection_.use_version(descriptor_of(version));
    info_.version = version;
}

void handshake_context::choose_configuration(const client_hello_info& hello)
{
    try {
        auto chosen = config().hooks.on_client_hello(hello);
        if (chosen == nullptr)
            return;
        endpoint_.config = std::move(chosen);
        connection_.configure(config());
    } catch (const boost::system::system_error& e) {
        throw_if_refusal(e.code(), e.what());
        throw;
    }
}

void handshake_context::log_secret(std::string_view label, byte_view client_random, byte_view secret) const
{
    if (config().hooks.key_log)
        config().hooks.key_log(key_log_line(label, client_random, secret));
}

bool handshake_context::has_message()
{
    drop_hello_requests();
    return connection_.messages().has_message();
}

bytes handshake_context::take_message()
{
    ++messages_taken_;
    connection_.note_progress();
    auto message = connection_.messages().take();
    if (!connection_.take_version2_mark())
        return message;
    version2_hello_ = to_bytes(byte_view(message).subspan(message::header_size));
    return message::encode_message(message::decode_version2_client_hello(version2_hello_));
}

message_boundary handshake_context::boundary()
{
    drop_hello_requests();
    return connection_.boundary();
}

void handshake_context::drop_hello_requests()
{
    auto& messages = connection_.messages();
    while (hello_requests_ == hello_requests::ignored && connection_.may_be_before_tls13() && messages.has_message() &&
           messages.type() == handshake_type::hello_request) {
        if (++ignored_hello_requests_ > config().limits.max_warning_alerts)
            throw fatal(alert_description::unexpected_message, error::reason::too_many_hello_requests);
        message::decode_message<message::hello_request>(messages.take());
    }
}

void handshake_context::wait_for_message(std::string_view name) noexcept
{
    waits_ = waits::message;
    waiting_for_ = name;
}

void handshake_context::wait_for_answer(std::string_view name,
                                        std::function<void(std::function<void(answer_value)>)> start)
{
    const auto question = next_question();
    external_ = [start = std::move(start), question](std::function<void(external_answer)> done) {
        auto deliver = [done = std::move(done), question](answer_value value) {
            done(external_answer(
                std::make_shared<detail::answer_to_question>(detail::answer_to_question{question, std::move(value)})));
        };
        try {
            start(deliver);
        } catch (...) {
            // A throwing callback ends the handshake. The exception does not reach the caller that drives the
            // connection.
            deliver(std::current_exception());
        }
    };
    // Set last: if something above throws, no wait is left behind.
    answer_ = {};
    question_ = question;
    waiting_for_ = name;
    waits_ = waits::answer;
}

bool handshake_context::waits_for_answer() const noexcept
{
    return waits_ == waits::answer && std::holds_alternative<std::monostate>(answer_);
}

bool handshake_context::end_wait()
{
    if (waits_for_answer() || (waits_ == waits::message && !has_message()))
        return false;
    waits_ = waits::nothing;
    return true;
}

void handshake_context::answer(external_answer a)
{
    // Only the first answer counts: a later one must not turn a refusal into consent.
    if (waits_for_answer() && a.content() != nullptr && a.content()->question == question_)
        answer_ = std::move(a.content()->value);
}

handshake_context::answer_value handshake_context::take_answer()
{
    auto answer = std::exchange(answer_, {});
    if (auto* thrown = std::get_if<std::exception_ptr>(&answer))
        std::rethrow_exception(*thrown);
    return answer;
}

void detail::refuse_message(byte_view encoded, std::string_view expected)
{
    const auto type = static_cast<handshake_type>(encoded[0]);
    throw fatal(alert_description::unexpected_message, error::reason::unexpected_message,
                "expected " + std::string(expected) + ", received " + std::string(to_string(type)));
}

} // namespace tls
