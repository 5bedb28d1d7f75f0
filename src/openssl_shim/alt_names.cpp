// subjectAltName entries as GENERAL_NAMEs.

#include "openssl_shim/errors.hpp"
#include "openssl_shim/objects.hpp"

#include "x509/certificate/certificate_data.hpp"
#include "x509/der/object_identifiers.hpp"

#include <algorithm>
#include <new>
#include <optional>

using namespace tls;
using namespace tls::openssl_shim;

namespace {

/// Returns the GEN_ value; no value for a tag that no kind of name has.
std::optional<int> type_of(const x509::general_name& name)
{
    const int type = name.tag & 0x1f;
    const bool is_constructed =
        type == GEN_OTHERNAME || type == GEN_X400 || type == GEN_DIRNAME || type == GEN_EDIPARTY;
    const auto number = static_cast<unsigned>(type);
    const auto expected =
        is_constructed ? x509::der::tag::context_constructed(number) : x509::der::tag::context(number);
    return type <= GEN_RID && name.tag == expected ? std::optional(type) : std::nullopt;
}

std::unique_ptr<GENERAL_NAME> make_general_name(int type, const x509::general_name& name)
{
    auto made = std::make_unique<GENERAL_NAME>();
    made->type = type;
    made->d.ptr = nullptr;
    switch (made->type) {
    case GEN_EMAIL:
    case GEN_DNS:
    case GEN_URI:
        made->d.ia5 = new owned_string(V_ASN1_IA5STRING, name.content);
        break;
    case GEN_IPADD:
        made->d.iPAddress = new owned_string(V_ASN1_OCTET_STRING, name.content);
        break;
    case GEN_DIRNAME:
        made->d.directoryName = new X509_name_st(name.content); // explicitly tagged: the content is the whole Name
        break;
    default:
        break;
    }
    return made;
}

} // namespace

void* X509_get_ext_d2i(const X509* certificate, int nid, int* critical, int* position)
{
    const auto* extension =
        nid == NID_subject_alt_name ? certificate->certificate.find_extension(x509::oid::subject_alt_name) : nullptr;
    if (critical != nullptr)
        *critical = extension == nullptr ? -1 : extension->critical ? 1 : 0;
    if (position != nullptr)
        *position = -1;
    if (extension == nullptr)
        return nullptr;
    if (position != nullptr)
        *position = static_cast<int>(extension - certificate->certificate.extensions().data());
    auto* names = new (std::nothrow) GENERAL_NAMES;
    const bool whole = names != nullptr && attempt([&] {
                                               const auto& general_names =
                                                   x509::detail::data_of(certificate->certificate).general_names;
                                               names->items.reserve(general_names.size());
                                               for (const auto& name : general_names)
                                                   if (const auto type = type_of(name))
                                                       names->items.push_back(make_general_name(*type, name).release());
                                           }) == 1;
    if (whole)
        return names;
    GENERAL_NAMES_free(names);
    return nullptr;
}

void GENERAL_NAME_free(GENERAL_NAME* name)
{
    if (name == nullptr)
        return;
    if (name->type == GEN_DIRNAME)
        delete name->d.directoryName;
    else
        delete static_cast<owned_string*>(name->d.ia5);
    delete name;
}

void GENERAL_NAMES_free(GENERAL_NAMES* names)
{
    sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
}

int sk_GENERAL_NAME_num(const GENERAL_NAMES* names)
{
    return names == nullptr ? -1 : static_cast<int>(names->items.size());
}

GENERAL_NAME* sk_GENERAL_NAME_value(const GENERAL_NAMES* names, int position)
{
    if (position < 0 || position >= sk_GENERAL_NAME_num(names))
        return nullptr;
    return names->items[static_cast<std::size_t>(position)];
}

void sk_GENERAL_NAME_free(GENERAL_NAMES* names)
{
    delete names;
}

void sk_GENERAL_NAME_pop_free(GENERAL_NAMES* names, void (*free)(GENERAL_NAME*))
{
    if (names != nullptr)
        std::ranges::for_each(names->items, free);
    delete names;
}
