// The headers that most files of these checks include.

#include "precompiled.hpp"
#include "stream/faulty_stream.hpp"
#include "stream/stream_pair.hpp"

#include <tls.hpp>
