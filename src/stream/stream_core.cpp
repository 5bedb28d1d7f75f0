#include <tls/impl/stream_core.hpp>

#include <utility>

namespace tls::detail {

std::uint64_t mailbox::open(std::function<void()> notify)
{
    std::lock_guard lock(mutex_);
    answer_.reset();
    notify_ = std::move(notify);
    is_open_ = true;
    return ++questions_;
}

void mailbox::put(std::uint64_t question, outside_answer answer)
{
    // The notification is given under the lock, so that close() waits for it: a stream, and then its executor,
    // are not destroyed in between.
    std::lock_guard lock(mutex_);
    if (!is_open_ || question != questions_)
        return;
    is_open_ = false;
    answer_ = std::move(answer);
    arrived_.notify_all();
    if (auto notify = std::exchange(notify_, nullptr))
        notify();
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
    notify_ = nullptr;
}

stream_core::stream_core(std::shared_ptr<const configuration> config, const boost::asio::any_io_executor& executor)
    : engine(std::move(config)), read_done(executor), write_done(executor), answered(executor)
{
}

void stream_core::abandon()
{
    abandoned = true;
    mailbox_->close();
    read_done.wake();
    write_done.wake();
    answered.wake();
}

bool stream_core::fetch_answer(std::function<void()> notify)
{
    start_outside_operation(std::move(notify));
    auto answer = mailbox_->take();
    if (answer)
        engine.answer(std::move(*answer));
    return answer.has_value();
}

void stream_core::wait_for_answer()
{
    start_outside_operation(nullptr);
    engine.answer(mailbox_->wait());
}

void stream_core::start_outside_operation(std::function<void()> notify)
{
    auto start = engine.take_outside_operation();
    if (!start)
        return;
    auto question = mailbox_->open(std::move(notify));
    start([box = mailbox_, question](outside_answer answer) { box->put(question, std::move(answer)); });
}

void stream_core::update(const std::function<void(configuration&)>& change)
{
    auto changed = std::make_shared<configuration>(*engine.config());
    change(*changed);
    engine.configure(std::move(changed));
}

} // namespace tls::detail
