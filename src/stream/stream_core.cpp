#include <tls/impl/stream_core.hpp>

#include <tls/configuration.hpp>

#include <boost/asio/error.hpp>

#include <utility>

namespace tls::detail {

std::uint64_t mailbox::open()
{
    std::lock_guard lock(mutex_);
    answer_.reset();
    is_open_ = true;
    return ++questions_;
}

void mailbox::put(std::uint64_t question, external_answer answer)
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

std::optional<external_answer> mailbox::take()
{
    std::lock_guard lock(mutex_);
    return std::exchange(answer_, std::nullopt);
}

external_answer mailbox::wait()
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

bool is_failure(const boost::system::error_code& error) noexcept
{
    using namespace boost::asio::error;
    return error && error != operation_aborted && error != would_block && error != try_again && error != interrupted;
}

stream_core::stream_core(std::unique_ptr<native_stream> c) : connection(std::move(c)), engine(*connection) {}

stream_core::stream_core(tls::engine& e) noexcept : engine(e) {}

void stream_core::abandon()
{
    abandoned = true;
    if (mailbox_)
        mailbox_->close();
    read_done.wake();
    write_done.wake();
}

void stream_core::end_read()
{
    reading_ = reading::nobody;
    read_done.wake();
}

void stream_core::note_read(const boost::system::error_code& error) noexcept
{
    if (!read_failure_ && is_failure(error))
        read_failure_ = error;
}

void stream_core::note_write(const boost::system::error_code& error) noexcept
{
    if (!write_failure_ && is_failure(error))
        write_failure_ = error;
}

void stream_core::end_write()
{
    writing_ = writing::nobody;
    write_done.wake();
}

void stream_core::take_input(boost::system::error_code& error, std::size_t n)
{
    if (error == boost::asio::error::eof) {
        engine.end_of_input();
        error = {};
    } else {
        note_read(error);
        engine.received(n);
    }
}

void stream_core::let_flush_end() noexcept
{
    if (writing_ == writing::flush)
        writing_ = writing::stopping_flush;
}

bool stream_core::fetch_answer()
{
    start_external_operation();
    auto answer = mailbox_->take();
    if (answer)
        engine.answer(std::move(*answer));
    return answer.has_value();
}

void stream_core::wait_for_answer()
{
    start_external_operation();
    engine.answer(mailbox_->wait());
}

void stream_core::start_external_operation()
{
    auto start = engine.take_external_operation();
    if (!start)
        return;
    if (!mailbox_)
        mailbox_ = std::make_shared<mailbox>();
    auto question = mailbox_->open();
    start([box = mailbox_, question](external_answer answer) { box->put(question, std::move(answer)); });
}

void stream_core::update(const std::function<void(configuration&)>& change)
{
    auto changed = std::make_shared<configuration>(*engine.config());
    change(*changed);
    engine.configure(std::move(changed));
}

} // namespace tls::detail
