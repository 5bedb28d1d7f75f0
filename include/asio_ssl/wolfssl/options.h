/* Target asio-tls::asio_ssl defines BOOST_ASIO_USE_WOLFSSL, so that Boost's own <boost/asio/ssl.hpp> includes this
 * header. This library's <boost/asio/ssl.hpp> does not. */

#error "Boost's own <boost/asio/ssl.hpp> comes before that of asio-tls::asio_ssl on the include path: put the folder \
include/asio-tls/asio_ssl before Boost's, or let Boost's be a system folder (-isystem, or the target Boost::headers)"
