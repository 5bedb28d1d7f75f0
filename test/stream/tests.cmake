tls_add_test(stream stream/stream_test.cpp stream/duplex_test.cpp)
tls_add_test(stream_readiness stream/readiness_test.cpp)
tls_add_test(stream_connections
  stream/closing_test.cpp stream/exporters_test.cpp stream/reuse_test.cpp stream/settings_test.cpp)
tls_add_test(stream_failing_transport stream/failing_transport_test.cpp)
tls_mostly_beast(test_stream_failing_transport)
tls_add_test(stream_outside stream/outside_test.cpp)
tls_add_test(stream_threads stream/threads_test.cpp)
set_tests_properties(stream_outside stream_threads PROPERTIES LABELS threads)
tls_add_test(stream_handlers
  stream/handlers_test.cpp stream/copied_handlers_test.cpp stream/executors_test.cpp stream/newer_tokens_test.cpp)
tls_add_test(stream_allocations stream/allocation_test.cpp)
tls_add_test(stream_sweep stream/sweep_conversation.cpp stream/sweep_fail_test.cpp stream/sweep_cancel_test.cpp
             stream/sweep_sync_test.cpp
             MODULES stream x509_issue)
tls_add_test(stream_pump stream/reading_first_test.cpp stream/throwing_transport_test.cpp stream/lazy_test.cpp
             stream/failed_direction_test.cpp
             MODULES stream x509_issue)
tls_add_test(stream_renegotiation stream/renegotiation_test.cpp
             MODULES stream x509_issue)
tls_add_test(stream_stress stream/stress_test.cpp
             MODULES stream x509_issue)
set_tests_properties(stream_renegotiation stream_stress PROPERTIES LABELS threads)
