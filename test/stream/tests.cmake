tls_add_test(stream stream/stream_test.cpp stream/duplex_test.cpp)
tls_add_test(stream_readiness stream/readiness_test.cpp)
tls_add_test(stream_connections
  stream/closing_test.cpp stream/exporters_test.cpp stream/reuse_test.cpp stream/settings_test.cpp)
tls_add_test(stream_sessions stream/sessions_test.cpp)
tls_add_test(stream_failing_transport stream/failing_transport_test.cpp)
tls_add_test(stream_outside stream/outside_test.cpp)
tls_add_test(stream_threads stream/threads_test.cpp)
set_tests_properties(stream_outside stream_threads PROPERTIES LABELS threads)
tls_add_test(stream_handlers
  stream/handlers_test.cpp stream/copied_handlers_test.cpp stream/newer_tokens_test.cpp stream/at_once_test.cpp)
tls_add_test(stream_executors stream/executors_test.cpp)
tls_add_test(stream_allocations stream/allocation_test.cpp)
tls_add_test(stream_sweep stream/sweep_conversation.cpp stream/sweep_fail_test.cpp stream/sweep_cancel_test.cpp
             stream/sweep_sync_test.cpp
             MODULES stream x509_issue)
# A whole sweep (support/sweep.hpp) runs so many connections that its own code should be fast.
if(NOT ASIO_TLS_SANITIZE)
  target_compile_options(test_stream_sweep PRIVATE -O1)
  set_target_properties(test_stream_sweep PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
endif()
set_tests_properties(stream_sweep PROPERTIES TIMEOUT 1200)
tls_add_test(stream_early_data stream/early_data_test.cpp)
tls_add_test(stream_pump stream/reading_first_test.cpp stream/throwing_transport_test.cpp stream/lazy_test.cpp
             stream/failed_direction_test.cpp
             MODULES stream x509_issue)
tls_add_test(stream_renegotiation stream/renegotiation_test.cpp
             MODULES stream x509_issue)
tls_add_test(stream_stress stream/stress_test.cpp
             MODULES stream x509_issue)
set_tests_properties(stream_renegotiation stream_stress PROPERTIES LABELS threads)

# Asio over io_uring in place of epoll, which is a matter of two macros in the program alone.
find_path(liburing_folder liburing.h)
find_library(liburing_library uring)
if(ASIO_TLS_SANITIZE)
elseif(liburing_folder AND liburing_library)
  tls_add_test(stream_io_uring stream/io_uring_main.cpp stream/duplex_test.cpp stream/at_once_test.cpp
               LIBS ${liburing_library})
  target_compile_definitions(test_stream_io_uring PRIVATE BOOST_ASIO_HAS_IO_URING BOOST_ASIO_DISABLE_EPOLL)
  target_include_directories(test_stream_io_uring SYSTEM PRIVATE ${liburing_folder})
  set_target_properties(test_stream_io_uring PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
  set_tests_properties(stream_io_uring PROPERTIES SKIP_RETURN_CODE 77)
else()
  message(STATUS "The test over io_uring needs liburing-dev, which is not installed: left out")
endif()

# Executors of the Networking TS as Asio's default, as the macro of a program makes them. Sanitizers check the same code
# with Asio's other executors.
if(NOT ASIO_TLS_SANITIZE)
  tls_add_test(stream_ts_executors stream/duplex_test.cpp)
  target_compile_definitions(test_stream_ts_executors PRIVATE BOOST_ASIO_USE_TS_EXECUTOR_AS_DEFAULT)
  set_target_properties(test_stream_ts_executors PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
endif()
