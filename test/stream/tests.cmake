tls_add_test(stream stream/stream_test.cpp)
