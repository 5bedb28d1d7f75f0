// Pretends to be Boost 1.80 to <tls/config.hpp>.

#ifndef BOOST_VERSION_HPP
#define BOOST_VERSION_HPP

#define BOOST_VERSION 108000
#define BOOST_LIB_VERSION "1_80"

#endif
