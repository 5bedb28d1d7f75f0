# Tests the module's internal interfaces against Crypto++; only for 64-bit processors.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  # Assembly statements need more registers than code without optimization leaves.
  foreach(source curve25519/field_test.cpp multiprecision/multiply_test.cpp)
    set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/algorithms/${source} PROPERTIES COMPILE_OPTIONS -O1 SKIP_PRECOMPILE_HEADERS ON)
  endforeach()
  # Code without optimization calls the intrinsics' functions for every vector.
  set_source_files_properties(
    ${CMAKE_CURRENT_SOURCE_DIR}/algorithms/curve25519/lanes_test.cpp PROPERTIES COMPILE_OPTIONS
    "-O1;$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>" SKIP_PRECOMPILE_HEADERS ON
  )
  tls_add_test(
    curve25519
    algorithms/curve25519/ed25519_test.cpp
    algorithms/curve25519/field_test.cpp
    algorithms/curve25519/form_test.cpp
    algorithms/curve25519/lanes_test.cpp
    algorithms/multiprecision/inverse_test.cpp
    algorithms/multiprecision/multiply_test.cpp
    MODULES crypto
  )
endif()
