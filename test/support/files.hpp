// Temporary directories and environment variables for tests.

#ifndef TLS_TEST_SUPPORT_FILES_HPP
#define TLS_TEST_SUPPORT_FILES_HPP

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace tls::test {

/// The destructor removes the directory and its contents.
class temporary_directory {
public:
    temporary_directory()
    {
        std::string name = std::filesystem::temp_directory_path() / "tls_test_XXXXXX";
        BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~temporary_directory() { std::filesystem::remove_all(path_); }
    temporary_directory(const temporary_directory&) = delete;
    temporary_directory& operator=(const temporary_directory&) = delete;

    std::string path() const { return path_; }
    std::string path(const std::string& name) const { return path_ / name; }
    std::string write(const std::string& name, std::string_view content) const
    {
        std::ofstream(path(name), std::ios::binary) << content;
        return path(name);
    }

private:
    std::filesystem::path path_;
};

/// Sets or removes an environment variable. The destructor restores it.
class environment_variable {
public:
    explicit environment_variable(const char* name) : name_(name)
    {
        if (auto* value = std::getenv(name))
            earlier_ = value;
        ::unsetenv(name);
    }
    environment_variable(const char* name, const std::string& value) : environment_variable(name)
    {
        ::setenv(name, value.c_str(), 1);
    }
    ~environment_variable()
    {
        if (earlier_)
            ::setenv(name_, earlier_->c_str(), 1);
        else
            ::unsetenv(name_);
    }
    environment_variable(const environment_variable&) = delete;
    environment_variable& operator=(const environment_variable&) = delete;

private:
    const char* name_;
    std::optional<std::string> earlier_;
};

} // namespace tls::test

#endif
