#include "protocol/handshake/frame_arena.hpp"

#include "protocol/record/block_pool.hpp"

#include <tls/crypto/secret.hpp>

#include <algorithm>
#include <cassert>
#include <memory>
#include <new>
#include <utility>

namespace tls {
namespace {

/// Fits the deepest nesting of steps in most handshakes, in a block for one record.
constexpr std::size_t min_segment_size = 16 * 1024;

constexpr std::size_t padded(std::size_t size) noexcept
{
    constexpr auto alignment = alignof(std::max_align_t);
    return (size + alignment - 1) / alignment * alignment;
}

} // namespace

/// The header of a segment. The memory for frames follows it, in the same block.
struct alignas(std::max_align_t) frame_arena::segment {
    block whole;
    segment* previous;
    segment* next;
    std::size_t used;

    std::size_t capacity() const noexcept { return whole.capacity() - sizeof(segment); }
    bool has_room(std::size_t n) const noexcept { return capacity() - used >= n; }
    std::byte* memory() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
};

/// Stands in front of each frame.
struct alignas(std::max_align_t) frame_arena::header {
    frame_arena* arena;
    std::size_t size; ///< bytes of the frame and this header, with padding
};

frame_arena::~frame_arena()
{
    while (first_ != nullptr) {
        assert(first_->used == 0);
        auto* next = first_->next;
        const auto whole = std::move(first_->whole); // frames were wiped when freed
        std::destroy_at(first_);
        wipe(first_, sizeof(segment));
        first_ = next;
    }
}

void* frame_arena::allocate(std::size_t size)
{
    const auto whole = sizeof(header) + padded(size);
    if (!move_to_segment_with_room(whole))
        append_segment(whole);
    auto* position = current_->memory() + current_->used;
    current_->used += whole;
    return new (position) header{this, whole} + 1;
}

void frame_arena::free(void* frame, [[maybe_unused]] std::size_t size) noexcept
{
    auto& front = static_cast<header*>(frame)[-1];
    assert(front.size == sizeof(header) + padded(size));
    front.arena->release(front);
}

bool frame_arena::move_to_segment_with_room(std::size_t size) noexcept
{
    for (auto* each = current_; each != nullptr; each = each->next) {
        if (each->has_room(size)) {
            current_ = each;
            return true;
        }
    }
    return false;
}

void frame_arena::append_segment(std::size_t size)
{
    auto* last = current_;
    while (last != nullptr && last->next != nullptr)
        last = last->next;
    auto whole = block::acquire(sizeof(segment) + std::max(size, min_segment_size));
    auto* memory = whole.data();
    current_ = new (memory) segment{std::move(whole), last, nullptr, 0};
    (last != nullptr ? last->next : first_) = current_;
    capacity_ += current_->capacity();
}

void frame_arena::release(header& front) noexcept
{
    assert(reinterpret_cast<std::byte*>(&front) + front.size == current_->memory() + current_->used);
    current_->used -= front.size;
    wipe(&front, front.size);
    while (current_->used == 0 && current_->previous != nullptr)
        current_ = current_->previous;
}

} // namespace tls
