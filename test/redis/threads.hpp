// A context with threads for connections to Redis.

#ifndef TLS_TEST_REDIS_THREADS_HPP
#define TLS_TEST_REDIS_THREADS_HPP

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <thread>
#include <vector>

namespace support {

/// A context that runs in two threads. Its destruction waits for all work.
class threads {
public:
    threads()
    {
        for (int i = 0; i < 2; ++i)
            threads_.emplace_back([this] { context_.run(); });
    }
    ~threads()
    {
        work_.reset();
        for (auto& t : threads_)
            t.join();
    }
    boost::asio::any_io_executor executor() { return context_.get_executor(); }

private:
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
    std::vector<std::thread> threads_;
};

} // namespace support

#endif
