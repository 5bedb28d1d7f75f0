tls_add_test(
  record
  record/buffers_test.cpp
  record/header_test.cpp
  record/layer_test.cpp
  record/protection_test.cpp
  record/reassembler_test.cpp
  ROOMS record schedule crypto cryptopp wire
)
