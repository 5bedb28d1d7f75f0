tls_add_test(
  extension
  protocol/extension/extension_block_test.cpp protocol/extension/forms_test.cpp
  MODULES extension
)
