#include "openssl_shim/attachments.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>

namespace tls::openssl_shim {

namespace {

template <class Attachment, class Owner, class... Arguments>
Attachment& attachment_in(Owner& owner, Arguments&... arguments)
{
    if (owner.attachment == nullptr)
        owner.attachment = std::make_shared<Attachment>(arguments...);
    return *static_cast<Attachment*>(owner.attachment.get());
}

/// Guards which store belongs to which contexts: several contexts may share a store.
std::mutex& ownership_mutex()
{
    static std::mutex mutex;
    return mutex;
}

} // namespace

context_attachment& attachment_of(native_context& context)
{
    return attachment_in<context_attachment>(context, context);
}

connection_attachment& attachment_of(native_stream& connection)
{
    return attachment_in<connection_attachment>(connection);
}

void context_attachment::replace_store(boost::intrusive_ptr<x509_store_st> next)
{
    std::lock_guard lock(ownership_mutex());
    if (store) {
        std::lock_guard store_lock(store->mutex);
        std::erase(store->contexts, &context);
    }
    store = std::move(next);
    if (store) {
        std::lock_guard store_lock(store->mutex);
        store->contexts.push_back(&context);
    }
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

verify_callback adapt(SSL_verify_cb callback)
{
    return [callback](bool preverified, verify_context& context) {
        return callback(preverified ? 1 : 0, context.native_handle()) != 0;
    };
}

} // namespace tls::openssl_shim
