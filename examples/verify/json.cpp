// Compiles Boost.JSON from its header-only sources, so that the library need not be linked.

#include <boost/json/src.hpp>
