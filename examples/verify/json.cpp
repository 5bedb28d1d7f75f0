// Boost.JSON, compiled here once: it is used without its library.

#include <boost/json/src.hpp>
