// Compiles Boost.JSON here, because we use it header-only.

#include <boost/json/src.hpp>
