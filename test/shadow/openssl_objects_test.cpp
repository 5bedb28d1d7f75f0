// The functions of the openssl headers for objects without a connection: names, strings, certificates, PEM, errors.

#include "crypto/hex.hpp"
#include "support/files.hpp"
#include "support/pki.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <tls/x509/pem.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <set>
#include <string>

namespace openssl_objects_test {

namespace {

using tls::test::from_hex;
using tls::test::pki;

template <auto release>
struct releasing {
    void operator()(auto* object) const { release(object); }
};
using certificate_ptr = std::unique_ptr<X509, releasing<X509_free>>;
using names_ptr = std::unique_ptr<GENERAL_NAMES, releasing<GENERAL_NAMES_free>>;
using object_ptr = std::unique_ptr<ASN1_OBJECT, releasing<ASN1_OBJECT_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, releasing<EVP_PKEY_free>>;
using file_ptr = std::unique_ptr<std::FILE, releasing<std::fclose>>;
using context_ptr = std::unique_ptr<SSL_CTX, releasing<SSL_CTX_free>>;

certificate_ptr to_x509(const tls::x509::certificate& certificate)
{
    const auto der = certificate.der();
    const unsigned char* begin = der.data();
    return certificate_ptr(d2i_X509(nullptr, &begin, static_cast<long>(der.size())));
}

std::string content(const ASN1_STRING* string)
{
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
            static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string line_of(const X509_NAME* name)
{
    char* made = X509_NAME_oneline(name, nullptr, 0);
    std::string line(made);
    OPENSSL_free(made);
    return line;
}

file_ptr file_with(const std::string& text)
{
    file_ptr file(std::tmpfile());
    BOOST_REQUIRE(file);
    std::fputs(text.c_str(), file.get());
    std::rewind(file.get());
    return file;
}

// 1.2.3=x and O=a/b+c\x01 in one relative name between two UniversalStrings, "AB" and a character beyond Latin-1.
constexpr auto unusual_name = "303c"
                              "3111300f06035504031c080000004100000042"
                              "3118300706022a030c0178300d060355040a0c06612f622b6301"
                              "310d300b06035504031c040001f600";

struct objects {
    certificate_ptr certificate_with(tls::x509::certificate_template says) const
    {
        return to_x509(authority.issue(says, pki::make_key(tls::key_type::ed25519)));
    }
    certificate_ptr certificate_named(std::string_view name_hex) const
    {
        tls::x509::certificate_template says;
        says.subject_der = from_hex(name_hex);
        return certificate_with(says);
    }

    pki authority;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(openssl_objects, objects)

BOOST_AUTO_TEST_CASE(oneline_escapes_like_openssl_and_shortens_universal_strings)
{
    const auto certificate = certificate_named(unusual_name);
    const auto* subject = X509_get_subject_name(certificate.get());
    const std::string line = "/CN=AB/1.2.3=x+O=a\\/b\\+c\\x01/CN=\\x00\\x01\\xF6\\x00";
    BOOST_TEST(line_of(subject) == line);
    BOOST_TEST(line_of(X509_get_issuer_name(certificate.get())) == "/CN=Test Root");

    // Only whole attributes fit into a buffer.
    std::array<char, 64> buffer;
    BOOST_TEST(X509_NAME_oneline(subject, buffer.data(), 64) == buffer.data());
    BOOST_TEST(buffer.data() == line);
    X509_NAME_oneline(subject, buffer.data(), 6);
    BOOST_TEST(buffer.data() == std::string());
    X509_NAME_oneline(subject, buffer.data(), 7);
    BOOST_TEST(buffer.data() == std::string("/CN=AB"));
    BOOST_TEST(X509_NAME_oneline(subject, buffer.data(), 0) == nullptr);
}

BOOST_AUTO_TEST_CASE(name_entries_are_found_by_position_and_type)
{
    const auto certificate = certificate_named(unusual_name);
    const auto* subject = X509_get_subject_name(certificate.get());
    BOOST_TEST(X509_NAME_entry_count(subject) == 4);
    BOOST_TEST(X509_NAME_get_entry(subject, -1) == nullptr);
    BOOST_TEST(X509_NAME_get_entry(subject, 4) == nullptr);
    BOOST_TEST(X509_NAME_get_index_by_NID(subject, NID_commonName, -1) == 0);
    BOOST_TEST(X509_NAME_get_index_by_NID(subject, NID_commonName, 0) == 3);
    BOOST_TEST(X509_NAME_get_index_by_NID(subject, NID_commonName, 9) == -1);
    BOOST_TEST(X509_NAME_get_index_by_NID(subject, 9999, -1) == -2);

    const object_ptr unknown(OBJ_txt2obj("1.2.3", 1)), organization(OBJ_txt2obj("O", 0)), absent(OBJ_txt2obj("L", 0));
    BOOST_REQUIRE((unknown && organization && absent));
    BOOST_TEST(X509_NAME_get_index_by_OBJ(subject, unknown.get(), -1) == 1);
    BOOST_TEST(X509_NAME_get_index_by_OBJ(subject, unknown.get(), 1) == -1);
    BOOST_TEST(X509_NAME_get_index_by_OBJ(subject, organization.get(), -1) == 2);
    const auto* type = X509_NAME_ENTRY_get_object(X509_NAME_get_entry(subject, 2));
    BOOST_TEST(X509_NAME_get_index_by_OBJ(subject, type, -1) == 2);

    std::array<char, 8> text{};
    BOOST_TEST(X509_NAME_get_text_by_OBJ(subject, organization.get(), nullptr, 0) == 6);
    BOOST_TEST(X509_NAME_get_text_by_OBJ(subject, organization.get(), text.data(), 0) == 0);
    BOOST_TEST(X509_NAME_get_text_by_OBJ(subject, organization.get(), text.data(), 8) == 6);
    BOOST_TEST(text.data() == std::string("a/b+c\x01"));
    BOOST_TEST(X509_NAME_get_text_by_OBJ(subject, absent.get(), text.data(), 8) == -1);
    BOOST_TEST(X509_NAME_get_text_by_NID(subject, NID_localityName, text.data(), 8) == -1);
}

BOOST_AUTO_TEST_CASE(object_identifiers_are_read_by_number_or_short_name)
{
    for (const char* text : {"CN", "subjectAltName", "UID"}) {
        BOOST_TEST(object_ptr(OBJ_txt2obj(text, 0)) != nullptr, text);
        BOOST_TEST(object_ptr(OBJ_txt2obj(text, 1)) == nullptr, text);
    }
    BOOST_TEST(object_ptr(OBJ_txt2obj("1.2.840.113549.1.9.1", 0)) != nullptr);
    BOOST_TEST(object_ptr(OBJ_txt2obj("no such name", 0)) == nullptr);
}

// Peers choose the attribute types of their names. libcrypto's functions read the content of an identifier.
BOOST_AUTO_TEST_CASE(object_identifiers_of_any_length_have_their_content)
{
    struct layout { // of libcrypto's ASN1_OBJECT
        const char* short_name;
        const char* long_name;
        int nid;
        int length;
        const unsigned char* data;
    };
    for (const std::size_t size : {2u, 127u, 128u, 255u, 256u}) {
        std::string text = "1.2";
        for (std::size_t i = 1; i < size; ++i)
            text += ".3";
        const object_ptr object(OBJ_txt2obj(text.c_str(), 1));
        BOOST_REQUIRE(object);
        const auto* read = reinterpret_cast<const layout*>(object.get());
        tls::bytes expected(size, 3);
        expected.front() = 42;
        BOOST_TEST(read->nid == NID_undef);
        BOOST_TEST((tls::bytes(read->data, read->data + read->length) == expected));
    }
}

BOOST_AUTO_TEST_CASE(subject_alt_names_of_every_kind_are_returned)
{
    tls::x509::certificate_template says;
    says.common_name = "leaf";
    says.extra_extensions = {from_hex("30370603551d110101ff042d302b"
                                      "8103614062"
                                      "8204612e6262"
                                      "8603783a79"
                                      "87047f000001"
                                      "a40f300d310b300906035504030c024142"
                                      "88022a03")};
    const auto certificate = certificate_with(says);
    int critical = 7, position = 7;
    const names_ptr names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, &critical, &position)));
    BOOST_TEST(critical == 1);
    BOOST_TEST(position >= 0);
    BOOST_REQUIRE(sk_GENERAL_NAME_num(names.get()) == 6);
    const auto at = [&](int i) { return sk_GENERAL_NAME_value(names.get(), i); };
    BOOST_TEST(at(0)->type == GEN_EMAIL);
    BOOST_TEST(content(at(0)->d.rfc822Name) == "a@b");
    BOOST_TEST(at(1)->type == GEN_DNS);
    BOOST_TEST(content(at(1)->d.dNSName) == "a.bb");
    BOOST_TEST(at(2)->type == GEN_URI);
    BOOST_TEST(content(at(2)->d.uniformResourceIdentifier) == "x:y");
    BOOST_TEST(at(3)->type == GEN_IPADD);
    BOOST_TEST(content(at(3)->d.iPAddress) == std::string("\x7f\0\0\1", 4));
    BOOST_TEST(at(4)->type == GEN_DIRNAME);
    BOOST_TEST(line_of(at(4)->d.directoryName) == "/CN=AB");
    BOOST_TEST(at(5)->type == GEN_RID);
    BOOST_TEST(at(5)->d.ptr == nullptr);
    BOOST_TEST(at(6) == nullptr);
    BOOST_TEST(at(-1) == nullptr);
    // An address is no character string.
    unsigned char* text = nullptr;
    BOOST_TEST(ASN1_STRING_to_UTF8(&text, at(3)->d.iPAddress) < 0);
    BOOST_TEST(text == nullptr);
}

BOOST_AUTO_TEST_CASE(elements_with_a_wrong_tag_are_no_alt_names)
{
    // a2 and 02 hold "evil", 82 holds "good".
    tls::x509::certificate_template says;
    says.common_name = "malformed";
    says.extra_extensions = {from_hex("301b0603551d1104143012a2046576696c02046576696c8204676f6f64")};
    const auto certificate = certificate_with(says);
    const names_ptr names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
    BOOST_REQUIRE(sk_GENERAL_NAME_num(names.get()) == 1);
    BOOST_TEST(content(sk_GENERAL_NAME_value(names.get(), 0)->d.dNSName) == "good");
}

BOOST_AUTO_TEST_CASE(other_extensions_are_not_supported)
{
    const auto leaf = to_x509(authority.leaf()->leaf());
    int critical = 7, position = 7;
    BOOST_TEST(X509_get_ext_d2i(leaf.get(), NID_commonName, &critical, &position) == nullptr);
    BOOST_TEST(critical == -1);
    BOOST_TEST(position == -1);
    BOOST_TEST(X509_get_ext_d2i(leaf.get(), NID_commonName, nullptr, nullptr) == nullptr);
    // Elements may outlive their stack.
    auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(leaf.get(), NID_subject_alt_name, nullptr, nullptr));
    BOOST_REQUIRE(sk_GENERAL_NAME_num(names) == 2);
    GENERAL_NAME* const kept[] = {sk_GENERAL_NAME_value(names, 0), sk_GENERAL_NAME_value(names, 1)};
    sk_GENERAL_NAME_free(names);
    BOOST_TEST(content(kept[0]->d.dNSName) == "localhost");
    for (auto* name : kept)
        GENERAL_NAME_free(name);
}

