# Our own ML-KEM. The program checks for CPU features at run time.
tls_add_module(mlkem)
# Unroll the loops of Keccak, so that its words stay in registers. g++ 12 warns about variables that its own headers leave
# uninitialized on purpose.
set_source_files_properties(
  ${mlkem_FOLDER}/portable.cpp ${mlkem_FOLDER}/avx2.cpp ${mlkem_FOLDER}/avx512.cpp
  PROPERTIES COMPILE_OPTIONS "$<$<NOT:$<CONFIG:Debug>>:-O3>;$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>"
             SKIP_PRECOMPILE_HEADERS ON
)
if(NOT ASIO_TLS_AVX512)
  target_compile_definitions(tls_mlkem PRIVATE TLS_WITHOUT_AVX512)
endif()
