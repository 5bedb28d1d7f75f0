tls_add_test(stream stream/stream_test.cpp)
tls_add_test(stream_beast stream/beast_test.cpp stream/failing_transport_test.cpp)
tls_add_test(stream_outside stream/outside_test.cpp)
set_tests_properties(stream_outside PROPERTIES LABELS threads)