BOOST_AUTO_TEST_CASE(null_objects_are_empty_and_freed_without_effect)
{
    BOOST_TEST(sk_GENERAL_NAME_num(nullptr) == -1);
    BOOST_TEST(sk_GENERAL_NAME_value(nullptr, 0) == nullptr);
    BOOST_TEST(sk_X509_num(nullptr) == -1);
    BOOST_TEST(sk_X509_value(nullptr, 0) == nullptr);
    BOOST_TEST(BIO_free(nullptr) == 0);
    BIO_free_all(nullptr);
    EVP_PKEY_free(nullptr);
    EC_KEY_free(nullptr);
    GENERAL_NAME_free(nullptr);
    GENERAL_NAMES_free(nullptr);
    SSL_CTX_free(nullptr);
    SSL_SESSION_free(nullptr);
    X509_STORE_free(nullptr);
    sk_X509_free(nullptr);
    sk_X509_pop_free(nullptr, X509_free);
    BOOST_TEST(BIO_new_mem_buf(nullptr, 0) == nullptr);
    const unsigned char* nothing = nullptr;
    BOOST_TEST(d2i_X509(nullptr, nullptr, 1) == nullptr);
    BOOST_TEST(d2i_X509(nullptr, &nothing, 1) == nullptr);
    BOOST_TEST(d2i_SSL_SESSION(nullptr, nullptr, 1) == nullptr);
    BOOST_TEST(d2i_SSL_SESSION(nullptr, &nothing, 1) == nullptr);
    const unsigned char byte = 0;
    const unsigned char* in = &byte;
    BOOST_TEST(d2i_X509(nullptr, &in, -1) == nullptr);
    BOOST_TEST(d2i_SSL_SESSION(nullptr, &in, -1) == nullptr);
    BOOST_TEST(d2i_SSL_SESSION(nullptr, &in, 1) == nullptr);
    BOOST_TEST(in == &byte);
}

