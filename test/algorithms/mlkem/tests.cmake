# arithmetic_test.cpp uses the intrinsics, which need optimization to be tested as they are used.
set_source_files_properties(
  ${CMAKE_CURRENT_SOURCE_DIR}/algorithms/mlkem/arithmetic_test.cpp PROPERTIES COMPILE_OPTIONS
  "$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>" SKIP_PRECOMPILE_HEADERS ON
)
# Tests the module's internal interfaces.
tls_add_test(
  mlkem algorithms/mlkem/arithmetic_test.cpp algorithms/mlkem/form_test.cpp algorithms/mlkem/keccak_test.cpp MODULES crypto
)
