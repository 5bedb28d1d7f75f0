# How the work of parsers and verifiers grows with their input. They measure CPU time, so nothing else runs meanwhile.
# Sanitizers would measure their own work.
if(ASIO_TLS_SANITIZE)
  return()
endif()

tls_add_test(
  growth
  growth/certificates_test.cpp
  growth/files_test.cpp
  growth/messages_test.cpp
  growth/revocation_test.cpp
  growth/sessions_test.cpp
  MODULES handshake x509_issue
)
set_tests_properties(growth PROPERTIES RUN_SERIAL TRUE)
