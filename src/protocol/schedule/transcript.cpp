#include "protocol/schedule/transcript.hpp"

#include "protocol/wire/code_points.hpp"

#include <algorithm>
#include <stdexcept>

namespace tls {

namespace {

std::size_t check_size(std::size_t size)
{
    if (size > max_digest_size)
        throw std::length_error("a transcript hash has at most 64 bytes");
    return size;
}

} // namespace

transcript_hash::transcript_hash(std::size_t size) : size_(check_size(size)) {}

transcript_hash::transcript_hash(byte_view data) : size_(check_size(data.size()))
{
    std::copy(data.begin(), data.end(), data_.begin());
}

void transcript::add(byte_view message)
{
    if (running_)
        running_->update(message);
    if (!running_ || keeps_messages_)
        messages_.insert(messages_.end(), message.begin(), message.end());
}

void transcript::keep_messages()
{
    if (running_)
        throw std::logic_error("the transcript has already hashed and dropped its messages");
    keeps_messages_ = true;
}

byte_view transcript::messages() const
{
    if (!keeps_messages_)
        throw std::logic_error("the transcript does not keep messages");
    return messages_;
}

void transcript::forget_messages() noexcept
{
    keeps_messages_ = false;
    if (running_)
        messages_ = bytes{};
}

void transcript::use(const hash_algorithm& algorithm)
{
    if (algorithm_ == &algorithm)
        return;
    if (algorithm_)
        throw std::logic_error("the transcript already has another hash");
    auto running = algorithm.make();
    running->update(messages_);
    running_ = std::move(running);
    algorithm_ = &algorithm;
    if (!keeps_messages_)
        messages_ = bytes{};
}

void transcript::restart_for_hello_retry()
{
    // RFC 8446 section 4.4.1: "when the server responds to a ClientHello with a HelloRetryRequest, the
    // value of ClientHello1 is replaced with a special synthetic handshake message of handshake type
    // 'message_hash' containing Hash(ClientHello1)".
    const auto client_hello1 = hash();
    const std::uint8_t header[] = {static_cast<std::uint8_t>(handshake_type::message_hash), 0, 0,
                                   static_cast<std::uint8_t>(client_hello1.size())};
    running_ = algorithm_->make();
    running_->update(header);
    running_->update(client_hello1);
}

transcript_hash transcript::hash() const
{
    if (!running_)
        throw std::logic_error("the transcript has no hash yet");
    transcript_hash result(algorithm_->digest_size);
    running_->digest_so_far(result.span());
    return result;
}

transcript_hash transcript::hash_with(const hash_algorithm& algorithm, byte_view next) const
{
    auto context = running_ ? running_->clone() : algorithm.make();
    if (!running_)
        context->update(messages_);
    context->update(next);
    transcript_hash result(algorithm.digest_size);
    context->finish(result.span());
    return result;
}

} // namespace tls
