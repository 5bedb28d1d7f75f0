# Our own ChaCha20-Poly1305. The program checks for CPU features at run time.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_module(chacha20_poly1305)
  # Unroll loops over a few vectors, so that the vectors stay in registers. g++ 12 warns about variables that its own
  # headers leave uninitialized on purpose.
  set_source_files_properties(
    ${chacha20_poly1305_FOLDER}/avx2.cpp ${chacha20_poly1305_FOLDER}/avx512.cpp
    PROPERTIES COMPILE_OPTIONS "$<$<NOT:$<CONFIG:Debug>>:-O3>;$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>"
               SKIP_PRECOMPILE_HEADERS ON
  )
  if(NOT ASIO_TLS_AVX512)
    target_compile_definitions(tls_chacha20_poly1305 PRIVATE TLS_WITHOUT_AVX512)
  endif()
else()
  tls_add_module(chacha20_poly1305 SOURCES absent.cpp)
endif()
