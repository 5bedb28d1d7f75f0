#include "openssl_shim/errors.hpp"

#include <tls/error.hpp>

#include <openssl/err.h>

#include <array>
#include <cstdio>
#include <deque>
#include <string>

namespace {

constexpr unsigned long system_flag = 0x80000000UL;
constexpr std::size_t max_errors = 16;

std::deque<unsigned long>& errors()
{
    thread_local std::deque<unsigned long> queue;
    return queue;
}

/// The two parts of a message such as "no start line (PEM routines)"; empty for an unknown code.
struct error_text {
    std::string reason;
    std::string library;
};

error_text text_of(unsigned long error)
{
    if ((error & system_flag) != 0) {
        const boost::system::error_code code(ERR_GET_REASON(error), boost::system::system_category());
        return {code.message(), "system library"};
    }
    const auto whole = tls::error::get_ssl_category().message(static_cast<int>(error));
    const auto bracket = whole.rfind(" (");
    if (bracket == std::string::npos)
        return {{}, ERR_GET_LIB(error) == ERR_LIB_SSL ? "SSL routines" : ""};
    return {whole.substr(0, bracket), whole.substr(bracket + 2, whole.size() - bracket - 3)};
}

/// Stores the text and returns a pointer to it; null if it is empty. `storage` is one of this thread's variables, so
/// the pointer is valid until the next call.
const char* store(std::string& storage, std::string text)
{
    storage = std::move(text);
    return storage.empty() ? nullptr : storage.c_str();
}

} // namespace

namespace tls::openssl_shim {

void put_error(const boost::system::error_code& error) noexcept
{
    const auto value = static_cast<unsigned>(error.value());
    const bool is_ssl = error.category() == tls::error::get_ssl_category();
    try {
        if (errors().size() == max_errors)
            errors().pop_front();
        errors().push_back(is_ssl ? value : system_flag | value);
    } catch (...) {
        // No memory to queue the reason. The function's return value still reports the failure.
    }
}

} // namespace tls::openssl_shim

unsigned long ERR_get_error()
{
    const auto oldest = ERR_peek_error();
    if (!errors().empty())
        errors().pop_front();
    return oldest;
}

unsigned long ERR_peek_error()
{
    return errors().empty() ? 0 : errors().front();
}

unsigned long ERR_peek_last_error()
{
    return errors().empty() ? 0 : errors().back();
}

void ERR_clear_error()
{
    errors().clear();
}

void ERR_error_string_n(unsigned long error, char* buffer, std::size_t size)
{
    if (size == 0)
        return;
    auto [reason, library] = text_of(error);
    if (reason.empty())
        reason = "reason(" + std::to_string(ERR_GET_REASON(error)) + ")";
    if (library.empty())
        library = "lib(" + std::to_string(ERR_GET_LIB(error)) + ")";
    std::snprintf(buffer, size, "error:%08lX:%s::%s", error, library.c_str(), reason.c_str());
}

char* ERR_error_string(unsigned long error, char* buffer)
{
    constexpr std::size_t size = 256;
    thread_local std::array<char, size> own;
    if (buffer == nullptr)
        buffer = own.data();
    ERR_error_string_n(error, buffer, size);
    return buffer;
}

const char* ERR_lib_error_string(unsigned long error)
{
    thread_local std::string text;
    return store(text, text_of(error).library);
}

const char* ERR_reason_error_string(unsigned long error)
{
    thread_local std::string text;
    return store(text, text_of(error).reason);
}
