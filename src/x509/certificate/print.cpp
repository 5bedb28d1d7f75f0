#include <tls/x509/print.hpp>

#include "x509/certificate/print_extensions.hpp"
#include "x509/der/algorithm.hpp"
#include "x509/der/text.hpp"
#include "x509/der/time.hpp"

#include <ostream>

namespace tls::x509 {

namespace {

constexpr std::size_t indentation = 2;

std::string or_none(std::string text)
{
    return text.empty() ? "(none)" : text;
}

std::string describe_key(const std::optional<public_key>& key, byte_view subject_public_key_info)
try {
    if (key) {
        // The name of a curve gives its size.
        const bool has_size = key->type == key_type::rsa || key->type == key_type::rsa_pss ||
                              key->type == key_type::dsa || key->type == key_type::dh;
        return std::string(to_string(key->type)) + (has_size ? ", " + std::to_string(key->bits()) + " bits" : "");
    }
    auto info = der::only_sequence(subject_public_key_info);
    return "unknown type: " + read_algorithm_identifier(info).algorithm;
} catch (const der::error&) {
    return "malformed";
}

std::string describe_signature(byte_view algorithm_identifier)
try {
    auto known = find_signature_algorithm(algorithm_identifier);
    if (!known) {
        der::reader in(algorithm_identifier);
        return "unknown: " + read_algorithm_identifier(in).algorithm;
    }
    auto with_hash = [&](const char* name) { return name + (" with " + std::string(known->hash)); };
    switch (known->encoding) {
    case signature_encoding::rsa_pkcs1:
        return with_hash("RSA PKCS #1 v1.5");
    case signature_encoding::rsa_pss:
        return with_hash("RSA-PSS");
    case signature_encoding::ecdsa:
        return with_hash("ECDSA");
    case signature_encoding::dsa:
        return with_hash("DSA");
    case signature_encoding::eddsa:
        return "EdDSA";
    }
    return "unknown";
} catch (const der::error&) {
    return "malformed";
}

// The SHA-256 of a SubjectPublicKeyInfo, the value that key pinning uses.
std::string describe_key_digest(byte_view data)
{
    auto sha256 = registry::standard()->find_hash("SHA-256");
    bytes hash(sha256->digest_size);
    digest(*sha256, data, hash);
    return to_colon_hex(hash);
}

std::string describe_names(const subject_alt_names& names)
{
    constexpr std::size_t max_names = 3;
    std::vector<std::string> all;
    for (const auto& name : names.dns_names)
        all.push_back(escaped(name));
    for (const auto& address : names.ip_addresses)
        all.push_back(to_ip_literal(address));
    std::string text;
    for (std::size_t i = 0; i < all.size() && i < max_names; ++i)
        text += (i == 0 ? "" : ", ") + all[i];
    if (all.size() > max_names)
        text += ", and " + std::to_string(all.size() - max_names) + " more";
    return text;
}

} // namespace

std::string to_text(const certificate& c)
{
    text_lines lines(indentation);
    lines.add("Subject", or_none(c.subject().to_string()));
    lines.add("Issuer", c.is_self_issued() ? "itself" : c.issuer().to_string());
    lines.add("Valid from", to_date_and_time(c.not_before()));
    lines.add("until", to_date_and_time(c.not_after()));
    lines.add("Serial number", to_colon_hex(c.serial_number()));
    lines.add("Version", std::to_string(c.version()));
    lines.add("Key", describe_key(c.key(), c.subject_public_key_info()));
    lines.add("SHA-256 of the key", describe_key_digest(c.subject_public_key_info()));
    describe_extensions(c.extensions(), lines);
    for (const auto& defect : c.defects())
        lines.add("Broken rule", defect.rule);
    lines.add("Signature", describe_signature(c.signature_algorithm()));
    lines.add("SHA-256", to_colon_hex(c.fingerprint("SHA-256")));
    lines.add("SHA-1", to_colon_hex(c.fingerprint("SHA-1")));
    return "Certificate\n" + lines.text();
}

std::string to_text(std::span<const certificate> chain)
{
    std::string text;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        if (i != 0)
            text += '\n';
        text += std::to_string(i) + ": " + to_text(chain[i]);
    }
    return text;
}

std::string to_text(const certificate_request& request)
{
    text_lines lines(indentation);
    lines.add("Subject", or_none(request.subject().to_string()));
    lines.add("Key", describe_key(request.key(), request.subject_public_key_info()));
    lines.add("SHA-256 of the key", describe_key_digest(request.subject_public_key_info()));
    describe_extensions(request.extensions(), lines);
    lines.add("Signature", describe_signature(request.signature_algorithm()));
    lines.add("Signed by its key", request.is_signed() ? "yes" : "NO");
    return "Certificate request\n" + lines.text();
}

std::string to_line(const certificate& c)
{
    auto names = describe_names(c.alt_names());
    auto text = or_none(c.subject().to_string());
    if (!names.empty())
        text += " (" + names + ")";
    text += c.is_self_issued() ? ", issued by itself" : ", issued by " + c.issuer().to_string();
    return text + ", valid until " + to_date(c.not_after());
}

std::ostream& operator<<(std::ostream& out, const certificate& c)
{
    return out << to_line(c);
}

} // namespace tls::x509
