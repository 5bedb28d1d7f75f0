#include "fuzz/der_mutator.hpp"

#include <algorithm>
#include <optional>
#include <random>
#include <span>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace tls::fuzz {

namespace {

using bytes = std::vector<std::uint8_t>;
using byte_view = std::span<const std::uint8_t>;

constexpr unsigned max_depth = 40;
constexpr std::size_t max_elements = 20'000;

/// A DER element. It has `children` if its content, after `prefix`, consists of elements.
struct element {
    std::uint8_t tag = 0;
    bytes prefix; ///< the unused-bits octet of a BIT STRING that contains DER
    bytes content;
    std::vector<element> children;
};

struct cursor {
    byte_view rest;
    std::size_t& budget;
};

std::optional<element> take(cursor& in, unsigned depth);

std::optional<std::vector<element>> take_all(byte_view data, std::size_t& budget, unsigned depth)
{
    std::vector<element> result;
    for (cursor in{data, budget}; !in.rest.empty();) {
        auto next = take(in, depth);
        if (!next)
            return std::nullopt;
        result.push_back(std::move(*next));
    }
    return result;
}

std::optional<byte_view> take_content(byte_view& rest)
{
    if (rest.size() < 2)
        return std::nullopt;
    std::size_t length = rest[1], header = 2;
    if (length >= 0x80) {
        auto octets = length & 0x7f;
        if (octets == 0 || octets > 3 || rest.size() < 2 + octets)
            return std::nullopt;
        length = 0;
        for (auto octet : rest.subspan(2, octets))
            length = length << 8 | octet;
        header += octets;
    }
    if (rest.size() - header < length)
        return std::nullopt;
    auto content = rest.subspan(header, length);
    rest = rest.subspan(header + length);
    return content;
}

std::optional<element> take(cursor& in, unsigned depth)
{
    if (in.rest.empty() || in.budget == 0 || depth == max_depth)
        return std::nullopt;
    --in.budget;
    element result;
    result.tag = in.rest[0];
    auto content = take_content(in.rest);
    if (!content)
        return std::nullopt;
    constexpr std::uint8_t constructed = 0x20, bit_string = 0x03, octet_string = 0x04;
    auto inner = *content;
    if (result.tag == bit_string && inner.size() > 1 && inner[0] == 0) {
        result.prefix.assign(1, 0);
        inner = inner.subspan(1);
    }
    bool may_nest = (result.tag & constructed) != 0 || result.tag == bit_string || result.tag == octet_string;
    if (may_nest && inner.size() >= 2)
        if (auto children = take_all(inner, in.budget, depth + 1)) {
            result.children = std::move(*children);
            return result;
        }
    result.prefix.clear();
    result.content.assign(content->begin(), content->end());
    return result;
}

void encode(const element& e, bytes& out)
{
    bytes content = e.prefix;
    content.insert(content.end(), e.content.begin(), e.content.end());
    for (const auto& child : e.children)
        encode(child, content);
    out.push_back(e.tag);
    auto length = content.size();
    if (length < 0x80) {
        out.push_back(static_cast<std::uint8_t>(length));
    } else {
        int octets = length > 0xffff ? 3 : length > 0xff ? 2 : 1;
        out.push_back(static_cast<std::uint8_t>(0x80 | octets));
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
            out.push_back(static_cast<std::uint8_t>(length >> shift));
    }
    out.insert(out.end(), content.begin(), content.end());
}

class mutation {
public:
    explicit mutation(unsigned seed) : random_(seed) {}

    void apply(std::vector<element>& roots, std::size_t room)
    {
        collect(roots);
        if (all_.empty())
            return;
        auto& [siblings, index] = any();
        auto& chosen = (*siblings)[index];
        switch (random_() % 8) {
        case 0:
            siblings->erase(siblings->begin() + static_cast<std::ptrdiff_t>(index));
            break;
        case 1:
            siblings->insert(siblings->begin() + static_cast<std::ptrdiff_t>(index), element(chosen));
            break;
        case 2: {
            auto& [others, other] = any();
            auto copy = (*others)[other];
            chosen = std::move(copy);
            break;
        }
        case 3: {
            auto& [others, other] = any();
            auto copy = (*others)[other];
            siblings->insert(siblings->begin() + static_cast<std::ptrdiff_t>(index), std::move(copy));
            break;
        }
        case 4:
            chosen.tag = static_cast<std::uint8_t>(random_());
            break;
        default:
            change_content(chosen, room);
        }
    }

private:
    using place = std::pair<std::vector<element>*, std::size_t>;

    void collect(std::vector<element>& siblings)
    {
        for (std::size_t i = 0; i < siblings.size(); ++i) {
            all_.emplace_back(&siblings, i);
            collect(siblings[i].children);
        }
    }

    place& any() { return all_[random_() % all_.size()]; }

    void change_content(element& e, std::size_t room)
    {
        if (!e.children.empty() && random_() % 4 != 0) {
            std::shuffle(e.children.begin(), e.children.end(), random_);
            return;
        }
        bytes content = e.content;
        for (const auto& child : e.children)
            encode(child, content);
        auto size = content.size();
        content.resize(size + std::min<std::size_t>(room, 64));
        content.resize(LLVMFuzzerMutate(content.data(), size, content.size()));
        e.content = std::move(content);
        e.children.clear();
    }

    std::minstd_rand random_;
    std::vector<place> all_;
};

} // namespace

std::size_t mutate_der(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed)
{
    std::size_t budget = max_elements;
    auto roots = take_all({data, size}, budget, 0);
    if (!roots || roots->empty() || seed % 16 == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    mutation(seed).apply(*roots, max_size - size);
    bytes out;
    for (const auto& root : *roots)
        encode(root, out);
    if (out.empty() || out.size() > max_size)
        return LLVMFuzzerMutate(data, size, max_size);
    std::copy(out.begin(), out.end(), data);
    return out.size();
}

} // namespace tls::fuzz
