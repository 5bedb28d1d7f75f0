# Runs every test case of x509-limbo if its file is at hand. The verdict must be the expected one, or the disagreement
# must be listed with a reason.

if(NOT TARGET Python3::Interpreter)
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
endif()
if(NOT ASIO_TLS_BUILD_EXAMPLES)
  message(STATUS "Test limbo needs the example tls_verify, and examples are not built: skipped")
  return()
endif()

# The examples are configured after the tests, so the target is named here instead of looked up.
tls_test_needs(limbo tls_verify)
add_test(
  NAME limbo
  COMMAND
    Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/limbo/limbo_test.py $<TARGET_FILE:tls_verify>
    ${PROJECT_SOURCE_DIR}/../shared/x509-limbo/limbo_dev.json.xz ${CMAKE_CURRENT_SOURCE_DIR}/limbo/disagreements.txt
)
set_tests_properties(limbo PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600)

tls_test_needs(tls_verify tls_verify make_certificate)
add_test(
  NAME tls_verify COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/limbo/tls_verify_test.py
                          $<TARGET_FILE:tls_verify> $<TARGET_FILE:make_certificate>
)
