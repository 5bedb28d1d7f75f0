#include "protocol/record/input_buffer.hpp"

#include "protocol/record/record_header.hpp"

#include <tls/crypto/secret.hpp>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace tls {
namespace {

/// Fits one record of the largest size.
constexpr std::size_t initial_size = 17 * 1024;
static_assert(initial_size >= record_header_size + max_tls12_ciphertext_size);

/// Fits several records, to receive them with one read. Used once reads have filled a smaller buffer.
constexpr std::size_t burst_size = 66 * 1024;

/// Fits the start of a record whose remaining bytes have not arrived.
constexpr std::size_t waiting_size = 2 * 1024;

} // namespace

byte_span input_buffer::prepare()
{
    if (wanted_size_ == 0)
        wanted_size_ = initial_size;
    // A record must fit from begin_ to the end, whatever its size.
    make_room(std::max(size() + 1, record_header_size + max_tls12_ciphertext_size));
    lent_ = true;
    return {block_.data() + end_, block_.capacity() - end_};
}

void input_buffer::commit(std::size_t n)
{
    // A transport that miscounts must not make us read past the end of the buffer.
    if (n > (lent_ ? block_.capacity() - end_ : 0))
        throw std::out_of_range("more bytes received than the input buffer had room for");
    if (n != 0 && end_ + n == block_.capacity())
        wanted_size_ = burst_size;
    end_ += n;
    lent_ = false;
    release_if_idle();
    if (n == 0)
        shrink();
}

void input_buffer::append(byte_view data)
{
    if (data.empty())
        return;
    if (lent_)
        throw std::logic_error("data appended while the input buffer is lent");
    make_room(size() + data.size());
    std::memcpy(block_.data() + end_, data.data(), data.size());
    end_ += data.size();
}

void input_buffer::consume(std::size_t n) noexcept
{
    const auto secret = std::min(n, secret_size_);
    wipe_secret(secret);
    secret_size_ -= secret;
    begin_ += n;
    release_if_idle();
}

/// Wipes the first `n` bytes.
void input_buffer::wipe_secret(std::size_t n) noexcept
{
    wipe(block_.data() + begin_, n);
}

/// Makes the block hold at least `size` bytes from begin_ on, with free space after end_.
void input_buffer::make_room(std::size_t size)
{
    if (block_ && begin_ + size <= block_.capacity() && end_ < block_.capacity())
        return;
    auto have = data();
    if (block_ && size <= block_.capacity() && wanted_size_ <= block_.capacity()) {
        std::memmove(block_.data(), have.data(), have.size());
        const auto left_behind = std::max(begin_, have.size()); // the rest has been overwritten
        const auto secret_end = begin_ + secret_size_;
        if (left_behind < secret_end)
            wipe(block_.data() + left_behind, secret_end - left_behind);
    } else {
        auto larger = block::acquire(std::max(size, wanted_size_));
        if (!have.empty())
            std::memcpy(larger.data(), have.data(), have.size());
        wipe_secret(secret_size_);
        block_ = std::move(larger);
    }
    end_ -= begin_;
    begin_ = 0;
}

/// Moves a short partial record to a small block: the connection needs no more while it waits for the rest.
void input_buffer::shrink()
{
    if (empty() || size() > waiting_size || block_.capacity() <= waiting_size)
        return;
    auto smaller = block::acquire(waiting_size);
    std::memcpy(smaller.data(), data().data(), size());
    wipe_secret(secret_size_);
    block_ = std::move(smaller);
    end_ -= begin_;
    begin_ = 0;
}

void input_buffer::release_if_idle() noexcept
{
    if (begin_ != end_)
        return;
    if (!lent_) {
        begin_ = end_ = 0;
        block_.reset();
    }
}

} // namespace tls
