// Certificates.

#include "openssl_shim/errors.hpp"
#include "openssl_shim/objects.hpp"

#include "x509/der/der_reader.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

using namespace tls;
using namespace tls::openssl_shim;

namespace tls::openssl_shim {

certificate_list::certificate_list(std::span<const x509::certificate> certificates)
{
    for (const auto& certificate : certificates) {
        owned.emplace_back(new x509_st(certificate), false);
        stack.items.push_back(owned.back().get());
    }
}

} // namespace tls::openssl_shim

void X509_free(X509* certificate)
{
    if (certificate != nullptr)
        certificate->drop_reference();
}

int X509_up_ref(X509* certificate)
{
    certificate->add_reference();
    return 1;
}

X509* X509_dup(const X509* certificate)
{
    if (certificate == nullptr)
        return nullptr;
    return made_or_null([&] { return new X509(certificate->certificate); });
}

int X509_cmp(const X509* a, const X509* b)
{
    const auto left = a->certificate.der(), right = b->certificate.der();
    if (std::ranges::equal(left, right))
        return 0;
    return std::ranges::lexicographical_compare(left, right) ? -1 : 1;
}

X509* d2i_X509(X509** out, const unsigned char** in, long size)
{
    if (in == nullptr || *in == nullptr || size < 0)
        return nullptr;
    auto* made = made_or_null([&]() -> X509* {
        const byte_view data(*in, static_cast<std::size_t>(size));
        byte_view first = data;
        try {
            first = x509::der::reader(data).any().whole;
        } catch (const x509::der::error&) {
            // certificate::from_der() below reports the error in detail.
        }
        auto* certificate = new X509(x509::certificate::from_der(first));
        *in += first.size();
        return certificate;
    });
    if (made != nullptr && out != nullptr) {
        X509_free(*out);
        *out = made;
    }
    return made;
}

int i2d_X509(const X509* certificate, unsigned char** out)
{
    if (certificate == nullptr)
        return 0;
    const auto der = certificate->certificate.der();
    const auto size = static_cast<int>(der.size());
    if (out == nullptr)
        return size;
    const bool is_ours = *out == nullptr;
    if (is_ours)
        *out = static_cast<unsigned char*>(std::malloc(der.size()));
    if (*out == nullptr)
        return -1;
    std::memcpy(*out, der.data(), der.size());
    if (!is_ours)
        *out += size;
    return size;
}

X509_NAME* X509_get_subject_name(const X509* certificate)
{
    return &const_cast<X509*>(certificate)->subject;
}

X509_NAME* X509_get_issuer_name(const X509* certificate)
{
    return &const_cast<X509*>(certificate)->issuer;
}

int sk_X509_num(const STACK_OF(X509) * stack)
{
    return stack == nullptr ? -1 : static_cast<int>(stack->items.size());
}

X509* sk_X509_value(const STACK_OF(X509) * stack, int position)
{
    if (position < 0 || position >= sk_X509_num(stack))
        return nullptr;
    return stack->items[static_cast<std::size_t>(position)];
}

void sk_X509_free(STACK_OF(X509) * stack)
{
    delete stack;
}

void sk_X509_pop_free(STACK_OF(X509) * stack, void (*free)(X509*))
{
    if (stack != nullptr)
        std::ranges::for_each(stack->items, free);
    delete stack;
}
