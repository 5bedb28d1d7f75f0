# Crypto++ algorithms. Only this module includes Crypto++ headers.
set(sources_of_legacy ${cryptopp_FOLDER}/legacy_ciphers.cpp)
set_source_files_properties(${sources_of_legacy} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON) # so that it can be left out
tls_add_module(cryptopp)
target_link_libraries(tls_cryptopp PUBLIC cryptopp::cryptopp)
if(ASIO_TLS_LEGACY)
  set_target_properties(tls_cryptopp PROPERTIES TLS_SOURCES_OF_LEGACY "${sources_of_legacy}")
else()
  set_source_files_properties(${sources_of_legacy} PROPERTIES HEADER_FILE_ONLY ON)
endif()
