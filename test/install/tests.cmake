# Sanitized libraries need sanitized programs, so only a plain build is tried by users' means.
if(NOT ASIO_TLS_SANITIZE)
  add_test(NAME install COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/install/run ${CMAKE_COMMAND} ${PROJECT_BINARY_DIR} ${CMAKE_CXX_COMPILER})
  set_tests_properties(install PROPERTIES TIMEOUT 900)
endif()
