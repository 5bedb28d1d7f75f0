# Crypto++ algorithms. Only this module includes Crypto++ headers.
tls_add_module(cryptopp)
target_link_libraries(tls_cryptopp PUBLIC cryptopp::cryptopp)
if(NOT ASIO_TLS_LEGACY)
  set_source_files_properties(${cryptopp_FOLDER}/legacy_ciphers.cpp PROPERTIES HEADER_FILE_ONLY ON)
endif()
