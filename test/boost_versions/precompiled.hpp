// Headers that most sources of these tests include.

#ifndef TLS_TEST_BOOST_VERSIONS_PRECOMPILED_HPP
#define TLS_TEST_BOOST_VERSIONS_PRECOMPILED_HPP

#include "precompiled.hpp"
#include "stream/faulty_stream.hpp"
#include "stream/stream_pair.hpp"

#include <tls.hpp>

#endif
