# tls::stream with Beast's and Asio's stream layers and completion tokens. These files are slow to compile.
tls_add_test(beast_http beast/http_test.cpp)
tls_add_test(beast_websocket beast/websocket_test.cpp)
tls_add_test(beast_layers beast/layers_test.cpp)
tls_add_test(beast_tokens beast/tokens_test.cpp)
