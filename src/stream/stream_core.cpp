#include <tls/impl/stream_core.hpp>

#include <utility>

namespace tls::detail {

std::uint64_t mailbox::open()
{
    std::lock_guard lock(mutex_);
    answer_.reset();
    is_open_ = true;
    return ++questions_;
}

void mailbox::put(std::uint64_t question, outside_answer answer)
{
    std::lock_guard lock(mutex_);
    if (!is_open_ || question != questions_)
        return;
    is_open_ = false;
    answer_ = std::move(answer);
    arrived_.notify_all();
    if (answered_)
        answered_->wake();
}

std::optional<outside_answer> mailbox::take()
{
    std::lock_guard lock(mutex_);
    return std::exchange(answer_, std::nullopt);
}

outside_answer mailbox::wait()
{
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return answer_.has_value(); });
    return *std::exchange(answer_, std::nullopt);
}

void mailbox::close()
{
    std::lock_guard lock(mutex_);
    is_open_ = false;
    answer_.reset();
    answered_.reset();
}

stream_core::stream_core(std::unique_ptr<::ssl_st> c) : connection(std::move(c)), engine(*connection) {}

void stream_core::abandon()
{
    abandoned = true;
    if (mailbox_)
        mailbox_->close();
    read_done.wake();
    write_done.wake();
}

std::shared_ptr<stream_core> stream_core::renew()
{
    abandon();
    remains_ = connection->reset();
    return std::make_shared<stream_core>(std::move(connection));
}

bool stream_core::fetch_answer()
{
    start_outside_operation();
    auto answer = mailbox_->take();
    if (answer)
        engine.answer(std::move(*answer));
    return answer.has_value();
}

void stream_core::wait_for_answer()
{
    start_outside_operation();
    engine.answer(mailbox_->wait());
}

void stream_core::start_outside_operation()
{
    auto start = engine.take_outside_operation();
    if (!start)
        return;
    if (!mailbox_)
        mailbox_ = std::make_shared<mailbox>();
    auto question = mailbox_->open();
    start([box = mailbox_, question](outside_answer answer) { box->put(question, std::move(answer)); });
}

void stream_core::update(const std::function<void(configuration&)>& change)
{
    auto changed = std::make_shared<configuration>(*engine.config());
    change(*changed);
    engine.configure(std::move(changed));
}

} // namespace tls::detail
