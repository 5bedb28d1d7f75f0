# BoringSSL's test runner drives the library through a shim, if the environment variable BOGO_RUNNER names a built runner.

find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)

add_executable(bogo_shim bogo/shim.cpp bogo/connection.cpp bogo/expectations.cpp bogo/options.cpp bogo/settings.cpp)
target_link_libraries(bogo_shim PRIVATE asio-tls::asio-tls tls_settings Threads::Threads)
if(ASIO_TLS_SANITIZE)
  set_target_properties(bogo_shim PROPERTIES EXCLUDE_FROM_ALL ON) # build it by name to run the test with sanitizers
endif()

tls_test_needs(bogo bogo_shim)
add_test(NAME bogo COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/bogo/run $<TARGET_FILE:bogo_shim>)
set_tests_properties(bogo PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 3600 PROCESSORS 2)
