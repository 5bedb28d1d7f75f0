# Our own P-256 arithmetic, for 64-bit processors.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_module(p256)
  # Unroll loops over a few digits and do not vectorize them, so that the digits stay in registers. Assembly statements
  # need more registers than code without optimization leaves, so adx.cpp is always optimized.
  set_source_files_properties(
    ${p256_FOLDER}/sign.cpp ${p256_FOLDER}/verify.cpp
    PROPERTIES COMPILE_OPTIONS "$<$<NOT:$<CONFIG:Debug>>:-O3;-fno-tree-vectorize>"
  )
  set_source_files_properties(${p256_FOLDER}/adx.cpp PROPERTIES COMPILE_OPTIONS "-O3;-fno-tree-vectorize")
else()
  tls_add_module(p256 SOURCES absent.cpp)
endif()
