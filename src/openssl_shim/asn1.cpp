// ASN.1 strings and object identifiers.

#include "openssl_shim/errors.hpp"
#include "openssl_shim/objects.hpp"

#include "x509/der/der_reader.hpp"
#include "x509/der/der_writer.hpp"
#include "x509/der/text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

namespace tls::openssl_shim {

namespace {

// RFC 5280 appendix A.1, RFC 4519.
constexpr std::array known_types{
    known_type{NID_commonName, "CN", "2.5.4.3"},
    known_type{NID_surname, "SN", "2.5.4.4"},
    known_type{NID_serialNumber, "serialNumber", "2.5.4.5"},
    known_type{NID_countryName, "C", "2.5.4.6"},
    known_type{NID_localityName, "L", "2.5.4.7"},
    known_type{NID_stateOrProvinceName, "ST", "2.5.4.8"},
    known_type{660, "street", "2.5.4.9"},
    known_type{NID_organizationName, "O", "2.5.4.10"},
    known_type{NID_organizationalUnitName, "OU", "2.5.4.11"},
    known_type{NID_title, "title", "2.5.4.12"},
    known_type{661, "postalCode", "2.5.4.17"},
    known_type{173, "name", "2.5.4.41"},
    known_type{NID_givenName, "GN", "2.5.4.42"},
    known_type{101, "initials", "2.5.4.43"},
    known_type{509, "generationQualifier", "2.5.4.44"},
    known_type{174, "dnQualifier", "2.5.4.46"},
    known_type{510, "pseudonym", "2.5.4.65"},
    known_type{NID_pkcs9_emailAddress, "emailAddress", "1.2.840.113549.1.9.1"},
    known_type{NID_userId, "UID", "0.9.2342.19200300.100.1.1"},
    known_type{NID_domainComponent, "DC", "0.9.2342.19200300.100.1.25"},
    known_type{NID_subject_alt_name, "subjectAltName", "2.5.29.17"},
};

template <class Value, class Member>
const known_type* find(const Value& value, Member member) noexcept
{
    const auto* found = std::ranges::find(known_types, value, member);
    return found == known_types.end() ? nullptr : found;
}

} // namespace

const known_type* find_type(int nid) noexcept
{
    return find(nid, &known_type::nid);
}

const known_type* find_type(std::string_view dotted) noexcept
{
    return find(dotted, &known_type::dotted);
}

const known_type* find_type_by_name(std::string_view short_name) noexcept
{
    return find(short_name, [](const known_type& row) { return std::string_view(row.short_name); });
}

owned_string::owned_string(int kind, byte_view content) : content_(content.begin(), content.end())
{
    content_.push_back(0);
    length = static_cast<int>(content.size());
    type = kind;
    data = content_.data();
}

// Moving a vector keeps its memory, so `data` stays valid.
owned_string::owned_string(owned_string&&) noexcept = default;

owned_object::owned_object(std::string_view dotted)
{
    const auto whole = x509::der::object_identifier(dotted);
    content_ = to_bytes(x509::der::reader(whole).any().content);
    if (const auto* known = find_type(dotted)) {
        short_name = known->short_name;
        nid = known->nid;
    }
    length = static_cast<int>(content_.size());
    data = content_.data();
}

owned_object::owned_object(owned_object&&) noexcept = default;

} // namespace tls::openssl_shim

using namespace tls;
using namespace tls::openssl_shim;

ASN1_OBJECT* OBJ_txt2obj(const char* text, int dotted_only)
{
    return made_or_null([&]() -> ASN1_OBJECT* {
        const auto* named = dotted_only == 0 ? find_type_by_name(text) : nullptr;
        try {
            return new owned_object(named != nullptr ? named->dotted : std::string_view(text));
        } catch (const x509::der::error&) {
            return nullptr;
        }
    });
}

void ASN1_OBJECT_free(ASN1_OBJECT* object)
{
    delete static_cast<owned_object*>(object);
}

const unsigned char* ASN1_STRING_get0_data(const ASN1_STRING* string)
{
    return string->data;
}

int ASN1_STRING_length(const ASN1_STRING* string)
{
    return string->length;
}

int ASN1_STRING_type(const ASN1_STRING* string)
{
    return string->type;
}

int ASN1_STRING_to_UTF8(unsigned char** out, const ASN1_STRING* string)
{
    if (string == nullptr)
        return -1;
    int size = -1;
    attempt([&] {
        x509::der::element value;
        value.tag = static_cast<std::uint8_t>(string->type);
        value.content = {string->data, static_cast<std::size_t>(string->length)};
        const auto text = x509::to_utf8(value);
        auto* copy = text ? static_cast<unsigned char*>(std::malloc(text->size() + 1)) : nullptr;
        if (copy == nullptr)
            return;
        std::memcpy(copy, text->c_str(), text->size() + 1);
        *out = copy;
        size = static_cast<int>(text->size());
    });
    return size;
}

void CRYPTO_free(void* memory, const char* /*file*/, int /*line*/)
{
    std::free(memory);
}