// Peers decide which attributes their certificates have, and clients whether they send one. Programs pass results of
// OpenSSL's functions on without a look.
BOOST_AUTO_TEST_CASE(absent_attributes_and_certificates_are_null_throughout)
{
    const auto certificate = certificate_named("3011310f300d060355040a0c06612f622b6301");
    const auto* subject = X509_get_subject_name(certificate.get());
    const int position = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    BOOST_TEST(position == -1);
    const auto* absent = X509_NAME_get_entry(subject, position);
    BOOST_TEST(X509_NAME_ENTRY_get_data(absent) == nullptr);
    BOOST_TEST(X509_NAME_ENTRY_get_object(absent) == nullptr);
    unsigned char* text = nullptr;
    BOOST_TEST(ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(absent)) < 0);

    BOOST_TEST(X509_NAME_entry_count(nullptr) == 0);
    BOOST_TEST(X509_NAME_get_entry(nullptr, 0) == nullptr);
    BOOST_TEST(X509_NAME_get_index_by_NID(nullptr, NID_commonName, -1) == -1);
    BOOST_TEST(X509_NAME_get_index_by_NID(nullptr, 9999, -1) == -2);
    BOOST_TEST(X509_NAME_get_index_by_OBJ(nullptr, nullptr, -1) == -1);
    BOOST_TEST(X509_NAME_get_text_by_NID(nullptr, NID_commonName, nullptr, 0) == -1);
    BOOST_TEST(line_of(nullptr) == "NO X509_NAME");
    std::array<char, 5> buffer;
    BOOST_TEST(X509_NAME_oneline(nullptr, buffer.data(), 5) == buffer.data());
    BOOST_TEST(buffer.data() == std::string("NO X"));

    BOOST_TEST(i2d_X509(nullptr, nullptr) == 0);
    BOOST_TEST(X509_dup(nullptr) == nullptr);
    const context_ptr context(SSL_CTX_new(TLS_server_method()));
    BOOST_TEST(SSL_CTX_use_certificate(context.get(), nullptr) == 0);
    BOOST_TEST(SSL_CTX_add_extra_chain_cert(context.get(), nullptr) == 0);
    BOOST_TEST(SSL_CTX_set_cipher_list(context.get(), nullptr) == 0);
    BOOST_TEST(SSL_CTX_set_ciphersuites(context.get(), nullptr) == 0);
    BOOST_TEST(SSL_CTX_set1_groups_list(context.get(), nullptr) == 0);
    BOOST_TEST(SSL_CTX_set1_sigalgs_list(context.get(), nullptr) == 0);
    BOOST_TEST(X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), nullptr) == 0);
    BIO* const no_file = BIO_new_file("/nonexistent", "r");
    BOOST_TEST(no_file == nullptr);
    BOOST_TEST(PEM_read_bio_X509(no_file, nullptr, nullptr, nullptr) == nullptr);
    BOOST_TEST(PEM_read_bio_PrivateKey(no_file, nullptr, nullptr, nullptr) == nullptr);
    ERR_clear_error();
}

