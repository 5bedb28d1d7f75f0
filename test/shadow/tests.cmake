# The interface of asio::ssl, from one source in both modes: as `namespace ssl = tls`, and as boost::asio::ssl.
tls_add_test(surface shadow/surface_types.cpp shadow/surface_behaviour.cpp)
tls_add_test(surface_shadow shadow/surface_types.cpp shadow/surface_behaviour.cpp LIBS asio-tls::asio_ssl)
target_compile_definitions(test_surface_shadow PRIVATE TLS_TEST_SHADOW_MODE)

# Whether handles are of OpenSSL's types: only beside the openssl headers, which may be asked for by either name.
tls_add_test(native_handles shadow/native_handles_test.cpp)
tls_add_test(native_handles_shim shadow/native_handles_test.cpp shadow/surface_types.cpp LIBS asio-tls::openssl_shim)

# What the openssl headers declare, beside OpenSSL's other headers if they are installed.
tls_add_test(openssl_shim shadow/openssl_test.cpp LIBS asio-tls::asio_ssl asio-tls::openssl_shim)

# What well-known programs use of asio::ssl and OpenSSL: compiled only.
add_library(tls_shadow_programs OBJECT shadow/programs.cpp)
target_link_libraries(tls_shadow_programs PRIVATE tls_settings Boost::headers asio-tls::asio_ssl asio-tls::openssl_shim)
target_compile_options(tls_shadow_programs PRIVATE -Wno-old-style-cast)

# Real programs, each built as it is over this library and over OpenSSL: the twins talk to each other. Under sanitizers
# these templates take long to build, and the tests above go the same ways.
if(ASIO_TLS_SANITIZE)
  return()
endif()
find_package(OpenSSL 3.0 QUIET)
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
if(NOT OpenSSL_FOUND)
  message(STATUS "The tests of twins need OpenSSL's headers (libssl-dev), which are not installed: left out")
  return()
endif()

# tls_add_twins(NAME [include folder...])
function(tls_add_twins name)
  foreach(twin ours theirs)
    add_executable(twin_${name}_${twin} shadow/twins/${name}.cpp)
    target_include_directories(twin_${name}_${twin} SYSTEM PRIVATE ${ARGN})
    target_link_libraries(twin_${name}_${twin} PRIVATE tls_settings Boost::headers Threads::Threads)
    # These are large templates, and their speed is nobody's concern. OpenSSL's macros have casts.
    target_compile_options(twin_${name}_${twin} PRIVATE -O0 -Wno-old-style-cast)
  endforeach()
  target_link_libraries(twin_${name}_ours PRIVATE asio-tls::asio_ssl asio-tls::openssl_shim)
  target_link_libraries(twin_${name}_theirs PRIVATE OpenSSL::SSL OpenSSL::Crypto)
  tls_test_needs(twins_${name} twin_${name}_ours twin_${name}_theirs)
  add_test(
    NAME twins_${name} COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/shadow/twins/run.py
                               $<TARGET_FILE:twin_${name}_ours> $<TARGET_FILE:twin_${name}_theirs>
  )
  set_tests_properties(twins_${name} PROPERTIES TIMEOUT 600)
endfunction()

tls_add_twins(beast_echo)

find_path(restinio_folder restinio/all.hpp)
find_library(http_parser_library http_parser)
find_library(fmt_library fmt)
if(restinio_folder AND http_parser_library AND fmt_library)
  tls_add_twins(restinio_echo ${restinio_folder})
  foreach(twin ours theirs)
    target_link_libraries(twin_restinio_echo_${twin} PRIVATE ${http_parser_library} ${fmt_library})
  endforeach()
else()
  message(STATUS "The twins with RESTinio need librestinio-dev, which is not installed: left out")
endif()

find_path(websocketpp_folder websocketpp/server.hpp)
if(NOT websocketpp_folder)
  message(STATUS "The twins with WebSocket++ need libwebsocketpp-dev, which is not installed: left out")
  return()
endif()
# Version 0.8.2 names constructors and destructors with template arguments, which C++20 forbids: a copy does without.
set(websocketpp_copy ${CMAKE_CURRENT_BINARY_DIR}/websocketpp)
file(COPY ${websocketpp_folder}/websocketpp DESTINATION ${websocketpp_copy})
foreach(header logger/basic.hpp endpoint.hpp roles/server_endpoint.hpp)
  file(READ ${websocketpp_folder}/websocketpp/${header} text)
  string(REGEX REPLACE "([ ~])basic<concurrency,names>\\(" "\\1basic(" text "${text}")
  string(REGEX REPLACE "~endpoint<connection,config>\\(" "~endpoint(" text "${text}")
  string(REGEX REPLACE "([ ~])server<config>\\(" "\\1server(" text "${text}")
  file(WRITE ${websocketpp_copy}/websocketpp/${header} "${text}")
endforeach()
tls_add_twins(websocketpp_echo ${websocketpp_copy})
