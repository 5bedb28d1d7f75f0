# The interface of asio::ssl. The sources are built in two modes: with `namespace ssl = tls`, and as boost::asio::ssl, which
# adds a thin layer. Sanitizers check the first mode; they check the layer in openssl_shim.
tls_add_test(surface shadow/surface_types.cpp shadow/surface_behaviour.cpp)
if(NOT ASIO_TLS_SANITIZE)
  tls_add_test(surface_shadow shadow/surface_types.cpp shadow/surface_behaviour.cpp LIBS asio-tls::asio_ssl)
  target_compile_definitions(test_surface_shadow PRIVATE TLS_TEST_SHADOW_MODE)
endif()

# Handles have OpenSSL's types only if the openssl headers are on the include path. This works with tls names, too.
tls_add_test(native_handles shadow/native_handles_test.cpp)
tls_add_test(native_handles_shim shadow/native_handles_test.cpp shadow/surface_types.cpp LIBS asio-tls::openssl_shim)

# The functions of the openssl headers, together with OpenSSL's other headers if they are installed.
tls_add_test(openssl_shim shadow/openssl_test.cpp shadow/openssl_objects_test.cpp shadow/openssl_settings_test.cpp
             shadow/openssl_sessions_test.cpp LIBS asio-tls::asio_ssl asio-tls::openssl_shim)
target_compile_options(test_openssl_shim PRIVATE -Wno-deprecated-declarations) # of EC_KEY in libcrypto's headers
tls_add_test(openssl_threads shadow/openssl_threads_test.cpp LIBS asio-tls::openssl_shim)
set_tests_properties(openssl_threads PROPERTIES LABELS threads)

# Boost's own <boost/asio/ssl.hpp> found first, or used by other objects of the program, must be noticed.
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
if(NOT ASIO_TLS_SANITIZE)
  get_target_property(boost_folder Boost::headers INTERFACE_INCLUDE_DIRECTORIES)
  add_test(
    NAME only_implementation
    COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/shadow/only_implementation.py
            ${PROJECT_SOURCE_DIR}/include ${boost_folder} ${CMAKE_CXX_COMPILER}
  )
  set_tests_properties(only_implementation PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)
endif()

# Calls of asio::ssl and OpenSSL that well-known programs make: compiled only.
add_library(tls_shadow_programs OBJECT shadow/programs.cpp)
target_link_libraries(tls_shadow_programs PRIVATE tls_settings Boost::headers asio-tls::asio_ssl asio-tls::openssl_shim)
target_compile_options(tls_shadow_programs PRIVATE -Wno-old-style-cast)

# Real programs, each built twice from the same source: with this library and with OpenSSL. The two builds (twins) talk
# to each other. Left out under sanitizers: these templates take long to build, and the tests above cover the same code.
if(ASIO_TLS_SANITIZE)
  return()
endif()
find_package(OpenSSL 3.0 QUIET)
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
if(NOT OpenSSL_FOUND)
  message(STATUS "Leaving out the twin tests: install OpenSSL's headers (libssl-dev) to build them")
  return()
endif()

# tls_add_twins(NAME [include folder...]): Clang, if it is installed, compiles the twin with OpenSSL, which contains nothing
# of this library, in half of the time.
find_program(ASIO_TLS_CLANG clang++)
function(tls_add_twins name)
  set(ours ${CMAKE_CURRENT_SOURCE_DIR}/shadow/twins/${name}.cpp)
  set(theirs ${ours})
  if(ASIO_TLS_CLANG AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(theirs ${CMAKE_CURRENT_BINARY_DIR}/twin_${name}_theirs.o)
    list(REMOVE_ITEM ARGN /usr/include) # as a system folder it would come too early
    list(TRANSFORM ARGN PREPEND -isystem OUTPUT_VARIABLE folders)
    add_custom_command(
      OUTPUT ${theirs}
      COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${ASIO_TLS_CLANG} -std=c++20 -O0 -w -pthread ${folders} -MD -MF ${theirs}.d -c
              ${ours} -o ${theirs}
      DEPENDS ${ours}
      DEPFILE ${theirs}.d
      VERBATIM
    )
  endif()
  foreach(twin ours theirs)
    add_executable(twin_${name}_${twin} ${${twin}})
    set_target_properties(twin_${name}_${twin} PROPERTIES LINKER_LANGUAGE CXX)
    target_include_directories(twin_${name}_${twin} SYSTEM PRIVATE ${ARGN})
    target_link_libraries(twin_${name}_${twin} PRIVATE tls_settings Boost::headers Threads::Threads)
    # Large templates whose speed does not matter. OpenSSL's macros contain old-style casts.
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

tls_add_twins(session_echo)

tls_add_twins(pem_echo)
foreach(twin ours theirs)
  target_compile_options(twin_pem_echo_${twin} PRIVATE -Wno-deprecated-declarations) # of EC_KEY
endforeach()

# With libcrypto, keys are its objects.
tls_add_test(
  openssl_shim_libcrypto shadow/openssl_test.cpp shadow/openssl_objects_test.cpp shadow/openssl_settings_test.cpp
             shadow/openssl_sessions_test.cpp LIBS asio-tls::asio_ssl asio-tls::openssl_shim OpenSSL::Crypto
)
target_link_options(test_openssl_shim_libcrypto PRIVATE -Wl,--no-as-needed)
target_compile_options(test_openssl_shim_libcrypto PRIVATE -Wno-deprecated-declarations)

find_path(restinio_folder restinio/all.hpp)
find_library(http_parser_library http_parser)
find_library(fmt_library fmt)
if(restinio_folder AND http_parser_library AND fmt_library)
  tls_add_twins(restinio_echo ${restinio_folder})
  foreach(twin ours theirs)
    target_link_libraries(twin_restinio_echo_${twin} PRIVATE ${http_parser_library} ${fmt_library})
  endforeach()
else()
  message(STATUS "Leaving out the RESTinio twins: install librestinio-dev to build them")
endif()

find_path(websocketpp_folder websocketpp/server.hpp)
if(NOT websocketpp_folder)
  message(STATUS "Leaving out the WebSocket++ twins: install libwebsocketpp-dev to build them")
  return()
endif()
# Version 0.8.2 names constructors and destructors with template arguments, which C++20 forbids: patch a copy.
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
