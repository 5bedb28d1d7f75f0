#include "protocol/record/output_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace tls {

void output_buffer::reserve(std::size_t size)
{
    auto& target = growing_;
    if (target.memory && target.end + size <= target.memory.capacity())
        return;
    auto have = target.end - target.begin;
    auto larger = block::acquire(std::max(have + size, 2 * have));
    if (have != 0)
        std::memcpy(larger.data(), target.memory.data() + target.begin, have);
    target.memory = std::move(larger);
    target.begin = 0;
    target.end = have;
}

byte_span output_buffer::prepare(std::size_t size)
{
    reserve(size);
    return {growing_.memory.data() + growing_.end, size};
}

void output_buffer::commit(std::size_t size) noexcept
{
    growing_.end += size;
    total_queued_ += size;
}

byte_view output_buffer::front()
{
    if (lent_.empty())
        std::swap(lent_, growing_);
    return {lent_.memory.data() + lent_.begin, lent_.end - lent_.begin};
}

void output_buffer::sent(std::size_t n)
{
    // A transport that miscounts must not make us send bytes past the end of the buffer.
    if (n > lent_.end - lent_.begin)
        throw std::out_of_range("more bytes sent than the output buffer had lent");
    lent_.begin += n;
    total_sent_ += n;
    if (lent_.empty()) {
        lent_.begin = lent_.end = 0;
        lent_.memory.reset();
    }
}

} // namespace tls
