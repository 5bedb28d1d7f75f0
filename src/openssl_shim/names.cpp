// Distinguished names.

#include "openssl_shim/errors.hpp"
#include "openssl_shim/objects.hpp"

#include "x509/certificate/name.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

using namespace tls;
using namespace tls::openssl_shim;

X509_name_st::X509_name_st(byte_view der)
{
    try {
        for (const auto& attribute : x509::read_attributes(der))
            entries.push_back(std::make_unique<X509_name_entry_st>(X509_name_entry_st{
                owned_object(attribute.type), owned_string(attribute.value.tag, attribute.value.content),
                attribute.type, attribute.starts_relative_name}));
    } catch (const x509::der::error&) {
        entries.clear();
    }
}

namespace {

byte_view view_of(const ASN1_STRING& string)
{
    return {string.data, static_cast<std::size_t>(string.length)};
}

/// Escapes a value like X509_NAME_oneline.
std::string escaped(byte_view value)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const auto byte : value) {
        if (byte < ' ' || byte > '~')
            text.append("\\x").append({digits[byte >> 4], digits[byte & 0xf]});
        else if (byte == '/' || byte == '+')
            text.append("\\").push_back(static_cast<char>(byte));
        else
            text.push_back(static_cast<char>(byte));
    }
    return text;
}

/// Returns the bytes of a value to display. For a UniversalString (four bytes a character) whose characters all fit
/// into one byte, these are only the last byte of each character.
bytes displayed_bytes(const ASN1_STRING& value)
{
    const auto all = view_of(value);
    if (value.type != V_ASN1_UNIVERSALSTRING || all.size() % 4 != 0)
        return to_bytes(all);
    std::array<bool, 4> used{};
    for (std::size_t i = 0; i < all.size(); ++i)
        used[i % 4] = used[i % 4] || all[i] != 0;
    if (used[0] || used[1] || used[2])
        return to_bytes(all);
    bytes last;
    for (std::size_t i = 3; i < all.size(); i += 4)
        last.push_back(all[i]);
    return last;
}

std::string describe(const X509_name_entry_st& entry)
{
    std::string text(entry.starts_relative_name ? "/" : "+");
    text += entry.type.short_name != nullptr ? entry.type.short_name : entry.dotted;
    return text + '=' + escaped(displayed_bytes(entry.value));
}

int next_index(const X509_NAME& name, byte_view type, int last)
{
    for (auto i = static_cast<std::size_t>(std::max(last + 1, 0)); i < name.entries.size(); ++i) {
        const auto& candidate = name.entries[i]->type;
        if (std::ranges::equal(byte_view(candidate.data, static_cast<std::size_t>(candidate.length)), type))
            return static_cast<int>(i);
    }
    return -1;
}

int copy_text(const X509_NAME* name, int position, char* buffer, int size)
{
    if (position < 0)
        return -1;
    const ASN1_STRING& value = name->entries[static_cast<std::size_t>(position)]->value;
    if (buffer == nullptr)
        return value.length;
    if (size <= 0)
        return 0;
    const int copied = std::min(value.length, size - 1);
    std::memcpy(buffer, value.data, static_cast<std::size_t>(copied));
    buffer[copied] = '\0';
    return copied;
}

} // namespace

char* X509_NAME_oneline(const X509_NAME* name, char* buffer, int size)
{
    if (buffer != nullptr && size <= 0)
        return nullptr;
    return made_or_null([&]() -> char* {
        std::string line;
        if (name == nullptr)
            line = "NO X509_NAME";
        if (name == nullptr && buffer != nullptr)
            line.resize(std::min(line.size(), static_cast<std::size_t>(size) - 1));
        for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
            const auto attribute = describe(*name->entries[static_cast<std::size_t>(i)]);
            if (buffer != nullptr && line.size() + attribute.size() >= static_cast<std::size_t>(size))
                break;
            line += attribute;
        }
        auto* target = buffer != nullptr ? buffer : static_cast<char*>(std::malloc(line.size() + 1));
        if (target != nullptr)
            std::memcpy(target, line.c_str(), line.size() + 1);
        return target;
    });
}

int X509_NAME_entry_count(const X509_NAME* name)
{
    return name == nullptr ? 0 : static_cast<int>(name->entries.size());
}

int X509_NAME_get_index_by_NID(const X509_NAME* name, int nid, int last)
{
    const auto* type = find_type(nid);
    if (type == nullptr)
        return -2;
    if (name == nullptr)
        return -1;
    const auto found =
        std::ranges::find_if(name->entries.begin() + std::clamp(last + 1, 0, X509_NAME_entry_count(name)),
                             name->entries.end(), [type](const auto& entry) { return entry->dotted == type->dotted; });
    return found == name->entries.end() ? -1 : static_cast<int>(found - name->entries.begin());
}

int X509_NAME_get_index_by_OBJ(const X509_NAME* name, const ASN1_OBJECT* type, int last)
{
    if (name == nullptr || type == nullptr)
        return -1;
    return next_index(*name, {type->data, static_cast<std::size_t>(type->length)}, last);
}

int X509_NAME_get_text_by_NID(const X509_NAME* name, int nid, char* buffer, int size)
{
    return copy_text(name, X509_NAME_get_index_by_NID(name, nid, -1), buffer, size);
}

int X509_NAME_get_text_by_OBJ(const X509_NAME* name, const ASN1_OBJECT* type, char* buffer, int size)
{
    return copy_text(name, X509_NAME_get_index_by_OBJ(name, type, -1), buffer, size);
}

X509_NAME_ENTRY* X509_NAME_get_entry(const X509_NAME* name, int position)
{
    if (position < 0 || position >= X509_NAME_entry_count(name))
        return nullptr;
    return name->entries[static_cast<std::size_t>(position)].get();
}

ASN1_STRING* X509_NAME_ENTRY_get_data(const X509_NAME_ENTRY* entry)
{
    return entry == nullptr ? nullptr : &const_cast<X509_NAME_ENTRY*>(entry)->value;
}

ASN1_OBJECT* X509_NAME_ENTRY_get_object(const X509_NAME_ENTRY* entry)
{
    return entry == nullptr ? nullptr : &const_cast<X509_NAME_ENTRY*>(entry)->type;
}
