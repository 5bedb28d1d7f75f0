# tls::stream among Beast's and Asio's layers and completion tokens. Every file is many templates.
tls_add_test(beast_http beast/http_test.cpp)
tls_add_test(beast_websocket beast/websocket_test.cpp)
tls_add_test(beast_layers beast/layers_test.cpp)
tls_add_test(beast_tokens beast/tokens_test.cpp)
foreach(test http websocket layers tokens)
  tls_mostly_beast(test_beast_${test})
endforeach()
