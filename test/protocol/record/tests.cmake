tls_add_test(
  record
  protocol/record/buffers_test.cpp
  protocol/record/header_test.cpp
  protocol/record/layer_test.cpp
  protocol/record/protection_test.cpp
  protocol/record/reassembler_test.cpp
  MODULES record
)
tls_add_test(record_tls12 protocol/record/tls12_protection_test.cpp protocol/record/tls12_published_test.cpp MODULES record)

# Runs under valgrind with secrets marked as uninitialized, so that it reports each branch and each address that depends
# on them.
find_program(ASIO_TLS_VALGRIND valgrind)
find_path(ASIO_TLS_VALGRIND_INCLUDE valgrind/memcheck.h)
if(ASIO_TLS_VALGRIND AND ASIO_TLS_VALGRIND_INCLUDE AND NOT ASIO_TLS_SANITIZE)
  set(record ${PROJECT_SOURCE_DIR}/src/protocol/record)
  add_executable(
    constant_time protocol/record/constant_time.cpp ${record}/protection_tls12.cpp ${record}/tls12_cbc_opener.cpp
                  ${record}/tls12_cbc_sealer.cpp ${record}/tls12_mac.cpp ${record}/tls12_stream.cpp
                  ${record}/record_header.cpp ${record}/version2_hello.cpp
  )
  # Check the code that the compiler makes for a release.
  target_compile_options(constant_time PRIVATE -O3)
  target_compile_definitions(constant_time PRIVATE TLS_CONSTANT_TIME_CHECKED_BY_MEMCHECK)
  target_include_directories(constant_time PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  tls_link_modules(constant_time schedule)
  target_link_libraries(constant_time PRIVATE tls_settings)
  set(memcheck ${ASIO_TLS_VALGRIND} --quiet --error-exitcode=99 $<TARGET_FILE:constant_time>)
  tls_test_needs(constant_time constant_time)
  tls_test_needs(constant_time_finds_leaks constant_time)
  tls_test_needs(constant_time_finds_leaky_comparisons constant_time)
  add_test(NAME constant_time COMMAND ${memcheck})
  add_test(NAME constant_time_finds_leaks COMMAND ${memcheck} leak)
  add_test(NAME constant_time_finds_leaky_comparisons COMMAND ${memcheck} leaky_comparison)
  set_tests_properties(constant_time_finds_leaks constant_time_finds_leaky_comparisons PROPERTIES WILL_FAIL TRUE)
endif()

# AddressSanitizer reports uses of memory in the library's pools.
if(ASIO_TLS_SANITIZE MATCHES address)
  add_executable(pooled_memory protocol/record/pooled_memory.cpp)
  tls_link_modules(pooled_memory record)
  target_include_directories(pooled_memory PRIVATE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(pooled_memory PRIVATE tls_settings)
  tls_test_needs(pooled_memory pooled_memory)
  add_test(NAME pooled_memory COMMAND pooled_memory)
  foreach(mistake released_block destroyed_aead)
    tls_test_needs(pooled_memory_finds_${mistake} pooled_memory)
    add_test(NAME pooled_memory_finds_${mistake} COMMAND pooled_memory ${mistake})
    set_tests_properties(pooled_memory_finds_${mistake} PROPERTIES PASS_REGULAR_EXPRESSION use-after-poison)
  endforeach()
endif()
