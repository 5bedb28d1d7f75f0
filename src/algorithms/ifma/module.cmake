# Our own AVX-512 arithmetic. The program checks for the CPU feature at run time.
if(ASIO_TLS_AVX512 AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_module(ifma)
  # Unroll loops over a few vectors, so that the vectors stay in registers. g++ 12 warns about variables that its own
  # headers leave uninitialized on purpose.
  set_source_files_properties(
    ${ifma_FOLDER}/powers.cpp ${ifma_FOLDER}/public_powers.cpp
    PROPERTIES COMPILE_OPTIONS "$<$<NOT:$<CONFIG:Debug>>:-O3>;$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>"
  )
else()
  tls_add_module(ifma SOURCES absent.cpp)
endif()