// A server decides whether it sends a ticket. Without one, SSL_get_session returns null, which OpenSSL does not.
BOOST_AUTO_TEST_CASE(absent_session_has_no_properties)
{
    BOOST_TEST(SSL_SESSION_up_ref(nullptr) == 0);
    BOOST_TEST(i2d_SSL_SESSION(nullptr, nullptr) == 0);
    unsigned int id_size = 7;
    BOOST_TEST(SSL_SESSION_get_id(nullptr, &id_size) == nullptr);
    BOOST_TEST(id_size == 0u);
    BOOST_TEST(SSL_SESSION_get_time(nullptr) == 0);
    BOOST_TEST(SSL_SESSION_get_timeout(nullptr) == 0);
    BOOST_TEST(SSL_SESSION_is_resumable(nullptr) == 0);
    BOOST_TEST(SSL_SESSION_get_protocol_version(nullptr) == 0);
    BOOST_TEST(SSL_SESSION_get0_hostname(nullptr) == nullptr);
    const unsigned char* protocol = reinterpret_cast<const unsigned char*>("h2");
    std::size_t size = 2;
    SSL_SESSION_get0_alpn_selected(nullptr, &protocol, &size);
    BOOST_TEST(protocol == nullptr);
    BOOST_TEST(size == 0u);
    BOOST_TEST(SSL_SESSION_get0_peer(nullptr) == nullptr);
    BOOST_TEST(SSL_SESSION_has_ticket(nullptr) == 0);
    BOOST_TEST(SSL_SESSION_get_ticket_lifetime_hint(nullptr) == 0u);
    BOOST_TEST(SSL_SESSION_get_max_early_data(nullptr) == 0u);
    const auto file = file_with("");
    BOOST_TEST(PEM_write_SSL_SESSION(file.get(), nullptr) == 0);
    ERR_clear_error();
}

