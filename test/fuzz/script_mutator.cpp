#include "fuzz/script_mutator.hpp"

#include "fuzz/script.hpp"

#include <algorithm>
#include <random>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace tls::fuzz {

namespace {

/// A vector of a handshake message that extends to the end of its surroundings: a length of `width` bytes at `at`, then
/// the content, which ends at `end`. Extension blocks and certificate lists are such vectors, and so are their
/// elements.
struct vector_place {
    std::size_t at, width, end;
};

constexpr std::size_t message_header = 2, extension_header = 4;

std::size_t number_at(byte_view data, std::size_t at, std::size_t width)
{
    std::size_t number = 0;
    for (std::size_t i = 0; i != width; ++i)
        number = number << 8 | data[at + i];
    return number;
}

void set_number(bytes& data, const vector_place& place, std::size_t number)
{
    for (std::size_t i = 0; i != place.width; ++i)
        data[place.at + i] = static_cast<std::uint8_t>(number >> (8 * (place.width - 1 - i)));
}

/// Returns the vectors in data[begin, end) that end at `end`, outermost first.
std::vector<vector_place> vectors_to_end(byte_view data, std::size_t begin, std::size_t end)
{
    constexpr std::size_t max_count = 16;
    std::vector<vector_place> found;
    for (auto at = begin; at < end && found.size() != max_count; ++at)
        for (std::size_t width = 1; width <= 3 && at + width <= end; ++width)
            if (number_at(data, at, width) == end - at - width && (end - at - width != 0 || width == 2)) {
                found.push_back({at, width, end});
                break;
            }
    return found;
}

/// Returns the positions of the extensions in a block (RFC 8446 section 4.2), and its end. Empty if it is none.
std::vector<std::size_t> extensions_in(byte_view data, const vector_place& block)
{
    std::vector<std::size_t> positions;
    auto at = block.at + block.width;
    while (at != block.end) {
        if (block.end - at < extension_header)
            return {};
        const auto size = number_at(data, at + 2, 2);
        if (block.end - at - extension_header < size)
            return {};
        positions.push_back(at);
        at += extension_header + size;
    }
    positions.push_back(at);
    return positions.size() == 1 ? std::vector<std::size_t>() : positions;
}

class script_mutation {
public:
    script_mutation(unsigned seed, std::size_t room) : random_(seed), room_(room) {}

    void apply(script& s)
    {
        auto& all = s.operations;
        if (all.empty() || random_() % 24 == 0) {
            change_settings(s.settings);
            return;
        }
        const auto chosen = below(all.size());
        const auto at = all.begin() + static_cast<std::ptrdiff_t>(chosen);
        switch (below(12)) {
        case 0:
            all.erase(at);
            break;
        case 1:
            all.insert(at, script_operation(*at));
            break;
        case 2:
            std::swap(*at, all[below(all.size())]);
            break;
        case 3: {
            auto copy = all[below(all.size())];
            all.insert(at, std::move(copy));
            break;
        }
        case 4:
            all.insert(at, act_operation(static_cast<action>(below(static_cast<std::size_t>(action::count))),
                                         static_cast<std::uint16_t>(below(2000))));
            break;
        case 5:
            all.erase(at, all.end());
            break;
        default:
            change(*at);
        }
    }

private:
    std::size_t below(std::size_t end) { return random_() % end; }

    void change_settings(script_settings& s)
    {
        auto encoded = s.encode();
        encoded[below(encoded.size())] ^= static_cast<std::uint8_t>(1U << below(8));
        s = script_settings::decode(encoded);
    }

    void change(script_operation& one)
    {
        if (one.kind == operation::act || one.kind == operation::raw || one.content.size() <= message_header) {
            mutate_range(one.content, 0, one.content.size());
            return;
        }
        switch (below(8)) {
        case 0:
            one.content[0] ^= static_cast<std::uint8_t>(1U << below(3));
            break;
        case 1:
            one.content[1] = static_cast<std::uint8_t>(below(26));
            break;
        case 2:
            mutate_range(one.content, message_header, one.content.size());
            break;
        default:
            if (one.kind == operation::message)
                change_message(one.content);
            else
                mutate_range(one.content, message_header, one.content.size());
        }
    }

    void change_message(bytes& message)
    {
        const auto vectors = vectors_to_end(message, message_header, message.size());
        if (vectors.empty()) {
            mutate_range(message, message_header, message.size());
            return;
        }
        for (std::size_t depth = 0; depth != vectors.size(); ++depth) {
            const auto extensions = extensions_in(message, vectors[depth]);
            if (extensions.empty() || below(6) == 0)
                continue;
            const std::vector outer(vectors.begin(), vectors.begin() + static_cast<std::ptrdiff_t>(depth) + 1);
            change_extensions(message, outer, extensions);
            return;
        }
        const auto depth = below(vectors.size());
        const std::vector outer(vectors.begin(), vectors.begin() + static_cast<std::ptrdiff_t>(depth) + 1);
        change_content(message, outer, vectors[depth].at + vectors[depth].width, message.size());
    }

