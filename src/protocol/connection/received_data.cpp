#include "protocol/connection/received_data.hpp"

namespace tls {

void received_data::add(byte_view content) noexcept
{
    unread_offset_ = static_cast<std::size_t>(content.data() - records_.input().data().data());
    unread_size_ = content.size();
}

byte_view received_data::front() noexcept
{
    if (has_held())
        return byte_view(held_).subspan(held_offset_);
    return records_.input().data().subspan(unread_offset_, unread_size_);
}

void received_data::consume(std::size_t n) noexcept
{
    if (has_held()) {
        held_offset_ += n;
        if (!has_held()) {
            held_ = secure_bytes();
            held_offset_ = 0;
        }
        return;
    }
    unread_offset_ += n;
    unread_size_ -= n;
    if (unread_size_ == 0)
        release_unread();
}

bool received_data::hold()
{
    if (unread_size_ == 0)
        return true;
    if (size() > max_held_)
        return false;
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(held_offset_));
    held_offset_ = 0;
    const auto unread = records_.input().data().subspan(unread_offset_, unread_size_);
    held_.insert(held_.end(), unread.begin(), unread.end());
    release_unread();
    return true;
}

void received_data::drop() noexcept
{
    held_ = secure_bytes();
    held_offset_ = 0;
    if (unread_size_ != 0)
        release_unread();
}

void received_data::release_unread() noexcept
{
    unread_offset_ = 0;
    unread_size_ = 0;
    records_.release();
}

} // namespace tls
