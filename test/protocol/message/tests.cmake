tls_add_test(
  message
  protocol/message/hellos.cpp protocol/message/messages.cpp protocol/message/messages_tls12.cpp
  MODULES message
)
