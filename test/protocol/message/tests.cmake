tls_add_test(
  message
  protocol/message/hellos_test.cpp protocol/message/messages_test.cpp protocol/message/messages_tls12_test.cpp
  MODULES message
)
