#include "protocol/schedule/key_log.hpp"

namespace tls {

namespace {

void append_hex(std::string& line, byte_view data)
{
    constexpr char digits[] = "0123456789abcdef";
    for (auto byte : data) {
        line += digits[byte >> 4];
        line += digits[byte & 15];
    }
}

} // namespace

std::string key_log_line(std::string_view label, byte_view client_random, byte_view secret)
{
    std::string line;
    line.reserve(label.size() + 2 * (1 + client_random.size() + secret.size()));
    line += label;
    line += ' ';
    append_hex(line, client_random);
    line += ' ';
    append_hex(line, secret);
    return line;
}

} // namespace tls
