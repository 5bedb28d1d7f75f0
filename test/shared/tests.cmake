# The shared library is linked from the object files of the static library, so it costs no compilation.
if(ASIO_TLS_SANITIZE)
  return()
endif()
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)

tls_add_library(asio-tls-shared SHARED)
target_include_directories(asio-tls-shared PUBLIC ${PROJECT_SOURCE_DIR}/include)
tls_test_needs(shared_exports asio-tls-shared)
add_test(
  NAME shared_exports COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/shared/exports.py ${CMAKE_NM}
                              $<TARGET_FILE:asio-tls-shared>
)

# Neither library contains code of Asio.
tls_test_needs(shared_asio_symbols asio-tls-shared)
tls_test_needs(static_asio_symbols asio-tls)
foreach(library IN ITEMS asio-tls-shared asio-tls)
  string(REPLACE asio-tls static name ${library})
  string(REPLACE static-shared shared name ${name})
  add_test(
    NAME ${name}_asio_symbols COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/shared/asio_symbols.py
                                      ${CMAKE_NM} $<TARGET_FILE:${library}>
  )
  # Nor the registry by which fuzzers get past the record protection.
  tls_test_needs(${name}_null_protection ${library})
  add_test(
    NAME ${name}_null_protection COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/shared/null_protection.py
                                         ${CMAKE_NM} $<TARGET_FILE:${library}>
  )
endforeach()

# Without the linker script, templates of other libraries are exported. The check must find them.
add_library(asio-tls-leaking SHARED)
tls_link_modules(asio-tls-leaking wire)
set_target_properties(asio-tls-leaking PROPERTIES LINKER_LANGUAGE CXX)
tls_test_needs(shared_exports_finds_leaks asio-tls-leaking)
add_test(
  NAME shared_exports_finds_leaks COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/shared/exports.py
                                          ${CMAKE_NM} $<TARGET_FILE:asio-tls-leaking>
)
set_tests_properties(shared_exports_finds_leaks PROPERTIES WILL_FAIL TRUE)

add_executable(shared_program shared/program.cpp)
target_link_libraries(shared_program PRIVATE asio-tls-shared tls_settings)
tls_test_needs(shared_program shared_program)
add_test(NAME shared_program COMMAND shared_program)
set_tests_properties(shared_program PROPERTIES TIMEOUT 60)
