# Our own Curve25519 arithmetic, for 64-bit processors.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  tls_add_module(curve25519)
  # Unroll loops over a few digits, so that the digits stay in registers. Assembly statements need more registers than
  # code without optimization leaves, so adx.cpp is always optimized.
  set_source_files_properties(
    ${curve25519_FOLDER}/portable.cpp PROPERTIES COMPILE_OPTIONS "$<$<NOT:$<CONFIG:Debug>>:-O3>"
  )
  set_source_files_properties(${curve25519_FOLDER}/adx.cpp PROPERTIES COMPILE_OPTIONS -O3)
  # g++ 12 warns about variables that its own headers leave uninitialized on purpose.
  set_source_files_properties(
    ${curve25519_FOLDER}/ifma.cpp
    PROPERTIES COMPILE_OPTIONS "$<$<NOT:$<CONFIG:Debug>>:-O3>;$<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized>"
               SKIP_PRECOMPILE_HEADERS ON
  )
else()
  tls_add_module(curve25519 SOURCES absent.cpp)
endif()
