// Boost 1.80, as far as <tls/config.hpp> looks at it.

#ifndef BOOST_VERSION_HPP
#define BOOST_VERSION_HPP

#define BOOST_VERSION 108000
#define BOOST_LIB_VERSION "1_80"

#endif
