// Reads PEM blocks one at a time (RFC 7468).

#ifndef TLS_SRC_X509_DER_PEM_READER_HPP
#define TLS_SRC_X509_DER_PEM_READER_HPP

#include <tls/crypto/secret.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace tls::x509 {

struct pem_block;

/// Reads the blocks of a borrowed text in order, skipping the text around them. Lines end with LF, CR LF or CR. White
/// space and control characters around a line, such as the NUL at the end of a string literal, and a UTF-8 byte order
/// mark before a block are ignored. The work is linear in the size of the text, even if many blocks are malformed.
class pem_reader {
public:
    explicit pem_reader(std::string_view text) noexcept : rest_(text) {}

    /// Returns the next block; empty at the end of the text. Throws boost::system::system_error (bad_base64) if it is
    /// malformed; the next call then continues behind it.
    std::optional<pem_block> next();

    /// Returns the label of the last END line that stood outside a block since the last call of next() began: a sign
    /// that the beginning of a block is damaged. Empty if there was none.
    std::string_view stray_end() const noexcept { return stray_end_; }

private:
    pem_block take_block(std::string_view label);

    std::string_view rest_;
    std::string_view stray_end_;
};

/// Returns whether blocks with the label contain a certificate: "CERTIFICATE", the older "X509 CERTIFICATE" (RFC 7468
/// section 5.1), or OpenSSL's "TRUSTED CERTIFICATE", in which trust settings follow the certificate.
bool is_certificate_label(std::string_view label) noexcept;

} // namespace tls::x509

#endif
