# tls::stream among Beast's and Asio's layers and completion tokens. Every file is many templates.
tls_add_test(beast_http beast/http_test.cpp)
tls_add_test(beast_websocket beast/websocket_test.cpp)
tls_add_test(beast_layers beast/layers_test.cpp)
tls_add_test(beast_tokens beast/tokens_test.cpp)

# Beast's templates under two sanitizers take the optimizer five minutes and 4 GB.
if(ASIO_TLS_SANITIZE)
  foreach(test http websocket layers tokens)
    target_compile_options(test_beast_${test} PRIVATE -O0)
  endforeach()
endif()
