// Certificate extensions as text for people.

#ifndef TLS_SRC_X509_CERTIFICATE_PRINT_EXTENSIONS_HPP
#define TLS_SRC_X509_CERTIFICATE_PRINT_EXTENSIONS_HPP

#include <tls/x509/certificate.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tls::x509 {

/// Lines of text, each with a heading, such as "Key usage:   digitalSignature".
class text_lines {
public:
    explicit text_lines(std::size_t indentation) : indentation_(indentation) {}

    void add(std::string_view heading, std::string_view value);
    /// Adds a line for each value; the heading stands before the first.
    void add(std::string_view heading, const std::vector<std::string>& values);
    const std::string& text() const noexcept { return text_; }

private:
    std::size_t indentation_;
    std::string text_;
};

/// Formats as "1F:0A", at most 64 bytes.
std::string to_colon_hex(byte_view);

/// Formats as "2026-01-03 12:00:00 UTC".
std::string to_date_and_time(time_point);

void describe_extensions(std::span<const extension>, text_lines&);

} // namespace tls::x509

#endif
