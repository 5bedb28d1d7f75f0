// The operations of a stream on early data. Each has the interface that operations.hpp describes.

#ifndef TLS_IMPL_EARLY_DATA_OPERATIONS_HPP
#define TLS_IMPL_EARLY_DATA_OPERATIONS_HPP

#include <tls/impl/operations.hpp>

#pragma GCC visibility push(default)

namespace tls::detail {

/// Reads a client's early data. Limited like a handshake, because the client may never send its first message.
template <class MutableBufferSequence>
class read_early_operation {
public:
    static constexpr bool waits_for_output = false;
    static constexpr bool done_once_queued = false;
    static constexpr bool has_deadline = true;

    explicit read_early_operation(const MutableBufferSequence& buffers) : buffers_(buffers) {}
    want perform(engine& e, boost::system::error_code& error)
    {
        buffer_views<byte_span, boost::asio::mutable_buffer, MutableBufferSequence> views(buffers_);
        return e.read_early(views.get(), bytes_, error);
    }
    std::size_t bytes() const noexcept { return bytes_; }
    static std::chrono::steady_clock::duration time(const engine& e) { return handshake_operation::time(e); }
    static boost::system::error_code timed_out() noexcept { return handshake_operation::timed_out(); }

private:
    MutableBufferSequence buffers_;
    std::size_t bytes_ = 0;
};

template <class ConstBufferSequence>
class write_early_operation {
public:
    static constexpr bool waits_for_output = true;
    static constexpr bool done_once_queued = true;
    static constexpr bool has_deadline = false;

    explicit write_early_operation(const ConstBufferSequence& buffers) : buffers_(buffers) {}
    template <class NextLayer>
    void prepare(NextLayer& next, engine& e)
    {
        prepare_client(next, e);
    }
    want perform(engine& e, boost::system::error_code& error)
    {
        buffer_views<byte_view, boost::asio::const_buffer, ConstBufferSequence> views(buffers_);
        return e.write_early(views.get(), bytes_, error);
    }
    std::size_t bytes() const noexcept { return bytes_; }

private:
    ConstBufferSequence buffers_;
    std::size_t bytes_ = 0;
};

} // namespace tls::detail

#pragma GCC visibility pop

#endif
