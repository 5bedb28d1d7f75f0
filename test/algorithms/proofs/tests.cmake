# Proofs of carry chains by the solver Z3, if its Python module is installed.
if(ASIO_TLS_SANITIZE)
  return()
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME proofs COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/algorithms/proofs/carries.py)
set_tests_properties(proofs PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600)
