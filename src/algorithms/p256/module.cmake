# Our own arithmetic on P-256, for 64-bit processors.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_module(p256)
  # -O3 unrolls loops over a few digits, so that the digits stay in registers. They must not be combined into vectors.
  set_source_files_properties(
    ${p256_FOLDER}/verify.cpp PROPERTIES COMPILE_OPTIONS "$<$<NOT:$<CONFIG:Debug>>:-O3;-fno-tree-vectorize>"
  )
else()
  tls_add_module(p256 SOURCES absent.cpp)
endif()
