#include "openssl_shim/cipher_list.hpp"

#include "context/cipher_list.hpp"

#include <tls/error.hpp>

#include <boost/system/system_error.hpp>

namespace tls::openssl_shim {

std::vector<std::uint16_t> select_suites(std::string_view list, const registry& algorithms)
{
    auto ids = select_cipher_suites(list, algorithms);
    if (ids.empty())
        throw boost::system::system_error(no_cipher_match());
    return ids;
}

boost::system::error_code no_cipher_match()
{
    return make_error_code(error::reason::no_cipher_match);
}

} // namespace tls::openssl_shim
