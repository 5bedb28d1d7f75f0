// A redis-server that a test starts, stops and kills.

#ifndef TLS_TEST_REDIS_REDIS_SERVER_HPP
#define TLS_TEST_REDIS_REDIS_SERVER_HPP

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <spawn.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace support {

/// A server on a Unix socket in a folder of its own, without persistence.
class redis_server {
public:
    /// `options` are more options of its command line.
    explicit redis_server(std::vector<std::string> options = {}) : options_(std::move(options))
    {
        char name[] = "/tmp/asio-tls-redis-XXXXXX";
        if (!::mkdtemp(name))
            throw std::runtime_error("mkdtemp");
        folder_ = name;
        start();
    }
    ~redis_server()
    {
        kill();
        std::filesystem::remove_all(folder_);
    }
    redis_server(const redis_server&) = delete;

    std::string unix_socket() const { return folder_ + "/socket"; }

    /// Returns before the server accepts connections.
    void start()
    {
        // It must not survive a test that is killed.
        std::vector<std::string> words{"setpriv", "--pdeathsig",  "KILL",        "redis-server",  "--port",
                                       "0",       "--unixsocket", unix_socket(), "--save",        "",
                                       "--dir",   folder_,        "--logfile",   folder_ + "/log"};
        words.insert(words.end(), options_.begin(), options_.end());
        std::vector<char*> arguments;
        for (auto& word : words)
            arguments.push_back(word.data());
        arguments.push_back(nullptr);
        if (::posix_spawnp(&process_, "setpriv", nullptr, nullptr, arguments.data(), environ) != 0)
            throw std::runtime_error("cannot run setpriv");
    }
    void kill()
    {
        if (process_ <= 0)
            return;
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
        process_ = 0;
    }
    /// Stops the process: the server accepts connections, and answers nothing.
    void stop()
    {
        ::kill(process_, SIGSTOP);
        ::waitpid(process_, nullptr, WUNTRACED);
    }
    void resume() { ::kill(process_, SIGCONT); }

private:
    std::vector<std::string> options_;
    std::string folder_;
    ::pid_t process_ = 0;
};

/// Calls `f` until it returns true. Fails after a minute.
template <class Function>
void eventually(Function f)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!f()) {
        BOOST_TEST_REQUIRE((std::chrono::steady_clock::now() < end));
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

} // namespace support

#endif