    /// Changes one extension, of those that begin at `positions`, whose last is the end of the block.
    void change_extensions(bytes& message, const std::vector<vector_place>& outer,
                           const std::vector<std::size_t>& positions)
    {
        const auto chosen = below(positions.size() - 1);
        const auto begin = positions[chosen], end = positions[chosen + 1];
        const bytes copy(message.begin() + static_cast<std::ptrdiff_t>(begin),
                         message.begin() + static_cast<std::ptrdiff_t>(end));
        const auto to = positions[below(positions.size())];
        switch (below(6)) {
        case 0:
            replace(message, outer, begin, end, {});
            break;
        case 1: // a copy, which is a duplicate
            replace(message, outer, to, to, copy);
            break;
        case 2: // to the end
            replace(message, outer, begin, end, {});
            replace(message, outer, message.size(), message.size(), copy);
            break;
        case 3:
            message[begin + 1] = static_cast<std::uint8_t>(below(60));
            break;
        default: {
            auto inner = outer;
            inner.push_back({begin + 2, 2, end});
            // Often the extension has one vector that fills it: keep its length right too.
            const auto nested = vectors_to_end(message, begin + extension_header, end);
            if (!nested.empty() && below(4) != 0)
                inner.push_back(nested[below(nested.size())]);
            change_content(message, inner, inner.back().at + inner.back().width, end);
        }
        }
    }

    void change_content(bytes& message, const std::vector<vector_place>& outer, std::size_t begin, std::size_t end)
    {
        bytes content(message.begin() + static_cast<std::ptrdiff_t>(begin),
                      message.begin() + static_cast<std::ptrdiff_t>(end));
        mutate_range(content, 0, content.size());
        replace(message, outer, begin, end, content);
    }

    /// Replaces message[begin, end) and adds the difference in size to the lengths around it.
    static void replace(bytes& message, const std::vector<vector_place>& outer, std::size_t begin, std::size_t end,
                        const bytes& by)
    {
        for (const auto& place : outer)
            set_number(message, place, number_at(message, place.at, place.width) + by.size() - (end - begin));
        const auto at = message.erase(message.begin() + static_cast<std::ptrdiff_t>(begin),
                                      message.begin() + static_cast<std::ptrdiff_t>(end));
        message.insert(at, by.begin(), by.end());
    }

    /// Has libFuzzer change data[begin, end), which may grow by some bytes.
    void mutate_range(bytes& data, std::size_t begin, std::size_t end)
    {
        bytes part(data.begin() + static_cast<std::ptrdiff_t>(begin), data.begin() + static_cast<std::ptrdiff_t>(end));
        const auto size = part.size();
        part.resize(size + std::min<std::size_t>(room_, 64));
        if (part.empty())
            return;
        part.resize(LLVMFuzzerMutate(part.data(), size, part.size()));
        const auto at = data.erase(data.begin() + static_cast<std::ptrdiff_t>(begin),
                                   data.begin() + static_cast<std::ptrdiff_t>(end));
        data.insert(at, part.begin(), part.end());
    }

    std::minstd_rand random_;
    std::size_t room_;
};

} // namespace

std::size_t mutate_script(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed)
{
    if (seed % 16 == 0 || size < script_settings::size)
        return LLVMFuzzerMutate(data, size, max_size);
    auto changed = script::decode({data, size});
    script_mutation(seed, max_size - size).apply(changed);
    const auto out = changed.encode();
    if (out.size() > max_size)
        return LLVMFuzzerMutate(data, size, max_size);
    std::ranges::copy(out, data);
    return out.size();
}

std::size_t cross_scripts(std::span<const std::uint8_t> first, std::span<const std::uint8_t> second,
                          std::span<std::uint8_t> out, unsigned seed)
{
    std::minstd_rand random(seed);
    auto made = script::decode(first);
    const auto other = script::decode(second);
    if (made.operations.empty() || other.operations.empty())
        return 0;
    const auto place = [&](std::size_t count) { return static_cast<std::ptrdiff_t>(random() % (count + 1)); };
    auto& all = made.operations;
    const auto from = place(other.operations.size()), to = place(other.operations.size());
    const auto removed_from = place(all.size()), removed_to = place(all.size());
    auto at =
        all.erase(all.begin() + std::min(removed_from, removed_to), all.begin() + std::max(removed_from, removed_to));
    all.insert(at, other.operations.begin() + std::min(from, to), other.operations.begin() + std::max(from, to));
    const auto encoded = made.encode();
    if (encoded.size() > out.size())
        return 0;
    std::ranges::copy(encoded, out.begin());
    return encoded.size();
}

} // namespace tls::fuzz
