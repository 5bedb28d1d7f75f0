# Installs only the plain build: a sanitized library would need sanitized programs.
if(NOT ASIO_TLS_SANITIZE)
  tls_test_needs(install asio-tls)
  add_test(NAME install COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/install/run ${CMAKE_COMMAND} ${PROJECT_BINARY_DIR} ${CMAKE_CXX_COMPILER})
  set_tests_properties(install PROPERTIES TIMEOUT 900)
endif()

# Too old compilers and Boost versions are refused with a clear error message.
function(tls_add_refusal name message)
  add_test(NAME ${name} COMMAND ${CMAKE_CXX_COMPILER} ${ARGN} -I${PROJECT_SOURCE_DIR}/include -fsyntax-only -Wfatal-errors -x c++
                                ${PROJECT_SOURCE_DIR}/include/tls.hpp
  )
  set_tests_properties(${name} PROPERTIES PASS_REGULAR_EXPRESSION "error: [^\n]*${message}")
endfunction()
tls_add_refusal(refuses_cxx17 "asio-tls needs C\\+\\+20" -std=c++17)
tls_add_refusal(refuses_boost_1_80 "asio-tls needs Boost 1.81" -std=c++20 -I${CMAKE_CURRENT_SOURCE_DIR}/install/old_boost)
