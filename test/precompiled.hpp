// The headers of others that most tests include, which are compiled once for all of them. Every file includes what it
// uses nevertheless: it is compiled without these, too, where ASIO_TLS_PRECOMPILED_HEADERS is off.

#ifndef TLS_TEST_PRECOMPILED_HPP
#define TLS_TEST_PRECOMPILED_HPP

#include <boost/asio.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#endif
