# Tests with other Boost versions than the installed one. The tests download the headers, but do not install them.
if(ASIO_TLS_SANITIZE)
  return()
endif()

# tls_add_boost(VERSION SUITE EXTENT): SUITE is the Debian suite with this Boost version. EXTENT is `run`, or `compile`.
function(tls_add_boost version suite extent)
  string(REPLACE "." "_" name boost_${version})
  separate_arguments(libraries UNIX_COMMAND "${ASIO_TLS_CRYPTO_LINK_FLAGS}")
  tls_test_needs(${name} asio-tls)
  add_test(
    NAME ${name} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/boost_versions/check ${PROJECT_BINARY_DIR}/boost_versions ${suite}
                         ${version} ${extent} $<TARGET_FILE:asio-tls> ${CMAKE_CXX_COMPILER} ${libraries}
  )
  set_tests_properties(${name} PROPERTIES TIMEOUT 1800 SKIP_RETURN_CODE 77)
endfunction()
# Programs run with the versions before and after 1.83.
tls_add_boost(1.83 bookworm-backports compile)
tls_add_boost(1.88 trixie run)