BOOST_AUTO_TEST_CASE(certificates_are_copied_ordered_and_encoded_into_buffers)
{
    const auto root = to_x509(authority.root()), leaf = to_x509(authority.leaf()->leaf());
    const certificate_ptr copy(X509_dup(root.get()));
    BOOST_TEST(copy.get() != root.get());
    BOOST_TEST(X509_cmp(copy.get(), root.get()) == 0);
    BOOST_TEST(X509_cmp(root.get(), leaf.get()) == -X509_cmp(leaf.get(), root.get()));
    BOOST_TEST(X509_cmp(root.get(), leaf.get()) != 0);
    tls::bytes buffer(static_cast<std::size_t>(i2d_X509(root.get(), nullptr)));
    unsigned char* out = buffer.data();
    BOOST_TEST(i2d_X509(root.get(), &out) == static_cast<int>(buffer.size()));
    BOOST_TEST(out == buffer.data() + buffer.size());
    BOOST_TEST((buffer == tls::to_bytes(authority.root().der())));
    // A parsed certificate replaces the one that `out` had.
    X509* replaced = X509_dup(leaf.get());
    const unsigned char* in = buffer.data();
    BOOST_TEST(d2i_X509(&replaced, &in, static_cast<long>(buffer.size())) == replaced);
    BOOST_TEST(X509_cmp(replaced, root.get()) == 0);
    X509_free(replaced);
}

