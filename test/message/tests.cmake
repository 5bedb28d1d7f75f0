tls_add_test(
  message
  message/hellos.cpp message/messages.cpp message/messages_tls12.cpp
  ROOMS message extension wire
)
