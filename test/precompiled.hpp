// Third-party headers that most tests include, compiled once for all tests. Each test must still include every header
// that it uses, because ASIO_TLS_PRECOMPILED_HEADERS can be off.

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
