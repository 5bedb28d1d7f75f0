tls_add_test(
  extension
  extension/extension_block.cpp extension/forms.cpp
  ROOMS extension wire
)
