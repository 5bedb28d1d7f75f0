// PEM: textual encodings (RFC 7468).

#include <tls/x509/pem.hpp>

#include "x509/der/base64.hpp"
#include "x509/der/pem_reader.hpp"

#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>

namespace tls::x509 {

namespace {

constexpr std::string_view begin_boundary = "-----BEGIN ";
constexpr std::string_view end_boundary = "-----END ";
constexpr std::string_view boundary_tail = "-----";
constexpr std::size_t line_length = 64;

[[noreturn]] void fail(error::reason reason, const std::string& what)
{
    throw boost::system::system_error(make_error_code(reason), what);
}

bool is_space(char c) noexcept
{
    return static_cast<unsigned char>(c) <= ' ';
}

// Takes the next line off `text` and removes white space and control characters around it.
std::string_view take_line(std::string_view& text)
{
    const auto end = text.find_first_of("\r\n");
    auto line = text.substr(0, end);
    const auto is_two = text.substr(std::min(end, text.size())).starts_with("\r\n");
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + (is_two ? 2 : 1));
    while (!line.empty() && is_space(line.front()))
        line.remove_prefix(1);
    while (!line.empty() && is_space(line.back()))
        line.remove_suffix(1);
    return line;
}

// Text editors put the mark at the beginning of a file; files are joined.
std::string_view without_byte_order_mark(std::string_view line)
{
    constexpr std::string_view mark = "\xef\xbb\xbf";
    while (line.starts_with(mark))
        line.remove_prefix(mark.size());
    return line;
}

// Returns whether the line is a boundary that begins with `head`; sets `label` if it is.
bool is_boundary(std::string_view line, std::string_view head, std::string_view& label)
{
    if (!line.starts_with(head) || !line.ends_with(boundary_tail) || line.size() < head.size() + boundary_tail.size())
        return false;
    label = line.substr(head.size(), line.size() - head.size() - boundary_tail.size());
    return true;
}

// RFC 1421 section 4.4: header fields, then an empty line. Continuation lines begin with white space, which take_line
// removes, so all lines up to the empty one are taken as headers.
std::string take_headers(std::string_view& text)
{
    auto after_first = text;
    if (take_line(after_first).find(':') == std::string_view::npos)
        return {};
    std::string headers;
    while (!text.empty()) {
        auto after = text;
        auto line = take_line(after);
        if (line.starts_with(boundary_tail))
            break;
        text = after;
        if (line.empty())
            break;
        headers += line;
        headers += '\n';
    }
    return headers;
}

} // namespace

// Reads a block; `rest_` begins after its BEGIN line.
pem_block pem_reader::take_block(std::string_view label)
{
    pem_block block;
    block.label = label;
    block.headers = take_headers(rest_);
    std::basic_string<char, std::char_traits<char>, wiping_allocator<char>> characters;
    characters.reserve(std::min(rest_.find(boundary_tail), rest_.size()));
    while (!rest_.empty()) {
        auto after = rest_;
        auto line = take_line(after);
        std::string_view end_label;
        if (is_boundary(without_byte_order_mark(line), begin_boundary, end_label))
            break;
        rest_ = after;
        if (is_boundary(line, end_boundary, end_label)) {
            if (end_label != label || !decode_base64(characters, block.content))
                break;
            return block;
        }
        characters += line;
    }
    fail(error::reason::bad_base64, "PEM block " + std::string(label.substr(0, 64)) + " is malformed");
}

std::optional<pem_block> pem_reader::next()
{
    stray_end_ = {};
    while (!rest_.empty()) {
        std::string_view label;
        const auto line = without_byte_order_mark(take_line(rest_));
        if (is_boundary(line, begin_boundary, label))
            return take_block(label);
        if (is_boundary(line, end_boundary, label))
            stray_end_ = label;
    }
    return std::nullopt;
}

bool is_certificate_label(std::string_view label) noexcept
{
    return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE";
}

std::vector<pem_block> read_pem(std::string_view text)
{
    std::vector<pem_block> blocks;
    pem_reader reader(text);
    while (auto block = reader.next())
        blocks.push_back(std::move(*block));
    return blocks;
}

std::string write_pem(std::string_view label, byte_view content)
{
    std::string base64;
    append_base64(base64, content);
    std::string out;
    out.reserve(base64.size() + base64.size() / line_length + 2 * label.size() + 64);
    out.append(begin_boundary).append(label).append(boundary_tail) += '\n';
    for (std::size_t i = 0; i < base64.size(); i += line_length)
        out.append(base64, i, line_length) += '\n';
    out.append(end_boundary).append(label).append(boundary_tail) += '\n';
    wipe(base64.data(), base64.size());
    return out;
}

} // namespace tls::x509
