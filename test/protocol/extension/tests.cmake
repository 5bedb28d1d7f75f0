tls_add_test(
  extension
  protocol/extension/extension_block.cpp protocol/extension/forms.cpp
  MODULES extension
)
