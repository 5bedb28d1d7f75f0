// Data in one direction, over any kind of stream.

#ifndef TLS_TEST_BENCH_TRANSFER_HPP
#define TLS_TEST_BENCH_TRANSFER_HPP

#include "endpoints.hpp"

#include <boost/asio/write.hpp>

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace bench {

/// Called after every read and write. Asio reuses handler memory only while run() is active, so a single run() drives
/// everything and is ended from within by io_context::stop.
using progress = std::function<void()>;

/// Writes repeatedly.
template <class Stream>
class source {
public:
    explicit source(Stream& to, std::size_t write_size = 0) : stream_(to) { set_write_size(write_size); }
    source(const source&) = delete;
    source& operator=(const source&) = delete;

    void set_write_size(std::size_t size) { data_.assign(size, 'x'); }
    /// Runs until `after_each` or other code calls stop().
    void start(progress after_each)
    {
        after_each_ = std::move(after_each);
        is_stopping_ = false;
        write();
    }
    /// Stops after the current write.
    void stop() { is_stopping_ = true; }

    bool has_stopped() const { return is_stopping_ && !is_writing_; }
    std::uint64_t bytes() const { return bytes_; }
    std::uint64_t writes() const { return writes_; }

private:
    void write()
    {
        is_writing_ = true;
        asio::async_write(stream_, asio::buffer(data_), [this](const error_code& error, std::size_t size) {
            check("write", error);
            is_writing_ = false;
            bytes_ += size;
            ++writes_;
            after_each_();
            if (!is_stopping_)
                write();
        });
    }

    Stream& stream_;
    std::vector<char> data_;
    progress after_each_;
    std::uint64_t bytes_ = 0;
    std::uint64_t writes_ = 0;
    bool is_stopping_ = false;
    bool is_writing_ = false;
};

/// Always has a read pending, from construction on. The io_context must not run after its destruction.
template <class Stream>
class sink {
public:
    static constexpr std::size_t buffer_size = 256 * 1024;

    explicit sink(Stream& from) : stream_(from), data_(buffer_size) { read(); }
    sink(const sink&) = delete;
    sink& operator=(const sink&) = delete;

    void set_progress(progress after_each) { after_each_ = std::move(after_each); }
    std::uint64_t bytes() const { return bytes_; }

private:
    void read()
    {
        stream_.async_read_some(asio::buffer(data_), [this](const error_code& error, std::size_t size) {
            check("read", error);
            bytes_ += size;
            after_each_();
            read();
        });
    }

    Stream& stream_;
    std::vector<char> data_;
    progress after_each_ = [] {};
    std::uint64_t bytes_ = 0;
};

/// One end writes and the other reads everything, in the same thread.
template <class Stream>
class transfer {
public:
    transfer(asio::io_context& io, Stream& from, Stream& to) : io_(io), source_(from), sink_(to) {}

    void set_write_size(std::size_t size) { source_.set_write_size(size); }

    /// Runs until `go_on` returns false, which is called often, and then until all data has arrived.
    template <class Predicate>
    void run(Predicate go_on)
    {
        auto after_each = [&] {
            if (!go_on())
                source_.stop();
            if (source_.has_stopped() && sink_.bytes() == source_.bytes())
                io_.stop();
        };
        sink_.set_progress(after_each);
        source_.start(after_each);
        io_.restart();
        io_.run();
    }

    std::uint64_t bytes() const { return source_.bytes(); }
    std::uint64_t writes() const { return source_.writes(); }

private:
    asio::io_context& io_;
    source<Stream> source_;
    sink<Stream> sink_;
};

} // namespace bench

#endif
