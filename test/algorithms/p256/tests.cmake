# Tests the module's internal interfaces against Crypto++; only for 64-bit processors.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  # Assembly statements need more registers than code without optimization leaves.
  set_source_files_properties(
    ${CMAKE_CURRENT_SOURCE_DIR}/algorithms/p256/adx_field_test.cpp PROPERTIES COMPILE_OPTIONS -O1 SKIP_PRECOMPILE_HEADERS ON
  )
  tls_add_test(
    p256
    algorithms/p256/adx_field_test.cpp
    algorithms/p256/form_test.cpp
    algorithms/p256/point_test.cpp
    algorithms/p256/residue_test.cpp
    algorithms/p256/verify_test.cpp
    MODULES crypto
  )
endif()
