tls_add_test(context context/context_test.cpp context/credentials_test.cpp context/key_log_test.cpp)
