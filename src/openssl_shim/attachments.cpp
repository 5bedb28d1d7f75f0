#include "openssl_shim/attachments.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace tls::openssl_shim {

namespace {

/// Guards the attachment of an owner, of which there are many: owners share a few mutexes.
template <class Owner>
std::mutex& attachment_mutex(const Owner& owner)
{
    static std::array<std::mutex, 16> mutexes;
    constexpr auto step = alignof(std::max_align_t) * 16; // objects that are allocated one after the other
    return mutexes[reinterpret_cast<std::uintptr_t>(&owner) / step % mutexes.size()];
}

template <class Attachment, class Owner, class... Arguments>
Attachment& attachment_in(Owner& owner, Arguments&... arguments)
{
    std::lock_guard lock(attachment_mutex(owner));
    if (owner.attachment == nullptr)
        owner.attachment = std::make_shared<Attachment>(arguments...);
    return *static_cast<Attachment*>(owner.attachment.get());
}

} // namespace

std::mutex& ownership_mutex()
{
    static std::mutex mutex;
    return mutex;
}

context_attachment& attachment_of(native_context& context)
{
    return attachment_in<context_attachment>(context, context);
}

connection_attachment& attachment_of(native_stream& connection)
{
    return attachment_in<connection_attachment>(connection);
}

context_attachment::~context_attachment()
{
    std::lock_guard lock(ownership_mutex());
    replace_store(nullptr);
}

void context_attachment::replace_store(boost::intrusive_ptr<x509_store_st> next)
{
    if (next)
        next->contexts.push_back(&context);
    if (store)
        store->contexts.erase(std::ranges::find(store->contexts, &context));
    store = std::move(next);
}

context context_of(SSL_CTX* handle)
{
    intrusive_ptr_add_ref(&native(handle));
    return context(handle);
}

std::vector<std::string> read_protocols(const unsigned char* data, unsigned int size)
{
    std::vector<std::string> names;
    for (unsigned int i = 0; i < size; i += 1u + data[i]) {
        if (data[i] == 0 || size - i - 1 < data[i])
            throw boost::system::system_error(boost::asio::error::invalid_argument);
        names.emplace_back(reinterpret_cast<const char*>(data + i + 1), data[i]);
    }
    return names;
}

bool adapted_verify_callback::operator()(bool preverified, verify_context& context) const
{
    return callback(preverified ? 1 : 0, context.native_handle()) != 0;
}

} // namespace tls::openssl_shim
