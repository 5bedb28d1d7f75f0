# Our own RSA verification, for 64-bit processors.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_module(rsa)
  # Assembly statements need more registers than code without optimization leaves, so adx.cpp is always optimized.
  set_source_files_properties(${rsa_FOLDER}/adx.cpp PROPERTIES COMPILE_OPTIONS -O3)
else()
  tls_add_module(rsa SOURCES absent.cpp)
endif()
