# Tests the module's internal interfaces against Crypto++; only for 64-bit processors.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_test(p256 algorithms/p256/point_test.cpp algorithms/p256/residue_test.cpp algorithms/p256/verify_test.cpp MODULES crypto)
endif()
