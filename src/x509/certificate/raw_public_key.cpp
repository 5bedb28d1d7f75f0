#include <tls/raw_public_key.hpp>

#include "x509/certificate/public_key.hpp"

#include <tls/crypto/registry.hpp>
#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

namespace tls {

raw_public_key raw_public_key::from_der(byte_view der)
try {
    auto read = std::make_shared<content>();
    read->key = x509::read_subject_public_key_info(der);
    read->der = to_bytes(der);
    digest(*registry::standard()->find_hash("SHA-256"), der, read->sha256);
    return raw_public_key(std::move(read));
} catch (const x509::der::error& e) {
    throw boost::system::system_error(make_error_code(error::reason::invalid_raw_public_key), e.what());
}

raw_public_key raw_public_key::of(const public_key& key)
{
    return from_der(x509::write_subject_public_key_info(key));
}

} // namespace tls
