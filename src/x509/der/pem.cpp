// PEM: textual encodings (RFC 7468).

#include <tls/x509/pem.hpp>

#include "x509/der/base64.hpp"

#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

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

// Takes the next line off `text` and removes the white space around it.
std::string_view take_line(std::string_view& text)
{
    constexpr std::string_view white_space = " \t\r\v\f";
    auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    auto first = line.find_first_not_of(white_space);
    if (first == std::string_view::npos)
        return {};
    return line.substr(first, line.find_last_not_of(white_space) - first + 1);
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
        auto line = take_line(text);
        if (line.empty())
            break;
        headers += line;
        headers += '\n';
    }
    return headers;
}

// Reads a block; `text` begins after its BEGIN line.
pem_block take_block(std::string_view label, std::string_view& text)
{
    pem_block block;
    block.label = label;
    block.headers = take_headers(text);
    std::basic_string<char, std::char_traits<char>, wiping_allocator<char>> characters;
    characters.reserve(text.find(end_boundary) == std::string_view::npos ? 0 : text.find(end_boundary));
    while (!text.empty()) {
        auto line = take_line(text);
        std::string_view end_label;
        if (is_boundary(line, end_boundary, end_label)) {
            if (end_label != label || !decode_base64(characters, block.content))
                break;
            return block;
        }
        characters += line;
    }
    fail(error::reason::bad_base64, "PEM block " + std::string(label.substr(0, 64)) + " is malformed");
}

} // namespace

std::vector<pem_block> read_pem(std::string_view text)
{
    std::vector<pem_block> blocks;
    while (!text.empty()) {
        std::string_view label;
        if (is_boundary(take_line(text), begin_boundary, label))
            blocks.push_back(take_block(label, text));
    }
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
