# Our own RSA verification, for 64-bit processors.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_module(rsa)
  # Assembly statements need more registers than code without optimization leaves, so these are always optimized.
  set_source_files_properties(${rsa_FOLDER}/adx.cpp PROPERTIES COMPILE_OPTIONS -O3)
  # A vector load has to wait until limbs just stored are in the cache.
  set_source_files_properties(${rsa_FOLDER}/secret_powers.cpp PROPERTIES COMPILE_OPTIONS "-O3;-fno-tree-vectorize")
else()
  tls_add_module(rsa SOURCES absent.cpp)
endif()
