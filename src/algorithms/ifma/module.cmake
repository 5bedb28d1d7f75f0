# Arithmetic of our own on AVX-512, which is looked for when the program runs.
if(ASIO_TLS_AVX512 AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_module(ifma)
  # Loops over a few vectors are to be unrolled, so that the vectors stay in registers. g++ 12 takes what its own
  # headers leave undefined on purpose for a mistake.
  set_source_files_properties(
    ${ifma_FOLDER}/powers.cpp
    PROPERTIES COMPILE_OPTIONS "$<$<NOT:$<CONFIG:Debug>>:-O3>;$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>"
  )
else()
  tls_add_module(ifma SOURCES absent.cpp)
endif()