BOOST_AUTO_TEST_CASE(certificates_and_keys_are_read_from_files)
{
    const auto leaf = authority.leaf()->leaf();
    const auto key = pki::make_key(tls::key_type::secp256r1);
    const auto text = tls::x509::write_pem("CERTIFICATE", leaf.der()) +
                      tls::x509::write_pem("TRUSTED CERTIFICATE", authority.root().der()) +
                      tls::x509::write_private_key_pem(key);
    {
        const auto file = file_with(text);
        X509* certificate = to_x509(authority.root()).release();
        BOOST_TEST(PEM_read_X509(file.get(), &certificate, nullptr, nullptr) == certificate);
        BOOST_TEST(X509_cmp(certificate, to_x509(leaf).get()) == 0);
        X509_free(certificate);
        const certificate_ptr trusted(PEM_read_X509_AUX(file.get(), nullptr, nullptr, nullptr));
        BOOST_REQUIRE(trusted);
        BOOST_TEST(X509_cmp(trusted.get(), to_x509(authority.root()).get()) == 0);
        EVP_PKEY* read = nullptr;
        BOOST_TEST(PEM_read_PrivateKey(file.get(), &read, nullptr, nullptr) == read);
        BOOST_TEST(read != nullptr);
        EVP_PKEY_free(read);
        ERR_clear_error();
        BOOST_TEST(PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr) == nullptr);
        BOOST_TEST(ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE);
    }
    {
        const tls::test::temporary_directory directory;
        BIO* bio = BIO_new_file(directory.write("all.pem", text).c_str(), "r");
        BOOST_REQUIRE(bio != nullptr);
        const certificate_ptr certificate(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
        const key_ptr read(PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr));
        BOOST_TEST((certificate && read));
        BIO_free_all(bio);
        BOOST_TEST(BIO_new_file(directory.path("missing.pem").c_str(), "r") == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(password_callback_may_fail_and_is_limited)
{
    const auto pem = tls::x509::write_private_key_pem(pki::make_key(tls::key_type::ed25519), "sesame", 1000);
    const auto read_with = [&](pem_password_cb* callback, void* argument) {
        BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
        key_ptr key(PEM_read_bio_PrivateKey(bio, nullptr, callback, argument));
        BIO_free(bio);
        return key != nullptr;
    };
    ERR_clear_error();
    BOOST_TEST(!read_with(nullptr, nullptr));
    BOOST_TEST(ERR_GET_REASON(ERR_get_error()) == PEM_R_BAD_PASSWORD_READ);
    BOOST_TEST(!read_with([](char*, int, int, void*) { return -1; }, nullptr));
    BOOST_TEST(!read_with([](char*, int size, int, void*) { return size + 1; }, nullptr));
    BOOST_TEST(read_with(
        [](char* buffer, int, int writing, void*) {
            std::memcpy(buffer, "sesame", 6);
            return writing == 0 ? 6 : -1;
        },
        nullptr));
    char password[] = "sesame";
    BOOST_TEST(read_with(nullptr, password));
    ERR_clear_error();
}

BOOST_AUTO_TEST_CASE(curves_other_than_three_are_unknown)
{
    for (int nid : {NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1}) {
        EC_KEY* key = EC_KEY_new_by_curve_name(nid);
        BOOST_TEST(key != nullptr);
        EC_KEY_free(key);
    }
    BOOST_TEST(EC_KEY_new_by_curve_name(NID_commonName) == nullptr);
}

BOOST_AUTO_TEST_CASE(system_errors_and_unknown_errors_have_texts)
{
    const context_ptr context(SSL_CTX_new(TLS_method()));
    ERR_clear_error();
    BOOST_TEST(SSL_CTX_use_certificate_file(context.get(), "/nonexistent/file", SSL_FILETYPE_PEM) == 0);
    const auto error = ERR_get_error();
    BOOST_TEST(ERR_GET_LIB(error) == ERR_LIB_SYS);
    BOOST_TEST(ERR_GET_REASON(error) == ENOENT);
    BOOST_TEST(ERR_error_string(error, nullptr) ==
               std::string("error:80000002:system library::No such file or directory"));
    BOOST_TEST(ERR_reason_error_string(error) == std::string("No such file or directory"));

    const auto unknown = ERR_PACK(ERR_LIB_SSL, 0, 4095), elsewhere = ERR_PACK(200, 0, 5);
    BOOST_TEST(ERR_reason_error_string(unknown) == nullptr);
    BOOST_TEST(ERR_lib_error_string(unknown) == std::string("SSL routines"));
    BOOST_TEST(ERR_error_string(unknown, nullptr) == std::string("error:0A000FFF:SSL routines::reason(4095)"));
    BOOST_TEST(ERR_lib_error_string(elsewhere) == nullptr);
    BOOST_TEST(ERR_error_string(elsewhere, nullptr) == std::string("error:64000005:lib(200)::reason(5)"));
    char untouched = 'x';
    ERR_error_string_n(unknown, &untouched, 0);
    BOOST_TEST(untouched == 'x');
}

BOOST_AUTO_TEST_CASE(error_queue_keeps_the_newest_sixteen)
{
    const context_ptr context(SSL_CTX_new(TLS_method()));
    ERR_clear_error();
    BOOST_TEST(SSL_CTX_use_certificate_file(context.get(), "/nonexistent/file", SSL_FILETYPE_PEM) == 0);
    for (int i = 0; i < 16; ++i)
        BOOST_TEST(SSL_CTX_set_cipher_list(context.get(), "no-such-suite") == 0);
    int count = 0;
    for (; ERR_peek_error() != 0; ++count)
        BOOST_TEST(ERR_GET_REASON(ERR_get_error()) == SSL_R_NO_CIPHER_MATCH);
    BOOST_TEST(count == 16);
}

BOOST_AUTO_TEST_CASE(every_verification_error_has_a_text_of_its_own)
{
    constexpr long errors[] = {X509_V_OK,
                               X509_V_ERR_UNSPECIFIED,
                               X509_V_ERR_UNABLE_TO_GET_CRL,
                               X509_V_ERR_CERT_SIGNATURE_FAILURE,
                               X509_V_ERR_CRL_SIGNATURE_FAILURE,
                               X509_V_ERR_CERT_NOT_YET_VALID,
                               X509_V_ERR_CERT_HAS_EXPIRED,
                               X509_V_ERR_CRL_NOT_YET_VALID,
                               X509_V_ERR_CRL_HAS_EXPIRED,
                               X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
                               X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
                               X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                               X509_V_ERR_CERT_CHAIN_TOO_LONG,
                               X509_V_ERR_CERT_REVOKED,
                               X509_V_ERR_INVALID_CA,
                               X509_V_ERR_PATH_LENGTH_EXCEEDED,
                               X509_V_ERR_INVALID_PURPOSE,
                               X509_V_ERR_CERT_REJECTED,
                               X509_V_ERR_KEYUSAGE_NO_CERTSIGN,
                               X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION,
                               X509_V_ERR_INVALID_EXTENSION,
                               X509_V_ERR_INVALID_POLICY_EXTENSION,
                               X509_V_ERR_NO_EXPLICIT_POLICY,
                               X509_V_ERR_PERMITTED_VIOLATION,
                               X509_V_ERR_EXCLUDED_VIOLATION,
                               X509_V_ERR_APPLICATION_VERIFICATION,
                               X509_V_ERR_HOSTNAME_MISMATCH,
                               X509_V_ERR_EMAIL_MISMATCH,
                               X509_V_ERR_IP_ADDRESS_MISMATCH,
                               X509_V_ERR_EE_KEY_TOO_SMALL,
                               X509_V_ERR_CA_KEY_TOO_SMALL,
                               X509_V_ERR_CA_MD_TOO_WEAK};
    std::set<std::string> seen{X509_verify_cert_error_string(999)};
    for (const long error : errors)
        BOOST_TEST(seen.insert(X509_verify_cert_error_string(error)).second, error);
    BOOST_TEST(X509_verify_cert_error_string(X509_V_ERR_CERT_HAS_EXPIRED) == std::string("certificate has expired"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace openssl_objects_test
